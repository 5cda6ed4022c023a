package storetest

import (
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"numerek/central/booking"
	"numerek/central/queue"
	"numerek/central/store"
)

// visit is a confirmed booking with everything that is unique or shared in it
// empty but for its id.
func visit(id string, start time.Duration) booking.Booking {
	return booking.Booking{
		Office: office, ID: id, Location: "ratusz", Service: "dowody", Day: day, Start: now.Add(start), Minutes: 15,
		State: booking.Confirmed, Language: "pl", CreatedAt: now,
	}
}

// whole is a booking in which no field is empty.
func whole(id string) booking.Booking {
	b := visit(id, time.Hour)
	b.Desk, b.Clerk, b.HeldUntil, b.Tries, b.Ticket = 3, "anna", now.Add(10*time.Minute), 4, "ticket-1"
	b.CodeHash, b.TokenHash, b.PhoneHash, b.Origin = "code "+id, "link "+id, "phone "+id, "origin "+id
	b.Code, b.Token, b.Person = "sealed code", "sealed link", "sealed ŻÓŁW '\"🙂"
	b.ConfirmedAt, b.RemindedAt, b.EndedAt, b.EndedBy = now.Add(time.Minute), now.Add(2*time.Minute), now.Add(3*time.Minute), "zofia"
	b.WantsEarlier, b.OfferTo = now.Add(4*time.Minute), "another"
	return b
}

func bookingKey(id string) store.BookingKey { return store.BookingKey{Office: office, ID: id} }

func putBookings(t *testing.T, s *store.Store, all ...booking.Booking) {
	t.Helper()
	update(t, s, func(tx *store.Tx) error {
		for _, b := range all {
			tx.PutBooking(b)
		}
		return nil
	})
}

func testBookings(t *testing.T, open func() store.Backend) {
	s := start(t, open())
	ctx := t.Context()
	full, bare := whole("full"), booking.Booking{Office: office, ID: "bare", Day: day}
	booked := ticket(1)
	booked.BookingID = full.ID
	putBookings(t, s, full, bare)
	update(t, s, func(tx *store.Tx) error {
		tx.PutTicket(booked)
		same(t, full)(tx.Booking(bookingKey("full")))
		same(t, bare)(tx.Booking(bookingKey("bare")))
		return nil
	})
	same(t, booked)(s.Ticket(ctx, office, booked.ID))
	same(t, full)(s.Booking(ctx, office, "full"))
	same(t, full)(s.BookingByCode(ctx, office, full.CodeHash))
	same(t, full)(s.BookingByToken(ctx, office, full.TokenHash))
	same(t, []booking.Booking{full})(s.BookingsOfPhone(ctx, office, full.PhoneHash))
	same(t, []booking.Booking{bare, full})(s.BookingsBetween(ctx, office, day, day))

	// What is replaced is found by its new hashes only.
	moved := full.Forget()
	moved.CodeHash, moved.TokenHash, moved.State, moved.Start = "code 2", "", booking.Cancelled, full.Start.Add(123456*time.Microsecond)
	putBookings(t, s, moved)
	moved.Start = full.Start.Add(123 * time.Millisecond)
	same(t, moved)(s.BookingByCode(ctx, office, "code 2"))
	for what, err := range map[string]error{
		"old code":         second(s.BookingByCode(ctx, office, full.CodeHash)),
		"old link":         second(s.BookingByToken(ctx, office, full.TokenHash)),
		"empty code":       second(s.BookingByCode(ctx, office, "")),
		"empty link":       second(s.BookingByToken(ctx, office, "")),
		"elsewhere's code": second(s.BookingByCode(ctx, "elsewhere", "code 2")),
		"elsewhere's":      second(s.Booking(ctx, "elsewhere", "full")),
	} {
		if !errors.Is(err, store.ErrNotFound) {
			t.Errorf("%s: got %v, want %v", what, err, store.ErrNotFound)
		}
	}
	for what, n := range map[string]int{
		"old phone":   length(s.BookingsOfPhone(ctx, office, full.PhoneHash)),
		"empty phone": length(s.BookingsOfPhone(ctx, office, "")),
		"other days":  length(s.BookingsBetween(ctx, office, "2026-11-24", "2027-11-23")),
	} {
		if n != 0 {
			t.Errorf("%s: got %d rows, want none", what, n)
		}
	}

	update(t, s, func(tx *store.Tx) error {
		tx.DropBooking(bookingKey("full"))
		tx.DropBooking(bookingKey("never there"))
		tx.DropBooking(bookingKey("cannot be \xff\x00"))
		if _, err := tx.Booking(bookingKey("full")); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("dropped, in the job: got %v, want %v", err, store.ErrNotFound)
		}
		return nil
	})
	if _, err := s.BookingByCode(ctx, office, "code 2"); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("dropped: got %v, want %v", err, store.ErrNotFound)
	}
	same(t, []booking.Booking{bare})(s.BookingsBetween(ctx, office, day, day))
}

