package storetest

import (
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"sync"
	"testing"
	"time"

	"numerek/central/booking"
	"numerek/central/queue"
	"numerek/central/store"
)

var today = store.AgendaKey{Office: office, Location: "ratusz", Day: day}

// testAgenda reads an agenda at every point of a commit: it holds what has its
// slot there, whoever wrote it and when.
func testAgenda(t *testing.T, open func() store.Backend) {
	s := start(t, open())
	kept, usc, gone, moving := visit("kept", 2*time.Hour), visit("usc", 0), visit("gone", 0), visit("moving", time.Hour)
	usc.Location, gone.State = "usc", booking.Cancelled
	gone.PhoneHash, kept.PhoneHash, gone.CreatedAt = "phone", "phone", now.Add(-time.Hour)
	kept.Origin = "origin"
	putBookings(t, s, kept, usc, gone, moving)
	tomorrow := today
	tomorrow.Day = "2026-11-24"
	changed := errors.New("changed its mind")
	update(t, s, func(tx *store.Tx) error {
		// Written before the agenda is loaded, and after.
		early := visit("early", 0)
		tx.PutBooking(early)
		same(t, []booking.Booking{early, moving, kept})(tx.Agenda(today))
		held := visit("held", 90*time.Minute)
		held.State, held.PhoneHash, held.Origin, held.CreatedAt = booking.Held, "phone", "origin", now.Add(time.Hour)
		tx.PutBooking(held)
		same(t, []booking.Booking{early, moving, held, kept})(tx.Agenda(today))
		same(t, []booking.Booking{gone, kept, held})(tx.OfPhone(store.PhoneKey{Office: office, Hash: "phone"}))
		same(t, []booking.Booking{kept, held})(tx.OfOrigin(store.OriginKey{Office: office, Hash: "origin"}))
		// Moved away, to a day that is loaded later.
		moving.Day = tomorrow.Day
		tx.PutBooking(moving)
		same(t, []booking.Booking{early, held, kept})(tx.Agenda(today))
		same(t, []booking.Booking{moving})(tx.Agenda(tomorrow))
		tx.DropBooking(bookingKey("early"))
		tx.PutBooking(kept.Forget())
		same(t, []booking.Booking{held, kept.Forget()})(tx.Agenda(today))
		same(t, []booking.Booking{gone, held})(tx.OfPhone(store.PhoneKey{Office: office, Hash: "phone"}))
		same(t, []booking.Booking{})(tx.OfPhone(store.PhoneKey{Office: office}))
		same(t, []booking.Booking{})(tx.OfOrigin(store.OriginKey{Office: office}))
		same(t, []booking.Booking{})(tx.OfPhone(store.PhoneKey{Office: office, Hash: "\xff"}))
		same(t, []booking.Booking{})(tx.Agenda(store.AgendaKey{Office: "elsewhere", Location: "ratusz", Day: day}))
		// The job can take all of it back.
		tx.Forget()
		moving.Day = day
		same(t, []booking.Booking{moving, kept})(tx.Agenda(today))
		return nil
	})
	err := s.Update(t.Context(), store.Keys{Agendas: []store.AgendaKey{today, today}}, func(tx *store.Tx) error {
		tx.PutBooking(visit("never", 0))
		if n := length(tx.Agenda(today)); n != 3 {
			t.Errorf("in the job that fails: got %d", n)
		}
		return changed
	})
	if !errors.Is(err, changed) {
		t.Errorf("got %v, want %v", err, changed)
	}
	update(t, s, func(tx *store.Tx) error {
		same(t, []booking.Booking{moving, kept})(tx.Agenda(today))
		return nil
	})
}

// testGroups has many jobs write at random, some of them in vain, and compares
// what each of them sees with a model of the whole.
func testGroups(t *testing.T, open func() store.Backend) {
	s := start(t, open())
	addOffice(t, s)
	committed := map[string]booking.Booking{} // of the writer's goroutine, and of this one between commits
	days := []queue.Day{day, "2026-11-24", "2026-11-25"}
	states := []booking.State{booking.Held, booking.Confirmed, booking.Arrived, booking.Missed, booking.Cancelled, booking.Lapsed}
	vain := errors.New("in vain")
	for round := range 6 {
		together(t, s, 12, func(i int, tx *store.Tx) error {
			r := rand.New(rand.NewPCG(uint64(round), uint64(i))) //nolint:gosec // to be repeated
			mine := maps.Clone(committed)
			for step := range 8 {
				id := fmt.Sprintf("%02d", r.IntN(30))
				switch r.IntN(5) {
				case 0:
					tx.DropBooking(bookingKey(id))
					delete(mine, id)
				case 1, 2:
					b := visit(id, time.Duration(r.IntN(4))*time.Hour)
					b.Day, b.State = days[r.IntN(len(days))], states[r.IntN(len(states))]
					b.PhoneHash, b.Origin = []string{"", "p1", "p2"}[r.IntN(3)], []string{"", "o1"}[r.IntN(2)]
					b.CreatedAt = now.Add(time.Duration(r.IntN(3)) * time.Second)
					tx.PutBooking(b)
					mine[id] = b
				default:
					compareGroups(t, tx, mine, days[r.IntN(len(days))], []string{"", "p1", "p2"}[r.IntN(3)], fmt.Sprint(round, i, step))
				}
			}
			if r.IntN(3) == 0 {
				return vain
			}
			committed = mine
			return nil
		}, func(i int, err error) {
			if err != nil && !errors.Is(err, vain) {
				t.Errorf("job %d: %v", i, err)
			}
		})
		all := slices.SortedFunc(maps.Values(committed), store.ByStart)
		same(t, all)(s.BookingsBetween(t.Context(), office, days[0], days[2]))
	}
}

