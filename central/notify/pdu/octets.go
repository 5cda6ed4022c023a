package pdu

import (
	"encoding/hex"
	"errors"
	"fmt"
	"strings"
	"time"
)

// Errors of encoding and decoding.
var (
	// ErrMalformed means that octets are not what they should be.
	ErrMalformed = errors.New("malformed PDU")
	// ErrKind means that a PDU is of another kind.
	ErrKind = errors.New("PDU of another kind")
	// ErrNumber means that a number is not one in E.164 with its plus sign.
	ErrNumber = errors.New("not a phone number")
	// ErrLong means that a text does not fit into one message.
	ErrLong = errors.New("text is longer than one message")
)

// maxLine is how long a line with a PDU may be: 12 octets of a message centre,
// 164 of the longest message, and room to spare, in hexadecimal digits.
const maxLine = 2 * 256

// Frame writes a PDU as the line that a modem takes: behind the length of a
// message centre's address, which is 0 for the one that the SIM knows.
func Frame(octets []byte) string { return "00" + strings.ToUpper(hex.EncodeToString(octets)) }

// Unframe reads a modem's line: the PDU behind the address of the message centre.
func Unframe(line string) ([]byte, error) {
	if len(line) > maxLine {
		return nil, fmt.Errorf("%w: a line of %d digits", ErrMalformed, len(line))
	}
	b, err := hex.DecodeString(line)
	if err != nil {
		return nil, fmt.Errorf("%w: not hexadecimal", ErrMalformed)
	}
	if len(b) == 0 || len(b) < 1+int(b[0]) {
		return nil, fmt.Errorf("%w: ends within the message centre", ErrMalformed)
	}
	return b[1+int(b[0]):], nil
}

// reader takes octets from the front. After the first fault all is zero.
type reader struct {
	rest []byte
	bad  bool
}

func (r *reader) octets(n int) []byte {
	if r.bad || n > len(r.rest) {
		r.bad, r.rest = true, nil
		return make([]byte, n)
	}
	out := r.rest[:n:n]
	r.rest = r.rest[n:]
	return out
}

func (r *reader) octet() byte { return r.octets(1)[0] }

// Types of numbers, TS 23.040, 9.1.2.5: with the plan of telephones.
const (
	international = 0x91
	unknown       = 0x81
	typeMask      = 0x70
)

// semi are the signs of half an octet; the last is a filling.
const semi = "0123456789*#abc"

// address reads an address: its digits, with a plus sign before an international
// one. One in letters is given as nothing.
func (r *reader) address() string {
	digits, kind := int(r.octet()), r.octet()
	if digits > 20 {
		r.bad = true
		return ""
	}
	octets := r.octets((digits + 1) / 2)
	if r.bad || kind&typeMask == 0x50 {
		return ""
	}
	var out strings.Builder
	if kind&typeMask == international&typeMask {
		out.WriteByte('+')
	}
	for i := range digits {
		half := octets[i/2] >> (4 * (i % 2)) & 0x0f
		if int(half) >= len(semi) {
			r.bad = true
			return ""
		}
		out.WriteByte(semi[half])
	}
	return out.String()
}

// appendAddress writes a number: international with a plus sign, unknown without one.
func appendAddress(out []byte, number string) ([]byte, error) {
	digits, plus := strings.CutPrefix(number, "+")
	kind := byte(unknown)
	if plus {
		kind = international
	}
	if len(digits) < 3 || len(digits) > 15 {
		return nil, ErrNumber
	}
	out = append(out, byte(len(digits)), kind) //nolint:gosec // Checked above.
	for i, d := range []byte(digits) {
		if d < '0' || d > '9' {
			return nil, ErrNumber
		}
		if i%2 == 0 {
			out = append(out, 0xf0|(d-'0'))
		} else {
			out[len(out)-1] = out[len(out)-1]&0x0f | (d-'0')<<4
		}
	}
	return out, nil
}

// swapped writes a number from 0 to 99 with its digits the wrong way round.
func swapped(n int) byte { return byte(n%10<<4 | n/10%10) } //nolint:gosec // At most 0x99.

// appendTime writes an instant and its zone, TS 23.040, 9.2.3.11.
func appendTime(out []byte, t time.Time) []byte {
	_, offset := t.Zone()
	zone := swapped(max(offset, -offset) / 900)
	if offset < 0 {
		zone |= 0x08
	}
	return append(out, swapped(t.Year()%100), swapped(int(t.Month())), swapped(t.Day()),
		swapped(t.Hour()), swapped(t.Minute()), swapped(t.Second()), zone)
}

// time reads an instant. One that no calendar has, as some networks write, is none.
func (r *reader) time() time.Time {
	b := r.octets(7)
	var n [7]int
	for i, o := range b {
		low, high := int(o&0x0f), int(o>>4)
		if i == 6 {
			low &^= 0x08
		}
		if low > 9 || high > 9 {
			return time.Time{}
		}
		n[i] = 10*low + high
	}
	offset := n[6] * 900
	if b[6]&0x08 != 0 {
		offset = -offset
	}
	t := time.Date(2000+n[0], time.Month(n[1]), n[2], n[3], n[4], n[5], 0, time.FixedZone("", offset))
	if int(t.Month()) != n[1] || t.Day() != n[2] || t.Hour() != n[3] || t.Minute() != n[4] || t.Second() != n[5] {
		return time.Time{}
	}
	return t
}
