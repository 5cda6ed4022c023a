package bookings

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"github.com/google/uuid"

	"numerek/central/booking"
	"numerek/central/calendar"
	"numerek/central/notify/phone"
	"numerek/central/office"
	"numerek/central/officefile"
	"numerek/central/visits"
	"numerek/central/web"
	"numerek/central/web/login"
)

// serviceGroup is the bookable services of a department.
type serviceGroup struct {
	Name, Place string // Place is empty where it is the name
	Mark        int
	Services    []serviceLink
}

type serviceLink struct{ Prefix, Label, Link string }

// bookPage is what services.html and new.html may use.
type bookPage struct {
	frame
	Groups []serviceGroup // on the page that asks for the service

	ID             string // of the booking, made for this form
	Service, Label string
	Prefix         string
	Mark           int
	Where          string
	Slots          picker
	Problem        string
	PhoneProblem   string
	Phone, Name    string         // as they were typed
	Speaks         []login.Choice // languages of the person
}

const newAddress = "/console/bookings/new"

// choose asks for the service, and with one for day, hour and person.
func (p *Pages) choose(w http.ResponseWriter, r *http.Request, who login.Person) error {
	id, err := uuid.NewRandom()
	if err != nil {
		return err
	}
	return p.showNew(w, r, who, http.StatusOK, id.String(), nil)
}

func (p *Pages) showNew(w http.ResponseWriter, r *http.Request, who login.Person, code int, id string, no *visits.Refused) error {
	s, _, err := p.sight(r, who)
	if err != nil {
		return err
	}
	f, err := p.frame(r, who)
	if err != nil {
		return err
	}
	f.Title = f.B.List.New
	say := words{f.B, s.file, p.office.Now()}
	page := bookPage{frame: f, ID: id}
	service, ok := s.file.Service(r.FormValue("service"))
	if !ok || !service.Bookable {
		page.Groups = say.services(s.Location)
		return web.Render(w, p.pages, "services.html", http.StatusOK, page)
	}
	to := newAddress + "?" + url.Values{"service": {service.ID}}.Encode()
	page.Next = to
	page.Service, page.Label, page.Prefix, page.Mark = service.ID, say.label(service.ID), service.Prefix, say.mark(service)
	page.Where = say.place(s.file.LocationOf(service.ID)) + " · " + say.department(service.ID)
	day, err := calendar.ParseDay(r.FormValue("day"))
	if at, ok := startOf(r); ok {
		day = say.day(at)
	} else if err != nil {
		day = ""
	}
	if page.Slots, err = p.pick(r.Context(), who.Office, service.ID, day, r.FormValue("start"), say, to+"&day="); err != nil {
		return err
	}
	page.Phone, page.Name = r.PostFormValue("phone"), r.PostFormValue("name")
	page.Speaks = say.languages(r.PostFormValue("language"))
	if no != nil {
		page.refuse(no, say)
	}
	return web.Render(w, p.pages, "new.html", code, page)
}

// refuse says on the page why nothing was booked, at the field where it is one.
func (b *bookPage) refuse(no *visits.Refused, say words) {
	switch text := say.refusal(no.Why); no.Why {
	case visits.PhoneWrong, visits.PhoneNotMobile, visits.PhonePrefix, visits.PhoneMissing:
		b.PhoneProblem = text
	default:
		b.Problem = text
	}
	b.Slots.Next = next(no.Next, say)
}

// services lists what can be booked, the own building first.
func (w words) services(here string) []serviceGroup {
	var own, others []serviceGroup
	for _, l := range w.file.Locations {
		for _, d := range w.file.DepartmentsAt(l.ID) {
			g := serviceGroup{Name: w.file.Text(d.Name, w.Code), Place: w.file.Text(l.Name, w.Code)}
			if g.Place == g.Name {
				g.Place = ""
			}
			for _, s := range w.file.ServicesOf(d.ID) {
				if s.Bookable {
					g.Mark = w.mark(s)
					g.Services = append(g.Services, serviceLink{
						Prefix: s.Prefix, Label: w.label(s.ID), Link: newAddress + "?" + url.Values{"service": {s.ID}}.Encode(),
					})
				}
			}
			switch {
			case len(g.Services) == 0:
			case l.ID == here:
				own = append(own, g)
			default:
				others = append(others, g)
			}
		}
	}
	return append(own, others...)
}

