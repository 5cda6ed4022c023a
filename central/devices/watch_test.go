package devices_test

import (
	"context"
	"os"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/status"

	"numerek/central/office"
	numerekv1 "numerek/proto/numerek/v1"
)

func dial(t *testing.T, addr string) *grpc.ClientConn {
	t.Helper()
	conn, err := grpc.NewClient(addr, grpc.WithTransportCredentials(insecure.NewCredentials()))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	return conn
}

// follower keeps the catalogue as a kiosk does and checks that nothing is missing.
type follower struct {
	t      *testing.T
	stream grpc.ServerStreamingClient[numerekv1.WatchCatalogResponse]
	states map[string]*numerekv1.ServiceState
	last   *numerekv1.WatchCatalogResponse
	seq    int64
}

func (h *house) follow(device string, from *numerekv1.WatchCatalogRequest) (*follower, context.CancelFunc) {
	h.t.Helper()
	ctx, cancel := context.WithCancel(h.as(device))
	stream, err := h.WatchCatalog(ctx, from)
	if err != nil {
		h.t.Fatal(err)
	}
	return &follower{t: h.t, stream: stream, states: map[string]*numerekv1.ServiceState{}, seq: from.GetAfterSeq()}, cancel
}

// recv takes one message.
func (f *follower) recv() *numerekv1.WatchCatalogResponse {
	f.t.Helper()
	m, err := f.stream.Recv()
	if err != nil {
		f.t.Fatal(err)
	}
	if m.GetSnapshot() == nil && m.GetAfterSeq() != f.seq {
		f.t.Fatalf("a message after %d follows %d", m.GetAfterSeq(), f.seq)
	}
	if m.GetSeq() < f.seq {
		f.t.Fatalf("%d follows %d", m.GetSeq(), f.seq)
	}
	f.seq, f.last = m.GetSeq(), m
	for _, s := range m.GetSnapshot().GetServices() {
		f.states[s.GetId()] = s.GetState()
	}
	for _, s := range m.GetChange().GetServices() {
		f.states[s.GetServiceId()] = s
	}
	return m
}

// change takes messages up to the next change.
func (f *follower) change() *numerekv1.WatchCatalogResponse {
	f.t.Helper()
	for {
		if m := f.recv(); m.GetHeartbeat() == nil {
			return m
		}
	}
}

func TestSnapshot(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		h := open(t, monday)
		h.take("zbycie")
		f, cancel := h.follow(ratusz, &numerekv1.WatchCatalogRequest{})
		defer cancel()
		m := f.recv()
		c := m.GetSnapshot()
		if len(c.GetServices()) != 16 || len(c.GetDepartments()) != 4 || c.GetLocationId() != "ratusz" || m.GetAfterSeq() != 0 {
			t.Errorf("got %d services, %d departments at %s", len(c.GetServices()), len(c.GetDepartments()), c.GetLocationId())
		}
		if got := c.GetKioskPlace().GetByLanguage()["de"]; got != "Erdgeschoss, Haupteingang" || len(c.GetOtherKiosks()) != 0 {
			t.Errorf("got place %q and %d others", got, len(c.GetOtherKiosks()))
		}
		if got := strings.Join(c.GetWeeklyHours(), "|"); got != "08:00–16:00|08:00–14:30|08:00–14:30|08:00–14:30|08:00–14:30||" {
			t.Errorf("got hours %s", got)
		}
		if s := f.states["zbycie"]; s.GetWaiting() != 1 || !s.GetOpen() || s.GetRefusal() != nil {
			t.Errorf("got %v", s)
		}
		if !c.GetDemoClock() || !c.GetPriorityOffered() || c.GetBusinessDay() != "2026-11-23" || m.GetIncarnation() != h.incarnation {
			t.Errorf("got %v", m)
		}
	})
}

func TestChangesComeWithin200Milliseconds(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		h := open(t, monday)
		f, cancel := h.follow(ratusz, &numerekv1.WatchCatalogRequest{})
		defer cancel()
		f.recv()
		for want := range int32(20) {
			k := h.take("zbycie")
			began := time.Now()
			m := f.change()
			if took := time.Since(began); took > 200*time.Millisecond {
				t.Errorf("%s was seen after %s", k.GetNumber(), took)
			}
			if got := m.GetChange().GetServices(); len(got) != 1 || got[0].GetWaiting() != want+1 {
				t.Errorf("got %v", m.GetChange())
			}
		}
		text, err := os.ReadFile("../demo/koszalin.toml")
		if err != nil {
			t.Fatal(err)
		}
		began := time.Now()
		h.load(strings.Replace(string(text), "Zbycie lub nabycie pojazdu", "Sprzedaż pojazdu", 1))
		m := f.change()
		if took := time.Since(began); took > 200*time.Millisecond || m.GetSnapshot() == nil {
			t.Errorf("a new office file was seen after %s as %T", took, m.GetContent())
		}
	})
}

// A hundred tickets in a burst: few messages, none missing, the last one right.
func TestABurstIsFolded(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		h := open(t, monday)
		f, cancel := h.follow(ratusz, &numerekv1.WatchCatalogRequest{})
		defer cancel()
		f.recv()
		for range 100 {
			h.take("zbycie")
			synctest.Wait() // so that each commit is an event of its own to those who watch
		}
		messages, began := 0, time.Now()
		for f.states["zbycie"].GetWaiting() < 100 {
			f.recv()
			messages++
		}
		if took := time.Since(began); took > 200*time.Millisecond {
			t.Errorf("the last ticket of a burst was seen after %s", took)
		}
		h.take("zbycie")
		began = time.Now()
		if f.change(); time.Since(began) > 200*time.Millisecond {
			t.Errorf("the ticket after a burst was seen after %s", time.Since(began))
		}
		if messages > 20 {
			t.Errorf("got %d messages for a burst", messages)
		}
	})
}

