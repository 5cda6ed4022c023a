package calling_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"numerek/central/calling"
	"numerek/central/queue"
)

// spelled is the rule once more, clause by clause and without regard to speed.
func spelled(waiting []queue.Ticket, d calling.Desk, open func(int) bool, p calling.Policy, now time.Time) (queue.Ticket, bool) {
	var line []queue.Ticket
	for _, t := range waiting {
		elsewhere := t.Wants != 0 && t.Wants != d.Number && open(t.Wants)
		if t.State == queue.Waiting && d.Serves(t) && !elsewhere {
			line = append(line, t)
		}
	}
	early := func(t queue.Ticket) bool { return t.Booking() && now.Before(t.Arrived()) }
	walkin := func(t queue.Ticket) bool { return !t.Booking() }
	long := func(t queue.Ticket) bool { return !now.Before(t.Arrived().Add(p.MaxWalkinWait)) }
	overdue := func(t queue.Ticket) bool { return walkin(t) && long(t) }
	keep := func(ok func(queue.Ticket) bool) {
		if slices.ContainsFunc(line, ok) {
			line = slices.DeleteFunc(line, func(t queue.Ticket) bool { return !ok(t) })
		}
	}
	// Before its hour only when nobody else waits.
	keep(func(t queue.Ticket) bool { return !early(t) })
	// 1. The limits.
	bookings := 0
	for i := len(d.Last) - 1; i >= 0 && d.Last[i] == calling.Booking; i-- {
		bookings++
	}
	if bookings >= 1 {
		keep(overdue)
	}
	if bookings >= p.BookingsInARow {
		keep(walkin)
	}
	// 2. Priority, 3. a booking that is due, 4. preference, 5. arrival.
	keep(func(t queue.Ticket) bool { return t.Priority })
	keep(func(t queue.Ticket) bool { return t.Booking() && !early(t) })
	for _, liked := range append([]string{""}, d.Services...) {
		keep(func(t queue.Ticket) bool { return long(t) || t.Wants == d.Number || t.Service == liked })
		if liked == "" && slices.ContainsFunc(line, func(t queue.Ticket) bool { return long(t) || t.Wants == d.Number }) {
			break
		}
		if liked != "" && slices.ContainsFunc(line, func(t queue.Ticket) bool { return t.Service == liked }) {
			break
		}
	}
	slices.SortFunc(line, func(a, b queue.Ticket) int {
		if c := a.Arrived().Compare(b.Arrived()); c != 0 {
			return c
		}
		return a.Number.N - b.Number.N
	})
	if len(line) == 0 {
		return queue.Ticket{}, false
	}
	return line[0], true
}

func drawTickets(t *rapid.T) []queue.Ticket {
	states := []queue.State{queue.Waiting, queue.Waiting, queue.Waiting, queue.Waiting, queue.Parked, queue.Called}
	var out []queue.Ticket
	for i := range rapid.IntRange(0, 14).Draw(t, "tickets") {
		k := ago(fmt.Sprint("t", i), rapid.SampledFrom([]string{"a", "b", "c", "d"}).Draw(t, "service"), rapid.IntRange(0, 12).Draw(t, "ago")*5, numbered(i+1))
		k.State = rapid.SampledFrom(states).Draw(t, "state")
		k.Priority = rapid.IntRange(0, 4).Draw(t, "priority") == 0
		k.Wants = rapid.SampledFrom([]int{0, 0, 0, 0, 1, 2}).Draw(t, "wants")
		if rapid.Bool().Draw(t, "booking") {
			k.Booked = now.Add(time.Duration(rapid.IntRange(-12, 3).Draw(t, "hour")) * 5 * time.Minute)
		}
		out = append(out, k)
	}
	return out
}

func drawDesk(t *rapid.T) calling.Desk {
	return calling.Desk{
		Number:   1,
		Services: rapid.SampledFrom([][]string{{"a"}, {"a", "b"}, {"c", "b", "a"}, {"d", "a"}, {}}).Draw(t, "services"),
		Last:     rapid.SliceOfN(rapid.SampledFrom([]calling.Kind{w, b}), 0, 3).Draw(t, "last"),
	}
}

