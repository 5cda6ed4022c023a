package e2e_test

import (
	"context"
	"database/sql"
	"fmt"
	"path/filepath"
	"testing"

	_ "github.com/jackc/pgx/v5/stdlib" // the driver "pgx"
	_ "modernc.org/sqlite"             // the driver "sqlite": not the one that ships, a second opinion

	"numerek/scripts/e2e"
)

// sqliteIn opens the database of a server that has ended, with another engine than its own.
func sqliteIn(data string) (*sql.DB, error) {
	files, err := filepath.Glob(filepath.Join(data, "*.db"))
	if err != nil || len(files) != 1 {
		return nil, fmt.Errorf("want one database in %s, got %q (%w)", data, files, err)
	}
	return sql.Open("sqlite", files[0])
}

// recordsOf reads the tickets of an office, and checks that its events have no hole.
func recordsOf(ctx context.Context, db *sql.DB, office string) (records []e2e.Record, err error) {
	var events, first, last int
	err = db.QueryRowContext(ctx, `SELECT count(*), coalesce(min(seq), 1), coalesce(max(seq), 0) FROM events WHERE office = $1`, office).
		Scan(&events, &first, &last)
	if err != nil {
		return nil, err
	}
	if first != 1 || events != last {
		return nil, fmt.Errorf("%d events from %d to %d", events, first, last)
	}
	rows, err := db.QueryContext(ctx, `SELECT id, location, day, prefix, number, state, void FROM tickets WHERE office = $1`, office)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var r e2e.Record
		var state string
		if err := rows.Scan(&r.Request, &r.Location, &r.Day, &r.Prefix, &r.Sequence, &state, &r.Reason); err != nil {
			return nil, err
		}
		r.Callable = state != "void"
		records = append(records, r)
	}
	return records, rows.Err()
}

// audit holds the records of a database against what was promised.
func audit(t *testing.T, db *sql.DB, office string, ledger *e2e.Ledger) {
	t.Helper()
	defer db.Close()
	records, err := recordsOf(context.Background(), db, office)
	if err != nil {
		t.Error(err)
		return
	}
	faults := ledger.Audit(records)
	for _, fault := range faults[:min(len(faults), 20)] {
		t.Error(fault)
	}
	if len(faults) > 20 {
		t.Errorf("and %d faults more", len(faults)-20)
	}
}

// auditSQLite is audit for the folder of a server that has ended.
func auditSQLite(t *testing.T, data, office string, ledger *e2e.Ledger) {
	t.Helper()
	db, err := sqliteIn(data)
	if err != nil {
		t.Error(err)
		return
	}
	audit(t, db, office, ledger)
}
