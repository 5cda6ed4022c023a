package booking

import (
	"time"

	"numerek/central/calendar"
	"numerek/central/queue"
)

// Horizon says which visits a citizen can book.
type Horizon struct {
	Days     int            // how many days ahead
	NewDayAt calendar.Clock // when the newest of them opens
	Lead     time.Duration  // shortest time between booking and visit
	Release  time.Duration  // how long before its hour a slot that nobody booked goes to the walk-ins
}

// Last returns the last day that can be booked now: so many days after today's
// date on the wall, and one less until the newest day opens.
func (h Horizon) Last(now time.Time, zone *time.Location) queue.Day {
	today := calendar.CivilDay(now, zone)
	if now.Before(calendar.FirstInstant(today, h.NewDayAt, zone)) {
		return calendar.AddDays(today, h.Days-1)
	}
	return calendar.AddDays(today, h.Days)
}

// Earliest returns the instant before which no slot of a citizen starts.
func (h Horizon) Earliest(now time.Time) time.Time { return now.Add(max(h.Lead, h.Release, 0)) }
