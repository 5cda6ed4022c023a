package calling

import (
	"slices"
	"time"

	"numerek/central/queue"
)

// Policy is the part of the office's rules that decides who is next.
type Policy struct {
	MaxWalkinWait  time.Duration // after which a walk-in is overdue; positive
	BookingsInARow int           // that a desk may call while a walk-in waits; 1 or more
}

// Memory is how many of its last calls a desk has to remember.
func (p Policy) Memory() int { return max(1, p.BookingsInARow) }

// Kind is what the limits tell apart.
type Kind string

// The kinds of calls.
const (
	Walkin  Kind = "walkin"
	Booking Kind = "booking"
)

// KindOf returns the kind of a call of the ticket.
func KindOf(t queue.Ticket) Kind {
	if t.Booking() {
		return Booking
	}
	return Walkin
}

// Desk is where a clerk asks for the next ticket.
type Desk struct {
	Number   int      // at its location
	Services []string // in order of preference
	Last     []Kind   // its last calls, the latest last; [Policy.Memory] of them count
}

// Called returns the desk after a call of the kind. It remembers what the
// policy needs.
func (d Desk) Called(k Kind, p Policy) Desk {
	keep := d.Last[max(0, len(d.Last)-p.Memory()+1):]
	d.Last = append(slices.Clone(keep), k)
	return d
}

// Serves says whether the desk may be asked for the ticket. Other desks may
// still have the better right to it.
func (d Desk) Serves(t queue.Ticket) bool {
	_, ok := d.rank(laneOf(&t))
	return ok
}

// Reason is why a ticket is next. The words are kept in the timeline.
type Reason string

// The reasons, each a clause of the rule.
const (
	WalkinTurn   Reason = "walkin_turn"   // as many bookings in a row as may be were called
	WaitedLong   Reason = "waited_long"   // a walk-in over MaxWalkinWait
	Priority     Reason = "priority"      // raised priority
	BookingDue   Reason = "booking_due"   // a booking whose hour has come
	WantedHere   Reason = "wanted_here"   // parked by this desk or transferred to it
	Preferred    Reason = "preferred"     // its service, although somebody came earlier for another
	First        Reason = "first"         // nobody came earlier
	BookingEarly Reason = "booking_early" // before its hour, because nobody else waits
)

// Choice is a ticket to call.
type Choice struct {
	Ticket queue.Ticket
	Reason Reason
}

// Next returns the ticket that the desk calls next; false says that nobody
// waits for it. open says whether a desk has a clerk now. Tickets may come in
// any order; only those that wait are looked at.
func Next(waiting []queue.Ticket, d Desk, open func(desk int) bool, p Policy, now time.Time) (Choice, bool) {
	var line []candidate
	at := map[lane]int{}
	for i := range waiting {
		t := &waiting[i]
		if t.State != queue.Waiting {
			continue
		}
		in := laneOf(t)
		k, known := at[in]
		if !known {
			k = -1
			if rank, ok := d.rank(in); ok && !in.elsewhere(d.Number, open) {
				k = len(line)
				line = append(line, candidate{rank: rank})
			}
			at[in] = k
		}
		if k < 0 {
			continue
		}
		if p := standingOf(t, i); line[k].standing == nil || before(&p, line[k].standing) {
			line[k].standing = &p
		}
	}
	i, reason := decide(line, d.Last, p, now)
	if i < 0 {
		return Choice{}, false
	}
	return Choice{Ticket: waiting[line[i].index], Reason: reason}, true
}

// Order returns the next n choices of the desk, all where n is 0 or less, as if
// it called one after the other now and nobody came or went meanwhile.
func Order(waiting []queue.Ticket, d Desk, open func(desk int) bool, p Policy, now time.Time, n int) []Choice {
	desk := NewLine(waiting).At(d, open, p)
	var out []Choice
	for n <= 0 || len(out) < n {
		i, why, ok := desk.Call(now)
		if !ok {
			break
		}
		out = append(out, Choice{Ticket: waiting[i], Reason: why})
	}
	return out
}
