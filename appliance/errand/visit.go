package errand

import (
	"numerek/appliance/journal"
	"numerek/appliance/kiosk"
)

// Request asks for one ticket: of a service, or for the booking of a code.
type Request struct {
	ID        string // UUIDv7, in the journal already
	ServiceID string // empty with a code
	Code      kiosk.Code
	Language  string
	Priority  bool // of a service
}

// Answer is a ticket, or why there is none.
type Answer struct {
	Ticket      kiosk.Ticket   // zero if refused
	Held        journal.Ticket // what the journal keeps of it
	Refused     bool
	Refusal     kiosk.Refusal     // of a service
	CodeRefusal kiosk.CodeRefusal // of a code
}

// Visit is one wish of one visitor: the printer first, then the card, then the
// server. The zero value is not useful; see NewVisit.
type Visit struct {
	session uint64
	request Request
	onGlass bool
	ticket  kiosk.Ticket // the answer, while the card is asked to remember that it is shown
}

// NewVisit is the wish behind an effect of the machine, under a request id that
// was never used. onGlass says that the number will be shown instead of printed.
func NewVisit(f kiosk.Issue, request string, onGlass bool) Visit {
	return Visit{
		session: f.Session, onGlass: onGlass,
		request: Request{ID: request, ServiceID: f.ServiceID, Code: f.Code, Language: f.Language, Priority: f.Priority},
	}
}

// Step goes on after an input.
func (v Visit) Step(in Input) (Visit, []Output) {
	switch in := in.(type) {
	case Begin:
		if !v.onGlass {
			return v, []Output{CheckPrinter{}}
		}
		return v, v.tap()
	case Checked:
		if !in.Ready {
			return v, []Output{Tell{kiosk.NotReady{Session: v.session, Conditions: in.Conditions}}}
		}
		return v, v.tap()
	case Noted:
		if v.ticket.ID != "" {
			return v, v.sighted(in.OK)
		}
		if !in.OK { // nothing was sent; first why, so that the person reads it
			return v, []Output{TellMemory{}, Tell{kiosk.IssueFailed{Session: v.session}}}
		}
		return v, []Output{Ask{v.request}}
	case Unanswered:
		return v, []Output{v.giveUp(journal.NoAnswer), Deliver{}, Tell{kiosk.IssueFailed{Session: v.session}}}
	case Answered:
		return v.answered(in.Answer)
	}
	return v, nil
}

func (v Visit) giveUp(why journal.Reason) Output {
	return Keep{journal.Record{Kind: journal.Abandon, Request: v.request.ID, Reason: why}}
}

// tap is the wish as it stands on the card before anything is sent. A code is
// never written down.
func (v Visit) tap() []Output {
	return []Output{Note{journal.Record{
		Kind: journal.Tap, Request: v.request.ID, Service: v.request.ServiceID,
		Language: v.request.Language, Priority: v.request.Priority,
	}}}
}

// answered takes the answer in. A number is on the card as seen before anybody can
// see it: a restart must not give up what somebody may have read.
func (v Visit) answered(a Answer) (Visit, []Output) {
	settled := Keep{journal.Record{Kind: journal.Settled, Request: v.request.ID}}
	switch {
	case a.Refused && v.request.Code != "":
		return v, []Output{settled, Tell{kiosk.CodeRefused{Session: v.session, Refusal: a.CodeRefusal}}}
	case a.Refused:
		return v, []Output{settled, Tell{kiosk.Refused{Session: v.session, Refusal: a.Refusal}}}
	}
	v.ticket = a.Ticket
	return v, []Output{
		Keep{journal.Record{
			Kind: journal.Issued, Request: v.request.ID, Service: a.Ticket.ServiceID, Language: v.request.Language,
			Priority: a.Ticket.Priority, Ticket: a.Held,
		}},
		Note{journal.Record{Kind: journal.Seen, Request: v.request.ID}},
	}
}

// sighted shows the number, or gives it up where the card refuses to remember that.
func (v Visit) sighted(ok bool) []Output {
	if !ok {
		return []Output{v.giveUp(journal.NotPrinted), Deliver{}, TellMemory{}, Tell{kiosk.IssueFailed{Session: v.session}}}
	}
	return []Output{Tell{kiosk.Issued{Session: v.session, Ticket: v.ticket}}}
}