func TestRuleAsSpelled(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		waiting, d := drawTickets(t), drawDesk(t)
		open := only(1)
		if rapid.Bool().Draw(t, "other desk is open") {
			open = only(1, 2)
		}
		p := calling.Policy{MaxWalkinWait: 45 * time.Minute, BookingsInARow: rapid.IntRange(1, 3).Draw(t, "in a row")}
		got, ok := calling.Next(waiting, d, open, p, now)
		want, wantOK := spelled(waiting, d, open, p, now)
		if ok != wantOK || got.Ticket.ID != want.ID {
			t.Fatalf("got %v %q, want %v %q", ok, got.Ticket.ID, wantOK, want.ID)
		}
		checkReason(t, got, waiting, d, p)
		again, _ := calling.Next(rapid.Permutation(waiting).Draw(t, "mixed"), d, open, p, now)
		if diff := cmp.Diff(got, again); diff != "" {
			t.Fatal("another order, another answer:", diff)
		}
	})
}

// checkReason holds the reason against what can be seen of the ticket.
func checkReason(t interface {
	Helper()
	Fatalf(format string, args ...any)
}, c calling.Choice, waiting []queue.Ticket, d calling.Desk, p calling.Policy,
) {
	t.Helper()
	k := c.Ticket
	long := !k.Booking() && now.Sub(k.Arrived()) >= p.MaxWalkinWait
	holds := map[calling.Reason]bool{
		"":                   k.ID == "",
		calling.WalkinTurn:   !k.Booking() && len(d.Last) > 0 && d.Last[len(d.Last)-1] == b,
		calling.WaitedLong:   long,
		calling.Priority:     k.Priority,
		calling.BookingDue:   k.Booking() && !now.Before(k.Booked),
		calling.WantedHere:   k.Wants == d.Number,
		calling.Preferred:    slices.ContainsFunc(waiting, func(o queue.Ticket) bool { return o.Arrived().Before(k.Arrived()) || o.Number.N < k.Number.N }),
		calling.First:        !k.Priority && !long && !k.Booking(),
		calling.BookingEarly: k.Booking() && now.Before(k.Booked),
	}
	if !holds[c.Reason] {
		t.Fatalf("%q is not true of %+v", c.Reason, k)
	}
}

// TestWhoJoins holds the question of a line against a line with that ticket.
func TestWhoJoins(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		waiting, d := drawTickets(t), drawDesk(t)
		if len(waiting) == 0 {
			return
		}
		i := rapid.IntRange(0, len(waiting)-1).Draw(t, "who joins")
		waiting[i].State = "" // not yet there
		line := calling.NewLine(waiting)
		desk := line.At(d, all, policy)
		would := desk.Would(i, now)
		without, _, some := desk.Call(now)

		line.Reset()
		desk.Reset()
		line.Join(i)
		with, _, ok := desk.Call(now)
		if would != (ok && with == i) || !would && (ok != some || with != without) {
			t.Fatalf("would %t; then %v %d, without it %v %d", would, ok, with, some, without)
		}
	})
}

// TestOrderIsOneByOne holds the sorted line against asking afresh each time.
func TestOrderIsOneByOne(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		waiting, d := drawTickets(t), drawDesk(t)
		order := calling.Order(waiting, d, all, policy, now, 0)
		for i, want := range order {
			got, ok := calling.Next(waiting, d, all, policy, now)
			if !ok || got.Ticket.ID != want.Ticket.ID || got.Reason != want.Reason {
				t.Fatalf("call %d: got %v %s %s, want %s %s", i+1, ok, got.Ticket.ID, got.Reason, want.Ticket.ID, want.Reason)
			}
			waiting = slices.DeleteFunc(slices.Clone(waiting), func(k queue.Ticket) bool { return k.ID == got.Ticket.ID })
			d = d.Called(calling.KindOf(got.Ticket), policy)
		}
		if c, ok := calling.Next(waiting, d, all, policy, now); ok {
			t.Fatalf("%s still waits", c.Ticket.ID)
		}
	})
}

func TestAheadIsWithinTheQueue(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		waiting := drawTickets(t)
		desks := []calling.Desk{drawDesk(t), {Number: 2, Services: []string{"b", "c"}}, {Number: 3, Services: []string{"d"}}}
		open := only(rapid.SampledFrom([][]int{{1, 2, 3}, {1}, {2}, {}}).Draw(t, "open")...)
		k := ago("new", "b", 0, numbered(99))
		n := calling.Ahead(waiting, k, desks, open, policy, now)
		if n < 0 || n > len(waiting) {
			t.Fatalf("%d before it of %d", n, len(waiting))
		}
		if again := calling.Ahead(rapid.Permutation(waiting).Draw(t, "mixed"), k, desks, open, policy, now); again != n {
			t.Fatalf("got %d and %d", n, again)
		}
	})
}
