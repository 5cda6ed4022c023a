package bookings_test

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"numerek/central/access"
	"numerek/central/accounts"
	"numerek/central/booking"
	"numerek/central/live"
	"numerek/central/notify/outbox"
	"numerek/central/office"
	"numerek/central/officefile"
	"numerek/central/secret"
	"numerek/central/store"
	"numerek/central/store/memstore"
	"numerek/central/visits"
	"numerek/central/web"
	"numerek/central/web/bookings"
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

// noise makes the same random bytes every time, and no two blocks alike.
type noise struct {
	mu sync.Mutex
	n  uint64
}

func (r *noise) Read(p []byte) (int, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for i := range p {
		r.n = r.n*6364136223846793005 + 1442695040888963407
		p[i] = byte(r.n >> 56)
	}
	return len(p), nil
}

const secretWord = "poprawne-haslo"

// site is the staff's pages about bookings over the real use cases, with a
// browser in front.
type site struct {
	t      *testing.T
	store  *store.Store
	clock  *stillClock
	keys   *secret.Keys
	office *office.Office
	visits *visits.Visits
	http   http.Handler
	cookie *http.Cookie
	log    *bytes.Buffer
	text   string // of the office file
	asked  []string
	orders int
}

func newSite(t *testing.T) *site {
	t.Helper()
	s := &site{t: t, clock: &stillClock{now: time.Date(2026, 11, 23, 6, 50, 0, 0, time.UTC)}, log: new(bytes.Buffer)}
	var err error
	if s.store, err = store.New(t.Context(), memstore.New(), store.Options{Now: s.clock.Now}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.store.Close() })
	text, err := os.ReadFile("../../demo/koszalin.toml")
	if err != nil {
		t.Fatal(err)
	}
	s.put(string(text), 1)
	if s.keys, err = secret.New([32]byte{1}); err != nil {
		t.Fatal(err)
	}
	log := slog.New(slog.NewTextHandler(s.log, nil))
	book := visits.NewBook(s.keys, false)
	s.office = office.New(s.store, office.Options{Clock: s.clock, Random: new(noise), Companion: book, Log: log})
	s.visits = visits.New(s.office, s.store, book, visits.Options{Random: new(noise), Log: log})
	users := accounts.New(s.store, s.office, accounts.Options{})
	for name, role := range map[string]access.Role{"anna": access.Clerk, "maria": access.Manager, "adam": access.Administrator} {
		_, err := users.AddUser(t.Context(), accounts.NewUser{Name: name, FullName: "Osoba Za Biurkiem", Role: role, Password: secretWord})
		if err != nil {
			t.Fatal(err)
		}
	}
	hub := live.New(s.store, live.Options{})
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan struct{})
	go func() {
		defer close(done)
		_ = hub.Run(ctx)
	}()
	t.Cleanup(func() { cancel(); <-done })
	s.serve(users, live.NewBoards(hub, s.office.Floor, s.office.Now, log), log)
	return s
}

func (s *site) serve(users *accounts.Accounts, floors *live.Boards[office.Floor], log *slog.Logger) {
	s.t.Helper()
	assets, err := web.NewAssets()
	if err != nil {
		s.t.Fatal(err)
	}
	door, err := login.New(s.office, users, s.store, assets, log)
	if err != nil {
		s.t.Fatal(err)
	}
	pages, err := bookings.New(s.office, s.visits, floors, door)
	if err != nil {
		s.t.Fatal(err)
	}
	desks, err := console.New(s.office, floors, s.store, door, assets)
	if err != nil {
		s.t.Fatal(err)
	}
	mux := http.NewServeMux()
	door.Register(mux)
	desks.Register(mux)
	pages.Register(mux)
	assets.Register(mux)
	s.http = web.Harden(door.Wrap(mux), log)
}

// put makes a text the office file.
func (s *site) put(text string, revision int64) {
	s.t.Helper()
	file, problems := officefile.Parse("koszalin.toml", []byte(text))
	if err := problems.Err(); err != nil {
		s.t.Fatal(err)
	}
	err := s.store.Update(context.Background(), store.Keys{}, func(tx *store.Tx) error {
		row, err := tx.Office(file.ID)
		if err != nil && !errors.Is(err, store.ErrNotFound) {
			return err
		}
		row.ID, row.Revision = file.ID, revision
		tx.PutOffice(row)
		tx.PutFile(file.ID, text)
		return nil
	})
	if err != nil {
		s.t.Fatal(err)
	}
	s.text = text
}

