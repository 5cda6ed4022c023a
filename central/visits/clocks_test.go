package visits_test

import (
	"testing"
	"time"

	"numerek/central/office"
	"numerek/central/visits"
)

// beside is a second server on the same database, with a clock of its own.
func (w *town) beside() *town {
	w.t.Helper()
	two := *w
	two.clock = &stillClock{now: w.clock.now, uptime: w.clock.uptime}
	random := new(dice)
	random.n.Store(1 << 20)
	book := visits.NewBook(w.keys, true)
	two.Office = office.New(w.store, office.Options{Clock: two.clock, Random: random, Companion: book})
	two.Visits = visits.New(two.Office, w.store, book, visits.Options{Random: random})
	return &two
}

// A hold that was over for one server is over for all of them: its slot may be
// somebody else's by then.
func TestClocksThatDiffer(t *testing.T) {
	w := newTown(t)
	two := w.beside()
	w.sellOut(cars, tuesday)
	freed := w.give(tuesday)
	first := w.order(cars, tuesday, "08:00")
	first.Start = freed
	held := w.hold(first)
	code := w.code(held.Booking.ID)
	w.clock.pass(10*time.Minute - time.Second)
	two.clock.pass(10*time.Minute + time.Second)
	second := w.order(cars, tuesday, "08:00")
	second.Start = freed
	sold := two.hold(second)
	if _, err := w.Confirm(t.Context(), where, held.Token, code); err == nil {
		t.Error("the slot of a hold that another server has sold was confirmed")
	} else if why := refusal(t, err).Why; why != visits.HoldOver {
		t.Errorf("got %s", why)
	}
	if _, err := two.Confirm(t.Context(), where, sold.Token, two.code(sold.Booking.ID)); err != nil {
		t.Error(err)
	}
	if list, err := w.Affected(t.Context(), where); err != nil || len(list) > 0 {
		t.Errorf("no longer fit: %+v, %v", list, err)
	}
}

// Two servers that look at the same moment keep one earlier slot for one booking.
func TestOneOfferAtATime(t *testing.T) {
	w := newTown(t)
	h, _ := w.booked(w.order(cars, "2026-11-26", "10:00"))
	if _, err := w.WantEarlier(t.Context(), where, h.Token, true); err != nil {
		t.Fatal(err)
	}
	two := w.beside()
	done := make(chan error)
	for _, server := range []*town{w, two} {
		go func() { done <- server.Tend(t.Context()) }()
	}
	for range 2 {
		if err := <-done; err != nil {
			t.Fatal(err)
		}
	}
	all, err := w.store.BookingsBetween(t.Context(), where, "2026-11-23", "2026-11-26")
	if err != nil {
		t.Fatal(err)
	}
	offers := 0
	for _, b := range all {
		if b.OfferTo == h.Booking.ID {
			offers++
		}
	}
	if offers != 1 {
		t.Errorf("%d slots are kept for one booking", offers)
	}
}

// Who gives the booking back, or asks no more, leaves the kept slot to others at once.
func TestOfferThatNobodyWants(t *testing.T) {
	w := newTown(t)
	w.sellOut(cars, "2026-11-23")
	w.sellOut(cars, tuesday)
	h, _ := w.booked(w.order(cars, "2026-11-26", "10:00"))
	if _, err := w.WantEarlier(t.Context(), where, h.Token, true); err != nil {
		t.Fatal(err)
	}
	freed := w.give(tuesday)
	w.tend()
	if n := w.freeAt(cars, freed); n != 0 {
		t.Fatalf("%d places are free beside the offer", n)
	}
	if _, err := w.Cancel(t.Context(), where, h.Token); err != nil {
		t.Fatal(err)
	}
	w.tend()
	if n := w.freeAt(cars, freed); n != 1 {
		t.Errorf("%d places are free after the booking was given back", n)
	}
}
