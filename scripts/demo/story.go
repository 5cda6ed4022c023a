package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"html"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"numerek/appliance/kiosk"
	"numerek/scripts/e2e"
	"numerek/scripts/e2e/citizen"
)

// What the tour chooses.
const (
	department = "department:km"
	service    = "rejestracja"
)

// inPolish is the main job: three touches, a paper, and home again by itself.
func (g *guide) inPolish(ctx context.Context) error {
	if err := g.see(ctx, "home", kiosk.ScreenHome); err != nil {
		return err
	}
	if err := g.take(ctx, "pl", "pl", g.tap); err != nil {
		return err
	}
	return g.see(ctx, "home-by-itself", kiosk.ScreenHome)
}

// withKeys is the main job for a person who feels the keys of the keypad.
func (g *guide) withKeys(ctx context.Context) error {
	if err := g.take(ctx, "pl", "keys", g.reach); err != nil {
		return err
	}
	if err := g.reach(ctx, "restart"); err != nil {
		return err
	}
	return g.see(ctx, "home-after-keys", kiosk.ScreenHome)
}

// inEnglishAndGerman looks at the first two screens.
func (g *guide) inEnglishAndGerman(ctx context.Context) error {
	for _, language := range []string{"en", "de"} {
		if err := g.tap(ctx, "language:"+language); err != nil {
			return err
		}
		if err := g.see(ctx, "home-"+language, kiosk.ScreenHome); err != nil {
			return err
		}
		if err := g.tap(ctx, department); err != nil {
			return err
		}
		if err := g.see(ctx, "services-"+language, kiosk.ScreenServices); err != nil {
			return err
		}
		if err := g.tap(ctx, "restart"); err != nil {
			return err
		}
		if err := g.see(ctx, "home-after-"+language, kiosk.ScreenHome); err != nil {
			return err
		}
	}
	return nil
}

// inUkrainian changes the language first, and leaves with a touch.
func (g *guide) inUkrainian(ctx context.Context) error {
	if err := g.tap(ctx, "language:uk"); err != nil {
		return err
	}
	if err := g.see(ctx, "home-uk", kiosk.ScreenHome); err != nil {
		return err
	}
	if err := g.tap(ctx, "priority"); err != nil {
		return err
	}
	if err := g.see(ctx, "home-uk-priority", kiosk.ScreenHome); err != nil {
		return err
	}
	if err := g.take(ctx, "uk", "uk", g.tap); err != nil {
		return err
	}
	if err := g.tap(ctx, "restart"); err != nil {
		return err
	}
	return g.see(ctx, "home-again", kiosk.ScreenHome)
}

// take goes from home to a paper in the hand, choosing by finger or by key. The
// pictures are called after what is special.
func (g *guide) take(ctx context.Context, language, special string, choose func(ctx context.Context, target string) error) error {
	if err := choose(ctx, department); err != nil {
		return err
	}
	if err := g.see(ctx, "services-"+special, kiosk.ScreenServices); err != nil {
		return err
	}
	if err := choose(ctx, "service:"+service); err != nil {
		return err
	}
	chosen := time.Now()
	issued, err := g.issued(ctx, language)
	if err != nil {
		return err
	}
	return g.printed(ctx, issued, special, fmt.Sprintf("ticket-%d-%s.png", g.papers+1, special), chosen)
}

// printed follows a number that was given until its paper is in the hand, and
// keeps the paper under a name.
func (g *guide) printed(ctx context.Context, issued kiosk.Ticket, special, name string, chosen time.Time) error {
	g.citizen.Tell(kiosk.Issued{Session: g.citizen.Twin().Session, Ticket: issued})
	if err := g.see(ctx, "printing-"+special, kiosk.ScreenPrinting); err != nil {
		return err
	}
	paper, err := g.parts.printer.Paper(ctx)
	if err != nil {
		return err
	}
	took := time.Since(chosen)
	g.citizen.Tell(kiosk.Printed{Session: g.citizen.Twin().Session, Outcome: kiosk.PaperPrinted})
	if err := g.see(ctx, "take-"+special, kiosk.ScreenTake); err != nil {
		return err
	}
	g.papers++
	picture, err := os.ReadFile(paper)
	if err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(g.dir, name), picture, readable); err != nil {
		return err
	}
	return g.check(ctx, ticket{
		Number: issued.Number, Language: issued.Language, Paper: "printed", Picture: name, Ahead: issued.Ahead, Seconds: took.Seconds(),
	})
}

