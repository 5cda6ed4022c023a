package main

import (
	"context"
	"errors"
	"fmt"
	"net/netip"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"time"

	"github.com/google/uuid"
	"golang.org/x/sync/errgroup"

	"numerek/central/booking"
	"numerek/central/calendar"
	"numerek/central/commands"
	"numerek/central/office"
	"numerek/central/officefile"
	"numerek/central/queue"
	"numerek/central/secret"
	"numerek/central/store"
	"numerek/central/store/sqlstore"
	"numerek/central/visits"
	"numerek/scripts/e2e"
)

// officeID is the demonstration office.
const officeID = "koszalin"

// bookingDesk is the use cases of bookings over a database, in this process: what
// is left of the server without its pages.
type bookingDesk struct {
	store  *store.Store
	office *office.Office
	visits *visits.Visits
	keys   *secret.Keys
}

// openVisits opens the use cases over a backend, which they then own. An office
// file is imported where one is named.
func openVisits(ctx context.Context, backend store.Backend, options store.Options, keys, file string) (*bookingDesk, error) {
	clock := office.ClockFrom(e2e.Monday())
	options.Now = clock.Now
	s, err := store.New(ctx, backend, options)
	if err != nil {
		return nil, errors.Join(err, backend.Close())
	}
	d := &bookingDesk{store: s}
	if d.keys, err = secret.Load(keys); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	book := visits.NewBook(d.keys, false)
	d.office = office.New(s, office.Options{Clock: clock, Companion: book}) //nolint:contextcheck // a jump of the clock belongs to no request
	d.visits = visits.New(d.office, s, book, visits.Options{})
	if file == "" {
		return d, nil
	}
	text, err := os.ReadFile(file)
	if err == nil {
		_, err = commands.Import(ctx, s, file, text)
	}
	if err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return d, nil
}

func openVisitsSQLite(ctx context.Context, folder string, options store.Options, file string) (*bookingDesk, error) {
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return nil, err
	}
	backend, err := sqlstore.OpenSQLite(ctx, filepath.Join(folder, "numerek.db"), sqlstore.Options{})
	if err != nil {
		return nil, err
	}
	return openVisits(ctx, backend, options, filepath.Join(folder, "secret.key"), file)
}

func (d *bookingDesk) close() error { return d.store.Close() }

// orderOf is the wish of the n-th of many people, each with a phone and a network
// of its own.
func orderOf(n int, service string, start time.Time) visits.Order {
	return visits.Order{
		ID: uuid.NewString(), Service: service, Start: start, Phone: fmt.Sprintf("%09d", 501_000_000+n), Language: "pl",
		Address: netip.AddrFrom4([4]byte{10, byte(n >> 8 & 0xff), byte(n & 0xff), 7}),
	}
}

const (
	bookSize  = 20_000
	pastDays  = 90
	fillHands = 64
)

// fillBook books every third start of each service on the days to come, as far as
// there is room, and writes as many visits of the past as make the book whole. It
// returns how many are still to come.
func (d *bookingDesk) fillBook(ctx context.Context) (live int, err error) {
	file, err := d.office.File(ctx, officeID)
	if err != nil {
		return 0, err
	}
	var taken atomic.Int64
	for _, s := range file.Services {
		if !s.Bookable {
			continue
		}
		days, err := d.visits.Days(ctx, officeID, s.ID)
		if err != nil {
			return 0, err
		}
		for _, day := range days {
			if err := d.fillDay(ctx, s.ID, day.Day, &taken); err != nil {
				return 0, err
			}
		}
	}
	live = int(taken.Load())
	return live, d.writePast(ctx, file, bookSize-live)
}

func (d *bookingDesk) fillDay(ctx context.Context, service string, day queue.Day, taken *atomic.Int64) error {
	slots, err := d.visits.Slots(ctx, officeID, service, day)
	if err != nil {
		return err
	}
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(fillHands)
	for i, slot := range slots {
		if i%3 != 0 || slot.Places == 0 {
			continue
		}
		g.Go(func() error {
			_, err := d.visits.Hold(ctx, officeID, visits.Order{
				ID: uuid.NewString(), Service: service, Start: slot.Start, Language: "pl", Clerk: "benchmark", Phone: fmt.Sprintf("%09d", 600_000_000+taken.Add(1)),
			})
			if _, full := errors.AsType[*visits.Refused](err); full {
				taken.Add(-1)
				return nil
			}
			return err
		})
	}
	return g.Wait()
}

// writePast writes visits that have been, with what the rules of privacy leave of
// them by now.
func (d *bookingDesk) writePast(ctx context.Context, file *officefile.Office, count int) error {
	now := d.office.Now()
	today := calendar.CivilDay(now, file.Zone)
	const atOnce = 500
	for from := 0; from < count; from += atOnce {
		err := d.store.Update(ctx, store.Keys{}, func(tx *store.Tx) error {
			for n := from; n < min(from+atOnce, count); n++ {
				s := file.Services[n%len(file.Services)]
				ago := 1 + n*pastDays/count
				day := calendar.AddDays(today, -ago)
				start := calendar.FirstInstant(day, calendar.Clock(8*60+n%36*10), file.Zone)
				b := booking.Booking{
					Office: officeID, ID: uuid.NewString(), Location: file.LocationOf(s.ID), Service: s.ID, Day: day, Start: start, Minutes: s.Slot,
					Desk: 1 + n%5, State: booking.Arrived, Language: "pl", Ticket: uuid.NewString(),
					CreatedAt: start.AddDate(0, 0, -5), ConfirmedAt: start.AddDate(0, 0, -5),
				}
				if ago <= file.Policy.Privacy.PhoneRetentionDays {
					phone := fmt.Sprintf("+48%09d", 700_000_000+n)
					b.PhoneHash = d.keys.Hash(officeID, "phone", phone)
					b.Person = d.keys.Seal(officeID+"/"+b.ID+"/person", `{"phone":"`+phone+`"}`)
				}
				tx.PutBooking(b)
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// free lists the starts of a service that can be booked.
func (d *bookingDesk) free(ctx context.Context, service string) (starts []time.Time, err error) {
	days, err := d.visits.Days(ctx, officeID, service)
	if err != nil {
		return nil, err
	}
	for _, day := range days {
		slots, err := d.visits.Slots(ctx, officeID, service, day.Day)
		if err != nil {
			return nil, err
		}
		for _, s := range slots {
			if s.Places > 0 {
				starts = append(starts, s.Start)
			}
		}
	}
	return starts, nil
}

// together lets clients do something again and again for a while, each with a
// number of its own every time. The first failure is the end. Only what do says to
// have counted counts, with its own latency.
func together(
	ctx context.Context, clients int, next *atomic.Int64, do func(ctx context.Context, n int) (took time.Duration, counts bool, err error),
) (load, error) {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	var mu sync.Mutex
	var all load
	var hands sync.WaitGroup
	began := time.Now()
	for range clients {
		hands.Go(func() {
			var mine []time.Duration
			for time.Since(began) < bookingsPer && ctx.Err() == nil {
				took, counts, err := do(ctx, int(next.Add(1)))
				if err != nil {
					cancel(err)
					return
				}
				if counts {
					mine = append(mine, took)
				}
			}
			mu.Lock()
			defer mu.Unlock()
			all.latencies = append(all.latencies, mine...)
		})
	}
	hands.Wait()
	all.took = time.Since(began)
	return all, context.Cause(ctx)
}

// pace is how many a second a load without numbers did.
func (l load) pace() float64 { return float64(len(l.latencies)) / l.took.Seconds() }
