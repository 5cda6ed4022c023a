package commands_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"numerek/central/commands"
	"numerek/central/office"
	"numerek/central/officefile"
	"numerek/central/queue"
	"numerek/central/store"
	"numerek/central/store/memstore"
)

const demoFile = "../demo/koszalin.toml"

// shop is a database and what commands wrote last.
type shop struct {
	t        *testing.T
	db       *memstore.DB
	out, err string
}

func newShop(t *testing.T) *shop { return &shop{t: t, db: memstore.New()} }

func (s *shop) open(ctx context.Context) (*store.Store, error) {
	return store.New(ctx, s.db, store.Options{})
}

func (s *shop) openFor(ctx context.Context, _ bool) (*store.Store, error) { return s.open(ctx) }

func (s *shop) run(args ...string) error {
	s.t.Helper()
	var out, errs bytes.Buffer
	err := commands.Office(s.t.Context(), args, &out, &errs, s.openFor)
	s.out, s.err = out.String(), errs.String()
	return err
}

func (s *shop) must(args ...string) string {
	s.t.Helper()
	if err := s.run(args...); err != nil {
		s.t.Fatalf("office %v: %v\n%s", args, err, s.err)
	}
	return s.out
}

// file writes the demo office with changes (old, new, old, new ...) to a file.
func (s *shop) file(name string, changes ...string) string {
	s.t.Helper()
	text, err := os.ReadFile(demoFile)
	if err != nil {
		s.t.Fatal(err)
	}
	for i := 0; i < len(changes); i += 2 {
		if !bytes.Contains(text, []byte(changes[i])) {
			s.t.Fatalf("the demo office has no %q", changes[i])
		}
	}
	path := filepath.Join(s.t.TempDir(), name)
	if err := os.WriteFile(path, []byte(strings.NewReplacer(changes...).Replace(string(text))), 0o600); err != nil {
		s.t.Fatal(err)
	}
	return path
}

func (s *shop) events(id string) []store.Event {
	s.t.Helper()
	events, err := s.db.Events(s.t.Context(), id, 0, 100)
	if err != nil {
		s.t.Fatal(err)
	}
	return events
}

func Test_check_says_what_a_good_office_has(t *testing.T) {
	s := newShop(t)
	want := demoFile + `: office "koszalin": 2 locations, 5 departments, 21 services, 20 desks, 2 kiosks, 5 displays, 4 languages` + "\n"
	if got := s.must("check", demoFile); got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func Test_check_tells_every_problem_with_its_line(t *testing.T) {
	s := newShop(t)
	bad := s.file("bad.toml",
		`pl = "Rejestracja pojazdu"`, `pl = "Rejestracjapojazdusilnikowego"`, // measured by the kiosk's fonts
		"horizon_days  ", "horizont_days ")
	err := s.run("check", bad, demoFile)
	if !errors.Is(err, commands.ErrProblems) {
		t.Errorf("got %v, want ErrProblems", err)
	}
	lines := strings.Split(strings.TrimSpace(s.err), "\n")
	if len(lines) != 2 || !strings.HasPrefix(lines[0], bad+":100: policy.booking.horizont_days: unknown key") ||
		!strings.HasPrefix(lines[1], bad+":222: services[1].label.pl: ") || !strings.Contains(lines[1], "does not fit its button") {
		t.Errorf("got\n%s", s.err)
	}
	if !strings.Contains(s.out, `office "koszalin"`) {
		t.Errorf("the good file after it was not checked: %q", s.out)
	}
}

func Test_import_and_export(t *testing.T) {
	s := newShop(t)
	if got := s.must("import", demoFile); !strings.HasPrefix(got, `office "koszalin": imported as revision 1: 2 locations`) {
		t.Errorf("got %q", got)
	}
	text, err := os.ReadFile(demoFile)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(text), s.must("export")); diff != "" {
		t.Error(diff)
	}
	if got := s.must("import", demoFile); !strings.HasPrefix(got, `office "koszalin": nothing changed since revision 1`) {
		t.Errorf("got %q", got)
	}
	if got := s.must("import", s.file("k.toml", "horizon_days              = 14", "horizon_days = 7")); !strings.Contains(got, "revision 2") {
		t.Errorf("got %q", got)
	}
	if got := s.must("export", "koszalin"); !strings.Contains(got, "horizon_days = 7\n") && !strings.Contains(got, "horizon_days = 7 ") {
		t.Errorf("the export is not the second revision")
	}
	events := s.events("koszalin")
	if len(events) != 2 || events[1].Kind != office.OfficeImported || events[1].Seq != 2 || events[1].Detail != `{"revision":2}` {
		t.Errorf("got events %+v", events)
	}
}

func Test_a_bad_file_is_not_loaded(t *testing.T) {
	s := newShop(t)
	opened := false
	var out, errs bytes.Buffer
	err := commands.Office(t.Context(), []string{"import", s.file("bad.toml", `prefix = "N"`, `prefix = "R"`)}, &out, &errs,
		func(ctx context.Context, _ bool) (*store.Store, error) { opened = true; return s.open(ctx) })
	if !errors.Is(err, commands.ErrProblems) || opened || !strings.Contains(errs.String(), `prefix "R" is already that of service "rejestracja"`) {
		t.Errorf("got %v, opened %v, %q", err, opened, errs.String())
	}
}

