package announce

import (
	"maps"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// Word is what one clip says.
type Word struct {
	// Clip is the name of the file, without folder and ending: "pietnascie".
	Clip string
	// Text is what is said: "piętnaście".
	Text string
	// Last says that the sentence ends with it: the voice falls.
	Last bool
	// Pause says that the sentence has a comma before it.
	Pause bool
}

// EndSuffix makes the name of a clip that of the one with the falling voice,
// which is used for the last word of a sentence where there is one.
const EndSuffix = "-end"

// latin is how Ukrainian letters are written in the names of clips. The soft sign
// stays visible: нуль without it would be nul, which is no file for Windows.
var latin = strings.NewReplacer(
	"а", "a", "б", "b", "в", "v", "г", "h", "ґ", "g", "д", "d", "е", "e", "є", "ie", "ж", "zh", "з", "z", "и", "y", "і", "i", "ї", "i",
	"й", "i", "к", "k", "л", "l", "м", "m", "н", "n", "о", "o", "п", "p", "р", "r", "с", "s", "т", "t", "у", "u", "ф", "f", "х", "kh",
	"ц", "ts", "ч", "ch", "ш", "sh", "щ", "shch", "ь", "j", "ю", "iu", "я", "ia", "ł", "l", "ß", "ss", "'", "", "’", "", "ʼ", "",
)

// ClipName is the name of the clip that says text: small letters without
// accents, digits, and hyphens for all else, so that it survives every file
// system. "Proszę do stanowiska numer" is "prosze-do-stanowiska-numer".
func ClipName(text string) string {
	var out strings.Builder
	for _, r := range norm.NFD.String(latin.Replace(strings.ToLower(norm.NFC.String(text)))) {
		switch {
		case unicode.Is(unicode.Mn, r):
		case unicode.IsLetter(r), unicode.IsDigit(r):
			out.WriteRune(r)
		default:
			out.WriteByte('-')
		}
	}
	return strings.Join(strings.FieldsFunc(out.String(), func(r rune) bool { return r == '-' }), "-")
}

// letterClip is the name of the clip for a letter from A to Z. Names of letters
// are words as well in some languages.
func letterClip(letter rune) string { return "letter-" + strings.ToLower(string(letter)) }

// Clips are all that calls in a language need: its letters, its numbers, and
// the phrases of its own sentence, sorted by name. Numbers up to 999 are there
// twice, the second time with Last. It is nil for a language without clips.
func Clips(language string) []Word {
	l, ok := languages[language]
	if !ok {
		return nil
	}
	all := map[string]Word{}
	add := func(w Word) {
		name := w.Clip
		if w.Last {
			name += EndSuffix
		}
		all[name] = w
	}
	for i, name := range l.letters {
		add(Word{Clip: letterClip('A' + rune(i)), Text: name})
	}
	for _, w := range slices.Concat(l.numerals.small, l.numerals.tens, l.numerals.hundreds) {
		add(Word{Clip: ClipName(w), Text: w})
		add(Word{Clip: ClipName(w), Text: w, Last: true})
	}
	for _, w := range l.numerals.thousands {
		add(Word{Clip: ClipName(w), Text: w})
	}
	if l.numerals.and != "" {
		add(Word{Clip: ClipName(l.numerals.and), Text: l.numerals.and})
	}
	for place := range l.sentence.Places {
		for _, part := range l.sentence.parts(place) {
			if part.text != "" {
				add(Word{Clip: ClipName(part.text), Text: part.text})
			}
		}
	}
	out := make([]Word, 0, len(all))
	for _, name := range slices.Sorted(maps.Keys(all)) {
		out = append(out, all[name])
	}
	return out
}
