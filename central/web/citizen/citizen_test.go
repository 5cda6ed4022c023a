package citizen_test

import (
	"context"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"numerek/appliance/scene"
	"numerek/central/live"
	"numerek/central/office"
	"numerek/central/officefile"
	"numerek/central/queue"
	"numerek/central/store"
	"numerek/central/store/memstore"
	"numerek/central/web"
	"numerek/central/web/citizen"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// stillClock shows one instant until a test moves it.
type stillClock struct {
	now    time.Time
	uptime time.Duration
}

func (c *stillClock) Now() time.Time        { return c.now }
func (c *stillClock) Uptime() time.Duration { return c.uptime }

func (c *stillClock) pass(d time.Duration) { c.now, c.uptime = c.now.Add(d), c.uptime+d }

// counting is a source of randomness that makes the same tokens every time.
type counting struct{ n int }

func (c *counting) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = byte(c.n)
	}
	p[0] ^= byte(c.n >> 8)
	c.n++
	return len(p), nil
}

type site struct {
	t     testing.TB
	store *store.Store
	clock *stillClock
	*office.Office
	http http.Handler
}

func newSite(t testing.TB, demo bool) *site {
	t.Helper()
	s := &site{t: t, clock: &stillClock{now: time.Date(2026, 11, 23, 8, 30, 0, 0, time.UTC)}}
	var err error
	if s.store, err = store.New(t.Context(), memstore.New(), store.Options{Now: s.clock.Now}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.store.Close() })
	text, err := os.ReadFile("../../demo/koszalin.toml")
	if err != nil {
		t.Fatal(err)
	}
	s.load(string(text))
	s.Office = office.New(s.store, office.Options{Clock: s.clock, Demo: demo, Random: new(counting)})
	assets, err := web.NewAssets()
	if err != nil {
		t.Fatal(err)
	}
	hub := live.New(s.store, live.Options{})
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- hub.Run(ctx) }()
	t.Cleanup(func() { stop(); <-ended })
	floors := live.NewBoards(hub, s.Floor, s.Now, slog.New(slog.DiscardHandler))
	pages, err := citizen.New(s.Office, floors, assets, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	mux := http.NewServeMux()
	pages.Register(mux)
	assets.Register(mux)
	web.NewMetrics(func() int { return 0 }).Register(mux, s.store)
	s.http = web.Harden(mux, slog.New(slog.DiscardHandler))
	return s
}

func (s *site) load(text string) {
	s.t.Helper()
	file, problems := officefile.Parse("test.toml", []byte(text))
	if err := problems.Err(); err != nil {
		s.t.Fatal(err)
	}
	err := s.store.Update(context.Background(), store.Keys{}, func(tx *store.Tx) error {
		tx.PutOffice(store.Office{ID: file.ID, Revision: 1})
		tx.PutFile(file.ID, text)
		return nil
	})
	if err != nil {
		s.t.Fatal(err)
	}
}

func (s *site) take(n int, service, language string, priority bool) office.Answer {
	s.t.Helper()
	guest, err := s.Guest(s.t.Context(), "koszalin")
	if err != nil {
		s.t.Fatal(err)
	}
	a, err := s.Issue(s.t.Context(), guest, office.Request{
		ID: fmt.Sprintf("0199e000-0000-7000-8000-%012d", n), Service: service, Language: language, Priority: priority,
	})
	if err != nil || a.Refusal != nil {
		s.t.Fatal(a.Refusal, err)
	}
	return a
}

func (s *site) get(path string, header ...string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(http.MethodGet, path, nil)
	for i := 0; i < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	w := httptest.NewRecorder()
	s.http.ServeHTTP(w, r)
	return w
}

// path is the part of an address that leads to this server.
func path(a office.Answer) string {
	return strings.TrimPrefix(a.StatusURL, "https://kolejka.koszalin.example")
}

var version = regexp.MustCompile(`\?v=[0-9a-f]+`)

func golden(t *testing.T, name string, w *httptest.ResponseRecorder, code int) {
	t.Helper()
	if w.Code != code {
		t.Fatalf("%s: got status %d, want %d", name, w.Code, code)
	}
	got := version.ReplaceAllString(w.Body.String(), "?v=0")
	file := filepath.Join("testdata", name+".html")
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s (run with -update if this is right):\n%s", name, diff)
	}
}

