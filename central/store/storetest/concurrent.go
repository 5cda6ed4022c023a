package storetest

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"numerek/central/queue"
	"numerek/central/store"
)

func testEvents(t *testing.T, open func() store.Backend) {
	s := start(t, open())
	addOffice(t, s)
	var wg sync.WaitGroup
	for i := range 40 {
		wg.Go(func() {
			err := s.Update(t.Context(), store.Keys{Offices: []string{office}}, func(tx *store.Tx) error {
				for range 1 + i%3 {
					if _, err := tx.Append(store.Event{Office: office, Kind: "k", Ticket: fmt.Sprint("t", i), At: now}); err != nil {
						return err
					}
				}
				if i%4 == 0 {
					return errors.New("changed its mind")
				}
				return nil
			})
			if (err != nil) != (i%4 == 0) {
				t.Errorf("job %d: got %v", i, err)
			}
		})
	}
	wg.Wait()
	all, err := s.Events(t.Context(), office, 0, 1000)
	if err != nil {
		t.Fatal(err)
	}
	for i, e := range all {
		if e.Seq != int64(i+1) {
			t.Fatalf("event %d has number %d", i+1, e.Seq)
		}
		// The events of a job are neighbours.
		if i > 0 && e.Ticket != all[i-1].Ticket {
			n := length(s.Timeline(t.Context(), office, e.Ticket))
			if last := i + n - 1; last >= len(all) || all[last].Ticket != e.Ticket {
				t.Errorf("events of %s are torn apart", e.Ticket)
			}
		}
	}
	if want := 60; len(all) != want {
		t.Errorf("got %d events, want %d", len(all), want)
	}
	same(t, all[10:13])(s.Events(t.Context(), office, 10, 3))
	same(t, all[len(all)-1:])(s.Events(t.Context(), office, int64(len(all)-1), 3))
	if n := length(s.Events(t.Context(), office, int64(len(all)), 3)); n != 0 {
		t.Errorf("after the last event: got %d rows", n)
	}
}

func testReaders(t *testing.T, open func() store.Backend) {
	b := open()
	s := start(t, b)
	inside, release, failed := make(chan struct{}), make(chan struct{}), make(chan error)
	go func() {
		failed <- s.Update(t.Context(), store.Keys{}, func(tx *store.Tx) error {
			tx.PutTicket(ticket(1))
			close(inside)
			<-release
			return nil
		})
	}()
	<-inside
	if _, err := s.Ticket(t.Context(), office, ticket(1).ID); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("before the commit: got %v, want %v", err, store.ErrNotFound)
	}
	close(release)
	if err := <-failed; err != nil {
		t.Fatal(err)
	}
	same(t, ticket(1))(s.Ticket(t.Context(), office, ticket(1).ID))
}

func testDuplicateNumber(t *testing.T, open func() store.Backend) {
	s := start(t, open())
	other := ticket(1)
	other.ID, other.Token = "other", "other"
	testDuplicate(t, s, other)
}

func testDuplicateToken(t *testing.T, open func() store.Backend) {
	s := start(t, open())
	other := ticket(1)
	other.ID, other.Number.N = "other", 2
	testDuplicate(t, s, other)

	// The same token in another office is another token.
	other.Office = "elsewhere"
	update(t, s, func(tx *store.Tx) error {
		tx.PutTicket(other)
		return nil
	})
}

func testDuplicate(t *testing.T, s *store.Store, other queue.Ticket) {
	t.Helper()
	update(t, s, func(tx *store.Tx) error {
		tx.PutTicket(ticket(1))
		return nil
	})
	for range 2 { // the second time it is another transaction of the same connection
		err := s.Update(t.Context(), store.Keys{}, func(tx *store.Tx) error {
			tx.PutTicket(other)
			return nil
		})
		if !errors.Is(err, store.ErrExists) {
			t.Errorf("got %v, want %v", err, store.ErrExists)
		}
	}
	same(t, []queue.Ticket{ticket(1)})(s.TicketsOfDay(t.Context(), office, day))
}

func testBadText(t *testing.T, open func() store.Backend) {
	s := start(t, open())
	for _, bad := range []string{"\xff\xfe", "a\x00b", "\xed\xa0\x80"} {
		err := s.Update(t.Context(), store.Keys{}, func(tx *store.Tx) error {
			v := ticket(1)
			v.Service = bad
			tx.PutTicket(v)
			return nil
		})
		if !errors.Is(err, store.ErrInvalid) {
			t.Errorf("text %q: got %v, want %v", bad, err, store.ErrInvalid)
		}
		// What cannot be stored is not there; asking for it is nobody's fault.
		needs := store.Keys{Tickets: []store.RequestKey{{Office: office, Request: bad}, {Office: office, Request: "x"}}}
		err = s.Update(t.Context(), needs, func(tx *store.Tx) error {
			_, err := tx.Tally(office, bad, day)
			return errors.Join(err, second(tx.Ticket(office, bad)))
		})
		if !errors.Is(err, store.ErrNotFound) || errors.Is(err, store.ErrUnavailable) {
			t.Errorf("key %q: got %v, want %v", bad, err, store.ErrNotFound)
		}
		if _, err := s.Ticket(t.Context(), office, bad); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("reading %q: got %v, want %v", bad, err, store.ErrNotFound)
		}
	}
	update(t, s, func(tx *store.Tx) error {
		tx.PutTicket(ticket(1))
		return nil
	})
}

