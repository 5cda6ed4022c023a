package words

import "strings"

// Plain is a text as it is spoken: without the spaces of the typesetter.
func Plain(s string) string {
	return strings.NewReplacer("\u00a0", " ", "\u2009", " ", "…", "").Replace(s)
}

// SpokenNumber writes a number so that a speech engine says it as people do:
// "R 015" is "R 15", and letters that are words of the language have their names.
func (t Text) SpokenNumber(number string) string {
	var parts []string
	for part := range strings.FieldsSeq(strings.ReplaceAll(number, "\u2009", " ")) {
		if digits := strings.TrimLeft(part, "0"); strings.Trim(part, "0123456789") == "" {
			if digits == "" {
				digits = "0"
			}
			parts = append(parts, digits)
			continue
		}
		for _, letter := range part {
			name := t.Letters[letter]
			if name == "" {
				name = string(letter)
			}
			parts = append(parts, name)
		}
	}
	return strings.Join(parts, " ")
}

// letters pairs the capitals of the Latin alphabet with their names.
func letters(names string) map[rune]string {
	out := map[rune]string{}
	for i, name := range strings.Fields(names) {
		out['A'+rune(i)] = name
	}
	return out
}
