package calling

import (
	"slices"
	"time"

	"numerek/central/queue"
)

// Ahead returns how many people are before the ticket: who of those waiting are
// called before it by desks that could call it, if all open desks call in turn,
// in the order of their numbers, as fast as each other and without anybody new.
// A booking before its hour is counted as if its hour had come. Where no open
// desk serves the ticket, as before the doors open, all of desks count as open.
// The ticket need not be among the waiting ones.
func Ahead(waiting []queue.Ticket, t queue.Ticket, desks []Desk, open func(desk int) bool, p Policy, now time.Time) int {
	all := make([]queue.Ticket, 0, len(waiting)+1)
	for _, w := range waiting {
		if w.ID != t.ID {
			all = append(all, w)
		}
	}
	t.State = queue.Waiting
	all = append(all, t)
	if t.Booking() && now.Before(t.Arrived()) {
		now = t.Arrived()
	}
	calling, serve := turn(desks, t, open)
	if !serve {
		open = func(number int) bool {
			return slices.ContainsFunc(desks, func(d Desk) bool { return d.Number == number })
		}
		if calling, serve = turn(desks, t, open); !serve {
			return earlier(all, t)
		}
	}
	line := NewLine(all)
	callers := make([]*Caller, len(calling))
	for i, d := range calling {
		callers[i] = line.At(d, open, p)
	}
	for n := 0; ; {
		for i, d := range calling {
			c, _, ok := callers[i].Call(now)
			switch {
			case ok && c == len(all)-1:
				return n
			case ok && may(d, t, open):
				n++
			}
		}
	}
}

// turn returns the open desks in order, and whether one of them may call the ticket.
func turn(desks []Desk, t queue.Ticket, open func(int) bool) (calling []Desk, serve bool) {
	for _, d := range desks {
		if open(d.Number) {
			calling = append(calling, d)
			serve = serve || may(d, t, open)
		}
	}
	slices.SortFunc(calling, func(a, b Desk) int { return a.Number - b.Number })
	return calling, serve
}

func may(d Desk, t queue.Ticket, open func(int) bool) bool {
	return d.Serves(t) && !laneOf(&t).elsewhere(d.Number, open)
}

// earlier counts who came before the ticket for the same service, which no desk takes.
func earlier(all []queue.Ticket, t queue.Ticket) (n int) {
	own := standingOf(&t, 0)
	for i := range all {
		if other := standingOf(&all[i], i); all[i].State == queue.Waiting && all[i].Service == t.Service && before(&other, &own) {
			n++
		}
	}
	return n
}
