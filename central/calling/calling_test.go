package calling_test

import (
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"numerek/central/calling"
	"numerek/central/queue"
)

var (
	now    = time.Date(2026, 11, 24, 11, 0, 0, 0, time.UTC)
	policy = calling.Policy{MaxWalkinWait: 45 * time.Minute, BookingsInARow: 2}
)

// ago makes a ticket of the service that was issued so many minutes ago.
func ago(id, service string, minutes int, change ...func(*queue.Ticket)) queue.Ticket {
	t := queue.Ticket{
		ID: id, Service: service, State: queue.Waiting, Number: queue.Number{Prefix: "R", N: 1},
		IssuedAt: now.Add(-time.Duration(minutes) * time.Minute),
	}
	for _, c := range change {
		c(&t)
	}
	return t
}

// booked makes it a booking whose hour was so many minutes ago.
func booked(minutes int) func(*queue.Ticket) {
	return func(t *queue.Ticket) { t.Booked = now.Add(-time.Duration(minutes) * time.Minute) }
}

func raised(t *queue.Ticket) { t.Priority = true }

func wants(desk int) func(*queue.Ticket) { return func(t *queue.Ticket) { t.Wants = desk } }

func numbered(n int) func(*queue.Ticket) { return func(t *queue.Ticket) { t.Number.N = n } }

func parked(t *queue.Ticket) { t.State = queue.Parked }

func all(int) bool { return true }

func only(open ...int) func(int) bool { return func(n int) bool { return slices.Contains(open, n) } }

const (
	w = calling.Walkin
	b = calling.Booking
)

