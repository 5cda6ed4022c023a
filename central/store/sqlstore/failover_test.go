package sqlstore_test

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"numerek/central/store"
	"numerek/central/store/sqlstore"
)

// TestStandby runs a primary and a standby: asynchronous replication is refused,
// synchronous is accepted, and after the standby was promoted the same database
// has another incarnation.
func TestStandby(t *testing.T) {
	_ = newPostgres(t) // fails without PostgreSQL
	primary, primaryDir := startCluster(t, "")
	standbyDir := filepath.Join(clusterDir(t), "standby")
	replicate(t, primary, standbyDir)
	standby := startStandby(t, primary, standbyDir)

	// A standby is attached and nobody waits for it.
	_, err := sqlstore.OpenPostgres(t.Context(), primary, sqlstore.Options{})
	if !errors.Is(err, sqlstore.ErrAsyncStandby) || !strings.Contains(err.Error(), "synchronous_standby_names") {
		t.Fatalf("asynchronous standby: got %v, want %v and what to do", err, sqlstore.ErrAsyncStandby)
	}
	accepted, err := sqlstore.OpenPostgres(t.Context(), primary, sqlstore.Options{AcceptAsync: true})
	if err != nil {
		t.Fatal(err)
	}
	if got := accepted.Describe(); !strings.Contains(got, "LOSS ACCEPTED") {
		t.Errorf("accepted: describes itself as %q", got)
	}
	accepted.Close()

	// The primary waits for it.
	execPostgres(t, primary, `ALTER SYSTEM SET synchronous_standby_names = 'ANY 1 (*)'`)
	execPostgres(t, primary, `SELECT pg_reload_conf()`)
	eventually(t, func() error {
		db, err := sqlstore.OpenPostgres(t.Context(), primary, sqlstore.Options{})
		if err == nil {
			err = db.Close()
		}
		return err
	})

	// Both are named, as an operator would; the store survives the failover.
	p, _ := url.Parse(primary)
	q, _ := url.Parse(standby)
	both := fmt.Sprintf("postgres://postgres@%s,%s/postgres?sslmode=disable&target_session_attrs=read-write", p.Host, q.Host)
	db, err := sqlstore.OpenPostgres(t.Context(), both, sqlstore.Options{})
	if err != nil {
		t.Fatal(err)
	}
	s, err := store.New(t.Context(), db, store.Options{Timeout: 2 * time.Second})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if err := s.Update(t.Context(), store.Keys{}, putOffice(1)); err != nil {
		t.Fatal(err)
	}
	for k := 1; k <= 20; k++ {
		if n, err := takeTicket(t.Context(), s, fmt.Sprint("before-", k)); err != nil || n != k {
			t.Fatalf("got number %d, %v, want %d", n, err, k)
		}
	}
	before, err := s.Installation(t.Context())
	if err != nil {
		t.Fatal(err)
	}

	pgctl(t, "stop", "--pgdata="+filepath.Join(primaryDir, "data"), "--mode=immediate")
	if _, err := takeTicket(t.Context(), s, "nobody there"); !errors.Is(err, store.ErrUnavailable) {
		t.Errorf("without a primary: got %v, want %v", err, store.ErrUnavailable)
	}
	pgctl(t, "promote", "--pgdata="+standbyDir)
	execPostgres(t, standby, `ALTER SYSTEM RESET synchronous_standby_names`)
	execPostgres(t, standby, `SELECT pg_reload_conf()`)
	var n int
	eventually(t, func() (err error) {
		n, err = takeTicket(t.Context(), s, "after")
		return err
	})
	if n != 21 {
		t.Errorf("after the failover: got number %d, want 21: every acknowledged ticket was replicated", n)
	}
	var after store.Installation
	eventually(t, func() (err error) { // readers find their connections dead first
		after, err = s.Installation(t.Context())
		return err
	})
	if after.Incarnation == before.Incarnation || after.Previous != before.Incarnation {
		t.Errorf("after the failover: got %+v, want a new incarnation after %s", after, before.Incarnation)
	}
	if !strings.HasSuffix(before.History, "/00000001") || !strings.HasSuffix(after.History, "/00000002") {
		t.Errorf("history: got %s, then %s", before.History, after.History)
	}
}

