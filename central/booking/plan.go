package booking

import (
	"slices"

	"numerek/central/calendar"
)

// Rules are what an office decides about bookings.
type Rules struct {
	Grid  int     // minutes of a cell: visits start at multiples of it after the opening
	Share float64 // part of the desks' time that may be booked, 0 to 1
}

// Desk is a desk on a day, with the services that it takes. It works when any of
// them is open.
type Desk struct {
	Number   int
	Services []string
}

// Service is a bookable service on a day.
type Service struct {
	ID      string
	Minutes int             // of one visit
	Hours   []calendar.Span // in one of which a visit lies wholly
}

// Visit is a booking as the plan sees it. It takes whole cells from its start.
type Visit struct {
	ID, Service string
	At          calendar.Clock
	Minutes     int
	Desk        int // whose time it counts to
}

// Slot is a start on the grid.
type Slot struct {
	At     calendar.Clock
	Places int // how many more visits of the service can begin then
}

// Plan is the desk time of one location on one day, and the visits that have
// taken some of it. In a plan
//
//   - each visit has one desk that takes its service, and lies within one span of
//     the service's hours;
//   - no desk has two visits at a time;
//   - no window of a desk's time is booked beyond the share. Windows begin with the
//     desk's first opening and count the time that it works, breaks left out. They
//     have the smallest number of whole hours whose share holds the longest visit of
//     the desk's services; the last one may be shorter, and its share is that of its
//     real length. A visit across a border counts in each window with its part.
//
// A plan is used by one goroutine at a time, also by its methods that only ask:
// they try, and take back what they tried.
type Plan struct {
	grid    int            // minutes of a cell
	unit    int            // minutes of the steps that the plan counts in; divides the grid
	opening calendar.Clock // of the first unit
	matters []matter
	posts   []post
	groups  []group
	stays   []stay
	search
}

// matter is a service as the plan counts it.
type matter struct {
	id      string
	minutes int
	spans   []calendar.Span
	posts   []int // that take it, those that take the fewest services first
}

// stay is a visit as the plan counts it.
type stay struct {
	visit    Visit
	matter   int
	from, to int // units
	post     int // that has it, or nowhere
	home     int // that had it before the search moved it, or nowhere
	fixed    bool
}

// nowhere is the post of a stay that has none.
const nowhere = -1

// NewPlan puts the visits, in the order in which they were taken, into the day.
// Hours, desks, services and share may have changed since. A visit keeps its desk
// where that still holds, and its own length where the service has another one
// now; it also keeps a start that is no longer on the grid. Others get another desk.
// Where not all fit, a visit is refused only for those taken before it, and comes
// back among the misfits, in the same order: every visit is in the plan or a misfit.
//
// IDs of desks, services and visits are unique. A service that is not listed has
// no hours and no desk, so that its visits are misfits.
func NewPlan(r Rules, desks []Desk, services []Service, visits []Visit) (p *Plan, misfits []Visit) {
	p = layOut(r, desks, services, visits)
	if misfits, ok := p.keep(visits); ok {
		return p, misfits
	}
	p.clear()
	for _, v := range visits {
		s, ok := p.stayOf(v)
		if !ok || !p.enter(s, p.postOf(v.Desk)) {
			misfits = append(misfits, v)
		}
	}
	return p, misfits
}

// keep puts the visits at their desks first and then finds a desk for the
// others. It says no when there are some, besides those that can have no place
// at all, that it finds none for.
func (p *Plan) keep(visits []Visit) (impossible []Visit, ok bool) {
	var others []stay
	for _, v := range visits {
		s, ok := p.stayOf(v)
		if !ok {
			impossible = append(impossible, v)
			continue
		}
		if !p.enterAt(s, p.postOf(v.Desk)) {
			others = append(others, s)
		}
	}
	for _, s := range others {
		if !p.enter(s, nowhere) {
			return nil, false
		}
	}
	return impossible, true
}

