package forecast

import (
	"slices"
	"time"
)

// pace says how long things take in one play.
type pace interface {
	visit(ticket int) time.Duration // with the call
	rest(desk int) time.Duration    // of the visit at a desk
	drop(stream int) time.Duration  // until its first walk-in, less than between two
}

// all is the group of all desks.
const all = -1

// begin brings a play back to its state, with the desks of a group.
func (p *play) begin(at pace, group int) {
	p.line.Reset()
	p.now = 0
	clear(p.asked)
	for k, st := range p.streams {
		drop := at.drop(k)
		for i := range st.n {
			p.tickets[st.first+i].IssuedAt = p.state.Now.Add(drop + time.Duration(i)*st.apart)
		}
	}
	slices.SortFunc(p.coming, func(a, b int) int {
		if c := p.tickets[a].IssuedAt.Compare(p.tickets[b].IssuedAt); c != 0 {
			return c
		}
		return a - b
	})
	for i := range p.desks {
		d := &p.desks[i]
		d.left = group != all && d.group != group
		if d.left {
			p.free[i] = idle
			continue
		}
		d.Reset()
		p.free[i] = d.opens
		if d.desk.Busy != nil {
			p.free[i] = max(d.opens, at.rest(i))
		}
	}
}

// run plays the queue on from its beginning until open tickets that waited or
// asked are called, or nobody is left whom a desk may call. Each call is told:
// the ticket, the desk, and how long its visit takes. Who asks is told too, and
// takes no time of the desk.
func (p *play) run(at pace, open int, called func(ticket int, desk *seat, visit time.Duration)) {
	coming := p.coming
	for open > 0 {
		i := p.next()
		if len(coming) > 0 {
			joins := p.tickets[coming[0]].IssuedAt.Sub(p.state.Now)
			if i < 0 || p.free[i] >= joins {
				p.now = joins
				p.line.Join(coming[0])
				p.wake(coming[0])
				coming = coming[1:]
				continue
			}
		}
		if i < 0 {
			return
		}
		d := &p.desks[i]
		p.now, p.free[i] = p.free[i], idle
		if p.now >= d.until && d.until < p.last {
			d.left = true
			p.wakeAll()
			continue
		}
		now := p.state.Now.Add(p.now)
		for _, k := range d.asks {
			if !p.asked[k] && d.Would(k, now) {
				p.asked[k] = true
				open--
				called(k, d, 0)
			}
		}
		k, _, ok := d.Call(now)
		if !ok {
			continue
		}
		visit := at.visit(k)
		p.free[i] = p.now + visit
		if k < p.settled {
			open--
		}
		called(k, d, visit)
	}
}

// next is the desk that calls first, -1 where none does.
func (p *play) next() int {
	first := -1
	at := idle
	for i, free := range p.free {
		if free < at {
			first, at = i, free
		}
	}
	return first
}

// wake lets idle desks look again that serve who has joined.
func (p *play) wake(ticket int) {
	for i := range p.desks {
		if p.free[i] == idle && !p.desks[i].left && p.desks[i].Serves(ticket) {
			p.free[i] = p.now
		}
	}
}

// wakeAll lets all idle desks look again, because one has left.
func (p *play) wakeAll() {
	for i := range p.desks {
		if p.free[i] == idle && !p.desks[i].left {
			p.free[i] = p.now
		}
	}
}
