package forecast

import (
	"slices"
	"strconv"
	"time"

	"numerek/central/calling"
	"numerek/central/queue"
)

// play is a queue that can be played forward again and again. Times in it are
// counted from the state's instant.
type play struct {
	state   State
	tickets []queue.Ticket // who waits, who asks, who may join, who comes
	asking  map[string]int // the ticket of a service that asks when it would be called
	joining map[string]int // the first of those of a service that may join at once
	coming  []int          // by the time at which they join
	streams []stream
	settled int // the tickets before this one wait or ask
	open    int // a play ends when so many of them are called: all whom a desk serves
	line    *calling.Line
	desks   []seat
	free    []time.Duration // when each desk calls next; idle while there is nobody
	asked   []bool
	now     time.Duration
	last    time.Duration // when the last desk closes
}

// stream are the tickets of walk-ins to come.
type stream struct {
	first, n int // tickets
	apart    time.Duration
}

// seat is a desk in a play.
type seat struct {
	*calling.Caller
	desk  Desk
	group int // desks of two groups have nothing to do with each other
	opens time.Duration
	until time.Duration
	left  bool
	asks  []int // tickets that ask and that it serves
}

// idle is when a desk calls that has nobody to call.
const idle = never

// newPlay sets the pieces up: those who wait, for each of the services one who
// asks when it would be called if it came now, and joiners who may join now.
func newPlay(s State, services []string, joiners int) *play {
	p := &play{state: s, asking: map[string]int{}, joining: map[string]int{}, last: -never}
	for _, d := range s.Desks {
		p.last = max(p.last, d.closes(s.Now))
	}
	p.tickets = make([]queue.Ticket, 0, len(s.Waiting)+len(services)*max(1, joiners)+len(s.Coming)+p.walkins())
	for _, t := range s.Waiting {
		if t.State == queue.Waiting {
			p.tickets = append(p.tickets, t)
		}
	}
	p.settled = len(p.tickets)
	for _, service := range services {
		if joiners == 0 {
			p.asking[service] = len(p.tickets)
			p.settled++
			p.tickets = append(p.tickets, newcomer(service, s.Now, 0))
			continue
		}
		p.joining[service] = len(p.tickets)
		for i := range joiners {
			p.tickets = append(p.tickets, newcomer(service, s.Now, i))
		}
	}
	for i, c := range s.Coming {
		p.coming = append(p.coming, len(p.tickets))
		p.tickets = append(p.tickets, queue.Ticket{
			ID: "booking " + strconv.Itoa(i), Service: c.Service, Booked: c.At, IssuedAt: latest(s.Now, c.At), Priority: c.Priority,
			Number: queue.Number{Prefix: last, N: i},
		})
	}
	p.stream()
	p.line = calling.NewLine(p.tickets)
	for _, d := range s.Desks {
		p.seat(d)
	}
	p.asked, p.free = make([]bool, len(p.tickets)), make([]time.Duration, len(p.desks))
	p.groups()
	for i := range p.tickets[:p.settled] {
		if slices.ContainsFunc(p.desks, func(d seat) bool { return d.Serves(i) }) {
			p.open++
		}
	}
	return p
}

// last is a prefix after all letters.
const last = "\uffff"

// newcomer is a ticket taken now, after all others of this instant.
func newcomer(service string, now time.Time, n int) queue.Ticket {
	return queue.Ticket{Service: service, IssuedAt: now, Number: queue.Number{Prefix: last, N: n}}
}

// horizon is how far ahead streams are looked at.
const horizon = 4 * time.Hour

// of is how many walk-ins of a stream are looked at.
func (p *play) of(s Stream) int { return max(0, int(s.PerHour*min(p.last, horizon).Hours())) }

func (p *play) walkins() (n int) {
	for _, s := range p.state.Streams {
		n += p.of(s)
	}
	return n
}

// stream makes the tickets of the walk-ins to come.
func (p *play) stream() {
	for _, s := range p.state.Streams {
		n := p.of(s)
		if n == 0 {
			continue
		}
		p.streams = append(p.streams, stream{first: len(p.tickets), n: n, apart: minutes(60 / s.PerHour)})
		for k := range n {
			p.coming = append(p.coming, len(p.tickets))
			p.tickets = append(p.tickets, queue.Ticket{
				ID: "walkin " + s.Service + strconv.Itoa(k), Service: s.Service, Priority: s.Priority, Number: queue.Number{Prefix: last, N: k},
			})
		}
	}
}

// seat adds a desk that is open or will be.
func (p *play) seat(d Desk) {
	opens, known := d.opens(p.state.Now)
	if !known {
		return
	}
	s := seat{desk: d, opens: opens.Sub(p.state.Now), until: d.closes(p.state.Now)}
	s.Caller = p.line.At(d.Desk, p.isOpen, p.state.Policy)
	for _, service := range d.Services {
		if i, ok := p.asking[service]; ok {
			s.asks = append(s.asks, i)
		}
	}
	p.desks = append(p.desks, s)
}

func (p *play) isOpen(number int) bool {
	for i := range p.desks {
		if d := &p.desks[i]; d.desk.Number == number {
			return !d.left && d.opens <= p.now
		}
	}
	return false
}

// groups gives desks one group that share a service, or of which one may get
// who waits for the other.
func (p *play) groups() {
	for i := range p.desks {
		p.desks[i].group = i
	}
	join := func(a, b int) {
		if a != b {
			for i := range p.desks {
				if p.desks[i].group == a {
					p.desks[i].group = b
				}
			}
		}
	}
	of := map[string]int{}
	for i := range p.desks {
		for _, service := range p.desks[i].desk.Services {
			if other, ok := of[service]; ok {
				join(p.desks[other].group, p.desks[i].group)
			}
			of[service] = i
		}
	}
	for k := range p.tickets {
		t := &p.tickets[k]
		if t.Wants == 0 {
			continue
		}
		at := slices.IndexFunc(p.desks, func(s seat) bool { return s.desk.Number == t.Wants })
		if other, ok := of[t.Service]; ok && at >= 0 {
			join(p.desks[other].group, p.desks[at].group)
		}
	}
}

func latest(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}
