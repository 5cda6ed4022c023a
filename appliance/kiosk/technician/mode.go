package technician

import "time"

// Page is what the technician looks at. The zero value is that nobody does: the
// glass belongs to the citizens.
type Page string

// The pages of the service mode.
const (
	Closed   Page = ""
	PIN      Page = "pin"      // who is there?
	Overview Page = "overview" // how the kiosk is, in one line and a dozen
	Version  Page = "version"  // what runs, and how its updates stand; only where the device is updated
	Printer  Page = "printer"  // how the printer is, its counters, what can be done to it
	Status   Page = "status"   // every status bit of the printer in words
	Tickets  Page = "tickets"  // the last ones and what became of them
	Ticket   Page = "ticket"   // one of them, and a copy of it
	Tests    Page = "tests"    // paper, touch, sound, glass
	Touch    Page = "touch"    // where touches arrive
	Glass    Page = "glass"    // whole colours, for dead pixels
	Confirm  Page = "confirm"  // is it meant?
)

// How long things last.
const (
	LeaveAfter = 5 * time.Minute  // without a touch until the service mode ends
	pinAfter   = 30 * time.Second // without a touch until the question for the PIN ends
	busyLimit  = 2 * time.Minute  // the net below a deed that nobody ends
)

// Deed is something that the technician has done.
type Deed string

// The deeds. Each is answered by Done, except those that start anew.
const (
	Nothing     Deed = ""
	TestPrint   Deed = "test_print"
	Copy        Deed = "copy" // of the ticket of an order
	RollChanged Deed = "roll_changed"
	Clear       Deed = "clear" // the printer forgets what it holds
	Sound       Deed = "sound"
	Restart     Deed = "restart" // of the program
	Reboot      Deed = "reboot"  // of the whole device, where somebody does it
)

// Order is a deed for the outside to carry out.
type Order struct {
	Deed     Deed
	Request  string // of the ticket, with Copy
	Language string // that is spoken, with Sound
}

// Outcome is what became of a deed.
type Outcome string

// The outcomes of a deed.
const (
	OK        Outcome = "ok"
	Failed    Outcome = "failed"
	Uncertain Outcome = "uncertain" // a paper may have come out, or not
)

// Result is the last deed that has ended.
type Result struct {
	Deed     Deed
	Outcome  Outcome
	Evidence string // for the technician: a phrase of the printer or of the system
}

// Mode is the service mode. The zero value is closed and has no PIN. Treat it as
// a value: no method changes what an older one holds.
type Mode struct {
	Lock Lock
	Info Info

	// Breaks are counted since the start of the program.
	LinkBreaks, PrinterBreaks int

	Page     Page
	Language string // "pl" or "en"
	List     int    // page of the list of tickets
	Request  string // of the ticket that is looked at
	Asked    Deed   // that Confirm asks about
	Busy     Deed   // that is under way
	Last     Result
	Marks    []Mark // of the touch test
	Colour   int    // of the glass test, an index of Colours

	Digits Digits    // of the PIN so far
	Wrong  bool      // the last PIN was
	Tries  int       // wrong ones since the last right one
	Paused time.Time // until when no PIN is taken

	touched  time.Time // the last sign of the technician
	busyAt   time.Time
	leaving  bool // as soon as the deed under way has ended
	key      bool // the key switch is on
	wanted   bool // it was turned on, and the citizen is not gone yet
	corners  int  // touched in order
	cornerAt time.Time
}

// Open says that the glass belongs to the technician, or to somebody who may be one.
func (m Mode) Open() bool { return m.Page != Closed }

// Entered says that the technician is in: the key or the PIN was right.
func (m Mode) Entered() bool { return m.Page != Closed && m.Page != PIN }

// Wanted says that the key was turned and the mode waits for the citizen to go.
func (m Mode) Wanted() bool { return m.wanted }

// Turned follows the key switch. Off closes what On has opened.
func (m Mode) Turned(on bool) Mode {
	was := m.key
	m.key, m.wanted = on, on && (m.wanted || !was && !m.Entered())
	if was && !on && m.Open() {
		return m.leave()
	}
	return m
}

// Enter opens the mode for whoever holds the key or knows the PIN.
func (m Mode) Enter(language string, now time.Time) Mode {
	m = m.closed()
	m.wanted, m.touched = false, now
	m.Page, m.Language = Overview, "en"
	if language == "pl" {
		m.Language = "pl"
	}
	m.Tries, m.Paused, m.Last = 0, time.Time{}, Result{}
	return m
}

// leave closes the mode, after the deed under way.
func (m Mode) leave() Mode {
	if m.Busy != Nothing {
		m.leaving = true
		return m
	}
	return m.closed()
}

// closed is the mode as the next technician finds it.
func (m Mode) closed() Mode {
	return Mode{
		Lock: m.Lock, Info: m.Info, LinkBreaks: m.LinkBreaks, PrinterBreaks: m.PrinterBreaks, Tries: m.Tries, Paused: m.Paused,
		key: m.key, wanted: m.wanted,
	}
}

// Seen takes note of a sign of the technician.
func (m Mode) Seen(now time.Time) Mode {
	if m.Open() {
		m.touched = now
	}
	return m
}

// Told takes what the outside knows.
func (m Mode) Told(i Info) Mode {
	m.Info = i
	return m
}

// Done takes the end of the deed under way.
func (m Mode) Done(r Result, now time.Time) Mode {
	if r.Deed != m.Busy || m.Busy == Nothing {
		return m
	}
	m.Busy, m.Last, m.touched = Nothing, r, now
	if m.leaving {
		return m.closed()
	}
	return m
}

// Due is when the mode wants to be woken, zero for never.
func (m Mode) Due(now time.Time) time.Time {
	var due time.Time
	sooner := func(t time.Time) {
		if due.IsZero() || t.Before(due) {
			due = t
		}
	}
	if m.Busy != Nothing {
		sooner(m.busyAt.Add(busyLimit))
	} else if m.Open() {
		sooner(m.endsAt())
	}
	if left := m.PausedFor(now); left > 0 && m.Page == PIN {
		sooner(now.Add(left - (left - 1).Truncate(time.Second)))
	}
	return due
}

// endsAt is when the mode ends for want of a touch.
func (m Mode) endsAt() time.Time {
	if m.Page == PIN {
		return m.touched.Add(pinAfter)
	}
	return m.touched.Add(LeaveAfter)
}

// Expire does what the hour demands.
func (m Mode) Expire(now time.Time) Mode {
	if m.Paused.Sub(now) > longestPause { // the clock was put back
		m.Paused = now.Add(longestPause)
	}
	switch {
	case m.Busy != Nothing && (!now.Before(m.busyAt.Add(busyLimit)) || now.Before(m.busyAt)):
		return m.Done(Result{Deed: m.Busy, Outcome: Uncertain}, now)
	case m.Busy == Nothing && m.Open() && (!now.Before(m.endsAt()) || now.Before(m.touched)):
		return m.closed()
	}
	return m
}

// Place tells one view of the mode from another, as far as fingers are concerned.
func (m Mode) Place() string {
	if m.Page == Glass {
		return string(m.Page) + Colours()[m.Colour].Name
	}
	return string(m.Page) + m.Request
}
