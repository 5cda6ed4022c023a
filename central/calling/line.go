package calling

import (
	"slices"
	"time"

	"numerek/central/queue"
)

// Line is a queue that is sorted once and called from many times: playing a day
// forward costs no more for each call than the desk has services. It does not
// change the tickets that it was made from, and is not for concurrent use.
type Line struct {
	lanes []sorted
	few   []candidate // of the call in hand; at holds their lanes
	at    []int
}

type sorted struct {
	lane
	tickets []*queue.Ticket
	next    int
}

// NewLine sorts the tickets that wait. The line points into the slice.
func NewLine(waiting []queue.Ticket) *Line {
	l := &Line{}
	at := map[lane]int{}
	for i := range waiting {
		t := &waiting[i]
		if t.State != queue.Waiting {
			continue
		}
		in := laneOf(t)
		k, known := at[in]
		if !known {
			k = len(l.lanes)
			at[in] = k
			l.lanes = append(l.lanes, sorted{lane: in})
		}
		l.lanes[k].tickets = append(l.lanes[k].tickets, t)
	}
	for _, s := range l.lanes {
		slices.SortFunc(s.tickets, compare)
	}
	return l
}

// Reset lets everybody wait again.
func (l *Line) Reset() {
	for i := range l.lanes {
		l.lanes[i].next = 0
	}
}

// Call takes the ticket that the desk calls next off the line, as [Next] does.
func (l *Line) Call(d Desk, open func(desk int) bool, p Policy, now time.Time) (Choice, bool) {
	l.few, l.at = l.few[:0], l.at[:0]
	for i := range l.lanes {
		s := &l.lanes[i]
		if s.next == len(s.tickets) {
			continue
		}
		if rank, ok := d.rank(s.lane, open); ok {
			l.few = append(l.few, candidate{ticket: s.tickets[s.next], rank: rank})
			l.at = append(l.at, i)
		}
	}
	i, reason := decide(l.few, d.Last, p, now)
	if i < 0 {
		return Choice{}, false
	}
	l.lanes[l.at[i]].next++
	return Choice{Ticket: *l.few[i].ticket, Reason: reason}, true
}
