package network_test

import (
	"context"
	"database/sql"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	_ "modernc.org/sqlite" // the driver "sqlite": not the one that ships, a second opinion

	"numerek/appliance/kiosk"
	"numerek/scripts/e2e"
	"numerek/scripts/e2e/discreet"
	"numerek/scripts/e2e/headless"
)

var central string // the program

func TestMain(m *testing.M) { os.Exit(run(m)) }

func run(m *testing.M) int {
	folder, err := os.MkdirTemp("", "numerek-network-")
	if err == nil {
		defer os.RemoveAll(folder)
		central, err = e2e.BuildOne(context.Background(), folder, "central", "./central")
	}
	var watch *discreet.Watch
	if err == nil {
		watch, err = discreet.Begin()
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return watch.End(m.Run(), os.Stderr)
}

// patience is the end of what a whole test may take on a slow machine.
const patience = 4 * time.Minute

func patient(t *testing.T) context.Context {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	t.Cleanup(cancel)
	return ctx
}

// hall is a server, a clerk who calls, and what people were given at its kiosks.
type hall struct {
	t      *testing.T
	how    e2e.Server
	server *e2e.Central
	clerk  *e2e.Clerk

	mu    sync.Mutex
	given map[string]kiosk.Ticket // by request
}

func openHall(t *testing.T) *hall {
	t.Helper()
	office, err := e2e.PatientOffice(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	how := e2e.Server{Path: central, Data: t.TempDir(), Office: office, Clock: e2e.Monday()}
	h := &hall{t: t, how: how, given: make(map[string]kiosk.Ticket)}
	ctx := patient(t)
	if h.server, err = how.Start(ctx, "central"); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(h.server.Kill)
	if h.clerk, err = how.Employ(ctx, h.server, "urzednik"); err != nil {
		t.Fatal(err)
	}
	if err := h.clerk.Take(ctx, "usc", 4); err != nil {
		t.Fatal(err)
	}
	return h
}

// call has the clerk call the next person.
func (h *hall) call(ctx context.Context, t *testing.T) {
	t.Helper()
	h.mu.Lock()
	defer h.mu.Unlock()
	if err := h.clerk.Do(ctx, "call_next"); err != nil {
		t.Fatal(err)
	}
}

// got notes the ticket that somebody took away.
func (h *hall) got(k kiosk.Ticket) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.given[k.ID] = k
}

// audit stops the server and holds its records against the papers: whoever has a
// number has a ticket that can be called, nobody else has that number, and each
// of the taps has one ticket at most.
func (h *hall) audit(taps int, kiosks ...*headless.Kiosk) {
	h.t.Helper()
	if err := h.server.Stop(); err != nil {
		h.t.Errorf("stop: %v", err)
	}
	db, err := sql.Open("sqlite", filepath.Join(h.how.Data, "numerek.db"))
	if err != nil {
		h.t.Fatal(err)
	}
	defer db.Close()
	rows, err := db.QueryContext(context.Background(), `SELECT id, prefix, number, state, paper FROM tickets`)
	if err != nil {
		h.t.Fatal(err)
	}
	defer rows.Close()
	all, printed := 0, 0
	for rows.Next() {
		var id, prefix, state, paper string
		var number int
		if err := rows.Scan(&id, &prefix, &number, &state, &paper); err != nil {
			h.t.Fatal(err)
		}
		all++
		if paper == "printed" {
			printed++
		}
		k, ok := h.given[id]
		if ok && (k.Number != fmt.Sprintf("%s %03d", prefix, number) || state == "void") {
			h.t.Errorf("%s, which somebody has, is %s %03d, %s, in the records", k.Number, prefix, number, state)
		}
		if !ok && state != "void" {
			h.t.Errorf("%s %03d is %s, and nobody has it", prefix, number, state)
		}
		delete(h.given, id)
	}
	if err := rows.Err(); err != nil {
		h.t.Error(err)
	}
	for _, k := range h.given {
		h.t.Errorf("%s is on paper and not in the records", k.Number)
	}
	papers := 0
	for _, k := range kiosks {
		papers += k.Papers()
	}
	if all > taps || papers != printed {
		h.t.Errorf("%d taps, %d tickets, %d papers, %d reported as printed", taps, all, papers, printed)
	}
	h.t.Logf("count: %d taps, %d tickets, %d papers", taps, all, papers)
}
