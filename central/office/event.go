package office

import (
	"encoding/json"
	"time"

	"numerek/central/calling"
	"numerek/central/officefile"
	"numerek/central/queue"
	"numerek/central/store"
)

// Kinds of the events that the use cases append. They are kept in the database.
const (
	TicketIssued      = "ticket.issued"
	TicketPaper       = "ticket.paper"  // detail says what became of it
	TicketCopied      = "ticket.copied" // one for each further paper; detail is a [CopyDetail]
	TicketVoided      = "ticket.voided"
	TicketResurrected = "ticket.resurrected" // it waits again, or the server has it again
	TicketExpired     = "ticket.expired"
	TicketLeftOpen    = "ticket.left_open"
	NumbersSkipped    = "numbers.skipped" // the counter jumped over them
	DayTurned         = "day.turned"
	OfficeImported    = "office.imported" // appended by whoever imports an office file

	TicketCalled      = "ticket.called"       // detail is a [CallDetail]
	TicketCalledAgain = "ticket.called_again" // likewise
	TicketStarted     = "ticket.started"
	TicketFinished    = "ticket.finished"
	TicketMissed      = "ticket.no_show"
	TicketRevived     = "ticket.revived"
	TicketParked      = "ticket.parked"
	TicketResumed     = "ticket.resumed"
	TicketTransferred = "ticket.transferred"
	TicketWithdrawn   = "ticket.withdrawn"
	TicketRaised      = "ticket.raised"
	TicketUndone      = "ticket.undone"     // a desk's last deed was a mistake; detail says where the ticket is again
	CallTakenBack     = "ticket.taken_back" // likewise, and the deed had called it

	DeskTaken      = "desk.taken"
	DeskLeft       = "desk.left"
	DeskPaused     = "desk.paused"
	DeskContinued  = "desk.continued"
	ServiceStopped = "service.stopped"
	ServiceStarted = "service.started"
	HallChanged    = "hall.changed" // the line on the monitors, or the silence
)

// CallDetail is the detail of a call.
type CallDetail struct {
	Number   string         `json:"number"`
	Language string         `json:"language"`
	Times    int            `json:"times"` // calls to this desk, from 1
	Why      calling.Reason `json:"why,omitempty"`
}

// CopyDetail is the detail of a [TicketCopied] event.
type CopyDetail struct {
	Copy int `json:"copy"` // which of the ticket's copies it is, from 1
}

// Skipped is the detail of a [NumbersSkipped] event: numbers that no ticket
// has, and why. A ticket that comes back later takes its number out of it.
type Skipped struct {
	Day    queue.Day        `json:"day"`
	Prefix string           `json:"prefix"`
	From   int              `json:"from"`
	To     int              `json:"to"`
	Reason queue.VoidReason `json:"reason"`
}

// detail writes the particulars of an event.
func detail(v any) string {
	b, err := json.Marshal(v)
	if err != nil {
		return "" // only plain structs and maps of ours get here
	}
	return string(b)
}

type issuedDetail struct {
	Number   string `json:"number"`
	Ahead    int    `json:"ahead"`
	Priority bool   `json:"priority,omitempty"`
}

type paperDetail struct {
	Paper    queue.Paper      `json:"paper"`
	Void     queue.VoidReason `json:"void,omitempty"`
	Attempt  int              `json:"attempt,omitempty"`
	Evidence string           `json:"evidence,omitempty"`
	Reason   string           `json:"reason,omitempty"`
}

type takenDetail struct {
	From string `json:"from,omitempty"` // user name of who had the desk
}

type reasonDetail struct {
	Reason string `json:"reason,omitempty"`
}

type transferDetail struct {
	From string `json:"from"` // service
	To   string `json:"to"`
	Desk int    `json:"desk,omitempty"`
}

type undoneDetail struct {
	Deed  Deed        `json:"deed"`
	State queue.State `json:"state"` // that the ticket is in again
}

type messageDetail struct {
	Message officefile.Text `json:"message"`
}

type silenceDetail struct {
	Until time.Time `json:"until,omitzero"`
}

type turnDetail struct {
	From queue.Day `json:"from"`
	To   queue.Day `json:"to"`
}

// event of a ticket, at the time of the transaction.
func (t *today) event(kind string, k queue.Ticket, device, detail string) store.Event {
	return store.Event{
		Office: k.Office, At: t.now, Kind: kind, Location: k.Location, Service: k.Service,
		Ticket: k.ID, Device: device, Detail: detail,
	}
}
