package sqlstore

import (
	"context"
	"errors"
)

// CheckIntegrity has SQLite read every page and compare every index.
func (db *SQLite) CheckIntegrity(ctx context.Context) error {
	var verdict string
	err := db.read.QueryRowContext(ctx, `PRAGMA integrity_check`).Scan(&verdict)
	if err == nil && verdict != "ok" {
		err = errors.New(verdict)
	}
	return err
}
