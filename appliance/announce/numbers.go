package announce

import "fmt"

// MaxNumber is the largest number that is spoken.
const MaxNumber = 9999

// numerals are the words of a language for the numbers from 0 to MaxNumber.
type numerals struct {
	small    []string // 0 to 19, or to 99
	tens     []string // 20, 30, … 90; none where small has them
	hundreds []string // 100, 200, … 900
	// thousands are 1000, 2000, … 9000.
	thousands []string
	// and stands before the last two digits of a number over 100; empty where nothing does.
	and string
}

// words spells n.
func (l numerals) words(n int) []string {
	if n < len(l.small) {
		return l.small[n : n+1 : n+1]
	}
	var out []string
	if t := n / 1000; t > 0 {
		out = append(out, l.thousands[t-1])
	}
	if h := n / 100 % 10; h > 0 {
		out = append(out, l.hundreds[h-1])
	}
	rest := n % 100
	if rest == 0 {
		return out
	}
	if l.and != "" && len(out) > 0 {
		out = append(out, l.and)
	}
	if rest < len(l.small) {
		return append(out, l.small[rest])
	}
	out = append(out, l.tens[rest/10-2])
	if rest%10 > 0 {
		out = append(out, l.small[rest%10])
	}
	return out
}

// Number spells n in the nominative, a clip each: "dwa tysiące", "sto",
// "piętnaście". In German all below 100 is one word. Errors are ErrLanguage and
// ErrNumber.
func Number(language string, n int) ([]string, error) {
	l, ok := languages[language]
	if !ok {
		return nil, fmt.Errorf("%w: %q", ErrLanguage, language)
	}
	if n < 0 || n > MaxNumber {
		return nil, fmt.Errorf("%w: %d", ErrNumber, n)
	}
	return l.numerals.words(n), nil
}
