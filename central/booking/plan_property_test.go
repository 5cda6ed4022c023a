package booking_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"numerek/central/booking"
	"numerek/central/calendar"
	"numerek/central/queue"
)

const tuesday, monday = "2026-11-24", "2026-11-23"

// sameVisits compares visits regardless of their order.
func sameVisits(got, want []booking.Visit) string {
	byID := func(a, b booking.Visit) int { return strings.Compare(a.ID, b.ID) }
	return cmp.Diff(slices.SortedFunc(slices.Values(want), byID), slices.SortedFunc(slices.Values(got), byID))
}

// merge applies what a Take has changed to a list kept beside the plan.
func merge(list, changed []booking.Visit) []booking.Visit {
	for _, v := range changed {
		list = append(without(list, v.ID), v)
	}
	return list
}

// Whatever is taken and dropped at Koszalin's first desks, the plan keeps its
// rules, says what it has changed, and has as many places as it says.
func Test_a_day_of_koszalin(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		day := rapid.SampledFrom([]string{tuesday, monday, "2026-12-31"}).Draw(rt, "day")
		share := rapid.SampledFrom([]float64{0.5, 0.5, 0.3, 0.8, 1}).Draw(rt, "share")
		w := koszalin(t, queue.Day(day), share, 5)
		p := w.plan(t)
		var list []booking.Visit
		services := w.served()
		for n := range rapid.IntRange(1, 120).Draw(rt, "deeds") {
			if len(list) > 0 && rapid.IntRange(0, 4).Draw(rt, "drop") == 0 {
				gone := rapid.SampledFrom(list).Draw(rt, "gone").ID
				p.Drop(gone)
				list = without(list, gone)
				continue
			}
			s := rapid.SampledFrom(services).Draw(rt, "service")
			slots := p.Slots(s.ID)
			slot := rapid.SampledFrom(slots).Draw(rt, "slot")
			v := booking.Visit{ID: fmt.Sprint("v", n), Service: s.ID, At: slot.At}
			changed, ok := p.Take(v)
			if ok != (slot.Places > 0) {
				rt.Fatalf("%v taken: %v; places: %d", v, ok, slot.Places)
			}
			if ok && (changed[0].ID != v.ID || changed[0].At != v.At || changed[0].Minutes != s.Minutes) {
				rt.Fatalf("took %v, got %v", v, changed)
			}
			before := list
			list = merge(list, changed)
			for _, c := range changed[min(1, len(changed)):] {
				i := slices.IndexFunc(before, func(b booking.Visit) bool { return b.ID == c.ID })
				if was := before[i]; was.Desk == c.Desk || was.At != c.At || was.Minutes != c.Minutes {
					rt.Fatalf("%v has become %v", was, c)
				}
			}
			if diff := sameVisits(p.Visits(), list); diff != "" {
				rt.Fatal("the plan has something else than it said:", diff)
			}
			if err := w.accepts(list); err != nil {
				rt.Fatal(err)
			}
		}
		again, misfits := booking.NewPlan(w.rules, w.desks, w.services, list)
		if len(misfits) > 0 {
			rt.Fatal("misfits of a good plan:", misfits)
		}
		if diff := sameVisits(again.Visits(), list); diff != "" {
			rt.Fatal("visits have moved without need:", diff)
		}
	})
}

// A number of places is how many visits can be taken, one after the other.
func Test_places_are_takes(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		w := koszalin(t, tuesday, rapid.SampledFrom([]float64{0.5, 0.7, 1}).Draw(rt, "share"), 5)
		p := w.plan(t)
		services := w.served()
		for n := range rapid.IntRange(0, 80).Draw(rt, "visits") {
			s := rapid.SampledFrom(services).Draw(rt, "service")
			p.Take(booking.Visit{ID: fmt.Sprint("v", n), Service: s.ID, At: calendar.Clock(480 + 10*rapid.IntRange(0, 37).Draw(rt, "at"))})
		}
		s := rapid.SampledFrom(services).Draw(rt, "asked")
		slot := rapid.SampledFrom(p.Slots(s.ID)).Draw(rt, "slot")
		got := 0
		for ; got < 20; got++ {
			if _, ok := p.Take(booking.Visit{ID: fmt.Sprint("more", got), Service: s.ID, At: slot.At}); !ok {
				break
			}
		}
		if got != slot.Places || p.Free(s.ID, slot.At) != 0 {
			rt.Fatalf("took %d and left %d, want %d and none", got, p.Free(s.ID, slot.At), slot.Places)
		}
	})
}

