package health

import (
	"fmt"
	"slices"
	"time"

	"numerek/appliance/health/chart"
)

// Limits of the clock and of lines.
const (
	// clockOff is how far the device's clock may be from the server's.
	clockOff = 30 * time.Second
	// Lines that were found again more often within an hour are bad.
	mostBreaks = 5
)

// compare says whether the device's clock is right, by the server's time between
// two instants of it. An answer that took long says nothing.
func (h *Health) compare(theirs, before, after time.Time) {
	if theirs.IsZero() || after.Sub(before) > clockOff/2 {
		return
	}
	off := theirs.Round(0).Sub(before.Add(after.Sub(before) / 2).Round(0)) // by the wall
	h.Hold(chart.Clock, off > clockOff || off < -clockOff, Warning, "off by "+(-off).Round(time.Second).String())
}

// Reconnected says that a line, such as "server" or "printer", has been found again.
func (h *Health) Reconnected(line string) {
	now := time.Now()
	h.mu.Lock()
	h.breaks[line] = append(h.breaks[line], now)
	h.mu.Unlock()
	h.Lines()
}

// Lines says whether lines break too often. It is called now and then: a line
// becomes good by itself.
func (h *Health) Lines() {
	now := time.Now()
	worst, times := "", mostBreaks
	h.mu.Lock()
	for line, all := range h.breaks {
		all = slices.DeleteFunc(all, func(at time.Time) bool { return now.Sub(at) >= time.Hour })
		h.breaks[line] = all
		if len(all) > times {
			worst, times = line, len(all)
		}
	}
	h.mu.Unlock()
	h.Hold(chart.LineQuality, worst != "", Warning, fmt.Sprintf("%s: %d times in an hour", worst, times))
}
