package simulation

import (
	"context"
	"fmt"
	"slices"

	"numerek/appliance/errand"
	"numerek/appliance/journal"
	"numerek/appliance/kiosk"
	"numerek/central/office"
	"numerek/central/queue"
)

// facts are what really happened, which no part of the system can know as a whole.
type facts struct {
	tapped  map[string]int             // kiosk by request
	issued  map[string]string          // last number that a server gave, by request
	papers  []paper                    // that came out
	onPaper map[string]int             // papers by request
	read    map[string]string          // numbers that people read from a screen, by request
	numbers map[string][]string        // that people got in any way, by request
	gone    map[string]bool            // given up and acknowledged while there was no ticket, by request
	known   map[string]bool            // calls that a console knows of, by ticket
	calls   map[string]map[string]bool // by whom a ticket was called, as the desks were told
	lines   int                        // times that history began anew
	lossy   int                        // of those, with a loss
	ops     []*op                      // history for porcupine
	wishes  map[string]*op             // the same by request
}

func newFacts() facts {
	return facts{
		tapped: map[string]int{}, issued: map[string]string{}, onPaper: map[string]int{}, read: map[string]string{},
		numbers: map[string][]string{}, gone: map[string]bool{}, known: map[string]bool{}, calls: map[string]map[string]bool{}, wishes: map[string]*op{},
	}
}

// paper is a paper that has come out.
func (w *World) paper(p paper) {
	w.tell("kiosk %d: paper %s", p.kiosk, p.number)
	w.facts.papers = append(w.facts.papers, p)
	w.facts.onPaper[p.request]++
	w.facts.got(w, p.request, p.day+" "+p.number)
}

// read is a number that somebody has read from a screen.
func (w *World) read(t kiosk.Ticket, at int) {
	if t.ID == "" {
		return
	}
	number := t.Day + " " + t.Number
	if w.facts.read[t.ID] != number {
		w.tell("kiosk %d: somebody reads %s", at, t.Number)
	}
	w.facts.read[t.ID] = number
	w.facts.got(w, t.ID, number)
}

// got notes that a visitor has a number.
func (f *facts) got(w *World, request, number string) {
	if slices.Contains(f.numbers[request], number) {
		return
	}
	f.numbers[request] = append(f.numbers[request], number)
	if len(f.numbers[request]) > 1 {
		w.violate("I9 one visitor has the numbers %q", f.numbers[request])
	}
}

// printed says whether a paper of a ticket has come out.
func (f *facts) printed(request string) bool { return f.onPaper[request] > 0 }

// comes says whether anybody has the number of a ticket that was called.
func (f *facts) comes(request string) bool { return f.printed(request) || f.read[request] != "" }

// issue notes a number that a server has given.
func (f *facts) issue(w *World, t queue.Ticket) {
	number := string(t.Day) + " " + t.Number.String()
	if f.issued[t.ID] != number {
		w.tell("number %s for %s", number, t.ID)
		w.site.jumped = true
	}
	f.issued[t.ID] = number
}

// told notes that a kiosk knows that the server knows.
func (f *facts) told(w *World, e journal.Entry, r reply) {
	if e.Stage == journal.Abandoned && !r.existed && r.trouble == errand.None {
		f.gone[e.Request] = true
		w.tell("given up for good: %s", e.Request)
	}
}

// queue is who waits now, for the question whether the right one was called.
func (w *World) queue() []queue.Ticket {
	row, err := w.site.db.Office(context.Background(), w.site.id)
	if err != nil {
		return nil
	}
	waiting, err := w.site.db.WaitingTickets(context.Background(), w.site.id, row.Day, 1000)
	if err != nil {
		return nil
	}
	return waiting
}

// called looks at an answer to a desk: whether who was called was the first.
func (w *World) called(c *console, a office.Action, operation office.Operation, d done, before []queue.Ticket) {
	if d.err != nil || a.Deed != office.DeedCallNext || d.out.Ticket == "" || d.out.Refused != "" {
		return
	}
	by := fmt.Sprintf("desk %d in operation %d of %s", c.seat.Desk, operation.Number, short(operation.Incarnation))
	if w.facts.calls[d.out.Ticket] == nil {
		w.facts.calls[d.out.Ticket] = map[string]bool{}
	}
	if w.facts.calls[d.out.Ticket][by] {
		return // asked again
	}
	w.facts.calls[d.out.Ticket][by] = true
	if n := len(w.facts.calls[d.out.Ticket]); n > 1 && w.facts.lossy == 0 {
		w.violate("I4 number %s called %d times, at last by %s", d.out.Number, n, by)
	}
	i := slices.IndexFunc(before, func(t queue.Ticket) bool { return t.ID == d.out.Ticket })
	if i < 0 {
		return // its day has turned meanwhile
	}
	for _, t := range before {
		if t.Day == before[i].Day && t.Arrived().Before(before[i].Arrived()) {
			w.violate("I5 %s called before %s", before[i].Number, t.Number)
		}
	}
}