func (s *site) ask(method, target string, fields ...string) *httptest.ResponseRecorder {
	s.t.Helper()
	v := url.Values{}
	for i := 0; i < len(fields); i += 2 {
		v.Add(fields[i], fields[i+1])
	}
	r := httptest.NewRequest(method, target, strings.NewReader(v.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	if s.cookie != nil {
		r.AddCookie(s.cookie)
	}
	w := httptest.NewRecorder()
	s.http.ServeHTTP(w, r)
	for _, c := range w.Result().Cookies() {
		s.cookie = c
	}
	s.asked = append(s.asked, target, w.Header().Get("Location"))
	return w
}

func (s *site) get(target string) *httptest.ResponseRecorder {
	s.t.Helper()
	return s.ask(http.MethodGet, target)
}

func (s *site) post(target string, fields ...string) *httptest.ResponseRecorder {
	s.t.Helper()
	return s.ask(http.MethodPost, target, fields...)
}

// sent posts a form that is done, and returns the page that comes next.
func (s *site) sent(target string, fields ...string) *httptest.ResponseRecorder {
	s.t.Helper()
	w := s.post(target, fields...)
	if w.Code != http.StatusSeeOther {
		s.t.Fatalf("%s %q: got %d: %s", target, fields, w.Code, w.Body)
	}
	return s.get(w.Header().Get("Location"))
}

// enter logs somebody in, who takes desk 3 of the town hall.
func (s *site) enter(name string) {
	s.t.Helper()
	s.post("/login", "name", name, "password", secretWord)
	s.post("/console/desk", "location", "ratusz", "desk", "3", "over", "yes")
}

func at(hour string) time.Time {
	t, err := time.Parse("2006-01-02 15:04", hour)
	if err != nil {
		panic(err)
	}
	return t.Add(-time.Hour) // in Koszalin, in winter
}

// order is an id of a booking that is the same every time.
func (s *site) order() string {
	s.orders++
	return fmt.Sprintf("0199e000-0000-4000-8000-%012d", s.orders)
}

// agreed is a visit that the office has booked for somebody.
func (s *site) agreed(service, hour, phone, name string) booking.Booking {
	s.t.Helper()
	h, err := s.visits.Hold(s.t.Context(), "koszalin", visits.Order{
		ID: s.order(), Service: service, Start: at(hour), Phone: phone, Name: name, Language: "pl", Clerk: "anna",
	})
	if err != nil {
		s.t.Fatalf("%s at %s: %v", service, hour, err)
	}
	return h.Booking
}

var sevenDigits = regexp.MustCompile(`\b\d{3} \d{4}\b`) // as a message writes them

// booked is a visit that a citizen has booked with the code of the message.
func (s *site) booked(service, hour, phone, name, language string) booking.Booking {
	s.t.Helper()
	ctx := s.t.Context()
	h, err := s.visits.Hold(ctx, "koszalin", visits.Order{
		ID: s.order(), Service: service, Start: at(hour), Phone: phone, Name: name, Language: language,
	})
	if err != nil {
		s.t.Fatalf("%s at %s: %v", service, hour, err)
	}
	all, err := s.store.MessagesOf(ctx, "koszalin", h.Booking.ID)
	if err != nil || len(all) == 0 {
		s.t.Fatalf("got %d messages: %v", len(all), err)
	}
	text, err := s.keys.Open(outbox.About(all[0]), all[0].Text)
	if err != nil {
		s.t.Fatal(err)
	}
	if _, err := s.visits.Confirm(ctx, "koszalin", h.Token, sevenDigits.FindString(text)); err != nil {
		s.t.Fatalf("%q: %v", text, err)
	}
	b, err := s.store.Booking(ctx, "koszalin", h.Booking.ID)
	if err != nil {
		s.t.Fatal(err)
	}
	return b
}

func (s *site) state(id string) booking.State {
	s.t.Helper()
	b, err := s.store.Booking(s.t.Context(), "koszalin", id)
	if err != nil {
		s.t.Fatal(err)
	}
	return b.State
}

// page is the address of a booking, or of a page below it.
func page(b booking.Booking, below string) string {
	return "/console/bookings/" + b.ID + below + "?at=" + b.Location + "&day=" + string(b.Day)
}

var changing = []*regexp.Regexp{
	regexp.MustCompile(`(\?v=)[0-9a-f]+`), regexp.MustCompile(`(name="id" value=")[0-9a-f]{8}-[0-9a-f-]{27}`),
}

func golden(t *testing.T, name string, w *httptest.ResponseRecorder, code int) {
	t.Helper()
	if w.Code != code {
		t.Errorf("%s: got %d, want %d", name, w.Code, code)
	}
	got := w.Body.String()
	for _, r := range changing {
		got = r.ReplaceAllString(got, "${1}0")
	}
	file := filepath.Join("testdata", name+".html")
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s (run with -update if this is right):\n%s", name, diff)
	}
}

// has checks what a page must say, and must not.
func has(t *testing.T, w *httptest.ResponseRecorder, want map[string]bool) {
	t.Helper()
	for text, wanted := range want {
		if strings.Contains(w.Body.String(), text) != wanted {
			t.Errorf("has %q: got %t in\n%s", text, !wanted, w.Body)
		}
	}
}
