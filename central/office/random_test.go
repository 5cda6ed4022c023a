package office_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"numerek/central/office"
	"numerek/central/queue"
	"numerek/central/store"
)

// hall is some desks, a kiosk and citizens who do whatever comes to their minds.
type hall struct {
	*town
	random  *rand.Rand
	clerks  []*clerk
	tickets []queue.Ticket // as they were issued
	last    map[*clerk]office.Action
	answers map[*clerk]office.Outcome
	log     []string
}

var anyService = []string{"rejestracja", "zbycie", "meldunek", "pesel", "dowod_odbior"}

func (h *hall) note(format string, args ...any) { h.log = append(h.log, fmt.Sprintf(format, args...)) }

func any1[T any](h *hall, of []T) T { return of[h.random.IntN(len(of))] }

// someone is a ticket that was issued; most often one of the last.
func (h *hall) someone() queue.Ticket {
	if len(h.tickets) == 0 {
		return queue.Ticket{ID: id(999_999)}
	}
	n := len(h.tickets)
	if h.random.IntN(4) > 0 {
		n = min(n, 6)
	}
	return h.tickets[len(h.tickets)-1-h.random.IntN(n)]
}

func (h *hall) issue() {
	h.t.Helper()
	if a := h.ask(h.request(any1(h, anyService))); a.Refusal == nil {
		h.tickets = append(h.tickets, a.Ticket)
		h.note("issue %s", a.Ticket.Number)
	}
}

func (h *hall) paper() {
	h.t.Helper()
	k, p := h.someone(), any1(h, []queue.Paper{queue.PaperPrinted, queue.PaperShown, queue.PaperUnknown, queue.PaperNotDelivered})
	if k.Office == "" {
		return
	}
	h.note("report %s %s", k.Number, p)
	h.report(k, p)
}

func (h *hall) abandon() {
	h.t.Helper()
	k := h.someone()
	_, err := h.Abandon(h.t.Context(), h.kiosk, k.ID, "gave up", h.incarnation(), 1)
	h.note("abandon %s: %v", k.Number, err)
	if err != nil && !errors.Is(err, queue.ErrHasPaper) && !errors.Is(err, queue.ErrNotWaiting) {
		h.t.Fatal(err)
	}
}

func (h *hall) withdraw() {
	h.t.Helper()
	k := h.someone()
	err := h.Withdraw(h.t.Context(), "koszalin", k.Token)
	h.note("withdraw %s: %v", k.Number, err)
	if err != nil && !errors.Is(err, queue.ErrNotWaiting) && !errors.Is(err, office.ErrUnknownTicket) {
		h.t.Fatal(err)
	}
}

// deeds of a clerk, the usual ones more often.
var anyDeed = []office.Deed{
	office.DeedCallNext, office.DeedCallNext, office.DeedCallNext, office.DeedCall, office.DeedCall, office.DeedCallAgain,
	office.DeedStart, office.DeedStart, office.DeedFinish, office.DeedMiss, office.DeedMiss, office.DeedPark, office.DeedTransfer,
	office.DeedTransfer, office.DeedResume, office.DeedRevive, office.DeedWithdraw, office.DeedRaise, office.DeedGiveOut,
	office.DeedPause, office.DeedContinue, office.DeedStopService, office.DeedStartService,
	office.DeedUndo, office.DeedUndo, office.DeedUndo, office.DeedUndo, office.DeedUndo,
}

