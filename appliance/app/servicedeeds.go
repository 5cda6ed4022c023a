package app

import (
	"context"
	"errors"
	"time"

	"numerek/appliance/journal"
	"numerek/appliance/kiosk"
	"numerek/appliance/kiosk/technician"
	"numerek/appliance/printer"
	"numerek/appliance/slip"
	"numerek/appliance/speech"
)

// ErrRestart says that the technician wants the program to begin anew. Everything
// was ended in order before.
var ErrRestart = errors.New("the technician has asked to begin anew")

// ErrReboot says that the technician wants the whole device to start anew. Everything
// was ended in order before.
var ErrReboot = errors.New("the technician has asked for a restart of the device")

// cutterFeed is what the way from the head to the knife takes of every paper, in millimetres.
const cutterFeed = 12

// serve carries out a deed of the technician and says what became of it.
func (k *Kiosk) serve(o technician.Order, catalog kiosk.Catalog, zone *time.Location) {
	k.log.InfoContext(k.ctx, "service", "deed", o.Deed, "request", o.Request)
	r := technician.Result{Deed: o.Deed, Outcome: technician.OK}
	switch o.Deed {
	case technician.TestPrint:
		r = k.testPrint(r, o.Language, zone)
	case technician.Copy:
		r = k.copyTicket(r, o.Request, catalog, zone)
	case technician.RollChanged:
		k.cabinet.book.newRoll(time.Now())
		k.paper.spent.Swap(nil)
	case technician.Clear:
		r = k.clearPrinter(r)
	case technician.Sound:
		r = k.soundTest(r, o.Language)
	case technician.Restart, technician.Reboot:
		k.restart(o.Deed)
		return
	default:
		r.Outcome = technician.Failed
	}
	k.log.InfoContext(k.ctx, "service ended", "deed", o.Deed, "outcome", r.Outcome, "evidence", r.Evidence)
	k.send(kiosk.ServiceDone{Result: r})
	k.cabinet.ring()
}

// testPrint prints the test paper.
func (k *Kiosk) testPrint(r technician.Result, language string, zone *time.Location) technician.Result {
	now := k.loop.Model().OfficeTime().In(zone)
	title := "TEST PRINT"
	if language == "pl" {
		title = "WYDRUK PRÓBNY"
	}
	t := slip.Trial{
		Title: title, Facts: []string{k.o.Config.Device, k.o.Version, k.o.Profile.Name, now.Format("2.01.2006 15:04:05")},
		Code: k.o.Config.Device + " " + now.Format("2006-01-02T15:04"),
	}
	paper, err := k.paper.drawTrial(t)
	if err != nil {
		r.Outcome, r.Evidence = technician.Failed, err.Error()
		return r
	}
	return k.printFor(r, paper)
}

// printFor prints a paper that is nobody's ticket, or a further one of it.
func (k *Kiosk) printFor(r technician.Result, paper sheet) technician.Result {
	if k.paper.printer == nil {
		r.Outcome, r.Evidence = technician.Failed, "there is no printer"
		return r
	}
	ctx, cancel := k.finishing()
	defer cancel()
	result := k.paper.print(ctx, paper, func() error { return nil })
	r.Evidence = result.Evidence
	switch result.Outcome {
	case printer.Printed:
		r.Outcome = technician.OK
	case printer.NotPrinted, printer.NotCompleted:
		r.Outcome = technician.Failed
	default:
		r.Outcome = technician.Uncertain
	}
	return r
}

// copyTicket prints a further paper of a ticket, which says that it is one, and
// has the server told.
func (k *Kiosk) copyTicket(r technician.Result, request string, catalog kiosk.Catalog, zone *time.Location) technician.Result {
	kept, ok := k.cabinet.book.find(request)
	if !ok {
		r.Outcome, r.Evidence = technician.Failed, "the ticket is not known any more"
		return r
	}
	const second = 2
	paper, err := k.paper.draw(kept.ticket(), catalog, zone, second+kept.Copies)
	if err != nil {
		r.Outcome, r.Evidence = technician.Failed, err.Error()
		return r
	}
	if r = k.printFor(r, paper); r.Outcome != technician.Failed {
		k.noteCopy(request, k.cabinet.book.copied(request))
	}
	return r
}

// clearPrinter makes the printer forget what it holds. The technician has looked
// into it: one that waited for that goes to work again.
func (k *Kiosk) clearPrinter(r technician.Result) technician.Result {
	if k.paper.printer == nil {
		r.Outcome, r.Evidence = technician.Failed, "there is no printer"
		return r
	}
	ctx, cancel := context.WithTimeout(k.ctx, printLimit)
	defer cancel()
	cleared := k.paper.printer.ClearLeftover(ctx)
	c, err := k.paper.printer.Confirm(ctx)
	if err != nil {
		r.Outcome, r.Evidence = technician.Failed, err.Error()
		return r
	}
	k.paper.emptied(c)
	if r.Evidence = c.Detail; !cleared && !c.Ready {
		r.Outcome = technician.Failed
	}
	return r
}

// soundTest says a sentence.
func (k *Kiosk) soundTest(r technician.Result, language string) technician.Result {
	if k.o.Voice == nil {
		r.Outcome, r.Evidence = technician.Failed, "there is no voice"
		return r
	}
	said := "This is the sound test of the ticket kiosk. One, two, three."
	if language == "pl" {
		said = "To jest próba dźwięku biletomatu. Raz, dwa, trzy."
	}
	const percent = 63 // the volume that everybody begins with
	k.o.Voice.Say([]speech.Phrase{{Text: said, Language: language}}, percent)
	return r
}

// restart ends Run, which then says why.
func (k *Kiosk) restart(what technician.Deed) {
	why := ErrRestart
	if what == technician.Reboot {
		why = ErrReboot
	}
	k.again.Store(&why)
	k.stop()
}

// drawTrial draws the test paper as the printer takes it.
func (p *press) drawTrial(t slip.Trial) (sheet, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.printer == nil {
		return sheet{}, nil
	}
	if p.profile.PrintsText() {
		return sheet{text: slip.TrialLines(t, p.profile.Letters.Columns), isText: true}, nil
	}
	picture, err := slip.RenderTrial(p.paper, t, p.fonts)
	return sheet{picture: picture}, err
}

// emptied takes the word of a person that nothing is left in the printer.
func (p *press) emptied(c printer.Condition) {
	p.mu.Lock()
	p.leftover = false
	p.mu.Unlock()
	p.watch(c)
}

// used counts the paper that a job took off the roll.
func (p *press) used(s sheet, r printer.Result) printer.Result {
	if r.Outcome == printer.NotPrinted {
		return r
	}
	const textLine = 4.25 // millimetres
	mm := float64(len(s.text.Lines)) * textLine
	if !s.isText {
		mm = float64(s.picture.H) / p.paper.DPI * 25.4
	}
	for {
		old := p.spent.Load()
		next := spent{papers: 1, millimetres: mm + cutterFeed}
		if old != nil {
			next.papers, next.millimetres = old.papers+1, old.millimetres+next.millimetres
		}
		if p.spent.CompareAndSwap(old, &next) {
			return r
		}
	}
}

// noteCopy has the server told of a further paper, also after a restart.
func (k *Kiosk) noteCopy(request string, copies int) {
	k.keep(journal.Record{Kind: journal.Copy, Request: request, Copies: copies})
	k.link.Deliver()
}
