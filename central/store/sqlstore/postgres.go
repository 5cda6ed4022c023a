package sqlstore

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/stdlib"

	"numerek/central/store"
	"numerek/central/store/sqlstore/bulk"
	"numerek/central/store/sqlstore/sqlgen"
)

// Postgres is an installation in a PostgreSQL database, which any number of
// servers may share. One connection writes, others read. All go to the primary.
type Postgres struct {
	reader
	opts      Options
	config    *pgx.ConnConfig
	read      *sql.DB
	turn      chan struct{} // held by the write transaction of this process
	conn      *pgx.Conn     // the writer's, nil after an error
	line      string        // of history, of conn
	effective string
	warning   *pgconn.Notice // that conn gave last
}

var _ store.Backend = (*Postgres)(nil)

const (
	channel      = "numerek" // of notifications
	migrateLock  = 7421_0001 // of pg_advisory_xact_lock
	poolAtMost   = 16
	notifyCommit = `NOTIFY ` + channel + `; COMMIT`
	// writerSettings: a server that vanishes inside a transaction does not
	// keep the others waiting, and the rows of a commit are always found by
	// their keys, whatever the planner thinks of the size of a table.
	writerSettings = `SET idle_in_transaction_session_timeout = '10s'; SET plan_cache_mode = force_generic_plan;
SET enable_seqscan = off; SET enable_hashjoin = off; SET enable_mergejoin = off`
	beginAndLock = `BEGIN ISOLATION LEVEL READ COMMITTED; LOCK TABLE writer IN EXCLUSIVE MODE`
)

// OpenPostgres opens the database that url names ("postgres://user@host/name",
// with several hosts and target_session_attrs=read-write for a cluster) and
// brings its schema up to date. It fails with [ErrAsyncStandby] where the server
// acknowledges commits that it may lose, unless opts accepts that.
func OpenPostgres(ctx context.Context, url string, opts Options) (*Postgres, error) {
	config, err := pgx.ParseConfig(url)
	if err != nil {
		return nil, fmt.Errorf("open PostgreSQL: %w", err)
	}
	if config.RuntimeParams["application_name"] == "" {
		config.RuntimeParams["application_name"] = "numerek"
	}
	db := &Postgres{opts: opts, config: config, turn: make(chan struct{}, 1)}
	db.read = stdlib.OpenDB(*config)
	db.read.SetMaxOpenConns(poolAtMost)
	db.read.SetMaxIdleConns(poolAtMost)
	db.reader = readerOf(sqlgen.New(db.read))
	if err := db.prepare(ctx); err != nil {
		return nil, errors.Join(fmt.Errorf("open PostgreSQL: %w", err), db.close(context.WithoutCancel(ctx)))
	}
	return db, nil
}

// prepare migrates, and connects the writer so that settings are checked now.
func (db *Postgres) prepare(ctx context.Context) error {
	conn, err := db.read.Conn(ctx)
	if err != nil {
		return err
	}
	defer func() { _ = conn.Close() }()
	if _, err := conn.ExecContext(ctx, fmt.Sprintf(`BEGIN; SELECT pg_advisory_xact_lock(%d)`, migrateLock)); err != nil {
		return err
	}
	if err := migrate(ctx, conn, migrationFiles); err != nil {
		_, undo := conn.ExecContext(context.WithoutCancel(ctx), `ROLLBACK`)
		return errors.Join(err, undo)
	}
	if _, err := conn.ExecContext(ctx, `COMMIT`); err != nil {
		return err
	}
	return db.connect(ctx)
}

// Describe returns how the data is kept, for the log.
func (db *Postgres) Describe() string { return db.effective }

// Begin implements [store.Backend].
func (db *Postgres) Begin(ctx context.Context) (store.Batch, error) {
	select {
	case db.turn <- struct{}{}:
	case <-ctx.Done():
		return nil, context.Cause(ctx)
	}
	err := db.begin(ctx)
	if err != nil && ctx.Err() == nil {
		err = db.begin(ctx) // the connection may have died while it was idle
	}
	if err != nil {
		<-db.turn
		return nil, err
	}
	return &batch{session: (*pgSession)(db)}, nil
}

