package callingtest

import (
	"container/heap"
	"fmt"
	"math/rand/v2"
	"slices"
	"time"

	"numerek/central/calling"
	"numerek/central/officefile"
	"numerek/central/queue"
)

const (
	pause  = 15 * time.Minute
	missed = 150 * time.Second // until a clerk gives up
)

// Day is a Tuesday at one location. Functions that are nil are not asked.
type Day struct {
	Office   *officefile.Office
	Location string
	Seed     uint64
	Load     float64 // of the busiest department: its work as a part of its desks' time
	Booked   float64 // share of the visits that are booked where they can be

	May    func(m Moment, service string) bool           // whether a ticket is given
	Issued func(m Moment, t queue.Ticket)                // t is among those waiting
	Called func(m Moment, d Desk, choice calling.Choice) // choice still is among those waiting
	Served func(t queue.Ticket, took time.Duration)      // at the desk, without the walk
}

// Desk is a desk and who is there.
type Desk struct {
	calling.Desk
	Open   bool      // a clerk sits there and takes no break
	Back   time.Time // when it opens, or the break ends
	Ticket *queue.Ticket
}

// Moment is what can be seen of a location. Its slices are valid until the
// function that got it returns.
type Moment struct {
	Now     time.Time
	Waiting []queue.Ticket
	Desks   []Desk // in the order of the file
}

// IsOpen says whether the desk has a clerk.
func (m Moment) IsOpen(number int) bool {
	return slices.ContainsFunc(m.Desks, func(d Desk) bool { return d.Number == number && d.Open })
}

// Opens is when the doors open.
func (d Day) Opens() time.Time { return time.Date(2026, 11, 24, 8, 0, 0, 0, time.UTC) }

// Closes is when the location closes.
func (d Day) Closes() time.Time {
	loc, _ := d.Office.Location(d.Location)
	if loc.ID == "usc" {
		return d.Opens().Add(6 * time.Hour)
	}
	return d.Opens().Add(6*time.Hour + 30*time.Minute)
}

// Policy is the office's.
func (d Day) Policy() calling.Policy {
	p := d.Office.Policy.Calling
	return calling.Policy{MaxWalkinWait: time.Duration(p.MaxWalkinWait) * time.Minute, BookingsInARow: p.BookingsInARow}
}

// event is something that happens at an instant; those of one instant in the
// order in which they were planned.
type event struct {
	at   time.Time
	turn int
	do   func()
}

type agenda []event

func (a agenda) Len() int { return len(a) }
func (a agenda) Less(i, j int) bool {
	if c := a[i].at.Compare(a[j].at); c != 0 {
		return c < 0
	}
	return a[i].turn < a[j].turn
}
func (a agenda) Swap(i, j int) { a[i], a[j] = a[j], a[i] }
func (a *agenda) Push(x any)   { *a = append(*a, x.(event)) }
func (a *agenda) Pop() any {
	last := (*a)[len(*a)-1]
	*a = (*a)[:len(*a)-1]
	return last
}

type play struct {
	Day
	rng     *rand.Rand
	now     Moment
	agenda  agenda
	turns   int
	people  map[string]*person
	served  map[string]int
	resting map[int]bool // desks that take their break when they are free
	final   []queue.Ticket
}

// Play plays the day to the last visit and returns the tickets in the order in
// which they came to their end.
func (d Day) Play() []queue.Ticket {
	rng := d.chance()
	p := &play{
		Day: d, rng: rng, people: map[string]*person{}, served: map[string]int{},
		resting: map[int]bool{},
	}
	numbers := map[string]int{}
	for i, one := range d.people(p.rng) {
		p.plan(one.comes, func() { p.come(one, i, numbers) })
	}
	for _, desk := range d.Office.Desks {
		if desk.Location != d.Location {
			continue
		}
		i := len(p.now.Desks)
		p.now.Desks = append(p.now.Desks, Desk{Desk: calling.Desk{Number: desk.Number, Services: desk.Services}, Back: d.Opens()})
		p.plan(d.Opens(), func() { p.now.Desks[i].Open = true })
		p.plan(d.Opens().Add(minutes(120+180*p.rng.Float64())), func() { p.resting[i] = true })
	}
	for p.agenda.Len() > 0 {
		e := heap.Pop(&p.agenda).(event)
		p.now.Now = e.at
		e.do()
		if p.agenda.Len() == 0 || p.agenda[0].at.After(e.at) {
			p.callAll()
		}
	}
	if len(p.now.Waiting) > 0 {
		panic(fmt.Sprintf("%d people still wait after the day, the first for %s", len(p.now.Waiting), p.now.Waiting[0].Service))
	}
	return p.final
}

