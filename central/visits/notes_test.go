package visits_test

import (
	"strings"
	"testing"
	"time"

	"numerek/central/notify"
	"numerek/central/office"
	"numerek/central/store"
	"numerek/central/visits"
)

// sent says that the gateway took all messages about a booking that wait.
func (w *town) sent(id string) {
	w.t.Helper()
	all, err := w.store.MessagesOf(w.t.Context(), where, id)
	if err != nil {
		w.t.Fatal(err)
	}
	err = w.store.Update(w.t.Context(), store.Keys{}, func(tx *store.Tx) error {
		for _, m := range all {
			if m.State == string(notify.Queued) {
				m.State = string(notify.Sent)
				tx.PutMessage(m)
			}
		}
		return nil
	})
	if err != nil {
		w.t.Fatal(err)
	}
}

// Who was told of a call that was taken back is told of the next one, too: it may
// be at another desk.
func TestCalledToAnotherDesk(t *testing.T) {
	w := newTown(t)
	h, code := w.booked(w.order(cars, tuesday, "10:20"))
	w.goTo(tuesday, "10:15")
	w.check(kiosk, id(501), code)
	w.clock.pass(10 * time.Minute)
	for n, number := range []int{1, 2} {
		desk, op := w.desk(number)
		if out, err := w.Act(t.Context(), desk, op.Next(), office.Action{Deed: office.DeedCallNext}); err != nil || out.Ticket != id(501) {
			t.Fatalf("got %+v, %v", out, err)
		}
		w.sent(h.Booking.ID)
		if got, want := w.kinds(h.Booking.ID), "confirm"+strings.Repeat(" called", n+1); got != want {
			t.Errorf("called to desk %d: got %q, want %q", number, got, want)
		}
		if out, err := w.Act(t.Context(), desk, op.Next().Next(), office.Action{Deed: office.DeedUndo}); err != nil || out.Refused != "" {
			t.Fatalf("got %+v, %v", out, err)
		}
	}
}

// Those who look at a list are told when a code works again.
func TestReopenedIsAnEvent(t *testing.T) {
	w := newTown(t)
	h, code := w.booked(w.order(cars, tuesday, "10:20"))
	w.goTo(tuesday, "10:15")
	w.check(kiosk, id(801), code)
	c, r := w.kiosk(kiosk)
	if _, err := w.Abandon(t.Context(), c, id(801), "no_answer", r.Incarnation, r.BootEpoch); err != nil {
		t.Fatal(err)
	}
	events, err := w.store.Events(t.Context(), where, 0, 1000)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range events {
		if e.Kind == visits.BookingReopened && strings.Contains(e.Detail, h.Booking.ID) {
			return
		}
	}
	t.Error("no event")
}

// The last message is about the hour that holds, also where it held before.
func TestMovedThereAndBack(t *testing.T) {
	w := newTown(t)
	h, _ := w.booked(w.order(cars, "2026-11-26", "10:00"))
	var last string
	for _, hour := range []string{"11:00", "10:00", "11:00"} {
		w.clock.pass(time.Minute)
		if _, err := w.Move(t.Context(), where, h.Token, w.at("2026-11-26", hour)); err != nil {
			t.Fatal(err)
		}
		last = hour
	}
	var told []string
	for _, m := range w.mail(h.Booking.ID) {
		if m.kind == "moved" && m.channel == notify.SMS && m.state == string(notify.Queued) {
			told = append(told, m.text)
		}
	}
	if len(told) != 1 || !strings.Contains(told[0], last) {
		t.Errorf("moved to %s, and what waits to be sent is %q", last, told)
	}
}

