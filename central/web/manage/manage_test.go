package manage_test

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
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"numerek/central/access"
	"numerek/central/accounts"
	"numerek/central/health"
	"numerek/central/office"
	"numerek/central/officefile"
	"numerek/central/secret"
	"numerek/central/store"
	"numerek/central/store/memstore"
	"numerek/central/updates"
	"numerek/central/visits"
	"numerek/central/web"
	"numerek/central/web/login"
	"numerek/central/web/manage"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// stillClock shows one instant.
type stillClock struct{ now time.Time }

func (c *stillClock) Now() time.Time        { return c.now }
func (c *stillClock) Uptime() time.Duration { return 0 }

const secretWord = "poprawne-haslo"

// site is the manager's page, with a browser in front.
type site struct {
	t       *testing.T
	store   *store.Store
	clock   *stillClock
	visits  *visits.Visits
	health  *health.Health
	updates *updates.Updates
	http    http.Handler
	cookie  *http.Cookie
}

func newSite(t *testing.T) *site {
	t.Helper()
	s := &site{t: t, clock: &stillClock{now: time.Date(2026, 11, 23, 8, 30, 0, 0, time.UTC)}}
	var err error
	if s.store, err = store.New(t.Context(), memstore.New(), store.Options{}); err != nil {
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
	err = s.store.Update(context.Background(), store.Keys{}, func(tx *store.Tx) error {
		tx.PutOffice(store.Office{ID: file.ID, Revision: 1})
		tx.PutFile(file.ID, string(text))
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	keys, err := secret.New([32]byte{1})
	if err != nil {
		t.Fatal(err)
	}
	book := visits.NewBook(keys, false)
	o := office.New(s.store, office.Options{Clock: s.clock, Companion: book})
	s.visits = visits.New(o, s.store, book, visits.Options{})
	users := accounts.New(s.store, o, accounts.Options{})
	for name, role := range map[string]access.Role{"anna": access.Clerk, "maria": access.Manager} {
		_, err := users.AddUser(t.Context(), accounts.NewUser{Name: name, FullName: "Kierownik Działu", Role: role, Password: secretWord})
		if err != nil {
			t.Fatal(err)
		}
	}
	assets, err := web.NewAssets()
	if err != nil {
		t.Fatal(err)
	}
	log := slog.New(slog.DiscardHandler)
	door, err := login.New(o, users, s.store, assets, log)
	if err != nil {
		t.Fatal(err)
	}
	pages, err := manage.New(o, users, s.visits, door)
	if err != nil {
		t.Fatal(err)
	}
	s.health = health.New(o, s.store, keys, health.Options{Version: "v2"})
	s.updates = updates.New(o, s.store, updates.Options{Folder: t.TempDir()})
	devices, err := manage.NewDevices(o, s.health, s.updates, door)
	if err != nil {
		t.Fatal(err)
	}
	mux := http.NewServeMux()
	door.Register(mux)
	pages.Register(mux)
	devices.Register(mux)
	assets.Register(mux)
	s.http = web.Harden(door.Wrap(mux), log)
	return s
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

func (s *site) get(target string) *httptest.ResponseRecorder {
	s.t.Helper()
	return s.ask(http.MethodGet, target)
}

func (s *site) post(target string, fields ...string) *httptest.ResponseRecorder {
	s.t.Helper()
	return s.ask(http.MethodPost, target, fields...)
}

// sent posts a form and wants the page of a location to come next.
func (s *site) sent(target, location string, fields ...string) {
	s.t.Helper()
	w := s.post(target, append(fields, "location", location)...)
	if want := "/manage?saved=" + location + "#" + location; w.Code != http.StatusSeeOther || w.Header().Get("Location") != want {
		s.t.Errorf("%q: got %d to %q: %s", fields, w.Code, w.Header().Get("Location"), w.Body)
	}
}

func (s *site) hall(location string) store.Hall {
	s.t.Helper()
	halls, err := s.store.Halls(s.t.Context(), "koszalin")
	if err != nil {
		s.t.Fatal(err)
	}
	for _, h := range halls {
		if h.Location == location {
			return h
		}
	}
	return store.Hall{}
}

var versions = regexp.MustCompile(`\?v=[0-9a-f]+`)

func golden(t *testing.T, name string, w *httptest.ResponseRecorder, code int) {
	t.Helper()
	if w.Code != code {
		t.Errorf("%s: got %d, want %d", name, w.Code, code)
	}
	got := versions.ReplaceAllString(w.Body.String(), "")
	file := filepath.Join("testdata", name+".html")
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o600); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s: %s", name, diff)
	}
}

func Test_the_message_and_the_silence(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.post("/login", "name", "maria", "password", secretWord)
	golden(t, "empty-pl", s.get("/manage"), http.StatusOK)
	s.sent("/manage/message", "ratusz", "text-pl", " Dziś  czynne do 13 <b> ", "text-en", "Closing at 1 pm today")
	s.sent("/manage/silence", "ratusz", "silence", "60")
	s.sent("/manage/silence", "usc", "silence", "day")
	golden(t, "set-pl", s.get("/manage?saved=ratusz"), http.StatusOK)
	h := s.hall("ratusz")
	if h.Message != `{"en":"Closing at 1 pm today","pl":"Dziś czynne do 13 \u003cb\u003e"}` || h.MessageBy != "maria" ||
		!h.SilentUntil.Equal(s.clock.now.Add(time.Hour)) || h.SilentBy != "maria" {
		t.Errorf("got %+v", h)
	}
	if at := s.hall("usc").SilentUntil; !at.Equal(time.Date(2026, 11, 23, 23, 0, 0, 0, time.UTC)) { // midnight in Koszalin
		t.Errorf("the day ends at %s", at)
	}
	s.sent("/manage/message", "ratusz", "text-pl", " ")
	s.sent("/manage/silence", "ratusz", "silence", "off")
	if h := s.hall("ratusz"); h.Message != "" || !h.SilentUntil.IsZero() {
		t.Errorf("got %+v", h)
	}
	s.post("/language", "lang", "en")
	golden(t, "off-en", s.get("/manage"), http.StatusOK)
	s.clock.now = s.clock.now.Add(15 * time.Hour) // the silence is over by itself
	if body := s.get("/manage").Body.String(); strings.Contains(body, "silent until <time>") || !strings.Contains(body, "The voice announces calls.") {
		t.Errorf("got %s", body)
	}
}

func Test_what_cannot_be_set(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.post("/login", "name", "maria", "password", secretWord)
	golden(t, "problems-pl", s.post("/manage/message", "location", "usc", "text-pl", "Święto 🎉 dziś 🎉", "text-de", strings.Repeat("ß", 201)),
		http.StatusUnprocessableEntity)
	for target, fields := range map[string][]string{
		"/manage/message": {"location", "zamek", "text-pl", "x"},
		"/manage/silence": {"location", "zamek", "silence", "60"},
	} {
		if w := s.post(target, fields...); w.Code != http.StatusNotFound {
			t.Errorf("%s: got %d", target, w.Code)
		}
	}
	for _, silence := range []string{"", "61", "9999999", "-60", "night"} {
		if w := s.post("/manage/silence", "location", "usc", "silence", silence); w.Code != http.StatusBadRequest {
			t.Errorf("%q: got %d", silence, w.Code)
		}
	}
	if h := s.hall("usc"); h != (store.Hall{}) {
		t.Errorf("got %+v", h)
	}
}

// What waits elsewhere is counted here.
func Test_bookings_and_kiosks_that_wait_for_the_manager(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.post("/login", "name", "maria", "password", secretWord)
	if body := s.get("/manage").Body.String(); strings.Contains(body, "badge") || !strings.Contains(body, `href="/manage/bookings"`) {
		t.Errorf("got %s", body)
	}
	ctx := t.Context()
	_, err := s.visits.Hold(ctx, "koszalin", visits.Order{
		ID: "0199e000-0000-4000-8000-000000000001", Service: "dowod_wniosek", Start: time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC), Clerk: "anna",
	})
	if err != nil {
		t.Fatal(err)
	}
	err = s.store.Update(ctx, store.Keys{}, func(tx *store.Tx) error {
		text, err := tx.File("koszalin")
		if err != nil {
			return err
		}
		row, err := tx.Office("koszalin")
		if err != nil {
			return err
		}
		row.Revision++
		tx.PutOffice(row)
		tx.PutFile("koszalin", text+"\n[[exceptions]]\ndate = \"2026-11-24\"\nlocations = [\"ratusz\"]\nclosed = true\n")
		tx.PutKeypad(store.Keypad{KeypadKey: store.KeypadKey{Office: "koszalin", Device: "kiosk-ratusz"}, AlarmedAt: s.clock.now})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	s.sent("/manage/silence", "ratusz", "silence", "60") // a transaction, from which on the file is known
	body := s.get("/manage").Body.String()
	for _, want := range []string{`<span class="badge">Nie mieszczą się: 1</span>`, `<span class="badge">Błędne kody w biletomatach: 1</span>`} {
		if !strings.Contains(body, want) {
			t.Errorf("lacks %s in %s", want, body)
		}
	}
}

func Test_the_page_is_for_managers(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	for _, name := range []string{"", "anna"} {
		want := http.StatusSeeOther
		if name != "" {
			s.post("/login", "name", name, "password", secretWord)
			want = http.StatusForbidden
		}
		for _, w := range []*httptest.ResponseRecorder{
			s.get("/manage"), s.post("/manage/message", "location", "usc", "text-pl", "x"), s.post("/manage/silence", "location", "usc", "silence", "60"),
		} {
			if w.Code != want || want == http.StatusSeeOther && !strings.HasPrefix(w.Header().Get("Location"), "/login") {
				t.Errorf("%q: got %d to %s", name, w.Code, w.Header().Get("Location"))
			}
		}
	}
	if h := s.hall("usc"); h != (store.Hall{}) {
		t.Errorf("got %+v", h)
	}
}
