package citizen

import (
	"errors"
	"net/http"

	"numerek/central/queue"
	"numerek/central/translations"
	"numerek/central/web"
	"numerek/central/web/frame"
)

// withdrawPage is what withdraw.html may use.
type withdrawPage struct {
	frame.Frame
	Prefix, Digits string
	Back           string // address of the ticket's page
	TooLate        bool
}

// askWithdraw asks whether to give up the visit; the link to it must do no harm.
func (p *Pages) askWithdraw(w http.ResponseWriter, r *http.Request) error {
	ph, err := p.phone(r)
	if err != nil {
		return err
	}
	page := withdrawPage{Frame: p.frames.Of(r, ph.File, ph.Now, ph.Ticket.Language)}
	page.Back = pathOf(r, ph.Ticket.Token) + "?lang=" + page.T.Code
	if ph.State == queue.Withdrawn {
		http.Redirect(w, r, page.Back, http.StatusSeeOther) //nolint:gosec // the path of a ticket that there is
		return nil
	}
	v := newVisit(ph, page.T, "")
	page.Title, page.Prefix, page.Digits = page.T.Phone.WithdrawAsk, v.Prefix, v.Digits
	if page.TooLate = ph.State != queue.Waiting && ph.State != queue.Parked; page.TooLate {
		page.Title = page.T.Phone.TooLate
	}
	return web.Render(w, p.pages, "withdraw.html", http.StatusOK, page)
}

// withdraw gives up the visit and leads to the page that says so, or back to the
// question, which knows why not.
func (p *Pages) withdraw(w http.ResponseWriter, r *http.Request) error {
	err := p.office.Withdraw(r.Context(), r.PathValue("office"), r.PathValue("token"))
	if err != nil && !errors.Is(err, queue.ErrNotWaiting) {
		return err
	}
	token, _ := queue.ParseToken(r.PathValue("token")) // it is a ticket's
	to := pathOf(r, token)
	if err != nil {
		to += "/withdraw"
	}
	if lang := r.URL.Query().Get("lang"); translations.In(lang).Code == lang {
		to += "?lang=" + lang
	}
	http.Redirect(w, r, to, http.StatusSeeOther) //nolint:gosec // the path of a ticket that there is
	return nil
}
