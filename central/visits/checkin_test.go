package visits_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"numerek/central/booking"
	"numerek/central/office"
	"numerek/central/queue"
	"numerek/central/visits"
)

const kiosk, otherKiosk = "kiosk-ratusz", "kiosk-usc"

func TestCodeBecomesOneTicket(t *testing.T) {
	w := newTown(t)
	h, code := w.booked(w.order(cars, tuesday, "10:20"))
	w.goTo(tuesday, "10:10")
	first := w.check(kiosk, id(501), code)
	if first.Refusal != nil || first.Ticket.Number.String() != "R 001" || !first.Ticket.Booked.Equal(h.Booking.Start) || first.Ticket.BookingID != h.Booking.ID {
		t.Fatalf("got %+v", first)
	}
	if !strings.HasSuffix(first.StatusURL, first.Ticket.Token) {
		t.Errorf("got %s", first.StatusURL)
	}
	if again := w.check(kiosk, id(501), code); again.Refusal != nil || again.Ticket.Number != first.Ticket.Number {
		t.Errorf("asked again: %+v", again)
	}
	used := w.check(kiosk, id(502), code)
	if used.Refusal == nil || used.Refusal.Reason != visits.CodeUsed || used.Refusal.Ticket.Number != first.Ticket.Number || used.Refusal.StatusURL != first.StatusURL {
		t.Errorf("typed again: %+v", used)
	}
	if again := w.check(kiosk, id(502), code); again.Refusal == nil || again.Refusal.Ticket.Number != first.Ticket.Number {
		t.Errorf("and asked again: %+v", again)
	}
	c, r := w.kiosk(kiosk)
	r.ID, r.Code = id(501), "1234567"
	if _, err := w.CheckIn(t.Context(), c, r); !errors.Is(err, office.ErrOtherBody) {
		t.Errorf("got %v, want ErrOtherBody", err)
	}
	if b := w.booking(h.Booking.ID); b.State != booking.Arrived || b.Code != "" {
		t.Errorf("got %+v", b)
	}
	x, err := w.Find(t.Context(), where, h.Token)
	if err != nil || x.TicketURL != first.StatusURL || x.Code != "" || x.Changeable {
		t.Errorf("page: %+v, %v", x, err)
	}
}

func TestCodeThatBecomesNoTicket(t *testing.T) {
	w := newTown(t)
	h, code := w.booked(w.order(cars, tuesday, "10:20"))
	_, gone := w.booked(w.order("dowod_wniosek", tuesday, "11:00"))
	_, missed := w.booked(w.order("dowod_wniosek", tuesday, "09:00"))
	if _, err := w.Cancel(t.Context(), where, w.token("dowod_wniosek", "11:00")); err != nil {
		t.Fatal(err)
	}
	swapped := strings.ReplaceAll(code, " ", "")
	swapped = swapped[:5] + swapped[6:] + swapped[5:6]
	n := 600
	for _, tc := range []struct {
		name, day, clock, kiosk, code string
		want                          visits.CodeReason
	}{
		{"the_day_before", "2026-11-23", "10:20", kiosk, code, visits.CodeEarly},
		{"a_minute_early", tuesday, "10:09", kiosk, code, visits.CodeEarly},
		{"nobody_came_at_nine", tuesday, "10:09", kiosk, missed, visits.CodeLate},
		{"typing_slip", tuesday, "10:15", kiosk, swapped, visits.CodeCheckDigit},
		{"too_short", tuesday, "10:15", kiosk, "123", visits.CodeCheckDigit},
		{"another_building", tuesday, "10:15", otherKiosk, code, visits.CodeElsewhere},
		{"cancelled", tuesday, "10:15", kiosk, gone, visits.CodeCancelled},
		{"nobodys", tuesday, "10:15", kiosk, booking.NewCode(77, 7), visits.CodeUnknown},
		{"too_late", tuesday, "10:31", kiosk, code, visits.CodeLate},
		{"the_next_day", "2026-11-25", "10:20", kiosk, code, visits.CodeMissed},
	} {
		w.goTo(tc.day, tc.clock)
		w.tend()
		n++
		got := w.check(tc.kiosk, id(n), tc.code)
		if got.Refusal == nil || got.Refusal.Reason != tc.want || got.Ticket.ID != "" {
			t.Errorf("%s: got %+v, want %s", tc.name, got.Refusal, tc.want)
			continue
		}
		if again := w.check(tc.kiosk, id(n), tc.code); again.Refusal == nil || *again.Refusal != *got.Refusal {
			t.Errorf("%s: asked again: %+v", tc.name, again.Refusal)
		}
		if tc.want == visits.CodeEarly && !got.Refusal.From.Equal(w.at(tuesday, "10:10")) {
			t.Errorf("%s: works from %v", tc.name, got.Refusal.From)
		}
		if tc.want == visits.CodeElsewhere && got.Refusal.Location != h.Booking.Location {
			t.Errorf("%s: at %q", tc.name, got.Refusal.Location)
		}
	}
}