func TestNext(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		waiting []queue.Ticket
		last    []calling.Kind
		want    string
		why     calling.Reason
	}{
		"nobody":              {},
		"nobody_for_the_desk": {waiting: []queue.Ticket{ago("x", "other", 9)}},
		"not_who_is_parked":   {waiting: []queue.Ticket{ago("x", "r", 9, parked), ago("y", "r", 3)}, want: "y", why: calling.First},
		"first_come":          {waiting: []queue.Ticket{ago("x", "r", 9), ago("y", "r", 10), ago("z", "r", 8)}, want: "y", why: calling.First},
		"one_instant_by_number": {
			waiting: []queue.Ticket{ago("x", "r", 9, numbered(16)), ago("y", "r", 9, numbered(15))}, want: "y", why: calling.First,
		},

		"preference":            {waiting: []queue.Ticket{ago("x", "n", 20), ago("y", "r", 10)}, want: "y", why: calling.Preferred},
		"preferred_and_first":   {waiting: []queue.Ticket{ago("x", "n", 10), ago("y", "r", 20)}, want: "y", why: calling.First},
		"least_preferred_alone": {waiting: []queue.Ticket{ago("x", "n", 20), ago("y", "other", 30)}, want: "x", why: calling.First},
		"long_ignores_preference": {
			waiting: []queue.Ticket{ago("x", "n", 45), ago("y", "r", 44)}, want: "x", why: calling.WaitedLong,
		},
		"long_among_themselves_by_arrival": {
			waiting: []queue.Ticket{ago("x", "n", 50), ago("y", "r", 46)}, want: "x", why: calling.WaitedLong,
		},
		"comes_back_to_this_desk": {
			waiting: []queue.Ticket{ago("x", "n", 10, wants(3)), ago("y", "r", 20)}, want: "x", why: calling.WantedHere,
		},
		"sent_here_with_another_service": {
			waiting: []queue.Ticket{ago("x", "other", 10, wants(3)), ago("y", "r", 20)}, want: "x", why: calling.WantedHere,
		},
		"long_before_sent_here": {
			waiting: []queue.Ticket{ago("x", "n", 10, wants(3)), ago("y", "r", 50)}, want: "y", why: calling.WaitedLong,
		},
		"left_to_the_desk_it_wants": {
			waiting: []queue.Ticket{ago("x", "r", 30, wants(4)), ago("y", "n", 2)}, want: "y", why: calling.First,
		},
		"its_desk_is_closed": {
			waiting: []queue.Ticket{ago("x", "r", 30, wants(9)), ago("y", "r", 2)}, want: "x", why: calling.First,
		},
		"its_desk_is_closed_and_this_one_cannot": {waiting: []queue.Ticket{ago("x", "other", 30, wants(9))}},

		"hour_has_come": {
			waiting: []queue.Ticket{ago("x", "r", 40), ago("y", "n", 5, booked(0))}, want: "y", why: calling.BookingDue,
		},
		"bookings_by_their_hour": {
			waiting: []queue.Ticket{ago("x", "r", 20, booked(5)), ago("y", "r", 8, booked(6))}, want: "y", why: calling.BookingDue,
		},
		"late_booking_by_its_arrival": {
			waiting: []queue.Ticket{ago("x", "r", 2, booked(9)), ago("y", "r", 12, booked(3))}, want: "y", why: calling.BookingDue,
		},
		"preferred_booking": {
			waiting: []queue.Ticket{ago("x", "n", 20, booked(15)), ago("y", "r", 20, booked(5))}, want: "y", why: calling.BookingDue,
		},
		"booking_long_past_its_hour_ignores_preference": {
			waiting: []queue.Ticket{ago("x", "n", 50, booked(45)), ago("y", "r", 50, booked(44))}, want: "x", why: calling.BookingDue,
		},
		"before_its_hour": {
			waiting: []queue.Ticket{ago("x", "r", 9, booked(-1)), ago("y", "n", 1)}, want: "y", why: calling.First,
		},
		"before_its_hour_even_with_priority": {
			waiting: []queue.Ticket{ago("x", "r", 9, booked(-1), raised), ago("y", "n", 1)}, want: "y", why: calling.First,
		},
		"before_its_hour_alone": {
			waiting: []queue.Ticket{ago("x", "r", 9, booked(-1)), ago("y", "other", 1)}, want: "x", why: calling.BookingEarly,
		},

		"priority":                    {waiting: []queue.Ticket{ago("x", "r", 60), ago("y", "n", 1, raised)}, want: "y", why: calling.Priority},
		"priority_before_bookings":    {waiting: []queue.Ticket{ago("x", "r", 60, booked(9)), ago("y", "n", 1, raised)}, want: "y", why: calling.Priority},
		"booking_first_with_priority": {waiting: []queue.Ticket{ago("x", "r", 9, raised), ago("y", "n", 3, booked(0), raised)}, want: "y", why: calling.Priority},

		"two_bookings_in_a_row": {
			waiting: []queue.Ticket{ago("x", "r", 9, booked(3)), ago("y", "n", 1)}, last: []calling.Kind{b, b}, want: "y", why: calling.WalkinTurn,
		},
		"two_bookings_not_in_a_row": {
			waiting: []queue.Ticket{ago("x", "r", 9, booked(3)), ago("y", "n", 1)}, last: []calling.Kind{w, b}, want: "x", why: calling.BookingDue,
		},
		"two_in_a_row_and_no_walkin": {
			waiting: []queue.Ticket{ago("x", "r", 9, booked(3)), ago("y", "other", 1)}, last: []calling.Kind{b, b}, want: "x", why: calling.BookingDue,
		},
		"two_in_a_row_and_no_booking": {
			waiting: []queue.Ticket{ago("x", "r", 9), ago("y", "n", 1)}, last: []calling.Kind{b, b}, want: "x", why: calling.First,
		},
		"limit_before_priority": {
			waiting: []queue.Ticket{ago("x", "r", 9, booked(3), raised), ago("y", "n", 1)}, last: []calling.Kind{b, b}, want: "y", why: calling.WalkinTurn,
		},
		"priority_at_a_walkins_turn": {
			waiting: []queue.Ticket{ago("x", "r", 9, booked(3)), ago("y", "r", 30), ago("z", "n", 1, raised)}, last: []calling.Kind{b, b},
			want: "z", why: calling.Priority,
		},
		"one_booking_before_who_waited_long": {
			waiting: []queue.Ticket{ago("x", "r", 9, booked(3)), ago("y", "n", 45)}, last: []calling.Kind{b, w}, want: "x", why: calling.BookingDue,
		},
		"and_not_another": {
			waiting: []queue.Ticket{ago("x", "r", 9, booked(3)), ago("y", "n", 45), ago("z", "r", 44)}, last: []calling.Kind{w, b},
			want: "y", why: calling.WaitedLong,
		},
		"and_nobody_with_priority_between": {
			waiting: []queue.Ticket{ago("x", "r", 9, raised), ago("y", "n", 45)}, last: []calling.Kind{b}, want: "y", why: calling.WaitedLong,
		},
		"priority_who_waited_long": {
			waiting: []queue.Ticket{ago("x", "r", 47, raised), ago("y", "n", 50)}, last: []calling.Kind{b}, want: "x", why: calling.Priority,
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := calling.Desk{Number: 3, Services: []string{"r", "n"}, Last: c.last}
			got, ok := calling.Next(c.waiting, d, only(3, 4), policy, now)
			if ok != (c.want != "") || got.Ticket.ID != c.want || got.Reason != c.why {
				t.Errorf("got %q %q, want %q %q", got.Ticket.ID, got.Reason, c.want, c.why)
			}
		})
	}
}

