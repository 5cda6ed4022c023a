// Package gsm knows what fits into a short message: the alphabet of 3GPP TS
// 23.038 with its extension table, UCS-2, and how many messages a text becomes.
//
// It lays out no message; package pdu does that.
package gsm

import (
	"errors"
	"fmt"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// Coding is how a text travels.
type Coding string

// Codings, by their words on the wire of gateways and in reports.
const (
	GSM7 Coding = "gsm7" // seven bits a character
	UCS2 Coding = "ucs2" // sixteen bits a unit of UTF-16
)

// How much fits, in septets of GSM-7 and in units of UCS-2: into a message that
// is alone, and into each part of a longer one, whose header takes the rest.
const (
	Single7  = 160
	Part7    = 153
	Single16 = 70
	Part16   = 67
)

// Limits returns what fits into one message and into each part of a longer one.
func (c Coding) Limits() (single, part int) {
	if c == UCS2 {
		return Single16, Part16
	}
	return Single7, Part7
}

// The alphabet: basic in the order of its septets, where the escape at 0x1B
// stands as itself, and the characters that the escape leads to.
const (
	basic = "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞ\x1bÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?" +
		"¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
	extended = "\f^{}\\[~]|€"
	escape   = 0x1b
)

// extension holds the second septet of each of the extended characters, in their order.
var extension = [...]byte{0x0a, 0x14, 0x28, 0x29, 0x2f, 0x3c, 0x3d, 0x3e, 0x40, 0x65}

// codes is what each character becomes: one septet, or the escape and another.
var codes = func() map[rune][]byte {
	all := make(map[rune][]byte, 256)
	at := byte(0)
	for _, r := range basic {
		all[r] = []byte{at}
		at++
	}
	delete(all, escape) // which is no character
	at = 0
	for _, r := range extended {
		all[r] = []byte{escape, extension[at]}
		at++
	}
	return all
}()

// Septets returns how many septets a character takes: one or two, and none
// where the alphabet lacks it.
func Septets(r rune) int { return len(codes[r]) }

// Foreign returns the first character that the alphabet lacks.
func Foreign(text string) (r rune, found bool) {
	for _, r := range text {
		if Septets(r) == 0 {
			return r, true
		}
	}
	return 0, false
}

// Encoding returns the cheaper coding that can carry the text.
func Encoding(text string) Coding {
	if _, foreign := Foreign(text); foreign {
		return UCS2
	}
	return GSM7
}

// Length returns how long a text is in its coding: septets, or units of UTF-16.
func Length(text string) int {
	if Encoding(text) == UCS2 {
		return units(text)
	}
	n := 0
	for _, r := range text {
		n += Septets(r)
	}
	return n
}

func units(text string) int {
	n := 0
	for _, r := range text {
		n += utf16.RuneLen(r)
	}
	return n
}

// Parts returns how many messages a text is paid for as; an empty one is one.
func Parts(text string) int { return len(Split(text)) }

// Split cuts a text into what its messages carry. No character is cut in two: one
// of two septets or two units that does not fit goes whole into the next part.
func Split(text string) []string {
	coding := Encoding(text)
	single, part := coding.Limits()
	if Length(text) <= single {
		return []string{text}
	}
	var parts []string
	start, used := 0, 0
	for i, r := range text {
		n := Septets(r)
		if coding == UCS2 {
			n = utf16.RuneLen(r)
		}
		if used+n > part {
			parts = append(parts, text[start:i])
			start, used = i, 0
		}
		used += n
	}
	return append(parts, text[start:])
}

// Errors of encoding and decoding.
var (
	// ErrForeign means that the alphabet lacks a character.
	ErrForeign = errors.New("character is not in the alphabet")
	// ErrMalformed means that octets are not what they should be.
	ErrMalformed = errors.New("malformed text")
)

// Encode returns the septets of a text, one in each byte, or [ErrForeign].
func Encode(text string) ([]byte, error) {
	out := make([]byte, 0, len(text))
	for _, r := range text {
		code := codes[r]
		if len(code) == 0 {
			return nil, fmt.Errorf("%w: %q", ErrForeign, r)
		}
		out = append(out, code...)
	}
	return out, nil
}

// Decode returns the text of septets, one in each byte. As TS 23.038 asks, an
// escape to what is not in the extension table reads as the basic character,
// and an escape at the end as a blank. [ErrMalformed] means a byte over 127.
func Decode(code []byte) (string, error) {
	var out strings.Builder
	alphabet, more := []rune(basic), []rune(extended)
	for i := 0; i < len(code); i++ {
		b := code[i]
		switch {
		case b > 0x7f:
			return "", fmt.Errorf("%w: septet 0x%02x", ErrMalformed, b)
		case b != escape:
			out.WriteRune(alphabet[b])
		case i+1 == len(code) || code[i+1] == escape:
			out.WriteByte(' ')
			i++
		default:
			i++
			r := rune(0)
			for at, second := range extension {
				if second == code[i] {
					r = more[at]
				}
			}
			if r == 0 {
				if code[i] > 0x7f {
					return "", fmt.Errorf("%w: septet 0x%02x", ErrMalformed, code[i])
				}
				r = alphabet[code[i]]
			}
			out.WriteRune(r)
		}
	}
	return out.String(), nil
}

// Pack lays septets into octets, seven bits each from the lowest bit up, after
// fill bits of zero: those that bring a text behind a header to a whole septet.
func Pack(code []byte, fill int) []byte {
	out := make([]byte, (len(code)*7+fill+7)/8)
	for i, c := range code {
		at := fill + 7*i
		wide := uint16(c&0x7f) << (at % 8)
		out[at/8] |= byte(wide & 0xff)
		if wide > 0xff {
			out[at/8+1] |= byte(wide >> 8)
		}
	}
	return out
}

// Unpack is the reverse of [Pack] for n septets, or [ErrMalformed] where there
// are fewer.
func Unpack(octets []byte, n, fill int) ([]byte, error) {
	if n < 0 || fill < 0 || len(octets)*8 < n*7+fill {
		return nil, fmt.Errorf("%w: %d octets for %d septets", ErrMalformed, len(octets), n)
	}
	out := make([]byte, n)
	for i := range out {
		at := fill + 7*i
		wide := uint16(octets[at/8])
		if at/8+1 < len(octets) {
			wide |= uint16(octets[at/8+1]) << 8
		}
		out[i] = byte(wide >> (at % 8) & 0x7f)
	}
	return out, nil
}

// EncodeUCS2 returns a text as big-endian UTF-16. What is not UTF-8 becomes U+FFFD.
func EncodeUCS2(text string) []byte {
	out := make([]byte, 0, 2*len(text))
	for _, u := range utf16.Encode([]rune(text)) {
		out = append(out, byte(u>>8), byte(u&0xff))
	}
	return out
}

// DecodeUCS2 is the reverse of [EncodeUCS2], or [ErrMalformed] for an odd number
// of octets. Half a pair becomes U+FFFD.
func DecodeUCS2(octets []byte) (string, error) {
	if len(octets)%2 != 0 {
		return "", fmt.Errorf("%w: %d octets of UCS-2", ErrMalformed, len(octets))
	}
	all := make([]uint16, 0, len(octets)/2)
	for i := 0; i < len(octets); i += 2 {
		all = append(all, uint16(octets[i])<<8|uint16(octets[i+1]))
	}
	out := string(utf16.Decode(all))
	if !utf8.ValidString(out) {
		return "", fmt.Errorf("%w: UCS-2", ErrMalformed)
	}
	return out, nil
}