// small draws a little office with all that makes planning hard: desks that take
// different services, breaks, hours that differ, odd openings.
func small(t *rapid.T) world {
	w := world{rules: booking.Rules{
		Grid:  rapid.SampledFrom([]int{10, 10, 15, 20, 30}).Draw(t, "grid"),
		Share: rapid.SampledFrom([]float64{0.5, 0.5, 0.34, 0.7, 1}).Draw(t, "share"),
	}}
	hours := rapid.SampledFrom([][]calendar.Span{
		{{From: 480, To: 600}},
		{{From: 480, To: 630}},
		{{From: 480, To: 550}, {From: 580, To: 660}},
		{{From: 540, To: 660}},
		{{From: 485, To: 640}},
	})
	names := []string{"a", "b", "c"}[:rapid.IntRange(1, 3).Draw(t, "services")]
	common := hours.Draw(t, "hours")
	for _, id := range names {
		s := booking.Service{ID: id, Minutes: w.rules.Grid * rapid.SampledFrom([]int{1, 2, 2, 3}).Draw(t, "cells"), Hours: common}
		if rapid.IntRange(0, 3).Draw(t, "own") == 0 {
			s.Hours = hours.Draw(t, "own hours")
		}
		w.services = append(w.services, s)
	}
	for n := range rapid.IntRange(1, 4).Draw(t, "desks") {
		d := booking.Desk{Number: n + 1}
		for _, id := range names {
			if rapid.IntRange(0, 2).Draw(t, "takes") > 0 {
				d.Services = append(d.Services, id)
			}
		}
		w.desks = append(w.desks, d)
	}
	return w
}

// draw takes visits that are likely to meet.
func (w world) draw(t *rapid.T, name string) booking.Visit {
	s := rapid.SampledFrom(w.services).Draw(t, "service")
	span := rapid.SampledFrom(s.Hours).Draw(t, "span")
	last := max(0, int(span.To-span.From)-s.Minutes) / w.rules.Grid
	at := span.From + calendar.Clock(w.rules.Grid*rapid.IntRange(0, min(last, 6)).Draw(t, "at"))
	return booking.Visit{ID: name, Service: s.ID, At: at, Minutes: s.Minutes}
}

// What is taken and what is refused is exactly what can and what cannot be
// arranged, so that the order of what came before decides nothing.
func Test_takes_what_can_be_arranged(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		w := small(rt)
		p := w.plan(t)
		var list []booking.Visit
		for n := range rapid.IntRange(1, 24).Draw(rt, "visits") {
			v := w.draw(rt, fmt.Sprint("v", n))
			changed, ok := p.Take(v)
			if want := w.possible(append(slices.Clone(list), v)); ok != want {
				rt.Fatalf("%+v\nwith %v\ntook %v: got %v, want %v", w, list, v, ok, want)
			}
			list = merge(list, changed)
			if err := w.accepts(list); err != nil {
				rt.Fatal(err)
			}
		}
		shuffled := rapid.Permutation(list).Draw(rt, "order")
		for i := range shuffled {
			shuffled[i].Desk = 0
		}
		other, misfits := booking.NewPlan(w.rules, w.desks, w.services, shuffled)
		if len(misfits) > 0 || len(other.Visits()) != len(list) {
			rt.Fatalf("in another order %v have no place", misfits)
		}
		for _, s := range w.services {
			if diff := cmp.Diff(p.Slots(s.ID), other.Slots(s.ID)); diff != "" {
				rt.Fatal("another order sells something else:", diff)
			}
		}
	})
}

// When a day shrinks, exactly those visits are misfits that have no place besides
// those taken before them, and none is lost.
func Test_shrunken_days(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		w := small(rt)
		p := w.plan(t)
		var list []booking.Visit
		for n := range rapid.IntRange(1, 20).Draw(rt, "visits") {
			changed, _ := p.Take(w.draw(rt, fmt.Sprint("v", n)))
			list = merge(list, changed)
		}
		w = shrink(rt, w)
		shrunken, misfits := booking.NewPlan(w.rules, w.desks, w.services, list)
		kept := shrunken.Visits()
		if err := w.accepts(kept); err != nil {
			rt.Fatal(err)
		}
		var want, could []booking.Visit
		for _, v := range list {
			if w.possible(append(slices.Clone(could), v)) {
				could = append(could, v)
			} else {
				want = append(want, v)
			}
		}
		if diff := cmp.Diff(want, misfits); diff != "" {
			rt.Fatalf("%+v\n%v\nmisfits: %s", w, list, diff)
		}
		ids := func(v booking.Visit) booking.Visit { v.Desk = 0; return v }
		var all, got []booking.Visit
		for _, v := range list {
			all = append(all, ids(v))
		}
		for _, v := range append(kept, misfits...) {
			got = append(got, ids(v))
		}
		if diff := sameVisits(got, all); diff != "" {
			rt.Fatal("visits were lost or have changed:", diff)
		}
	})
}

func shrink(t *rapid.T, w world) world {
	w.services, w.desks = slices.Clone(w.services), slices.Clone(w.desks)
	what := rapid.IntRange(0, 15).Draw(t, "what shrinks")
	if what&1 > 0 && len(w.desks) > 1 {
		w.desks = slices.Delete(w.desks, 0, 1)
	}
	if what&2 > 0 {
		w.rules.Share /= 2
	}
	if what&4 > 0 {
		for i, s := range w.services {
			last := s.Hours[len(s.Hours)-1]
			last.To -= calendar.Clock(w.rules.Grid * rapid.IntRange(1, 4).Draw(t, "cells earlier"))
			w.services[i].Hours = append(slices.Clone(s.Hours[:len(s.Hours)-1]), last)
		}
	}
	if what&8 > 0 {
		i := rapid.IntRange(0, len(w.services)-1).Draw(t, "longer service")
		w.services[i].Minutes += w.rules.Grid
	}
	return w
}
