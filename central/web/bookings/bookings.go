package bookings

import (
	"context"
	"embed"
	"errors"
	"html/template"
	"net/http"
	"time"

	"numerek/central/access"
	"numerek/central/live"
	"numerek/central/office"
	"numerek/central/queue"
	"numerek/central/translations"
	"numerek/central/visits"
	"numerek/central/web/login"
)

//go:embed templates/*.html
var templateFiles embed.FS

// Offers is what can be booked.
type Offers interface {
	Days(ctx context.Context, office, service string) ([]visits.DayOffer, error)
	StaffSlots(ctx context.Context, office, service string, day queue.Day) ([]visits.Slot, error)
	Hold(ctx context.Context, office string, o visits.Order) (visits.Held, error)
}

// Keeper is what a clerk does with bookings; clerk is a user name for the records.
type Keeper interface {
	On(ctx context.Context, office, location string, day queue.Day) ([]visits.Entry, error)
	FindPhone(ctx context.Context, office, phone, clerk string) ([]visits.Entry, error)
	CancelFor(ctx context.Context, office, id, clerk string) (visits.Entry, error)
	MoveFor(ctx context.Context, office, id string, start time.Time, clerk string) (visits.Entry, error)
	MissFor(ctx context.Context, office, id, clerk string) (visits.Entry, error)
	GiveTicket(ctx context.Context, office, id, clerk string, desk int) (ticket queue.Ticket, statusURL string, err error)
}

// Settler is what a manager must know.
type Settler interface {
	Affected(ctx context.Context, office string) ([]visits.Affected, error)
	Alarms(ctx context.Context, office string) ([]visits.Alarm, error)
}

// Visits is the use cases of bookings.
type Visits interface {
	Offers
	Keeper
	Settler
}

// Pages serves the pages.
type Pages struct {
	office *office.Office
	visits Visits
	floors *live.Boards[office.Floor]
	door   *login.Login
	pages  *template.Template
}

// New returns the pages. It fails when a template does not parse. The floors say
// when the list of a day may have changed.
func New(o *office.Office, v Visits, floors *live.Boards[office.Floor], door *login.Login) (*Pages, error) {
	pages, err := door.Templates()
	if err == nil {
		pages, err = pages.Funcs(template.FuncMap{"choosing": choosing}).ParseFS(templateFiles, "templates/*.html")
	}
	if err != nil {
		return nil, err
	}
	return &Pages{office: o, visits: v, floors: floors, door: door, pages: pages}, nil
}

// Register adds the routes.
func (p *Pages) Register(mux *http.ServeMux) {
	type handlers map[string]func(http.ResponseWriter, *http.Request, login.Person) error
	for right, all := range map[access.Right]handlers{
		access.KeepBookings: {
			"GET /console/bookings":              p.list,
			"GET /console/bookings/events":       p.events,
			"POST /console/bookings/find":        p.find,
			"GET /console/bookings/find":         p.toList, // a browser that was sent to log in comes back so
			"GET /console/bookings/new":          p.choose,
			"POST /console/bookings/new":         p.book,
			"GET /console/bookings/{id}":         p.one,
			"GET /console/bookings/{id}/move":    p.chooseMove,
			"POST /console/bookings/{id}/move":   p.move,
			"POST /console/bookings/{id}/cancel": p.cancel,
			"POST /console/bookings/{id}/miss":   p.miss,
			"POST /console/bookings/{id}/ticket": p.ticket,
		},
		access.SettleBookings: {
			"GET /manage/bookings":         p.settle,
			"POST /manage/bookings/move":   p.settleMove,
			"POST /manage/bookings/cancel": p.settleCancel,
			"GET /manage/bookings/all":     p.askAll,
			"POST /manage/bookings/all":    p.cancelAll,
		},
	} {
		for pattern, h := range all {
			mux.Handle(pattern, p.door.Page(p.door.Require(right, h)))
		}
	}
}

// frame is what every page has around it.
type frame struct {
	login.Frame
	B *translations.Bookings
}

func (p *Pages) frame(r *http.Request, who login.Person) (frame, error) {
	f, err := p.door.Frame(r, who)
	if err != nil {
		return frame{}, err
	}
	f.Sheets = []string{"bookings.css"}
	return frame{Frame: f, B: translations.BookingsIn(f.T.Code)}, nil
}

// refused returns the word of a refusal; ok is false where err is none.
func refused(err error) (r *visits.Refused, ok bool) {
	return errors.AsType[*visits.Refused](err)
}

// goTo sends the browser on, after a POST too, with GET.
func goTo(w http.ResponseWriter, r *http.Request, to string) error {
	w.Header().Set("Cache-Control", "no-store")
	http.Redirect(w, r, to, http.StatusSeeOther)
	return nil
}

func (p *Pages) toList(w http.ResponseWriter, r *http.Request, _ login.Person) error {
	return goTo(w, r, "/console/bookings")
}

// bad answers a form that no page of ours sends.
func (p *Pages) bad(w http.ResponseWriter, r *http.Request) error {
	p.door.Failed(w, r, http.StatusBadRequest)
	return nil
}

// lost answers for a booking that there is not.
func (p *Pages) lost(w http.ResponseWriter, r *http.Request) error {
	p.door.Failed(w, r, http.StatusNotFound)
	return nil
}
