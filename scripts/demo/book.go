package main

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"regexp"
	"slices"
	"time"

	"numerek/central/calendar"
	"numerek/central/notify/file"
	"numerek/central/officefile"
	"numerek/central/queue"
	"numerek/scripts/e2e"
	"numerek/scripts/e2e/browser"
)

// The people who book in the tour have these numbers; nobody else has them here.
const (
	citizenPhone   = "501234482"
	ukrainianPhone = "501234907"
	callerPhone    = "501234615" // of who books at the counter
)

// visit is one that was booked on the pages.
type visit struct {
	code  string // seven digits
	link  string // path of the personal page
	start time.Time
}

// booking is the citizen's page of the tour, and what its pictures are called.
const booking = "booking"

// handheld is the phone of who books.
func handheld(language string) browser.Window {
	return browser.Window{Width: 390, Height: 844, Scale: 2, Touch: true, Language: language}
}

// wide is the same page on a desk.
func wide() browser.Window {
	return browser.Window{Width: 1280, Height: 900, Language: "pl"}
}

// messages is the file that the messages to people are written to.
func (g *guide) messages() string {
	if g.parts == nil {
		return ""
	}
	return filepath.Join(g.parts.data, "messages.txt")
}

var (
	codeShown = regexp.MustCompile(`\b(\d{3}) (\d{4})\b`)
	linkShown = regexp.MustCompile(`/w/[0-9A-Z]+`)
)

// received waits until a message to a phone says something, and gives the last
// one that does.
func (g *guide) received(ctx context.Context, phone string, says *regexp.Regexp) (m file.Message, err error) {
	ctx, cancel := context.WithTimeoutCause(ctx, stepLimit, errors.New("no message came"))
	defer cancel()
	err = e2e.Until(ctx, fmt.Sprintf("a message to %s says %s", phone, says), func() (bool, error) {
		all, err := file.Read(g.messages())
		if err != nil {
			return true, err
		}
		for _, sent := range all {
			if sent.To == "+48"+phone && says.MatchString(sent.Text) {
				m = sent
			}
		}
		return m.ID != "", nil
	})
	if err == nil {
		g.did(fmt.Sprintf("an SMS came to %s: %s", phone, m.Text), 0)
	}
	return m, err
}

// today is the day of the server's clock.
func (g *guide) today() queue.Day { return calendar.CivilDay(g.hour(), g.office.ZoneOrUTC()) }

// at is an hour of a day, such as "10:40".
func (g *guide) at(day queue.Day, hour string) (time.Time, error) {
	return time.ParseInLocation("2006-01-02 15:04", string(day)+" "+hour, g.office.ZoneOrUTC())
}

// choose clicks something on the citizen's page and looks at what comes.
func (g *guide) choose(click, name, selector, text string) error {
	if _, err := g.web.Click(booking, click); err != nil {
		return err
	}
	return g.shows(booking, name, booking, selector, text)
}

// onADesk looks at the citizen's page in a wide window.
func (g *guide) onADesk(name, selector, text string) error {
	if err := g.web.Resize(booking, wide()); err != nil {
		return err
	}
	if err := g.shows(booking, name, booking, selector, text); err != nil {
		return err
	}
	return g.web.Resize(booking, handheld("pl"))
}

// books is the way of a citizen from the front page to a visit that is agreed
// for the next hour there is, and of another in Ukrainian.
func (g *guide) books(ctx context.Context) error {
	began := time.Now()
	if err := g.choosesHour(); err != nil {
		return err
	}
	if err := g.provesPhone(ctx); err != nil {
		return err
	}
	if err := g.moves(ctx); err != nil {
		return err
	}
	if err := g.booksInUkrainian(ctx); err != nil {
		return err
	}
	g.did(fmt.Sprintf("booked a visit at %s and moved it there, and another one in Ukrainian", g.visit.start.Format("15:04")), time.Since(began))
	return nil
}

// choosesHour goes from the front page to the form: which matter, which day, which
// hour. A late one is chosen first.
func (g *guide) choosesHour() error {
	if err := g.web.Open(booking, g.page("/?lang=pl"), handheld("pl")); err != nil {
		return err
	}
	if err := g.shows(booking, "start", booking, "main a.first", "Umów wizytę"); err != nil {
		return err
	}
	if err := g.choose("main a.first", "matter", "h1", "W jakiej sprawie przychodzisz?"); err != nil {
		return err
	}
	if err := g.choose(fmt.Sprintf("main a[href^='/rezerwacja/%s?']", service), "day-list", "ul.days", ""); err != nil {
		return err
	}
	if err := g.choose(".views a[href*=widok]", "day-month", "table.month", ""); err != nil {
		return err
	}
	if err := g.onADesk("day-month-wide", "table.month", ""); err != nil {
		return err
	}
	if err := g.choose(fmt.Sprintf("table.month a[href*='%s']", g.today()), "hour", "h1", "O której godzinie?"); err != nil {
		return err
	}
	if err := g.onADesk("hour-wide", "ul.hours", ""); err != nil {
		return err
	}
	if _, err := g.web.Click(booking, "ul.hours li:last-child a"); err != nil {
		return err
	}
	if _, err := g.web.See(booking, "h1", "Na jaki numer wysłać kod?"); err != nil {
		return err
	}
	if err := g.web.Type(booking, "#phone", citizenPhone); err != nil {
		return err
	}
	return g.shows(booking, "form", booking, "label[for=phone]", "")
}

