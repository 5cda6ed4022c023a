package sqlstore_test

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"numerek/central/store"
	"numerek/central/store/sqlstore"
	"numerek/central/store/sqlstore/copies"
)

// TestCopyOfARunningDatabase copies it again and again while tickets are taken:
// every copy is whole, of one instant, and opens.
func TestCopyOfARunningDatabase(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	path := filepath.Join(dir, "numerek.db")
	s, err := store.New(t.Context(), openSQLite(t, path), store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if err := s.Update(t.Context(), store.Keys{}, putOffice(1)); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan int)
	go func() {
		n := 0
		for ; ctx.Err() == nil; n++ {
			if _, err := takeTicket(context.WithoutCancel(ctx), s, fmt.Sprint("r-", n)); err != nil {
				t.Error(err)
				break
			}
		}
		ended <- n
	}()
	var last int64
	for i := range 5 {
		to := filepath.Join(dir, fmt.Sprintf("copy %d #?.db", i))
		c, err := copies.Make(t.Context(), path, to)
		if err != nil {
			t.Fatal(err)
		}
		got, err := copies.Examine(t.Context(), to)
		if err != nil {
			t.Fatal(err)
		}
		if got.Rows("tickets") != c.Rows("tickets") || c.Rows("tickets") < last || c.Rows("offices") != 1 || c.Incarnation == "" {
			t.Errorf("copy %d has %+v, later %+v, after %d tickets", i, c, got, last)
		}
		last = c.Rows("tickets")
		db := openSQLite(t, to)
		if tickets, err := db.TicketsOfDay(t.Context(), powerOffice, powerSeries.Day); err != nil || int64(len(tickets)) != last {
			t.Errorf("copy %d: %d tickets, %v, want %d", i, len(tickets), err, last)
		}
		if err := db.Close(); err != nil {
			t.Error(err)
		}
		info, err := os.Stat(to)
		if err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("got %v, %v: a copy is nobody else's", info.Mode(), err)
		}
	}
	cancel()
	if n := <-ended; int64(n) < last {
		t.Errorf("a copy has %d tickets, only %d were taken", last, n)
	}
	left, err := filepath.Glob(filepath.Join(dir, "*part*"))
	if err != nil || len(left) != 0 {
		t.Errorf("left over: %q, %v", left, err)
	}
	if _, err := copies.Make(t.Context(), path, filepath.Join(dir, "copy 0 #?.db")); !errors.Is(err, fs.ErrExist) {
		t.Errorf("over another copy: got %v, want %v", err, fs.ErrExist)
	}
}

// TestDamagedFiles are told from good ones: every flipped bit, every file that is cut short.
func TestDamagedFiles(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	path := filepath.Join(dir, "numerek.db")
	s, err := store.New(t.Context(), openSQLite(t, path), store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Update(t.Context(), store.Keys{}, putOffice(1)); err != nil {
		t.Fatal(err)
	}
	for n := range 20 {
		if _, err := takeTicket(t.Context(), s, fmt.Sprint("r-", n)); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	good, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	pages := len(good) / 4096
	write := func(data []byte) string {
		to := filepath.Join(t.TempDir(), "copy.db")
		if err := os.WriteFile(to, data, 0o600); err != nil {
			t.Fatal(err)
		}
		return to
	}
	if c, err := copies.Examine(t.Context(), write(good)); err != nil || c.Pages != int64(pages) || c.Rows("tickets") != 20 {
		t.Fatalf("the good file: got %+v, %v", c, err)
	}
	for i := range 60 {
		at := (i * 7919 * 13) % len(good)
		if at < 100 { // the header has bytes that nobody reads, such as the version of the writer
			at += 100
		}
		data := append([]byte(nil), good...)
		data[at] ^= 1 << (i % 8)
		if _, err := copies.Examine(t.Context(), write(data)); !errors.Is(err, copies.ErrDamaged) {
			t.Errorf("bit %d of byte %d flipped: got %v, want %v", i%8, at, err, copies.ErrDamaged)
		}
	}
	for name, data := range map[string][]byte{
		"empty": {}, "half": good[:len(good)/2], "a text": []byte(strings.Repeat("Urząd Miejski\n", 1000)),
		"without its last page": good[:len(good)-4096],
	} {
		if _, err := copies.Examine(t.Context(), write(data)); !errors.Is(err, copies.ErrDamaged) {
			t.Errorf("%s: got %v, want %v", name, err, copies.ErrDamaged)
		}
	}
	if _, err := copies.Examine(t.Context(), filepath.Join(dir, "none.db")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("no file: got %v", err)
	}
	newer := write(good)
	execSQLite(t, newer, `INSERT INTO schema_version (version, name, sum) VALUES (99, 'x', 'x')`)
	if _, err := copies.Examine(t.Context(), newer); !errors.Is(err, sqlstore.ErrNewerSchema) {
		t.Errorf("of a later release: got %v", err)
	}
	edited := write(good)
	execSQLite(t, edited, `UPDATE schema_version SET sum = 'x' WHERE version = 2`)
	if _, err := copies.Examine(t.Context(), edited); !errors.Is(err, sqlstore.ErrEditedSchema) {
		t.Errorf("of an edited release: got %v", err)
	}
}

func TestMoveAside(t *testing.T) {
	t.Parallel()
	dir, aside := t.TempDir(), t.TempDir()
	for _, name := range []string{"numerek.db", "numerek.db-wal", "other.db"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(name), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := copies.Move(filepath.Join(dir, "numerek.db"), aside); err != nil {
		t.Fatal(err)
	}
	for folder, want := range map[string]string{dir: "[other.db]", aside: "[numerek.db numerek.db-wal]"} {
		var names []string
		entries, err := os.ReadDir(folder)
		for _, e := range entries {
			names = append(names, e.Name())
		}
		if fmt.Sprint(names) != want || err != nil {
			t.Errorf("got %v, %v, want %s", names, err, want)
		}
	}
}
