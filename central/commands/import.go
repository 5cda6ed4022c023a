package commands

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"
	_ "time/tzdata" // time zones of office files, on any machine

	"numerek/appliance/kiosk"
	"numerek/central/calendar"
	"numerek/central/office"
	"numerek/central/officefile"
	"numerek/central/store"
)

// Imported is what an import did.
type Imported struct {
	Office   string // its id
	Revision int64  // of the office after the import
	Changed  bool   // false where the same text was there before
}

// Check reads an office file with every check there is: also whether its
// labels fit the kiosk's buttons, measured with the kiosk's own fonts.
func Check(name string, data []byte) (*officefile.Office, officefile.Problems) {
	checks := officefile.Checks{LabelFits: kiosk.LabelFits, NameFits: kiosk.NameFits}
	return checks.Parse(name, data)
}

// Import checks an office file and puts it into the database: a new office, or
// the next revision of the one with its id. Where the file has problems the
// error is an [*officefile.FileError] and nothing is changed. An import that would
// remove a service or move it to another location while tickets wait for it
// today is refused with [ErrInUse].
func Import(ctx context.Context, s *store.Store, name string, data []byte) (Imported, error) {
	file, problems := Check(name, data)
	if err := problems.Err(); err != nil {
		return Imported{}, err
	}
	return ImportChecked(ctx, s, file, data)
}

// ImportChecked is [Import] for a file that [Check] has just read from data
// without a problem: measuring all labels takes longer than the rest.
func ImportChecked(ctx context.Context, s *store.Store, file *officefile.Office, data []byte) (done Imported, err error) {
	now := time.Now().UTC().Truncate(time.Millisecond)
	err = s.Update(ctx, store.Keys{Offices: []string{file.ID}}, func(tx *store.Tx) error {
		row, err := tx.Office(file.ID)
		if err != nil && !errors.Is(err, store.ErrNotFound) {
			return err
		}
		done = Imported{Office: file.ID, Revision: row.Revision}
		if row.Revision > 0 && row.File == string(data) {
			return nil
		}
		if err := keepsWaiting(tx, row, file, now); err != nil {
			return err
		}
		row.ID, row.File = file.ID, string(data)
		row.Revision++
		done.Revision, done.Changed = row.Revision, true
		tx.PutOffice(row)
		detail, err := json.Marshal(map[string]int64{"revision": row.Revision})
		if err != nil {
			return err
		}
		_, err = tx.Append(store.Event{Office: file.ID, At: now, Kind: office.OfficeImported, Detail: string(detail)})
		return err
	})
	if err != nil {
		return Imported{}, fmt.Errorf("import office %q: %w", file.ID, err)
	}
	return done, nil
}

// keepsWaiting refuses a file that leaves tickets of today without their
// service or in another building.
func keepsWaiting(tx *store.Tx, row store.Office, file *officefile.Office, now time.Time) error {
	if row.Revision == 0 || row.Day == "" {
		return nil
	}
	before, _ := officefile.Parse(row.ID, []byte(row.File)) // its problems, by today's rules, are no matter here
	if calendar.BusinessDay(now, before.ZoneOrUTC()) > row.Day {
		return nil // those who waited then have gone home
	}
	var refused error
	for _, old := range before.Services {
		location := before.LocationOf(old.ID)
		_, kept := file.Service(old.ID)
		if kept && file.LocationOf(old.ID) == location {
			continue
		}
		tally, err := tx.Tally(row.ID, old.ID, row.Day)
		if err != nil {
			return err
		}
		if tally.Waiting == 0 {
			continue
		}
		lost := "is not in the file"
		if kept {
			lost = fmt.Sprintf("moves from %q to %q", location, file.LocationOf(old.ID))
		}
		refused = errors.Join(refused, fmt.Errorf("service %q %s, but %w for it on %s: %d; serve or withdraw them first, or import on another day",
			old.ID, lost, ErrInUse, row.Day, tally.Waiting))
	}
	return refused
}
