package app_test

import (
	"bytes"
	"context"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"numerek/appliance/link/linktest"
	numerekv1 "numerek/proto/numerek/v1"
)

// moment is the world when the power goes: the card, the server, the papers.
type moment struct {
	card    []byte
	counter int
	tickets map[string]*numerekv1.Ticket
	papers  map[string]numerekv1.Paper
	void    map[string]bool
	tombs   map[string]bool
	fallen  int
}

// observe gives every moment of a visit at which the card holds one record more
// than before, and those just after the server or the printer did something.
func observe(t *testing.T, dir string, tell func(*hall)) []moment {
	var all []moment
	synctest.Test(t, func(t *testing.T) {
		server := linktest.New(t)
		server.Before(func(context.Context, string) error { time.Sleep(20 * time.Millisecond); return nil })
		h := open(t, dir, server)
		tell(h)
		var last moment
		for quiet := 0; quiet < 5000; quiet++ {
			now := world(t, h, dir)
			if bytes.Equal(now.card, last.card) && now.counter == last.counter && now.fallen == last.fallen &&
				len(now.papers) == len(last.papers) && len(now.void) == len(last.void) {
				pass(time.Millisecond)
				continue
			}
			quiet = 0
			// Records of one millisecond: the world was the same before each of them.
			for cut := len(last.card); cut < len(now.card); {
				cut += bytes.IndexByte(now.card[cut:], '\n') + 1
				step := now
				step.card = now.card[:cut]
				all = append(all, step)
			}
			if len(now.card) == len(last.card) {
				all = append(all, now)
			}
			last = now
		}
	})
	return all
}

// world is the present moment.
func world(t *testing.T, h *hall, dir string) moment {
	t.Helper()
	card, err := os.ReadFile(filepath.Join(dir, "journal"))
	if err != nil {
		t.Fatal(err)
	}
	h.server.Mu.Lock()
	defer h.server.Mu.Unlock()
	return moment{
		card: card, counter: h.server.Counter, tickets: maps.Clone(h.server.Tickets), papers: maps.Clone(h.server.Papers),
		void: maps.Clone(h.server.Void), tombs: maps.Clone(h.server.Tombs), fallen: h.fallen(),
	}
}

// TestKiosk_power_cut cuts the power after every record of several visits and
// starts the kiosk again: it prints nothing by itself, takes no second number,
// settles what it owes, and leaves callable whatever a person may hold.
func TestKiosk_power_cut(t *testing.T) {
	visits := map[string]func(*hall){
		"printed":    func(h *hall) { h.kiosk.Touch(service) },
		"paper_ends": func(h *hall) { h.sim.PaperLeft(100); h.kiosk.Touch(service) },
		"no_answer": func(h *hall) {
			h.server.Lost(func(method string) bool { return strings.HasSuffix(method, "IssueTicket") })
			h.kiosk.Touch(service)
		},
		"code_printed": func(h *hall) {
			h.server.Book(code, time.Now())
			h.typed(code)
		},
		"code_no_answer": func(h *hall) {
			h.server.Book(code, time.Now())
			h.server.Lost(func(method string) bool { return strings.HasSuffix(method, "CheckIn") })
			h.typed(code)
		},
	}
	for name, visit := range visits {
		t.Run(name, func(t *testing.T) {
			moments := observe(t, t.TempDir(), visit)
			if len(moments) < 4 {
				t.Fatalf("moments: got %d, want the course of a visit", len(moments))
			}
			for i, m := range moments {
				t.Run(fmt.Sprint(i), func(t *testing.T) { restart(t, m) })
			}
		})
	}
}

// restart starts a kiosk on what a moment left behind.
func restart(t *testing.T, m moment) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "journal"), m.card, 0o600); err != nil {
		t.Fatal(err)
	}
	if bytes.Contains(m.card, []byte(code)) {
		t.Error("the code is on the card")
	}
	seen := bytes.Contains(m.card, []byte(`"kind":"seen"`))
	begun := bytes.Contains(m.card, []byte(`"kind":"begin"`))
	synctest.Test(t, func(t *testing.T) {
		server := linktest.New(t)
		server.Counter, server.Tickets, server.Papers = m.counter, maps.Clone(m.tickets), maps.Clone(m.papers)
		server.Void, server.Tombs = maps.Clone(m.void), maps.Clone(m.tombs)
		h := open(t, dir, server)
		pass(2 * time.Minute)
		if h.fallen() != 0 || server.Counter != m.counter {
			t.Errorf("after the restart: %d papers and %d numbers, want 0 and %d", h.fallen(), server.Counter, m.counter)
		}
		if open := h.kiosk.Unfinished(); len(open) != 0 {
			t.Errorf("still owed: %+v", open)
		}
		for id := range server.Tickets {
			if void := server.Void[id]; void && (seen || begun || m.fallen > 0) {
				t.Errorf("the number is void, and somebody may hold it (seen %v, printing begun %v, papers %d)", seen, begun, m.fallen)
			} else if !void && server.Papers[id] == numerekv1.Paper_PAPER_UNSPECIFIED {
				t.Errorf("the number is neither void nor accounted for")
			}
		}
		// The late question of before the cut gets no number, and the next person does.
		h.touch(service)
		pass(30 * time.Second)
		if h.fallen() != 1 || server.Counter != m.counter+1 {
			t.Errorf("the next person: %d papers and number %d, want 1 and %d", h.fallen(), server.Counter, m.counter+1)
		}
	})
}

// TestKiosk_damaged_card restarts on a card on which one record cannot be read:
// what may have been printed stays callable.
func TestKiosk_damaged_card(t *testing.T) {
	moments := observe(t, t.TempDir(), func(h *hall) { h.kiosk.Touch(service) })
	var printing moment
	for _, m := range moments {
		if bytes.HasSuffix(bytes.TrimSpace(m.card), []byte(`"attempt":1}`)) {
			printing = m
			break
		}
	}
	lines := bytes.SplitAfter(printing.card, []byte("\n"))
	for i := 1; i < len(lines)-1; i++ {
		t.Run(fmt.Sprint(i), func(t *testing.T) {
			dir := t.TempDir()
			bad := bytes.Clone(printing.card)
			bad[len(bytes.Join(lines[:i], nil))+12] ^= 0x01
			if err := os.WriteFile(filepath.Join(dir, "journal"), bad, 0o600); err != nil {
				t.Fatal(err)
			}
			synctest.Test(t, func(t *testing.T) {
				server := linktest.New(t)
				server.Counter, server.Tickets = printing.counter, maps.Clone(printing.tickets)
				h := open(t, dir, server)
				pass(time.Minute)
				if len(server.Void) != 0 || h.fallen() != 0 || len(h.kiosk.Unfinished()) != 0 {
					t.Errorf("void %v, papers %d, owed %+v, want none of them", server.Void, h.fallen(), h.kiosk.Unfinished())
				}
			})
		})
	}
	if len(lines) < 5 {
		t.Errorf("records: got %d, want the visit up to the printing", len(lines))
	}
}
