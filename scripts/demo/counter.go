package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"numerek/central/queue"
	"numerek/scripts/e2e"
	"numerek/scripts/e2e/browser"
)

// bookings is what the pictures of the pages of those who work with them are called.
const bookings = "bookings"

const (
	soon = 5 * time.Minute // before the visit, when the code works and the hour has not come
	due  = 5 * time.Second // after it
)

// pause is why the city hall is closed.
const pause = "Przerwa techniczna"

// of is the window of somebody who works in the office.
func of(who string) browser.Window {
	w := desktop()
	w.Who = who
	return w
}

// clear serves whoever waits from before.
func (g *guide) clear(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, stepLimit)
	defer cancel()
	for n := 0; ; n++ {
		waiting := 0
		for _, s := range g.citizen.Twin().Catalog.Services {
			waiting += s.State.Waiting
		}
		if waiting == 0 {
			g.did(fmt.Sprintf("served %d people who waited, at desk %d", n, colleagueDesk), 0)
			return g.colleague.Do(ctx, "finish")
		}
		if err := g.colleague.Do(ctx, "call_next"); err != nil {
			return err
		}
		if err := wait(ctx, settled); err != nil {
			return err
		}
	}
}

// atTheCounter is the clerk's part: who has come of those who booked, a visit for
// somebody who asks for one, and the ticket for a lost code.
func (g *guide) atTheCounter(ctx context.Context) error {
	// Before its hour a visit is called only when nobody else waits.
	if err := g.shows(console, "booked-not-yet", console, "#primary", after(g.booked.Number, -1)); err != nil {
		return err
	}
	if err := g.web.Open(console, g.page("/console/bookings"), desktop()); err != nil {
		return err
	}
	if err := g.shows(bookings, "today", console, "#arrived + ul", g.booked.Number); err != nil {
		return err
	}
	if _, err := g.web.Click(console, "#expected + ul a"); err != nil {
		return err
	}
	if err := g.shows(bookings, "one", console, ".card", ""); err != nil {
		return err
	}
	if err := g.web.Open(console, g.page("/console/bookings/new"), desktop()); err != nil {
		return err
	}
	if err := g.shows(bookings, "matter", console, ".services", ""); err != nil {
		return err
	}
	if err := g.web.Open(console, g.page(fmt.Sprintf("/console/bookings/new?service=%s&day=%s", service, g.otherDay())), desktop()); err != nil {
		return err
	}
	if err := g.web.Type(console, "#phone", callerPhone); err != nil {
		return err
	}
	if _, err := g.web.Click(console, ".hours label:nth-child(4) input"); err != nil {
		return err
	}
	if err := g.shows(bookings, "for-a-person", console, ".hours", ""); err != nil {
		return err
	}
	if _, err := g.web.Click(console, "main form button.primary"); err != nil {
		return err
	}
	if err := g.shows(bookings, "booked", console, ".given .hour", ""); err != nil {
		return err
	}
	if _, err := g.received(ctx, callerPhone, codeShown); err != nil {
		return err
	}
	return g.web.Open(console, g.page("/console"), desktop())
}

// hoursChange closes the city hall on a day on which visits are booked: the manager
// sees whom it hits, and settles it; the administrator sees what was written to them.
func (g *guide) hoursChange(ctx context.Context) error {
	day := g.otherDay()
	text, err := os.ReadFile(g.parts.server.Office)
	if err != nil {
		return err
	}
	text = fmt.Appendf(text, "\n[[exceptions]]\ndate = %q\nlocations = [%q]\nclosed = true\nreason = { pl = %q }\n", day, tourPlace, pause)
	name := filepath.Join(g.parts.data, "closed.toml")
	if err := os.WriteFile(name, text, 0o600); err != nil {
		return err
	}
	if err := g.parts.server.Import(ctx, name); err != nil {
		return err
	}
	if err := g.closed(ctx, day); err != nil {
		return err
	}
	g.did(fmt.Sprintf("closed the city hall on %s", day), 0)
	const manage = "manage"
	if err := g.web.Open(manage, g.page("/manage"), of(managerName)); err != nil {
		return err
	}
	if err := g.shows(manage, "bookings-wait", manage, "a[href='/manage/bookings'] .badge", "2"); err != nil {
		return err
	}
	if _, err := g.web.Click(manage, "a[href='/manage/bookings']"); err != nil {
		return err
	}
	if err := g.shows(bookings, "affected", manage, "#affected .badge", "2"); err != nil {
		return err
	}
	if _, err := g.web.Click(manage, ".settle form[action='/manage/bookings/move'] button"); err != nil {
		return err
	}
	if err := g.shows(bookings, "affected-moved", manage, "p.done", ""); err != nil {
		return err
	}
	if err := g.web.Open(adminName, g.page("/manage/messages"), of(adminName)); err != nil {
		return err
	}
	if err := g.logIn(adminName, adminName); err != nil {
		return err
	}
	return g.shows(bookings, "messages", adminName, "ul.messages", "")
}

// closed waits until the citizens' pages say why nobody is served on a day.
func (g *guide) closed(ctx context.Context, day queue.Day) error {
	ctx, cancel := context.WithTimeoutCause(ctx, stepLimit, errors.New("the new hours are not known in time"))
	defer cancel()
	return e2e.Until(ctx, "the hours have changed", func() (bool, error) {
		_, text, err := g.parts.central.Get(ctx, fmt.Sprintf("/rezerwacja/%s/%s?lang=pl", service, day))
		return bytes.Contains(text, []byte(pause)), err
	})
}

// bookedCalled lets the hour of the visit come: its ticket goes before who came
// without one, and is called on the monitor.
func (g *guide) bookedCalled(ctx context.Context) error {
	if err := g.later(ctx, g.visit.start.Add(due)); err != nil {
		return err
	}
	if err := g.shows(console, "booked-next", console, "#primary", g.booked.Number); err != nil {
		return err
	}
	if err := g.pad("NumpadEnter", "#here.called .number", g.booked.Number); err != nil {
		return err
	}
	if err := g.watch(ctx, "booked-called", newest(g.booked.Number, tourDesk)); err != nil {
		return err
	}
	g.report.Calls = append(g.report.Calls, call{Number: g.booked.Number, Desk: tourDesk})
	return g.shows(console, "booked-called", console, "#said-what", g.booked.Number)
}
