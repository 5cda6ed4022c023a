package office_test

import (
	"errors"
	"fmt"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"numerek/central/calling"
	"numerek/central/office"
	"numerek/central/queue"
	"numerek/central/store"
)

// clerk is somebody at a desk of the town.
type clerk struct {
	*town
	seat      office.Seat
	operation office.Operation
}

// sit seats somebody at a desk of the city hall.
func (w *town) sit(desk int) *clerk {
	w.t.Helper()
	c := &clerk{town: w, seat: office.Seat{
		Office: "koszalin", Location: "ratusz", Desk: desk, Workstation: fmt.Sprint("browser-", desk), Clerk: fmt.Sprint("clerk-", desk),
	}}
	var err error
	if c.operation, err = w.TakeDesk(w.t.Context(), c.seat, false); err != nil {
		w.t.Fatal(err)
	}
	return c
}

// do does a deed that must not fail; it may be refused.
func (c *clerk) do(a office.Action) office.Outcome {
	c.t.Helper()
	c.operation = c.operation.Next()
	out, err := c.Act(c.t.Context(), c.seat, c.operation, a)
	if err != nil {
		c.t.Fatalf("%s: %v", a.Deed, err)
	}
	return out
}

func (c *clerk) deed(d office.Deed) office.Outcome {
	c.t.Helper()
	return c.do(office.Action{Deed: d})
}

// refusedWith fails unless the deed was refused for the reason and changed nothing.
func (c *clerk) refusedWith(want office.Refused, a office.Action) office.Outcome {
	c.t.Helper()
	before := c.everything()
	out := c.do(a)
	if out.Refused != want {
		c.t.Errorf("%s: got %+v, want %s", a.Deed, out, want)
	}
	if diff := cmp.Diff(before, c.everything()); diff != "" {
		c.t.Errorf("%s was refused, but changed:\n%s", a.Deed, diff)
	}
	return out
}

// everything is what a refused deed must leave alone.
func (c *clerk) everything() any {
	c.t.Helper()
	tickets, err := c.store.TicketsOfDay(c.t.Context(), "koszalin", "2026-11-23")
	if err != nil {
		c.t.Fatal(err)
	}
	tallies, err := c.store.Tallies(c.t.Context(), "koszalin", "2026-11-23")
	if err != nil {
		c.t.Fatal(err)
	}
	return []any{tickets, tallies}
}

// view is the floor as the clerk sees it.
func (c *clerk) view() office.DeskView {
	c.t.Helper()
	f, err := c.Floor(c.t.Context(), "koszalin")
	if err != nil {
		c.t.Fatal(err)
	}
	v, err := f.At("ratusz", c.seat.Desk, 3, c.Now())
	if err != nil {
		c.t.Fatal(err)
	}
	return v
}

func (w *town) kinds(ticket string) string {
	w.t.Helper()
	timeline, err := w.store.Timeline(w.t.Context(), "koszalin", ticket)
	if err != nil {
		w.t.Fatal(err)
	}
	var kinds []string
	for _, e := range timeline {
		kinds = append(kinds, strings.TrimPrefix(e.Kind, "ticket."))
	}
	return strings.Join(kinds, " ")
}

func TestAVisit(t *testing.T) {
	t.Parallel()
	w := newTown(t, "")
	c := w.sit(4)
	k := w.take("rejestracja")
	w.clock.pass(5 * time.Minute)
	if v := c.view(); len(v.Next) != 1 || v.Next[0].Ticket.ID != k.ID || v.Next[0].Reason != calling.First {
		t.Errorf("next: got %+v", v.Next)
	}
	if out := c.deed(office.DeedCallNext); out.Number != "R 001" || out.Ticket != k.ID || out.Why != calling.First {
		t.Fatalf("got %+v", out)
	}
	if n := w.waiting("rejestracja", "2026-11-23"); n != 0 {
		t.Errorf("%d wait, want none", n)
	}
	w.clock.pass(30 * time.Second)
	c.deed(office.DeedCallAgain)
	w.clock.pass(20 * time.Second)
	c.deed(office.DeedStart)
	w.clock.pass(15 * time.Minute)
	if out := c.deed(office.DeedFinish); out.Refused != "" || out.Number != "R 001" {
		t.Errorf("got %+v", out)
	}
	got := w.ticket(k.ID)
	if got.State != queue.Done || got.Desk != 4 || got.ServedAt.Sub(got.FirstCalled) != 50*time.Second || got.EndedAt.Sub(got.ServedAt) != 15*time.Minute {
		t.Errorf("got %+v", got)
	}
	if kinds := w.kinds(k.ID); kinds != "issued called called_again started finished" {
		t.Errorf("timeline: %s", kinds)
	}
	for _, e := range w.events(office.TicketStarted) {
		if e.Desk != 4 || e.Clerk != "clerk-4" || e.Location != "ratusz" {
			t.Errorf("who and where: %+v", e)
		}
	}
	if v := c.view(); v.Here != nil {
		t.Errorf("still here: %+v", v.Here)
	}
}

