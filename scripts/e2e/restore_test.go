package e2e_test

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	numerekv1 "numerek/proto/numerek/v1"
	"numerek/scripts/e2e"
)

const (
	printed = numerekv1.Paper_PAPER_PRINTED
	pending = numerekv1.Paper_PAPER_UNSPECIFIED
)

// shop is a server with two kiosks and a clerk.
type shop struct {
	t           *testing.T
	how         e2e.Server
	server      *e2e.Central
	ratusz, usc *e2e.Device
	clerk       *e2e.Clerk
	ledger      *e2e.Ledger
}

func newShop(t *testing.T) *shop {
	t.Helper()
	s := &shop{t: t, how: e2e.Server{Path: programs.Central, Data: t.TempDir(), Office: office(t), Clock: e2e.Monday()}, ledger: e2e.NewLedger()}
	s.open()
	s.ratusz, s.usc = hello(t, s.server, "", "kiosk-ratusz"), hello(t, s.server, "", "kiosk-usc")
	var err error
	if s.clerk, err = s.how.Employ(soon(t), s.server, "urzednik"); err != nil {
		t.Fatal(err)
	}
	if err := s.clerk.Take(soon(t), "ratusz", 3); err != nil {
		t.Fatal(err)
	}
	return s
}

// open starts the server on what is there, where it was before.
func (s *shop) open() {
	s.t.Helper()
	s.server = start(s.t, "central", s.how)
	s.how.HTTP, s.how.Devices = s.server.HTTP, s.server.Devices
}

// command runs a command of the server's program and returns what it says.
func (s *shop) command(args ...string) (string, error) {
	said, err := exec.CommandContext(soon(s.t), programs.Central, append(args, "--data", s.how.Data)...).CombinedOutput()
	return string(said), err
}

func (s *shop) take(d *e2e.Device, service string) *numerekv1.Ticket {
	s.t.Helper()
	request := e2e.NewRequest()
	ticket, err := d.Issue(soon(s.t), request, service)
	if err != nil {
		s.t.Fatalf("%s: %v\n%s", service, err, s.server.Tail())
	}
	s.ledger.Promised(request, ticket)
	return ticket
}

func (s *shop) report(d *e2e.Device, k *numerekv1.Ticket) {
	s.t.Helper()
	if err := d.Report(soon(s.t), k, printed); err != nil {
		s.t.Fatalf("report %s: %v", k.GetNumber(), err)
	}
}

// call has the desk call the next one.
func (s *shop) call() {
	s.t.Helper()
	if err := s.clerk.Do(soon(s.t), "call_next"); err != nil {
		s.t.Fatal(err)
	}
}

// state is what the records of a server that has ended say of a ticket.
func (s *shop) state(db *sql.DB, k *numerekv1.Ticket) string {
	s.t.Helper()
	var number int
	var state string
	err := db.QueryRowContext(context.Background(), `SELECT number, state FROM tickets WHERE id = $1`, k.GetId()).Scan(&number, &state)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return "lost"
	case err != nil:
		s.t.Fatal(err)
	case number != int(k.GetSequence()):
		s.t.Errorf("%s is number %d in the records", k.GetNumber(), number)
	}
	return state
}

// accounted checks that every number of a series is a ticket's or left out with a reason.
func (s *shop) accounted(db *sql.DB, prefix string, start int) {
	s.t.Helper()
	have := map[int]int{}
	rows, err := db.QueryContext(context.Background(), `SELECT number FROM tickets WHERE prefix = $1`, prefix)
	if err != nil {
		s.t.Fatal(err)
	}
	defer rows.Close()
	last := 0
	for rows.Next() {
		var n int
		if err := rows.Scan(&n); err != nil {
			s.t.Fatal(err)
		}
		have[n]++
		last = max(last, n)
	}
	skipped, err := db.QueryContext(context.Background(), `SELECT detail FROM events WHERE kind = 'numbers.skipped'`)
	if err != nil {
		s.t.Fatal(err)
	}
	defer skipped.Close()
	gone := map[int]bool{}
	for skipped.Next() {
		var text string
		var over struct {
			Prefix string
			From   int
			To     int
		}
		if err := skipped.Scan(&text); err != nil {
			s.t.Fatal(err)
		}
		if err := json.Unmarshal([]byte(text), &over); err != nil {
			s.t.Fatal(err)
		}
		for n := over.From; over.Prefix == prefix && n <= over.To; n++ {
			gone[n] = true
		}
	}
	if err := errors.Join(rows.Err(), skipped.Err()); err != nil {
		s.t.Fatal(err)
	}
	for n := start; n <= last; n++ {
		if have[n] > 1 || have[n] == 0 && !gone[n] {
			s.t.Errorf("number %s %03d: %d tickets, left out: %v", prefix, n, have[n], gone[n])
		}
	}
}

