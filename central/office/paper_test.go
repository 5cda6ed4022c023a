package office_test

import (
	"encoding/json"
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"numerek/central/office"
	"numerek/central/queue"
	"numerek/central/store"
)

func TestReportsKeepTheTally(t *testing.T) {
	t.Parallel()
	w := newTown(t, "")
	first, second := w.take("rejestracja"), w.take("rejestracja")
	w.report(first, queue.PaperNotDelivered)
	if k := w.ticket(first.ID); k.State != queue.Void || w.waiting("rejestracja", k.Day) != 1 {
		t.Fatalf("got %s, %d wait", k.State, w.waiting("rejestracja", k.Day))
	}
	w.report(second, queue.PaperUnknown)
	w.report(second, queue.PaperPrinted)
	w.report(second, queue.PaperUnknown)
	if k := w.ticket(second.ID); k.Paper != queue.PaperPrinted || k.State != queue.Waiting {
		t.Errorf("got %s, %s", k.Paper, k.State)
	}
	w.report(first, queue.PaperPrinted) // it came out after all
	if k := w.ticket(first.ID); k.State != queue.Waiting || w.waiting("rejestracja", k.Day) != 2 {
		t.Errorf("got %s, %d wait", k.State, w.waiting("rejestracja", k.Day))
	}
	before := len(w.events(office.TicketPaper))
	w.report(second, queue.PaperPrinted)
	if got := len(w.events(office.TicketPaper)); got != before {
		t.Errorf("a repetition made %d events", got-before)
	}
	h := held(first, queue.PaperPending)
	if _, err := w.Report(t.Context(), w.kiosk, h, w.incarnation(), 1); !errors.Is(err, queue.ErrPaper) {
		t.Errorf("pending is no outcome: got %v", err)
	}
	h = office.Held{Request: id(77), Paper: queue.PaperPrinted}
	if _, err := w.Report(t.Context(), w.kiosk, h, w.incarnation(), 1); !errors.Is(err, office.ErrUnknownTicket) {
		t.Errorf("without a number: got %v", err)
	}
}

// A copy is a row in the timeline, once, however often and wherever it is reported.
func TestCopiesOfAPaper(t *testing.T) {
	t.Parallel()
	w := newTown(t, "")
	k := w.take("rejestracja")
	say := func(copies int) {
		t.Helper()
		h := held(k, queue.PaperPrinted)
		h.Copies = copies
		if _, err := w.Report(t.Context(), w.kiosk, h, w.incarnation(), 1); err != nil {
			t.Fatal(err)
		}
	}
	var want []office.Copy
	copied := func(more int) {
		t.Helper()
		for range more {
			want = append(want, office.Copy{At: w.Now(), Device: "kiosk-ratusz"})
		}
		got, err := w.Copies(t.Context(), "koszalin", k.ID)
		if diff := cmp.Diff(want, got); err != nil || diff != "" || w.ticket(k.ID).Copies != len(want) {
			t.Errorf("%d on the ticket, %v, -want +got:\n%s", w.ticket(k.ID).Copies, err, diff)
		}
	}
	say(1) // with the first word about the paper
	copied(1)
	before := w.ticket(k.ID).Revision
	w.open() // another server
	say(0)
	say(1)
	copied(0)
	w.clock.pass(time.Minute)
	say(3)
	copied(2)
	say(2) // late
	say(-1)
	copied(0)
	if k := w.ticket(k.ID); k.Paper != queue.PaperPrinted || k.Revision != before || k.State != queue.Waiting {
		t.Errorf("got %+v", k)
	}
	say(1 << 30) // no kiosk has so much paper
	copied(queue.MostCopies - 3)
}

// A clerk who takes a call back does not take a copy back.
func TestCopiesStayWhenADeedIsUndone(t *testing.T) {
	t.Parallel()
	w := newTown(t, "")
	k := w.take("rejestracja")
	c := w.sit(3)
	c.deed(office.DeedCallNext)
	h := held(k, queue.PaperPrinted)
	h.Copies = 1
	if _, err := w.Report(t.Context(), w.kiosk, h, w.incarnation(), 1); err != nil {
		t.Fatal(err)
	}
	c.deed(office.DeedUndo)
	if k := w.ticket(k.ID); k.State != queue.Waiting || k.Copies != 1 {
		t.Errorf("got %s with %d copies", k.State, k.Copies)
	}
}

func (w *town) abandon(request string) error {
	_, err := w.Abandon(w.t.Context(), w.kiosk, request, "no_answer", w.incarnation(), 1)
	return err
}

