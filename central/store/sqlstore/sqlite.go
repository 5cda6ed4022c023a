package sqlstore

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"net/url"
	"time"

	"github.com/ncruces/go-sqlite3"
	sqlitedriver "github.com/ncruces/go-sqlite3/driver"

	"numerek/central/store"
	"numerek/central/store/sqlstore/bulk"
	"numerek/central/store/sqlstore/sqlgen"
	"numerek/central/store/sqlstore/unmapped"
)

// Options of opening a database.
type Options struct {
	// VFS names the storage layer of SQLite, as registered with the driver's
	// vfs package; empty is the operating system's. It must not map memory.
	VFS string
	// AcceptAsync takes a PostgreSQL that may lose acknowledged commits.
	AcceptAsync bool
}

// SQLite is an installation in a file: one connection writes, others read what
// is committed. Another process may open the file too; the write transactions
// of both take turns.
type SQLite struct {
	reader
	engine    engine
	write     *sql.DB // of one connection
	read      *readPool
	turn      chan struct{} // held by the write transaction of this process
	conn      *sql.Conn     // the one of write, nil after an error
	prepared  map[string]*sql.Stmt
	effective string

	committed    chan struct{} // filled by every commit
	stop         context.CancelFunc
	checkpointed chan struct{} // closed when checkpoints has ended
}

var _ store.Backend = (*SQLite)(nil)

// engine is what is particular to a driver of SQLite.
type engine struct {
	write, read func() (*sql.DB, error)
	// setUp checks what the write connection is set to and describes it.
	setUp func(context.Context, *sql.Conn) (string, error)
	// rowError translates errors that are the fault of a row, and fault those
	// after which nothing may be built on the file.
	rowError, fault func(error) error
}

const (
	busyTimeout  = 5 * time.Second
	watchPeriod  = 100 * time.Millisecond
	readersAtMax = 4
)

// OpenSQLite opens the database in the file at path, creates it where there is
// none, and brings its schema up to date. Durability and checksums are not
// negotiable: it fails where the file cannot be kept with a write-ahead log that
// is synced in every commit and a checksum in every page.
func OpenSQLite(ctx context.Context, path string, opts Options) (*SQLite, error) {
	if opts.VFS == "" {
		unmapped.Register()
		opts.VFS = unmapped.VFS
	}
	q := url.Values{"vfs": {opts.VFS}}
	// The path is escaped as part of a URI, relative ones stay so.
	dsn := "file:" + (&url.URL{Path: path}).EscapedPath() + "?" + q.Encode()
	return openSQLite(ctx, engine{
		write:    func() (*sql.DB, error) { return sqlitedriver.Open(dsn, setUpWriter) },
		read:     func() (*sql.DB, error) { return sqlitedriver.Open(dsn, setUpReader) },
		setUp:    checkWriter,
		rowError: sqliteRowError,
		fault:    sqliteFault,
	})
}

func openSQLite(ctx context.Context, e engine) (*SQLite, error) {
	db := &SQLite{
		engine: e, turn: make(chan struct{}, 1),
		committed: make(chan struct{}, 1), checkpointed: make(chan struct{}),
	}
	var err error
	if db.write, err = e.write(); err != nil {
		return nil, fmt.Errorf("open SQLite: %w", err)
	}
	db.write.SetMaxOpenConns(1)
	read, err := e.read()
	if err != nil {
		return nil, errors.Join(fmt.Errorf("open SQLite: %w", err), db.write.Close())
	}
	db.read = newReadPool(read)
	db.read.SetMaxOpenConns(readersAtMax)
	db.read.SetMaxIdleConns(readersAtMax)
	db.reader = readerOf(sqlgen.New(db.read))
	life, stop := context.WithCancel(context.WithoutCancel(ctx))
	db.stop = stop
	go db.checkpoints(life)
	if err := db.prepare(ctx); err != nil {
		return nil, errors.Join(fmt.Errorf("open SQLite: %w", err), db.Close())
	}
	return db, nil
}