// issued waits until the kiosk says which ticket it got.
func (g *guide) issued(ctx context.Context, language string) (kiosk.Ticket, error) {
	line, said, err := g.parts.kiosk.Said(ctx, g.said, e2e.Contains("ticket issued"))
	g.said = said
	if err != nil {
		return kiosk.Ticket{}, err
	}
	t, err := citizen.Issued(line)
	if err != nil {
		return kiosk.Ticket{}, err
	}
	g.did("was given "+t.Number, 0)
	twin := g.citizen.Twin()
	t.ServiceID, t.IssuedAt, t.Priority, t.Language, t.Day = service, twin.OfficeTime(), twin.Priority, language, twin.Catalog.BusinessDay
	return t, nil
}

// check reads the code on a picture as a phone does, opens the page it leads
// to, and looks for the number there.
func (g *guide) check(ctx context.Context, t ticket) error {
	code, err := exec.CommandContext(ctx, "zbarimg", "--quiet", "--raw", "-Sdisable", "-Sqrcode.enable", filepath.Join(g.dir, t.Picture)).Output()
	if err != nil {
		return fmt.Errorf("no code to read on %s: %w", t.Picture, err)
	}
	t.QR = strings.TrimSpace(string(code))
	address, err := url.Parse(t.QR)
	if err != nil {
		return err
	}
	// The code names the office's public address; here the server is next door.
	status, page, err := g.parts.central.Get(ctx, address.EscapedPath())
	if err != nil {
		return err
	}
	if status != http.StatusOK {
		return fmt.Errorf("the page %s of ticket %s: status %d", address.Path, t.Number, status)
	}
	text := strings.Map(plainSpace, html.UnescapeString(string(page)))
	if !strings.Contains(text, t.Number) {
		return fmt.Errorf("the page of ticket %s does not say its number: %s", t.Number, bytes.TrimSpace(page))
	}
	t.Page = t.Number
	if err := os.WriteFile(filepath.Join(g.dir, logs, strings.TrimSuffix(t.Picture, ".png")+".html"), page, readable); err != nil {
		return err
	}
	g.report.Tickets = append(g.report.Tickets, t)
	g.did(fmt.Sprintf("read the code of %s and opened its page, which says %s", t.Picture, t.Page), 0)
	return nil
}

// plainSpace makes the thin and hard spaces of typography ordinary ones.
func plainSpace(r rune) rune {
	switch r {
	case '\u00a0', '\u2007', '\u2009', '\u202f':
		return ' '
	}
	return r
}

// withoutPaper takes a number on the screen, because the roll has ended.
func (g *guide) withoutPaper(ctx context.Context) error {
	if _, err := g.parts.printer.Do(ctx, "paper out"); err != nil {
		return err
	}
	g.did("took the paper out of the printer", 0)
	g.citizen.Tell(kiosk.PrinterChanged{Conditions: []kiosk.Condition{kiosk.PaperOut}})
	if err := g.see(ctx, outOfPaper+"home", kiosk.ScreenHome); err != nil {
		return err
	}
	if err := g.tap(ctx, department); err != nil {
		return err
	}
	if err := g.see(ctx, outOfPaper+"services", kiosk.ScreenServices); err != nil {
		return err
	}
	if err := g.tap(ctx, "service:"+service); err != nil {
		return err
	}
	if err := g.see(ctx, outOfPaper+"offer", kiosk.ScreenOffer); err != nil {
		return err
	}
	if err := g.tap(ctx, "on-glass"); err != nil {
		return err
	}
	issued, err := g.issued(ctx, "pl")
	if err != nil {
		return err
	}
	if issued.StatusURL, err = g.codeOnGlass(ctx); err != nil {
		return err
	}
	g.citizen.Tell(kiosk.Issued{Session: g.citizen.Twin().Session, Ticket: issued})
	if err := g.see(ctx, outOfPaper+"number-on-screen", kiosk.ScreenShown); err != nil {
		return err
	}
	if err := g.check(ctx, ticket{
		Number: issued.Number, Language: "pl", Paper: "shown", Ahead: issued.Ahead,
		Picture: g.report.Steps[len(g.report.Steps)-1].Picture,
	}); err != nil {
		return err
	}
	if err := g.tap(ctx, "done"); err != nil {
		return err
	}
	if _, err := g.parts.printer.Do(ctx, "paper in"); err != nil {
		return err
	}
	g.did("put paper in", 0)
	g.citizen.Tell(kiosk.PrinterChanged{})
	return g.see(ctx, outOfPaper+"home-again", kiosk.ScreenHome)
}