// TestWriterReconnects cuts the writer's connection between two commits.
func TestWriterReconnects(t *testing.T) {
	url := newPostgres(t)
	s, err := store.New(t.Context(), openPostgres(t, url), store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if err := s.Update(t.Context(), store.Keys{}, putOffice(1)); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	rung := make(chan struct{}, 1)
	go s.Watch(ctx, func([]store.Event) {
		select {
		case rung <- struct{}{}:
		default:
		}
	})
	<-rung
	for n := 1; n <= 3; n++ {
		execPostgres(t, url, `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()`)
		if got, err := takeTicket(t.Context(), s, fmt.Sprint("request-", n)); err != nil || got != n {
			t.Errorf("got number %d, %v, want %d", got, err, n)
		}
		<-rung
	}
}

// TestNotDurable refuses a server that is set to acknowledge too early.
func TestNotDurable(t *testing.T) {
	server := newPostgres(t)
	u, err := url.Parse(server)
	if err != nil {
		t.Fatal(err)
	}
	execPostgres(t, server, "ALTER DATABASE "+strings.TrimPrefix(u.Path, "/")+" SET synchronous_commit = off")
	_, err = sqlstore.OpenPostgres(t.Context(), server, sqlstore.Options{})
	if !errors.Is(err, sqlstore.ErrAsyncStandby) || !strings.Contains(err.Error(), "synchronous_commit") {
		t.Errorf("got %v, want %v", err, sqlstore.ErrAsyncStandby)
	}
}

// eventually tries until there is no error.
func eventually(t *testing.T, try func() error) {
	t.Helper()
	tick := time.NewTicker(50 * time.Millisecond)
	defer tick.Stop()
	late := time.After(30 * time.Second)
	for {
		err := try()
		if err == nil {
			return
		}
		select {
		case <-tick.C:
		case <-late:
			t.Fatal(err)
		}
	}
}

// clusterDir is where the user that runs PostgreSQL may write.
func clusterDir(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp("", "numerek-postgres-") //nolint:usetesting // that of t is closed to other users
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	if err := os.Chmod(dir, 0o777); err != nil {
		t.Fatal(err)
	}
	return dir
}

const postgresScript = "../../../scripts/postgres"

func startCluster(t *testing.T, options string) (url, dir string) {
	t.Helper()
	dir = filepath.Join(clusterDir(t), "cluster")
	start := exec.Command(postgresScript, "start", dir)
	start.Env = append(os.Environ(), "POSTGRES_OPTIONS="+options)
	start.Stderr = os.Stderr
	out, err := start.Output()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { exec.Command(postgresScript, "stop", dir).Run() })
	return strings.TrimSpace(string(out)), dir
}

func replicate(t *testing.T, primary, dir string) {
	t.Helper()
	postgresTool(t, "pg_basebackup", "--dbname="+primary, "--pgdata="+dir, "--write-recovery-conf", "--wal-method=stream", "--checkpoint=fast")
}

// startStandby starts it on a port that the kernel gives, and waits until it
// streams.
func startStandby(t *testing.T, primary, dir string) (standby string) {
	t.Helper()
	port := freePort(t)
	pgctl(t, "start", "--pgdata="+dir, "--log="+dir+".log",
		"--options=-c listen_addresses=127.0.0.1 -c unix_socket_directories= -c port="+port)
	t.Cleanup(func() { pgctl(t, "stop", "--pgdata="+dir, "--mode=immediate") })
	eventually(t, func() error {
		conn, err := pgx.Connect(t.Context(), primary)
		if err != nil {
			return err
		}
		defer conn.Close(t.Context())
		var n int
		if err := conn.QueryRow(t.Context(), `SELECT count(*) FROM pg_stat_replication WHERE state = 'streaming'`).Scan(&n); err != nil {
			return err
		}
		if n != 1 {
			return errors.New("the standby does not stream")
		}
		return nil
	})
	return "postgres://postgres@127.0.0.1:" + port + "/postgres?sslmode=disable"
}

func pgctl(t *testing.T, how string, args ...string) {
	t.Helper()
	postgresTool(t, "pg_ctl", append([]string{how, "--wait", "--silent"}, args...)...)
}

// postgresTool runs a program of PostgreSQL, which refuses to run as root.
func postgresTool(t *testing.T, name string, args ...string) {
	t.Helper()
	bins, err := filepath.Glob("/usr/lib/postgresql/*/bin/" + name)
	if err != nil || len(bins) == 0 {
		t.Fatalf("no %s: %v", name, err)
	}
	argv := append([]string{bins[len(bins)-1]}, args...)
	if os.Getuid() == 0 {
		argv = append([]string{"runuser", "-u", "postgres", "--"}, argv...)
	}
	cmd := exec.Command(argv[0], argv[1:]...)
	cmd.Dir = "/"
	// A server that is started keeps a pipe open: it gets none.
	cmd.Stdout, cmd.Stderr = nil, nil
	if err := cmd.Run(); err != nil {
		t.Fatalf("%s: %v", strings.Join(argv, " "), err)
	}
}

func freePort(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	_, port, err := net.SplitHostPort(l.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	return port
}
