package sqlstore_test

import (
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"numerek/central/store/sqlstore"
)

// history fills a database with fifty days of twenty offices.
const history = `INSERT INTO tickets (office, id, location, day, prefix, number, service, language, priority, state, paper, void,
    issued_at, device, ahead, token, body_hash, first_called, called_at)
WITH RECURSIVE o (o) AS (SELECT 1 UNION ALL SELECT o + 1 FROM o WHERE o < 20),
    d (d) AS (SELECT 10 UNION ALL SELECT d + 1 FROM d WHERE d < 59), n (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < 50)
SELECT 'office' || o, d || '-' || n, 'hall', '20' || d || '-11-23', 'A', n, 'passport', 'pl', FALSE, 'done', 'printed', '',
    1, 'kiosk', 0, d || '-' || n, '', 1, 1 FROM o, d, n`

// visits fills it with a thousand bookings of each office, all of them over and
// forgotten but those of the last days, and a message about each.
const visits = `INSERT INTO bookings (office, id, location, service, day, start, minutes, desk, state, language, clerk, held_until, tries, ticket,
    code_hash, token_hash, phone_hash, origin, code, token, person, created_at, confirmed_at, reminded_at, ended_at, ended_by, wants_earlier, offer_to)
WITH RECURSIVE o (o) AS (SELECT 1 UNION ALL SELECT o + 1 FROM o WHERE o < 20),
    d (d) AS (SELECT 10 UNION ALL SELECT d + 1 FROM d WHERE d < 59), n (n) AS (SELECT 10 UNION ALL SELECT n + 1 FROM n WHERE n < 29)
SELECT 'office' || o, d || '-' || n, 'hall', 'passport', '20' || d || '-11-23', d * 1000 + n, 15, 0, CASE WHEN d > 55 THEN 'confirmed' ELSE 'arrived' END,
    'pl', '', 0, 0, '', CASE WHEN d > 55 THEN d || '-' || n ELSE '' END, CASE WHEN d > 55 THEN d || '-' || n ELSE '' END,
    CASE WHEN d > 55 THEN 'phone' || n ELSE '' END, CASE WHEN d > 55 THEN 'origin' || n ELSE '' END, '', '', '', d * 1000 + n, 1, 1, 0, '', 0, ''
FROM o, d, n;
INSERT INTO messages (office, id, channel, kind, booking, ticket, language, recipient, body, prefix, parts, state, due, expires, attempts, lease,
    sender, gateway, fault, created_at, sent_at, ended_at)
SELECT office, id, 'sms', 'confirm', id, '', 'pl', '', '', '+48', 1,
    CASE WHEN day > '2058' AND id LIKE '%9' THEN 'queued' WHEN day > '2058' AND id LIKE '%8' THEN 'sending' ELSE 'delivered' END,
    created_at, 0, 1, created_at, 'smsapi', office || id, '', created_at, 1, 1 FROM bookings;
INSERT INTO figures (office, day, service, desk, minute, tickets, booked, served, missed, withdrawn, waited, serving)
SELECT office, day, service, 1, start, 1, 0, 1, 0, 0, 1, 1 FROM bookings;
INSERT INTO enrolments (office, device, role, state, key_hash, former, serial, issued_at, expires_at, added_at, enrolled_at, revoked_at,
    token_hash, token_until, token_used_at, change)
SELECT office, id, 'kiosk', 'active', id, '', '', 1, 1, 1, 1, 0, office || id, 1, 1, start FROM bookings;
INSERT INTO device_healths (office, device, seen_at, boot_id, version, data) SELECT office, id, 1, '', '', '' FROM bookings`

