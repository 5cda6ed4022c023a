package citizen

import (
	"embed"
	"html/template"
	"log/slog"
	"net/http"
	"slices"
	"time"

	"numerek/central/office"
	"numerek/central/officefile"
	"numerek/central/translations"
	"numerek/central/web"
)

//go:embed templates/*.html
var templateFiles embed.FS

// Pages serves the pages.
type Pages struct {
	office *office.Office
	floors *Floors
	log    *slog.Logger
	pages  *template.Template
}

// New returns the pages. It fails when a template does not parse.
func New(o *office.Office, floors *Floors, assets *web.Assets, log *slog.Logger) (*Pages, error) {
	pages, err := template.New("").Funcs(template.FuncMap{"asset": assets.URL, "colour": assets.ColourURL}).
		Option("missingkey=error").ParseFS(templateFiles, "templates/*.html")
	if err != nil {
		return nil, err
	}
	return &Pages{office: o, floors: floors, log: log, pages: pages}, nil
}

// Register adds the routes.
func (p *Pages) Register(mux *http.ServeMux) {
	for pattern, h := range map[string]web.HandlerFunc{
		"GET /{$}":            p.front,
		"GET /o/{office}/{$}": p.home,
		"GET /{path...}":      p.nothing,
	} {
		mux.Handle(pattern, web.Page(p.log, p.failed, h))
	}
	for _, of := range []string{"", "/o/{office}"} {
		for what, h := range map[[2]string]web.HandlerFunc{
			{"GET", ""}: p.ticket, {"GET", "/events"}: p.events,
			{"GET", "/withdraw"}: p.askWithdraw, {"POST", "/withdraw"}: p.withdraw,
		} {
			mux.Handle(what[0]+" "+of+"/t/{token}"+what[1], web.Page(p.log, p.failed, h))
		}
	}
}

// frame is what every page has around it.
type frame struct {
	T          *translations.Texts
	Title      string
	OfficeName string
	Colour     string // of the office; empty on pages of none
	Refresh    int    // seconds until a browser without scripts asks again; 0: never
	Demo       bool
	Clock      string // of the server, in the office's zone; empty on pages of none
	Languages  []choice
}

type choice struct {
	Code, Name string
	Chosen     bool
}

// texts are those of the language that the address names, or of the first of
// the preferred ones; the office must offer it.
func texts(r *http.Request, file *officefile.Office, preferred ...string) *translations.Texts {
	for _, l := range append([]string{r.URL.Query().Get("lang")}, preferred...) {
		if slices.Contains(languages(file), l) && translations.In(l).Code == l {
			return translations.In(l)
		}
	}
	return translations.In(languages(file)...)
}

// languages are those of an office, or of all.
func languages(file *officefile.Office) []string {
	if file == nil {
		return translations.Languages()
	}
	return file.Languages
}

// frame of a page about an office. preferred is the language when the address
// names none.
func (p *Pages) frame(r *http.Request, file *officefile.Office, now time.Time, preferred ...string) frame {
	f := frame{Demo: p.office.Demo(), T: texts(r, file, preferred...)}
	if file != nil {
		f.Colour, f.Clock, f.OfficeName = file.InkColour(), clock(file, now), file.Text(file.Name, f.T.Code)
	}
	for _, code := range languages(file) {
		if t := translations.In(code); t.Code == code {
			f.Languages = append(f.Languages, choice{Code: code, Name: t.Name, Chosen: code == f.T.Code})
		}
	}
	return f
}

// failedPage says what went wrong and what to do.
type failedPage struct {
	frame
	Heading, Text string
}

func (p *Pages) nothing(http.ResponseWriter, *http.Request) error { return office.ErrUnknownTicket }

// failed is the same page whatever was asked for, so that it tells nobody
// whether an office or a ticket exists.
func (p *Pages) failed(w http.ResponseWriter, r *http.Request, code int) {
	f := p.frame(r, nil, p.office.Now(), accepted(r)...)
	page := failedPage{frame: f, Heading: f.T.Broken, Text: f.T.BrokenWhy}
	if code == http.StatusNotFound {
		page.Heading, page.Text = f.T.NotFound, f.T.NotFoundWhy
	}
	page.Title, page.OfficeName = page.Heading, "Numerek"
	if err := web.Render(w, p.pages, "failed.html", code, page); err != nil {
		p.log.ErrorContext(r.Context(), "page of an error failed", "err", err)
	}
}
