package sqlstore_test

import (
	"bufio"
	"database/sql"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"numerek/central/booking"
	"numerek/central/queue"
	"numerek/central/store"
	"numerek/central/store/sqlstore"
)

var writeFixture = flag.Bool("write-fixture", false, "write testdata/schema-N.sql of the newest schema, once, when it is released")

// TestReleasedSchemas opens a database of every released schema, as SQL: it must
// migrate and have the rows that it had.
func TestReleasedSchemas(t *testing.T) {
	if *writeFixture {
		dumpFixture(t)
	}
	dumps, err := filepath.Glob("testdata/schema-*.sql")
	if err != nil {
		t.Fatal(err)
	}
	migrations, err := filepath.Glob("migrations/*.sql")
	if err != nil || len(dumps) == 0 || len(dumps) != len(migrations) {
		t.Fatalf("%d fixtures of %d schemas, %v", len(dumps), len(migrations), err)
	}
	for _, dump := range dumps {
		text, err := os.ReadFile(dump)
		if err != nil {
			t.Fatal(err)
		}
		visits := strings.Contains(string(text), "CREATE TABLE bookings")
		purges := strings.Contains(string(text), "CREATE TABLE purges")
		fleet := strings.Contains(string(text), "CREATE TABLE enrolments")
		updates := strings.Contains(string(text), "CREATE TABLE device_updates")
		t.Run("sqlite/"+filepath.Base(dump), func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "old.db")
			execSQLite(t, path, string(text))
			checkFleet(t, openSQLite(t, path), fleet)
			checkUpdates(t, openSQLite(t, path), updates)
			checkFixture(t, openSQLite(t, path), visits, purges)
		})
		t.Run("postgres/"+filepath.Base(dump), func(t *testing.T) {
			url := newPostgres(t)
			execPostgres(t, url, string(text))
			checkFleet(t, openPostgres(t, url), fleet)
			checkUpdates(t, openPostgres(t, url), updates)
			checkFixture(t, openPostgres(t, url), visits, purges)
		})
	}
}

// fixtureTicket is in every fixture.
var fixtureTicket = queue.Ticket{
	Office: "koszalin", ID: "0193a1c2-0000-7000-8000-000000000001", Location: "ratusz", Day: "2026-11-23",
	Number: queue.Number{Prefix: "R", N: 15}, Service: "rejestracja", Language: "uk", Priority: true,
	State: queue.Waiting, Paper: queue.PaperPrinted, IssuedAt: time.UnixMilli(1795421730123).UTC(),
	Device: "kiosk-ratusz", Ahead: 14, Token: "ABCDEFGHIJKLMNOPQRSTUVWXYZ", BodyHash: "9f86d081",
}

// These are in every fixture from the third on.
var (
	fixtureBooking = booking.Booking{
		Office: "koszalin", ID: "0193a1c2-0000-7000-8000-000000000002", Location: "ratusz", Service: "dowody", Day: "2026-11-23",
		Start: time.UnixMilli(1795424400000).UTC(), Minutes: 15, State: booking.Confirmed, Language: "pl",
		CodeHash: "c0de", TokenHash: "704e", PhoneHash: "f0e", Person: "sealed", CreatedAt: time.UnixMilli(1795421730123).UTC(),
	}
	fixtureMessage = store.Message{
		Office: "koszalin", ID: "0193a1c2-0000-7000-8000-000000000003", Channel: "sms", Kind: "confirm", Booking: fixtureBooking.ID,
		Language: "pl", To: "sealed", Text: "sealed", Prefix: "+48", Parts: 1, State: store.MessageQueued,
		Due: fixtureBooking.CreatedAt, CreatedAt: fixtureBooking.CreatedAt,
	}
	fixtureFigure = store.Figure{
		FigureKey: store.FigureKey{Office: "koszalin", Day: "2026-11-20", Service: "dowody", Desk: 3, Minute: 615}, Tickets: 4, Served: 3,
		Waited: 90 * time.Second,
	}
	// From the fourth on.
	fixturePurge = store.Purge{
		PurgeKey: store.PurgeKey{Office: "koszalin", Day: "2026-11-22"}, BegunAt: fixtureBooking.CreatedAt, Counts: `{"tickets":1}`,
	}
	// From the fifth on.
	fixtureAuthority = store.Authority{Certificate: "MIIB", Key: "sealed", MadeAt: fixtureBooking.CreatedAt, Change: 1}
	fixtureEnrolment = store.Enrolment{
		EnrolmentKey: store.EnrolmentKey{Office: "koszalin", Device: "kiosk-ratusz"}, Role: "kiosk", State: "active", KeyHash: "9f86d081",
		Serial: "7f", IssuedAt: fixtureBooking.CreatedAt, ExpiresAt: fixtureBooking.Start, AddedAt: fixtureBooking.CreatedAt,
		EnrolledAt: fixtureBooking.CreatedAt, TokenHash: "704e", TokenUntil: fixtureBooking.Start, TokenUsedAt: fixtureBooking.CreatedAt, Change: 1,
	}
	fixtureHealth = store.DeviceHealth{EnrolmentKey: fixtureEnrolment.EnrolmentKey, SeenAt: fixtureBooking.Start, BootID: "b", Version: "1", Data: "{}"}
	// From the seventh on.
	fixtureRelease = store.Release{
		Version: "1.1.0", File: "numerek-appliance-1.1.0.raucb", SHA256: "9f86d081", Size: 1 << 33, Compatible: "numerek-arm64",
		AddedAt: fixtureBooking.CreatedAt, Plan: `[{"share":100}]`,
	}
	fixtureUpdate = store.DeviceUpdate{EnrolmentKey: fixtureEnrolment.EnrolmentKey, At: fixtureBooking.Start, Data: `{"phase":"good"}`}
)

