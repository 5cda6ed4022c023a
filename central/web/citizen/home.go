package citizen

import (
	"net/http"
	"strings"

	"golang.org/x/text/language"

	"numerek/central/calendar"
	"numerek/central/officefile"
	"numerek/central/translations"
	"numerek/central/web"
)

type homePage struct {
	frame
	Places []place
}

type place struct {
	Name, Address string
	Queues        []queueLine
	Hours         []hoursLine
	Kiosks        []string
}

type queueLine struct {
	Name    string
	Waiting int
}

type hoursLine struct{ Day, Hours string }

type officesPage struct {
	frame
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
	page := officesPage{frame: p.frame(r, nil, p.office.Now(), accepted(r)...)}
	page.Title, page.OfficeName = page.T.Offices, "Numerek"
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
	q, err := p.office.Queue(r.Context(), id)
	if err != nil {
		return err
	}
	page := homePage{frame: p.frame(r, q.File, q.Now, accepted(r)...)}
	page.Title = page.OfficeName
	lang := page.T.Code
	for _, l := range q.File.Locations {
		here := place{Name: q.File.Text(l.Name, lang), Address: l.Address, Hours: hours(page.T, q.File.Hours[l.Hours])}
		for _, d := range q.File.DepartmentsAt(l.ID) {
			line := queueLine{Name: q.File.Text(d.Name, lang)}
			for _, s := range q.File.ServicesOf(d.ID) {
				line.Waiting += q.Waiting[s.ID]
			}
			here.Queues = append(here.Queues, line)
		}
		for _, k := range l.Kiosks {
			here.Kiosks = append(here.Kiosks, q.File.Text(k.Place, lang))
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

// accepted lists the languages that a browser asks for, best first.
func accepted(r *http.Request) []string {
	tags, _, err := language.ParseAcceptLanguage(r.Header.Get("Accept-Language"))
	if err != nil {
		return nil
	}
	out := make([]string, len(tags))
	for i, tag := range tags {
		base, _ := tag.Base()
		out[i] = base.String()
	}
	return out
}