func (h *hall) act() {
	h.t.Helper()
	c := any1(h, h.clerks)
	a := office.Action{Deed: any1(h, anyDeed)}
	switch a.Deed {
	case office.DeedCall, office.DeedResume, office.DeedRevive, office.DeedWithdraw, office.DeedRaise:
		a.Ticket, a.Reason = h.someone().ID, "because"
	case office.DeedTransfer:
		a.Service, a.Desk = any1(h, append(anyService, "")), any1(h, []int{0, 0, 4, 11})
	case office.DeedGiveOut, office.DeedStopService, office.DeedStartService:
		a.Service, a.Reason, a.Priority = any1(h, anyService), "because", h.random.IntN(3) == 0
	case office.DeedPause:
		a.Reason = "a break"
	default:
	}
	view := c.view()
	before := c.everything()
	out, err := c.Act(c.t.Context(), c.seat, c.operation.Next(), a)
	if errors.Is(err, office.ErrTakenOver) {
		h.sitAgain(c)
		return
	}
	if err != nil {
		h.t.Fatal(err)
	}
	c.operation = c.operation.Next()
	h.note("desk %d: %+v: %+v", c.seat.Desk, a, out)
	h.last[c], h.answers[c] = a, out
	if out.Refused != "" && out.Finished == "" {
		if diff := cmp.Diff(before, c.everything()); diff != "" {
			h.t.Fatalf("%s was refused, but changed:\n%s", a.Deed, diff)
		}
	}
	if a.Deed == office.DeedCallNext && out.Refused == "" && (len(view.Next) == 0 || view.Next[0].Ticket.ID != out.Ticket || view.Next[0].Reason != out.Why) {
		h.t.Fatalf("desk %d called %s (%s), but was told %+v would come", c.seat.Desk, out.Number, out.Why, view.Next)
	}
	if a.Deed == office.DeedGiveOut && out.Refused == "" {
		h.tickets = append(h.tickets, h.ticket(out.Ticket))
	}
	if a.Deed == office.DeedUndo && out.Refused == "" && view.Undo != out.Undone {
		h.t.Fatalf("undid %q, offered %q", out.Undone, view.Undo)
	}
}

func (h *hall) repeat() {
	h.t.Helper()
	c := any1(h, h.clerks)
	a, ok := h.last[c]
	if !ok {
		return
	}
	out, err := c.Act(h.t.Context(), c.seat, c.operation, a)
	if diff := cmp.Diff(h.answers[c], out); err == nil && diff != "" {
		h.t.Fatalf("the repetition:\n%s", diff)
	}
}

func (h *hall) sitAgain(c *clerk) {
	h.t.Helper()
	operation, err := c.TakeDesk(h.t.Context(), c.seat, true)
	if err != nil {
		h.t.Fatal(err)
	}
	h.note("desk %d is taken", c.seat.Desk)
	c.operation = operation
	delete(h.last, c)
}

// change is a desk that gets another clerk, or is left and taken again.
func (h *hall) change() {
	h.t.Helper()
	c := any1(h, h.clerks)
	if h.random.IntN(2) == 0 {
		h.next++
		c.seat.Workstation = fmt.Sprint("another-", h.next)
	} else if err := h.LeaveDesk(h.t.Context(), c.seat); err != nil && !errors.Is(err, office.ErrStillHere) && !errors.Is(err, office.ErrTakenOver) {
		h.t.Fatal(err)
	}
	h.sitAgain(c)
}

// check compares what is counted and pointed at with the tickets themselves.
func (h *hall) check(day queue.Day) {
	h.t.Helper()
	ctx := h.t.Context()
	tickets, err := h.store.TicketsOfDay(ctx, "koszalin", day)
	if err != nil {
		h.t.Fatal(err)
	}
	events, err := h.store.Events(ctx, "koszalin", 0, 1<<20)
	if err != nil {
		h.t.Fatal(err)
	}
	timelines := map[string][]store.Event{}
	for _, e := range events {
		timelines[e.Ticket] = append(timelines[e.Ticket], e)
	}
	issued, waiting, at := map[string]int{}, map[string]int{}, map[int]string{}
	for _, k := range tickets {
		timeline := timelines[k.ID]
		issued[timeline[0].Service] += one(k.State != queue.Void)
		waiting[k.Service] += one(k.State == queue.Waiting)
		if k.State == queue.Called || k.State == queue.Serving {
			if other, ok := at[k.Desk]; ok {
				h.t.Errorf("desk %d has %s and %s", k.Desk, other, k.Number)
			}
			at[k.Desk] = k.ID
		}
		if state := replay(timeline); state != k.State {
			h.t.Errorf("%s is %s, its timeline says %s: %s", k.Number, k.State, state, h.kinds(k.ID))
		}
	}
	tallies, err := h.store.Tallies(ctx, "koszalin", day)
	if err != nil {
		h.t.Fatal(err)
	}
	for _, tally := range tallies {
		if tally.Issued != issued[tally.Service] || tally.Waiting != waiting[tally.Service] {
			h.t.Errorf("%s: counted %d issued and %d waiting, there are %d and %d",
				tally.Service, tally.Issued, tally.Waiting, issued[tally.Service], waiting[tally.Service])
		}
	}
	desks, err := h.store.Desks(ctx, "koszalin")
	if err != nil {
		h.t.Fatal(err)
	}
	rows := map[int]string{}
	for _, d := range desks {
		if d.Ticket != "" {
			rows[d.Number] = d.Ticket
			if d.Paused != "" {
				h.t.Errorf("desk %d has a break with somebody there", d.Number)
			}
		}
	}
	if !maps.Equal(rows, at) {
		h.t.Errorf("desks have %v, tickets are at %v", rows, at)
	}
}

