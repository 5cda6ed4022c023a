package visit_test

import (
	"net/http"
	"strings"
	"testing"
	"time"
)

const (
	slotPath = "/rezerwacja/rejestracja/2026-11-24/10:20"
	phone    = "501 234 567"
)

// TestTheWholePath books as a citizen does, from the matter to the confirmed visit.
func TestTheWholePath(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	golden(t, "matter-pl.html", s.get("/rezerwacja"), http.StatusOK)
	golden(t, "days-pl.html", s.get("/rezerwacja/rejestracja"), http.StatusOK)
	golden(t, "month-pl.html", s.get("/rezerwacja/rejestracja?widok=miesiac"), http.StatusOK)
	golden(t, "hours-pl.html", s.get("/rezerwacja/rejestracja/2026-11-24"), http.StatusOK)
	form := s.get(slotPath)
	golden(t, "form-pl.html", form, http.StatusOK)
	fields := []string{"id", s.orderID(form.Body.String()), "phone", phone, "name", "Klient", "email", "klient@example.org"}
	page := s.follow(slotPath+"?lang=pl", fields...)
	if again := s.follow(slotPath+"?lang=pl", fields...); again != page || len(s.texts()) != 1 {
		t.Errorf("the form sent twice led to %s and %s, and wrote %q", page, again, s.texts())
	}
	golden(t, "held-pl.html", s.get(page), http.StatusOK)

	has(t, s.post(below(page, "/kod"), "code", "111 1111"), http.StatusUnprocessableEntity, "To nie jest kod", "Pozostało prób: ")
	golden(t, "code-wrong-pl.html", s.post(below(page, "/kod"), "code", "12"), http.StatusUnprocessableEntity)
	if to := s.follow(below(page, "/kod/ponownie")); !strings.Contains(to, "stan=wyslano") {
		t.Errorf("got %s", to)
	}
	has(t, s.get(below(page, "")+"&stan=wyslano"), http.StatusOK, "SMS wysłany jeszcze raz")
	code := s.code()
	if to := s.follow(below(page, "/kod"), "code", code[:3]+" "+code[3:]); to != page {
		t.Errorf("got %s, want %s", to, page)
	}
	golden(t, "confirmed-pl.html", s.get(page), http.StatusOK)
	if text := s.texts()[len(s.texts())-1]; !strings.Contains(text, strings.TrimSuffix(page, "?lang=pl")[3:]) {
		t.Errorf("the last message has no link: %q", text)
	}
	// From ten minutes before the hour on the code works.
	s.clock.pass(24*time.Hour + 45*time.Minute)
	has(t, s.get(page), http.StatusOK, "Działa teraz, do 10:30")
	s.clock.pass(2 * time.Hour)
	has(t, s.get(page), http.StatusOK, "Kod już nie działa", "Umów nową wizytę")
}

// TestOtherLanguages keeps the language from page to page, and the booking's own
// where an address names none.
func TestOtherLanguages(t *testing.T) {
	t.Parallel()
	for _, lang := range []string{"en", "uk", "de"} {
		s := newSite(t)
		golden(t, "matter-"+lang+".html", s.get("/rezerwacja?lang="+lang), http.StatusOK)
		golden(t, "month-"+lang+".html", s.get("/rezerwacja/slub?widok=miesiac&lang="+lang), http.StatusOK)
		golden(t, "form-"+lang+".html", s.get(slotPath+"?lang="+lang), http.StatusOK)
		page := s.hold(slotPath+"?lang="+lang, phone)
		if !strings.HasSuffix(page, "?lang="+lang) {
			t.Errorf("got %s", page)
		}
		bare := strings.TrimSuffix(page, "?lang="+lang)
		golden(t, "held-"+lang+".html", s.get(bare), http.StatusOK)
		s.follow(bare+"/kod", "code", s.code())
		golden(t, "confirmed-"+lang+".html", s.get(bare, "Accept-Language", "pl"), http.StatusOK)
		golden(t, "release-"+lang+".html", s.get(bare+"/zwolnij"), http.StatusOK)
	}
}

