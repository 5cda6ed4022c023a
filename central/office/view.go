package office

import (
	"context"
	"strings"
	"time"

	"numerek/central/officefile"
	"numerek/central/queue"
	"numerek/central/store"
)

// View is an office as its kiosks show it, after one event of its sequence.
type View struct {
	Office      string
	Incarnation string
	Seq         int64 // of the last event that is in it
	Revision    int64 // of the office file
	File        *officefile.Office
	Day         queue.Day
	Now         time.Time
	Demo        bool
	Services    map[string]ServiceState // by service
	// Due is when the view changes although nothing happens: something opens
	// or closes, or the day turns.
	Due time.Time
}

// ServiceState is the part of a service that changes during the day.
type ServiceState struct {
	Waiting int
	Wait    queue.Wait // forecast for a ticket that is taken now; zero where nothing is known
	Refusal *Refusal   // why no ticket is given; nil if one is
}

// View returns the present state of an office. It is read in a transaction, so
// that its sequence number and its figures belong together.
func (o *Office) View(ctx context.Context, office string) (View, error) {
	k, err := o.known(ctx, office)
	if err != nil {
		return View{}, err
	}
	needs := store.Keys{}
	for _, s := range k.plan.file.Services {
		needs.Tallies = append(needs.Tallies, store.TallyKey{Office: office, Service: s.ID, Day: k.day})
	}
	row, err := o.store.Office(ctx, office)
	if err != nil {
		return View{}, err
	}
	look := o.outlook(ctx, office, row.Seq)
	var v View
	err = o.update(ctx, office, needs, func(tx *store.Tx, t *today) error {
		day, trusted, err := t.day()
		if err != nil {
			return err
		}
		look := look.on(day)
		v = View{
			Office: office, Incarnation: t.installation.Incarnation, Seq: t.row.Seq, Revision: t.row.Revision,
			File: t.file, Day: day, Now: t.now, Demo: o.demo, Due: t.dayAfter(t.businessDay(t.now)),
			Services: make(map[string]ServiceState, len(t.file.Services)),
		}
		for _, s := range t.file.Services {
			tally, err := tx.Tally(office, s.ID, day)
			if err != nil {
				return err
			}
			refusal, until := t.decide(s, tally, look, t.now)
			if !trusted {
				refusal = &Refusal{Reason: ClockWrong}
			}
			v.due(until)
			v.Services[s.ID] = ServiceState{Waiting: tally.Waiting, Refusal: refusal}
			if refusal == nil {
				v.Services[s.ID] = ServiceState{Waiting: tally.Waiting, Wait: look.wait(s.ID)}
			}
		}
		return nil
	})
	if at, late := o.behindOf(look, v.Seq, v.Now); err == nil && late {
		v.due(at)
	}
	return v, err
}

// StatusURL is the address of a ticket's page. With several offices it names
// the office.
func (o *Office) StatusURL(ctx context.Context, t queue.Ticket) (string, error) {
	return o.PageURL(ctx, t.Office, "t/"+t.Token)
}

// PageURL returns the address of a citizen's page of an office. It names the
// office where there are several.
func (o *Office) PageURL(ctx context.Context, office, page string) (string, error) {
	k, err := o.known(ctx, office)
	if err != nil {
		return "", err
	}
	ids, err := o.IDs(ctx)
	if err != nil {
		return "", err
	}
	base := strings.TrimSuffix(k.plan.file.PublicURL, "/")
	if len(ids) > 1 {
		base += "/o/" + office
	}
	return base + "/" + page, nil
}

// SameCatalogue says whether a watcher who has seen the events up to after can
// go on from there: nothing between there and upto, its own position included,
// is lost, and neither the texts nor the day have changed.
func (o *Office) SameCatalogue(ctx context.Context, office string, after, upto int64) (bool, error) {
	const most = 1024
	if after > upto || upto-after > most {
		return false, nil
	}
	events, err := o.store.Events(ctx, office, after-1, int(upto-after)+1)
	if err != nil || len(events) == 0 || events[0].Seq != after {
		return false, err
	}
	for _, e := range events[1:] {
		if e.Kind == OfficeImported || e.Kind == DayTurned {
			return false, nil
		}
	}
	return true, nil
}

// due makes the view be looked at again at the first of some instants to come.
func (v *View) due(instants ...time.Time) {
	for _, at := range instants {
		if at.After(v.Now) && at.Before(v.Due) {
			v.Due = at
		}
	}
}

// Position of the view in the sequence of events.
func (v View) Position() (incarnation string, seq int64) { return v.Incarnation, v.Seq }

// DueAt is when the view changes although nothing happens.
func (v View) DueAt() time.Time { return v.Due }
