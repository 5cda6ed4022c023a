package console

import (
	"context"
	"sync"

	"numerek/central/booking"
	"numerek/central/calendar"
	"numerek/central/office"
	"numerek/central/queue"
	"numerek/central/store"
)

// Agenda is what the console must know of bookings.
type Agenda interface {
	// BookingsBetween lists the bookings of an office on the days from one to another.
	BookingsBetween(ctx context.Context, office string, from, to queue.Day) ([]booking.Booking, error)
}

var _ Agenda = (*store.Store)(nil)

// counts remembers how many people with a booking are still expected today, by
// location, for all desks that look at the same floor.
type counts struct {
	mu sync.Mutex
	by map[string]count // by office
}

// count is of the day and the event that it was made for.
type count struct {
	incarnation string
	seq         int64
	day         queue.Day
	expected    map[string]int // by location
}

func newCounts() counts { return counts{by: make(map[string]count)} }

// expected counts those who have booked at a location for today and have not come.
func (p *Pages) expected(ctx context.Context, floor office.Floor, location string) (int, error) {
	incarnation, seq := floor.Position()
	id, day := floor.File.ID, calendar.CivilDay(p.office.Now(), floor.File.ZoneOrUTC())
	p.counts.mu.Lock()
	defer p.counts.mu.Unlock()
	c := p.counts.by[id]
	if c.incarnation == incarnation && c.seq >= seq && c.day == day {
		return c.expected[location], nil
	}
	all, err := p.agenda.BookingsBetween(ctx, id, day, day)
	if err != nil {
		return 0, err
	}
	c = count{incarnation: incarnation, seq: seq, day: day, expected: make(map[string]int)}
	for _, b := range all {
		if b.State == booking.Confirmed {
			c.expected[b.Location]++
		}
	}
	p.counts.by[id] = c
	return c.expected[location], nil
}
