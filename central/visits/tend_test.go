package visits_test

import (
	"fmt"
	"net/netip"
	"strings"
	"testing"
	"time"

	"numerek/central/booking"
	"numerek/central/queue"
	"numerek/central/visits"
)

func TestReminders(t *testing.T) {
	w := newTown(t)
	h, _ := w.booked(w.order(cars, "2026-11-25", "10:00"))
	today, _ := w.booked(w.order("dowod_wniosek", "2026-11-23", "13:00"))
	w.goTo(tuesday, "16:59")
	w.tend()
	late, _ := w.booked(w.order("wtorniki", "2026-11-25", "10:00"))
	w.goTo(tuesday, "17:00")
	w.clock.pass(time.Second)
	after, _ := w.booked(w.order("prawo_jazdy_wniosek", "2026-11-25", "11:00"))
	w.tend()
	w.tend()
	for name, tc := range map[string]struct{ id, want string }{
		"booked_two_days_before":  {h.Booking.ID, "confirm remind"},
		"booked_a_minute_before":  {late.Booking.ID, "confirm remind"},
		"booked_after_the_hour":   {after.Booking.ID, "confirm"},
		"booked_for_the_same_day": {today.Booking.ID, "confirm"},
	} {
		if got := w.kinds(tc.id); got != tc.want {
			t.Errorf("%s: got %q, want %q", name, got, tc.want)
		}
	}
	if b := w.booking(today.Booking.ID); b.State != booking.Missed {
		t.Errorf("a visit of yesterday that the server slept through: %s", b.State)
	}
	text := w.mail(h.Booking.ID)[1].text
	if !strings.Contains(text, "jutro") || !strings.Contains(text, h.Token) {
		t.Errorf("got %q", text)
	}
}

func TestNobodyCame(t *testing.T) {
	w := newTown(t)
	h, _ := w.booked(w.order(cars, tuesday, "10:00"))
	w.goTo(tuesday, "10:10")
	w.tend()
	if b := w.booking(h.Booking.ID); b.State != booking.Confirmed {
		t.Fatalf("at the last minute: %s", b.State)
	}
	w.clock.pass(time.Second)
	w.tend()
	if b := w.booking(h.Booking.ID); b.State != booking.Missed || b.Code != "" {
		t.Errorf("got %+v", b)
	}
	if got := w.kinds(h.Booking.ID); got != "confirm noshow" && got != "confirm remind noshow" {
		t.Errorf("got %q", got)
	}
}

func TestEarlierSlotIsOfferedInOrder(t *testing.T) {
	w := newTown(t)
	// All hours of Tuesday and Wednesday are sold; two who have Thursday ask.
	for _, day := range []string{"2026-11-23", tuesday, "2026-11-25"} {
		w.sellOut(cars, day)
	}
	first, _ := w.booked(w.order(cars, "2026-11-26", "10:00"))
	second, _ := w.booked(w.order(cars, "2026-11-26", "12:00"))
	for _, h := range []visits.Held{first, second} {
		w.clock.pass(time.Second)
		if _, err := w.WantEarlier(t.Context(), where, h.Token, true); err != nil {
			t.Fatal(err)
		}
	}
	w.sellOut(cars, "2026-11-26")
	w.tend()
	if got := w.kinds(first.Booking.ID); got != "confirm" {
		t.Fatalf("nothing is free, and the first is told %q", got)
	}
	freed := w.give(tuesday)
	w.tend()
	w.tend()
	if got := w.kinds(first.Booking.ID); got != "confirm offer" {
		t.Fatalf("the first is told %q", got)
	}
	if got := w.kinds(second.Booking.ID); got != "confirm" {
		t.Errorf("the second is told %q at once", got)
	}
	if n := w.freeAt(cars, freed); n != 0 {
		t.Errorf("%d places of the offered hour are sold to others", n)
	}
	x, err := w.Find(t.Context(), where, first.Token)
	if err != nil || x.Offer == nil || !x.Offer.Start.Equal(freed) || !x.OfferUntil.Equal(w.clock.now.Add(30*time.Minute)) {
		t.Fatalf("page: %+v, %v, want an offer of %v", x, err, freed)
	}
	w.clock.pass(30 * time.Minute) // and does not take it
	w.tend()
	w.tend()
	if _, err := w.TakeOffer(t.Context(), where, first.Token); refusal(t, err).Why != visits.OfferOver {
		t.Errorf("got %v", err)
	}
	x, err = w.TakeOffer(t.Context(), where, second.Token)
	if err != nil || !x.Booking.Start.Equal(freed) || x.Booking.WantsEarlier != (time.Time{}) {
		t.Fatalf("the second takes it: %+v, %v", x.Booking, err)
	}
	if x, err = w.TakeOffer(t.Context(), where, second.Token); err != nil || !x.Booking.Start.Equal(freed) {
		t.Errorf("pressed twice: %+v, %v", x.Booking, err)
	}
	if got := w.kinds(second.Booking.ID); got != "confirm offer moved" {
		t.Errorf("the second is told %q", got)
	}
}

