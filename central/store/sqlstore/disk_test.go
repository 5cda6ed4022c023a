package sqlstore_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/ncruces/go-sqlite3"

	"numerek/central/store"
	"numerek/central/store/sqlstore"
	"numerek/central/store/sqlstore/unmapped"
)

// TestFullDisk fills the disk under a client and then gives space back.
func TestFullDisk(t *testing.T) {
	for extra := range 12 { // the disk is full in another write each time
		d := newForgetful(t, 0, t.TempDir())
		s, db, err := openForgetful(t.Context(), d)
		if err != nil {
			t.Fatal(err)
		}
		if err := s.Update(t.Context(), store.Keys{}, putOffice(1)); err != nil {
			t.Fatal(err)
		}
		d.limit(d.total() + 60_000 + extra*1111)
		acknowledged := make(map[string]int)
		for k := 0; ; k++ {
			id := fmt.Sprint("request-", k)
			n, err := takeTicket(t.Context(), s, id)
			if err != nil {
				if !errors.Is(err, store.ErrUnavailable) || errors.Is(err, store.ErrBroken) {
					t.Errorf("got %v, want %v", err, store.ErrUnavailable)
				}
				break
			}
			acknowledged[id] = n
		}
		if _, err := takeTicket(t.Context(), s, "while full"); err == nil {
			t.Error("a ticket was acknowledged on a full disk")
		}
		if err := s.Health(t.Context()); err == nil {
			t.Error("the store on a full disk calls itself healthy")
		}
		// Reading goes on.
		for id, n := range acknowledged {
			if v, err := s.Ticket(t.Context(), powerOffice, id); err != nil || v.Number.N != n {
				t.Errorf("%s: got %d, %v, want %d", id, v.Number.N, err, n)
			}
		}
		d.limit(0)
		if n, err := takeTicket(t.Context(), s, "after"); err != nil || n != len(acknowledged)+1 {
			t.Errorf("with space again: got %d, %v, want %d", n, err, len(acknowledged)+1)
		}
		if err := s.Health(t.Context()); err != nil {
			t.Errorf("with space again: %v", err)
		}
		if err := errors.Join(db.CheckIntegrity(t.Context()), s.Close()); err != nil {
			t.Error(err)
		}
		if len(acknowledged) == 0 {
			t.Error("the disk was full from the start")
		}
	}
}

// TestFullDiskOfTheSystem asks the kernel for the error of a full disk.
func TestFullDiskOfTheSystem(t *testing.T) {
	f, err := os.OpenFile("/dev/full", os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if _, err := f.WriteAt(make([]byte, 4096), 4096); !errors.Is(unmapped.Full(err), sqlite3.FULL) {
		t.Errorf("got %v, want %v", unmapped.Full(err), sqlite3.FULL)
	}
	if err := unmapped.Full(os.ErrClosed); !errors.Is(err, os.ErrClosed) {
		t.Errorf("got %v, want %v", err, os.ErrClosed)
	}
}

// TestBrokenDisk has a sync of the log fail. The disk then forgets what it was
// to keep although every later sync succeeds, so the store must end; the next one
// has to bring what it finds in the file into safety before it builds on it.
func TestBrokenDisk(t *testing.T) {
	d := newForgetful(t, 1, t.TempDir())
	s, _, err := openForgetful(t.Context(), d)
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Update(t.Context(), store.Keys{}, putOffice(1)); err != nil {
		t.Fatal(err)
	}
	acknowledged := make(map[string]receipt)
	take := func(id string) error {
		n, err := takeTicket(t.Context(), s, id)
		if err == nil {
			acknowledged[id] = receipt{number: n}
		}
		return err
	}
	for k := range 20 {
		if err := take(fmt.Sprint("before-", k)); err != nil {
			t.Fatal(err)
		}
	}
	d.breakSync()
	for _, id := range []string{"ambiguous", "too late"} {
		if err := take(id); !errors.Is(err, store.ErrBroken) || !errors.Is(err, store.ErrUnavailable) {
			t.Fatalf("%s: got %v, want %v", id, err, store.ErrBroken)
		}
	}
	if err := s.Wait(t.Context()); !errors.Is(err, store.ErrBroken) {
		t.Errorf("the store ended with %v, want %v", err, store.ErrBroken)
	}
	if err := s.Health(t.Context()); !errors.Is(err, store.ErrBroken) {
		t.Errorf("health: got %v, want %v", err, store.ErrBroken)
	}
	d.kill()
	_ = s.Close()
	if s, _, err = openForgetful(t.Context(), d); err != nil {
		t.Fatal(err)
	}
	for k, id := range []string{"ambiguous", "too late", "again"} {
		if err := take(id); err != nil || acknowledged[id].number != 21+k {
			t.Errorf("%s: got %d, %v, want %d", id, acknowledged[id].number, err, 21+k)
		}
	}
	d.restart()
	_ = s.Close()
	if err := verify(t.Context(), d, acknowledged); err != nil {
		t.Errorf("after the power was lost: %v", err)
	}
}

// TestBitFlips flips single bytes of the file: a checksum in the page notices
// each when the page is read.
func TestBitFlips(t *testing.T) {
	path := filepath.Join(t.TempDir(), "numerek.db")
	s, err := store.New(t.Context(), openSQLite(t, path), store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Update(t.Context(), store.Keys{}, putOffice(1)); err != nil {
		t.Fatal(err)
	}
	for k := range 300 {
		if _, err := takeTicket(t.Context(), s, fmt.Sprint("request-", k)); err != nil {
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
	random := rand.New(rand.NewPCG(1, 1))
	const flips = 200
	for range flips {
		at := 100 + random.IntN(len(good)-100) // behind the header, which says that there are checksums
		bad := append([]byte(nil), good...)
		bad[at] ^= byte(1 << random.IntN(8))
		if err := os.WriteFile(path, bad, 0o600); err != nil {
			t.Fatal(err)
		}
		if err := readAll(t, path); err == nil {
			t.Errorf("byte %d of %d was flipped and nobody noticed", at, len(good))
		}
	}
	if err := os.WriteFile(path, good, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := readAll(t, path); err != nil {
		t.Errorf("the good file: %v", err)
	}
	t.Logf("%d flips in %d pages", flips, len(good)/4096)
}

func readAll(t *testing.T, path string) error {
	db, err := sqlstore.OpenSQLite(t.Context(), path, sqlstore.Options{})
	if err != nil {
		return err
	}
	defer db.Close()
	return db.CheckIntegrity(t.Context())
}

func TestSQLiteSaysHowItKeepsData(t *testing.T) {
	db := openSQLite(t, filepath.Join(t.TempDir(), "numerek.db"))
	defer db.Close()
	if got, want := db.Describe(), "WAL, synchronous=FULL, page checksums on"; !strings.HasSuffix(got, want) {
		t.Errorf("got %q, want … %q", got, want)
	}
}

// TestCheckpointAfterAnotherProcess is a regression test: the log of a file
// with checksums is moved into it by a handle that finds another's commits.
func TestCheckpointAfterAnotherProcess(t *testing.T) {
	path := filepath.Join(t.TempDir(), "numerek.db")
	first := openSQLite(t, path)
	other, err := store.New(t.Context(), openSQLite(t, path), store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if err := other.Update(t.Context(), store.Keys{}, putOffice(1)); err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(other.Close(), first.Close(), readAll(t, path)); err != nil {
		t.Error(err)
	}
}
