package sqlstore

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"slices"

	modernc "modernc.org/sqlite"
	sqlitelib "modernc.org/sqlite/lib"

	"numerek/central/booking"
	"numerek/central/queue"
	"numerek/central/store"
	"numerek/central/store/sqlstore/bulk"
	"numerek/central/store/sqlstore/fleet"
)

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

// Statements returns the statements over many rows, of every size.
func Statements() (texts []string) {
	return slices.Concat(
		textsOf(installation), textsOf(offices), textsOf(files), textsOf(fleet.Devices), textsOf(answers), textsOf(tickets), textsOf(series),
		textsOf(tallies), textsOf(desks), textsOf(halls), textsOf(users), textsOf(sessions), textsOf(bookings), textsOf(messages),
		textsOf(keypads), textsOf(figures), textsOf(purges), textsOf(events),
		textsOf(fleet.Authorities), textsOf(fleet.Enrolments), textsOf(fleet.Healths),
	)
}

func textsOf[K, V any](t *bulk.Table[K, V]) (texts []string) {
	const every = 64 + 16 + 4 + 1
	sts, err := t.Save(make([]V, every))
	if err != nil {
		panic(err)
	}
	if t.Key != nil {
		sts = slices.Concat(sts, t.Load(make([]K, every), nil), t.Remove(make([]K, 1)))
	}
	for _, st := range sts {
		texts = append(texts, st.SQL)
	}
	return texts
}

// WriterSettings are those of the writer's connection to PostgreSQL.
const WriterSettings = writerSettings

// WriterStatements returns what the writer asks for most, by what it is and the
// index that answers it, the name of a table for its primary key.
func WriterStatements() map[string]bulk.Statement {
	var ts []queue.Ticket
	var bs []booking.Booking
	var ms []store.Message
	var fs []store.Figure
	var ks []store.Keypad
	day := queue.Day("2026-11-23")
	all := map[string][]bulk.Statement{
		"ticket tickets":                       tickets.Load(make([]store.RequestKey, 1), &ts),
		"queue tickets_waiting|tickets_number": tickets.Where(waitingAt, []any{"o", "2026-11-23", "hall"}, &ts),
		"dropped tickets":                      tickets.Remove(make([]store.RequestKey, 1)),
		"booking bookings":                     bookings.Load(make([]store.BookingKey, 1), &bs),
		"bookings bookings":                    bookings.Load(make([]store.BookingKey, 64), &bs),
		"gone bookings":                        bookings.Remove(make([]store.BookingKey, 1)),
		"agenda bookings_day":                  bookings.Where(inAgenda, []any{"o", "2026-11-23", "hall"}, &bs),
		"phone bookings_phone":                 bookings.Where(ofPhone, []any{"o", "h"}, &bs),
		"origin bookings_origin":               bookings.Where(ofOrigin, []any{"o", "h"}, &bs),
		"message messages":                     messages.Load(make([]store.MessageKey, 1), &ms),
		"messages messages":                    messages.Load(make([]store.MessageKey, 64), &ms),
		"gone messages":                        messages.Remove(make([]store.MessageKey, 1)),
		"keypad keypads":                       keypads.Load(make([]store.KeypadKey, 1), &ks),
		"figures figures":                      figures.Load(make([]store.FigureKey, 64), &fs),
		"figure figures":                       figures.Load([]store.FigureKey{{Office: "o", Day: day}}, &fs),
	}
	one := make(map[string]bulk.Statement, len(all))
	for name, sts := range all {
		one[name] = sts[0]
	}
	return one
}
