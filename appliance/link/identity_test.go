package link_test

import (
	"context"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"numerek/appliance/health/chart"
	"numerek/appliance/journal"
	"numerek/appliance/kiosk"
	"numerek/appliance/link"
	"numerek/appliance/link/enrol"
	"numerek/appliance/link/linktest"
)

const token = "K7WQ-3FZM-2XRT-PB5D"

// enrolled is a kiosk's line that knows its server by a fingerprint.
type enrolled struct {
	link *link.Link
	stop func()

	mu    sync.Mutex
	heard []string // up, or lost and why; each once for as long as it lasts
}

func (e *enrolled) hear(_ context.Context, event kiosk.Event) {
	word := "up"
	if lost, ok := event.(kiosk.LinkLost); ok {
		word = "lost " + string(lost.Bar)
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	e.heard = slices.Compact(append(e.heard, word))
}

// said is what it has heard since the last call.
func (e *enrolled) said() []string {
	e.mu.Lock()
	defer e.mu.Unlock()
	heard := e.heard
	e.heard = nil
	return heard
}

// trust runs a line whose journal and identity lie in dir.
func trust(t *testing.T, dir, fingerprint string, s *linktest.Server) *enrolled {
	t.Helper()
	e := &enrolled{}
	who, err := enrol.Open(enrol.Options{
		Folder: filepath.Join(dir, "identity"), Server: "passthrough:///test", Fingerprint: fingerprint, Token: token,
		Device: "kiosk-ratusz", Role: "kiosk", Log: testLog(t), Dial: s.Wire(),
	})
	if err != nil {
		t.Fatal(err)
	}
	book, _, err := journal.Open(filepath.Join(dir, "journal"))
	if err != nil {
		t.Fatal(err)
	}
	e.link, err = link.New(link.Options{
		Server: "passthrough:///test", Device: "kiosk-ratusz", Version: "test", Memory: book, Identity: who,
		Notify: e.hear, Log: testLog(t), Dial: s.Wire(),
	})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	var parts sync.WaitGroup
	parts.Go(func() { who.Run(ctx) })
	parts.Go(func() { e.link.Run(ctx) })
	e.stop = sync.OnceFunc(func() { cancel(); parts.Wait(); book.Close() })
	t.Cleanup(e.stop)
	synctest.Wait()
	return e
}

// secure runs a test against a server that takes enrolled devices only, and that
// has made a token for this one.
func secure(t *testing.T, test func(t *testing.T, dir string, s *linktest.Server)) {
	t.Helper()
	dir := t.TempDir()
	synctest.Test(t, func(t *testing.T) {
		s := linktest.NewEnrolled(t, linktest.NewAuthority(t))
		s.Enrolment.Token(token, "koszalin", "kiosk", "kiosk-ratusz")
		test(t, dir, s)
	})
}

func (e *enrolled) tap(t *testing.T, id string) error {
	t.Helper()
	_, err := e.link.Issue(t.Context(), link.Request{ID: id, ServiceID: "rejestracja", Language: "pl"})
	return err
}

func TestLink_enrols_and_is_cut_off(t *testing.T) {
	secure(t, func(t *testing.T, dir string, s *linktest.Server) {
		e := trust(t, dir, s.Enrolment.Fingerprint(), s)
		if got := e.said(); len(got) == 0 || got[len(got)-1] != "up" || slices.Contains(got, "lost NOT_ENROLLED") {
			t.Fatalf("heard: got %q, want it up", got)
		}
		if err := e.tap(t, "a"); err != nil {
			t.Errorf("ticket: %v", err)
		}
		e.stop()
		e = trust(t, dir, s.Enrolment.Fingerprint(), s)
		if got := e.said(); !slices.Equal(got, []string{"up"}) {
			t.Errorf("after a restart it heard %q, want it up at once", got)
		}
		s.Enrolment.Revoke("koszalin", "kiosk", "kiosk-ratusz")
		pass(time.Minute)
		if got := e.said(); !slices.Contains(got, "lost REVOKED") || got[len(got)-1] != "lost REVOKED" {
			t.Errorf("revoked: heard %q, want to be told within a minute", got)
		}
		if err := e.tap(t, "b"); err == nil {
			t.Error("a revoked kiosk got a ticket")
		}
	})
}

// The line outlives its certificate: it is renewed, and no connection goes on
// with the old one.
func TestLink_renews(t *testing.T) {
	secure(t, func(t *testing.T, dir string, s *linktest.Server) {
		s.Enrolment.Life = 40 * time.Minute
		e := trust(t, dir, s.Enrolment.Fingerprint(), s)
		e.said()
		pass(3 * time.Hour)
		if err := e.tap(t, "a"); err != nil {
			t.Errorf("ticket: %v", err)
		}
		if got := e.said(); !slices.Equal(got, []string{"up"}) {
			t.Errorf("heard: got %q, want nobody to notice", got)
		}
		if slices.ContainsFunc(s.Enrolment.Asked, func(a string) bool { return a == "WatchCatalog CERTIFICATE_EXPIRED" }) {
			t.Error("a stream went on with a certificate that had run out")
		}
	})
}

// A kiosk that was off for two months: the server's refusal is its cue.
func TestLink_renews_after_a_long_sleep(t *testing.T) {
	secure(t, func(t *testing.T, dir string, s *linktest.Server) {
		trust(t, dir, s.Enrolment.Fingerprint(), s).stop()
		pass(60 * 24 * time.Hour)
		e := trust(t, dir, s.Enrolment.Fingerprint(), s)
		pass(time.Second)
		got := e.said()
		if len(got) == 0 || got[len(got)-1] != "up" || slices.Contains(got, "lost CERTIFICATE_EXPIRED") {
			t.Errorf("heard: got %q, want it up without a word about certificates", got)
		}
	})
}

// Whoever uses the line before the device has enrolled opens nothing that
// outlives it.
func TestLink_impatient(t *testing.T) {
	secure(t, func(t *testing.T, dir string, s *linktest.Server) {
		s.Enrolment.After = func(string) error { return status.Error(codes.Unavailable, "later") }
		e := trust(t, dir, s.Enrolment.Fingerprint(), s)
		if _, err := e.link.SayHealth(t.Context(), chart.Report{}); status.Code(err) != codes.Unavailable {
			t.Errorf("too early: got %v, want it unavailable", err)
		}
		s.Enrolment.Mu.Lock()
		s.Enrolment.After = nil
		s.Enrolment.Mu.Unlock()
		pass(15 * time.Second)
		if got := e.said(); len(got) == 0 || got[len(got)-1] != "up" {
			t.Errorf("heard: got %q, want it up", got)
		}
	})
}

func TestLink_wrong_server(t *testing.T) {
	secure(t, func(t *testing.T, dir string, s *linktest.Server) {
		e := trust(t, dir, linktest.NewAuthority(t).Fingerprint(), s)
		pass(time.Minute)
		if got := e.said(); len(got) == 0 || got[len(got)-1] != "lost WRONG_SERVER" {
			t.Errorf("heard: got %q, want another server named", got)
		}
		if len(s.Enrolment.Asked) > 0 {
			t.Errorf("the other server was asked: %q", s.Enrolment.Asked)
		}
	})
}
