// Package chart is what a device knows of its own health: which conditions hold,
// since when, and how badly. It is patient where a sensor is not: little paper is
// said only after it has held for a while, and what comes and goes all the time is
// said to hold until it has been quiet. It is pure: the time comes in.
package chart

import (
	"slices"
	"strings"
	"time"
)

// Severity is how much something matters.
type Severity string

// The severities.
const (
	Info    Severity = "info"    // worth knowing: nothing has to be done
	Warning Severity = "warning" // somebody should come today
	Fault   Severity = "fault"   // the device does not do its work
)

// Codes of conditions, as the protocol has them.
const (
	PaperLow       = "paper_low"
	PaperOut       = "paper_out"
	CoverOpen      = "cover_open"
	Cutter         = "cutter"
	PrinterGone    = "printer_gone"
	OutcomeUnknown = "outcome_unknown"
	LineQuality    = "line_quality"
	Temperature    = "temperature"
	Disk           = "disk"
	Clock          = "clock"
	Version        = "version"
	DoorOpen       = "door_open"
	NoSound        = "no_sound"
	Journal        = "journal"
)

// Condition is one thing that is the matter.
type Condition struct {
	Code     string
	Severity Severity
	Since    time.Time
	Detail   string
}

// How patient the chart is.
const (
	// LowFor is how long little paper must be seen before it is said; LowTickets
	// printed meanwhile are as good.
	LowFor     = 60 * time.Second
	LowTickets = 3
	// UnknownFor is how long a paper that nobody knows of is said.
	UnknownFor = 10 * time.Minute
	// What has come flaps times within flapIn holds until it was quiet for calmFor.
	flaps   = 3
	flapIn  = 10 * time.Minute
	calmFor = 5 * time.Minute
)

// Chart holds the conditions of a device. Its zero value is that of a healthy one.
// It belongs to one goroutine.
type Chart struct {
	all map[string]entry
}

// entry is what is known of one code.
type entry struct {
	holds    bool
	severity Severity
	detail   string
	began    time.Time // the last time that it came; since then it holds, where it does
	first    time.Time // as it is said: the first coming of those that count as one
	ended    time.Time // the last time that it went
	comings  []time.Time
	tickets  int // printed while it holds
}

// Set says that a condition holds.
func (c *Chart) Set(now time.Time, code string, s Severity, detail string) {
	e := c.all[code]
	if !e.holds {
		if !e.said(code, now) {
			e.first = now
		}
		e.holds, e.began, e.tickets = true, now, 0
		e.comings = append(recent(e.comings, now), now)
	}
	e.severity, e.detail = s, detail
	if c.all == nil {
		c.all = make(map[string]entry)
	}
	c.all[code] = e
}

// Clear says that a condition does not hold any more. One that is said for a
// while may still be in the report.
func (c *Chart) Clear(now time.Time, code string) {
	e, known := c.all[code]
	if !known || !e.holds {
		return
	}
	e.holds, e.ended = false, now
	c.all[code] = e
}

// Printed says that a ticket was printed.
func (c *Chart) Printed() {
	for code, e := range c.all {
		if e.holds {
			e.tickets++
			c.all[code] = e
		}
	}
}

// Report is what holds now, in order of the codes.
func (c *Chart) Report(now time.Time) []Condition {
	var all []Condition
	for code, e := range c.all {
		switch {
		case e.said(code, now):
			all = append(all, Condition{Code: code, Severity: e.severity, Since: e.first, Detail: e.detail})
		case !e.holds && len(recent(e.comings, now)) == 0:
			delete(c.all, code) // nothing of it counts any more
		}
	}
	slices.SortFunc(all, func(a, b Condition) int { return strings.Compare(a.Code, b.Code) })
	return all
}

// Due is when the report changes although nobody says anything; zero for never.
func (c *Chart) Due(now time.Time) (due time.Time) {
	for code, e := range c.all {
		at := e.ended.Add(e.lingers(code))
		if e.holds {
			at = e.began.Add(delay(code))
		}
		if at.After(now) && (due.IsZero() || at.Before(due)) {
			due = at
		}
	}
	return due
}

// said says whether a condition is in the report.
func (e entry) said(code string, now time.Time) bool {
	switch {
	case e.first.IsZero():
		return false
	case e.holds && now.Sub(e.began) >= delay(code), e.holds && e.tickets >= LowTickets, e.holds && e.first.Before(e.began):
		return true
	}
	return !e.holds && now.Sub(e.ended) < e.lingers(code) && e.ended.Sub(e.began) >= delay(code)
}

// delay is how long a condition must hold before it is said.
func delay(code string) time.Duration {
	if code == PaperLow {
		return LowFor
	}
	return 0
}

// lingers is how long a condition is said after it has gone.
func (e entry) lingers(code string) time.Duration {
	switch {
	case len(recent(e.comings, e.ended)) >= flaps:
		return calmFor
	case code == OutcomeUnknown:
		return UnknownFor
	}
	return 0
}

// recent are the comings that count at an instant.
func recent(comings []time.Time, now time.Time) []time.Time {
	i := 0
	for i < len(comings) && now.Sub(comings[i]) >= flapIn {
		i++
	}
	return comings[i:]
}
