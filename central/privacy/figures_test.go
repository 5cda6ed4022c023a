package privacy_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"numerek/central/privacy"
	"numerek/central/queue"
	"numerek/central/store"
)

var warsaw = func() *time.Location {
	zone, err := time.LoadLocation("Europe/Warsaw")
	if err != nil {
		panic(err)
	}
	return zone
}()

const monday = queue.Day("2026-11-23")

// at is a time of that Monday.
func at(hour, minute int) time.Time { return time.Date(2026, 11, 23, hour, minute, 0, 0, warsaw) }

// visit is a ticket that was served ten minutes after a wait of five.
func visit(n int, service string, desk int, issued time.Time) queue.Ticket {
	return queue.Ticket{
		Office: where, ID: id(n), Location: "ratusz", Day: monday, Number: queue.Number{Prefix: "R", N: n}, Service: service, Language: "pl",
		State: queue.Done, Paper: queue.PaperPrinted, IssuedAt: issued, Token: fmt.Sprintf("TOKEN%021d", n), Desk: desk,
		FirstCalled: issued.Add(5 * time.Minute), CalledAt: issued.Add(5 * time.Minute), ServedAt: issued.Add(6 * time.Minute),
		EndedAt: issued.Add(16 * time.Minute),
	}
}

func id(n int) string { return fmt.Sprintf("019a0000-0000-7000-8000-%012x", n) }

// row is a figure in short.
func row(f store.Figure) string {
	return fmt.Sprintf("%s %d %02d:%02d: %d", f.Service, f.Desk, f.Minute/60, f.Minute%60, f.Tickets)
}

var quarters = privacy.Buckets{Minutes: 15, Least: 5, Zone: warsaw}

