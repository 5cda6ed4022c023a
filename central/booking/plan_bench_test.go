package booking_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"numerek/central/booking"
	"numerek/central/calendar"
)

// fill takes visits at random until so many are in the plan, or so many in a row
// were refused.
func (w world) fill(p *booking.Plan, seed uint64, most int) (list []booking.Visit) {
	r := rand.New(rand.NewPCG(seed, 4))
	services := w.served()
	for refused := 0; len(list) < most && refused < 300; {
		s := services[r.IntN(len(services))]
		h := s.Hours[r.IntN(len(s.Hours))]
		at := h.From + calendar.Clock(w.rules.Grid*r.IntN(int(h.To-h.From)/w.rules.Grid))
		changed, ok := p.Take(booking.Visit{ID: fmt.Sprint("v", len(list)), Service: s.ID, At: at})
		if !ok {
			refused++
			continue
		}
		refused = 0
		list = merge(list, changed)
	}
	return list
}

// On full days at Koszalin's first desks, every start that is called full is
// full: the search comes to its end within its steps.
func Test_full_days_of_koszalin(t *testing.T) {
	asked, wrong := 0, 0
	for seed := range uint64(3) {
		for _, share := range []float64{0.5, 0.7, 1} {
			w := koszalin(t, monday, share, 5)
			p := w.plan(t)
			list := w.fill(p, seed, []int{20, 40, 1000}[seed])
			for _, s := range w.served() {
				for i, slot := range p.Slots(s.ID) {
					if slot.Places > 0 || i%3 != 0 {
						continue
					}
					asked++
					v := booking.Visit{ID: "more", Service: s.ID, At: slot.At, Minutes: s.Minutes}
					if w.possible(append(slices.Clone(list), v)) {
						wrong++
					}
				}
			}
		}
	}
	if wrong > 0 || asked < 100 {
		t.Errorf("of %d starts that were called full, %d were not", asked, wrong)
	}
	t.Logf("%d starts were called full, %d of them wrongly", asked, wrong)
}

// eightHours is what the goal speaks of: five desks, eight hours, a hundred visits.
func eightHours(t testing.TB, share float64, most int) (world, []booking.Visit) {
	t.Helper()
	w := koszalin(t, monday, share, 5)
	return w, w.fill(w.plan(t), 1, most)
}

func Benchmark_slots(b *testing.B) {
	for _, c := range []struct {
		share float64
		most  int
	}{{0.5, 0}, {0.5, 30}, {0.5, 1000}, {0.8, 1000}, {1, 100}, {1, 1000}} {
		w, list := eightHours(b, c.share, c.most)
		p, _ := booking.NewPlan(w.rules, w.desks, w.services, list)
		for _, s := range []string{"rejestracja", "zbycie"} {
			b.Run(fmt.Sprintf("share_%v_visits_%d_%s", c.share, len(list), s), func(b *testing.B) {
				b.ReportAllocs()
				for b.Loop() {
					p.Slots(s)
				}
			})
		}
	}
}

func Benchmark_new_plan(b *testing.B) {
	for _, share := range []float64{0.5, 1} {
		w, list := eightHours(b, share, 100)
		b.Run(fmt.Sprintf("share_%v_visits_%d", share, len(list)), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				booking.NewPlan(w.rules, w.desks, w.services, list)
			}
		})
	}
}

// The day closes four hours earlier under a hundred visits.
func Benchmark_shrunken_day(b *testing.B) {
	w, list := eightHours(b, 1, 100)
	for i := range w.services {
		if len(w.services[i].Hours) > 0 {
			w.services[i].Hours = []calendar.Span{{From: 480, To: 720}}
		}
	}
	w.rules.Share = 0.5
	_, misfits := booking.NewPlan(w.rules, w.desks, w.services, list)
	b.ReportMetric(float64(len(misfits)), "misfits")
	for b.Loop() {
		booking.NewPlan(w.rules, w.desks, w.services, list)
	}
}

func Benchmark_take_and_drop(b *testing.B) {
	w, list := eightHours(b, 0.5, 30)
	p, _ := booking.NewPlan(w.rules, w.desks, w.services, list)
	v := booking.Visit{ID: "more", Service: "zbycie"}
	for _, slot := range p.Slots("zbycie") {
		if slot.Places > 0 {
			v.At = slot.At
		}
	}
	b.ReportAllocs()
	for b.Loop() {
		if _, ok := p.Take(v); !ok {
			b.Fatal("no place")
		}
		p.Drop(v.ID)
	}
}
