package visits_test

import (
	"slices"
	"testing"
	"time"

	"numerek/central/visits"
)

// TestRefusalsSpreadPeople sends those who were too late for the same hour to
// different ones, so that they do not all miss the next hour as well: half of what
// is named is the nearest, and half is another's for everybody.
func TestRefusalsSpreadPeople(t *testing.T) {
	w := newTown(t)
	for range w.free(cars, tuesday, "10:00") {
		w.hold(w.order(cars, tuesday, "10:00"))
	}
	named := make(map[time.Time]int)
	var first []visits.Slot
	const people = 20
	for range people {
		o := w.order(cars, tuesday, "10:00")
		_, err := w.Hold(t.Context(), where, o)
		r := refusal(t, err)
		_, err = w.Hold(t.Context(), where, o)
		if again := refusal(t, err); r.Why != visits.SlotTaken || !slices.Equal(r.Next, again.Next) {
			t.Fatalf("got %+v and then %+v", r, again)
		}
		for _, s := range r.Next {
			named[s.Start]++
			if s.Places == 0 {
				t.Errorf("%s is full", s.Start)
			}
		}
		if first == nil {
			first = r.Next
		}
	}
	if len(first) != 8 || len(named) < 16 {
		t.Errorf("%d hours were named to the first, %d in all", len(first), len(named))
	}
	for _, s := range first[:4] {
		if named[s.Start] < people {
			t.Errorf("%s is among the nearest, and was named to %d", s.Start, named[s.Start])
		}
	}
}

// TestSentAgainWhereItIsFull has its answer, and no refusal.
func TestSentAgainWhereItIsFull(t *testing.T) {
	w := newTown(t)
	mine := w.order(cars, tuesday, "10:00")
	held := w.hold(mine)
	for range w.free(cars, tuesday, "10:00") {
		w.hold(w.order(cars, tuesday, "10:00"))
	}
	if again := w.hold(mine); again.Token != held.Token || again.Booking.ID != held.Booking.ID {
		t.Errorf("got %+v, want %+v", again, held)
	}
}
