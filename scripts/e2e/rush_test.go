package e2e_test

import (
	"context"
	"database/sql"
	"maps"
	"math/rand/v2"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"numerek/central/notify/file"
	"numerek/scripts/e2e"
	"numerek/scripts/e2e/discreet"
	"numerek/scripts/e2e/rush"
)

const (
	comers = 1000
	scarce = 50
	// enoughTries is more than anybody needs: who still has no slot then was never told that there is none.
	enoughTries = 40
)

// fight is a crowd at the booking pages of one or two servers.
type fight struct {
	people   []*rush.Person
	slots    []string // with which they begin, in turn
	outcomes []rush.Outcome
	hands    sync.WaitGroup
}

// newFight lets the crowd come through the gates of the servers, in turn.
func newFight(t *testing.T, slots []string, servers ...*e2e.Central) *fight {
	t.Helper()
	f := &fight{people: make([]*rush.Person, comers), slots: slots, outcomes: make([]rush.Outcome, comers)}
	gates := make([]*rush.Gate, len(servers))
	for i, s := range servers {
		gates[i] = rush.NewGate(s.HTTP, comers)
		t.Cleanup(gates[i].Close)
	}
	for n := range f.people {
		f.people[n] = gates[n%len(gates)].Nth(n)
	}
	return f
}

// come lets those from one to another book, all at once.
func (f *fight) come(ctx context.Context, t *testing.T, from, to int) {
	t.Helper()
	for n := from; n < to; n++ {
		f.hands.Go(func() {
			luck := rand.New(rand.NewPCG(4, uint64(n)))
			var err error
			if f.outcomes[n], err = f.people[n].Book(ctx, f.slots[n%len(f.slots)], enoughTries, luck.IntN); err != nil {
				t.Errorf("person %d: %v", n, err)
			}
		})
	}
}

// refusals are the words in which somebody may be refused.
var refusals = []string{"Ktoś był szybszy: ta godzina jest już zajęta", "Tej godziny nie można już wybrać", "Ta godzina jest już zajęta, a innej wolnej na razie nie ma"}

// settle waits until everybody has an answer, and returns who has a slot, by
// the phone. Whoever has none was told so in words, and in the end that there is
// no other hour.
func (f *fight) settle(t *testing.T) (won map[string]rush.Outcome) {
	t.Helper()
	f.hands.Wait()
	if t.Failed() {
		t.FailNow()
	}
	won = make(map[string]rush.Outcome)
	tries, most, away, again := 0, 0, 0, 0
	for n, o := range f.outcomes {
		tries, most, away, again = tries+o.Tries, max(most, o.Tries), away+f.people[n].Away, again+f.people[n].Again
		for _, said := range o.Said {
			if !slices.ContainsFunc(refusals, func(words string) bool { return strings.Contains(said, words) }) {
				t.Errorf("person %d was told %q", n, said)
			}
		}
		switch {
		case o.Page != "":
			won["+48"+f.people[n].Phone] = o
		case !o.Full:
			t.Errorf("person %d has no slot after %d tries and was not told that there is none: %q", n, o.Tries, o.Said)
		}
	}
	t.Logf("count: %d people, %d slots sold, %d forms, at most %d by one person, %d times sent away for a while, %d connections broke",
		comers, len(won), tries, most, away, again)
	return won
}

var codeInSMS = regexp.MustCompile(`KOD (\d{3}) (\d{4})`)

// confirm reads the messages that the servers have sent, one for each slot that
// was sold, and types their codes into the personal pages.
func (f *fight) confirm(t *testing.T, won map[string]rush.Outcome, folders ...string) {
	t.Helper()
	var sent []file.Message
	err := e2e.Until(soon(t), "everybody has a message", func() (bool, error) {
		sent = nil
		for _, folder := range folders {
			some, err := file.Read(filepath.Join(folder, "messages.txt"))
			if err != nil {
				return false, err
			}
			sent = append(sent, some...)
		}
		return len(sent) >= len(won), nil
	})
	if err != nil {
		t.Fatal(err)
	}
	codes := make(map[string]string)
	for _, m := range sent {
		code := codeInSMS.FindStringSubmatch(m.Text)
		if _, sold := won[m.To]; !sold || code == nil || codes[m.To] != "" {
			t.Fatalf("a message to nobody, without a code, or the second one: %q", m.Text)
		}
		codes[m.To] = code[1] + code[2]
	}
	for _, p := range f.people {
		if err := discreet.Used(p.Phone); err != nil {
			t.Fatal(err)
		}
		if o, ok := won["+48"+p.Phone]; ok {
			if err := discreet.Used(codes["+48"+p.Phone]); err != nil {
				t.Fatal(err)
			}
			if err := p.Confirm(soon(t), o.Page, codes["+48"+p.Phone]); err != nil {
				t.Error(err)
			}
		}
	}
}

// sold is a booking as the database has it.
type sold struct {
	id, state, phone string
	start            time.Time
	minutes, desk    int
}

