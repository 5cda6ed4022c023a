package office

import (
	"context"
	"slices"
	"time"

	"numerek/central/calendar"
	"numerek/central/forecast"
	"numerek/central/queue"
)

const (
	// lookBack is how many days of visits are measured.
	lookBack = 14
	// remeasure is how often they are.
	remeasure = time.Hour
	// fewCalls is under how many calls the usual values are believed.
	fewCalls = 50
)

// What is taken for granted before anything is measured.
const (
	usualNoShow = 0.06
	usualCall   = 45 * time.Second
)

// measured is what the visits of the last days say.
type measured struct {
	at       time.Duration // uptime
	revision int64         // of the office file that stands behind it
	services map[string]forecast.Service
	noShow   float64
	call     time.Duration // from a call until the person sits at the desk
}

// measured returns how long visits take, from the last days and the office file.
func (o *Office) measured(ctx context.Context, f Floor) (measured, error) {
	uptime := o.clock.clock.Uptime()
	o.outlooks.mu.Lock()
	m, ok := o.outlooks.samples[f.Office]
	o.outlooks.mu.Unlock()
	if ok && m.revision == f.Revision && uptime-m.at < remeasure {
		return m, nil
	}
	visits, err := o.store.ServedTickets(ctx, f.Office, calendar.AddDays(f.Day, -lookBack), f.Day)
	if err != nil {
		return measured{}, err
	}
	m = measure(f, visits)
	m.at, m.revision = uptime, f.Revision
	o.outlooks.mu.Lock()
	defer o.outlooks.mu.Unlock()
	o.outlooks.samples[f.Office] = m
	return m, nil
}

// measure works out the figures. Who was transferred counts for the service that
// finished the visit, and who was left open at the end of the day for none.
func measure(f Floor, visits []queue.Ticket) measured {
	m := measured{services: map[string]forecast.Service{}, noShow: usualNoShow, call: usualCall}
	took := map[string][]time.Duration{}
	var walks []time.Duration
	missed, zone := 0, f.File.ZoneOrUTC()
	for _, k := range visits {
		switch {
		case k.State == queue.Done && k.EndedAt.Before(calendar.DayStart(calendar.AddDays(k.Day, 1), zone)):
			took[k.Service] = append(took[k.Service], k.EndedAt.Sub(k.ServedAt))
			if walk := k.ServedAt.Sub(k.CalledAt); walk > 0 {
				walks = append(walks, walk)
			}
		case k.State == queue.NoShow:
			missed++
		}
	}
	for _, s := range f.File.Services {
		m.services[s.ID] = forecast.FromSamples(forecast.FromFile(s.ID, s.Minutes, s.P90), took[s.ID])
	}
	if n := len(visits); n >= fewCalls {
		m.noShow = float64(missed) / float64(n)
	}
	if len(walks) >= fewCalls {
		slices.Sort(walks)
		m.call = walks[len(walks)/2]
	}
	return m
}
