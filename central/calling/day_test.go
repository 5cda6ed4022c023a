package calling_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"numerek/central/calling"
	"numerek/central/calling/callingtest"
	"numerek/central/queue"
)

// seen is what an overdue walk-in sees while it waits.
type seen struct {
	bookings, before, priority int // calls by desks that serve it
	desks                      map[int]bool
}

func (s *seen) calls() int { return s.bookings + s.before + s.priority }

// bound is K of the package comment.
func (s *seen) bound() int { return len(s.desks) + 2*(s.before+s.priority) }

// witness watches a day and checks every call.
type witness struct {
	t     *testing.T
	rng   *rand.Rand
	seen  map[string]*seen
	calls int

	most, mostBound int // further calls that an overdue walk-in saw, and its K
	nearest         int // least that was missing to K
	late            time.Duration
}

func may(m callingtest.Moment, d calling.Desk, t queue.Ticket) bool {
	return d.Serves(t) && (t.Wants == 0 || t.Wants == d.Number || !m.IsOpen(t.Wants))
}

func earlier(a, b queue.Ticket) bool {
	if c := a.Arrived().Compare(b.Arrived()); c != 0 {
		return c < 0
	}
	return a.Number.Prefix < b.Number.Prefix || a.Number.Prefix == b.Number.Prefix && a.Number.N < b.Number.N
}

func (x *witness) called(m callingtest.Moment, d callingtest.Desk, c calling.Choice) {
	x.calls++
	k := c.Ticket
	overdue := func(t queue.Ticket) bool { return !t.Booking() && m.Now.Sub(t.Arrived()) >= policy.MaxWalkinWait }
	inARow := 0
	for i := len(d.Last) - 1; i >= 0 && d.Last[i] == b; i-- {
		inARow++
	}
	for _, o := range m.Waiting {
		if o.ID == k.ID || !may(m, d.Desk, o) {
			continue
		}
		if k.Booking() && inARow >= policy.BookingsInARow && !o.Booking() {
			x.t.Errorf("%s: a third booking in a row at desk %d while %s waits", m.Now, d.Number, o.Number)
		}
		if o.Service == k.Service && o.Booking() == k.Booking() && o.Priority == k.Priority && o.Wants == k.Wants && earlier(o, k) {
			x.t.Errorf("%s: %s before %s", m.Now, k.Number, o.Number)
		}
		if o.Booking() && !m.Now.Before(o.Booked) {
			x.explain(m, d.Desk, c, o, inARow, overdue(k))
		}
		if overdue(o) {
			x.count(d.Number, c, o)
		}
	}
	if k.Booking() {
		x.late = max(x.late, m.Now.Sub(k.Arrived()))
	}
	if s := x.seen[k.ID]; s != nil {
		delete(x.seen, k.ID)
		s.desks[d.Number] = true
		if s.calls() > s.bound() {
			x.t.Errorf("%s saw %d calls, K is %d: %+v", k.Number, s.calls(), s.bound(), s)
		}
		x.nearest = min(x.nearest, s.bound()-s.calls())
		if s.calls() > x.most {
			x.most, x.mostBound = s.calls(), s.bound()
		}
	}
	mixed := slices.Clone(m.Waiting)
	x.rng.Shuffle(len(mixed), func(i, j int) { mixed[i], mixed[j] = mixed[j], mixed[i] })
	if again, ok := calling.Next(mixed, d.Desk, m.IsOpen, policy, m.Now); !ok || again.Ticket.ID != k.ID || again.Reason != c.Reason {
		x.t.Errorf("%s: %s %q, and in another order %s %q", m.Now, k.Number, c.Reason, again.Ticket.Number, again.Reason)
	}
}

