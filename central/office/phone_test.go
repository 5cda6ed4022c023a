package office_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"numerek/central/office"
	"numerek/central/queue"
	"numerek/central/store"
)

// served is a town with a clerk at desk 3, and somebody who looks at a phone.
type served struct {
	*town
	seat      office.Seat
	operation office.Operation
}

func newServed(t *testing.T) *served {
	t.Helper()
	s := &served{town: newTown(t, ""), seat: office.Seat{Office: "koszalin", Location: "ratusz", Desk: 3, Workstation: "w", Clerk: "anna"}}
	var err error
	if s.operation, err = s.TakeDesk(t.Context(), s.seat, false); err != nil {
		t.Fatal(err)
	}
	return s
}

func (s *served) act(a office.Action) office.Outcome {
	s.t.Helper()
	s.operation = s.operation.Next()
	out, err := s.Act(s.t.Context(), s.seat, s.operation, a)
	if err != nil || out.Refused != "" {
		s.t.Fatalf("%s: got %q, %v", a.Deed, out.Refused, err)
	}
	return out
}

func (s *served) floor() office.Floor {
	s.t.Helper()
	f, err := s.Floor(s.t.Context(), "koszalin")
	if err != nil {
		s.t.Fatal(err)
	}
	return f
}

// look is what the page of a ticket says now to somebody who has seen k.
func (s *served) look(k queue.Ticket) office.Phone {
	s.t.Helper()
	f := s.floor()
	k, err := s.Follow(s.t.Context(), f, k)
	if err != nil {
		s.t.Fatal(err)
	}
	return f.Phone(k, s.clock.Now())
}

func TestOwned(t *testing.T) {
	t.Parallel()
	w := newTown(t, "")
	k := w.take("rejestracja")
	for _, of := range []string{"", "koszalin"} {
		if got, err := w.Owned(t.Context(), of, strings.ToUpper(k.Token)); err != nil || got.ID != k.ID {
			t.Fatalf("in %q: got %+v, %v", of, got, err)
		}
	}
	for _, token := range []string{"", "x", queue.Token([16]byte{}), k.Token + "0"} {
		for _, of := range []string{"", "koszalin", "nowhere"} {
			if _, err := w.Owned(t.Context(), of, token); !errors.Is(err, office.ErrUnknownTicket) {
				t.Errorf("%q in %q: got %v", token, of, err)
			}
		}
	}
}

// TestPhoneFollowsATicket is one person's visit, as the phone shows it.
func TestPhoneFollowsATicket(t *testing.T) {
	t.Parallel()
	s := newServed(t)
	s.take("rejestracja")
	k := s.take("rejestracja")
	see := func(state queue.State, ahead, desk, calls int) office.Phone {
		t.Helper()
		p := s.look(k)
		if p.State != state || p.Ahead != ahead || p.Ticket.Desk != desk || p.Ticket.Calls != calls {
			t.Fatalf("got %s, %d ahead, desk %d, %d calls; want %s, %d, %d, %d",
				p.State, p.Ahead, p.Ticket.Desk, p.Ticket.Calls, state, ahead, desk, calls)
		}
		k = p.Ticket
		return p
	}
	see(queue.Waiting, 1, 0, 0)
	s.act(office.Action{Deed: office.DeedCallNext})
	see(queue.Waiting, 0, 0, 0)
	s.act(office.Action{Deed: office.DeedCallNext})
	see(queue.Called, 0, 3, 1)
	s.act(office.Action{Deed: office.DeedCallAgain})
	see(queue.Called, 0, 3, 2)
	s.act(office.Action{Deed: office.DeedStart})
	see(queue.Serving, 0, 3, 2)
	s.act(office.Action{Deed: office.DeedPark})
	see(queue.Parked, 0, 3, 0)
	s.act(office.Action{Deed: office.DeedCall, Ticket: k.ID})
	see(queue.Called, 0, 3, 1)
	s.act(office.Action{Deed: office.DeedTransfer, Desk: 4})
	if p := see(queue.Waiting, 0, 3, 0); p.Ticket.Wants != 4 {
		t.Errorf("got desk %d", p.Ticket.Wants)
	}
	s.act(office.Action{Deed: office.DeedCall, Ticket: k.ID})
	s.clock.pass(2 * time.Minute)
	s.act(office.Action{Deed: office.DeedMiss})
	if p := see(queue.NoShow, 0, 3, 1); !p.ComeBack.Equal(s.clock.Now().Add(15 * time.Minute)) {
		t.Errorf("may come back until %s", p.ComeBack)
	}
	s.clock.pass(16 * time.Minute)
	if p := see(queue.NoShow, 0, 3, 1); !p.ComeBack.IsZero() {
		t.Errorf("may come back until %s", p.ComeBack)
	}
	s.clock.pass(24 * time.Hour)
	see(queue.NoShow, 0, 3, 1)
}

