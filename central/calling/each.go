package calling

import (
	"slices"
	"time"

	"numerek/central/queue"
)

// AheadOfEach returns what [Ahead] says of each of the waiting tickets, at the
// price of playing the calls once and not once a ticket: whole queues look at
// their places at the same time.
func AheadOfEach(waiting []queue.Ticket, desks []Desk, open func(desk int) bool, p Policy, now time.Time) []int {
	line := NewLine(waiting)
	out := line.places(desks, open, p, now)
	if slices.Contains(out, unknown) { // whoever no open desk serves
		all := func(number int) bool {
			return slices.ContainsFunc(desks, func(d Desk) bool { return d.Number == number })
		}
		line.Reset()
		for i, n := range line.places(desks, all, p, now) {
			if out[i] == unknown {
				out[i] = n
			}
		}
	}
	for i, t := range waiting {
		if early := t.Booking() && now.Before(t.Arrived()); early || out[i] == unknown {
			out[i] = Ahead(waiting, t, desks, open, p, now)
		}
	}
	return out
}

// unknown is the place of a ticket that was not called.
const unknown = -1

// places plays all calls of the open desks in turn and returns, by ticket, how
// many of those before it were by desks that could have called it.
func (l *Line) places(desks []Desk, open func(desk int) bool, p Policy, now time.Time) []int {
	out := make([]int, len(l.all))
	for i := range out {
		out[i] = unknown
	}
	calling, _ := turn(desks, queue.Ticket{}, open)
	callers := make([]*Caller, len(calling))
	for i, d := range calling {
		callers[i] = l.At(d, open, p)
	}
	before := make([]int, len(l.lanes)) // calls that count for who stands in the lane
	for called := true; called; {
		called = false
		for _, c := range callers {
			i, _, ok := c.Call(now)
			if !ok {
				continue
			}
			called = true
			out[i] = before[l.lane[i]]
			for _, s := range c.serves {
				if !c.elsewhere(s.lane) {
					before[s.lane]++
				}
			}
		}
	}
	return out
}