func TestLimitOfTheOffice(t *testing.T) {
	t.Parallel()
	waiting := []queue.Ticket{ago("x", "r", 9, booked(3)), ago("y", "r", 1)}
	for most, want := range map[int]string{1: "y", 2: "y", 3: "y", 4: "x"} {
		d := calling.Desk{Number: 3, Services: []string{"r"}, Last: []calling.Kind{b, b, b}}
		got, _ := calling.Next(waiting, d, all, calling.Policy{MaxWalkinWait: time.Hour, BookingsInARow: most}, now)
		if got.Ticket.ID != want {
			t.Errorf("at most %d: got %s, want %s", most, got.Ticket.ID, want)
		}
	}
}

func TestDeskRemembersItsLastCalls(t *testing.T) {
	t.Parallel()
	d := calling.Desk{}
	for _, c := range []struct {
		call calling.Kind
		want []calling.Kind
	}{{w, []calling.Kind{w}}, {b, []calling.Kind{w, b}}, {b, []calling.Kind{b, b}}, {w, []calling.Kind{b, w}}} {
		before := slices.Clone(d.Last)
		next := d.Called(c.call, policy)
		if !slices.Equal(next.Last, c.want) || !slices.Equal(d.Last, before) {
			t.Errorf("got %v, want %v", next.Last, c.want)
		}
		d = next
	}
}

func TestOrder(t *testing.T) {
	t.Parallel()
	waiting := []queue.Ticket{
		ago("w1", "r", 30), ago("early", "r", 5, booked(-5)), ago("b1", "r", 9, booked(4)), ago("b2", "n", 9, booked(3)), ago("b3", "r", 9, booked(2)),
		ago("w2", "n", 20), ago("w3", "r", 10), ago("p", "n", 2, raised), ago("away", "r", 90, wants(4)),
	}
	before := slices.Clone(waiting)
	d := calling.Desk{Number: 3, Services: []string{"r", "n"}}
	got := calling.Order(waiting, d, only(3, 4), policy, now, 0)
	var ids []string
	for _, c := range got {
		ids = append(ids, c.Ticket.ID+" "+string(c.Reason))
	}
	want := []string{
		"p priority", "b1 booking_due", "b3 booking_due", "w1 walkin_turn", "b2 booking_due", "w3 preferred", "w2 first", "early booking_early",
	}
	if diff := cmp.Diff(want, ids); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(before, waiting); diff != "" {
		t.Error("the input was changed:", diff)
	}
	if two := calling.Order(waiting, d, only(3, 4), policy, now, 2); cmp.Diff(got[:2], two) != "" {
		t.Errorf("got %v for the first two", two)
	}
}

func TestAhead(t *testing.T) {
	t.Parallel()
	desks := []calling.Desk{
		{Number: 1, Services: []string{"r", "n"}}, {Number: 2, Services: []string{"r"}}, {Number: 3, Services: []string{"m"}},
	}
	queued := []queue.Ticket{ago("r1", "r", 30), ago("r2", "r", 20), ago("n1", "n", 10), ago("m1", "m", 40)}
	for name, c := range map[string]struct {
		t    queue.Ticket
		open func(int) bool
		want int
	}{
		"nobody_elses_queue":        {ago("x", "m", 50), all, 0},
		"behind_all_of_both_desks":  {ago("x", "r", 0), all, 2},
		"in_its_place":              {queued[1], all, 1},
		"what_the_desk_likes_more":  {ago("x", "n", 0), all, 2},
		"one_desk_is_closed":        {ago("x", "n", 0), only(1, 3), 3},
		"before_the_doors_open":     {ago("x", "r", 0), only(), 2},
		"priority":                  {ago("x", "r", 0, raised), all, 0},
		"booking_as_at_its_hour":    {ago("x", "r", 0, booked(-9)), all, 0},
		"its_desk_has_not_opened":   {ago("x", "n", 0, wants(1)), only(2), 0},
		"no_desk_takes_the_service": {ago("x", "q", 0), all, 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := calling.Ahead(queued, c.t, desks, c.open, policy, now); got != c.want {
				t.Errorf("got %d, want %d", got, c.want)
			}
		})
	}
}
