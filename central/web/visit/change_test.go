package visit_test

import (
	"fmt"
	"html"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"
	"time"

	"numerek/central/booking"
	"numerek/central/visits"
)

func newPost(path string) *http.Request { return httptest.NewRequest(http.MethodPost, path, nil) }

// fillUp books every place of an hour but leaves so many.
func (s *site) fillUp(service string, start time.Time, leave int) {
	s.t.Helper()
	for n := 0; ; n++ {
		slots, err := s.visits.Slots(s.t.Context(), "koszalin", service, "2026-11-24")
		if err != nil {
			s.t.Fatal(err)
		}
		places := 0
		for _, slot := range slots {
			if slot.Start.Equal(start) {
				places = slot.Places
			}
		}
		if places <= leave {
			return
		}
		_, err = s.visits.Hold(s.t.Context(), "koszalin", visits.Order{
			ID: fmt.Sprintf("0199e000-0000-7000-8000-%012d", n), Service: service, Start: start, Clerk: "urzednik",
		})
		if err != nil {
			s.t.Fatal(err)
		}
	}
}

var (
	slotStart = time.Date(2026, 11, 24, 9, 20, 0, 0, time.UTC)
	otherHour = regexp.MustCompile(`formaction="([^"]+)"`)
)

// TestSomebodyWasQuicker keeps what was typed, and offers the next hours as keys
// that send the same form there.
func TestSomebodyWasQuicker(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	id := s.orderID(s.get(slotPath).Body.String())
	s.fillUp("rejestracja", slotStart, 0)
	w := s.post(slotPath+"?lang=pl", "id", id, "phone", phone, "name", `"><b>Klient`)
	golden(t, "taken-pl.html", w, http.StatusConflict)
	body := w.Body.String()
	if strings.Contains(body, `"><b>`) || !strings.Contains(body, `value="501 234 567"`) {
		t.Errorf("what was typed is not kept: %s", body)
	}
	next := otherHour.FindAllStringSubmatch(body, -1)
	if len(next) < 3 || strings.Contains(next[0][1], "501") {
		t.Fatalf("got %v", next)
	}
	page := s.follow(html.UnescapeString(next[0][1]), "id", s.orderID(body), "phone", phone)
	has(t, s.get(page), http.StatusOK, "Wpisz kod z SMS-a")
	has(t, s.get(slotPath), http.StatusConflict, "Ktoś był szybszy", "10:20</s>")
	has(t, s.get("/rezerwacja/rejestracja/2026-11-24/10:23"), http.StatusConflict, "Tej godziny nie można już wybrać")
}

func TestWhatIsWrongIsSaidInPlace(t *testing.T) {
	t.Parallel()
	s := newSite(t, `fields_required           = ["phone"]`, `fields_required           = ["phone", "name"]`, `["name", "email"]`, `["email"]`)
	id := s.orderID(s.get(slotPath).Body.String())
	for name, c := range map[string]struct {
		fields []string
		code   int
		want   []string
	}{
		"no_phone":   {[]string{"name", "K"}, 422, []string{"Podaj numer telefonu.", `<a href="#phone">`, `aria-invalid="true"`, `<title>Uwaga: `}},
		"no_number":  {[]string{"phone", "12", "name", "K"}, 422, []string{"To nie jest prawidłowy numer", `value="12"`, `value="K"`}},
		"a_landline": {[]string{"phone", "94 348 86 00", "name", "K"}, 422, []string{"Na ten numer nie dojdzie SMS"}},
		"abroad":     {[]string{"phone", "+44 7911 123456", "name", "K"}, 422, []string{"Na numery z tego kraju", "94 348 86 17"}},
		"no_name":    {[]string{"phone", phone}, 422, []string{"Podaj imię.", `<a href="#name">`, "required"}},
		"bad_email":  {[]string{"phone", phone, "name", "K", "email", "x@"}, 422, []string{"To nie jest prawidłowy ", `<a href="#email">`}},
	} {
		t.Run(name, func(t *testing.T) {
			has(t, s.post(slotPath, append([]string{"id", id}, c.fields...)...), c.code, c.want...)
		})
	}
	if n := len(s.texts()); n != 0 {
		t.Errorf("%d messages were written", n)
	}
	// A form without an id, or with another body than before, is another order.
	first := s.follow(slotPath, "id", id, "phone", phone, "name", "K")
	second := s.follow(slotPath, "id", id, "phone", "502 234 567", "name", "K")
	third := s.follow(slotPath, "id", "", "phone", "503 234 567", "name", "K")
	if first == second || second == third {
		t.Errorf("got %s, %s, %s", first, second, third)
	}
}

