package commands

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"
	_ "time/tzdata" // time zones of office files, on any machine

	kiosklook "numerek/appliance/kiosk/look"
	"numerek/central/office"
	"numerek/central/officefile"
	"numerek/central/queue"
	"numerek/central/store"
)

// Imported is what an import did.
type Imported struct {
	Office   string // its id
	Revision int64  // of the office after the import
	Changed  bool   // false where the same text was there before
}

// Check reads an office file with every check there is: also whether its
// labels fit the kiosk's buttons, measured with the kiosk's own fonts, and
// whether these have the letters of everything that citizens read.
func Check(name string, data []byte) (*officefile.Office, officefile.Problems) {
	fit, err := kiosklook.NewFit()
	if err != nil { // a damaged program
		return &officefile.Office{}, officefile.Problems{{File: name, Line: 1, Message: err.Error()}}
	}
	checks := officefile.Checks{LabelFits: fit.Label, NameFits: fit.Name, Missing: fit.Missing}
	return checks.Parse(name, data)
}

// Import checks an office file and puts it into the database: a new office, or
// the next revision of the one with its id. Where the file has problems the
// error is an [*officefile.FileError] and nothing is changed. An import that would
// remove a service or move it to another location while tickets of it are open
// on the office's business day, or remove a desk where somebody is, is refused
// with [ErrInUse].
func Import(ctx context.Context, s *store.Store, name string, data []byte) (Imported, error) {
	file, problems := Check(name, data)
	if err := problems.Err(); err != nil {
		return Imported{}, err
	}
	return ImportChecked(ctx, s, file, data)
}

// ImportChecked is [Import] for a file that [Check] has just read from data
// without a problem: measuring all labels takes longer than the rest.
func ImportChecked(ctx context.Context, s *store.Store, file *officefile.Office, data []byte) (Imported, error) {
	now := time.Now().UTC().Truncate(time.Millisecond)
	for range attempts {
		seen, err := look(ctx, s, file)
		if err != nil {
			return Imported{}, fmt.Errorf("import office %q: %w", file.ID, err)
		}
		var done Imported
		needs := store.Keys{Offices: []string{file.ID}, Files: []string{file.ID}}
		err = s.Update(ctx, needs, func(tx *store.Tx) (err error) {
			done, err = put(tx, file.ID, string(data), seen, now)
			return err
		})
		if errors.Is(err, errMoved) {
			continue
		}
		if err != nil {
			return Imported{}, fmt.Errorf("import office %q: %w", file.ID, err)
		}
		return done, nil
	}
	return Imported{}, fmt.Errorf("import office %q: %w", file.ID, errMoved)
}

// attempts is how often an import looks at an office in which something happens
// all the time.
const attempts = 100

// errMoved says that something happened in the office meanwhile.
var errMoved = errors.New("the office is too busy for an import that removes services or desks; try again")

// put makes a text the next revision of an office.
func put(tx *store.Tx, id, text string, seen usage, now time.Time) (Imported, error) {
	row, err := tx.Office(id)
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		return Imported{}, err
	}
	if row.Revision > 0 {
		if before, err := tx.File(id); err != nil || before == text {
			return Imported{Office: id, Revision: row.Revision}, err
		}
	}
	if seen.revision != row.Revision || seen.takes && seen.seq != row.Seq {
		return Imported{}, errMoved
	}
	if seen.refused != nil {
		return Imported{}, seen.refused
	}
	row.ID = id
	row.Revision++
	tx.PutOffice(row)
	tx.PutFile(id, text)
	detail, err := json.Marshal(map[string]int64{"revision": row.Revision})
	if err != nil {
		return Imported{}, err
	}
	_, err = tx.Append(store.Event{Office: id, At: now, Kind: office.OfficeImported, Detail: string(detail)})
	return Imported{Office: id, Revision: row.Revision, Changed: true}, err
}

// usage is what an import must not take away. It is looked up beside the writer
// and holds if the office has not moved since.
type usage struct {
	revision, seq int64
	takes         bool  // the file removes or moves services or desks, so that tickets matter
	refused       error // why the file cannot be taken now
}

// look compares a file with the present one of the office, and with the tickets
// that are open on the office's stored business day. The day is the office's own:
// the clock of its server may be set for a demonstration.
func look(ctx context.Context, s *store.Store, file *officefile.Office) (u usage, err error) {
	offices, err := s.Offices(ctx)
	if err != nil {
		return u, err
	}
	at := slices.IndexFunc(offices, func(o store.Office) bool { return o.ID == file.ID })
	if at < 0 {
		return u, nil
	}
	row := offices[at]
	u.revision, u.seq = row.Revision, row.Seq
	text, err := s.File(ctx, file.ID)
	if err != nil {
		return u, err
	}
	before, _ := officefile.Parse(file.ID, []byte(text)) // its problems, by today's rules, are no matter here
	lost := append(lostServices(before, file), lostDesks(before, file)...)
	if u.takes = len(lost) > 0; !u.takes || row.Day == "" {
		return u, nil
	}
	tickets, err := s.TicketsOfDay(ctx, file.ID, row.Day)
	if err != nil {
		return u, err
	}
	for _, l := range lost {
		if n := l.open(tickets); n > 0 {
			u.refused = errors.Join(u.refused, fmt.Errorf("%s, but %w of it on %s: %d; finish or withdraw them first, or import when that day is over",
				l.what, ErrInUse, row.Day, n))
		}
	}
	return u, nil
}

// loss is something that its tickets would no longer find.
type loss struct {
	what string
	of   func(queue.Ticket) bool // whether an open ticket needs it
}

// lostServices lists the services of a file that another one lacks or has in
// another building.
func lostServices(before, after *officefile.Office) (lost []loss) {
	for _, old := range before.Services {
		from, to := before.LocationOf(old.ID), after.LocationOf(old.ID)
		of := func(t queue.Ticket) bool { return t.Service == old.ID }
		switch _, kept := after.Service(old.ID); {
		case !kept:
			lost = append(lost, loss{fmt.Sprintf("service %q is not in the file", old.ID), of})
		case from != to:
			lost = append(lost, loss{fmt.Sprintf("service %q moves from %q to %q", old.ID, from, to), of})
		}
	}
	return lost
}

// lostDesks lists the desks of a file that another one lacks. They are missed
// only by whom they have called or serve.
func lostDesks(before, after *officefile.Office) (lost []loss) {
	for _, old := range before.Desks {
		if _, kept := after.Desk(old.Location, old.Number); !kept {
			lost = append(lost, loss{fmt.Sprintf("desk %d at %q is not in the file", old.Number, old.Location), func(t queue.Ticket) bool {
				return t.Location == old.Location && t.Desk == old.Number && (t.State == queue.Called || t.State == queue.Serving)
			}})
		}
	}
	return lost
}

// open counts the tickets of it that have not come to their end.
func (l loss) open(tickets []queue.Ticket) (n int) {
	for _, t := range tickets {
		if t.State.Open() && l.of(t) {
			n++
		}
	}
	return n
}
