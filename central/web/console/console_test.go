package console_test

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"html"
	"log/slog"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"numerek/central/access"
	"numerek/central/live"
	"numerek/central/office"
	"numerek/central/officefile"
	"numerek/central/queue"
	"numerek/central/store"
	"numerek/central/store/memstore"
	"numerek/central/web"
	"numerek/central/web/console"
	"numerek/central/web/login"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// stillClock shows one instant until a test moves it.
type stillClock struct {
	mu     sync.Mutex
	now    time.Time
	uptime time.Duration
}

func (c *stillClock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *stillClock) Uptime() time.Duration {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.uptime
}

func (c *stillClock) pass(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now, c.uptime = c.now.Add(d), c.uptime+d
}

// counting is a source of randomness that makes the same ids every time.
type counting struct{ n byte }

func (c *counting) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = c.n
	}
	c.n++
	return len(p), nil
}

// door lets in whoever the cookie "clerk" names, and keeps things by that name.
type door struct {
	mu     sync.Mutex
	people map[string]login.Person
	kept   map[string]string
}

func (d *door) Require(_ access.Right, h func(http.ResponseWriter, *http.Request, login.Person) error) web.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) error {
		p, ok := d.people[clerk(r)]
		if !ok {
			http.Redirect(w, r, "/login", http.StatusSeeOther)
			return nil
		}
		return h(w, r, p)
	}
}

func (d *door) Page(h web.HandlerFunc) http.Handler {
	return web.Page(slog.New(slog.DiscardHandler), d.Failed, h)
}

func (d *door) Failed(w http.ResponseWriter, _ *http.Request, code int) { w.WriteHeader(code) }

func (d *door) Keep(r *http.Request, key, value string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.kept[clerk(r)+key] = value
}

func (d *door) Kept(r *http.Request, key string) string {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.kept[clerk(r)+key]
}

func clerk(r *http.Request) string {
	c, err := r.Cookie("clerk")
	if err != nil {
		return ""
	}
	return c.Value
}

// countingAgenda is the store.
type countingAgenda struct {
	*store.Store
	asked atomic.Int64
}

type site struct {
	t     *testing.T
	store *store.Store
	clock *stillClock
	*office.Office
	agenda *countingAgenda
	http   http.Handler
	n      int // tickets taken
}

// The people who work here, by the browser that they sit at.
func staff() map[string]login.Person {
	person := func(name, full, workstation, language string) login.Person {
		return login.Person{Office: "koszalin", Name: name, FullName: full, Role: access.Clerk, Workstation: workstation, Language: language}
	}
	return map[string]login.Person{
		"anna": person("anna", "Pracownik Pierwszy", "w1", "pl"), "jan": person("jan", "Pracownik Drugi", "w2", "pl"),
		"eve": person("eve", "Eve Smith", "w3", "en"),
	}
}

func newSite(t *testing.T) *site {
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
	file, problems := officefile.Parse("koszalin.toml", text)
	if err := problems.Err(); err != nil {
		t.Fatal(err)
	}
	s.change(func(tx *store.Tx) {
		tx.PutOffice(store.Office{ID: file.ID, Revision: 1})
		tx.PutFile(file.ID, string(text))
		for _, p := range staff() {
			tx.PutUser(store.User{UserKey: store.UserKey{Office: p.Office, Name: p.Name}, FullName: p.FullName, Role: string(p.Role)})
		}
	})
	s.Office = office.New(s.store, office.Options{Clock: s.clock, Random: new(counting)})
	s.agenda = &countingAgenda{Store: s.store}
	hub := live.New(s.store, live.Options{})
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan struct{})
	go func() {
		defer close(done)
		_ = hub.Run(ctx)
	}()
	t.Cleanup(func() { cancel(); <-done })
	assets, err := web.NewAssets()
	if err != nil {
		t.Fatal(err)
	}
	log := slog.New(slog.DiscardHandler)
	pages, err := console.New(s.Office, live.NewBoards(hub, s.Floor, s.Now, log), s.agenda,
		&door{people: staff(), kept: make(map[string]string)}, assets)
	if err != nil {
		t.Fatal(err)
	}
	mux := http.NewServeMux()
	pages.Register(mux)
	assets.Register(mux)
	s.http = web.Harden(mux, log)
	return s
}

func (s *site) change(do func(*store.Tx)) {
	s.t.Helper()
	if err := s.store.Update(s.t.Context(), store.Keys{}, func(tx *store.Tx) error { do(tx); return nil }); err != nil {
		s.t.Fatal(err)
	}
}

