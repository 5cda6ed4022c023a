package visit

import (
	"embed"
	"errors"
	"fmt"
	"html/template"
	"log/slog"
	"net/http"

	"numerek/central/office"
	"numerek/central/officefile"
	"numerek/central/visits"
	"numerek/central/web"
	"numerek/central/web/frame"
)

//go:embed templates/*.html
var templateFiles embed.FS

// Pages serves the pages.
type Pages struct {
	office *office.Office
	visits *visits.Visits
	frames frame.Frames
	log    *slog.Logger
	pages  *template.Template
}

// New returns the pages. It fails when a template does not parse.
func New(o *office.Office, v *visits.Visits, assets *web.Assets, log *slog.Logger) (*Pages, error) {
	pages, err := frame.Templates(assets)
	if err != nil {
		return nil, err
	}
	if pages, err = pages.ParseFS(templateFiles, "templates/*.html"); err != nil {
		return nil, err
	}
	return &Pages{office: o, visits: v, frames: frame.New(o), log: log, pages: pages}, nil
}

// Register adds the routes, each with and without the office's name.
func (p *Pages) Register(mux *http.ServeMux) {
	for _, of := range []string{"", "/o/{office}"} {
		for pattern, h := range map[string]officeFunc{
			"GET /umow":                               p.link,
			"GET /dostepnosc":                         p.statement,
			"GET /rezerwacja":                         p.matter,
			"GET /rezerwacja/{service}":               p.days,
			"GET /rezerwacja/{service}/{day}":         p.hours,
			"GET /rezerwacja/{service}/{day}/{hour}":  p.form,
			"POST /rezerwacja/{service}/{day}/{hour}": p.hold,
		} {
			p.route(mux, of, pattern, p.withOffice(h))
		}
		for pattern, h := range map[string]visitFunc{
			"GET /w/{token}":                     p.personal,
			"POST /w/{token}/kod":                p.confirm,
			"POST /w/{token}/kod/ponownie":       p.sendAgain,
			"POST /w/{token}/popraw":             p.correct,
			"GET /w/{token}/termin.ics":          p.event,
			"GET /w/{token}/zwolnij":             p.askRelease,
			"POST /w/{token}/zwolnij":            p.release,
			"GET /w/{token}/zmien":               p.moveDays,
			"GET /w/{token}/zmien/{day}":         p.moveHours,
			"GET /w/{token}/zmien/{day}/{hour}":  p.askMove,
			"POST /w/{token}/zmien/{day}/{hour}": p.move,
			"POST /w/{token}/wczesniej":          p.wantEarlier,
			"POST /w/{token}/propozycja":         p.takeOffer,
			// Where a form was refused its page stands at the form's address, and may be
			// loaded again from there.
			"GET /w/{token}/kod":          p.back,
			"GET /w/{token}/kod/ponownie": p.back,
			"GET /w/{token}/popraw":       p.back,
			"GET /w/{token}/wczesniej":    p.back,
			"GET /w/{token}/propozycja":   p.back,
		} {
			p.route(mux, of, pattern, p.withVisit(h))
		}
	}
}

func (p *Pages) route(mux *http.ServeMux, of, pattern string, h web.HandlerFunc) {
	method, path := pattern[:len("GET ")], pattern[len("GET "):]
	if pattern[0] == 'P' {
		method, path = pattern[:len("POST ")], pattern[len("POST "):]
	}
	mux.Handle(method+of+path, web.Page(p.log, p.failed, h))
}

// officeFunc is a page of an office.
type officeFunc func(http.ResponseWriter, *http.Request, *officefile.Office) error

// visitFunc is a page of one booking.
type visitFunc func(http.ResponseWriter, *http.Request, visits.Visit) error

// withOffice finds the office that the address names, or the only one. Where
// there are several and none is named, people choose one first.
func (p *Pages) withOffice(h officeFunc) web.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) error {
		id := r.PathValue("office")
		if id == "" {
			ids, err := p.office.IDs(r.Context())
			if err != nil {
				return err
			}
			if len(ids) != 1 {
				http.Redirect(w, r, frame.In("/", frame.Texts(r, nil, frame.Accepted(r)...)), http.StatusSeeOther) //nolint:gosec // a page of ours
				return nil
			}
			id = ids[0]
		}
		file, err := p.office.File(r.Context(), id)
		if err != nil {
			return err
		}
		return unknown(h(w, r, file))
	}
}

// withVisit finds the booking of a personal link.
func (p *Pages) withVisit(h visitFunc) web.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) error {
		v, err := p.visits.Find(r.Context(), r.PathValue("office"), r.PathValue("token"))
		if err == nil {
			err = h(w, r, v)
		}
		return unknown(err)
	}
}

// errNoPage means that an address leads nowhere.
var errNoPage = errors.New("there is no such page")

// unknown says in the words of package web that there is no such page.
func unknown(err error) error {
	for _, none := range []error{errNoPage, visits.ErrUnknownBooking, office.ErrUnknownService} {
		if errors.Is(err, none) {
			return fmt.Errorf("%w: %w", office.ErrUnknownTicket, err)
		}
	}
	return err
}

func (p *Pages) failed(w http.ResponseWriter, r *http.Request, code int) {
	t := frame.Texts(r, nil, frame.Accepted(r)...)
	p.frames.Failed(w, r, code, p.pages, p.log, t.Booking.Unknown)
}

// frame is what a page of an office has around it. preferred is the language
// when the address names none.
func (p *Pages) frame(r *http.Request, file *officefile.Office, preferred ...string) frame.Frame {
	f := p.frames.Of(r, file, p.office.Now(), append(preferred, frame.Accepted(r)...)...)
	f.Sheet, f.Script = "booking.css", "booking.js"
	return f
}

// see leads a browser that has sent a form to a page.
func see(w http.ResponseWriter, r *http.Request, to string) error {
	http.Redirect(w, r, to, http.StatusSeeOther) //nolint:gosec // the path of a page that there is
	return nil
}
