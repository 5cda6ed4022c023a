package sqlstore_test

import (
	"path/filepath"
	"testing"

	"numerek/central/store"
	"numerek/central/store/sqlstore"
	"numerek/central/store/storetest"
)

// TestModernc is a second opinion on the SQL and on the engine: another
// translation of SQLite to Go, by other people, passes the same suite. It is not
// shipped, because its storage layer cannot be replaced and it has no page
// checksums.
func TestModernc(t *testing.T) {
	storetest.Run(t, func(t *testing.T) func() store.Backend {
		path := filepath.Join(t.TempDir(), "numerek.db")
		return func() store.Backend {
			db, err := sqlstore.OpenModernc(t.Context(), path)
			if err != nil {
				t.Fatal(err)
			}
			return db
		}
	})
}

// TestModerncReadsOurs: a file is not bound to the driver that wrote it.
func TestModerncReadsOurs(t *testing.T) {
	path := filepath.Join(t.TempDir(), "numerek.db")
	s, err := store.New(t.Context(), openSQLite(t, path), store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Update(t.Context(), store.Keys{}, putOffice(1)); err != nil {
		t.Fatal(err)
	}
	if _, err := takeTicket(t.Context(), s, "one"); err != nil {
		t.Fatal(err)
	}
	want, err := s.Ticket(t.Context(), powerOffice, "one")
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	other, err := sqlstore.OpenModernc(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	defer other.Close()
	if got, err := other.Ticket(t.Context(), powerOffice, "one"); err != nil || got != want {
		t.Errorf("got %+v, %v, want %+v", got, err, want)
	}
	if err := other.CheckIntegrity(t.Context()); err != nil {
		t.Error(err)
	}
}
