package journal

import (
	"time"
)

// Kind is what a record says. The words are kept in the file.
type Kind string

// The records of a journal, in the order of a ticket's life.
const (
	// Format is the first record of a file: Format and Reader.
	Format Kind = "format"
	// Boot is a start of the kiosk: Epoch, and Incarnation where known. It is
	// written again when the server names another epoch or incarnation.
	Boot Kind = "boot"
	// Tap is a citizen's wish: Request, Service, Language, Priority. On the card
	// before anything is sent. A wish for the booking of a code names no service,
	// and never the code: after a restart it is given up.
	Tap Kind = "tap"
	// Issued is the server's answer: Request, Ticket, and Service where the tap has none.
	Issued Kind = "issued"
	// Seen says that the number is about to be on the screen: Request. On the
	// card before anybody is shown it; from then on it is never given up.
	Seen Kind = "seen"
	// Begin says that the printer is about to be told to print: Request, Attempt.
	// On the card before the first byte of the committing tail.
	Begin Kind = "begin"
	// Cleared says that the attempt came to nothing for certain and cannot come
	// out later: Request, Attempt, Evidence.
	Cleared Kind = "cleared"
	// Outcome is what became of the paper: Request, Outcome, Evidence.
	Outcome Kind = "outcome"
	// Abandon says that the request is given up: Request, Reason.
	Abandon Kind = "abandon"
	// Settled says that the server knows all about the request, or refused it:
	// Request, and the Outcome that it acknowledged. One that has changed since is
	// still to be reported.
	Settled Kind = "settled"
	// Delivered stands in a shortened journal for a request that is settled and whose
	// number somebody may have: Request, Service, Language, Priority, Ticket,
	// Attempt, Outcome, Evidence.
	Delivered Kind = "delivered"
	// Copy says that a person has asked for a further paper, marked as one: Request,
	// and how many Copies there are by now. It is to be reported even where all was.
	Copy Kind = "copy"
	// Lost stands where whole records were that cannot be read any more.
	Lost Kind = "lost"
)

// durable says whether the next step may only be taken once the record is on
// the card. The others are synced along with the next that is; without them
// recovery asks or reports once more, which the server answers the same.
func (k Kind) durable() bool {
	switch k {
	case Format, Boot, Tap, Seen, Begin, Outcome, Abandon, Copy:
		return true
	default:
		return false
	}
}

// Paper is what became of a ticket's slip.
type Paper string

// The outcomes of a slip, as design 3 has them.
const (
	Printed      Paper = "printed"
	Shown        Paper = "shown"
	Unknown      Paper = "unknown"
	NotDelivered Paper = "not_delivered"
)

// Reason is why a request was given up.
type Reason string

// The reasons of an abandoned request.
const (
	NoAnswer   Reason = "no_answer"   // the server did not answer in time
	Restarted  Reason = "restarted"   // the kiosk restarted before anything was printed
	NotPrinted Reason = "not_printed" // certainly no paper, and nobody saw the number
)

// Ticket is what a kiosk must remember of a number to be able to present it to
// a server that has lost it.
type Ticket struct {
	Prefix      string    `json:"prefix"`
	Sequence    int       `json:"sequence"`
	BusinessDay string    `json:"day"` // "2026-11-23"
	IssuedAt    time.Time `json:"issued_at"`
	StatusToken string    `json:"token"`           // secret part of the status page
	Booked      time.Time `json:"booked,omitzero"` // hour of the booking that it is for
}

// Record is one line of the journal. Which fields count depends on its Kind.
type Record struct {
	Kind Kind `json:"kind"`
	// At is the kiosk's clock, for people who read the file; no rule uses it.
	At time.Time `json:"at,omitzero"`

	Request  string `json:"request,omitempty"` // UUIDv7 of the tap
	Service  string `json:"service,omitempty"`
	Language string `json:"language,omitempty"`
	Priority bool   `json:"priority,omitempty"`

	Ticket   Ticket `json:"ticket,omitzero"`
	Attempt  int    `json:"attempt,omitempty"` // papers begun, from 1
	Outcome  Paper  `json:"outcome,omitempty"`
	Evidence string `json:"evidence,omitempty"` // what the printer answered
	Reason   Reason `json:"reason,omitempty"`
	Copies   int    `json:"copies,omitempty"` // further papers; with Settled those that the server knows of

	Epoch       int64  `json:"epoch,omitempty"`       // starts of this kiosk, from 1
	Incarnation string `json:"incarnation,omitempty"` // of the server, last seen

	Format int `json:"format,omitempty"` // version that wrote the file
	Reader int `json:"reader,omitempty"` // oldest version that understands it
}
