package booking_test

import (
	"fmt"
	"math"
	"os"
	"slices"
	"sync"
	"testing"

	"numerek/central/booking"
	"numerek/central/calendar"
	"numerek/central/officefile"
	"numerek/central/queue"
)

// world is a day to plan, and the rules of plans spelled out minute by minute.
type world struct {
	rules    booking.Rules
	desks    []booking.Desk
	services []booking.Service
}

// demo reads the demo office once.
var demo = sync.OnceValues(func() (*officefile.Office, error) {
	text, err := os.ReadFile("../demo/koszalin.toml")
	if err != nil {
		return nil, err
	}
	o, problems := officefile.Parse("koszalin.toml", text)
	if len(problems) > 0 {
		return nil, fmt.Errorf("%v", problems[0])
	}
	return o, nil
})

// koszalin is a day at the first desks of Koszalin's City Hall.
func koszalin(t testing.TB, day queue.Day, share float64, desks int) world {
	t.Helper()
	o, err := demo()
	if err != nil {
		t.Fatal(err)
	}
	w := world{rules: booking.Rules{Grid: o.Policy.Booking.SlotGridMinutes, Share: share}}
	for _, d := range o.Desks {
		if d.Location == "ratusz" && d.Number <= desks {
			w.desks = append(w.desks, booking.Desk{Number: d.Number, Services: d.Services})
		}
	}
	for _, s := range o.Services {
		place, _ := o.Place(s.ID)
		if hours, _ := o.Calendar().Hours(day, place); place.Location == "ratusz" && s.Bookable {
			w.services = append(w.services, booking.Service{ID: s.ID, Minutes: s.Slot, Hours: hours})
		}
	}
	return w
}

// served are the services that some desk takes.
func (w world) served() []booking.Service {
	return slices.DeleteFunc(slices.Clone(w.services), func(s booking.Service) bool {
		return !slices.ContainsFunc(w.desks, func(d booking.Desk) bool { return slices.Contains(d.Services, s.ID) })
	})
}

func (w world) plan(t testing.TB) *booking.Plan {
	t.Helper()
	p, misfits := booking.NewPlan(w.rules, w.desks, w.services, nil)
	if len(misfits) != 0 {
		t.Fatalf("misfits of nothing: %v", misfits)
	}
	return p
}

func (w world) service(id string) booking.Service {
	i := slices.IndexFunc(w.services, func(s booking.Service) bool { return s.ID == id })
	if i < 0 {
		return booking.Service{}
	}
	return w.services[i]
}

// span finds the hours around a visit.
func (w world) span(v booking.Visit) (calendar.Span, bool) {
	for _, s := range w.service(v.Service).Hours {
		if s.From <= v.At && int(v.At)+v.Minutes <= int(s.To) {
			return s, true
		}
	}
	return calendar.Span{}, false
}

// end is the minute after the last of a visit's cells.
func (w world) end(v booking.Visit) int {
	s, _ := w.span(v)
	whole := (v.Minutes + w.rules.Grid - 1) / w.rules.Grid * w.rules.Grid
	return min(int(v.At)+whole, int(s.To))
}

// windows are the parts of a desk's day.
type windows struct {
	of   [24 * 60]int // by minute: the window that it is in, from 1; 0: the desk does not work
	most []float64    // by window: minutes that may be booked
}

func (w world) windows(d booking.Desk) windows {
	var out windows
	longest := 0
	var works [24 * 60]bool
	for _, s := range w.services {
		if !slices.Contains(d.Services, s.ID) {
			continue
		}
		longest = max(longest, (s.Minutes+w.rules.Grid-1)/w.rules.Grid*w.rules.Grid)
		for _, h := range s.Hours {
			for m := h.From; m < h.To; m++ {
				works[m] = true
			}
		}
	}
	length := 60
	for length < 24*60 && math.Round(w.rules.Share*float64(length)*1e6)/1e6 < float64(longest) {
		length += 60
	}
	worked := 0
	out.most = []float64{0}
	for m := range works {
		if !works[m] {
			continue
		}
		if worked%length == 0 {
			out.most = append(out.most, 1e-6)
		}
		worked++
		out.of[m] = len(out.most) - 1
		out.most[out.of[m]] += w.rules.Share
	}
	return out
}

