package bookings_test

import (
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"numerek/central/booking"
)

func Test_the_bookings_of_a_day(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.enter("anna")
	golden(t, "none-pl", s.get("/console/bookings"), http.StatusOK)
	s.booked("rejestracja", "2026-11-23 09:00", "601 234 482", "Osoba Pierwsza", "uk")
	came := s.agreed("rejestracja", "2026-11-23 09:20", "", "Klient")
	s.agreed("prawo_jazdy_wniosek", "2026-11-23 09:20", "602 345 591", "")
	s.agreed("dowod_wniosek", "2026-11-23 10:40", "", "")
	off := s.agreed("dowod_wniosek", "2026-11-23 11:00", "603 456 700", "Osoba Druga")
	s.agreed("odpisy", "2026-11-23 10:00", "604 567 811", "Petent") // in the other building
	s.agreed("rejestracja", "2026-11-24 09:00", "605 678 922", "Klientka")
	s.sent("/console/bookings/"+off.ID+"/cancel", "at", "ratusz", "day", "2026-11-23")
	s.clock.pass(83 * time.Minute) // 09:13
	if w := s.post("/console/bookings/"+came.ID+"/ticket", "at", "ratusz", "day", "2026-11-23", "checked", "yes"); w.Code != http.StatusOK {
		t.Fatalf("got %d: %s", w.Code, w.Body)
	}
	golden(t, "list-pl", s.get("/console/bookings"), http.StatusOK)
	s.post("/language", "lang", "en")
	golden(t, "department-en", s.get("/console/bookings?department=so&day=2026-11-23"), http.StatusOK)
	has(t, s.get("/console/bookings?day=2026-11-24"), map[string]bool{"Klientka": true, "Osoba P": false, "tomorrow": true})
	has(t, s.get("/console/bookings?day=nonsense"), map[string]bool{"today": true})
	has(t, s.get("/console/bookings?at=usc"), map[string]bool{"Petent": false, "Osoba P": true}) // not a clerk's to choose
	s.enter("maria")
	has(t, s.get("/console/bookings?at=usc"), map[string]bool{"Petent": true, "Osoba P": false})
}

func Test_booking_for_somebody(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.enter("anna")
	golden(t, "services-pl", s.get("/console/bookings/new"), http.StatusOK)
	golden(t, "new-pl", s.get("/console/bookings/new?service=dowod_wniosek&day=2026-11-24"), http.StatusOK)
	form := []string{"id", s.order(), "service", "dowod_wniosek", "language", "en", "start", "2026-11-24T09:00:00Z"}
	first := s.post("/console/bookings/new", append(form, "name", "Osoba Trzecia")...)
	golden(t, "booked-pl", first, http.StatusOK)
	if again := s.post("/console/bookings/new", append(form, "name", "Osoba Trzecia")...); again.Body.String() != first.Body.String() {
		t.Errorf("sent twice: got %s", again.Body)
	}
	all, err := s.store.BookingsBetween(t.Context(), "koszalin", "2026-11-24", "2026-11-24")
	if err != nil || len(all) != 1 || all[0].Clerk != "anna" || all[0].State != booking.Confirmed || all[0].Language != "en" {
		t.Fatalf("got %+v, %v", all, err)
	}
	w := s.post("/console/bookings/new", "id", s.order(), "service", "dowod_wniosek", "start", "2026-11-24T10:00:00Z", "phone", " 601-234 482 ")
	has(t, w, map[string]bool{"SMS z kodem wyślemy na ***\u00a0***\u00a0482.": true, `<p class="number">`: false, "601": false})
	if got := s.kinds(); got != "confirm" {
		t.Errorf("got messages %q", got)
	}
}

// kinds lists what was written to people, by name.
func (s *site) kinds() string {
	s.t.Helper()
	all, err := s.store.MessagesBetween(s.t.Context(), "koszalin", time.Time{}, s.clock.Now().Add(time.Hour), 100)
	if err != nil {
		s.t.Fatal(err)
	}
	var kinds []string
	for _, m := range all {
		kinds = append(kinds, m.Kind)
	}
	slices.Sort(kinds)
	return strings.Join(kinds, " ")
}

func Test_what_cannot_be_booked(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.enter("anna")
	form := func(more ...string) []string {
		return append([]string{"id", s.order(), "service", "odbior_rejestracji", "language", "pl"}, more...)
	}
	if w := s.post("/console/bookings/new", "id", "x"); w.Code != http.StatusBadRequest {
		t.Errorf("got %d", w.Code)
	}
	has(t, s.post("/console/bookings/new", form("start", "")...), map[string]bool{"W jakiej sprawie?": true}) // it is not booked
	dowod := func(more ...string) []string {
		return append([]string{"id", s.order(), "service", "dowod_wniosek", "language", "pl", "day", "2026-11-24"}, more...)
	}
	w := s.post("/console/bookings/new", dowod("name", "Jan")...)
	has(t, w, map[string]bool{"Wybierz godzinę z listy.": true, `value="Jan"`: true, `aria-current="date"><b>wt.`: true})
	golden(t, "phone-pl", s.post("/console/bookings/new", dowod("start", "2026-11-24T09:00:00Z", "phone", "12", "name", "Jan")...), http.StatusUnprocessableEntity)
	for n := 0; ; n++ { // until the hour is full
		w := s.post("/console/bookings/new", dowod("start", "2026-11-24T09:00:00Z")...)
		if w.Code == http.StatusOK && n < 20 {
			continue
		}
		if n == 0 {
			t.Fatalf("got %d: %s", w.Code, w.Body)
		}
		golden(t, "taken-pl", w, http.StatusConflict)
		break
	}
	has(t, s.post("/console/bookings/new", dowod("start", "2026-11-22T09:00:00Z")...), map[string]bool{"Na tę godzinę nie da się umówić wizyty.": true})
}

