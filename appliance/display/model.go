package display

import (
	"slices"
	"time"

	"numerek/appliance/announce"
	"numerek/appliance/device"
)

// Screen is what is on the glass.
type Screen string

// The screens. Calls and rest may be stale; see [Model.Stale].
const (
	ScreenStarting Screen = "starting" // nothing is known yet
	ScreenRest     Screen = "rest"     // nobody is called
	ScreenCalls    Screen = "calls"
	ScreenBarred   Screen = "barred" // the server does not let this monitor in
)

// How long things last.
const (
	// StaleAfter is how long a list stands without a word from the server.
	StaleAfter = 15 * time.Second
	// SpeakWithin is how old a call may be to be announced; an older one is only shown.
	SpeakWithin = announce.MaxAge
	// FlashHalf is how long a row is lit, and then dark: one and a half flashes a
	// second, where three are the limit.
	FlashHalf = time.Second / 3
	// FlashFor is how long a new call flashes: nine times.
	FlashFor = 18 * FlashHalf
	// StandsFor is how long a call stays to be seen at least, however many follow.
	StandsFor = 60 * time.Second
)

const (
	dayTurns     = 4 // o'clock at the office: the calls of the day before are over
	mostKept     = 40
	clockRefresh = time.Minute
)

// Row is a call on the glass.
type Row struct {
	Call  Call
	Since time.Time // when it came up
	Until time.Time // when it stops flashing
}

// recent is a call that has come, for as long as it can be spoken.
type recent struct {
	id, ticket string
	since      time.Time // by the clock of the device
}

// Model is everything that the monitor knows. Treat it as a value: Update never
// changes what an older model holds.
type Model struct {
	device.Clock
	Zone   *time.Location
	Hall   Hall
	Known  bool      // the hall has come at least once
	Heard  time.Time // the last word from the server
	Away   bool      // the server was looked for in vain since the last word
	Barred device.Barred
	Rows   []Row // of this monitor's queues, the newest first

	beat   time.Time // when the common rhythm of all that flashes began
	recent []recent  // of all queues of the location
}

// New is a monitor that has just started. The zone is where it stands until the
// server says better.
func New(zone *time.Location) Model { return Model{Zone: zone} }

// OfficeTime is the hour at the office.
func (m Model) OfficeTime() time.Time { return m.ServerTime().In(m.Zone) }

// View is what is on the glass.
func (m Model) View() Screen {
	switch {
	case m.Barred.Bar != "":
		return ScreenBarred
	case !m.Known:
		return ScreenStarting
	case len(m.Rows) == 0:
		return ScreenRest
	}
	return ScreenCalls
}

// Stale says that the server has not been heard for so long that the list
// cannot be relied on.
func (m Model) Stale() bool { return m.Known && m.Now.Sub(m.Heard) >= StaleAfter }

// mute says that nothing may be spoken.
func (m Model) mute() bool { return m.Stale() || m.Barred.Bar != "" }

// Flashing says that a row draws the eye.
func (m Model) Flashing(r Row) bool { return m.Now.Before(r.Until) && !m.Stale() }

// flashing says that any row does.
func (m Model) flashing() bool { return slices.ContainsFunc(m.Rows, m.Flashing) }

// Lit says that a row that flashes is in the bright half. All rows keep one
// rhythm, so that calls in quick succession do not flash against each other.
func (m Model) Lit(r Row) bool { return m.Flashing(r) && m.half()%2 == 0 }

// half counts the halves of the rhythm.
func (m Model) half() int64 { return int64(m.Now.Sub(m.beat) / FlashHalf) }

// young says that a call is to be announced.
func (m Model) young(at time.Time) bool { return m.ServerTime().Sub(at) < SpeakWithin }
