package sqlstore

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5"
)

// ErrAsyncStandby means that a PostgreSQL server acknowledges commits that a
// failover or a crash may lose: numbers would be given twice.
var ErrAsyncStandby = errors.New("PostgreSQL may lose acknowledged commits")

// serverFacts is what decides about the durability of a server.
type serverFacts struct {
	version, fsync, fullPageWrites string
	synchronousCommit              string
	synchronousStandbys            string // setting synchronous_standby_names
	standbys                       int    // attached, that could be promoted
	inRecovery                     bool
	line                           string // of history
}

// serverQuery counts as standbys whoever streams, except backups, archivers and
// logical subscribers, which nobody promotes. Whether one is synchronous is not
// asked of pg_stat_replication, which hides it from ordinary roles.
const serverQuery = `SELECT current_setting('server_version'), current_setting('fsync'), current_setting('full_page_writes'),
	current_setting('synchronous_commit'), current_setting('synchronous_standby_names'), pg_is_in_recovery(),
	(SELECT count(*) FROM pg_stat_replication r
		WHERE coalesce(r.application_name, '') NOT IN ('pg_basebackup', 'pg_receivewal')
		AND NOT EXISTS (SELECT FROM pg_replication_slots s WHERE s.active_pid = r.pid AND s.slot_type = 'logical'))`

// lineQuery names the timeline that is written now; that of the last checkpoint
// may still be the one before a promotion.
const lineQuery = `SELECT system_identifier || '/' || substr(pg_walfile_name(pg_current_wal_insert_lsn()), 1, 8)
	FROM pg_control_system()`

func askServer(ctx context.Context, conn *pgx.Conn) (f serverFacts, err error) {
	err = conn.QueryRow(ctx, serverQuery).Scan(&f.version, &f.fsync, &f.fullPageWrites,
		&f.synchronousCommit, &f.synchronousStandbys, &f.inRecovery, &f.standbys)
	if err == nil && !f.inRecovery {
		err = conn.QueryRow(ctx, lineQuery).Scan(&f.line)
	}
	return f, err
}

// check says what is wrong and what to do.
func (f serverFacts) check(acceptAsync bool) error {
	if f.inRecovery {
		return errors.New("the server is a standby: name the primary, or all hosts with target_session_attrs=read-write")
	}
	if faults := f.faults(); len(faults) > 0 && !acceptAsync {
		return fmt.Errorf("%w: %s; or accept the loss with --accept-async", ErrAsyncStandby, strings.Join(faults, "; "))
	}
	return nil
}

func (f serverFacts) faults() (faults []string) {
	if f.standbys > 0 && f.synchronousStandbys == "" {
		faults = append(faults, fmt.Sprintf(
			"%d asynchronous standby attached: set synchronous_standby_names = 'ANY 1 (*)' on the primary", f.standbys))
	}
	if !slices.Contains([]string{"on", "remote_apply"}, f.synchronousCommit) {
		faults = append(faults, "synchronous_commit is "+f.synchronousCommit+": set it to on")
	}
	if f.fsync != "on" {
		faults = append(faults, "fsync is off: set it to on")
	}
	if f.fullPageWrites != "on" {
		faults = append(faults, "full_page_writes is off: set it to on")
	}
	return faults
}

func (f serverFacts) describe() string {
	standby := "no standby"
	if f.standbys > 0 {
		standby = fmt.Sprintf("%d standby, synchronous_standby_names=%q", f.standbys, f.synchronousStandbys)
	}
	s := fmt.Sprintf("PostgreSQL %s, synchronous_commit=%s, %s", f.version, f.synchronousCommit, standby)
	if faults := f.faults(); len(faults) > 0 {
		s += ", LOSS ACCEPTED: " + strings.Join(faults, "; ")
	}
	return s
}