// fenced asks with the incarnation from before the restore, which must be refused.
func (s *shop) fenced(d *e2e.Device) {
	s.t.Helper()
	if ticket, err := d.Issue(soon(s.t), e2e.NewRequest(), service); status.Code(err) != codes.FailedPrecondition {
		s.t.Errorf("a request of the old incarnation got %v, %v", ticket, err)
	}
}

// TestRestore puts a backup in the place of a database that two kiosks have seen
// go on: by the command, and by hand, when nobody says a word. No number is given
// twice; what a kiosk still holds comes back, also what a desk had called.
func TestRestore(t *testing.T) {
	for name, putBack := range map[string]func(s *shop, file string){
		"by_the_command": func(s *shop, file string) {
			said, err := s.command("restore", file)
			if err != nil {
				t.Fatalf("restore: %v: %s", err, said)
			}
			if !strings.Contains(said, "is the database now") || !strings.Contains(said, "before-restore-") {
				t.Errorf("restore says\n%s", said)
			}
		},
		"by_hand": func(s *shop, file string) {
			for _, end := range []string{"-wal", "-shm"} {
				_ = os.Remove(filepath.Join(s.how.Data, "numerek.db"+end))
			}
			if err := os.Rename(file, filepath.Join(s.how.Data, "numerek.db")); err != nil {
				t.Fatal(err)
			}
		},
	} {
		t.Run(name, func(t *testing.T) { restoreStory(t, name == "by_hand", putBack) })
	}
}

func restoreStory(t *testing.T, silent bool, putBack func(s *shop, file string)) {
	s := newShop(t)
	kept := s.take(s.ratusz, service)
	s.report(s.ratusz, kept)
	s.call()
	file := filepath.Join(t.TempDir(), "monday.db")
	if said, err := s.command("backup", file); err != nil {
		t.Fatalf("backup: %v: %s", err, said)
	}
	if said, err := s.command("restore", file); err == nil || !strings.Contains(said, "stop the server first") {
		t.Errorf("while the server runs: %v, %s", err, said)
	}

	// What the copy does not know.
	called := s.take(s.ratusz, service)
	s.call()
	unsure, gone := s.take(s.ratusz, service), s.take(s.ratusz, service)
	s.report(s.ratusz, gone) // acknowledged: no kiosk holds it any more
	other := s.take(s.usc, "slub")
	for range 120 { // more than the counters jump by themselves
		s.report(s.ratusz, s.take(s.ratusz, service))
	}
	old := s.ratusz.Incarnation
	if err := s.server.Stop(); err != nil {
		t.Errorf("stop: %v", err)
	}
	putBack(s, file)
	s.how.Clock = s.how.Clock.Add(time.Hour)
	s.open()
	if got := strings.Contains(strings.Join(s.server.Lines(), "\n"), "history went back"); got != silent {
		t.Errorf("the log tells of it: %v, want %v\n%s", got, silent, s.server.Tail())
	}

	s.fenced(s.ratusz)
	if err := s.ratusz.Hello(soon(t), e2e.Held(called, printed), e2e.Held(unsure, pending)); err != nil {
		t.Fatal(err)
	}
	if s.ratusz.Incarnation == old {
		t.Error("the incarnation is the old one")
	}
	first := s.take(s.ratusz, service)
	if first.GetSequence() < 1+3+120+100 {
		t.Errorf("the first number after it is %s", first.GetNumber())
	}
	// The other kiosk comes later, with its outcome by a report.
	s.fenced(s.usc)
	if err := s.usc.Hello(soon(t)); err != nil {
		t.Fatal(err)
	}
	s.report(s.usc, other)
	s.report(s.ratusz, unsure)
	s.take(s.usc, "slub")
	if again, err := s.ratusz.Issue(soon(t), kept.GetId(), service); err != nil || again.GetNumber() != kept.GetNumber() {
		t.Errorf("what the copy has: got %v, %v, want %s", again, err, kept.GetNumber())
	}

	// The desk has kept again, finishes it, and calls what came back.
	s.call()
	if err := s.server.Stop(); err != nil {
		t.Errorf("stop: %v", err)
	}
	for _, fault := range s.ledger.Faults() {
		t.Error(fault)
	}
	db, err := sqliteIn(s.how.Data)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	got := fmt.Sprint(s.state(db, kept), s.state(db, called), s.state(db, unsure), s.state(db, gone), s.state(db, other))
	if want := fmt.Sprint("done", "called", "waiting", "lost", "waiting"); got != want {
		t.Errorf("kept, called, unsure, gone, other: got %s, want %s", got, want)
	}
	s.accounted(db, called.GetPrefix(), 1)
	t.Logf("count: %d numbers, 3 tickets back from kiosks", s.ledger.Len())
}
