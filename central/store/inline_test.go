package store_test

import (
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"numerek/central/store"
	"numerek/central/store/memstore"
)

func TestInlineCommitsWhereItIsAsked(t *testing.T) {
	commits := 0
	s := open(t, memstore.New(), store.Options{Inline: true, Committed: func(jobs int, _ time.Duration) { commits += jobs }})
	if err := s.Update(t.Context(), store.Keys{}, func(tx *store.Tx) error {
		tx.PutOffice(store.Office{ID: "koszalin"})
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	mine := errors.New("no")
	if err := s.Update(t.Context(), store.Keys{}, func(tx *store.Tx) error {
		tx.PutOffice(store.Office{ID: "gone"})
		return mine
	}); !errors.Is(err, mine) {
		t.Errorf("failing job: got %v", err)
	}
	if all, err := s.Offices(t.Context()); err != nil || len(all) != 1 {
		t.Errorf("got %v, %v, want the one office", all, err)
	}
	if commits != 3 { // the installation, too; a job that fails is a commit of nothing
		t.Errorf("got %d commits, want 3, all of them before Update returned", commits)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if err := s.Update(t.Context(), store.Keys{}, func(*store.Tx) error { return nil }); !errors.Is(err, store.ErrClosed) {
		t.Errorf("after close: got %v, want %v", err, store.ErrClosed)
	}
}

func TestInlineTakesSeveralCallers(t *testing.T) {
	s := open(t, memstore.New(), store.Options{Inline: true})
	var crowd sync.WaitGroup
	for i := range 20 {
		crowd.Go(func() {
			if err := s.Update(t.Context(), store.Keys{}, func(tx *store.Tx) error {
				tx.PutOffice(store.Office{ID: fmt.Sprint(i)})
				return nil
			}); err != nil {
				t.Error(err)
			}
		})
	}
	crowd.Wait()
	if all, _ := s.Offices(t.Context()); len(all) != 20 {
		t.Errorf("got %d offices, want 20", len(all))
	}
}

func TestInlineEndsWithABrokenDatabase(t *testing.T) {
	g := &gate{DB: memstore.New()}
	s := open(t, g, store.Options{Inline: true})
	g.commit = func() error { return fmt.Errorf("disk: %w", store.ErrBroken) }
	update := func() error {
		return s.Update(t.Context(), store.Keys{}, func(tx *store.Tx) error {
			tx.PutOffice(store.Office{ID: "koszalin"})
			return nil
		})
	}
	for range 2 {
		if err := update(); !errors.Is(err, store.ErrBroken) {
			t.Errorf("got %v, want %v", err, store.ErrBroken)
		}
	}
	if err := s.Wait(t.Context()); !errors.Is(err, store.ErrBroken) {
		t.Errorf("wait: got %v, want %v", err, store.ErrBroken)
	}
}