// TestLimitsArePolite goes over what one phone may have.
func TestLimitsArePolite(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.confirmed(slotPath, phone)
	for path, want := range map[string]string{
		"/rezerwacja/rejestracja/2026-11-24/11:20": "Na ten numer nie umówimy teraz kolejnej wizyty przez internet",
	} {
		id := s.orderID(s.get(path).Body.String())
		has(t, s.post(path, "id", id, "phone", phone), http.StatusUnprocessableEntity, want, "94 348 86 17", `value="501 234 567"`)
	}
	s.confirmed("/rezerwacja/rejestracja/2026-11-25/10:20", phone)
	path := "/rezerwacja/rejestracja/2026-11-26/10:20"
	has(t, s.post(path, "id", s.orderID(s.get(path).Body.String()), "phone", phone), http.StatusUnprocessableEntity, "nie umówimy teraz kolejnej wizyty")
}

func TestHoldEnds(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	page := s.hold(slotPath, phone)
	code := s.code()
	s.clock.pass(10 * time.Minute)
	golden(t, "lapsed-pl.html", s.get(page), http.StatusOK)
	has(t, s.post(below(page, "/kod"), "code", code), http.StatusConflict, "Minął czas na wpisanie kodu", `href="`+slotPath+`?lang=pl"`)
	has(t, s.post(below(page, "/kod/ponownie")), http.StatusConflict, "Minął czas")
	has(t, s.get(slotPath), http.StatusOK)

	for _, below := range []string{"/kod", "/kod/ponownie", "/popraw", "/wczesniej", "/propozycja"} {
		path, query, _ := strings.Cut(page, "?")
		if w := s.get(path + below + "?" + query); w.Code != http.StatusSeeOther || w.Header().Get("Location") != page {
			t.Errorf("%s loaded again: got %d to %q", below, w.Code, w.Header().Get("Location"))
		}
	}

	// Five wrong codes end a hold at once.
	page = s.hold(slotPath, "502 234 567")
	wrong := booking.NewCode(7, 7)
	if wrong == s.code() {
		t.Fatal("guessed it")
	}
	for left := booking.MaxTries - 1; left > 0; left-- {
		has(t, s.post(below(page, "/kod"), "code", wrong), http.StatusUnprocessableEntity, fmt.Sprintf("Pozostało prób: %d.", left))
	}
	has(t, s.post(below(page, "/kod"), "code", wrong), http.StatusConflict, "zbyt wiele razy", "Termin nie został potwierdzony")
}

// TestCorrect gives the slot back to whoever has mistyped the phone.
func TestCorrect(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.fillUp("rejestracja", slotStart, 1)
	page := s.hold(slotPath, phone)
	has(t, s.get(slotPath), http.StatusConflict, "Ktoś był szybszy")
	to := s.follow(below(page, "/popraw"))
	if to != slotPath+"?lang=pl" {
		t.Fatalf("got %s", to)
	}
	page = s.confirmed(to, "502 234 567")
	has(t, s.get(page), http.StatusOK, "Wizyta umówiona")
	if to := s.follow(below(page, "/popraw")); to != page {
		t.Errorf("a confirmed visit: got %s", to)
	}
	has(t, s.get(page), http.StatusOK, "Wizyta umówiona")
}

func TestRelease(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	page := s.confirmed(slotPath, phone)
	golden(t, "release-pl.html", s.get(below(page, "/zwolnij")), http.StatusOK)
	has(t, s.get(page), http.StatusOK, "Wizyta umówiona") // the question alone does nothing
	for range 2 {
		if to := s.follow(below(page, "/zwolnij")); to != page {
			t.Errorf("got %s", to)
		}
	}
	golden(t, "released-pl.html", s.get(page), http.StatusOK)
	for _, p := range []string{"/zwolnij", "/zmien", "/zmien/2026-11-25", "/zmien/2026-11-25/10:20"} {
		if w := s.get(below(page, p)); w.Code != http.StatusSeeOther || w.Header().Get("Location") != page {
			t.Errorf("%s: got %d", p, w.Code)
		}
	}
	has(t, s.get(below(page, "/termin.ics")), http.StatusNotFound)
	has(t, s.post(below(page, "/kod"), "code", "4829151"), http.StatusConflict)
	has(t, s.post(below(page, "/zmien/2026-11-25/10:20")), http.StatusConflict)
}

