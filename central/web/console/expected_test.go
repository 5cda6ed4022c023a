package console_test

import (
	"context"
	"fmt"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"numerek/central/booking"
	"numerek/central/queue"
	"numerek/central/store"
)

// agree keeps a booking, with the event that it makes.
func (s *site) agree(id, location string, day queue.Day, state booking.State) {
	s.t.Helper()
	at := time.Date(2026, 11, 23, 9, 20, 0, 0, time.UTC)
	s.change(func(tx *store.Tx) {
		tx.PutBooking(booking.Booking{
			Office: "koszalin", ID: id, Location: location, Service: "odpisy", Day: day, Start: at, Minutes: 10, State: state,
			CodeHash: "c" + id, TokenHash: "t" + id, CreatedAt: at, ConfirmedAt: at,
		})
		if _, err := tx.Append(store.Event{Office: "koszalin", Kind: "booking." + string(state), At: at}); err != nil {
			s.t.Error(err)
		}
	})
}

func Test_how_many_are_still_expected(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.sit("anna", 1)
	s.sit("eve", 2)
	on := httptest.NewServer(s.http)
	t.Cleanup(on.Close)
	heard := s.listen(on, "anna")
	heard.until("the first board", func(v view) bool { return strings.Contains(v.HTML, "jeszcze 0") })
	for i, b := range []struct {
		location string
		day      queue.Day
		state    booking.State
	}{
		{"usc", "2026-11-23", booking.Confirmed},
		{"usc", "2026-11-23", booking.Confirmed},
		{"usc", "2026-11-23", booking.Held},
		{"usc", "2026-11-23", booking.Arrived},
		{"usc", "2026-11-24", booking.Confirmed},
		{"ratusz", "2026-11-23", booking.Confirmed},
	} {
		s.agree(fmt.Sprint(i), b.location, b.day, b.state)
	}
	heard.until("two who are expected", func(v view) bool { return strings.Contains(v.HTML, "jeszcze 2") })
	has(t, s.view("eve").HTML, map[string]bool{"2 to come": true, `href="/console/bookings"`: true})
	s.clock.pass(24 * time.Hour)
	has(t, s.view("eve").HTML, map[string]bool{"1 to come": true})
}

// Desks that look at the same floor count once.
func Test_expected_are_counted_once_for_all_desks(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.sit("anna", 1)
	s.sit("eve", 2)
	s.view("anna")
	before := s.agenda.asked.Load()
	for range 5 {
		s.view("anna")
		s.view("eve")
	}
	if got := s.agenda.asked.Load() - before; got != 0 {
		t.Errorf("got %d questions to the store for a floor that is known", got)
	}
	s.take("odpisy", "pl")
	s.view("anna")
	s.view("eve")
	if got := s.agenda.asked.Load() - before; got != 1 {
		t.Errorf("got %d questions for one event, want 1", got)
	}
}

// BookingsBetween counts how often the store is asked.
func (a *countingAgenda) BookingsBetween(ctx context.Context, office string, from, to queue.Day) ([]booking.Booking, error) {
	a.asked.Add(1)
	return a.Store.BookingsBetween(ctx, office, from, to)
}
