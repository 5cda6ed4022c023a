package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"time"

	"numerek/appliance/kiosk"
	"numerek/appliance/kiosk/technician"
)

// servicePIN opens the service mode of the demonstration's kiosk.
const servicePIN = "270519"

// serviceSettings are the lines of its numerek.toml about that.
const serviceSettings = "[service]\npin = \"" + servicePIN + "\"\n"

// The names of pictures begin so where they are about something of its own.
const (
	outOfPaper     = "out-of-paper-"
	serviceMode    = "service-"
	unknownOutcome = "unknown-outcome-"
)

// subject is what a picture of the kiosk is about, and its name without that.
func subject(name string) (what, rest string) {
	for _, begin := range []string{keypad, outOfPaper, serviceMode, unknownOutcome} {
		if rest, ok := strings.CutPrefix(name, begin); ok {
			return strings.TrimSuffix(begin, "-"), rest
		}
	}
	return "kiosk", name
}

// inDoubt loses the line to the printer in the last instant of a paper: nobody
// knows, so the person is asked, and has it.
func (g *guide) inDoubt(ctx context.Context) error {
	if _, err := g.parts.printer.Do(ctx, "on cut unplug"); err != nil {
		return err
	}
	if err := g.tap(ctx, department); err != nil {
		return err
	}
	if err := g.see(ctx, unknownOutcome+"services", kiosk.ScreenServices); err != nil {
		return err
	}
	if err := g.tap(ctx, "service:"+service); err != nil {
		return err
	}
	issued, err := g.issued(ctx, "pl")
	if err != nil {
		return err
	}
	if issued.StatusURL, err = g.codeOnGlass(ctx); err != nil { // only the question shows it, not the wait for the paper
		return err
	}
	g.did("the cable came off when the paper had been cut", 0)
	session := g.citizen.Twin().Session
	g.citizen.Tell(
		kiosk.Issued{Session: session, Ticket: issued}, kiosk.PrinterChanged{Conditions: []kiosk.Condition{kiosk.PrinterGone}},
		kiosk.Printed{Session: session, Outcome: kiosk.PaperUnknown},
	)
	if err := g.see(ctx, unknownOutcome+"ask", kiosk.ScreenAsk); err != nil {
		return err
	}
	if err := g.tap(ctx, "yes"); err != nil {
		return err
	}
	if err := g.see(ctx, unknownOutcome+"take", kiosk.ScreenTake); err != nil {
		return err
	}
	if err := g.tap(ctx, "restart"); err != nil {
		return err
	}
	if err := g.see(ctx, unknownOutcome+"home-without-printer", kiosk.ScreenHome); err != nil {
		return err
	}
	if _, err := g.inked(ctx); err != nil { // it had come out
		return err
	}
	if _, err := g.parts.printer.Do(ctx, "plug"); err != nil {
		return err
	}
	g.did("put the cable in again", 0)
	g.citizen.Tell(kiosk.PrinterChanged{})
	return g.see(ctx, unknownOutcome+"home-again", kiosk.ScreenHome)
}

// inService is the technician: the hidden gesture, the PIN, how the kiosk is, a
// test print, a copy of the last ticket, the touch test.
func (g *guide) inService(ctx context.Context) error {
	g.citizen.Tell(kiosk.ServiceLock{Lock: technician.NewLock(servicePIN, []byte("of the twin"))})
	if err := g.citizen.Gesture(ctx); err != nil {
		return err
	}
	g.did("touched clock and office in turn, five times", 0)
	if err := g.see(ctx, serviceMode+"pin", kiosk.ScreenTechnician); err != nil {
		return err
	}
	for _, digit := range servicePIN {
		if err := g.tap(ctx, technician.TargetDigit+string(digit)); err != nil {
			return err
		}
	}
	if err := g.poke(ctx, technician.TargetTry); err != nil {
		return err
	}
	// What it looks like is the twin's to say, the facts are the kiosk's.
	g.citizen.Tell(kiosk.ServiceChanged{Info: technician.Info{
		Known: true, Device: tourKiosk, Tickets: []technician.Paper{{Request: "last", Number: "A 001", Printable: true}},
	}})
	for _, part := range []func(context.Context) error{g.serviceFacts, g.servicePrinter, g.serviceCopy, g.serviceTests} {
		if err := part(ctx); err != nil {
			return err
		}
	}
	if err := g.poke(ctx, technician.TargetFinish); err != nil {
		return err
	}
	return g.see(ctx, serviceMode+"home-again", kiosk.ScreenHome)
}

// poke touches a target of the service mode.
func (g *guide) poke(ctx context.Context, target string) error {
	if err := g.citizen.Poke(ctx, target); err != nil {
		return fmt.Errorf("touching %s: %w", target, err)
	}
	g.did("touched "+target, 0)
	return nil
}

