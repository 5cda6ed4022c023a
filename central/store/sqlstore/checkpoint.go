package sqlstore

import (
	"context"
	"database/sql"
	"time"
)

// The write-ahead log is moved into the file while nobody commits: within a
// commit it would cost a citizen ten times what the commit itself does. Only
// where there is no such moment does SQLite do it within a commit, so that the
// log stays below 16 MB.
const (
	quiet       = 10 * time.Millisecond // without a commit is such a moment
	worthMoving = 500                   // pages in the log
	boundLog    = `PRAGMA wal_autocheckpoint = 4000`
	countLog    = `PRAGMA wal_checkpoint(NOOP)`
	moveLog     = `PRAGMA wal_checkpoint(PASSIVE)`
)

// checkpoints moves the log after commits until ctx is done. It works on a
// connection of the readers, beside the writer, and waits for nobody.
func (db *SQLite) checkpoints(ctx context.Context) {
	defer close(db.checkpointed)
	for {
		select {
		case <-ctx.Done():
			return
		case <-db.committed:
		}
		for idle := false; !idle; {
			select {
			case <-ctx.Done():
				return
			case <-db.committed:
			case <-time.After(quiet):
				idle = true
			}
		}
		// An error is no matter here: the log keeps everything, and whatever
		// keeps it from being moved soon keeps commits from working, too.
		if pages, err := checkpoint(ctx, db.read.DB, countLog); err == nil && pages >= worthMoving {
			_, _ = checkpoint(ctx, db.read.DB, moveLog)
		}
	}
}

// checkpoint returns how many pages are in the log.
func checkpoint(ctx context.Context, pool *sql.DB, how string) (pages int, err error) {
	var busy, moved int
	err = pool.QueryRowContext(ctx, how).Scan(&busy, &pages, &moved)
	return pages, err
}
