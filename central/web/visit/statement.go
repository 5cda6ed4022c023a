package visit

import (
	"html/template"
	"net/http"
	"strings"

	"numerek/central/officefile"
	"numerek/central/translations"
	"numerek/central/web"
	"numerek/central/web/frame"
)

// linkPage is the page that the city's own site links to.
type linkPage struct {
	frame.Frame
	Host, Path  string // of the address of the booking pages, as people write it
	Start       string // the same, here
	QR          template.HTML
	Departments []department // each with its own deep link
}

// link shows where visits are booked: as a key, as a QR and as an address.
func (p *Pages) link(w http.ResponseWriter, r *http.Request, file *officefile.Office) error {
	page := linkPage{Frame: p.frame(r, file)}
	page.Title, page.Listed, page.Script = page.T.Booking.Link.Title, true, ""
	base := p.frames.Base(r, file) + "/rezerwacja"
	address := strings.TrimSuffix(file.PublicURL, "/")
	page.Start, page.Host, page.Path = frame.In(base, page.T), address[strings.Index(address, "//")+2:], base
	for _, l := range file.Locations {
		for i, d := range file.DepartmentsAt(l.ID) {
			part := department{ID: frame.In(base, page.T, "wydzial", d.ID), Name: file.Text(d.Name, page.T.Code), Mark: frame.Mark(i)}
			page.Departments = append(page.Departments, part)
		}
	}
	var err error
	if page.QR, err = web.QR(address + base); err != nil {
		return err
	}
	return web.Render(w, p.pages, "link.html", http.StatusOK, page)
}

// statementPage is the accessibility statement.
type statementPage struct {
	frame.Frame
	S          translations.Statement
	Intro      string
	Address    string
	Status     string
	Exceptions string
	Contact    string
	Complaint  string
	Post       string
	A          officefile.Accessibility
	Building   string
}

func (p *Pages) statement(w http.ResponseWriter, r *http.Request, file *officefile.Office) error {
	page := statementPage{Frame: p.frame(r, file), A: file.Accessibility}
	page.S = translations.StatementIn(page.T.Code)
	lang := page.S.Code
	name := file.Text(file.Name, lang)
	unit := file.Text(page.A.Unit, lang)
	if unit == "" {
		unit = name
	}
	page.Title, page.Listed, page.Script = page.S.Title, true, ""
	page.Intro = translations.Fill(page.S.Intro, "{office}", name)
	page.Address = strings.TrimSuffix(file.PublicURL, "/") + p.frames.Base(r, file) + "/"
	page.Status = map[string]string{officefile.AccessibleFully: page.S.Full, officefile.AccessiblePartly: page.S.Partial, officefile.AccessibleNot: page.S.None}[page.A.Status]
	page.Exceptions, page.Building = file.Text(page.A.Exceptions, lang), file.Text(page.A.Building, lang)
	page.Contact = translations.Fill(page.S.Contact, "{unit}", unit)
	page.Complaint, page.Post = name, file.Address
	if file.Address != "" {
		page.Complaint += ", " + file.Address
	}
	page.Complaint = translations.Fill(page.S.Complaint, "{office}", page.Complaint)
	return web.Render(w, p.pages, "statement.html", http.StatusOK, page)
}
