package citizen_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"regexp"
	"strings"
	"testing"
	"time"

	"numerek/central/office"
	"numerek/central/queue"
	"numerek/central/store"
)

// put changes a ticket as it is kept.
func (s *site) put(k queue.Ticket) {
	s.t.Helper()
	err := s.store.Update(s.t.Context(), store.Keys{}, func(tx *store.Tx) error { tx.PutTicket(k); return nil })
	if err != nil {
		s.t.Fatal(err)
	}
}

// phases are all that a page of a ticket can say, in the order of a visit.
var phases = []struct {
	name string
	what func(k *queue.Ticket, now time.Time)
}{
	{"waiting", func(k *queue.Ticket, _ time.Time) { k.Ahead = 5 }},
	{"waiting_with_forecast", func(k *queue.Ticket, now time.Time) {
		k.Ahead, k.Wait, k.IssuedAt = 5, queue.Wait{From: 20, To: 30}, now.Add(-5*time.Minute)
	}},
	{"waiting_not_long", func(k *queue.Ticket, now time.Time) {
		k.Ahead, k.Wait, k.IssuedAt = 5, queue.Wait{From: 20, To: 30}, now.Add(-20*time.Minute)
	}},
	{"waiting_with_priority", func(k *queue.Ticket, _ time.Time) { k.Priority = true }},
	{"called", func(k *queue.Ticket, now time.Time) {
		k.State, k.Desk, k.Calls, k.CalledAt, k.FirstCalled = queue.Called, 3, 1, now, now
	}},
	{"called_again", func(k *queue.Ticket, now time.Time) { k.Calls, k.CalledAt = 2, now.Add(time.Minute) }},
	{"serving", func(k *queue.Ticket, now time.Time) { k.State, k.ServedAt = queue.Serving, now }},
	{"parked", func(k *queue.Ticket, _ time.Time) { k.State, k.Wants, k.Calls = queue.Parked, 3, 0 }},
	{"waiting_for_the_desk", func(k *queue.Ticket, _ time.Time) { k.State = queue.Waiting }},
	{"waiting_after_transfer", func(k *queue.Ticket, _ time.Time) { k.Wants, k.Service = 0, "zbycie" }},
	{"missed", func(k *queue.Ticket, now time.Time) { k.State, k.EndedAt = queue.NoShow, now }},
	{"gone", func(k *queue.Ticket, now time.Time) { k.EndedAt = now.Add(-time.Hour) }},
	{"done", func(k *queue.Ticket, _ time.Time) { k.State = queue.Done }},
	{"withdrawn", func(k *queue.Ticket, _ time.Time) { k.State = queue.Withdrawn }},
	{"expired", func(k *queue.Ticket, _ time.Time) { k.State = queue.Expired }},
	{"void", func(k *queue.Ticket, _ time.Time) { k.State = queue.Void }},
}

var mainPart = regexp.MustCompile(`(?s)<main.*</main>`)

// TestWhatATicketSays keeps what every phase of a ticket says in every language.
func TestWhatATicketSays(t *testing.T) {
	t.Parallel()
	for _, lang := range []string{"pl", "en", "uk", "de"} {
		s := newSite(t, false)
		for n := range 3 {
			before := s.take(n, "rejestracja", "pl", false).Ticket
			before.IssuedAt = before.IssuedAt.Add(-time.Hour)
			s.put(before)
		}
		a := s.take(3, "rejestracja", "pl", false)
		k := a.Ticket
		all := httptest.NewRecorder()
		for _, p := range phases {
			p.what(&k, s.clock.now)
			k.Revision++
			s.put(k)
			body := s.get(path(a) + "?lang=" + lang).Body.String()
			over := k.State == queue.Done || k.State == queue.Withdrawn || k.State == queue.Expired || k.State == queue.Void || p.name == "gone"
			if strings.Contains(body, `http-equiv="refresh"`) == over || strings.Contains(body, "data-events") == over ||
				strings.Contains(body, "phone.js") == over {
				t.Errorf("%s %s: got %s", p.name, lang, body)
			}
			if strings.ContainsAny(mainPart.FindString(body), "{}") || strings.Contains(body, "<h1></h1>") {
				t.Errorf("%s %s: got %s", p.name, lang, body)
			}
			fmt.Fprintf(all, "<!-- %s -->\n%s\n\n", p.name, mainPart.FindString(body))
		}
		golden(t, "ticket-"+lang, all, http.StatusOK)
	}
}

// TestATicketsPage keeps one page whole.
func TestATicketsPage(t *testing.T) {
	t.Parallel()
	s := newSite(t, true)
	a := s.take(1, "slub", "uk", false)
	golden(t, "page-uk", s.get(path(a)), http.StatusOK)
	if body := s.get(path(a) + "?lang=xx").Body.String(); !strings.Contains(body, `lang="uk"`) {
		t.Errorf("got %s", body)
	}
	s.clock.pass(24 * time.Hour)
	golden(t, "page-expired-pl", s.get(path(a)+"?lang=pl"), http.StatusOK)
}

