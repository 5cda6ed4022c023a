// Package memstore is a database in memory: for tests and for the simulator.
//
// It starts no goroutine and depends on nothing but its calls, so that a run
// can be repeated exactly. Nothing survives the process; [DB.Clone] makes the
// backup that a simulated disaster goes back to.
package memstore

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"sync"

	"numerek/central/queue"
	"numerek/central/store"
)

// DB implements [store.Backend]. Several stores may share one, like servers a
// database.
type DB struct {
	turn chan struct{} // held by the write transaction

	mu    sync.RWMutex // guards what follows; readers see commits whole
	data  data
	rings []*func() // in the order of their watchers
}

var _ store.Backend = (*DB)(nil)

type data struct {
	history      string
	installation *store.Installation
	offices      map[string]store.Office
	files        map[string]store.File
	devices      map[store.DeviceKey]store.Device
	answers      map[store.RequestKey]store.Answer
	tickets      map[store.RequestKey]queue.Ticket
	numbers      map[numberKey]string // to ticket id
	tokens       map[tokenKey]string
	series       map[queue.Series]store.SeriesRow
	tallies      map[store.TallyKey]store.Tally
	desks        map[store.DeskKey]store.Desk
	halls        map[store.HallKey]store.Hall
	users        map[store.UserKey]store.User
	sessions     map[string]store.Session
	events       map[string][]store.Event // by office, in order
}

type numberKey struct {
	queue.Series
	n int
}

type tokenKey struct{ office, token string }

// New returns an empty database.
func New() *DB {
	return &DB{
		turn: make(chan struct{}, 1),
		data: data{
			offices: make(map[string]store.Office),
			files:   make(map[string]store.File),
			devices: make(map[store.DeviceKey]store.Device),
			answers: make(map[store.RequestKey]store.Answer),
			tickets: make(map[store.RequestKey]queue.Ticket),
			numbers: make(map[numberKey]string),
			tokens:  make(map[tokenKey]string),
			series:  make(map[queue.Series]store.SeriesRow),
			tallies: make(map[store.TallyKey]store.Tally),
			desks:   make(map[store.DeskKey]store.Desk),
			halls:   make(map[store.HallKey]store.Hall),
			users:   make(map[store.UserKey]store.User),
			events:  make(map[string][]store.Event),

			sessions: make(map[string]store.Session),
		},
	}
}

// Clone returns a database with the same committed rows on another line of
// history, as after a restore or a failover that lost the rest.
func (db *DB) Clone(history string) *DB {
	db.mu.RLock()
	defer db.mu.RUnlock()
	c := New()
	c.data = db.data.clone()
	c.data.history = history
	return c
}

func (d data) clone() data {
	d.offices = maps.Clone(d.offices)
	d.files = maps.Clone(d.files)
	d.devices = maps.Clone(d.devices)
	d.answers = maps.Clone(d.answers)
	d.tickets = maps.Clone(d.tickets)
	d.numbers = maps.Clone(d.numbers)
	d.tokens = maps.Clone(d.tokens)
	d.series = maps.Clone(d.series)
	d.tallies = maps.Clone(d.tallies)
	d.desks = maps.Clone(d.desks)
	d.halls = maps.Clone(d.halls)
	d.users = maps.Clone(d.users)
	d.sessions = maps.Clone(d.sessions)
	d.events = maps.Clone(d.events)
	for office, events := range d.events {
		d.events[office] = slices.Clone(events)
	}
	return d
}

// Begin implements [store.Backend].
func (db *DB) Begin(ctx context.Context) (store.Batch, error) {
	select {
	case db.turn <- struct{}{}:
		return &batch{db: db}, nil
	case <-ctx.Done():
		return nil, context.Cause(ctx)
	}
}

// Watch implements [store.Backend].
func (db *DB) Watch(ctx context.Context, ring func()) error {
	key := &ring
	db.mu.Lock()
	db.rings = append(db.rings, key)
	db.mu.Unlock()
	ring()
	<-ctx.Done()
	db.mu.Lock()
	db.rings = slices.DeleteFunc(slices.Clone(db.rings), func(k *func()) bool { return k == key })
	db.mu.Unlock()
	return context.Cause(ctx)
}

// Close implements [store.Backend]. The rows stay for the other stores.
func (db *DB) Close() error { return nil }

// batch gathers what is to be saved until Commit puts it into the tables.
type batch struct {
	db    *DB
	rows  store.Rows
	ended bool
}

func (b *batch) History() string {
	b.db.mu.RLock()
	defer b.db.mu.RUnlock()
	return b.db.data.history
}