func (db *Postgres) begin(ctx context.Context) error {
	if err := db.connect(ctx); err != nil {
		return err
	}
	if _, err := db.conn.Exec(ctx, beginAndLock); err != nil {
		db.discard(ctx)
		return err
	}
	return nil
}

func (db *Postgres) connect(ctx context.Context) error {
	if db.conn != nil {
		return nil
	}
	config := db.config.Copy()
	config.OnNotice = func(_ *pgconn.PgConn, n *pgconn.Notice) { db.warning = n }
	conn, err := pgx.ConnectConfig(ctx, config)
	if err != nil {
		return err
	}
	db.conn = conn
	if _, err := conn.Exec(ctx, writerSettings); err != nil {
		db.discard(ctx)
		return err
	}
	facts, err := askServer(ctx, conn)
	if err == nil {
		err = facts.check(db.opts.AcceptAsync)
	}
	if err != nil {
		db.discard(ctx)
		return err
	}
	db.line, db.effective = facts.line, facts.describe()
	return nil
}

func (db *Postgres) discard(ctx context.Context) {
	if db.conn != nil {
		// A closed context: say nothing more to a server that may be gone.
		ctx, cancel := context.WithCancel(ctx)
		cancel()
		_ = db.conn.Close(ctx)
	}
	db.conn = nil
}

// Close implements [store.Backend].
func (db *Postgres) Close() error { return db.close(context.Background()) }

func (db *Postgres) close(ctx context.Context) error {
	err := db.read.Close()
	if db.conn != nil {
		err = errors.Join(err, db.conn.Close(ctx))
		db.conn = nil
	}
	return err
}

// pgSession is the database while its write transaction runs.
type pgSession Postgres

func (s *pgSession) history() string { return s.line }

// run sends all statements at once and then reads the answers.
func (s *pgSession) run(ctx context.Context, sts []bulk.Statement) error {
	var b pgx.Batch
	for _, st := range sts {
		q := b.Queue(st.SQL, st.Args...)
		if st.Row == nil {
			continue
		}
		q.Query(func(rows pgx.Rows) error {
			for rows.Next() {
				if err := st.Row(rows); err != nil {
					return err
				}
			}
			return rows.Err()
		})
	}
	return pgRowError(s.conn.SendBatch(ctx, &b).Close())
}

// pgRowError translates errors that are the fault of a row: SQLSTATE classes 22
// (data exception) and 23 (integrity constraint violation).
func pgRowError(err error) error {
	e, ok := errors.AsType[*pgconn.PgError](err)
	switch {
	case !ok || len(e.Code) != 5:
		return err
	case e.Code == "23505":
		return fmt.Errorf("%w: %w", store.ErrExists, err)
	case e.Code[:2] == "22" || e.Code[:2] == "23":
		return fmt.Errorf("%w: %w", store.ErrInvalid, err)
	default:
		return err
	}
}

// errNotReplicated is a commit that PostgreSQL acknowledges although it gave up
// waiting for its standby; it says so in a warning only.
var errNotReplicated = errors.New("committed without waiting for the standby")

// commit rings once for all tickets of the transaction: NOTIFY takes a lock that
// all commits of the server share.
func (s *pgSession) commit(ctx context.Context, changed bool) error {
	how := `COMMIT`
	if changed {
		how = notifyCommit
	}
	s.warning = nil
	tag, err := s.end(ctx, how)
	switch {
	case err != nil:
		return err
	case tag.String() != "COMMIT":
		return fmt.Errorf("commit ended in %s", tag)
	case s.warning != nil:
		return fmt.Errorf("%w: %s", errNotReplicated, s.warning.Message)
	}
	return nil
}

func (s *pgSession) rollback() error {
	ctx, cancel := context.WithTimeout(context.Background(), busyTimeout)
	defer cancel()
	_, err := s.end(ctx, `ROLLBACK`)
	return err
}

func (s *pgSession) end(ctx context.Context, how string) (pgconn.CommandTag, error) {
	defer func() { <-s.turn }()
	tag, err := s.conn.Exec(ctx, how)
	if err != nil {
		(*Postgres)(s).discard(ctx)
	}
	return tag, err
}
