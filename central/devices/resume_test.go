package devices_test

import (
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/connectivity"
	"google.golang.org/grpc/status"

	"numerek/central/office"
	"numerek/central/store"
	numerekv1 "numerek/proto/numerek/v1"
)

// A monitor that was away goes on where it was, as long as another one made the
// server remember what it missed.
func TestAMonitorResumes(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		h := open(t, monday)
		c := h.clerk("ratusz", 1)
		for range 9 {
			h.take("zbycie")
		}
		stays := h.watch(screenR2, shown{})
		defer stays.cancel()
		m := h.watch(screenR1, shown{})
		stays.recv()
		m.recv()
		c.do(office.DeedCallNext)
		m.until(func(s shown) bool { return len(s.calls) == 1 && s.waiting["km"] == 8 })
		m.cancel()
		c.do(office.DeedCallNext)
		c.do(office.DeedCallNext)
		c.do(office.DeedUndo)
		h.set("Kasa nieczynna", time.Time{})
		stays.until(func(s shown) bool { return len(s.calls) == 2 && s.message != "" })
		again := h.watch(screenR1, m.shown)
		defer again.cancel()
		for again.seq < stays.seq || again.message == "" {
			if r := again.news(); r.GetChange() == nil {
				t.Fatalf("got %v", r)
			}
		}
		if again.numbers() != "[N 102 N 101]" || again.message != "Kasa nieczynna" || again.waiting["km"] != 7 {
			t.Errorf("calls %s, message %q, waiting %v", again.numbers(), again.message, again.waiting)
		}
		if r := again.recv(); r.GetHeartbeat() == nil { // and nothing twice
			t.Errorf("got %v", r)
		}
		c.do(office.DeedCallNext)
		again.until(func(s shown) bool { return s.numbers() == "[N 103 N 102 N 101]" })
	})
}

// Counts and volume change without an event of their own, and with nobody there
// the server does not look: whoever comes back is told how they are.
func TestWhatHasNoNumberIsToldAgain(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		h := open(t, "2026-11-23 15:30")
		c := h.clerk("ratusz", 1)
		m := h.watch(screenR1, shown{})
		m.recv()
		h.take("zbycie")
		c.do(office.DeedCallNext)
		for m.events()[0].GetCalled() == nil {
		}
		m.cancel() // before the count comes
		was := m.shown
		was.waiting = map[string]int32{"km": 99}
		time.Sleep(3 * time.Hour) // into the silence of the night
		first := h.watch(screenR2, shown{})
		defer first.cancel()
		first.recv()
		again := h.watch(screenR1, was)
		defer again.cancel()
		if r := again.news(); r.GetChange() == nil || again.waiting["km"] != 0 || again.volume != 0 || len(again.calls) != 1 {
			t.Errorf("got %v", r)
		}
	})
}

func TestWhoCannotResumeBeginsAnew(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		h := open(t, monday)
		c := h.clerk("ratusz", 1)
		h.take("zbycie")
		stays := h.watch(screenR2, shown{})
		defer stays.cancel()
		stays.recv()
		c.do(office.DeedCallNext)
		stays.until(func(s shown) bool { return len(s.calls) == 1 && s.waiting["so"] == 0 })
		now := stays.shown
		for name, was := range map[string]shown{
			"another incarnation":   {incarnation: "another", seq: now.seq},
			"never seen":            {incarnation: h.incarnation, seq: 1},
			"beyond the last event": {incarnation: h.incarnation, seq: now.seq + 100},
			"only an incarnation":   {incarnation: h.incarnation},
		} {
			m := h.watch(screenR1, was)
			if r := m.recv(); r.GetSnapshot() == nil || r.GetIncarnation() != h.incarnation || m.numbers() != "[N 101]" {
				t.Errorf("%s: got %v", name, r)
			}
			m.cancel()
		}
		for range 300 { // more than is remembered
			c.do(office.DeedCallAgain)
			stays.events()
		}
		m := h.watch(screenR1, now)
		defer m.cancel()
		if r := m.recv(); r.GetSnapshot() == nil || m.calls[0].GetTimes() != 301 {
			t.Errorf("after too long: got %v", r)
		}
	})
}

// A server that was started again may have another clock or other texts, though
// the database is where it was.
func TestAnotherProcessBeginsItsHallsAnew(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		h := open(t, monday)
		c := h.clerk("ratusz", 1)
		h.take("zbycie")
		m := h.watch(screenR1, shown{})
		m.recv()
		c.do(office.DeedCallNext)
		m.until(func(s shown) bool { return len(s.calls) == 1 })
		m.cancel()
		h.restart(office.Options{Clock: h.clock})
		again := h.watch(screenR1, m.shown)
		defer again.cancel()
		if r := again.recv(); r.GetSnapshot() == nil || r.GetSnapshot().GetDemoClock() || r.GetSeq() != m.seq || again.numbers() != "[N 101]" {
			t.Errorf("got %v", r)
		}
	})
}

