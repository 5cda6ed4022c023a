package sqlstore

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"
)

const (
	listenPing  = time.Second     // how long silence is believed
	listenRetry = 5 * time.Second // longest pause between attempts to connect
)

// Watch implements [store.Backend] by LISTEN. A notification is lost only with
// its connection, so what has to be noticed is that: after a second without one
// the connection is asked for a sign of life, and after each new connection the
// bell rings, because nobody knows what was missed.
func (db *Postgres) Watch(ctx context.Context, ring func()) error {
	pause := 50 * time.Millisecond
	for {
		if db.listen(ctx, ring) {
			pause = 50 * time.Millisecond
		} else {
			pause = min(2*pause, listenRetry)
		}
		wait := time.NewTimer(pause)
		select {
		case <-ctx.Done():
			wait.Stop()
			return context.Cause(ctx)
		case <-wait.C:
		}
	}
}

// listen rings until the connection is lost and reports whether there was one.
func (db *Postgres) listen(ctx context.Context, ring func()) (connected bool) {
	dial, cancel := context.WithTimeout(ctx, busyTimeout)
	defer cancel()
	conn, err := pgx.ConnectConfig(dial, db.config)
	if err != nil {
		return false
	}
	defer func() { _ = conn.Close(context.WithoutCancel(ctx)) }()
	if _, err := conn.Exec(dial, `LISTEN `+channel); err != nil {
		return false
	}
	ring()
	for {
		err := await(ctx, conn)
		switch {
		case err == nil:
			ring()
		case ctx.Err() != nil || !alive(ctx, conn):
			return true
		}
	}
}

func await(ctx context.Context, conn *pgx.Conn) error {
	ctx, cancel := context.WithTimeout(ctx, listenPing)
	defer cancel()
	_, err := conn.WaitForNotification(ctx)
	return err
}

func alive(ctx context.Context, conn *pgx.Conn) bool {
	ctx, cancel := context.WithTimeout(ctx, busyTimeout)
	defer cancel()
	return !conn.IsClosed() && conn.Ping(ctx) == nil
}
