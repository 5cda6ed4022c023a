package office

import (
	"cmp"
	"context"
	"encoding/json"
	"slices"
	"time"

	"numerek/central/officefile"
	"numerek/central/queue"
	"numerek/central/store"
)

// Call asks a ticket to a desk, as monitors show it.
type Call struct {
	Seq      int64 // of its event, which tells it from every other call of the office; 0 if not known
	Ticket   string
	Number   queue.Number
	Service  string
	Desk     int
	Language string
	At       time.Time
	Times    int // calls to this desk, from 1
}

// CallOf reads a call from its event; false says that the event is none.
func CallOf(e store.Event) (Call, bool) {
	if e.Kind != TicketCalled && e.Kind != TicketCalledAgain {
		return Call{}, false
	}
	var d CallDetail
	if err := json.Unmarshal([]byte(e.Detail), &d); err != nil {
		return Call{}, false
	}
	n, err := queue.ParseNumber(d.Number)
	return Call{
		Seq: e.Seq, Ticket: e.Ticket, Number: n, Service: e.Service, Desk: e.Desk, Language: d.Language, At: e.At, Times: d.Times,
	}, err == nil
}

// EndsCall says whether the event takes the call of its ticket off the monitors:
// the person is gone, sent on or aside. Who was served stays until newer calls
// push it out.
func EndsCall(kind string) bool {
	switch kind {
	case TicketMissed, TicketParked, TicketTransferred, TicketWithdrawn, TicketExpired, TicketLeftOpen, TicketVoided:
		return true
	}
	return false
}

// BringsCallBack says whether the event takes back one that ended a call, which
// stands again.
func BringsCallBack(e store.Event) bool {
	var d undoneDetail
	if e.Kind != TicketUndone || json.Unmarshal([]byte(e.Detail), &d) != nil {
		return false
	}
	return d.Deed == DeedMiss || d.Deed == DeedPark || d.Deed == DeedTransfer
}

// maybeStanding says whether the last call of a ticket may still be on the
// monitors; its timeline knows.
func maybeStanding(k queue.Ticket) bool {
	return k.State == queue.Called || k.State == queue.Serving || k.State == queue.Done
}

// standing returns the call that stands after the events of a ticket up to one.
func standing(timeline []store.Event, upto int64) (last Call, stands bool) {
	for _, e := range timeline {
		if e.Seq > upto {
			break
		}
		c, isCall := CallOf(e)
		switch {
		case isCall:
			last, stands = c, true
		case e.Kind == CallTakenBack, EndsCall(e.Kind):
			stands = false
		case BringsCallBack(e):
			stands = true
		}
	}
	return last, stands
}

// Calls returns the calls of a location that still stand, the newest first, at
// most limit. They are those of the view: what has happened since is not in them.
func (o *Office) Calls(ctx context.Context, v HallView, location string, limit int) ([]Call, error) {
	called, err := o.store.CalledTickets(ctx, v.Office, location, v.Day, 2*limit)
	if err != nil {
		return nil, err
	}
	var calls []Call
	for _, k := range called {
		if len(calls) == limit {
			break
		}
		if !maybeStanding(k) {
			continue
		}
		timeline, err := o.store.Timeline(ctx, v.Office, k.ID)
		if err != nil {
			return nil, err
		}
		if c, ok := standing(timeline, v.Seq); ok {
			calls = append(calls, c)
		}
	}
	slices.SortFunc(calls, func(a, b Call) int { return cmp.Compare(b.Seq, a.Seq) })
	return calls, nil
}

// Display identifies a wall monitor by its id in the office file, as
// [Office.Kiosk] does a kiosk.
func (o *Office) Display(ctx context.Context, office, device string) (Caller, error) {
	return o.device(ctx, office, device, "display", func(f *officefile.Office) (string, bool) {
		l, _, ok := f.Display(device)
		return l.ID, ok
	})
}