func (b *batch) Load(_ context.Context, k store.Keys) (store.Rows, error) {
	b.db.mu.RLock()
	defer b.db.mu.RUnlock()
	d := &b.db.data
	r := store.Rows{
		Offices: pick(d.offices, k.Offices),
		Files:   pick(d.files, k.Files),
		Devices: pick(d.devices, k.Devices),
		Answers: pick(d.answers, k.Answers),
		Tickets: pick(d.tickets, k.Tickets),
		Series:  pick(d.series, k.Series),
		Tallies: pick(d.tallies, k.Tallies),
		Desks:   pick(d.desks, k.Desks),
		Halls:   pick(d.halls, k.Halls),
		Users:   pick(d.users, k.Users),

		Sessions: pick(d.sessions, k.Sessions),
	}
	for _, q := range k.Queues {
		for _, t := range d.tickets {
			if t.State == queue.Waiting && t.Office == q.Office && t.Location == q.Location && t.Day == q.Day {
				r.Tickets = append(r.Tickets, t)
			}
		}
	}
	if k.Installation && d.installation != nil {
		in := *d.installation
		r.Installation = &in
	}
	return r, nil
}

func pick[K comparable, V any](from map[K]V, keys []K) (found []V) {
	for _, k := range keys {
		if v, ok := from[k]; ok {
			found = append(found, v)
		}
	}
	return found
}

func (b *batch) Save(_ context.Context, r store.Rows) error {
	b.db.mu.RLock()
	defer b.db.mu.RUnlock()
	if err := checkTexts(r); err != nil {
		return err
	}
	if err := b.db.data.check(r); err != nil {
		return err
	}
	b.rows = normal(r)
	return nil
}

// check finds the rows that would break a uniqueness.
func (d *data) check(r store.Rows) error {
	numbers, tokens := make(map[numberKey]string), make(map[tokenKey]string)
	taken := func(id string, exists bool, by string) bool { return exists && id != by }
	for _, t := range r.Tickets {
		n, tok := numberKey{t.Series(), t.Number.N}, tokenKey{t.Office, t.Token}
		old, ok := d.numbers[n]
		if again, twice := numbers[n]; taken(old, ok, t.ID) || taken(again, twice, t.ID) {
			return fmt.Errorf("ticket %s: number %s: %w", t.ID, t.Number, store.ErrExists)
		}
		numbers[n] = t.ID
		if t.Token == "" {
			continue
		}
		old, ok = d.tokens[tok]
		if again, twice := tokens[tok]; taken(old, ok, t.ID) || taken(again, twice, t.ID) {
			return fmt.Errorf("ticket %s: token: %w", t.ID, store.ErrExists)
		}
		tokens[tok] = t.ID
	}
	for _, e := range r.Events {
		if n := len(d.events[e.Office]); n > 0 && e.Seq <= d.events[e.Office][n-1].Seq {
			return fmt.Errorf("event %d: %w", e.Seq, store.ErrExists)
		}
	}
	return nil
}

func (b *batch) Commit(context.Context) error {
	if b.ended {
		return nil
	}
	b.db.mu.Lock()
	b.db.data.apply(b.rows)
	rings := slices.Clone(b.db.rings)
	b.db.mu.Unlock()
	for _, ring := range rings {
		(*ring)()
	}
	return b.Rollback() // which only gives up the turn
}

func (b *batch) Rollback() error {
	if !b.ended {
		b.ended = true
		<-b.db.turn
	}
	return nil
}

func (d *data) apply(r store.Rows) {
	if r.Installation != nil {
		d.installation = r.Installation
	}
	for _, v := range r.Offices {
		d.offices[v.ID] = v
	}
	for _, v := range r.Files {
		d.files[v.Office] = v
	}
	for _, v := range r.Devices {
		d.devices[store.DeviceKey{Office: v.Office, ID: v.ID}] = v
	}
	for _, v := range r.Answers {
		d.answers[store.RequestKey{Office: v.Office, Request: v.Request}] = v
	}
	for _, v := range r.Tickets {
		k := store.RequestKey{Office: v.Office, Request: v.ID}
		if old, ok := d.tickets[k]; ok {
			delete(d.numbers, numberKey{old.Series(), old.Number.N})
			delete(d.tokens, tokenKey{old.Office, old.Token})
		}
		d.tickets[k] = v
		d.numbers[numberKey{v.Series(), v.Number.N}] = v.ID
		if v.Token != "" {
			d.tokens[tokenKey{v.Office, v.Token}] = v.ID
		}
	}
	for _, v := range r.Series {
		d.series[v.Series] = v
	}
	for _, v := range r.Tallies {
		d.tallies[store.TallyKey{Office: v.Office, Service: v.Service, Day: v.Day}] = v
	}
	for _, v := range r.Desks {
		d.desks[v.DeskKey] = v
	}
	for _, v := range r.Halls {
		d.halls[v.HallKey] = v
	}
	for _, v := range r.Users {
		d.users[v.UserKey] = v
	}
	for _, v := range r.Sessions {
		d.sessions[v.Token] = v
	}
	for _, token := range r.EndedSession {
		delete(d.sessions, token)
	}
	for _, v := range r.Events {
		d.events[v.Office] = append(d.events[v.Office], v)
	}
}