// The same number gets the same answer, whatever it was, and calls nobody twice.
func TestAnOperationIsDoneOnce(t *testing.T) {
	t.Parallel()
	w := newTown(t, "")
	c := w.sit(4)
	nobody := c.refusedWith(office.NobodyWaiting, office.Action{Deed: office.DeedCallNext})
	w.take("rejestracja")
	w.take("rejestracja")
	again, err := c.Act(t.Context(), c.seat, c.operation, office.Action{Deed: office.DeedCallNext})
	if diff := cmp.Diff(nobody, again); err != nil || diff != "" {
		t.Errorf("nobody waited: %v\n%s", err, diff)
	}
	first := c.deed(office.DeedCallNext)
	w.open() // another process, or this one after a restart
	second, err := w.Act(t.Context(), c.seat, c.operation, office.Action{Deed: office.DeedCallNext})
	if diff := cmp.Diff(first, second); err != nil || diff != "" {
		t.Errorf("the repetition: %v\n%s", err, diff)
	}
	if _, err := w.Act(t.Context(), c.seat, c.operation, office.Action{Deed: office.DeedFinish}); !errors.Is(err, office.ErrOtherBody) {
		t.Errorf("another deed under the same number: got %v", err)
	}
	old := office.Operation{Incarnation: c.operation.Incarnation, Number: c.operation.Number - 1}
	if _, err := w.Act(t.Context(), c.seat, old, office.Action{Deed: office.DeedCallNext}); !errors.Is(err, office.ErrOldAction) {
		t.Errorf("an old number: got %v", err)
	}
	if n := len(w.events(office.TicketCalled)); n != 1 {
		t.Errorf("%d calls, want 1", n)
	}
}

// A page from before history went back, or one that counts wildly, acts on
// nothing: the desk goes on with its next number.
func TestANumberThatDoesNotFollowIsRefused(t *testing.T) {
	t.Parallel()
	w := newTown(t, "")
	c := w.sit(4)
	w.take("rejestracja")
	backup := w.db.Clone("restored")
	c.deed(office.DeedCallNext)
	c.deed(office.DeedStart)
	restored, err := store.New(t.Context(), backup, store.Options{Now: w.clock.Now})
	if err != nil {
		t.Fatal(err)
	}
	defer restored.Close()
	w.store = restored
	w.open()
	now := w.incarnation()
	for _, op := range []office.Operation{
		c.operation.Next(),
		{Incarnation: now, Number: math.MaxInt64},
		{Incarnation: c.operation.Incarnation, Number: c.operation.Number - 1}, // which would follow, were it not of the old incarnation
		{Number: c.operation.Number - 1},
	} {
		if out, err := w.Act(t.Context(), c.seat, op, office.Action{Deed: office.DeedCallNext}); !errors.Is(err, office.ErrOldAction) {
			t.Errorf("operation %+v: got %+v, %v", op, out, err)
		}
	}
	if c.operation, err = w.TakeDesk(t.Context(), c.seat, false); err != nil {
		t.Fatal(err)
	}
	if out := c.deed(office.DeedCallNext); out.Number != "R 001" {
		t.Errorf("got %+v", out)
	}
}

func TestFinishAndCallNext(t *testing.T) {
	t.Parallel()
	w := newTown(t, "")
	c := w.sit(4)
	a, b := w.take("rejestracja"), w.take("rejestracja")
	c.deed(office.DeedCallNext)
	out := c.deed(office.DeedCallNext)
	if out.Finished != "R 001" || out.Number != "R 002" || out.Refused != "" {
		t.Errorf("got %+v", out)
	}
	if w.ticket(a.ID).State != queue.Done || w.ticket(b.ID).State != queue.Called {
		t.Errorf("got %s, %s", w.ticket(a.ID).State, w.ticket(b.ID).State)
	}
	if out = c.deed(office.DeedCallNext); out.Finished != "R 002" || out.Number != "" || out.Refused != office.NobodyWaiting {
		t.Errorf("the last one: got %+v", out)
	}
	if c.view().Here != nil {
		t.Error("somebody is still at the desk")
	}
}

