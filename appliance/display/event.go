package display

import (
	"time"

	"numerek/appliance/announce"
	"numerek/appliance/device"
)

// Event is something that happened: a message, the hour.
type Event interface{ event() }

// The events of a monitor.
type (
	// HallChanged brings everything anew: at the start, and after a break that
	// could not be bridged.
	HallChanged struct {
		Hall       Hall
		Calls      []Call         // that still stand, the newest first
		Zone       *time.Location // of the office
		ServerTime time.Time      // zero if not said
	}
	// CallsChanged is what happened at the location, in order.
	CallsChanged struct {
		Changes    []Change
		ServerTime time.Time
	}
	// Heard says that the server is there and nothing was missed.
	Heard struct{ ServerTime time.Time }
	// LinkLost says that the server was looked for in vain, or that it does not
	// let this monitor in.
	LinkLost struct{ Barred device.Barred }
	// Tick says that the hour that Due named has come.
	Tick struct{}
)

func (HallChanged) event()  {}
func (CallsChanged) event() {}
func (Heard) event()        {}
func (LinkLost) event()     {}
func (Tick) event()         {}

// Change is one thing that happened at the location.
type Change interface{ change() }

// The changes.
type (
	// Called stands from now on, in place of an earlier call of the same ticket.
	Called struct{ Call Call }
	// Over names the ticket whose call was taken back, or to whom nobody came.
	Over struct{ TicketID string }
	// MessageChanged replaces the office's line.
	MessageChanged struct{ Message Words }
	// VoiceChanged replaces how calls are spoken.
	VoiceChanged struct{ Voice announce.Voice }
	// WaitingChanged says how many tickets of a department wait.
	WaitingChanged struct {
		Department string
		Waiting    int
	}
)

func (Called) change()         {}
func (Over) change()           {}
func (MessageChanged) change() {}
func (VoiceChanged) change()   {}
func (WaitingChanged) change() {}

// Effect is work for the outside. There are effects on an announcer only.
type Effect interface{ effect() }

// The effects of a monitor.
type (
	// SetVoice says how calls are spoken from now on.
	SetVoice struct{ Voice announce.Voice }
	// Speak is a call to be spoken. Its At is by the clock of the device.
	Speak struct{ Call announce.Call }
	// Silence drops what is still to be said of a ticket.
	Silence struct{ TicketID string }
)

func (SetVoice) effect() {}
func (Speak) effect()    {}
func (Silence) effect()  {}
