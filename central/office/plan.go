package office

import (
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
}

// parse reads a stored office file. It was checked when it was imported; a
// later release may know more faults, and then says so instead of guessing.
func parse(row store.Office) (*plan, error) {
	file, problems := officefile.Parse(row.ID+".toml", []byte(row.File))
	if err := problems.Err(); err != nil {
		return nil, err
	}
	return &plan{file: file, calendar: file.Calendar(), rule: file.IssuingRule()}, nil
}

// decide says why no ticket of a service is given at an instant, nil if one is,
// and until when the answer stands if no ticket is issued or voided.
func (p *plan) decide(s officefile.Service, tally store.Tally, at time.Time) (*Refusal, time.Time) {
	place := calendar.Place{Location: p.file.LocationOf(s.ID), Department: s.Department, Service: s.ID}
	d := p.calendar.Issuing(at, place, p.rule)
	if !d.Open {
		return &Refusal{Reason: Reason(d.Reason), OpensAt: d.OpensAt, Note: officefile.Text(d.Note)}, d.Until
	}
	if most := p.file.DailyCap(s.ID); most > 0 && tally.Issued >= most {
		tomorrow := p.dayAfter(p.businessDay(at))
		return &Refusal{Reason: DailyCap, OpensAt: p.calendar.Issuing(tomorrow, place, p.rule).OpensAt}, tomorrow
	}
	return nil, d.Until
}

func (p *plan) businessDay(at time.Time) queue.Day {
	return calendar.BusinessDay(at, p.calendar.Zone)
}

// dayAfter returns when the business day after d begins.
func (p *plan) dayAfter(d queue.Day) time.Time {
	return calendar.DayStart(calendar.AddDays(d, 1), p.calendar.Zone)
}
