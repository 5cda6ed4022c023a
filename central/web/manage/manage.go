package manage

import (
	"cmp"
	"context"
	"embed"
	"errors"
	"fmt"
	"html/template"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"numerek/appliance/typeface"
	"numerek/central/access"
	"numerek/central/accounts"
	"numerek/central/office"
	"numerek/central/officefile"
	"numerek/central/store"
	"numerek/central/translations"
	"numerek/central/visits"
	"numerek/central/web"
	"numerek/central/web/login"
)

//go:embed templates/*.html
var templateFiles embed.FS

// Visits is what the manager must look at elsewhere; [visits.Visits] is one.
type Visits interface {
	Affected(ctx context.Context, office string) ([]visits.Affected, error)
	Alarms(ctx context.Context, office string) ([]visits.Alarm, error)
}

// Pages serves the page.
type Pages struct {
	office   *office.Office
	accounts *accounts.Accounts
	visits   Visits
	door     *login.Login
	pages    *template.Template
	fonts    *typeface.Fonts // of the monitors
}

// New returns the page. It fails when a template or a font does not parse.
func New(o *office.Office, a *accounts.Accounts, v Visits, door *login.Login) (*Pages, error) {
	pages, err := door.Templates()
	if err == nil {
		pages, err = pages.ParseFS(templateFiles, "templates/*.html")
	}
	if err != nil {
		return nil, err
	}
	fonts, err := typeface.New()
	if err != nil {
		return nil, err
	}
	return &Pages{office: o, accounts: a, visits: v, door: door, pages: pages, fonts: fonts}, nil
}

// Register adds the routes.
func (p *Pages) Register(mux *http.ServeMux) {
	for pattern, h := range map[string]func(http.ResponseWriter, *http.Request, login.Person) error{
		"GET /manage":          p.show,
		"POST /manage/message": p.setMessage,
		"POST /manage/silence": p.setSilence,
	} {
		mux.Handle(pattern, p.door.Page(p.door.Require(access.ManageHall, h)))
	}
}

// page is what manage.html may use.
type page struct {
	login.Frame
	Most     int // letters of a message
	Silences []login.Choice
	Places   []place
	Waiting  []string // what waits on the page of bookings
}

// place is a location.
type place struct {
	ID, Name  string
	Saved     bool
	Lines     []line
	Shown     bool // a message is on the monitors
	MessageBy string
	Silent    string // until when; empty while the voice speaks
	SilentBy  string
}

// line is a message in one language.
type line struct {
	Code, Label string
	Now         string // on the monitors
	Text        string // in the field
	Letters     int    // of it
	Problem     string
}

// typed is what a form was sent with and could not be kept.
type typed struct {
	location string
	text     officefile.Text
	problems map[string]string // by language
}

func (p *Pages) show(w http.ResponseWriter, r *http.Request, who login.Person) error {
	return p.render(w, r, who, http.StatusOK, typed{})
}

func (p *Pages) render(w http.ResponseWriter, r *http.Request, who login.Person, code int, again typed) error {
	ctx := r.Context()
	file, err := p.office.File(ctx, who.Office)
	if err != nil {
		return err
	}
	halls, err := p.office.Halls(ctx, who.Office)
	if err != nil {
		return err
	}
	users, err := p.accounts.Users(ctx, who.Office)
	if err != nil {
		return err
	}
	name := func(user string) string {
		i := slices.IndexFunc(users, func(u store.User) bool { return u.Name == user })
		if i < 0 {
			return user
		}
		return users[i].FullName
	}
	frame, err := p.door.Frame(r, who)
	if err != nil {
		return err
	}
	t := frame.T
	if frame.Title = t.Manage; r.Method != http.MethodGet {
		frame.Next = "/manage"
	}
	out := page{Frame: frame, Most: office.LongestMessage, Silences: silences(t)}
	out.Sheets = []string{"manage.css"}
	if out.Waiting, err = p.waiting(ctx, who.Office, translations.BookingsIn(t.Code)); err != nil {
		return err
	}
	now, saved := p.office.Now(), r.URL.Query().Get("saved")
	for _, h := range halls {
		location, _ := file.Location(h.Location)
		here := place{
			ID: h.Location, Name: file.Text(location.Name, t.Code), Saved: saved == h.Location,
			MessageBy: name(h.MessageBy), SilentBy: name(h.SilentBy), Shown: h.Message != "",
		}
		text, err := office.HallMessage(h)
		if err != nil {
			return err
		}
		for _, code := range file.Languages {
			l := line{Code: code, Label: cmp.Or(t.LanguageOf[code], code), Now: text[code], Text: text[code]}
			if again.location == h.Location {
				l.Text, l.Problem = again.text[code], again.problems[code]
			}
			l.Letters = utf8.RuneCountInString(l.Text)
			here.Lines = append(here.Lines, l)
		}
		if now.Before(h.SilentUntil) {
			here.Silent = clock(h.SilentUntil.In(file.ZoneOrUTC()), now.In(file.ZoneOrUTC()))
		}
		out.Places = append(out.Places, here)
	}
	return web.Render(w, p.pages, "manage.html", code, out)
}

