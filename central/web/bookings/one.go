package bookings

import (
	"context"
	"errors"
	"fmt"
	"html/template"
	"net/http"
	"strings"

	"numerek/central/booking"
	"numerek/central/calendar"
	"numerek/central/visits"
	"numerek/central/web"
	"numerek/central/web/login"
)

// onePage is what one.html may use: a booking, and what can be done with it.
type onePage struct {
	frame
	Back     string
	Booking  row
	Date     string
	Where    string
	Name     string
	Phone    string
	State    string
	BookedBy string
	At, Day  string // fields of its forms
	Done     string
	Problem  string
	Notice   string // whether a message will go out

	MayMove, MayCancel, MayMiss, MayTicket bool
	Ask                                    string // how to check who it is
	NoDesk                                 bool   // a ticket needs a desk here

	Move picker // on the page of moving
	From string
}

// entry finds the booking that the address names. It need not be of the building
// that somebody sees: whoever knows the id has found it by its phone.
func (p *Pages) entry(ctx context.Context, r *http.Request, who login.Person) (e visits.Entry, ok bool, err error) {
	day, err := calendar.ParseDay(r.FormValue("day"))
	if err != nil {
		return e, false, nil //nolint:nilerr // no address of ours
	}
	all, err := p.visits.On(ctx, who.Office, r.FormValue("at"), day)
	if err != nil {
		return e, false, err
	}
	for _, e := range all {
		if e.Booking.ID == r.PathValue("id") {
			return e, true, nil
		}
	}
	return e, false, nil
}

func (p *Pages) one(w http.ResponseWriter, r *http.Request, who login.Person) error {
	e, ok, err := p.entry(r.Context(), r, who)
	if err != nil {
		return err
	}
	if !ok {
		return p.lost(w, r)
	}
	page, say, err := p.about(r, who, e)
	if err != nil {
		return err
	}
	q := r.URL.Query()
	page.Done = say.Done[q.Get("done")]
	if why := q.Get("refused"); why != "" {
		page.Problem = say.refusal(visits.Reason(why))
	}
	return web.Render(w, p.pages, "one.html", http.StatusOK, page)
}

// about makes the page of a booking.
func (p *Pages) about(r *http.Request, who login.Person, e visits.Entry) (onePage, words, error) {
	s, _, err := p.sight(r, who)
	if err != nil {
		return onePage{}, words{}, err
	}
	f, err := p.frame(r, who)
	if err != nil {
		return onePage{}, words{}, err
	}
	b := e.Booking
	f.Next = link(b, "")
	say := words{f.B, s.file, p.office.Now()}
	page := onePage{
		frame: f, Booking: say.row(e), Date: say.named(b.Day), Where: say.place(b.Location) + " · " + say.department(b.Service),
		Name: e.Name, Phone: unbroken(e.Phone), At: b.Location, Day: string(b.Day), BookedBy: f.B.One.Citizen,
		Back: seen{Location: b.Location}.query(b.Day),
	}
	page.State = page.Booking.State.Text
	if b.Clerk != "" {
		page.BookedBy = f.B.List.ByClerk
	}
	page.Title = page.Booking.Hour + " " + page.Booking.Service
	page.Notice = f.B.One.WithoutSMS
	if e.Phone != "" {
		page.Notice = fmt.Sprintf(f.B.One.WithSMS, page.Phone)
	}
	confirmed := b.State == booking.Confirmed
	page.MayMove, page.MayCancel = confirmed, confirmed || b.State == booking.Held
	page.MayMiss = confirmed && !say.now.Before(b.Start)
	page.MayTicket = confirmed && b.Day == say.today()
	page.NoDesk = s.Desk == 0 || s.Location != b.Location
	page.Ask = f.B.One.TicketAsk[ask(e)]
	return page, say, nil
}

// ask is which question tells whether somebody is who booked.
func ask(e visits.Entry) int {
	switch {
	case e.Name != "" && e.Phone != "":
		return 0
	case e.Phone != "":
		return 1
	case e.Name != "":
		return 2
	}
	return 3
}

func (p *Pages) chooseMove(w http.ResponseWriter, r *http.Request, who login.Person) error {
	return p.showMove(w, r, who, http.StatusOK, nil)
}

