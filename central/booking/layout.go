package booking

import (
	"cmp"
	"math"
	"slices"

	"numerek/central/calendar"
)

// post is a desk as the plan counts it.
type post struct {
	number int
	takes  []int   // matters
	at     []int32 // by unit: 1 + the stay that is there, or 0
	window []int   // by unit: the window that it is in, or nowhere
	begins []int   // by window: its first unit
	ends   []int   // by window: the unit after its last
	room   []int   // by window: units that may be booked
	used   []int   // by window: units that are booked
}

// layOut makes an empty plan. The visits only say which times it must be able
// to express.
func layOut(r Rules, desks []Desk, services []Service, visits []Visit) *Plan {
	p := &Plan{grid: max(r.Grid, 1)}
	p.readServices(services)
	p.readDesks(desks)
	units := p.measure(visits)
	for i := range p.posts {
		p.layWindows(&p.posts[i], units, r.Share)
	}
	p.layGroups(units, visits)
	return p
}

// readServices keeps what can be booked: a length and hours.
func (p *Plan) readServices(services []Service) {
	for _, s := range services {
		if s.Minutes > 0 && p.matterOf(s.ID) < 0 {
			p.matters = append(p.matters, matter{id: s.ID, minutes: s.Minutes, spans: inOrder(s.Hours)})
		}
	}
}

// inOrder sorts spans and joins those that overlap.
func inOrder(hours []calendar.Span) []calendar.Span {
	var out []calendar.Span
	sorted := slices.SortedFunc(slices.Values(hours), func(a, b calendar.Span) int { return cmp.Compare(a.From, b.From) })
	for _, s := range sorted {
		switch last := len(out) - 1; {
		case s.From >= s.To:
		case last >= 0 && s.From < out[last].To:
			out[last].To = max(out[last].To, s.To)
		default:
			out = append(out, s)
		}
	}
	return out
}

func (p *Plan) readDesks(desks []Desk) {
	for _, d := range desks {
		if p.postOf(d.Number) >= 0 {
			continue
		}
		at := post{number: d.Number}
		for m, of := range p.matters {
			if slices.Contains(d.Services, of.id) {
				at.takes = append(at.takes, m)
				p.matters[m].posts = append(p.matters[m].posts, len(p.posts))
			}
		}
		p.posts = append(p.posts, at)
	}
	for _, m := range p.matters {
		slices.SortFunc(m.posts, func(a, b int) int {
			return cmp.Or(cmp.Compare(len(p.posts[a].takes), len(p.posts[b].takes)), cmp.Compare(p.posts[a].number, p.posts[b].number))
		})
	}
}

// measure finds the first opening and the longest unit in which all times of
// the day are whole numbers, and returns how many units the day has. On an
// ordinary day the unit is a cell.
func (p *Plan) measure(visits []Visit) (units int) {
	first, last := calendar.Midnight, calendar.Clock(0)
	for _, m := range p.matters {
		for _, s := range m.spans {
			first, last = min(first, s.From), max(last, s.To)
		}
	}
	p.opening, p.unit = first, divisor(p.grid, 60)
	for _, m := range p.matters {
		for _, s := range m.spans {
			p.unit = divisor(divisor(p.unit, int(s.From-first)), int(s.To-first))
		}
	}
	for _, v := range visits {
		if v.At >= first && v.At < last {
			p.unit = divisor(p.unit, int(v.At-first))
		}
	}
	return max(0, int(last-first)) / p.unit
}

// divisor returns the greatest common divisor.
func divisor(a, b int) int {
	for b != 0 {
		a, b = b, a%b
	}
	return a
}

// layWindows cuts the time of a desk into its windows.
func (p *Plan) layWindows(d *post, units int, share float64) {
	d.at, d.window = make([]int32, units), make([]int, units)
	for u := range d.window {
		d.window[u] = nowhere
	}
	works, longest := 0, 0
	for _, m := range d.takes {
		longest = max(longest, cells(p.matters[m].minutes, p.grid)*p.grid/p.unit)
		for _, s := range p.matters[m].spans {
			for u := int(s.From-p.opening) / p.unit; u < int(s.To-p.opening)/p.unit; u++ {
				if d.window[u] == nowhere {
					d.window[u] = 0
					works++
				}
			}
		}
	}
	hour := 60 / p.unit
	length := hour
	for length < works && part(share, length) < longest {
		length += hour
	}
	for u, n := 0, 0; u < units; u++ {
		if d.window[u] == nowhere {
			continue
		}
		if n%length == 0 {
			d.begins, d.ends = append(d.begins, u), append(d.ends, u)
			d.room = append(d.room, part(share, min(length, works-n)))
		}
		n++
		w := len(d.begins) - 1
		d.window[u], d.ends[w] = w, u+1
	}
	d.used = make([]int, len(d.room))
}

// part returns how many of the units the share is. A share that means a whole
// number of units gives it, however it is written in binary.
func part(share float64, units int) int {
	if !(share > 0) {
		return 0
	}
	const slack = 1e-9
	return int(math.Floor(min(share, 1)*float64(units) + slack))
}