func Test_two_offices_share_nothing(t *testing.T) {
	s := newShop(t)
	s.must("import", demoFile)
	s.must("import", s.file("k2.toml", `id          = "koszalin"`, `id = "kolobrzeg"`, `"Koszalin City Hall"`, `"Kołobrzeg Town Hall"`, "kiosk-ratusz", "kiosk-2"))
	if want := `note: offices "kolobrzeg" and "koszalin" both have a kiosk "kiosk-usc": start it with --office, or it is refused` + "\n"; s.err != want {
		t.Errorf("got %q, want %q", s.err, want)
	}
	if err := s.run("export"); !errors.Is(err, commands.ErrUsage) || !strings.Contains(err.Error(), `["kolobrzeg" "koszalin"]`) {
		t.Errorf("got %v, want to be asked which office", err)
	}
	if err := s.run("export", "x"); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("got %v, want ErrNotFound", err)
	}
	if got := s.must("export", "kolobrzeg"); !strings.Contains(got, "Kołobrzeg") {
		t.Error("got the other office")
	}
	got := strings.Split(strings.TrimSpace(s.must("list")), "\n")
	if len(got) != 2 || !strings.HasPrefix(got[0], "kolobrzeg  revision 1  Urząd Miejski") || !strings.HasPrefix(got[1], "koszalin") {
		t.Errorf("got %q", got)
	}
	if a, b := len(s.events("koszalin")), len(s.events("kolobrzeg")); a != 1 || b != 1 {
		t.Errorf("got %d and %d events, want 1 each", a, b)
	}
}

// holding puts a ticket of a service and in a state on each day of the office.
func (s *shop) holding(today queue.Day, tickets ...queue.Ticket) {
	s.t.Helper()
	st, err := s.open(s.t.Context())
	if err != nil {
		s.t.Fatal(err)
	}
	err = st.Update(s.t.Context(), store.Keys{}, func(tx *store.Tx) error {
		o, err := tx.Office("koszalin")
		if err != nil {
			return err
		}
		o.Day = today
		tx.PutOffice(o)
		for i, k := range tickets {
			k.Office, k.ID, k.Number = "koszalin", fmt.Sprint("ticket-", i), queue.Number{Prefix: "Z", N: i + 1}
			tx.PutTicket(k)
		}
		return nil
	})
	if err := errors.Join(err, st.Close()); err != nil {
		s.t.Fatal(err)
	}
}

func Test_nobody_loses_what_he_waits_for(t *testing.T) {
	const today queue.Day = "2026-11-23" // of the office; the machine's clock is no matter
	without := []string{                 // the office without service "zgon"
		`id = "zgon"`, `id = "pogrzeb"`, `"zgon"`, `"pogrzeb"`,
	}
	moved := []string{ // the business office moves to the USC
		"id = \"bdg\"\nlocation = \"ratusz\"", "id = \"bdg\"\nlocation = \"usc\"",
		"number = 13\nlocation = \"ratusz\"", "number = 13\nlocation = \"usc\"", "number = 14\nlocation = \"ratusz\"", "number = 14\nlocation = \"usc\"",
		`["G","A","K","C"]`, `["K","C"]`, `{ id = "ekran-u2", queues = [`, `{ id = "ekran-u2", queues = ["G","A",`,
	}
	in := func(state queue.State, service string) queue.Ticket {
		return queue.Ticket{Service: service, State: state, Day: today}
	}
	elsewhere := []string{"number = 3\nlocation = \"usc\"", "number = 9\nlocation = \"usc\""}
	at := func(state queue.State, desk int) queue.Ticket {
		return queue.Ticket{Service: "zgon", Location: "usc", State: state, Desk: desk, Day: today}
	}
	yesterday := in(queue.Waiting, "zgon")
	yesterday.Day = "2026-11-22"
	cases := map[string]struct {
		changes []string
		day     queue.Day
		tickets []queue.Ticket
		want    string // of the refusal; empty: imported
	}{
		"waiting": {
			without, today,
			[]queue.Ticket{in(queue.Waiting, "zgon"), in(queue.Waiting, "zgon"), in(queue.Void, "zgon"), in(queue.Waiting, "slub")},
			`service "zgon" is not in the file, but there are open tickets of it on 2026-11-23: 2;`,
		},
		"with_a_clerk": {
			without, today,
			[]queue.Ticket{in(queue.Called, "zgon"), in(queue.Serving, "zgon"), in(queue.Parked, "zgon"), in(queue.Done, "zgon")},
			"2026-11-23: 3;",
		},
		"moved":           {moved, today, []queue.Ticket{in(queue.Waiting, "alkohol")}, `service "alkohol" moves from "ratusz" to "usc"`},
		"nobody":          {without, today, nil, ""},
		"another_service": {without, today, []queue.Ticket{in(queue.Waiting, "slub")}, ""},
		"at_their_end": {
			without, today,
			[]queue.Ticket{in(queue.Done, "zgon"), in(queue.NoShow, "zgon"), in(queue.Withdrawn, "zgon"), in(queue.Expired, "zgon"), in(queue.Void, "zgon")},
			"",
		},
		"at_a_desk": {
			elsewhere, today,
			[]queue.Ticket{at(queue.Called, 3), at(queue.Serving, 4)},
			`desk 3 at "usc" is not in the file, but there are open tickets of it on 2026-11-23: 1;`,
		},
		"a_desk_is_free":   {elsewhere, today, []queue.Ticket{at(queue.Done, 3), at(queue.Parked, 3), at(queue.Waiting, 3)}, ""},
		"another_day":      {without, today, []queue.Ticket{yesterday}, ""},
		"never_opened_yet": {without, "", nil, ""},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			s := newShop(t)
			s.must("import", demoFile)
			s.holding(c.day, c.tickets...)
			err := s.run("import", s.file("k.toml", c.changes...))
			if c.want == "" {
				if err != nil || !strings.Contains(s.out, "revision 2") {
					t.Errorf("got %v %q, want revision 2", err, s.out)
				}
				return
			}
			if !errors.Is(err, commands.ErrInUse) || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %v %s, want %s", err, s.err, c.want)
			}
			if got := s.must("export"); strings.Contains(got, "pogrzeb") || len(s.events("koszalin")) != 1 {
				t.Error("the refused import left a trace")
			}
		})
	}
}

