package office

import (
	"context"
	"errors"
	"time"

	"numerek/central/officefile"
	"numerek/central/store"
)

// Import makes an office file the one in force: it adds the office, or replaces
// the file of the one with its id and raises its revision. file is what text
// parsed to, without problems. Importing the same text again changes nothing.
func Import(ctx context.Context, s *store.Store, file *officefile.Office, text string, now time.Time) (revision int64, err error) {
	needs := store.Keys{Installation: true, Offices: []string{file.ID}}
	err = s.Update(ctx, needs, func(tx *store.Tx) error {
		row, err := tx.Office(file.ID)
		if err != nil && !errors.Is(err, store.ErrNotFound) {
			return err
		}
		if revision = row.Revision; revision > 0 && row.File == text {
			return nil
		}
		revision++
		row.ID, row.File, row.Revision = file.ID, text, revision
		tx.PutOffice(row)
		_, err = tx.Append(store.Event{
			Office: file.ID, At: now.UTC().Truncate(time.Millisecond), Kind: OfficeImported,
			Detail: detail(importDetail{Revision: revision}),
		})
		return err
	})
	return revision, err
}

type importDetail struct {
	Revision int64 `json:"revision"`
}
