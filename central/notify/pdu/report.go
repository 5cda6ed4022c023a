package pdu

import (
	"fmt"
	"time"
)

// StatusReport says what became of a message.
type StatusReport struct {
	Reference byte      // that the modem gave to the message
	To        string    // as the network writes the number: perhaps without its country
	Sent      time.Time // when the message centre got the message; zero: not told
	Done      time.Time // when the phone got it, or the centre last tried; zero: not told
	Status    byte      // TS 23.040, 9.2.3.15
}

// Outcome is what a status means for the message.
type Outcome string

// Outcomes of messages.
const (
	Received Outcome = "received" // the phone has it
	Trying   Outcome = "trying"   // the network goes on trying
	GivenUp  Outcome = "given up" // the phone will not get it
	Unsure   Outcome = "unsure"   // the network does not know
)

// Outcome says what the status means for the message.
func (s StatusReport) Outcome() Outcome {
	switch {
	case s.Status == 0:
		return Received
	case s.Status < 0x20 || s.Status >= 0x80: // Passed on and not confirmed, replaced by another, or reserved.
		return Unsure
	case s.Status < 0x40:
		return Trying
	default:
		return GivenUp
	}
}

// reasons are those of TS 23.040, 9.2.3.15, for giving up; temporary ones repeat with 0x60.
var reasons = map[byte]string{
	0x40: "remote procedure error", 0x41: "incompatible destination", 0x42: "rejected by the phone", 0x43: "not obtainable",
	0x44: "quality of service not available", 0x45: "no interworking", 0x46: "validity expired", 0x47: "deleted by the sender",
	0x48: "deleted by the message centre", 0x49: "does not exist",
	0x60: "congestion", 0x61: "phone busy", 0x62: "no answer from the phone", 0x63: "service rejected",
	0x64: "quality of service not available", 0x65: "error in the phone",
}

// Reason says why a message was given up.
func (s StatusReport) Reason() string {
	if reason := reasons[s.Status]; reason != "" {
		return fmt.Sprintf("status 0x%02x: %s", s.Status, reason)
	}
	return fmt.Sprintf("status 0x%02x", s.Status)
}

// Encode lays the report out, as a network does. It gives [ErrNumber].
func (s StatusReport) Encode() ([]byte, error) {
	out, err := appendAddress([]byte{kindStatusReport, s.Reference}, s.To)
	if err != nil {
		return nil, err
	}
	return append(appendTime(appendTime(out, s.Sent), s.Done), s.Status), nil
}

// DecodeStatusReport reads a report. It gives [ErrMalformed], or [ErrKind] for a
// message that a person has sent. What may follow the status is not read.
func DecodeStatusReport(b []byte) (StatusReport, error) {
	r := &reader{rest: b}
	first := r.octet()
	if !r.bad && first&kindMask != kindStatusReport {
		return StatusReport{}, fmt.Errorf("%w: %d", ErrKind, first&kindMask)
	}
	s := StatusReport{Reference: r.octet(), To: r.address(), Sent: r.time(), Done: r.time(), Status: r.octet()}
	if r.bad {
		return StatusReport{}, fmt.Errorf("%w: a report of %d octets", ErrMalformed, len(b))
	}
	return s, nil
}