// moving is a database in which something happens at each look at the tickets.
type moving struct {
	*memstore.DB
	happens func()
}

func (m *moving) TicketsOfDay(ctx context.Context, office string, day queue.Day) ([]queue.Ticket, error) {
	tickets, err := m.DB.TicketsOfDay(ctx, office, day)
	m.happens()
	return tickets, err
}

// Test_a_ticket_in_the_last_moment is taken while an import looks at those that
// there are.
func Test_a_ticket_in_the_last_moment(t *testing.T) {
	s := newShop(t)
	s.must("import", demoFile)
	s.holding("2026-11-23")
	m := &moving{DB: s.db}
	taken := false
	m.happens = func() {
		if taken {
			return
		}
		taken = true
		st, err := s.open(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		defer st.Close()
		err = st.Update(t.Context(), store.Keys{}, func(tx *store.Tx) error {
			tx.PutTicket(queue.Ticket{
				Office: "koszalin", ID: "last", Number: queue.Number{Prefix: "Z", N: 1},
				Service: "zgon", State: queue.Waiting, Day: "2026-11-23",
			})
			_, err := tx.Append(store.Event{Office: "koszalin", Kind: office.TicketIssued, Ticket: "last"})
			return err
		})
		if err != nil {
			t.Error(err)
		}
	}
	var out, problems bytes.Buffer
	err := commands.Office(t.Context(), []string{"import", s.file("k.toml", `id = "zgon"`, `id = "pogrzeb"`, `"zgon"`, `"pogrzeb"`)}, &out, &problems,
		func(ctx context.Context, _ bool) (*store.Store, error) { return store.New(ctx, m, store.Options{}) })
	if !errors.Is(err, commands.ErrInUse) || !taken {
		t.Errorf("got %v, want %v", err, commands.ErrInUse)
	}
}

func Test_docs_and_usage(t *testing.T) {
	s := newShop(t)
	if got := s.must("docs"); got != officefile.Docs() {
		t.Error("docs does not print the docs")
	}
	for _, args := range [][]string{nil, {"check"}, {"import"}, {"import", "a", "b"}, {"export", "a", "b"}, {"erase"}, {"docs", "x"}} {
		if err := s.run(args...); !errors.Is(err, commands.ErrUsage) || !strings.Contains(err.Error(), "check FILE") {
			t.Errorf("%v: got %v, want the usage", args, err)
		}
	}
	for _, command := range []string{"check", "import"} {
		if err := s.run(command, filepath.Join(t.TempDir(), "none.toml")); !errors.Is(err, os.ErrNotExist) {
			t.Errorf("%s: got %v, want that there is no file", command, err)
		}
	}
	if err := s.run("export"); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("got %v, want that there is no office", err)
	}
}

func isFileError(err error) bool {
	wrong, ok := errors.AsType[*officefile.FileError](err)
	return ok && len(wrong.Problems) > 0
}

func Test_import_of_a_text(t *testing.T) {
	s := newShop(t)
	st, err := s.open(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer st.Close()
	if _, err := commands.Import(t.Context(), st, "x.toml", []byte("[office]\n")); !isFileError(err) {
		t.Errorf("got %v, want problems", err)
	}
	text, err := os.ReadFile(demoFile)
	if err != nil {
		t.Fatal(err)
	}
	got, err := commands.Import(t.Context(), st, "x.toml", text)
	if want := (commands.Imported{Office: "koszalin", Revision: 1, Changed: true}); err != nil || got != want {
		t.Errorf("got %+v, %v, want %+v", got, err, want)
	}
}
