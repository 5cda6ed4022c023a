package app

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"time"

	"numerek/appliance/display"
	"numerek/appliance/health"
	"numerek/appliance/health/chart"
	"numerek/appliance/health/sense"
	"numerek/appliance/journal"
	"numerek/appliance/kiosk"
)

// papersKept is for how many tickets the time of their paper is remembered until it
// is reported.
const papersKept = 64

// vitals is what a kiosk knows of its own health.
type vitals struct {
	*health.Health

	// Of the machine's goroutine.
	printer []kiosk.Condition
	gone    bool // the printer
	met     bool // it was there at least once
	broken  bool
	online  bool
	was     bool // online, at least once

	mu     sync.Mutex
	asked  time.Time // the last tap that asked for a ticket
	tapped map[string]time.Time
	papers map[string]time.Duration // from the tap to the paper, by request
	order  []string                 // of papers, the oldest first
}

func newVitals(version string) *vitals {
	return &vitals{Health: health.New(version), tapped: make(map[string]time.Time), papers: make(map[string]time.Duration)}
}

// startsFile is where a device counts its starts, in the folder of its data.
const startsFile = "starts"

// countStart counts one more start of the device on its card. What cannot be read
// there is no count, and the server gives a new one.
func countStart(h *health.Health, folder string) error {
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return err
	}
	path := filepath.Join(folder, startsFile)
	var last int64
	if text, err := os.ReadFile(path); err == nil {
		last = health.StartsFrom(text)
	}
	return h.Remember(last, func(epoch int64) error { return replaceFile(path, health.StartsText(epoch)) })
}

// runVitals reports until ctx is done.
func runVitals(ctx context.Context, h *health.Health, send health.Send, sensors []sense.Thermometer, folder string) {
	var parts sync.WaitGroup
	defer parts.Wait()
	var room sense.Room
	if folder != "" {
		// A card that refuses the count is the disk's and the journal's to tell.
		_ = countStart(h, folder)
		room = sense.Disk(folder)
	}
	parts.Go(func() { h.Run(ctx, send) })
	sense.Run(ctx, h, sensors, room)
}

// troubles are the conditions that the machine knows of, and how bad they are.
var troubles = []struct {
	condition kiosk.Condition
	code      string
	severity  health.Severity
}{
	{kiosk.PaperLow, chart.PaperLow, health.Warning},
	{kiosk.PaperOut, chart.PaperOut, health.Fault},
	{kiosk.CoverOpen, chart.CoverOpen, health.Fault},
	{kiosk.CutterStuck, chart.Cutter, health.Fault},
	{kiosk.PrinterGone, chart.PrinterGone, health.Fault},
}

// look takes note of a model. It runs in the machine's goroutine. A kiosk that has
// no card to work with has no vitals.
func (v *vitals) look(m kiosk.Model) {
	if v == nil {
		return
	}
	if !slices.Equal(m.Printer, v.printer) {
		for _, t := range troubles {
			v.Hold(t.code, slices.Contains(m.Printer, t.condition), t.severity, "")
		}
		v.printer = slices.Clone(m.Printer)
		v.line(!slices.Contains(m.Printer, kiosk.PrinterGone))
	}
	if m.Broken != v.broken {
		v.broken = m.Broken
		v.Hold(chart.Journal, m.Broken, health.Fault, "the journal refuses records")
	}
	if m.Online != v.online {
		if v.online = m.Online; m.Online && v.was {
			v.Count(func(c *health.Counters) { c.Reconnects++ })
			v.Reconnected("server")
		}
		v.was = true
	}
}

// line counts how often the printer was found again.
func (v *vitals) line(there bool) {
	if there && v.gone && v.met {
		v.Count(func(c *health.Counters) { c.PrinterReconnects++ })
		v.Reconnected("printer")
	}
	v.gone, v.met = !there, v.met || there
}

// ask takes note that somebody has asked for a ticket.
func (v *vitals) ask() {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.asked = time.Now()
}

// noted takes note of what was written into the journal.
func (v *vitals) noted(r journal.Record) {
	switch {
	case r.Kind == journal.Tap:
		v.mu.Lock()
		v.tapped[r.Request] = v.asked
		v.mu.Unlock()
	case r.Kind == journal.Outcome && r.Outcome == journal.Printed:
		v.onPaper(r.Request)
		v.Count(func(c *health.Counters) { c.Printed++ })
		v.Clear(chart.OutcomeUnknown)
	case r.Kind == journal.Outcome && r.Outcome == journal.Shown:
		v.Count(func(c *health.Counters) { c.Shown++ })
	case r.Kind == journal.Outcome && r.Outcome == journal.Unknown:
		v.Count(func(c *health.Counters) { c.Unknown++ })
		v.Set(chart.OutcomeUnknown, health.Warning, r.Evidence)
	case r.Kind == journal.Copy:
		v.Count(func(c *health.Counters) { c.Copies++ })
	}
	if r.Kind == journal.Outcome || r.Kind == journal.Abandon || r.Kind == journal.Settled {
		v.mu.Lock()
		delete(v.tapped, r.Request)
		v.mu.Unlock()
	}
}

// onPaper takes note of how long a paper took.
func (v *vitals) onPaper(request string) {
	v.mu.Lock()
	defer v.mu.Unlock()
	tapped, known := v.tapped[request]
	if !known || tapped.IsZero() {
		return
	}
	v.papers[request] = time.Since(tapped)
	v.order = append(v.order, request)
	if len(v.order) > papersKept {
		delete(v.papers, v.order[0])
		v.order = v.order[1:]
	}
}

// paperAfter is how long the paper of a request took; zero where it is not known.
func (v *vitals) paperAfter(request string) time.Duration {
	v.mu.Lock()
	defer v.mu.Unlock()
	return v.papers[request]
}

// monitorVitals is what a monitor knows of its own health.
type monitorVitals struct {
	*health.Health

	// Of the machine's goroutine.
	away, was bool
	stale     time.Time // since when the list may be old; zero while it is fresh
}

// look takes note of a model. It runs in the machine's goroutine.
func (v *monitorVitals) look(m display.Model) {
	now := time.Now()
	switch {
	case m.Stale() && v.stale.IsZero():
		v.stale = now
	case !m.Stale() && !v.stale.IsZero():
		v.Count(func(c *health.Counters) { c.Stale += now.Sub(v.stale) })
		v.stale = time.Time{}
	}
	if away := m.Away || m.Stale(); away != v.away || !v.was && m.Known {
		if v.was && !away {
			v.Count(func(c *health.Counters) { c.Reconnects++ })
			v.Reconnected("server")
		}
		v.away, v.was = away, v.was || m.Known
	}
}