func TestHome(t *testing.T) {
	t.Parallel()
	s := newSite(t, true)
	for n := range 3 {
		s.take(n, "rejestracja", "pl", false)
	}
	s.take(3, "zbycie", "pl", false)
	golden(t, "home-pl", s.get("/"), http.StatusOK)
	golden(t, "home-de", s.get("/", "Accept-Language", "fr, de-AT;q=0.8, en;q=0.5"), http.StatusOK)
	text, err := os.ReadFile("../../demo/koszalin.toml")
	if err != nil {
		t.Fatal(err)
	}
	s.load(strings.Replace(string(text), `"koszalin"`, `"other"`, 1))
	s.clock.pass(2 * time.Second)
	golden(t, "offices-en", s.get("/?lang=en"), http.StatusOK)
	golden(t, "home-of-several-pl", s.get("/o/koszalin/"), http.StatusOK)
	a := s.take(9, "slub", "pl", false)
	if want := "/o/koszalin/t/" + a.Ticket.Token; path(a) != want {
		t.Errorf("got %s, want %s", a.StatusURL, want)
	}
	for p, want := range map[string]int{
		path(a): 200, "/t/" + a.Ticket.Token: 200, "/o/other/t/" + a.Ticket.Token: 404, "/o/nowhere/t/" + a.Ticket.Token: 404, "/o/nowhere/": 404,
	} {
		if w := s.get(p); w.Code != want {
			t.Errorf("%s: got %d, want %d", p, w.Code, want)
		}
	}
}

// Who guesses learns nothing from the answer.
func TestUnknownAddressesLookAlike(t *testing.T) {
	t.Parallel()
	s := newSite(t, false)
	golden(t, "notfound-pl", s.get("/t/x"), http.StatusNotFound)
	golden(t, "notfound-en", s.get("/t/x", "Accept-Language", "en"), http.StatusNotFound)
	want := s.get("/t/x").Body.String()
	for _, p := range []string{"/t/" + queue.Token([16]byte{1}), "/o/koszalin/t/x", "/o/nowhere/t/x", "/o/nowhere/", "/nothing", "/t/"} {
		if w := s.get(p); w.Code != http.StatusNotFound || w.Body.String() != want {
			t.Errorf("%s: got %d %s", p, w.Code, w.Body)
		}
	}
}

func TestHeaders(t *testing.T) {
	t.Parallel()
	s := newSite(t, false)
	a := s.take(1, "slub", "pl", false)
	for _, p := range []string{path(a), "/", "/t/x"} {
		h := s.get(p).Header()
		if !strings.HasPrefix(h.Get("Content-Security-Policy"), "default-src 'self'") || h.Get("Cache-Control") != "no-store" ||
			h.Get("X-Content-Type-Options") != "nosniff" || h.Get("Referrer-Policy") != "same-origin" {
			t.Errorf("%s: got %v", p, h)
		}
	}
	body := s.get(path(a)).Body.String()
	for _, forbidden := range []string{"<script>", "<style", "style=", "http://", "https://"} {
		if strings.Contains(body, forbidden) {
			t.Errorf("the page has %q", forbidden)
		}
	}
	for _, asset := range regexp.MustCompile(`(?:href|src)="(/(?:assets|colour)[^"]+)"`).FindAllStringSubmatch(body, -1) {
		if w := s.get(asset[1]); w.Code != http.StatusOK || !strings.HasPrefix(w.Header().Get("Content-Type"), "text/") ||
			!strings.Contains(w.Header().Get("Cache-Control"), "immutable") {
			t.Errorf("%s: got %d %v", asset[1], w.Code, w.Header())
		}
	}
	for p, want := range map[string]int{
		"/assets/inter-600.woff2": 200, "/assets/none.css": 404, "/colour/zzzzzz.css": 404, "/colour/00508c": 404, "/healthz": 200,
	} {
		if w := s.get(p); w.Code != want {
			t.Errorf("%s: got %d, want %d", p, w.Code, want)
		}
	}
	post := httptest.NewRequest(http.MethodPost, "/", nil)
	post.Header.Set("Sec-Fetch-Site", "cross-site")
	w := httptest.NewRecorder()
	if s.http.ServeHTTP(w, post); w.Code != http.StatusForbidden {
		t.Errorf("a post from another site: got %d", w.Code)
	}
}

// A department has the same colour on every screen.
func TestMarksOfDepartments(t *testing.T) {
	t.Parallel()
	sheet, err := os.ReadFile("../assets/site.css")
	if err != nil {
		t.Fatal(err)
	}
	for i, c := range scene.Marks() {
		if want := fmt.Sprintf(".mark-%d{background:#%02x%02x%02x}", i+1, c.R, c.G, c.B); !strings.Contains(string(sheet), want) {
			t.Errorf("the sheet lacks %s", want)
		}
	}
}

func TestMetricsStayOnTheMachine(t *testing.T) {
	t.Parallel()
	s := newSite(t, false)
	for remote, want := range map[string]int{"127.0.0.1:4": 200, "[::1]:4": 200, "192.0.2.1:4": 403, "": 403} {
		r := httptest.NewRequest(http.MethodGet, "/metrics", nil)
		r.RemoteAddr = remote
		w := httptest.NewRecorder()
		if s.http.ServeHTTP(w, r); w.Code != want {
			t.Errorf("%q: got %d, want %d", remote, w.Code, want)
		}
		if body, _ := io.ReadAll(w.Body); want == 200 && !strings.Contains(string(body), "numerek_ticket_issue_seconds_count") {
			t.Errorf("got %s", body)
		}
	}
}
