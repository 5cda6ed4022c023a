package sqlstore_test

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"numerek/central/booking"
	"numerek/central/queue"
	"numerek/central/store"
	"numerek/central/store/sqlstore"
)

const (
	powerOffice  = "koszalin"
	powerClients = 3
	// powerOperations of the disk, at least, make a run.
	powerOperations = 3100
	// powerRushes is after how many parts of it everybody rests, so that the log
	// is moved into the file.
	powerRushes = 2
)

var powerSeries = queue.Series{Office: powerOffice, Location: "ratusz", Prefix: "R", Day: "2026-11-23"}

// receipt is an acknowledged ticket.
type receipt struct {
	number int
	at     int // operations of the disk until then
}

// TestPowerLoss cuts the power in every write and sync of a run in which clients
// take tickets, from the creation of the file over checkpoints to the last
// commit, under the configuration that is shipped. What was acknowledged must be
// there, no number twice, none left out.
func TestPowerLoss(t *testing.T) {
	points, bad := cutEverywhere(t, sparse, false)
	t.Logf("count: power lost at %d points: %d violations", points, len(bad))
	for _, b := range bad[:min(len(bad), 10)] {
		t.Error(b)
	}
	if want := 3000 / sparse; points < want {
		t.Errorf("only %d points, want %d or more", points, want)
	}
}

// TestPowerLossIsNoticed is the control: on a disk that lies about its syncs the
// same checks must fail.
func TestPowerLossIsNoticed(t *testing.T) {
	points, bad := cutEverywhere(t, 20*sparse, true)
	t.Logf("count: power lost at %d points of a disk that ignores syncs: %d violations", points, len(bad))
	if len(bad) < points/10 {
		t.Error("the test cannot tell a good disk from a bad one")
	}
}

// TestPowerLossWhileRunning cuts the power under the running program: nothing
// may be acknowledged after that.
func TestPowerLossWhileRunning(t *testing.T) {
	dir := t.TempDir()
	cuts := 0
	for at := 1; ; at += 97 * sparse {
		d := newForgetful(t, uint64(at), dir)
		d.cutAt = at
		acknowledged, err := run(t.Context(), d)
		if err == nil {
			break
		}
		cuts++
		d.restart()
		if err := verify(t.Context(), d, acknowledged); err != nil {
			t.Errorf("power lost in operation %d: %v", at, err)
		}
	}
	t.Logf("count: power lost under %d running stores", cuts)
	if cuts == 0 {
		t.Error("the power was never lost")
	}
}

func cutEverywhere(t *testing.T, stride int, ignoreSync bool) (points int, bad []string) {
	t.Helper()
	d := newForgetful(t, 0, t.TempDir())
	acknowledged, err := run(t.Context(), d)
	if err != nil {
		t.Fatalf("a run without a cut: %v", err)
	}
	var next, cuts atomic.Int64
	var mu sync.Mutex
	var wg sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		wg.Go(func() {
			for at := int(next.Add(int64(stride))); at <= d.ops; at = int(next.Add(int64(stride))) {
				cuts.Add(1)
				before := make(map[string]receipt)
				for id, r := range acknowledged {
					if r.at < at {
						before[id] = r
					}
				}
				if err := verify(t.Context(), d.cut(t, at, ignoreSync), before); err != nil {
					mu.Lock()
					bad = append(bad, fmt.Sprintf("power lost in operation %d: %v", at, err))
					mu.Unlock()
				}
			}
		})
	}
	wg.Wait()
	return int(cuts.Load()), bad
}

// worthMoving is how often a large row is written so that a log is moved: each takes
// some twenty pages of it.
const worthMoving = 40

