package bookings_test

import (
	"bufio"
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"numerek/central/booking"
	"numerek/central/store"
)

// closeAtNoon makes the town hall close at noon on the next day. Like every
// change of the file it is known from the next transaction on.
func (s *site) closeAtNoon() {
	s.t.Helper()
	s.put(s.text+"\n[[exceptions]]\ndate = \"2026-11-24\"\nlocations = [\"ratusz\"]\nhours = [\"08:00-12:00\"]\n", 2)
	if _, err := s.visits.FindPhone(s.t.Context(), "koszalin", "601 000 000", "maria"); err != nil {
		s.t.Fatal(err)
	}
}

func Test_bookings_that_do_not_fit_any_more(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.agreed("rejestracja", "2026-11-24 09:00", "601 234 482", "Osoba Pierwsza")
	moved := s.agreed("rejestracja", "2026-11-24 13:00", "602 345 591", "Jan")
	ended := s.agreed("dowod_wniosek", "2026-11-24 13:20", "603 456 700", "Osoba Druga")
	third, fourth := s.agreed("dowod_wniosek", "2026-11-24 13:40", "", ""), s.agreed("prawo_jazdy_wniosek", "2026-11-24 13:40", "604 567 811", "")
	s.enter("maria")
	golden(t, "settled-pl", s.get("/manage/bookings?day=2026-11-24"), http.StatusOK)
	if w := s.get("/manage/bookings/all"); w.Header().Get("Location") != "/manage/bookings" {
		t.Errorf("nothing to cancel: got %d to %s", w.Code, w.Header().Get("Location"))
	}
	s.closeAtNoon()
	w := s.get("/manage/bookings")
	golden(t, "affected-pl", w, http.StatusOK)
	hour := w.Body.String()[strings.Index(w.Body.String(), `<option value="`)+len(`<option value="`):]
	hour, _, _ = strings.Cut(hour, `"`)
	w = s.sent("/manage/bookings/move", "id", moved.ID, "start", hour)
	has(t, w, map[string]bool{"Zmieniono termin.": true, "Jan,": false})
	w = s.post("/manage/bookings/move", "id", ended.ID, "start", "2026-11-24T12:00:00Z")
	if has(t, w, map[string]bool{"Na tę godzinę nie da się umówić wizyty.": true, "Osoba D.": true}); w.Code != http.StatusConflict {
		t.Errorf("got %d", w.Code)
	}
	has(t, s.post("/manage/bookings/move", "id", ended.ID), map[string]bool{"Wybierz godzinę z listy.": true})
	w = s.sent("/manage/bookings/cancel", "id", ended.ID)
	has(t, w, map[string]bool{"Odwołano wizytę.": true, "Osoba D.": false})
	s.post("/language", "lang", "en")
	golden(t, "all-en", s.get("/manage/bookings/all"), http.StatusOK)
	// One of them fits again, or was settled, while the page was open.
	s.sent("/manage/bookings/cancel", "id", third.ID)
	w = s.sent("/manage/bookings/all", "id", third.ID, "id", fourth.ID)
	golden(t, "done-en", w, http.StatusOK)
	for id, want := range map[string]booking.State{moved.ID: booking.Confirmed, ended.ID: booking.Cancelled, third.ID: booking.Cancelled, fourth.ID: booking.Cancelled} {
		if got := s.state(id); got != want {
			t.Errorf("%s: got %s, want %s", id, got, want)
		}
	}
	for _, target := range []string{"/manage/bookings/move", "/manage/bookings/cancel"} {
		if w := s.post(target, "id", "x", "start", hour); w.Code != http.StatusNotFound {
			t.Errorf("%s of nothing: got %d", target, w.Code)
		}
	}
}

// What fits is not cancelled, whatever a form says.
func Test_only_what_does_not_fit_is_cancelled_together(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	fits := s.agreed("rejestracja", "2026-11-24 09:00", "601 234 482", "Osoba Pierwsza")
	s.enter("maria")
	has(t, s.sent("/manage/bookings/all", "id", fits.ID), map[string]bool{"zostały bez zmian: 1": true})
	if got := s.state(fits.ID); got != booking.Confirmed {
		t.Errorf("got %s", got)
	}
}

func Test_kiosks_with_many_wrong_codes(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.enter("maria")
	err := s.store.Update(t.Context(), store.Keys{}, func(tx *store.Tx) error {
		tx.PutKeypad(store.Keypad{
			KeypadKey: store.KeypadKey{Office: "koszalin", Device: "kiosk-ratusz"}, AlarmedAt: s.clock.Now(),
			Bad: strings.TrimSpace(strings.Repeat("1795416600000 ", 20)),
		})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	has(t, s.get("/manage/bookings"), map[string]bool{"Błędne kody w biletomatach": true, "Sprawdź, czy ktoś nie zgaduje kodów": true})
}

// The list of a day changes by itself.
func Test_the_list_is_live(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.enter("anna")
	on := httptest.NewServer(s.http)
	t.Cleanup(on.Close)
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	t.Cleanup(cancel)
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, on.URL+"/console/bookings/events?day=2026-11-23&at=ratusz", nil)
	if err != nil {
		t.Fatal(err)
	}
	r.AddCookie(s.cookie)
	answer, err := on.Client().Do(r)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { answer.Body.Close() })
	lines := bufio.NewScanner(answer.Body)
	lines.Buffer(nil, 1<<20)
	until := func(text string) {
		t.Helper()
		for lines.Scan() {
			if strings.Contains(lines.Text(), text) {
				return
			}
		}
		t.Fatalf("the stream ended before %q: %v", text, lines.Err())
	}
	until("nie ma rezerwacji")
	b := s.agreed("rejestracja", "2026-11-23 09:20", "601 234 482", "Osoba Pierwsza")
	until("Osoba P., ")
	if _, _, err := s.visits.GiveTicket(t.Context(), "koszalin", b.ID, "anna", 3); err != nil {
		t.Fatal(err)
	}
	until("R\u202f001")
}