// showMove offers other hours of a booking; no is why one could not be had.
func (p *Pages) showMove(w http.ResponseWriter, r *http.Request, who login.Person, code int, no *visits.Refused) error {
	e, ok, err := p.entry(r.Context(), r, who)
	if err != nil {
		return err
	}
	if !ok {
		return p.lost(w, r)
	}
	page, say, err := p.about(r, who, e)
	if err != nil {
		return err
	}
	if !page.MayMove {
		return goTo(w, r, link(e.Booking, ""))
	}
	page.Title = page.B.One.Move
	page.From = fmt.Sprintf(page.B.One.From, say.named(e.Booking.Day)+", "+page.Booking.Hour)
	day, err := calendar.ParseDay(r.FormValue("to"))
	if err != nil {
		day = e.Booking.Day
	}
	move := link(e.Booking, "/move")
	if page.Move, err = p.pick(r.Context(), who.Office, e.Booking.Service, day, r.FormValue("start"), say, move+"&to="); err != nil {
		return err
	}
	if no != nil {
		page.Problem, page.Move.Next = say.refusal(no.Why), next(no.Next, say)
	}
	return web.Render(w, p.pages, "move.html", code, page)
}

func (p *Pages) move(w http.ResponseWriter, r *http.Request, who login.Person) error {
	start, ok := startOf(r)
	if !ok {
		return p.showMove(w, r, who, http.StatusUnprocessableEntity, &visits.Refused{Why: noHour})
	}
	e, err := p.visits.MoveFor(r.Context(), who.Office, r.PathValue("id"), start, who.Name)
	if why, no := refused(err); no {
		return p.showMove(w, r, who, http.StatusConflict, why)
	}
	return p.done(w, r, e, err, "moved")
}

func (p *Pages) cancel(w http.ResponseWriter, r *http.Request, who login.Person) error {
	e, err := p.visits.CancelFor(r.Context(), who.Office, r.PathValue("id"), who.Name)
	return p.done(w, r, e, err, "cancelled")
}

func (p *Pages) miss(w http.ResponseWriter, r *http.Request, who login.Person) error {
	e, err := p.visits.MissFor(r.Context(), who.Office, r.PathValue("id"), who.Name)
	return p.done(w, r, e, err, "missed")
}

// done shows the booking again, with what was done or why nothing was.
func (p *Pages) done(w http.ResponseWriter, r *http.Request, e visits.Entry, err error, what string) error {
	why, no := refused(err)
	switch {
	case errors.Is(err, visits.ErrUnknownBooking):
		return p.lost(w, r)
	case no:
		b := booking.Booking{ID: r.PathValue("id"), Location: r.FormValue("at")}
		if b.Day, err = calendar.ParseDay(r.FormValue("day")); err != nil {
			return p.bad(w, r)
		}
		return goTo(w, r, link(b, "")+"&refused="+string(why.Why))
	case err != nil:
		return err
	}
	return goTo(w, r, link(e.Booking, "")+"&done="+what)
}

// ticketPage is what ticket.html may use.
type ticketPage struct {
	frame
	Prefix, Digits string
	Service, Back  string
	URL            string
	Code           template.HTML // the URL as a QR
}

// ticket gives the ticket of a booking to somebody who has lost the code. It is
// the answer to the form itself: the link of a ticket must stand in no address
// of these pages. Sent again it leads to the booking, which has the number.
func (p *Pages) ticket(w http.ResponseWriter, r *http.Request, who login.Person) error {
	e, ok, err := p.entry(r.Context(), r, who)
	if err != nil {
		return err
	}
	s, _, err := p.sight(r, who)
	if err != nil {
		return err
	}
	switch {
	case !ok:
		return p.lost(w, r)
	case r.PostFormValue("checked") != "yes": // no browser sends the form so
		return p.bad(w, r)
	case s.Desk == 0 || s.Location != e.Booking.Location:
		return goTo(w, r, link(e.Booking, ""))
	}
	t, url, err := p.visits.GiveTicket(r.Context(), who.Office, e.Booking.ID, who.Name, s.Desk)
	if err != nil {
		return p.done(w, r, e, err, "")
	}
	f, err := p.frame(r, who)
	if err != nil {
		return err
	}
	f.Title, f.Next = f.B.One.Ticket, link(e.Booking, "")
	page := ticketPage{
		frame: f, Prefix: t.Number.Prefix, Service: words{f.B, s.file, p.office.Now()}.label(t.Service), Back: seen{Location: s.Location}.query(e.Booking.Day), URL: url,
	}
	_, page.Digits, _ = strings.Cut(t.Number.String(), " ")
	if page.Code, err = web.QR(url); err != nil {
		return err
	}
	return web.Render(w, p.pages, "ticket.html", http.StatusOK, page)
}
