package queue

import "time"

// Day is a business day: the office's civil date in the form "2026-11-23",
// turning at 04:00 local time. Days compare as strings.
type Day string

// Series is the run of numbers of one prefix at one location on one day.
type Series struct {
	Office, Location, Prefix string
	Day                      Day
}

// State is where a ticket is in its life. The words are kept in the database.
type State string

// The states of a ticket.
const (
	Waiting   State = "waiting"
	Called    State = "called"
	Serving   State = "serving"
	Parked    State = "parked"
	Done      State = "done"
	NoShow    State = "no_show"
	Withdrawn State = "withdrawn"
	Expired   State = "expired"
	Void      State = "void"
)

// Open says whether the ticket has not come to its end: it waits or is parked,
// or a desk has called it or serves it.
func (s State) Open() bool {
	return s == Waiting || s == Called || s == Serving || s == Parked
}

// Paper is what became of the slip. The words are kept in the database.
type Paper string

// The outcomes of a slip.
const (
	PaperPending      Paper = "pending"
	PaperPrinted      Paper = "printed"
	PaperShown        Paper = "shown"
	PaperUnknown      Paper = "unknown"
	PaperNotDelivered Paper = "not_delivered"
)

// VoidReason is why a number that was given came to nothing.
type VoidReason string

// The reasons of a void ticket.
const (
	VoidAbandoned     VoidReason = "abandoned"       // the kiosk gave up before anything was printed
	VoidNotDelivered  VoidReason = "not_delivered"   // certain: no paper, and nobody saw the number
	VoidLostInRestore VoidReason = "lost_in_restore" // jumped over, or never presented again after a restore
	VoidRenumbered    VoidReason = "renumbered"      // stepped over by a higher first number of the day
)

// Ticket is one place in a queue.
type Ticket struct {
	Office   string
	ID       string // the request id that asked for it
	Location string
	Day      Day
	Number   Number
	Service  string
	Language string
	Priority bool
	State    State
	Paper    Paper
	Void     VoidReason // why, where State is Void
	IssuedAt time.Time
	Device   string // that asked for it
	Ahead    int    // tickets that were to be called before it when it was issued
	Wait     Wait   // forecast when it was issued
	Token    string // secret part of its status page, 26 letters
	BodyHash string // of the request, to tell a repetition from a misuse

	Booked      time.Time // hour of its booking; zero for a walk-in
	BookingID   string    // of its booking; empty for a walk-in
	Desk        int       // that has called or served it last; 0 before the first call
	Wants       int       // desk that it waits for: parked by it or transferred to it; 0: any
	Calls       int       // to Desk, since it waited last
	FirstCalled time.Time // the first call of all
	CalledAt    time.Time // the last call
	ServedAt    time.Time // since when it is served, or was
	EndedAt     time.Time // when it came to its end
	Revived     bool      // it has come back from a no-show, which it may once
	Revision    int64     // grows with every change but those of Paper and Copies alone
	Copies      int       // further papers of it, each marked as a copy
}

// Wait is an honest range of minutes until a call, both ends included. The zero
// value says that nothing was promised.
type Wait struct{ From, To int }

// Series of the ticket's number.
func (t Ticket) Series() Series {
	return Series{Office: t.Office, Location: t.Location, Prefix: t.Number.Prefix, Day: t.Day}
}

// Booking says whether the ticket is a checked-in booking, not a walk-in.
func (t Ticket) Booking() bool { return !t.Booked.IsZero() }

// Arrived is since when the ticket counts as waiting: a booking from its hour,
// and not before it came.
func (t Ticket) Arrived() time.Time {
	if t.Booked.After(t.IssuedAt) {
		return t.Booked
	}
	return t.IssuedAt
}
