package bookings

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"numerek/central/access"
	"numerek/central/booking"
	"numerek/central/calendar"
	"numerek/central/officefile"
	"numerek/central/queue"
	"numerek/central/translations"
	"numerek/central/visits"
	"numerek/central/web"
	"numerek/central/web/console"
	"numerek/central/web/login"
)

// seen is what somebody looks at: the bookings of a day in a building.
type seen struct {
	file       *officefile.Office
	Location   string
	Day        queue.Day
	Department string // id; empty: all
	Desk       int    // that the browser has taken in that building; 0: none
	AnyDesk    int    // that it has taken anywhere
}

// sight reads what the address asks for. Only who may see every building chooses
// one; others see that of their desk. ok is false where they have none.
func (p *Pages) sight(r *http.Request, who login.Person) (s seen, ok bool, err error) {
	if s.file, err = p.office.File(r.Context(), who.Office); err != nil {
		return s, false, err
	}
	seat, seated := console.Seat(p.door, r, who)
	if _, ok := s.file.Location(seat.Location); seated && ok {
		s.Location, s.AnyDesk = seat.Location, seat.Desk
	}
	if who.May(access.SeeBuildings) {
		if s.Location == "" && len(s.file.Locations) > 0 {
			s.Location = s.file.Locations[0].ID
		}
		if l, ok := s.file.Location(r.FormValue("at")); ok {
			s.Location = l.ID
		}
	}
	if seat.Location == s.Location {
		s.Desk = s.AnyDesk
	}
	if s.Day, err = calendar.ParseDay(r.FormValue("day")); err != nil {
		s.Day = calendar.CivilDay(p.office.Now(), s.file.ZoneOrUTC())
	}
	if d, ok := s.file.Department(r.FormValue("department")); ok && d.Location == s.Location {
		s.Department = d.ID
	}
	return s, s.Location != "", nil
}

// query is the address of the same sight on another day.
func (s seen) query(day queue.Day) string {
	q := url.Values{"day": {string(day)}, "at": {s.Location}}
	if s.Department != "" {
		q.Set("department", s.Department)
	}
	return "/console/bookings?" + q.Encode()
}

// listPage is what list.html may use.
type listPage struct {
	frame
	Desk                string // back to it; empty without one
	Place               string
	Places, Departments []login.Choice // the former only for who may see all
	Day                 queue.Day
	Date, Near          string
	Before, After       string
	Today               string // way back to it; empty on it
	Live                string // address of the stream
	View                dayView
}

// dayView is the part of the page that stays up to date.
type dayView struct {
	B                       *translations.Bookings
	Count                   int    // of those who are still expected
	Late                    string // how many of them are late; empty if nobody
	Expected, Arrived, Over []row
	None                    bool
}

func (p *Pages) list(w http.ResponseWriter, r *http.Request, who login.Person) error {
	s, ok, err := p.sight(r, who)
	if err != nil {
		return err
	}
	if !ok {
		return goTo(w, r, "/console/desks")
	}
	f, err := p.frame(r, who)
	if err != nil {
		return err
	}
	f.Title = f.B.Title
	say := words{f.B, s.file, p.office.Now()}
	page := listPage{
		frame: f, Place: say.place(s.Location), Day: s.Day, Date: say.date(s.Day), Near: say.near(s.Day),
		Before: s.query(calendar.AddDays(s.Day, -1)), After: s.query(calendar.AddDays(s.Day, 1)),
	}
	if s.Day != say.today() {
		page.Today = s.query(say.today())
	}
	if s.AnyDesk != 0 {
		page.Desk = fmt.Sprintf(f.B.List.Desk, s.AnyDesk)
	}
	if who.May(access.SeeBuildings) && len(s.file.Locations) > 1 {
		for _, l := range s.file.Locations {
			page.Places = append(page.Places, login.Choice{Code: l.ID, Name: say.place(l.ID), Chosen: l.ID == s.Location})
		}
	}
	for _, d := range s.file.DepartmentsAt(s.Location) {
		page.Departments = append(page.Departments, login.Choice{
			Code: d.ID, Name: s.file.Text(d.Name, f.B.Code), Chosen: d.ID == s.Department,
		})
	}
	page.Live = strings.Replace(s.query(s.Day), "/console/bookings?", "/console/bookings/events?", 1)
	if page.View, err = p.view(r.Context(), who.Office, s, say); err != nil {
		return err
	}
	return web.Render(w, p.pages, "list.html", http.StatusOK, page)
}

