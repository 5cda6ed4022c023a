package citizen

import (
	"embed"
	"html/template"
	"log/slog"
	"net/http"

	"numerek/central/office"
	"numerek/central/translations"
	"numerek/central/web"
	"numerek/central/web/frame"
)

//go:embed templates/*.html
var templateFiles embed.FS

// Pages serves the pages.
type Pages struct {
	office *office.Office
	floors *Floors
	frames frame.Frames
	log    *slog.Logger
	pages  *template.Template
}

// New returns the pages. It fails when a template does not parse.
func New(o *office.Office, floors *Floors, assets *web.Assets, log *slog.Logger) (*Pages, error) {
	pages, err := frame.Templates(assets)
	if err != nil {
		return nil, err
	}
	if pages, err = pages.ParseFS(templateFiles, "templates/*.html"); err != nil {
		return nil, err
	}
	return &Pages{office: o, floors: floors, frames: frame.New(o), log: log, pages: pages}, nil
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

func (p *Pages) nothing(http.ResponseWriter, *http.Request) error { return office.ErrUnknownTicket }

// failed is the same page whatever was asked for.
func (p *Pages) failed(w http.ResponseWriter, r *http.Request, code int) {
	t := frame.Texts(r, nil, frame.Accepted(r)...)
	p.frames.Failed(w, r, code, p.pages, p.log, translations.State{Title: t.NotFound, What: t.NotFoundWhy})
}
