package calling

import (
	"slices"
	"time"

	"numerek/central/queue"
)

// Line is a queue that is sorted once and called from many times: playing a day
// forward costs no more for each call than the desk has services. Tickets are
// named by their index in the slice that it was made from, which it never changes. It is not for concurrent use.
type Line struct {
	all       []queue.Ticket
	standings []standing
	lanes     []row
	lane      []int // of each ticket
}

// row is who stands in a lane, by arrival.
type row struct {
	lane
	tickets []int
	next    int   // all before are called
	start   []int // as the line was made
}

// NewLine sorts the tickets that wait. The others may [Line.Join] later.
func NewLine(all []queue.Ticket) *Line {
	l := &Line{all: all, standings: make([]standing, len(all)), lane: make([]int, len(all))}
	at := map[lane]int{}
	for i := range all {
		in := laneOf(&all[i])
		k, known := at[in]
		if !known {
			k = len(l.lanes)
			at[in] = k
			l.lanes = append(l.lanes, row{lane: in})
		}
		l.lane[i], l.standings[i] = k, standingOf(&all[i], i)
		if all[i].State == queue.Waiting {
			l.lanes[k].start = append(l.lanes[k].start, i)
		}
	}
	for k := range l.lanes {
		slices.SortFunc(l.lanes[k].start, l.compare)
	}
	l.Reset()
	return l
}

func (l *Line) compare(a, b int) int { return compare(&l.standings[a], &l.standings[b]) }

// Reset brings back the line as it was made.
func (l *Line) Reset() {
	for k := range l.lanes {
		r := &l.lanes[k]
		r.tickets, r.next = append(r.tickets[:0], r.start...), 0
	}
}

// Join lets a ticket stand in the line that does not yet. Its times may have
// changed since the line was made, but
// neither its service, its kind, its priority nor the desk that it wants.
func (l *Line) Join(i int) {
	l.standings[i] = standingOf(&l.all[i], i)
	r := &l.lanes[l.lane[i]]
	at, _ := slices.BinarySearchFunc(r.tickets[r.next:], i, l.compare)
	r.tickets = slices.Insert(r.tickets, r.next+at, i)
}

// Caller is a desk that calls from a line, and remembers its last calls.
type Caller struct {
	line   *Line
	desk   Desk
	open   func(desk int) bool
	policy Policy
	serves []ranked
	last   []Kind

	few  []candidate // of the question in hand
	from []int       // their lanes
}

// ranked is a lane that the desk serves, and its place in the desk's preference.
type ranked struct{ lane, rank int }

// At lets a desk call from the line. The function open is asked at every call.
func (l *Line) At(d Desk, open func(desk int) bool, p Policy) *Caller {
	c := &Caller{line: l, desk: d, open: open, policy: p}
	for k := range l.lanes {
		if rank, ok := d.rank(l.lanes[k].lane); ok {
			c.serves = append(c.serves, ranked{lane: k, rank: rank})
		}
	}
	c.Reset()
	return c
}

// Reset brings back the last calls that the desk came with.
func (c *Caller) Reset() {
	last := c.desk.Last[max(0, len(c.desk.Last)-c.policy.Memory()):]
	c.last = append(c.last[:0], last...)
}

// Call takes the ticket off the line that the desk calls next, as [Next] does.
func (c *Caller) Call(now time.Time) (i int, why Reason, ok bool) {
	c.look()
	best, why := decide(c.few, c.last, c.policy, now)
	if best < 0 {
		return 0, "", false
	}
	r := &c.line.lanes[c.from[best]]
	i = r.tickets[r.next]
	r.next++
	if len(c.last) == c.policy.Memory() {
		c.last = append(c.last[:0], c.last[1:]...)
	}
	kind := Walkin
	if c.few[best].booking {
		kind = Booking
	}
	c.last = append(c.last, kind)
	return i, why, true
}

// Would says whether the desk would call the ticket next if it joined now.
// Whoever joins changes no other choice: either it is called itself, or who
// would have been without it.
func (c *Caller) Would(i int, now time.Time) bool {
	t, k := &c.line.standings[i], c.line.lane[i]
	c.look()
	at := slices.Index(c.from, k)
	switch {
	case at >= 0 && before(c.few[at].standing, t):
		return false
	case at >= 0:
		c.few[at].standing = t
	default:
		s := slices.IndexFunc(c.serves, func(s ranked) bool { return s.lane == k })
		if s < 0 || c.elsewhere(k) {
			return false
		}
		at = len(c.few)
		c.few = append(c.few, candidate{standing: t, rank: c.serves[s].rank})
	}
	best, _ := decide(c.few, c.last, c.policy, now)
	return best == at
}

// Serves says whether the desk may be asked for the ticket, as [Desk.Serves] does.
func (c *Caller) Serves(i int) bool {
	return slices.ContainsFunc(c.serves, func(s ranked) bool { return s.lane == c.line.lane[i] })
}

// elsewhere says whether who stands in the lane is left to another desk.
func (c *Caller) elsewhere(k int) bool { return c.line.lanes[k].elsewhere(c.desk.Number, c.open) }

// look finds the first ticket of every lane that the desk serves.
func (c *Caller) look() {
	c.few, c.from = c.few[:0], c.from[:0]
	for _, s := range c.serves {
		r := &c.line.lanes[s.lane]
		if r.next == len(r.tickets) || c.elsewhere(s.lane) {
			continue
		}
		c.few = append(c.few, candidate{standing: &c.line.standings[r.tickets[r.next]], rank: s.rank})
		c.from = append(c.from, s.lane)
	}
}
