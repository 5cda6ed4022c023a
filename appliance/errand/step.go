package errand

import (
	"numerek/appliance/journal"
	"numerek/appliance/kiosk"
)

// Input is what has happened outside.
type Input interface{ input() }

// The inputs of a visit and of a paper.
type (
	// Begin starts it.
	Begin struct{}
	// Checked answers CheckPrinter: what stands in the way of printing.
	Checked struct {
		Ready      bool
		Conditions []kiosk.Condition
	}
	// Noted answers Note: whether the record is as durable as its kind has to be.
	Noted struct{ OK bool }
	// Answered answers Ask.
	Answered struct{ Answer Answer }
	// Unanswered answers Ask when asking has ended without an answer.
	Unanswered struct{}

	// Undrawn says that there is no picture to print.
	Undrawn struct{}
	// Committing says that the printer is about to take the first byte that makes it
	// print; it goes on only after Noted was fed and Paper.Begun is true.
	Committing struct{}
	// Ended answers Print.
	Ended struct {
		Outcome  Outcome
		Evidence string
		Late     bool // the printer may still say more: LateConfirmed
	}
	// LateConfirmed says that the printer has confirmed a paper long after Ended.
	LateConfirmed struct{}
)

func (Begin) input()         {}
func (Checked) input()       {}
func (Noted) input()         {}
func (Answered) input()      {}
func (Unanswered) input()    {}
func (Undrawn) input()       {}
func (Committing) input()    {}
func (Ended) input()         {}
func (LateConfirmed) input() {}

// Output is what has to be done, in the order in which it is returned.
type Output interface{ output() }

// The outputs of a visit, of a paper and of a restart.
type (
	// CheckPrinter asks the printer now; answered by Checked.
	CheckPrinter struct{}
	// Note writes a record without which the next step must not be taken; answered
	// by Noted.
	Note struct{ Record journal.Record }
	// Keep writes a record of what cannot be taken back; it is owed until the
	// journal takes it.
	Keep struct{ Record journal.Record }
	// Ask asks the server for a ticket; answered by Answered or Unanswered.
	Ask struct{ Request Request }
	// Print gives the slip to the printer; Committing comes on the way, and Ended answers.
	Print struct{ Attempt int }
	// Await waits for what the printer may still say; answered by LateConfirmed, if at all.
	Await struct{}
	// Settle writes down how the person got the number, as [Reported] has it.
	Settle struct{ Report kiosk.Report }
	// Deliver says that the journal holds something new for the server.
	Deliver struct{}
	// TellMemory tells the machine whether the kiosk can remember.
	TellMemory struct{}
	// Tell gives the machine an event.
	Tell struct{ Event kiosk.Event }
	// Clear makes the printer forget a job of the last run before it is used.
	Clear struct{}
)

func (CheckPrinter) output() {}
func (Note) output()         {}
func (Keep) output()         {}
func (Ask) output()          {}
func (Print) output()        {}
func (Await) output()        {}
func (Settle) output()       {}
func (Deliver) output()      {}
func (TellMemory) output()   {}
func (Tell) output()         {}
func (Clear) output()        {}
