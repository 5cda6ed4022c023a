package app

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"numerek/appliance/kepttest"
	"numerek/appliance/kiosk"
)

// The book of today, which later programs must read.
func TestServiceBook_of_format_1(t *testing.T) {
	text, err := os.ReadFile("testdata/service-1.json")
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "service.json")
	if err := os.WriteFile(path, text, 0o600); err != nil {
		t.Fatal(err)
	}
	b := openServiceBook(path)
	k, ok := b.find("0198c6a0-0000-7000-8000-000000000001")
	if r := b.roll(); r.Papers != 12 || r.Millimetres != 1480 || !ok || k.Number != "R 015" || k.Copies != 1 {
		t.Errorf("got %+v, %+v", r, k)
	}
	if err := b.save(&spent{}); err != nil { // nothing since
		t.Fatal(err)
	}
	kepttest.Same(t, "testdata/service-1.json", kepttest.Read(t, path))
}

// A book of a newer program that has only more in it than this one knows.
func TestServiceBook_that_has_grown(t *testing.T) {
	path := filepath.Join(t.TempDir(), "service.json")
	if err := os.WriteFile(path, kepttest.Newer(t, kepttest.Read(t, "testdata/service-1.json"), 1), 0o600); err != nil {
		t.Fatal(err)
	}
	b := openServiceBook(path)
	if err := b.save(&spent{}); err != nil {
		t.Fatal(err)
	}
	kepttest.Holds(t, "testdata/service-1.json", kepttest.Read(t, path))
}

// A book of a newer program is kept for it, and the kiosk begins one of its own.
func TestServiceBook_of_a_newer_program(t *testing.T) {
	path := filepath.Join(t.TempDir(), "service.json")
	const newer = `{"format": 2, "roll": ["of another kind"], "tickets": {"papers": 7}}`
	if err := os.WriteFile(path, []byte(newer), 0o600); err != nil {
		t.Fatal(err)
	}
	b := openServiceBook(path)
	if r := b.roll(); r.Papers != 0 {
		t.Errorf("got %d papers out of a format that is not known", r.Papers)
	}
	if kept, err := os.ReadFile(path + ".newer"); err != nil || string(kept) != newer {
		t.Errorf("got %v, %q, want the book kept aside", err, kept)
	}

	// The program is back that can read it.
	b.keep(kiosk.Ticket{ID: "since"})
	if err := b.save(&spent{papers: 3, millimetres: 300}); err != nil {
		t.Fatal(err)
	}
	past, err := os.ReadFile("testdata/service-1.json")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path+".newer", past, 0o600); err != nil {
		t.Fatal(err)
	}
	b = openServiceBook(path)
	_, before := b.find("0198c6a0-0000-7000-8000-000000000001")
	_, since := b.find("since")
	if r := b.roll(); r.Papers != 15 || r.Millimetres != 1780 || !before || !since {
		t.Errorf("got %+v, tickets before %v and since %v, want all of both", r, before, since)
	}
	if _, err := os.Stat(path + ".newer"); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("got %v, want nothing kept aside any more", err)
	}
}

// However many tickets a kiosk gives, its book stays short.
func TestServiceBook_is_bounded(t *testing.T) {
	path := filepath.Join(t.TempDir(), "service.json")
	b := openServiceBook(path)
	for n := range 5000 {
		b.keep(kiosk.Ticket{
			ID: fmt.Sprintf("0198c6a0-0000-7000-8000-%012d", n), Number: "R 1234", ServiceID: "rejestracja-pojazdow", Language: "uk",
			StatusURL: "https://kolejka.urzad.example/t/" + strings.Repeat("x", 64), Day: "2026-11-23",
		})
		b.newRoll(time.Time{})
		if n%1000 != 0 {
			continue
		}
		if err := b.save(&spent{papers: 1, millimetres: 100}); err != nil {
			t.Fatal(err)
		}
	}
	if err := b.save(nil); err != nil {
		t.Fatal(err)
	}
	if info, err := os.Stat(path); err != nil || info.Size() > 16<<10 {
		t.Errorf("got %v, %d bytes, want at most 16 KiB", err, info.Size())
	}
}
