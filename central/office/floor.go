package office

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"numerek/central/calling"
	"numerek/central/officefile"
	"numerek/central/queue"
	"numerek/central/store"
)

// Floor is an office as its clerks see it, after one event of its sequence.
type Floor struct {
	Office      string
	Incarnation string
	Seq         int64 // of the last event that is certainly in it
	Revision    int64 // of the office file
	File        *officefile.Office
	Day         queue.Day
	Now         time.Time
	Demo        bool
	Locations   map[string]*Place
	Users       map[string]string // user name to full name
	// Due is when the floor changes although nothing happens: the day turns.
	Due time.Time

	issued   map[string]int // tickets of the day by service, as the tallies count them
	outlook  *outlook
	policy   calling.Policy
	patience queue.Patience
	today    queue.Day // by the clock; Day is behind it until something turns it
}

// Place is what is open at a location: tickets that wait, are parked, called,
// served or missed, each list in order of issue.
type Place struct {
	Waiting, Parked, Missed []queue.Ticket
	AtDesk                  map[string]queue.Ticket // called and served ones, by id
	Desks                   []store.Desk            // that a clerk has, by number
	Stopped                 map[string]string       // services without tickets today, with the staff's reason
	Hall                    store.Hall

	spots spots
}

// Position of the floor in the sequence of events.
func (f Floor) Position() (incarnation string, seq int64) { return f.Incarnation, f.Seq }

// DueAt is when the floor changes although nothing happens.
func (f Floor) DueAt() time.Time { return f.Due }

// Floor reads the present state of an office beside the writer, and what can be
// said of the waiting.
func (o *Office) Floor(ctx context.Context, office string) (Floor, error) {
	f, err := o.floor(ctx, office)
	if err != nil {
		return Floor{}, err
	}
	look := o.outlook(ctx, office, f.Seq)
	f.outlook = look.on(f.Day)
	if at, late := o.behindOf(look, f.Seq, f.Now); late && at.Before(f.Due) {
		f.Due = at
	}
	return f, nil
}

// Wait is the forecast for a ticket that waits; the zero value where nothing is
// known.
func (f Floor) Wait(ticket string) queue.Wait {
	if f.outlook == nil {
		return queue.Wait{}
	}
	return f.outlook.forecast.Tickets[ticket]
}

// WaitFor is the forecast for a ticket of a service that is taken now.
func (f Floor) WaitFor(service string) queue.Wait {
	if f.outlook == nil {
		return queue.Wait{}
	}
	return f.outlook.forecast.Services[service]
}

func (o *Office) floor(ctx context.Context, office string) (Floor, error) {
	in, err := o.store.Installation(ctx)
	if err != nil {
		return Floor{}, err
	}
	row, err := o.store.Office(ctx, office)
	if errors.Is(err, store.ErrNotFound) {
		return Floor{}, fmt.Errorf("%w: %q", ErrUnknownOffice, office)
	}
	if err != nil {
		return Floor{}, err
	}
	k, err := o.remember(row, func() (string, error) { return o.store.File(ctx, office) })
	if err != nil {
		return Floor{}, err
	}
	now := o.Now()
	f := Floor{
		Office: office, Incarnation: in.Incarnation, Seq: row.Seq, Revision: row.Revision, File: k.plan.file,
		Day: row.Day, Now: now, Demo: o.demo, Locations: make(map[string]*Place, len(k.plan.file.Locations)),
		Due: k.plan.dayAfter(k.plan.businessDay(now)), policy: k.plan.callingPolicy(), patience: k.plan.patience(),
		today: max(row.Day, k.plan.businessDay(now)),
	}
	if err := o.readPeople(ctx, &f); err != nil {
		return Floor{}, err
	}
	for id, p := range f.Locations {
		tickets, err := o.store.OpenTickets(ctx, office, id, row.Day)
		if err != nil {
			return Floor{}, err
		}
		o.saw(tickets)
		p.sort(tickets, f.patience, now)
	}
	return f, nil
}

// saw remembers how far the numbers have got, be it by another server.
func (o *Office) saw(tickets []queue.Ticket) {
	last := make(map[queue.Series]int)
	for _, k := range tickets {
		last[k.Series()] = max(last[k.Series()], k.Number.N)
	}
	for s, n := range last {
		o.marks.Saw(s, n)
	}
}

