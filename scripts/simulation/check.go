package simulation

import (
	"encoding/json"
	"fmt"

	"numerek/central/office"
	"numerek/central/queue"
)

// check looks at the end of a run: the invariants of reliability 2.8 that can only
// be seen from there.
func (w *World) check() {
	tickets := w.site.tickets()
	by := map[string]queue.Ticket{}
	for _, t := range tickets {
		by[t.ID] = t
	}
	w.checkNumbers(tickets)
	w.checkPaper(by)
	w.checkEnds(tickets)
	w.checkCalls(by)
	for request := range w.facts.gone {
		if t, ok := by[request]; ok {
			w.violate("I7 %s exists although %s was given up", t.Number, request)
		}
	}
	for _, k := range w.kiosks {
		switch {
		case !k.up:
			w.violate("I8 kiosk %d is still dark", k.id)
		case len(k.book.State().Open) > 0:
			w.violate("I8 kiosk %d still holds %+v", k.id, k.book.State().Open)
		case !k.model.Online:
			w.violate("I8 kiosk %d is still off line", k.id)
		}
	}
}

// checkNumbers is I1 and I2: every number once, and none unaccounted for.
func (w *World) checkNumbers(tickets []queue.Ticket) {
	have := map[string]string{}
	top := map[queue.Day]int{}
	for _, t := range tickets {
		key := fmt.Sprint(t.Day, " ", t.Number)
		if other := have[key]; other != "" {
			w.violate("I1 number %s issued twice, to %s and %s", key, other, t.ID)
		}
		have[key] = t.ID
		top[t.Day] = max(top[t.Day], t.Number.N)
		if _, ok := w.facts.tapped[t.ID]; !ok {
			w.violate("I9 nobody tapped for %s (%s)", key, t.ID)
		}
	}
	for _, e := range w.site.events() {
		var over office.Skipped
		if e.Kind != office.NumbersSkipped || json.Unmarshal([]byte(e.Detail), &over) != nil {
			continue
		}
		for n := over.From; n <= over.To; n++ {
			key := fmt.Sprint(over.Day, " ", queue.Number{Prefix: over.Prefix, N: n})
			if have[key] == "" {
				have[key] = "skipped"
			}
		}
		top[over.Day] = max(top[over.Day], over.To)
	}
	for day, last := range top {
		for n := 1; n <= last; n++ {
			if key := fmt.Sprint(day, " ", queue.Number{Prefix: "S", N: n}); have[key] == "" {
				w.violate("I2 number %s is unaccounted for", key)
			}
		}
	}
}

// checkPaper is I1 on paper, I3 and I6: who has a number has it alone, the server
// knows it, and it can be called.
func (w *World) checkPaper(by map[string]queue.Ticket) {
	owner := map[string]string{}
	for _, p := range w.facts.papers {
		number := p.day + " " + p.number
		if other := owner[number]; other != "" && other != p.request {
			w.violate("I1 two visitors have a paper with %s", number)
		}
		owner[number] = p.request
		w.callable(by, p.request, number, "paper")
	}
	for request, number := range w.facts.read {
		w.callable(by, request, number, "screen")
	}
	for request, n := range w.facts.onPaper {
		if n > 1 {
			w.violate("I6 %d papers of %s", n, by[request].Number)
		}
	}
	for _, t := range by {
		if t.Paper == queue.PaperPrinted && !w.facts.printed(t.ID) {
			w.violate("paper of %s is said to be printed, and there is none", t.Number)
		}
	}
}

func (w *World) callable(by map[string]queue.Ticket, request, number, where string) {
	t, ok := by[request]
	switch {
	case !ok:
		w.violate("I3 the server does not know %s on a %s (%s)", number, where, request)
	case string(t.Day)+" "+t.Number.String() != number:
		w.violate("I3 a %s says %s, and the server %s %s", where, number, t.Day, t.Number)
	case t.State == queue.Void:
		w.violate("I3 %s on a %s is void: %s", number, where, t.Void)
	}
}

// checkEnds is I8: nothing stays open for ever.
func (w *World) checkEnds(tickets []queue.Ticket) {
	for _, t := range tickets {
		if t.State.Open() {
			w.violate("I8 %s is still %s", t.Number, t.State)
		}
	}
}

// checkCalls is I4 and I10, as the timeline has it: one call a ticket, and a
// console that knows of it.
func (w *World) checkCalls(by map[string]queue.Ticket) {
	times := map[string]int{}
	ended := map[string]bool{} // by the day
	for _, e := range w.site.events() {
		ended[e.Ticket] = ended[e.Ticket] || e.Kind == office.TicketLeftOpen
	}
	for _, e := range w.site.events() {
		if e.Kind != office.TicketCalled {
			continue
		}
		times[e.Ticket]++
		if times[e.Ticket] == 2 {
			w.violate("I4 %s was called twice", by[e.Ticket].Number)
		}
		if !w.facts.known[e.Ticket] && !ended[e.Ticket] {
			w.violate("I10 %s was called, and no console knows", by[e.Ticket].Number)
		}
	}
}
