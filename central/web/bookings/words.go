package bookings

import (
	"fmt"
	"net/url"
	"slices"
	"strings"
	"time"

	"numerek/central/booking"
	"numerek/central/calendar"
	"numerek/central/officefile"
	"numerek/central/queue"
	"numerek/central/translations"
	"numerek/central/visits"
)

// words says in a language what is booked in an office.
type words struct {
	*translations.Bookings
	file *officefile.Office
	now  time.Time
}

// row is a booking in a list.
type row struct {
	ID, Link   string
	Hour       string
	Day        string // where the list has several
	Prefix     string
	Mark       int // colour of the department, from 1
	Service    string
	Who        string // first name and masked phone, or that there is neither
	Place      string // where it is not the building of the list
	Ticket     string // its number; empty before check-in
	State      mark
	Marks      []mark
	Department string // id
}

// mark is a word about a booking. Its kind is how it is coloured: "late" must not
// be overlooked, "now" may come in, "" is quiet.
type mark struct{ Kind, Text string }

const (
	kindLate = "late"
	kindNow  = "now"
)

// departmentMarks is how many colours of departments there are.
const departmentMarks = 8

func (w words) row(e visits.Entry) row {
	b := e.Booking
	r := row{
		ID: b.ID, Link: link(b, ""), Hour: w.hour(b.Start), Service: w.label(b.Service), Mark: 1, Who: w.who(e), Ticket: shown(e.Ticket),
		State: w.state(e),
	}
	if s, ok := w.file.Service(b.Service); ok {
		r.Prefix, r.Department, r.Mark = s.Prefix, s.Department, w.mark(s)
	}
	if b.Language != "" && b.Language != w.file.Default() {
		r.Marks = append(r.Marks, mark{Text: fmt.Sprintf(w.List.Speaks, w.speaks(b.Language))})
	}
	return r
}

func (w words) mark(s officefile.Service) int {
	d, _ := w.file.Department(s.Department)
	i := slices.IndexFunc(w.file.DepartmentsAt(d.Location), func(d officefile.Department) bool { return d.ID == s.Department })
	return max(i, 0)%departmentMarks + 1
}

// who names the person as a clerk may see it.
func (w words) who(e visits.Entry) string {
	var all []string
	for _, s := range []string{e.Name, unbroken(e.Phone)} {
		if s != "" {
			all = append(all, s)
		}
	}
	if len(all) == 0 {
		return w.List.Nameless
	}
	return strings.Join(all, ", ")
}

// state says what is with a booking now.
func (w words) state(e visits.Entry) mark {
	b := e.Booking
	switch b.State {
	case booking.Held:
		return mark{Text: fmt.Sprintf(w.States[string(b.State)], w.hour(b.HeldUntil))}
	case booking.Confirmed:
		return w.due(b)
	case booking.Arrived:
		if s := w.Tickets[string(e.TicketState)]; s != "" {
			return mark{Text: s}
		}
	default:
	}
	return mark{Text: w.States[string(b.State)]}
}

// due says whether somebody who is expected may come in, or is late.
func (w words) due(b booking.Booking) mark {
	late := int(w.now.Sub(b.Start) / time.Minute)
	switch window := w.window(); window.At(b.Start, w.now) {
	case booking.Late:
		return mark{kindLate, fmt.Sprintf(w.List.TooLate, late)}
	case booking.Open:
		if late > 0 {
			return mark{kindLate, fmt.Sprintf(w.List.Late, late)}
		}
		return mark{kindNow, w.List.Now}
	default:
		if w.day(b.Start) == w.today() {
			return mark{Text: fmt.Sprintf(w.List.Soon, w.hour(window.Opens(b.Start)))}
		}
		return mark{Text: w.States[string(b.State)]}
	}
}

func (w words) window() booking.Window {
	p := w.file.Policy.Checkin
	return booking.Window{Early: time.Duration(p.EarlyMinutes) * time.Minute, Late: time.Duration(p.LateMinutes) * time.Minute}
}

func (w words) label(service string) string {
	if s, ok := w.file.Service(service); ok {
		return w.file.Text(s.Label, w.Code)
	}
	return service
}

func (w words) place(location string) string {
	l, ok := w.file.Location(location)
	if !ok {
		return location
	}
	return w.file.Text(l.Name, w.Code)
}

func (w words) department(service string) string {
	s, _ := w.file.Service(service)
	d, _ := w.file.Department(s.Department)
	return w.file.Text(d.Name, w.Code)
}

// speaks names a language within a sentence.
func (w words) speaks(code string) string {
	if name := translations.ConsoleIn(w.Code).Languages[code]; name != "" {
		return strings.ToLower(name[:1]) + name[1:]
	}
	return code
}

// hour of an instant on the office's wall.
func (w words) hour(at time.Time) string { return at.In(w.file.ZoneOrUTC()).Format("15:04") }

func (w words) day(at time.Time) queue.Day { return calendar.CivilDay(at, w.file.ZoneOrUTC()) }

func (w words) today() queue.Day { return w.day(w.now) }

// date names a day, "poniedziałek 23 listopada".
func (w words) date(day queue.Day) string { return w.Date(civil(day)) }

// near is "dzisiaj" and its neighbours; empty for other days.
func (w words) near(day queue.Day) string { return w.Near(civil(day), civil(w.today())) }

// named is the day by its distance where it has such a name, and by its date.
func (w words) named(day queue.Day) string {
	if near := w.near(day); near != "" {
		return near + ", " + w.date(day)
	}
	return w.date(day)
}

// civil returns a day as midnight in UTC, which stands for the date alone.
func civil(day queue.Day) time.Time {
	t, _ := time.Parse(time.DateOnly, string(day)) // our own days are dates
	return t
}

// refusal says why nothing was done.
func (w words) refusal(why visits.Reason) string {
	if text := w.Refused[string(why)]; text != "" {
		return text
	}
	return w.Refused["over"]
}

// unbroken keeps a masked phone in one line.
func unbroken(phone string) string { return strings.ReplaceAll(phone, " ", "\u00a0") }

// shown writes a number with the thin space of all our screens, unbroken.
func shown(number string) string { return strings.ReplaceAll(number, " ", "\u202f") }

// link is the page of a booking; at the page says what was done, if anything.
func link(b booking.Booking, more string) string {
	q := url.Values{"at": {b.Location}, "day": {string(b.Day)}}
	return "/console/bookings/" + url.PathEscape(b.ID) + more + "?" + q.Encode()
}
