package faults_test

import (
	"log/slog"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"numerek/appliance/journal"
	"numerek/appliance/kiosk"
	"numerek/appliance/printer/simulator"
	"numerek/scripts/faults/sheet"
)

// lineSpeed is that of the line to the printer, in bits per second.
const lineSpeed = 115200

// hall is everything around one visitor.
type hall struct {
	*box

	server *server

	watch   sync.Mutex
	waiting *ambush
	sheets  []paper
}

// paper is a piece of paper with ink on it, and when it was cut.
type paper struct {
	sheet.Sheet

	at time.Time
}

// ambush waits for a point of a job.
type ambush struct {
	is     func(simulator.Moment, journal.Stage) bool
	strike func()
	struck chan struct{}
}

// newHall opens a hall with all that is in it at an hour of Warsaw. It must run in a bubble.
func newHall(t *testing.T, root, at string) *hall {
	t.Helper()
	return newHallWith(t, root, at, models()[0])
}

// newHallWith is newHall with a printer of any model.
func newHallWith(t *testing.T, root, at string, m model) *hall {
	t.Helper()
	begun := time.Now()
	log := slog.New(slog.NewTextHandler(t.Output(), &slog.HandlerOptions{
		ReplaceAttr: func(_ []string, a slog.Attr) slog.Attr {
			if a.Key == slog.TimeKey {
				return slog.String("t", time.Since(begun).Round(time.Millisecond).String())
			}
			return a
		},
	}))
	h := &hall{box: &box{t: t, log: log, net: newNetwork(), root: root, profile: m.profile}}
	h.sim = simulator.New(simulator.Options{
		Personality: m.personality, Baud: lineSpeed, RowsPerSecond: 1000, CutTime: 300 * time.Millisecond, Stall: time.Second,
		OnPaper: h.fell, Observe: h.observe,
	})
	t.Cleanup(func() { _ = h.sim.Close() }) // It always succeeds.
	h.server = newServer(t, log, h.net, at)
	t.Cleanup(func() {
		h.stop()
		h.ending.Wait()
	})
	h.start()
	return h
}

// fell takes a paper out of the tray.
func (h *hall) fell(p simulator.Paper) {
	s := paper{Sheet: sheet.Read(p.Picture), at: time.Now()}
	if s.Rows == 0 {
		return // Cut off to get a torn piece out.
	}
	h.log.Info("PAPER", "rows", s.Rows, "token", s.Token)
	h.watch.Lock()
	defer h.watch.Unlock()
	h.sheets = append(h.sheets, s)
}

// papers is every piece so far.
func (h *hall) papers() []paper {
	h.watch.Lock()
	defer h.watch.Unlock()
	return append([]paper(nil), h.sheets...)
}

// observe is told by the printer how far it is.
func (h *hall) observe(m simulator.Moment) {
	h.watch.Lock()
	a := h.waiting
	h.watch.Unlock()
	if a == nil || !a.is(m, h.stage()) {
		return
	}
	h.watch.Lock()
	mine := h.waiting == a
	if mine {
		h.waiting = nil
	}
	h.watch.Unlock()
	if mine {
		h.log.Info("STRIKE", "moment", m, "stage", h.stage())
		a.strike()
		close(a.struck)
	}
}

func newAmbush(is func(simulator.Moment, journal.Stage) bool, strike func()) *ambush {
	return &ambush{is: is, strike: strike, struck: make(chan struct{})}
}

// lie waits in ambush.
func (h *hall) lie(a *ambush) {
	h.watch.Lock()
	defer h.watch.Unlock()
	h.waiting = a
}

// stage is how far the newest unfinished request has come.
func (h *hall) stage() journal.Stage {
	p := h.program()
	if p == nil {
		return ""
	}
	open := p.kiosk.Unfinished()
	if len(open) == 0 {
		return ""
	}
	return open[len(open)-1].Stage
}

// model is what the kiosk shows.
func (h *hall) model() kiosk.Model {
	if p := h.program(); p != nil {
		return p.kiosk.Model()
	}
	return kiosk.Model{}
}

// touch touches a target as soon as the glass takes it.
func (h *hall) touch(target string) {
	if p := h.program(); p != nil {
		pass(300 * time.Millisecond)
		p.kiosk.Touch(target)
	}
}

// idle says that the kiosk waits for the next person, with all that it needs.
func (h *hall) idle() bool {
	p := h.program()
	if p == nil {
		return false
	}
	m := p.kiosk.Model()
	return (m.View() == kiosk.ScreenServices || m.View() == kiosk.ScreenClosed) && m.Clean() && m.Ready() && m.Online && len(p.kiosk.Unfinished()) == 0
}

// pass lets time pass, and everything that is due be done.
func pass(d time.Duration) {
	time.Sleep(d)
	synctest.Wait()
}

// until lets time pass until something is so.
func until(limit time.Duration, so func() bool) bool {
	for end := time.Now().Add(limit); !so(); {
		if !time.Now().Before(end) {
			return false
		}
		pass(500 * time.Millisecond)
	}
	return true
}