func testBookingLists(t *testing.T, open func() store.Backend) {
	s := start(t, open())
	ctx := t.Context()
	var all []booking.Booking
	put := func(id string, on queue.Day, start time.Duration, state booking.State, created time.Duration) booking.Booking {
		b := visit(id, start)
		b.Day, b.State, b.CreatedAt = on, state, now.Add(created)
		all = append(all, b)
		return b
	}
	// By start, then by when they were made, then by id.
	late := put("01", "2026-11-24", 30*time.Hour, booking.Confirmed, 0)
	early := put("02", day, time.Hour, booking.Cancelled, time.Second)
	third := put("05", day, 2*time.Hour, booking.Missed, time.Second)
	second := put("04", day, 2*time.Hour, booking.Lapsed, time.Second)
	first := put("09", day, 2*time.Hour, booking.Arrived, 0)
	put("before", "2026-11-22", 0, booking.Confirmed, 0)
	put("after", "2026-11-25", 0, booking.Confirmed, 0)
	elsewhere := put("elsewhere", day, 0, booking.Confirmed, 0)
	all[len(all)-1].Office = "elsewhere"
	slices.Reverse(all)
	putBookings(t, s, all...)
	same(t, []booking.Booking{early, first, second, third, late})(s.BookingsBetween(ctx, office, day, "2026-11-24"))
	elsewhere.Office = "elsewhere"
	same(t, []booking.Booking{elsewhere})(s.BookingsBetween(ctx, "elsewhere", day, day))
	if n := length(s.BookingsBetween(ctx, office, "2026-11-24", day)); n != 0 {
		t.Errorf("from a day to one before: got %d rows", n)
	}

	hold := func(id string, until time.Duration) booking.Booking {
		b := visit(id, 0)
		b.State, b.HeldUntil, b.Day = booking.Held, now.Add(until), "2026-11-23"
		return b
	}
	h3, h1, h2 := hold("h1", time.Second), hold("h9", 0), hold("h5", time.Millisecond)
	longer, confirmed := hold("h6", 2*time.Second), hold("h7", 0)
	confirmed.State = booking.Confirmed
	putBookings(t, s, h3, h1, h2, longer, confirmed)
	same(t, []booking.Booking{h1, h2, h3})(s.HoldsOver(ctx, office, now.Add(time.Second), 10))
	same(t, []booking.Booking{h1, h2})(s.HoldsOver(ctx, office, now.Add(time.Second), 2))
	same(t, []booking.Booking{h1})(s.HoldsOver(ctx, office, now.Add(time.Millisecond-1), 10))
	if n := length(s.HoldsOver(ctx, "elsewhere", now.Add(time.Hour), 10)); n != 0 {
		t.Errorf("holds elsewhere: got %d", n)
	}
}