func testFailingJob(t *testing.T, open func() store.Backend) {
	s := start(t, open())
	addOffice(t, s)
	broken := errors.New("refused by a rule")
	together(t, s, 9, func(i int, tx *store.Tx) error {
		row, _, err := tx.Series(hot)
		if err != nil {
			return err
		}
		row.Last++
		tx.PutSeries(row)
		v := ticket(row.Last)
		v.ID = fmt.Sprint("job-", i)
		tx.PutTicket(v)
		if _, err := tx.Append(store.Event{Office: office, Kind: "k", Ticket: v.ID, At: now}); err != nil {
			return err
		}
		switch i % 3 {
		case 1:
			return broken
		case 2:
			panic("a bug in a use case")
		}
		return nil
	}, func(i int, err error) {
		switch i % 3 {
		case 0:
			if err != nil {
				t.Errorf("innocent job %d: got %v", i, err)
			}
		case 1:
			if !errors.Is(err, broken) {
				t.Errorf("failing job %d: got %v, want %v", i, err, broken)
			}
		case 2:
			if err == nil {
				t.Errorf("job %d panicked and was acknowledged", i)
			}
		}
	})
	tickets, err := s.TicketsOfDay(t.Context(), office, day)
	if err != nil || len(tickets) != 3 || tickets[2].Number.N != 3 {
		t.Errorf("got %v, %v, want numbers 1 to 3", tickets, err)
	}
	if n := length(s.Events(t.Context(), office, 0, 100)); n != 3 {
		t.Errorf("got %d events, want 3", n)
	}
}

func testGuiltyJob(t *testing.T, open func() store.Backend) {
	s := start(t, open())
	addOffice(t, s)
	update(t, s, func(tx *store.Tx) error {
		v := ticket(1000)
		v.Token = "taken"
		tx.PutTicket(v)
		return nil
	})
	together(t, s, 9, func(i int, tx *store.Tx) error {
		row, _, err := tx.Series(hot)
		if err != nil {
			return err
		}
		row.Last++
		tx.PutSeries(row)
		v := ticket(row.Last)
		v.ID = fmt.Sprint("job-", i)
		if i == 4 {
			v.Token = "taken"
		}
		tx.PutTicket(v)
		_, err = tx.Append(store.Event{Office: office, Kind: "k", Ticket: v.ID, At: now})
		return err
	}, func(i int, err error) {
		if i == 4 && !errors.Is(err, store.ErrExists) {
			t.Errorf("guilty job: got %v, want %v", err, store.ErrExists)
		}
		if i != 4 && err != nil {
			t.Errorf("innocent job %d: got %v", i, err)
		}
	})
	tickets, err := s.TicketsOfDay(t.Context(), office, day)
	if err != nil || len(tickets) != 9 || tickets[7].Number.N != 8 {
		t.Errorf("got %v, %v, want numbers 1 to 8 and 1000", tickets, err)
	}
	if n := length(s.Events(t.Context(), office, 0, 100)); n != 8 {
		t.Errorf("got %d events, want 8", n)
	}
}

// together runs n jobs in one commit: they gather while another holds the
// writer.
func together(t *testing.T, s *store.Store, n int, do func(i int, tx *store.Tx) error, check func(i int, err error)) {
	t.Helper()
	inside, release := make(chan struct{}), make(chan struct{})
	var wg sync.WaitGroup
	wg.Go(func() {
		once := sync.OnceFunc(func() { close(inside) })
		if err := s.Update(t.Context(), store.Keys{}, func(*store.Tx) error {
			once()
			<-release
			return nil
		}); err != nil {
			t.Error(err)
		}
	})
	<-inside
	var sent sync.WaitGroup
	for i := range n {
		sent.Add(1)
		wg.Go(func() {
			sent.Done()
			check(i, s.Update(t.Context(), store.Keys{Series: []queue.Series{hot}, Offices: []string{office}},
				func(tx *store.Tx) error { return do(i, tx) }))
		})
	}
	sent.Wait()
	close(release)
	wg.Wait()
}

const clients, each = 64, 8

func testHotSeries(t *testing.T, open func() store.Backend) {
	s := start(t, open())
	addOffice(t, s)
	issueAtOnce(t, s)
}

func testTwoStores(t *testing.T, open func() store.Backend) {
	s := start(t, open())
	addOffice(t, s)
	issueAtOnce(t, s, start(t, open()))
	first, err := s.Installation(t.Context())
	if err != nil || first.Previous != "" {
		t.Errorf("installation: got %+v, %v, want the first incarnation", first, err)
	}
}

