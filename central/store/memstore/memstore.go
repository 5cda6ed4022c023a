// Package memstore is a database in memory: for tests and for the simulator.
//
// It starts no goroutine and depends on nothing but its calls, so that a run
// can be repeated exactly. Nothing survives the process; [DB.Clone] makes the
// backup that a simulated disaster goes back to.
package memstore

import (
	"context"
	"maps"
	"slices"
	"sync"

	"numerek/central/booking"
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

	bookings map[store.BookingKey]booking.Booking
	codes    map[tokenKey]string // hash to booking id
	links    map[tokenKey]string // likewise
	messages map[store.MessageKey]store.Message
	keypads  map[store.KeypadKey]store.Keypad
	figures  map[store.FigureKey]store.Figure
	purges   map[store.PurgeKey]store.Purge

	authority  *store.Authority
	enrolments map[store.EnrolmentKey]store.Enrolment
	places     map[string]store.EnrolmentKey // by hash of the token
	healths    map[store.EnrolmentKey]store.DeviceHealth
	releases   map[string]store.Release
	updates    map[store.EnrolmentKey]store.DeviceUpdate
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
			bookings: make(map[store.BookingKey]booking.Booking),
			codes:    make(map[tokenKey]string),
			links:    make(map[tokenKey]string),
			messages: make(map[store.MessageKey]store.Message),
			keypads:  make(map[store.KeypadKey]store.Keypad),
			figures:  make(map[store.FigureKey]store.Figure),
			purges:   make(map[store.PurgeKey]store.Purge),

			enrolments: make(map[store.EnrolmentKey]store.Enrolment),
			places:     make(map[string]store.EnrolmentKey),
			healths:    make(map[store.EnrolmentKey]store.DeviceHealth),
			releases:   make(map[string]store.Release),
			updates:    make(map[store.EnrolmentKey]store.DeviceUpdate),
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
	d.bookings = maps.Clone(d.bookings)
	d.codes = maps.Clone(d.codes)
	d.links = maps.Clone(d.links)
	d.messages = maps.Clone(d.messages)
	d.keypads = maps.Clone(d.keypads)
	d.figures = maps.Clone(d.figures)
	d.purges = maps.Clone(d.purges)
	d.enrolments = maps.Clone(d.enrolments)
	d.places = maps.Clone(d.places)
	d.healths = maps.Clone(d.healths)
	d.releases = maps.Clone(d.releases)
	d.updates = maps.Clone(d.updates)
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
		Bookings: pick(d.bookings, k.Bookings),
		Messages: pick(d.messages, k.Messages),
		Keypads:  pick(d.keypads, k.Keypads),
		Figures:  pick(d.figures, k.Figures),
		Purges:   pick(d.purges, k.Purges),

		Enrolments: pick(d.enrolments, k.Enrolments),
		Healths:    pick(d.healths, k.Healths),
		Releases:   pick(d.releases, k.Releases),
		Updates:    pick(d.updates, k.Updates),
	}
	r.Tickets = append(r.Tickets, among(d.tickets, k.Queues, func(t queue.Ticket) (store.QueueKey, bool) {
		return store.QueueKey{Office: t.Office, Location: t.Location, Day: t.Day}, t.State == queue.Waiting
	})...)
	r.Bookings = append(r.Bookings, among(d.bookings, k.Agendas, func(v booking.Booking) (store.AgendaKey, bool) {
		return store.AgendaKey{Office: v.Office, Location: v.Location, Day: v.Day}, v.State.Live()
	})...)
	r.Bookings = append(r.Bookings, among(d.bookings, k.Phones, func(v booking.Booking) (store.PhoneKey, bool) {
		return store.PhoneKey{Office: v.Office, Hash: v.PhoneHash}, v.PhoneHash != ""
	})...)
	r.Bookings = append(r.Bookings, among(d.bookings, k.Origins, func(v booking.Booking) (store.OriginKey, bool) {
		return store.OriginKey{Office: v.Office, Hash: v.Origin}, v.Origin != ""
	})...)
	if k.Installation && d.installation != nil {
		in := *d.installation
		r.Installation = &in
	}
	if k.Authority && d.authority != nil {
		a := *d.authority
		r.Authority = &a
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

// among finds the rows of groups in one walk, since a commit may ask for many.
func among[G, K comparable, V any](from map[K]V, groups []G, of func(V) (G, bool)) (found []V) {
	if len(groups) == 0 {
		return nil
	}
	asked := make(map[G]bool, len(groups))
	for _, g := range groups {
		asked[g] = true
	}
	for _, v := range from {
		if g, some := of(v); some && asked[g] {
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
