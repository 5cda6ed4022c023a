package office_test

import (
	"context"
	"fmt"
	"os"
	"sync"
	"testing"
	"time"

	"numerek/central/office"
	"numerek/central/officefile"
	"numerek/central/queue"
	"numerek/central/store"
	"numerek/central/store/memstore"
)

// fakeClock is a wall clock that a test sets, and an uptime that only steps.
type fakeClock struct {
	mu     sync.Mutex
	now    time.Time
	uptime time.Duration
}

func (c *fakeClock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *fakeClock) Uptime() time.Duration {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.uptime
}

// pass lets time go by, jump only sets the wall clock.
func (c *fakeClock) pass(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now, c.uptime = c.now.Add(d), c.uptime+d
}

func (c *fakeClock) jump(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

// counts is a meter that a test can read.
type counts struct {
	mu      sync.Mutex
	issued  int
	refused map[office.Reason]int
	fenced  int
	jumps   int
}

func (c *counts) add(f func()) {
	c.mu.Lock()
	defer c.mu.Unlock()
	f()
}

func (c *counts) TicketIssued(time.Duration)    { c.add(func() { c.issued++ }) }
func (c *counts) TicketRefused(r office.Reason) { c.add(func() { c.refused[r]++ }) }
func (c *counts) DeviceFenced(error)            { c.add(func() { c.fenced++ }) }
func (c *counts) ClockJumped()                  { c.add(func() { c.jumps++ }) }

// town is the Koszalin office on a memory database, with a clock of its own.
type town struct {
	*office.Office
	t     *testing.T
	store *store.Store
	db    *memstore.DB
	clock *fakeClock
	count *counts
	kiosk office.Caller
	next  int
}

const kioskID = "kiosk-ratusz"

func demoText(t *testing.T) string {
	t.Helper()
	text, err := os.ReadFile("../demo/koszalin.toml")
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// load puts an office file into a store the way an import does.
func load(t *testing.T, s *store.Store, text string) string {
	t.Helper()
	file, problems := officefile.Parse("test.toml", []byte(text))
	if err := problems.Err(); err != nil {
		t.Fatal(err)
	}
	err := s.Update(t.Context(), store.Keys{Offices: []string{file.ID}}, func(tx *store.Tx) error {
		row, _ := tx.Office(file.ID)
		row.ID = file.ID
		row.Revision++
		tx.PutOffice(row)
		tx.PutFile(file.ID, text)
		_, err := tx.Append(store.Event{Office: file.ID, Kind: office.OfficeImported})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return file.ID
}

// newTown opens on a Monday at 09:30 on the wall of Koszalin, or at another time.
func newTown(t *testing.T, at string, edit ...func(string) string) *town {
	t.Helper()
	warsaw, err := time.LoadLocation("Europe/Warsaw")
	if err != nil {
		t.Fatal(err)
	}
	if at == "" {
		at = "2026-11-23 09:30"
	}
	now, err := time.ParseInLocation("2006-01-02 15:04", at, warsaw)
	if err != nil {
		t.Fatal(err)
	}
	clock := &fakeClock{now: now}
	db := memstore.New()
	s, err := store.New(t.Context(), db, store.Options{Now: clock.Now})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	text := demoText(t)
	for _, e := range edit {
		text = e(text)
	}
	load(t, s, text)
	w := &town{t: t, store: s, db: db, clock: clock, count: &counts{refused: map[office.Reason]int{}}}
	w.open()
	if w.kiosk, err = w.Kiosk(t.Context(), "", kioskID); err != nil {
		t.Fatal(err)
	}
	w.hello()
	return w
}

// open starts the use cases, as after a restart of the program.
func (w *town) open() {
	w.Office = office.New(w.store, office.Options{Clock: w.clock, Meter: w.count})
}

func (w *town) hello() office.Standing {
	w.t.Helper()
	s, err := w.Hello(w.t.Context(), w.kiosk, office.Start{BootEpoch: 1, BootID: "one"})
	if err != nil {
		w.t.Fatal(err)
	}
	return s
}

func (w *town) incarnation() string {
	w.t.Helper()
	in, err := w.Incarnation(w.t.Context())
	if err != nil {
		w.t.Fatal(err)
	}
	return in
}

func id(n int) string { return fmt.Sprintf("0199e000-0000-7000-8000-%012d", n) }

// request makes a request with a fresh key.
func (w *town) request(service string) office.Request {
	w.next++
	return office.Request{ID: id(w.next), Service: service, Language: "pl", Incarnation: w.incarnation(), BootEpoch: 1}
}

func (w *town) ask(r office.Request) office.Answer {
	w.t.Helper()
	a, err := w.Issue(w.t.Context(), w.kiosk, r)
	if err != nil {
		w.t.Fatal(err)
	}
	return a
}

// take issues a ticket that must be given.
func (w *town) take(service string) queue.Ticket {
	w.t.Helper()
	a := w.ask(w.request(service))
	if a.Refusal != nil {
		w.t.Fatalf("%s: refused: %s", service, a.Refusal.Reason)
	}
	return a.Ticket
}

func (w *town) ticket(request string) queue.Ticket {
	w.t.Helper()
	k, err := w.store.Ticket(w.t.Context(), "koszalin", request)
	if err != nil {
		w.t.Fatal(err)
	}
	return k
}

func (w *town) waiting(service string, day queue.Day) int {
	w.t.Helper()
	tallies, err := w.store.Tallies(w.t.Context(), "koszalin", day)
	if err != nil {
		w.t.Fatal(err)
	}
	for _, tally := range tallies {
		if tally.Service == service {
			return tally.Waiting
		}
	}
	return 0
}

func (w *town) events(kind string) []store.Event {
	w.t.Helper()
	all, err := w.store.Events(context.Background(), "koszalin", 0, 10_000)
	if err != nil {
		w.t.Fatal(err)
	}
	var out []store.Event
	for _, e := range all {
		if e.Kind == kind {
			out = append(out, e)
		}
	}
	return out
}

// held is a ticket as its kiosk remembers it.
func held(k queue.Ticket, p queue.Paper) office.Held {
	return office.Held{
		Request: k.ID, Service: k.Service, Prefix: k.Number.Prefix, Sequence: k.Number.N, Day: k.Day,
		IssuedAt: k.IssuedAt, Language: "pl", Paper: p, Attempt: 1, Token: k.Token,
	}
}

func (w *town) report(k queue.Ticket, p queue.Paper) {
	w.t.Helper()
	if _, err := w.Report(w.t.Context(), w.kiosk, held(k, p), w.incarnation(), 1); err != nil {
		w.t.Fatal(err)
	}
}