// provesPhone types the code of the SMS on the page.
func (g *guide) provesPhone(ctx context.Context) error {
	if err := g.choose("form .key.first", "code", "h1", "Wpisz kod"); err != nil {
		return err
	}
	m, err := g.received(ctx, citizenPhone, codeShown)
	if err != nil {
		return err
	}
	digits := codeShown.FindStringSubmatch(m.Text)
	g.visit.code, g.visit.link = digits[1]+digits[2], linkShown.FindString(m.Text)
	if err := g.web.Type(booking, "#code", g.visit.code); err != nil {
		return err
	}
	if _, err := g.web.Key(booking, "Enter"); err != nil {
		return err
	}
	if err := g.shows(booking, "confirmed", booking, "h1", "Wizyta umówiona"); err != nil {
		return err
	}
	return g.onADesk("confirmed-wide", ".slot .number", digits[0])
}

// moves takes the first hour instead, and asks about letting it go, but keeps it.
func (g *guide) moves(ctx context.Context) error {
	if g.visit.link == "" {
		return errors.New("the SMS has no personal link")
	}
	if err := g.web.Open(booking, g.page(g.visit.link+"?lang=pl"), handheld("pl")); err != nil {
		return err
	}
	if err := g.choose("main a[href*='/zmien']", "move-day", "ul.days", ""); err != nil {
		return err
	}
	if _, err := g.web.Click(booking, fmt.Sprintf("ul.days a[href*='%s']", g.today())); err != nil {
		return err
	}
	first, err := g.web.See(booking, "ul.hours a", "")
	if err != nil {
		return err
	}
	if g.visit.start, err = g.at(g.today(), first.Text); err != nil {
		return err
	}
	if err := g.choose("ul.hours a", "move-question", "h1", "Przenieść"); err != nil {
		return err
	}
	if err := g.choose("form .key.first", "moved", ".slot .hour", first.Text); err != nil {
		return err
	}
	if _, err := g.received(ctx, citizenPhone, regexp.MustCompile("przeniesiona .*"+regexp.QuoteMeta(first.Text))); err != nil {
		return err
	}
	if err := g.choose("main a[href*='/zwolnij']", "cancel-question", "h1", "Zwolnić"); err != nil {
		return err
	}
	if _, err := g.web.Click(booking, "main p > a.key"); err != nil {
		return err
	}
	_, err = g.web.See(booking, "h1", "Wizyta umówiona")
	return err
}

// booksInUkrainian comes by a link of the city's own site, straight to an hour of
// another day.
func (g *guide) booksInUkrainian(ctx context.Context) error {
	address := fmt.Sprintf("/rezerwacja/%s/%s?lang=uk", service, g.otherDay())
	if err := g.web.Open(booking, g.page(address), handheld("uk")); err != nil {
		return err
	}
	if err := g.shows(booking, "hour-uk", booking, "ul.hours", ""); err != nil {
		return err
	}
	if _, err := g.web.Click(booking, "ul.hours li:last-child a"); err != nil {
		return err
	}
	if _, err := g.web.See(booking, "#phone", ""); err != nil {
		return err
	}
	if err := g.web.Type(booking, "#phone", ukrainianPhone); err != nil {
		return err
	}
	if err := g.choose("form .key.first", "code-uk", "label[for=code]", ""); err != nil {
		return err
	}
	m, err := g.received(ctx, ukrainianPhone, codeShown)
	if err != nil {
		return err
	}
	if err := g.web.Type(booking, "#code", codeShown.FindString(m.Text)); err != nil {
		return err
	}
	if _, err := g.web.Key(booking, "Enter"); err != nil {
		return err
	}
	return g.shows(booking, "confirmed-uk", booking, ".slot .number", codeShown.FindString(m.Text))
}

// otherDay is the next day on which the service is open as on any other; a citizen
// can book that far ahead.
func (g *guide) otherDay() queue.Day {
	place, _ := g.office.Place(service)
	day := calendar.AddDays(g.today(), 1)
	for range g.office.Policy.Booking.HorizonDays {
		excepted := slices.ContainsFunc(g.office.Exceptions, func(e officefile.Exception) bool { return e.Date == string(day) })
		if hours, _ := g.office.Calendar().Hours(day, place); len(hours) > 0 && !excepted {
			break
		}
		day = calendar.AddDays(day, 1)
	}
	return day
}