// TestDeepLinks are the addresses that other sites link to.
func TestDeepLinks(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	golden(t, "department-pl.html", s.get("/rezerwacja?wydzial=usc"), http.StatusOK)
	golden(t, "link-pl.html", s.get("/umow"), http.StatusOK)
	golden(t, "statement-pl.html", s.get("/dostepnosc"), http.StatusOK)
	golden(t, "statement-uk.html", s.get("/dostepnosc?lang=uk"), http.StatusOK)
	has(t, s.get("/rezerwacja/odbior_rejestracji"), http.StatusConflict, "nie można umówić przez internet")
	for _, p := range []string{
		"/rezerwacja?wydzial=none", "/rezerwacja/none", "/rezerwacja/none/2026-11-24", "/rezerwacja/rejestracja/2026-02-30",
		"/rezerwacja/rejestracja/2026-11-24/25:00", "/rezerwacja/rejestracja/2026-11-24/x", "/w/x", "/w/0000000000", "/o/none/rezerwacja", "/o/none/dostepnosc",
	} {
		has(t, s.get(p), http.StatusNotFound, "Nie ma takiej strony")
	}
}

func TestSeveralOffices(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.load(`"koszalin"`, `"kolobrzeg"`)
	for _, p := range []string{"/rezerwacja", slotPath, "/umow", "/dostepnosc"} {
		if w := s.get(p, "Accept-Language", "de"); w.Code != http.StatusSeeOther || w.Header().Get("Location") != "/?lang=de" {
			t.Errorf("%s: got %d to %q", p, w.Code, w.Header().Get("Location"))
		}
	}
	page := s.hold("/o/kolobrzeg"+slotPath, phone)
	if !strings.HasPrefix(page, "/o/kolobrzeg/w/") {
		t.Fatalf("got %s", page)
	}
	s.follow(below(page, "/kod"), "code", s.code())
	short := strings.TrimPrefix(page, "/o/kolobrzeg") // as in an SMS
	for _, p := range []string{page, short} {
		has(t, s.get(p), http.StatusOK, "Wizyta umówiona", `href="/o/kolobrzeg/w/`, `href="/o/kolobrzeg/dostepnosc`)
	}
	has(t, s.get("/o/koszalin"+short), http.StatusNotFound)
	has(t, s.get(below("/o/kolobrzeg"+short, "/zmien")), http.StatusOK, `href="/o/kolobrzeg/w/`)
	has(t, s.get("/o/kolobrzeg/umow"), http.StatusOK, "kolejka.koszalin.example<wbr>/o/kolobrzeg/rezerwacja")
}

// TestHeaders are those of pages that are for one person only.
func TestHeaders(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	page := s.confirmed(slotPath, phone)
	for _, p := range []string{page, below(page, "/zwolnij"), below(page, "/zmien"), slotPath, "/rezerwacja", below(page, "/termin.ics")} {
		h := s.get(p).Header()
		if !strings.Contains(h.Get("Content-Security-Policy"), "frame-ancestors 'none'") || h.Get("Cache-Control") != "no-store" ||
			h.Get("Referrer-Policy") != "same-origin" {
			t.Errorf("%s: got %v", p, h)
		}
	}
	for p, listed := range map[string]bool{page: false, slotPath: false, "/rezerwacja": true, "/umow": true, "/dostepnosc": true} {
		if got := strings.Contains(s.get(p).Body.String(), `content="noindex"`); got == listed {
			t.Errorf("%s: got noindex %t", p, got)
		}
	}
	for _, p := range []string{page, slotPath, "/rezerwacja/rejestracja?widok=miesiac"} {
		for _, forbidden := range []string{"<style", "style=", "onclick", "<script>"} {
			if strings.Contains(s.get(p).Body.String(), forbidden) {
				t.Errorf("%s has %q", p, forbidden)
			}
		}
	}
	for _, p := range []string{below(page, "/zwolnij"), slotPath, below(page, "/kod")} {
		r := s.do(newPost(p), "Sec-Fetch-Site", "cross-site")
		if r.Code != http.StatusForbidden {
			t.Errorf("%s from another site: got %d", p, r.Code)
		}
	}
	has(t, s.get(page), http.StatusOK, "Wizyta umówiona")
}
