package sqlstore

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"embed"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"slices"
)

//go:embed migrations/*.sql
var migrationFiles embed.FS

// Errors of opening a database.
var (
	// ErrNewerSchema means that the database was last used by a later release.
	ErrNewerSchema = errors.New("database is newer than this program")
	// ErrEditedSchema means that a migration is not what it was when it was
	// applied: the program is not the one it says it is.
	ErrEditedSchema = errors.New("migration was edited after it had been applied")
)

// migrate applies the files that the database has not seen, in order, inside
// the transaction that tx is in, so that an update either happens as a whole or not
// at all. There are no down migrations: going back means restoring the backup
// made before.
func migrate(ctx context.Context, tx *sql.Conn, files fs.FS) error {
	names, err := fs.Glob(files, "migrations/*.sql")
	if err != nil {
		return err
	}
	slices.Sort(names)
	if _, err := tx.ExecContext(ctx, `CREATE TABLE IF NOT EXISTS schema_version (version BIGINT NOT NULL PRIMARY KEY, name TEXT NOT NULL, sum TEXT NOT NULL)`); err != nil {
		return err
	}
	var latest int
	if err := tx.QueryRowContext(ctx, `SELECT coalesce(max(version), 0) FROM schema_version`).Scan(&latest); err != nil {
		return err
	}
	if latest > len(names) {
		return fmt.Errorf("%w: schema %d, program knows %d", ErrNewerSchema, latest, len(names))
	}
	for i, name := range names {
		if err := apply(ctx, tx, files, i+1, name); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
	}
	return nil
}

// Sums are the checksums of the migrations that the program knows, in order.
func Sums() (all []string, err error) {
	names, err := fs.Glob(migrationFiles, "migrations/*.sql")
	if err != nil {
		return nil, err
	}
	slices.Sort(names)
	for _, name := range names {
		body, err := fs.ReadFile(migrationFiles, name)
		if err != nil {
			return nil, err
		}
		h := sha256.Sum256(body)
		all = append(all, hex.EncodeToString(h[:]))
	}
	return all, nil
}

func apply(ctx context.Context, tx *sql.Conn, files fs.FS, version int, name string) error {
	body, err := fs.ReadFile(files, name)
	if err != nil {
		return err
	}
	h := sha256.Sum256(body)
	sum := hex.EncodeToString(h[:])

	var have string
	err = tx.QueryRowContext(ctx, `SELECT sum FROM schema_version WHERE version = $1`, version).Scan(&have)
	switch {
	case err == nil && have == sum:
		return nil
	case err == nil:
		return ErrEditedSchema
	case !errors.Is(err, sql.ErrNoRows):
		return err
	}
	if _, err := tx.ExecContext(ctx, string(body)); err != nil {
		return err
	}
	_, err = tx.ExecContext(ctx, `INSERT INTO schema_version (version, name, sum) VALUES ($1, $2, $3)`, version, name, sum)
	return err
}
