package visit_test

import (
	"context"
	"flag"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"numerek/central/notify/outbox"
	"numerek/central/office"
	"numerek/central/officefile"
	"numerek/central/secret"
	"numerek/central/store"
	"numerek/central/store/memstore"
	"numerek/central/visits"
	"numerek/central/web"
	"numerek/central/web/visit"
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

// counting is a source of randomness that makes the same codes and links every time.
type counting struct{ n int }

func (c *counting) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = byte(37 * (c.n + i + 1))
	}
	c.n++
	return len(p), nil
}

// site is the pages over a whole office in memory.
type site struct {
	t      testing.TB
	store  *store.Store
	clock  *stillClock
	keys   *secret.Keys
	office *office.Office
	visits *visits.Visits
	http   http.Handler
}

// monday is an hour at which the office is open: 09:30 in Koszalin.
var monday = time.Date(2026, 11, 23, 8, 30, 0, 0, time.UTC)

func newSite(t testing.TB, changes ...string) *site {
	t.Helper()
	s := &site{t: t, clock: &stillClock{now: monday}}
	var err error
	if s.store, err = store.New(t.Context(), memstore.New(), store.Options{Now: s.clock.Now}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.store.Close() })
	s.load(changes...)
	if s.keys, err = secret.New([32]byte{1}); err != nil {
		t.Fatal(err)
	}
	book := visits.NewBook(s.keys, true)
	s.office = office.New(s.store, office.Options{Clock: s.clock, Companion: book})
	s.visits = visits.New(s.office, s.store, book, visits.Options{Random: new(counting)})
	assets, err := web.NewAssets()
	if err != nil {
		t.Fatal(err)
	}
	pages, err := visit.New(s.office, s.visits, assets, slog.New(slog.NewTextHandler(t.Output(), nil)))
	if err != nil {
		t.Fatal(err)
	}
	mux := http.NewServeMux()
	pages.Register(mux)
	assets.Register(mux)
	s.http = web.Harden(mux, slog.New(slog.DiscardHandler))
	return s
}

// load imports the demonstration office with other words.
func (s *site) load(changes ...string) {
	s.t.Helper()
	text, err := os.ReadFile("../../demo/koszalin.toml")
	if err != nil {
		s.t.Fatal(err)
	}
	for i := 0; i < len(changes); i += 2 {
		if !strings.Contains(string(text), changes[i]) {
			s.t.Fatalf("the office file has no %q", changes[i])
		}
	}
	changed := strings.NewReplacer(changes...).Replace(string(text))
	file, problems := officefile.Parse("test.toml", []byte(changed))
	if err := problems.Err(); err != nil {
		s.t.Fatal(err)
	}
	err = s.store.Update(context.Background(), store.Keys{}, func(tx *store.Tx) error {
		tx.PutOffice(store.Office{ID: file.ID, Revision: s.clock.now.UnixMilli()})
		tx.PutFile(file.ID, changed)
		return nil
	})
	if err != nil {
		s.t.Fatal(err)
	}
	s.clock.pass(2 * time.Second) // offices are looked up again
}

func (s *site) do(r *http.Request, header ...string) *httptest.ResponseRecorder {
	for i := 0; i < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	w := httptest.NewRecorder()
	s.http.ServeHTTP(w, r)
	return w
}

func (s *site) get(path string, header ...string) *httptest.ResponseRecorder {
	return s.do(httptest.NewRequest(http.MethodGet, path, nil), header...)
}

// post sends a form as a browser does from the page itself.
func (s *site) post(path string, fields ...string) *httptest.ResponseRecorder {
	form := url.Values{}
	for i := 0; i < len(fields); i += 2 {
		form.Set(fields[i], fields[i+1])
	}
	r := httptest.NewRequest(http.MethodPost, path, strings.NewReader(form.Encode()))
	return s.do(r, "Content-Type", "application/x-www-form-urlencoded", "Sec-Fetch-Site", "same-origin")
}

// follow posts a form that leads to a page, and returns the page's address.
func (s *site) follow(path string, fields ...string) string {
	s.t.Helper()
	w := s.post(path, fields...)
	if w.Code != http.StatusSeeOther {
		s.t.Fatalf("%s: got %d %s", path, w.Code, w.Body)
	}
	return w.Header().Get("Location")
}

var formID = regexp.MustCompile(`name="id" value="([0-9a-f-]{36})"`)

// orderID is the id of the order in a form.
func (s *site) orderID(body string) string {
	s.t.Helper()
	m := formID.FindStringSubmatch(body)
	if m == nil {
		s.t.Fatalf("no id in %s", body)
	}
	return m[1]
}

// hold books as far as the code, and returns the address of the personal page.
func (s *site) hold(path, phone string, fields ...string) string {
	s.t.Helper()
	s.clock.pass(time.Second) // so that messages have an order
	id := s.orderID(s.get(path).Body.String())
	return s.follow(path, append([]string{"id", id, "phone", phone}, fields...)...)
}

// texts are the messages that were written so far, the newest last.
func (s *site) texts() []string {
	s.t.Helper()
	all, err := s.store.DueMessages(s.t.Context(), s.clock.now.AddDate(1, 0, 0), 1000)
	if err != nil {
		s.t.Fatal(err)
	}
	slices.SortStableFunc(all, func(a, b store.Message) int { return a.CreatedAt.Compare(b.CreatedAt) })
	out := make([]string, len(all))
	for i, m := range all {
		if out[i], err = s.keys.Open(outbox.About(m), m.Text); err != nil {
			s.t.Fatal(err)
		}
	}
	return out
}

var codeIn = regexp.MustCompile(`\b(\d{3}) ?(\d{4})\b`)

// code is the one in the newest message that has one.
func (s *site) code() string {
	s.t.Helper()
	for _, text := range slices.Backward(s.texts()) {
		if m := codeIn.FindStringSubmatch(text); m != nil {
			return m[1] + m[2]
		}
	}
	s.t.Fatalf("no code in %q", s.texts())
	return ""
}

// confirmed books to the end and returns the address of the personal page.
func (s *site) confirmed(path, phone string) string {
	s.t.Helper()
	at := s.hold(path, phone)
	return s.follow(below(at, "/kod"), "code", s.code())
}

// below is the address of something below a page.
func below(page, what string) string {
	path, query, _ := strings.Cut(page, "?")
	return path + what + "?" + query
}

var (
	version = regexp.MustCompile(`\?v=[0-9a-f]+`)
	anyID   = regexp.MustCompile(`[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}`)
)

func golden(t *testing.T, name string, w *httptest.ResponseRecorder, code int) {
	t.Helper()
	if w.Code != code {
		t.Fatalf("%s: got status %d, want %d: %s", name, w.Code, code, w.Body)
	}
	got := anyID.ReplaceAllString(version.ReplaceAllString(w.Body.String(), "?v=0"), "00000000-0000-4000-8000-000000000000")
	file := filepath.Join("testdata", name)
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

// has checks what a page says, every space an ordinary one.
func has(t *testing.T, w *httptest.ResponseRecorder, code int, wants ...string) {
	t.Helper()
	body := strings.NewReplacer("\u00a0", " ", "\u2060", "").Replace(w.Body.String())
	if w.Code != code {
		t.Errorf("got status %d, want %d: %s", w.Code, code, body)
	}
	for _, want := range wants {
		if !strings.Contains(body, want) {
			t.Errorf("no %q in %s", want, body)
		}
	}
}