func TestAbandon(t *testing.T) {
	t.Parallel()
	w := newTown(t, "")
	issued := w.request("rejestracja")
	k := w.ask(issued).Ticket
	late := w.request("rejestracja") // still on its way
	refused := w.request("nothing")
	w.ask(refused)
	for range 2 {
		for _, r := range []string{issued.ID, late.ID, refused.ID} {
			if err := w.abandon(r); err != nil {
				t.Fatal(err)
			}
		}
	}
	if k := w.ticket(issued.ID); k.State != queue.Void || k.Void != queue.VoidAbandoned || w.waiting("rejestracja", k.Day) != 0 {
		t.Errorf("got %s %s, %d wait", k.State, k.Void, w.waiting("rejestracja", k.Day))
	}
	for name, r := range map[string]office.Request{"issued": issued, "late": late} {
		if a := w.ask(r); a.Refusal == nil || a.Refusal.Reason != office.Abandoned {
			t.Errorf("%s: got %+v", name, a)
		}
	}
	if a := w.ask(refused); a.Refusal.Reason != office.UnknownService {
		t.Errorf("a refused request got %s", a.Refusal.Reason)
	}
	if next := w.take("rejestracja"); next.Number.N != k.Number.N+1 {
		t.Errorf("got %s after %s: a tombstone has no number", next.Number, k.Number)
	}
	printed := w.take("rejestracja")
	w.report(printed, queue.PaperUnknown)
	if err := w.abandon(printed.ID); !errors.Is(err, queue.ErrHasPaper) || w.ticket(printed.ID).State != queue.Waiting {
		t.Errorf("got %v, ticket is %s", err, w.ticket(printed.ID).State)
	}
}

// restore makes the database what it would be on another line of history: a
// new incarnation, and everything after the backup forgotten.
func (w *town) restore(forget ...queue.Ticket) {
	w.t.Helper()
	err := w.store.Update(w.t.Context(), store.Keys{Installation: true}, func(tx *store.Tx) error {
		in, err := tx.Installation()
		if err != nil {
			return err
		}
		in.Previous, in.Incarnation, in.Since = in.Incarnation, in.Incarnation+"'", w.clock.Now()
		tx.PutInstallation(in)
		for _, k := range forget {
			row, _, err := tx.Series(k.Series())
			if err != nil {
				return err
			}
			row.Last = min(row.Last, k.Number.N-1)
			tx.PutSeries(row)
		}
		return nil
	})
	if err != nil {
		w.t.Fatal(err)
	}
}

// accounted checks that every number of a series has a ticket or a reason.
func (w *town) accounted(s queue.Series, start int) {
	w.t.Helper()
	tickets, err := w.store.TicketsOfDay(w.t.Context(), s.Office, s.Day)
	if err != nil {
		w.t.Fatal(err)
	}
	var given []int
	last := 0
	for _, k := range tickets {
		if k.Series() == s {
			given = append(given, k.Number.N)
			last = max(last, k.Number.N)
		}
	}
	var spans []queue.Span
	for _, e := range w.events(office.NumbersSkipped) {
		var over office.Skipped
		if err := json.Unmarshal([]byte(e.Detail), &over); err != nil {
			w.t.Fatal(err)
		}
		if over.Prefix == s.Prefix && over.Day == s.Day {
			spans = append(spans, queue.Span{From: over.From, To: over.To})
		}
	}
	if missing := queue.Missing(start, last, given, spans); missing != nil {
		w.t.Errorf("nobody accounts for %v of %s", missing, s.Prefix)
	}
}

