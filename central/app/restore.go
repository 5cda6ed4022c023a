package app

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"numerek/central/highwater"
	"numerek/central/office"
	"numerek/central/store"
	"numerek/central/store/sqlstore/copies"
)

// restoreCall is a call of "central restore".
type restoreCall struct {
	Config
	from   string // the copy; empty with PostgreSQL
	ahead  int    // by how many numbers today's counters go on; 0: what is known, else a guess
	stdout io.Writer
}

// atLeastAhead is the smallest guess of what one series may have given since a
// copy of which nothing else is known.
const atLeastAhead = 100

// Restore runs "central restore": it puts a copy in the place of the database, or
// is told that the administrator has done so with PostgreSQL, and begins a new
// incarnation.
func Restore(ctx context.Context, args []string, stdout, stderr io.Writer) error {
	r := restoreCall{stdout: stdout}
	f := flag.NewFlagSet("central restore", flag.ContinueOnError)
	r.databaseFlags(f)
	f.IntVar(&r.ahead, "ahead", 0, "by how many `numbers` those of today go on where nobody knows how many were given since the copy (default: twice the busiest day)")
	words, err := parseWords(f, args, stderr)
	switch {
	case err != nil:
		return err
	case r.ahead < 0 || r.ahead > 9999:
		return misused(f, stderr, errors.New("--ahead is a number from 0 to 9999"))
	case r.Database != "" && len(words) == 0:
		return r.postgres(ctx)
	case r.Database != "" || r.Data == "" || len(words) != 1:
		return misused(f, stderr, errors.New("say what to put back and where: central restore FILE --data DIRECTORY; or, after you have restored a PostgreSQL database, central restore --database URL"))
	}
	r.from = words[0]
	return r.sqlite(ctx)
}

// postgres begins the new incarnation alone.
func (r restoreCall) postgres(ctx context.Context) error {
	backend, err := Backend(ctx, r.Config)
	if err != nil {
		return err
	}
	done, err := r.begin(ctx, backend, nil)
	if err != nil {
		return err
	}
	return say(r.stdout, append([]string{"A new incarnation of the database has begun; servers that run on it notice."}, r.told(done)...)...)
}

// sqlite prepares the copy in a folder of its own and exchanges the files last.
func (r restoreCall) sqlite(ctx context.Context) (err error) {
	lock, err := lockData(r.Data)
	if err != nil {
		return fmt.Errorf("nothing was changed: stop the server first: %w", err)
	}
	defer func() { _ = lock.Close() }() // of an empty file
	work, err := os.MkdirTemp(r.Data, "restoring-")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(work)) }()
	fresh := filepath.Join(work, databaseFile)
	if err := fetch(r.from, fresh); err != nil {
		return fmt.Errorf("nothing was changed: %w", err)
	}
	got, err := copies.Examine(ctx, fresh)
	if err != nil {
		return fmt.Errorf("nothing was changed: %s: %w", r.from, err)
	}
	mark, err := highwater.Read(r.Data)
	if err != nil { // damaged: it is empty
		_ = say(r.stdout, fmt.Sprintf("How far the numbers had got cannot be read: %v.", err))
	}
	prepared := r.Config
	prepared.Data = work
	backend, err := Backend(ctx, prepared)
	if err != nil {
		return fmt.Errorf("nothing was changed: %w", err)
	}
	done, err := r.begin(ctx, backend, mark)
	if err != nil {
		return fmt.Errorf("nothing was changed: %w", err)
	}
	aside, err := r.exchange(fresh)
	if err != nil {
		return err
	}
	lines := []string{fmt.Sprintf("%s was checked, page by page, and is the database now: %s.", r.from, describe(got))}
	if aside != "" {
		lines = append(lines, r.lost(ctx, aside))
	}
	lines = append(lines, "A new incarnation of the database has begun.")
	return say(r.stdout, append(lines, r.told(done)...)...)
}

// begun is a new incarnation, and what the counters of today were moved by.
type begun struct {
	office.BeganAnew
	ahead int
	known bool // how far the numbers had got
}

