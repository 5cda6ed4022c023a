package device

// Words is the same text in several languages, by ISO 639-1 code.
type Words map[string]string

// In is the text in a language, or else in the first of the others that has one.
func (w Words) In(lang string, others ...string) string {
	if s := w[lang]; s != "" {
		return s
	}
	for _, l := range others {
		if s := w[l]; s != "" {
			return s
		}
	}
	return ""
}