// waiting says what there is to be done about bookings.
func (p *Pages) waiting(ctx context.Context, office string, t *translations.Bookings) (out []string, err error) {
	affected, err := p.visits.Affected(ctx, office)
	if err != nil {
		return nil, err
	}
	alarms, err := p.visits.Alarms(ctx, office)
	if n := len(affected); n > 0 {
		out = append(out, fmt.Sprintf("%s: %d", t.Settle.Affected, n))
	}
	if n := len(alarms); n > 0 {
		out = append(out, fmt.Sprintf("%s: %d", t.Settle.Alarms, n))
	}
	return out, err
}

// clock writes a time of day; midnight is the end of the day that it ends.
func clock(at, now time.Time) string {
	if at.Equal(midnight(now)) {
		return "24:00"
	}
	return at.Format("15:04")
}

// midnight is the end of a day.
func midnight(now time.Time) time.Time {
	return time.Date(now.Year(), now.Month(), now.Day()+1, 0, 0, 0, 0, now.Location())
}

// The silences that there are to choose, as a form sends them.
const (
	silenceDay = "day"
	silenceOff = "off"
)

var minutes = []string{"30", "60", "120"}

func silences(t *translations.Staff) []login.Choice {
	var all []login.Choice
	for i, m := range minutes {
		all = append(all, login.Choice{Code: m, Name: t.SilenceMinutes[i]})
	}
	return append(all, login.Choice{Code: silenceDay, Name: t.SilenceDay})
}

// silence reads what a form asks for.
func silence(choice string, now time.Time) (until time.Time, ok bool) {
	switch {
	case choice == silenceOff:
		return time.Time{}, true
	case choice == silenceDay:
		return midnight(now), true
	case slices.Contains(minutes, choice):
		m, err := time.ParseDuration(choice + "m")
		return now.Add(m), err == nil
	}
	return time.Time{}, false
}

func (p *Pages) setMessage(w http.ResponseWriter, r *http.Request, who login.Person) error {
	file, err := p.office.File(r.Context(), who.Office)
	if err != nil {
		return err
	}
	t := translations.StaffIn(who.Language)
	asked := typed{location: r.PostFormValue("location"), text: officefile.Text{}, problems: map[string]string{}}
	for _, code := range file.Languages {
		s := strings.Join(strings.Fields(r.PostFormValue("text-"+code)), " ")
		asked.text[code] = s
		if missing := p.fonts.Missing(s); len(missing) > 0 {
			slices.Sort(missing)
			asked.problems[code] = t.MessageUnshown + " " + string(slices.Compact(missing))
		}
		if utf8.RuneCountInString(s) > office.LongestMessage {
			asked.problems[code] = fmt.Sprintf("%s %d.", t.MessageLong, office.LongestMessage)
		}
	}
	if len(asked.problems) > 0 {
		return p.render(w, r, who, http.StatusUnprocessableEntity, asked)
	}
	return p.done(w, r, asked.location, p.office.SetMessage(r.Context(), who.Office, asked.location, asked.text, who.Name))
}

func (p *Pages) setSilence(w http.ResponseWriter, r *http.Request, who login.Person) error {
	file, err := p.office.File(r.Context(), who.Office)
	if err != nil {
		return err
	}
	until, ok := silence(r.PostFormValue("silence"), p.office.Now().In(file.ZoneOrUTC()))
	if !ok {
		p.door.Failed(w, r, http.StatusBadRequest)
		return nil
	}
	location := r.PostFormValue("location")
	return p.done(w, r, location, p.office.SetSilence(r.Context(), who.Office, location, until, who.Name))
}

// done shows the page again, with what was set.
func (p *Pages) done(w http.ResponseWriter, r *http.Request, location string, err error) error {
	if errors.Is(err, office.ErrUnknownLocation) {
		p.door.Failed(w, r, http.StatusNotFound)
		return nil
	}
	if err != nil {
		return err
	}
	w.Header().Set("Cache-Control", "no-store")
	http.Redirect(w, r, "/manage?"+url.Values{"saved": {location}}.Encode()+"#"+url.PathEscape(location), http.StatusSeeOther)
	return nil
}
