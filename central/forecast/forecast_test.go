package forecast_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"numerek/central/calling"
	"numerek/central/forecast"
	"numerek/central/queue"
)

var now = time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC)

func in(minutes int) time.Time { return now.Add(time.Duration(minutes) * time.Minute) }

// exact is a service whose visits all take the same.
func exact(id string, minutes int) forecast.Service { return forecast.FromFile(id, minutes, minutes) }

func waits(id, service string, ago int) queue.Ticket {
	return queue.Ticket{ID: id, Service: service, State: queue.Waiting, IssuedAt: in(-ago), Number: queue.Number{Prefix: "A", N: 1}}
}

func desk(number int, services ...string) forecast.Desk {
	return forecast.Desk{Desk: calling.Desk{Number: number, Services: services}, Open: true}
}

// hall is an office in which r takes ten minutes and n five, each visit the same.
func hall(desks ...forecast.Desk) forecast.State {
	return forecast.State{
		Now: now, Desks: desks, Services: map[string]forecast.Service{"r": exact("r", 10), "n": exact("n", 5)},
		Policy: calling.Policy{MaxWalkinWait: 45 * time.Minute, BookingsInARow: 2},
	}
}

func with(s forecast.State, tickets ...queue.Ticket) forecast.State {
	s.Waiting = append(s.Waiting, tickets...)
	return s
}

func changed(d forecast.Desk, change func(*forecast.Desk)) forecast.Desk {
	change(&d)
	return d
}

