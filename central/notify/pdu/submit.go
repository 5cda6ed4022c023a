package pdu

import (
	"fmt"
	"strings"
	"time"

	"numerek/central/notify/gsm"
)

// Bits of the first octet, TS 23.040, 9.2.3.
const (
	kindMask         = 0x03
	kindSubmit       = 0x01
	kindStatusReport = 0x02
	validityMask     = 0x18
	validityEnhanced = 0x08
	validityRelative = 0x10
	validityAbsolute = 0x18
	wantReport       = 0x20
	hasHeader        = 0x40
)

// Data codings, TS 23.038, 4.
const (
	codingDefault = 0x00
	codingUCS2    = 0x08
)

// Elements of a header that say that a message is part of a longer text, TS 23.040, 9.2.3.24.
const (
	concatenated   = 0x00
	concatenated16 = 0x08
)

// Submit asks for one message to be sent.
type Submit struct {
	To     string        // E.164, with a plus sign
	Text   string        // of this message alone
	Part   Part          // where the text is a part of a longer one
	Valid  time.Duration // how long the network may try; 0: as long as it likes
	Report bool          // whether a status report is asked for
}

// Part says which part of a longer text a message is. The zero Part is a whole.
type Part struct {
	Reference   int // the same in all parts, 0 to 255
	Of, Ordinal int // how many there are, and which this is, from 1
}

// Encode lays the message out. It gives [ErrNumber], or [ErrLong].
func (s Submit) Encode() ([]byte, error) {
	first := byte(kindSubmit)
	if s.Report {
		first |= wantReport
	}
	if s.Valid > 0 {
		first |= validityRelative
	}
	var header []byte
	if s.Part != (Part{}) {
		if s.Part.Of < 1 || s.Part.Of > 255 || s.Part.Ordinal < 1 || s.Part.Ordinal > s.Part.Of {
			return nil, fmt.Errorf("%w: part %d of %d", ErrLong, s.Part.Ordinal, s.Part.Of)
		}
		first |= hasHeader
		header = []byte{5, concatenated, 3, byte(s.Part.Reference), byte(s.Part.Of), byte(s.Part.Ordinal)} //nolint:gosec // Checked, or wraps as it should.
	}
	// The modem gives the message its reference.
	out, err := appendAddress([]byte{first, 0}, s.To)
	if err != nil {
		return nil, err
	}
	coding := gsm.Encoding(s.Text)
	single, part := coding.Limits()
	if n := gsm.Length(s.Text); n > single || header != nil && n > part {
		return nil, fmt.Errorf("%w: %d", ErrLong, n)
	}
	dcs := byte(codingDefault)
	if coding == gsm.UCS2 {
		dcs = codingUCS2
	}
	out = append(out, 0, dcs)
	if s.Valid > 0 {
		out = append(out, validity(s.Valid))
	}
	return appendText(out, header, coding, s.Text)
}

// appendText writes a text behind its header, with its length: in septets, or in octets.
func appendText(out, header []byte, coding gsm.Coding, text string) ([]byte, error) {
	if coding == gsm.UCS2 {
		octets := gsm.EncodeUCS2(text)
		out = append(append(out, byte(len(header)+len(octets))), header...) //nolint:gosec // At most 140.
		return append(out, octets...), nil
	}
	septets, err := gsm.Encode(text)
	if err != nil {
		return nil, err
	}
	before := (len(header)*8 + 6) / 7                               // The text begins on a septet.
	out = append(append(out, byte(before+len(septets))), header...) //nolint:gosec // At most 160.
	return append(out, gsm.Pack(septets, before*7-len(header)*8)...), nil
}

// validity writes a period, TS 23.040, 9.2.3.12.1, rounded down so that nothing
// is delivered too late; the shortest is five minutes.
func validity(d time.Duration) byte {
	const day = 24 * time.Hour
	var v time.Duration
	switch {
	case d < 5*time.Minute:
		v = 0
	case d <= 12*time.Hour:
		v = d/(5*time.Minute) - 1
	case d < 2*day:
		v = 143 + (min(d, day)-12*time.Hour)/(30*time.Minute)
	case d < 35*day:
		v = 166 + min(d/day, 30)
	default:
		v = 192 + min(d/(7*day), 63)
	}
	return byte(v)
}