// issueAtOnce lets 64 clients, spread over the stores, take tickets of one
// series and checks that every number was given once and none was left out.
func issueAtOnce(t *testing.T, stores ...*store.Store) {
	t.Helper()
	var mu sync.Mutex
	given := make(map[int]string)
	var wg sync.WaitGroup
	for c := range clients {
		wg.Go(func() {
			for k := range each {
				id := fmt.Sprintf("client-%d-%d", c, k)
				// Every request is repeated once, as after a lost answer.
				n, err := issue(t.Context(), stores[c%len(stores)], hot, id)
				again, err2 := issue(t.Context(), stores[(c+1)%len(stores)], hot, id)
				if err := errors.Join(err, err2); err != nil {
					t.Error(err)
					return
				}
				mu.Lock()
				if other, twice := given[n]; twice || again != n {
					t.Errorf("number %d: given to %s and %s, repeated as %d", n, other, id, again)
				}
				given[n] = id
				mu.Unlock()
			}
		})
	}
	wg.Wait()
	ctx, s := t.Context(), stores[0]
	tickets, err := s.TicketsOfDay(ctx, office, day)
	if err != nil || len(tickets) != clients*each {
		t.Fatalf("got %d tickets, %v, want %d", len(tickets), err, clients*each)
	}
	for i, v := range tickets {
		if v.Number.N != i+1 || given[v.Number.N] != v.ID || v.Ahead != i {
			t.Errorf("ticket %d: got number %d of %s, %d ahead", i+1, v.Number.N, v.ID, v.Ahead)
		}
	}
	events, err := s.Events(ctx, office, 0, 2*clients*each)
	if err != nil || len(events) != clients*each {
		t.Fatalf("got %d events, %v, want %d", len(events), err, clients*each)
	}
	for i, e := range events {
		if e.Seq != int64(i+1) || e.Ticket != given[i+1] {
			t.Errorf("event %d: got number %d, ticket %s, want that of number %d", i+1, e.Seq, e.Ticket, i+1)
		}
	}
	same(t, []store.Tally{{Office: office, Service: "s", Day: day, Issued: clients * each, Waiting: clients * each}})(s.Tallies(ctx, office, day))
}

func testWatch(t *testing.T, open func() store.Backend) {
	writer, watcher := start(t, open()), open()
	t.Cleanup(func() { _ = watcher.Close() })
	ctx, cancel := context.WithCancel(t.Context())
	rung, ended := make(chan struct{}, 1), make(chan error)
	go func() {
		ended <- watcher.Watch(ctx, func() {
			select {
			case rung <- struct{}{}:
			default:
			}
		})
	}()
	<-rung // it has begun
	for n := 1; n <= 3; n++ {
		update(t, writer, func(tx *store.Tx) error {
			tx.PutTicket(ticket(n))
			return nil
		})
		late := time.After(10 * time.Second)
		for found := false; !found; {
			_, err := watcher.Ticket(t.Context(), office, ticket(n).ID)
			if found = err == nil; found {
				break
			}
			select {
			case <-rung:
			case <-late:
				t.Fatal("the commit of another handle was not heard of")
			}
		}
	}
	cancel()
	if err := <-ended; !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want %v", err, context.Canceled)
	}
}

func testOneWriter(t *testing.T, open func() store.Backend) {
	a, b := open(), open()
	start(t, a) // closes it
	start(t, b)
	first, err := a.Begin(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	began := make(chan error)
	ended := make(chan struct{})
	go func() {
		second, err := b.Begin(t.Context())
		select {
		case <-ended:
		default:
			t.Error("two write transactions at the same time")
		}
		if err == nil {
			err = second.Rollback()
		}
		began <- err
	}()
	if err := first.Save(t.Context(), store.Rows{Tickets: []queue.Ticket{ticket(1)}}); err != nil {
		t.Fatal(err)
	}
	close(ended)
	if err := first.Commit(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := <-began; err != nil {
		t.Fatal(err)
	}
}

func testRollback(t *testing.T, open func() store.Backend) {
	b := open()
	start(t, b)
	batch, err := b.Begin(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if err := batch.Save(t.Context(), store.Rows{Tickets: []queue.Ticket{ticket(1)}}); err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(batch.Rollback(), batch.Rollback()); err != nil {
		t.Fatal(err)
	}
	if n := length(b.TicketsOfDay(t.Context(), office, day)); n != 0 {
		t.Errorf("got %d tickets, want none", n)
	}
}

func testReopen(t *testing.T, open func() store.Backend) {
	keep := open() // memory lives as long as a handle
	t.Cleanup(func() { _ = keep.Close() })
	s := start(t, open())
	addOffice(t, s)
	first, _ := s.Installation(t.Context())
	if _, err := issue(t.Context(), s, hot, "before"); err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	s = start(t, open())
	same(t, first)(s.Installation(t.Context()))
	same(t, 2)(issue(t.Context(), s, hot, "after"))
	same(t, 1)(issue(t.Context(), s, hot, "before"))
}
