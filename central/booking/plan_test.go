package booking_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"numerek/central/booking"
	"numerek/central/calendar"
)

// span reads "08:00-16:00".
func span(t testing.TB, s string) calendar.Span {
	t.Helper()
	out, err := calendar.ParseSpan(s)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func clock(t testing.TB, s string) calendar.Clock {
	t.Helper()
	out, err := calendar.ParseClock(s)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// one is a day of one desk that takes one service, "a".
func one(t testing.TB, r booking.Rules, minutes int, hours ...string) world {
	t.Helper()
	s := booking.Service{ID: "a", Minutes: minutes}
	for _, h := range hours {
		s.Hours = append(s.Hours, span(t, h))
	}
	return world{rules: r, services: []booking.Service{s}, desks: []booking.Desk{{Number: 1, Services: []string{"a"}}}}
}

// How many visits a day of one desk has, taken from the first start on.
func Test_share_of_a_day(t *testing.T) {
	cases := map[string]struct {
		rules   booking.Rules
		minutes int
		hours   []string
		want    []string
	}{
		"three_cells_of_six": {
			booking.Rules{Grid: 10, Share: 0.5},
			10,
			[]string{"08:00-10:00"},
			[]string{"08:00", "08:10", "08:20", "09:00", "09:10", "09:20"},
		},
		"twenty_minutes_across_the_border": {
			booking.Rules{Grid: 10, Share: 0.5},
			20,
			[]string{"08:00-10:00"},
			[]string{"08:00", "08:50", "09:10"},
		},
		"six_cells_of_twelve_for_45_minutes": {
			booking.Rules{Grid: 10, Share: 0.5},
			45,
			[]string{"08:00-12:00"},
			[]string{"08:00", "09:50"}, // one of five cells in the first window, which has six then, and four in the second
		},
		"the_last_window_is_shorter": {
			booking.Rules{Grid: 10, Share: 0.5},
			10,
			[]string{"08:00-09:30"},
			[]string{"08:00", "08:10", "08:20", "09:00"},
		},
		"a_break_is_no_time_of_the_desk": {
			booking.Rules{Grid: 30, Share: 0.5},
			30,
			[]string{"08:00-08:30", "12:00-12:30", "15:00-16:00"},
			[]string{"08:00", "15:00"},
		},
		"nothing":            {booking.Rules{Grid: 10}, 10, []string{"08:00-10:00"}, nil},
		"less_than_nothing":  {booking.Rules{Grid: 10, Share: -1}, 10, []string{"08:00-10:00"}, nil},
		"everything":         {booking.Rules{Grid: 20, Share: 1}, 20, []string{"08:00-09:00"}, []string{"08:00", "08:20", "08:40"}},
		"more_than_all":      {booking.Rules{Grid: 30, Share: 7}, 30, []string{"08:00-09:00"}, []string{"08:00", "08:30"}},
		"a_third":            {booking.Rules{Grid: 20, Share: 1.0 / 3}, 20, []string{"08:00-09:00"}, []string{"08:00"}},
		"0.3_of_ten_cells":   {booking.Rules{Grid: 6, Share: 0.3}, 6, []string{"08:00-09:00"}, []string{"08:00", "08:06", "08:12"}},
		"0.7_of_90_minutes":  {booking.Rules{Grid: 1, Share: 0.7}, 63, []string{"08:00-09:30"}, []string{"08:00"}}, // 0.7*90 is a little less than 63
		"too_long_for_today": {booking.Rules{Grid: 10, Share: 1}, 130, []string{"08:00-10:00"}, nil},
		"more_than_its_share_of_today": {
			booking.Rules{Grid: 10, Share: 0.5},
			70,
			[]string{"08:00-10:00"},
			nil,
		},
		"cells_count_from_the_opening": {booking.Rules{Grid: 20, Share: 1}, 20, []string{"08:05-08:50"}, []string{"08:05", "08:25"}},
		"until_midnight":               {booking.Rules{Grid: 60, Share: 1}, 60, []string{"22:30-24:00"}, []string{"22:30"}},
		"half_cells_are_whole_ones":    {booking.Rules{Grid: 10, Share: 1}, 15, []string{"08:00-09:00"}, []string{"08:00", "08:20", "08:40"}},
		"closed":                       {booking.Rules{Grid: 10, Share: 1}, 10, nil, nil},
		"hours_that_overlap":           {booking.Rules{Grid: 30, Share: 1}, 30, []string{"08:30-09:30", "08:00-09:00"}, []string{"08:00", "08:30", "09:00"}},
		"hours_that_are_none":          {booking.Rules{Grid: 30, Share: 1}, 30, []string{"09:00-08:00", "08:00-08:30"}, []string{"08:00"}},
	}
	for name, tc := range cases {
		t.Run(name, func(t *testing.T) {
			w := one(t, tc.rules, tc.minutes, tc.hours...)
			p := w.plan(t)
			var got []string
			for _, slot := range p.Slots("a") {
				if _, ok := p.Take(booking.Visit{ID: slot.At.String(), Service: "a", At: slot.At}); ok {
					got = append(got, slot.At.String())
				}
			}
			if diff := cmp.Diff(tc.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func Test_what_cannot_be_taken(t *testing.T) {
	w := one(t, booking.Rules{Grid: 10, Share: 1}, 20, "08:00-09:00", "10:00-10:30")
	w.services = append(w.services, booking.Service{ID: "nobody_takes_it", Minutes: 20, Hours: w.services[0].Hours},
		booking.Service{ID: "no_length", Hours: w.services[0].Hours})
	for name, v := range map[string]booking.Visit{
		"before_opening":   {ID: "v", Service: "a", At: clock(t, "07:50")},
		"off_the_grid":     {ID: "v", Service: "a", At: clock(t, "08:05")},
		"past_the_end":     {ID: "v", Service: "a", At: clock(t, "08:50")},
		"in_the_break":     {ID: "v", Service: "a", At: clock(t, "09:30")},
		"no_such_service":  {ID: "v", Service: "b", At: clock(t, "08:00")},
		"nobody_takes_it":  {ID: "v", Service: "nobody_takes_it", At: clock(t, "08:00")},
		"no_length":        {ID: "v", Service: "no_length", At: clock(t, "08:00")},
		"an_id_once_taken": {ID: "first", Service: "a", At: clock(t, "10:00")},
		"an_hour_taken":    {ID: "v", Service: "a", At: clock(t, "08:10")},
		"another_day":      {ID: "v", Service: "a", At: -10},
	} {
		t.Run(name, func(t *testing.T) {
			p := w.plan(t)
			if _, ok := p.Take(booking.Visit{ID: "first", Service: "a", At: clock(t, "08:00")}); !ok {
				t.Fatal("the first found no place")
			}
			before := p.Visits()
			if changed, ok := p.Take(v); ok || changed != nil {
				t.Errorf("took %v", changed)
			}
			if diff := sameVisits(p.Visits(), before); diff != "" {
				t.Error(diff)
			}
			if n := p.Free(v.Service, v.At); n != 0 && name != "an_id_once_taken" {
				t.Errorf("got %d places, want none", n)
			}
		})
	}
}

// A visit moves to another desk when only its own takes the next service.
func Test_makes_room(t *testing.T) {
	w := one(t, booking.Rules{Grid: 10, Share: 0.5}, 20, "08:00-10:00")
	w.services = append(w.services, booking.Service{ID: "b", Minutes: 20, Hours: w.services[0].Hours})
	w.desks = []booking.Desk{{Number: 1, Services: []string{"a", "b"}}, {Number: 2, Services: []string{"a"}}, {Number: 3, Services: []string{"a"}}}
	at := clock(t, "08:20")
	p, misfits := booking.NewPlan(w.rules, w.desks, w.services, []booking.Visit{
		{ID: "x", Service: "a", At: at, Minutes: 20, Desk: 1}, {ID: "y", Service: "a", At: at, Minutes: 20, Desk: 2},
	})
	if len(misfits) > 0 {
		t.Fatal(misfits)
	}
	got, ok := p.Take(booking.Visit{ID: "z", Service: "b", At: at, Minutes: 999, Desk: 2})
	want := []booking.Visit{{ID: "z", Service: "b", At: at, Minutes: 20, Desk: 1}, {ID: "x", Service: "a", At: at, Minutes: 20, Desk: 3}}
	if diff := cmp.Diff(want, got); !ok || diff != "" {
		t.Error(ok, diff)
	}
	p.Drop("nobody")
	p.Drop("y")
	if a, b := p.Free("a", at), p.Free("b", at); a != 1 || b != 0 {
		t.Errorf("got %d places for a and %d for b, want 1 and 0", a, b)
	}
}

// One cell an hour: a visit moves because of the share alone, though it is at
// another time, in the first cell of its hour.
func Test_makes_room_in_the_share(t *testing.T) {
	w := one(t, booking.Rules{Grid: 10, Share: 1.0 / 6}, 10, "08:00-10:00")
	w.services = append(w.services, booking.Service{ID: "b", Minutes: 10, Hours: w.services[0].Hours})
	w.desks = []booking.Desk{{Number: 1, Services: []string{"a", "b"}}, {Number: 2, Services: []string{"a"}}}
	for _, hour := range []calendar.Clock{clock(t, "08:00"), clock(t, "09:00")} {
		p, _ := booking.NewPlan(w.rules, w.desks, w.services, []booking.Visit{{ID: "x", Service: "a", At: hour, Minutes: 10, Desk: 1}})
		got, ok := p.Take(booking.Visit{ID: "z", Service: "b", At: hour + 50})
		want := []booking.Visit{
			{ID: "z", Service: "b", At: hour + 50, Minutes: 10, Desk: 1}, {ID: "x", Service: "a", At: hour, Minutes: 10, Desk: 2},
		}
		if diff := cmp.Diff(want, got); !ok || diff != "" {
			t.Error(ok, diff)
		}
	}
}

// What was agreed stays, though nobody could take it like that any more.
func Test_what_was_agreed_stays(t *testing.T) {
	w := one(t, booking.Rules{Grid: 10, Share: 1}, 20, "08:00-10:00")
	w.desks = append(w.desks, booking.Desk{Number: 2, Services: []string{"a"}})
	visits := []booking.Visit{
		{ID: "longer", Service: "a", At: clock(t, "08:00"), Minutes: 40, Desk: 2},
		{ID: "off_the_grid", Service: "a", At: clock(t, "08:45"), Minutes: 20, Desk: 2},
		{ID: "shorter", Service: "a", At: clock(t, "08:00"), Minutes: 10, Desk: 1},
		{ID: "desk_is_gone", Service: "a", At: clock(t, "08:20"), Minutes: 20, Desk: 7},
		{ID: "service_is_gone", Service: "b", At: clock(t, "09:20"), Minutes: 20, Desk: 1},
		{ID: "too_late", Service: "a", At: clock(t, "09:50"), Minutes: 20, Desk: 1},
		{ID: "nowhere_free", Service: "a", At: clock(t, "08:30"), Minutes: 10, Desk: 1},
	}
	p, misfits := booking.NewPlan(w.rules, w.desks, w.services, visits)
	if diff := cmp.Diff([]booking.Visit{visits[4], visits[5], visits[6]}, misfits); diff != "" {
		t.Error("misfits:", diff)
	}
	moved := visits[3]
	moved.Desk = 1
	if diff := sameVisits(p.Visits(), []booking.Visit{visits[0], visits[1], visits[2], moved}); diff != "" {
		t.Error("kept:", diff)
	}
	if err := w.accepts(p.Visits()); err != nil {
		t.Error(err)
	}
	if got := []int{p.Free("a", clock(t, "08:40")), p.Free("a", clock(t, "09:00")), p.Free("a", clock(t, "09:10"))}; !slices.Equal(got, []int{1, 1, 2}) {
		t.Errorf("got %v places", got)
	}
}

// Of two that want the only desk left, the one taken later suffers, even where it
// was at that desk and the other was not.
func Test_the_later_one_suffers(t *testing.T) {
	w := one(t, booking.Rules{Grid: 10, Share: 1}, 20, "08:00-10:00")
	visits := []booking.Visit{
		{ID: "early", Service: "a", At: clock(t, "08:00"), Minutes: 20, Desk: 2},
		{ID: "late", Service: "a", At: clock(t, "08:10"), Minutes: 20, Desk: 1},
	}
	p, misfits := booking.NewPlan(w.rules, w.desks, w.services, visits)
	visits[0].Desk = 1
	if diff := sameVisits(p.Visits(), visits[:1]); diff != "" || len(misfits) != 1 || misfits[0] != visits[1] {
		t.Error(misfits, diff)
	}
}

func Test_the_same_again(t *testing.T) {
	w := koszalin(t, monday, 0.5, 7)
	list := w.fill(w.plan(t), 7, 60)
	again := w.fill(w.plan(t), 7, 60)
	if diff := cmp.Diff(list, again); diff != "" {
		t.Error(diff)
	}
}

// The desks of a city that has more of them than fit into one word.
func Test_many_desks(t *testing.T) {
	for _, n := range []int{70, 256, 300} {
		w := one(t, booking.Rules{Grid: 10, Share: 1}, 20, "08:00-09:00")
		w.services = append(w.services, booking.Service{ID: "b", Minutes: 20, Hours: w.services[0].Hours})
		w.desks = nil
		for i := range n {
			w.desks = append(w.desks, booking.Desk{Number: i + 1, Services: []string{"a", "b"}[:1+i%2]})
		}
		p := w.plan(t)
		at := clock(t, "08:20")
		for i := range n - 1 {
			service := []string{"a", "b"}[i%2]
			if _, ok := p.Take(booking.Visit{ID: fmt.Sprint(i), Service: service, At: at}); !ok {
				t.Fatalf("%d desks: visit %d found no place", n, i)
			}
		}
		if a, b := p.Free("a", at), p.Free("b", at); a != 1 || b > 1 {
			t.Errorf("%d desks: got %d places for a and %d for b, want 1 and at most 1", n, a, b)
		}
	}
}

// Nonsense is refused, not met with a panic.
func Test_empty_and_odd_days(t *testing.T) {
	v := []booking.Visit{{ID: "v", Service: "a", At: 600, Minutes: 20, Desk: 1}}
	p, misfits := booking.NewPlan(booking.Rules{}, nil, nil, v)
	if len(misfits) != 1 || len(p.Visits()) != 0 || len(p.Slots("a")) != 0 || p.Free("a", 600) != 0 {
		t.Error("a day of nothing has something")
	}
	w := one(t, booking.Rules{Grid: -5, Share: 1}, 20, "08:00-09:00")
	w.desks = append(w.desks, booking.Desk{Number: 1, Services: []string{"a"}}, booking.Desk{Number: 2, Services: []string{"x"}}, booking.Desk{Number: 3})
	w.services = append(w.services, w.services[0])
	p, misfits = booking.NewPlan(w.rules, w.desks, w.services, []booking.Visit{{ID: "no_length", Service: "a", At: 480, Desk: 1}})
	if got := p.Free("a", 500); got != 1 || len(misfits) != 0 {
		t.Errorf("got %d places, misfits %v", got, misfits)
	}
}
