package update

import "time"

// Event is something that has happened.
type Event interface{ event() }

// The events.
type (
	// Started says what runs. It is the first event, and the only one before which
	// nothing is done.
	Started struct {
		Version    string // of the image that runs
		Slot       string // that runs: "A" or "B"
		Other      string // version in the slot that does not run; empty where nobody knows
		Compatible string
		Uptime     time.Duration // of the machine
		HasPrinter bool
		Kept       Kept
	}
	// Offered is the server's answer; a version that is empty is none.
	Offered struct {
		Offer Offer
		Wait  time.Duration // until it may be installed and activated; 0: now
	}
	// NoAnswer says that the server did not answer. KnownAway: its machine did, and said
	// that nobody is at the port, so that the network works.
	NoAnswer struct{ KnownAway bool }
	// Reached says that the server has answered something.
	Reached struct{}
	// Progressed is how far an installation is.
	Progressed struct{ Percent int }
	// Installed says that the version is in the other slot.
	Installed struct{}
	// NotInstalled says why it is not.
	NotInstalled struct{ Reason string }
	// Alone says whether nobody is at the device at the moment.
	Alone struct{ Alone bool }
	// Drawn says that the first frame was drawn.
	Drawn struct{}
	// PrinterIs says how the printer is.
	PrinterIs struct{ State Printer }
	// Remembered says that the last [Keep] is on the disk, or why it is not.
	Remembered struct{ Err error }
	// Activated says that the other slot boots next, or why it does not.
	Activated struct{ Err error }
	// MarkedGood says that the slot that runs is good, or why it is not.
	MarkedGood struct{ Err error }
	// Acknowledged says that the server has taken the oldest report, or has not.
	Acknowledged struct{ Err error }
	// Tick says that the hour of [Due] has come.
	Tick struct{}
)

func (Started) event()      {}
func (Offered) event()      {}
func (NoAnswer) event()     {}
func (Reached) event()      {}
func (Progressed) event()   {}
func (Installed) event()    {}
func (NotInstalled) event() {}
func (Alone) event()        {}
func (Drawn) event()        {}
func (PrinterIs) event()    {}
func (Remembered) event()   {}
func (Activated) event()    {}
func (MarkedGood) event()   {}
func (Acknowledged) event() {}
func (Tick) event()         {}

// Effect is something to be done; what comes of it is an event.
type Effect interface{ effect() }

// The effects.
type (
	// Ask asks the server: [Offered] or [NoAnswer].
	Ask struct{}
	// Install installs into the slot that does not run: [Progressed], and [Installed] or
	// [NotInstalled].
	Install struct{ Offer Offer }
	// Keep writes what must outlive a restart: [Remembered].
	Keep struct{ Kept Kept }
	// Activate makes the slot that does not run the one that boots next: [Activated].
	Activate struct{}
	// MarkGood says that the slot that runs is good: [MarkedGood].
	MarkGood struct{}
	// Report says how far an update is: [Acknowledged].
	Report struct{ Report Said }
	// Restart restarts the machine.
	Restart struct{}
)

func (Ask) effect()      {}
func (Install) effect()  {}
func (Keep) effect()     {}
func (Activate) effect() {}
func (MarkGood) effect() {}
func (Report) effect()   {}
func (Restart) effect()  {}

// Offer is a version that the server wants this device to run.
type Offer struct {
	Version string
	Path    string // of the bundle on the server
	Size    int64  // in bytes
	SHA256  string // hex
}

// Said is a report.
type Said struct {
	Version string `json:"version"`
	Phase   string `json:"phase"` // a word of the contract
	Percent int    `json:"percent,omitempty"`
	Reason  string `json:"reason,omitempty"`
}

// Printer is how the printer is, as far as updates go.
type Printer string

// How it may be, the worst first. A device without one, or one that has not been heard
// of yet, is none of them.
const (
	Gone     Printer = "gone"     // it does not answer
	Troubled Printer = "troubled" // it answers, and cannot print
	Ready    Printer = "ready"
)

// worse says whether a printer is worse than it was before.
func (p Printer) worse(before Printer) bool {
	rank := map[Printer]int{Gone: 1, Troubled: 2, Ready: 3}
	return rank[p] < rank[before]
}