func TestAfterARestoreNothingIsGivenTwice(t *testing.T) {
	t.Parallel()
	w := newTown(t, "")
	kept := w.take("rejestracja")
	old := w.incarnation()
	// The database forgot R 002 to R 004, which the kiosk has printed or holds.
	w.restore()
	lost := func(n int, p queue.Paper) office.Held {
		k := kept
		k.ID, k.Number.N, k.Token = id(1000+n), n, ""
		return held(k, p)
	}
	var fence *office.IncarnationError
	r := w.request("rejestracja")
	r.Incarnation = old
	if _, err := w.Issue(t.Context(), w.kiosk, r); !errors.As(err, &fence) || fence.Current != w.incarnation() {
		t.Fatalf("an old request got %v", err)
	}
	if _, err := w.Report(t.Context(), w.kiosk, lost(2, queue.PaperPrinted), old, 1); !errors.As(err, &fence) {
		t.Fatalf("an old report got %v", err)
	}
	if err := func() error { _, err := w.Abandon(t.Context(), w.kiosk, r.ID, "", old, 1); return err }(); !errors.As(err, &fence) {
		t.Fatalf("an old abandon got %v", err)
	}
	s, err := w.Hello(t.Context(), w.kiosk, office.Start{
		BootEpoch: 1, BootID: "one",
		Held: []office.Held{lost(2, queue.PaperPrinted), lost(4, queue.PaperPending), lost(9, queue.PaperNotDelivered), {Request: "bad"}},
	})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{id(1002), id(1009)}, s.Settled); diff != "" {
		t.Error(diff)
	}
	next := w.take("rejestracja")
	if next.Number.N <= 9 || next.Number.N < kept.Number.N+100 {
		t.Errorf("got %s, want a jump past everything that may have been given", next.Number)
	}
	if after := w.take("rejestracja"); after.Number.N != next.Number.N+1 {
		t.Errorf("jumped again, to %s", after.Number)
	}
	w.report(kept, queue.PaperPrinted) // what was not lost goes on
	// A kiosk that was away comes later, with a number out of the gap.
	late := lost(3, queue.PaperPrinted)
	late.Copies = 2
	if _, err := w.Report(t.Context(), w.kiosk, late, w.incarnation(), 1); err != nil {
		t.Fatal(err)
	}
	if copies, err := w.Copies(t.Context(), "koszalin", late.Request); err != nil || len(copies) != 2 {
		t.Errorf("copies that the server had lost: got %v, %v", copies, err)
	}
	for n, want := range map[int]queue.State{2: queue.Waiting, 3: queue.Waiting, 4: queue.Waiting, 9: queue.Void} {
		if k := w.ticket(id(1000 + n)); k.State != want || k.Number.N != n {
			t.Errorf("number %d: got %s %s", n, k.Number, k.State)
		}
	}
	if got := w.waiting("rejestracja", kept.Day); got != 6 {
		t.Errorf("%d wait, want 6", got)
	}
	// Two papers with one number: the second is refused, and says so.
	double := lost(3, queue.PaperPrinted)
	double.Request = id(2000)
	if _, err := w.Report(t.Context(), w.kiosk, double, w.incarnation(), 1); !errors.Is(err, office.ErrNumberTaken) {
		t.Errorf("got %v", err)
	}
	far := lost(50_000, queue.PaperPrinted)
	if _, err := w.Report(t.Context(), w.kiosk, far, w.incarnation(), 1); !errors.Is(err, office.ErrNumberRange) {
		t.Errorf("got %v", err)
	}
	w.accounted(kept.Series(), 1)
}

func TestALostSeriesJumpsToo(t *testing.T) {
	t.Parallel()
	w := newTown(t, "")
	w.restore() // whatever B had given today is forgotten, with its counter
	if k := w.take("odbior_rejestracji"); k.Number.N != 201 {
		t.Errorf("got %s, want B 201", k.Number)
	}
	w.clock.pass(24 * time.Hour)
	if k := w.take("odbior_rejestracji"); k.Number.N != 101 {
		t.Errorf("got %s on the next day, want B 101", k.Number)
	}
}

func TestATicketOfYesterdayComesBackExpired(t *testing.T) {
	t.Parallel()
	w := newTown(t, "")
	k := w.take("rejestracja")
	k.ID, k.Number.N, k.Day, k.Token = id(500), 40, "2026-11-20", ""
	w.report(k, queue.PaperPrinted)
	if got := w.ticket(id(500)); got.State != queue.Expired || w.waiting("rejestracja", "2026-11-23") != 1 {
		t.Errorf("got %s", got.State)
	}
	k.ID, k.Day = id(501), "2026-11-24"
	if _, err := w.Report(t.Context(), w.kiosk, held(k, queue.PaperPrinted), w.incarnation(), 1); !errors.Is(err, queue.ErrFuture) {
		t.Errorf("got %v", err)
	}
}

func TestBootEpochs(t *testing.T) {
	t.Parallel()
	type hello struct {
		epoch int64
		id    string
		want  int64
		err   error
	}
	for name, story := range map[string][]hello{
		"grows":                   {{1, "a", 1, nil}, {2, "b", 2, nil}, {7, "c", 7, nil}},
		"same_start_again":        {{3, "a", 3, nil}, {3, "a", 3, nil}, {0, "a", 3, nil}},
		"a_copied_card":           {{3, "a", 3, nil}, {4, "b", 4, nil}, {4, "copy", 0, office.ErrCloned}, {4, "b", 4, nil}},
		"a_zombie":                {{3, "a", 3, nil}, {4, "b", 4, nil}, {3, "a", 0, office.ErrOldBoot}},
		"remembers_nothing":       {{0, "a", 1, nil}, {0, "b", 2, nil}, {2, "b", 2, nil}, {3, "c", 3, nil}},
		"new_card_for_an_old":     {{9, "a", 9, nil}, {0, "b", 10, nil}, {9, "a", 0, office.ErrOldBoot}},
		"without_an_id_no_pardon": {{3, "", 3, nil}, {3, "", 0, office.ErrCloned}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newTown(t, "")
			usc, err := w.Kiosk(t.Context(), "koszalin", "kiosk-usc")
			if err != nil {
				t.Fatal(err)
			}
			for i, h := range story {
				s, err := w.Hello(t.Context(), usc, office.Start{BootEpoch: h.epoch, BootID: h.id})
				if !errors.Is(err, h.err) || s.BootEpoch != h.want {
					t.Fatalf("hello %d: got epoch %d, %v", i, s.BootEpoch, err)
				}
			}
		})
	}
}

