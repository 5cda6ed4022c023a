package app

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
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
	if err := b.save(&spent{papers: 1, millimetres: 100}); err != nil {
		t.Fatal(err)
	}
	if now, err := os.ReadFile(path); err != nil || !strings.Contains(string(now), "\t\"format\": 1,") {
		t.Errorf("got %v:\n%s\nwant the mark of its format", err, now)
	}
}

// A book of a newer program is kept for it, and the kiosk begins one of its own.
func TestServiceBook_of_a_newer_program(t *testing.T) {
	path := filepath.Join(t.TempDir(), "service.json")
	const newer = `{"format": 2, "roll": {"papers": 7}, "tickets": []}`
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
}
