package booking_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"numerek/central/booking"
	"numerek/central/calendar"
	"numerek/central/queue"
)

// booked is a booking of a phone at ten o'clock.
func booked(t testing.TB, state booking.State, service string, day queue.Day, change ...func(*booking.Booking)) booking.Booking {
	t.Helper()
	b := booking.Booking{
		ID: fmt.Sprint(state, service, day), State: state, Service: service, Day: day, Start: at(t, string(day)+" 10:00:00"),
	}
	if state == booking.Held {
		b.HeldUntil = at(t, "2026-11-24 12:10:00")
	}
	for _, c := range change {
		c(&b)
	}
	return b
}

func Test_limits(t *testing.T) {
	const (
		held, confirmed, arrived   = booking.Held, booking.Confirmed, booking.Arrived
		missed, cancelled, lapsed  = booking.Missed, booking.Cancelled, booking.Lapsed
		today, tomorrow, nextMonth = queue.Day("2026-11-24"), queue.Day("2026-11-25"), queue.Day("2026-12-31")
	)
	now := at(t, "2026-11-24 12:00:00")
	koszalin := booking.Limits{Active: 2, PerServiceDay: 1, Per14Days: 4, NoShows: 3}
	list := func(b ...booking.Booking) []booking.Booking { return b }
	days := func(state booking.State, n ...int) (out []booking.Booking) {
		for i, d := range n {
			out = append(out, booked(t, state, fmt.Sprint("s", i), calendar.AddDays(today, d)))
		}
		return out
	}
	for name, tc := range map[string]struct {
		all  []booking.Booking
		want booking.Limit
	}{
		"nothing":                        {nil, ""},
		"one":                            {list(booked(t, confirmed, "b", tomorrow)), ""},
		"two":                            {list(booked(t, confirmed, "b", tomorrow), booked(t, held, "c", nextMonth)), booking.LimitActive},
		"one_was_this_morning":           {list(booked(t, confirmed, "b", today), booked(t, confirmed, "c", nextMonth)), ""},
		"one_has_arrived":                {list(booked(t, arrived, "b", tomorrow), booked(t, confirmed, "c", nextMonth)), ""},
		"one_is_cancelled":               {list(booked(t, cancelled, "a", tomorrow), booked(t, confirmed, "c", nextMonth)), ""},
		"one_has_lapsed":                 {list(booked(t, lapsed, "a", tomorrow), booked(t, confirmed, "c", nextMonth)), ""},
		"one_is_an_offer":                {list(booked(t, held, "a", tomorrow, func(b *booking.Booking) { b.OfferTo = "x" }), booked(t, confirmed, "c", nextMonth)), ""},
		"one_hold_is_over":               {list(booked(t, held, "a", tomorrow, func(b *booking.Booking) { b.HeldUntil = now }), booked(t, confirmed, "c", nextMonth)), ""},
		"one_hold_is_nearly_over":        {list(booked(t, held, "a", tomorrow, func(b *booking.Booking) { b.HeldUntil = now.Add(1) })), booking.LimitServiceDay},
		"the_same_service_and_day":       {list(booked(t, confirmed, "a", tomorrow)), booking.LimitServiceDay},
		"the_same_service_and_day_again": {list(booked(t, missed, "a", tomorrow, func(b *booking.Booking) { b.Start = now })), booking.LimitServiceDay},
		"the_same_service":               {list(booked(t, confirmed, "a", nextMonth)), ""},
		"the_same_day":                   {list(booked(t, confirmed, "b", tomorrow)), ""},
		"four_in_14_days":                {days(arrived, -12, -11, -3, 0), booking.LimitDays14},
		"four_in_15_days":                {days(arrived, -13, -11, -3, 0), ""},
		"four_with_later_ones":           {append(days(arrived, -6, -4, -1), booked(t, confirmed, "b", calendar.AddDays(today, 7))), booking.LimitDays14},
		"four_with_one_too_late":         {append(days(arrived, -6, -4, -1), booked(t, confirmed, "b", calendar.AddDays(today, 8))), ""},
		"four_cancelled_ones":            {days(cancelled, -4, -3, -1, 0), ""},
		"three_missed":                   {days(missed, -14, -3, -2), ""},
		"three_missed_just_now":          {days(missed, -13, -3, -2), booking.LimitNoShows},
		"two_missed":                     {days(missed, -3, -2), ""},
		"before_the_no_shows":            {append(days(missed, -3, -2, -1), booked(t, confirmed, "a", tomorrow)), booking.LimitServiceDay},
	} {
		t.Run(name, func(t *testing.T) {
			if got := koszalin.Check(tc.all, "a", tomorrow, now, 14, ""); got != tc.want {
				t.Errorf("got %q, want %q", got, tc.want)
			}
			slices.Reverse(tc.all)
			if got := koszalin.Check(tc.all, "a", tomorrow, now, 14, ""); got != tc.want {
				t.Errorf("in another order got %q, want %q", got, tc.want)
			}
		})
	}
}

