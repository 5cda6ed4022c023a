package errand

import (
	"slices"

	"numerek/appliance/journal"
	"numerek/appliance/kiosk"
)

// Outcome is what the printer knows of one attempt.
type Outcome string

// The outcomes of an attempt. What is none of the others counts as Unknown.
const (
	Unknown      Outcome = "unknown"       // it may have come out, or may yet
	Printed      Outcome = "printed"       // the printer said so
	NotPrinted   Outcome = "not_printed"   // certain: nothing is on paper and nothing will be
	NotCompleted Outcome = "not_completed" // certain: nothing more is printed; a piece may hang in the printer
)

// attempts is how often a slip is given to the printer without anybody asking.
const attempts = 2

// Paper is the slip of one ticket. What certainly came to nothing is tried once
// more if the printer is ready; anything else is for the person to decide. The
// zero value is not useful; see NewPaper.
type Paper struct {
	session uint64
	request string
	attempt int
	begun   bool // the present attempt is in the journal
	last    Ended
}

// NewPaper is the slip behind an effect of the machine.
func NewPaper(f kiosk.Print) Paper {
	return Paper{session: f.Session, request: f.Ticket.ID, attempt: 1}
}

// Begun says that the printer may take the byte after which nothing is certain.
func (p Paper) Begun() bool { return p.begun }

// Attempt counts the times that the printer was asked, from 1.
func (p Paper) Attempt() int { return p.attempt }

// Step goes on after an input.
func (p Paper) Step(in Input) (Paper, []Output) {
	switch in := in.(type) {
	case Begin:
		return p, []Output{Print{p.attempt}}
	case Undrawn:
		return p, p.tell(kiosk.PaperNotDelivered)
	case Committing:
		return p, []Output{Note{journal.Record{Kind: journal.Begin, Request: p.request, Attempt: p.attempt}}}
	case Noted:
		p.begun = in.OK
		return p, nil
	case Ended:
		return p.ended(in)
	case Checked:
		if !in.Ready {
			return p, p.result()
		}
		p.attempt, p.begun = p.attempt+1, false
		return p, []Output{Print{p.attempt}}
	case LateConfirmed:
		late := kiosk.Report{TicketID: p.request, Paper: kiosk.ReportPrinted, Evidence: "the printer confirmed it late"}
		return p, append([]Output{Settle{late}, Deliver{}}, p.tell(kiosk.PaperPrinted)...)
	}
	return p, nil
}

// ended takes note of an attempt, and has another one made where that is sure to
// be no second paper: a torn piece may hang in the printer after NotCompleted.
func (p Paper) ended(in Ended) (next Paper, out []Output) {
	p.last = in
	if certain := in.Outcome == NotPrinted || in.Outcome == NotCompleted; certain && p.begun {
		out = append(out, Keep{journal.Record{
			Kind: journal.Cleared, Request: p.request, Attempt: p.attempt, Evidence: in.Evidence,
		}})
	}
	if in.Outcome == NotPrinted && p.attempt < attempts {
		return p, append(out, CheckPrinter{})
	}
	return p, append(out, p.result()...)
}

// result writes down at once what the printer knows; the rest the person says.
func (p Paper) result() []Output {
	record := journal.Record{Kind: journal.Outcome, Request: p.request, Evidence: p.last.Evidence}
	switch p.last.Outcome {
	case Printed:
		record.Outcome = journal.Printed
		return append([]Output{Keep{record}, Deliver{}}, p.tell(kiosk.PaperPrinted)...)
	case NotPrinted, NotCompleted:
		return p.tell(kiosk.PaperNotDelivered)
	default:
		// Not delivered yet: the person may still say that the paper is there.
		record.Outcome = journal.Unknown
		out := append([]Output{Keep{record}}, p.tell(kiosk.PaperUnknown)...)
		if p.last.Late {
			out = append(out, Await{})
		}
		return out
	}
}

func (p Paper) tell(o kiosk.Outcome) []Output {
	return []Output{Tell{kiosk.Printed{Session: p.session, Outcome: o}}}
}

// Reported are the records that say how a person got the number, where the journal
// does not know better. The server may have settled the request as unknown already.
func Reported(s journal.State, f kiosk.Report) (records []journal.Record) {
	outcome := paperOf(f.Paper)
	for _, e := range slices.Concat(s.Open, s.Doubtful) {
		if e.Request != f.TicketID || e.Stage == journal.Done && (e.Outcome != journal.Unknown || outcome == journal.Unknown) {
			continue
		}
		evidence := f.Evidence
		if e.Evidence != "" {
			evidence = e.Evidence + "; " + evidence
		}
		records = append(records, journal.Record{Kind: journal.Outcome, Request: f.TicketID, Outcome: outcome, Evidence: evidence})
	}
	return records
}

// paperOf is the journal's word for how a person got the number.
func paperOf(p kiosk.Paper) journal.Paper {
	switch p {
	case kiosk.ReportPrinted:
		return journal.Printed
	case kiosk.ReportShown:
		return journal.Shown
	case kiosk.ReportNotDelivered:
		return journal.NotDelivered
	default:
		return journal.Unknown
	}
}
