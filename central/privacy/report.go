package privacy

import (
	"context"
	"encoding/json"
	"time"

	"numerek/central/booking"
	"numerek/central/calendar"
	"numerek/central/officefile"
	"numerek/central/queue"
	"numerek/central/store"
)

// Kept is how much there is of one kind of data, and whether the rule about it
// is obeyed.
type Kept struct {
	What   string // as an administrator reads it
	Rule   string // likewise; empty: kept for good
	Count  int
	Oldest queue.Day // empty where there is none
	Ages   [4]int    // of Count; see [Ages]
	Broken int       // of Count, kept against the rule
}

// Ages are the columns of [Kept.Ages]; the limits are those of the office.
var Ages = [4]string{"to come or today", "up to the limit for people", "up to the limit for tickets", "older"}

// Report says what an office keeps.
type Report struct {
	Office string
	At     time.Time
	Day    queue.Day // business day by which the rules are judged
	People int       // days after which people are forgotten
	Ticket int       // days after which tickets go
	Kept   []Kept
	Last   store.Purge // the latest that has ended; zero where none has
	Did    Counts      // of Last
	Ran    bool        // Last is that of Day
}

// Broken says whether any rule is not obeyed.
func (r Report) Broken() bool {
	for _, k := range r.Kept {
		if k.Broken > 0 {
			return true
		}
	}
	return !r.Ran
}

// grace is how long after the turn of the day the purge may take.
const grace = 2 * time.Hour

// tally counts one kind of data.
type tally struct {
	limits
	Kept
}

func (t *tally) add(day queue.Day, n int, broken bool) {
	age := 3
	switch {
	case n == 0:
		return
	case day >= t.day:
		age = 0
	case day > t.people:
		age = 1
	case day > t.tickets:
		age = 2
	}
	t.Count += n
	t.Ages[age] += n
	if t.Oldest == "" || day < t.Oldest {
		t.Oldest = day
	}
	if broken {
		t.Broken += n
	}
}

// Report counts what an office keeps and judges it by the rules as they are
// now. In the first two hours of a business day those of the day before count: the
// purge may be running. Errors: [office.ErrUnknownOffice], and of the store.
func (p *Privacy) Report(ctx context.Context, office string) (Report, error) {
	f, err := p.office.File(ctx, office)
	if err != nil {
		return Report{}, err
	}
	now := p.office.Now()
	day := calendar.BusinessDay(now.Add(-grace), f.ZoneOrUTC())
	l := limitsOn(f, day, calendar.DayStart(day, f.ZoneOrUTC()))
	r := Report{Office: office, At: now, Day: day, People: f.Policy.Privacy.PhoneRetentionDays, Ticket: f.Policy.Privacy.TicketRetentionDays}
	for _, count := range []func(context.Context, limits, *officefile.Office, *Report) error{
		p.keptBookings, p.keptMessages, p.keptTickets, p.keptFigures,
	} {
		if err := count(ctx, l, f, &r); err != nil {
			return Report{}, err
		}
	}
	purges, err := p.store.Purges(ctx, office, 2) // today's may be running
	if err != nil {
		return Report{}, err
	}
	for _, done := range purges {
		if !done.EndedAt.IsZero() {
			r.Last, r.Ran = done, done.Day >= day
			return r, json.Unmarshal([]byte(done.Counts), &r.Did)
		}
	}
	return r, nil
}

func (p *Privacy) keptBookings(ctx context.Context, l limits, f *officefile.Office, r *Report) error {
	all, err := p.store.BookingsBetween(ctx, f.ID, firstDay, lastDay)
	if err != nil {
		return err
	}
	people := tally{limits: l, Kept: Kept{What: "phones, names, e-mails", Rule: "phone_retention_days after the visit"}}
	holds := tally{limits: l, Kept: Kept{What: "the same, never confirmed", Rule: "one day after the hold lapsed"}}
	codes := tally{limits: l, Kept: Kept{What: "codes and links, sealed", Rule: "the day of the visit"}}
	rows := tally{limits: l, Kept: Kept{What: "bookings", Rule: "ticket_retention_days after the visit"}}
	for _, b := range all {
		rows.add(b.Day, 1, b.Day <= l.tickets)
		if b.Person != "" || b.PhoneHash != "" || b.Origin != "" {
			if b.State == booking.Lapsed {
				holds.add(b.Day, 1, b.Day <= l.people || !b.EndedAt.After(l.lapsed))
			} else {
				people.add(b.Day, 1, b.Day <= l.people)
			}
		}
		if b.Code != "" || b.Token != "" {
			codes.add(b.Day, 1, b.Day < l.day)
		}
	}
	r.Kept = append(r.Kept, people.Kept, holds.Kept, codes.Kept, rows.Kept)
	return nil
}

func (p *Privacy) keptMessages(ctx context.Context, l limits, f *officefile.Office, r *Report) error {
	all, err := p.store.MessagesBetween(ctx, f.ID, time.UnixMilli(0), r.At.AddDate(100, 0, 0), everything)
	if err != nil {
		return err
	}
	texts := tally{limits: l, Kept: Kept{What: "messages with address or text", Rule: "until they are sent or given up"}}
	rows := tally{limits: l, Kept: Kept{What: "messages", Rule: "phone_retention_days after they were written"}}
	for _, m := range all {
		day := calendar.BusinessDay(m.CreatedAt, f.ZoneOrUTC())
		if m.To != "" || m.Text != "" {
			texts.add(day, 1, !unsent(m))
		}
		old := m.CreatedAt.Before(l.written)
		if old && unsent(m) {
			b, err := p.store.Booking(ctx, m.Office, m.Booking)
			old = err != nil || !l.matters(m, b)
		}
		rows.add(day, 1, old)
	}
	r.Kept = append(r.Kept, texts.Kept, rows.Kept)
	return nil
}

func (p *Privacy) keptTickets(ctx context.Context, l limits, f *officefile.Office, r *Report) error {
	rows := tally{limits: l, Kept: Kept{What: "tickets", Rule: "ticket_retention_days after their day"}}
	oldest, err := p.store.TicketsBefore(ctx, f.ID, lastDay, 1)
	if err != nil {
		return err
	}
	for _, t := range oldest {
		for day := t.Day; day <= calendar.AddDays(l.day, 1); day = calendar.AddDays(day, 1) {
			all, err := p.store.TicketsOfDay(ctx, f.ID, day)
			if err != nil {
				return err
			}
			rows.add(day, len(all), day <= l.tickets)
		}
	}
	r.Kept = append(r.Kept, rows.Kept)
	return nil
}

func (p *Privacy) keptFigures(ctx context.Context, l limits, f *officefile.Office, r *Report) error {
	rows := tally{limits: l, Kept: Kept{What: "figures without persons"}}
	all, err := p.store.Figures(ctx, f.ID, firstDay, lastDay)
	for _, v := range all {
		rows.add(v.Day, 1, false)
	}
	r.Kept = append(r.Kept, rows.Kept)
	return err
}