// glance waits for a page of the service mode.
func (g *guide) glance(ctx context.Context, name string) error {
	ctx, cancel := context.WithTimeoutCause(ctx, stepLimit, errors.New("not seen in time"))
	defer cancel()
	if err := g.citizen.Glance(ctx, serviceMode+name); err != nil {
		return fmt.Errorf("%w\nthe kiosk said:\n%s", err, g.parts.kiosk.Tail())
	}
	return nil
}

// turnTo turns to a page and looks at it.
func (g *guide) turnTo(ctx context.Context, page technician.Page, name string) error {
	if err := g.poke(ctx, technician.TargetPage+string(page)); err != nil {
		return err
	}
	return g.glance(ctx, name)
}

// serviceFacts are the overview in both languages, and the bits of the printer.
func (g *guide) serviceFacts(ctx context.Context) error {
	if err := g.glance(ctx, "overview"); err != nil {
		return err
	}
	if err := g.poke(ctx, technician.TargetLanguage+"en"); err != nil {
		return err
	}
	if err := g.glance(ctx, "overview-en"); err != nil {
		return err
	}
	if err := g.poke(ctx, technician.TargetLanguage+"pl"); err != nil {
		return err
	}
	if _, err := g.parts.printer.Do(ctx, "cover open"); err != nil {
		return err
	}
	g.citizen.Tell(kiosk.PrinterChanged{Conditions: []kiosk.Condition{kiosk.CoverOpen}})
	if err := g.poke(ctx, technician.TargetPage+string(technician.Status)); err != nil {
		return err
	}
	select { // the kiosk asks its printer every two seconds
	case <-time.After(6 * time.Second):
	case <-ctx.Done():
		return context.Cause(ctx)
	}
	if err := g.turnTo(ctx, technician.Status, "status-cover-open"); err != nil {
		return err
	}
	if _, err := g.parts.printer.Do(ctx, "cover close"); err != nil {
		return err
	}
	g.citizen.Tell(kiosk.PrinterChanged{})
	return nil
}

// servicePrinter is a test print.
func (g *guide) servicePrinter(ctx context.Context) error {
	if err := g.turnTo(ctx, technician.Printer, "printer"); err != nil {
		return err
	}
	if err := g.poke(ctx, technician.TargetDo+string(technician.TestPrint)); err != nil {
		return err
	}
	return g.servicePaper(ctx, technician.TestPrint, "test-print")
}

// servicePaper waits for a paper that the technician wanted, and keeps it.
func (g *guide) servicePaper(ctx context.Context, deed technician.Deed, name string) error {
	picture, err := g.inked(ctx)
	if err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(g.dir, "paper-"+name+".png"), picture, readable); err != nil {
		return err
	}
	g.citizen.Tell(kiosk.ServiceDone{Result: technician.Result{Deed: deed, Outcome: technician.OK}})
	return g.glance(ctx, name)
}

// inked waits for the next paper with something on it: a printer that has lost its
// line in the middle of something cuts off what may hang in it, and that is blank.
func (g *guide) inked(ctx context.Context) ([]byte, error) {
	for {
		path, err := g.parts.printer.Paper(ctx)
		if err != nil {
			return nil, err
		}
		text, err := os.ReadFile(path)
		if err != nil {
			return nil, err
		}
		picture, err := png.Decode(bytes.NewReader(text))
		if err != nil {
			return nil, err
		}
		for y := range picture.Bounds().Dy() {
			for x := range picture.Bounds().Dx() {
				if r, _, _, _ := picture.At(x, y).RGBA(); r < 0x8000 {
					return text, nil
				}
			}
		}
	}
}

// serviceCopy is a copy of the last ticket.
func (g *guide) serviceCopy(ctx context.Context) error {
	if err := g.turnTo(ctx, technician.Tickets, "tickets"); err != nil {
		return err
	}
	if err := g.poke(ctx, technician.TargetTicket+"last"); err != nil {
		return err
	}
	if err := g.glance(ctx, "ticket"); err != nil {
		return err
	}
	if err := g.poke(ctx, technician.TargetDo+string(technician.Copy)); err != nil {
		return err
	}
	if err := g.glance(ctx, "copy-meant"); err != nil {
		return err
	}
	if err := g.poke(ctx, technician.TargetYes); err != nil {
		return err
	}
	return g.servicePaper(ctx, technician.Copy, "copy")
}

// serviceTests draws on the glass.
func (g *guide) serviceTests(ctx context.Context) error {
	if err := g.turnTo(ctx, technician.Tests, "tests"); err != nil {
		return err
	}
	if err := g.turnTo(ctx, technician.Touch, "touch"); err != nil {
		return err
	}
	if err := g.citizen.Drag(ctx, image.Pt(150, 300), image.Pt(400, 420), image.Pt(700, 480), image.Pt(950, 620)); err != nil {
		return err
	}
	if err := g.glance(ctx, "touch-drawn"); err != nil {
		return err
	}
	return g.poke(ctx, technician.TargetNo)
}
