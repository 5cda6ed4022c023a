package office

import (
	"context"
	"fmt"

	"numerek/central/calendar"
	"numerek/central/queue"
	"numerek/central/store"
)

// Given says how far a series is known to have got.
type Given struct {
	Series queue.Series
	Last   int
}

// Raised is a counter that was moved past what may have been given.
type Raised struct {
	Series   queue.Series
	From, To int // last number before and now
}

// BeganAnew is what [Office.BeginAnew] did.
type BeganAnew struct {
	Incarnation, Previous string
	Raised                []Raised
}

// BeginAnew begins a new incarnation after history has gone back: a copy was put
// in the place of the database. Counters are first moved to the last numbers that
// are known to have been given, and those of today by ahead numbers, where less is
// known. Each of them jumps once more, as after every change of incarnation, when
// it is used: for what was given and nobody wrote down. What is jumped over is
// accounted for. Interrupted, it can be begun again.
func (o *Office) BeginAnew(ctx context.Context, known []Given, ahead int) (BeganAnew, error) {
	var done BeganAnew
	offices, err := o.store.Offices(ctx)
	if err != nil {
		return done, err
	}
	for _, row := range offices {
		raised, err := o.raise(ctx, row.ID, known, ahead)
		if err != nil {
			return done, fmt.Errorf("raise the counters of %s: %w", row.ID, err)
		}
		done.Raised = append(done.Raised, raised...)
	}
	in, err := o.store.BeginAnew(ctx)
	done.Incarnation, done.Previous = in.Incarnation, in.Previous
	return done, err
}

// raise moves the counters of one office. It does not turn the day: that is the
// server's, which tells bookings of it.
func (o *Office) raise(ctx context.Context, office string, known []Given, ahead int) (raised []Raised, err error) {
	err = o.store.Update(ctx, store.Keys{Installation: true, Offices: []string{office}}, func(tx *store.Tx) error {
		raised = nil
		t, err := o.today(tx, office)
		if err != nil {
			return err
		}
		for _, s := range t.countersOf(known) {
			r, err := t.raise(s, known, ahead)
			if err != nil {
				return err
			}
			if r.To > r.From {
				raised = append(raised, r)
			}
		}
		return nil
	})
	return raised, err
}

// counter is a series and what its first number of the day is.
type counter struct {
	series  queue.Series
	service string // one of those that share it
	start   int
	today   bool
}

// countersOf lists the series of the office that may be used again: those of the
// stored day and of the clock's, and later ones that are known.
func (t *today) countersOf(known []Given) (all []counter) {
	clock := t.businessDay(t.now)
	seen := make(map[queue.Series]bool)
	for _, service := range t.file.Services {
		at := queue.Series{Office: t.row.ID, Location: t.file.LocationOf(service.ID), Prefix: service.Prefix}
		var days []queue.Day
		for _, day := range []queue.Day{t.row.Day, clock} {
			if day != "" && day >= t.row.Day {
				days = append(days, day)
			}
		}
		for _, g := range known {
			if g.Series.Office == at.Office && g.Series.Location == at.Location && g.Series.Prefix == at.Prefix && g.Series.Day > t.row.Day {
				days = append(days, g.Series.Day)
			}
		}
		for _, at.Day = range days {
			if !seen[at] {
				seen[at] = true
				all = append(all, counter{at, service.ID, service.NumberStart, at.Day == t.row.Day || at.Day == clock})
			}
		}
	}
	return all
}

func (t *today) raise(c counter, known []Given, ahead int) (Raised, error) {
	row, _, err := t.tx.Series(c.series)
	if err != nil {
		return Raised{}, err
	}
	r := Raised{Series: c.series, From: row.Last}
	to := row.Last
	if c.today && ahead > 0 {
		to = queue.Next(row.Last, c.start) - 1 + ahead
	}
	for _, g := range known {
		if g.Series == c.series {
			to = max(to, g.Last)
		}
	}
	if r.To = to; to <= row.Last {
		return r, nil
	}
	over := queue.Span{From: queue.Next(row.Last, c.start), To: to}
	row.Last = to // its incarnation stays: it jumps once more when it is used
	t.tx.PutSeries(row)
	return r, t.skip(c.series, c.service, over, queue.VoidLostInRestore)
}

// busyDays is how far Busiest looks back.
const busyDays = 14

// Busiest is how many tickets the busiest series of any office has given on one
// day, of the last days on which there were any: what may be lost of a day of
// which nothing is known.
func (o *Office) Busiest(ctx context.Context) (most int, err error) {
	offices, err := o.store.Offices(ctx)
	if err != nil {
		return 0, err
	}
	for _, row := range offices {
		if row.Day == "" {
			continue
		}
		for back := range busyDays {
			tickets, err := o.store.TicketsOfDay(ctx, row.ID, calendar.AddDays(row.Day, -back))
			if err != nil {
				return 0, err
			}
			count := make(map[queue.Series]int)
			for _, k := range tickets {
				count[k.Series()]++
				most = max(most, count[k.Series()])
			}
		}
	}
	return most, nil
}
