package words

import (
	"fmt"
	"strings"
)

// Plain is a text as it is spoken: without the spaces and dots of the typesetter.
func Plain(s string) string {
	return strings.NewReplacer("\u00a0", " ", "\u2009", " ", "…", "", " · ", ", ").Replace(s)
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

// SpokenHours says "08:00–16:00" as people do: "od 8:00 do 16:00". What is no
// such hours stays as it is.
func (t Text) SpokenHours(hours string) string {
	from, to, ok := strings.Cut(hours, "–")
	if !ok {
		return hours
	}
	return fmt.Sprintf(t.FromTo, strings.TrimPrefix(from, "0"), strings.TrimPrefix(to, "0"))
}

// letters pairs the capitals of the Latin alphabet with their names.
func letters(names string) map[rune]string {
	out := map[rune]string{}
	for i, name := range strings.Fields(names) {
		out['A'+rune(i)] = name
	}
	return out
}
