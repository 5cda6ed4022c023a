package slip

import (
	"unicode"

	"numerek/appliance/typeface"
)

// broken wraps a text into the fewest lines of at most width: between its facts if
// it can, else about equally long, so that no word stands alone on the last one. It
// says whether a word had to be torn apart.
func broken(face *typeface.Face, text string, width float64) (lines []string, isTorn bool) {
	text = bound(text)
	if apart := face.Apart(text, width); apart != nil {
		return apart, false
	}
	for _, line := range face.Wrap(text, width) {
		parts := []string{line}
		if face.Advance(line) > width {
			isTorn = true
			parts = torn(face, line, width, "-")
		}
		lines = append(lines, parts...)
	}
	if isTorn || len(lines) < 2 {
		return lines, isTorn
	}
	low, high := width/2, width
	for high-low > 1 {
		middle := (low + high) / 2
		if tighter := face.Wrap(text, middle); len(tighter) == len(lines) && fits(face, tighter, middle) {
			high = middle
		} else {
			low = middle
		}
	}
	return face.Wrap(text, high), false
}

// fits says that every line is at most width wide.
func fits(face *typeface.Face, lines []string, width float64) bool {
	for _, line := range lines {
		if face.Advance(line) > width {
			return false
		}
	}
	return true
}

// torn cuts a word into pieces of at most width, with a hyphen where it cuts
// between two letters.
func torn(face *typeface.Face, word string, width float64, hyphen string) []string {
	var parts []string
	piece := []rune{}
	for _, r := range word {
		end := ""
		if unicode.IsLetter(r) {
			end = hyphen
		}
		if len(piece) > 0 && face.Advance(string(piece)+string(r)+end) > width {
			if unicode.IsLetter(piece[len(piece)-1]) && unicode.IsLetter(r) {
				piece = append(piece, []rune(hyphen)...)
			}
			parts = append(parts, string(piece))
			piece = piece[:0]
		}
		piece = append(piece, r)
	}
	return append(parts, string(piece))
}