// take takes a ticket at the kiosk, and changes what only time or a booking would.
func (s *site) take(service, language string, edit ...func(*queue.Ticket)) queue.Ticket {
	s.t.Helper()
	s.n++
	guest, err := s.Guest(s.t.Context(), "koszalin")
	if err != nil {
		s.t.Fatal(err)
	}
	a, err := s.Issue(s.t.Context(), guest, office.Request{
		ID: fmt.Sprintf("0199e000-0000-7000-8000-%012d", s.n), Service: service, Language: language,
	})
	if err != nil || a.Refusal != nil {
		s.t.Fatal(a.Refusal, err)
	}
	k := a.Ticket
	for _, e := range edit {
		e(&k)
		s.change(func(tx *store.Tx) { tx.PutTicket(k) })
	}
	return k
}

func (s *site) ask(who, method, path string, form url.Values, header ...string) *httptest.ResponseRecorder {
	s.t.Helper()
	r := httptest.NewRequest(method, path, strings.NewReader(form.Encode()))
	if form != nil {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	r.AddCookie(&http.Cookie{Name: "clerk", Value: who})
	for i := 0; i < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	w := httptest.NewRecorder()
	s.http.ServeHTTP(w, r)
	return w
}

func (s *site) get(who, path string) *httptest.ResponseRecorder {
	s.t.Helper()
	return s.ask(who, http.MethodGet, path, nil)
}

// post sends a form and returns where it leads.
func (s *site) post(who, path string, form url.Values) string {
	s.t.Helper()
	w := s.ask(who, http.MethodPost, path, form)
	if w.Code != http.StatusSeeOther {
		s.t.Fatalf("%s %v: got status %d, want %d", path, form, w.Code, http.StatusSeeOther)
	}
	return w.Header().Get("Location")
}

// sit takes a desk of the registry office.
func (s *site) sit(who string, desk int) {
	s.t.Helper()
	if got := s.post(who, "/console/desk", url.Values{"location": {"usc"}, "desk": {strconv.Itoa(desk)}}); got != "/console" {
		s.t.Fatalf("taking desk %d leads to %s", desk, got)
	}
}

// view is what the script gets.
type view struct {
	Incarnation    string
	Seq, Operation int64
	Now            int64
	HTML           string
}

func (s *site) view(who string) view {
	s.t.Helper()
	return parse(s.t, s.ask(who, http.MethodGet, "/console", nil, "Accept", "application/json"))
}

func parse(t *testing.T, w *httptest.ResponseRecorder) view {
	t.Helper()
	var v view
	if err := json.Unmarshal(w.Body.Bytes(), &v); err != nil || w.Code != http.StatusOK {
		t.Fatalf("status %d: %v: %s", w.Code, err, w.Body)
	}
	return v
}

// act does a deed as the script does, and returns what the page says of it.
func (s *site) act(who, deed string, more ...string) string {
	s.t.Helper()
	before := s.view(who)
	form := url.Values{"deed": {deed}, "operation": {strconv.FormatInt(before.Operation+1, 10)}, "incarnation": {before.Incarnation}}
	for i := 0; i < len(more); i += 2 {
		form.Set(more[i], more[i+1])
	}
	return said(parse(s.t, s.ask(who, http.MethodPost, "/console/act", form, "Accept", "application/json")).HTML)
}

var (
	version = regexp.MustCompile(`\?v=[0-9a-f]+`)
	saying  = regexp.MustCompile(`<span id="said-what">([^<]*)</span>`)
	// What is random, and what follows from it: a forecast is played with the tickets' ids.
	random = []*regexp.Regexp{
		regexp.MustCompile(`(data-incarnation=")[0-9a-f]+`), regexp.MustCompile(`(name="incarnation" value=")[0-9a-f]+`), regexp.MustCompile(`(")[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-1[0-9a-f]{11}`),
		regexp.MustCompile(`(<code>)[0-9a-f]{20}1[0-9a-f]{11}`),
		regexp.MustCompile(`(t-)[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-1[0-9a-f]{11}`), regexp.MustCompile(`(<p class="expect">)[^<]+`),
	}
)

func said(page string) string {
	if m := saying.FindStringSubmatch(page); m != nil {
		return strings.ReplaceAll(html.UnescapeString(m[1]), "\u202f", " ")
	}
	return ""
}

func golden(t *testing.T, name, got string) {
	t.Helper()
	got = version.ReplaceAllString(got, "?v=0")
	for _, r := range random {
		got = r.ReplaceAllString(got, "${1}0")
	}
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

// has checks what a page must say and must not.
func has(t *testing.T, page string, want map[string]bool) {
	t.Helper()
	for text := range maps.Keys(want) {
		if strings.Contains(page, text) != want[text] {
			t.Errorf("has %q: got %v in\n%s", text, !want[text], page)
		}
	}
}