// languages that a person can be written to in; the office's first unless one is chosen.
func (w words) languages(chosen string) []login.Choice {
	var out []login.Choice
	for i, code := range w.file.Languages {
		out = append(out, login.Choice{Code: code, Name: w.speaks(code), Chosen: code == chosen || chosen == "" && i == 0})
	}
	return out
}

// bookedPage is what booked.html may use.
type bookedPage struct {
	frame
	Label, Date, Hour, Where string
	Code                     string // to be told; empty where a message brings it
	Works                    string // when it does
	Sent                     string
	List, Again              string // addresses
}

// book books for somebody. The page is the answer to the form itself, because a
// code must stand in no address; sent again, the form books nothing more.
func (p *Pages) book(w http.ResponseWriter, r *http.Request, who login.Person) error {
	id, err := office.RequestID(r.PostFormValue("id"))
	if err != nil {
		return p.bad(w, r)
	}
	start, ok := startOf(r)
	if !ok {
		return p.showNew(w, r, who, http.StatusUnprocessableEntity, id, &visits.Refused{Why: noHour})
	}
	held, err := p.visits.Hold(r.Context(), who.Office, visits.Order{
		ID: id, Service: r.PostFormValue("service"), Start: start, Phone: r.PostFormValue("phone"), Name: r.PostFormValue("name"),
		Language: r.PostFormValue("language"), Clerk: who.Name,
	})
	if why, no := refused(err); no {
		return p.showNew(w, r, who, status(why.Why), id, why)
	}
	switch {
	case errors.Is(err, office.ErrOtherBody): // it was booked, and then changed on a page that the browser kept
		return goTo(w, r, newAddress)
	case errors.Is(err, office.ErrUnknownService), errors.Is(err, visits.ErrNotBookable):
		return p.bad(w, r)
	case err != nil:
		return err
	}
	return p.booked(w, r, who, held)
}

func status(why visits.Reason) int {
	if why == visits.SlotTaken {
		return http.StatusConflict
	}
	return http.StatusUnprocessableEntity
}

func (p *Pages) booked(w http.ResponseWriter, r *http.Request, who login.Person, held visits.Held) error {
	file, err := p.office.File(r.Context(), who.Office)
	if err != nil {
		return err
	}
	f, err := p.frame(r, who)
	if err != nil {
		return err
	}
	b := held.Booking
	f.Title, f.Next = f.B.New.Booked, link(b, "")
	say := words{f.B, file, p.office.Now()}
	window, place := say.window(), say.place(b.Location)
	page := bookedPage{
		frame: f, Label: say.label(b.Service), Date: say.named(b.Day), Hour: say.hour(b.Start), Where: place + " · " + say.department(b.Service),
		Code:  shown(booking.ShowCode(held.Code)),
		Works: fmt.Sprintf(f.B.New.CodeWhy, say.hour(window.Opens(b.Start)), say.hour(window.Closes(b.Start)), place),
		Sent:  f.B.New.NotSent, List: seen{Location: b.Location}.query(b.Day), Again: newAddress,
	}
	if b.PhoneHash != "" {
		page.Sent = fmt.Sprintf(f.B.New.Sent, masked(r.PostFormValue("phone"), file))
	}
	return web.Render(w, p.pages, "booked.html", http.StatusOK, page)
}

// masked is a phone that was typed, as clerks see it.
func masked(typed string, file *officefile.Office) string {
	digits := strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, typed)
	return unbroken(phone.Mask(digits, file.Policy.Privacy.MaskPhone))
}
