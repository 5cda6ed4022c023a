package journal

// Encode, Decode and Records open the file format to its tests.
var (
	Encode  = encode
	Decode  = decode
	Records = records
)

// Line is the line of a record's JSON, whatever that says.
func Line(body []byte) []byte { return line(body) }

// Directory is the folder that Open uses, for tests that cut the power in it.
func Directory(path string) Folder { return directory(path) }