// sellOut books every hour of a day that is still free, by the office.
func (w *town) sellOut(service, day string) {
	w.t.Helper()
	for {
		slots, err := w.Slots(w.t.Context(), where, service, queue.Day(day))
		if err != nil {
			w.t.Fatal(err)
		}
		sold := false
		for _, s := range slots {
			if s.Places > 0 {
				o := w.order(service, day, "10:00")
				o.Start, o.Clerk, o.Phone = s.Start, "clerk", ""
				w.hold(o)
				sold = true
				break
			}
		}
		if !sold {
			return
		}
	}
}

// give cancels one of the office's bookings of a day and returns its hour.
func (w *town) give(day string) time.Time {
	w.t.Helper()
	all, err := w.On(w.t.Context(), where, "ratusz", queue.Day(day))
	if err != nil {
		w.t.Fatal(err)
	}
	for _, e := range all {
		if e.Booking.Clerk != "" && e.Booking.State == booking.Confirmed {
			if _, err := w.CancelFor(w.t.Context(), where, e.Booking.ID, "clerk"); err != nil {
				w.t.Fatal(err)
			}
			return e.Booking.Start
		}
	}
	w.t.Fatal("nothing to give")
	return time.Time{}
}

func (w *town) freeAt(service string, at time.Time) int {
	zone, _ := time.LoadLocation("Europe/Warsaw")
	at = at.In(zone)
	return w.free(service, at.Format(time.DateOnly), at.Format("15:04"))
}

func TestStaff(t *testing.T) {
	w := newTown(t)
	o := w.order(cars, tuesday, "10:20")
	o.Name = "Osoba Pierwsza"
	h, code := w.booked(o)
	o = w.order("dowod_wniosek", tuesday, "09:00")
	o.Clerk, o.Phone, o.Name = "clerk", "", "Osoba"
	byClerk := w.hold(o)
	if byClerk.Code == "" || byClerk.Booking.State != booking.Confirmed {
		t.Fatalf("got %+v", byClerk)
	}
	list, err := w.On(t.Context(), where, "ratusz", tuesday)
	if err != nil || len(list) != 2 || list[0].Name != "Osoba" || list[1].Name != "Osoba P." || list[1].Phone != "*** *** 001" {
		t.Fatalf("got %+v, %v", list, err)
	}
	found, err := w.FindPhone(t.Context(), where, "+48 601-000-001", "clerk")
	if err != nil || len(found) != 1 || found[0].Booking.ID != h.Booking.ID {
		t.Errorf("got %+v, %v", found, err)
	}
	if _, err := w.FindPhone(t.Context(), where, "12", "clerk"); refusal(t, err).Why != visits.PhoneWrong {
		t.Errorf("got %v", err)
	}
	moved, err := w.MoveFor(t.Context(), where, h.Booking.ID, w.at(tuesday, "11:00"), "clerk")
	if err != nil || !moved.Booking.Start.Equal(w.at(tuesday, "11:00")) {
		t.Fatalf("got %+v, %v", moved, err)
	}
	if _, err := w.MissFor(t.Context(), where, h.Booking.ID, "clerk"); refusal(t, err).Why != visits.Outside {
		t.Errorf("missed before its hour: %v", err)
	}
	w.goTo(tuesday, "08:30")
	ticket, url, err := w.GiveTicket(t.Context(), where, h.Booking.ID, "clerk", 1)
	if err != nil || ticket.Paper != queue.PaperShown || !strings.HasSuffix(url, ticket.Token) {
		t.Fatalf("got %+v, %v", ticket, err)
	}
	again, _, err := w.GiveTicket(t.Context(), where, h.Booking.ID, "clerk", 2)
	if err != nil || again.ID != ticket.ID {
		t.Errorf("given twice: %+v, %v", again, err)
	}
	if used := w.check(kiosk, id(501), code); used.Refusal == nil || used.Refusal.Reason != visits.CodeUsed {
		t.Errorf("the code that was found again: %+v", used)
	}
	list, err = w.On(t.Context(), where, "ratusz", tuesday)
	if err != nil || list[1].Ticket != "R 001" || list[1].TicketState != queue.Waiting {
		t.Errorf("got %+v, %v", list, err)
	}
	w.goTo(tuesday, "09:05")
	if e, err := w.MissFor(t.Context(), where, byClerk.Booking.ID, "clerk"); err != nil || e.Booking.State != booking.Missed || e.Booking.EndedBy != "clerk" {
		t.Errorf("got %+v, %v", e, err)
	}
}

