package calls_test

import (
	"context"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
	"google.golang.org/genproto/googleapis/rpc/errdetails"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"numerek/appliance/announce"
	"numerek/appliance/device"
	"numerek/appliance/display"
	"numerek/appliance/link/calls"
	"numerek/appliance/link/line"
	"numerek/appliance/link/linktest"
)

// monitor is a link's side of the line that keeps what it hears.
type monitor struct {
	mu    sync.Mutex
	heard []display.Event
}

func (m *monitor) hear(_ context.Context, e display.Event) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.heard = append(m.heard, e)
}

// said returns, in short, what was heard since the last time, without heartbeats.
func (m *monitor) said() string {
	m.mu.Lock()
	defer m.mu.Unlock()
	var words []string
	for _, e := range m.heard {
		switch e := e.(type) {
		case display.HallChanged:
			words = append(words, "hall:"+fmt.Sprint(len(e.Calls)))
		case display.CallsChanged:
			for _, c := range e.Changes {
				switch c := c.(type) {
				case display.Called:
					words = append(words, c.Call.ID)
				case display.Over:
					words = append(words, "-"+c.TicketID)
				}
			}
		case display.LinkLost:
			words = append(words, "lost"+string(e.Barred.Bar))
		}
	}
	m.heard = nil
	return strings.Join(words, " ")
}

// watch runs a link against a server until the end of the test.
func watch(t *testing.T, s *linktest.Server) *monitor {
	t.Helper()
	m := &monitor{}
	l, err := calls.New(calls.Options{
		Options: line.Options{
			Server: "passthrough:///test", Device: "ekran-r1", Office: "koszalin", Version: "test",
			Log: slog.New(slog.NewTextHandler(t.Output(), nil)), Dial: s.Dial(),
		},
		Notify: m.hear,
	})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan struct{})
	go func() { defer close(done); l.Run(ctx) }()
	t.Cleanup(func() { cancel(); <-done })
	synctest.Wait()
	return m
}

func pass(d time.Duration) {
	time.Sleep(d)
	synctest.Wait()
}

func bubble(t *testing.T, test func(t *testing.T, s *linktest.Server)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) { test(t, linktest.New(t)) })
}

func TestLink_snapshot_and_changes(t *testing.T) {
	bubble(t, func(t *testing.T, s *linktest.Server) {
		m := watch(t, s)
		hall, ok := m.heard[0].(display.HallChanged)
		if !ok {
			t.Fatalf("heard %T first, want the hall", m.heard[0])
		}
		want := display.Hall{
			OfficeName: display.Words{"pl": "Urząd"}, Languages: []string{"pl", "en"}, Colour: "#00508C",
			LocationName: display.Words{"pl": "Ratusz"}, Place: display.Words{"pl": "korytarz"}, Queues: []string{"R"},
			Departments: []display.Department{{ID: "km", Name: display.Words{"pl": "Wydział Komunikacji"}, Mark: 1}},
			Waiting:     map[string]int{"km": 4}, Announcer: true,
			Voice: announce.Voice{
				Languages: []string{"pl"}, RepeatAfter: 30 * time.Second, Gap: 60 * time.Millisecond, Volume: 100,
				Sentences: map[string]announce.Sentence{"pl": {
					Call: "Numer {letter} {number}, proszę do {place} numer {desk}.", Places: map[string]string{"stanowisko": "stanowiska"},
				}},
			},
		}
		if diff := cmp.Diff(want, hall.Hall); diff != "" {
			t.Errorf("hall (-want +got):\n%s", diff)
		}
		if hall.Zone.String() != "Europe/Warsaw" || !hall.ServerTime.Equal(time.Now()) {
			t.Errorf("zone %v and hour %v, want Warsaw and now", hall.Zone, hall.ServerTime)
		}
		m.said()
		s.Happen(linktest.Called("a", "t1", "R 001", 1, 3), linktest.Called("b", "t2", "R 002", 2, 4))
		s.Happen(linktest.TakenBack("t1"))
		synctest.Wait()
		if got := m.said(); got != "a b -t1" {
			t.Errorf("heard %q, want two calls and one taken back", got)
		}
	})
}

