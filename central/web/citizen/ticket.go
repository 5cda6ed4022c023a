package citizen

import (
	"bytes"
	"context"
	"net/http"

	"numerek/central/live"
	"numerek/central/office"
	"numerek/central/translations"
	"numerek/central/web"
	"numerek/central/web/frame"
)

// refreshSeconds is how often the page of a ticket that may still be called
// asks again where there are no scripts.
const refreshSeconds = 20

// Floors are the present views of offices.
type Floors = live.Boards[office.Floor]

// ticketPage is what ticket.html may use.
type ticketPage struct {
	frame.Frame
	Visit   visit
	Events  string // address of the live part
	Seconds int    // of the office's clock since midnight
}

// floor is the present view of an office, without a wait where somebody watches it.
func (p *Pages) floor(ctx context.Context, id string) (office.Floor, error) {
	if f, ok := p.floors.Peek(id); ok {
		return f, nil
	}
	return p.office.Floor(ctx, id)
}

// phone finds the ticket of a request and what its owner is told.
func (p *Pages) phone(r *http.Request) (office.Phone, error) {
	k, err := p.office.Owned(r.Context(), r.PathValue("office"), r.PathValue("token"))
	if err != nil {
		return office.Phone{}, err
	}
	f, err := p.floor(r.Context(), k.Office)
	return f.Phone(k, p.office.Now()), err
}

// pathOf is the address of a ticket's page, in the form in which it was asked for.
func pathOf(r *http.Request, token string) string {
	if id := r.PathValue("office"); id != "" {
		return "/o/" + id + "/t/" + token
	}
	return "/t/" + token
}

func (p *Pages) ticket(w http.ResponseWriter, r *http.Request) error {
	ph, err := p.phone(r)
	if err != nil {
		return err
	}
	page := ticketPage{Frame: p.frames.Of(r, ph.File, ph.Now, ph.Ticket.Language)}
	path, lang := pathOf(r, ph.Ticket.Token), "?lang="+page.T.Code
	page.Visit = newVisit(ph, page.T, path+"/withdraw"+lang)
	page.Title = page.Visit.Title
	if !page.Visit.Over {
		page.Refresh, page.Script, page.Events = refreshSeconds, "phone.js", path+"/events"+lang
		local := ph.Now.In(ph.File.ZoneOrUTC())
		page.Seconds = (local.Hour()*60+local.Minute())*60 + local.Second()
	}
	return web.Render(w, p.pages, "ticket.html", http.StatusOK, page)
}

// events sends the part of a ticket's page that changes, whenever it does.
func (p *Pages) events(w http.ResponseWriter, r *http.Request) error {
	k, err := p.office.Owned(r.Context(), r.PathValue("office"), r.PathValue("token"))
	if err != nil {
		return err
	}
	file, err := p.office.File(r.Context(), k.Office)
	if err != nil {
		return err
	}
	t := frame.Texts(r, file, k.Language)
	withdraw := pathOf(r, k.Token) + "/withdraw?lang=" + t.Code
	s, err := web.Stream(w, r)
	if err != nil {
		return err
	}
	defer s.Close()
	ctx := s.Context()
	board, leave := p.floors.Watch(k.Office)
	defer leave()
	var shown office.Phone
	for {
		floor, ready, changed := board.Latest()
		if ready {
			if k, err = p.office.Follow(ctx, floor, k); err != nil { //nolint:contextcheck // a stream outlives the request's limit
				// The answer has begun: the browser comes back, and gets the error as a page.
				p.log.WarnContext(ctx, "page of a ticket cut", "err", err) //nolint:contextcheck // likewise
				return context.Canceled
			}
			ph := floor.Phone(k, p.office.Now())
			if err := p.send(s, ph, shown, t, withdraw); err != nil {
				return err
			}
			shown = ph
		}
		if err := s.Wait(changed); err != nil {
			return err
		}
	}
}

// send sends what is new to the phone.
func (p *Pages) send(s *web.EventStream, now, shown office.Phone, t *translations.Texts, withdraw string) error {
	shown.Now = now.Now // alone it changes nothing
	if now == shown {
		return nil
	}
	var b bytes.Buffer
	if err := p.pages.ExecuteTemplate(&b, "visit", newVisit(now, t, withdraw)); err != nil {
		return err
	}
	return s.Send(web.Event{Name: "ticket", Data: b.String()})
}
