package console_test

import (
	"fmt"
	"net/http"
	"net/url"
	"os"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"numerek/appliance/scene"
	"numerek/central/office"
	"numerek/central/queue"
)

func TestChoiceOfADesk(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	if got := s.get("anna", "/console").Header().Get("Location"); got != "/console/desks" {
		t.Errorf("without a desk: got %s", got)
	}
	s.take("odpisy", "pl")
	s.sit("anna", 1)
	s.sit("jan", 2)
	golden(t, "desks-pl", s.get("anna", "/console/desks").Body.String())
	w := s.ask("eve", http.MethodPost, "/console/desk", url.Values{"location": {"usc"}, "desk": {"1"}})
	if w.Code != http.StatusConflict {
		t.Errorf("a colleague's desk: got status %d", w.Code)
	}
	golden(t, "over-en", w.Body.String())
	for _, form := range []url.Values{{"desk": {"x"}}, {"desk": {"99"}, "location": {"usc"}}, {"desk": {"1"}, "location": {"nowhere"}}} {
		if got := s.post("eve", "/console/desk", form); got != "/console/desks" {
			t.Errorf("%v: got %s", form, got)
		}
	}
	// Another desk is taken instead of the first one.
	s.sit("anna", 3)
	if page := s.get("eve", "/console/desks").Body.String(); strings.Count(page, ">Pracownik Pierwszy<") != 1 {
		t.Errorf("Anna has two desks: %s", page)
	}
	if got := s.post("anna", "/console/leave", nil); got != "/console/desks" {
		t.Errorf("leaving: got %s", got)
	}
	has(t, s.get("eve", "/console/desks").Body.String(), map[string]bool{"Pracownik Pierwszy": false})
}

// Whoever serves a person sees the copies of the ticket, and its trace.
func TestCopiesAndTraceOfATicket(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.sit("anna", 2)
	k := s.take("odpisy", "pl")
	guest, err := s.Guest(t.Context(), "koszalin")
	if err != nil {
		t.Fatal(err)
	}
	for copies := range 3 {
		if _, err := s.Report(t.Context(), guest, office.Held{Request: k.ID, Paper: queue.PaperPrinted, Copies: copies}, "", 0); err != nil {
			t.Fatal(err)
		}
		s.clock.pass(time.Minute)
	}
	trace := strings.ReplaceAll(k.ID, "-", "")
	has(t, s.view("anna").HTML, map[string]bool{trace: false})
	s.act("anna", "call_next")
	has(t, s.view("anna").HTML, map[string]bool{"Ślad <code>" + trace + "</code>": true})
	if page := s.view("anna").HTML; strings.Count(page, "<li>kopia biletu: ") != 2 {
		t.Errorf("got %s", page)
	}
}

// Everything that a board shows, one state after the other.
func TestBoards(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.sit("anna", 2)
	golden(t, "nobody-pl", s.view("anna").HTML)
	s.take("odpisy", "pl")
	s.clock.pass(50 * time.Minute)
	s.take("zgon", "uk")
	s.take("odpisy", "pl", func(k *queue.Ticket) { k.Paper = queue.PaperUnknown })
	s.take("zmiany_usc", "pl", func(k *queue.Ticket) { k.Booked = time.Date(2026, 11, 23, 9, 10, 0, 0, time.UTC) })
	s.take("slub", "de")
	s.take("odpisy", "pl", func(k *queue.Ticket) { k.Wants = 2 })
	s.take("odpisy", "pl", func(k *queue.Ticket) { k.Wants = 3 })
	golden(t, "waiting-pl", s.view("anna").HTML)
	s.act("anna", "call_next")
	golden(t, "called-pl", s.view("anna").HTML)
	s.act("anna", "call_again")
	s.clock.pass(91 * time.Second)
	if page := s.view("anna").HTML; !regexp.MustCompile(`id="miss"[^>]* data-from="\d+">`).MatchString(page) {
		t.Errorf("a no-show is not allowed: %s", page)
	}
	s.act("anna", "miss")
	s.act("anna", "call_next")
	s.act("anna", "park", "reason", "szuka dokumentu")
	s.act("anna", "call_next")
	s.act("anna", "start")
	s.clock.pass(5 * time.Minute)
	golden(t, "serving-pl", s.view("anna").HTML)
	s.act("anna", "finish")
	s.act("anna", "stop_service", "service", "zgon", "reason", "awaria rejestru")
	s.act("anna", "pause", "choice", "Narada")
	golden(t, "paused-pl", s.view("anna").HTML)
	s.act("anna", "give_out", "service", "odpisy", "language", "en", "priority", "yes")
	golden(t, "given-pl", s.view("anna").HTML)
	s.sit("eve", 4)
	s.act("eve", "call_next")
	golden(t, "desk-en", s.get("eve", "/console").Body.String())
}

