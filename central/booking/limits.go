package booking

import (
	"slices"
	"time"

	"numerek/central/calendar"
	"numerek/central/queue"
)

// Limits bound what one phone may book on the web.
type Limits struct {
	Active        int // bookings that are to come
	PerServiceDay int // bookings for one service on one day
	Per14Days     int // bookings within any 14 days
	NoShows       int // missed visits in the last 14 days that are too many; 0: never
}

// Limit is the word of a limit that refuses; empty: none does.
type Limit string

// The limits.
const (
	LimitActive     Limit = "active"
	LimitServiceDay Limit = "service_day"
	LimitDays14     Limit = "days14"
	LimitNoShows    Limit = "no_shows" // books at the desk or by phone
)

// fortnight is how many days the limits look at.
const fortnight = 14

// Check says which limit refuses another booking of a phone, for a service on a
// day; all are the bookings of that phone, in any order. The limits are asked in
// the order in which [Limits] has them:
//
//   - Active counts what is held or confirmed and still to come.
//   - PerServiceDay counts what is for the service and the day, whatever became
//     of it, unless it was cancelled or has lapsed.
//   - Per14Days counts likewise, for all services: no 14 days in a row that have
//     the wanted day in them may have more bookings than it.
//   - NoShows counts the visits missed in the last 14 days.
//
// None looks at visits that are more than retention days ago: by then nobody
// knows whose they were. Offers of earlier slots do not count: who takes one moves a
// booking. except is the id of a booking that is to
// be moved, or empty: it is left out, and no-shows do not keep anybody from moving.
func (l Limits) Check(all []Booking, service string, day queue.Day, now time.Time, retention int, except string) Limit {
	var around [2*fortnight - 1]queue.Day
	for i := range around {
		around[i] = calendar.AddDays(day, i-fortnight+1)
	}
	active, same, missed := 0, 0, 0
	var days [len(around)]int // bookings on each of them
	for _, b := range all {
		if b.ID == except || b.OfferTo != "" || past(b, now) > retention || !b.counts(now) {
			continue
		}
		if b.State.Live() && b.State != Arrived && b.Start.After(now) {
			active++
		}
		if b.Service == service && b.Day == day {
			same++
		}
		if b.State == Missed && past(b, now) <= fortnight {
			missed++
		}
		if i := slices.Index(around[:], b.Day); i >= 0 {
			days[i]++
		}
	}
	switch {
	case active >= l.Active:
		return LimitActive
	case same >= l.PerServiceDay:
		return LimitServiceDay
	case most(days[:]) >= l.Per14Days:
		return LimitDays14
	case except == "" && l.NoShows > 0 && missed >= l.NoShows:
		return LimitNoShows
	}
	return ""
}

// past returns how many days ago the visit was, begun ones counted as whole.
func past(b Booking, now time.Time) int {
	const day = 24 * time.Hour
	return int((now.Sub(b.Start) + day - 1) / day)
}

// counts says whether the booking was made use of, or will be.
func (b Booking) counts(now time.Time) bool {
	return b.State != Cancelled && b.State != Lapsed && (b.State != Held || now.Before(b.HeldUntil))
}

// most returns the largest sum of 14 days in a row.
func most(days []int) int {
	best := 0
	for from := range len(days) - fortnight + 1 {
		sum := 0
		for _, n := range days[from : from+fortnight] {
			sum += n
		}
		best = max(best, sum)
	}
	return best
}
