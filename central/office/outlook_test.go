package office_test

import (
	"context"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"numerek/central/office"
	"numerek/central/queue"
	"numerek/central/store"
	"numerek/central/store/memstore"
)

// minute lets the outlook grow old.
func (w *town) minute() { w.clock.pass(time.Minute + time.Second) }

// refusal is why no ticket of a service is given now; nil if one is.
func (w *town) refusal(service string) *office.Refusal {
	w.t.Helper()
	w.minute()
	v, err := w.View(w.t.Context(), "koszalin")
	if err != nil {
		w.t.Fatal(err)
	}
	return v.Services[service].Refusal
}

// Tickets stop where the queue no longer fits, for that service alone, and go on
// when somebody gives up.
func TestTheQueueNoLongerFits(t *testing.T) {
	t.Parallel()
	w := newTown(t, "2026-11-23 14:00")
	w.sit(11)
	var last string
	for r := w.refusal("meldunek"); r == nil; r = w.refusal("meldunek") {
		last = w.take("meldunek").Token
	}
	r := w.request("meldunek")
	a := w.ask(r)
	if last == "" || a.Refusal == nil || a.Refusal.Reason != office.QueueFull || a.Refusal.OpensAt.Format("02 15:04") != "24 07:45" {
		t.Fatalf("got %+v", a.Refusal)
	}
	if other := w.refusal("rejestracja"); other != nil {
		t.Errorf("another department: %+v", other)
	}
	if err := w.Withdraw(t.Context(), "koszalin", last); err != nil {
		t.Fatal(err)
	}
	if again := w.refusal("meldunek"); again != nil {
		t.Errorf("after somebody gave up: %+v", again)
	}
	if again := w.ask(r); again.Refusal == nil || again.Refusal.Reason != office.QueueFull {
		t.Errorf("the answer to a request stays: got %+v", again.Refusal)
	}
}

// An office that does not use the console, has not come yet or is at lunch
// must not find its tickets stopped.
func TestNoDeskIsNoReasonToStop(t *testing.T) {
	t.Parallel()
	for name, do := range map[string]func(*town){
		"nobody has come":   func(*town) {},
		"another building":  func(w *town) { w.sit(4) },
		"all are on break":  func(w *town) { w.sit(11).do(office.Action{Deed: office.DeedPause, Reason: "przerwa"}) },
		"somebody has left": func(w *town) { _ = w.LeaveDesk(t.Context(), w.sit(11).seat) },
	} {
		w := newTown(t, "2026-11-23 10:00")
		do(w)
		for range 10 {
			w.take("meldunek")
		}
		for range 40 {
			if r := w.refusal("meldunek"); r != nil {
				t.Fatalf("%s, %s: got %+v", name, w.clock.Now().Format("15:04"), r)
			}
		}
	}
}

// Before the break of an office nobody is sent home until the next day.
func TestTheQueueNoLongerFitsBeforeABreak(t *testing.T) {
	t.Parallel()
	w := newTown(t, "2026-11-23 11:40", func(text string) string {
		return strings.Replace(text, `mon = ["08:00-16:00"]`, `mon = ["08:00-12:00", "13:00-16:00"]`, 1)
	})
	w.sit(4)
	if r := w.refusal("rejestracja"); r == nil || r.Reason != office.QueueFull || r.OpensAt.Format("02 15:04") != "23 12:45" {
		t.Errorf("got %+v, want that there are tickets again at 12:45", r)
	}
}

// What was foretold for yesterday is not told on the next day.
func TestANewDayHasNoOldOutlook(t *testing.T) {
	t.Parallel()
	w := newTown(t, "2026-11-23 03:58", always)
	w.sit(4)
	for range 3 {
		w.take("rejestracja")
	}
	w.minute()
	w.take("rejestracja")
	w.clock.pass(59 * time.Second)
	if k := w.take("rejestracja"); k.Ahead != 0 || k.Day != "2026-11-23" {
		t.Errorf("got %d ahead on %s", k.Ahead, k.Day)
	}
}

// silent is a database that does not say what happened today.
type silent struct {
	*memstore.DB
	on atomic.Bool
}

func (s *silent) TicketsOfDay(ctx context.Context, of string, day queue.Day) ([]queue.Ticket, error) {
	if s.on.Load() {
		return nil, store.ErrUnavailable
	}
	return s.DB.TicketsOfDay(ctx, of, day)
}

// A forecast that cannot be worked out any more must not keep anybody from a
// ticket because the last one did.
func TestAnOldOutlookStopsNobody(t *testing.T) {
	t.Parallel()
	w := newTown(t, "2026-11-23 14:00")
	db := &silent{DB: w.db}
	s, err := store.New(t.Context(), db, store.Options{Now: w.clock.Now})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	w.store = s
	w.open()
	w.sit(11)
	for w.refusal("meldunek") == nil {
		w.take("meldunek")
	}
	db.on.Store(true)
	w.minute()
	if a := w.ask(w.request("meldunek")); a.Refusal == nil {
		t.Error("one failure made it forget")
	}
	w.clock.pass(10 * time.Minute)
	if a := w.ask(w.request("meldunek")); a.Refusal != nil {
		t.Errorf("got %+v", a.Refusal)
	}
}
