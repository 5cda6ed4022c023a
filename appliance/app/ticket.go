package app

import (
	"slices"
	"time"

	"github.com/google/uuid"

	"numerek/appliance/journal"
	"numerek/appliance/kiosk"
	"numerek/appliance/link"
	"numerek/appliance/printer"
)

// How long things may take.
const (
	checkLimit = 1500 * time.Millisecond // the question whether the printer is ready
	printLimit = 45 * time.Second        // the printer brings every job to an end long before
)

// issue asks for a ticket: the printer first, then the card, then the server.
func (k *Kiosk) issue(f kiosk.Issue, onGlass bool) {
	if !onGlass {
		if c := k.paper.check(k.ctx); !ready(c) {
			k.send(kiosk.NotReady{Session: f.Session, Conditions: c})
			return
		}
	}
	id, err := uuid.NewV7()
	if err != nil {
		k.log.ErrorContext(k.ctx, "no request id", "err", err)
		k.send(kiosk.IssueFailed{Session: f.Session})
		return
	}
	request := id.String()
	if err := k.note(journal.Record{
		Kind: journal.Tap, Request: request, Service: f.ServiceID, Language: f.Language, Priority: f.Priority,
	}); err != nil {
		k.tell(k.ctx)                                 // first, so that the person reads why
		k.send(kiosk.IssueFailed{Session: f.Session}) // nothing was sent
		return
	}
	answer, err := k.link.Issue(k.ctx, link.Request{
		ID: request, ServiceID: f.ServiceID, Code: f.Code, Language: f.Language, Priority: f.Priority,
	})
	switch {
	case err != nil && k.ctx.Err() != nil:
		return // stopped: the journal knows, and the next start gives it up
	case err != nil:
		k.log.WarnContext(k.ctx, "ticket given up", "request", request, "service", f.ServiceID, "err", err)
		k.keep(journal.Record{Kind: journal.Abandon, Request: request, Reason: journal.NoAnswer})
		k.link.Deliver()
		k.send(kiosk.IssueFailed{Session: f.Session})
	case answer.Refused && f.Code != "":
		k.keep(journal.Record{Kind: journal.Settled, Request: request})
		k.log.InfoContext(k.ctx, "code refused", "reason", answer.CodeRefusal.Reason)
		k.send(kiosk.CodeRefused{Session: f.Session, Refusal: answer.CodeRefusal})
	case answer.Refused:
		k.keep(journal.Record{Kind: journal.Settled, Request: request})
		k.log.InfoContext(k.ctx, "ticket refused", "service", f.ServiceID, "reason", answer.Refusal.Reason)
		k.send(kiosk.Refused{Session: f.Session, Refusal: answer.Refusal})
	default:
		k.keep(journal.Record{
			Kind: journal.Issued, Request: request, Service: answer.Ticket.ServiceID, Language: f.Language,
			Priority: answer.Ticket.Priority, Ticket: answer.Held,
		})
		k.log.InfoContext(k.ctx, "ticket issued", "request", request, "number", answer.Ticket.Number,
			"ahead", answer.Ticket.Ahead, "wait", answer.Ticket.Wait.String())
		k.send(kiosk.Issued{Session: f.Session, Ticket: answer.Ticket})
	}
}

// print prints the paper of a ticket. What certainly came to nothing is tried
// once more if the printer is ready; anything else is for the person to decide.
func (k *Kiosk) print(f kiosk.Print, catalog kiosk.Catalog, zone *time.Location) {
	request := f.Ticket.ID
	picture, err := k.paper.picture(f.Ticket, catalog, zone)
	if err != nil {
		k.log.ErrorContext(k.ctx, "slip not drawn", "request", request, "err", err)
		k.send(kiosk.Printed{Session: f.Session, Outcome: kiosk.PaperNotDelivered})
		return
	}
	ctx, cancel := k.finishing()
	defer cancel()
	var result printer.Result
	for attempt := 1; attempt <= 2; attempt++ {
		begun := false
		result = k.paper.printer.Print(ctx, picture, func() error {
			err := k.note(journal.Record{Kind: journal.Begin, Request: request, Attempt: attempt})
			begun = err == nil
			return err
		})
		k.log.InfoContext(ctx, "paper", "request", request, "attempt", attempt, "outcome", result.Outcome.String(),
			"evidence", result.Evidence)
		certain := result.Outcome == printer.NotPrinted || result.Outcome == printer.NotCompleted
		if certain && begun {
			k.keep(journal.Record{Kind: journal.Cleared, Request: request, Attempt: attempt, Evidence: result.Evidence})
		}
		// A torn piece may hang in the printer after NotCompleted: no second one.
		if result.Outcome != printer.NotPrinted || k.ctx.Err() != nil || !ready(k.paper.check(k.ctx)) {
			break
		}
	}
	k.send(kiosk.Printed{Session: f.Session, Outcome: k.noteResult(request, result)})
	if result.Late != nil {
		k.work.Go(func() { k.awaitPaper(f, result.Late) })
	}
}

// awaitPaper waits for what the printer may still say of a paper that nobody
// knows of. It is reported even where the person has long gone.
func (k *Kiosk) awaitPaper(f kiosk.Print, late <-chan struct{}) {
	select {
	case <-late:
	case <-k.ctx.Done():
		return
	}
	k.log.InfoContext(k.ctx, "paper confirmed late", "request", f.Ticket.ID)
	k.report(kiosk.Report{TicketID: f.Ticket.ID, Paper: kiosk.ReportPrinted, Evidence: "the printer confirmed it late"})
	k.send(kiosk.Printed{Session: f.Session, Outcome: kiosk.PaperPrinted})
}

// noteResult writes down at once what the printer knows; the rest the person says.
func (k *Kiosk) noteResult(request string, r printer.Result) kiosk.Outcome {
	switch r.Outcome {
	case printer.Printed:
		k.keep(journal.Record{Kind: journal.Outcome, Request: request, Outcome: journal.Printed, Evidence: r.Evidence})
		k.link.Deliver()
		return kiosk.PaperPrinted
	case printer.NotPrinted, printer.NotCompleted:
		return kiosk.PaperNotDelivered
	default:
		// Not delivered yet: the person may still say that the paper is there.
		k.keep(journal.Record{Kind: journal.Outcome, Request: request, Outcome: journal.Unknown, Evidence: r.Evidence})
		return kiosk.PaperUnknown
	}
}

// report writes down how the person got the number, and has it delivered.
func (k *Kiosk) report(f kiosk.Report) {
	s := k.journal.State()
	for _, e := range slices.Concat(s.Open, s.Doubtful) { // the server may have settled it as unknown
		if e.Request != f.TicketID {
			continue
		}
		outcome := paperOf(f.Paper)
		if e.Stage != journal.Done || e.Outcome == journal.Unknown && outcome != journal.Unknown {
			evidence := f.Evidence
			if e.Evidence != "" {
				evidence = e.Evidence + "; " + evidence
			}
			k.keep(journal.Record{Kind: journal.Outcome, Request: f.TicketID, Outcome: outcome, Evidence: evidence})
		}
	}
	k.link.Deliver()
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

// noteSeen writes down that the number is about to be on the screen, unless the
// paper keeps it from being given up already.
func (k *Kiosk) noteSeen(request string) {
	for _, e := range k.journal.State().Open {
		if e.Request == request && (e.Stage == journal.Held || e.Stage == journal.Tapped) && !e.Seen {
			k.keep(journal.Record{Kind: journal.Seen, Request: request})
		}
	}
}
