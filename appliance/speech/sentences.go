package speech

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// longBeginning is how many letters may be made before the first of them is heard.
const longBeginning = 30

// pieces breaks phrases into what is made at a time. The very first piece is
// short, because somebody waits for it: it ends at a comma.
func pieces(phrases []Phrase) []Phrase {
	var out []Phrase
	for _, p := range phrases {
		for _, sentence := range sentences(p.Text) {
			head, rest, ok := strings.Cut(sentence, ", ")
			if ok && len(out) == 0 && utf8.RuneCountInString(sentence) > longBeginning {
				out = append(out, Phrase{Text: head + ",", Language: p.Language})
				sentence = rest
			}
			out = append(out, Phrase{Text: sentence, Language: p.Language})
		}
	}
	return out
}

// sentences breaks a text where a sentence ends, so that the first of them is
// heard while the others are made: after a full stop, a question mark or an
// exclamation mark with a capital behind it. An abbreviation before a name is
// taken for an end, which is heard as a short rest.
func sentences(text string) []string {
	var out []string
	runes := []rune(text)
	from := 0
	for i, r := range runes {
		if !strings.ContainsRune(".?!", r) || i+2 >= len(runes) || runes[i+1] != ' ' || !unicode.IsUpper(runes[i+2]) {
			continue
		}
		out = append(out, strings.TrimSpace(string(runes[from:i+1])))
		from = i + 1
	}
	if last := strings.TrimSpace(string(runes[from:])); last != "" {
		out = append(out, last)
	}
	return out
}
