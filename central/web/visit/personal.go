package visit

import (
	"html/template"
	"net/http"
	"slices"
	"strings"
	"time"

	"numerek/central/booking"
	"numerek/central/officefile"
	"numerek/central/translations"
	"numerek/central/visits"
	"numerek/central/web"
	"numerek/central/web/frame"
)

// personalPage is the page of one booking.
type personalPage struct {
	frame.Frame
	Phase   string // names the look
	State   translations.State
	Note    string // what was just done
	Refusal *refusal
	Path    string // of the page, for what is below it
	Facts   facts

	// Held.
	Seconds int // until the hold is over

	// Confirmed.
	Code     string // as people read it
	CodeText string
	QR       template.HTML
	QRName   string
	Bring    []string
	Change   bool // it may be moved and released
	Wants    bool // it asks for an earlier slot
	CanWant  bool
	Offer    *translations.State

	// Ended.
	Again, Same, Ticket string // addresses
}

// facts are when, where and for what.
type facts struct {
	Day, Hour       string
	Service, Detail string
	Department      string
	Mark            int
	Place           []string
}

// The phases of a booking's page.
const (
	phaseHeld      = "held"
	phaseConfirmed = "confirmed"
	phaseEnded     = "ended"
)

// notes are what a page may say that it was led to after something was done.
const (
	noteSent  = "wyslano"
	noteMoved = "przeniesiono"
)

func (p *Pages) personal(w http.ResponseWriter, r *http.Request, v visits.Visit) error {
	page, err := p.page(r, v)
	if err != nil {
		return err
	}
	switch note := r.URL.Query().Get("stan"); {
	case note == noteSent && page.Phase == phaseHeld:
		page.Note = page.T.Booking.SentAgain
	case note == noteMoved && page.Phase == phaseConfirmed:
		page.Note = page.T.Booking.Moved
	}
	return p.show(w, page, http.StatusOK)
}

// back leads to the page of the booking.
func (p *Pages) back(w http.ResponseWriter, r *http.Request, v visits.Visit) error {
	return see(w, r, p.ask(r, v).Back)
}

func (p *Pages) show(w http.ResponseWriter, page personalPage, code int) error {
	if page.Refusal != nil {
		page.Title = page.T.Booking.Wrong + ": " + page.Title
	}
	return web.Render(w, p.pages, "personal.html", code, page)
}

// page writes what the citizen of a booking sees.
func (p *Pages) page(r *http.Request, v visits.Visit) (personalPage, error) {
	page := personalPage{Frame: p.frame(r, v.File, v.Booking.Language), Path: p.path(r, v), Phase: phaseEnded}
	words := &page.T.Booking
	page.Facts = newFacts(v.File, v.Booking.Service, v.Booking.Start, page.T)
	base := p.frames.Base(r, v.File)
	again := frame.In(base+"/rezerwacja/"+v.Booking.Service, page.T)
	fill := func(s translations.State) translations.State {
		return translations.State{Title: s.Title, What: translations.Fill(s.What, "{help}", page.Help, "{to}", frame.Clock(v.File, v.Closes))}
	}
	switch state := v.Booking.State; {
	case state == booking.Held && v.Now.Before(v.Booking.HeldUntil):
		page.Phase, page.Seconds = phaseHeld, int(v.Booking.HeldUntil.Sub(v.Now)/time.Second)
		page.State = translations.State{Title: words.Held.Title, What: translations.Fill(words.Held.What,
			"{phone}", strings.ReplaceAll(v.Phone, " ", "\u00a0"), "{until}", frame.Clock(v.File, v.Booking.HeldUntil))}
	case state == booking.Held, state == booking.Lapsed:
		page.State, page.Again = fill(words.Lapsed), again
		page.Same = frame.In(base+"/rezerwacja/"+v.Booking.Service+"/"+string(v.Booking.Day)+"/"+frame.Clock(v.File, v.Booking.Start), page.T)
	case state == booking.Confirmed && v.Now.Before(v.Closes):
		if err := page.confirmed(v); err != nil {
			return page, err
		}
	case state == booking.Confirmed:
		page.State, page.Again = fill(words.Late), again
	case state == booking.Arrived:
		page.State = fill(words.Arrived)
		page.Ticket = v.TicketURL
	case state == booking.Missed:
		page.State, page.Again = fill(words.Missed), again
	case v.Booking.EndedBy != "":
		page.State, page.Again = fill(words.ByOffice), again
	default:
		page.State, page.Again = fill(words.Cancelled), again
	}
	page.Title = page.State.Title
	return page, nil
}

