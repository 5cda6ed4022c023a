package sqlstore_test

import (
	"database/sql"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"
)

// history fills a database with fifty days of twenty offices.
const history = `INSERT INTO tickets (office, id, location, day, prefix, number, service, language, priority, state, paper, void,
    issued_at, device, ahead, token, body_hash, first_called, called_at)
WITH RECURSIVE o (o) AS (SELECT 1 UNION ALL SELECT o + 1 FROM o WHERE o < 20),
    d (d) AS (SELECT 10 UNION ALL SELECT d + 1 FROM d WHERE d < 59), n (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < 50)
SELECT 'office' || o, d || '-' || n, 'hall', '20' || d || '-11-23', 'A', n, 'passport', 'pl', FALSE, 'done', 'printed', '',
    1, 'kiosk', 0, d || '-' || n, '', 1, 1 FROM o, d, n`

// What is asked for every ticket or call, or while somebody waits for an answer,
// is found by an index, however long the history of however many offices is.
func TestPlans(t *testing.T) {
	text, err := os.ReadFile("queries/read.sql")
	if err != nil {
		t.Fatal(err)
	}
	of := map[string]string{}
	for _, q := range regexp.MustCompile(`(?s)-- name: (\w+) :\w+\n(.*?);`).FindAllStringSubmatch(string(text), -1) {
		of[q[1]] = q[2]
	}
	path := filepath.Join(t.TempDir(), "numerek.db")
	openSQLite(t, path).Close()
	execSQLite(t, path, history)
	db, err := sql.Open("sqlite3", "file:"+path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	url := newPostgres(t)
	openPostgres(t, url).Close()
	execPostgres(t, url, history)
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
	}
	check := func(name, engine string, plan []string, err error) {
		t.Helper()
		if all := strings.Join(plan, "\n"); err != nil || !regexp.MustCompile(cases[name].index+`\b`).MatchString(all) {
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
		execPostgres(t, url, "ANALYZE tickets")
	}
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
