package visit

import (
	"net/http"

	"numerek/central/booking"
	"numerek/central/calendar"
	"numerek/central/translations"
	"numerek/central/visits"
	"numerek/central/web"
	"numerek/central/web/frame"
)

// askPage asks once before something is done with a booking.
type askPage struct {
	frame.Frame
	What     string
	From, To *facts // the booking as it is, and as it would be
	Do, Not  string
	Danger   bool // it cannot be undone
	Action   string
	Back     string // address of the booking
	Refusal  *refusal
	Other    string // address of the days
}

func (p *Pages) ask(r *http.Request, v visits.Visit) askPage {
	page := askPage{Frame: p.frame(r, v.File, v.Booking.Language)}
	page.Back = frame.In(p.path(r, v), page.T)
	from := newFacts(v.File, v.Booking.Service, v.Booking.Start, page.T)
	page.From = &from
	return page
}

// askRelease asks whether to give the slot back; the link to it must do no harm.
func (p *Pages) askRelease(w http.ResponseWriter, r *http.Request, v visits.Visit) error {
	page := p.ask(r, v)
	words := &page.T.Booking
	if !v.Changeable {
		return see(w, r, page.Back)
	}
	page.Title, page.What = words.ReleaseAsk, words.ReleaseWhat
	page.Do, page.Not, page.Danger = words.ReleaseDo, words.ReleaseNot, true
	page.Action = frame.In(p.path(r, v)+"/zwolnij", page.T)
	return web.Render(w, p.pages, "ask.html", http.StatusOK, page)
}

func (p *Pages) release(w http.ResponseWriter, r *http.Request, v visits.Visit) error {
	after, err := p.visits.Cancel(r.Context(), v.Booking.Office, r.PathValue("token"))
	return p.done(w, r, v, after, err, "")
}

// correct gives a held slot back and leads to the form of the same slot, for
// those who have mistyped their phone.
func (p *Pages) correct(w http.ResponseWriter, r *http.Request, v visits.Visit) error {
	if v.Booking.State != booking.Held {
		return see(w, r, p.ask(r, v).Back)
	}
	after, err := p.visits.Cancel(r.Context(), v.Booking.Office, r.PathValue("token"))
	if err != nil {
		return p.done(w, r, v, after, err, "")
	}
	t := frame.Texts(r, v.File, v.Booking.Language)
	s, _ := v.File.Service(v.Booking.Service)
	c := choosing{file: v.File, service: s, base: p.frames.Base(r, v.File) + "/rezerwacja/" + v.Booking.Service, t: t}
	return see(w, r, c.address(v.Booking.Start))
}

// moving is the way to another slot of a booking.
func (p *Pages) moving(r *http.Request, v visits.Visit, t *translations.Texts) (choosing, error) {
	s, ok := v.File.Service(v.Booking.Service)
	if !ok {
		return choosing{}, errNoPage
	}
	c := choosing{file: v.File, service: s, base: p.path(r, v) + "/zmien", now: v.Now, t: t}
	is := newFacts(v.File, v.Booking.Service, v.Booking.Start, t)
	c.steps = []step{
		{Name: t.Service, What: is.Service, Detail: is.Detail},
		{Name: t.Booking.MoveFrom, What: is.Day + ", " + t.Hour(is.Hour)},
	}
	return c, nil
}

// movable leads back to the booking's page, which says why, where it may not be
// moved.
func (p *Pages) movable(w http.ResponseWriter, r *http.Request, v visits.Visit) (bool, error) {
	if v.Changeable && v.Booking.State == booking.Confirmed {
		return true, nil
	}
	return false, see(w, r, p.ask(r, v).Back)
}

func (p *Pages) moveDays(w http.ResponseWriter, r *http.Request, v visits.Visit) error {
	if ok, err := p.movable(w, r, v); !ok {
		return err
	}
	page := daysPage{Frame: p.frame(r, v.File, v.Booking.Language)}
	c, err := p.moving(r, v, page.T)
	if err != nil {
		return err
	}
	page.Title, page.Back = page.T.Booking.MoveDay, frame.In(p.path(r, v), page.T)
	return p.showDays(w, r, c, page)
}

func (p *Pages) moveHours(w http.ResponseWriter, r *http.Request, v visits.Visit) error {
	if ok, err := p.movable(w, r, v); !ok {
		return err
	}
	page := hoursPage{Frame: p.frame(r, v.File, v.Booking.Language)}
	c, err := p.moving(r, v, page.T)
	if err != nil {
		return err
	}
	page.Back = frame.In(p.path(r, v), page.T)
	return p.showHours(w, r, c, page, http.StatusOK)
}

// askMove shows both hours and asks.
func (p *Pages) askMove(w http.ResponseWriter, r *http.Request, v visits.Visit) error {
	if ok, err := p.movable(w, r, v); !ok {
		return err
	}
	page := p.ask(r, v)
	c, err := p.moving(r, v, page.T)
	if err != nil {
		return err
	}
	s, err := p.slot(r, c)
	if why := refused(err); why != nil {
		hours := hoursPage{Frame: page.Frame, Refusal: tell(c.file, why, page.T).Text, Back: page.Back}
		return p.showHours(w, r, c, hours, status(why))
	}
	if err != nil {
		return err
	}
	return p.showMove(w, c, s, page, http.StatusOK)
}

func (p *Pages) showMove(w http.ResponseWriter, c choosing, s visits.Slot, page askPage, status int) error {
	words := &page.T.Booking
	to := newFacts(c.file, c.service.ID, s.Start, page.T)
	page.To = &to
	page.Title, page.Do, page.Not = words.MoveAsk, words.MoveDo, words.MoveNot
	page.Action, page.Other = c.address(s.Start), frame.In(c.base, page.T)
	if page.Refusal != nil {
		page.Title = words.Wrong + ": " + page.Title
	}
	return web.Render(w, p.pages, "ask.html", status, page)
}

func (p *Pages) move(w http.ResponseWriter, r *http.Request, v visits.Visit) error {
	page := p.ask(r, v)
	c, err := p.moving(r, v, page.T)
	if err != nil {
		return err
	}
	day, err := calendar.ParseDay(r.PathValue("day"))
	if err != nil {
		return errNoPage
	}
	at, err := calendar.ParseClock(r.PathValue("hour"))
	if err != nil {
		return errNoPage
	}
	start := calendar.FirstInstant(day, at, v.File.Zone)
	after, err := p.visits.Move(r.Context(), v.Booking.Office, r.PathValue("token"), start)
	if why := refused(err); why != nil && (why.Why == visits.SlotTaken || why.Why == visits.Outside || why.Why == visits.LimitServiceDay) {
		page.Refusal = tell(v.File, why, page.T).next(c, why)
		return p.showMove(w, c, visits.Slot{Start: start}, page, status(why))
	}
	return p.done(w, r, v, after, err, noteMoved)
}
