package main

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"sync/atomic"
	"time"

	"numerek/central/calendar"
	"numerek/central/store"
	"numerek/central/visits"
	"numerek/scripts/benchmark/measure"
	"numerek/scripts/e2e"
	"numerek/scripts/e2e/rush"
)

const (
	viewers     = 16
	takers      = 16
	bookingsPer = time.Second
	leastFree   = 200 // so that takers seldom want the same

	monthLimit = 100 // milliseconds
	takeLimit  = 250 // milliseconds
	monthGoal  = 0.2 // of a page that is the same for everybody
)

// wanted are the services whose slots are taken: desks of each serve others, too.
var wanted = []string{"rejestracja", "meldunek", "dowod_wniosek", "nieruchomosci", "odpisy"}

// opportunity is a slot that was free when the load began.
type opportunity struct {
	service string
	start   time.Time
	address string // of its form
}

// bookings measures the pages of bookings where the book is as full as it is
// after years: the month that people look at, and the taking of a slot, which is
// given back at once, so that the book stays as full.
func (b *bench) bookings(ctx context.Context) (err error) {
	m := &bookingsBench{bench: b}
	defer func() { err = errors.Join(err, m.close()) }()
	if err := m.open(ctx); err != nil {
		return err
	}
	for range b.rounds {
		if err := m.round(ctx); err != nil {
			return err
		}
	}
	m.report()
	return nil
}

// bookingsBench is the contenders, each with a copy of the same book.
type bookingsBench struct {
	bench   *bench
	central *e2e.Central
	gate    *rush.Gate
	grouped *bookingDesk
	alone   *bookingDesk
	live    int
	free    []opportunity
	next    atomic.Int64
	missed  atomic.Int64 // slots that somebody else had just then

	months, statements, monthP50, monthP99  []float64
	pages, inProcess, one, takeP50, takeP99 []float64
}

func (m *bookingsBench) open(ctx context.Context) error {
	folder := filepath.Join(m.bench.folder, "bookings")
	file, err := rush.Talkative(m.bench.folder, m.bench.office)
	if err != nil {
		return err
	}
	full, err := openVisitsSQLite(ctx, filepath.Join(folder, "full"), store.Options{}, file)
	if err != nil {
		return err
	}
	m.live, err = full.fillBook(ctx)
	if err == nil {
		err = m.seek(ctx, full)
	}
	if err := errors.Join(err, full.close()); err != nil {
		return err
	}
	for _, copied := range []string{"central", "grouped", "alone"} {
		if err := os.CopyFS(filepath.Join(folder, copied), os.DirFS(filepath.Join(folder, "full"))); err != nil {
			return err
		}
	}
	m.bench.say("bookings: %d in the book, %d of them to come; %d starts are free", bookSize, m.live, len(m.free))
	if m.grouped, err = openVisitsSQLite(ctx, filepath.Join(folder, "grouped"), store.Options{}, ""); err != nil {
		return err
	}
	if m.alone, err = openVisitsSQLite(ctx, filepath.Join(folder, "alone"), store.Options{MaxBatch: 1, Fill: -1}, ""); err != nil {
		return err
	}
	m.central, err = e2e.Server{Path: m.bench.central, Data: filepath.Join(folder, "central"), Clock: e2e.Monday()}.Start(ctx, "bookings")
	if err == nil {
		m.gate = rush.NewGate(m.central.HTTP, takers)
	}
	return err
}

// seek finds slots that are free, in an order that deals takers over days and services.
func (m *bookingsBench) seek(ctx context.Context, d *bookingDesk) error {
	zone := e2e.Monday().Location()
	for _, service := range wanted {
		starts, err := d.free(ctx, service)
		if err != nil {
			return err
		}
		for _, start := range starts {
			at := start.In(zone)
			m.free = append(m.free, opportunity{
				service, start, rush.Slot(service, calendar.CivilDay(at, zone), calendar.Clock(at.Hour()*60+at.Minute())),
			})
		}
	}
	rand.New(rand.NewPCG(20, 26)).Shuffle(len(m.free), func(i, k int) { m.free[i], m.free[k] = m.free[k], m.free[i] }) //nolint:gosec // any will do
	if len(m.free) < leastFree {
		return fmt.Errorf("only %d starts are free, want %d", len(m.free), leastFree)
	}
	return nil
}

func (m *bookingsBench) close() (err error) {
	if m.central != nil {
		m.gate.Close()
		m.central.Kill()
	}
	for _, d := range []*bookingDesk{m.grouped, m.alone} {
		if d != nil {
			err = errors.Join(err, d.close())
		}
	}
	return err
}

