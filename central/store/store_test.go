package store_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"numerek/central/queue"
	"numerek/central/store"
	"numerek/central/store/memstore"
)

// gate is a backend whose commits can be held up and broken.
type gate struct {
	*memstore.DB
	begin  chan struct{} // one token for each transaction that may begin, nil for all
	commit func() error  // instead of a commit, where it fails
}

func (g *gate) Begin(ctx context.Context) (store.Batch, error) {
	if g.begin != nil {
		select {
		case <-g.begin:
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
	b, err := g.DB.Begin(ctx)
	return &gatedBatch{Batch: b, g: g}, err
}

type gatedBatch struct {
	store.Batch
	g *gate
}

func (b *gatedBatch) Commit(ctx context.Context) error {
	if b.g.commit != nil {
		if err := b.g.commit(); err != nil {
			return err
		}
	}
	return b.Batch.Commit(ctx)
}

func open(t *testing.T, b store.Backend, opts store.Options) *store.Store {
	t.Helper()
	s, err := store.New(t.Context(), b, opts)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

func TestFirstOpenMakesIncarnation(t *testing.T) {
	db := memstore.New()
	open(t, db, store.Options{}).Close()
	first, err := db.Installation(t.Context())
	if err != nil || len(first.Incarnation) != 32 || first.Previous != "" {
		t.Fatalf("got %+v, %v", first, err)
	}
	s := open(t, db, store.Options{})
	if again, _ := s.Installation(t.Context()); again != first {
		t.Errorf("second open: got %+v, want %+v", again, first)
	}
}

func TestOtherHistoryMakesIncarnation(t *testing.T) {
	db := memstore.New()
	open(t, db, store.Options{}).Close()
	first, _ := db.Installation(t.Context())

	failedOver := db.Clone("7421/2")
	s := open(t, failedOver, store.Options{})
	second, _ := s.Installation(t.Context())
	if second.Incarnation == first.Incarnation || second.Previous != first.Incarnation || second.History != "7421/2" {
		t.Errorf("got %+v after %+v", second, first)
	}
	open(t, failedOver, store.Options{})
	if third, _ := failedOver.Installation(t.Context()); third != second {
		t.Errorf("a second server made another incarnation: got %+v, want %+v", third, second)
	}
}

func TestAmbiguousCommitFailsEveryJob(t *testing.T) {
	g := &gate{DB: memstore.New()}
	s := open(t, g, store.Options{})
	broken := errors.New("fsync: input/output error")
	g.begin = make(chan struct{})
	g.commit = func() error { return broken }

	var wg sync.WaitGroup
	errs := make([]error, 5)
	for i := range errs {
		wg.Go(func() {
			errs[i] = s.Update(t.Context(), store.Keys{}, func(tx *store.Tx) error {
				tx.PutOffice(store.Office{ID: fmt.Sprint("o", i)})
				return nil
			})
		})
	}
	close(g.begin)
	wg.Wait()
	for i, err := range errs {
		if !errors.Is(err, store.ErrUnavailable) || !errors.Is(err, broken) {
			t.Errorf("job %d: got %v", i, err)
		}
	}
}

func TestHealthFollowsTheLastCommit(t *testing.T) {
	g := &gate{DB: memstore.New()}
	failed := 0 // of the writer's goroutine, which has answered before it is read
	s := open(t, g, store.Options{Failed: func(int, error) { failed++ }})
	put := func(tx *store.Tx) error {
		tx.PutOffice(store.Office{ID: "o"})
		return nil
	}
	nothing := func(*store.Tx) error { return nil }
	full := errors.New("no space left on device")
	for i, step := range []struct {
		commit error
		do     func(*store.Tx) error
		want   error // of the health afterwards
	}{
		{nil, put, nil},
		{full, put, full},
		{nil, nothing, full},
		{full, put, full},
		{nil, put, nil},
		{store.ErrExists, put, nil}, // a job's own fault
	} {
		g.commit = func() error { return step.commit }
		_ = s.Update(t.Context(), store.Keys{}, step.do)
		if err := s.Health(t.Context()); !errors.Is(err, step.want) || (err == nil) != (step.want == nil) {
			t.Errorf("step %d: got %v, want %v", i, err, step.want)
		}
	}
	if failed != 2 {
		t.Errorf("%d failures were counted, want 2", failed)
	}
}

func TestBrokenDatabaseEndsTheStore(t *testing.T) {
	g := &gate{DB: memstore.New()}
	s := open(t, g, store.Options{})
	g.commit = func() error { return fmt.Errorf("checksum: %w", store.ErrBroken) }
	for range 2 {
		if err := s.Update(t.Context(), store.Keys{}, func(*store.Tx) error { return nil }); !errors.Is(err, store.ErrBroken) {
			t.Errorf("got %v, want %v", err, store.ErrBroken)
		}
		g.commit = nil // a store that has ended does not try again
	}
	if err := s.Wait(t.Context()); !errors.Is(err, store.ErrBroken) {
		t.Errorf("ended with %v, want %v", err, store.ErrBroken)
	}
	other := open(t, memstore.New(), store.Options{})
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	if err := other.Wait(gone); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want %v", err, context.Canceled)
	}
	other.Close()
	if err := other.Wait(t.Context()); !errors.Is(err, store.ErrClosed) {
		t.Errorf("got %v, want %v", err, store.ErrClosed)
	}
}

func TestNoCommitCarriesMoreThanMaxBatch(t *testing.T) {
	for _, most := range []int{1, 2, 7} {
		t.Run(fmt.Sprint(most), func(t *testing.T) {
			g := &gate{DB: memstore.New()}
			largest := 0 // of the writer's goroutine, until the store is closed
			s := open(t, g, store.Options{MaxBatch: most, Fill: 100, Committed: func(jobs int, _ time.Duration) {
				largest = max(largest, jobs)
			}})
			g.begin = make(chan struct{})
			var wg sync.WaitGroup
			for range 20 {
				wg.Go(func() {
					if err := s.Update(t.Context(), store.Keys{}, func(*store.Tx) error { return nil }); err != nil {
						t.Error(err)
					}
				})
			}
			close(g.begin)
			wg.Wait()
			s.Close()
			if largest > most {
				t.Errorf("a commit carried %d jobs, want at most %d", largest, most)
			}
		})
	}
}

func TestWriterSurvivesPanic(t *testing.T) {
	s := open(t, memstore.New(), store.Options{})
	err := s.Update(t.Context(), store.Keys{}, func(tx *store.Tx) error {
		tx.PutOffice(store.Office{ID: "lost"})
		panic("a bug")
	})
	if err == nil {
		t.Error("the job that panicked was acknowledged")
	}
	if err := s.Update(t.Context(), store.Keys{}, func(tx *store.Tx) error {
		if _, err := tx.Office("lost"); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("office of the job that panicked: got %v, want not found", err)
		}
		return nil
	}); err != nil {
		t.Error(err)
	}
}

func TestCancelledWhileWaiting(t *testing.T) {
	g := &gate{DB: memstore.New()}
	s := open(t, g, store.Options{})
	g.begin = make(chan struct{})
	ctx, cancel := context.WithCancel(t.Context())
	failed := make(chan error)
	go func() { failed <- s.Update(ctx, store.Keys{}, func(*store.Tx) error { return nil }) }()
	cancel()
	if err := <-failed; !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want %v", err, context.Canceled)
	}
	close(g.begin)
}

