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

// Statements returns the statements over many rows.
func Statements() (texts []string) {
	for _, t := range [][2][len(sizes)]string{
		{installation.selects, installation.inserts},
		{offices.selects, offices.inserts},
		{files.selects, files.inserts},
		{devices.selects, devices.inserts},
		{answers.selects, answers.inserts},
		{tickets.selects, tickets.inserts},
		{series.selects, series.inserts},
		{tallies.selects, tallies.inserts},
		{events.inserts},
	} {
		texts = append(append(texts, t[0][:]...), t[1][:]...)
	}
	return texts
}
