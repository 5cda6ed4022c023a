package office_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"numerek/central/office"
	"numerek/central/queue"
	"numerek/central/store"
	"numerek/central/store/memstore"
)

// always opens the city hall in the night of the test, too.
func always(text string) string {
	return strings.Replace(text, "[hours.ratusz]\nmon = [\"08:00-16:00\"]", "[hours.ratusz]\nsun = [\"00:00-24:00\"]\nmon = [\"00:00-24:00\"]", 1)
}

// hooked is a database where something happens between two reads of a turn.
type hooked struct {
	*memstore.DB
	tallies, tickets func()
}

func (h *hooked) Tallies(ctx context.Context, of string, day queue.Day) ([]store.Tally, error) {
	h.tallies()
	return h.DB.Tallies(ctx, of, day)
}

func (h *hooked) TicketsOfDay(ctx context.Context, of string, day queue.Day) ([]queue.Ticket, error) {
	h.tickets()
	return h.DB.TicketsOfDay(ctx, of, day)
}

// ahead are the use cases of a second server whose clock is two minutes ahead.
func (w *town) ahead(h *hooked) *office.Office {
	w.t.Helper()
	clock := &fakeClock{now: w.clock.Now().Add(2 * time.Minute)}
	s, err := store.New(w.t.Context(), h, store.Options{Now: clock.Now})
	if err != nil {
		w.t.Fatal(err)
	}
	w.t.Cleanup(func() { _ = s.Close() })
	return office.New(s, office.Options{Clock: clock})
}

// While one server has closed all tickets and not yet moved the day, a clerk at
// the other one calls somebody, and parks somebody.
func TestNobodyIsLeftBehindByTheTurn(t *testing.T) {
	t.Parallel()
	w := newTown(t, "2026-11-23 03:59", always)
	c, d := w.sit(4), w.sit(3)
	var late []string
	happened := false
	h := &hooked{DB: w.db, tickets: func() {}}
	h.tallies = func() {
		if happened {
			return
		}
		happened = true
		for _, k := range []*clerk{c, d} {
			w.take("zbycie")
			late = append(late, k.deed(office.DeedCallNext).Ticket)
		}
		d.deed(office.DeedPark)
	}
	if err := w.ahead(h).Turn(t.Context(), "koszalin"); err != nil {
		t.Fatal(err)
	}
	for i, want := range []queue.State{queue.Done, queue.Expired} {
		if got := w.ticket(late[i]).State; got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
	if n := len(w.events(office.TicketLeftOpen)); n != 1 {
		t.Errorf("%d left open, want 1", n)
	}
}

// Who comes to a desk on the new day is not sent home with a ticket of the old
// one that was called there in the last moment.
func TestTheTurnLeavesTheNewDayAlone(t *testing.T) {
	t.Parallel()
	w := newTown(t, "2026-11-23 03:59", always)
	c := w.sit(4)
	var old, fresh office.Outcome
	h := &hooked{DB: w.db}
	h.tallies = func() {
		if old.Ticket == "" {
			w.take("zbycie")
			old = c.deed(office.DeedCallNext)
		}
	}
	h.tickets = func() {
		if old.Ticket != "" && fresh.Ticket == "" { // the day has moved
			w.clock.pass(2 * time.Minute)
			c = w.sit(4)
			w.take("zbycie")
			fresh = c.deed(office.DeedCallNext)
		}
	}
	if err := w.ahead(h).Turn(t.Context(), "koszalin"); err != nil {
		t.Fatal(err)
	}
	if v := c.view(); w.ticket(old.Ticket).State != queue.Done || fresh.Ticket == "" || v.Here == nil || v.Here.ID != fresh.Ticket {
		t.Errorf("yesterday's is %s; called today: %+v; at the desk: %+v", w.ticket(old.Ticket).State, fresh, v.Here)
	}
}

// A desk that the office file has no more is given up, too.
func TestTheTurnEmptiesDesksThatAreNoMore(t *testing.T) {
	t.Parallel()
	w := newTown(t, "")
	c := w.sit(4)
	c.do(office.Action{Deed: office.DeedPause, Reason: "przerwa"})
	load(t, w.store, strings.Replace(demoText(t), "number = 4\nlocation = \"ratusz\"", "number = 44\nlocation = \"ratusz\"", 1))
	f, err := w.Floor(t.Context(), "koszalin")
	if err != nil || len(f.Locations["ratusz"].Desks) != 0 {
		t.Errorf("a desk that is no more is on the floor: %+v, %v", f.Locations["ratusz"].Desks, err)
	}
	w.clock.pass(24 * time.Hour)
	if err := w.Turn(t.Context(), "koszalin"); err != nil {
		t.Fatal(err)
	}
	load(t, w.store, demoText(t))
	if v := c.view(); v.Taken {
		t.Errorf("the desk came back with %+v", v.Desk)
	}
}

// A day of several thousand tickets with every desk taken ends in one go.
func TestTheTurnOfACrowd(t *testing.T) {
	t.Parallel()
	w := newTown(t, "")
	c := w.sit(4)
	const people = 3000
	err := w.store.Update(t.Context(), store.Keys{}, func(tx *store.Tx) error {
		for i := range people {
			tx.PutTicket(queue.Ticket{
				Office: "koszalin", ID: fmt.Sprint("t", i), Location: "ratusz", Day: "2026-11-23", State: queue.Waiting, Service: "zbycie",
				Number: queue.Number{Prefix: "N", N: 101 + i}, Paper: queue.PaperPrinted, Token: fmt.Sprint(i), IssuedAt: w.Now(),
			})
		}
		tx.PutTally(store.Tally{Office: "koszalin", Service: "zbycie", Day: "2026-11-23", Issued: people, Waiting: people})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	c.deed(office.DeedCallNext)
	w.clock.pass(24 * time.Hour)
	if s := w.hello(); s.Day != "2026-11-24" {
		t.Fatalf("got %s", s.Day)
	}
	if n, m := len(w.events(office.TicketExpired)), len(w.events(office.TicketLeftOpen)); n != people-1 || m != 1 || w.waiting("zbycie", "2026-11-23") != 0 {
		t.Errorf("%d expired, %d left open, %d wait", n, m, w.waiting("zbycie", "2026-11-23"))
	}
}
