package booking_test

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"numerek/central/booking"
)

// fresh is a booking that was just made and is held for ten minutes.
func fresh(now time.Time) booking.Booking {
	return booking.Booking{
		Office: "koszalin", ID: "b", Location: "ratusz", Service: "rejestracja", Day: "2026-11-24", Start: now.Add(48 * time.Hour), Minutes: 20, Desk: 1,
		State: booking.Held, Language: "pl", HeldUntil: now.Add(10 * time.Minute), CreatedAt: now,
		CodeHash: "ch", TokenHash: "th", PhoneHash: "ph", Origin: "o", Code: "code", Token: "token", Person: "person",
	}
}

// in brings a booking into a state.
func in(t testing.TB, state booking.State, now time.Time) booking.Booking {
	t.Helper()
	b := fresh(now)
	var err error
	step := func(next booking.Booking, e error) { b, err = next, errors.Join(err, e) }
	switch state {
	case booking.Held:
		return b
	case booking.Lapsed:
		step(b.Lapse(b.HeldUntil))
	case booking.Cancelled:
		step(b.Cancel("", now))
	default:
		step(b.Confirm(now))
	}
	if state == booking.Arrived {
		step(b.Arrive("ticket"))
	}
	if state == booking.Missed {
		step(b.Miss("", now))
	}
	if err != nil || b.State != state {
		t.Fatalf("got %s, %v, want %s", b.State, err, state)
	}
	return b
}

// Every deed in every state: where it leads, or why not.
func Test_deeds(t *testing.T) {
	now := at(t, "2026-11-22 12:00:00")
	states := []booking.State{booking.Held, booking.Confirmed, booking.Arrived, booking.Missed, booking.Cancelled, booking.Lapsed}
	deeds := map[string]struct {
		do   func(booking.Booking) (booking.Booking, error)
		to   map[booking.State]booking.State // where it is allowed
		fail error
	}{
		"confirm":        {func(b booking.Booking) (booking.Booking, error) { return b.Confirm(now) }, map[booking.State]booking.State{booking.Held: booking.Confirmed}, booking.ErrNotHeld},
		"mistype":        {func(b booking.Booking) (booking.Booking, error) { return b.Mistype(now) }, map[booking.State]booking.State{booking.Held: booking.Held}, booking.ErrNotHeld},
		"lapse":          {func(b booking.Booking) (booking.Booking, error) { return b.Lapse(now.Add(time.Hour)) }, map[booking.State]booking.State{booking.Held: booking.Lapsed}, booking.ErrNotHeld},
		"arrive":         {func(b booking.Booking) (booking.Booking, error) { return b.Arrive("t") }, map[booking.State]booking.State{booking.Confirmed: booking.Arrived}, booking.ErrNotConfirmed},
		"reopen":         {func(b booking.Booking) (booking.Booking, error) { return b.Reopen("ticket") }, map[booking.State]booking.State{booking.Arrived: booking.Confirmed}, booking.ErrOver},
		"reopen_another": {func(b booking.Booking) (booking.Booking, error) { return b.Reopen("other") }, nil, booking.ErrOver},
		"cancel":         {func(b booking.Booking) (booking.Booking, error) { return b.Cancel("clerk", now) }, map[booking.State]booking.State{booking.Held: booking.Cancelled, booking.Confirmed: booking.Cancelled}, booking.ErrOver},
		"miss":           {func(b booking.Booking) (booking.Booking, error) { return b.Miss("clerk", now) }, map[booking.State]booking.State{booking.Confirmed: booking.Missed}, booking.ErrNotConfirmed},
		"move":           {func(b booking.Booking) (booking.Booking, error) { return b.Move("2026-11-25", now, 3) }, map[booking.State]booking.State{booking.Confirmed: booking.Confirmed}, booking.ErrNotConfirmed},
	}
	for name, deed := range deeds {
		for _, state := range states {
			t.Run(fmt.Sprint(name, "_", state), func(t *testing.T) {
				before := in(t, state, now)
				got, err := deed.do(before)
				want, allowed := deed.to[state]
				switch {
				case allowed && (err != nil || got.State != want):
					t.Errorf("got %s, %v, want %s", got.State, err, want)
				case !allowed && !errors.Is(err, deed.fail):
					t.Errorf("got %v, want %v", err, deed.fail)
				case !allowed && got != before:
					t.Error("a refused deed changed:", cmp.Diff(before, got))
				}
			})
		}
	}
}

