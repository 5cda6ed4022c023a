package office_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"numerek/central/office"
	"numerek/central/queue"
	"numerek/central/store"
	"numerek/central/store/memstore"
)

func TestTheFirstTransactionTurnsTheDay(t *testing.T) {
	t.Parallel()
	w := newTown(t, "2026-11-23 15:00")
	k, served := w.take("rejestracja"), w.take("zbycie")
	err := w.store.Update(t.Context(), store.Keys{}, func(tx *store.Tx) error {
		served.State = queue.Serving
		tx.PutTicket(served)
		tx.PutTally(store.Tally{Office: "koszalin", Service: "zbycie", Day: k.Day, Issued: 1})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	w.clock.pass(12*time.Hour + 59*time.Minute) // 03:59
	w.hello()
	if got := w.ticket(k.ID).State; got != queue.Waiting {
		t.Fatalf("got %s before 04:00", got)
	}
	w.clock.pass(time.Minute)
	if s := w.hello(); s.Day != "2026-11-24" {
		t.Fatalf("got %s", s.Day)
	}
	if got := w.ticket(k.ID).State; got != queue.Expired || w.waiting("rejestracja", k.Day) != 0 {
		t.Errorf("got %s, %d wait", got, w.waiting("rejestracja", k.Day))
	}
	if got := w.ticket(served.ID).State; got != queue.Done || len(w.events(office.TicketLeftOpen)) != 1 {
		t.Errorf("got %s, %d left open", got, len(w.events(office.TicketLeftOpen)))
	}
	w.clock.pass(4 * time.Hour)
	if k := w.take("rejestracja"); k.Number.String() != "R 001" || k.Day != "2026-11-24" || k.Ahead != 0 {
		t.Errorf("got %s of %s, %d ahead", k.Number, k.Day, k.Ahead)
	}
}

// stubborn is a database in which another server, whose clock is behind, issues
// one more ticket of the old day whenever this one has closed them all.
type stubborn struct {
	*memstore.DB
	late func()
}

func (s *stubborn) Tallies(ctx context.Context, of string, day queue.Day) ([]store.Tally, error) {
	s.late()
	return s.DB.Tallies(ctx, of, day)
}

func TestNobodyWaitsInADayThatHasTurned(t *testing.T) {
	t.Parallel()
	w := newTown(t, "2026-11-23 03:59", func(text string) string {
		return strings.Replace(text, "[hours.ratusz]\nmon = [\"08:00-16:00\"]", "[hours.ratusz]\nsun = [\"08:00-24:00\"]\nmon = [\"00:00-16:00\"]", 1)
	})
	w.take("zbycie")
	ahead := &fakeClock{now: w.clock.Now().Add(2 * time.Minute)}
	issued := 1
	db := &stubborn{DB: w.db, late: func() {
		if w.ask(w.request("zbycie")).Ticket.Day == "2026-11-22" {
			issued++
		}
	}}
	s, err := store.New(t.Context(), db, store.Options{Now: ahead.Now})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if err := office.New(s, office.Options{Clock: ahead}).Turn(t.Context(), "koszalin"); err != nil {
		t.Fatal(err)
	}
	old, err := w.store.TicketsOfDay(t.Context(), "koszalin", "2026-11-22")
	if err != nil || len(old) != issued || issued < 3 || len(w.events(office.DayTurned)) != 2 {
		t.Fatalf("got %d of %d tickets, %d turns, %v", len(old), issued, len(w.events(office.DayTurned)), err)
	}
	for _, k := range old {
		if k.State != queue.Expired {
			t.Errorf("%s is %s", k.Number, k.State)
		}
	}
	if n := w.waiting("zbycie", "2026-11-22"); n != 0 {
		t.Errorf("%d wait", n)
	}
}

func TestTheDayNeverGoesBack(t *testing.T) {
	t.Parallel()
	w := newTown(t, "2026-11-24 09:30")
	first := w.take("rejestracja")
	w.clock.jump(-time.Hour)
	if k := w.take("rejestracja"); k.Day != first.Day || k.Number.N != 2 {
		t.Errorf("an hour back: got %s of %s", k.Number, k.Day)
	}
	w.clock.jump(-24 * time.Hour)
	if k := w.take("rejestracja"); k.Day != first.Day || k.Number.N != 3 {
		t.Errorf("a day back: got %s of %s", k.Number, k.Day)
	}
	w.clock.jump(25 * time.Hour)
	if k := w.take("rejestracja"); k.Day != first.Day || k.Number.N != 4 {
		t.Errorf("forward again: got %s of %s", k.Number, k.Day)
	}
	if got := len(w.events(office.DayTurned)); got != 1 {
		t.Errorf("the day turned %d times, want once", got)
	}
	if w.count.jumps != 2 { // an hour is not yet an alarm
		t.Errorf("counted %d jumps, want 2", w.count.jumps)
	}
}

func TestAClockThatLeapsIsNotTrusted(t *testing.T) {
	t.Parallel()
	w := newTown(t, "")
	w.take("rejestracja")
	w.clock.jump(14 * 24 * time.Hour) // a Monday again, two weeks later
	r := w.request("rejestracja")
	if a := w.ask(r); a.Refusal == nil || a.Refusal.Reason != office.ClockWrong {
		t.Fatalf("got %+v", a)
	}
	v, err := w.View(t.Context(), "koszalin")
	if err != nil || v.Day != "2026-11-23" || v.Services["rejestracja"].Refusal.Reason != office.ClockWrong {
		t.Errorf("view: got %s, %+v, %v", v.Day, v.Services["rejestracja"], err)
	}
	w.hello() // devices are let in, and what was given stays
	w.open()  // somebody looked, and started the server again
	if k := w.take("rejestracja"); k.Day != "2026-12-07" || k.Number.N != 1 {
		t.Errorf("got %s of %s", k.Number, k.Day)
	}
	if a := w.ask(r); a.Refusal == nil {
		t.Error("the refused request must stay refused")
	}
	if w.count.jumps != 1 {
		t.Errorf("counted %d jumps", w.count.jumps)
	}
}

func TestALongWeekendIsNoLeap(t *testing.T) {
	t.Parallel()
	w := newTown(t, "2026-11-27 09:30")
	w.take("rejestracja")
	w.clock.pass(3 * 24 * time.Hour)
	if k := w.take("rejestracja"); k.Day != "2026-11-30" {
		t.Errorf("got %s", k.Day)
	}
	w.clock.pass(3 * 24 * time.Hour)
	w.open() // and after a start
	if k := w.take("rejestracja"); k.Day != "2026-12-03" {
		t.Errorf("got %s", k.Day)
	}
}

// In both nights in which the clock changes, one number every ten minutes:
// days only grow, and numbers begin anew exactly with the day at 04:00.
func TestDaylightSavingNights(t *testing.T) {
	t.Parallel()
	always := func(s string) string {
		return strings.Replace(s, "[hours.ratusz]\n", "[hours.ratusz]\nsat = [\"00:00-24:00\"]\nsun = [\"00:00-24:00\"]\n", 1)
	}
	for _, night := range []string{"2026-03-28 20:05", "2026-10-24 20:05"} {
		t.Run(night[:10], func(t *testing.T) {
			t.Parallel()
			w := newTown(t, night, always)
			var day queue.Day
			last, turns := 0, 0
			for range 6 * 13 {
				k := w.take("zbycie")
				wall := w.clock.Now()
				if k.Day < day {
					t.Fatalf("%s: day %s after %s", wall, k.Day, day)
				}
				if k.Day > day {
					if day != "" && (wall.Hour() != 4 || wall.Minute() != 5) {
						t.Errorf("the day turned at %s", wall)
					}
					day, last, turns = k.Day, 100, turns+1
				}
				if k.Number.N != last+1 {
					t.Fatalf("%s: got %s after %d", wall, k.Number, last)
				}
				last = k.Number.N
				w.clock.pass(10 * time.Minute)
			}
			if turns != 2 {
				t.Errorf("saw %d days, want 2", turns)
			}
		})
	}
}

// A day with more tickets than one transaction closes, ended by the timer.
func TestTheTimerTurnsTheDay(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s, err := store.New(t.Context(), memstore.New(), store.Options{})
		if err != nil {
			t.Fatal(err)
		}
		defer s.Close()
		load(t, s, strings.Replace(demoText(t), `mode               = "dynamic"`, `mode               = "fixed"`, 1)) // nobody serves
		warsaw, _ := time.LoadLocation("Europe/Warsaw")
		o := office.New(s, office.Options{Clock: office.ClockFrom(time.Date(2026, 11, 23, 15, 0, 0, 0, warsaw)), Demo: true})
		ctx, stop := context.WithCancel(t.Context())
		ended := make(chan error, 1)
		go func() { ended <- o.Run(ctx) }()
		guest, err := o.Guest(t.Context(), "")
		if err != nil {
			t.Fatal(err)
		}
		const people = 450
		for i := range people {
			a, err := o.Issue(t.Context(), guest, office.Request{ID: fmt.Sprintf("0199e000-0000-7000-8000-%012d", i), Service: "slub"})
			if err != nil || a.Refusal != nil {
				t.Fatal(a, err)
			}
		}
		time.Sleep(13*time.Hour - time.Minute)
		tallies, err := s.Tallies(t.Context(), "koszalin", "2026-11-23")
		if err != nil || len(tallies) != 1 || tallies[0].Waiting != people {
			t.Fatalf("before 04:00: got %+v, %v", tallies, err)
		}
		time.Sleep(2 * time.Minute)
		synctest.Wait()
		tallies, err = s.Tallies(t.Context(), "koszalin", "2026-11-23")
		if err != nil || len(tallies) != 1 || tallies[0].Waiting != 0 {
			t.Fatalf("after 04:00: got %+v, %v", tallies, err)
		}
		if row, err := s.Offices(t.Context()); err != nil || row[0].Day != "2026-11-24" {
			t.Errorf("got %s, %v", row[0].Day, err)
		}
		stop()
		<-ended
	})
}
