package booking

import (
	"errors"
	"fmt"
	"strings"
)

// ErrLink says that a text is not the secret part of a personal link.
var ErrLink = errors.New("not a personal link")

// crockford is Crockford's base 32, which leaves out the letters that people
// take for others (https://www.crockford.com/base32.html), in capitals: an SMS
// may be read aloud.
const crockford = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"

// linkLetters is how many letters 50 bits need.
const linkLetters = 10

// NewLink writes the lower 50 of 64 random bits as the secret part of a personal
// link: ten letters of Crockford's base 32 in capitals, "7KQ4MNPXT2", the highest
// bits first.
func NewLink(random uint64) string {
	var out [linkLetters]byte
	for i := range out {
		out[len(out)-1-i] = crockford[random&31]
		random >>= 5
	}
	return string(out[:])
}

// ReadLink returns the secret part as [NewLink] writes it from what a person may
// have typed: small letters, blanks and dashes are allowed, O is 0, I and L are
// 1. Errors: [ErrLink].
func ReadLink(typed string) (string, error) {
	link := strings.Map(func(r rune) rune {
		switch {
		case filler(r):
			return -1
		case r >= 'a' && r <= 'z':
			r -= 'a' - 'A'
		}
		switch r {
		case 'O':
			return '0'
		case 'I', 'L':
			return '1'
		}
		return r
	}, typed)
	if len(link) != linkLetters || strings.Trim(link, crockford) != "" {
		return "", fmt.Errorf("%w: %d bytes", ErrLink, len(typed))
	}
	return link, nil
}
