package citizen

import (
	"io"

	"numerek/central/office"
	"numerek/central/translations"
)

// Draw writes what a phone shows, as the stream of events does for each phone.
func (p *Pages) Draw(w io.Writer, ph office.Phone, t *translations.Texts) error {
	return p.pages.ExecuteTemplate(w, "visit", newVisit(ph, t, "/t/"+ph.Ticket.Token+"/withdraw?lang="+t.Code))
}
