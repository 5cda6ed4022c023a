package words

import (
	"fmt"
	"strings"
	"time"
)

// When writes a moment as people say it: "dziś o 7:45", "we wtorek o 8:00",
// "28 grudnia o 8:00". Both times are in the office's zone.
func (t Text) When(moment, now time.Time) string { return t.day(moment, now, t.At) }

// WhenFrom writes a moment from which something goes on: "jutro od 7:45".
func (t Text) WhenFrom(moment, now time.Time) string { return t.day(moment, now, t.From) }

// day writes the day of a moment and the hour in the manner of clock.
func (t Text) day(moment, now time.Time, hour func(hour, minute int) string) string {
	clock := hour(moment.Hour(), moment.Minute())
	switch days := civilDays(now, moment); {
	case days == 0:
		return t.Today + " " + clock
	case days == 1:
		return t.Tomorrow + " " + clock
	case days > 1 && days < 7:
		return t.OnWeekday[monday(moment.Weekday())] + " " + clock
	}
	return fmt.Sprintf(t.OnDay, moment.Day(), t.Months[moment.Month()-1]) + " " + clock
}

// civilDays counts the midnights between two moments of one zone.
func civilDays(from, to time.Time) int {
	day := func(t time.Time) int {
		return int(time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, time.UTC).Unix() / 86400)
	}
	return day(to) - day(from)
}

// monday is the place of a weekday in a week that starts on Monday.
func monday(d time.Weekday) int { return (int(d) + 6) % 7 }

// Hours is one line of the opening hours.
type Hours struct{ Days, Times string }

// Week writes the opening hours with equal days together: "wtorek – piątek".
func (t Text) Week(hours []string) []Hours {
	var lines []Hours
	for i := 0; i < len(hours) && i < 7; {
		last := i
		for last+1 < len(hours) && last+1 < 7 && hours[last+1] == hours[i] {
			last++
		}
		days := t.Weekdays[i]
		if last > i {
			days += " – " + t.Weekdays[last]
		}
		open := strings.ReplaceAll(hours[i], "-", "–")
		if open == "" {
			open = t.ClosedDay
		}
		lines = append(lines, Hours{Days: days, Times: open})
		i = last + 1
	}
	return lines
}
