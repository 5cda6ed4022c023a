package booking_test

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"numerek/central/booking"
	"numerek/central/calendar"
	"numerek/central/queue"
)

// warsaw is the zone of the demo office.
func warsaw(t testing.TB) *time.Location {
	t.Helper()
	zone, err := time.LoadLocation("Europe/Warsaw")
	if err != nil {
		t.Fatal(err)
	}
	return zone
}

// at reads a time of day in Warsaw.
func at(t testing.TB, s string) time.Time {
	t.Helper()
	out, err := time.ParseInLocation("2006-01-02 15:04:05", s, warsaw(t))
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func Test_window(t *testing.T) {
	start := at(t, "2026-11-24 10:20:00")
	w := booking.Window{Early: 10 * time.Minute, Late: 10 * time.Minute}
	for now, want := range map[string]booking.Verdict{
		"2026-11-23 10:20:00": booking.Early,
		"2026-11-24 10:09:59": booking.Early,
		"2026-11-24 10:10:00": booking.Open,
		"2026-11-24 10:20:00": booking.Open,
		"2026-11-24 10:30:00": booking.Open,
		"2026-11-24 10:30:01": booking.Late,
		"2026-11-25 10:20:00": booking.Late,
	} {
		if got := w.At(start, at(t, now)); got != want {
			t.Errorf("%s: got %s, want %s", now, got, want)
		}
	}
	if got := w.At(start, start.Add(-10*time.Minute-1)); got != booking.Early {
		t.Errorf("a nanosecond early: got %s", got)
	}
	if got := w.At(start, start.Add(10*time.Minute+1)); got != booking.Late {
		t.Errorf("a nanosecond late: got %s", got)
	}
	if got := (booking.Window{}).At(start, start); got != booking.Open {
		t.Errorf("a window of one instant: got %s", got)
	}
}

// A window opens once and closes once, also in the nights in which clocks change.
func Test_window_opens_and_closes(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		minutes := func(name string) time.Duration {
			return time.Duration(rapid.IntRange(0, 240).Draw(rt, name)) * time.Minute
		}
		w := booking.Window{Early: minutes("early"), Late: minutes("late")}
		start := at(t, "2026-10-25 01:00:00").Add(minutes("start"))
		now := start.Add(minutes("after") - minutes("before"))
		want := booking.Open
		if now.Before(w.Opens(start)) {
			want = booking.Early
		} else if now.After(w.Closes(start)) {
			want = booking.Late
		}
		if got := w.At(start, now); got != want {
			rt.Fatalf("got %s, want %s", got, want)
		}
		if w.At(start, w.Opens(start)) != booking.Open || w.At(start, w.Closes(start)) != booking.Open ||
			w.At(start, w.Opens(start).Add(-1)) != booking.Early || w.At(start, w.Closes(start).Add(1)) != booking.Late {
			rt.Fatal("an end of the window is not its end")
		}
	})
}

func Test_horizon(t *testing.T) {
	morning := booking.Horizon{Days: 14, NewDayAt: 7 * 60}
	for name, tc := range map[string]struct {
		h    booking.Horizon
		now  string
		want queue.Day
	}{
		"before_the_new_day":      {morning, "2026-11-24 06:59:59", "2026-12-07"},
		"the_new_day":             {morning, "2026-11-24 07:00:00", "2026-12-08"},
		"evening":                 {morning, "2026-11-24 23:59:59", "2026-12-08"},
		"past_midnight":           {morning, "2026-11-25 00:00:00", "2026-12-08"},
		"before_the_business_day": {morning, "2026-11-25 03:59:00", "2026-12-08"},
		"over_the_year":           {morning, "2026-12-24 12:00:00", "2027-01-07"},
		"from_midnight":           {booking.Horizon{Days: 14}, "2026-11-24 00:00:00", "2026-12-08"},
		"never_today":             {booking.Horizon{Days: 14, NewDayAt: calendar.Midnight}, "2026-11-24 23:59:59", "2026-12-07"},
		"today_only_from_seven":   {booking.Horizon{NewDayAt: 7 * 60}, "2026-11-24 06:00:00", "2026-11-23"},
		"clock_put_forward":       {booking.Horizon{Days: 1, NewDayAt: 2*60 + 30}, "2026-03-29 01:59:59", "2026-03-29"},
		"clock_just_put_forward":  {booking.Horizon{Days: 1, NewDayAt: 2*60 + 30}, "2026-03-29 03:00:00", "2026-03-30"},
		"clock_put_back":          {booking.Horizon{Days: 1, NewDayAt: 7 * 60}, "2026-10-25 06:59:59", "2026-10-25"},
	} {
		t.Run(name, func(t *testing.T) {
			if got := tc.h.Last(at(t, tc.now), warsaw(t)); got != tc.want {
				t.Errorf("got %s, want %s", got, tc.want)
			}
		})
	}
}

// The horizon never goes back, also when the hour of new days comes twice.
func Test_horizon_never_goes_back(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		h := booking.Horizon{Days: rapid.IntRange(0, 365).Draw(rt, "days"), NewDayAt: calendar.Clock(rapid.IntRange(0, 1440).Draw(rt, "at"))}
		now := at(t, rapid.SampledFrom([]string{"2026-10-24 20:00:00", "2026-03-28 20:00:00", "2026-12-31 12:00:00"}).Draw(rt, "from"))
		last := h.Last(now, warsaw(t))
		for range 40 {
			now = now.Add(time.Duration(rapid.IntRange(0, 90).Draw(rt, "minutes")) * time.Minute)
			next := h.Last(now, warsaw(t))
			if next < last {
				rt.Fatalf("%v: %s after %s", now, next, last)
			}
			last = next
		}
	})
}

func Test_earliest(t *testing.T) {
	now := at(t, "2026-11-24 10:00:00")
	for _, tc := range []struct{ lead, release, want time.Duration }{
		{time.Hour, time.Hour, time.Hour},
		{time.Hour, 2 * time.Hour, 2 * time.Hour},
		{24 * time.Hour, time.Hour, 24 * time.Hour},
		{0, 0, 0},
		{-time.Hour, -time.Hour, 0},
	} {
		h := booking.Horizon{Lead: tc.lead, Release: tc.release}
		if got := h.Earliest(now); !got.Equal(now.Add(tc.want)) {
			t.Errorf("%+v: got %v", h, got)
		}
	}
}
