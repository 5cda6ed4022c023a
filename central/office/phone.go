package office

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"numerek/central/calling"
	"numerek/central/officefile"
	"numerek/central/queue"
	"numerek/central/store"
)

// Phone is a ticket as its owner follows it.
type Phone struct {
	Ticket queue.Ticket
	State  queue.State // as it must be told today
	Ahead  int         // people before it; 0 unless it waits
	Wait   queue.Wait  // until its call; zero unless it waits and something is known
	// ComeBack is until when a no-show may wait again; zero where it may not.
	ComeBack time.Time
	File     *officefile.Office
	Now      time.Time
}

// mostSearched is in how many offices a token is looked up whose address names
// none. Such addresses are printed only while there is one office.
const mostSearched = 16

// Owned finds a ticket by the token of its page; an empty office means that the
// address names none. Errors: [ErrUnknownTicket], for whatever is not the token
// of a ticket.
func (o *Office) Owned(ctx context.Context, office, token string) (queue.Ticket, error) {
	token, err := queue.ParseToken(token)
	if err != nil {
		return queue.Ticket{}, ErrUnknownTicket
	}
	ids := []string{office}
	if office == "" {
		if ids, err = o.IDs(ctx); err != nil {
			return queue.Ticket{}, err
		}
	}
	for _, id := range ids[:min(len(ids), mostSearched)] {
		ticket, err := o.store.TicketByToken(ctx, id, token)
		if !errors.Is(err, store.ErrNotFound) {
			return ticket, err
		}
	}
	return queue.Ticket{}, ErrUnknownTicket
}

// Follow returns the ticket as it is on a newer floor. Only a ticket that has
// just left the floor is looked up in the database, so that a thousand phones
// cost it nothing.
func (o *Office) Follow(ctx context.Context, f Floor, k queue.Ticket) (queue.Ticket, error) {
	if s, ok := f.spot(k); ok {
		if s.ticket.Revision < k.Revision { // the floor is older than what is known already
			return k, nil
		}
		return *s.ticket, nil
	}
	if !k.State.Open() && f.comeBack(k, f.Now).IsZero() {
		return k, nil
	}
	return o.Owned(ctx, k.Office, k.Token)
}

// Phone returns the ticket as its owner is told at an instant. Of the floor's
// ticket and the one at hand the newer one counts.
func (f Floor) Phone(k queue.Ticket, now time.Time) Phone {
	if s, ok := f.spot(k); ok && s.ticket.Revision > k.Revision {
		k = *s.ticket
	}
	p := Phone{Ticket: k, State: k.On(f.today), ComeBack: f.comeBack(k, now), File: f.File, Now: now}
	if p.State == queue.Waiting {
		p.Ahead, p.Wait = f.Ahead(k), cmp.Or(f.Wait(k.ID), promised(k, now))
	}
	return p
}

// comeBack is until when a no-show may wait again; zero where it may not.
func (f Floor) comeBack(k queue.Ticket, now time.Time) time.Time {
	if _, err := k.Revive(f.patience, now); err != nil || k.Day != f.today {
		return time.Time{}
	}
	return k.EndedAt.Add(f.patience.ComeBack)
}

// promised is what is left of the range that was forecast when the ticket was
// issued, for as long as nothing newer is known. It is over when the ticket was
// called, or is late.
func promised(k queue.Ticket, now time.Time) queue.Wait {
	gone := int(now.Sub(k.IssuedAt) / time.Minute)
	if !k.FirstCalled.IsZero() || gone < 0 || gone >= k.Wait.To {
		return queue.Wait{}
	}
	return queue.Wait{From: max(0, k.Wait.From-gone), To: k.Wait.To - gone}
}

// Ahead is how many people are before the ticket, as [calling.Ahead] counts.
func (f Floor) Ahead(k queue.Ticket) int {
	place := f.Locations[k.Location]
	if place == nil {
		return 0
	}
	if s, ok := f.spot(k); ok && s.ticket.State == queue.Waiting && s.ticket.Revision == k.Revision {
		return s.ahead
	}
	desks, open := f.callers(k.Location)
	return calling.Ahead(place.Waiting, k, desks, open, f.policy, f.Now)
}

