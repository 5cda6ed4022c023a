package console

import (
	"embed"
	"html/template"
	"net/http"
	"time"

	"numerek/central/access"
	"numerek/central/live"
	"numerek/central/office"
	"numerek/central/officefile"
	"numerek/central/translations"
	"numerek/central/web"
	"numerek/central/web/login"
)

//go:embed templates/*.html
var templateFiles embed.FS

// Door is what the console needs of package login.
type Door interface {
	// Require lets only those through who have the right.
	Require(access.Right, func(http.ResponseWriter, *http.Request, login.Person) error) web.HandlerFunc
	// Page adapts a handler; what fails gets a page for staff, which Failed writes.
	Page(web.HandlerFunc) http.Handler
	Failed(w http.ResponseWriter, r *http.Request, code int)
	// Keep keeps a value with the session of the browser; Kept returns it.
	Keep(r *http.Request, key, value string)
	Kept(r *http.Request, key string) string
}

var _ Door = (*login.Login)(nil)

// Pages serves the pages.
type Pages struct {
	office *office.Office
	floors *live.Boards[office.Floor]
	agenda Agenda
	door   Door
	pages  *template.Template

	counts counts
}

// New returns the pages. It fails when a template does not parse.
func New(o *office.Office, floors *live.Boards[office.Floor], agenda Agenda, door Door, assets *web.Assets) (*Pages, error) {
	pages, err := template.New("").Funcs(template.FuncMap{"asset": assets.URL, "colour": assets.ColourURL, "of": of}).
		Option("missingkey=error").ParseFS(templateFiles, "templates/*.html")
	if err != nil {
		return nil, err
	}
	return &Pages{office: o, floors: floors, agenda: agenda, door: door, pages: pages, counts: newCounts()}, nil
}

// part is something on a board, for a template that needs both.
type part struct {
	Board board
	It    any
}

func of(b board, it any) part { return part{b, it} }

// Register adds the routes.
func (p *Pages) Register(mux *http.ServeMux) {
	for pattern, h := range map[string]func(http.ResponseWriter, *http.Request, login.Person) error{
		"GET /console":        p.show,
		"GET /console/events": p.events,
		"POST /console/act":   p.act,
		"GET /console/desks":  p.desks,
		"POST /console/desk":  p.take,
		"POST /console/leave": p.leave,
		"POST /console/keys":  p.keys,
	} {
		mux.Handle(pattern, p.door.Page(p.door.Require(access.CallTickets, h)))
	}
}

// frame is what every page has around it.
type frame struct {
	T          *translations.Console
	S          *translations.Staff
	Title      string
	OfficeName string
	Colour     string // of the office
	Demo       bool
	Clock      string // of the server, in the office's zone
	Offset     int64  // of that zone, in milliseconds
	Languages  []choice
	Person     login.Person
	KeysOff    bool
}

func (p *Pages) frame(r *http.Request, who login.Person, file *officefile.Office, now time.Time) frame {
	t := translations.ConsoleIn(who.Language)
	local := now.In(file.ZoneOrUTC())
	_, offset := local.Zone()
	f := frame{
		T: t, S: translations.StaffIn(t.Code), OfficeName: file.Text(file.Name, t.Code), Colour: file.InkColour(), Demo: p.office.Demo(),
		Clock: local.Format("15:04"), Offset: (time.Duration(offset) * time.Second).Milliseconds(), Person: who,
		KeysOff: p.door.Kept(r, keysKey) == off,
	}
	for _, code := range translations.ConsoleLanguages() {
		f.Languages = append(f.Languages, choice{Code: code, Name: translations.StaffIn(code).Name, Chosen: code == t.Code})
	}
	return f
}

// What the console keeps with the session.
const (
	deskKey = "console.desk"
	keysKey = "console.keys"
	off     = "off"
)

// keys turns the single keys off or on in this browser.
func (p *Pages) keys(w http.ResponseWriter, r *http.Request, _ login.Person) error {
	p.door.Keep(r, keysKey, r.PostFormValue("keys"))
	http.Redirect(w, r, "/console", http.StatusSeeOther)
	return nil
}