// Nobody is reminded of an hour that was given up, nor of "tomorrow" on the day itself.
func TestRemindersThatCameTooLate(t *testing.T) {
	for name, tc := range map[string]struct {
		change []string
		do     func(*town, visits.Held)
		want   string // kinds of the SMS that are left
		lacks  string
	}{
		"given_up": {nil, func(w *town, h visits.Held) {
			if _, err := w.Cancel(w.t.Context(), where, h.Token); err != nil {
				w.t.Fatal(err)
			}
		}, "confirm cancelled", ""},
		"moved": {nil, func(w *town, h visits.Held) {
			if _, err := w.Move(w.t.Context(), where, h.Token, w.at("2026-11-26", "10:00")); err != nil {
				w.t.Fatal(err)
			}
		}, "confirm moved", ""},
		"moved_to_another_hour_of_tomorrow": {nil, func(w *town, h visits.Held) {
			if _, err := w.Move(w.t.Context(), where, h.Token, w.at("2026-11-25", "12:00")); err != nil {
				w.t.Fatal(err)
			}
			w.tend()
		}, "confirm moved", ""},
		"in_quiet_hours": {[]string{`remind_at  = "17:00"`, `remind_at  = "21:00"`}, func(w *town, _ visits.Held) {
			w.goTo(tuesday, "21:00")
			w.tend()
		}, "confirm remind", "jutro"},
		"on_the_day": {[]string{"remind_min = 0", "remind_min = 60"}, func(w *town, _ visits.Held) {
			w.goTo("2026-11-25", "09:00")
			w.tend()
		}, "confirm remind remind", ""},
	} {
		t.Run(name, func(t *testing.T) {
			w := newTown(t, tc.change...)
			h, _ := w.booked(w.order(cars, "2026-11-25", "10:00"))
			w.goTo(tuesday, "17:00")
			w.tend()
			tc.do(w, h)
			if got := w.kinds(h.Booking.ID); got != tc.want {
				t.Errorf("got %q, want %q", got, tc.want)
			}
			last := w.mail(h.Booking.ID)
			text := last[len(last)-1].text
			if tc.lacks != "" && strings.Contains(text, tc.lacks) || name == "on_the_day" && strings.Contains(text, "jutro") {
				t.Errorf("got %q", text)
			}
		})
	}
	w := newTown(t)
	h, _ := w.booked(w.order(cars, "2026-11-25", "10:00"))
	w.goTo(tuesday, "17:00")
	w.tend()
	all, err := w.store.MessagesOf(t.Context(), where, h.Booking.ID)
	if err != nil {
		t.Fatal(err)
	}
	if m := all[len(all)-1]; m.Kind != "remind" || m.Expires.After(w.at("2026-11-25", "00:00")) {
		t.Errorf("a message that says tomorrow may go out until %v", m.Expires)
	}
}

// Asking again and again does not send more codes than one phone may get.
func TestCodesToOnePhone(t *testing.T) {
	w := newTown(t)
	same := func(day, clock string) visits.Order {
		o := w.order(cars, day, clock)
		o.Phone = "601 000 999"
		return o
	}
	h := w.hold(same(tuesday, "10:00"))
	typed, _ := w.booked(w.order(cars, tuesday, "10:00"))
	if x, err := w.SendAgain(t.Context(), where, typed.Token); err != nil || w.kinds(x.Booking.ID) != "confirm" {
		t.Errorf("after the code was typed: %+v, %v", x.Booking, err)
	}
	for n := range 4 {
		_, err := w.SendAgain(t.Context(), where, h.Token)
		if n < 2 && err != nil || n >= 2 && refusal(t, err).Why != visits.LimitSMS {
			t.Errorf("again, %d: %v", n, err)
		}
	}
	if got := w.kinds(h.Booking.ID); got != "confirm confirm confirm" {
		t.Errorf("got %q", got)
	}
	_, err := w.Hold(t.Context(), where, same("2026-11-25", "10:00"))
	if r := refusal(t, err); r.Why != visits.LimitSMS || !r.Until.Equal(w.clock.now.Add(time.Hour)) {
		t.Errorf("got %+v", r)
	}
	w.clock.pass(time.Hour + time.Second)
	w.hold(same(tuesday, "12:00"))
}