// Nothing happens but time: the office opens and closes on the second, the day
// turns, and meanwhile the line beats every five seconds.
func TestTimePasses(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		at, day    string
		open, then bool
	}{
		"opens":  {"2026-11-23 07:35", "2026-11-23", false, true},
		"closes": {"2026-11-23 15:35", "2026-11-23", true, false},
		"turns":  {"2026-11-23 03:50", "2026-11-23", false, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				h := open(t, tc.at)
				h.load(strings.Replace(h.text(), `mode               = "dynamic"`, `mode               = "fixed"`, 1))
				f, cancel := h.follow(ratusz, &numerekv1.WatchCatalogRequest{})
				defer cancel()
				began := time.Now()
				f.recv()
				if f.states["zbycie"].GetOpen() != tc.open {
					t.Fatalf("got %v", f.states["zbycie"])
				}
				beat := began
				for f.recv().GetHeartbeat() != nil {
					if after := time.Since(beat); after != 5*time.Second {
						t.Fatalf("beat after %s", after)
					}
					beat = time.Now()
				}
				if late := time.Since(began) - 10*time.Minute; late < 0 || late > 200*time.Millisecond {
					t.Errorf("seen %s after it happened", late)
				}
				if f.states["zbycie"].GetOpen() != tc.then {
					t.Errorf("got %v", f.last)
				}
				if s := f.last.GetSnapshot(); (s != nil) != (name == "turns") || s != nil && s.GetBusinessDay() != tc.day {
					t.Errorf("got %v", f.last)
				}
			})
		})
	}
}

func TestResume(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		h := open(t, monday)
		f, cancel := h.follow(ratusz, &numerekv1.WatchCatalogRequest{})
		f.recv()
		h.take("zbycie")
		f.change()
		cancel()
		h.take("zbycie")
		h.take("rejestracja")
		again, cancel := h.follow(ratusz, &numerekv1.WatchCatalogRequest{Incarnation: h.incarnation, AfterSeq: f.seq})
		defer cancel()
		m := again.recv()
		if m.GetChange() == nil || m.GetSeq() != f.seq+2 || again.states["zbycie"].GetWaiting() != 2 || again.states["rejestracja"].GetWaiting() != 1 {
			t.Errorf("got %v", m)
		}
		h.take("zbycie")
		if again.change(); again.states["zbycie"].GetWaiting() != 3 {
			t.Errorf("got %v", again.last)
		}
		for name, from := range map[string]*numerekv1.WatchCatalogRequest{
			"another incarnation": {Incarnation: "another", AfterSeq: f.seq},
			"before the file":     {Incarnation: h.incarnation, AfterSeq: 1}, // the day has turned since
			"beyond the head":     {Incarnation: h.incarnation, AfterSeq: 9999},
		} {
			anew, cancel := h.follow(ratusz, from)
			anew.seq = 0
			if m := anew.recv(); m.GetSnapshot() == nil || m.GetAfterSeq() != 0 {
				t.Errorf("%s: got %v", name, m)
			}
			cancel()
		}
	})
}

// A new office file may put the kiosk into another building, or know it no more.
func TestAKioskIsWhereTheFileSaysNow(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		h := open(t, monday)
		f, cancel := h.follow(ratusz, &numerekv1.WatchCatalogRequest{})
		defer cancel()
		f.recv()
		text, err := os.ReadFile("../demo/koszalin.toml")
		if err != nil {
			t.Fatal(err)
		}
		h.load(strings.NewReplacer(ratusz, "kiosk-usc", "kiosk-usc", ratusz).Replace(string(text)))
		if c := f.change().GetSnapshot(); c.GetLocationId() != "usc" || len(c.GetServices()) != 5 {
			t.Errorf("got %d services at %q", len(c.GetServices()), c.GetLocationId())
		}
		h.load(strings.Replace(string(text), ratusz, "kiosk-new", 1))
		_, err = f.stream.Recv()
		refused(t, err, codes.PermissionDenied, "UNKNOWN_DEVICE")
	})
}

// A server that was started again may have another clock, and another release
// other texts: a watcher that saw nothing of it yet gets everything, though the
// database is where it was.
func TestAnotherProcessBeginsWithASnapshot(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		h := open(t, monday)
		f, cancel := h.follow(ratusz, &numerekv1.WatchCatalogRequest{})
		f.recv()
		h.take("zbycie")
		seq := f.change().GetSeq()
		cancel()
		h.restart(office.Options{Clock: h.clock})
		again, cancel := h.follow(ratusz, &numerekv1.WatchCatalogRequest{Incarnation: h.incarnation, AfterSeq: seq})
		defer cancel()
		if m := again.recv(); m.GetSnapshot() == nil || m.GetSnapshot().GetDemoClock() || m.GetSeq() != seq {
			t.Errorf("got %v", m)
		}
	})
}

func TestStreamsEndWhenTheServerStops(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		h := open(t, monday)
		f, cancel := h.follow(ratusz, &numerekv1.WatchCatalogRequest{})
		defer cancel()
		f.recv()
		close(h.stopping)
		if _, err := f.stream.Recv(); status.Code(err) != codes.Unavailable {
			t.Errorf("got %v", err)
		}
	})
}
