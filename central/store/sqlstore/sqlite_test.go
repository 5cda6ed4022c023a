package sqlstore_test

import (
	"path/filepath"
	"testing"

	"numerek/central/store"
	"numerek/central/store/sqlstore"
	"numerek/central/store/storetest"
)

func openSQLite(t *testing.T, path string) *sqlstore.SQLite {
	t.Helper()
	db, err := sqlstore.OpenSQLite(t.Context(), path, sqlstore.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return db
}

func TestSQLite(t *testing.T) {
	storetest.Run(t, func(t *testing.T) func() store.Backend {
		path := filepath.Join(t.TempDir(), "urząd 100% #1?.db")
		return func() store.Backend { return openSQLite(t, path) }
	})
}
