package bookings

import (
	"net/http"
	"time"

	"numerek/central/access"
	"numerek/central/translations"
	"numerek/central/web"
	"numerek/central/web/login"
)

// ageing is how often a list is looked at anew although nothing has happened:
// people have become late.
const ageing = 20 * time.Second

// events sends the list of a day whenever it has changed: with every event of the
// office, those of bookings and tickets among them.
func (p *Pages) events(w http.ResponseWriter, r *http.Request, who login.Person) error {
	s, ok, err := p.sight(r, who)
	if err != nil {
		return err
	}
	if !ok || !who.May(access.KeepBookings) {
		return goTo(w, r, "/console/desks")
	}
	stream, err := web.Stream(w, r)
	if err != nil {
		return err
	}
	defer stream.Close()
	watched, leave := p.floors.Watch(who.Office)
	defer leave()
	last := ""
	for {
		floor, ready, changed := watched.Latest()
		if ready {
			s.file = floor.File
			view, err := p.view(stream.Context(), who.Office, s, words{translations.BookingsIn(who.Language), floor.File, p.office.Now()})
			if err != nil {
				return err
			}
			html, err := p.html(view)
			if err != nil {
				return err
			}
			if html != last {
				if err := stream.Send(web.Event{Name: "view", Data: html}); err != nil {
					return err
				}
				last = html
			}
		}
		if err := stream.WaitUpTo(changed, ageing); err != nil {
			return err
		}
	}
}