// checkUpdates looks for what the seventh schema brought.
func checkUpdates(t *testing.T, b store.Backend, had bool) {
	t.Helper()
	defer b.Close()
	var releases []store.Release
	var updates []store.DeviceUpdate
	if had {
		releases, updates = []store.Release{fixtureRelease}, []store.DeviceUpdate{fixtureUpdate}
	}
	gotReleases, err1 := b.Releases(t.Context())
	gotUpdates, err2 := b.DeviceUpdates(t.Context(), "koszalin")
	if err := errors.Join(err1, err2); err != nil {
		t.Error(err)
	}
	for _, diff := range []string{cmp.Diff(releases, gotReleases, cmpopts.EquateEmpty()), cmp.Diff(updates, gotUpdates, cmpopts.EquateEmpty())} {
		if diff != "" {
			t.Error(diff)
		}
	}
}

// checkFleet looks for what the fifth schema brought.
func checkFleet(t *testing.T, b store.Backend, had bool) {
	t.Helper()
	defer b.Close()
	var authority store.Authority
	var enrolments []store.Enrolment
	var healths []store.DeviceHealth
	if had {
		authority, enrolments, healths = fixtureAuthority, []store.Enrolment{fixtureEnrolment}, []store.DeviceHealth{fixtureHealth}
	}
	gotAuthority, err1 := b.Authority(t.Context())
	if !had && errors.Is(err1, store.ErrNotFound) {
		err1 = nil
	}
	gotEnrolments, err2 := b.EnrolmentsAfter(t.Context(), 0)
	gotHealths, err3 := b.DeviceHealths(t.Context(), "koszalin")
	if err := errors.Join(err1, err2, err3); err != nil {
		t.Error(err)
	}
	for _, diff := range []string{
		cmp.Diff(authority, gotAuthority), cmp.Diff(enrolments, gotEnrolments, cmpopts.EquateEmpty()), cmp.Diff(healths, gotHealths, cmpopts.EquateEmpty()),
	} {
		if diff != "" {
			t.Error(diff)
		}
	}
}

// checkVisits looks for what the third schema brought.
func checkVisits(t *testing.T, s store.Reader, had bool) {
	t.Helper()
	var bookings []booking.Booking
	var messages []store.Message
	var figures []store.Figure
	if had {
		bookings, messages, figures = []booking.Booking{fixtureBooking}, []store.Message{fixtureMessage}, []store.Figure{fixtureFigure}
	}
	gotBookings, err1 := s.BookingsBetween(t.Context(), "koszalin", "2026-01-01", "2026-12-31")
	gotMessages, err2 := s.DueMessages(t.Context(), fixtureMessage.Due, 10)
	gotFigures, err3 := s.Figures(t.Context(), "koszalin", "2026-01-01", "2026-12-31")
	if err := errors.Join(err1, err2, err3); err != nil {
		t.Error(err)
	}
	for _, diff := range []string{
		cmp.Diff(bookings, gotBookings, cmpopts.EquateEmpty()), cmp.Diff(messages, gotMessages, cmpopts.EquateEmpty()),
		cmp.Diff(figures, gotFigures, cmpopts.EquateEmpty()),
	} {
		if diff != "" {
			t.Error(diff)
		}
	}
}