func TestTheFenceStandsBeforeEverything(t *testing.T) {
	t.Parallel()
	w := newTown(t, "")
	r := w.request("rejestracja")
	w.ask(r)
	usc, err := w.Kiosk(t.Context(), "koszalin", "kiosk-usc")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.Issue(t.Context(), usc, w.request("slub")); !errors.Is(err, office.ErrHelloFirst) {
		t.Errorf("without a hello: got %v", err)
	}
	r.BootEpoch = 2
	if _, err := w.Issue(t.Context(), w.kiosk, r); !errors.Is(err, office.ErrHelloFirst) {
		t.Errorf("from the future: got %v", err)
	}
	if _, err := w.Hello(t.Context(), w.kiosk, office.Start{BootEpoch: 3, BootID: "three"}); err != nil {
		t.Fatal(err)
	}
	if _, err := w.Issue(t.Context(), w.kiosk, r); !errors.Is(err, office.ErrOldBoot) {
		t.Errorf("from a start that is over: got %v", err)
	}
	if w.count.fenced != 3 {
		t.Errorf("counted %d, want 3", w.count.fenced)
	}
}

// Whatever kiosks do in whatever order: every number is accounted for, a paper
// that was reported is never void, and the tally is the number of those who wait.
func TestAnyCourseKeepsTheAccount(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		w := newTown(t, "")
		var taken []queue.Ticket
		delivered := map[string]bool{}
		pick := func() (queue.Ticket, bool) {
			if len(taken) == 0 {
				return queue.Ticket{}, false
			}
			return taken[rapid.IntRange(0, len(taken)-1).Draw(rt, "which")], true
		}
		rt.Repeat(map[string]func(*rapid.T){
			"take": func(*rapid.T) { taken = append(taken, w.take("rejestracja")) },
			"report": func(rt *rapid.T) {
				if k, ok := pick(); ok {
					p := rapid.SampledFrom([]queue.Paper{queue.PaperPrinted, queue.PaperShown, queue.PaperUnknown, queue.PaperNotDelivered}).Draw(rt, "paper")
					w.report(k, p)
					delivered[k.ID] = delivered[k.ID] || p.Delivered()
				}
			},
			"abandon": func(*rapid.T) {
				if k, ok := pick(); ok {
					if err := w.abandon(k.ID); err != nil && !errors.Is(err, queue.ErrHasPaper) {
						rt.Fatal(err)
					}
				}
			},
			"restore": func(*rapid.T) { w.restore() },
			"": func(rt *rapid.T) {
				wait := 0
				for _, k := range taken {
					now := w.ticket(k.ID)
					if now.State == queue.Waiting {
						wait++
					} else if delivered[k.ID] {
						rt.Fatalf("%s has a paper and is %s", now.Number, now.State)
					}
				}
				if got := w.waiting("rejestracja", "2026-11-23"); got != wait {
					rt.Fatalf("tally says %d wait, it is %d", got, wait)
				}
				w.accounted(queue.Series{Office: "koszalin", Location: "ratusz", Prefix: "R", Day: "2026-11-23"}, 1)
			},
		})
	})
}

// A kiosk says nothing about the tickets of another building, even if it knows their
// ids; about those of its own it may, whoever issued them.
func TestTicketsOfAnotherBuilding(t *testing.T) {
	t.Parallel()
	w := newTown(t, "")
	k := w.take("rejestracja")
	for location, want := range map[string]error{"usc": office.ErrUnknownTicket, "ratusz": nil} {
		other := w.kiosk
		other.Device, other.Location = "another", location
		if _, err := w.Hello(t.Context(), other, office.Start{BootEpoch: 1, BootID: "one"}); err != nil {
			t.Fatal(err)
		}
		_, err := w.Report(t.Context(), other, held(k, queue.PaperPrinted), w.incarnation(), 1)
		if !errors.Is(err, want) {
			t.Errorf("a report at %s: got %v, want %v", location, err, want)
		}
		if want != nil {
			_, err = w.Abandon(t.Context(), other, k.ID, "", w.incarnation(), 1)
			if !errors.Is(err, want) {
				t.Errorf("giving up at %s: got %v, want %v", location, err, want)
			}
		}
	}
	if got := w.ticket(k.ID); got.State != queue.Waiting || got.Paper != queue.PaperPrinted {
		t.Errorf("got %s, %s", got.State, got.Paper)
	}
}
