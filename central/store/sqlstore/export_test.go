package sqlstore

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"

	modernc "modernc.org/sqlite"
	sqlitelib "modernc.org/sqlite/lib"

	"numerek/central/store"
)

// Full is how the shipped storage layer says that the disk is full.
var Full = full

// OpenModernc opens a file through another driver of SQLite.
func OpenModernc(ctx context.Context, path string) (*SQLite, error) {
	open := func(pragmas ...string) func() (*sql.DB, error) {
		q := url.Values{"_pragma": append(pragmas, "busy_timeout(5000)", "synchronous(FULL)")}
		return func() (*sql.DB, error) { return sql.Open("sqlite", "file:"+path+"?"+q.Encode()) }
	}
	return openSQLite(ctx, engine{
		write: open("journal_mode(WAL)", "foreign_keys(ON)"),
		read:  open("query_only(ON)"),
		setUp: func(ctx context.Context, c *sql.Conn) (version string, err error) {
			err = c.QueryRowContext(ctx, `SELECT sqlite_version()`).Scan(&version)
			return "SQLite " + version, err
		},
		rowError: func(err error) error {
			e, ok := errors.AsType[*modernc.Error](err)
			switch {
			case !ok:
				return err
			case e.Code() == sqlitelib.SQLITE_CONSTRAINT_PRIMARYKEY, e.Code() == sqlitelib.SQLITE_CONSTRAINT_UNIQUE:
				return fmt.Errorf("%w: %w", store.ErrExists, err)
			case e.Code()&0xff == sqlitelib.SQLITE_CONSTRAINT:
				return fmt.Errorf("%w: %w", store.ErrInvalid, err)
			}
			return err
		},
		fault: func(err error) error { return err },
	})
}

// CheckIntegrity has SQLite read every page and compare every index.
func (db *SQLite) CheckIntegrity(ctx context.Context) error {
	var verdict string
	err := db.read.QueryRowContext(ctx, `PRAGMA integrity_check`).Scan(&verdict)
	if err == nil && verdict != "ok" {
		err = errors.New(verdict)
	}
	return err
}

// Statements returns the statements over many rows.
func Statements() (texts []string) {
	for _, t := range [][2][len(sizes)]string{
		{installation.selects, installation.inserts},
		{offices.selects, offices.inserts},
		{files.selects, files.inserts},
		{devices.selects, devices.inserts},
		{answers.selects, answers.inserts},
		{tickets.selects, tickets.inserts},
		{series.selects, series.inserts},
		{tallies.selects, tallies.inserts},
		{desks.selects, desks.inserts},
		{bookings.selects, bookings.inserts},
		{messages.selects, messages.inserts},
		{keypads.selects, keypads.inserts},
		{figures.selects, figures.inserts},
		{events.inserts},
	} {
		texts = append(append(texts, t[0][:]...), t[1][:]...)
	}
	return append(texts, tickets.deletes, bookings.deletes, messages.deletes, sessions.deletes)
}