func TestNoShow(t *testing.T) {
	t.Parallel()
	w := newTown(t, "")
	c := w.sit(4)
	k := w.take("rejestracja")
	c.deed(office.DeedCallNext)
	called := w.Now()
	out := c.refusedWith(office.TooSoon, office.Action{Deed: office.DeedMiss})
	if !out.From.Equal(called.Add(90 * time.Second)) {
		t.Errorf("may be missed from %s, want 90 s after %s", out.From, called)
	}
	for range 2 {
		w.clock.pass(30 * time.Second)
		c.deed(office.DeedCallAgain)
	}
	w.clock.pass(30 * time.Second)
	if out := c.deed(office.DeedMiss); out.Refused != "" {
		t.Fatalf("got %+v", out)
	}
	if v := c.view(); len(v.Missed) != 1 || v.Here != nil {
		t.Errorf("got %+v", v.Missed)
	}
	w.clock.pass(10 * time.Minute)
	c.do(office.Action{Deed: office.DeedRevive, Ticket: k.ID})
	if w.ticket(k.ID).State != queue.Waiting || w.waiting("rejestracja", "2026-11-23") != 1 {
		t.Errorf("got %s", w.ticket(k.ID).State)
	}
	c.do(office.Action{Deed: office.DeedCall, Ticket: k.ID})
	w.clock.pass(2 * time.Minute)
	c.deed(office.DeedMiss)
	c.refusedWith(office.CannotReturn, office.Action{Deed: office.DeedRevive, Ticket: k.ID})
	if v := c.view(); len(v.Missed) != 0 {
		t.Errorf("a ticket that may not come back is offered: %+v", v.Missed)
	}
}

func TestParkAndTransfer(t *testing.T) {
	t.Parallel()
	w := newTown(t, "")
	c4, c5, c11 := w.sit(4), w.sit(5), w.sit(11)
	k := w.take("zbycie")
	c4.deed(office.DeedCallNext)
	c4.do(office.Action{Deed: office.DeedPark, Reason: "kopia dowodu"})
	if v := c4.view(); len(v.Parked) != 1 || w.waiting("zbycie", "2026-11-23") != 0 {
		t.Errorf("got %+v", v.Parked)
	}
	other := w.take("zbycie")
	c4.do(office.Action{Deed: office.DeedResume, Ticket: k.ID})
	if out := c5.deed(office.DeedCallNext); out.Ticket != other.ID {
		t.Errorf("desk 5 called %s, which waits for desk 4", out.Number)
	}
	if out := c4.deed(office.DeedCallNext); out.Ticket != k.ID || out.Why != calling.WantedHere {
		t.Errorf("got %+v", out)
	}
	c4.do(office.Action{Deed: office.DeedTransfer, Service: "meldunek"})
	after := w.ticket(k.ID)
	if after.State != queue.Waiting || after.Service != "meldunek" || after.Number != k.Number || after.IssuedAt != k.IssuedAt {
		t.Errorf("got %+v", after)
	}
	if w.waiting("meldunek", "2026-11-23") != 1 || w.waiting("zbycie", "2026-11-23") != 0 {
		t.Errorf("counts: %d and %d", w.waiting("meldunek", "2026-11-23"), w.waiting("zbycie", "2026-11-23"))
	}
	if out := c11.deed(office.DeedCallNext); out.Ticket != k.ID {
		t.Errorf("desk 11: got %+v", out)
	}
	c11.do(office.Action{Deed: office.DeedTransfer, Desk: 5})
	if out := c5.deed(office.DeedCallNext); out.Ticket != k.ID || out.Finished != other.Number.String() {
		t.Errorf("desk 5 does not serve the service, but was asked to: got %+v", out)
	}
	for want, a := range map[office.Refused]office.Action{
		office.NoSuchService: {Deed: office.DeedTransfer, Service: "odpisy"}, // of the other building
		office.NoSuchDesk:    {Deed: office.DeedTransfer, Desk: 99},
		office.Nowhere:       {Deed: office.DeedTransfer, Desk: 5},
	} {
		c5.refusedWith(want, a)
	}
}

