package app

import (
	"context"
	"time"

	"github.com/google/uuid"

	"numerek/appliance/errand"
	"numerek/appliance/kiosk"
	"numerek/appliance/printer"
)

// How long things may take.
const (
	checkLimit = 1500 * time.Millisecond // the question whether the printer is ready
	printLimit = 45 * time.Second        // the printer brings every job to an end long before
)

// machine is a part of package errand that is stepped by one goroutine at a time.
type machine[M any] interface {
	Step(errand.Input) (M, []errand.Output)
}

// following is a machine whose outputs are done where it is fed.
type following[M machine[M]] struct {
	at M
	do func(errand.Output) errand.Input // the input that answers it; nil where none does
}

// feed takes the machine on until it waits for something else.
func (f *following[M]) feed(in errand.Input) {
	var out []errand.Output
	f.at, out = f.at.Step(in)
	for _, o := range out {
		if in := f.do(o); in != nil {
			f.feed(in)
		}
	}
}

// fulfil does one output that asks nothing of a particular ticket.
func (k *Kiosk) fulfil(o errand.Output) errand.Input {
	switch o := o.(type) {
	case errand.CheckPrinter:
		c := k.paper.check(k.ctx)
		return errand.Checked{Ready: k.ctx.Err() == nil && ready(c), Conditions: c}
	case errand.Note:
		return errand.Noted{OK: k.note(o.Record) == nil}
	case errand.Keep:
		k.keep(o.Record)
	case errand.Ask:
		return k.ask(o.Request)
	case errand.Settle:
		k.settle(o.Report)
	case errand.Deliver:
		k.link.Deliver()
	case errand.TellMemory:
		k.tell(k.ctx)
	case errand.Tell:
		k.send(o.Event)
	}
	return nil
}

// issue asks for a ticket: the printer first, then the card, then the server.
func (k *Kiosk) issue(f kiosk.Issue, onGlass bool) {
	id, err := uuid.NewV7()
	if err != nil {
		k.log.ErrorContext(k.ctx, "no request id", "err", err)
		k.send(kiosk.IssueFailed{Session: f.Session})
		return
	}
	k.log.InfoContext(k.ctx, "tap", "request", id.String(), "service", f.ServiceID)
	defer k.o.Traces.Tap(k.ctx, id.String())()
	visit := following[errand.Visit]{at: errand.NewVisit(f, id.String(), onGlass), do: k.fulfil}
	visit.feed(errand.Begin{})
}

// ask asks the server, and says nothing where the kiosk stops meanwhile: the
// journal knows of the request, and the next start gives it up.
func (k *Kiosk) ask(r errand.Request) errand.Input {
	answer, err := k.link.Issue(k.ctx, r)
	switch {
	case err != nil && k.ctx.Err() != nil:
		return nil
	case err != nil:
		k.log.WarnContext(k.ctx, "ticket given up", "request", r.ID, "service", r.ServiceID, "err", err)
		return errand.Unanswered{}
	case answer.Refused && r.Code != "":
		k.log.InfoContext(k.ctx, "code refused", "reason", answer.CodeRefusal.Reason)
	case answer.Refused:
		k.log.InfoContext(k.ctx, "ticket refused", "service", r.ServiceID, "reason", answer.Refusal.Reason)
	default:
		k.log.InfoContext(k.ctx, "ticket issued", "request", r.ID, "number", answer.Ticket.Number,
			"ahead", answer.Ticket.Ahead, "wait", answer.Ticket.Wait.String())
	}
	return errand.Answered{Answer: answer}
}

// print prints the paper of a ticket.
func (k *Kiosk) print(f kiosk.Print, catalog kiosk.Catalog, zone *time.Location) {
	p := &printing{Kiosk: k, request: f.Ticket.ID}
	p.slip = following[errand.Paper]{at: errand.NewPaper(f), do: p.fulfil}
	var cancel context.CancelFunc
	p.time, cancel = k.finishing()
	defer cancel()
	var err error
	if p.sheet, err = k.paper.draw(f.Ticket, catalog, zone, 0); err != nil {
		k.log.ErrorContext(k.ctx, "slip not drawn", "request", p.request, "err", err)
		p.slip.feed(errand.Undrawn{})
		return
	}
	p.slip.feed(errand.Begin{})
}

// printing is one slip on its way.
type printing struct {
	*Kiosk
	request string
	time    context.Context //nolint:containedctx // Of all attempts together.
	sheet   sheet
	slip    following[errand.Paper]
	noted   error           // of the last record
	late    <-chan struct{} // what the printer may still say of the last attempt
}

// fulfil does one output about this slip.
func (p *printing) fulfil(o errand.Output) errand.Input {
	switch o := o.(type) {
	case errand.Print:
		return p.attempt(o.Attempt)
	case errand.Note:
		p.noted = p.note(o.Record)
		return errand.Noted{OK: p.noted == nil}
	case errand.Await:
		p.work.Go(p.await)
		return nil
	}
	return p.Kiosk.fulfil(o)
}

// attempt gives the slip to the printer.
func (p *printing) attempt(number int) errand.Input {
	end := p.o.Traces.Paper(p.time, p.request, number)
	result := p.paper.print(p.time, p.sheet, func() error {
		p.slip.feed(errand.Committing{})
		return p.noted
	})
	end(result.Outcome.String())
	p.late = result.Late
	p.log.InfoContext(p.time, "paper", "request", p.request, "attempt", number, "outcome", result.Outcome.String(),
		"evidence", result.Evidence)
	return errand.Ended{Outcome: outcomeOf(result.Outcome), Evidence: result.Evidence, Late: result.Late != nil}
}

// await waits for what the printer may still say of a paper that nobody knows of.
// It is reported even where the person has long gone.
func (p *printing) await() {
	select {
	case <-p.late:
	case <-p.ctx.Done():
		return
	}
	p.log.InfoContext(p.ctx, "paper confirmed late", "request", p.request)
	p.slip.feed(errand.LateConfirmed{})
}

// outcomeOf is the printer's word as package errand has it.
func outcomeOf(o printer.Outcome) errand.Outcome {
	switch o {
	case printer.Printed:
		return errand.Printed
	case printer.NotPrinted:
		return errand.NotPrinted
	case printer.NotCompleted:
		return errand.NotCompleted
	default:
		return errand.Unknown
	}
}

// settle writes down how the person got the number.
func (k *Kiosk) settle(f kiosk.Report) {
	for _, r := range errand.Reported(k.journal.State(), f) {
		k.keep(r)
	}
}

// report writes down how the person got the number, and has it delivered.
func (k *Kiosk) report(f kiosk.Report) {
	k.settle(f)
	k.link.Deliver()
}
