// Package copies makes copies of SQLite databases while a server uses them, and
// says whether such a file is whole.
package copies

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/ncruces/go-sqlite3"

	"numerek/central/store/sqlstore"
	"numerek/central/store/sqlstore/bulk"
	"numerek/central/store/sqlstore/unmapped"
)

// Errors of copies.
var (
	// ErrDamaged means that a file is not a database as the server writes it, or
	// not any more.
	ErrDamaged = errors.New("the file is damaged or is no database of the server")
	// ErrCopyDiffers means that a copy does not have the rows of its original.
	ErrCopyDiffers = errors.New("the copy has not the rows of the database")
)

// Contents is what a database file has in it.
type Contents struct {
	Schema      int    // number of its last migration
	Incarnation string // of the installation
	Pages       int64
	Until       time.Time // of its newest event; zero where there is none
	Tables      []Table   // by name
}

// Table is how many rows a table has.
type Table struct {
	Name string
	Rows int64
}

// Rows is how many rows a table has; none where there is no such table.
func (c Contents) Rows(table string) int64 {
	for _, t := range c.Tables {
		if t.Name == table {
			return t.Rows
		}
	}
	return 0
}

// patience is how long a copy waits for a server that is starting or ending.
const patience = 5 * time.Second

// copyStep is how many pages are copied before the context is asked again.
const copyStep = 1000

