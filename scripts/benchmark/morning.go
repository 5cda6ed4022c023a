package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"time"

	"numerek/central/queue"
	"numerek/central/store"
	"numerek/central/store/memstore"
	"numerek/central/visits"
	"numerek/scripts/benchmark/measure"
	"numerek/scripts/e2e"
	"numerek/scripts/e2e/rush"
)

const (
	rushPeople = 5000
	rushPlaces = 400
	rushHours  = "08:00-14:40" // of two days: five desks, ten minutes a visit
	rushTries  = 4
	rushLimit  = 3 // seconds
	rushGoal   = 3 // times one transaction for each attempt
)

// morning measures the rush when slots open: so many people want so few places,
// everybody begins with the earliest hour, and goes on with one of those that a
// refusal names.
func (b *bench) morning(ctx context.Context) error {
	file, first, err := b.rushOffice()
	if err != nil {
		return err
	}
	m := &morningBench{bench: b, file: file, first: first}
	for round := range b.rounds {
		if err := m.round(ctx, round); err != nil {
			return err
		}
	}
	m.report()
	return nil
}

// rushOffice is an office with exactly the places, and its first hour.
func (b *bench) rushOffice() (file string, first []string, err error) {
	if file, err = rush.Office(b.folder, "morning", rushHours, rushHours); err != nil {
		return "", nil, err
	}
	places := 0
	for _, day := range []queue.Day{rush.Tuesday, rush.Wednesday} {
		n, slots, err := rush.Places(file, rush.Service, day)
		if err != nil {
			return "", nil, err
		}
		places, first = places+n, append(first, slots...)
	}
	if places != rushPlaces {
		return "", nil, fmt.Errorf("the office has %d places, want %d", places, rushPlaces)
	}
	return file, first, nil
}

// morningBench is what the rushes took.
type morningBench struct {
	bench *bench
	file  string
	first []string

	pages, opened, memory, sqlite, one []float64 // seconds
	attempts, cpu                      []float64
	inMemory, inSQLite, oneByOne       []float64 // attempts per second
	most                               int       // tries of one person
}

// settled is how a rush ended.
type settled struct {
	took     time.Duration
	sold     int
	attempts int
	most     int // of one person
}

func (s settled) perSecond() float64 { return float64(s.attempts) / s.took.Seconds() }

func (m *morningBench) round(ctx context.Context, round int) error {
	folder := filepath.Join(m.bench.folder, fmt.Sprintf("morning-%d", round))
	s, opened, used, err := m.throughPages(ctx, filepath.Join(folder, "pages"))
	if err != nil {
		return err
	}
	m.pages, m.opened, m.attempts = append(m.pages, s.took.Seconds()), append(m.opened, opened.Seconds()), append(m.attempts, float64(s.attempts))
	m.cpu, m.most = append(m.cpu, used.Seconds()), max(m.most, s.most)
	m.bench.say("rush through the pages: %.2f s for %d attempts, at most %d by one person, %.2f s of processor; forms opened in %.2f s",
		s.took.Seconds(), s.attempts, s.most, used.Seconds(), opened.Seconds())
	for _, c := range []struct {
		name     string
		backend  store.Backend
		options  store.Options
		took     *[]float64
		attempts *[]float64
	}{
		{"in memory", memstore.New(), store.Options{}, &m.memory, &m.inMemory},
		{"SQLite", nil, store.Options{}, &m.sqlite, &m.inSQLite},
		{"one transaction for each", nil, store.Options{MaxBatch: 1, Fill: -1}, &m.one, &m.oneByOne},
	} {
		s, err := m.inProcess(ctx, filepath.Join(folder, c.name), c.backend, c.options)
		if err != nil {
			return fmt.Errorf("%s: %w", c.name, err)
		}
		*c.took, *c.attempts = append(*c.took, s.took.Seconds()), append(*c.attempts, s.perSecond())
		m.bench.say("rush in process, %s: %.2f s for %d attempts, at most %d by one person", c.name, s.took.Seconds(), s.attempts, s.most)
	}
	return nil
}

