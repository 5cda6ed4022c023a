package sqlstore_test

import (
	"context"
	"crypto/rand"
	"net/url"
	"os"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"numerek/central/store"
	"numerek/central/store/sqlstore"
	"numerek/central/store/storetest"
)

func TestPostgres(t *testing.T) {
	storetest.Run(t, func(t *testing.T) func() store.Backend {
		url := newPostgres(t)
		return func() store.Backend { return openPostgres(t, url) }
	})
}

func openPostgres(t *testing.T, url string) *sqlstore.Postgres {
	t.Helper()
	db, err := sqlstore.OpenPostgres(t.Context(), url, sqlstore.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return db
}

// newPostgres makes a database on the server of TEST_POSTGRES_URL, whose role
// may create some.
func newPostgres(t testing.TB) string {
	t.Helper()
	server := os.Getenv("TEST_POSTGRES_URL")
	if server == "" {
		t.Fatal(`TEST_POSTGRES_URL is not set: scripts/test starts a PostgreSQL for the tests; by hand: export TEST_POSTGRES_URL="$(scripts/postgres start DIR)"`)
	}
	name := "test_" + strings.ToLower(rand.Text())
	execPostgres(t, server, "CREATE DATABASE "+name)
	t.Cleanup(func() { execPostgres(t, server, "DROP DATABASE "+name+" WITH (FORCE)") })
	u, err := url.Parse(server)
	if err != nil {
		t.Fatal(err)
	}
	u.Path = "/" + name
	return u.String()
}

func execPostgres(t testing.TB, url, sql string) {
	t.Helper()
	ctx := context.WithoutCancel(t.Context()) // it cleans up, too
	conn, err := pgx.Connect(ctx, url)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(ctx)
	if _, err := conn.Exec(ctx, sql); err != nil {
		t.Fatalf("%s: %v", sql, err)
	}
}