// accepts says what is wrong with a plan's visits.
func (w world) accepts(visits []booking.Visit) error {
	seen := map[string]bool{}
	busy := map[int]*[24 * 60]string{}
	for _, v := range visits {
		if seen[v.ID] {
			return fmt.Errorf("%v is there twice", v)
		}
		seen[v.ID] = true
		i := slices.IndexFunc(w.desks, func(d booking.Desk) bool { return d.Number == v.Desk })
		if i < 0 || !slices.Contains(w.desks[i].Services, v.Service) {
			return fmt.Errorf("%v is at a desk that does not take it", v)
		}
		if _, ok := w.span(v); !ok {
			return fmt.Errorf("%v is outside the hours", v)
		}
		if busy[v.Desk] == nil {
			busy[v.Desk] = new([24 * 60]string)
		}
		for m := int(v.At); m < w.end(v); m++ {
			if other := busy[v.Desk][m]; other != "" {
				return fmt.Errorf("%v is at its desk together with %s", v, other)
			}
			busy[v.Desk][m] = v.ID
		}
	}
	for _, d := range w.desks {
		if busy[d.Number] == nil {
			continue
		}
		win := w.windows(d)
		booked := make([]int, len(win.most))
		for m, who := range busy[d.Number] {
			if who != "" {
				booked[win.of[m]]++
			}
		}
		for i, n := range booked {
			if float64(n) > win.most[i] {
				return fmt.Errorf("desk %d: %d minutes of window %d are booked, %.2f may be", d.Number, n, i, win.most[i])
			}
		}
	}
	return nil
}

// course is where a desk is while exact goes through the day.
type course struct{ kind, until, window, booked, next int }

// exact says whether some arrangement gives every visit a desk. It goes through
// the day and keeps every situation that it was in; desks that take the same are
// the same to it. It shares nothing with the plan.
type exact struct {
	w       world
	visits  []booking.Visit
	windows []windows // by desk
	dead    map[string]bool
}

func (w world) possible(visits []booking.Visit) bool {
	e := exact{w: w, visits: slices.Clone(visits), dead: map[string]bool{}}
	for _, v := range visits {
		if _, ok := w.span(v); !ok {
			return false
		}
	}
	slices.SortStableFunc(e.visits, func(a, b booking.Visit) int { return int(a.At - b.At) })
	kinds := map[string]int{}
	var state []course
	for _, d := range w.desks {
		e.windows = append(e.windows, w.windows(d))
		sorted := slices.Sorted(slices.Values(d.Services))
		kinds[fmt.Sprint(sorted)] = cmpKind(kinds, fmt.Sprint(sorted))
		state = append(state, course{kind: kinds[fmt.Sprint(sorted)]})
	}
	return e.from(0, state)
}

func cmpKind(kinds map[string]int, key string) int {
	if k, ok := kinds[key]; ok {
		return k
	}
	return len(kinds)
}

func (e *exact) from(i int, state []course) bool {
	if i == len(e.visits) {
		return true
	}
	v := e.visits[i]
	for d := range state { // forget what is over, so that situations can be the same
		c := &state[d]
		if now := e.windows[d].of[v.At]; now > c.window {
			c.booked, c.next = c.next, 0
			if now > c.window+1 {
				c.booked = 0
			}
			c.window = now
		}
		c.until = max(c.until, int(v.At))
	}
	canonical := slices.Clone(state)
	slices.SortFunc(canonical, func(a, b course) int {
		return slices.Compare([]int{a.kind, a.until, a.window, a.booked, a.next}, []int{b.kind, b.until, b.window, b.booked, b.next})
	})
	key := fmt.Sprint(i, canonical)
	if e.dead[key] {
		return false
	}
	for d, desk := range e.w.desks {
		if !slices.Contains(desk.Services, v.Service) || state[d].until > int(v.At) {
			continue
		}
		after := slices.Clone(state)
		c := &after[d]
		c.until = e.w.end(v)
		for m := int(v.At); m < c.until; m++ {
			switch e.windows[d].of[m] {
			case c.window:
				c.booked++
			case c.window + 1:
				c.next++
			default:
				panic("a visit longer than a window")
			}
		}
		ok := float64(c.booked) <= e.windows[d].most[c.window]
		if c.next > 0 {
			ok = ok && float64(c.next) <= e.windows[d].most[c.window+1]
		}
		if ok && e.from(i+1, after) {
			return true
		}
	}
	e.dead[key] = true
	return false
}

// without returns the visits less those of some ids.
func without(visits []booking.Visit, ids ...string) []booking.Visit {
	return slices.DeleteFunc(slices.Clone(visits), func(v booking.Visit) bool { return slices.Contains(ids, v.ID) })
}
