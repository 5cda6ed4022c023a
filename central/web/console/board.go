package console

import (
	"fmt"
	"strings"
	"time"

	"numerek/central/calling"
	"numerek/central/office"
	"numerek/central/queue"
	"numerek/central/translations"
)

// board is what board.html may use: a desk and its queue at one instant. Instants
// for the script are milliseconds since 1970.
type board struct {
	T         *translations.Console
	Operation office.Operation // the next one
	State     string
	Here      *person
	Primary   primary
	Paused    string // why; empty while the desk works
	Since     moment // of the call, the service or the pause
	Said      said
	Undo      undo
	Lists     lists
	Services  []serviceChoice // of the location, by department
	Desks     []deskChoice    // of the location, but for this one
	Languages []choice
	Stopped   []row // services without tickets
	Expected  int   // people with a booking for today who have not come yet
}

// The states of a desk.
const (
	free    = "free"
	called  = "called"
	serving = "serving"
	paused  = "paused"
)

// number is written as on all our screens.
type number struct{ Prefix, Digits string }

func numberOf(n queue.Number) number {
	return number{Prefix: n.Prefix, Digits: fmt.Sprintf("%03d", n.N)}
}

// moment is since when something is so.
type moment struct {
	At      int64
	Minutes int
}

func since(at, now time.Time) moment {
	return moment{At: at.UnixMilli(), Minutes: max(0, int(now.Sub(at)/time.Minute))}
}

// person is who has been called to the desk, or is served there.
type person struct {
	ID       string
	Number   number
	Service  string
	Mark     int
	Times    string // which call it is; empty once the person is served
	Marks    []mark
	MayMiss  bool
	MissFrom int64  // when a no-show is allowed
	MissHour string // the same on the wall; empty once it is allowed
	Waited   string // until the first call; empty if not a minute
	Copies   []string
	Trace    string // id of the ticket in the logs; empty where it has none
}

// mark is a word about a ticket that a clerk must not overlook.
type mark struct{ Kind, Text string }

// primary is the large key: what it does, and under it what will come of it.
type primary struct {
	Deed         office.Deed
	Ticket       string
	Label, Under string
	Quiet        bool // nobody waits
}

// said is what the last action came to.
type said struct {
	Text    string
	Hour    string
	Refused bool
	Given   *number // that was given out by hand
}

type undo struct {
	Can   bool
	What  string // in words; may be empty
	Until int64
}

type choice struct {
	Code, Name string
	Chosen     bool
}

type serviceChoice struct {
	Department string
	Services   []choice
}

type deskChoice struct {
	Number int
	Name   string
}

// refusalShown is how long a refusal stays: afterwards it would only puzzle.
const refusalShown = 20 * time.Second

// trace is the id of a ticket in the logs: its request id without the hyphens.
func trace(ticket string) string { return strings.ReplaceAll(ticket, "-", "") }

// copies says of each copy of a ticket when the server heard of it, and from where.
func (w words) copies(all []office.Copy) (lines []string) {
	for _, c := range all {
		lines = append(lines, fmt.Sprintf(w.Here.Copied, w.hour(c.At), c.Device))
	}
	return lines
}

// look makes the board of a desk.
func (w words) look(v *office.DeskView, now time.Time, note string) board {
	b := board{
		T: w.Console, Operation: office.Operation{Incarnation: v.Incarnation, Number: v.Desk.Operation + 1}, State: free, Paused: v.Desk.Paused,
		Lists: w.lists(v, now), Languages: w.languages(),
	}
	switch {
	case v.Here != nil:
		b.Here, b.State, b.Since = w.person(v, now), called, since(v.Here.CalledAt, now)
		if v.Here.State == queue.Serving {
			b.State, b.Since = serving, since(v.Here.ServedAt, now)
		}
	case v.Desk.Paused != "":
		b.State, b.Since = paused, since(v.Desk.PausedAt, now)
	}
	b.Primary = w.primary(v, b.State)
	b.Said = w.said(v, now, note)
	if b.Undo.Can = v.Undo != ""; b.Undo.Can {
		b.Undo.What, b.Undo.Until = w.undoing(v), v.UndoUntil.UnixMilli()
	}
	b.Services, b.Stopped = w.services(v)
	b.Desks = w.desks(v)
	return b
}

