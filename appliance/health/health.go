// Package health keeps what a device knows of its own health, and has it said to
// the server: every thirty seconds, and at once when something has changed.
//
// Whoever knows of something calls [Health.Set] and [Health.Clear]; what is
// counted goes to [Health.Count]. How patient a condition is, package chart
// decides. Nothing here blocks, and nothing fails: a report that does not get
// through is followed by the next one.
package health

import (
	"context"
	"sync"
	"time"

	"github.com/google/uuid"

	"numerek/appliance/health/chart"
)

// How often is reported.
const (
	// Every is how often a device reports although nothing has changed.
	Every = 30 * time.Second
	// rest is the least time between two reports: changes that come together go
	// together.
	rest = time.Second
	// again is how soon a report that did not get through is tried again.
	again = 5 * time.Second
	// limit is how long one may take.
	limit = 5 * time.Second
)

// Severity is how much something matters.
type Severity = chart.Severity

// The severities.
const (
	Info    = chart.Info
	Warning = chart.Warning
	Fault   = chart.Fault
)

// Counters are counts since the start.
type Counters = chart.Counters

// Report is what a device says of itself.
type Report = chart.Report

// Answer is the server's word on a report.
type Answer = chart.Answer

// Send says a report to the server.
type Send = func(ctx context.Context, r Report) (Answer, error)

// Health is that of one device.
type Health struct {
	version string
	boot    string
	started time.Time
	bell    chan struct{} // something has changed

	mu       sync.Mutex
	chart    chart.Chart
	counters Counters
	breaks   map[string][]time.Time // of lines, by name
	epoch    int64                  // of this start; 0: not known
	keep     func(epoch int64) error
}

// New returns the health of a device that has just started.
func New(version string) *Health {
	return &Health{
		version: version, boot: uuid.NewString(), started: time.Now(), bell: make(chan struct{}, 1),
		breaks: make(map[string][]time.Time),
	}
}

// Set says that a condition holds. Code is a word of the protocol's list; detail
// is for the technician, in English.
func (h *Health) Set(code string, s Severity, detail string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.chart.Set(time.Now(), code, s, detail)
	h.ring()
}

// Clear says that a condition does not hold any more.
func (h *Health) Clear(code string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.chart.Clear(time.Now(), code)
	h.ring()
}

// Hold sets or clears a condition.
func (h *Health) Hold(code string, holds bool, s Severity, detail string) {
	if holds {
		h.Set(code, s, detail)
	} else {
		h.Clear(code)
	}
}

// Count changes the counters.
func (h *Health) Count(change func(*Counters)) {
	h.mu.Lock()
	defer h.mu.Unlock()
	before := h.counters.Printed
	change(&h.counters)
	for range h.counters.Printed - before {
		h.chart.Printed()
	}
	h.ring()
}

// Counted returns the counters.
func (h *Health) Counted() Counters {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.counters
}

// Conditions returns what is reported now.
func (h *Health) Conditions() []chart.Condition {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.chart.Report(time.Now())
}

func (h *Health) ring() {
	select {
	case h.bell <- struct{}{}:
	default:
	}
}

// Run reports until ctx is done.
func (h *Health) Run(ctx context.Context, send Send) {
	var said []chart.Condition
	wait := time.Duration(0)
	last := time.Time{} // of the last report
	for {
		timer := time.NewTimer(wait)
		select {
		case <-ctx.Done():
			timer.Stop()
			return
		case <-h.bell:
			timer.Stop()
			if !h.changed(said) {
				wait = h.next(last)
				continue
			}
			if early := rest - time.Since(last); early > 0 && !nap(ctx, early) {
				return
			}
		case <-timer.C:
			if time.Since(last) < Every && !h.changed(said) && !last.IsZero() {
				wait = h.next(last)
				continue
			}
		}
		r := h.report()
		if h.say(ctx, r, send) {
			said, last = r.Conditions, time.Now()
			wait = h.next(last)
		} else {
			said, last, wait = nil, time.Time{}, 0
			if !nap(ctx, again) {
				return
			}
		}
	}
}

// next is how long nothing has to be done, as far as is known.
func (h *Health) next(last time.Time) time.Duration {
	now := time.Now()
	wait := last.Add(Every).Sub(now)
	h.mu.Lock()
	due := h.chart.Due(now)
	h.mu.Unlock()
	if !due.IsZero() {
		wait = min(wait, due.Sub(now))
	}
	return max(wait, 0)
}

// changed says whether the server knows something else than the report.
func (h *Health) changed(said []chart.Condition) bool {
	now := h.Conditions()
	if len(now) != len(said) {
		return true
	}
	for i := range now {
		if now[i].Code != said[i].Code || now[i].Severity != said[i].Severity || !now[i].Since.Equal(said[i].Since) {
			return true
		}
	}
	return false
}

func (h *Health) report() Report {
	h.mu.Lock()
	defer h.mu.Unlock()
	now := time.Now()
	return Report{
		Conditions: h.chart.Report(now), Version: h.version, Now: now, StartedAt: h.started, Boot: h.boot, Epoch: h.epoch, Counters: h.counters,
	}
}

// say sends a report, and compares the clocks.
func (h *Health) say(ctx context.Context, r Report, send Send) bool {
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	before := time.Now()
	answer, err := send(ctx, r)
	if err != nil {
		return false
	}
	h.compare(answer.ServerTime, before, time.Now())
	h.adopt(answer.Epoch)
	return true
}

// nap waits, and says whether it was not woken by the end.
func nap(ctx context.Context, d time.Duration) bool {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return false
	case <-t.C:
		return true
	}
}
