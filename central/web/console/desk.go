package console

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"html/template"
	"net/http"
	"strconv"

	"numerek/central/office"
	"numerek/central/translations"
	"numerek/central/web"
	"numerek/central/web/login"
)

// deskPage is what desk.html may use.
type deskPage struct {
	frame
	Desk              int
	Place, Department string
	View              view
}

// view is the board as the script gets it. An older one never follows a newer.
type view struct {
	Incarnation string `json:"incarnation"`
	Seq         int64  `json:"seq"`       // of the last event that is in it
	Operation   int64  `json:"operation"` // of the desk that is in it
	Now         int64  `json:"now"`       // the server's clock, milliseconds
	HTML        string `json:"html"`
}

// Board is the board for a page, which the template has escaped already.
func (v view) Board() template.HTML { return template.HTML(v.HTML) } //nolint:gosec // ours

// gone is shown instead of the board where somebody else has the desk, or nobody.
type gone struct {
	T          *translations.Console
	Title, Why string
}

// show is the desk, or the choice of one.
func (p *Pages) show(w http.ResponseWriter, r *http.Request, who login.Person) error {
	seat, ok := p.seat(r, who)
	if !ok {
		http.Redirect(w, r, "/console/desks", http.StatusSeeOther)
		return nil
	}
	return p.answer(w, r, who, seat, r.URL.Query().Get("note"))
}

// answer writes the board: to the script by itself, to others as a page.
func (p *Pages) answer(w http.ResponseWriter, r *http.Request, who login.Person, seat office.Seat, note string) error {
	floor, err := p.office.Floor(r.Context(), seat.Office)
	if err != nil {
		return err
	}
	t := translations.ConsoleIn(who.Language)
	v, err := p.view(r.Context(), floor, seat, t, note)
	switch {
	case errors.Is(err, office.ErrUnknownDesk): // the office file has changed
		p.door.Keep(r, deskKey, "")
		http.Redirect(w, r, "/console/desks", http.StatusSeeOther)
		return nil
	case err != nil:
		return err
	case scripted(r):
		w.Header().Set("Content-Type", "application/json")
		w.Header().Set("Cache-Control", "no-store")
		return json.NewEncoder(w).Encode(v)
	}
	page := deskPage{frame: p.frame(r, who, floor.File, floor.Now), Desk: seat.Desk, View: v}
	page.Title = fmt.Sprintf(t.Desk, seat.Desk)
	if l, ok := floor.File.Location(seat.Location); ok {
		page.Place = floor.File.Text(l.Name, t.Code)
	}
	if d, ok := floor.File.Desk(seat.Location, seat.Desk); ok {
		if d, ok := floor.File.Department(d.Department); ok {
			page.Department = floor.File.Text(d.Name, t.Code)
		}
	}
	return web.Render(w, p.pages, "desk.html", http.StatusOK, page)
}

// scripted says whether the script asks.
func scripted(r *http.Request) bool { return r.Header.Get("Accept") == "application/json" }

// view renders the floor for a seat. Errors: [office.ErrUnknownDesk].
func (p *Pages) view(ctx context.Context, floor office.Floor, seat office.Seat, t *translations.Console, note string) (view, error) {
	now := p.office.Now()
	at, err := floor.At(seat.Location, seat.Desk, 1, now)
	if err != nil {
		return view{}, err
	}
	v := view{Operation: at.Desk.Operation, Now: now.UnixMilli()}
	v.Incarnation, v.Seq = floor.Position()
	say := words{t, floor.File}
	var b bytes.Buffer
	if at.Desk.Workstation == seat.Workstation {
		look := say.look(&at, now, note)
		if at.Here != nil && at.Here.Copies > 0 {
			copies, err := p.office.Copies(ctx, seat.Office, at.Here.ID)
			if err != nil {
				return view{}, err
			}
			look.Here.Copies = say.copies(copies)
		}
		if look.Expected, err = p.expected(ctx, floor, seat.Location); err != nil {
			return view{}, err
		}
		err = p.pages.ExecuteTemplate(&b, "board", look)
	} else {
		err = p.pages.ExecuteTemplate(&b, "gone", say.gone(&at))
	}
	v.HTML = b.String()
	return v, err
}

func (w words) gone(v *office.DeskView) gone {
	if !v.Taken {
		return gone{T: w.Console, Title: fmt.Sprintf(w.Choosing.Left, v.Desk.Number), Why: w.Choosing.LeftWhy}
	}
	return gone{
		T: w.Console, Why: w.Choosing.LostWhy,
		Title: fmt.Sprintf(w.Choosing.Lost, v.Desk.Number, fullName(v.Floor, v.Desk.Clerk), w.hour(v.Desk.TakenAt)),
	}
}

// act does what a form asks for.
func (p *Pages) act(w http.ResponseWriter, r *http.Request, who login.Person) error {
	seat, ok := p.seat(r, who)
	if !ok {
		http.Redirect(w, r, "/console/desks", http.StatusSeeOther)
		return nil
	}
	action, op, ok := actionOf(r)
	if !ok { // no page of ours sends such a form
		p.door.Failed(w, r, http.StatusBadRequest)
		return nil
	}
	note := ""
	_, err := p.office.Act(r.Context(), seat, op, action)
	switch {
	case errors.Is(err, office.ErrOldAction), errors.Is(err, office.ErrOtherBody):
		note = "old"
	case errors.Is(err, office.ErrTakenOver), errors.Is(err, office.ErrUnknownDesk):
	case err != nil:
		return err
	}
	if scripted(r) {
		return p.answer(w, r, who, seat, note)
	}
	to := "/console"
	if note != "" {
		to += "?note=" + note
	}
	http.Redirect(w, r, to, http.StatusSeeOther)
	return nil
}

// actionOf reads the form of an action, with its operation; false says that it is none.
func actionOf(r *http.Request) (a office.Action, op office.Operation, ok bool) {
	if r.ParseForm() != nil {
		return a, op, false
	}
	f := r.PostForm
	a = office.Action{
		Deed: office.Deed(f.Get("deed")), Ticket: f.Get("ticket"), Service: f.Get("service"), Reason: f.Get("reason"),
		Language: f.Get("language"), Priority: f.Get("priority") == "yes",
	}
	if chosen := f.Get("choice"); chosen != "" { // a reason that stands on a button
		a.Reason = chosen
	}
	number, err := strconv.ParseInt(f.Get("operation"), 10, 64)
	if desk := f.Get("desk"); desk != "" && err == nil {
		a.Desk, err = strconv.Atoi(desk)
	}
	return a, office.Operation{Incarnation: f.Get("incarnation"), Number: number}, err == nil && number > 0 && known(a.Deed)
}

// known says whether there is such a deed: each has its words.
func known(d office.Deed) bool {
	switch d {
	case office.DeedCallNext, office.DeedCall, office.DeedCallAgain, office.DeedStart, office.DeedFinish, office.DeedMiss,
		office.DeedPark, office.DeedTransfer, office.DeedResume, office.DeedRevive, office.DeedWithdraw, office.DeedRaise,
		office.DeedGiveOut, office.DeedPause, office.DeedContinue, office.DeedStopService, office.DeedStartService, office.DeedUndo:
		return true
	}
	return false
}
