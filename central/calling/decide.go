package calling

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"numerek/central/queue"
)

// lane is what tickets have in common that are always called by arrival.
type lane struct {
	service  string
	wants    int
	priority bool
	booking  bool
}

func laneOf(t *queue.Ticket) lane {
	return lane{service: t.Service, wants: t.Wants, priority: t.Priority, booking: t.Booking()}
}

// standing is what the rule asks of a ticket besides its lane.
type standing struct {
	arrived  time.Time
	number   queue.Number
	id       string
	index    int // in the slice of tickets
	priority bool
	booking  bool
}

func standingOf(t *queue.Ticket, index int) standing {
	return standing{
		arrived: t.Arrived(), number: t.Number, id: t.ID, index: index, priority: t.Priority, booking: t.Booking(),
	}
}

// compare is arrival, then the number. Only the same ticket twice is equal.
func compare(a, b *standing) int {
	if c := a.arrived.Compare(b.arrived); c != 0 {
		return c
	}
	return cmp.Or(strings.Compare(a.number.Prefix, b.number.Prefix), cmp.Compare(a.number.N, b.number.N), strings.Compare(a.id, b.id))
}

func before(a, b *standing) bool { return compare(a, b) < 0 }

// wantedHere is the rank of a lane that waits for this very desk.
const wantedHere = -1

// rank is the place of the lane in the desk's preference; false where the desk
// does not serve it.
func (d Desk) rank(in lane) (int, bool) {
	if in.wants != 0 && in.wants == d.Number {
		return wantedHere, true
	}
	i := slices.Index(d.Services, in.service)
	return i, i >= 0
}

// elsewhere says whether who stands in the lane is left to another desk than
// this, because a clerk sits there.
func (in lane) elsewhere(desk int, open func(desk int) bool) bool {
	return in.wants != 0 && in.wants != desk && open(in.wants)
}

// candidate is the first ticket of a lane that the desk serves.
type candidate struct {
	*standing
	rank int
}

// key is a candidate as the rule sees it.
type key struct {
	early, priority, due, overdue, walkin bool
	rank                                  int
}

func keyOf(c candidate, p Policy, now time.Time) key {
	long := now.Sub(c.arrived) >= p.MaxWalkinWait
	k := key{priority: c.priority, walkin: !c.booking, rank: c.rank}
	if k.walkin {
		k.overdue = long
	} else {
		k.early = now.Before(c.arrived)
		k.due = !k.early
	}
	if long {
		k.rank = wantedHere
	}
	return k
}

// class are the clauses 2 and 3, and the bookings before their hour after
// all others; smaller is earlier.
func (k key) class() int {
	class := 0
	if k.early {
		class += 4
	}
	if !k.priority {
		class += 2
	}
	if !k.due {
		class++
	}
	return class
}

// decide returns which candidate is next and why, -1 where there is none.
func decide(line []candidate, last []Kind, p Policy, now time.Time) (int, Reason) {
	best, bestWalkin, bestOverdue := -1, -1, -1
	var buf [16]key
	keys := buf[:0]
	for i, c := range line {
		k := keyOf(c, p, now)
		keys = append(keys, k)
		better := func(than int) bool {
			if than < 0 {
				return true
			}
			o := keys[than]
			if d := cmp.Or(cmp.Compare(k.class(), o.class()), cmp.Compare(k.rank, o.rank)); d != 0 {
				return d < 0
			}
			return before(c.standing, line[than].standing)
		}
		if better(best) {
			best = i
		}
		if k.walkin && better(bestWalkin) {
			bestWalkin = i
		}
		if k.overdue && better(bestOverdue) {
			bestOverdue = i
		}
	}
	if best < 0 {
		return -1, ""
	}
	switch n := len(last); {
	case bestOverdue >= 0 && n > 0 && last[n-1] == Booking:
		if !keys[best].overdue {
			return bestOverdue, WaitedLong
		}
	case bestWalkin >= 0 && rowIsFull(last, p.BookingsInARow):
		if !keys[best].walkin {
			return bestWalkin, WalkinTurn
		}
	}
	return best, reason(line, keys, best)
}

func rowIsFull(last []Kind, most int) bool {
	return len(last) >= most && !slices.Contains(last[len(last)-most:], Walkin)
}

// reason names the clause that put the candidate first where no limit did.
func reason(line []candidate, keys []key, best int) Reason {
	k := keys[best]
	switch {
	case k.early:
		return BookingEarly
	case k.priority:
		return Priority
	case k.due:
		return BookingDue
	case line[best].rank == wantedHere:
		return WantedHere
	case k.overdue:
		return WaitedLong
	}
	for i, c := range line {
		if keys[i].class() == k.class() && before(c.standing, line[best].standing) {
			return Preferred
		}
	}
	return First
}
