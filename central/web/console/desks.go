package console

import (
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"numerek/central/office"
	"numerek/central/web"
	"numerek/central/web/login"
)

// Kept is where the console remembers the desk of a browser.
type Kept interface {
	Kept(r *http.Request, key string) string
}

// Seat returns the desk that somebody's browser has taken; false where it has
// none. Whether somebody else has taken the desk since, only the floor knows.
func Seat(door Kept, r *http.Request, who login.Person) (office.Seat, bool) {
	location, desk, _ := strings.Cut(door.Kept(r, deskKey), "/")
	n, err := strconv.Atoi(desk)
	return seatOf(who, location, n), err == nil
}

func (p *Pages) seat(r *http.Request, who login.Person) (office.Seat, bool) {
	return Seat(p.door, r, who)
}

func seatOf(who login.Person, location string, desk int) office.Seat {
	return office.Seat{Office: who.Office, Location: location, Desk: desk, Workstation: who.Workstation, Clerk: who.Name}
}

// desksPage is what desks.html may use.
type desksPage struct {
	frame
	Note   string
	Places []place
}

// place is a location with its desks by department.
type place struct {
	ID, Name    string
	Departments []deskGroup
}

type deskGroup struct {
	Name, Where string
	Mark        int
	Desks       []deskLine
}

// deskLine is a desk that may be taken.
type deskLine struct {
	Number  int
	Serves  []string // prefixes, in order of preference
	Clerk   string   // who has it; empty: free
	Since   string   // when; empty: free
	Mine    bool
	Waiting string
}

func (p *Pages) desks(w http.ResponseWriter, r *http.Request, who login.Person) error {
	floor, err := p.office.Floor(r.Context(), who.Office)
	if err != nil {
		return err
	}
	page := desksPage{frame: p.frame(r, who, floor.File, floor.Now)}
	page.Title, page.Note = page.T.Choosing.Title, page.T.Notes[r.URL.Query().Get("note")]
	say := words{page.T, floor.File}
	for _, l := range floor.File.Locations {
		here := place{ID: l.ID, Name: say.file.Text(l.Name, say.Code)}
		for i, d := range floor.File.DepartmentsAt(l.ID) {
			group := deskGroup{Name: say.file.Text(d.Name, say.Code), Where: say.file.Text(d.Place, say.Code), Mark: i%departmentMarks + 1}
			for _, desk := range floor.File.Desks {
				if desk.Location == l.ID && desk.Department == d.ID {
					group.Desks = append(group.Desks, say.deskLine(floor, l.ID, desk.Number, who))
				}
			}
			here.Departments = append(here.Departments, group)
		}
		page.Places = append(page.Places, here)
	}
	return web.Render(w, p.pages, "desks.html", http.StatusOK, page)
}

func (w words) deskLine(floor office.Floor, location string, number int, who login.Person) deskLine {
	file, _ := floor.File.Desk(location, number)
	line := deskLine{Number: number}
	for _, id := range file.Services {
		s, _ := floor.File.Service(id)
		line.Serves = append(line.Serves, s.Prefix)
	}
	at := floor.Locations[location]
	waiting := 0
	for _, k := range at.Waiting {
		if k.Wants == number || k.Wants == 0 && slices.Contains(file.Services, k.Service) {
			waiting++
		}
	}
	if waiting > 0 {
		line.Waiting = fmt.Sprintf(w.Choosing.Waiting, waiting)
	}
	for _, d := range at.Desks {
		if d.Number == number {
			line.Mine = d.Clerk == who.Name
			line.Clerk, line.Since = fullName(floor, d.Clerk), fmt.Sprintf(w.Choosing.Since, w.hour(d.TakenAt))
		}
	}
	return line
}

// overPage asks before a colleague loses the desk.
type overPage struct {
	frame
	Ask      string
	Location string
	Desk     int
	Here     string // number of the person at the desk; may be empty
}

// take seats the clerk. A desk that the browser had before is given up with it.
func (p *Pages) take(w http.ResponseWriter, r *http.Request, who login.Person) error {
	desk, _ := strconv.Atoi(r.PostFormValue("desk")) // no desk has the number 0
	if desk == 0 {
		http.Redirect(w, r, "/console/desks", http.StatusSeeOther)
		return nil
	}
	seat := seatOf(who, r.PostFormValue("location"), desk)
	_, err := p.office.TakeDesk(r.Context(), seat, r.PostFormValue("over") == "yes")
	var taken *office.DeskTakenError
	switch {
	case errors.As(err, &taken):
		return p.askOver(w, r, who, seat, taken)
	case errors.Is(err, office.ErrStillHere):
		http.Redirect(w, r, "/console?note=still_here", http.StatusSeeOther)
		return nil
	case errors.Is(err, office.ErrUnknownDesk):
		http.Redirect(w, r, "/console/desks", http.StatusSeeOther)
		return nil
	case err != nil:
		return err
	}
	p.door.Keep(r, deskKey, seat.Location+"/"+strconv.Itoa(seat.Desk))
	http.Redirect(w, r, "/console", http.StatusSeeOther)
	return nil
}

func (p *Pages) askOver(w http.ResponseWriter, r *http.Request, who login.Person, seat office.Seat, taken *office.DeskTakenError) error {
	floor, err := p.office.Floor(r.Context(), who.Office)
	if err != nil {
		return err
	}
	v, err := floor.At(seat.Location, seat.Desk, 1, floor.Now)
	if err != nil {
		return err
	}
	page := overPage{frame: p.frame(r, who, floor.File, floor.Now), Location: seat.Location, Desk: seat.Desk}
	say := words{page.T, floor.File}
	page.Title = page.T.Choosing.OverDo
	page.Ask = fmt.Sprintf(page.T.Choosing.OverAsk, seat.Desk, fullName(floor, taken.Clerk), say.hour(taken.Since))
	if v.Here != nil {
		page.Here = shown(v.Here.Number.String())
	}
	return web.Render(w, p.pages, "over.html", http.StatusConflict, page)
}

// leave gives the desk up.
func (p *Pages) leave(w http.ResponseWriter, r *http.Request, who login.Person) error {
	if seat, ok := p.seat(r, who); ok {
		switch err := p.office.LeaveDesk(r.Context(), seat); {
		case errors.Is(err, office.ErrStillHere):
			http.Redirect(w, r, "/console?note=still_here", http.StatusSeeOther)
			return nil
		case err != nil && !errors.Is(err, office.ErrTakenOver):
			return err
		}
		p.door.Keep(r, deskKey, "")
	}
	http.Redirect(w, r, "/console/desks", http.StatusSeeOther)
	return nil
}