func TestLink_breaks(t *testing.T) {
	tests := map[string]struct {
		meanwhile func(*linktest.Server)
		want      string
		snapshots int
	}{
		"nothing_happened": {func(*linktest.Server) {}, "", 1},
		"calls_come_late":  {func(s *linktest.Server) { s.Happen(linktest.Called("b", "t2", "R 002", 2, 4)) }, "b", 1},
		"server_has_forgotten": {func(s *linktest.Server) {
			s.Happen(linktest.Called("b", "t2", "R 002", 2, 4))
			s.Forget()
			s.Happen(linktest.Called("c", "t3", "R 003", 3, 4))
		}, "hall:3", 2},
		"another_incarnation": {func(s *linktest.Server) { s.Restore("second") }, "hall:1", 2},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			bubble(t, func(t *testing.T, s *linktest.Server) {
				m := watch(t, s)
				s.Happen(linktest.Called("a", "t1", "R 001", 1, 3))
				synctest.Wait()
				m.said()
				s.Stop()
				tt.meanwhile(s)
				s.Start()
				pass(time.Second)
				if got := m.said(); got != tt.want || s.HallSnapshots() != tt.snapshots {
					t.Errorf("heard %q with %d snapshots, want %q with %d", got, s.HallSnapshots(), tt.want, tt.snapshots)
				}
			})
		})
	}
}

func TestLink_hole_asks_for_a_snapshot(t *testing.T) {
	bubble(t, func(t *testing.T, s *linktest.Server) {
		m := watch(t, s)
		m.said()
		s.Skip()
		synctest.Wait()
		if got := m.said(); got != "hall:0" || s.HallSnapshots() != 2 {
			t.Errorf("heard %q with %d snapshots, want the hall again", got, s.HallSnapshots())
		}
	})
}

func TestLink_incarnation_changes_without_a_break(t *testing.T) {
	bubble(t, func(t *testing.T, s *linktest.Server) {
		m := watch(t, s)
		m.said()
		s.Restore("second")
		s.Happen(linktest.Called("a", "t1", "R 001", 1, 3))
		pass(time.Second)
		if got := m.said(); got != "hall:0 a" && got != "hall:1" {
			t.Errorf("heard %q, want the hall of the new incarnation with its call", got)
		}
	})
}

// A monitor takes up its work within ten seconds of the line's return, however
// long it was away and however the line was broken.
func TestLink_returns_soon(t *testing.T) {
	for _, away := range []time.Duration{3 * time.Second, time.Minute, 17 * time.Minute, time.Hour} {
		for _, how := range []string{"dead", "hung"} {
			t.Run(fmt.Sprint(how, away), func(t *testing.T) {
				bubble(t, func(t *testing.T, s *linktest.Server) {
					m := watch(t, s)
					m.said()
					s.Stop()
					if how == "hung" { // it is there, and says nothing
						s.Before(func(ctx context.Context, _ string) error { <-ctx.Done(); return ctx.Err() })
						s.Start()
					}
					pass(away)
					s.Happen(linktest.Called("call", "t1", "R 001", 1, 3))
					s.Before(nil)
					if how == "dead" {
						s.Start()
					}
					back := time.Now()
					for m.said() != "call" {
						if pass(100 * time.Millisecond); time.Since(back) > 10*time.Second {
							t.Fatalf("nothing heard %v after the line's return", time.Since(back))
						}
					}
				})
			})
		}
	}
}

func TestLink_barred(t *testing.T) {
	bubble(t, func(t *testing.T, s *linktest.Server) {
		st, err := status.New(codes.PermissionDenied, "refused").WithDetails(&errdetails.ErrorInfo{Reason: "UNKNOWN_DEVICE", Domain: "numerek"})
		if err != nil {
			t.Fatal(err)
		}
		s.Before(func(context.Context, string) error { return st.Err() })
		m := watch(t, s)
		want := display.LinkLost{Barred: device.Barred{Bar: device.BarUnknownDevice, Device: "ekran-r1", Office: "koszalin"}}
		if diff := cmp.Diff([]display.Event{want}, m.heard); diff != "" {
			t.Errorf("heard (-want +got):\n%s", diff)
		}
		m.said()
		pass(time.Hour)
		if got := m.said(); got != "" {
			t.Errorf("an hour: heard %q, want nothing new", got)
		}
		s.Before(nil)
		pass(10 * time.Second)
		if got := m.said(); got != "hall:0" {
			t.Errorf("mended: heard %q, want the hall", got)
		}
	})
}
