package link_test

import (
	"context"
	"fmt"
	"net"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"google.golang.org/grpc"

	"numerek/appliance/link/linktest"
	numerekv1 "numerek/proto/numerek/v1"
)

// healLimit is how soon after the line's return a kiosk is at work again.
const healLimit = 10 * time.Second

// heals lets time pass until the kiosk is at work again.
func (d *device) heals() {
	d.t.Helper()
	back := time.Now()
	for said := ""; !strings.HasSuffix(said, "up states") && !strings.HasSuffix(said, "catalogue"); {
		if pass(100 * time.Millisecond); time.Since(back) > healLimit {
			d.t.Fatalf("heard %q %v after the line's return", said, time.Since(back))
		}
		said += d.said()
	}
}

// However long a server was away, and however, the kiosk is at work within ten
// seconds of its return.
func TestLink_returns_soon(t *testing.T) {
	for _, away := range []time.Duration{3 * time.Second, 20 * time.Second, 17 * time.Minute} {
		for _, how := range []string{"dead", "hung"} {
			t.Run(fmt.Sprint(how, away), func(t *testing.T) {
				bubble(t, func(t *testing.T, path string, s *linktest.Server) {
					d := boot(t, path, s)
					s.Stop()
					if how == "hung" { // it is there, and says nothing
						s.Before(func(ctx context.Context, _ string) error { <-ctx.Done(); return ctx.Err() })
						s.Start()
					}
					pass(away)
					d.said()
					s.Mu.Lock()
					s.Publish(&numerekv1.ServiceState{ServiceId: "rejestracja"})
					s.Mu.Unlock()
					s.Before(nil)
					if how == "dead" {
						s.Start()
					}
					d.heals()
				})
			})
		}
	}
}

// forgetful is a line that at times forgets its connections, as a firewall does
// that was started anew: nothing of them comes through any more, in either
// direction and without a farewell, and new ones work.
type forgetful struct {
	dial func(context.Context) (net.Conn, error)
	days atomic.Int64 // how often it has forgotten
}

func (f *forgetful) open(ctx context.Context, _ string) (net.Conn, error) {
	raw, err := f.dial(ctx)
	return &forgotten{Conn: raw, line: f, day: f.days.Load()}, err
}

type forgotten struct {
	net.Conn
	line *forgetful
	day  int64
}

func (c *forgotten) Read(p []byte) (int, error) {
	for {
		n, err := c.Conn.Read(p)
		if err != nil || c.day == c.line.days.Load() {
			return n, err
		}
	}
}

func (c *forgotten) Write(p []byte) (int, error) {
	if c.day != c.line.days.Load() {
		return len(p), nil
	}
	return c.Conn.Write(p)
}

// A connection that is dead and does not say so is given up in time.
func TestLink_forgotten_connection(t *testing.T) {
	bubble(t, func(t *testing.T, path string, s *linktest.Server) {
		f := &forgetful{dial: s.Reach}
		d := bootOver(t, path, append(s.Wire(), grpc.WithContextDialer(f.open)))
		for after := range 5 { // at any time between two heartbeats
			pass(time.Minute + time.Duration(after)*time.Second)
			synctest.Wait()
			if got := d.said(); strings.Contains(got, "lost") {
				t.Fatalf("a quiet minute: heard %q, want no break", got)
			}
			f.days.Add(1)
			s.Mu.Lock()
			s.Publish(&numerekv1.ServiceState{ServiceId: "rejestracja"})
			s.Mu.Unlock()
			d.heals()
		}
	})
}
