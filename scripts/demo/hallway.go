package main

import (
	"context"
	"errors"
	"fmt"
	"image"
	"math"
	"os"
	"path/filepath"
	"strings"
	"time"

	"numerek/appliance/display"
	"numerek/appliance/scene"
	"numerek/scripts/e2e"
	"numerek/scripts/e2e/browser"
	"numerek/scripts/e2e/hall"
)

// The hall of the tour: a monitor of 43 inches, two desks.
const (
	wallWidth, wallHeight = 1920, 1080
	wallInches            = 43
	tourPlace             = "ratusz"
	tourDesk              = 3
	colleagueDesk         = 2
	message               = "Kasa w ratuszu jest dziś czynna do 15:00."
)

// settled is longer than the console takes a second press for a slip.
const settled = 600 * time.Millisecond

// The windows in which people look at pages.
func desktop() browser.Window {
	return browser.Window{Who: clerkName, Width: 1280, Height: 900, Language: "pl"}
}

func narrow(dark bool) browser.Window {
	return browser.Window{Who: clerkName, Width: 340, Height: 760, Scale: 2, Dark: dark, Language: "pl"}
}

func phone(language string, dark bool) browser.Window {
	return browser.Window{Width: 360, Height: 740, Scale: 2, Dark: dark, Touch: true, Language: language}
}

// recorded is the file that the monitor's voice is recorded to.
func (g *guide) recorded() string { return filepath.Join(g.parts.data, "monitor.wav") }

// peopleBefore makes the accounts, and has a colleague give numbers by hand to
// two people who came earlier.
func (g *guide) peopleBefore(ctx context.Context) (err error) {
	if err := hire(ctx, g.parts.server); err != nil {
		return err
	}
	if g.colleague, err = colleague(ctx, g.parts.central); err != nil {
		return err
	}
	n, err := expect(ctx, g.colleague, g.office, g.hour())
	if err != nil {
		return err
	}
	g.did(fmt.Sprintf("booked %d visits for people at the counter", n), 0)
	if err := g.colleague.Take(ctx, tourPlace, colleagueDesk); err != nil {
		return err
	}
	return g.giveOut(ctx, 2)
}

// giveOut has the colleague give numbers to people without one.
func (g *guide) giveOut(ctx context.Context, people int) error {
	for range people {
		if err := g.colleague.Do(ctx, "give_out", "service", service, "language", "pl"); err != nil {
			return err
		}
	}
	g.did(fmt.Sprintf("gave numbers to %d people at desk %d", people, colleagueDesk), 0)
	return nil
}

// openHall starts the monitor and the browser.
func (g *guide) openHall(ctx context.Context) (err error) {
	folder := filepath.Join(g.parts.data, "wall")
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return err
	}
	if g.wall, err = e2e.StartScreen(ctx, wallWidth, wallHeight, folder); err != nil {
		return err
	}
	size := scene.Size{W: wallWidth, H: wallHeight, PPI: math.Hypot(wallWidth, wallHeight) / wallInches}
	g.watcher, err = hall.New(g.wall, size, g.parts.central.Devices, tourMonitor, func(name string, picture *image.RGBA) error {
		return e2e.Save(g.dir, g.saw("display", name), picture)
	})
	if err != nil {
		return err
	}
	go g.watcher.Follow(ctx) //nolint:errcheck // it ends with the tour
	window := fmt.Sprintf("%dx%d", wallWidth, wallHeight)
	if err := g.parts.startMonitor(ctx, g.programs, tourMonitor, window, g.wall.Env(), g.recorded()); err != nil {
		return err
	}
	g.web, err = browser.Start(ctx, g.parts.data)
	return err
}

// watch waits until the monitor shows something, and keeps the picture.
func (g *guide) watch(ctx context.Context, name string, fits func(display.Model) bool) error {
	ctx, cancel := context.WithTimeoutCause(ctx, stepLimit, errors.New("not seen in time"))
	defer cancel()
	err := g.watcher.See(ctx, name, fits)
	if err != nil {
		err = fmt.Errorf("%w\nthe monitor said:\n%s", err, g.parts.monitor.Tail())
	}
	return err
}

