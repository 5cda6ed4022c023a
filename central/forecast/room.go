package forecast

import (
	"slices"
	"sort"
	"time"
)

// Closing is the part of the office's rules that says how sure it wants to be
// that the queue ends in time.
type Closing struct {
	Safety   float64 // by which the expected work is multiplied; 1 or more
	Quantile float64 // of the service times that is expected; between 0 and 1
}

// Plenty is the most that Room counts.
const Plenty = 25

// Room returns how many more tickets of each service can be taken so that all of
// them end before their desks close, and nobody is pushed out who waits already
// or has booked. 0 means stop, and so does a service that no desk takes of which
// it is known when it is open. [Plenty] is that many or more.
func Room(s State, c Closing) map[string]int {
	s.Streams = nil // whether they may come is what is asked
	p := newPlay(s, services(s), Plenty)
	at := newSteady(p, c)
	room := map[string]int{}
	usual := map[int]int{} // in time if nobody joins, by group
	for service := range p.joining {
		desk := slices.IndexFunc(p.desks, func(d seat) bool { return slices.Contains(d.desk.Services, service) })
		if desk < 0 {
			room[service] = 0
			continue
		}
		group := p.desks[desk].group
		if _, known := usual[group]; !known {
			usual[group], _ = p.inTime(at, group, service, 0)
		}
		fit := func(n int) bool {
			others, own := p.inTime(at, group, service, n)
			return others == usual[group] && own == n
		}
		if fit(Plenty) {
			room[service] = Plenty
			continue
		}
		room[service] = sort.Search(Plenty-1, func(n int) bool { return !fit(n + 1) })
	}
	return room
}

// inTime plays the queue of a group of desks with n more of the service and
// counts who ends before the desk closes: of those n, and of all others.
func (p *play) inTime(at pace, group int, service string, n int) (others, own int) {
	p.begin(at, group)
	first := p.joining[service]
	for i := range n {
		p.line.Join(first + i)
	}
	p.run(at, len(p.tickets), func(i int, d *seat, visit time.Duration) {
		switch {
		case p.now+visit > d.until:
		case i >= first && i < first+n:
			own++
		default:
			others++
		}
	})
	return others, own
}

// steady is the pace of closing: every visit for a service takes the same.
type steady struct{ visits, rests []time.Duration }

func newSteady(p *play, c Closing) steady {
	s, out := p.state, steady{}
	known := map[string]time.Duration{}
	for i := range p.tickets {
		service := p.tickets[i].Service
		visit, ok := known[service]
		if !ok {
			served := s.Call + s.Services[service].Quantile(c.Quantile)
			visit = time.Duration(c.Safety * ((1-s.NoShow)*float64(served) + s.NoShow*float64(s.Missed)))
			known[service] = visit
		}
		out.visits = append(out.visits, visit)
	}
	for _, d := range p.desks {
		rest := time.Duration(0)
		if b := d.desk.Busy; b != nil {
			rest = time.Duration(c.Safety * float64(s.Services[b.Service].Remaining(s.Now.Sub(b.Since), c.Quantile)))
		}
		out.rests = append(out.rests, rest)
	}
	return out
}

func (s steady) visit(ticket int) time.Duration { return s.visits[ticket] }
func (s steady) rest(desk int) time.Duration    { return s.rests[desk] }
func (s steady) drop(int) time.Duration         { return 0 }
