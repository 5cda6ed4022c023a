package rollout_test

import (
	"testing"
	"time"
	_ "time/tzdata" // the machine may know no zones

	"numerek/central/updates/rollout"
)

func warsaw(t *testing.T, text string) time.Time {
	t.Helper()
	zone, err := time.LoadLocation("Europe/Warsaw")
	if err != nil {
		t.Fatal(err)
	}
	at, err := time.ParseInLocation("2006-01-02 15:04", text, zone)
	if err != nil {
		t.Fatal(err)
	}
	return at
}

func TestWindows(t *testing.T) {
	for name, c := range map[string]struct{ from, to, at, want string }{
		"always":              {"", "", "2026-11-23 12:00", "2026-11-23 12:00"},
		"before":              {"18:00", "20:00", "2026-11-23 12:00", "2026-11-23 18:00"},
		"inside":              {"18:00", "20:00", "2026-11-23 18:00", "2026-11-23 18:00"},
		"at_the_end":          {"18:00", "20:00", "2026-11-23 20:00", "2026-11-24 18:00"},
		"over_midnight":       {"18:00", "06:00", "2026-11-23 03:00", "2026-11-23 03:00"},
		"after_the_night":     {"18:00", "06:00", "2026-11-23 06:00", "2026-11-23 18:00"},
		"end_of_the_year":     {"01:00", "02:00", "2026-12-31 03:00", "2027-01-01 01:00"},
		"skipped_by_summer":   {"02:10", "02:50", "2026-03-29 00:00", "2026-03-30 02:10"},
		"begins_in_the_gap":   {"02:30", "05:00", "2026-03-29 00:00", "2026-03-29 03:30"},
		"hour_that_is_double": {"02:10", "02:50", "2026-10-25 01:00", "2026-10-25 02:10"},
	} {
		t.Run(name, func(t *testing.T) {
			w, err := rollout.ParseWindow(c.from, c.to)
			if err != nil {
				t.Fatal(err)
			}
			got := w.Next(warsaw(t, c.at))
			if got.Format("2006-01-02 15:04") != c.want || !w.Open(got) {
				t.Errorf("got %v, want %s", got, c.want)
			}
		})
	}
	for _, bad := range [][2]string{{"18:00", ""}, {"", "18:00"}, {"24:00", "06:00"}, {"18:00", "18:00"}, {"6", "7"}} {
		if w, err := rollout.ParseWindow(bad[0], bad[1]); err == nil {
			t.Errorf("%q: got %v", bad, w)
		}
	}
}

// TestWindowsOpen looks for every hour of a year: the next instant is open, and none
// before it is.
func TestWindowsOpen(t *testing.T) {
	start := warsaw(t, "2026-01-01 00:00")
	for _, w := range []rollout.Window{{From: 18 * 60, To: 6 * 60}, {From: 2*60 + 10, To: 2*60 + 50}, {From: 0, To: 1}, {From: 1439, To: 1}} {
		for h := range 24 * 365 {
			at := start.Add(time.Duration(h) * time.Hour)
			next := w.Next(at)
			if !w.Open(next) || next.Before(at) || next.Sub(at) > 49*time.Hour {
				t.Fatalf("%v from %v: got %v", w, at, next)
			}
		}
	}
}
