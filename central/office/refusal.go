package office

import (
	"encoding/json"
	"time"

	"numerek/central/officefile"
	"numerek/central/store"
)

// Reason is why no ticket was issued. The words are kept in the database.
type Reason string

// The reasons of a refusal.
const (
	UnknownService Reason = "unknown_service" // not at this kiosk's location
	Closed         Reason = "closed"          // outside opening hours
	NotYetOpen     Reason = "not_yet_open"    // today, but tickets start later
	Holiday        Reason = "holiday"         // a holiday, or a day that the office closed
	Closing        Reason = "closing"         // the last minutes before closing
	DailyCap       Reason = "daily_cap"       // the day's number of tickets has been given
	Abandoned      Reason = "abandoned"       // the request was given up before
	ClockWrong     Reason = "clock"           // the server's clock cannot be trusted
	Stopped        Reason = "stopped"         // the staff gives no tickets of the service today
	QueueFull      Reason = "queue_full"      // the queue no longer fits before the desks close
	BookingsOnly   Reason = "bookings_only"   // the office takes only bookings of the service today
)

// Refusal says why no ticket was issued, and from when there are some again.
type Refusal struct {
	Reason  Reason          `json:"reason"`
	OpensAt time.Time       `json:"opens_at,omitzero"` // zero: not known
	Note    officefile.Text `json:"note,omitempty"`    // the office's own words
}

// Kinds of a stored answer.
const (
	kindRefused   = "refused"
	kindAbandoned = "abandoned"
)

// refused reads the refusal back from a stored answer.
func refused(a store.Answer) (*Refusal, error) {
	if a.Kind == kindAbandoned {
		return &Refusal{Reason: Abandoned}, nil
	}
	r := new(Refusal)
	return r, json.Unmarshal([]byte(a.Detail), r)
}

// answer is the row that remembers a refusal.
func (r *Refusal) answer(office, request, bodyHash string, at time.Time) (store.Answer, error) {
	detail, err := json.Marshal(r)
	return store.Answer{
		Office: office, Request: request, BodyHash: bodyHash, Kind: kindRefused, Detail: string(detail), At: at,
	}, err
}