// newest says that the newest call is of a number, at a desk, and lit.
func newest(number string, desk int) func(display.Model) bool {
	return func(m display.Model) bool {
		return len(m.Rows) > 0 && m.Rows[0].Call.Number == number && m.Rows[0].Call.Desk == desk && m.Lit(m.Rows[0])
	}
}

// page is where a page of the server is.
func (g *guide) page(path string) string { return "http://" + g.parts.central.HTTP + path }

// shows waits until an element of a page says a text, and keeps a picture of the
// page, all of it where it is longer than its window.
func (g *guide) shows(what, name, page, selector, text string) error {
	if _, err := g.web.See(page, selector, text); err != nil {
		return err
	}
	return g.web.Picture(page, filepath.Join(g.dir, g.saw(what, name)), true)
}

// logIn fills in the form of a page that asks for it.
func (g *guide) logIn(page, name string) error {
	if _, err := g.web.See(page, "h1", "Zaloguj się"); err != nil {
		return err
	}
	if err := g.web.Type(page, "[name=name]", name); err != nil {
		return err
	}
	if err := g.web.Type(page, "[name=password]", demoPassword); err != nil {
		return err
	}
	_, err := g.web.Key(page, "Enter")
	return err
}

// atRest looks at the monitor while nobody is called, and has the manager set
// the line of text on it.
func (g *guide) atRest(ctx context.Context) error {
	said := func(text string) func(display.Model) bool {
		return func(m display.Model) bool { return m.View() == display.ScreenRest && m.Hall.Message["pl"] == text }
	}
	if err := g.watch(ctx, "rest", said("")); err != nil {
		return err
	}
	const manage = "manage"
	w := desktop()
	w.Who = managerName
	if err := g.web.Open(manage, g.page("/manage"), w); err != nil {
		return err
	}
	if err := g.logIn(manage, managerName); err != nil {
		return err
	}
	if _, err := g.web.See(manage, "#"+tourPlace+"-pl", ""); err != nil {
		return err
	}
	if err := g.web.Type(manage, "#"+tourPlace+"-pl", message); err != nil {
		return err
	}
	if _, err := g.web.Click(manage, "#"+tourPlace+" form[action='/manage/message'] button"); err != nil {
		return err
	}
	g.did("set the line of text of the monitors as "+managerName, 0)
	if err := g.shows(manage, "message", manage, "#"+tourPlace+" q", message); err != nil {
		return err
	}
	return g.watch(ctx, "message", said(message))
}

// hand is a phone in somebody's hand, and what its page must say.
type hand struct {
	name, language string
	dark           bool
	ahead, called  string
}

// phones are those that follow the printed ticket.
func phones() []hand {
	return []hand{
		{"pl", "pl", false, "Przed Tobą: 2 osoby", "Idź do stanowiska {desk}"},
		{"dark", "pl", true, "Przed Tobą: 2 osoby", "Idź do stanowiska {desk}"},
		{"uk", "uk", false, "Перед Вами: 2 особи", "Підійдіть до віконця {desk}"},
	}
}

// onThePhone opens the page of the printed ticket, as its code says, on phones.
func (g *guide) onThePhone(context.Context) error {
	first := g.report.Tickets[0]
	at := strings.Index(first.QR, "/t/")
	if at < 0 {
		return fmt.Errorf("no page in %q", first.QR)
	}
	for _, p := range phones() {
		if err := g.web.Open("phone-"+p.name, g.page(first.QR[at:])+"?lang="+p.language, phone(p.language, p.dark)); err != nil {
			return err
		}
		if _, err := g.web.See("phone-"+p.name, ".number", first.Number); err != nil {
			return err
		}
		// The minutes come with the people.
		if _, err := g.web.See("phone-"+p.name, ".wait", ""); err != nil {
			return err
		}
		if err := g.shows("phone", "waiting-"+p.name, "phone-"+p.name, "h1", p.ahead); err != nil {
			return err
		}
	}
	return nil
}