// token of the booking for a service and hour on Tuesday.
func (w *town) token(service, clock string) string {
	w.t.Helper()
	all, err := w.store.BookingsBetween(w.t.Context(), where, tuesday, tuesday)
	if err != nil {
		w.t.Fatal(err)
	}
	for _, b := range all {
		if b.Service == service && b.Start.Equal(w.at(tuesday, clock)) {
			token, err := w.keys.Open(where+"/"+b.ID+"/token", b.Token)
			if err != nil {
				w.t.Fatal(err)
			}
			return token
		}
	}
	w.t.Fatalf("no booking for %s at %s", service, clock)
	return ""
}

func TestTwoKiosksAtOnce(t *testing.T) {
	w := newTown(t)
	_, code := w.booked(w.order(cars, tuesday, "10:20"))
	w.goTo(tuesday, "10:15")
	c, r := w.kiosk(kiosk)
	answers := make(chan visits.Checked, 20)
	for n := range cap(answers) {
		go func() {
			r := r
			r.ID, r.Code = id(700+n), code
			out, err := w.CheckIn(t.Context(), c, r)
			if err != nil {
				t.Error(err)
			}
			answers <- out
		}()
	}
	tickets := 0
	numbers := map[string]bool{}
	for range cap(answers) {
		a := <-answers
		if a.Refusal == nil {
			tickets++
			numbers[a.Ticket.Number.String()] = true
			continue
		}
		numbers[a.Refusal.Ticket.Number.String()] = true
	}
	if tickets != 1 || len(numbers) != 1 {
		t.Errorf("%d tickets, numbers %v", tickets, numbers)
	}
}

// A ticket that nobody got gives the code back, and a paper that turns up after
// all takes it again.
func TestTicketThatCameToNothing(t *testing.T) {
	w := newTown(t)
	h, code := w.booked(w.order(cars, tuesday, "10:20"))
	w.goTo(tuesday, "10:15")
	lost := w.check(kiosk, id(801), code)
	c, r := w.kiosk(kiosk)
	if _, err := w.Abandon(t.Context(), c, id(801), "no_answer", r.Incarnation, r.BootEpoch); err != nil {
		t.Fatal(err)
	}
	if b := w.booking(h.Booking.ID); b.State != booking.Confirmed || b.Ticket != "" {
		t.Errorf("after the kiosk gave up: %+v", b)
	}
	if again := w.check(kiosk, id(801), code); again.Refusal == nil || again.Refusal.Reason != visits.CodeAbandoned {
		t.Errorf("the given up request: %+v", again)
	}
	second := w.check(kiosk, id(802), code)
	if second.Refusal != nil || second.Ticket.Number == lost.Ticket.Number {
		t.Errorf("got %+v", second)
	}
	if _, err := w.Abandon(t.Context(), c, id(803), "no_answer", r.Incarnation, r.BootEpoch); err != nil {
		t.Fatal(err)
	}
	if never := w.check(kiosk, id(803), code); never.Refusal == nil || never.Refusal.Reason != visits.CodeAbandoned {
		t.Errorf("an answer after the tombstone: %+v", never)
	}
}

// The answer of one kiosk is lost, and the code is typed at another one: the
// number that is shown there is not given up by the first.
func TestNumberThatIsShownAgainIsNotGivenUp(t *testing.T) {
	w := newTown(t)
	_, code := w.booked(w.order(cars, tuesday, "10:20"))
	w.goTo(tuesday, "10:15")
	lost := w.check(kiosk, id(801), code)
	if used := w.check(kiosk, id(802), code); used.Refusal == nil || used.Refusal.Ticket.Paper != queue.PaperShown {
		t.Fatalf("got %+v", used)
	}
	c, r := w.kiosk(kiosk)
	if _, err := w.Abandon(t.Context(), c, id(801), "no_answer", r.Incarnation, r.BootEpoch); !errors.Is(err, queue.ErrHasPaper) {
		t.Errorf("got %v, want ErrHasPaper", err)
	}
	if k, err := w.store.Ticket(t.Context(), where, lost.Ticket.ID); err != nil || k.State != queue.Waiting {
		t.Errorf("got %+v, %v", k, err)
	}
}