func (m *bookingsBench) round(ctx context.Context) error {
	page := func(path string) (load, error) {
		return together(ctx, viewers, &m.next, func(ctx context.Context, n int) (time.Duration, bool, error) {
			began := time.Now()
			err := m.gate.Nth(n).Look(ctx, path)
			return time.Since(began), true, err
		})
	}
	l, err := page("/dostepnosc")
	if err != nil {
		return err
	}
	m.statements = append(m.statements, l.pace())
	// Meanwhile somebody takes a slot and gives it back: what the page says changes.
	busy, rest := context.WithCancel(ctx)
	fault := make(chan error, 1)
	go func() {
		_, err := together(busy, 1, &m.next, m.takePage)
		fault <- err
	}()
	l, err = page("/rezerwacja/" + wanted[0] + "?widok=miesiac")
	rest()
	if other := <-fault; err == nil && !errors.Is(other, context.Canceled) {
		err = other
	}
	if err != nil {
		return err
	}
	m.months, m.monthP50, m.monthP99 = append(m.months, l.pace()), append(m.monthP50, l.milliseconds(50)), append(m.monthP99, l.milliseconds(99))

	if l, err = together(ctx, takers, &m.next, m.takePage); err != nil {
		return err
	}
	m.pages, m.takeP50, m.takeP99 = append(m.pages, l.pace()), append(m.takeP50, l.milliseconds(50)), append(m.takeP99, l.milliseconds(99))
	for _, c := range []struct {
		desk  *bookingDesk
		rates *[]float64
	}{{m.grouped, &m.inProcess}, {m.alone, &m.one}} {
		if l, err = together(ctx, takers, &m.next, m.takeWith(c.desk)); err != nil {
			return err
		}
		*c.rates = append(*c.rates, l.pace())
	}
	m.bench.say("bookings: month %.0f pages/s, p99 %.1f ms (statement %.0f/s); slots taken %.0f/s by the pages, p99 %.1f ms, %.0f/s in process, %.0f/s one by one; %d missed so far",
		last(m.months), last(m.monthP99), last(m.statements), last(m.pages), last(m.takeP99), last(m.inProcess), last(m.one), m.missed.Load())
	return nil
}

// takePage is somebody who takes a slot by its form and gives it back.
func (m *bookingsBench) takePage(ctx context.Context, n int) (time.Duration, bool, error) {
	p := m.gate.Nth(n)
	began := time.Now()
	page, err := p.Take(ctx, m.free[n%len(m.free)].address)
	took := time.Since(began)
	if err != nil {
		return took, false, err
	}
	if page == "" {
		m.missed.Add(1)
		return took, false, nil
	}
	return took, true, p.Release(ctx, page)
}

// takeWith is the same in process.
func (m *bookingsBench) takeWith(d *bookingDesk) func(ctx context.Context, n int) (time.Duration, bool, error) {
	return func(ctx context.Context, n int) (time.Duration, bool, error) {
		want := m.free[n%len(m.free)]
		began := time.Now()
		held, err := d.visits.Hold(ctx, officeID, orderOf(n, want.service, want.start))
		took := time.Since(began)
		if r, ok := errors.AsType[*visits.Refused](err); ok && r.Why == visits.SlotTaken {
			m.missed.Add(1)
			return took, false, nil
		}
		if err == nil {
			_, err = d.visits.Cancel(ctx, officeID, held.Token)
		}
		return took, err == nil, err
	}
}

func (m *bookingsBench) report() {
	book := fmt.Sprintf("%d bookings in the book, %d of them to come", bookSize, m.live)
	m.bench.report(measure.AtMost("booking_month_page_p99", "ms", m.monthP99, monthLimit),
		fmt.Sprintf("%d browsers; p50 %.1f ms; meanwhile slots are taken and given back; %s", viewers, measure.Median(m.monthP50), book))
	m.bench.report(measure.Beside("booking_month_pages", "1/s", m.months, "a page without a question to the database", m.statements, monthGoal), book)
	m.bench.report(measure.AtMost("booking_slot_taken_p99", "ms", m.takeP99, takeLimit),
		fmt.Sprintf("%d browsers send the form; p50 %.1f ms; each gives the slot back; %s", takers, measure.Median(m.takeP50), book))
	m.bench.report(measure.Beside("booking_slots_taken", "1/s", m.pages, "in process, without pages", m.inProcess, 0),
		"taken by the form and given back, "+book)
	m.bench.report(measure.Beside("booking_slots_taken_in_process", "1/s", m.inProcess, "one transaction for each", m.one, 0),
		"over many days and services, so that those of a commit share little; the rush has all of them want the same day; "+book)
}