func TestDeskThatSomebodyElseHas(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.sit("anna", 1)
	s.take("odpisy", "pl")
	s.act("anna", "call_next")
	s.clock.pass(10 * time.Minute)
	w := s.ask("jan", http.MethodPost, "/console/desk", url.Values{"location": {"usc"}, "desk": {"1"}})
	has(t, w.Body.String(), map[string]bool{"Stanowisko 1 ma Pracownik Pierwszy od 09:30. Przejąć?": true, "H\u202f001": true})
	if got := s.post("jan", "/console/desk", url.Values{"location": {"usc"}, "desk": {"1"}, "over": {"yes"}}); got != "/console" {
		t.Fatalf("taking over leads to %s", got)
	}
	// The person stays, and the colleague reads who has the desk whatever she does.
	has(t, s.view("jan").HTML, map[string]bool{`<p class="number">H<`: true})
	lost := s.view("anna").HTML
	golden(t, "lost-pl", lost)
	form := url.Values{"deed": {"finish"}, "operation": {"9"}}
	if got := parse(t, s.ask("anna", http.MethodPost, "/console/act", form, "Accept", "application/json")).HTML; got != lost {
		t.Errorf("acting at a lost desk: got %s", got)
	}
	if got := s.post("anna", "/console/act", form); got != "/console" {
		t.Errorf("acting at a lost desk: got %s", got)
	}
	if got := s.post("anna", "/console/leave", nil); got != "/console/desks" {
		t.Errorf("leaving a lost desk: got %s", got)
	}
	if got := s.post("jan", "/console/leave", nil); got != "/console?note=still_here" {
		t.Errorf("leaving a person alone: got %s", got)
	}
	has(t, s.get("jan", "/console?note=still_here").Body.String(), map[string]bool{"najpierw zakończ": true})
	if got := s.post("jan", "/console/desk", url.Values{"location": {"usc"}, "desk": {"2"}}); got != "/console?note=still_here" {
		t.Errorf("changing the desk: got %s", got)
	}
	s.act("jan", "finish")
	if got := s.post("jan", "/console/leave", nil); got != "/console/desks" {
		t.Errorf("leaving: got %s", got)
	}
	s.sit("anna", 1)
	s.clock.pass(24 * time.Hour)
	s.take("odpisy", "pl") // the day turns, and desks are left
	has(t, s.view("anna").HTML, map[string]bool{"Stanowisko 1 jest wolne": true})
}