// confirmed is the part of a booking whose code works, now or later.
func (page *personalPage) confirmed(v visits.Visit) (err error) {
	words := &page.T.Booking
	page.Phase, page.State.Title = phaseConfirmed, words.Confirmed
	page.Change = v.Changeable
	page.Wants, page.CanWant = !v.Booking.WantsEarlier.IsZero(), v.Changeable && v.Phone != ""
	page.Bring = []string{words.BringWhat}
	if s, _ := v.File.Service(v.Booking.Service); len(s.Card) > 0 {
		page.Bring = append(page.Bring, translations.Fill(words.Cards, "{cards}", strings.Join(s.Card, ", ")))
	}
	if v.Offer != nil {
		page.Offer = &translations.State{Title: words.Offer.Title, What: translations.Fill(words.Offer.What,
			"{day}", page.T.Date(v.Offer.Start.In(v.File.Zone)), "{time}", frame.Clock(v.File, v.Offer.Start), "{until}", untilText(v, page.T))}
	}
	if v.Code == "" {
		return nil
	}
	text := words.CodeWorks
	if !v.Now.Before(v.Opens) {
		text = words.CodeWorking
	}
	place := ""
	if l, ok := v.File.Location(v.Booking.Location); ok {
		place = v.File.Text(l.Name, page.T.Code)
	}
	page.Code = code(v)
	page.CodeText = translations.Fill(text, "{from}", frame.Clock(v.File, v.Opens), "{to}", frame.Clock(v.File, v.Closes), "{place}", place)
	page.QRName = translations.Fill(words.QR, "{code}", page.Code)
	page.QR, err = web.QR(v.Code)
	return err
}

// untilText is the end of an offer: an hour, with the day where that is another one.
func untilText(v visits.Visit, t *translations.Texts) string {
	at := frame.Clock(v.File, v.OfferUntil)
	if v.OfferUntil.In(v.File.Zone).YearDay() != v.Now.In(v.File.Zone).YearDay() {
		return at + " (" + t.Brief(v.OfferUntil.In(v.File.Zone)) + ")"
	}
	return at
}

// path is the address of a booking's page, in the form in which it was asked for.
func (p *Pages) path(r *http.Request, v visits.Visit) string {
	token, _ := booking.ReadLink(r.PathValue("token")) // it is a booking's
	return p.frames.Base(r, v.File) + "/w/" + token
}

func newFacts(file *officefile.Office, service string, start time.Time, t *translations.Texts) facts {
	at := start.In(file.Zone)
	f := facts{Day: t.Date(at), Hour: frame.Clock(file, at)}
	s, ok := file.Service(service)
	if !ok {
		return f // given up since
	}
	f.Service, f.Detail = file.Text(s.Label, t.Code), file.Text(s.Detail, t.Code)
	location := file.LocationOf(service)
	for i, d := range file.DepartmentsAt(location) {
		if d.ID == s.Department {
			f.Department, f.Mark = file.Text(d.Name, t.Code), frame.Mark(i)
			f.Place = append(f.Place, file.Text(d.Place, t.Code))
		}
	}
	if l, ok := file.Location(location); ok {
		if name := file.Text(l.Name, t.Code); name != f.Department {
			f.Place = append(f.Place, name)
		}
		address := l.Address
		if address == "" && len(file.Locations) == 1 {
			address = file.Address
		}
		f.Place = append(f.Place, address)
	}
	f.Place = slices.DeleteFunc(f.Place, func(s string) bool { return s == "" })
	return f
}

// confirm takes the code that was typed.
func (p *Pages) confirm(w http.ResponseWriter, r *http.Request, v visits.Visit) error {
	after, err := p.visits.Confirm(r.Context(), v.Booking.Office, r.PathValue("token"), typed(r, "code"))
	return p.done(w, r, v, after, err, "")
}

func (p *Pages) sendAgain(w http.ResponseWriter, r *http.Request, v visits.Visit) error {
	after, err := p.visits.SendAgain(r.Context(), v.Booking.Office, r.PathValue("token"))
	return p.done(w, r, v, after, err, noteSent)
}

func (p *Pages) wantEarlier(w http.ResponseWriter, r *http.Request, v visits.Visit) error {
	after, err := p.visits.WantEarlier(r.Context(), v.Booking.Office, r.PathValue("token"), r.PostFormValue("chce") != "nie")
	return p.done(w, r, v, after, err, "")
}

func (p *Pages) takeOffer(w http.ResponseWriter, r *http.Request, v visits.Visit) error {
	after, err := p.visits.TakeOffer(r.Context(), v.Booking.Office, r.PathValue("token"))
	return p.done(w, r, v, after, err, noteMoved)
}

// done leads to the booking's page when something was done with it; where it was
// refused, the page says why.
func (p *Pages) done(w http.ResponseWriter, r *http.Request, before, after visits.Visit, err error, note string) error {
	if err == nil {
		t := frame.Texts(r, before.File, append([]string{before.Booking.Language}, frame.Accepted(r)...)...)
		return see(w, r, frame.In(p.path(r, before), t, "stan", note))
	}
	why := refused(err)
	if why == nil {
		return err
	}
	if after.File == nil { // nothing was changed
		after = before
	}
	page, err := p.page(r, after)
	if err != nil {
		return err
	}
	page.Refusal = tell(before.File, why, page.T)
	return p.show(w, page, status(why))
}