// Waiting is how many wait for each service.
func (f Floor) Waiting() map[string]int {
	n := make(map[string]int)
	for _, p := range f.Locations {
		for i := range p.Waiting {
			if p.Waiting[i].Day == f.today {
				n[p.Waiting[i].Service]++
			}
		}
	}
	return n
}

// callers returns the desks of a location, and which of them have a clerk who works.
func (f Floor) callers(location string) (desks []calling.Desk, open func(desk int) bool) {
	var staffed []store.Desk
	if place := f.Locations[location]; place != nil {
		staffed = place.Desks
	}
	working := map[int]bool{}
	for _, d := range f.File.Desks {
		if d.Location != location {
			continue
		}
		var row store.Desk
		if i := slices.IndexFunc(staffed, func(s store.Desk) bool { return s.Number == d.Number }); i >= 0 {
			row = staffed[i]
			working[d.Number] = row.Paused == ""
		}
		desks = append(desks, callingDesk(&d, row))
	}
	return desks, func(desk int) bool { return working[desk] }
}

// spots are where everybody of a place stands, worked out when somebody asks
// first: phones ask all at once, and each about one ticket.
type spots struct {
	once sync.Once
	byID map[string]spot
}

type spot struct {
	ticket *queue.Ticket
	ahead  int
}

// spot finds a ticket on the floor.
func (f Floor) spot(k queue.Ticket) (spot, bool) {
	place := f.Locations[k.Location]
	if place == nil {
		return spot{}, false
	}
	place.spots.once.Do(func() { place.spots.byID = f.stand(k.Location, place) })
	s, ok := place.spots.byID[k.ID]
	return s, ok
}

func (f Floor) stand(location string, place *Place) map[string]spot {
	byID := make(map[string]spot, len(place.Waiting)+len(place.Parked)+len(place.Missed)+len(place.AtDesk))
	desks, open := f.callers(location)
	ahead := calling.AheadOfEach(place.Waiting, desks, open, f.policy, f.Now)
	for i := range place.Waiting {
		byID[place.Waiting[i].ID] = spot{ticket: &place.Waiting[i], ahead: ahead[i]}
	}
	for _, aside := range [][]queue.Ticket{place.Parked, place.Missed} {
		for i := range aside {
			byID[aside[i].ID] = spot{ticket: &aside[i]}
		}
	}
	for id, k := range place.AtDesk {
		byID[id] = spot{ticket: &k}
	}
	return byID
}

// withdrawnDetail is the detail of a [TicketWithdrawn] event that no desk made.
type withdrawnDetail struct {
	By string `json:"by"` // "owner"
}

// Withdraw gives a ticket up at the wish of whoever has its page. Doing it again
// changes nothing. Errors: [ErrUnknownTicket], and [queue.ErrNotWaiting] where
// the ticket neither waits nor is parked.
func (o *Office) Withdraw(ctx context.Context, office, token string) error {
	k, err := o.Owned(ctx, office, token)
	if err != nil {
		return err
	}
	needs := store.Keys{
		Tickets: []store.RequestKey{{Office: k.Office, Request: k.ID}},
		Tallies: []store.TallyKey{{Office: k.Office, Service: k.Service, Day: k.Day}},
	}
	return o.update(ctx, k.Office, needs, func(tx *store.Tx, t *today) error {
		if _, _, err := t.day(); err != nil {
			return err
		}
		before, err := tx.Ticket(k.Office, k.ID)
		if err != nil {
			return fmt.Errorf("withdraw: %w", err)
		}
		if before.State == queue.Withdrawn {
			return nil
		}
		after, err := before.Withdraw(t.now)
		if err != nil {
			return err
		}
		return t.change(before, after, TicketWithdrawn, "", detail(withdrawnDetail{By: "owner"}))
	})
}
