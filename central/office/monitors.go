package office

import (
	"context"
	"errors"
	"fmt"
	"time"

	"numerek/central/calendar"
	"numerek/central/officefile"
	"numerek/central/queue"
	"numerek/central/store"
)

// HallView is an office as its wall monitors show it besides calls, after one
// event of its sequence.
type HallView struct {
	Office      string
	Incarnation string
	Seq         int64 // of the last event that is certainly in it
	Revision    int64 // of the office file
	File        *officefile.Office
	Day         queue.Day
	Now         time.Time
	Demo        bool
	Waiting     map[string]int       // tickets, by service
	Halls       map[string]HallState // by location
	// Due is when the view changes although nothing happens: the voice gets
	// louder or softer, or the day turns.
	Due time.Time
}

// HallState is what the monitors of a location show and say besides calls.
type HallState struct {
	Message officefile.Text // empty: none
	Volume  int             // of the voice now, in percent
}

// Position of the view in the sequence of events.
func (v HallView) Position() (incarnation string, seq int64) { return v.Incarnation, v.Seq }

// DueAt is when the view changes although nothing happens.
func (v HallView) DueAt() time.Time { return v.Due }

// HallView reads the present state of an office beside the writer, so that the
// monitors of five hundred offices do not keep a clerk waiting.
func (o *Office) HallView(ctx context.Context, office string) (HallView, error) {
	in, err := o.store.Installation(ctx)
	if err != nil {
		return HallView{}, err
	}
	row, k, err := o.onItsDay(ctx, office)
	if err != nil {
		return HallView{}, err
	}
	now := o.Now().UTC()
	v := HallView{
		Office: office, Incarnation: in.Incarnation, Seq: row.Seq, Revision: row.Revision, File: k.plan.file,
		Day: row.Day, Now: now, Demo: o.demo, Due: k.plan.dayAfter(k.plan.businessDay(now)),
		Waiting: make(map[string]int), Halls: make(map[string]HallState, len(k.plan.file.Locations)),
	}
	tallies, err := o.store.Tallies(ctx, office, v.Day)
	if err != nil {
		return HallView{}, err
	}
	for _, t := range tallies {
		v.Waiting[t.Service] = t.Waiting
	}
	halls, err := o.Halls(ctx, office)
	if err != nil {
		return HallView{}, err
	}
	for _, row := range halls {
		state, changes, err := k.plan.hall(row, now)
		if err != nil {
			return HallView{}, err
		}
		v.Halls[row.Location] = state
		for _, at := range changes {
			if at.After(now) && at.Before(v.Due) {
				v.Due = at
			}
		}
	}
	return v, nil
}

// onItsDay reads an office, with its business day turned if that is over.
func (o *Office) onItsDay(ctx context.Context, office string) (store.Office, known, error) {
	for turned := false; ; turned = true {
		row, err := o.store.Office(ctx, office)
		if errors.Is(err, store.ErrNotFound) {
			err = fmt.Errorf("%w: %q", ErrUnknownOffice, office)
		}
		if err != nil {
			return row, known{}, err
		}
		k, err := o.remember(row, func() (string, error) { return o.store.File(ctx, office) })
		if err != nil || turned || k.plan.businessDay(o.Now()) <= row.Day {
			return row, k, err
		}
		if err := o.Turn(ctx, office); err != nil {
			return row, k, err
		}
	}
}

// hall returns what the monitors of a location show and say, and when that may
// change although nothing happens.
func (p *plan) hall(row store.Hall, now time.Time) (h HallState, changes []time.Time, err error) {
	if h.Message, err = HallMessage(row); err != nil {
		return h, nil, err
	}
	local := now.In(p.file.ZoneOrUTC())
	var clocks []calendar.Clock
	h.Volume, clocks = p.file.Audio.VolumeAt(calendar.Clock(local.Hour()*60 + local.Minute()))
	for _, c := range clocks {
		at := time.Date(local.Year(), local.Month(), local.Day(), 0, int(c), 0, 0, local.Location())
		changes = append(changes, at, at.AddDate(0, 0, 1))
	}
	if now.Before(row.SilentUntil) {
		h.Volume = 0
		changes = append(changes, row.SilentUntil)
	}
	return h, changes, nil
}
