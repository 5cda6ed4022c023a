package login_test

import (
	"bufio"
	"context"
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"numerek/central/access"
	"numerek/central/accounts"
	"numerek/central/office"
	"numerek/central/store"
	"numerek/central/web"
	"numerek/central/web/login"
)

// frail is the store, until it breaks.
type frail struct {
	*store.Store
	reads, writes error
}

func (f *frail) Session(ctx context.Context, token string) (store.Session, error) {
	if f.reads != nil {
		return store.Session{}, f.reads
	}
	return f.Store.Session(ctx, token)
}

func (f *frail) Update(ctx context.Context, needs store.Keys, do func(*store.Tx) error) error {
	if f.writes != nil {
		return f.writes
	}
	return f.Store.Update(ctx, needs, do)
}

// breakable rebuilds the site's pages over a store that can break.
func (s *site) breakable() *frail {
	s.t.Helper()
	f := &frail{Store: s.store}
	o := office.New(s.store, office.Options{})
	assets, err := web.NewAssets()
	if err != nil {
		s.t.Fatal(err)
	}
	log := slog.New(slog.NewTextHandler(s.log, nil))
	if s.door, err = login.New(o, accounts.New(s.store, o, accounts.Options{}), f, assets, log); err != nil {
		s.t.Fatal(err)
	}
	mux := http.NewServeMux()
	s.door.Register(mux)
	mux.Handle("GET /events", s.door.Page(s.door.Require(access.CallTickets, func(w http.ResponseWriter, r *http.Request, p login.Person) error {
		stream, err := web.Stream(w, r)
		if err != nil {
			return err
		}
		defer stream.Close()
		if err := stream.Send(web.Event{ID: "7", Name: "who", Data: p.Name}); err != nil {
			return err
		}
		return stream.Wait(nil)
	})))
	mux.HandleFunc("GET /public", func(http.ResponseWriter, *http.Request) {})
	s.http = web.Harden(s.door.Wrap(mux), log)
	return f
}

func Test_a_database_that_fails(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	f := s.breakable()
	f.writes = store.ErrUnavailable
	if w := s.logIn("anna", secret); w.Code != http.StatusServiceUnavailable || s.cookie != nil || !strings.Contains(w.Body.String(), "chwilowo nie działa") {
		t.Errorf("a session that cannot be kept: got %d %s", w.Code, w.Body)
	}
	f.writes = nil
	s.want(s.logIn("anna", secret), http.StatusSeeOther, "/console")
	f.reads = errors.Join(store.ErrUnavailable, errors.New("disk"))
	s.want(s.get("/events"), http.StatusServiceUnavailable, "")
	cookie := s.cookie
	s.cookie = nil
	s.want(s.get("/public"), http.StatusOK, "") // who has no session needs none
	s.cookie, f.reads, f.writes = cookie, nil, store.ErrUnavailable
	s.want(s.ask(http.MethodPost, "/logout", ""), http.StatusServiceUnavailable, "")
	for _, said := range []string{"session not saved", "session not loaded", "page failed"} {
		if !strings.Contains(s.log.String(), said) {
			t.Errorf("the log does not say %q: %s", said, s.log)
		}
	}
	for _, secretly := range []string{secret, "anna", cookie.Value} {
		if strings.Contains(s.log.String(), secretly) {
			t.Errorf("the log says %q: %s", secretly, s.log)
		}
	}
}

// Test_streams_pass_through_the_door at once, and not when they end.
func Test_streams_pass_through_the_door(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.breakable()
	s.logIn("anna", secret)
	server := httptest.NewServer(s.http)
	t.Cleanup(server.Close)
	ctx, leave := context.WithCancel(t.Context())
	defer leave()
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, server.URL+"/events", http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	r.AddCookie(&http.Cookie{Name: s.cookie.Name, Value: s.cookie.Value})
	answer, err := server.Client().Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	got := answer.Header.Get("Content-Type")
	for lines := bufio.NewScanner(answer.Body); lines.Scan() && !strings.HasPrefix(lines.Text(), "data:"); {
		got += "|" + lines.Text()
	}
	if want := "text/event-stream|retry: 1000||id: 7|event: who"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}