// checkCalls compares what the monitors show after a start with the tickets.
func (h *hall) checkCalls() {
	h.t.Helper()
	view, err := h.HallView(h.t.Context(), "koszalin")
	if err != nil {
		h.t.Fatal(err)
	}
	calls, err := h.Calls(h.t.Context(), view, "ratusz", 1000)
	if err != nil {
		h.t.Fatal(err)
	}
	got, want := map[string]string{}, map[string]string{}
	for _, c := range calls {
		got[c.Ticket] = fmt.Sprint(c.Number, " desk ", c.Desk, " times ", c.Times)
	}
	tickets, err := h.store.TicketsOfDay(h.t.Context(), "koszalin", "2026-11-23")
	if err != nil {
		h.t.Fatal(err)
	}
	for _, k := range tickets {
		if k.State == queue.Called || k.State == queue.Serving || k.State == queue.Done {
			want[k.ID] = fmt.Sprint(k.Number, " desk ", k.Desk, " times ", k.Calls)
		}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		h.t.Errorf("calls that stand:\n%s", diff)
	}
}

func one(yes bool) int {
	if yes {
		return 1
	}
	return 0
}

// replay tells the state of a ticket from its timeline.
func replay(timeline []store.Event) queue.State {
	var now queue.State
	for _, e := range timeline {
		switch e.Kind {
		case office.TicketIssued, office.TicketResurrected, office.TicketRevived, office.TicketResumed, office.TicketTransferred:
			now = queue.Waiting
		case office.TicketVoided:
			now = queue.Void
		case office.TicketExpired:
			now = queue.Expired
		case office.TicketLeftOpen, office.TicketFinished:
			now = queue.Done
		case office.TicketCalled, office.TicketCalledAgain:
			now = queue.Called
		case office.TicketStarted:
			now = queue.Serving
		case office.TicketMissed:
			now = queue.NoShow
		case office.TicketParked:
			now = queue.Parked
		case office.TicketWithdrawn:
			now = queue.Withdrawn
		case office.TicketUndone, office.CallTakenBack:
			var d struct{ State queue.State }
			if err := json.Unmarshal([]byte(e.Detail), &d); err == nil {
				now = d.State
			}
		}
	}
	return now
}

// Whatever clerks, citizens and kiosks do in whatever order, what is counted is
// true, nobody is at two desks or at one that does not know, and the timeline
// tells the same.
func TestWhateverHappens(t *testing.T) {
	t.Parallel()
	for seed := range uint64(8) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			t.Parallel()
			h := &hall{
				town: newTown(t, ""), random: rand.New(rand.NewPCG(seed, 1)),
				last: map[*clerk]office.Action{}, answers: map[*clerk]office.Outcome{},
			}
			for _, desk := range []int{3, 4, 11} {
				h.clerks = append(h.clerks, h.sit(desk))
			}
			t.Cleanup(func() {
				if t.Failed() {
					t.Log("the end of what happened:\n" + strings.Join(h.log[max(0, len(h.log)-12):], "\n"))
				}
			})
			deeds := slices.Concat(slices.Repeat([]func(){h.act}, 12), slices.Repeat([]func(){h.issue, h.paper}, 3),
				[]func(){h.abandon, h.withdraw, h.repeat, h.change, func() { h.clock.pass(time.Duration(h.random.IntN(100)) * time.Second) }, h.open})
			for range 300 {
				any1(h, deeds)()
				if h.check("2026-11-23"); t.Failed() {
					t.FailNow()
				}
			}
			h.checkCalls()
			h.clock.pass(24 * time.Hour)
			if err := h.Turn(t.Context(), "koszalin"); err != nil {
				t.Fatal(err)
			}
			h.check("2026-11-23")
			for _, k := range h.tickets {
				if s := h.ticket(k.ID).State; s.Open() {
					t.Errorf("%s is %s after the day", k.Number, s)
				}
			}
		})
	}
}