func checkFixture(t *testing.T, b store.Backend, visits, purges bool) {
	t.Helper()
	s, err := store.New(t.Context(), b, store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	got, err := s.TicketByToken(t.Context(), "koszalin", fixtureTicket.Token)
	if diff := cmp.Diff(fixtureTicket, got); err != nil || diff != "" {
		t.Errorf("ticket: %v\n%s", err, diff)
	}
	checkVisits(t, s, visits)
	done, err := s.Purges(t.Context(), "koszalin", 10)
	if err != nil || purges != (len(done) == 1 && done[0] == fixturePurge) || !purges && len(done) > 0 {
		t.Errorf("purges: got %v, %v", done, err)
	}
	offices, err := s.Offices(t.Context())
	if err != nil || len(offices) != 1 || offices[0].Revision != 1 {
		t.Errorf("offices: got %v, %v", offices, err)
	}
	if text, err := s.File(t.Context(), "koszalin"); err != nil || text != "# zażółć 'gęślą'\n" {
		t.Errorf("office file: got %q, %v", text, err)
	}
	if events, err := s.Events(t.Context(), "koszalin", 0, 10); err != nil || len(events) != 1 {
		t.Errorf("events: got %v, %v", events, err)
	}
	if err := s.Update(t.Context(), store.Keys{}, func(tx *store.Tx) error {
		n, err := tx.Append(store.Event{Office: "koszalin", Kind: "k"})
		if n != 2 {
			t.Errorf("next event: got %d, want 2", n)
		}
		return err
	}); err != nil {
		t.Error(err)
	}
}

// dumpFixture writes the newest schema with its rows as portable SQL.
func dumpFixture(t *testing.T) {
	path := filepath.Join(t.TempDir(), "new.db")
	s, err := store.New(t.Context(), openSQLite(t, path), store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Update(t.Context(), store.Keys{}, func(tx *store.Tx) error {
		tx.PutOffice(store.Office{ID: "koszalin", Revision: 1, Day: "2026-11-23"})
		tx.PutFile("koszalin", "# zażółć 'gęślą'\n")
		tx.PutTicket(fixtureTicket)
		tx.PutDevice(store.Device{Office: "koszalin", ID: "kiosk-ratusz", BootEpoch: 3})
		tx.PutSeries(store.SeriesRow{Series: fixtureTicket.Series(), Last: 15})
		tx.PutTally(store.Tally{Office: "koszalin", Service: "rejestracja", Day: "2026-11-23", Issued: 15, Waiting: 1})
		tx.PutAnswer(store.Answer{Office: "koszalin", Request: "r", Kind: "refused", Detail: "{}"})
		tx.PutBooking(fixtureBooking)
		tx.PutMessage(fixtureMessage)
		tx.PutKeypad(store.Keypad{KeypadKey: store.KeypadKey{Office: "koszalin", Device: "kiosk-ratusz"}, Bad: "1795421730123"})
		tx.PutFigure(fixtureFigure)
		tx.PutPurge(fixturePurge)
		tx.PutAuthority(fixtureAuthority)
		tx.PutEnrolment(fixtureEnrolment)
		tx.PutDeviceHealth(fixtureHealth)
		tx.PutRelease(fixtureRelease)
		tx.PutDeviceUpdate(fixtureUpdate)
		_, err := tx.Append(store.Event{Office: "koszalin", Kind: "ticket.issued", Ticket: fixtureTicket.ID})
		return err
	}); err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	db, err := sql.Open("sqlite3", "file:"+path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	var out strings.Builder
	rows, err := db.Query(`SELECT name, sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY rowid`)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var name, create string
		if err := rows.Scan(&name, &create); err != nil {
			t.Fatal(err)
		}
		out.WriteString(create + ";\n")
		if strings.HasPrefix(create, "CREATE TABLE") {
			dumpRows(t, db, name, &out)
		}
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	migrations, _ := filepath.Glob("migrations/*.sql")
	if err := os.WriteFile(fmt.Sprintf("testdata/schema-%d.sql", len(migrations)), []byte(out.String()), 0o644); err != nil {
		t.Fatal(err)
	}
}

func dumpRows(t *testing.T, db *sql.DB, table string, out *strings.Builder) {
	rows, err := db.Query(`SELECT * FROM ` + table)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	columns, _ := rows.ColumnTypes()
	for rows.Next() {
		values, dests := make([]any, len(columns)), make([]any, len(columns))
		for i := range values {
			dests[i] = &values[i]
		}
		if err := rows.Scan(dests...); err != nil {
			t.Fatal(err)
		}
		literals := make([]string, len(values))
		for i, v := range values {
			switch v := v.(type) {
			case string:
				literals[i] = "'" + strings.ReplaceAll(v, "'", "''") + "'"
			case bool:
				literals[i] = strings.ToUpper(strconv.FormatBool(v))
			default:
				literals[i] = fmt.Sprint(v)
			}
		}
		fmt.Fprintf(out, "INSERT INTO %s VALUES (%s);\n", table, strings.Join(literals, ", "))
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
}

func execSQLite(t *testing.T, path, text string) {
	t.Helper()
	db, err := sql.Open("sqlite3", "file:"+path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.Exec(text); err != nil {
		t.Fatal(err)
	}
}

func TestSchemaOfALaterRelease(t *testing.T) {
	path := filepath.Join(t.TempDir(), "numerek.db")
	openSQLite(t, path).Close()
	execSQLite(t, path, `INSERT INTO schema_version VALUES (9999, 'migrations/9999_later.sql', '')`)
	wantOpenError(t, path, sqlstore.ErrNewerSchema)
}

func TestEditedMigration(t *testing.T) {
	path := filepath.Join(t.TempDir(), "numerek.db")
	openSQLite(t, path).Close()
	execSQLite(t, path, `UPDATE schema_version SET sum = 'another' WHERE version = 1`)
	wantOpenError(t, path, sqlstore.ErrEditedSchema)
}

func wantOpenError(t *testing.T, path string, want error) {
	t.Helper()
	db, err := sqlstore.OpenSQLite(t.Context(), path, sqlstore.Options{})
	if !errors.Is(err, want) {
		t.Errorf("got %v, want %v", err, want)
	}
	if err == nil {
		db.Close()
	}
}

// TestBindingOrder reads every query: $n must appear in the order 1, 2, 3, because
// the driver of SQLite binds arguments in the order of first appearance and
// PostgreSQL by number.
func TestBindingOrder(t *testing.T) {
	texts := sqlstore.Statements()
	err := filepath.WalkDir("sqlgen", func(path string, _ fs.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(path, ".sql.go") {
			return err
		}
		f, err := os.Open(path)
		if err != nil {
			return err
		}
		defer f.Close()
		var query strings.Builder
		for lines, inside := bufio.NewScanner(f), false; lines.Scan(); {
			if strings.HasPrefix(lines.Text(), "const ") {
				inside = true
			}
			if inside {
				query.WriteString(lines.Text() + "\n")
			}
			if inside && lines.Text() == "`" {
				texts = append(texts, query.String())
				query.Reset()
				inside = false
			}
		}
		return nil
	})
	if err != nil || len(texts) < 30 {
		t.Fatalf("%d statements, %v", len(texts), err)
	}
	for _, text := range texts {
		if err := inOrder(text); err != nil {
			t.Error(err)
		}
	}
	// The check can fail.
	if inOrder("SELECT $2 || $1") == nil || inOrder("SELECT $1, $3") == nil {
		t.Error("the check accepts a wrong order")
	}
}

func inOrder(text string) error {
	highest := 0
	for _, m := range regexp.MustCompile(`\$(\d+)`).FindAllStringSubmatch(text, -1) {
		n, _ := strconv.Atoi(m[1])
		if n > highest+1 {
			return fmt.Errorf("$%d comes after $%d in %.80q", n, highest, text)
		}
		highest = max(highest, n)
	}
	return nil
}