// view sorts the bookings of a day by what is with them.
func (p *Pages) view(ctx context.Context, office string, s seen, say words) (dayView, error) {
	entries, err := p.visits.On(ctx, office, s.Location, s.Day)
	if err != nil {
		return dayView{}, err
	}
	v := dayView{B: say.Bookings}
	late := 0
	for _, e := range entries {
		r := say.row(e)
		if s.Department != "" && r.Department != s.Department {
			continue
		}
		switch e.Booking.State {
		case booking.Confirmed:
			v.Count++
			if r.State.Kind == kindLate {
				late++
			}
			v.Expected = append(v.Expected, r)
		case booking.Held:
			v.Expected = append(v.Expected, r)
		case booking.Arrived:
			v.Arrived = append(v.Arrived, r)
		case booking.Missed, booking.Cancelled:
			v.Over = append(v.Over, r)
		default: // it lapsed: nobody has ever booked it
		}
	}
	if late > 0 {
		v.Late = fmt.Sprintf(say.List.LateCount, late)
	}
	v.None = len(v.Expected)+len(v.Arrived)+len(v.Over) == 0
	return v, nil
}

// foundPage is what found.html may use.
type foundPage struct {
	frame
	Problem string
	Rows    []row
	Asked   bool // a number was searched for
}

// find answers a search by phone. It is the answer to the form itself: the number
// must stand in no address, and in no record of this server.
func (p *Pages) find(w http.ResponseWriter, r *http.Request, who login.Person) error {
	s, _, err := p.sight(r, who)
	if err != nil {
		return err
	}
	f, err := p.frame(r, who)
	if err != nil {
		return err
	}
	f.Title, f.Next = f.B.List.Find, "/console/bookings"
	say, page, code := words{f.B, s.file, p.office.Now()}, foundPage{frame: f}, http.StatusOK
	entries, err := p.visits.FindPhone(r.Context(), who.Office, r.PostFormValue("phone"), who.Name)
	switch why, no := refused(err); {
	case no:
		page.Problem, code = say.refusal(why.Why), http.StatusUnprocessableEntity
	case err != nil:
		return err
	default:
		page.Asked = true
	}
	slices.SortStableFunc(entries, func(a, b visits.Entry) int { return later(say, a, b) })
	for _, e := range entries {
		row := say.row(e)
		row.Day = say.named(e.Booking.Day)
		if e.Booking.Location != s.Location {
			row.Place = say.place(e.Booking.Location)
		}
		page.Rows = append(page.Rows, row)
	}
	return web.Render(w, p.pages, "found.html", code, page)
}

// later sorts what is to come before what has been, each the nearest first.
func later(say words, a, b visits.Entry) int {
	pastA, pastB := a.Booking.Day < say.today(), b.Booking.Day < say.today()
	switch {
	case pastA && pastB:
		return b.Booking.Start.Compare(a.Booking.Start)
	case pastA != pastB:
		return cmp.Compare(rank(pastA), rank(pastB))
	}
	return a.Booking.Start.Compare(b.Booking.Start)
}

func rank(last bool) int {
	if last {
		return 1
	}
	return 0
}

// html renders the part of the list that stays up to date.
func (p *Pages) html(v dayView) (string, error) {
	var b bytes.Buffer
	err := p.pages.ExecuteTemplate(&b, "day", v)
	return b.String(), err
}
