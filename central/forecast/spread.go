package forecast

import (
	"strconv"
	"time"
)

// plays is how often the queue is played; a power of two.
const plays = 32

// spread is the pace of one of several plays. Over all of them each visit takes
// every one of its service's typical times once, in an order of its own.
type spread struct {
	play     *play
	n        int // of the play
	tickets  []mix
	desks    []mix
	services []*[plays]time.Duration // of each ticket
	rests    []*[plays]time.Duration // of each desk
}

// mix is an order of the plays.
type mix struct{ factor, shift int }

func (m mix) at(play int) int { return (play*m.factor + m.shift) % plays }

// share is where a play stands between 0 and 1.
func share(play int) float64 { return (float64(play) + 0.5) / plays }

// mixOf follows from the words alone (FNV-1a).
func mixOf(words string) mix {
	h := uint32(2166136261)
	for i := range len(words) {
		h = (h ^ uint32(words[i])) * 16777619
	}
	h ^= h >> 15
	return mix{factor: 1 + 2*int(h%(plays/2)), shift: int(h >> 8 % plays)}
}

func newSpread(p *play) *spread {
	out, s := &spread{play: p}, p.state
	known := map[string]*[plays]time.Duration{}
	for i := range p.tickets {
		t := &p.tickets[i]
		times := known[t.Service]
		if times == nil {
			times = new([plays]time.Duration)
			for k := range times {
				times[k] = s.Services[t.Service].Quantile(share(k))
			}
			known[t.Service] = times
		}
		out.services = append(out.services, times)
		out.tickets = append(out.tickets, mixOf(t.ID))
	}
	for _, d := range p.desks {
		var times *[plays]time.Duration
		if b := d.desk.Busy; b != nil {
			times = new([plays]time.Duration)
			for k := range times {
				times[k] = s.Services[b.Service].Remaining(s.Now.Sub(b.Since), share(k))
			}
		}
		out.rests = append(out.rests, times)
		out.desks = append(out.desks, mixOf("desk "+strconv.Itoa(d.desk.Number)))
	}
	return out
}

func (s *spread) rest(desk int) time.Duration { return s.rests[desk][s.desks[desk].at(s.n)] }

func (s *spread) drop(stream int) time.Duration {
	st := &s.play.streams[stream]
	return time.Duration(share(s.tickets[st.first].at(s.n)) * float64(st.apart))
}

// visit leaves people out in as many plays as people stay away; who of them
// does follows from another order than how long they take.
func (s *spread) visit(ticket int) time.Duration {
	m, st := s.tickets[ticket], &s.play.state
	away := mix{factor: m.factor ^ 2, shift: m.shift * 5}
	if float64(away.at(s.n))+float64(m.shift)/plays < st.NoShow*plays {
		return st.Missed
	}
	return st.Call + s.services[ticket][m.at(s.n)]
}