// period is the reverse of validity.
func period(v byte) time.Duration {
	minutes := int(v)
	switch {
	case v <= 143:
		minutes = (minutes + 1) * 5
	case v <= 167:
		minutes = 12*60 + (minutes-143)*30
	case v <= 196:
		minutes = (minutes - 166) * 24 * 60
	default:
		minutes = (minutes - 192) * 7 * 24 * 60
	}
	return time.Duration(minutes) * time.Minute
}

// DecodeSubmit reads a message that somebody asks to send. It gives
// [ErrMalformed], or [ErrKind]. A period that is not relative is left out, and
// so is a text of octets without letters.
func DecodeSubmit(b []byte) (Submit, error) {
	r := &reader{rest: b}
	first := r.octet()
	if !r.bad && first&kindMask != kindSubmit {
		return Submit{}, fmt.Errorf("%w: %d", ErrKind, first&kindMask)
	}
	r.octet() // Its reference is the modem's business.
	s := Submit{To: r.address(), Report: first&wantReport != 0}
	r.octet() // The protocol.
	dcs := r.octet()
	switch first & validityMask {
	case validityRelative:
		s.Valid = period(r.octet())
	case validityAbsolute, validityEnhanced:
		r.octets(7)
	}
	if err := s.readText(r, dcs, first&hasHeader != 0); err != nil {
		return Submit{}, err
	}
	return s, nil
}

// readText reads what is left: the length, a header, and the text.
func (s *Submit) readText(r *reader, dcs byte, headed bool) (err error) {
	length := int(r.octet())
	body := r.rest
	var header int
	if headed && !r.bad {
		header = int(r.octet()) + 1
		s.Part = readHeader(r.octets(header - 1))
	}
	if r.bad || len(body) > 140 {
		return fmt.Errorf("%w: a message of %d octets of text", ErrMalformed, len(body))
	}
	switch alphabet(dcs) {
	case 0:
		before := (header*8 + 6) / 7
		if length < before {
			return fmt.Errorf("%w: %d septets", ErrMalformed, length)
		}
		septets, err := gsm.Unpack(r.rest, length-before, before*7-header*8)
		if err != nil {
			return fmt.Errorf("%w: %w", ErrMalformed, err)
		}
		s.Text, err = gsm.Decode(septets)
		return err
	case codingUCS2:
		if length != len(body) {
			return fmt.Errorf("%w: %d octets", ErrMalformed, length)
		}
		s.Text, err = gsm.DecodeUCS2(r.rest)
		return err
	}
	return nil
}

// alphabet is 0 for septets, 8 for UCS-2, 4 for octets: TS 23.038, 4.
func alphabet(dcs byte) byte {
	switch {
	case dcs&0xc0 == 0: // The general groups; 0x0c is reserved.
		return dcs & 0x0c
	case dcs&0xf0 == 0xe0:
		return codingUCS2
	case dcs&0xf0 == 0xf0:
		return dcs & 0x04
	default:
		return codingDefault
	}
}

// readHeader looks for what says that the message is a part.
func readHeader(b []byte) (p Part) {
	for r := (&reader{rest: b}); len(r.rest) > 0; {
		element := r.octet()
		value := r.octets(int(r.octet()))
		switch {
		case r.bad:
			return Part{}
		case element == concatenated && len(value) == 3:
			p = Part{Reference: int(value[0]), Of: int(value[1]), Ordinal: int(value[2])}
		case element == concatenated16 && len(value) == 4:
			p = Part{Reference: int(value[0])<<8 | int(value[1]), Of: int(value[2]), Ordinal: int(value[3])}
		}
	}
	return p
}

// Parts lays a text out as messages that a phone puts together again; one where
// it fits. The status report that is asked for is that of the last. The
// reference tells apart what one phone gets in a short time.
func Parts(text, to string, valid time.Duration, reference int) []Submit {
	cut := gsm.Split(strings.ToValidUTF8(text, "\ufffd"))
	out := make([]Submit, len(cut))
	for i, t := range cut {
		out[i] = Submit{To: to, Text: t, Valid: valid, Report: i == len(cut)-1}
		if len(cut) > 1 {
			out[i].Part = Part{Reference: reference & 0xff, Of: len(cut), Ordinal: i + 1}
		}
	}
	return out
}
