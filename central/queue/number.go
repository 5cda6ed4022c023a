package queue

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"unicode"
)

// ErrNumber says that a text is not a ticket number.
var ErrNumber = errors.New("not a ticket number")

// Number is what is printed, shown and spoken.
type Number struct {
	Prefix string
	N      int
}

// String returns the number as people read it: the prefix, a space and at
// least three digits, "R 015". After R 999 comes R 1000.
func (n Number) String() string { return fmt.Sprintf("%s %03d", n.Prefix, n.N) }

// Valid says whether the number can stand on a ticket: a prefix of one to
// three capital letters, and 1 or more.
func (n Number) Valid() bool {
	letters := 0
	for _, r := range n.Prefix {
		if !unicode.IsUpper(r) {
			return false
		}
		letters++
	}
	return letters >= 1 && letters <= 3 && n.N >= 1
}

// ParseNumber reads a number exactly as String writes it; anything else is
// [ErrNumber].
func ParseNumber(s string) (Number, error) {
	prefix, digits, _ := strings.Cut(s, " ")
	n, err := strconv.Atoi(digits)
	number := Number{Prefix: prefix, N: n}
	if err != nil || !number.Valid() || number.String() != s {
		return Number{}, fmt.Errorf("%w: %q", ErrNumber, s)
	}
	return number, nil
}

// Span is a run of numbers of one series, both ends included. From > To is empty.
type Span struct{ From, To int }

// Next returns the number after last in a series whose first number of the day
// is start. last is below start before any number was given.
func Next(last, start int) int { return max(last+1, start) }

// Jump moves the counter of a series past everything that may have been given
// before history went back: by at least margin numbers, and to at least above.
// It returns the new last number and the numbers jumped over, which are to be
// accounted as [VoidLostInRestore].
func Jump(last, start, margin, above int) (newLast int, skipped Span) {
	from := Next(last, start)
	newLast = max(from-1+margin, above)
	return newLast, Span{From: from, To: newLast}
}

// Missing returns the numbers of a series that nobody can account for: those
// from the first number of the day to its last that are neither a ticket's nor
// in a skipped span. A correct server never has any.
func Missing(start, last int, given []int, skipped []Span) []int {
	have := make(map[int]bool, len(given))
	for _, n := range given {
		have[n] = true
	}
	for _, s := range skipped {
		for n := s.From; n <= s.To; n++ {
			have[n] = true
		}
	}
	var missing []int
	for n := start; n <= last; n++ {
		if !have[n] {
			missing = append(missing, n)
		}
	}
	return missing
}
