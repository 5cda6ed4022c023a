package booking

import (
	"errors"
	"fmt"
	"math/bits"
	"strings"
	"unicode"
)

// Errors of [ReadCode]. Neither counts as a wrong code.
var (
	ErrCodeForm   = errors.New("not a code: another number of digits")
	ErrCheckDigit = errors.New("not a code: the check digit says that a digit was mistyped")
)

// MinCodeDigits and MaxCodeDigits bound the length of a code, its check digit
// included.
const (
	MinCodeDigits = 5
	MaxCodeDigits = 9
)

// NewCode makes a code of so many digits out of 64 random bits: the first digit
// is 1 to 9, the last checks the others ([Damm]). Lengths out of bounds are
// brought within them. The random part is the high word of random times the
// number of codes; of two codes the more likely one is at most 1 + 9*10^(n-2)/2^64
// times as likely, which for n = 9 is 1 + 5e-12.
func NewCode(random uint64, digits int) string {
	digits = min(max(digits, MinCodeDigits), MaxCodeDigits)
	first := uint64(1)
	for range digits - 2 {
		first *= 10
	}
	part, _ := bits.Mul64(random, 9*first)
	body := fmt.Sprint(first + part)
	return body + string(Damm(body))
}

// ReadCode returns the digits of a code from what a person typed or a reader
// sent: blanks and dashes of every kind may stand anywhere. Errors:
// [ErrCodeForm], [ErrCheckDigit].
func ReadCode(typed string, digits int) (string, error) {
	code := strings.Map(func(r rune) rune {
		if filler(r) {
			return -1
		}
		return r
	}, typed)
	if len(code) != digits || digits < 2 || strings.Trim(code, "0123456789") != "" {
		return "", fmt.Errorf("%w than %d", ErrCodeForm, digits)
	}
	if code[0] == '0' || Damm(code) != '0' {
		return "", ErrCheckDigit
	}
	return code, nil
}

// filler says whether people put the sign between digits or letters to read
// them more easily: white space, also the one that does not break, and dashes.
func filler(r rune) bool { return unicode.IsSpace(r) || unicode.Is(unicode.Pd, r) || r == '\u2212' }

// ShowCode writes a code for people, in two halves: "482 9151".
func ShowCode(code string) string {
	half := len(code) / 2
	if half == 0 {
		return code
	}
	return code[:half] + " " + code[half:]
}

// damm is the quasigroup of order ten of H. M. Damm, "Total anti-symmetrische
// Quasigruppen" (Marburg 2004). Its diagonal is zero, so the check digit after
// the digits that it checks gives zero.
var damm = [10]string{
	"0317598642",
	"7092154863",
	"4206871359",
	"1750983426",
	"6123045978",
	"3674209581",
	"5869720134",
	"8945362017",
	"9438617205",
	"2581436790",
}

// Damm returns the digit, '0' to '9', that checks the digits before it: it finds
// every single wrong digit and every swap of neighbours. With the right check
// digit at their end the digits give '0'. What is not a digit is left out.
func Damm(digits string) byte {
	check := byte('0')
	for _, d := range []byte(digits) {
		if d >= '0' && d <= '9' {
			check = damm[check-'0'][d-'0']
		}
	}
	return check
}
