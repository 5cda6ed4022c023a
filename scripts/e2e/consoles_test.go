package e2e_test

import (
	"cmp"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	cases "numerek/central/office"
	"numerek/central/officefile"
	"numerek/central/queue"
	"numerek/central/store"
	"numerek/central/store/memstore"
	"numerek/central/store/sqlstore"
)

const (
	consoles = 50
	people   = 400
)

// TestFiftyConsolesAtOnce lets fifty clerks call from one queue at the same time,
// each asking twice under one number as a browser does whose answer was lost:
// nobody is called twice, nobody is left out, and everybody in the order of
// arrival.
func TestFiftyConsolesAtOnce(t *testing.T) {
	for name, open := range map[string]func(t *testing.T) []store.Backend{
		"memory": func(*testing.T) []store.Backend { return []store.Backend{memstore.New()} },
		"sqlite": func(t *testing.T) []store.Backend {
			db, err := sqlstore.OpenSQLite(t.Context(), filepath.Join(t.TempDir(), "numerek.db"), sqlstore.Options{})
			if err != nil {
				t.Fatal(err)
			}
			return []store.Backend{db}
		},
		"postgres_two_servers": func(t *testing.T) (both []store.Backend) {
			address := newDatabase(t, "consoles")
			for range 2 {
				db, err := sqlstore.OpenPostgres(t.Context(), address, sqlstore.Options{})
				if err != nil {
					t.Fatal(err)
				}
				both = append(both, db)
			}
			return both
		},
	} {
		t.Run(name, func(t *testing.T) { callAll(t, open(t)) })
	}
}

func callAll(t *testing.T, backends []store.Backend) {
	clock := cases.ClockFrom(time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC))
	var servers []*cases.Office
	for i, b := range backends {
		s, err := store.New(t.Context(), b, store.Options{Now: clock.Now})
		if err != nil {
			t.Fatal(err)
		}
		defer s.Close()
		if i == 0 {
			loadText(t, s, crowdedOffice(t))
		}
		servers = append(servers, cases.New(s, cases.Options{Clock: clock}))
	}
	issueAll(t, servers[0])

	var mu sync.Mutex
	called := make(map[string]cases.Outcome, people)
	var wg sync.WaitGroup
	for i := range consoles {
		wg.Go(func() {
			for _, out := range callUntilNobodyWaits(t, servers, i) {
				mu.Lock()
				if other, twice := called[out.Ticket]; twice {
					t.Errorf("%s was called by two desks: %+v and %+v", out.Number, other, out)
				}
				called[out.Ticket] = out
				mu.Unlock()
			}
		})
	}
	wg.Wait()
	if len(called) != people {
		t.Errorf("%d people were called, want %d", len(called), people)
	}
	checkOrder(t, servers[0])
}

// callUntilNobodyWaits is one clerk, whose two servers get the same question at
// the same time.
func callUntilNobodyWaits(t *testing.T, servers []*cases.Office, i int) (called []cases.Outcome) {
	seat := cases.Seat{
		Office: "koszalin", Location: "ratusz", Desk: 100 + i, Workstation: fmt.Sprint("browser-", i), Clerk: fmt.Sprint("clerk-", i),
	}
	operation, err := servers[0].TakeDesk(t.Context(), seat, false)
	if err != nil {
		t.Error(err)
		return nil
	}
	for {
		operation = operation.Next()
		var answers [2]cases.Outcome
		var both sync.WaitGroup
		for j := range answers {
			both.Go(func() {
				var err error
				answers[j], err = servers[(i+j)%len(servers)].Act(t.Context(), seat, operation, cases.Action{Deed: cases.DeedCallNext})
				if err != nil {
					t.Error(err)
				}
			})
		}
		both.Wait()
		if answers[0] != answers[1] {
			t.Errorf("one number, two answers: %+v and %+v", answers[0], answers[1])
		}
		if answers[0].Ticket == "" {
			return called
		}
		called = append(called, answers[0])
	}
}

// checkOrder reads from the sequence of events that people were called as they came.
func checkOrder(t *testing.T, o *cases.Office) {
	t.Helper()
	v, err := o.HallView(t.Context(), "koszalin")
	if err != nil {
		t.Fatal(err)
	}
	calls, err := o.Calls(t.Context(), v, "ratusz", people+1)
	if err != nil || len(calls) != people {
		t.Fatalf("%d calls stand, %v, want %d", len(calls), err, people)
	}
	slices.SortFunc(calls, func(a, b cases.Call) int { return cmp.Compare(a.Seq, b.Seq) })
	for i, c := range calls {
		if want := (queue.Number{Prefix: "R", N: i + 1}); c.Number != want {
			t.Fatalf("call %d is %s, want %s", i+1, c.Number, want)
		}
	}
}

func issueAll(t *testing.T, o *cases.Office) {
	t.Helper()
	guest, err := o.Guest(t.Context(), "koszalin")
	if err != nil {
		t.Fatal(err)
	}
	for i := range people {
		r := cases.Request{ID: fmt.Sprintf("0199e000-0000-7000-8000-%012d", i), Service: "rejestracja", Language: "pl"}
		if a, err := o.Issue(t.Context(), guest, r); err != nil || a.Refusal != nil {
			t.Fatalf("ticket %d: %+v, %v", i, a.Refusal, err)
		}
	}
}

// crowdedOffice is the demo with fifty more desks that serve one queue.
func crowdedOffice(t *testing.T) string {
	t.Helper()
	text, err := os.ReadFile(office(t))
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	for i := range consoles {
		fmt.Fprintf(&b, "[[desks]]\nnumber = %d\nlocation = \"ratusz\"\ndepartment = \"km\"\nservices = [\"rejestracja\"]\n", 100+i)
	}
	return strings.Replace(string(text), "[[desks]]", b.String()+"[[desks]]", 1)
}

// loadText puts an office file into a store as an import does.
func loadText(t *testing.T, s *store.Store, text string) {
	t.Helper()
	file, problems := officefile.Parse("test.toml", []byte(text))
	if err := problems.Err(); err != nil {
		t.Fatal(err)
	}
	err := s.Update(t.Context(), store.Keys{}, func(tx *store.Tx) error {
		tx.PutOffice(store.Office{ID: file.ID, Revision: 1})
		tx.PutFile(file.ID, text)
		_, err := tx.Append(store.Event{Office: file.ID, Kind: cases.OfficeImported})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}