// codeOnGlass waits for a code on the screen and reads it.
func (g *guide) codeOnGlass(ctx context.Context) (code string, err error) {
	ctx, cancel := context.WithTimeoutCause(ctx, stepLimit, errors.New("no code on the screen"))
	defer cancel()
	err = e2e.Until(ctx, "a code is on the screen", func() (bool, error) {
		picture, err := g.screen.Picture()
		if err != nil {
			return false, err
		}
		const name = "code.png"
		if err := e2e.Save(g.dir, name, picture); err != nil {
			return true, err
		}
		defer os.Remove(filepath.Join(g.dir, name)) //nolint:errcheck // it was read
		said, err := exec.CommandContext(ctx, "zbarimg", "--quiet", "--raw", "-Sdisable", "-Sqrcode.enable", filepath.Join(g.dir, name)).Output()
		code = strings.TrimSpace(string(said))
		return code != "", err
	})
	return code, err
}

// inContrastAndReach looks at the two aids, and starts over.
func (g *guide) inContrastAndReach(ctx context.Context) error {
	for _, look := range []struct {
		target, name string
		screen       kiosk.Screen
	}{
		{"contrast", "contrast-home", kiosk.ScreenHome},
		{department, "contrast-services", kiosk.ScreenServices},
		{"back", "contrast-back", kiosk.ScreenHome},
		{"low", "contrast-low-home", kiosk.ScreenHome},
		{"contrast", "low-home", kiosk.ScreenHome},
		{department, "low-services", kiosk.ScreenServices},
		{"restart", "home-started-over", kiosk.ScreenHome},
	} {
		if err := g.tap(ctx, look.target); err != nil {
			return err
		}
		if err := g.see(ctx, look.name, look.screen); err != nil {
			return err
		}
	}
	return nil
}

// withoutServer stops the server, and starts it again on the same data.
func (g *guide) withoutServer(ctx context.Context) error {
	if err := g.parts.central.Stop(); err != nil {
		return err
	}
	g.did("stopped the server", 0)
	g.citizen.Tell(kiosk.LinkLost{})
	if err := g.see(ctx, "server-away", kiosk.ScreenOffline); err != nil {
		return err
	}
	if err := g.hallAlone(ctx); err != nil {
		return err
	}
	if err := g.restart(ctx, g.hour()); err != nil {
		return err
	}
	g.did("started the server again", 0)
	if err := g.see(ctx, "server-back", kiosk.ScreenHome); err != nil {
		return err
	}
	return g.hallAgain(ctx)
}

// hour is the server's hour now.
func (g *guide) hour() time.Time { return g.clock.Add(time.Since(g.set)) }

// later stops the server and starts it again when its clock has come to an hour.
func (g *guide) later(ctx context.Context, hour time.Time) error {
	if err := g.parts.central.Stop(); err != nil {
		return err
	}
	if err := g.restart(ctx, hour); err != nil {
		return err
	}
	g.did("started the server again, with its clock at "+hour.Format("15:04:05"), 0)
	return nil
}

// restart starts the server anew, at the same addresses.
func (g *guide) restart(ctx context.Context, clock time.Time) error {
	ready, cancel := context.WithTimeout(ctx, stepLimit)
	defer cancel()
	g.parts.server.Clock, g.clock, g.set = clock, clock, time.Now()
	var err error
	if g.parts.central, err = g.parts.server.Start(ready, "central"); err != nil {
		return err
	}
	return g.follow(ctx)
}

// onSunday lets the next Sunday come: the office is closed, and says until when.
func (g *guide) onSunday(ctx context.Context) error {
	if err := g.parts.central.Stop(); err != nil {
		return err
	}
	sunday := g.hour()
	sunday = sunday.AddDate(0, 0, (7-int(sunday.Weekday()))%7)
	g.citizen.Tell(kiosk.LinkLost{})
	if err := g.restart(ctx, sunday); err != nil {
		return err
	}
	g.did("let Sunday come", 0)
	return g.see(ctx, "closed", kiosk.ScreenClosed)
}
