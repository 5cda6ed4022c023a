package citizen_test

import (
	"bufio"
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"numerek/central/office"
)

// watching is a phone that has a ticket's page open.
type watching struct {
	t      testing.TB
	answer *http.Response
	lines  *bufio.Scanner
}

func (s *site) watch(server *httptest.Server, path string) *watching {
	s.t.Helper()
	ctx, stop := context.WithTimeout(s.t.Context(), 20*time.Second)
	s.t.Cleanup(stop)
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, server.URL+path, nil)
	if err != nil {
		s.t.Fatal(err)
	}
	answer, err := server.Client().Do(r)
	if err != nil {
		s.t.Fatal(err)
	}
	s.t.Cleanup(func() { _ = answer.Body.Close() })
	if answer.StatusCode != http.StatusOK || answer.Header.Get("Content-Type") != "text/event-stream" ||
		answer.Header.Get("Cache-Control") != "no-store" {
		s.t.Fatalf("got %d %v", answer.StatusCode, answer.Header)
	}
	return &watching{t: s.t, answer: answer, lines: bufio.NewScanner(answer.Body)}
}

// sees waits for the next change of the page, which must say something and must
// not say other things.
func (w *watching) sees(what string, not ...string) string {
	w.t.Helper()
	ticket, data := false, []string{}
	for w.lines.Scan() {
		switch line := w.lines.Text(); {
		case line == "event: ticket":
			ticket = true
		case line == "" && ticket:
			got := strings.Join(data, "\n")
			if !strings.HasPrefix(got, `<div class="visit`) || !strings.Contains(got, what) {
				w.t.Fatalf("no %q in %s", what, got)
			}
			for _, n := range not {
				if strings.Contains(got, n) {
					w.t.Errorf("there is %q in %s", n, got)
				}
			}
			return got
		case strings.HasPrefix(line, "data: ") && ticket:
			data = append(data, strings.TrimPrefix(line, "data: "))
		}
	}
	w.t.Fatalf("no %q: %v", what, w.lines.Err())
	return ""
}

// TestThePageIsLive is a visit, seen on two phones at once.
func TestThePageIsLive(t *testing.T) {
	t.Parallel()
	s := newSite(t, false)
	s.take(1, "rejestracja", "pl", false)
	a := s.take(2, "rejestracja", "pl", false)
	server := httptest.NewServer(s.http)
	t.Cleanup(server.Close)
	polish, german := s.watch(server, path(a)+"/events"), s.watch(server, "/o/koszalin"+path(a)+"/events?lang=de")
	seat := office.Seat{Office: "koszalin", Location: "ratusz", Desk: 1, Workstation: "w", Clerk: "anna"}
	operation, err := s.TakeDesk(t.Context(), seat, false)
	if err != nil {
		t.Fatal(err)
	}
	act := func(deed office.Action) {
		t.Helper()
		operation = operation.Next()
		if out, err := s.Act(t.Context(), seat, operation, deed); err != nil || out.Refused != "" {
			t.Fatalf("%s: got %q, %v", deed.Deed, out.Refused, err)
		}
	}
	polish.sees("Przed\u00a0Tobą: 1\u00a0osoba", "data-over")
	german.sees("Vor\u00a0Ihnen: 1\u00a0Person", "data-over")
	s.take(3, "slub", "pl", false) // is none of their business, and sends nothing
	act(office.Action{Deed: office.DeedCallNext})
	polish.sees("Nikt nie czeka przed Tobą")
	german.sees("Vor Ihnen wartet niemand")
	act(office.Action{Deed: office.DeedCallNext})
	first := polish.sees(`Idź do stanowiska <strong class="desk">1</strong>`, "/withdraw", `data-call=""`)
	german.sees("Gehen Sie zu Schalter")
	act(office.Action{Deed: office.DeedCallAgain})
	polish.sees("Wezwano 2 razy")
	german.sees("2-mal aufgerufen")
	act(office.Action{Deed: office.DeedStart})
	polish.sees("Trwa obsługa", "/withdraw")
	german.sees("Sie werden bedient")
	act(office.Action{Deed: office.DeedTransfer, Service: "zbycie"})
	polish.sees("Zbycie lub nabycie pojazdu", "<progress")
	german.sees("noch einmal aufgerufen")
	act(office.Action{Deed: office.DeedCallNext})
	if again := polish.sees("Idź do stanowiska"); again == first {
		t.Error("the second call looks like the first one to the page")
	}
	german.sees("Gehen Sie zu")
	act(office.Action{Deed: office.DeedPark})
	polish.sees("wróć do stanowiska\u00a01", "data-over")
	german.sees("kommen Sie zurück zu Schalter\u00a01. Ihre Nummer bleibt gleich.")
	if w := s.post(path(a) + "/withdraw"); w.Code != http.StatusSeeOther {
		t.Fatalf("got %d", w.Code)
	}
	polish.sees("Zrezygnowano z wizyty")
	if got := german.sees("Auf den Besuch wurde verzichtet", "/withdraw"); !strings.Contains(got, " data-over>") {
		t.Errorf("got %s", got)
	}
}

// TestAnUndoneCallLeavesThePhone takes a call back.
func TestAnUndoneCallLeavesThePhone(t *testing.T) {
	t.Parallel()
	s := newSite(t, false)
	a := s.take(1, "rejestracja", "en", false)
	server := httptest.NewServer(s.http)
	t.Cleanup(server.Close)
	phone := s.watch(server, path(a)+"/events")
	phone.sees("Nobody is waiting before you")
	seat := office.Seat{Office: "koszalin", Location: "ratusz", Desk: 2, Workstation: "w", Clerk: "anna"}
	operation, err := s.TakeDesk(t.Context(), seat, false)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		deed office.Deed
		want string
	}{
		{office.DeedCallNext, "Go to desk"},
		{office.DeedUndo, "Nobody is waiting before you"},
		{office.DeedCallNext, "Go to desk"},
		{office.DeedFinish, "Your matter is finished"},
		{office.DeedUndo, "Go to desk"},
	} {
		operation = operation.Next()
		if out, err := s.Act(t.Context(), seat, operation, office.Action{Deed: c.deed}); err != nil || out.Refused != "" {
			t.Fatalf("%s: got %q, %v", c.deed, out.Refused, err)
		}
		phone.sees(c.want)
	}
}

// TestNoStreamWithoutATicket refuses before anything is sent.
func TestNoStreamWithoutATicket(t *testing.T) {
	t.Parallel()
	s := newSite(t, false)
	for _, p := range []string{"/t/x/events", "/o/nowhere/t/x/events", "/t/00000000000000000000000000/events"} {
		if w := s.get(p); w.Code != http.StatusNotFound || strings.Contains(w.Header().Get("Content-Type"), "event-stream") {
			t.Errorf("%s: got %d %v", p, w.Code, w.Header())
		}
	}
}