// What changes everything is told by a snapshot, on the spot.
func TestEverythingChanges(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(*house){
		"file": func(h *house) {
			h.load(strings.Replace(h.text(), "korytarz Wydziału Komunikacji", "parter", 1))
		},
		"incarnation": func(h *house) {
			err := h.store.Update(h.t.Context(), store.Keys{Installation: true}, func(tx *store.Tx) error {
				in, err := tx.Installation()
				in.Previous, in.Incarnation = in.Incarnation, "next"
				tx.PutInstallation(in)
				return err
			})
			if err != nil {
				h.t.Fatal(err)
			}
		},
		"day": func(*house) {}, // it turns by itself
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				h := open(t, "2026-11-24 03:50")
				c := h.clerk("ratusz", 1)
				for range 2 {
					c.try(office.Action{Deed: office.DeedGiveOut, Service: "zbycie", Language: "pl"})
				}
				m := h.watch(screenR1, shown{})
				defer m.cancel()
				m.recv()
				c.do(office.DeedCallNext)
				m.until(func(s shown) bool { return len(s.calls) == 1 && s.waiting["km"] == 1 })
				began := time.Now()
				change(h)
				var hall *numerekv1.Hall
				for r := m.recv(); ; r = m.recv() {
					if hall = r.GetSnapshot(); hall != nil {
						break
					}
					if name != "day" || time.Since(began) > time.Hour {
						t.Fatalf("got %v", r)
					}
				}
				switch name {
				case "file":
					if hall.GetPlace().GetByLanguage()["pl"] != "parter" || time.Since(began) != 0 {
						t.Errorf("after %s got %v", time.Since(began), hall)
					}
				case "incarnation":
					if m.incarnation != "next" || m.numbers() != "[N 101]" || time.Since(began) != 0 {
						t.Errorf("after %s got %q, calls %s", time.Since(began), m.incarnation, m.numbers())
					}
				case "day":
					if hall.GetBusinessDay() != "2026-11-24" || time.Since(began) > 10*time.Minute+200*time.Millisecond || len(m.calls) != 0 || m.waiting["km"] != 0 {
						t.Errorf("got %s, calls %s, waiting %v", hall.GetBusinessDay(), m.numbers(), m.waiting)
					}
				}
			})
		})
	}
}

// chatter makes the hall say a lot, with a moment between two messages.
func (h *house) chatter(n int, m *monitor) {
	h.t.Helper()
	for i := range n {
		said := strings.Repeat(string(rune('a'+i%26)), 16000)
		h.set(said, time.Time{})
		m.until(func(s shown) bool { return s.message == said })
	}
}

// A watcher that does not read costs the others nothing and is cut within ten
// seconds, whether it reads nothing at all or only does not ask for more.
func TestAWatcherThatDoesNotReadIsCut(t *testing.T) {
	t.Parallel()
	for name, deaf := range map[string]bool{"reads_nothing": true, "asks_for_nothing": false} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				h := open(t, monday)
				m := h.watch(screenR2, shown{})
				defer m.cancel()
				m.recv()
				conn, deafen := h.dial()
				stuck := h.watchOn(conn, screenR1, shown{})
				defer stuck.cancel()
				stuck.recv()
				door := h.doors.last()
				began := time.Now()
				if deaf {
					deafen()
				}
				h.chatter(45, m) // takes eight seconds
				select {
				case <-door.closed:
				case <-time.After(time.Minute):
					t.Fatal("it is not cut")
				}
				if took := time.Since(began); took > 10*time.Second {
					t.Errorf("it is cut after %s", took)
				}
				if !deaf {
					was := stuck.shown
					for {
						r, err := stuck.stream.Recv()
						if err != nil {
							if status.Code(err) != codes.Unavailable {
								t.Errorf("got %v", err)
							}
							break
						}
						if was, err = was.take(r); err != nil {
							t.Fatal(err)
						}
					}
					conn.Connect()
					for s := conn.GetState(); s != connectivity.Ready; s = conn.GetState() {
						conn.WaitForStateChange(t.Context(), s)
					}
					again := h.watchOn(conn, screenR1, was)
					defer again.cancel()
					again.until(func(s shown) bool { return s.message == m.message })
				}
				h.take("zbycie")
				h.clerk("ratusz", 1).do(office.DeedCallNext)
				m.until(func(s shown) bool { return len(s.calls) == 1 })
			})
		})
	}
}

// One that reads too slowly for what happens is told to resume, and does.
func TestAWatcherThatFallsBehindResumes(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		h := open(t, monday)
		c := h.clerk("ratusz", 1)
		h.take("zbycie")
		conn, _ := h.dial()
		slow := h.watchOn(conn, screenR1, shown{})
		defer slow.cancel()
		slow.recv()
		c.do(office.DeedCallNext)
		const calls = 1500
		for range calls {
			c.do(office.DeedCallAgain)
			synctest.Wait()
		}
		was, err := slow.shown, error(nil)
		var r *numerekv1.WatchCallsResponse
		for err == nil {
			if r, err = slow.stream.Recv(); err == nil {
				if was, err = was.take(r); err != nil {
					t.Fatal(err)
				}
			}
		}
		if status.Code(err) != codes.Unavailable {
			t.Errorf("got %v", err)
		}
		again := h.watchOn(conn, screenR1, was)
		defer again.cancel()
		again.until(func(s shown) bool { return len(s.calls) == 1 && s.calls[0].GetTimes() == calls+1 })
	})
}

// When everybody has left, nothing is watched any more.
func TestNothingIsLeftBehind(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		h := open(t, monday)
		var all []*monitor
		for range 20 {
			for _, device := range []string{screenR1, screenR2, "ekran-u1"} {
				m := h.watch(device, shown{})
				m.recv()
				all = append(all, m)
			}
		}
		if got := h.hub.Watchers(); got != 3 { // the board and two halls
			t.Errorf("%d subscriptions for 60 monitors", got)
		}
		for _, m := range all {
			m.cancel()
		}
		synctest.Wait()
		if got := h.hub.Watchers(); got != 0 {
			t.Errorf("%d subscriptions are left", got)
		}
	})
}
