package visit

import (
	"net/http"
	"time"

	"numerek/central/calendar"
	"numerek/central/officefile"
	"numerek/central/queue"
	"numerek/central/translations"
	"numerek/central/visits"
	"numerek/central/web"
	"numerek/central/web/frame"
)

// daysPage asks for the day.
type daysPage struct {
	frame.Frame
	Steps   []step
	AsMonth bool
	List    string // address of the other view
	Month   string
	Days    []dayLine
	Months  []month
	Back    string // address of the booking that is moved; empty: none is
}

// dayLine is a day and what can be booked on it.
type dayLine struct {
	D    int    // of the month; 0: no day of the month
	Name string // in full
	Near string // "dzisiaj"
	Href string // empty: nothing is free
	Free string
	N    int
	Why  string
	Note string // name of the holiday
}

// month is a table of weeks that begin on Monday.
type month struct {
	Name  string
	Weeks [][7]dayLine
	Notes []dayLine
}

const asMonth = "miesiac"

func (p *Pages) days(w http.ResponseWriter, r *http.Request, file *officefile.Office) error {
	page := daysPage{Frame: p.frame(r, file)}
	c, err := p.booking(r, file, page.T)
	if err != nil {
		return err
	}
	page.Title, page.Listed = page.T.Booking.Day, true
	return p.showDays(w, r, c, page)
}

func (p *Pages) showDays(w http.ResponseWriter, r *http.Request, c choosing, page daysPage) error {
	if !c.service.Bookable {
		return p.refusedPage(w, r, c, page.Frame, &visits.Refused{Why: visits.NotBookable})
	}
	days, err := p.visits.Days(r.Context(), c.file.ID, c.service.ID)
	if err != nil {
		return err
	}
	page.Steps, page.AsMonth = c.steps, r.URL.Query().Get("widok") == asMonth
	page.List, page.Month = frame.In(c.base, page.T), frame.In(c.base, page.T, "widok", asMonth)
	for _, d := range days {
		page.Days = append(page.Days, c.line(d))
	}
	if page.AsMonth {
		page.Months = months(days, page.Days, c.file.Zone, page.T)
	}
	return web.Render(w, p.pages, "days.html", http.StatusOK, page)
}

// line says what can be booked on a day.
func (c choosing) line(d visits.DayOffer) dayLine {
	words := &c.t.Booking
	at := noon(d.Day, c.file.Zone)
	l := dayLine{D: at.Day(), Name: c.t.Date(at), Note: c.file.Text(d.Note, c.t.Code), N: d.Free}
	switch today := c.day(c.now); d.Day {
	case today:
		l.Near = words.Today
	case calendar.AddDays(today, 1):
		l.Near = words.Tomorrow
	}
	switch d.Why {
	case "":
		l.Href, l.Free = frame.In(c.base+"/"+string(d.Day), c.t), c.t.Free(d.Free)
	case visits.DayNotOpenYet:
		l.Why = translations.Fill(words.Reasons.Opens, "{day}", near(c.file, c.now, c.day(d.OpensAt), c.t), "{time}", frame.Clock(c.file, d.OpensAt))
	case visits.DayFull:
		l.Why = words.Reasons.Full
	case visits.DayOver:
		l.Why = words.Reasons.Over
	case visits.DayWalkinOnly:
		l.Why = words.Reasons.WalkInOnly
	default:
		l.Why = words.Reasons.Closed
	}
	return l
}

// months puts days into the tables of their months.
func months(days []visits.DayOffer, lines []dayLine, zone *time.Location, t *translations.Texts) []month {
	var out []month
	for i, d := range days {
		at := noon(d.Day, zone)
		if i == 0 || at.Day() == 1 {
			out = append(out, month{Name: t.Month(at)})
		}
		m := &out[len(out)-1]
		column := (int(calendar.Weekday(d.Day)) + 6) % 7
		if len(m.Weeks) == 0 || column == 0 {
			m.Weeks = append(m.Weeks, [7]dayLine{})
			fill(&m.Weeks[len(m.Weeks)-1], d.Day, column, len(m.Weeks) == 1, t, zone)
		}
		week := &m.Weeks[len(m.Weeks)-1]
		week[column] = lines[i]
		if lines[i].Note != "" {
			m.Notes = append(m.Notes, lines[i])
		}
	}
	return out
}

// fill names the days of a week that were not asked for: those before the first
// day, and those after the last one, as far as they are of the same month.
func fill(week *[7]dayLine, day queue.Day, column int, before bool, t *translations.Texts, zone *time.Location) {
	month := noon(day, zone).Month()
	for c := range week {
		at := noon(calendar.AddDays(day, c-column), zone)
		if at.Month() == month && (c > column || before) {
			week[c] = dayLine{D: at.Day(), Name: t.Date(at)}
		}
	}
}

// hoursPage asks for the hour.
type hoursPage struct {
	frame.Frame
	Steps         []step
	Refusal       string // why the hour that was asked for cannot be had
	Parts         []partOfDay
	Day           dayLine  // the one that was asked for; empty beyond those that can be booked
	Before, After *dayLine // days with something free
	All           string   // address of the days
	Back          string   // address of the booking that is moved; empty: none is
}

type partOfDay struct {
	Name  string
	Hours []hour
}

type hour struct {
	Clock string
	Href  string // empty: taken
}

func (p *Pages) hours(w http.ResponseWriter, r *http.Request, file *officefile.Office) error {
	page := hoursPage{Frame: p.frame(r, file)}
	c, err := p.booking(r, file, page.T)
	if err != nil {
		return err
	}
	return p.showHours(w, r, c, page, http.StatusOK)
}

func (p *Pages) showHours(w http.ResponseWriter, r *http.Request, c choosing, page hoursPage, status int) error {
	if !c.service.Bookable {
		return p.refusedPage(w, r, c, page.Frame, &visits.Refused{Why: visits.NotBookable})
	}
	day, err := calendar.ParseDay(r.PathValue("day"))
	if err != nil {
		return errNoPage
	}
	slots, err := p.visits.Slots(r.Context(), c.file.ID, c.service.ID, day)
	if err != nil {
		return err
	}
	days, err := p.visits.Days(r.Context(), c.file.ID, c.service.ID)
	if err != nil {
		return err
	}
	page.Title, page.All = page.T.Booking.Time, frame.In(c.base, page.T)
	page.Steps = c.with(noon(day, c.file.Zone), false).steps
	page.Parts = c.parts(day, slots)
	for _, d := range days {
		l := c.line(d)
		switch {
		case d.Day == day:
			page.Day = l
		case d.Free == 0:
		case d.Day < day:
			page.Before = &l
		case page.After == nil:
			page.After = &l
		}
	}
	return web.Render(w, p.pages, "hours.html", status, page)
}

// parts are the hours of a day, none where nothing is free.
func (c choosing) parts(day queue.Day, slots []visits.Slot) []partOfDay {
	parts := []partOfDay{{Name: c.t.Booking.Morning}, {Name: c.t.Booking.Afternoon}}
	free := 0
	for _, s := range slots {
		part := &parts[0]
		if !s.Start.Before(noon(day, c.file.Zone)) {
			part = &parts[1]
		}
		h := hour{Clock: frame.Clock(c.file, s.Start)}
		if s.Places > 0 {
			h.Href = c.address(s.Start)
			free++
		}
		part.Hours = append(part.Hours, h)
	}
	if free == 0 {
		return nil
	}
	return parts
}
