package forecast_test

import (
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"numerek/central/forecast"
)

func until(minutes int) func(*forecast.Desk) {
	return func(d *forecast.Desk) { d.Until = in(minutes) }
}

func TestRoom(t *testing.T) {
	t.Parallel()
	one := forecast.Closing{Safety: 1, Quantile: 0.5}
	hour := changed(desk(1, "r"), until(60))
	both := changed(desk(1, "r", "n"), until(60))
	for name, c := range map[string]struct {
		state   forecast.State
		closing forecast.Closing
		want    map[string]int
	}{
		"an_hour_of_ten_minutes": {hall(hour), one, map[string]int{"r": 6}},
		"two_wait":               {with(hall(hour), waits("a", "r", 9), waits("b", "r", 8)), one, map[string]int{"r": 4}},
		"with_safety":            {hall(hour), forecast.Closing{Safety: 1.25, Quantile: 0.5}, map[string]int{"r": 4}},
		"one_is_served": {
			hall(changed(hour, func(d *forecast.Desk) { d.Busy = &forecast.Busy{Service: "r", Since: in(-4)} })), one, map[string]int{"r": 5},
		},
		"with_the_walk": {
			func() forecast.State { s := hall(hour); s.Call = 2 * time.Minute; return s }(), one, map[string]int{"r": 5},
		},
		"two_desks":                  {hall(hour, changed(desk(2, "r"), until(30))), one, map[string]int{"r": 9}},
		"a_desk_still_to_open":       {hall(changed(hour, func(d *forecast.Desk) { d.Open, d.From = false, in(30) })), one, map[string]int{"r": 3}},
		"a_desk_nobody_knows_about":  {hall(changed(hour, func(d *forecast.Desk) { d.Open = false })), one, map[string]int{"r": 0}},
		"never_closing":              {hall(desk(1, "r")), one, map[string]int{"r": forecast.Plenty}},
		"plenty":                     {hall(changed(desk(1, "r"), until(600))), one, map[string]int{"r": forecast.Plenty}},
		"closed":                     {hall(changed(desk(1, "r"), until(-1))), one, map[string]int{"r": 0}},
		"nothing_ends_in_time":       {hall(changed(desk(1, "r"), until(9))), one, map[string]int{"r": 0}},
		"short_visits_fit_longer":    {hall(changed(desk(1, "r", "n"), until(9))), one, map[string]int{"r": 0, "n": 1}},
		"who_waits_is_not_pushed_on": {with(hall(changed(desk(1, "r", "n"), until(12))), waits("a", "n", 9)), one, map[string]int{"r": 0, "n": 1}},
		"late_already":               {with(hall(changed(desk(1, "r"), until(15))), waits("a", "r", 9), waits("b", "r", 9)), one, map[string]int{"r": 0}},
		"others_are_late_already": {
			with(hall(changed(desk(1, "r"), until(15)), changed(desk(2, "n"), until(15))), waits("a", "r", 9), waits("b", "r", 9)), one,
			map[string]int{"r": 0, "n": 3},
		},
		"bookings_keep_their_time": {
			func() forecast.State {
				s := hall(both)
				s.Coming = []forecast.Coming{{Service: "r", At: in(30)}, {Service: "r", At: in(40)}}
				return s
			}(), one, map[string]int{"r": 4, "n": 8},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if diff := cmp.Diff(c.want, forecast.Room(c.state, c.closing)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestRoomShrinksWithPeopleAndGrowsWithDesks(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		s := drawn(t)
		closes := rapid.IntRange(0, 120).Draw(t, "until")
		for i := range s.Desks {
			s.Desks[i].Until = in(closes)
		}
		closing := forecast.Closing{Safety: 1.15, Quantile: 0.7}
		room := forecast.Room(s, closing)["r"]
		more := s
		more.Waiting = append(slices.Clone(s.Waiting), waits("one more", "r", 0))
		if after := forecast.Room(more, closing)["r"]; after > room {
			t.Fatalf("room for %d with one more, for %d without", after, room)
		}
		wider := s
		wider.Desks = append(slices.Clone(s.Desks), changed(desk(9, "r"), until(closes)))
		if after := forecast.Room(wider, closing)["r"]; after < room {
			t.Fatalf("room for %d with one desk more, for %d without", after, room)
		}
	})
}
