package app_test

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"numerek/appliance/kiosk"
	"numerek/appliance/link/linktest"
	numerekv1 "numerek/proto/numerek/v1"
)

// A card that has been rolled back to this program: the journal is one that it
// cannot read. The kiosk gives tickets, says so, and what the newer program wrote is
// there for it.
func TestKiosk_after_a_roll_back(t *testing.T) {
	story(t, func(t *testing.T, dir string, server *linktest.Server) {
		newer, err := os.ReadFile("../journal/testdata/journal-newer")
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, "journal"), newer, 0o600); err != nil {
			t.Fatal(err)
		}
		for start := range 2 {
			h := open(t, dir, server)
			h.sees(kiosk.ScreenServices)
			if got := said(server); got != "version" {
				t.Errorf("start %d: the device says %q of itself", start, got)
			}
			if start == 0 {
				h.touch(service)
				pass(20 * time.Second)
				h.settled(numerekv1.Paper_PAPER_PRINTED)
			}
			h.stop()
		}
		kept, err := os.ReadFile(filepath.Join(dir, "journal.newer"))
		if err != nil || !slices.Equal(kept, newer) {
			t.Errorf("got %v, %q, want the newer journal as it was", err, kept)
		}

		// The newer program is back; here it is this one, with a journal that it reads.
		past, err := os.ReadFile("../journal/testdata/journal-1")
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, "journal.newer"), past, 0o600); err != nil {
			t.Fatal(err)
		}
		h := open(t, dir, server)
		server.Mu.Lock()
		got := server.Papers["printing"]
		server.Mu.Unlock()
		if got != numerekv1.Paper_PAPER_UNKNOWN || len(h.kiosk.Unfinished()) != 0 || strings.Contains(said(server), "version") {
			t.Errorf("what it had begun to print: got %v, %d unfinished, %q", got, len(h.kiosk.Unfinished()), said(server))
		}
		if _, err := os.Stat(filepath.Join(dir, "journal.newer")); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("got %v, want nothing kept aside any more", err)
		}
	})
}

// Whatever a kiosk leaves on its card has a line in the table of what is kept, which
// says what the version before does with it.
func TestKiosk_keeps_what_is_documented(t *testing.T) {
	readme, err := os.ReadFile("../README.md")
	if err != nil {
		t.Fatal(err)
	}
	_, table, _ := strings.Cut(string(readme), "### What is kept\n")
	story(t, func(t *testing.T, dir string, server *linktest.Server) {
		h := open(t, dir, server)
		h.touch(service)
		pass(20 * time.Second)
		h.settled(numerekv1.Paper_PAPER_PRINTED)
		h.stop()
		kept, err := os.ReadDir(dir)
		if err != nil || len(kept) < 4 {
			t.Fatalf("got %v, %v, want journal, its lock, starts and service book", kept, err)
		}
		for _, file := range kept {
			if !strings.Contains(table, "`"+file.Name()+"`") {
				t.Errorf("%s is not in the table", file.Name())
			}
		}
	})
}