func TestSmallGroupsAreMerged(t *testing.T) {
	t.Parallel()
	type group struct {
		service string
		desk    int
		issued  time.Time
		n       int
	}
	for name, tc := range map[string]struct {
		groups []group
		want   []string
	}{
		"large_enough":            {[]group{{"a", 1, at(8, 0), 5}, {"a", 1, at(8, 15), 6}}, []string{"a 1 08:00: 5", "a 1 08:15: 6"}},
		"next_bucket":             {[]group{{"a", 1, at(8, 14), 3}, {"a", 1, at(8, 16), 2}, {"a", 1, at(9, 0), 5}}, []string{"a 1 08:00: 5", "a 1 09:00: 5"}},
		"left_at_the_end":         {[]group{{"a", 1, at(8, 0), 5}, {"a", 1, at(9, 0), 4}}, []string{"a 1 08:00: 9"}},
		"two_small_desks":         {[]group{{"a", 1, at(8, 0), 3}, {"a", 2, at(9, 0), 2}, {"a", 3, at(8, 0), 7}}, []string{"a -1 08:00: 5", "a 3 08:00: 7"}},
		"a_small_desk_is_joined":  {[]group{{"a", 0, at(9, 0), 2}, {"a", 3, at(8, 0), 7}, {"a", 3, at(9, 0), 6}}, []string{"a -1 09:00: 8", "a 3 08:00: 7"}},
		"two_small_services":      {[]group{{"a", 1, at(8, 0), 3}, {"b", 2, at(9, 0), 3}, {"c", 3, at(8, 0), 7}}, []string{" -1 08:00: 6", "c 3 08:00: 7"}},
		"a_small_service_is":      {[]group{{"a", 1, at(10, 0), 1}, {"b", 2, at(9, 0), 5}, {"c", 3, at(8, 0), 7}}, []string{" -1 09:00: 6", "c 3 08:00: 7"}},
		"a_small_day":             {[]group{{"a", 1, at(10, 0), 2}, {"b", 2, at(9, 0), 2}}, []string{" -1 09:00: 4"}},
		"one_of_all":              {[]group{{"a", 1, at(10, 0), 1}}, []string{"a 1 10:00: 1"}},
		"nothing":                 {nil, nil},
		"after_midnight_same_day": {[]group{{"a", 1, time.Date(2026, 11, 24, 2, 0, 0, 0, warsaw), 5}}, []string{"a 1 02:00: 5"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var tickets []queue.Ticket
			for _, g := range tc.groups {
				for range g.n {
					k := visit(len(tickets)+1, g.service, g.desk, g.issued)
					if g.desk == 0 {
						k.FirstCalled = time.Time{}
					}
					tickets = append(tickets, k)
				}
			}
			var got []string
			for _, f := range privacy.Figures(tickets, quarters) {
				got = append(got, row(f))
			}
			if diff := cmp.Diff(tc.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestWhatIsCounted(t *testing.T) {
	t.Parallel()
	served, booked, missed, gone := visit(1, "a", 1, at(8, 0)), visit(2, "a", 1, at(8, 1)), visit(3, "a", 1, at(8, 2)), visit(4, "a", 1, at(8, 3))
	booked.Booked = at(8, 4) // it counts as waiting from its hour
	missed.State = queue.NoShow
	gone.State, gone.FirstCalled = queue.Withdrawn, time.Time{}
	open := visit(5, "a", 1, at(8, 4))
	open.EndedAt = time.Date(2026, 11, 24, 4, 0, 0, 0, warsaw)
	got := privacy.Figures([]queue.Ticket{served, booked, missed, gone, open}, privacy.Buckets{Minutes: 15, Least: 4, Zone: warsaw})
	want := []store.Figure{{
		FigureKey: store.FigureKey{Office: where, Day: monday, Service: "a", Desk: privacy.SeveralDesks, Minute: 480},
		Tickets:   5, Booked: 1, Served: 2, Missed: 1, Withdrawn: 1, Waited: 17 * time.Minute, Serving: 20 * time.Minute,
	}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// crowd is a day of some tickets, as uneven as days are.
func crowd(r *rand.Rand, n int) (tickets []queue.Ticket) {
	services := 1 + r.IntN(21)
	for i := range n {
		service := r.IntN(services) * r.IntN(2) // the first one is the busiest
		k := visit(i+1, fmt.Sprint("s", service), service*3+r.IntN(3), at(8, 0).Add(time.Duration(r.IntN(36_000))*time.Second))
		switch r.IntN(8) {
		case 0:
			k.State, k.FirstCalled, k.Desk = queue.Expired, time.Time{}, 0
		case 1:
			k.State = queue.NoShow
		case 2:
			k.State, k.FirstCalled, k.Desk = queue.Withdrawn, time.Time{}, 0
		case 3:
			k.Booked = k.IssuedAt.Add(time.Duration(r.IntN(10)) * time.Minute)
		}
		tickets = append(tickets, k)
	}
	return tickets
}

func total(figures []store.Figure) (sum store.Figure) {
	for _, f := range figures {
		sum.Tickets += f.Tickets
		sum.Booked += f.Booked
		sum.Served += f.Served
		sum.Missed += f.Missed
		sum.Withdrawn += f.Withdrawn
		sum.Waited += f.Waited
		sum.Serving += f.Serving
	}
	return sum
}

// Whatever the day: the totals are exact, no figure is about fewer than the least
// number of tickets, and the order in which the tickets come is no matter.
func TestFiguresAddUp(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(1, 2))
	for range 500 {
		tickets := crowd(r, r.IntN(150))
		b := privacy.Buckets{Minutes: []int{5, 10, 15, 20, 30, 60}[r.IntN(6)], Least: 1 + r.IntN(12), Zone: warsaw}
		figures := privacy.Figures(tickets, b)
		each := privacy.Figures(tickets, privacy.Buckets{Minutes: 60, Least: 1, Zone: warsaw})
		if got, want := total(figures), total(each); got != want || got.Tickets != len(tickets) {
			t.Fatalf("got %+v, want %+v of %d", got, want, len(tickets))
		}
		keys := map[store.FigureKey]bool{}
		of, real := map[string]int{}, map[string]int{}
		for _, f := range figures {
			if keys[f.FigureKey] || f.Tickets < b.Least && len(figures) > 1 || f.Minute%b.Minutes != 0 {
				t.Fatalf("%s stands in %d figures of at least %d", row(f), len(figures), b.Least)
			}
			keys[f.FigureKey] = true
			of[f.Service] += f.Tickets
		}
		for _, k := range tickets {
			real[k.Service]++
		}
		for service, n := range of {
			if service != privacy.SeveralServices && n > real[service] {
				t.Fatalf("%s has %d of %d", service, n, real[service])
			}
		}
		slices.Reverse(tickets)
		if diff := cmp.Diff(figures, privacy.Figures(tickets, b)); diff != "" {
			t.Fatal(diff)
		}
		if len(figures) == 0 {
			continue
		}
		late := crowd(r, r.IntN(4))
		joined := map[store.FigureKey]store.Figure{}
		for _, f := range slices.Concat(figures, privacy.Join(figures, late, b)) {
			joined[f.FigureKey] = f
		}
		var all []store.Figure
		for _, f := range joined {
			all = append(all, f)
		}
		if got, want := total(all), total(slices.Concat(each, privacy.Figures(late, b))); got != want || len(all) != len(figures) {
			t.Fatalf("with late ones: got %+v in %d, want %+v in %d", got, len(all), want, len(figures))
		}
	}
}
