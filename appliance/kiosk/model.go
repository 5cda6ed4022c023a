package kiosk

import (
	"slices"
	"time"

	"numerek/appliance/device"
	"numerek/appliance/kiosk/technician"
	"numerek/appliance/kiosk/words"
)

// Screen is where the visit stands.
type Screen string

// The screens of a visit. What is on the glass can be another thing, while the
// server is away or the office is closed; see View.
const (
	ScreenHome     Screen = "home"     // which department
	ScreenServices Screen = "services" // which service
	ScreenOffer    Screen = "offer"    // the printer is not ready: on the screen, or elsewhere
	ScreenIssuing  Screen = "issuing"  // the server is asked
	ScreenPrinting Screen = "printing" // there is a number, and the paper is coming
	ScreenTake     Screen = "take"     // the paper is there
	ScreenShown    Screen = "shown"    // the number on the screen instead of paper
	ScreenAsk      Screen = "ask"      // did the paper come out?
	ScreenRefused  Screen = "refused"  // why there is no ticket
	ScreenFailed   Screen = "failed"   // the server did not answer in time
	ScreenIdle     Screen = "idle"     // still there?

	ScreenCode        Screen = "code"         // which code
	ScreenCodeRefused Screen = "code_refused" // why the code is no ticket
	ScreenCodeReady   Screen = "code_ready"   // the code works by now, or the printer does
	ScreenAgain       Screen = "again"        // the number that the code has become before
	ScreenCodePaused  Screen = "code_paused"  // only by View: too many wrong codes

	ScreenOffline    Screen = "offline"    // only by View: the server is away
	ScreenClosed     Screen = "closed"     // only by View: the office is closed
	ScreenBroken     Screen = "broken"     // only by View: the kiosk itself is out of order
	ScreenTechnician Screen = "technician" // only by View: the technician is there
	ScreenDimmed     Screen = "dimmed"     // only by View: nobody is there
)

// How long things last.
const (
	IdleAfter    = 60 * time.Second // without a touch until the question whether anybody is there
	IdleWarning  = 20 * time.Second // from that question until everything is reset
	ReadFor      = 60 * time.Second // for a number on the screen and for a question
	TakeFor      = 10 * time.Second // for "take your ticket"
	issueLimit   = 12 * time.Second // the link gives up after 8; this is the net below it
	printLimit   = 60 * time.Second
	bounce       = 250 * time.Millisecond // after a new screen, in which a touch is an old one
	fingerLimit  = 30 * time.Second       // a finger longer on the glass is a fault of the glass
	clockRefresh = time.Minute
)

// Model is everything that the kiosk knows. Treat it as a value: Update never
// changes what an older model holds.
type Model struct {
	device.Clock
	Zone       *time.Location
	Catalog    Catalog
	Known      bool // the catalogue has come at least once
	Online     bool
	Away       bool     // the server was looked for in vain since the start
	Broken     bool     // the journal refuses records
	Barred     LinkLost // while the server does not let this kiosk in; zero otherwise
	Printer    []Condition
	Paused     time.Time // until when no codes are taken; zero where they never were refused
	Technician technician.Mode
	Alone      time.Time // since when the sensor sees nobody, or when it saw somebody last; zero without one
	near       bool      // the sensor sees somebody

	// The visit. All of it is reset when a person leaves.
	Screen     Screen
	Before     Screen // that ScreenIdle interrupted
	Language   string
	Low        bool // everything within reach of a wheelchair
	Contrast   bool
	Priority   bool
	Department string
	Service    string
	Page       int
	Focus      string    // the target that the keys stand on; "" until one is used
	Until      time.Time // when the screen gives up; zero means that it waits for the idle clock
	Touched    time.Time // the last sign of a person
	Since      time.Time // when the present view appeared

	Session uint64 // of the last request
	lost    uint64 // a session that this kiosk gave up by itself
	Ticket  Ticket
	Settled bool // the ticket has been reported
	Refusal Refusal
	OnGlass bool // the number will be shown instead of printed

	Code        Code // typed so far, or whole while it may become a ticket
	Slip        Slip // why it is no code; the next digit begins a new one
	CodeRefusal CodeRefusal

	finger  int // on the glass, if held
	held    bool
	heldAt  time.Time
	Pressed string // the target under the finger, while lifting it would choose it

	// Speech, for whoever has pressed the key that starts it.
	Speaking bool
	Volume   int    // 1 to Volumes while speaking
	Presses  uint64 // of keys, while speaking
	Repeats  int    // how many of them, up to now, were Repeat
}

// New is a kiosk that has just started: it knows nothing yet. The zone is where
// it stands until the catalogue says better.
func New(zone *time.Location) Model {
	return Model{Zone: zone, Screen: ScreenHome, Language: "pl", Catalog: Catalog{Languages: words.Languages()}}
}

// OfficeTime is the hour at the office, by the server's clock.
func (m Model) OfficeTime() time.Time { return m.ServerTime().In(m.Zone) }

// Office is another hour of the device's clock, as the office has it.
func (m Model) Office(at time.Time) time.Time { return m.OfficeTime().Add(at.Sub(m.Now)) }

// Ready says that the printer can print.
func (m Model) Ready() bool {
	return !slices.ContainsFunc(m.Printer, func(c Condition) bool { return c != PaperLow })
}

// View is what is on the glass: the screen of the visit, unless the line or the
// hour stand before it.
func (m Model) View() Screen {
	switch {
	case m.Technician.Open():
		return ScreenTechnician
	case m.outOfOrder() && m.choosing():
		return ScreenBroken
	case m.Dimmed():
		return ScreenDimmed
	}
	switch m.Screen {
	case ScreenHome, ScreenServices, ScreenOffer:
		switch {
		case !m.Online:
			return ScreenOffline
		case !m.Catalog.anyOpen():
			return ScreenClosed
		}
	case ScreenCode, ScreenCodeReady:
		switch {
		case !m.Online:
			return ScreenOffline
		case m.Screen == ScreenCode && m.PausedFor() > 0:
			return ScreenCodePaused
		}
	case ScreenCodeRefused:
		switch due := m.CodeRefusal.Reason == CodeEarly && m.EarlyFor() == 0; {
		case due && !m.Online:
			return ScreenOffline
		case due:
			return ScreenCodeReady
		}
	default:
		// A visit that has its answer goes on to its end.
	}
	if m.Screen == ScreenHome && m.OnlyDepartment() != "" {
		return ScreenServices
	}
	return m.Screen
}

// OnlyDepartment is the only department of the location, "" where there are several:
// the first step is then left out.
func (m Model) OnlyDepartment() string {
	if in := m.Catalog.Inhabited(); len(in) == 1 {
		return in[0].ID
	}
	return ""
}

// InDepartment is the department that the visit is in.
func (m Model) InDepartment() string {
	if m.Department != "" {
		return m.Department
	}
	return m.OnlyDepartment()
}

// fallback is the language of a kiosk that nobody has touched.
func (m Model) fallback() string {
	if len(m.Catalog.Languages) > 0 {
		return m.Catalog.Languages[0]
	}
	return "pl"
}

// Clean says that nothing of the last person is left.
func (m Model) Clean() bool {
	return m.Screen == ScreenHome && m.Language == m.fallback() && !m.Low && !m.Contrast && !m.Priority &&
		m.Page == 0 && m.Focus == "" && !m.Speaking
}