// Take gives a visit of v's ID a desk at v's time; its service says how long it
// is. To make room, other visits may get another desk, never another time. It
// returns the visit and those others as they are now, the visit first. Without
// ok nothing has changed: the ID is in the plan already, the time is not a start on
// the grid within the service's hours, or there is no place.
//
// The search for a place tries every arrangement that could help, but no more than
// a fixed number of steps: on very full days it may refuse where a cleverer
// arrangement existed. It never depends on chance.
func (p *Plan) Take(v Visit) (changed []Visit, ok bool) {
	s, ok := p.start(v)
	if !ok || p.find(v.ID) >= 0 {
		return nil, false
	}
	p.remember()
	if !p.enter(s, nowhere) {
		return nil, false
	}
	changed = append(changed, p.stays[len(p.stays)-1].visit)
	for i, before := range p.before {
		if p.stays[i].post != before {
			changed = append(changed, p.stays[i].visit)
		}
	}
	return changed, true
}

// Drop takes the visit out of the plan, if it is there.
func (p *Plan) Drop(id string) {
	if i := p.find(id); i >= 0 {
		p.leave(i)
	}
}

// Visits returns the visits in the plan with their desks, in no order.
func (p *Plan) Visits() []Visit {
	out := make([]Visit, len(p.stays))
	for i, s := range p.stays {
		out[i] = s.visit
	}
	return out
}

// Slots returns every start of the service on the grid, in order, full ones with
// no places.
func (p *Plan) Slots(service string) []Slot {
	m := p.matterOf(service)
	if m < 0 {
		return nil
	}
	n := 0
	for _, span := range p.matters[m].spans {
		n += max(0, int(span.To-span.From)-p.matters[m].minutes+p.grid) / p.grid
	}
	out := make([]Slot, 0, n)
	for _, span := range p.matters[m].spans {
		last := span.To - calendar.Clock(p.matters[m].minutes)
		for at := span.From; at <= last; at += calendar.Clock(p.grid) {
			out = append(out, Slot{At: at, Places: p.Free(service, at)})
		}
	}
	return out
}

// Free returns how many visits of the service could be taken at that time, one
// after the other; 0 also where it is no start.
func (p *Plan) Free(service string, at calendar.Clock) int {
	s, ok := p.start(Visit{Service: service, At: at})
	if !ok {
		return 0
	}
	p.remember()
	n := 0
	for p.enter(s, nowhere) {
		n++
	}
	p.restore()
	return n
}

// start reads a visit that is to begin on the grid with its service's length.
func (p *Plan) start(v Visit) (stay, bool) {
	m := p.matterOf(v.Service)
	if m < 0 {
		return stay{}, false
	}
	v.Minutes = p.matters[m].minutes
	s, span, ok := p.lie(v, m)
	return s, ok && int(v.At-span.From)%p.grid == 0
}

// stayOf reads a visit that has been taken before.
func (p *Plan) stayOf(v Visit) (stay, bool) {
	m := p.matterOf(v.Service)
	if m < 0 {
		return stay{}, false
	}
	s, _, ok := p.lie(v, m)
	return s, ok
}

// lie finds the span in which a visit lies, and its units.
func (p *Plan) lie(v Visit, m int) (stay, calendar.Span, bool) {
	for _, span := range p.matters[m].spans {
		if v.At < span.From || v.At+calendar.Clock(v.Minutes) > span.To || v.At == span.To {
			continue
		}
		from := int(v.At-p.opening) / p.unit
		to := min(from+cells(v.Minutes, p.grid)*p.grid/p.unit, int(span.To-p.opening)/p.unit)
		return stay{visit: v, matter: m, from: from, to: to, post: nowhere, home: nowhere}, span, true
	}
	return stay{}, calendar.Span{}, false
}

// cells returns how many cells so many minutes take.
func cells(minutes, grid int) int { return max(1, (minutes+grid-1)/grid) }

func (p *Plan) matterOf(service string) int {
	return slices.IndexFunc(p.matters, func(m matter) bool { return m.id == service })
}

func (p *Plan) postOf(desk int) int {
	return slices.IndexFunc(p.posts, func(d post) bool { return d.number == desk })
}

func (p *Plan) find(id string) int {
	return slices.IndexFunc(p.stays, func(s stay) bool { return s.visit.ID == id })
}