func TestWrongCodesPauseTheKeypad(t *testing.T) {
	w := newTown(t)
	_, code := w.booked(w.order(cars, tuesday, "10:20"))
	w.goTo(tuesday, "10:12")
	var last visits.Checked
	for n := range 5 {
		w.clock.pass(time.Second)
		last = w.check(kiosk, id(900+n), booking.NewCode(uint64(1000+n), 7))
		if last.Refusal.Reason != visits.CodeUnknown {
			t.Fatalf("got %+v", last.Refusal)
		}
	}
	if !last.Refusal.PausedUntil.Equal(w.clock.now.Add(time.Minute)) {
		t.Errorf("paused until %v", last.Refusal.PausedUntil)
	}
	if r := w.check(kiosk, id(910), code).Refusal; r == nil || r.Reason != visits.CodePaused {
		t.Errorf("a right code in the pause: %+v", r)
	}
	if r := w.check(otherKiosk, id(911), code).Refusal; r == nil || r.Reason != visits.CodeElsewhere {
		t.Errorf("another kiosk is paused, too: %+v", r)
	}
	for n := range 15 { // patiently, so that it is no pause but an alarm
		w.clock.pass(25 * time.Second)
		w.check(kiosk, id(920+n), booking.NewCode(uint64(2000+n), 7))
	}
	alarms, err := w.Alarms(t.Context(), where)
	if err != nil || len(alarms) > 1 {
		t.Fatalf("got %v, %v", alarms, err)
	}
	for n := range 10 {
		w.clock.pass(20 * time.Second)
		w.check(kiosk, id(950+n), booking.NewCode(uint64(3000+n), 7))
	}
	alarms, err = w.Alarms(t.Context(), where)
	if err != nil || len(alarms) != 1 || alarms[0].Device != kiosk || alarms[0].Bad < 20 {
		t.Errorf("got %v, %v, want an alarm", alarms, err)
	}
}

// A booking is called from its hour on, and its citizen hears of it.
func TestCalledByMessage(t *testing.T) {
	w := newTown(t)
	h, code := w.booked(w.order(cars, tuesday, "10:20"))
	w.goTo(tuesday, "10:15")
	ticket := w.check(kiosk, id(501), code).Ticket
	desk, op := w.desk(1)
	w.clock.pass(10 * time.Minute)
	out, err := w.Act(t.Context(), desk, op.Next(), office.Action{Deed: office.DeedCallNext})
	if err != nil || out.Ticket != ticket.ID {
		t.Fatalf("got %+v, %v", out, err)
	}
	if got := w.kinds(h.Booking.ID); got != "confirm called" {
		t.Errorf("got messages %q", got)
	}
	if out, err = w.Act(t.Context(), desk, op.Next().Next(), office.Action{Deed: office.DeedUndo}); err != nil || out.Refused != "" {
		t.Fatalf("got %+v, %v", out, err)
	}
	if got := w.kinds(h.Booking.ID); got != "confirm" {
		t.Errorf("after the call was taken back: %q", got)
	}
	w.clock.pass(time.Minute)
	if _, err = w.Act(t.Context(), desk, op.Next().Next().Next(), office.Action{Deed: office.DeedCallNext}); err != nil {
		t.Fatal(err)
	}
	if got := w.kinds(h.Booking.ID); got != "confirm called" {
		t.Errorf("called again: %q", got)
	}
}

// desk takes a desk of the city hall.
func (w *town) desk(n int) (office.Seat, office.Operation) {
	w.t.Helper()
	seat := office.Seat{Office: where, Location: "ratusz", Desk: n, Workstation: "w1", Clerk: "clerk"}
	last, err := w.TakeDesk(w.t.Context(), seat, false)
	if err != nil {
		w.t.Fatal(err)
	}
	return seat, last
}

func TestTurnIsNear(t *testing.T) {
	w := newTown(t, "almost_ahead = 3", "almost_ahead = 1")
	h, code := w.booked(w.order(cars, tuesday, "10:20"))
	w.goTo(tuesday, "10:12")
	c, r := w.kiosk(kiosk)
	for n := range 6 { // who came before, with priority
		if _, err := w.Issue(t.Context(), c, office.Request{ID: id(510 + n), Service: cars, Language: "pl", Priority: true, Incarnation: r.Incarnation, BootEpoch: r.BootEpoch}); err != nil {
			t.Fatal(err)
		}
	}
	w.clock.pass(time.Minute) // the forecast has seen them
	ticket := w.check(kiosk, id(501), code).Ticket
	if ticket.Ahead < 2 {
		t.Fatalf("%d before it, want some", ticket.Ahead)
	}
	w.tend()
	if got := w.kinds(h.Booking.ID); got != "confirm" {
		t.Errorf("%d before it: %q", ticket.Ahead, got)
	}
	desk, op := w.desk(1)
	w.goTo(tuesday, "10:21")
	for range ticket.Ahead - 1 {
		w.clock.pass(time.Second)
		op = op.Next()
		if _, err := w.Act(t.Context(), desk, op, office.Action{Deed: office.DeedCallNext}); err != nil {
			t.Fatal(err)
		}
		w.tend()
	}
	w.tend()
	if got := w.kinds(h.Booking.ID); got != "confirm almost" {
		t.Errorf("after %d calls: %q", ticket.Ahead-1, got)
	}
}
