package office

import (
	"sync"
	"time"

	"numerek/central/calendar"
	"numerek/central/officefile"
	"numerek/central/queue"
	"numerek/central/store"
)

// plan is an office file with its calendar, made once for a revision.
type plan struct {
	file     *officefile.Office
	calendar calendar.Calendar
	rule     calendar.IssuingRule

	// What the calendar said last. It is asked for every ticket, and its answer
	// holds for hours.
	mu        sync.Mutex
	decisions map[string]lasting[calendar.Decision] // by service
	today     lasting[queue.Day]
}

// lasting is a value that holds from one instant until before another.
type lasting[V any] struct {
	value       V
	from, until time.Time
}

func (l lasting[V]) holds(at time.Time) bool { return !at.Before(l.from) && at.Before(l.until) }

// parse reads a stored office file. It was checked when it was imported; a
// later release may know more faults, and then says so instead of guessing.
func parse(office, text string) (*plan, error) {
	file, problems := officefile.Parse(office+".toml", []byte(text))
	if err := problems.Err(); err != nil {
		return nil, err
	}
	return &plan{
		file: file, calendar: file.Calendar(), rule: file.IssuingRule(),
		decisions: make(map[string]lasting[calendar.Decision]),
	}, nil
}

// decide says why no ticket of a service is given at an instant, nil if one is,
// and until when the answer stands if nothing happens.
func (p *plan) decide(s officefile.Service, tally store.Tally, look *outlook, at time.Time) (*Refusal, time.Time) {
	d := p.issuing(s, at)
	if !d.Open {
		return &Refusal{Reason: Reason(d.Reason), OpensAt: d.OpensAt, Note: officefile.Text(d.Note)}, d.Until
	}
	if p.file.Policy.Booking.ModeOn(s, calendar.CivilDay(at, p.calendar.Zone)) == officefile.BookingsOnly {
		return &Refusal{Reason: BookingsOnly}, d.Until
	}
	if tally.Stopped != "" {
		return &Refusal{Reason: Stopped}, d.Until
	}
	if most := p.file.DailyCap(s.ID); most > 0 && tally.Issued >= most {
		return p.untilTomorrow(s, at)
	}
	if look.full(s.ID, tally.Issued) {
		next := p.calendar.Issuing(d.ClosesAt, p.place(s), p.rule) // perhaps still today, after a break
		return &Refusal{Reason: QueueFull, OpensAt: next.OpensAt}, d.Until
	}
	return nil, d.Until
}

// untilTomorrow refuses for the rest of the business day, whose cap is reached.
func (p *plan) untilTomorrow(s officefile.Service, at time.Time) (*Refusal, time.Time) {
	tomorrow := p.dayAfter(p.businessDay(at))
	next := p.calendar.Issuing(tomorrow, p.place(s), p.rule)
	if next.Open { // since before the day turns
		next.OpensAt = tomorrow
	}
	return &Refusal{Reason: DailyCap, OpensAt: next.OpensAt}, tomorrow
}

func (p *plan) place(s officefile.Service) calendar.Place {
	return calendar.Place{Location: p.file.LocationOf(s.ID), Department: s.Department, Service: s.ID}
}

func (p *plan) issuing(s officefile.Service, at time.Time) calendar.Decision {
	p.mu.Lock()
	defer p.mu.Unlock()
	d := p.decisions[s.ID]
	if !d.holds(at) {
		decision := p.calendar.Issuing(at, p.place(s), p.rule)
		d = lasting[calendar.Decision]{value: decision, from: at, until: decision.Until}
		p.decisions[s.ID] = d
	}
	return d.value
}

func (p *plan) businessDay(at time.Time) queue.Day {
	p.mu.Lock()
	defer p.mu.Unlock()
	if !p.today.holds(at) {
		day := calendar.BusinessDay(at, p.calendar.Zone)
		p.today = lasting[queue.Day]{value: day, from: at, until: p.dayAfter(day)}
	}
	return p.today.value
}

// dayAfter returns when the business day after d begins.
func (p *plan) dayAfter(d queue.Day) time.Time {
	return calendar.DayStart(calendar.AddDays(d, 1), p.calendar.Zone)
}