func TestOvertaken(t *testing.T) {
	t.Parallel()
	w := newTown(t, "")
	c1, c2 := w.sit(1), w.sit(2)
	k := w.take("rejestracja")
	c1.do(office.Action{Deed: office.DeedCall, Ticket: k.ID})
	if out := c2.refusedWith(office.Overtaken, office.Action{Deed: office.DeedCall, Ticket: k.ID}); out.Desk != 1 || out.Number != "R 001" || out.State != queue.Called {
		t.Errorf("got %+v", out)
	}
	c2.refusedWith(office.NobodyHere, office.Action{Deed: office.DeedFinish})
	c2.refusedWith(office.NobodyHere, office.Action{Deed: office.DeedCall, Ticket: "no such ticket"})
	c1.refusedWith(office.Overtaken, office.Action{Deed: office.DeedFinish, Ticket: "another ticket that the page still showed"})
	c1.refusedWith(office.SomebodyHere, office.Action{Deed: office.DeedPause, Reason: "przerwa"})
	c1.refusedWith(office.Overtaken, office.Action{Deed: office.DeedRaise, Ticket: k.ID, Reason: "ciąża"})
	c1.refusedWith(office.ReasonMissing, office.Action{Deed: office.DeedRaise, Ticket: k.ID})
}

func TestUndo(t *testing.T) {
	t.Parallel()
	w := newTown(t, "")
	c := w.sit(4)
	a, b := w.take("rejestracja"), w.take("rejestracja")
	before := w.ticket(a.ID)

	c.deed(office.DeedCallNext)
	if v := c.view(); v.Undo != office.DeedCallNext {
		t.Errorf("offers to undo %q", v.Undo)
	}
	w.clock.pass(9 * time.Second)
	if out := c.deed(office.DeedUndo); out.Undone != office.DeedCallNext || out.Number != "R 001" {
		t.Errorf("got %+v", out)
	}
	after := w.ticket(a.ID)
	after.Revision = before.Revision
	if diff := cmp.Diff(before, after); diff != "" || c.view().Here != nil || w.waiting("rejestracja", "2026-11-23") != 2 {
		t.Errorf("not in its place:\n%s", diff)
	}
	if kinds := w.kinds(a.ID); kinds != "issued called taken_back" {
		t.Errorf("timeline: %s", kinds)
	}
	c.refusedWith(office.NothingToUndo, office.Action{Deed: office.DeedUndo})

	c.deed(office.DeedCallNext)
	c.deed(office.DeedCallNext) // finishes a, calls b
	c.deed(office.DeedUndo)
	if w.ticket(a.ID).State != queue.Called || w.ticket(b.ID).State != queue.Waiting || c.view().Here.ID != a.ID {
		t.Errorf("got %s, %s", w.ticket(a.ID).State, w.ticket(b.ID).State)
	}
	w.clock.pass(11 * time.Second)
	c.deed(office.DeedStart)
	w.clock.pass(11 * time.Second)
	c.refusedWith(office.UndoTooLate, office.Action{Deed: office.DeedUndo})

	// Undone after the transfer, unless somebody has acted on it.
	c11 := w.sit(11)
	c.do(office.Action{Deed: office.DeedTransfer, Service: "pesel"})
	c.deed(office.DeedUndo)
	if k := w.ticket(a.ID); k.State != queue.Serving || k.Service != "rejestracja" || w.waiting("pesel", "2026-11-23") != 0 {
		t.Errorf("got %+v", k)
	}
	c.do(office.Action{Deed: office.DeedTransfer, Service: "pesel"})
	c11.deed(office.DeedCallNext)
	if out := c.refusedWith(office.Overtaken, office.Action{Deed: office.DeedUndo}); out.Desk != 11 {
		t.Errorf("got %+v", out)
	}
}

func TestDeskBelongsToOneClerk(t *testing.T) {
	t.Parallel()
	w := newTown(t, "")
	anna := w.sit(3)
	k := w.take("rejestracja")
	anna.deed(office.DeedCallNext)
	jan := &clerk{town: w, seat: anna.seat}
	jan.seat.Clerk, jan.seat.Workstation = "jan", "other-browser"
	_, err := w.TakeDesk(t.Context(), jan.seat, false)
	if taken, ok := errors.AsType[*office.DeskTakenError](err); !ok || taken.Clerk != "clerk-3" {
		t.Fatalf("got %v", err)
	}
	if jan.operation, err = w.TakeDesk(t.Context(), jan.seat, true); err != nil {
		t.Fatal(err)
	}
	if _, err := w.Act(t.Context(), anna.seat, anna.operation.Next(), office.Action{Deed: office.DeedFinish}); !errors.Is(err, office.ErrTakenOver) {
		t.Errorf("the first clerk still acts: %v", err)
	}
	if v := jan.view(); v.Here == nil || v.Here.ID != k.ID {
		t.Error("the person who was served there is lost")
	}
	if err := w.LeaveDesk(t.Context(), jan.seat); !errors.Is(err, office.ErrStillHere) {
		t.Errorf("left with somebody there: %v", err)
	}
	jan.deed(office.DeedFinish)
	if err := w.LeaveDesk(t.Context(), jan.seat); err != nil {
		t.Fatal(err)
	}
	if v := jan.view(); v.Taken {
		t.Error("the desk is still taken")
	}
	for _, e := range []int{0, 99} {
		seat := jan.seat
		seat.Desk = e
		if _, err := w.TakeDesk(t.Context(), seat, false); !errors.Is(err, office.ErrUnknownDesk) {
			t.Errorf("desk %d: got %v", e, err)
		}
	}
}