// soldIn reads the bookings that have a slot, and checks that no desk has two at
// a time, and nobody two in all.
func soldIn(t *testing.T, db *sql.DB) (all []sold) {
	t.Helper()
	rows, err := db.QueryContext(t.Context(), `SELECT id, state, phone_hash, start, minutes, desk FROM bookings WHERE state IN ('held', 'confirmed') ORDER BY start, id`)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	phones := make(map[string]bool)
	for rows.Next() {
		var b sold
		var start int64
		if err := rows.Scan(&b.id, &b.state, &b.phone, &start, &b.minutes, &b.desk); err != nil {
			t.Fatal(err)
		}
		b.start = time.UnixMilli(start)
		for _, o := range all {
			if o.desk == b.desk && o.start.Before(b.end()) && b.start.Before(o.end()) {
				t.Errorf("desk %d has two visits at once: %v and %v", b.desk, o, b)
			}
		}
		if b.state != "confirmed" || b.phone == "" || phones[b.phone] {
			t.Errorf("not confirmed, or the second one of a phone: %v", b)
		}
		phones[b.phone] = true
		all = append(all, b)
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return all
}

func (b sold) end() time.Time { return b.start.Add(time.Duration(b.minutes) * time.Minute) }

// rushOffice is an office whose city hall is open on one day only, and how much
// it has to sell then.
func rushOffice(t *testing.T, hours string) (path string, places int, slots []string) {
	t.Helper()
	path, err := rush.Office(t.TempDir(), "rush", hours, "")
	if err != nil {
		t.Fatal(err)
	}
	if places, slots, err = rush.Places(path, rush.Service, rush.Tuesday); err != nil {
		t.Fatal(err)
	}
	return path, places, slots
}

// field is where a fight takes place: one server on SQLite, or two on PostgreSQL.
type field struct {
	database string // address, or empty
	folders  []string
	servers  []*e2e.Central
}

func (f field) open(t *testing.T) *sql.DB {
	t.Helper()
	db, err := sqliteIn(f.folders[0])
	if f.database != "" {
		db, err = sql.Open("pgx", f.database)
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	return db
}

// command names the database for the programs beside the server.
func (f field) command() e2e.Server {
	return e2e.Server{Path: programs.Central, Data: f.folders[0], Database: f.database}
}

func onSQLite(t *testing.T, office string) field {
	t.Helper()
	data := t.TempDir()
	return field{folders: []string{data}, servers: []*e2e.Central{start(t, "central", e2e.Server{Data: data, Office: office, Clock: e2e.Monday()})}}
}

func onPostgreSQL(t *testing.T, office string) field {
	t.Helper()
	f := field{database: newDatabase(t, "rush"), folders: []string{t.TempDir(), t.TempDir()}}
	secret := filepath.Join(t.TempDir(), "secret.key")
	f.servers = append(f.servers,
		start(t, "first", e2e.Server{Data: f.folders[0], Database: f.database, Secret: secret, Office: office, Clock: e2e.Monday()}),
		start(t, "second", e2e.Server{Data: f.folders[1], Database: f.database, Secret: secret, Clock: e2e.Monday()}))
	return f
}

var fields = map[string]func(*testing.T, string) field{"sqlite": onSQLite, "two_servers_on_postgresql": onPostgreSQL}

// TestFiftySlotsForAThousand lets a thousand people book fifty slots at once. All
// of them are sold, nobody gets two, nobody gets another's, and everybody else is
// told so.
func TestFiftySlotsForAThousand(t *testing.T) {
	for name, open := range fields {
		t.Run(name, func(t *testing.T) {
			office, places, slots := rushOffice(t, "08:00-09:40")
			if places != scarce {
				t.Fatalf("the office has %d places, want %d", places, scarce)
			}
			on := open(t, office)
			f := newFight(t, slots, on.servers...)
			ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
			defer cancel()
			f.come(ctx, t, 0, comers)
			won := f.settle(t)
			f.confirm(t, won, on.folders...)
			if all := soldIn(t, on.open(t)); len(won) != places || len(all) != places {
				t.Errorf("%d people have a slot and %d are in the database, want %d", len(won), len(all), places)
			}
		})
	}
}

// TestHoursChangeInTheFight moves the opening hours while the crowd books. Nothing
// is sold twice, none of what was sold disappears, and what no longer fits waits
// on the manager's page.
func TestHoursChangeInTheFight(t *testing.T) {
	for name, open := range fields {
		t.Run(name, func(t *testing.T) {
			before, _, slots := rushOffice(t, "08:00-09:40")
			after, places, kept := rushOffice(t, "08:30-09:20")
			on := open(t, before)
			f := newFight(t, slots, on.servers...)
			ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
			defer cancel()
			came := len(slots) // one for each hour, so that some no longer fit
			f.come(ctx, t, 0, came)
			f.hands.Wait()
			imported := make(chan error, 1)
			go func() { imported <- on.command().Import(ctx, after) }()
			tick := time.NewTicker(25 * time.Millisecond)
			defer tick.Stop()
			for changing := true; changing; {
				select {
				case err := <-imported:
					if changing = false; err != nil {
						t.Fatal(err)
					}
				case <-tick.C: // people come while it is imported
					next := min(came+1, comers/2)
					f.come(ctx, t, came, next)
					came = next
				}
			}
			f.come(ctx, t, came, comers)
			won := f.settle(t)
			f.confirm(t, won, on.folders...)

			all := soldIn(t, on.open(t))
			var fit []sold
			misfits := make(map[string]bool)
			for _, b := range all {
				if slices.ContainsFunc(kept, func(slot string) bool {
					return strings.HasSuffix(slot, b.start.In(e2e.Monday().Location()).Format("/15:04"))
				}) {
					fit = append(fit, b)
				} else {
					misfits[b.id] = true
				}
			}
			t.Logf("count: %d came before the import was over; of %d sold, %d fit the new hours and %d do not", came, len(all), len(fit), len(misfits))
			if len(all) != len(won) {
				t.Errorf("%d people have a slot and %d are in the database", len(won), len(all))
			}
			if len(fit) != places || len(misfits) == 0 {
				t.Errorf("%d fit the new hours, want %d; %d do not, want some", len(fit), places, len(misfits))
			}
			if listed := waitingForManager(t, on); !maps.Equal(listed, misfits) {
				t.Errorf("the manager's page lists %v, want %v", listed, misfits)
			}
		})
	}
}

var listedBooking = regexp.MustCompile(`<li id="a-([0-9a-f-]+)">`)

// waitingForManager logs a manager in at each server and reads which bookings
// wait there for a decision.
func waitingForManager(t *testing.T, on field) map[string]bool {
	t.Helper()
	boss := e2e.User{Name: "kierownik", FullName: "Kierownik", Role: "manager", Password: "an-end-to-end-password"}
	if err := on.command().AddUser(soon(t), boss); err != nil {
		t.Fatal(err)
	}
	listed := make(map[string]bool)
	for i, server := range on.servers {
		manager, err := e2e.LogIn(soon(t), server, boss)
		if err != nil {
			t.Fatal(err)
		}
		page, err := manager.Read(soon(t), "/manage/bookings")
		if err != nil {
			t.Fatal(err)
		}
		here := make(map[string]bool)
		for _, m := range listedBooking.FindAllSubmatch(page, -1) {
			here[string(m[1])] = true
		}
		if i > 0 && !maps.Equal(here, listed) {
			t.Errorf("%s lists %v, another server %v", server.Name, here, listed)
		}
		listed = here
	}
	return listed
}

// TestKiosksInAFlood asks for pages ten times as fast as the server can make them.
// Kiosks get every ticket that they ask for; who cannot have a page is told when
// to come back.
func TestKiosksInAFlood(t *testing.T) {
	data := t.TempDir()
	server := start(t, "central", e2e.Server{Data: data, Office: office(t), Clock: e2e.Monday()})
	flood := rush.Flood{Address: server.HTTP, Paths: rush.Looking("rejestracja", rush.Tuesday, "10:20"), For: time.Second, Browsers: 64}
	calm, err := flood.Run(soon(t))
	if err != nil || calm.Served == 0 || calm.Served != calm.Sent {
		t.Fatalf("got %+v, %v", calm, err)
	}
	flood.PerSecond, flood.For, flood.Browsers = 10*int(calm.ServedPerSecond()), 4*time.Second, rush.MoreThanWait
	kiosks := []*e2e.Device{hello(t, server, "", "kiosk-ratusz"), hello(t, server, "", "kiosk-usc")}
	services := []string{service, "odpisy"}

	ledger := e2e.NewLedger()
	under := make(chan struct{})
	var hands sync.WaitGroup
	for i, kiosk := range kiosks {
		hands.Go(func() {
			tick := time.NewTicker(50 * time.Millisecond)
			defer tick.Stop()
			for {
				request := e2e.NewRequest()
				ticket, err := kiosk.Issue(soon(t), request, services[i])
				if err != nil {
					t.Errorf("%s: %v", kiosk.ID, err)
					return
				}
				ledger.Promised(request, ticket)
				select {
				case <-tick.C:
				case <-under:
					return
				}
			}
		})
	}
	tally, err := flood.Run(t.Context())
	close(under)
	hands.Wait()
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("count: %d tickets while %.0f requests a second came, of which %.0f can be answered: %+v", ledger.Len(), tally.SentPerSecond(), calm.ServedPerSecond(), tally)
	if tally.Away == 0 || tally.Served == 0 || tally.Other > 0 || tally.Cut > 0 {
		t.Errorf("got %+v, want pages and 503 with Retry-After and nothing else", tally)
	}
	if err := server.Stop(); err != nil {
		t.Errorf("stop: %v", err)
	}
	auditSQLite(t, data, "koszalin", ledger)
}
