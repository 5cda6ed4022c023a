package citizen

import (
	"fmt"
	"net/http"

	"numerek/central/queue"
	"numerek/central/translations"
	"numerek/central/web"
)

// refreshSeconds is how often the page of a ticket that may still be called
// asks again.
const refreshSeconds = 20

// ticketPage is what ticket.html may use.
type ticketPage struct {
	frame
	Prefix, Digits string
	Service        string
	Priority       bool
	State          translations.State
	Waiting        bool
	Over           bool // nobody will call it
	Ahead          int
	Place          string
	IssuedAt       string
}

func (p *Pages) ticket(w http.ResponseWriter, r *http.Request) error {
	k, err := p.office.Owned(r.Context(), r.PathValue("office"), r.PathValue("token"))
	if err != nil {
		return err
	}
	floor, err := p.office.Floor(r.Context(), k.Office)
	if err != nil {
		return err
	}
	s := floor.Phone(k, p.office.Now())
	page := ticketPage{
		frame: p.frame(r, s.File, s.Now, s.Ticket.Language), Prefix: s.Ticket.Number.Prefix,
		Digits: fmt.Sprintf("%03d", s.Ticket.Number.N), Priority: s.Ticket.Priority,
		Waiting: s.State == queue.Waiting, Ahead: s.Ahead,
		IssuedAt: s.Ticket.IssuedAt.In(s.File.ZoneOrUTC()).Format("02.01.2006, 15:04"),
	}
	lang := page.T.Code
	page.Title, page.State = s.Ticket.Number.String(), page.T.States[string(s.State)]
	switch s.State {
	case queue.Done, queue.Withdrawn, queue.Expired, queue.Void:
		page.Over = true
	default:
		page.Refresh = refreshSeconds
	}
	// A service that the office has given up since keeps its ticket's page.
	if service, ok := s.File.Service(s.Ticket.Service); ok {
		page.Service = s.File.Text(service.Label, lang)
	}
	if l, ok := s.File.Location(s.Ticket.Location); ok {
		page.Place = s.File.Text(l.Name, lang)
		if l.Address != "" {
			page.Place += ", " + l.Address
		}
	}
	return web.Render(w, p.pages, "ticket.html", http.StatusOK, page)
}
