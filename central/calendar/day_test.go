package calendar_test

import (
	"testing"
	"time"
	_ "time/tzdata" // the zones of the tests, on any machine

	"pgregory.net/rapid"

	"numerek/central/calendar"
	"numerek/central/queue"
)

// zones change at midnight, at 02:00 and by half an hour, or not at all.
var zones = []string{
	"Europe/Warsaw", "America/Sao_Paulo", "Asia/Beirut", "America/Santiago", "Africa/Cairo", "Asia/Gaza",
	"Pacific/Apia", "Australia/Lord_Howe", "America/St_Johns", "Asia/Kathmandu", "Atlantic/Azores", "UTC",
}

func zone(t testing.TB, name string) *time.Location {
	t.Helper()
	z, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return z
}

func Test_business_day(t *testing.T) {
	cases := map[string]struct {
		zone, at string
		want     queue.Day
	}{
		"noon":                     {"Europe/Warsaw", "2026-11-23T12:00:00+01:00", "2026-11-23"},
		"before_the_turn":          {"Europe/Warsaw", "2026-11-24T03:59:59+01:00", "2026-11-23"},
		"at_the_turn":              {"Europe/Warsaw", "2026-11-24T04:00:00+01:00", "2026-11-24"},
		"spring_before":            {"Europe/Warsaw", "2026-03-29T03:59:59+02:00", "2026-03-28"},
		"spring_after":             {"Europe/Warsaw", "2026-03-29T04:00:00+02:00", "2026-03-29"},
		"autumn_before":            {"Europe/Warsaw", "2026-10-25T03:59:59+01:00", "2026-10-24"},
		"autumn_after":             {"Europe/Warsaw", "2026-10-25T04:00:00+01:00", "2026-10-25"},
		"no_midnight_in_sao_paulo": {"America/Sao_Paulo", "2018-11-04T01:30:00-02:00", "2018-11-03"},
		"after_no_midnight":        {"America/Sao_Paulo", "2018-11-04T04:00:00-02:00", "2018-11-04"},
		"second_2330_in_santiago":  {"America/Santiago", "2022-04-02T23:30:00-04:00", "2022-04-02"},
		"new_year":                 {"UTC", "2027-01-01T00:00:00Z", "2026-12-31"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			at, err := time.Parse(time.RFC3339, c.at)
			if err != nil {
				t.Fatal(err)
			}
			if got := calendar.BusinessDay(at, zone(t, c.zone)); got != c.want {
				t.Errorf("got %s, want %s", got, c.want)
			}
		})
	}
}

// Every business day of 25 years in every zone: one follows the other, begins
// at 04:00 where there is such a time, and has 23 to 25 hours.
func Test_business_days_follow_each_other(t *testing.T) {
	for _, name := range zones {
		z := zone(t, name)
		day := queue.Day("2005-01-01")
		start := calendar.DayStart(day, z)
		for day < "2030-01-01" {
			next := calendar.AddDays(day, 1)
			end := calendar.DayStart(next, z)
			if hours := end.Sub(start).Hours(); (hours < 23 || hours > 25) && !skipped(name, day) {
				t.Errorf("%s %s: got %v hours, want 23 to 25", name, day, hours)
			}
			if !end.After(start) {
				t.Fatalf("%s %s: does not begin after the day before", name, next)
			}
			for at, want := range map[time.Time]queue.Day{
				start: day, start.Add(end.Sub(start) / 2): day, end.Add(-time.Nanosecond): day, end: next,
			} {
				if got := calendar.BusinessDay(at, z); got != want {
					t.Fatalf("%s at %s: got %s, want %s", name, at.In(z), got, want)
				}
			}
			day, start = next, end
		}
	}
}

// skipped names the days around 30 December 2011, which Samoa left out.
func skipped(zone string, day queue.Day) bool {
	return zone == "Pacific/Apia" && (day == "2011-12-29" || day == "2011-12-30")
}

