package e2e_test

import (
	"database/sql"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	numerekv1 "numerek/proto/numerek/v1"
	"numerek/scripts/e2e"
)

// postgresTool is a program that comes with the newest PostgreSQL that is installed.
func postgresTool(t *testing.T, name string) string {
	t.Helper()
	found, err := filepath.Glob("/usr/lib/postgresql/*/bin/" + name)
	if err != nil || len(found) == 0 {
		t.Fatalf("%s is not installed: apt-get install postgresql (%v)", name, err)
	}
	return slices.Max(found)
}

// postgresShop is a shop whose data an administrator copies with PostgreSQL's own tools.
type postgresShop struct {
	*shop
	dump string
}

func (s *postgresShop) run(program string, args ...string) string {
	s.t.Helper()
	said, err := exec.CommandContext(soon(s.t), program, args...).CombinedOutput()
	if err != nil {
		s.t.Fatalf("%s %q: %v: %s", filepath.Base(program), args, err, said)
	}
	return string(said)
}

// putBack puts the dump in the place of what is in the database, while no server runs.
func (s *postgresShop) putBack() {
	s.t.Helper()
	if err := s.server.Stop(); err != nil {
		s.t.Errorf("stop: %v", err)
	}
	s.run(postgresTool(s.t, "pg_restore"), "--clean", "--if-exists", "--dbname", s.how.Database, s.dump)
}

// beginAnew is what the administrator does after that.
func (s *postgresShop) beginAnew(flags ...string) {
	s.t.Helper()
	said := s.run(programs.Central, append([]string{"restore", "--database", s.how.Database}, flags...)...)
	if !strings.Contains(said, "A new incarnation of the database has begun; servers that run on it notice.") {
		s.t.Errorf("restore says\n%s", said)
	}
}

// beyond takes a ticket whose number must be larger than any before it.
func (s *postgresShop) beyond(last *numerekv1.Ticket) *numerekv1.Ticket {
	s.t.Helper()
	k := s.take(s.ratusz, service)
	if k.GetSequence() <= last.GetSequence() {
		s.t.Errorf("after %s: got %s, which was given before", last.GetNumber(), k.GetNumber())
	}
	return k
}

// TestRestorePostgreSQL puts a dump back three times. PostgreSQL tells nobody of it:
// the administrator does. The numbers of the lost lines of history, more than the
// administrator's command guesses and more than kiosks present, are not given again,
// because the server remembers them beside the database; on another machine the
// administrator says how many there may have been.
func TestRestorePostgreSQL(t *testing.T) {
	data := t.TempDir()
	how := e2e.Server{
		Path: programs.Central, Data: data, Secret: filepath.Join(data, "secret.key"), Office: office(t), Clock: e2e.Monday(),
		Database: newDatabase(t, "restore"),
	}
	s := &postgresShop{shop: &shop{t: t, how: how, ledger: e2e.NewLedger()}, dump: filepath.Join(t.TempDir(), "monday.dump")}
	s.open()
	s.ratusz = hello(t, s.server, "", "kiosk-ratusz")
	kept := s.take(s.ratusz, service)
	s.report(s.ratusz, kept)
	s.run(postgresTool(t, "pg_dump"), "--format=custom", "--file", s.dump, how.Database)

	// What the copy does not know. The kiosk holds the first two of it.
	held, unsure := s.take(s.ratusz, service), s.take(s.ratusz, service)
	last := unsure
	for range 220 {
		last = s.take(s.ratusz, service)
	}
	old := s.ratusz.Incarnation
	s.putBack()
	s.beginAnew()
	s.how.Clock = s.how.Clock.Add(time.Hour)
	s.open()
	s.fenced(s.ratusz)
	if err := s.ratusz.Hello(soon(t), e2e.Held(held, printed), e2e.Held(unsure, pending)); err != nil {
		t.Fatal(err)
	}
	if s.ratusz.Incarnation == old {
		t.Error("the incarnation is the old one")
	}
	last = s.beyond(last)
	if again, err := s.ratusz.Issue(soon(t), kept.GetId(), service); err != nil || again.GetNumber() != kept.GetNumber() {
		t.Errorf("what the copy has: got %v, %v, want %s", again, err, kept.GetNumber())
	}

	// The same dump again, from before the jump; the server runs when it is told.
	s.putBack()
	s.open()
	if err := s.ratusz.Hello(soon(t)); err != nil {
		t.Fatal(err)
	}
	s.beginAnew()
	s.fenced(s.ratusz)
	if err := s.ratusz.Hello(soon(t), e2e.Held(held, printed), e2e.Held(unsure, pending)); err != nil {
		t.Fatal(err)
	}
	last = s.beyond(last)

	// And on another machine, which has the key and nothing else.
	s.putBack()
	s.beginAnew("--ahead", "900")
	s.how.Data = t.TempDir()
	s.open()
	if err := s.ratusz.Hello(soon(t), e2e.Held(held, printed), e2e.Held(unsure, pending)); err != nil {
		t.Fatal(err)
	}
	s.report(s.ratusz, s.beyond(last))
	if err := s.server.Stop(); err != nil {
		t.Errorf("stop: %v", err)
	}
	for _, fault := range s.ledger.Faults() {
		t.Error(fault)
	}
	db, err := sql.Open("pgx", how.Database)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if got := s.state(db, kept) + " " + s.state(db, held) + " " + s.state(db, unsure); got != "waiting waiting waiting" {
		t.Errorf("kept, held, unsure: got %s, want all to wait", got)
	}
	s.accounted(db, kept.GetPrefix(), 1)
	t.Logf("count: %d numbers over three lost lines of history", s.ledger.Len())
}
