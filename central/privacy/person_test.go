package privacy_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"numerek/central/booking"
	"numerek/central/notify/phone"
	"numerek/central/privacy"
	"numerek/central/secret"
	"numerek/central/store"
	"numerek/central/visits"
)

// silent says that no event names the phone.
func (w *town) silent(digits string) {
	w.t.Helper()
	all, err := w.store.Events(w.t.Context(), where, 0, 1<<20)
	if said := fmt.Sprint(all); err != nil || strings.Contains(strings.ReplaceAll(said, " ", ""), digits) {
		w.t.Errorf("events name %s: %v", digits, err)
	}
}

func TestExport(t *testing.T) {
	w := newTown(t)
	first := w.confirm(w.hold("2026-11-26", "601 234 567"))
	w.hold("2026-11-26", "601 234 568")
	ticket := visit(15, "rejestracja", 3, at(9, 0))
	w.update(func(tx *store.Tx) error {
		b, err := first.Arrive(ticket.ID)
		tx.PutBooking(b)
		tx.PutTicket(ticket)
		return err
	})
	who, err := w.Export(t.Context(), where, "+48 601-234-567")
	if err != nil {
		t.Fatal(err)
	}
	text, err := json.Marshal(who)
	if err != nil {
		t.Fatal(err)
	}
	if len(who.Bookings) != 1 {
		t.Fatalf("got %s", text)
	}
	for _, said := range []string{
		`"phone":"+48601234567"`, `"name":"Obywatelka Pierwsza"`, `"state":"arrived"`, `"number":"R 015"`, `"kind":"confirm"`,
		`"issued_at":"2026-11-23T09:00:00+01:00"`, first.ID,
	} {
		if !strings.Contains(string(text), said) {
			t.Errorf("%s is not in %s", said, text)
		}
	}
	if nobody, err := w.Export(t.Context(), where, "601 999 999"); err != nil || len(nobody.Bookings) != 0 {
		t.Errorf("a stranger: got %v, %v", nobody, err)
	}
	if _, err := w.Export(t.Context(), where, "12"); !errors.Is(err, phone.ErrNumber) {
		t.Errorf("no number: got %v", err)
	}
	other, err := secret.New([32]byte{2})
	if err != nil {
		t.Fatal(err)
	}
	wrong := privacy.New(w.office, w.store, privacy.Options{Keys: other})
	if _, err := wrong.Export(t.Context(), where, "601 234 567"); !errors.Is(err, privacy.ErrKey) {
		t.Errorf("with another key: got %v", err)
	}
	if n := len(w.events(privacy.Exported)); n != 2 {
		t.Errorf("got %d events, want 2", n)
	}
	w.silent("601234567")
}

func TestForget(t *testing.T) {
	w := newTown(t)
	past := w.confirm(w.hold("2026-11-24", "601 234 567"))
	w.update(func(tx *store.Tx) error {
		b, err := past.Miss("", w.clock.Now())
		tx.PutBooking(b)
		return err
	})
	ahead := w.confirm(w.hold("2026-11-26", "601 234 567"))
	other := w.confirm(w.hold("2026-11-26", "601 234 568"))
	if _, err := w.Forget(t.Context(), where, "601234567", privacy.KeepVisits); !errors.Is(err, privacy.ErrLive) {
		t.Fatalf("with a visit to come: got %v", err)
	}
	if b := w.booking(past.ID); b.Person == "" {
		t.Error("something was deleted all the same")
	}
	before := w.booking(other.ID)
	places := func() (n int) {
		slots, err := w.visits.Slots(t.Context(), where, "rejestracja", "2026-11-26")
		if err != nil {
			t.Fatal(err)
		}
		for _, s := range slots {
			n += s.Places
		}
		return n
	}
	full := places()
	gone, err := w.Forget(t.Context(), where, "601234567", privacy.CancelVisits)
	if want := (privacy.Gone{Bookings: 2, Cancelled: 1, Messages: 2}); err != nil || gone != want {
		t.Fatalf("got %+v, %v, want %+v", gone, err, want)
	}
	if now := places(); now <= full {
		t.Errorf("the slot is not free again: %d places, before %d", now, full)
	}
	for _, k := range []booking.Booking{past, ahead} {
		b := w.booking(k.ID)
		if b != b.Forget() || b.CodeHash != "" || b.TokenHash != "" || b.State.Live() {
			t.Errorf("got %+v", b)
		}
		messages, err := w.store.MessagesOf(t.Context(), where, k.ID)
		if err != nil || slices.ContainsFunc(messages, func(m store.Message) bool { return m.To != "" || m.Text != "" || m.State == "queued" }) {
			t.Errorf("messages: %v, %v", messages, err)
		}
	}
	if w.booking(other.ID) != before {
		t.Error("somebody else's booking has changed")
	}
	if m, err := w.store.OpenMessages(t.Context(), where); err != nil || m != 1 {
		t.Errorf("got %d messages that wait, want the other person's: %v", m, err)
	}
	if who, err := w.Export(t.Context(), where, "601234567"); err != nil || len(who.Bookings) != 0 {
		t.Errorf("got %v, %v", who, err)
	}
	if n := len(w.events(visits.BookingCancelled)); n != 1 {
		t.Errorf("got %d cancelled bookings", n)
	}
	if again, err := w.Forget(t.Context(), where, "601234567", privacy.KeepVisits); err != nil || again != (privacy.Gone{}) {
		t.Errorf("again: got %+v, %v", again, err)
	}
	w.silent("601234567")
}
