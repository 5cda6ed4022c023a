package link_test

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"google.golang.org/genproto/googleapis/rpc/errdetails"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"numerek/appliance/journal"
	"numerek/appliance/kiosk"
	"numerek/appliance/link"
	"numerek/appliance/link/linktest"
)

// witness is a link's side of the line that keeps all that it says.
type witness struct {
	mu     sync.Mutex
	log    bytes.Buffer
	events []kiosk.Event
}

func (w *witness) Write(p []byte) (int, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.log.Write(p)
}

func (w *witness) hear(_ context.Context, e kiosk.Event) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.events = append(w.events, e)
}

// last is the last event that the kiosk has heard.
func (w *witness) last() kiosk.Event {
	w.mu.Lock()
	defer w.mu.Unlock()
	if len(w.events) == 0 {
		return nil
	}
	return w.events[len(w.events)-1]
}

// lines of the log that say something.
func (w *witness) lines(something string) int {
	w.mu.Lock()
	defer w.mu.Unlock()
	return strings.Count(w.log.String(), something)
}

// observe runs a link against a server until the end of the test.
func observe(t *testing.T, path string, s *linktest.Server) *witness {
	t.Helper()
	w := &witness{}
	book, _, err := journal.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	l, err := link.New(link.Options{
		Server: "passthrough:///test", Device: "kiosk-ratus", Office: "koszalin", Version: "test", Memory: book,
		Notify: w.hear, Log: slog.New(slog.NewTextHandler(w, nil)), Dial: s.Dial(),
	})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan struct{})
	go func() { defer close(done); l.Run(ctx) }()
	t.Cleanup(func() { cancel(); <-done; book.Close() })
	synctest.Wait()
	return w
}

// refusing is a server that answers every question with an error.
func refusing(code codes.Code, reason string) func(context.Context, string) error {
	return func(context.Context, string) error {
		st := status.New(code, "refused: "+reason)
		if reason != "" {
			st, _ = st.WithDetails(&errdetails.ErrorInfo{Reason: reason, Domain: "numerek"})
		}
		return st.Err()
	}
}

func TestLink_barred(t *testing.T) {
	for _, c := range []struct {
		code   codes.Code
		reason string
		want   kiosk.Bar
	}{
		{codes.PermissionDenied, "UNKNOWN_DEVICE", kiosk.BarUnknownDevice},
		{codes.PermissionDenied, "CLONED", kiosk.BarCloned},
		{codes.PermissionDenied, "OLD_BOOT", kiosk.BarOldBoot},
		{codes.InvalidArgument, "WHICH_OFFICE", kiosk.BarWhichOffice},
		{codes.NotFound, "UNKNOWN_OFFICE", kiosk.BarUnknownOffice},
		{codes.PermissionDenied, "", ""}, // somebody else on the line, such as a proxy
		{codes.Unavailable, "UNAVAILABLE", ""},
	} {
		t.Run(fmt.Sprint(c.code, c.reason), func(t *testing.T) {
			bubble(t, func(t *testing.T, path string, s *linktest.Server) {
				s.Before(refusing(c.code, c.reason))
				w := observe(t, path, s)
				want := kiosk.LinkLost{Bar: c.want, Device: "kiosk-ratus", Office: "koszalin"}
				if got := w.last(); got != want {
					t.Errorf("heard %+v, want %+v", got, want)
				}
				pass(time.Hour)
				if n := w.lines("server away"); n != 1 || len(w.events) != 1 {
					t.Errorf("an hour: logged %d times and told %d times, want once", n, len(w.events))
				}
				s.Before(nil) // somebody has mended the office file
				pass(15 * time.Second)
				if len(w.events) < 2 {
					t.Fatal("mended: heard nothing, want the catalogue")
				}
				if _, well := w.events[1].(kiosk.CatalogChanged); !well {
					t.Errorf("mended: heard %+v, want the catalogue", w.events[1])
				}
			})
		})
	}
}

// A device that is barred while it works stops at the next ticket.
func TestLink_barred_at_work(t *testing.T) {
	bubble(t, func(t *testing.T, path string, s *linktest.Server) {
		d := boot(t, path, s)
		s.Before(refusing(codes.PermissionDenied, "CLONED"))
		if _, err := d.tap("a"); err == nil {
			t.Fatal("a ticket for a clone")
		}
		pass(2 * time.Second)
		if got := d.said(); !strings.HasSuffix(got, "lost") {
			t.Errorf("heard %q, want that the line is lost", got)
		}
	})
}

func TestLink_says_why_the_server_is_away_when_the_reason_changes(t *testing.T) {
	path := filepath.Join(t.TempDir(), "journal")
	synctest.Test(t, func(t *testing.T) {
		s := linktest.New(t)
		s.Stop()
		w := observe(t, path, s)
		pass(10 * time.Minute)
		if n := w.lines("server away"); n != 1 {
			t.Errorf("ten minutes without a server: logged %d times, want 1:\n%s", n, w.log.String())
		}
		s.Before(refusing(codes.PermissionDenied, "UNKNOWN_DEVICE"))
		s.Start()
		pass(time.Minute)
		if n := w.lines("server away"); n != 2 || w.lines("UNKNOWN_DEVICE") != 1 {
			t.Errorf("the server is there and refuses: logged %d times, want 2:\n%s", n, w.log.String())
		}
		s.Before(refusing(codes.Unavailable, ""))
		pass(time.Minute)
		if n := w.lines("server away"); n != 3 {
			t.Errorf("another reason: logged %d times, want 3:\n%s", n, w.log.String())
		}
		if got := w.last(); got != (kiosk.LinkLost{Device: "kiosk-ratus", Office: "koszalin"}) {
			t.Errorf("heard %+v, want that nothing bars the kiosk any more", got)
		}
	})
}
