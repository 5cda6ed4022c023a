package office

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"numerek/central/calendar"
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

// standing says whether the last call of a ticket is still on the monitors.
func standing(k queue.Ticket) bool {
	return k.State == queue.Called || k.State == queue.Serving || k.State == queue.Done
}

// Calls returns the calls of a location that still stand, the newest first, at
// most limit, as they are after the event after.
func (o *Office) Calls(ctx context.Context, v View, location string, limit int) ([]Call, error) {
	called, err := o.store.CalledTickets(ctx, v.Office, location, v.Day, 4*limit)
	if err != nil {
		return nil, err
	}
	var calls []Call
	for _, k := range called {
		if len(calls) == limit {
			break
		}
		if !standing(k) {
			continue
		}
		timeline, err := o.store.Timeline(ctx, v.Office, k.ID)
		if err != nil {
			return nil, err
		}
		for _, e := range slices.Backward(timeline) {
			if c, ok := CallOf(e); ok && e.Seq <= v.Seq {
				calls = append(calls, c)
				break
			}
		}
	}
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

// hall returns what the monitors of a location show and say now, and when that
// may change although nothing happens.
func (t *today) hall(location string) (h HallState, changes []time.Time, err error) {
	row, err := t.tx.Hall(store.HallKey{Office: t.row.ID, Location: location})
	if err != nil {
		return h, nil, err
	}
	if row.Message != "" {
		if err := json.Unmarshal([]byte(row.Message), &h.Message); err != nil {
			return h, nil, fmt.Errorf("message at %s: %w", location, err)
		}
	}
	local := t.now.In(t.file.ZoneOrUTC())
	var clocks []calendar.Clock
	h.Volume, clocks = t.file.Audio.VolumeAt(calendar.Clock(local.Hour()*60 + local.Minute()))
	for _, c := range clocks {
		at := time.Date(local.Year(), local.Month(), local.Day(), 0, int(c), 0, 0, local.Location())
		changes = append(changes, at, at.AddDate(0, 0, 1))
	}
	if t.now.Before(row.SilentUntil) {
		h.Volume = 0
		changes = append(changes, row.SilentUntil)
	}
	return h, changes, nil
}