// Make writes a copy of the database in the file at from, which a server
// may be using, to a new file. The copy is of one instant: the commits of the
// meantime are not in it. It keeps nobody waiting. The copy is then examined as
// [Examine] does, and its rows are compared with those of the original at that
// instant. Where anything is wrong there is no copy.
func Make(ctx context.Context, from, to string) (c Contents, err error) {
	if _, err := os.Lstat(to); !errors.Is(err, fs.ErrNotExist) {
		return c, fmt.Errorf("%s: %w", to, cmp.Or(err, fs.ErrExist))
	}
	unmapped.Register()
	db, err := sqlite3.OpenFlags(fileURI(from), sqlite3.OPEN_READWRITE|sqlite3.OPEN_URI)
	if err != nil {
		return c, fmt.Errorf("open %s: %w", from, err)
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	part := to + ".part"
	defer func() {
		for _, f := range databaseFiles(part) { // what is left of it after an error
			if gone := os.Remove(f); !errors.Is(gone, fs.ErrNotExist) {
				err = errors.Join(err, gone)
			}
		}
	}()
	want, err := copyTo(ctx, db, part)
	if err != nil {
		return c, fmt.Errorf("copy: %w", err)
	}
	if c, err = Examine(ctx, part); err != nil {
		return c, err
	}
	if !slices.Equal(want, c.Tables) {
		return c, fmt.Errorf("%w: %v instead of %v", ErrCopyDiffers, c.Tables, want)
	}
	if err := syncPath(part); err != nil {
		return c, err
	}
	if err := os.Rename(part, to); err != nil {
		return c, err
	}
	return c, syncPath(filepath.Dir(to))
}

func copyTo(ctx context.Context, db *sqlite3.Conn, part string) (rows []Table, err error) {
	if err := errors.Join(db.BusyTimeout(patience), db.Exec(`PRAGMA query_only = ON; BEGIN`)); err != nil {
		return nil, err
	}
	// The file is nobody else's from its first byte on.
	f, err := os.OpenFile(part, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return nil, err
	}
	if err := f.Close(); err != nil {
		return nil, err
	}
	if rows, err = countRows(db); err != nil {
		return nil, err
	}
	b, err := db.BackupInit("main", fileURI(part))
	if err != nil {
		return nil, err
	}
	for done := false; !done && err == nil; {
		if done, err = b.Step(copyStep); err == nil && !done {
			err = context.Cause(ctx)
		}
	}
	return rows, errors.Join(err, b.Close(), db.Exec(`COMMIT`))
}

// Examine reads every page of the database in a file that nobody uses: their
// checksums, the structure and the indexes, the references between rows, and
// that the program knows its schema. It changes nothing in it. Errors:
// [ErrDamaged], [sqlstore.ErrNewerSchema], [sqlstore.ErrEditedSchema].
func Examine(ctx context.Context, path string) (c Contents, err error) {
	unmapped.Register()
	if _, err := os.Stat(path); err != nil {
		return c, err
	}
	db, err := sqlite3.OpenFlags(fileURI(path), sqlite3.OPEN_READWRITE|sqlite3.OPEN_URI)
	if err != nil {
		return c, fmt.Errorf("%w: %w", ErrDamaged, err)
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	defer db.SetInterrupt(db.SetInterrupt(ctx))
	if c, err = examine(db); err != nil && !errors.Is(err, sqlstore.ErrNewerSchema) && !errors.Is(err, sqlstore.ErrEditedSchema) && ctx.Err() == nil {
		err = fmt.Errorf("%w: %w", ErrDamaged, err)
	}
	return c, err
}

func examine(db *sqlite3.Conn) (c Contents, err error) {
	if err := db.Exec(`PRAGMA query_only = ON; SELECT count(*) FROM sqlite_schema`); err != nil {
		return c, err
	}
	var checksums, verdict, orphan string
	var until int64
	for _, q := range []struct {
		text string
		into func(*sqlite3.Stmt)
	}{
		{`PRAGMA checksum_verification`, func(s *sqlite3.Stmt) { checksums = s.ColumnText(0) }},
		{`PRAGMA page_count`, func(s *sqlite3.Stmt) { c.Pages = s.ColumnInt64(0) }},
		{`PRAGMA integrity_check(1)`, func(s *sqlite3.Stmt) { verdict = s.ColumnText(0) }},
		{`PRAGMA foreign_key_check`, func(s *sqlite3.Stmt) { orphan = s.ColumnText(0) }},
		{`SELECT coalesce(max(version), 0) FROM schema_version`, func(s *sqlite3.Stmt) { c.Schema = s.ColumnInt(0) }},
		{`SELECT incarnation FROM installation`, func(s *sqlite3.Stmt) { c.Incarnation = s.ColumnText(0) }},
		{`SELECT coalesce(max(at), 0) FROM events`, func(s *sqlite3.Stmt) { until = s.ColumnInt64(0) }},
	} {
		if err := each(db, q.text, q.into); err != nil {
			return c, err
		}
	}
	switch {
	case checksums != "1":
		return c, errors.New("its pages have no checksums")
	case verdict != "ok":
		return c, errors.New(verdict)
	case orphan != "":
		return c, fmt.Errorf("a row of %s refers to one that is not there", orphan)
	case c.Incarnation == "":
		return c, errors.New("it has no installation")
	}
	if until > 0 {
		c.Until = bulk.Instant(until)
	}
	if err := knownSchema(db, c.Schema); err != nil {
		return c, err
	}
	c.Tables, err = countRows(db)
	return c, err
}

// knownSchema compares the migrations that a database has seen with ours.
func knownSchema(db *sqlite3.Conn, latest int) error {
	ours, err := sqlstore.Sums()
	if err != nil {
		return err
	}
	if latest > len(ours) {
		return fmt.Errorf("%w: schema %d, program knows %d", sqlstore.ErrNewerSchema, latest, len(ours))
	}
	var edited error
	err = each(db, `SELECT version, sum FROM schema_version ORDER BY version`, func(s *sqlite3.Stmt) {
		if v := s.ColumnInt(0); v < 1 || v > len(ours) || ours[v-1] != s.ColumnText(1) {
			edited = fmt.Errorf("migration %d: %w", v, sqlstore.ErrEditedSchema)
		}
	})
	return cmp.Or(err, edited)
}

func countRows(db *sqlite3.Conn) (rows []Table, err error) {
	var names []string
	err = each(db, `SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%' ORDER BY name`, func(s *sqlite3.Stmt) {
		names = append(names, s.ColumnText(0))
	})
	if err != nil {
		return nil, err
	}
	for _, name := range names {
		err := each(db, `SELECT count(*) FROM `+sqlite3.QuoteIdentifier(name), func(s *sqlite3.Stmt) {
			rows = append(rows, Table{name, s.ColumnInt64(0)})
		})
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
	}
	return rows, nil
}

// each runs a query and gives every row of its answer.
func each(db *sqlite3.Conn, text string, row func(*sqlite3.Stmt)) error {
	s, _, err := db.Prepare(text)
	if err != nil {
		return err
	}
	for s.Step() {
		row(s)
	}
	return errors.Join(s.Err(), s.Close())
}

func fileURI(path string) string {
	return "file:" + (&url.URL{Path: path}).EscapedPath() + "?vfs=" + unmapped.VFS
}

// databaseFiles are the paths of all that belongs to the database in a file: the
// file, its log and what its users share.
func databaseFiles(path string) []string { return []string{path, path + "-wal", path + "-shm"} }

// Move moves a database that nobody uses into a folder, with what belongs to it.
func Move(path, folder string) error {
	for _, f := range slices.Backward(databaseFiles(path)) { // the log never stays alone
		err := os.Rename(f, filepath.Join(folder, filepath.Base(f)))
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	return errors.Join(syncPath(folder), syncPath(filepath.Dir(path)))
}

// syncPath makes a file, or the names in a folder, durable.
func syncPath(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}