// A browser has one desk: it gives the first one up with the second, unless
// somebody is there or the second is a colleague's.
func TestAWorkstationHasOneDesk(t *testing.T) {
	t.Parallel()
	w := newTown(t, "")
	c, colleague := w.sit(4), w.sit(3)
	second := c.seat
	second.Desk = colleague.seat.Desk
	var taken *office.DeskTakenError
	if _, err := w.TakeDesk(t.Context(), second, false); !errors.As(err, &taken) || !c.view().Taken {
		t.Errorf("a colleague's desk: got %v, and the own desk is taken: %t", err, c.view().Taken)
	}
	second.Desk = 5
	w.take("rejestracja")
	c.deed(office.DeedCallNext)
	if _, err := w.TakeDesk(t.Context(), second, false); !errors.Is(err, office.ErrStillHere) || c.view().Here == nil {
		t.Errorf("with somebody at the first: got %v", err)
	}
	c.deed(office.DeedFinish)
	if _, err := w.TakeDesk(t.Context(), second, false); err != nil || c.view().Taken || len(w.events(office.DeskLeft)) != 1 {
		t.Errorf("got %v, and the first desk is taken: %t", err, c.view().Taken)
	}
}

func TestByHand(t *testing.T) {
	t.Parallel()
	w := newTown(t, "2026-11-23 15:55") // the kiosk gives nothing any more
	if a := w.ask(w.request("rejestracja")); a.Refusal == nil {
		t.Fatal("the kiosk still gives tickets")
	}
	c := w.sit(4)
	out := c.do(office.Action{Deed: office.DeedGiveOut, Service: "rejestracja", Language: "uk", Priority: true})
	k := w.ticket(out.Ticket)
	if out.Number != "R 001" || k.Paper != queue.PaperShown || k.Language != "uk" || !k.Priority || len(k.Token) != 26 {
		t.Errorf("got %+v, %+v", out, k)
	}
	c.refusedWith(office.NoSuchService, office.Action{Deed: office.DeedGiveOut, Service: "odpisy"})
	c.refusedWith(office.NothingToUndo, office.Action{Deed: office.DeedUndo})
	c.do(office.Action{Deed: office.DeedWithdraw, Ticket: k.ID})
	if got := w.ticket(k.ID).State; got != queue.Withdrawn {
		t.Errorf("got %s", got)
	}
}

func TestPauseStopAndTheEndOfTheDay(t *testing.T) {
	t.Parallel()
	w := newTown(t, "")
	c := w.sit(4)
	c.refusedWith(office.ReasonMissing, office.Action{Deed: office.DeedPause})
	c.do(office.Action{Deed: office.DeedPause, Reason: "przerwa"})
	if v := c.view(); v.Desk.Paused != "przerwa" {
		t.Errorf("got %+v", v.Desk)
	}
	c.deed(office.DeedContinue)
	c.do(office.Action{Deed: office.DeedStopService, Service: "rejestracja", Reason: "awaria CEPiK"})
	a := w.ask(w.request("rejestracja"))
	if a.Refusal == nil || a.Refusal.Reason != office.Stopped {
		t.Errorf("got %+v", a)
	}
	if v := c.view(); v.Stopped["rejestracja"] != "awaria CEPiK" {
		t.Errorf("got %v", v.Stopped)
	}
	c.do(office.Action{Deed: office.DeedStartService, Service: "rejestracja"})
	w.take("rejestracja")
	k := w.take("rejestracja")
	c.deed(office.DeedCallNext)
	w.clock.pass(24 * time.Hour)
	if err := w.Turn(t.Context(), "koszalin"); err != nil {
		t.Fatal(err)
	}
	if got := w.ticket(k.ID).State; got != queue.Expired {
		t.Errorf("who waited is %s", got)
	}
	if v := c.view(); v.Taken || v.Here != nil || len(w.events(office.TicketLeftOpen)) != 1 {
		t.Errorf("the desk is still taken: %+v", v.Desk)
	}
	if _, err := w.Act(t.Context(), c.seat, c.operation.Next(), office.Action{Deed: office.DeedCallNext}); !errors.Is(err, office.ErrTakenOver) {
		t.Errorf("yesterday's clerk calls: %v", err)
	}
}
