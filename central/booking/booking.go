package booking

import (
	"errors"
	"fmt"
	"time"

	"numerek/central/queue"
)

// State is where a booking is in its life. The words are kept in the database.
type State string

// The states of a booking.
const (
	Held      State = "held"      // its slot is kept until the code confirms it
	Confirmed State = "confirmed" // the phone is proved
	Arrived   State = "arrived"   // it has become a ticket
	Missed    State = "missed"    // nobody came in time
	Cancelled State = "cancelled"
	Lapsed    State = "lapsed" // it was held and nobody confirmed it
)

// Live says whether the booking has its slot.
func (s State) Live() bool { return s == Held || s == Confirmed || s == Arrived }

// Reasons why a booking may not do something.
var (
	ErrNotHeld      = errors.New("booking is not held, or not any more")
	ErrNotConfirmed = errors.New("booking is not confirmed")
	ErrOver         = errors.New("booking has come to its end")
	ErrTries        = errors.New("too many wrong codes were typed")
)

// MaxTries is how many wrong codes may be typed on the page of one booking.
const MaxTries = 5

// Booking is a visit agreed for an hour. What is secret in it is hashed or
// sealed with keys that are kept outside the database; what is personal is in
// Person alone.
type Booking struct {
	Office   string
	ID       string // a UUID, made by who asked for it
	Location string
	Service  string
	Day      queue.Day
	Start    time.Time
	Minutes  int
	Desk     int // whose time the plan counts it to; nobody is bound to it
	State    State
	Language string
	Clerk    string // user name of who booked it; empty: the citizen did

	HeldUntil time.Time // while it is held
	Tries     int       // wrong codes typed on its page
	Ticket    string    // id of its ticket; empty before check-in

	CodeHash  string // keyed hash of the code, unique in the office
	TokenHash string // keyed hash of the personal link's token, unique in the office
	PhoneHash string // keyed hash of the phone; empty once it is forgotten, or where there is none
	Origin    string // keyed hash of the network address that booked; empty likewise
	Code      string // sealed; empty after check-in and after the visit
	Token     string // sealed; empty after the visit
	Person    string // sealed phone, name and e-mail; empty once they are forgotten

	CreatedAt   time.Time
	ConfirmedAt time.Time
	RemindedAt  time.Time
	EndedAt     time.Time // cancelled, missed or lapsed
	EndedBy     string    // user name of the clerk who ended it; empty: the citizen, or nobody

	WantsEarlier time.Time // since when it asks for an earlier slot; zero: it does not
	OfferTo      string    // id of the booking that this held slot is offered to; empty: it is no offer
}

// waits says whether the booking can be confirmed. Offers cannot: they have no
// code, and are taken by a move.
func (b Booking) waits(now time.Time) bool {
	return b.State == Held && b.OfferTo == "" && now.Before(b.HeldUntil)
}

// Confirm says that the code was typed and the phone is proved.
// Errors: [ErrNotHeld], also when the hold is over.
func (b Booking) Confirm(now time.Time) (Booking, error) {
	if !b.waits(now) {
		return b, fmt.Errorf("confirm: %w", ErrNotHeld)
	}
	b.State, b.ConfirmedAt, b.HeldUntil = Confirmed, now, time.Time{}
	return b, nil
}

// Mistype counts a wrong code on the page. Errors: [ErrNotHeld], also when the
// hold is over; [ErrTries] comes with the last wrong code, after which the booking has
// lapsed.
func (b Booking) Mistype(now time.Time) (Booking, error) {
	if !b.waits(now) {
		return b, fmt.Errorf("mistype: %w", ErrNotHeld)
	}
	if b.Tries++; b.Tries < MaxTries {
		return b, nil
	}
	b.State, b.EndedAt, b.Code = Lapsed, now, ""
	return b, ErrTries
}

// Lapse frees the slot of a booking that nobody has confirmed in time.
// Errors: [ErrNotHeld], also while its time is not over.
func (b Booking) Lapse(now time.Time) (Booking, error) {
	if b.State != Held || now.Before(b.HeldUntil) {
		return b, fmt.Errorf("lapse: %w", ErrNotHeld)
	}
	b.State, b.EndedAt, b.Code = Lapsed, now, ""
	return b, nil
}

// Arrive turns the booking into a ticket. The code is not needed any more.
// Errors: [ErrNotConfirmed].
func (b Booking) Arrive(ticket string) (Booking, error) {
	if b.State != Confirmed {
		return b, fmt.Errorf("arrive: %w (%s)", ErrNotConfirmed, b.State)
	}
	b.State, b.Ticket, b.Code = Arrived, ticket, ""
	return b, nil
}

// Reopen takes the arrival back, because the ticket certainly came to nothing:
// the code works again. Errors: [ErrOver] unless ticket is the booking's.
func (b Booking) Reopen(ticket string) (Booking, error) {
	if b.State != Arrived || b.Ticket != ticket {
		return b, fmt.Errorf("reopen: %w (%s)", ErrOver, b.State)
	}
	b.State, b.Ticket = Confirmed, ""
	return b, nil
}

// Cancel gives the slot back; by is the user name of the clerk who does it, and
// empty where it is the citizen. Errors: [ErrOver].
func (b Booking) Cancel(by string, now time.Time) (Booking, error) {
	if b.State != Held && b.State != Confirmed {
		return b, fmt.Errorf("cancel: %w (%s)", ErrOver, b.State)
	}
	b.State, b.EndedAt, b.EndedBy = Cancelled, now, by
	b.Code = ""
	return b, nil
}

// Miss says that nobody came. Errors: [ErrNotConfirmed].
func (b Booking) Miss(by string, now time.Time) (Booking, error) {
	if b.State != Confirmed {
		return b, fmt.Errorf("miss: %w (%s)", ErrNotConfirmed, b.State)
	}
	b.State, b.EndedAt, b.EndedBy = Missed, now, by
	b.Code = ""
	return b, nil
}

// Move takes the booking to another slot; code and link stay. It is reminded
// again, and asks for no earlier slot any more. Errors: [ErrNotConfirmed].
func (b Booking) Move(day queue.Day, start time.Time, desk int) (Booking, error) {
	if b.State != Confirmed {
		return b, fmt.Errorf("move: %w (%s)", ErrNotConfirmed, b.State)
	}
	b.Day, b.Start, b.Desk = day, start, desk
	b.RemindedAt, b.WantsEarlier = time.Time{}, time.Time{}
	return b, nil
}

// Forget deletes what is personal. The row stays for the figures.
func (b Booking) Forget() Booking {
	b.PhoneHash, b.Origin, b.Code, b.Token, b.Person = "", "", "", "", ""
	return b
}