func Test_one_booking(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.enter("anna")
	b := s.booked("rejestracja", "2026-11-23 09:20", "601 234 482", "Osoba Pierwsza", "uk")
	golden(t, "one-pl", s.get(page(b, "")), http.StatusOK)
	golden(t, "move-pl", s.get(page(b, "/move")+"&to=2026-11-24"), http.StatusOK)
	w := s.sent("/console/bookings/"+b.ID+"/move", "at", "ratusz", "day", "2026-11-23", "start", "2026-11-24T09:00:00Z")
	has(t, w, map[string]bool{"Zmieniono termin.": true, "jutro, wtorek 24": true, "10:00": true})
	b.Day = "2026-11-24"
	w = s.post("/console/bookings/"+b.ID+"/move", "at", "ratusz", "day", "2026-11-24", "start", "2026-11-22T09:00:00Z", "to", "2026-11-25")
	has(t, w, map[string]bool{"Na tę godzinę nie da się umówić wizyty.": true, `aria-current="date"><b>śr.`: true})
	has(t, s.post("/console/bookings/"+b.ID+"/move", "at", "ratusz", "day", "2026-11-24"), map[string]bool{"Wybierz godzinę z listy.": true})
	w = s.sent("/console/bookings/"+b.ID+"/cancel", "at", "ratusz", "day", "2026-11-24")
	golden(t, "cancelled-pl", w, http.StatusOK)
	if got := s.state(b.ID); got != booking.Cancelled {
		t.Errorf("got %s", got)
	}
	if got := s.kinds(); got != "confirm moved office_cancel" {
		t.Errorf("got messages %q", got)
	}
	// What is over is over, and the page says so.
	w = s.sent("/console/bookings/"+b.ID+"/miss", "at", "ratusz", "day", "2026-11-24")
	has(t, w, map[string]bool{"Nic nie zmieniono": true})
	if w := s.get(page(b, "/move")); w.Code != http.StatusSeeOther {
		t.Errorf("moving what is cancelled: got %d", w.Code)
	}
	for _, target := range []string{"/console/bookings/x", "/console/bookings/" + b.ID, "/console/bookings/x/move?day=2026-11-24&at=ratusz"} {
		if w := s.get(target); w.Code != http.StatusNotFound {
			t.Errorf("%s: got %d", target, w.Code)
		}
	}
	for _, deed := range []string{"cancel", "miss", "move"} {
		w := s.post("/console/bookings/0199e000-0000-4000-8000-ffffffffffff/"+deed, "at", "ratusz", "day", "2026-11-24", "start", "2026-11-25T09:00:00Z")
		if w.Code != http.StatusNotFound {
			t.Errorf("%s of nothing: got %d", deed, w.Code)
		}
	}
}

func Test_somebody_did_not_come(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.enter("anna")
	b := s.agreed("rejestracja", "2026-11-23 09:20", "", "")
	has(t, s.get(page(b, "")), map[string]bool{"Osoba nie przyszła": false, "Nie mamy danych tej osoby.": true, "Powiadom tę osobę": true})
	w := s.sent("/console/bookings/"+b.ID+"/miss", "at", "ratusz", "day", "2026-11-23") // before its hour
	has(t, w, map[string]bool{`role="alert"`: true})
	s.clock.pass(2*time.Hour + 32*time.Minute) // 09:22
	golden(t, "late-pl", s.get(page(b, "")), http.StatusOK)
	w = s.sent("/console/bookings/"+b.ID+"/miss", "at", "ratusz", "day", "2026-11-23")
	has(t, w, map[string]bool{"Zapisano, że osoba nie przyszła.": true})
	if got := s.state(b.ID); got != booking.Missed {
		t.Errorf("got %s", got)
	}
}

