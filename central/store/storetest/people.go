package storetest

import (
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"numerek/central/queue"
	"numerek/central/store"
)

func testPeople(t *testing.T, open func() store.Backend) {
	s := start(t, open())
	ctx := t.Context()
	desk := store.Desk{
		DeskKey: store.DeskKey{Office: office, Location: "ratusz", Number: 12}, Workstation: "w", Clerk: "anna", TakenAt: now,
		Paused: "przerwa", PausedAt: now.Add(time.Hour), Ticket: "t", LastCalls: "booking walkin", Operation: 1 << 40,
		BodyHash: "h", Answer: `{"a":"ż"}`, Undo: `{}`,
	}
	first := store.Desk{DeskKey: store.DeskKey{Office: office, Location: "ratusz", Number: 2}}
	usc := store.Desk{DeskKey: store.DeskKey{Office: office, Location: "usc", Number: 1}}
	hall := store.Hall{HallKey: store.HallKey{Office: office, Location: "ratusz"}, Message: `{"pl":"Dzień dobry"}`, MessageBy: "anna", SilentUntil: now, SilentBy: "zofia"}
	anna := store.User{
		UserKey: store.UserKey{Office: office, Name: "anna"}, FullName: "Pracownik Łączności", Role: "clerk", Password: "$argon2id$", Disabled: true,
		Failures: 3, LockedUntil: now, ChangedAt: now.Add(time.Second),
	}
	zofia := store.User{UserKey: store.UserKey{Office: office, Name: "zofia"}}
	update(t, s, func(tx *store.Tx) error {
		same(t, store.Desk{DeskKey: desk.DeskKey})(tx.Desk(desk.DeskKey))
		same(t, store.Hall{HallKey: hall.HallKey})(tx.Hall(hall.HallKey))
		if _, err := tx.User(anna.UserKey); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("user: got %v", err)
		}
		for _, d := range []store.Desk{usc, desk, first} {
			tx.PutDesk(d)
		}
		tx.PutHall(hall)
		tx.PutUser(zofia)
		tx.PutUser(anna)
		return nil
	})
	update(t, s, func(tx *store.Tx) error {
		same(t, desk)(tx.Desk(desk.DeskKey))
		same(t, hall)(tx.Hall(hall.HallKey))
		same(t, anna)(tx.User(anna.UserKey))
		return nil
	})
	same(t, []store.Desk{first, desk, usc})(s.Desks(ctx, office))
	same(t, []store.Hall{hall})(s.Halls(ctx, office))
	same(t, []store.User{anna, zofia})(s.Users(ctx, office))
	same(t, anna)(s.User(ctx, office, "anna"))
	if _, err := s.User(ctx, "elsewhere", "anna"); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("user of another office: got %v", err)
	}
}

func testSessions(t *testing.T, open func() store.Backend) {
	s := start(t, open())
	ctx := t.Context()
	put := func(token string, expires time.Time) {
		update(t, s, func(tx *store.Tx) error {
			tx.PutSession(store.Session{Token: token, Data: "AA==", Expires: expires})
			return nil
		})
	}
	put("old", now)
	put("new", now.Add(time.Hour))
	put("new", now.Add(2*time.Hour))
	same(t, store.Session{Token: "new", Data: "AA==", Expires: now.Add(2 * time.Hour)})(s.Session(ctx, "new"))
	same(t, []string{"old"})(s.ExpiredSessions(ctx, now.Add(time.Minute)))
	update(t, s, func(tx *store.Tx) error {
		tx.EndSession("old")
		tx.EndSession("never there")
		tx.PutSession(store.Session{Token: "short", Expires: now})
		tx.EndSession("short")
		return nil
	})
	for _, token := range []string{"old", "short"} {
		if _, err := s.Session(ctx, token); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("%s: got %v, want %v", token, err, store.ErrNotFound)
		}
	}
}

// testQueue calls from one queue by many at once: each job must see what the jobs
// before it in the same commit did, or two would call one ticket.
func testQueue(t *testing.T, open func() store.Backend) {
	s := start(t, open())
	const people = 60
	key := store.QueueKey{Office: office, Location: "ratusz", Day: day}
	update(t, s, func(tx *store.Tx) error {
		for n := range people {
			v := ticket(n + 1)
			if n%3 == 0 {
				v.Location = "usc"
			}
			tx.PutTicket(v)
		}
		// Written before the queue is loaded, and gone from it.
		v := ticket(2)
		v.State = queue.Called
		tx.PutTicket(v)
		got, err := tx.Waiting(key)
		if err != nil || len(got) != people*2/3-1 || got[0].ID != ticket(3).ID {
			t.Errorf("inside: got %d, %v", len(got), err)
		}
		return nil
	})
	called := make(chan string, people)
	var wg sync.WaitGroup
	for range people {
		wg.Go(func() {
			var id string
			err := s.Update(t.Context(), store.Keys{Queues: []store.QueueKey{key}}, func(tx *store.Tx) error {
				id = ""
				waiting, err := tx.Waiting(key)
				if err != nil || len(waiting) == 0 {
					return err
				}
				next := waiting[0]
				next.State = queue.Called
				tx.PutTicket(next)
				id = next.ID
				return nil
			})
			if err != nil {
				t.Error(err)
			}
			called <- id
		})
	}
	wg.Wait()
	close(called)
	seen := map[string]bool{}
	for id := range called {
		if id != "" && seen[id] {
			t.Errorf("%s was called twice", id)
		}
		seen[id] = true
	}
	if len(seen)-1 != people*2/3-1 { // one of them is "", nobody waiting
		t.Errorf("got %s", fmt.Sprint(seen))
	}
	still, err := s.OpenTickets(t.Context(), office, "ratusz", day)
	if err != nil || len(still) != people*2/3 {
		t.Errorf("open: got %d, %v", len(still), err)
	}
	calls, err := s.CalledTickets(t.Context(), office, "ratusz", day, 3)
	if err != nil || len(calls) != 3 || calls[0].CalledAt.Before(calls[1].CalledAt) {
		t.Errorf("called: got %v, %v", calls, err)
	}
}
