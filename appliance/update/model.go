package update

import (
	"cmp"
	"slices"
	"time"
)

// How long things take.
const (
	// AskEvery is how often the server is asked; FirstAsk is after the start.
	AskEvery = 10 * time.Minute
	FirstAsk = time.Minute
	// Fresh is how old an offer may be when its version is activated.
	Fresh = 2 * time.Minute
	// AloneFor is how long nobody must have been there before the restart.
	AloneFor = 5 * time.Minute
	// TrialLimit is how long after the machine's start a new version must be good.
	TrialLimit = 10 * time.Minute
	// Again is the pause after something has failed that may work the next time.
	Again = time.Minute
	// tries is how often an installation is tried before the version has failed.
	tries = 3
)

// pauses between the tries to install.
var pauses = []time.Duration{5 * time.Minute, 15 * time.Minute}

// mostSaid is how many reports wait for the server.
const mostSaid = 8

// Phase is what the machine is at, in one word.
type Phase string

// The phases.
const (
	Asleep     Phase = ""           // nothing is known yet, or this device is not updated
	Idle       Phase = "idle"       // nothing to do
	Waiting    Phase = "waiting"    // for its time to install
	Installing Phase = "installing" // into the other slot
	Standby    Phase = "standby"    // installed; waits for nobody to be there
	Activating Phase = "activating" // and then the restart
	Restarting Phase = "restarting"
	Trial      Phase = "trial" // the version that runs is not good yet
)

// Model is the machine.
type Model struct {
	Phase      Phase
	Version    string // that runs
	Slot       string // that runs
	Compatible string
	Offer      Offer  // that is worked on
	Percent    int    // of the installation
	Trouble    string // the last version that failed and why; empty where none did

	pace       Pace
	other      string // version in the other slot that may be activated as it is
	hasPrinter bool
	kept       Kept
	keeps      int // under way

	asking    bool
	nextAsk   time.Time
	offeredAt time.Time
	notBefore time.Time
	tried     int
	nextTry   time.Time
	failed    string // version that the server may not know of yet

	alone    time.Time // since when; zero: somebody is there
	drawn    bool
	reached  bool
	away     bool
	printer  Printer
	deadline time.Time // of the trial

	good    bool // the slot that runs is marked
	marking bool
	nextRun time.Time // when a mark, an activation or a write that failed is tried again

	said    []Said // the oldest first
	saying  bool
	nextSay time.Time
}

// Pace is how patient the machine is; what is zero is as usual.
type Pace struct {
	First time.Duration // until the server is asked for the first time: [FirstAsk]
	Ask   time.Duration // between two questions: [AskEvery]
	Alone time.Duration // how long nobody must have been there: [AloneFor]
	Trial time.Duration // until a new version must be good: [TrialLimit]
}

// New returns the machine before [Started].
func New(p Pace) Model {
	return Model{pace: Pace{cmp.Or(p.First, FirstAsk), cmp.Or(p.Ask, AskEvery), cmp.Or(p.Alone, AloneFor), cmp.Or(p.Trial, TrialLimit)}}
}

// Good says that the slot that runs is marked good.
func (m Model) Good() bool { return m.good }

// CameBack says that the version of Trouble was tried, and that the one before it runs
// again; one that was never installed did not come so far.
func (m Model) CameBack() bool { return m.Trouble != "" && m.Trouble == m.kept.Trouble }

// From is when the version that is worked on may be installed, or activated once it is,
// if nothing else is in the way; zero where that is not a matter of time.
func (m Model) From() time.Time {
	switch m.Phase { //nolint:exhaustive // the others wait for no hour of their own
	case Waiting:
		return later(m.notBefore, m.nextTry)
	case Standby:
		return m.notBefore
	}
	return time.Time{}
}

// Due is when the machine wants its next [Tick]; zero is never.
func Due(m Model) (at time.Time) {
	if m.Phase == Asleep || m.Phase == Restarting {
		return time.Time{}
	}
	soonest := func(t time.Time) {
		if !t.IsZero() && (at.IsZero() || t.Before(at)) {
			at = t
		}
	}
	if m.mayAsk() {
		soonest(m.nextAsk)
	}
	if !m.saying && len(m.said) > 0 {
		soonest(m.nextSay)
	}
	switch m.Phase { //nolint:exhaustive // the others wait for no hour of their own
	case Waiting:
		soonest(m.From())
	case Standby:
		if m.mayGo() && !m.asking {
			soonest(later(later(m.alone.Add(m.pace.Alone), m.notBefore), m.nextRun))
		}
	case Trial:
		if !m.marking {
			soonest(m.deadline)
		}
	}
	if m.wantsGood() {
		soonest(m.nextRun)
	}
	return at
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

// mayAsk says that an answer could be of use.
func (m Model) mayAsk() bool { return !m.asking && m.Phase != Installing && m.Phase != Activating }

// mayGo says that nothing is in the way of an activation but time.
func (m Model) mayGo() bool { return m.Phase == Standby && !m.alone.IsZero() && m.good && m.keeps == 0 }

// wantsGood says that nothing is in the way of marking the slot good but time.
func (m Model) wantsGood() bool { return !m.good && !m.marking && m.bad() == "" }

// bad says why the version that runs is not good; empty where it is. One that is not
// on trial was good before.
func (m Model) bad() string {
	switch {
	case !m.drawn:
		return "no first frame"
	case m.Phase != Trial:
		return ""
	case !m.reached && !m.away:
		return "server not reached"
	case m.hasPrinter && m.printer.worse(m.kept.Printer):
		if m.printer == "" {
			return "printer not heard of"
		}
		return "printer is " + string(m.printer) + ", was " + string(m.kept.Printer)
	}
	return ""
}

// say adds a report. Of one installation only the newest counts.
func (m Model) say(s Said) Model {
	said := slices.Clone(m.said)
	if n := len(said); n > 0 && (n > 1 || !m.saying) && said[n-1].Version == s.Version && said[n-1].Phase == s.Phase {
		said = said[:n-1]
	}
	m.said = append(said, s)
	if over := len(m.said) - mostSaid; over > 0 && !m.saying {
		m.said = m.said[over:]
	}
	return m
}
