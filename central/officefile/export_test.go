package officefile

// AllKeys names every key of the table with its example or default, for tests.
func AllKeys() map[string]string {
	out := map[string]string{}
	for _, k := range allKeys() {
		out[k.path] = k.sample()
	}
	return out
}

// Means returns the meaning of every key.
func Means() map[string]string {
	out := map[string]string{}
	for _, k := range allKeys() {
		out[k.path] = k.means
	}
	return out
}

// NumberOfKeys counts the rows of the table, doubled ones too.
func NumberOfKeys() int { return len(allKeys()) }