func (p *play) plan(at time.Time, do func()) {
	p.turns++
	heap.Push(&p.agenda, event{at: at, turn: p.turns, do: do})
}

func (p *play) in(d time.Duration, do func()) { p.plan(p.now.Now.Add(d), do) }

func (p *play) come(one person, id int, numbers map[string]int) {
	if p.May != nil && !p.May(p.now, one.service) {
		return
	}
	t := p.ticket(one, id, numbers)
	p.people[t.ID] = &one
	p.now.Waiting = append(p.now.Waiting, t)
	if p.Issued != nil {
		p.Issued(p.now, t)
	}
}

// callAll lets every free desk call.
func (p *play) callAll() {
	for i := range p.now.Desks {
		d := &p.now.Desks[i]
		if d.Ticket != nil || !d.Open {
			continue
		}
		if p.resting[i] {
			delete(p.resting, i)
			d.Open, d.Back = false, p.now.Now.Add(pause)
			p.in(pause, func() { d.Open = true })
			continue
		}
		c, ok := calling.Next(p.now.Waiting, d.Desk, p.now.IsOpen, p.Policy(), p.now.Now)
		if !ok {
			continue
		}
		if p.Called != nil {
			p.Called(p.now, *d, c)
		}
		t := must(c.Ticket.Call(d.Number, p.now.Now))
		p.now.Waiting = slices.DeleteFunc(p.now.Waiting, func(w queue.Ticket) bool { return w.ID == t.ID })
		d.Desk = d.Called(calling.KindOf(t), p.Policy())
		d.Ticket = &t
		one := p.people[t.ID]
		if one.absent {
			one.absent = false
			p.in(missed, func() { p.miss(d, one) })
		} else {
			p.in(one.walk, func() { p.serve(d, one) })
		}
	}
}

func (p *play) miss(d *Desk, one *person) {
	patience := queue.Patience{ComeBack: time.Hour}
	t := must(d.Ticket.Miss(d.Number, patience, p.now.Now))
	d.Ticket = nil
	if !one.comesBack {
		p.final = append(p.final, t)
		return
	}
	p.in(5*time.Minute, func() { p.now.Waiting = append(p.now.Waiting, must(t.Revive(patience, p.now.Now))) })
}

func (p *play) serve(d *Desk, one *person) {
	t := must(d.Ticket.Start(d.Number, p.now.Now))
	d.Ticket = &t
	took := one.atDesk[p.served[t.ID]]
	p.served[t.ID]++
	p.in(took, func() {
		if p.Served != nil {
			p.Served(t, took)
		}
		p.leave(d, one)
	})
}

func (p *play) leave(d *Desk, one *person) {
	t := *d.Ticket
	d.Ticket = nil
	switch {
	case one.parked:
		one.parked = false
		t = must(t.Park(d.Number))
		p.in(10*time.Minute, func() { p.now.Waiting = append(p.now.Waiting, must(t.Resume())) })
	case one.passed && len(d.Services) > 1:
		one.passed = false
		to := d.Services[(slices.Index(d.Services, t.Service)+1)%len(d.Services)]
		desk := 0
		if others := p.Office.DesksFor(to); p.served[t.ID] == 1 && others[0].Number != d.Number {
			desk = others[0].Number
		}
		p.now.Waiting = append(p.now.Waiting, must(t.Transfer(d.Number, to, desk)))
	default:
		p.final = append(p.final, must(t.Finish(d.Number, p.now.Now)))
	}
}

// must is for steps that the rules of a ticket allow.
func must(t queue.Ticket, err error) queue.Ticket {
	if err != nil {
		panic(err)
	}
	return t
}
