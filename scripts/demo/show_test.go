package main

import (
	"testing"
	"time"
	_ "time/tzdata" // Koszalin's zone, wherever the test runs
)

// TestOpenHour: the demonstration shows an office that gives tickets, at any hour
// of any day, and does not turn the clock where there is no need.
func TestOpenHour(t *testing.T) {
	zone, err := time.LoadLocation("Europe/Warsaw")
	if err != nil {
		t.Fatal(err)
	}
	office, err := readOffice()
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct{ now, want string }{
		"open":                 {"2026-11-23 15:10", ""},
		"before_the_doors":     {"2026-11-23 07:50", ""}, // tickets start before the doors open
		"in_the_evening":       {"2026-11-24 20:00", "2026-11-24 09:30"},
		"early_in_the_morning": {"2026-11-24 05:00", "2026-11-24 09:30"},
		"sunday_night":         {"2026-11-22 23:30", "2026-11-23 09:30"},
		"holiday":              {"2026-11-11 10:00", "2026-11-12 09:30"},
		"closed_by_exception":  {"2026-12-28 10:00", "2026-12-29 09:30"},
		"over_christmas":       {"2026-12-24 10:00", "2026-12-29 09:30"},
	} {
		t.Run(name, func(t *testing.T) {
			now, err := time.ParseInLocation("2006-01-02 15:04", c.now, zone)
			if err != nil {
				t.Fatal(err)
			}
			at, err := openHour(office, now)
			if err != nil {
				t.Fatal(err)
			}
			got := ""
			if !at.IsZero() {
				got = at.In(zone).Format("2006-01-02 15:04")
			}
			if got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

// TestMorning: the tour begins early enough for a visit that is booked an hour
// ahead, and for the hours after it, whenever it is played.
func TestMorning(t *testing.T) {
	office, err := readOffice()
	if err != nil {
		t.Fatal(err)
	}
	for now, want := range map[string]string{
		"2026-11-23 15:10": "2026-11-23 09:30", // open, but not for long
		"2026-11-22 10:00": "2026-11-23 09:30", // a Sunday
		"2026-12-31 23:50": "2026-12-31 09:30", // a shortened day
		"2027-01-01 10:00": "2027-01-04 09:30", // a holiday, and a weekend
	} {
		at, err := time.ParseInLocation("2006-01-02 15:04", now, office.ZoneOrUTC())
		if err != nil {
			t.Fatal(err)
		}
		got, err := morning(office, at)
		if err != nil || got.Format("2006-01-02 15:04") != want {
			t.Errorf("%s: got %s, %v, want %s", now, got.Format("2006-01-02 15:04"), err, want)
		}
	}
}