// TestPhoneBelievesWhatIsNewer sets a floor against a ticket that has moved on.
func TestPhoneBelievesWhatIsNewer(t *testing.T) {
	t.Parallel()
	s := newServed(t)
	k := s.take("rejestracja")
	before := s.floor()
	s.act(office.Action{Deed: office.DeedCallNext})
	called := s.ticket(k.ID)
	if got, err := s.Follow(t.Context(), before, called); err != nil || got.State != queue.Called {
		t.Errorf("an old floor turned the ticket back to %s, %v", got.State, err)
	}
	if p := before.Phone(called, s.clock.Now()); p.State != queue.Called {
		t.Errorf("got %s", p.State)
	}
	if p := s.floor().Phone(k, s.clock.Now()); p.State != queue.Called || p.Ticket.Desk != 3 {
		t.Errorf("got %s at desk %d", p.State, p.Ticket.Desk)
	}
	if n := s.floor().Ahead(queue.Ticket{ID: "new", Service: "rejestracja", Location: "ratusz", IssuedAt: s.clock.Now()}); n != 0 {
		t.Errorf("%d are before a new ticket", n)
	}
	if n := s.floor().Ahead(queue.Ticket{ID: "new", Location: "nowhere"}); n != 0 {
		t.Errorf("%d wait nowhere", n)
	}
	s.clock.pass(24 * time.Hour) // nobody has turned the day yet
	if p := before.Phone(k, s.clock.Now()); p.State != queue.Waiting {
		t.Errorf("got %s", p.State)
	}
	if p := s.floor().Phone(k, s.clock.Now()); p.State == queue.Waiting {
		t.Errorf("got %s", p.State)
	}
}

// TestPromiseIsKeptOnlyWhileItHolds looks at the range that a ticket came with on
// a floor that does not know the ticket yet, and then at the forecast.
func TestPromiseIsKeptOnlyWhileItHolds(t *testing.T) {
	t.Parallel()
	s := newServed(t)
	before := s.floor()
	k := s.take("rejestracja")
	k.Wait = queue.Wait{From: 15, To: 25}
	for _, c := range []struct {
		after time.Duration
		want  queue.Wait
	}{
		{-time.Minute, queue.Wait{}},
		{0, queue.Wait{From: 15, To: 25}},
		{10 * time.Minute, queue.Wait{From: 5, To: 15}},
		{24 * time.Minute, queue.Wait{From: 0, To: 1}},
		{25 * time.Minute, queue.Wait{}},
	} {
		if got := before.Phone(k, k.IssuedAt.Add(c.after)).Wait; got != c.want {
			t.Errorf("after %s: got %+v, want %+v", c.after, got, c.want)
		}
	}
	s.clock.pass(2 * time.Minute)
	f := s.floor()
	if got := f.Phone(k, s.clock.Now()).Wait; got != f.Wait(k.ID) || got == (queue.Wait{}) {
		t.Errorf("got %+v, want the forecast %+v", got, f.Wait(k.ID))
	}
	k.FirstCalled = k.IssuedAt.Add(time.Minute)
	if got := before.Phone(k, s.clock.Now()).Wait; got != (queue.Wait{}) {
		t.Errorf("the promise outlived the call: %+v", got)
	}
}

func TestOwnerWithdraws(t *testing.T) {
	t.Parallel()
	s := newServed(t)
	k, other := s.take("rejestracja"), s.take("rejestracja")
	if n := s.waiting("rejestracja", k.Day); n != 2 {
		t.Fatalf("%d wait", n)
	}
	for range 2 {
		if err := s.Withdraw(t.Context(), "", k.Token); err != nil {
			t.Fatal(err)
		}
	}
	if got := s.ticket(k.ID); got.State != queue.Withdrawn || !got.EndedAt.Equal(s.clock.Now()) || got.Revision != 1 {
		t.Errorf("got %s at %s, revision %d", got.State, got.EndedAt, got.Revision)
	}
	if n := s.waiting("rejestracja", k.Day); n != 1 {
		t.Errorf("%d wait, want 1", n)
	}
	events := s.events(office.TicketWithdrawn)
	if len(events) != 1 {
		t.Fatalf("got %d events, want one", len(events))
	}
	want := store.Event{
		Office: "koszalin", Seq: events[0].Seq, At: s.clock.Now().UTC(), Kind: office.TicketWithdrawn, Location: "ratusz",
		Service: "rejestracja", Ticket: k.ID, Detail: `{"by":"owner"}`,
	}
	if diff := cmp.Diff(want, events[0]); diff != "" {
		t.Error(diff)
	}
	if out := s.act(office.Action{Deed: office.DeedCallNext}); out.Ticket != other.ID {
		t.Errorf("called %s, want %s", out.Number, other.Number)
	}
	if err := s.Withdraw(t.Context(), "koszalin", other.Token); !errors.Is(err, queue.ErrNotWaiting) {
		t.Errorf("called already: got %v", err)
	}
	s.act(office.Action{Deed: office.DeedPark})
	if err := s.Withdraw(t.Context(), "koszalin", other.Token); err != nil || s.look(other).State != queue.Withdrawn {
		t.Errorf("parked: got %v", err)
	}
	if err := s.Withdraw(t.Context(), "", "x"); !errors.Is(err, office.ErrUnknownTicket) {
		t.Errorf("got %v", err)
	}
}
