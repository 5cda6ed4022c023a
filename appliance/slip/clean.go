package slip

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// clean makes a text from outside safe to draw: composed letters (the fonts
// have a picture of "ą", not of "a" with a loose ogonek), single spaces, and
// nothing that is not seen, such as control and direction characters.
func clean(s string) string {
	s = strings.Map(func(r rune) rune {
		switch {
		case r == '\u2009', r == '\u00a0', r == '\u202f':
			return r // holds together what it stands between
		case unicode.IsSpace(r):
			return ' '
		case r == unicode.ReplacementChar, unicode.In(r, unicode.C):
			return -1
		default:
			return r
		}
	}, s)
	return norm.NFC.String(strings.Join(strings.FieldsFunc(s, func(r rune) bool { return r == ' ' }), " "))
}

// bound keeps a word of one letter, such as the Polish "w", with the next one,
// so that it does not hang at the end of a line.
func bound(s string) string {
	runes := []rune(s)
	for i := 1; i+1 < len(runes); i++ {
		if runes[i] == ' ' && unicode.IsLetter(runes[i-1]) && (i == 1 || runes[i-2] == ' ') {
			runes[i] = '\u00a0'
		}
	}
	return string(runes)
}