func testPersonal(t *testing.T, open func() store.Backend) {
	s := start(t, open())
	ctx := t.Context()
	var want []booking.Booking
	for i, set := range []func(*booking.Booking){
		func(b *booking.Booking) { b.Person = "p" },
		func(b *booking.Booking) { b.PhoneHash = "p" },
		func(b *booking.Booking) { b.Origin = "p" },
		func(b *booking.Booking) { b.Code = "p" },
		func(b *booking.Booking) { b.Token = "p" },
	} {
		b := visit(fmt.Sprint("p", i), 0)
		b.Day = queue.Day(fmt.Sprintf("2026-11-%02d", 10+i/2))
		b.CreatedAt = now.Add(-time.Duration(i) * time.Second)
		set(&b)
		want = append(want, b)
	}
	slices.SortFunc(want, store.ByVisit)
	forgotten := whole("forgotten").Forget()
	forgotten.Day = "2026-11-01"
	young := whole("young")
	putBookings(t, s, append(slices.Clone(want), forgotten, young)...)
	same(t, want)(s.PersonalBefore(ctx, office, day, 10))
	same(t, want[:3])(s.PersonalBefore(ctx, office, day, 3))
	same(t, want[:2])(s.PersonalBefore(ctx, office, "2026-11-11", 10))
	for _, b := range want {
		putBookings(t, s, b.Forget())
	}
	if n := length(s.PersonalBefore(ctx, office, day, 10)); n != 0 {
		t.Errorf("after all was forgotten: got %d rows", n)
	}
	same(t, []booking.Booking{young})(s.PersonalBefore(ctx, office, "2026-11-24", 10))
}

func testBookingTwice(t *testing.T, open func() store.Backend) {
	s := start(t, open())
	addOffice(t, s)
	first := whole("first")
	putBookings(t, s, first)
	put := func(all ...booking.Booking) error {
		return s.Update(t.Context(), store.Keys{}, func(tx *store.Tx) error {
			for _, b := range all {
				tx.PutBooking(b)
			}
			return nil
		})
	}
	for what, set := range map[string]func(*booking.Booking){
		"code":  func(b *booking.Booking) { b.CodeHash = first.CodeHash },
		"token": func(b *booking.Booking) { b.TokenHash = first.TokenHash },
	} {
		other, elsewhere := whole("other"), whole("first elsewhere")
		set(&other)
		set(&elsewhere)
		elsewhere.Office = "elsewhere"
		if err := put(other); !errors.Is(err, store.ErrExists) {
			t.Errorf("%s: got %v, want %v", what, err, store.ErrExists)
		}
		if err := put(elsewhere); err != nil {
			t.Errorf("%s in another office: got %v", what, err)
		}
		// The guilty job fails alone.
		together(t, s, 9, func(i int, tx *store.Tx) error {
			b := whole(fmt.Sprint(what, i))
			if i == 4 {
				set(&b)
			}
			tx.PutBooking(b)
			_, err := tx.Append(store.Event{Office: office, Kind: "k", At: now})
			return err
		}, func(i int, err error) {
			if (i == 4) != errors.Is(err, store.ErrExists) || i != 4 && err != nil {
				t.Errorf("%s, job %d: got %v", what, i, err)
			}
		})
	}
	if n := length(s.Events(t.Context(), office, 0, 100)); n != 16 {
		t.Errorf("got %d events, want 16", n)
	}
	same(t, first)(s.BookingByCode(t.Context(), office, first.CodeHash))

	// A code that is given up, or whose booking goes, is free for another in the
	// same job.
	freed, heir := first, whole("heir")
	freed.CodeHash, freed.TokenHash = "", ""
	heir.CodeHash, heir.TokenHash = first.CodeHash, first.TokenHash
	if err := put(freed, heir); err != nil {
		t.Errorf("code that was given up: got %v", err)
	}
	same(t, heir)(s.BookingByCode(t.Context(), office, first.CodeHash))
	last := heir
	last.ID = "last"
	update(t, s, func(tx *store.Tx) error {
		tx.PutBooking(last)
		tx.DropBooking(bookingKey("heir"))
		return nil
	})
	same(t, last)(s.BookingByToken(t.Context(), office, first.TokenHash))
	// Bookings without hashes are no twins.
	if err := put(visit("bare 1", 0), visit("bare 2", 0)); err != nil {
		t.Errorf("without hashes: got %v", err)
	}
}
