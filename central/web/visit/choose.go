package visit

import (
	"net/http"
	"slices"
	"time"

	"numerek/central/booking"
	"numerek/central/calendar"
	"numerek/central/officefile"
	"numerek/central/queue"
	"numerek/central/translations"
	"numerek/central/visits"
	"numerek/central/web"
	"numerek/central/web/frame"
)

// choosing is the way to a slot: of a new booking, or for one that is moved.
type choosing struct {
	file    *officefile.Office
	service officefile.Service
	base    string // path that days and hours are under
	now     time.Time
	t       *translations.Texts
	steps   []step // what was chosen before the day
}

// step is a choice that was made, and where to make another one.
type step struct {
	Name, What string
	Detail     string
	Change     string // address; empty: it stays
}

// booking is the way to a new booking of the service that the address names.
func (p *Pages) booking(r *http.Request, file *officefile.Office, t *translations.Texts) (choosing, error) {
	s, ok := file.Service(r.PathValue("service"))
	if !ok {
		return choosing{}, errNoPage
	}
	base := p.frames.Base(r, file)
	c := choosing{file: file, service: s, base: base + "/rezerwacja/" + s.ID, now: p.office.Now(), t: t}
	c.steps = []step{{
		Name: t.Service, What: file.Text(s.Label, t.Code), Detail: file.Text(s.Detail, t.Code),
		Change: frame.In(base+"/rezerwacja", t, "wydzial", s.Department),
	}}
	return c, nil
}

// with adds what was chosen after the service.
func (c choosing) with(at time.Time, hour bool) choosing {
	at = at.In(c.file.Zone)
	c.steps = slices.Concat(c.steps, []step{{Name: c.t.Booking.When, What: c.t.Date(at), Change: frame.In(c.base, c.t)}})
	if hour {
		last := &c.steps[len(c.steps)-1]
		last.What, last.Change = last.What+", "+c.t.Hour(frame.Clock(c.file, at)), frame.In(c.base+"/"+string(c.day(at)), c.t)
	}
	return c
}

func (c choosing) day(at time.Time) queue.Day { return calendar.CivilDay(at, c.file.Zone) }

// noon stands for a day where a date is written.
func noon(day queue.Day, zone *time.Location) time.Time {
	return calendar.FirstInstant(day, calendar.Midnight/2, zone)
}

// address of the page of a slot.
func (c choosing) address(start time.Time) string {
	return frame.In(c.base+"/"+string(c.day(start))+"/"+frame.Clock(c.file, start), c.t)
}

// matterPage asks for the matter.
type matterPage struct {
	frame.Frame
	Departments []department
	All         string // address of the page of all departments
}

type department struct {
	ID, Name, Where string
	Mark            int // its colour, from 1
	Services        []matter
}

type matter struct {
	Name, Detail string
	Href         string // empty: it cannot be booked
	When         string
	Free         bool
}

// matter lists the services, with how soon each has a free day.
func (p *Pages) matter(w http.ResponseWriter, r *http.Request, file *officefile.Office) error {
	only := r.URL.Query().Get("wydzial")
	if _, ok := file.Department(only); only != "" && !ok {
		return errNoPage
	}
	page := matterPage{Frame: p.frame(r, file)}
	t, base := page.T, p.frames.Base(r, file)+"/rezerwacja"
	page.Title, page.Listed = t.Booking.Matter, true
	if only != "" {
		page.All = frame.In(base, t)
	}
	for _, l := range file.Locations {
		for i, d := range file.DepartmentsAt(l.ID) {
			if only != "" && d.ID != only {
				continue
			}
			part := department{ID: d.ID, Name: file.Text(d.Name, t.Code), Mark: frame.Mark(i)}
			if name := file.Text(l.Name, t.Code); name != part.Name {
				part.Where = name
			}
			for _, s := range file.ServicesOf(d.ID) {
				m, err := p.offer(r, file, s, t)
				if err != nil {
					return err
				}
				if m.Href != "" {
					m.Href = frame.In(base+"/"+s.ID, t)
				}
				part.Services = append(part.Services, m)
			}
			page.Departments = append(page.Departments, part)
		}
	}
	return web.Render(w, p.pages, "matter.html", http.StatusOK, page)
}

// offer is one service in the list.
func (p *Pages) offer(r *http.Request, file *officefile.Office, s officefile.Service, t *translations.Texts) (matter, error) {
	m := matter{Name: file.Text(s.Label, t.Code), Detail: file.Text(s.Detail, t.Code), When: t.Booking.WalkInOnly}
	if !s.Bookable {
		return m, nil
	}
	days, err := p.visits.Days(r.Context(), file.ID, s.ID)
	if err != nil {
		return m, err
	}
	m.Href, m.When = s.ID, t.Booking.NoneFree
	for _, d := range days {
		if d.Free > 0 {
			m.Free = true
			m.When = translations.Fill(t.Booking.FirstFree, "{day}", near(file, p.office.Now(), d.Day, t))
			break
		}
	}
	return m, nil
}

// near names a day as people do: today, tomorrow, or shortly.
func near(file *officefile.Office, now time.Time, day queue.Day, t *translations.Texts) string {
	switch today := calendar.CivilDay(now, file.Zone); day {
	case today:
		return t.Booking.Today
	case calendar.AddDays(today, 1):
		return t.Booking.Tomorrow
	}
	return t.Brief(noon(day, file.Zone))
}

// slot finds the slot of an hour of a day, "10:20"; ok is false where the day has none.
func slot(file *officefile.Office, slots []visits.Slot, hour string) (visits.Slot, bool) {
	for _, s := range slots {
		if frame.Clock(file, s.Start) == hour {
			return s, true
		}
	}
	return visits.Slot{}, false
}

// code is a booking's code as people read it.
func code(v visits.Visit) string { return booking.ShowCode(v.Code) }
