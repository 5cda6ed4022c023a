package main

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// names are what a folder holds.
func names(t *testing.T, dir string) (found []string) {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		found = append(found, e.Name())
	}
	return found
}

func write(t *testing.T, path ...string) {
	t.Helper()
	file := filepath.Join(path...)
	if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, []byte("x"), 0o600); err != nil {
		t.Fatal(err)
	}
}

// TestFolderOfAnother: nothing is put into, let alone deleted from, a folder
// that holds other things, even if they are named like ours.
func TestFolderOfAnother(t *testing.T) {
	home := t.TempDir()
	write(t, home, "tickets", "opera.pdf")
	_, err := takeFolder(home)
	if err == nil || !strings.Contains(err.Error(), "was not made by ./scripts/run") {
		t.Errorf("got %v, want a refusal", err)
	}
	if found := names(t, home); !slices.Equal(found, []string{"tickets"}) {
		t.Errorf("the folder holds %q now", found)
	}
}

// TestFolderInUse: one run at a time has the folder, until it ends.
func TestFolderInUse(t *testing.T) {
	data := filepath.Join(t.TempDir(), "new", "run")
	first, err := takeFolder(data)
	if err != nil {
		t.Fatal(err)
	}
	write(t, data, "numerek.db")
	if _, err := takeFolder(data); err == nil || !strings.Contains(err.Error(), "another ./scripts/run uses "+data) {
		t.Errorf("the second: got %v, want a refusal", err)
	}
	if err := first.Close(); err != nil {
		t.Fatal(err)
	}
	after, err := takeFolder(data)
	if err != nil {
		t.Fatalf("after the first has ended: %v", err)
	}
	if err := after.Close(); err != nil {
		t.Error(err)
	}
}

// TestClear: a fresh start takes what demonstrations made, and leaves the rest,
// also behind a link.
func TestClear(t *testing.T) {
	office, err := readOffice()
	if err != nil {
		t.Fatal(err)
	}
	data, elsewhere := t.TempDir(), t.TempDir()
	f, err := takeFolder(data)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for _, made := range []string{"numerek.db", "numerek.db-wal", "central.log", "printer.log", "messages.txt", "secret.key", "kiosk-usc/journal", "kiosk-ratusz/kiosk.log"} {
		write(t, data, made)
	}
	write(t, data, "notes.txt")
	write(t, elsewhere, "keep")
	if err := os.Symlink(elsewhere, filepath.Join(data, "tickets")); err != nil {
		t.Fatal(err)
	}
	server, err := os.Create(filepath.Join(data, serverLock))
	if err != nil {
		t.Fatal(err)
	}
	if err := lockNow(server); err != nil {
		t.Fatal(err)
	}
	before := names(t, data)
	if err := f.clear(office); err == nil || !slices.Equal(names(t, data), before) {
		t.Errorf("under a running server: got %v and left %q", err, names(t, data))
	}
	if err := server.Close(); err != nil {
		t.Fatal(err)
	}
	if err := f.clear(office); err != nil {
		t.Fatal(err)
	}
	if found := names(t, data); !slices.Equal(found, []string{"notes.txt", markerFile, serverLock}) {
		t.Errorf("left: %q", found)
	}
	if found := names(t, elsewhere); !slices.Equal(found, []string{"keep"}) {
		t.Errorf("behind the link: %q", found)
	}
}