// No limit looks further back than the phones are kept.
func Test_limits_forget(t *testing.T) {
	now := at(t, "2026-11-24 12:00:00")
	l := booking.Limits{Active: 9, PerServiceDay: 9, Per14Days: 3, NoShows: 2}
	missed := []booking.Booking{booked(t, booking.Missed, "a", "2026-11-17"), booked(t, booking.Missed, "b", "2026-11-21")}
	for retention, want := range map[int]booking.Limit{14: booking.LimitNoShows, 8: booking.LimitNoShows, 7: "", 1: ""} {
		if got := l.Check(missed, "a", "2026-11-25", now, retention, ""); got != want {
			t.Errorf("missed, %d days: got %q, want %q", retention, got, want)
		}
	}
	arrived := []booking.Booking{
		booked(t, booking.Arrived, "a", "2026-11-17"), booked(t, booking.Arrived, "b", "2026-11-21"), booked(t, booking.Arrived, "c", "2026-11-21"),
	}
	for retention, want := range map[int]booking.Limit{14: booking.LimitDays14, 7: ""} {
		if got := l.Check(arrived, "a", "2026-11-25", now, retention, ""); got != want {
			t.Errorf("arrived, %d days: got %q, want %q", retention, got, want)
		}
	}
}

// A move leaves the booking itself out, and is not refused for no-shows.
func Test_limits_of_a_move(t *testing.T) {
	now := at(t, "2026-11-24 12:00:00")
	l := booking.Limits{Active: 1, PerServiceDay: 1, Per14Days: 1, NoShows: 1}
	b := booked(t, booking.Confirmed, "a", "2026-11-25")
	all := []booking.Booking{b}
	if got := l.Check(all, "a", "2026-11-25", now, 14, b.ID); got != "" {
		t.Errorf("got %q", got)
	}
	if got := l.Check(all, "a", "2026-11-25", now, 14, "another"); got != booking.LimitActive {
		t.Errorf("another one: got %q", got)
	}
	l.Per14Days = 5
	all = append(all, booked(t, booking.Missed, "b", "2026-11-23"))
	if got := l.Check(all, "a", "2026-11-26", now, 14, b.ID); got != "" {
		t.Errorf("after a no-show: got %q", got)
	}
	l.Active = 5
	if got := l.Check(all, "a", "2026-11-26", now, 14, ""); got != booking.LimitNoShows {
		t.Errorf("another one after a no-show: got %q", got)
	}
	if l.NoShows = 0; l.Check(all, "a", "2026-11-26", now, 14, "") != "" {
		t.Error("no limit of no-shows refuses")
	}
}

// What Check lets through keeps every limit, counted again in another way; and
// fewer bookings are never refused where more were let through.
func Test_limits_hold(t *testing.T) {
	states := []booking.State{booking.Held, booking.Confirmed, booking.Arrived, booking.Missed, booking.Cancelled, booking.Lapsed}
	now := at(t, "2026-11-24 12:00:00")
	rapid.Check(t, func(rt *rapid.T) {
		l := booking.Limits{
			Active: rapid.IntRange(1, 3).Draw(rt, "active"), PerServiceDay: rapid.IntRange(1, 2).Draw(rt, "service day"),
			Per14Days: rapid.IntRange(1, 4).Draw(rt, "14 days"), NoShows: rapid.IntRange(0, 2).Draw(rt, "no-shows"),
		}
		var all []booking.Booking
		for i := range rapid.IntRange(0, 8).Draw(rt, "bookings") {
			b := booked(t, rapid.SampledFrom(states).Draw(rt, "state"), rapid.SampledFrom([]string{"a", "b"}).Draw(rt, "service"),
				calendar.AddDays("2026-11-24", rapid.IntRange(-13, 20).Draw(rt, "day")))
			b.ID = fmt.Sprint(i)
			all = append(all, b)
		}
		day := calendar.AddDays("2026-11-24", rapid.IntRange(1, 14).Draw(rt, "wanted"))
		if l.Check(all, "a", day, now, 14, "") != "" {
			return
		}
		wanted := booked(t, booking.Confirmed, "a", day)
		with := append(slices.Clone(all), wanted)
		for from := range 40 {
			first := calendar.AddDays("2026-11-01", from)
			last, n := calendar.AddDays(first, 13), 0
			for _, b := range with {
				if b.Day >= first && b.Day <= last && b.State != booking.Cancelled && b.State != booking.Lapsed {
					n++
				}
			}
			if n > l.Per14Days && first <= day && day <= last {
				rt.Fatalf("%d bookings from %s to %s", n, first, last)
			}
		}
		active := 0
		for _, b := range with {
			if b.Start.Sub(now) > 0*time.Second && (b.State == booking.Held || b.State == booking.Confirmed) {
				active++
			}
		}
		if active > l.Active {
			rt.Fatalf("%d active", active)
		}
		if len(all) > 0 && l.Check(all[1:], "a", day, now, 14, "") != "" {
			rt.Fatal("fewer bookings are refused")
		}
	})
}