func TestMove(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	page := s.confirmed(slotPath, phone)
	code := s.code()
	golden(t, "move-days-pl.html", s.get(below(page, "/zmien")), http.StatusOK)
	has(t, s.get(below(page, "/zmien/2026-11-25")), http.StatusOK, "/zmien/2026-11-25/08:40?lang=pl", "Wróć do wizyty")
	golden(t, "move-ask-pl.html", s.get(below(page, "/zmien/2026-11-25/11:00")), http.StatusOK)
	has(t, s.get(page), http.StatusOK, "wtorek, 24 listopada 2026")
	to := s.follow(below(page, "/zmien/2026-11-25/11:00"))
	has(t, s.get(to), http.StatusOK, "Termin zmieniony", "środa, 25 listopada 2026", "11:00", code[:3]+" "+code[3:])
	has(t, s.post(below(page, "/zmien/2026-11-29/11:00")), http.StatusConflict, "Tej godziny nie można już wybrać", "Inny dzień")
	has(t, s.get(page), http.StatusOK, "środa, 25 listopada 2026")

	s.fillUp("rejestracja", slotStart, 0)
	w := s.post(below(page, "/zmien/2026-11-24/10:20"))
	golden(t, "move-taken-pl.html", w, http.StatusConflict)
	has(t, s.get(below(page, "/zmien/2026-11-24/10:20")), http.StatusConflict, "Ktoś był szybszy")
}

func TestEarlier(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	page := s.confirmed("/rezerwacja/rejestracja/2026-11-26/10:20", phone)
	has(t, s.get(page), http.StatusOK, "Powiadom mnie o wcześniejszym terminie")
	if to := s.follow(below(page, "/wczesniej"), "chce", "tak"); to != page {
		t.Errorf("got %s", to)
	}
	has(t, s.get(page), http.StatusOK, "Damy znać SMS-em", "Już nie powiadamiaj")
	has(t, s.post(below(page, "/propozycja")), http.StatusConflict, "dostał go ktoś inny")
	s.follow(below(page, "/wczesniej"), "chce", "nie")
	has(t, s.get(page), http.StatusOK, "Powiadom mnie o wcześniejszym terminie")
}

// TestCalendarFile is what a calendar reads.
func TestCalendarFile(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	page := s.confirmed("/rezerwacja/odpisy/2026-11-24/10:20?lang=uk", phone)
	w := s.get(below(page, "/termin.ics"))
	golden(t, "termin-uk.ics", w, http.StatusOK)
	if got := w.Header().Get("Content-Type"); got != "text/calendar; charset=utf-8; method=PUBLISH" {
		t.Errorf("got %q", got)
	}
	for line := range strings.SplitSeq(w.Body.String(), "\r\n") {
		if len(line) > 75 || strings.Contains(line, "\n") {
			t.Errorf("a line of %d octets: %q", len(line), line)
		}
	}
	has(t, w, http.StatusOK, "DTSTART:20261124T092000Z", "DTEND:20261124T093000Z", "TRIGGER:-PT60M", `SUMMARY:Витяги з актів – Міська рада Кошал`)
	first := w.Body.String()

	// After a move the same event has another hour, and a higher number.
	s.clock.pass(time.Hour)
	s.follow(below(page, "/zmien/2026-11-25/11:00"))
	second := s.get(below(page, "/termin.ics")).Body.String()
	number := regexp.MustCompile(`(?m)^SEQUENCE:(\d+)\r$`)
	uid := regexp.MustCompile(`(?m)^UID:.*\r$`)
	if uid.FindString(first) != uid.FindString(second) || uid.FindString(first) == "" || !strings.Contains(second, "DTSTART:20261125T100000Z") {
		t.Errorf("got %s", second)
	}
	if a, b := number.FindStringSubmatch(first), number.FindStringSubmatch(second); a == nil || b == nil || a[1] != "0" || b[1] != "60" {
		t.Errorf("got %v and %v", a, b)
	}
	held := s.hold(slotPath, "502 234 567")
	has(t, s.get(below(held, "/termin.ics")), http.StatusNotFound) // its code is a secret until the SMS brings it
	if body := s.get(held).Body.String(); strings.Contains(body, s.code()) || strings.Contains(body, booking.ShowCode(s.code())) {
		t.Error("the page of a hold tells the code")
	}
}
