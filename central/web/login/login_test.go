package login_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"flag"
	"io"
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
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"numerek/central/access"
	"numerek/central/accounts"
	"numerek/central/office"
	"numerek/central/officefile"
	"numerek/central/password"
	"numerek/central/store"
	"numerek/central/store/memstore"
	"numerek/central/web"
	"numerek/central/web/login"
)

var update = flag.Bool("update", false, "rewrite the golden files")

const secret = "poprawne-haslo"

// hashed is the secret as it is stored; working it out takes a while.
var hashed = sync.OnceValue(func() string {
	hash, err := password.Hash(secret, rand.Reader)
	if err != nil {
		panic(err)
	}
	return hash
})

// site is the door with two rooms behind it, and a browser in front.
type site struct {
	t      *testing.T
	store  *store.Store
	users  *accounts.Accounts
	door   *login.Login
	http   http.Handler
	log    *bytes.Buffer
	cookie *http.Cookie
	header http.Header // of every request
	seen   login.Person
}

func newSite(t *testing.T, offices ...string) *site {
	t.Helper()
	s := &site{t: t, log: new(bytes.Buffer), header: http.Header{}}
	var err error
	if s.store, err = store.New(t.Context(), memstore.New(), store.Options{}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.store.Close() })
	text, err := os.ReadFile("../../demo/koszalin.toml")
	if err != nil {
		t.Fatal(err)
	}
	for _, id := range append([]string{"koszalin"}, offices...) {
		s.load(id, strings.Replace(string(text), `id          = "koszalin"`, `id = "`+id+`"`, 1))
	}
	s.open()
	err = s.store.Update(t.Context(), store.Keys{}, func(tx *store.Tx) error {
		for name, role := range map[string]access.Role{"anna": access.Clerk, "maria": access.Manager} {
			tx.PutUser(store.User{
				UserKey: store.UserKey{Office: "koszalin", Name: name}, FullName: "Pracownik " + name, Role: string(role), Password: hashed(),
			})
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func (s *site) load(id, text string) {
	s.t.Helper()
	file, problems := officefile.Parse("test.toml", []byte(text))
	if err := problems.Err(); err != nil {
		s.t.Fatal(err)
	}
	err := s.store.Update(context.Background(), store.Keys{}, func(tx *store.Tx) error {
		tx.PutOffice(store.Office{ID: id, Revision: 1})
		tx.PutFile(file.ID, text)
		return nil
	})
	if err != nil {
		s.t.Fatal(err)
	}
}

// open starts the pages, as after a restart of the program.
func (s *site) open() {
	s.t.Helper()
	o := office.New(s.store, office.Options{})
	s.users = accounts.New(s.store, o, accounts.Options{})
	assets, err := web.NewAssets()
	if err != nil {
		s.t.Fatal(err)
	}
	log := slog.New(slog.NewTextHandler(s.log, nil))
	if s.door, err = login.New(o, s.users, s.store, assets, log); err != nil {
		s.t.Fatal(err)
	}
	mux := http.NewServeMux()
	s.door.Register(mux)
	room := func(w http.ResponseWriter, r *http.Request, p login.Person) error {
		s.seen = p
		_, err := io.WriteString(w, "room of "+p.Name+", desk "+s.door.Kept(r, "desk"))
		return err
	}
	mux.Handle("/console", s.door.Page(s.door.Require(access.CallTickets, room)))
	mux.Handle("/manage", s.door.Page(s.door.Require(access.ManageHall, room)))
	mux.Handle("/users", s.door.Page(s.door.Require(access.AdministerUsers, room)))
	mux.Handle("POST /desk", s.door.Page(s.door.Require(access.CallTickets, func(w http.ResponseWriter, r *http.Request, _ login.Person) error {
		s.door.Keep(r, "desk", r.FormValue("desk"))
		w.WriteHeader(http.StatusNoContent)
		return nil
	})))
	mux.HandleFunc("/public", func(http.ResponseWriter, *http.Request) {})
	s.http = web.Harden(s.door.Wrap(mux), log)
}

// ask sends a request with the browser's cookie and keeps what it gets.
func (s *site) ask(method, target, body string) *httptest.ResponseRecorder {
	s.t.Helper()
	r := httptest.NewRequest(method, target, strings.NewReader(body))
	r.Header = s.header.Clone()
	if method == http.MethodPost {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	if s.cookie != nil {
		r.AddCookie(s.cookie)
	}
	w := httptest.NewRecorder()
	s.http.ServeHTTP(w, r)
	for _, c := range w.Result().Cookies() {
		if s.cookie = c; c.MaxAge < 0 {
			s.cookie = nil
		}
	}
	return w
}

func (s *site) get(target string) *httptest.ResponseRecorder {
	s.t.Helper()
	return s.ask(http.MethodGet, target, "")
}

// logIn sends the form, with other fields where there are any: "next", "/x" ...
func (s *site) logIn(name, password string, fields ...string) *httptest.ResponseRecorder {
	s.t.Helper()
	v := url.Values{"name": {name}, "password": {password}}
	for i := 0; i < len(fields); i += 2 {
		v.Set(fields[i], fields[i+1])
	}
	return s.ask(http.MethodPost, "/login", v.Encode())
}

// want checks the status of an answer and where it sends the browser.
func (s *site) want(w *httptest.ResponseRecorder, code int, location string) {
	s.t.Helper()
	if w.Code != code || w.Header().Get("Location") != location {
		s.t.Errorf("got %d to %q, want %d to %q: %s", w.Code, w.Header().Get("Location"), code, location, w.Body)
	}
}

var (
	versions = regexp.MustCompile(`\?v=[0-9a-f]+`)
	clocks   = regexp.MustCompile(`\d\d:\d\d`)
)

// golden compares a page with its file. Versions of assets are left out.
func golden(t *testing.T, name string, w *httptest.ResponseRecorder, code int) {
	t.Helper()
	if w.Code != code {
		t.Errorf("%s: got %d, want %d", name, w.Code, code)
	}
	got := clocks.ReplaceAllString(versions.ReplaceAllString(w.Body.String(), ""), "hh:mm")
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

func Test_pages(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	golden(t, "login-pl", s.get("/login"), http.StatusOK)
	golden(t, "login-en", s.get("/login?lang=en&next=/manage"), http.StatusOK)
	golden(t, "wrong-pl", s.logIn("Anna<b>", "zgadywanie"), http.StatusForbidden)
	s.want(s.logIn("anna", secret, "lang", "en"), http.StatusSeeOther, "/console")
	golden(t, "refused-en", s.get("/manage"), http.StatusForbidden)
	s.header.Set("Accept-Language", "de, en;q=0.5, pl;q=0.2")
	s.cookie = nil
	if w := s.get("/login"); !strings.Contains(w.Body.String(), `<html lang="en">`) {
		t.Errorf("the browser prefers English: %s", w.Body)
	}
	several := newSite(t, "kolobrzeg")
	golden(t, "offices-pl", several.get("/login"), http.StatusOK)
	golden(t, "which-pl", several.logIn("anna", secret), http.StatusBadRequest)
	several.want(several.logIn("anna", secret, "office", "kolobrzeg"), http.StatusForbidden, "")
	several.want(several.logIn("anna", secret, "office", "koszalin"), http.StatusSeeOther, "/console")
}

func Test_the_way_in_and_out(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.want(s.get("/console?desk=3"), http.StatusSeeOther, "/login?next=%2Fconsole%3Fdesk%3D3")
	s.want(s.ask(http.MethodPost, "/desk", "desk=3"), http.StatusSeeOther, "/login")
	if s.cookie != nil {
		t.Error("a stranger got a cookie")
	}
	s.want(s.logIn(" ANNA", secret, "next", "/console?desk=3"), http.StatusSeeOther, "/console?desk=3")
	first := s.cookie
	if c := first; !c.HttpOnly || c.Secure || c.SameSite != http.SameSiteLaxMode || c.Path != "/" || c.Name != "numerek" || c.MaxAge < 43190 || c.MaxAge > 43201 {
		t.Errorf("got %v", c)
	}
	s.want(s.get("/console"), http.StatusOK, "")
	p := s.seen
	if p.Workstation == "" || p.Office != "koszalin" || p.FullName != "Pracownik anna" || p.Role != access.Clerk || p.Language != "pl" {
		t.Errorf("got %+v", p)
	}
	s.want(s.get("/login"), http.StatusSeeOther, "/console")
	s.want(s.ask(http.MethodPost, "/desk", "desk=ratusz-3"), http.StatusNoContent, "")
	s.want(s.ask(http.MethodPost, "/language", "lang=en&next=/console"), http.StatusSeeOther, "/console")
	s.want(s.ask(http.MethodPost, "/language", "lang=xx&next=//evil.example"), http.StatusSeeOther, "/console")

	s.open() // the server starts again
	if w := s.get("/console"); w.Body.String() != "room of anna, desk ratusz-3" || s.seen.Workstation != p.Workstation || s.seen.Language != "en" {
		t.Errorf("got %d %s, %+v", w.Code, w.Body, s.seen)
	}
	s.want(s.logIn("maria", secret), http.StatusSeeOther, "/manage") // over anna
	if s.get("/manage"); s.seen.Name != "maria" || s.seen.Workstation == p.Workstation || s.cookie.Value == first.Value {
		t.Errorf("got %+v", s.seen)
	}
	if w := s.get("/console"); w.Body.String() != "room of maria, desk " {
		t.Errorf("got %s", w.Body)
	}
	old := s.cookie
	s.want(s.ask(http.MethodPost, "/logout", ""), http.StatusSeeOther, "/login")
	for _, c := range []*http.Cookie{old, first} {
		s.cookie = c
		s.want(s.get("/console"), http.StatusSeeOther, "/login?next=%2Fconsole")
	}
	s.want(s.ask(http.MethodPost, "/language", "lang=en&next=/manage"), http.StatusSeeOther, "/login?lang=en&next=%2Fmanage")
	if said := s.log.String(); said != "" {
		t.Errorf("the log says %s", said)
	}
}

func Test_who_may_go_where(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	for name, rooms := range map[string]map[string]int{
		"anna":  {"/console": 200, "/manage": 403, "/users": 403, "/public": 200},
		"maria": {"/console": 200, "/manage": 200, "/users": 403, "/public": 200},
		"":      {"/console": 303, "/manage": 303, "/users": 303, "/public": 200},
	} {
		s.cookie = nil
		if name != "" {
			s.logIn(name, secret)
		}
		for room, want := range rooms {
			if w := s.get(room); w.Code != want {
				t.Errorf("%s at %s: got %d, want %d", name, room, w.Code, want)
			}
		}
	}
	s.cookie = nil
	for name, value := range map[string]string{"Accept": "text/event-stream", "X-Requested-With": "fetch"} {
		s.header = http.Header{name: {value}}
		s.want(s.get("/console"), http.StatusUnauthorized, "")
		s.want(s.ask(http.MethodPost, "/desk", ""), http.StatusUnauthorized, "")
	}
}

func Test_a_change_of_the_account_ends_its_sessions(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	for name, change := range map[string]func() error{
		"password": func() error { return s.users.SetPassword(t.Context(), "", "anna", secret) },
		"disabled": func() error { return s.users.DisableUser(t.Context(), "", "anna") },
		"enabled":  func() error { return s.users.EnableUser(t.Context(), "", "anna") },
	} {
		if err := s.users.EnableUser(t.Context(), "", "anna"); err != nil {
			t.Fatal(err)
		}
		s.logIn("anna", secret)
		s.want(s.get("/console"), http.StatusOK, "")
		if err := change(); err != nil {
			t.Fatal(err)
		}
		if w := s.get("/console"); w.Code != http.StatusSeeOther || s.cookie != nil {
			t.Errorf("%s: got %d", name, w.Code)
		}
	}
}

func Test_only_paths_of_this_server_come_next(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.logIn("anna", secret)
	for next, want := range map[string]string{
		"/console?a=b&c=%2F": "/console?a=b&c=%2F", "/t/x#y": "/t/x", "": "/console", "console": "/console",
		"//evil.example": "/console", "https://evil.example/": "/console", "/\\evil.example": "/console", "\\\\evil.example": "/console",
		"/\t/evil.example": "/console", " //evil.example": "/console", "javascript:alert(1)": "/console", "/%2f/evil.example": "/console",
		"/\n/evil.example": "/console", "//user@evil.example": "/console", "http:evil.example": "/console", "///evil.example": "/console",
	} {
		s.want(s.get("/login?"+url.Values{"next": {next}}.Encode()), http.StatusSeeOther, want)
	}
}

func Test_https(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.header.Set("X-Forwarded-Proto", "https")
	s.logIn("anna", secret)
	if c := s.cookie; c == nil || !c.Secure || c.Name != "__Host-numerek" || c.Path != "/" || c.Domain != "" {
		t.Fatalf("got %v", c)
	}
	s.want(s.get("/console"), http.StatusOK, "")
	s.header.Set("Sec-Fetch-Site", "cross-site")
	s.want(s.ask(http.MethodPost, "/logout", ""), http.StatusForbidden, "")
	s.header.Del("Sec-Fetch-Site")
	s.want(s.get("/console"), http.StatusOK, "")
}

// Test_the_token_is_not_in_the_database: whoever reads it gets in nowhere.
func Test_the_token_is_not_in_the_database(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.logIn("anna", secret)
	tokens, err := s.store.ExpiredSessions(t.Context(), time.Now().Add(24*time.Hour))
	if err != nil || len(tokens) != 1 || tokens[0] == s.cookie.Value {
		t.Fatalf("got %q, %v", tokens, err)
	}
	s.cookie.Value = tokens[0]
	s.want(s.get("/console"), http.StatusSeeOther, "/login?next=%2Fconsole")
}

func Test_guessing_from_one_address(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := newSite(t)
		for range 5 {
			s.want(s.logIn("anna", secret), http.StatusSeeOther, "/console") // who knows the password does not count
			s.cookie = nil
			s.want(s.logIn("ewa", "zgadywanie"), http.StatusForbidden, "")
		}
		for range 25 {
			if w := s.logIn("ewa", "zgadywanie"); w.Code != http.StatusTooManyRequests || strings.Contains(w.Body.String(), "z tego miejsca") {
				t.Fatalf("got %d %s", w.Code, w.Body)
			}
		}
		w := s.logIn("anna", secret)
		s.want(w, http.StatusTooManyRequests, "")
		if !strings.Contains(w.Body.String(), "z tego miejsca. Spróbuj ponownie za 10\u00a0minut.") {
			t.Errorf("got %s", w.Body)
		}
		s.header.Set("X-Forwarded-For", "203.0.113.9") // which only a proxy on this machine may say
		s.want(s.logIn("anna", secret), http.StatusTooManyRequests, "")
		time.Sleep(10 * time.Minute)
		s.want(s.logIn("anna", secret), http.StatusSeeOther, "/console")
	})
}

func Test_a_locked_account_says_for_how_long(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	for range 5 {
		s.want(s.logIn("anna", "zgadywanie"), http.StatusForbidden, "")
	}
	w := s.logIn("anna", secret, "lang", "en")
	s.want(w, http.StatusTooManyRequests, "")
	if !strings.Contains(w.Body.String(), "Try again in 1\u00a0minute.") {
		t.Errorf("got %s", w.Body)
	}
	if err := s.users.DisableUser(t.Context(), "", "maria"); err != nil {
		t.Fatal(err)
	}
	if w := s.logIn("maria", secret); w.Code != http.StatusForbidden || !strings.Contains(w.Body.String(), "konto jest wyłączone") {
		t.Errorf("got %d %s", w.Code, w.Body)
	}
}

func Test_the_life_of_a_session(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := newSite(t)
		ctx, stop := context.WithCancel(t.Context())
		purged := make(chan error, 1)
		go func() { purged <- s.door.Purge(ctx) }()
		rows := func() int {
			t.Helper()
			tokens, err := s.store.ExpiredSessions(ctx, time.Now().Add(24*time.Hour))
			if err != nil {
				t.Fatal(err)
			}
			return len(tokens)
		}
		s.logIn("anna", secret)
		time.Sleep(10*time.Hour + time.Second)
		s.want(s.get("/console"), http.StatusSeeOther, "/login?next=%2Fconsole") // nobody came for ten hours
		if n := rows(); n != 0 {
			t.Errorf("%d sessions are left", n)
		}
		s.logIn("anna", secret)
		for range 71 { // busy for almost twelve hours
			time.Sleep(10 * time.Minute)
			s.want(s.get("/console"), http.StatusOK, "")
		}
		time.Sleep(11 * time.Minute)
		s.want(s.get("/console"), http.StatusSeeOther, "/login?next=%2Fconsole")
		if n := rows(); n != 1 {
			t.Errorf("got %d rows", n)
		}
		time.Sleep(time.Hour)
		if n := rows(); n != 0 {
			t.Errorf("%d sessions were not purged", n)
		}
		stop()
		<-purged
	})
}
