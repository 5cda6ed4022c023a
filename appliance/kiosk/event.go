package kiosk

import "time"

// Event is something that happened: a touch, a message, the hour.
type Event interface{ event() }

// The events of a kiosk.
type (
	// CatalogChanged brings the whole catalogue, and with it the line.
	CatalogChanged struct {
		Catalog    Catalog
		Zone       *time.Location // of the office
		ServerTime time.Time      // zero if not said
	}
	// StatesChanged replaces the state of some services.
	StatesChanged struct {
		States     []State
		ServerTime time.Time
	}
	// LinkUp says that the server answers and its catalogue is current. It may
	// come with every heartbeat.
	LinkUp struct{ ServerTime time.Time }
	// LinkLost says that the server has not been heard of for too long, or that it
	// does not let this kiosk in.
	LinkLost struct {
		Bar    Bar    // empty while the server is merely away
		Device string // who asked, for the technician
		Office string // empty where the kiosk names none
	}
	// JournalLost says that the kiosk cannot write down what it does, so that it
	// must not ask for numbers.
	JournalLost struct{}
	// JournalBack says that it can again.
	JournalBack struct{}
	// PrinterChanged says what stands in the way of printing.
	PrinterChanged struct{ Conditions []Condition }
	// Pointer is a finger on the glass.
	Pointer struct {
		Phase  Phase
		Finger int
		Target string // of the scene under it, by scene.Hit; "" beside all of them
		// X and Y are where it is, in parts of the glass from its upper left corner.
		X, Y float64
	}
	// Key is one of the five keys of the keypad, or a digit of a keyboard.
	Key struct {
		Key Press
		// Targets are those of the scene on the glass, by scene.Focusable.
		Targets []string
	}
	// Headphones says that a plug has gone into the socket, or come out of it.
	Headphones struct{ In bool }
	// Issued answers Issue with a ticket.
	Issued struct {
		Session uint64
		Ticket  Ticket
	}
	// Refused answers Issue with the reason why there is none.
	Refused struct {
		Session uint64
		Refusal Refusal
	}
	// IssueFailed answers Issue when the server did not: the request was given
	// up and abandoned, and nobody has its number.
	IssueFailed struct{ Session uint64 }
	// Printed answers Print.
	Printed struct {
		Session uint64
		Outcome Outcome
	}
	// Tick says that the hour that Due named has come.
	Tick struct{}
)

func (CatalogChanged) event() {}
func (StatesChanged) event()  {}
func (LinkUp) event()         {}
func (LinkLost) event()       {}
func (JournalLost) event()    {}
func (JournalBack) event()    {}
func (PrinterChanged) event() {}
func (Pointer) event()        {}
func (Key) event()            {}
func (Headphones) event()     {}
func (Issued) event()         {}
func (Refused) event()        {}
func (IssueFailed) event()    {}
func (Printed) event()        {}
func (Tick) event()           {}

// Condition is something about the printer. PaperLow alone does not stop it.
type Condition string

// The conditions of a printer.
const (
	PaperLow    Condition = "paper_low"
	PaperOut    Condition = "paper_out"
	CoverOpen   Condition = "cover_open"
	CutterStuck Condition = "cutter"
	PrinterGone Condition = "gone"
)

// Phase is what a finger does.
type Phase string

// The phases of a touch. Cancel is a touch that the system took back.
const (
	Down   Phase = "down"
	Move   Phase = "move"
	Up     Phase = "up"
	Cancel Phase = "cancel"
)

// Press is a key: one of the five, Erase, or a digit "0" to "9".
type Press string

// The five keys, and the one that takes a digit back where digits are typed and
// is Back elsewhere.
const (
	Erase    Press = "erase"
	Next     Press = "next"
	Previous Press = "previous"
	Choose   Press = "choose"
	Back     Press = "back"
	Repeat   Press = "repeat"
)

// Outcome is what became of a paper, as far as the printer could say.
type Outcome string

// The outcomes of printing.
const (
	PaperPrinted      Outcome = "printed"
	PaperUnknown      Outcome = "unknown"       // it may have come out
	PaperNotDelivered Outcome = "not_delivered" // certain: it did not, and will not
)

// Effect is work for the outside.
type Effect interface{ effect() }

// The effects of a kiosk.
type (
	// Issue asks the server for a number under a new request id, of a service or
	// for the booking of a code; answered by Issued, Refused, CodeRefused,
	// IssueFailed or NotReady with the same Session.
	Issue struct {
		Session   uint64
		ServiceID string // empty with a code
		Code      Code
		Language  string
		Priority  bool
	}
	// Print asks the printer for the paper; answered by Printed with the same Session.
	Print struct {
		Session uint64
		Ticket  Ticket
	}
	// Report tells the server what became of the ticket. There is exactly one for
	// every Issued event that was not a repetition.
	Report struct {
		Session  uint64
		TicketID string
		Paper    Paper
		Evidence string // for the diary, no personal data
	}
)

func (Issue) effect()  {}
func (Print) effect()  {}
func (Report) effect() {}

// PersonHasIt is the evidence of a paper that the printer does not know of, and that
// the person says came out. It goes as shown: somebody has seen the number.
const PersonHasIt = "the person has the paper"

// Paper is how the person got the number; it mirrors numerek.v1.Paper.
type Paper string

// What a report can say.
const (
	ReportPrinted      Paper = "printed"
	ReportShown        Paper = "shown"         // the number was on the screen
	ReportUnknown      Paper = "unknown"       // nobody said whether the paper came out
	ReportNotDelivered Paper = "not_delivered" // no paper, and nobody saw the number
)