// What is asked for every ticket or call, or while somebody waits for an answer,
// is found by an index, however long the history of however many offices is.
func TestPlans(t *testing.T) {
	of := map[string]string{}
	for _, file := range []string{"queries/read.sql", "queries/visits.sql", "queries/fleet.sql"} {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, q := range regexp.MustCompile(`(?s)-- name: (\w+) :\w+\n(.*?);`).FindAllStringSubmatch(string(text), -1) {
			of[q[1]] = q[2]
		}
	}
	path := filepath.Join(t.TempDir(), "numerek.db")
	openSQLite(t, path).Close()
	execSQLite(t, path, history+";"+visits)
	db, err := sql.Open("sqlite3", "file:"+path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	url := newPostgres(t)
	openPostgres(t, url).Close()
	execPostgres(t, url, history+";"+visits)
	pg, err := pgx.Connect(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	defer pg.Close(t.Context())
	cases := map[string]struct {
		args  []any
		index string
	}{
		"ServedTickets":  {[]any{"office7", "2030-11-23", "2044-11-23"}, "tickets_served"},
		"TicketsOfDay":   {[]any{"office7", "2030-11-23"}, "tickets_number"},
		"CalledTickets":  {[]any{"office7", "2030-11-23", "hall"}, "tickets_number"},
		"OpenTickets":    {[]any{"2030-11-23", "office7", "hall"}, "tickets_number"},
		"WaitingTickets": {[]any{"office7", "2030-11-23"}, "tickets_waiting"},
		"TicketByToken":  {[]any{"office7", "30-1"}, "tickets_token"},
		"Timeline":       {[]any{"office7", "30-1"}, "events_ticket"},

		"BookingByCode":    {[]any{"office7", "57-15"}, "bookings_code"},
		"BookingByToken":   {[]any{"office7", "57-15"}, "bookings_token"},
		"BookingsBetween":  {[]any{"office7", "2057-11-23", "2058-11-23"}, "bookings_day"},
		"BookingsOfPhone":  {[]any{"office7", "phone15"}, "bookings_phone"},
		"HoldsOver":        {[]any{"office7", 1, 10}, "bookings_held"},
		"PersonalBefore":   {[]any{"office7", "2057-11-23", 10}, "bookings_personal"},
		"Figures":          {[]any{"office7", "2057-11-23", "2058-11-23"}, "figures"},
		"QueuedMessages":   {[]any{59000, 10}, "messages_queued"},
		"LeasedMessages":   {[]any{59000, 10}, "messages_leased"},
		"MessagesBetween":  {[]any{"office7", 57000, 59000, 10}, "messages_created"},
		"MessagesOf":       {[]any{"office7", "57-15"}, "messages_booking"},
		"MessageByGateway": {[]any{"smsapi", "office757-15"}, "messages_gateway"},
		"OpenMessages":     {[]any{"office7"}, "messages_open"},
		"OldMessages":      {[]any{"office7", 12000, 10}, "messages_created"},
		"SentSince":        {[]any{"office7", 59000}, "messages_created"},
		"NextDay":          {[]any{"2030-11-23"}, "tickets_number"},
		"EnrolmentsAfter":  {[]any{59028}, "enrolments_change"},
		"EnrolmentByToken": {[]any{"office757-15"}, "enrolments_token"},
		"Enrolments":       {[]any{"office7"}, "enrolments"},
		"DeviceHealths":    {[]any{"office7"}, "device_healths"},
		"SomeOfDay":        {[]any{"office7", "2030-11-23", 10}, "tickets_number"},
	}
	check := func(name, engine string, plan []string, err error) {
		t.Helper()
		if all := strings.Join(plan, "\n"); err != nil || !finds(all, cases[name].index) {
			t.Errorf("%s on %s does without %s: %v\n%s", name, engine, cases[name].index, err, all)
		}
	}
	for name, c := range cases {
		plan, err := explain(t, db, of[name], c.args)
		check(name, "SQLite", plan, err)
	}
	for _, engine := range []string{"PostgreSQL without statistics", "PostgreSQL"} {
		for name, c := range cases {
			lines, err := pg.Query(t.Context(), "EXPLAIN "+of[name], c.args...)
			if err != nil {
				t.Fatal(err)
			}
			plan, err := pgx.CollectRows(lines, pgx.RowTo[string])
			check(name, engine, plan, err)
		}
		execPostgres(t, url, "ANALYZE tickets; ANALYZE bookings; ANALYZE messages; ANALYZE figures; ANALYZE enrolments; ANALYZE device_healths")
	}
}

// The writer of PostgreSQL keeps the plans that it makes while the tables are
// empty: they must be those for full ones.
func TestWriterPlans(t *testing.T) {
	url := newPostgres(t)
	openPostgres(t, url).Close()
	pg, err := pgx.Connect(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	defer pg.Close(t.Context())
	if _, err := pg.Exec(t.Context(), sqlstore.WriterSettings); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "numerek.db")
	openSQLite(t, path).Close()
	db, err := sql.Open("sqlite3", "file:"+path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	for name, st := range sqlstore.WriterStatements() {
		_, index, _ := strings.Cut(name, " ")
		literals := make([]string, len(st.Args))
		for i, a := range st.Args {
			literals[i] = fmt.Sprintf("'%v'", a)
		}
		_, err1 := pg.Exec(t.Context(), "DEALLOCATE ALL; PREPARE asked AS "+st.SQL)
		lines, err2 := pg.Query(t.Context(), "EXPLAIN EXECUTE asked ("+strings.Join(literals, ", ")+")", pgx.QueryExecModeSimpleProtocol)
		if err := errors.Join(err1, err2); err != nil {
			t.Fatal(name, err)
		}
		plan, err := pgx.CollectRows(lines, pgx.RowTo[string])
		if all := strings.Join(plan, "\n"); err != nil || !finds(all, index) {
			t.Errorf("%s on PostgreSQL: %v\n%s", name, err, all)
		}
		plan, err = explain(t, db, st.SQL, st.Args)
		if all := strings.Join(plan, "\n"); err != nil || !finds(all, index) {
			t.Errorf("%s on SQLite: %v\n%s", name, err, all)
		}
	}
}

// finds says whether a plan uses one of the indexes; the name of a table means its
// primary key.
func finds(plan, indexes string) bool {
	for index := range strings.SplitSeq(indexes, "|") {
		names := index
		if !strings.Contains(index, "_") || index == "device_healths" {
			names = index + "_pkey|sqlite_autoindex_" + index + "_1"
		}
		if regexp.MustCompile(`(?i)(index|using|scan on) (` + names + `)\b`).MatchString(plan) {
			return true
		}
	}
	return false
}

// explain returns the steps in which SQLite answers a query.
func explain(t *testing.T, db *sql.DB, query string, args []any) (plan []string, err error) {
	t.Helper()
	rows, err := db.QueryContext(t.Context(), "EXPLAIN QUERY PLAN "+query, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var id, parent, unused int
		var step string
		if err := rows.Scan(&id, &parent, &unused, &step); err != nil {
			return nil, err
		}
		plan = append(plan, step)
	}
	return plan, rows.Err()
}
