package console_test

import (
	"bufio"
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"
)

// stream is what a page hears of its desk.
type stream struct {
	t     *testing.T
	lines *bufio.Scanner
}

func (s *site) listen(on *httptest.Server, who string) *stream {
	s.t.Helper()
	ctx, cancel := context.WithTimeout(s.t.Context(), 30*time.Second)
	s.t.Cleanup(cancel)
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, on.URL+"/console/events", nil)
	if err != nil {
		s.t.Fatal(err)
	}
	r.AddCookie(&http.Cookie{Name: "clerk", Value: who})
	answer, err := on.Client().Do(r)
	if err != nil {
		s.t.Fatal(err)
	}
	s.t.Cleanup(func() { answer.Body.Close() })
	if got := answer.Header.Get("Content-Type"); got != "text/event-stream" {
		s.t.Fatalf("got %s", got)
	}
	lines := bufio.NewScanner(answer.Body)
	lines.Buffer(nil, 1<<20)
	return &stream{t: s.t, lines: lines}
}

// until reads boards until one fits.
func (s *stream) until(what string, fits func(view) bool) view {
	s.t.Helper()
	for s.lines.Scan() {
		data, ok := strings.CutPrefix(s.lines.Text(), "data: {")
		if !ok {
			continue
		}
		var v view
		if err := json.Unmarshal([]byte("{"+data), &v); err != nil {
			s.t.Fatal(err)
		}
		if fits(v) {
			return v
		}
	}
	s.t.Fatalf("the stream ended before %s: %v", what, s.lines.Err())
	return view{}
}

func shows(text string) func(view) bool {
	return func(v view) bool { return strings.Contains(v.HTML, text) }
}

// What happens elsewhere appears at every desk that it concerns, and a desk that
// is taken over says so.
func TestWhatHappensElsewhereAppears(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	server := httptest.NewServer(s.http)
	t.Cleanup(server.Close)
	s.sit("anna", 1)
	s.sit("jan", 2)
	anna := s.listen(server, "anna")
	anna.until("the first board", shows("nikt nie czeka do tego stanowiska"))
	s.take("odpisy", "pl")
	s.take("odpisy", "pl")
	before := anna.until("both tickets", func(v view) bool {
		return strings.Count(v.HTML, `<b class="no">`) == 2 && strings.Contains(v.HTML, "H\u202f001 – czeka najdłużej")
	})
	s.act("jan", "call_next")
	after := anna.until("the call of a colleague", shows("H\u202f002 – czeka najdłużej"))
	if after.Seq <= before.Seq || after.Incarnation != before.Incarnation || after.Incarnation == "" {
		t.Errorf("got %d after %d", after.Seq, before.Seq)
	}
	// A browser that has just come begins with the present board.
	jan := s.listen(server, "jan")
	jan.until("the person at the desk", shows(`<p class="number">H<span class="gap">&#8201;</span>001</p>`))
	s.post("anna", "/console/desk", url.Values{"location": {"usc"}, "desk": {"2"}, "over": {"yes"}})
	jan.until("who took the desk", shows("Stanowisko 2 ma teraz Pracownik Pierwszy, od 09:30"))
}
