package memstore

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"numerek/central/queue"
	"numerek/central/store"
)

// Installation implements [store.Reader].
func (db *DB) Installation(context.Context) (store.Installation, error) {
	db.mu.RLock()
	defer db.mu.RUnlock()
	if db.data.installation == nil {
		return store.Installation{}, fmt.Errorf("installation: %w", store.ErrNotFound)
	}
	return *db.data.installation, nil
}

// Offices implements [store.Reader].
func (db *DB) Offices(context.Context) ([]store.Office, error) {
	return list(db, db.data.offices,
		func(store.Office) bool { return true },
		func(a, b store.Office) int { return strings.Compare(a.ID, b.ID) }), nil
}

// Office implements [store.Reader].
func (db *DB) Office(_ context.Context, id string) (store.Office, error) {
	db.mu.RLock()
	defer db.mu.RUnlock()
	o, ok := db.data.offices[id]
	if !ok {
		return store.Office{}, fmt.Errorf("office %s: %w", id, store.ErrNotFound)
	}
	return o, nil
}

// File implements [store.Reader].
func (db *DB) File(_ context.Context, office string) (string, error) {
	db.mu.RLock()
	defer db.mu.RUnlock()
	f, ok := db.data.files[office]
	if !ok {
		return "", fmt.Errorf("office file %s: %w", office, store.ErrNotFound)
	}
	return f.Text, nil
}

// Ticket implements [store.Reader].
func (db *DB) Ticket(_ context.Context, office, id string) (queue.Ticket, error) {
	db.mu.RLock()
	defer db.mu.RUnlock()
	t, ok := db.data.tickets[store.RequestKey{Office: office, Request: id}]
	if !ok {
		return queue.Ticket{}, fmt.Errorf("ticket %s: %w", id, store.ErrNotFound)
	}
	return t, nil
}

// TicketByToken implements [store.Reader].
func (db *DB) TicketByToken(ctx context.Context, office, token string) (queue.Ticket, error) {
	db.mu.RLock()
	id, ok := db.data.tokens[tokenKey{office, token}]
	db.mu.RUnlock()
	if !ok {
		return queue.Ticket{}, fmt.Errorf("ticket by token: %w", store.ErrNotFound)
	}
	return db.Ticket(ctx, office, id)
}

// WaitingTickets implements [store.Reader].
func (db *DB) WaitingTickets(_ context.Context, office string, day queue.Day, limit int) ([]queue.Ticket, error) {
	ts := list(db, db.data.tickets, func(t queue.Ticket) bool {
		return t.Office == office && t.Day == day && t.State == queue.Waiting
	}, store.ByIssue)
	return ts[:min(limit, len(ts))], nil
}

// TicketsOfDay implements [store.Reader].
func (db *DB) TicketsOfDay(_ context.Context, office string, day queue.Day) ([]queue.Ticket, error) {
	return list(db, db.data.tickets, func(t queue.Ticket) bool {
		return t.Office == office && t.Day == day
	}, store.ByNumber), nil
}

// OpenTickets implements [store.Reader].
func (db *DB) OpenTickets(_ context.Context, office, location string, day queue.Day) ([]queue.Ticket, error) {
	return list(db, db.data.tickets, func(t queue.Ticket) bool {
		return t.Office == office && t.Location == location && t.Day == day && (t.State.Open() || t.State == queue.NoShow)
	}, store.ByIssue), nil
}

// CalledTickets implements [store.Reader].
func (db *DB) CalledTickets(_ context.Context, office, location string, day queue.Day, limit int) ([]queue.Ticket, error) {
	ts := list(db, db.data.tickets, func(t queue.Ticket) bool {
		return t.Office == office && t.Location == location && t.Day == day && !t.CalledAt.IsZero()
	}, store.ByCall)
	return ts[:min(limit, len(ts))], nil
}

// ServedTickets implements [store.Reader].
func (db *DB) ServedTickets(_ context.Context, office string, from, to queue.Day) ([]queue.Ticket, error) {
	return list(db, db.data.tickets, func(t queue.Ticket) bool {
		return t.Office == office && t.Day >= from && t.Day <= to && !t.FirstCalled.IsZero()
	}, store.ByIssue), nil
}

// Tallies implements [store.Reader].
func (db *DB) Tallies(_ context.Context, office string, day queue.Day) ([]store.Tally, error) {
	return list(db, db.data.tallies, func(t store.Tally) bool {
		return t.Office == office && t.Day == day
	}, func(a, b store.Tally) int { return strings.Compare(a.Service, b.Service) }), nil
}

// Events implements [store.Reader].
func (db *DB) Events(_ context.Context, office string, after int64, limit int) ([]store.Event, error) {
	db.mu.RLock()
	defer db.mu.RUnlock()
	all := db.data.events[office]
	from, _ := slices.BinarySearchFunc(all, after+1, func(e store.Event, seq int64) int { return cmp.Compare(e.Seq, seq) })
	return slices.Clone(all[from:min(from+limit, len(all))]), nil
}

// Timeline implements [store.Reader].
func (db *DB) Timeline(_ context.Context, office, ticket string) (found []store.Event, err error) {
	db.mu.RLock()
	defer db.mu.RUnlock()
	for _, e := range db.data.events[office] {
		if e.Ticket == ticket {
			found = append(found, e)
		}
	}
	return found, nil
}

func list[K comparable, V any](db *DB, from map[K]V, keep func(V) bool, order func(a, b V) int) (found []V) {
	db.mu.RLock()
	defer db.mu.RUnlock()
	for _, v := range from {
		if keep(v) {
			found = append(found, v)
		}
	}
	slices.SortFunc(found, order)
	return found
}
