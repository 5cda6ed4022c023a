package simulation

import (
	"context"
	"errors"
	"time"

	"numerek/central/office"
	"numerek/central/queue"
)

// console is a clerk at a desk, in a browser that asks again until it is answered.
type console struct {
	w         *World
	id        int // 0 to 2
	seat      office.Seat
	operation office.Operation
	present   string // id of the ticket that the clerk sees at the desk
	called    bool   // it has only been called
}

func (c *console) actor() int { return firstConsole + c.id }

// seated is the answer to taking the desk.
type seated struct {
	operation office.Operation
	ticket    string
	state     queue.State
	err       error
}

// sit takes the desk, and shows who is there.
func (c *console) sit() {
	over := false
	var try func()
	try = func() {
		if over {
			return
		}
		call(c.w, c.actor(), "take desk", func(p *process) (s seated) {
			ctx := context.Background()
			if s.operation, s.err = p.office.TakeDesk(ctx, c.seat, true); s.err != nil {
				return s
			}
			desks, err := p.store.Desks(ctx, c.seat.Office)
			if s.err = err; err != nil {
				return s
			}
			for _, d := range desks {
				if d.Number == c.seat.Desk && d.Ticket != "" {
					t, err := p.store.Ticket(ctx, c.seat.Office, d.Ticket)
					s.ticket, s.state, s.err = t.ID, t.State, err
				}
			}
			return s
		}, func(s seated) {
			if over || s.err != nil {
				return
			}
			over = true
			c.operation, c.present, c.called = s.operation, s.ticket, s.state == queue.Called
			if c.present != "" {
				c.w.facts.known[c.present] = true
				c.w.tell("desk %d sees who is there", c.seat.Desk)
			}
			c.later("seated", 200*time.Millisecond, time.Second, c.work)
		})
		c.w.after(2*time.Second, try)
	}
	try()
}

func (c *console) later(kind string, from, to time.Duration, do func()) {
	c.w.after(c.w.between(kind, c.actor(), from, to), do)
}

// work is the next thing that the clerk does.
func (c *console) work() {
	switch {
	case c.present == "":
		c.act(office.Action{Deed: office.DeedCallNext})
	case !c.called && c.w.chance("goes_on", c.actor(), 0.3):
		c.act(office.Action{Deed: office.DeedCallNext}) // which finishes the one who is there
	case !c.called:
		c.act(office.Action{Deed: office.DeedFinish, Ticket: c.present})
	case c.w.facts.comes(c.present):
		c.act(office.Action{Deed: office.DeedStart, Ticket: c.present})
	default:
		c.act(office.Action{Deed: office.DeedMiss, Ticket: c.present})
	}
}

// done is the answer to an action.
type done struct {
	out office.Outcome
	err error
}

// act does one action under the next number, until it is answered.
func (c *console) act(a office.Action) {
	operation, over := c.operation.Next(), false
	var try func()
	try = func() {
		if over {
			return
		}
		call(c.w, c.actor(), string(a.Deed), func(p *process) (d done) {
			before := c.w.queue()
			d.out, d.err = p.office.Act(context.Background(), c.seat, operation, a)
			c.w.called(c, a, operation, d, before)
			return d
		}, func(d done) {
			if over || errors.Is(d.err, errDisk) {
				return
			}
			over = true
			c.answered(a, operation, d)
		})
		c.w.after(2*time.Second, try)
	}
	try()
}

// answered takes note of what came of an action.
func (c *console) answered(a office.Action, operation office.Operation, d done) {
	if d.err != nil { // the page does not know what happened: it is loaded again
		c.w.tell("desk %d loads its page again: %v", c.seat.Desk, d.err)
		c.sit()
		return
	}
	c.operation = operation
	switch {
	case d.out.Refused == office.NobodyWaiting:
		c.present = ""
		c.later("idle", 800*time.Millisecond, 2500*time.Millisecond, c.work)
	case d.out.Refused == office.TooSoon:
		c.later("too_soon", time.Second, 3*time.Second, c.work)
	case d.out.Refused != "":
		c.sit()
	case a.Deed == office.DeedCallNext:
		c.present, c.called = d.out.Ticket, true
		c.w.facts.known[c.present] = true
		c.w.tell("desk %d has called %s", c.seat.Desk, d.out.Number)
		c.later("walk", 2*time.Second, 5*time.Second, c.work)
	case a.Deed == office.DeedStart:
		c.called = false
		c.later("serve", time.Second, 4*time.Second, c.work)
	default:
		c.present = ""
		c.later("pause", 300*time.Millisecond, 1500*time.Millisecond, c.work)
	}
}