// prepare migrates in a write transaction of its own.
func (db *SQLite) prepare(ctx context.Context) error {
	s, err := db.begin(ctx)
	if err != nil {
		return err
	}
	if err := migrate(ctx, db.conn, migrationFiles); err != nil {
		return errors.Join(err, s.rollback())
	}
	if err := s.commit(ctx, true); err != nil {
		return err
	}
	// What is in the log may be known to the operating system only: where a sync
	// failed, the next ones succeed without keeping it. The file gets a copy.
	_, err = checkpoint(ctx, db.read.DB, moveLog)
	return err
}

// setUpWriter turns page checksums on before anything else is written. It reads
// first, because only then the driver knows whether they already are.
func setUpWriter(c *sqlite3.Conn) error {
	if err := c.BusyTimeout(busyTimeout); err != nil {
		return err
	}
	if err := c.Exec(`SELECT count(*) FROM sqlite_schema`); err != nil {
		return err
	}
	if err := c.EnableChecksums("main"); err != nil {
		return fmt.Errorf("page checksums: %w", err)
	}
	// A statement that writes many rows keeps the old pages until it succeeds: in
	// memory, since a file for it would be written as often as the database.
	return c.Exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA temp_store = MEMORY; ` + boundLog)
}

func setUpReader(c *sqlite3.Conn) error {
	if err := c.BusyTimeout(busyTimeout); err != nil {
		return err
	}
	return c.Exec(`PRAGMA query_only = ON; PRAGMA synchronous = FULL`)
}

// checkWriter asks what is in force: SQLite ignores pragmas that it cannot obey.
func checkWriter(ctx context.Context, c *sql.Conn) (string, error) {
	for _, want := range []struct{ pragma, value string }{
		{"journal_mode", "wal"}, {"synchronous", "2"}, {"foreign_keys", "1"}, {"checksum_verification", "1"},
	} {
		var got string
		if err := c.QueryRowContext(ctx, "PRAGMA "+want.pragma).Scan(&got); err != nil {
			return "", fmt.Errorf("%s: %w", want.pragma, err)
		}
		if got != want.value {
			return "", fmt.Errorf("%s is %s and must be %s: is the file on a local disk?", want.pragma, got, want.value)
		}
	}
	var version string
	err := c.QueryRowContext(ctx, `SELECT sqlite_version()`).Scan(&version)
	return "SQLite " + version + ", WAL, synchronous=FULL, page checksums on", err
}

func sqliteRowError(err error) error {
	e, ok := errors.AsType[*sqlite3.Error](err)
	if !ok {
		return err
	}
	switch e.ExtendedCode() {
	case sqlite3.CONSTRAINT_PRIMARYKEY, sqlite3.CONSTRAINT_UNIQUE, sqlite3.CONSTRAINT_ROWID:
		return fmt.Errorf("%w: %w", store.ErrExists, err)
	default:
	}
	switch e.Code() {
	case sqlite3.CONSTRAINT, sqlite3.MISMATCH, sqlite3.TOOBIG:
		return fmt.Errorf("%w: %w", store.ErrInvalid, err)
	default:
		return err
	}
}

// sqliteFault marks the errors after which the file must not be relied on: a
// sync that failed may have dropped what it was to keep, and would not say so
// the next time. A full disk is none of them, see [disk].
func sqliteFault(err error) error {
	if errors.Is(err, sqlite3.IOERR) || errors.Is(err, sqlite3.CORRUPT) || errors.Is(err, sqlite3.NOTADB) {
		return fmt.Errorf("%w: %w", store.ErrBroken, err)
	}
	return err
}

// Describe returns how the data is kept, for the log: "SQLite 3.54.1, WAL,
// synchronous=FULL, page checksums on".
func (db *SQLite) Describe() string { return db.effective }

// Begin implements [store.Backend].
func (db *SQLite) Begin(ctx context.Context) (store.Batch, error) {
	s, err := db.begin(ctx)
	if err != nil {
		return nil, db.engine.fault(err)
	}
	return &batch{session: s}, nil
}

func (db *SQLite) begin(ctx context.Context) (session, error) {
	select {
	case db.turn <- struct{}{}:
	case <-ctx.Done():
		return nil, context.Cause(ctx)
	}
	if err := db.connect(ctx); err != nil {
		<-db.turn
		return nil, err
	}
	if _, err := db.conn.ExecContext(ctx, `BEGIN IMMEDIATE`); err != nil {
		db.discard()
		<-db.turn
		return nil, err
	}
	return (*sqliteSession)(db), nil
}

func (db *SQLite) connect(ctx context.Context) (err error) {
	if db.conn != nil {
		return nil
	}
	if db.conn, err = db.write.Conn(ctx); err != nil {
		return err
	}
	db.prepared = make(map[string]*sql.Stmt)
	effective, err := db.engine.setUp(ctx, db.conn)
	if err != nil {
		db.discard()
		return err
	}
	db.effective = effective
	return nil
}

// discard closes the write connection, so that the next one begins with what is
// in the file: after a failed write or sync the cache may be ahead of it.
func (db *SQLite) discard() {
	for _, st := range db.prepared {
		_ = st.Close()
	}
	if db.conn != nil {
		_ = db.conn.Raw(func(any) error { return driver.ErrBadConn }) // closes it
		_ = db.conn.Close()
	}
	db.conn, db.prepared = nil, nil
}

// Watch implements [store.Backend]. SQLite tells nobody of a commit; asking for
// the number of the last one costs microseconds.
func (db *SQLite) Watch(ctx context.Context, ring func()) error {
	tick := time.NewTicker(watchPeriod)
	defer tick.Stop()
	var conn *sql.Conn
	defer func() {
		if conn != nil {
			_ = conn.Close()
		}
	}()
	for last := int64(-1); ; {
		version, err := dataVersion(ctx, db.read.DB, &conn)
		if err == nil && version != last {
			ring()
			last = version
		}
		select {
		case <-ctx.Done():
			return context.Cause(ctx)
		case <-tick.C:
		}
	}
}

// dataVersion asks on one connection, since numbers of others do not compare.
func dataVersion(ctx context.Context, pool *sql.DB, conn **sql.Conn) (version int64, err error) {
	if *conn == nil {
		if *conn, err = pool.Conn(ctx); err != nil {
			*conn = nil
			return 0, err
		}
	}
	if err = (*conn).QueryRowContext(ctx, `PRAGMA data_version`).Scan(&version); err != nil {
		_ = (*conn).Close()
		*conn = nil
	}
	return version, err
}

// Close implements [store.Backend]. The last connection to close moves the
// write-ahead log into the file.
func (db *SQLite) Close() error {
	db.stop()
	<-db.checkpointed
	err := db.read.Close()
	if db.conn != nil {
		for _, st := range db.prepared {
			_ = st.Close()
		}
		err = errors.Join(err, db.conn.Close())
		db.conn = nil
	}
	return errors.Join(err, db.write.Close())
}

// sqliteSession is the database while its write transaction runs.
type sqliteSession SQLite

// history is unknown to SQLite: a file that was put back looks like any other.
func (s *sqliteSession) history() string { return "" }

// run is not cut short by a context: the disk is local.
func (s *sqliteSession) run(ctx context.Context, sts []bulk.Statement) error {
	ctx = context.WithoutCancel(ctx)
	for _, st := range sts {
		if err := s.execute(ctx, st); err != nil {
			return s.engine.fault(s.engine.rowError(err))
		}
	}
	return nil
}

func (s *sqliteSession) execute(ctx context.Context, st bulk.Statement) (err error) {
	p := s.prepared[st.SQL]
	if p == nil {
		if p, err = s.conn.PrepareContext(ctx, st.SQL); err != nil {
			return err
		}
		s.prepared[st.SQL] = p
	}
	if st.Row == nil {
		_, err = p.ExecContext(ctx, st.Args...)
		return err
	}
	rows, err := p.QueryContext(ctx, st.Args...)
	if err != nil {
		return err
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		if err := st.Row(rows); err != nil {
			return err
		}
	}
	return rows.Err()
}

func (s *sqliteSession) commit(ctx context.Context, _ bool) error {
	err := s.end(context.WithoutCancel(ctx), `COMMIT`)
	select {
	case s.committed <- struct{}{}:
	default:
	}
	return err
}

func (s *sqliteSession) rollback() error { return s.end(context.Background(), `ROLLBACK`) }

func (s *sqliteSession) end(ctx context.Context, how string) error {
	defer func() { <-s.turn }()
	_, err := s.conn.ExecContext(ctx, how)
	if err != nil {
		(*SQLite)(s).discard()
	}
	return s.engine.fault(err)
}
