package console

import (
	"encoding/json"
	"errors"
	"net/http"
	"time"

	"numerek/central/office"
	"numerek/central/translations"
	"numerek/central/web"
	"numerek/central/web/login"
)

// ageing is how often a board is rendered anew although nothing has happened:
// people have waited longer.
const ageing = 15 * time.Second

// events sends the board of a desk whenever it has changed.
func (p *Pages) events(w http.ResponseWriter, r *http.Request, who login.Person) error {
	seat, ok := p.seat(r, who)
	if !ok {
		http.Redirect(w, r, "/console/desks", http.StatusSeeOther)
		return nil
	}
	t := translations.ConsoleIn(who.Language)
	stream, err := web.Stream(w, r)
	if err != nil {
		return err
	}
	defer stream.Close()
	watched, leave := p.floors.Watch(seat.Office)
	defer leave()
	last := ""
	for {
		floor, ready, changed := watched.Latest()
		if ready {
			v, err := p.view(stream.Context(), floor, seat, t, "")
			if errors.Is(err, office.ErrUnknownDesk) {
				return nil // the page asks again, and is sent to the choice of a desk
			}
			if err != nil {
				return err
			}
			if v.HTML != last {
				data, err := json.Marshal(v)
				if err != nil {
					return err
				}
				if err := stream.Send(web.Event{Name: "view", Data: string(data)}); err != nil {
					return err
				}
				last = v.HTML
			}
		}
		if err := stream.WaitUpTo(changed, ageing); err != nil {
			return err
		}
	}
}