// explain checks that a clause lets c go before the booking o, whose hour has come.
func (x *witness) explain(m callingtest.Moment, d calling.Desk, c calling.Choice, o queue.Ticket, inARow int, overdue bool) {
	k := c.Ticket
	rank := func(t queue.Ticket) int {
		if t.Wants == d.Number || m.Now.Sub(t.Arrived()) >= policy.MaxWalkinWait {
			return -1
		}
		return slices.Index(d.Services, t.Service)
	}
	due := k.Booking() && !m.Now.Before(k.Booked)
	ok := !k.Booking() && inARow >= policy.BookingsInARow || // 1
		overdue && inARow >= 1 || // 1
		k.Priority && !o.Priority || // 2
		due && k.Priority == o.Priority && (rank(k) < rank(o) || rank(k) == rank(o) && earlier(k, o)) // 3, 4, 5
	if !ok {
		x.t.Errorf("%s: nothing explains %s (%s) before the booking %s of %s", m.Now, k.Number, c.Reason, o.Number, o.Booked)
	}
}

// count notes that the overdue walk-in o has seen a call.
func (x *witness) count(desk int, c calling.Choice, o queue.Ticket) {
	s := x.seen[o.ID]
	if s == nil {
		s = &seen{desks: map[int]bool{}}
		x.seen[o.ID] = s
	}
	s.desks[desk] = true
	switch k := c.Ticket; {
	case k.Booking():
		s.bookings++
	case earlier(k, o):
		s.before++
	case k.Priority:
		s.priority++
	default:
		x.t.Errorf("%s (%s) before %s, which came earlier and has waited long", k.Number, c.Reason, o.Number)
	}
}

func TestGeneratedDays(t *testing.T) {
	t.Parallel()
	office := callingtest.Koszalin(t)
	for _, load := range []float64{0.86, 1.2} {
		t.Run(fmt.Sprintf("load_%.0f", load*100), func(t *testing.T) {
			t.Parallel()
			x := &witness{t: t, rng: rand.New(rand.NewPCG(1, 2)), seen: map[string]*seen{}, nearest: 1000}
			visits, days := 0, uint64(12)
			for seed := range days {
				for _, loc := range office.Locations {
					day := callingtest.Day{Office: office, Location: loc.ID, Seed: seed, Load: load, Booked: 0.5, Called: x.called}
					visits += len(day.Play())
				}
			}
			if len(x.seen) > 0 {
				t.Errorf("%d people were never called", len(x.seen))
			}
			t.Logf("%d visits and %d calls a day. After %s a walk-in saw at most %d further calls, K = m + 2(a + p) = %d there; nearest to K: %d short. "+
				"A booking was called at most %s after its hour.", visits/int(days), x.calls/int(days), policy.MaxWalkinWait, x.most, x.mostBound,
				x.nearest, x.late.Round(time.Minute))
		})
	}
}

func BenchmarkNext(b *testing.B) {
	for _, n := range []int{50, 500, 5000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			waiting := crowd(n)
			d := calling.Desk{Number: 3, Services: []string{"s0", "s1", "s2", "s3"}}
			for b.Loop() {
				if _, ok := calling.Next(waiting, d, all, policy, now); !ok {
					b.Fatal("nobody")
				}
			}
		})
	}
}

// BenchmarkLine calls a whole queue; the time is for one call.
func BenchmarkLine(b *testing.B) {
	for _, n := range []int{50, 500, 5000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			line := calling.NewLine(crowd(n))
			desk := line.At(calling.Desk{Number: 3, Services: []string{"s0", "s1", "s2", "s3"}}, all, policy)
			for b.Loop() {
				if _, _, ok := desk.Call(now); !ok {
					line.Reset()
				}
			}
		})
	}
}

// crowd is n tickets for 21 services in no order.
func crowd(n int) []queue.Ticket {
	rng := rand.New(rand.NewPCG(3, 4))
	out := make([]queue.Ticket, n)
	for i := range out {
		out[i] = ago(fmt.Sprint(i), fmt.Sprint("s", rng.IntN(21)), rng.IntN(90), numbered(i+1))
		if rng.IntN(3) == 0 {
			out[i].Booked = now.Add(time.Duration(rng.IntN(60)-50) * time.Minute)
		}
		out[i].Priority = rng.IntN(20) == 0
	}
	return out
}