func (w words) person(v *office.DeskView, now time.Time) *person {
	k := v.Here
	p := &person{
		ID: k.ID, Number: numberOf(k.Number), Service: w.label(k.Service), Mark: w.mark(k.Service), Marks: w.marks(k, v.Desk.Number),
		MayMiss: k.State == queue.Called && !now.Before(v.MayMiss), Trace: trace(k.ID),
	}
	if waited := since(k.Arrived(), k.FirstCalled).Minutes; waited > 0 {
		p.Waited = fmt.Sprintf(w.Here.Waited, waited)
	}
	if k.State == queue.Called {
		p.Times, p.MissFrom = fmt.Sprintf(w.Here.Times, k.Calls), v.MayMiss.UnixMilli()
		if !p.MayMiss {
			p.MissHour = fmt.Sprintf(w.Here.MissFrom, w.hourExact(v.MayMiss))
		}
	}
	return p
}

// marks of a ticket, as a desk sees them.
func (w words) marks(k *queue.Ticket, desk int) []mark {
	var out []mark
	if k.Priority {
		out = append(out, mark{"priority", w.Here.Priority})
	}
	if k.Booking() {
		out = append(out, mark{"booked", fmt.Sprintf(w.Here.Booked, w.hour(k.Booked))})
	}
	if k.Language != w.file.Default() {
		name, ok := w.Languages[k.Language]
		if !ok {
			name = k.Language
		}
		out = append(out, mark{"speaks", fmt.Sprintf(w.Here.Speaks, name)})
	}
	if k.Paper == queue.PaperUnknown {
		out = append(out, mark{"paper", w.Here.PaperUnknown})
	}
	if k.Wants != 0 && k.Wants != desk && k.State == queue.Waiting {
		out = append(out, mark{"wants", fmt.Sprintf(w.Lists.Wants, k.Wants)})
	}
	return out
}

// primary decides what the large key does.
func (w words) primary(v *office.DeskView, state string) primary {
	next := w.next(v.Next)
	switch state {
	case called:
		return primary{Deed: office.DeedStart, Ticket: v.Here.ID, Label: w.Here.Start, Under: w.Here.ComeQuestion}
	case serving:
		return primary{Deed: office.DeedCallNext, Ticket: v.Here.ID, Label: w.Here.FinishNext, Under: next}
	case paused:
		return primary{Deed: office.DeedContinue, Label: w.Here.Continue, Under: next}
	}
	return primary{Deed: office.DeedCallNext, Label: w.Here.CallNext, Under: next, Quiet: len(v.Next) == 0}
}

// next says who comes next, and why.
func (w words) next(order []calling.Choice) string {
	if len(order) == 0 {
		return w.Here.NobodyNext
	}
	return shown(order[0].Ticket.Number.String()) + " – " + w.because(order[0].Reason)
}

func (w words) said(v *office.DeskView, now time.Time, note string) said {
	if text := w.Notes[note]; text != "" {
		return said{Text: text, Hour: w.hour(now), Refused: true}
	}
	o := v.Last
	refused := o.Refused != "" && o.Finished == ""
	if o.Deed == "" || refused && now.Sub(o.At) > refusalShown {
		return said{}
	}
	calls := 0
	if v.Here != nil && v.Here.ID == o.Ticket {
		calls = v.Here.Calls
	}
	s := said{Text: w.outcome(o, calls), Hour: w.hour(o.At), Refused: refused}
	if n, err := queue.ParseNumber(o.Number); err == nil && o.Deed == office.DeedGiveOut && !refused {
		given := numberOf(n)
		s.Given = &given
	}
	return s
}
