package calendar

import (
	"fmt"
	"time"

	"numerek/central/queue"
)

// Cutoff is the time of day at which the business day turns.
const Cutoff Clock = 4 * 60

// probe is how far from an instant the offsets before and after a change of
// the clock are looked up: more than any offset, less than the time between
// two changes.
const probe = 26 * time.Hour

// DayOf returns the civil date as a day.
func DayOf(year int, month time.Month, day int) queue.Day {
	return dayOf(time.Date(year, month, day, 0, 0, 0, 0, time.UTC))
}

func dayOf(utc time.Time) queue.Day { return queue.Day(utc.Format(time.DateOnly)) }

// ParseDay reads "2026-12-28" and refuses dates that do not exist.
func ParseDay(s string) (queue.Day, error) {
	if _, err := time.Parse(time.DateOnly, s); err != nil {
		return "", fmt.Errorf("%w: %q is not a day that exists, in the form 2026-12-28", ErrDay, s)
	}
	return queue.Day(s), nil
}

// civil returns the day as midnight in UTC, which stands for the date alone.
// What is not a date gives the zero time.
func civil(d queue.Day) time.Time {
	t, err := time.Parse(time.DateOnly, string(d))
	if err != nil {
		return time.Time{}
	}
	return t
}

// AddDays returns the day n days later, or earlier where n is negative.
func AddDays(d queue.Day, n int) queue.Day { return dayOf(civil(d).AddDate(0, 0, n)) }

// Weekday returns the day's weekday.
func Weekday(d queue.Day) time.Weekday { return civil(d).Weekday() }

// CivilDay returns the date on the wall at an instant.
func CivilDay(at time.Time, zone *time.Location) queue.Day {
	y, m, d := at.In(zone).Date()
	return DayOf(y, m, d)
}

// BusinessDay returns the business day at an instant: the last one that has
// begun. It never goes back when instants do not.
func BusinessDay(at time.Time, zone *time.Location) queue.Day {
	day := CivilDay(at, zone)
	if at.Before(DayStart(day, zone)) {
		return AddDays(day, -1)
	}
	if next := AddDays(day, 1); !at.Before(DayStart(next, zone)) {
		return next // a date that the zone skipped, as Samoa did in 2011
	}
	return day
}

// DayStart returns the instant at which a business day begins: 04:00 on its date.
func DayStart(day queue.Day, zone *time.Location) time.Time {
	return instant(day, Cutoff, zone, first)
}

// occurrence says which instant is meant where the wall clock shows a time
// twice, in the night in which it is put back.
type occurrence bool

const (
	first occurrence = false
	last  occurrence = true
)

// FirstInstant returns the instant of a time of day; of two, the first. A time that
// the clock jumps over is the instant of the jump.
func FirstInstant(day queue.Day, c Clock, zone *time.Location) time.Time {
	return instant(day, c, zone, first)
}

// LastInstant is like [FirstInstant], but returns the second of two instants.
func LastInstant(day queue.Day, c Clock, zone *time.Location) time.Time {
	return instant(day, c, zone, last)
}

func instant(day queue.Day, c Clock, zone *time.Location, which occurrence) time.Time {
	wall := civil(day).Add(time.Duration(c) * time.Minute) // the wall clock, read as if it were UTC
	early, late := reading(wall, zone, -probe), reading(wall, zone, probe)
	earlyFits, lateFits := shows(early, wall, zone), shows(late, wall, zone)
	switch {
	case earlyFits && lateFits && which == first, earlyFits && !lateFits:
		return early
	case lateFits:
		return late
	}
	// Read with the offset from before the jump, the time lies just after it.
	jump, _ := early.In(zone).ZoneBounds()
	return jump
}

// reading is the instant at which the wall clock would show wall, had the zone
// the offset that it has at another instant nearby.
func reading(wall time.Time, zone *time.Location, nearby time.Duration) time.Time {
	_, offset := wall.Add(nearby).In(zone).Zone()
	return wall.Add(-time.Duration(offset) * time.Second).In(zone)
}

func shows(at, wall time.Time, zone *time.Location) bool {
	_, offset := at.In(zone).Zone()
	return at.Add(time.Duration(offset) * time.Second).Equal(wall)
}