// TestRoomAndPlaceWords sends people where the office file says.
func TestRoomAndPlaceWords(t *testing.T) {
	t.Parallel()
	s := newSite(t, false)
	text, err := os.ReadFile("../../demo/koszalin.toml")
	if err != nil {
		t.Fatal(err)
	}
	s.load(strings.NewReplacer(
		"[[desks]]\nnumber = 3\n", "[[desks]]\nnumber = 3\nroom = { pl = \"pokój 12\", en = \"room 12\", uk = \"кімната 12\", de = \"Raum 12\" }\n",
		"place_word = \"stanowisko\"", "place_word = \"okienko\"",
	).Replace(string(text)))
	a := s.take(1, "rejestracja", "pl", false)
	k := a.Ticket
	k.State, k.Desk, k.Calls, k.CalledAt = queue.Called, 3, 1, s.clock.now
	s.put(k)
	for lang, want := range map[string][]string{
		"pl": {"Idź do okienka <strong class=\"desk\">3</strong>", "pokój 12"},
		"de": {"Gehen Sie zu Schalter <strong class=\"desk\">3</strong>", "Raum 12"},
	} {
		body := s.get(path(a) + "?lang=" + lang).Body.String()
		for _, w := range want {
			if !strings.Contains(body, w) {
				t.Errorf("%s: no %q in %s", lang, w, body)
			}
		}
	}
}

// post sends a form, as a browser does from the page itself.
func (s *site) post(path string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(http.MethodPost, path, nil)
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	w := httptest.NewRecorder()
	s.http.ServeHTTP(w, r)
	return w
}

func TestWithdraw(t *testing.T) {
	t.Parallel()
	s := newSite(t, false)
	a := s.take(1, "rejestracja", "de", false)
	ask := regexp.MustCompile(`id="withdraw" href="([^"]+)"`).FindStringSubmatch(s.get(path(a)).Body.String())
	if ask == nil || ask[1] != path(a)+"/withdraw?lang=de" {
		t.Fatalf("got %v", ask)
	}
	golden(t, "withdraw-de", s.get(ask[1]), http.StatusOK)
	if body := s.get(path(a)).Body.String(); !strings.Contains(body, "next") {
		t.Errorf("the question alone withdrew: %s", body)
	}
	for range 2 {
		w := s.post(ask[1])
		if to := w.Header().Get("Location"); w.Code != http.StatusSeeOther || to != path(a)+"?lang=de" {
			t.Fatalf("got %d to %q", w.Code, to)
		}
	}
	body := s.get(path(a) + "?lang=de").Body.String()
	if !strings.Contains(body, "Vielen Dank") || strings.Contains(body, "/withdraw") {
		t.Errorf("got %s", body)
	}
	if w := s.get(ask[1]); w.Code != http.StatusSeeOther || w.Header().Get("Location") != path(a)+"?lang=de" {
		t.Errorf("asked once more: got %d to %q", w.Code, w.Header().Get("Location"))
	}
	for _, p := range []string{"/t/x/withdraw", "/o/koszalin/t/x/withdraw", "/t/x/events"} {
		if w := s.get(p); w.Code != http.StatusNotFound {
			t.Errorf("%s: got %d", p, w.Code)
		}
		if w := s.post(p); w.Code != http.StatusNotFound && w.Code != http.StatusMethodNotAllowed {
			t.Errorf("%s: got %d", p, w.Code)
		}
	}
}

// TestTooLateToWithdraw is overtaken by a call.
func TestTooLateToWithdraw(t *testing.T) {
	t.Parallel()
	s := newSite(t, false)
	a := s.take(1, "rejestracja", "pl", false)
	seat := office.Seat{Office: "koszalin", Location: "ratusz", Desk: 1, Workstation: "w", Clerk: "anna"}
	operation, err := s.TakeDesk(t.Context(), seat, false)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.Act(t.Context(), seat, operation.Next(), office.Action{Deed: office.DeedCallNext}); err != nil {
		t.Fatal(err)
	}
	w := s.post(path(a) + "/withdraw?lang=nonsense")
	if to := w.Header().Get("Location"); w.Code != http.StatusSeeOther || to != path(a)+"/withdraw" {
		t.Fatalf("got %d to %q", w.Code, to)
	}
	golden(t, "withdraw-late-pl", s.get(path(a)+"/withdraw"), http.StatusOK)
	if body := s.get(path(a)).Body.String(); !strings.Contains(body, "called") {
		t.Errorf("got %s", body)
	}
}