// run opens the database and takes tickets until the power goes. It returns what
// was acknowledged, by request, and why it ended.
func run(ctx context.Context, d *forgetful) (acknowledged map[string]receipt, err error) {
	acknowledged = make(map[string]receipt)
	s, _, err := openForgetful(ctx, d)
	if err != nil {
		return acknowledged, err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	if err := s.Update(ctx, store.Keys{}, putOffice(1)); err != nil {
		return acknowledged, err
	}
	for rush := 1; err == nil && rush <= powerRushes; rush++ {
		err = rushIn(ctx, s, d, rush, acknowledged)
		if err == nil {
			err = rest(ctx, s, d, rush)
		}
	}
	return acknowledged, err
}

// rest lets the log be moved into the file. It is made worth that first; where each
// commit takes longer than a quiet moment, it is moved before the last of them.
func rest(ctx context.Context, s *store.Store, d *forgetful, rush int) error {
	from := d.recorded()
	for n := 0; n < worthMoving && !d.movedSince(from); n++ {
		if err := s.Update(ctx, store.Keys{}, putOffice(rush)); err != nil {
			return err
		}
	}
	return d.awaitMoved(from)
}

// rushIn has several clients take tickets until the disk has done its part
// of the operations.
func rushIn(ctx context.Context, s *store.Store, d *forgetful, rush int, acknowledged map[string]receipt) (err error) {
	var mu sync.Mutex
	var wg sync.WaitGroup
	for c := range powerClients {
		wg.Go(func() {
			for k := 0; d.done() < rush*powerOperations/powerRushes; k++ {
				id := fmt.Sprintf("request-%d-%d-%d", rush, c, k)
				take := takeTicket
				if k%2 == 1 {
					take = checkIn
				}
				n, e := take(ctx, s, id)
				mu.Lock()
				if err = errors.Join(err, e); e == nil {
					acknowledged[id] = receipt{number: n, at: d.done()}
				}
				mu.Unlock()
				if e != nil {
					return
				}
				// Large rows, so that the log fills and is moved into the file.
				if k%10 == 9 {
					if e := s.Update(ctx, store.Keys{}, putOffice(k)); e != nil {
						return
					}
				}
			}
		})
	}
	wg.Wait()
	return err
}

func openForgetful(ctx context.Context, d *forgetful) (*store.Store, *sqlstore.SQLite, error) {
	db, err := sqlstore.OpenSQLite(ctx, "numerek.db", sqlstore.Options{VFS: d.name})
	if err != nil {
		return nil, nil, err
	}
	s, err := store.New(ctx, db, store.Options{})
	if err != nil {
		return nil, nil, errors.Join(err, db.Close())
	}
	return s, db, nil
}

func putOffice(revision int) func(*store.Tx) error {
	return func(tx *store.Tx) error {
		tx.PutOffice(store.Office{ID: powerOffice, Revision: int64(revision)})
		tx.PutFile(powerOffice, strings.Repeat("[office] # Koszalin\n", 4_000))
		return nil
	}
}

// takeTicket gives the next number of the series, or the one that the request
// already has.
func takeTicket(ctx context.Context, s *store.Store, id string) (number int, err error) {
	return take(ctx, s, id, func(*store.Tx, *queue.Ticket) {})
}

// checkIn makes a booking of the same name, a ticket of it and a message about
// it, together or not at all.
func checkIn(ctx context.Context, s *store.Store, id string) (number int, err error) {
	return take(ctx, s, id, func(tx *store.Tx, v *queue.Ticket) {
		v.BookingID = id
		tx.PutBooking(booking.Booking{
			Office: powerOffice, ID: id, Location: v.Location, Service: v.Service, Day: v.Day, Start: v.IssuedAt, State: booking.Arrived,
			Ticket: v.ID, CodeHash: "code-" + id, TokenHash: "link-" + id, PhoneHash: "phone", Person: "sealed",
		})
		tx.PutMessage(store.Message{Office: powerOffice, ID: id, Booking: id, State: store.MessageQueued, Due: v.IssuedAt, CreatedAt: v.IssuedAt})
	})
}

func take(ctx context.Context, s *store.Store, id string, also func(*store.Tx, *queue.Ticket)) (number int, err error) {
	needs := store.Keys{
		Offices: []string{powerOffice},
		Tickets: []store.RequestKey{{Office: powerOffice, Request: id}},
		Series:  []queue.Series{powerSeries},
	}
	err = s.Update(ctx, needs, func(tx *store.Tx) error {
		known, err := tx.Ticket(powerOffice, id)
		if err == nil {
			number = known.Number.N
			return nil
		}
		if !errors.Is(err, store.ErrNotFound) {
			return err
		}
		row, _, err := tx.Series(powerSeries)
		if err != nil {
			return err
		}
		row.Last++
		number = row.Last
		tx.PutSeries(row)
		v := queue.Ticket{
			Office: powerOffice, ID: id, Location: powerSeries.Location, Day: powerSeries.Day,
			Number: queue.Number{Prefix: powerSeries.Prefix, N: number}, Service: "rejestracja", Language: "pl",
			State: queue.Waiting, Paper: queue.PaperPending, IssuedAt: time.UnixMilli(int64(number)), Token: "token-" + id,
		}
		also(tx, &v)
		tx.PutTicket(v)
		_, err = tx.Append(store.Event{Office: powerOffice, Kind: "ticket.issued", Ticket: id})
		return err
	})
	return number, err
}

// verify opens what survived and checks it; then work goes on.
func verify(ctx context.Context, d *forgetful, acknowledged map[string]receipt) (err error) {
	s, db, err := openForgetful(ctx, d)
	if err != nil {
		return fmt.Errorf("does not open again: %w", err)
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	if err := db.CheckIntegrity(ctx); err != nil {
		return fmt.Errorf("integrity check: %w", err)
	}
	tickets, err := s.TicketsOfDay(ctx, powerOffice, powerSeries.Day)
	if err != nil {
		return err
	}
	var faults []error
	for i, v := range tickets {
		if v.Number.N != i+1 {
			return fmt.Errorf("ticket %d has number %d", i+1, v.Number.N)
		}
		if r, ok := acknowledged[v.ID]; ok && r.number != v.Number.N {
			faults = append(faults, fmt.Errorf("%s was told %d and has %d", v.ID, r.number, v.Number.N))
		}
		delete(acknowledged, v.ID)
	}
	if len(acknowledged) > 0 {
		faults = append(faults, fmt.Errorf("acknowledged and lost: %v", acknowledged))
	}
	faults = append(faults, verifyBookings(ctx, s, tickets))
	events, err := s.Events(ctx, powerOffice, 0, 1000)
	if err != nil || len(events) != len(tickets) {
		faults = append(faults, fmt.Errorf("%d events of %d tickets, %w", len(events), len(tickets), err))
	}
	for i, e := range events {
		if e.Seq != int64(i+1) {
			faults = append(faults, fmt.Errorf("event %d has number %d", i+1, e.Seq))
		}
	}
	if err := s.Update(ctx, store.Keys{}, putOffice(2)); err != nil {
		return err
	}
	if n, err := takeTicket(ctx, s, "after"); err != nil || n != len(tickets)+1 {
		faults = append(faults, fmt.Errorf("next number after %d is %d, %w", len(tickets), n, err))
	}
	return errors.Join(faults...)
}

// verifyBookings checks that a booking, its ticket and its message have come to
// the disk together.
func verifyBookings(ctx context.Context, s *store.Store, tickets []queue.Ticket) error {
	bookings, err := s.BookingsBetween(ctx, powerOffice, powerSeries.Day, powerSeries.Day)
	if err != nil {
		return err
	}
	due, err := s.DueMessages(ctx, time.UnixMilli(1_000_000), 1_000_000)
	if err != nil {
		return err
	}
	written := make(map[string]bool, len(due))
	for _, m := range due {
		written[m.Booking] = true
	}
	booked := make(map[string]string, len(bookings))
	for _, b := range bookings {
		if booked[b.ID] = b.Ticket; !written[b.ID] {
			return fmt.Errorf("booking %s has no message", b.ID)
		}
	}
	checkedIn := 0
	for _, v := range tickets {
		if v.BookingID == "" {
			continue
		}
		if checkedIn++; booked[v.BookingID] != v.ID {
			return fmt.Errorf("ticket %s has no booking", v.ID)
		}
	}
	if len(bookings) != checkedIn || len(due) != checkedIn {
		return fmt.Errorf("%d bookings and %d messages of %d tickets", len(bookings), len(due), checkedIn)
	}
	return nil
}