func TestBatchIsBounded(t *testing.T) {
	largest := 0
	s := open(t, memstore.New(), store.Options{MaxBatch: 3, Committed: func(jobs int, _ time.Duration) {
		largest = max(largest, jobs)
	}})
	var wg sync.WaitGroup
	for range 50 {
		wg.Go(func() {
			if err := s.Update(t.Context(), store.Keys{}, func(*store.Tx) error { return nil }); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	s.Close()
	if largest < 2 || largest > 3 {
		t.Errorf("got a commit of %d jobs, want at most 3 and more than 1", largest)
	}
}

func TestClosed(t *testing.T) {
	s := open(t, memstore.New(), store.Options{})
	s.Close()
	if err := s.Update(t.Context(), store.Keys{}, func(*store.Tx) error { return nil }); !errors.Is(err, store.ErrClosed) {
		t.Errorf("got %v, want %v", err, store.ErrClosed)
	}
}

func TestOldOfficeDoesNotTurnTheSequenceBack(t *testing.T) {
	s := open(t, memstore.New(), store.Options{})
	err := s.Update(t.Context(), store.Keys{}, func(tx *store.Tx) error {
		old := store.Office{ID: "koszalin"}
		tx.PutOffice(old)
		for want := int64(1); want <= 3; want++ {
			if got, err := tx.Append(store.Event{Office: "koszalin"}); err != nil || got != want {
				t.Errorf("append: got %d, %v, want %d", got, err, want)
			}
			tx.PutOffice(old)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestAppendWithoutOffice(t *testing.T) {
	s := open(t, memstore.New(), store.Options{})
	err := s.Update(t.Context(), store.Keys{}, func(tx *store.Tx) error {
		_, err := tx.Append(store.Event{Office: "nowhere"})
		return err
	})
	if !errors.Is(err, store.ErrNotFound) {
		t.Errorf("got %v, want %v", err, store.ErrNotFound)
	}
}

func TestJobsSeeEachOther(t *testing.T) {
	s := open(t, memstore.New(), store.Options{})
	series := queue.Series{Office: "o", Location: "l", Prefix: "R", Day: "2026-11-23"}
	var wg sync.WaitGroup
	for range 50 {
		wg.Go(func() {
			if err := s.Update(t.Context(), store.Keys{Series: []queue.Series{series}}, func(tx *store.Tx) error {
				row, _, err := tx.Series(series)
				row.Last++
				tx.PutSeries(row)
				return err
			}); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	var last int
	if err := s.Update(t.Context(), store.Keys{}, func(tx *store.Tx) error {
		row, _, err := tx.Series(series)
		last = row.Last
		return err
	}); err != nil || last != 50 {
		t.Errorf("got %d, %v, want 50", last, err)
	}
}
