package network_test

import (
	"context"
	"database/sql"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	_ "modernc.org/sqlite" // the driver "sqlite": not the one that ships, a second opinion

	"numerek/appliance/kiosk"
	"numerek/scripts/e2e"
	"numerek/scripts/e2e/headless"
)

// hall is a server, a clerk who calls, and what people were given at its kiosks.
type hall struct {
	t      *testing.T
	how    e2e.Server
	server *e2e.Central
	clerk  *e2e.Clerk

	calling sync.Mutex // the clerk

	mu     sync.Mutex
	taps   int
	given  map[string]kiosk.Ticket // by request
	kiosks []*headless.Kiosk
}

// devices is how many kiosks and how many monitors the civil registry has.
const devices = 16

// A kiosk and a monitor of the civil registry, by number.
func kioskID(n int) string   { return fmt.Sprintf("kiosk-%02d", n) }
func monitorID(n int) string { return fmt.Sprintf("ekran-%02d", n) }

// wideOffice writes the demonstration office with that many devices more.
func wideOffice(t *testing.T) string {
	t.Helper()
	path, err := e2e.PatientOffice(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	const kiosk, monitor = `{ id = "kiosk-usc"`, `{ id = "ekran-u2"`
	var kiosks, monitors string
	for n := range devices {
		kiosks += fmt.Sprintf("{ id = %q, place = { pl = \"biletomat %[2]d\", en = \"kiosk %[2]d\" } }, ", kioskID(n), n)
		monitors += fmt.Sprintf("{ id = %q, queues = [\"U\",\"S\",\"Z\",\"H\",\"Y\"], place = { pl = \"monitor %d\" } }, ", monitorID(n), n)
	}
	wide := strings.NewReplacer(kiosk, kiosks+kiosk, monitor, monitors+monitor).Replace(string(text))
	if err := os.WriteFile(path, []byte(wide), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// openHall opens one for devices of this machine, which speak in the clear.
func openHall(t *testing.T) *hall {
	t.Helper()
	return open(t, e2e.Server{})
}

func open(t *testing.T, how e2e.Server) *hall {
	t.Helper()
	how.Path, how.Data, how.Office, how.Clock = central, t.TempDir(), wideOffice(t), e2e.Monday()
	h := &hall{t: t, how: how, given: make(map[string]kiosk.Ticket)}
	ctx := patient(t)
	var err error
	if h.server, err = how.Start(ctx, "central"); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { h.server.Kill() })
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
	h.calling.Lock()
	defer h.calling.Unlock()
	if err := h.clerk.Do(ctx, "call_next"); err != nil {
		t.Fatal(err)
	}
}

// keep remembers a kiosk for the audit.
func (h *hall) keep(k *headless.Kiosk) *headless.Kiosk {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.kiosks = append(h.kiosks, k)
	return k
}

// take has somebody take a ticket at a kiosk, and says whether it was given: if
// not, the kiosk has said so.
func (h *hall) take(ctx context.Context, t *testing.T, k *headless.Kiosk) bool {
	t.Helper()
	if err := k.Await(ctx); err != nil {
		t.Fatalf("%v\n%s", err, k.Said())
	}
	ticket, err := k.Take(ctx, "usc", "slub")
	if ctx.Err() != nil {
		t.Fatalf("%v\n%s", err, k.Said())
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	h.taps++
	if err == nil {
		h.given[ticket.ID] = ticket
	}
	return err == nil
}

// reported waits until the server knows all that a kiosk knows.
func reported(ctx context.Context, t *testing.T, k *headless.Kiosk) {
	t.Helper()
	if err := e2e.Until(ctx, "everything is reported", func() (bool, error) { return len(k.Unfinished()) == 0, nil }); err != nil {
		t.Errorf("%v\n%s", err, k.Said())
	}
}

// audit stops the server and holds its records against the papers: whoever has a
// number has a ticket that can be called, nobody else has that number, and each
// of the taps has one ticket at most.
func (h *hall) audit() {
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
	for _, k := range h.kiosks {
		papers += k.Papers()
	}
	if all > h.taps || papers != printed {
		h.t.Errorf("%d taps, %d tickets, %d papers, %d reported as printed", h.taps, all, papers, printed)
	}
	h.t.Logf("count: %d taps, %d tickets, %d papers", h.taps, all, papers)
}