// begin begins the new incarnation, with the schema of this program, past what
// the mark tells, which is about the new database then; it may be nil. It closes the
// database.
func (r restoreCall) begin(ctx context.Context, backend store.Backend, mark *highwater.Mark) (done begun, err error) {
	s, err := store.New(ctx, backend, store.Options{})
	if err != nil {
		return done, errors.Join(err, backend.Close())
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	o := office.New(s, office.Options{}) //nolint:contextcheck // a jump of the clock belongs to no call
	var given []office.Given
	done.ahead, done.known = r.ahead, mark != nil && !mark.Empty()
	switch {
	case done.known:
		given = givenOf(mark)
	case done.ahead == 0:
		busiest, err := o.Busiest(ctx)
		if err != nil {
			return done, err
		}
		done.ahead = max(atLeastAhead, 2*busiest)
	}
	if done.BeganAnew, err = o.BeginAnew(ctx, given, done.ahead); err != nil || mark == nil {
		return done, err
	}
	return done, mark.Settle(ctx, s)
}

// exchange puts the prepared file in the place of the old database, which it
// moves to a folder of its own and names; empty where there was none.
func (r restoreCall) exchange(fresh string) (aside string, err error) {
	path := filepath.Join(r.Data, databaseFile)
	old, err := filepath.Glob(path + "*") // be it a log alone
	if err != nil {
		return "", err
	}
	if len(old) > 0 {
		aside = filepath.Join(r.Data, "before-restore-"+time.Now().UTC().Format("20060102T150405Z"))
		if err := os.Mkdir(aside, 0o700); err != nil {
			return "", fmt.Errorf("nothing was changed: %w", err)
		}
		if err := copies.Move(path, aside); err != nil {
			return "", fmt.Errorf("the old database is in %s or %s, the copy was not put in its place: %w", aside, r.Data, err)
		}
	}
	if err := copies.Move(fresh, r.Data); err != nil {
		return "", fmt.Errorf("the copy was not put into its place; the old database is in %s: %w", aside, err)
	}
	return aside, nil
}

// lost says in a line what the database that was there had.
func (r restoreCall) lost(ctx context.Context, aside string) string {
	had := "it is damaged"
	if old, err := copies.Examine(ctx, filepath.Join(aside, databaseFile)); err == nil {
		had = "it has " + describe(old)
	}
	return fmt.Sprintf("The database that was here is in %s: %s. Delete it when nobody needs it any more: it has personal data.", aside, had)
}

// told says what follows for people and devices.
func (r restoreCall) told(done begun) []string {
	numbers := fmt.Sprintf("Nobody here knows how many numbers were given after the copy was made: those of today go on %d higher, and %d more (--ahead N says otherwise).", done.ahead, office.Margin)
	if done.known {
		numbers = fmt.Sprintf("Numbers that were given after the copy was made are known (%d counters were moved past them): today's go on past them, and %d higher.", len(done.Raised), done.ahead+office.Margin)
	}
	lines := []string{
		numbers + " What is left out is accounted for as lost in a restore.",
		"Kiosks and monitors notice by themselves. Tickets that kiosks still hold come back; those whose paper was reported before, and calls, bookings and changes made since the copy, are gone: whoever has such a number goes to a desk.",
		"Codes of visits that were booked since the copy are unknown. Messages that waited when it was made are sent, perhaps again. Whoever was deleted with central privacy forget since then is to be deleted again.",
	}
	if r.Database != "" {
		return lines
	}
	if _, err := os.Stat(r.secretFile()); errors.Is(err, fs.ErrNotExist) {
		lines = append(lines, "There is no master key at "+r.secretFile()+": put the one of the server there before you start it, or it cannot read codes and phone numbers.")
	}
	return append(lines, "Start the server now.")
}

// fetch copies a file, and its log where somebody has copied that, too.
func fetch(from, to string) error {
	for _, end := range []string{"", "-wal"} {
		in, err := os.Open(from + end)
		if end != "" && errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		if err != nil {
			return err
		}
		out, err := os.OpenFile(to+end, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
		if err != nil {
			return errors.Join(err, in.Close())
		}
		_, err = io.Copy(out, in)
		if err := errors.Join(err, out.Sync(), out.Close(), in.Close()); err != nil {
			return err
		}
	}
	return nil
}