func compareGroups(t *testing.T, tx *store.Tx, all map[string]booking.Booking, on queue.Day, phone, at string) {
	t.Helper()
	pick := func(keep func(booking.Booking) bool, order func(a, b booking.Booking) int) (ids []string) {
		for _, b := range slices.SortedFunc(maps.Values(all), order) {
			if keep(b) {
				ids = append(ids, b.ID)
			}
		}
		return ids
	}
	compare := func(what string, want []string, got []booking.Booking, err error) {
		var ids []string
		for _, b := range got {
			ids = append(ids, b.ID)
			if b != all[b.ID] {
				t.Errorf("%s, %s: got %+v, want %+v", at, what, b, all[b.ID])
			}
		}
		if err != nil || !slices.Equal(ids, want) {
			t.Errorf("%s, %s: got %v, %v, want %v", at, what, ids, err, want)
		}
	}
	key := today
	key.Day = on
	got, err := tx.Agenda(key)
	compare("agenda", pick(func(b booking.Booking) bool { return b.Day == on && b.State.Live() }, store.ByStart), got, err)
	got, err = tx.OfPhone(store.PhoneKey{Office: office, Hash: phone})
	compare("phone", pick(func(b booking.Booking) bool { return b.PhoneHash == phone && phone != "" }, store.ByBooking), got, err)
	got, err = tx.OfOrigin(store.OriginKey{Office: office, Hash: "o1"})
	compare("origin", pick(func(b booking.Booking) bool { return b.Origin == "o1" }, store.ByBooking), got, err)
}

// testPlaces has many at once, in two stores over one database, take one of the
// places of a day: so many get one as there are, and nobody two.
func testPlaces(t *testing.T, open func() store.Backend) {
	stores := []*store.Store{start(t, open()), start(t, open())}
	const places, people = 50, 200
	full := errors.New("no place is left")
	take := func(s *store.Store, id string) error {
		needs := store.Keys{Bookings: []store.BookingKey{bookingKey(id)}, Agendas: []store.AgendaKey{today}}
		return s.Update(t.Context(), needs, func(tx *store.Tx) error {
			if _, err := tx.Booking(bookingKey(id)); err == nil {
				return nil
			}
			taken, err := tx.Agenda(today)
			if err != nil {
				return err
			}
			if len(taken) >= places {
				return full
			}
			b := visit(id, time.Duration(len(taken))*time.Minute)
			b.State, b.CodeHash, b.TokenHash = booking.Held, "code "+id, "link "+id
			tx.PutBooking(b)
			return nil
		})
	}
	var mu sync.Mutex
	sold := map[string]bool{}
	var wg sync.WaitGroup
	for i := range people {
		wg.Go(func() {
			id := fmt.Sprintf("person-%d", i)
			// Asked again by way of the other server, as after a lost answer.
			err, again := take(stores[i%2], id), take(stores[(i+1)%2], id)
			if !errors.Is(err, full) && err != nil || !errors.Is(again, err) {
				t.Errorf("%s: got %v, then %v", id, err, again)
			}
			mu.Lock()
			defer mu.Unlock()
			sold[id] = err == nil
		})
	}
	wg.Wait()
	all, err := stores[0].BookingsBetween(t.Context(), office, day, day)
	if err != nil || len(all) != places {
		t.Fatalf("sold %d of %d places, %v", len(all), places, err)
	}
	for i, b := range all {
		if !sold[b.ID] || !b.Start.Equal(now.Add(time.Duration(i)*time.Minute)) {
			t.Errorf("place %d: got %s at %s, who was told %t", i, b.ID, b.Start, sold[b.ID])
		}
		delete(sold, b.ID)
	}
	for id, told := range sold {
		if told {
			t.Errorf("%s was told to have a place and has none", id)
		}
	}
	// A place that is given back is taken by the next one, and only by one.
	back := all[7]
	back.State = booking.Cancelled
	putBookings(t, stores[1], back)
	if err := take(stores[0], "late"); err != nil {
		t.Errorf("place given back: got %v", err)
	}
	if err := take(stores[1], "later"); !errors.Is(err, full) {
		t.Errorf("after it was taken: got %v, want %v", err, full)
	}
}
