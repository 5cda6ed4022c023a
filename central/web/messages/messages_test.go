package messages_test

import (
	"context"
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
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"numerek/central/access"
	"numerek/central/accounts"
	"numerek/central/notify"
	"numerek/central/notify/file"
	"numerek/central/notify/outbox"
	"numerek/central/office"
	"numerek/central/officefile"
	"numerek/central/secret"
	"numerek/central/store"
	"numerek/central/store/memstore"
	"numerek/central/visits"
	"numerek/central/web"
	"numerek/central/web/login"
	"numerek/central/web/messages"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// stillClock shows one instant.
type stillClock struct{ now time.Time }

func (c *stillClock) Now() time.Time        { return c.now }
func (c *stillClock) Uptime() time.Duration { return 0 }

// still is a source of randomness that makes the same ids every time.
type still struct{ n uint64 }

func (r *still) Read(p []byte) (int, error) {
	for i := range p {
		r.n = r.n*6364136223846793005 + 1442695040888963407
		p[i] = byte(r.n >> 56)
	}
	return len(p), nil
}

// ceiling is the demonstration's, in place of which the tests have one of 800.
var ceiling = regexp.MustCompile(`(?m)^(daily_limit\s*=\s*)\d+`)

const word = "poprawne-haslo"

// site is the page over the real use cases and the real outbox.
type site struct {
	t      *testing.T
	store  *store.Store
	clock  *stillClock
	keys   *secret.Keys
	office *office.Office
	visits *visits.Visits
	users  *accounts.Accounts
	cookie *http.Cookie
	http   http.Handler
}

func newSite(t *testing.T) *site {
	t.Helper()
	s := &site{t: t, clock: &stillClock{now: time.Date(2026, 11, 23, 8, 10, 0, 0, time.UTC)}}
	var err error
	if s.store, err = store.New(t.Context(), memstore.New(), store.Options{Now: s.clock.Now}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.store.Close() })
	text, err := os.ReadFile("../../demo/koszalin.toml")
	if err != nil {
		t.Fatal(err)
	}
	text = ceiling.ReplaceAll(text, []byte("${1}800"))
	parsed, problems := officefile.Parse("koszalin.toml", text)
	if err := problems.Err(); err != nil {
		t.Fatal(err)
	}
	s.change(func(tx *store.Tx) {
		tx.PutOffice(store.Office{ID: parsed.ID, Revision: 1})
		tx.PutFile(parsed.ID, string(text))
	})
	if s.keys, err = secret.New([32]byte{1}); err != nil {
		t.Fatal(err)
	}
	book := visits.NewBook(s.keys, false)
	s.office = office.New(s.store, office.Options{Clock: s.clock, Companion: book})
	s.visits = visits.New(s.office, s.store, book, visits.Options{Random: new(still)})
	s.users = accounts.New(s.store, s.office, accounts.Options{})
	for name, role := range map[string]access.Role{"anna": access.Clerk, "maria": access.Manager, "adam": access.Administrator} {
		if _, err := s.users.AddUser(t.Context(), accounts.NewUser{Name: name, FullName: "Osoba Pierwsza", Role: role, Password: word}); err != nil {
			t.Fatal(err)
		}
	}
	return s
}

// serve serves the page; file is empty on a server with a gateway.
func (s *site) serve(file string) {
	s.t.Helper()
	assets, err := web.NewAssets()
	if err != nil {
		s.t.Fatal(err)
	}
	log := slog.New(slog.DiscardHandler)
	door, err := login.New(s.office, s.users, s.store, assets, log)
	if err != nil {
		s.t.Fatal(err)
	}
	pages, err := messages.New(s.office, s.store, s.keys, door, messages.Options{File: file})
	if err != nil {
		s.t.Fatal(err)
	}
	mux := http.NewServeMux()
	door.Register(mux)
	pages.Register(mux)
	s.http = web.Harden(door.Wrap(mux), log)
}

func (s *site) change(do func(*store.Tx)) {
	s.t.Helper()
	if err := s.store.Update(s.t.Context(), store.Keys{}, func(tx *store.Tx) error { do(tx); return nil }); err != nil {
		s.t.Fatal(err)
	}
}

