package forecast

import (
	"math"
	"slices"
	"time"

	"numerek/central/queue"
)

// Forecast is what a location's state says of those who wait and of those who
// would come now. Who is missing cannot be told anything.
type Forecast struct {
	Services map[string]queue.Wait // by service, for a ticket taken now
	Tickets  map[string]queue.Wait // by id, for each that waits
}

// All forecasts for everybody at once; it costs little more than one of them.
func All(s State) Forecast {
	f := Forecast{Services: map[string]queue.Wait{}, Tickets: map[string]queue.Wait{}}
	p := newPlay(s, services(s), 0)
	times := p.times()
	for service, i := range p.asking {
		if w, ok := wait(times[i]); ok {
			f.Services[service] = w
		}
	}
	for i := range p.tickets {
		if p.tickets[i].State == queue.Waiting {
			if w, ok := wait(times[i]); ok {
				f.Tickets[p.tickets[i].ID] = w
			}
		}
	}
	return f
}

// Waits forecasts the minutes until the call of a ticket that is taken now, by
// service. A service about which nothing can be said is missing.
func Waits(s State) map[string]queue.Wait {
	return All(s).Services
}

// Of forecasts the minutes until the call of a ticket that waits; false where
// nothing can be said.
func Of(s State, ticketID string) (queue.Wait, bool) {
	w, ok := All(s).Tickets[ticketID]
	return w, ok
}

// services are all that a desk lists.
func services(s State) (all []string) {
	for _, d := range s.Desks {
		all = append(all, d.Services...)
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// times plays the queue and returns the minutes until each ticket's call, one
// for each play in which it was called.
func (p *play) times() [][]float64 {
	times := make([][]float64, len(p.tickets))
	buf := make([]float64, 0, plays*len(p.tickets))
	for i := range times {
		times[i] = buf[i*plays : i*plays : (i+1)*plays]
	}
	at := newSpread(p)
	for at.n = range plays {
		p.begin(at, all)
		p.run(at, p.open, func(i int, _ *seat, _ time.Duration) { times[i] = append(times[i], p.now.Minutes()) })
	}
	return times
}

const (
	outside = 3    // plays left out at each end
	unknown = 0.06 // share by which the range is widened for what cannot be known
)

// wait makes a range of the times of all plays; false where some play never
// came to the call.
func wait(times []float64) (queue.Wait, bool) {
	if len(times) < plays {
		return queue.Wait{}, false
	}
	slices.Sort(times)
	return friendly(times[outside]*(1-unknown), times[plays-1-outside]*(1+unknown)), true
}

// friendly rounds a range outwards: whole minutes below ten, fives above. It is
// never empty, because nobody can promise a minute.
func friendly(from, to float64) queue.Wait {
	w := queue.Wait{From: int(math.Floor(from)), To: int(math.Ceil(to))}
	if w.From > 10 {
		w.From -= w.From % 5
	}
	w.To = max(w.To, w.From+narrowest)
	if w.To > 10 {
		w.To = (w.To + 4) / 5 * 5
	}
	return w
}

// narrowest is the least width of a range in minutes.
const narrowest = 2
