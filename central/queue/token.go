package queue

import (
	"errors"
	"fmt"
	"strings"
)

// ErrToken says that a text is not the token of a ticket's page.
var ErrToken = errors.New("not a token")

// crockford is Crockford's base 32, which leaves out the letters that people
// take for others (https://www.crockford.com/base32.html), in lower case.
const crockford = "0123456789abcdefghjkmnpqrstvwxyz"

// tokenLetters is how many letters 128 bits need.
const tokenLetters = 26

// Token writes 128 random bits as the secret part of a ticket's page: 26
// letters of Crockford's base 32 in lower case, the highest bits first.
func Token(random [16]byte) string {
	var out [tokenLetters]byte
	acc, bits, at := uint32(0), 2, 0 // two leading zero bits make 130 of 128
	for _, b := range random {
		acc, bits = acc<<8|uint32(b), bits+8
		for bits >= 5 {
			bits -= 5
			out[at] = crockford[acc>>bits&31]
			at++
		}
	}
	return string(out[:])
}

// ParseToken returns the token as [Token] writes it from what a person may
// have typed: capitals are allowed, O is 0, I and L are 1. Errors: [ErrToken].
func ParseToken(s string) (string, error) {
	token := strings.NewReplacer("o", "0", "i", "1", "l", "1").Replace(strings.ToLower(s))
	if len(token) != tokenLetters || strings.Trim(token, crockford) != "" || token[0] > '7' {
		return "", fmt.Errorf("%w: %d letters", ErrToken, len(s))
	}
	return token, nil
}