// readPeople fills in what is not about tickets.
func (o *Office) readPeople(ctx context.Context, f *Floor) error {
	for _, l := range f.File.Locations {
		f.Locations[l.ID] = &Place{
			AtDesk: make(map[string]queue.Ticket), Stopped: make(map[string]string),
			Hall: store.Hall{HallKey: store.HallKey{Office: f.Office, Location: l.ID}},
		}
	}
	desks, err := o.store.Desks(ctx, f.Office)
	if err != nil {
		return err
	}
	for _, d := range desks {
		_, known := f.File.Desk(d.Location, d.Number) // else the office file has it no more
		if p := f.Locations[d.Location]; known && p != nil && d.Workstation != "" {
			p.Desks = append(p.Desks, d)
		}
	}
	halls, err := o.store.Halls(ctx, f.Office)
	if err != nil {
		return err
	}
	for _, h := range halls {
		if p := f.Locations[h.Location]; p != nil {
			p.Hall = h
		}
	}
	tallies, err := o.store.Tallies(ctx, f.Office, f.Day)
	if err != nil {
		return err
	}
	f.issued = make(map[string]int, len(tallies))
	for _, t := range tallies {
		f.issued[t.Service] = t.Issued
		if p := f.Locations[f.File.LocationOf(t.Service)]; p != nil && t.Stopped != "" {
			p.Stopped[t.Service] = t.Stopped
		}
	}
	users, err := o.store.Users(ctx, f.Office)
	f.Users = make(map[string]string, len(users))
	for _, u := range users {
		f.Users[u.Name] = u.FullName
	}
	return err
}

// sort puts open tickets where a clerk looks for them. A no-show that may not
// come back any more is not open.
func (p *Place) sort(tickets []queue.Ticket, patience queue.Patience, now time.Time) {
	for _, k := range tickets {
		switch k.State {
		case queue.Waiting:
			p.Waiting = append(p.Waiting, k)
		case queue.Parked:
			p.Parked = append(p.Parked, k)
		case queue.NoShow:
			if _, err := k.Revive(patience, now); err == nil {
				p.Missed = append(p.Missed, k)
			}
		default:
			p.AtDesk[k.ID] = k
		}
	}
}

// DeskView is a floor as one desk sees it.
type DeskView struct {
	Floor
	*Place
	File  officefile.Desk
	Desk  store.Desk
	Taken bool          // somebody has the desk
	Here  *queue.Ticket // called or served at the desk; nil if nobody
	// Next are those whom the desk would call, one after the other, each with
	// its reason.
	Next    []calling.Choice
	MayMiss time.Time // from when Here may become a no-show
	// Undo is the deed that can be taken back until UndoUntil; empty if none.
	Undo      Deed
	UndoUntil time.Time
	// Last is the answer to the desk's last action; its Deed is empty where there
	// was none since somebody took the desk.
	Last Outcome
}

// At returns the floor as a desk sees it at an instant, with at most next
// tickets that come next. Errors: [ErrUnknownDesk].
func (f Floor) At(location string, number, next int, now time.Time) (DeskView, error) {
	file, ok := f.File.Desk(location, number)
	place := f.Locations[location]
	if !ok || place == nil {
		return DeskView{}, fmt.Errorf("%w: %d at %q", ErrUnknownDesk, number, location)
	}
	v := DeskView{Floor: f, Place: place, File: file, Desk: store.Desk{
		DeskKey: store.DeskKey{Office: f.Office, Location: location, Number: number},
	}}
	open := map[int]bool{number: true}
	for _, d := range place.Desks {
		open[d.Number] = open[d.Number] || d.Paused == ""
		if d.Number == number {
			v.Desk, v.Taken = d, true
		}
	}
	if k, ok := place.AtDesk[v.Desk.Ticket]; ok {
		v.Here, v.MayMiss = &k, k.MayMiss(f.patience)
	}
	v.Next = calling.Order(place.Waiting, callingDesk(&file, v.Desk), func(d int) bool { return open[d] }, f.policy, now, next)
	if v.Desk.Answer != "" {
		if err := json.Unmarshal([]byte(v.Desk.Answer), &v.Last); err != nil {
			return DeskView{}, err
		}
	}
	last, err := lastDeed(v.Desk.Undo)
	if err != nil {
		return DeskView{}, err
	}
	if last != nil && now.Before(last.At.Add(UndoFor)) {
		v.Undo, v.UndoUntil = last.Deed, last.At.Add(UndoFor)
	}
	return v, nil
}