func Test_what_deeds_change(t *testing.T) {
	now := at(t, "2026-11-22 12:00:00")
	c := in(t, booking.Confirmed, now)
	if !c.HeldUntil.IsZero() || !c.ConfirmedAt.Equal(now) || c.Code == "" {
		t.Errorf("confirmed: %+v", c)
	}
	if _, err := fresh(now).Confirm(now.Add(10 * time.Minute)); !errors.Is(err, booking.ErrNotHeld) {
		t.Errorf("confirmed at the end of the hold: %v", err)
	}
	if _, err := fresh(now).Lapse(now.Add(10*time.Minute - 1)); !errors.Is(err, booking.ErrNotHeld) {
		t.Errorf("lapsed before the end of the hold: %v", err)
	}
	if _, err := fresh(now).Mistype(now.Add(10 * time.Minute)); !errors.Is(err, booking.ErrNotHeld) {
		t.Errorf("mistyped at the end of the hold: %v", err)
	}
	offer := fresh(now)
	offer.OfferTo = "other"
	if _, err := offer.Confirm(now); !errors.Is(err, booking.ErrNotHeld) {
		t.Errorf("an offer was confirmed: %v", err)
	}
	for name, b := range map[string]booking.Booking{
		"arrived": in(t, booking.Arrived, now), "cancelled": in(t, booking.Cancelled, now), "missed": in(t, booking.Missed, now),
		"lapsed": in(t, booking.Lapsed, now),
	} {
		if b.Code != "" {
			t.Errorf("%s: the code is kept", name)
		}
		if ended := b.State != booking.Arrived; ended == b.EndedAt.IsZero() {
			t.Errorf("%s: ended at %v", name, b.EndedAt)
		}
	}
	c.RemindedAt, c.WantsEarlier = now, now
	moved, err := c.Move("2026-11-26", now.Add(96*time.Hour), 4)
	if err != nil || moved.Day != "2026-11-26" || moved.Desk != 4 || !moved.RemindedAt.IsZero() || !moved.WantsEarlier.IsZero() ||
		moved.Code != c.Code || moved.Token != c.Token || moved.CodeHash != c.CodeHash {
		t.Errorf("moved: %+v, %v", moved, err)
	}
	f := c.Forget()
	if f.PhoneHash+f.Origin+f.Code+f.Token+f.Person != "" || f.State != c.State || f.Service != c.Service {
		t.Errorf("forgotten: %+v", f)
	}
}

func Test_wrong_codes(t *testing.T) {
	now := at(t, "2026-11-22 12:00:00")
	b := fresh(now)
	for i := 1; i < booking.MaxTries; i++ {
		var err error
		if b, err = b.Mistype(now); err != nil || b.State != booking.Held || b.Tries != i {
			t.Fatalf("wrong code %d: %s, %v", i, b.State, err)
		}
	}
	b, err := b.Mistype(now)
	if !errors.Is(err, booking.ErrTries) || b.State != booking.Lapsed || !b.EndedAt.Equal(now) {
		t.Errorf("the last wrong code: %s, %v", b.State, err)
	}
	if _, err := b.Confirm(now); !errors.Is(err, booking.ErrNotHeld) {
		t.Errorf("the right code after it: %v", err)
	}
}

// Whatever is done in whatever order: what has come to its end stays there, the
// slot is given back once, and what is refused changes nothing.
func Test_life(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		now := at(t, "2026-11-22 12:00:00")
		b := fresh(now)
		released, tickets := 0, 0
		habits := rapid.SliceOfN(rapid.IntRange(0, 8), 1, 6).Draw(rt, "habits") // so that some bookings are never confirmed
		for range rapid.IntRange(1, 40).Draw(rt, "deeds") {
			now = now.Add(time.Duration(rapid.IntRange(0, 400).Draw(rt, "seconds")) * time.Second)
			before := b
			var err error
			switch rapid.SampledFrom(habits).Draw(rt, "deed") {
			case 0:
				b, err = b.Confirm(now)
			case 1:
				b, err = b.Mistype(now)
			case 2:
				b, err = b.Lapse(now)
			case 3:
				tickets++
				b, err = b.Arrive(fmt.Sprint("t", tickets))
			case 4:
				b, err = b.Reopen(fmt.Sprint("t", rapid.IntRange(0, tickets).Draw(rt, "ticket")))
			case 5:
				b, err = b.Cancel("", now)
			case 6:
				b, err = b.Miss("", now)
			case 7:
				b, err = b.Move("2026-11-30", now.Add(time.Hour), 2)
			case 8:
				b = b.Forget()
			}
			if err != nil && !errors.Is(err, booking.ErrTries) && b != before {
				rt.Fatal("refused, but changed:", cmp.Diff(before, b))
			}
			if before.State.Live() && !b.State.Live() {
				released++
			}
			if !before.State.Live() && b.State != before.State {
				rt.Fatalf("%s has become %s", before.State, b.State)
			}
			check(rt, b)
		}
		if want := map[bool]int{true: 0, false: 1}[b.State.Live()]; released != want {
			rt.Fatalf("the slot was given back %d times, want %d", released, want)
		}
	})
}

// check says whether the fields fit the state.
func check(t *rapid.T, b booking.Booking) {
	ended := b.State == booking.Missed || b.State == booking.Cancelled || b.State == booking.Lapsed
	switch {
	case b.State.Live() == ended:
		t.Fatalf("%s is live: %v", b.State, b.State.Live())
	case ended == b.EndedAt.IsZero():
		t.Fatalf("%s ended at %v", b.State, b.EndedAt)
	case (b.State == booking.Arrived) != (b.Ticket != ""):
		t.Fatalf("%s has the ticket %q", b.State, b.Ticket)
	case (ended || b.State == booking.Arrived) && b.Code != "":
		t.Fatalf("%s keeps its code", b.State)
	case b.State == booking.Confirmed && b.ConfirmedAt.IsZero():
		t.Fatal("confirmed at no time")
	case (b.State == booking.Held || b.State == booking.Lapsed) && !b.ConfirmedAt.IsZero():
		t.Fatalf("%s, but was confirmed", b.State)
	}
}
