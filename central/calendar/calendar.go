package calendar

import (
	"slices"
	"time"

	"numerek/central/queue"
)

// Place is what is open or closed: a location, a department there, or one of
// its services. Department and Service may be empty.
type Place struct{ Location, Department, Service string }

// Calendar is all that decides an office's hours. Texts are by language code.
type Calendar struct {
	Zone       *time.Location  // never nil
	Locations  map[string]Week // by location
	Services   map[string]Week // own hours of services; the others have their location's
	Fixed      []Fixed
	Movable    []Movable
	Exceptions []Exception
}

// Fixed is a holiday on the same date every year.
type Fixed struct {
	Month    time.Month
	Day      int
	FromYear int // 0: always
	Name     map[string]string
}

// Movable is a holiday that moves with Western Easter.
type Movable struct {
	Offset   int // days after Easter Sunday
	FromYear int // 0: always
	Name     map[string]string
}

// Exception is a day that differs. The lists narrow it; an empty one means all.
type Exception struct {
	Day                              queue.Day
	Locations, Departments, Services []string
	Closed                           bool
	Hours                            []Span
	Reason                           map[string]string
}

// Source is what decided the hours of a day.
type Source string

// The sources of a day's hours.
const (
	FromWeek      Source = "week"
	FromHoliday   Source = "holiday"
	FromException Source = "exception"
)

// Note says where the hours of a day come from.
type Note struct {
	Source Source
	Text   map[string]string // the holiday's name or the exception's reason; may be empty
}

// Hours returns the hours of a place on a civil date, in order, none where it
// is closed. The most narrow exception decides (services before departments
// before locations; among equals closed before hours, then the later one);
// without one a holiday; else the weekday.
func (c Calendar) Hours(day queue.Day, p Place) ([]Span, Note) {
	if e, ok := c.exception(day, p); ok {
		note := Note{Source: FromException, Text: e.Reason}
		if e.Closed {
			return nil, note
		}
		return e.Hours, note
	}
	if name, ok := c.Holiday(day); ok {
		return nil, Note{Source: FromHoliday, Text: name}
	}
	week, own := c.Services[p.Service]
	if !own {
		week = c.Locations[p.Location]
	}
	return week[Weekday(day)], Note{Source: FromWeek}
}

// Holiday returns the name of the holiday on a date.
func (c Calendar) Holiday(day queue.Day) (name map[string]string, ok bool) {
	date := civil(day)
	for _, h := range c.Fixed {
		if h.Month == date.Month() && h.Day == date.Day() && date.Year() >= h.FromYear {
			return h.Name, true
		}
	}
	for _, h := range c.Movable {
		if date.Year() >= h.FromYear && AddDays(Easter(date.Year()), h.Offset) == day {
			return h.Name, true
		}
	}
	return nil, false
}

func (c Calendar) exception(day queue.Day, p Place) (best Exception, ok bool) {
	for _, e := range c.Exceptions {
		if e.Day != day || !e.covers(p) {
			continue
		}
		if !ok || e.beats(best) {
			best, ok = e, true
		}
	}
	return best, ok
}

func (e Exception) covers(p Place) bool {
	return among(e.Locations, p.Location) && among(e.Departments, p.Department) && among(e.Services, p.Service)
}

func among(list []string, id string) bool { return len(list) == 0 || slices.Contains(list, id) }

// beats says whether e decides over one that stands before it in the file.
func (e Exception) beats(before Exception) bool {
	if e.narrowness() != before.narrowness() {
		return e.narrowness() > before.narrowness()
	}
	return e.Closed || !before.Closed
}

func (e Exception) narrowness() int {
	n := 0
	for weight, list := range map[int][]string{4: e.Services, 2: e.Departments, 1: e.Locations} {
		if len(list) > 0 {
			n += weight
		}
	}
	return n
}

// Easter returns Western Easter Sunday by the Gregorian computus (Meeus, Jones
// and Butcher), for years from 1583.
func Easter(year int) queue.Day {
	golden := year % 19
	century, inCentury := year/100, year%100
	leaps, rest := century/4, century%4
	moon := (century + 8) / 25
	correction := (century - moon + 1) / 3
	epact := (19*golden + century - leaps - correction + 15) % 30
	weekday := (32 + 2*rest + 2*(inCentury/4) - epact - inCentury%4) % 7
	late := (golden + 11*epact + 22*weekday) / 451
	n := epact + weekday - 7*late + 114
	return DayOf(year, time.Month(n/31), n%31+1)
}
