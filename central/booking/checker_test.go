package booking_test

import (
	"fmt"
	"math"
	"os"
	"slices"
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

// koszalin is a day at the first desks of Koszalin's City Hall.
func koszalin(t testing.TB, day queue.Day, share float64, desks int) world {
	t.Helper()
	text, err := os.ReadFile("../demo/koszalin.toml")
	if err != nil {
		t.Fatal(err)
	}
	o, problems := officefile.Parse("koszalin.toml", text)
	if len(problems) > 0 {
		t.Fatal(problems[0])
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

// window is a part of a desk's time, and the minutes of it that may be booked.
type window struct {
	minutes map[int]bool
	most    float64
}

// windows cuts a desk's day.
func (w world) windows(d booking.Desk) []window {
	longest := 0
	works := map[int]bool{}
	for _, s := range w.services {
		if !slices.Contains(d.Services, s.ID) {
			continue
		}
		longest = max(longest, (s.Minutes+w.rules.Grid-1)/w.rules.Grid*w.rules.Grid)
		for _, h := range s.Hours {
			for m := int(h.From); m < int(h.To); m++ {
				works[m] = true
			}
		}
	}
	length := 60
	for length < 24*60 && math.Round(w.rules.Share*float64(length)*1e6)/1e6 < float64(longest) {
		length += 60
	}
	var out []window
	for m := range 24 * 60 {
		if !works[m] {
			continue
		}
		if len(out) == 0 || len(out[len(out)-1].minutes) == length {
			out = append(out, window{minutes: map[int]bool{}})
		}
		out[len(out)-1].minutes[m] = true
	}
	for i := range out {
		out[i].most = w.rules.Share*float64(len(out[i].minutes)) + 1e-6
	}
	return out
}

// accepts says what is wrong with a plan's visits.
func (w world) accepts(visits []booking.Visit) error {
	seen := map[string]bool{}
	busy := map[int]map[int]string{}
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
			busy[v.Desk] = map[int]string{}
		}
		for m := int(v.At); m < w.end(v); m++ {
			if other, ok := busy[v.Desk][m]; ok {
				return fmt.Errorf("%v is at its desk together with %s", v, other)
			}
			busy[v.Desk][m] = v.ID
		}
	}
	for _, d := range w.desks {
		for i, win := range w.windows(d) {
			booked := 0
			for m := range win.minutes {
				if _, ok := busy[d.Number][m]; ok {
					booked++
				}
			}
			if float64(booked) > win.most {
				return fmt.Errorf("desk %d: %d minutes of window %d are booked, %.2f may be", d.Number, booked, i, win.most)
			}
		}
	}
	return nil
}

// mostWorldDesks bounds the desks of a world that exact is asked about.
const mostWorldDesks = 7

// course is where a desk is while exact goes through the day.
type course struct{ kind, until, window, booked, next int }

// exact says whether some arrangement gives every visit a desk. It goes through
// the day and keeps every situation that it was in; desks that take the same are
// the same to it. It shares nothing with the plan.
type exact struct {
	w       world
	visits  []booking.Visit
	windows [][]window
	number  [][24 * 60]int // by desk: window of a minute
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
		var number [24 * 60]int
		for i, win := range w.windows(d) {
			for m := range win.minutes {
				number[m] = i
			}
		}
		e.number = append(e.number, number)
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
		if now := e.number[d][v.At]; now > c.window {
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
		ok := true
		for m := int(v.At); m < c.until; m++ {
			switch e.number[d][m] {
			case c.window:
				c.booked++
			case c.window + 1:
				c.next++
			default:
				panic("a visit longer than a window")
			}
		}
		ok = float64(c.booked) <= e.windows[d][c.window].most
		if c.next > 0 {
			ok = ok && float64(c.next) <= e.windows[d][c.window+1].most
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