// Without a script: a form, a redirection, a page.
func TestFormsByThemselves(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.sit("anna", 2)
	s.take("odpisy", "pl")
	s.take("odpisy", "pl")
	page := s.get("anna", "/console").Body.String()
	field := regexp.MustCompile(`id="primary-form"><input type="hidden" name="operation" value="(\d+)"><input type="hidden" name="incarnation" value="([0-9a-f]{32})">`).FindStringSubmatch(page)
	if field == nil {
		t.Fatalf("no operation in %s", page)
	}
	next := url.Values{"deed": {"call_next"}, "operation": {field[1]}, "incarnation": {field[2]}, "ticket": {""}}
	for range 3 { // a double click, and another
		if got := s.post("anna", "/console/act", next); got != "/console" {
			t.Errorf("got %s", got)
		}
	}
	page = s.get("anna", "/console").Body.String()
	if got := said(page); got != "Wezwano H 001 – czeka najdłużej" {
		t.Errorf("got %q", got)
	}
	has(t, page, map[string]bool{`<h1>Stanowisko 2</h1>`: true, `<p class="number">H<span class="gap">&#8201;</span>001</p>`: true})
	other := url.Values{"deed": {"finish"}, "operation": {field[1]}, "incarnation": {field[2]}}
	if got := s.post("anna", "/console/act", other); got != "/console?note=old" {
		t.Errorf("another deed under the same number: got %s", got)
	}
	if got := said(s.get("anna", "/console?note=old").Body.String()); !strings.HasPrefix(got, "To polecenie było nieaktualne") {
		t.Errorf("got %q", got)
	}
	if got := s.act("anna", "start"); got != "Rozpoczęto obsługę H 001" {
		t.Errorf("got %q", got)
	}
	if got := s.post("anna", "/console/act", next); got != "/console?note=old" {
		t.Errorf("an old number: got %s", got)
	}
	next = url.Values{"deed": {"finish"}, "operation": {strconv.FormatInt(s.view("anna").Operation+1, 10)}, "incarnation": {"0f"}}
	if got := s.post("anna", "/console/act", next); got != "/console?note=old" {
		t.Errorf("a page from before history went back: got %s", got)
	}
	for _, form := range []url.Values{
		{"deed": {"finish"}},
		{"deed": {"dance"}, "operation": {"3"}},
		{"deed": {"finish"}, "operation": {"-1"}},
		{"deed": {"transfer"}, "operation": {"3"}, "desk": {"x"}},
	} {
		if w := s.ask("anna", http.MethodPost, "/console/act", form); w.Code != http.StatusBadRequest {
			t.Errorf("%v: got status %d", form, w.Code)
		}
	}
	for path, want := range map[string]string{"/console/act": "/console/desks", "/console/leave": "/console/desks"} {
		if got := s.post("jan", path, other); got != want {
			t.Errorf("%s without a desk: got %s", path, got)
		}
	}
	if got := s.get("jan", "/console/events").Header().Get("Location"); got != "/console/desks" {
		t.Errorf("events without a desk: got %s", got)
	}
	if got := s.get("nobody", "/console").Header().Get("Location"); got != "/login" {
		t.Errorf("without a log-in: got %s", got)
	}
}

func TestKeysCanBeTurnedOff(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.sit("anna", 2)
	has(t, s.get("anna", "/console").Body.String(), map[string]bool{"<body data-retrying": true, "Wyłącz klawisze": true})
	s.post("anna", "/console/keys", url.Values{"keys": {"off"}})
	has(t, s.get("anna", "/console").Body.String(), map[string]bool{"<body data-keys-off": true, "Włącz klawisze": true})
	s.post("anna", "/console/keys", url.Values{"keys": {"on"}})
	has(t, s.get("anna", "/console").Body.String(), map[string]bool{"data-keys-off": false})
}

// The policy of contents allows neither style nor script in a page.
func TestPagesHaveNothingInline(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.sit("anna", 2)
	s.take("zgon", "uk")
	s.act("anna", "call_next")
	for _, path := range []string{"/console", "/console/desks"} {
		page := s.get("anna", path).Body.String()
		has(t, page, map[string]bool{"<style": false, "style=": false, "<script>": false, "onclick": false, "http://": false, "https://": false})
		for _, asset := range regexp.MustCompile(`(?:href|src)="(/(?:assets|colour)[^"]+)"`).FindAllStringSubmatch(page, -1) {
			if w := s.get("anna", asset[1]); w.Code != http.StatusOK {
				t.Errorf("%s: got status %d", asset[1], w.Code)
			}
		}
	}
}

// A department has the same colour on every screen.
func TestMarksOfDepartments(t *testing.T) {
	t.Parallel()
	sheet, err := os.ReadFile("../assets/staff.css")
	if err != nil {
		t.Fatal(err)
	}
	for i, c := range scene.Marks() {
		if want := fmt.Sprintf(".mark-%d{background:#%02x%02x%02x}", i+1, c.R, c.G, c.B); !strings.Contains(string(sheet), want) {
			t.Errorf("the sheet lacks %s", want)
		}
	}
	if want := fmt.Sprintf(".mark-%d{", len(scene.Marks())+1); strings.Contains(string(sheet), want) {
		t.Errorf("the sheet has %s", want)
	}
}
