package record

import (
	"slices"
	"strings"
	"time"
)

// Severity is how much something matters.
type Severity string

// The severities, by the words of the database.
const (
	Info    Severity = "info"    // worth knowing: nothing has to be done
	Warning Severity = "warning" // somebody should come today
	Fault   Severity = "fault"   // the device does not do its work
)

// severities are in order.
var severities = []Severity{Info, Warning, Fault}

// AtLeast says whether s matters as much as other. A word that is none is below
// all of them.
func (s Severity) AtLeast(other Severity) bool {
	return slices.Index(severities, s) >= slices.Index(severities, other)
}

// Codes of conditions. Devices report the first ones; a code that is not here is
// kept as it is.
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
	Update         = "update"

	// The server adds these.
	Silent      = "silent"      // no report for [SilentAfter]
	Cloned      = "cloned"      // two starts take turns
	Certificate = "certificate" // it should have been renewed by now
)

// Codes lists all of them.
func Codes() []string {
	return []string{
		PaperLow, PaperOut, CoverOpen, Cutter, PrinterGone, OutcomeUnknown, LineQuality, Temperature, Disk, Clock,
		Version, DoorOpen, NoSound, Journal, Update, Silent, Cloned, Certificate,
	}
}

// own says that the server itself decides about a code, whatever a device reports.
func own(code string) bool { return code == Silent || code == Cloned || code == Certificate }

// Condition is one thing that is the matter with a device.
type Condition struct {
	Code     string    `json:"code"`
	Severity Severity  `json:"severity"`
	Since    time.Time `json:"since"` // by the server's clock
	Detail   string    `json:"detail,omitempty"`
}

// Counters are counts since the start of the device's program.
type Counters struct {
	Printed           int64 `json:"printed,omitempty"`
	Shown             int64 `json:"shown,omitempty"`
	Unknown           int64 `json:"unknown,omitempty"`
	Copies            int64 `json:"copies,omitempty"`
	Reconnects        int64 `json:"reconnects,omitempty"`
	PrinterReconnects int64 `json:"printer_reconnects,omitempty"`
	StaleSeconds      int64 `json:"stale_seconds,omitempty"`
}

// Minus is what has been counted since before, which is of the same start.
// Where a count went back, before is taken for nothing.
func (c Counters) Minus(before Counters) Counters {
	since := func(now, then int64) int64 {
		if then > now || then < 0 {
			return max(now, 0)
		}
		return now - then
	}
	return Counters{
		Printed: since(c.Printed, before.Printed), Shown: since(c.Shown, before.Shown), Unknown: since(c.Unknown, before.Unknown),
		Copies: since(c.Copies, before.Copies), Reconnects: since(c.Reconnects, before.Reconnects),
		PrinterReconnects: since(c.PrinterReconnects, before.PrinterReconnects), StaleSeconds: since(c.StaleSeconds, before.StaleSeconds),
	}
}

// Report is what a device says of itself.
type Report struct {
	Conditions []Condition // Since by the device's clock
	Version    string
	Now        time.Time // the device's clock; zero: not told
	StartedAt  time.Time // by the device's clock
	Boot       string    // random, made at every start
	Epoch      int64     // counted by the device at every start; 0: it remembers nothing
	Counters   Counters
}

// Limits of what is kept of a report.
const (
	mostConditions = 32
	longestCode    = 40
	longestDetail  = 200
	longestWord    = 100                 // of a version and a boot id
	oldest         = 30 * 24 * time.Hour // a condition or start that is said to be older began just now
)

// tidy returns the conditions of a report by the server's clock and in order of
// their codes, each once, without those that only the server may say.
func (r Report) tidy(now time.Time) []Condition {
	all := make([]Condition, 0, min(len(r.Conditions), mostConditions))
	for _, c := range r.Conditions {
		c.Code = clip(c.Code, longestCode)
		if c.Code == "" || own(c.Code) || len(all) == mostConditions ||
			slices.ContainsFunc(all, func(o Condition) bool { return o.Code == c.Code }) {
			continue
		}
		if !slices.Contains(severities, c.Severity) {
			c.Severity = Warning
		}
		c.Detail, c.Since = clip(c.Detail, longestDetail), here(c.Since, r.Now, now)
		all = append(all, c)
	}
	slices.SortFunc(all, byCode)
	return all
}

func byCode(a, b Condition) int { return strings.Compare(a.Code, b.Code) }

// here is an instant of the device's clock by the server's, to the second.
func here(at, theirs, now time.Time) time.Time {
	age := theirs.Sub(at)
	if at.IsZero() || theirs.IsZero() || age < 0 || age > oldest {
		age = 0
	}
	return now.Add(-age).UTC().Truncate(time.Second)
}

// clip keeps what can be stored: valid text in one line, not too long.
func clip(s string, longest int) string {
	s = strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f || r == '\uFFFD' {
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, ""))
	if runes := []rune(s); len(runes) > longest {
		s = string(runes[:longest])
	}
	return strings.TrimSpace(s)
}
