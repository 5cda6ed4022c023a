package visit

import (
	"errors"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/google/uuid"

	"numerek/central/calendar"
	"numerek/central/office"
	"numerek/central/officefile"
	"numerek/central/translations"
	"numerek/central/visits"
	"numerek/central/web"
	"numerek/central/web/frame"
)

// formPage asks for the phone.
type formPage struct {
	frame.Frame
	Steps     []step
	Action    string
	ID        string // of the order
	Phone     string
	Name      field
	Email     field
	HoldWhy   string
	NoScript  string
	Challenge string // for the proof of work; empty: none is asked for
	Bits      int
	Notice    []string
	Refusal   *refusal
	All       string // address of the days
}

// field is one that an office may ask for.
type field struct {
	Asked, Required bool
	Value           string
}

func (p *Pages) form(w http.ResponseWriter, r *http.Request, file *officefile.Office) error {
	page := formPage{Frame: p.frame(r, file)}
	c, s, err := p.chosen(r, file, page.T)
	if err != nil {
		return p.notThere(w, r, c, page.Frame, err)
	}
	return p.showForm(w, r, c, s, page, http.StatusOK)
}

// chosen finds the slot that an address names. The error is a refusal where it
// was there or might have been.
func (p *Pages) chosen(r *http.Request, file *officefile.Office, t *translations.Texts) (choosing, visits.Slot, error) {
	c, err := p.booking(r, file, t)
	if err != nil || !c.service.Bookable {
		return c, visits.Slot{}, errors.Join(err, visits.ErrNotBookable)
	}
	s, err := p.slot(r, c)
	return c, s, err
}

func (p *Pages) slot(r *http.Request, c choosing) (visits.Slot, error) {
	day, err := calendar.ParseDay(r.PathValue("day"))
	if err != nil {
		return visits.Slot{}, errNoPage
	}
	if _, err := calendar.ParseClock(r.PathValue("hour")); err != nil {
		return visits.Slot{}, errNoPage
	}
	slots, err := p.visits.Slots(r.Context(), c.file.ID, c.service.ID, day)
	if err != nil {
		return visits.Slot{}, err
	}
	s, ok := slot(c.file, slots, r.PathValue("hour"))
	switch {
	case !ok:
		return s, &visits.Refused{Why: visits.Outside}
	case s.Places == 0:
		return s, &visits.Refused{Why: visits.SlotTaken}
	}
	return s, nil
}

// notThere shows the hours of the day where the one that was asked for cannot be had.
func (p *Pages) notThere(w http.ResponseWriter, r *http.Request, c choosing, f frame.Frame, err error) error {
	if errors.Is(err, visits.ErrNotBookable) && c.service.ID != "" {
		return p.refusedPage(w, r, c, f, &visits.Refused{Why: visits.NotBookable})
	}
	why := refused(err)
	if why == nil {
		return err
	}
	return p.showHours(w, r, c, hoursPage{Frame: f, Refusal: tell(c.file, why, f.T).Text}, status(why))
}

func (p *Pages) showForm(w http.ResponseWriter, r *http.Request, c choosing, s visits.Slot, page formPage, code int) error {
	words, policy := &page.T.Booking, c.file.Policy
	page.Steps = c.with(s.Start, true).steps
	page.Title = words.Who
	if page.Refusal != nil {
		page.Title = words.Wrong + ": " + words.Who
	}
	page.Action, page.All, page.ID = c.address(s.Start), frame.In(c.base, page.T), uuid.NewString()
	page.HoldWhy = translations.Fill(words.HoldWhy, "{n}", strconv.Itoa(policy.Booking.HoldMinutes))
	page.Notice = notice(c.file, page.T)
	for name, f := range map[string]*field{"name": &page.Name, "email": &page.Email} {
		f.Required = slices.Contains(policy.Booking.FieldsRequired, name)
		f.Asked = f.Required || slices.Contains(policy.Booking.FieldsOptional, name)
	}
	page.Email.Asked = page.Email.Asked && p.visits.Mails()
	var err error
	if page.Challenge, page.Bits, err = p.visits.Challenge(r.Context(), c.file.ID); err != nil {
		return err
	}
	page.NoScript = translations.Fill(words.NoScript, "{help}", page.Help)
	return web.Render(w, p.pages, "form.html", code, page)
}

// notice tells what becomes of the data: in the office's words, or in ours.
func notice(file *officefile.Office, t *translations.Texts) []string {
	privacy := file.Policy.Privacy
	text := file.Text(privacy.Notice, t.Code)
	if text == "" {
		text = t.Booking.Notice
	}
	administrator := file.Text(privacy.Administrator, t.Code)
	if administrator == "" {
		administrator = file.Text(file.Name, t.Code)
		if file.Address != "" {
			administrator += " (" + file.Address + ")"
		}
	}
	out := []string{translations.Fill(text, "{administrator}", administrator, "{days}", strconv.Itoa(privacy.PhoneRetentionDays))}
	if privacy.Officer != "" {
		out = append(out, translations.Fill(t.Booking.Officer, "{officer}", privacy.Officer))
	}
	return out
}

// hold takes the slot and leads to the personal page, or shows the form again
// with what was typed and what is wrong with it.
func (p *Pages) hold(w http.ResponseWriter, r *http.Request, file *officefile.Office) error {
	page := formPage{Frame: p.frame(r, file)}
	page.Phone, page.Name.Value, page.Email.Value = typed(r, "phone"), typed(r, "name"), typed(r, "email")
	c, err := p.booking(r, file, page.T)
	if err != nil {
		return err
	}
	day, err := calendar.ParseDay(r.PathValue("day"))
	if err != nil {
		return errNoPage
	}
	at, err := calendar.ParseClock(r.PathValue("hour"))
	if err != nil {
		return errNoPage
	}
	s := visits.Slot{Start: calendar.FirstInstant(day, at, file.Zone)}
	o := visits.Order{
		ID: r.PostFormValue("id"), Service: c.service.ID, Start: s.Start, Phone: page.Phone, Name: page.Name.Value, Email: page.Email.Value,
		Language: page.T.Code, Address: web.Address(r), Proof: r.PostFormValue("proof"),
	}
	held, err := p.visits.Hold(r.Context(), file.ID, o)
	if errors.Is(err, office.ErrOtherBody) || errors.Is(err, office.ErrRequestID) {
		// Somebody went back and changed the form: that is another order, and one only.
		o.ID = changed(o)
		held, err = p.visits.Hold(r.Context(), file.ID, o)
	}
	if errors.Is(err, visits.ErrNotBookable) {
		return p.notThere(w, r, c, page.Frame, err)
	}
	if why := refused(err); why != nil {
		page.Refusal = tell(file, why, page.T).next(c, why)
		return p.showForm(w, r, c, s, page, status(why))
	}
	if err != nil {
		return err
	}
	return see(w, r, frame.In(p.frames.Base(r, file)+"/w/"+held.Token, page.T))
}

// changed is the id of an order whose form was sent before with something else in it.
func changed(o visits.Order) string {
	form, err := uuid.Parse(o.ID)
	if err != nil {
		return uuid.NewString()
	}
	return uuid.NewSHA1(form, []byte(o.Service+"/"+o.Start.String()+"/"+o.Phone)).String()
}

// longestTyped is more than any phone, name or address has.
const longestTyped = 300

func typed(r *http.Request, name string) string {
	s := strings.ToValidUTF8(strings.TrimSpace(r.PostFormValue(name)), "")
	return s[:min(len(s), longestTyped)]
}