func TestWaits(t *testing.T) {
	t.Parallel()
	closed := func(d *forecast.Desk) { d.Open = false }
	from := func(minutes int) func(*forecast.Desk) {
		return func(d *forecast.Desk) { d.Open, d.From = false, in(minutes) }
	}
	busy := func(service string, ago int) func(*forecast.Desk) {
		return func(d *forecast.Desk) { d.Busy = &forecast.Busy{Service: service, Since: in(-ago)} }
	}
	for name, c := range map[string]struct {
		state forecast.State
		want  map[string]queue.Wait
	}{
		"no_desk": {hall(), nil},
		"at_once": {hall(desk(1, "r", "n")), map[string]queue.Wait{"r": {From: 0, To: 2}, "n": {From: 0, To: 2}}},
		"behind_two": {
			with(hall(desk(1, "r")), waits("a", "r", 9), waits("b", "r", 8)), map[string]queue.Wait{"r": {From: 15, To: 25}},
		},
		"two_desks": {
			with(hall(desk(1, "r"), desk(2, "r")), waits("a", "r", 9), waits("b", "r", 8)), map[string]queue.Wait{"r": {From: 9, To: 15}},
		},
		"one_of_them_closed_and_nobody_knows_more": {
			with(hall(desk(1, "r"), changed(desk(2, "r"), closed)), waits("a", "r", 9), waits("b", "r", 8)),
			map[string]queue.Wait{"r": {From: 15, To: 25}},
		},
		"one_of_them_comes_back": {
			with(hall(desk(1, "r"), changed(desk(2, "r"), from(5))), waits("a", "r", 9), waits("b", "r", 8)),
			map[string]queue.Wait{"r": {From: 9, To: 15}},
		},
		"preferred_ones_first": {
			with(hall(desk(1, "r", "n")), waits("a", "r", 9), waits("b", "n", 8)),
			map[string]queue.Wait{"r": {From: 9, To: 15}, "n": {From: 10, To: 20}},
		},
		"visit_half_over":       {hall(changed(desk(1, "r"), busy("r", 4))), map[string]queue.Wait{"r": {From: 5, To: 7}}},
		"visit_longer_than_all": {hall(changed(desk(1, "r"), busy("r", 300))), map[string]queue.Wait{"r": {From: 0, To: 2}}},
		"before_the_doors_open": {
			with(hall(changed(desk(1, "r"), from(15))), waits("a", "r", 1)), map[string]queue.Wait{"r": {From: 20, To: 30}},
		},
		"clerk_is_late":          {hall(changed(desk(1, "r"), from(-10))), map[string]queue.Wait{"r": {From: 0, To: 2}}},
		"clerk_does_not_come":    {hall(changed(desk(1, "r"), from(-11))), nil},
		"logged_in_early":        {hall(changed(desk(1, "r"), func(d *forecast.Desk) { d.From = in(8) })), map[string]queue.Wait{"r": {From: 7, To: 9}}},
		"after_closing":          {with(hall(changed(desk(1, "r"), func(d *forecast.Desk) { d.Until = in(-5) })), waits("a", "r", 9)), map[string]queue.Wait{"r": {From: 9, To: 15}}},
		"a_service_nobody_takes": {with(hall(desk(1, "r")), waits("a", "n", 9)), map[string]queue.Wait{"r": {From: 0, To: 2}}},
		"one_desk_goes_home_before_the_other": {
			with(hall(changed(desk(1, "r"), func(d *forecast.Desk) { d.Until = in(1) }), changed(desk(2, "r"), func(d *forecast.Desk) { d.Until = in(200) })),
				waits("a", "r", 9), waits("b", "r", 8), waits("c", "r", 7)),
			map[string]queue.Wait{"r": {From: 15, To: 25}},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if diff := cmp.Diff(c.want, forecast.Waits(c.state), cmpopts.EquateEmpty()); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestOf(t *testing.T) {
	t.Parallel()
	s := with(hall(desk(1, "r"), desk(2, "n")), waits("a", "r", 9), waits("b", "r", 8), waits("c", "r", 7), waits("x", "q", 7))
	s.Waiting[2].Priority = true
	s.Waiting = append(s.Waiting, waits("sent", "r", 1), waits("parked", "r", 20))
	s.Waiting[4].Wants, s.Waiting[5].State = 2, queue.Parked
	for id, want := range map[string]queue.Wait{"c": {From: 0, To: 2}, "a": {From: 9, To: 15}, "b": {From: 15, To: 25}, "sent": {From: 0, To: 2}} {
		if got, ok := forecast.Of(s, id); !ok || got != want {
			t.Errorf("%s: got %v %v, want %v", id, got, ok, want)
		}
	}
	for _, id := range []string{"x", "parked", "unknown"} {
		if got, ok := forecast.Of(s, id); ok {
			t.Errorf("%s: got %v", id, got)
		}
	}
}

func TestWhoIsToCome(t *testing.T) {
	t.Parallel()
	s := with(hall(desk(1, "r", "n")), waits("a", "r", 9))
	s.Coming = []forecast.Coming{{Service: "r", At: in(5)}, {Service: "n", At: in(8)}, {Service: "r", At: in(300)}}
	// a until 9:10, the booking of 9:05 until 9:20, that of 9:08 until 9:25.
	if got, want := forecast.Waits(s)["n"], (queue.Wait{From: 20, To: 30}); got != want {
		t.Errorf("bookings: got %v, want %v", got, want)
	}
	s.Coming = nil
	s.Streams = []forecast.Stream{{Service: "r", PerHour: 3}}
	if got := forecast.Waits(s)["r"]; got != (queue.Wait{From: 9, To: 15}) {
		t.Errorf("people behind: got %v", got)
	}
	// Every 20 minutes somebody comes for what the desk prefers; it may be in the first ten.
	if got := forecast.Waits(s)["n"]; got.From > 10 || got.To < 20 {
		t.Errorf("preferred people: got %v", got)
	}
}

func TestStreamsOf(t *testing.T) {
	t.Parallel()
	raised := waits("d", "r", 100)
	raised.Priority = true
	void := waits("e", "r", 1)
	void.State = queue.Void
	booking := waits("f", "r", 1)
	booking.Booked = now
	done := waits("g", "n", 2)
	done.State = queue.Done
	got := forecast.StreamsOf([]queue.Ticket{waits("a", "r", 59), waits("b", "r", 60), waits("c", "r", 3), raised, void, booking, done}, now)
	want := []forecast.Stream{
		{Service: "n", PerHour: 1 - 1.0/6},
		{Service: "n", Priority: true, PerHour: 1.0 / 6},
		{Service: "r", PerHour: 2 * (1 - 2.0/9)},
		{Service: "r", Priority: true, PerHour: 2 * 2.0 / 9},
	}
	near := cmp.Comparer(func(a, b float64) bool { return a-b < 1e-9 && b-a < 1e-9 })
	if diff := cmp.Diff(want, got, near); diff != "" {
		t.Error(diff)
	}
	if got := forecast.StreamsOf(nil, now); len(got) != 0 {
		t.Errorf("got %v of nobody", got)
	}
}

// drawn is a hall for one service, with n people and k desks. With several
// services somebody more may shorten another's wait: who takes a short visit
// from a desk frees it early for whom a long one would have kept waiting.
func drawn(t *rapid.T) forecast.State {
	s := hall()
	s.Services["r"] = forecast.FromFile("r", rapid.IntRange(1, 30).Draw(t, "minutes"), rapid.IntRange(1, 60).Draw(t, "p90"))
	s.NoShow, s.Call, s.Missed = 0.1, time.Minute, 2*time.Minute
	for i := range rapid.IntRange(1, 5).Draw(t, "desks") {
		d := desk(i+1, "r")
		if rapid.Bool().Draw(t, "busy") {
			d.Busy = &forecast.Busy{Service: "r", Since: in(-rapid.IntRange(0, 90).Draw(t, "since"))}
		}
		s.Desks = append(s.Desks, d)
	}
	for i := range rapid.IntRange(0, 40).Draw(t, "people") {
		s.Waiting = append(s.Waiting, waits(fmt.Sprint(i), "r", rapid.IntRange(0, 80).Draw(t, "ago")))
	}
	return s
}

func TestMorePeopleNeverShortenAndMoreDesksNeverLengthen(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		s := drawn(t)
		before, ok := forecast.Waits(s)["r"]
		if !ok || before.From < 0 || before.To < before.From+2 {
			t.Fatalf("got %v %v", before, ok)
		}
		more := s
		more.Waiting = append(slices.Clone(s.Waiting), waits("one more", "r", rapid.IntRange(0, 80).Draw(t, "ago")))
		if after := forecast.Waits(more)["r"]; after.From < before.From || after.To < before.To {
			t.Fatalf("got %v with one more, %v without", after, before)
		}
		wider := s
		wider.Desks = append(slices.Clone(s.Desks), desk(9, "r"))
		if after := forecast.Waits(wider)["r"]; after.From > before.From || after.To > before.To {
			t.Fatalf("got %v with one desk more, %v without", after, before)
		}
	})
}

func TestSameStateSameAnswer(t *testing.T) {
	t.Parallel()
	s := crowded(t, 80)
	want := forecast.All(s)
	if len(want.Services) != 21 || len(want.Tickets) != 80 {
		t.Fatalf("got %d services and %d tickets", len(want.Services), len(want.Tickets))
	}
	wantRoom := forecast.Room(s, forecast.Closing{Safety: 1.15, Quantile: 0.7})
	rapid.Check(t, func(t *rapid.T) {
		mixed := s
		mixed.Waiting = rapid.Permutation(s.Waiting).Draw(t, "tickets")
		mixed.Desks = rapid.Permutation(s.Desks).Draw(t, "desks")
		if diff := cmp.Diff(want, forecast.All(mixed)); diff != "" {
			t.Fatal(diff)
		}
		if diff := cmp.Diff(wantRoom, forecast.Room(mixed, forecast.Closing{Safety: 1.15, Quantile: 0.7})); diff != "" {
			t.Fatal(diff)
		}
	})
}
