package citizen

import (
	"net/http"
	"slices"
	"strings"

	"numerek/central/calendar"
	"numerek/central/officefile"
	"numerek/central/queue"
	"numerek/central/translations"
	"numerek/central/web"
	"numerek/central/web/frame"
)

type homePage struct {
	frame.Frame
	Book   string // address of the page to book a visit; empty where nothing can be booked
	Places []place
}

type place struct {
	Name, Address string
	Departments   []department
	Hours         []hoursLine
	Kiosks        []string
}

type department struct {
	Name, Place string // no name where the building has it
	Mark        int    // its colour, from 1
	Services    []serviceLine
}

type serviceLine struct {
	Name    string
	Waiting int
	Wait    string // of a ticket that is taken now; empty where nothing is known
}

type hoursLine struct{ Day, Hours string }

type officesPage struct {
	frame.Frame
	Offices []officeLine
}

type officeLine struct{ ID, Name string }

// front is the home page of the only office, or the list of offices.
func (p *Pages) front(w http.ResponseWriter, r *http.Request) error {
	ids, err := p.office.IDs(r.Context())
	if err != nil {
		return err
	}
	if len(ids) == 1 {
		return p.show(w, r, ids[0])
	}
	page := officesPage{Frame: p.frames.Of(r, nil, p.office.Now(), frame.Accepted(r)...)}
	page.Title = page.T.Offices
	for _, id := range ids {
		file, err := p.office.File(r.Context(), id)
		if err != nil {
			return err
		}
		page.Offices = append(page.Offices, officeLine{ID: id, Name: file.Text(file.Name, page.T.Code)})
	}
	return web.Render(w, p.pages, "offices.html", http.StatusOK, page)
}

func (p *Pages) home(w http.ResponseWriter, r *http.Request) error {
	return p.show(w, r, r.PathValue("office"))
}

func (p *Pages) show(w http.ResponseWriter, r *http.Request, id string) error {
	floor, err := p.floor(r.Context(), id)
	if err != nil {
		return err
	}
	file, waiting := floor.File, floor.Waiting()
	page := homePage{Frame: p.frames.Of(r, file, p.office.Now(), frame.Accepted(r)...)}
	page.Title, page.Listed = page.OfficeName, true
	if slices.ContainsFunc(file.Services, func(s officefile.Service) bool { return s.Bookable }) {
		page.Book = frame.In(p.frames.Base(r, file)+"/rezerwacja", page.T)
	}
	lang := page.T.Code
	for _, l := range file.Locations {
		here := place{Name: file.Text(l.Name, lang), Address: l.Address, Hours: hours(page.T, file.Hours[l.Hours])}
		for i, d := range file.DepartmentsAt(l.ID) {
			part := department{Mark: frame.Mark(i), Name: file.Text(d.Name, lang), Place: file.Text(d.Place, lang)}
			if part.Name == here.Name {
				part.Name = ""
			}
			for _, s := range file.ServicesOf(d.ID) {
				line := serviceLine{Name: file.Text(s.Label, lang), Waiting: waiting[s.ID]}
				if w := floor.WaitFor(s.ID); w != (queue.Wait{}) {
					line.Wait = page.T.Minutes(w.From, w.To)
				}
				part.Services = append(part.Services, line)
			}
			here.Departments = append(here.Departments, part)
		}
		for _, k := range l.Kiosks {
			here.Kiosks = append(here.Kiosks, file.Text(k.Place, lang))
		}
		page.Places = append(page.Places, here)
	}
	return web.Render(w, p.pages, "home.html", http.StatusOK, page)
}

func hours(t *translations.Texts, w officefile.Week) []hoursLine {
	days := [7][]calendar.Span{w.Mon, w.Tue, w.Wed, w.Thu, w.Fri, w.Sat, w.Sun}
	out := make([]hoursLine, len(days))
	for i, spans := range days {
		parts := make([]string, len(spans))
		for j, s := range spans {
			parts[j] = s.From.String() + "–" + s.To.String()
		}
		out[i] = hoursLine{Day: t.Weekdays[i], Hours: strings.Join(parts, ", ")}
		if len(parts) == 0 {
			out[i].Hours = t.ClosedAllDay
		}
	}
	return out
}