func Test_the_ticket_for_a_lost_code(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.enter("anna")
	b := s.booked("rejestracja", "2026-11-23 09:20", "601 234 482", "Osoba Pierwsza", "pl")
	give := "/console/bookings/" + b.ID + "/ticket"
	has(t, s.get(page(b, "")), map[string]bool{"Zapytaj o imię i o trzy ostatnie cyfry telefonu.": true})
	if w := s.post(give, "at", "ratusz", "day", "2026-11-23"); w.Code != http.StatusBadRequest {
		t.Errorf("without a look at the person: got %d", w.Code)
	}
	first := s.post(give, "at", "ratusz", "day", "2026-11-23", "checked", "yes")
	golden(t, "ticket-pl", first, http.StatusOK)
	if again := s.post(give, "at", "ratusz", "day", "2026-11-23", "checked", "yes"); again.Body.String() != first.Body.String() {
		t.Errorf("sent twice: got %s", again.Body)
	}
	tickets, err := s.store.TicketsOfDay(t.Context(), "koszalin", "2026-11-23")
	if err != nil || len(tickets) != 1 || !tickets[0].Booking() {
		t.Fatalf("got %+v, %v", tickets, err)
	}
	has(t, s.get(page(b, "")), map[string]bool{"R\u202f001": true, "Wydaj bilet bez kodu": false, "czeka": true})
	// At no desk, and in the other building, there is no ticket to give.
	other := s.agreed("odpisy", "2026-11-23 09:20", "", "Ewa")
	has(t, s.get(page(other, "")), map[string]bool{"Bilet wydaje się przy stanowisku w tym budynku.": true, `name="checked"`: false})
	s.sent("/console/bookings/"+other.ID+"/ticket", "at", "usc", "day", "2026-11-23", "checked", "yes")
	if got := s.state(other.ID); got != booking.Confirmed {
		t.Errorf("got %s", got)
	}
}

func Test_finding_by_phone(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.enter("anna")
	s.booked("rejestracja", "2026-11-23 09:20", "601 234 482", "Osoba Pierwsza", "pl")
	s.agreed("odpisy", "2026-11-24 09:20", "+48601234482", "Petentka")
	golden(t, "found-pl", s.post("/console/bookings/find", "phone", "601-234-482"), http.StatusOK)
	has(t, s.post("/console/bookings/find", "phone", "609 999 999"), map[string]bool{"Z tego numeru nie ma żadnej rezerwacji.": true})
	w := s.post("/console/bookings/find", "phone", "6012")
	if has(t, w, map[string]bool{"To nie jest numer telefonu.": true, "6012": false}); w.Code != http.StatusUnprocessableEntity {
		t.Errorf("got %d", w.Code)
	}
	if w := s.get("/console/bookings/find"); w.Header().Get("Location") != "/console/bookings" {
		t.Errorf("got %d to %s", w.Code, w.Header().Get("Location"))
	}
	events, err := s.store.Events(t.Context(), "koszalin", 0, 1000)
	if err != nil {
		t.Fatal(err)
	}
	looked := 0
	for _, e := range events {
		if e.Kind == "phone.looked_up" && e.Clerk == "anna" {
			looked++
		}
	}
	if looked != 2 {
		t.Errorf("got %d records of a search, want 2", looked)
	}
	number := regexp.MustCompile(`601.?234.?482|609.?999.?999`)
	if leak := number.FindString(strings.Join(s.asked, "\n") + s.log.String()); leak != "" {
		t.Errorf("an address or the log holds %s", leak)
	}
}

// Whoever may not look does not see.
func Test_whose_the_pages_are(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b := s.agreed("rejestracja", "2026-11-23 09:20", "", "Klient")
	clerks := []string{"/console/bookings", "/console/bookings/new", page(b, ""), page(b, "/move"), "/console/bookings/events"}
	managers := []string{"/manage/bookings", "/manage/bookings/all"}
	deeds := []string{"cancel", "miss", "move", "ticket"}
	for _, target := range append(clerks, managers...) {
		if w := s.get(target); !strings.HasPrefix(w.Header().Get("Location"), "/login") {
			t.Errorf("%s: got %d to %s", target, w.Code, w.Header().Get("Location"))
		}
	}
	for _, deed := range deeds {
		if w := s.post("/console/bookings/"+b.ID+"/"+deed, "checked", "yes"); !strings.HasPrefix(w.Header().Get("Location"), "/login") {
			t.Errorf("%s: got %d to %s", deed, w.Code, w.Header().Get("Location"))
		}
	}
	s.post("/login", "name", "anna", "password", secretWord)
	if w := s.get("/console/bookings"); w.Header().Get("Location") != "/console/desks" {
		t.Errorf("a clerk without a desk: got %d to %s", w.Code, w.Header().Get("Location"))
	}
	for _, target := range managers {
		if w := s.get(target); w.Code != http.StatusForbidden {
			t.Errorf("%s: got %d", target, w.Code)
		}
	}
	for _, target := range []string{"/manage/bookings/move", "/manage/bookings/cancel", "/manage/bookings/all"} {
		if w := s.post(target, "id", b.ID); w.Code != http.StatusForbidden {
			t.Errorf("%s: got %d", target, w.Code)
		}
	}
	if got := s.state(b.ID); got != booking.Confirmed {
		t.Errorf("got %s", got)
	}
	s.post("/login", "name", "maria", "password", secretWord)
	if w := s.get("/console/bookings"); w.Code != http.StatusOK { // without a desk
		t.Errorf("a manager: got %d", w.Code)
	}
}
