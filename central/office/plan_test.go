package office_test

import (
	"context"
	"strings"
	"sync/atomic"
	"testing"

	"numerek/central/office"
	"numerek/central/store"
	"numerek/central/store/memstore"
)

// fileReads counts how often a transaction loads an office file.
type fileReads struct {
	*memstore.DB
	n atomic.Int64
}

func (f *fileReads) Begin(ctx context.Context) (store.Batch, error) {
	b, err := f.DB.Begin(ctx)
	return countingBatch{b, f}, err
}

type countingBatch struct {
	store.Batch
	f *fileReads
}

func (b countingBatch) Load(ctx context.Context, k store.Keys) (store.Rows, error) {
	b.f.n.Add(int64(len(k.Files)))
	return b.Batch.Load(ctx, k)
}

// TestOfficeFileIsReadOncePerRevision: a ticket touches small rows only.
func TestOfficeFileIsReadOncePerRevision(t *testing.T) {
	db := &fileReads{DB: memstore.New()}
	s, err := store.New(t.Context(), db, store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	load(t, s, demoText(t))
	o := office.New(s, office.Options{})
	view := func() string {
		t.Helper()
		v, err := o.View(t.Context(), "koszalin")
		if err != nil {
			t.Fatal(err)
		}
		return v.File.Text(v.File.Name, "pl")
	}
	db.n.Store(0)
	for range 10 {
		view()
	}
	if n := db.n.Load(); n != 0 {
		t.Errorf("transactions loaded the office file %d times, want 0", n)
	}
	load(t, s, strings.Replace(demoText(t), `"Urząd Miejski w Koszalinie"`, `"Urząd Miasta"`, 1))
	for range 10 {
		if got := view(); got != "Urząd Miasta" {
			t.Fatalf("got %q, want the new revision", got)
		}
	}
	if n := db.n.Load(); n > 1 {
		t.Errorf("transactions loaded the new office file %d times, want once at most", n)
	}
}
