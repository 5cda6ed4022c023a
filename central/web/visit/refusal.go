package visit

import (
	"cmp"
	"errors"
	"net/http"
	"slices"
	"strconv"
	"time"

	"numerek/central/officefile"
	"numerek/central/translations"
	"numerek/central/visits"
	"numerek/central/web"
	"numerek/central/web/frame"
)

// refusal is what a page says where something was not done.
type refusal struct {
	Text  string
	Field string // of the form that is to be corrected: "phone", "name", "email" or "code"
	Next  []nextSlot
}

// nextSlot is an hour that may be had instead.
type nextSlot struct {
	Name string
	Href string
}

// refused is the refusal in an error, nil where it is another error.
func refused(err error) *visits.Refused {
	r, ok := errors.AsType[*visits.Refused](err)
	if !ok {
		return nil
	}
	return r
}

// fields names what is to be corrected.
var fields = map[visits.Reason]string{
	visits.PhoneWrong: "phone", visits.PhoneNotMobile: "phone", visits.PhonePrefix: "phone", visits.PhoneMissing: "phone",
	visits.LimitPhone: "phone", visits.LimitActive: "phone", visits.LimitServiceDay: "phone", visits.LimitDays14: "phone", visits.LimitNoShows: "phone",
	visits.LimitSMS: "phone", visits.NameMissing: "name", visits.EmailMissing: "email", visits.EmailWrong: "email", visits.CodeWrong: "code",
}

// helpOf is the telephone for help.
func helpOf(file *officefile.Office) string { return cmp.Or(file.HelpPhone, file.Phone) }

// tell writes a refusal for people.
func tell(file *officefile.Office, r *visits.Refused, t *translations.Texts) *refusal {
	help := helpOf(file)
	text, ok := t.Booking.Refused[string(r.Why)]
	if !ok {
		text = t.Booking.Refused[string(visits.Outside)]
	}
	return &refusal{
		Text: translations.Fill(text, "{help}", help, "{n}", strconv.Itoa(r.Left), "{until}", clockOf(file, r.Until)), Field: fields[r.Why],
	}
}

func clockOf(file *officefile.Office, at time.Time) string {
	if at.IsZero() {
		return ""
	}
	return frame.Clock(file, at.Add(time.Minute-1)) // not before it
}

// next adds the hours that may be had instead.
func (x *refusal) next(c choosing, r *visits.Refused) *refusal {
	if r.Why == visits.SlotTaken && len(r.Next) == 0 {
		x.Text = translations.Fill(c.t.Booking.Refused["all_taken"], "{help}", helpOf(c.file))
	}
	slots := slices.SortedFunc(slices.Values(r.Next), func(a, b visits.Slot) int { return a.Start.Compare(b.Start) })
	for _, s := range slots {
		at := s.Start.In(c.file.Zone)
		x.Next = append(x.Next, nextSlot{Name: near(c.file, c.now, c.day(at), c.t) + ", " + c.t.Hour(frame.Clock(c.file, at)), Href: c.address(s.Start)})
	}
	return x
}

// status is what a browser is told about a refusal.
func status(r *visits.Refused) int {
	switch r.Why {
	case visits.SlotTaken, visits.Outside, visits.NotBookable, visits.Over, visits.Used, visits.TooLate, visits.OfferOver, visits.NotConfirmed,
		visits.HoldOver, visits.TriesOver:
		return http.StatusConflict
	case visits.LimitAddress, visits.LimitSMS, visits.Budget:
		return http.StatusTooManyRequests
	default:
		return http.StatusUnprocessableEntity
	}
}

// refusedPage says no where there is nothing else to show.
type refusedPage struct {
	frame.Frame
	Steps   []step
	Refusal *refusal
	On      string // address of what to do instead
	OnWhat  string
}

func (p *Pages) refusedPage(w http.ResponseWriter, r *http.Request, c choosing, f frame.Frame, why *visits.Refused) error {
	page := refusedPage{Frame: f, Steps: c.steps, Refusal: tell(c.file, why, f.T)}
	page.Title = f.T.Booking.Book
	page.On, page.OnWhat = frame.In(p.frames.Base(r, c.file)+"/rezerwacja", f.T), f.T.Booking.AllMatters
	return web.Render(w, p.pages, "refused.html", status(why), page)
}