// throughPages lets everybody open the form, and send it when the clock begins.
func (m *morningBench) throughPages(ctx context.Context, folder string) (s settled, opened, used time.Duration, err error) {
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return s, 0, 0, err
	}
	central, err := e2e.Server{Path: m.bench.central, Data: folder, Office: m.file, Clock: e2e.Monday()}.Start(ctx, "morning")
	if err != nil {
		return s, 0, 0, err
	}
	defer central.Kill()
	gate := rush.NewGate(central.HTTP, rushPeople)
	defer gate.Close()
	ids := make([]string, rushPeople)
	began := time.Now()
	err = everybody(ctx, func(ctx context.Context, n int) (err error) {
		ids[n], err = gate.Nth(n).Open(ctx, m.first[0])
		return err
	})
	if err != nil {
		return s, 0, 0, err
	}
	opened = time.Since(began)
	before, err := cpu(central.Pid())
	if err != nil {
		return s, 0, 0, err
	}
	outcomes := make([]rush.Outcome, rushPeople)
	began = time.Now()
	err = everybody(ctx, func(ctx context.Context, n int) (err error) {
		outcomes[n], err = gate.Nth(n).Send(ctx, m.first[0], ids[n], rushTries, luck(n))
		return err
	})
	s.took = time.Since(began)
	if err != nil {
		return s, 0, 0, err
	}
	after, err := cpu(central.Pid())
	for _, o := range outcomes {
		s.attempts, s.most = s.attempts+o.Tries, max(s.most, o.Tries)
		if o.Page != "" {
			s.sold++
		}
	}
	return s, opened, after - before, cmp.Or(err, s.check())
}

func (s settled) check() error {
	if s.sold != rushPlaces {
		return fmt.Errorf("%d places were sold, want %d", s.sold, rushPlaces)
	}
	return nil
}

func luck(n int) func(int) int { return rand.New(rand.NewPCG(7, uint64(n))).IntN } //nolint:gosec // any will do

// everybody does something at once. The first failure is the end.
func everybody(ctx context.Context, do func(ctx context.Context, n int) error) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	var hands sync.WaitGroup
	for n := range rushPeople {
		hands.Go(func() {
			if err := do(ctx, n); err != nil {
				cancel(fmt.Errorf("person %d: %w", n, err))
			}
		})
	}
	hands.Wait()
	return context.Cause(ctx)
}

// inProcess is the same rush without pages; nil is a new SQLite database.
func (m *morningBench) inProcess(ctx context.Context, folder string, backend store.Backend, options store.Options) (s settled, err error) {
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return s, err
	}
	var d *bookingDesk
	if backend != nil {
		d, err = openVisits(ctx, backend, options, filepath.Join(folder, "secret.key"), m.file)
	} else {
		d, err = openVisitsSQLite(ctx, folder, options, m.file)
	}
	if err != nil {
		return s, err
	}
	defer func() { err = errors.Join(err, d.close()) }()
	slots, err := d.visits.Slots(ctx, officeID, rush.Service, rush.Tuesday)
	if err != nil {
		return s, err
	}
	var sold, attempts, most atomic.Int64
	began := time.Now()
	err = everybody(ctx, func(ctx context.Context, n int) error {
		start, choose := slots[0].Start, luck(n)
		for try := 1; try <= rushTries; try++ {
			attempts.Add(1)
			_, err := d.visits.Hold(ctx, officeID, orderOf(n, rush.Service, start))
			if err == nil {
				sold.Add(1)
			}
			most.Store(max(most.Load(), int64(try)))
			r, refused := errors.AsType[*visits.Refused](err)
			if !refused || len(r.Next) == 0 {
				return unlessRefused(err, refused)
			}
			start = r.Next[choose(len(r.Next))].Start
		}
		return nil
	})
	s = settled{time.Since(began), int(sold.Load()), int(attempts.Load()), int(most.Load())}
	return s, cmp.Or(err, s.check())
}

// unlessRefused is the error, unless it is a refusal.
func unlessRefused(err error, refused bool) error {
	if refused {
		return nil
	}
	return err
}

func (m *morningBench) report() {
	m.bench.report(measure.AtMost("booking_rush_pages", "s", m.pages, rushLimit),
		fmt.Sprintf("%d people send the form for %d places, all begin with the same hour; exactly %d sold, %.0f attempts, at most %d by one person; "+
			"%.2f s of the server's processor; the forms had been opened before, in %.2f s",
			rushPeople, rushPlaces, rushPlaces, measure.Median(m.attempts), m.most, measure.Median(m.cpu), measure.Median(m.opened)))
	m.bench.report(measure.NoMoreThan("booking_rush_pages_beside_in_process", "s", m.pages, "SQLite in process, without pages", m.sqlite, 0), "")
	m.bench.report(measure.Plain("booking_rush_in_memory", "s", m.memory), "in process; what the rules and the plan cost")
	m.bench.report(measure.Beside("booking_rush_attempts_in_process", "1/s", m.inSQLite, "one transaction for each attempt", m.oneByOne, rushGoal),
		fmt.Sprintf("the whole rush in process %.2f s, one by one %.2f s", measure.Median(m.sqlite), measure.Median(m.one)))
}