// Hours shrink under bookings: none disappears, the manager sees which no longer
// fit, and settles them.
func TestShrinkingHours(t *testing.T) {
	w := newTown(t)
	early, _ := w.booked(w.order(cars, tuesday, "09:00"))
	late, _ := w.booked(w.order(cars, tuesday, "13:00"))
	if list, err := w.Affected(t.Context(), where); err != nil || len(list) != 0 {
		t.Fatalf("got %v, %v", list, err)
	}
	w.load(strings.Replace(w.text, `[[exceptions]]
date = "2026-12-28"`, fmt.Sprintf(`[[exceptions]]
date = %q
locations = ["ratusz"]
hours = ["08:00-12:00"]

[[exceptions]]
date = "2026-12-28"`, tuesday), 1))
	w.clock.pass(5 * time.Second)
	w.tend()
	list, err := w.Affected(t.Context(), where)
	if err != nil || len(list) != 1 || list[0].Booking.ID != late.Booking.ID || list[0].Why != "hours" {
		t.Fatalf("got %+v, %v", list, err)
	}
	for _, h := range []visits.Held{early, late} {
		if b := w.booking(h.Booking.ID); b.State != booking.Confirmed {
			t.Errorf("a booking has disappeared: %+v", b)
		}
	}
	if slots, err := w.Slots(t.Context(), where, cars, tuesday); err != nil || slots[len(slots)-1].Start.After(w.at(tuesday, "11:40")) {
		t.Errorf("the last slot is %v, %v", slots[len(slots)-1], err)
	}
	if _, err := w.MoveFor(t.Context(), where, late.Booking.ID, w.at("2026-11-25", "09:00"), "manager"); err != nil {
		t.Fatal(err)
	}
	if list, err := w.Affected(t.Context(), where); err != nil || len(list) != 0 {
		t.Errorf("got %v, %v", list, err)
	}
	if got := w.kinds(late.Booking.ID); got != "confirm moved" {
		t.Errorf("got %q", got)
	}
}

func TestLimits(t *testing.T) {
	w := newTown(t)
	same := func(service, day, clock string) visits.Order {
		o := w.order(service, day, clock)
		o.Phone = "601 000 999"
		return o
	}
	w.booked(same(cars, tuesday, "10:00"))
	for name, tc := range map[string]struct {
		order visits.Order
		want  visits.Reason
	}{
		"same_service_and_day": {same(cars, tuesday, "12:00"), visits.LimitPhone},
		"no_number":            {visits.Order{ID: id(9001), Service: cars, Start: w.at(tuesday, "12:00"), Phone: "hello"}, visits.PhoneWrong},
		"nothing":              {visits.Order{ID: id(9002), Service: cars, Start: w.at(tuesday, "12:00")}, visits.PhoneMissing},
		"landline":             {visits.Order{ID: id(9003), Service: cars, Start: w.at(tuesday, "12:00"), Phone: "94 348 86 00"}, visits.PhoneNotMobile},
		"abroad":               {visits.Order{ID: id(9004), Service: cars, Start: w.at(tuesday, "12:00"), Phone: "+49 1512 3456789"}, visits.PhonePrefix},
	} {
		if _, err := w.Hold(t.Context(), where, tc.order); refusal(t, err).Why != tc.want {
			t.Errorf("%s: got %v, want %s", name, err, tc.want)
		}
	}
	w.booked(same("dowod_wniosek", tuesday, "12:00"))
	if _, err := w.Hold(t.Context(), where, same("meldunek", "2026-11-25", "12:00")); refusal(t, err).Why != visits.LimitPhone {
		t.Errorf("got %v, want limit_phone", err)
	}
	var last error
	home := netip.MustParseAddr("203.0.113.7")
	for n := range 11 { // from one household
		o := w.order(cars, fmt.Sprintf("2026-11-%02d", 25+n%2), fmt.Sprintf("%02d:00", 8+n/2))
		o.Address = home
		if _, last = w.Hold(t.Context(), where, o); n < 10 && last != nil {
			t.Fatalf("booking %d: %v", n, last)
		}
	}
	if r := refusal(t, last); r.Why != visits.LimitAddress || !r.Until.After(w.clock.now) {
		t.Errorf("got %+v", r)
	}
}
