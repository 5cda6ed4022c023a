package console

import (
	"fmt"
	"slices"
	"time"

	"numerek/central/office"
	"numerek/central/officefile"
	"numerek/central/queue"
)

// lists are those who are not at a desk.
type lists struct {
	Desk, Services []group // sent to this desk; the desk's own services
	Others         []group // other services of the location, where somebody waits
	Waiting        int     // for this desk
	Elsewhere      int     // in Others
	Parked, Missed []row
}

// group is who waits for one service.
type group struct {
	ID, Prefix, Label string
	Mark              int // colour of the department, from 1
	Rows              []row
	Longest           int    // minutes
	Long              bool   // Longest is too long
	Stopped           string // why no tickets are given
	Expect            string // what somebody would wait who comes now; may be empty
}

// row is a ticket in a list.
type row struct {
	ID       string
	Number   number
	Label    string // what the number says to a screen reader
	Since    moment
	Long     bool // waits too long
	Next     bool
	MayRaise bool
	Marks    []mark
}

// lists sorts those who wait for a desk, by service in the desk's order.
func (w words) lists(v *office.DeskView, now time.Time) lists {
	var l lists
	byService := map[string][]row{}
	sent := group{ID: "desk", Label: w.Lists.ForThisDesk}
	for i := range v.Place.Waiting {
		k := &v.Place.Waiting[i]
		r := w.row(k, v.Desk.Number, k.Arrived(), now)
		r.Next = len(v.Next) > 0 && v.Next[0].Ticket.ID == k.ID
		r.Long = r.Since.Minutes >= w.file.Policy.Calling.MaxWalkinWait
		r.MayRaise = !k.Priority
		if k.Wants == v.Desk.Number {
			sent.add(r)
			continue
		}
		byService[k.Service] = append(byService[k.Service], r)
	}
	if len(sent.Rows) > 0 {
		l.Desk, l.Waiting = []group{sent}, len(sent.Rows)
	}
	for _, id := range v.File.Services {
		g := w.group(v, id, byService[id])
		l.Services = append(l.Services, g)
		l.Waiting += len(g.Rows)
	}
	for _, d := range w.file.DepartmentsAt(v.Desk.Location) {
		for _, s := range w.file.ServicesOf(d.ID) {
			if rows := byService[s.ID]; len(rows) > 0 && !slices.Contains(v.File.Services, s.ID) {
				l.Others = append(l.Others, w.group(v, s.ID, rows))
				l.Elsewhere += len(rows)
			}
		}
	}
	for i := range v.Parked {
		k := &v.Parked[i]
		r := w.row(k, v.Desk.Number, k.Arrived(), now)
		r.Marks = append(r.Marks, mark{"desk", fmt.Sprintf(w.Lists.AtDesk, k.Desk)})
		l.Parked = append(l.Parked, r)
	}
	for i := range v.Missed {
		k := &v.Missed[i]
		l.Missed = append(l.Missed, w.row(k, v.Desk.Number, k.EndedAt, now))
	}
	return l
}

func (w words) row(k *queue.Ticket, desk int, at, now time.Time) row {
	return row{
		ID: k.ID, Number: numberOf(k.Number), Label: shown(k.Number.String()), Since: since(at, now), Marks: w.marks(k, desk),
	}
}

func (g *group) add(r row) {
	g.Rows = append(g.Rows, r)
	g.Longest, g.Long = max(g.Longest, r.Since.Minutes), g.Long || r.Long
}

func (w words) group(v *office.DeskView, service string, rows []row) group {
	s, _ := w.file.Service(service)
	g := group{
		ID: service, Prefix: s.Prefix, Label: w.label(service), Mark: w.mark(service), Stopped: v.Stopped[service],
		Expect: w.expect(v.WaitFor(service)),
	}
	for _, r := range rows {
		g.add(r)
	}
	return g
}

// expect says a forecast; nothing where there is none.
func (w words) expect(f queue.Wait) string {
	switch t := w.Lists; {
	case f.To == 0:
		return ""
	case f.From == 0:
		return fmt.Sprintf(t.ExpectUpTo, f.To)
	case f.From == f.To:
		return fmt.Sprintf(t.ExpectAbout, f.To)
	default:
		return fmt.Sprintf(t.Expect, f.From, f.To)
	}
}

// marks of departments there are, as on all our screens.
const departmentMarks = 8

// mark is the colour of a service's department: its place at the location, from 1.
func (w words) mark(service string) int {
	s, _ := w.file.Service(service)
	at := slices.IndexFunc(w.file.DepartmentsAt(w.file.LocationOf(service)), func(d officefile.Department) bool { return d.ID == s.Department })
	return max(at, 0)%departmentMarks + 1
}

// services lists those of the desk's location by department, the desk's first
// one chosen, and those whose tickets are stopped.
func (w words) services(v *office.DeskView) (all []serviceChoice, stopped []row) {
	first := ""
	if len(v.File.Services) > 0 {
		first = v.File.Services[0]
	}
	for _, d := range w.file.DepartmentsAt(v.Desk.Location) {
		c := serviceChoice{Department: w.file.Text(d.Name, w.Code)}
		for _, s := range w.file.ServicesOf(d.ID) {
			c.Services = append(c.Services, choice{
				Code: s.ID, Name: s.Prefix + " · " + w.label(s.ID), Chosen: s.ID == first,
			})
			if why := v.Stopped[s.ID]; why != "" {
				stopped = append(stopped, row{ID: s.ID, Label: w.label(s.ID), Marks: []mark{{"stopped", why}}})
			}
		}
		all = append(all, c)
	}
	return all, stopped
}

// desks lists the other desks of the location, with who sits there.
func (w words) desks(v *office.DeskView) []deskChoice {
	clerks := map[int]string{}
	for _, d := range v.Desks {
		clerks[d.Number] = fullName(v.Floor, d.Clerk)
	}
	var out []deskChoice
	for _, d := range w.file.Desks {
		if d.Location != v.Desk.Location || d.Number == v.Desk.Number {
			continue
		}
		name, ok := clerks[d.Number]
		if !ok {
			name = w.Here.NobodyThere
		}
		out = append(out, deskChoice{Number: d.Number, Name: name})
	}
	return out
}

// languages that a person can be served in, by the office file.
func (w words) languages() []choice {
	var out []choice
	for _, code := range w.file.Languages {
		name, ok := w.Languages[code]
		if !ok {
			name = code
		}
		out = append(out, choice{Code: code, Name: name, Chosen: code == w.file.Default()})
	}
	return out
}

// fullName of a user, as colleagues read it.
func fullName(f office.Floor, user string) string {
	if name := f.Users[user]; name != "" {
		return name
	}
	return user
}
