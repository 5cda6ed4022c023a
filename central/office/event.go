package office

import (
	"encoding/json"

	"numerek/central/queue"
	"numerek/central/store"
)

// Kinds of the events that the use cases append. They are kept in the database.
const (
	TicketIssued      = "ticket.issued"
	TicketPaper       = "ticket.paper" // detail says what became of it
	TicketVoided      = "ticket.voided"
	TicketResurrected = "ticket.resurrected" // it waits again, or the server has it again
	TicketExpired     = "ticket.expired"
	TicketLeftOpen    = "ticket.left_open"
	NumbersSkipped    = "numbers.skipped" // the counter jumped over them
	DayTurned         = "day.turned"
	OfficeImported    = "office.imported" // appended by whoever imports an office file
)

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