func (s *site) ask(method, target string, fields ...string) *httptest.ResponseRecorder {
	s.t.Helper()
	v := url.Values{}
	for i := 0; i < len(fields); i += 2 {
		v.Set(fields[i], fields[i+1])
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
	return w
}

func (s *site) enter(name string) {
	s.t.Helper()
	s.ask(http.MethodPost, "/login", "name", name, "password", word)
}

// agreed books by telephone, of which a message is written.
func (s *site) agreed(n int, phone string) {
	s.t.Helper()
	_, err := s.visits.Hold(s.t.Context(), "koszalin", visits.Order{
		ID: fmt.Sprintf("0199e000-0000-4000-8000-%012d", n), Service: "dowod_wniosek", Start: time.Date(2026, 11, 24, 8+n, 0, 0, 0, time.UTC),
		Phone: phone, Clerk: "anna", Language: "pl",
	})
	if err != nil {
		s.t.Fatal(err)
	}
}

// send lets the outbox work until all is sent.
func (s *site) send(sender notify.Sender) {
	s.t.Helper()
	o := outbox.New(s.store, s.keys, s.office, map[string]notify.Sender{notify.SMS: sender}, outbox.Options{Clock: s.clock.Now})
	ctx, cancel := context.WithTimeout(s.t.Context(), 30*time.Second)
	done := make(chan struct{})
	go func() {
		defer close(done)
		_ = o.Run(ctx)
	}()
	defer func() { cancel(); <-done }()
	for {
		open, err := s.store.OpenMessages(ctx, "koszalin")
		if err != nil {
			s.t.Fatal(err)
		}
		if open == 0 {
			return
		}
		select {
		case <-ctx.Done():
			s.t.Fatalf("%d messages were not sent", open)
		case <-time.After(10 * time.Millisecond):
		}
	}
}

var version = regexp.MustCompile(`\?v=[0-9a-f]+`)

func golden(t *testing.T, name string, w *httptest.ResponseRecorder) {
	t.Helper()
	if w.Code != http.StatusOK {
		t.Errorf("%s: got %d", name, w.Code)
	}
	got := version.ReplaceAllString(w.Body.String(), "")
	path := filepath.Join("testdata", name+".html")
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s (run with -update if this is right):\n%s", name, diff)
	}
}

// A server without a gateway shows what the phone would.
func Test_messages_that_went_to_a_file(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	path := filepath.Join(t.TempDir(), "messages.txt")
	s.serve(path)
	s.enter("adam")
	golden(t, "none-pl", s.ask(http.MethodGet, "/manage/messages"))
	s.agreed(1, "601 234 482")
	sender, err := file.Open(path, s.clock.Now)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { sender.Close() })
	s.send(sender)
	s.clock.now = s.clock.now.Add(time.Minute)
	s.agreed(2, "602 345 591") // waits in the outbox
	golden(t, "file-pl", s.ask(http.MethodGet, "/manage/messages"))
	s.ask(http.MethodPost, "/language", "lang", "en")
	golden(t, "yesterday-en", s.ask(http.MethodGet, "/manage/messages?day=2026-11-22"))
}

// refusing is a gateway that takes nothing.
type refusing struct{}

func (refusing) Name() string { return "smsapi" }
func (refusing) Send(context.Context, notify.Text) (notify.Accepted, error) {
	return notify.Accepted{}, fmt.Errorf("smsapi 13: %w", notify.ErrRefused)
}

var code = regexp.MustCompile(`KOD|\b\d{3} ?\d{4}\b`)

// Where messages really go out, the administrator reads none of them.
func Test_messages_of_a_gateway_are_not_shown(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.serve("")
	s.enter("adam")
	s.agreed(1, "601 234 482")
	s.send(refusing{})
	s.clock.now = s.clock.now.Add(time.Minute)
	s.agreed(2, "602 345 591")
	w := s.ask(http.MethodGet, "/manage/messages")
	golden(t, "gateway-pl", w)
	if body := w.Body.String(); code.MatchString(body) || strings.Contains(body, "blockquote") {
		t.Errorf("a text is shown: %s", body)
	}
}

func Test_the_day_s_ceiling(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.serve("")
	s.enter("adam")
	sent := func(n int) {
		s.change(func(tx *store.Tx) {
			for i := range n {
				tx.PutMessage(store.Message{
					Office: "koszalin", ID: fmt.Sprintf("%d-%d", n, i), Channel: notify.SMS, Kind: "remind", State: string(notify.Sent), Prefix: "+48",
					Parts: 1, Sender: "smpp", CreatedAt: s.clock.now, SentAt: s.clock.now,
				})
			}
		})
	}
	for _, step := range []struct {
		more int
		want []string
		not  string
	}{
		{639, []string{"Dzisiaj: 639 z dziennego limitu 800 SMS", "Pokazujemy 300 najnowszych.", "&#43;48 …"}, "Zostało"},
		{1, []string{"Dzisiaj: 640 z dziennego limitu 800 SMS", "Zostało mniej niż 20% dziennego limitu."}, "wyczerpany"},
		{160, []string{"Dzisiaj: 800 z dziennego limitu 800 SMS", "Dzienny limit jest wyczerpany."}, "Zostało"},
	} {
		sent(step.more)
		body := s.ask(http.MethodGet, "/manage/messages").Body.String()
		for _, want := range step.want {
			if !strings.Contains(body, want) {
				t.Errorf("after %d more: lacks %q", step.more, want)
			}
		}
		if strings.Contains(body, step.not) {
			t.Errorf("after %d more: has %q", step.more, step.not)
		}
	}
}

func Test_the_page_is_for_administrators(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.serve("")
	if w := s.ask(http.MethodGet, "/manage/messages"); !strings.HasPrefix(w.Header().Get("Location"), "/login") {
		t.Errorf("got %d to %s", w.Code, w.Header().Get("Location"))
	}
	for _, name := range []string{"anna", "maria"} {
		s.enter(name)
		if w := s.ask(http.MethodGet, "/manage/messages"); w.Code != http.StatusForbidden {
			t.Errorf("%s: got %d", name, w.Code)
		}
	}
}
