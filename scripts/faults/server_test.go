package faults_test

import (
	"context"
	_ "embed" // of the office file
	"errors"
	"log/slog"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"google.golang.org/grpc/test/bufconn"

	"numerek/central/devices"
	"numerek/central/live"
	"numerek/central/office"
	"numerek/central/queue"
	"numerek/central/store"
	"numerek/central/store/memstore"
)

// The office, its kiosk and what is chosen there.
const (
	officeID = "mala"
	kioskID  = "kiosk-ratusz"
	choice   = "service:dowody"
)

// server is the shipped server on a database that outlives it.
type server struct {
	t     *testing.T
	log   *slog.Logger
	net   *network
	clock *clock
	db    *memstore.DB

	now    *instance // nil while none runs
	ending sync.WaitGroup
}

// newServer starts a server at an hour of Warsaw.
func newServer(t *testing.T, log *slog.Logger, net *network, at string) *server {
	t.Helper()
	s := &server{t: t, log: log, net: net, clock: newClock(t, at), db: memstore.New()}
	s.load()
	s.start()
	t.Cleanup(func() {
		s.kill()
		s.ending.Wait()
	})
	return s
}

// officeText is a small office, where nobody is called.
//
//go:embed testdata/office.toml
var officeText string

// load imports the office. Whoever first asks the server finds out what is wrong with it.
func (s *server) load() {
	s.t.Helper()
	rows, err := store.New(s.t.Context(), s.db, store.Options{Now: s.clock.Now})
	if err != nil {
		s.t.Fatal(err)
	}
	err = rows.Update(s.t.Context(), store.Keys{}, func(tx *store.Tx) error {
		tx.PutOffice(store.Office{ID: officeID, Revision: 1})
		tx.PutFile(officeID, officeText)
		_, err := tx.Append(store.Event{Office: officeID, Kind: office.OfficeImported})
		return err
	})
	if err = errors.Join(err, rows.Close()); err != nil {
		s.t.Fatal(err)
	}
}

// instance is one life of the server.
type instance struct {
	way  *mortal
	stop func() // waits for its end
}

// start begins a new life on what was committed.
func (s *server) start() {
	way := &mortal{Backend: s.db}
	rows, err := store.New(context.WithoutCancel(s.t.Context()), way, store.Options{Log: s.log, Now: s.clock.Now})
	if err != nil {
		s.t.Error(err)
		return
	}
	hub := live.New(rows, live.Options{Log: s.log})
	o := office.New(rows, office.Options{Log: s.log, Clock: s.clock})
	ctx, cancel := context.WithCancel(context.WithoutCancel(s.t.Context()))
	door := bufconn.Listen(1 << 16)
	g, _ := devices.New(o, hub, devices.Options{Log: s.log, Health: rows.Health, Local: true}).GRPC()
	var parts sync.WaitGroup
	parts.Go(func() { _ = hub.Run(ctx) }) // They end with ctx.
	parts.Go(func() { _ = o.Run(ctx) })
	parts.Go(func() { _ = g.Serve(door) }) // It ends with Stop.
	s.now = &instance{way: way, stop: func() {
		g.Stop()
		cancel()
		parts.Wait()
		_ = rows.Close() // A killed server leaves nothing that could fail.
	}}
	s.net.serve(door)
	s.log.Info("SERVER STARTED")
}

// kill ends the server in the middle of whatever it does. It comes back at once.
func (s *server) kill() {
	if s.now == nil {
		return
	}
	s.log.Info("SERVER KILLED")
	s.now.way.dead.Store(true)
	s.net.serve(nil)
	s.ending.Go(s.now.stop)
	s.now = nil
}

// tickets is every ticket of a day and kiosk, by number.
func (s *server) tickets(day queue.Day) []queue.Ticket {
	s.t.Helper()
	all, err := s.db.TicketsOfDay(s.t.Context(), officeID, day)
	if err != nil {
		s.t.Fatal(err)
	}
	return all
}

// mortal is a server's way to its database, which a kill blocks in the middle of
// a transaction.
type mortal struct {
	store.Backend

	dead atomic.Bool
}

func (m *mortal) Begin(ctx context.Context) (store.Batch, error) {
	if m.dead.Load() {
		return nil, store.ErrUnavailable
	}
	b, err := m.Backend.Begin(ctx)
	return mortalBatch{b, m}, err
}

type mortalBatch struct {
	store.Batch

	way *mortal
}

func (b mortalBatch) Commit(ctx context.Context) error {
	if b.way.dead.Load() {
		return errors.Join(store.ErrUnavailable, b.Rollback())
	}
	return b.Batch.Commit(ctx)
}

// clock is the server's, which can be made to jump.
type clock struct {
	from, begun time.Time
	ahead       atomic.Int64 // nanoseconds
}

var _ office.Clock = (*clock)(nil)

func newClock(t *testing.T, at string) *clock {
	t.Helper()
	warsaw, err := time.LoadLocation("Europe/Warsaw")
	if err != nil {
		t.Fatal(err)
	}
	from, err := time.ParseInLocation("2006-01-02 15:04", at, warsaw)
	if err != nil {
		t.Fatal(err)
	}
	return &clock{from: from, begun: time.Now()}
}

func (c *clock) Now() time.Time {
	return c.from.Add(c.Uptime() + time.Duration(c.ahead.Load()))
}

// jump moves the wall clock on, or back.
func (c *clock) jump(by time.Duration) { c.ahead.Add(int64(by)) }

func (c *clock) Uptime() time.Duration { return time.Since(c.begun) }