func Test_business_day_never_goes_back(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		z, err := time.LoadLocation(rapid.SampledFrom(zones).Draw(t, "zone"))
		if err != nil {
			t.Fatal(err)
		}
		at := time.Unix(rapid.Int64Range(0, 2_500_000_000).Draw(t, "at"), 0)
		later := at.Add(time.Duration(rapid.Int64Range(0, 3*24*3600).Draw(t, "seconds")) * time.Second)
		if a, b := calendar.BusinessDay(at, z), calendar.BusinessDay(later, z); b < a {
			t.Fatalf("got %s at %s, then %s at %s", a, at.In(z), b, later.In(z))
		}
	})
}

func Test_instants_around_changes_of_the_clock(t *testing.T) {
	cases := map[string]struct {
		zone, day, clock, first, last string
	}{
		"ordinary":    {"Europe/Warsaw", "2026-11-23", "08:00", "2026-11-23T08:00:00+01:00", "2026-11-23T08:00:00+01:00"},
		"jumped_over": {"Europe/Warsaw", "2026-03-29", "02:30", "2026-03-29T03:00:00+02:00", "2026-03-29T03:00:00+02:00"},
		"twice":       {"Europe/Warsaw", "2026-10-25", "02:30", "2026-10-25T02:30:00+02:00", "2026-10-25T02:30:00+01:00"},
		"no_midnight": {"America/Sao_Paulo", "2018-11-04", "00:00", "2018-11-04T01:00:00-02:00", "2018-11-04T01:00:00-02:00"},
		"end_of_day":  {"UTC", "2026-11-23", "24:00", "2026-11-24T00:00:00Z", "2026-11-24T00:00:00Z"},
		"half_hour":   {"Australia/Lord_Howe", "2026-04-05", "01:45", "2026-04-05T01:45:00+11:00", "2026-04-05T01:45:00+10:30"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			clock, err := calendar.ParseClock(c.clock)
			if err != nil {
				t.Fatal(err)
			}
			z := zone(t, c.zone)
			if got := calendar.FirstInstant(queue.Day(c.day), clock, z).Format(time.RFC3339); got != c.first {
				t.Errorf("first: got %s, want %s", got, c.first)
			}
			if got := calendar.LastInstant(queue.Day(c.day), clock, z).Format(time.RFC3339); got != c.last {
				t.Errorf("last: got %s, want %s", got, c.last)
			}
		})
	}
}

// Whatever instant the wall clock shows, its own reading leads back to it or
// to the other instant with that reading.
func Test_instants_lead_back(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		z, err := time.LoadLocation(rapid.SampledFrom(zones).Draw(t, "zone"))
		if err != nil {
			t.Fatal(err)
		}
		at := time.Unix(60*rapid.Int64Range(10_000_000, 41_000_000).Draw(t, "minute"), 0).In(z)
		clock := calendar.Clock(at.Hour()*60 + at.Minute())
		day := calendar.CivilDay(at, z)
		first, last := calendar.FirstInstant(day, clock, z), calendar.LastInstant(day, clock, z)
		if !first.Equal(at) && !last.Equal(at) {
			t.Fatalf("%s: got %s and %s", at, first, last)
		}
		if last.Before(first) {
			t.Fatalf("%s: last %s is before first %s", at, last, first)
		}
	})
}

func Test_days(t *testing.T) {
	if got := calendar.AddDays("2028-02-28", 1); got != "2028-02-29" {
		t.Errorf("got %s, want 2028-02-29", got)
	}
	if got := calendar.AddDays("2027-01-01", -1); got != "2026-12-31" {
		t.Errorf("got %s, want 2026-12-31", got)
	}
	if got := calendar.Weekday("2026-11-23"); got != time.Monday {
		t.Errorf("got %s, want Monday", got)
	}
	for _, wrong := range []string{"2026-02-29", "2026-13-01", "26-01-01", "2026-1-1", "", "2026-01-01T00:00"} {
		if _, err := calendar.ParseDay(wrong); err == nil {
			t.Errorf("%q: got no error", wrong)
		}
	}
}
