package highwater_test

import (
	"context"
	"log/slog"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"numerek/central/highwater"
	"numerek/central/queue"
	"numerek/central/store"
	"numerek/central/store/memstore"
)

var series = queue.Series{Office: "koszalin", Location: "ratusz", Prefix: "R", Day: "2026-11-23"}

func read(t *testing.T, dir string) *highwater.Mark {
	t.Helper()
	m, err := highwater.Read(dir)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func open(t *testing.T, db *memstore.DB, m *highwater.Mark) *store.Store {
	t.Helper()
	s, err := store.New(t.Context(), db, store.Options{Written: m.Note})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

// give gives the next number of a series.
func give(t *testing.T, s *store.Store, of queue.Series) {
	t.Helper()
	err := s.Update(t.Context(), store.Keys{}, func(tx *store.Tx) error {
		tx.PutOffice(store.Office{ID: of.Office, Revision: 1, Day: of.Day})
		row, _, err := tx.Series(of)
		if err != nil {
			return err
		}
		row.Last++
		tx.PutSeries(row)
		_, err = tx.Append(store.Event{Office: of.Office, Kind: "ticket.issued"})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func wentBack(t *testing.T, m *highwater.Mark, s *store.Store) string {
	t.Helper()
	how, err := m.WentBack(t.Context(), s)
	if err != nil {
		t.Fatal(err)
	}
	return how
}

func TestAFileThatWasPutBackIsNoticed(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	m := read(t, dir)
	if !m.Empty() {
		t.Error("a mark that is not there is not empty")
	}
	db := memstore.New()
	s := open(t, db, m)
	give(t, s, series)
	old := db.Clone("")
	if how := wentBack(t, m, s); how != "" {
		t.Errorf("the first server: %s", how)
	}
	give(t, s, series)
	give(t, s, series)
	if err := m.Write(); err != nil {
		t.Fatal(err)
	}

	m = read(t, dir)
	if how := wentBack(t, m, s); how != "" || m.Empty() {
		t.Errorf("the same database: %q, empty: %v", how, m.Empty())
	}
	back := open(t, old, m)
	if how := wentBack(t, m, back); !strings.Contains(how, "office koszalin had 3 events and has 1") {
		t.Errorf("an old database: %q", how)
	}
	if got := m.Given(); !maps.Equal(got, map[queue.Series]int{series: 3}) {
		t.Errorf("given: %v", got)
	}
	// What is committed before somebody asks does not hide it.
	give(t, back, series)
	if how := wentBack(t, m, back); how == "" {
		t.Error("not noticed after a commit")
	}
	if _, err := back.BeginAnew(t.Context()); err != nil {
		t.Fatal(err)
	}
	if how := wentBack(t, m, back); how == "" {
		t.Error("not noticed in the next incarnation, which nobody has settled")
	}
	if err := m.Settle(t.Context(), back); err != nil {
		t.Fatal(err)
	}
	m = read(t, dir)
	if how := wentBack(t, m, back); how != "" {
		t.Errorf("after it was settled: %s", how)
	}
	if how := wentBack(t, m, s); !strings.Contains(how, "of another incarnation") {
		t.Errorf("the first database again: %q", how)
	}
	empty := open(t, memstore.New(), read(t, t.TempDir()))
	if how := wentBack(t, m, empty); !strings.Contains(how, "of another incarnation") {
		t.Errorf("an empty database: %q", how)
	}
}

func TestSeriesOfDaysThatAreOverAreForgotten(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	m := read(t, dir)
	s := open(t, memstore.New(), m)
	give(t, s, series)
	next := series
	next.Day = "2026-11-24"
	other := next
	other.Office = "kolobrzeg"
	give(t, s, next)
	give(t, s, other)
	if err := m.Write(); err != nil {
		t.Fatal(err)
	}
	if got := read(t, dir).Given(); !maps.Equal(got, map[queue.Series]int{next: 1, other: 1}) {
		t.Errorf("got %v", got)
	}
}

func TestDamagedMark(t *testing.T) {
	t.Parallel()
	for name, text := range map[string]string{"empty": "", "cut": `{"incarnation":"0f","off`, "other": "numerek"} {
		dir := t.TempDir()
		if err := os.WriteFile(filepath.Join(dir, highwater.File), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		m, err := highwater.Read(dir)
		if err == nil || !m.Empty() {
			t.Errorf("%s: got %v, empty: %v", name, err, m.Empty())
			continue
		}
		if how := wentBack(t, m, open(t, memstore.New(), m)); how != "" {
			t.Errorf("%s: %s", name, how)
		}
		if err := m.Write(); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if read(t, dir).Empty() {
			t.Errorf("%s: not written anew", name)
		}
	}
}

// TestRun writes within a second of a commit, once for many, and at the end.
func TestRun(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	synctest.Test(t, func(t *testing.T) {
		m := read(t, dir)
		ctx, cancel := context.WithCancel(t.Context())
		ended := make(chan struct{})
		go func() {
			defer close(ended)
			_ = m.Run(ctx, slog.New(slog.DiscardHandler))
		}()
		seen := func() int {
			synctest.Wait()
			return read(t, dir).Given()[series]
		}
		note := func(n int) { m.Note(store.Rows{Series: []store.SeriesRow{{Series: series, Last: n}}}) }
		note(1)
		if n := seen(); n != 1 {
			t.Errorf("at first: %d", n)
		}
		for n := range 50 {
			note(n)
		}
		if n := seen(); n != 1 {
			t.Errorf("it was written again at once: %d", n)
		}
		time.Sleep(time.Second)
		if n := seen(); n != 49 {
			t.Errorf("after a second: %d", n)
		}
		note(50)
		cancel()
		<-ended
		if n := seen(); n != 50 {
			t.Errorf("at the end: %d", n)
		}
	})
}

// A number that another server gave counts, and is there after a restart; a process
// without a directory remembers for itself.
func TestWhatOthersGaveIsRemembered(t *testing.T) {
	t.Parallel()
	for _, dir := range []string{t.TempDir(), ""} {
		m := read(t, dir)
		m.Saw(series, 7)
		m.Saw(series, 5)
		if got := m.Reached(series); got != 7 {
			t.Errorf("got %d, want 7", got)
		}
		if err := m.Write(); err != nil {
			t.Fatal(err)
		}
		want := 7
		if dir == "" {
			want = 0
		}
		if got := read(t, dir).Reached(series); got != want {
			t.Errorf("%q after a restart: got %d, want %d", dir, got, want)
		}
	}
}
