package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"numerek/central/commands"
	"numerek/central/office"
	"numerek/central/officefile"
	"numerek/central/secret"
	"numerek/central/store"
	"numerek/central/store/sqlstore"
)

// databaseFile is the SQLite file in the data directory.
const databaseFile = "numerek.db"

// errNoData says which flag is missing.
var errNoData = errors.New("name the data directory with --data DIRECTORY, or a PostgreSQL with --database URL")

// errDatabase says what an address looks like, and not what was given: that may
// have a password in it.
var errDatabase = errors.New("--database takes the address of a PostgreSQL, postgres://user@host/name; for SQLite leave it out and name a directory with --data")

// errNoOffice says what to do with an empty database.
var errNoOffice = errors.New("the database is empty: name an office file with --office FILE")

// described is a backend that can say how it keeps its data.
type described interface {
	store.Backend
	Describe() string
}

// beginning is the office file of the command line; text is nil where none is
// named, and file where it was not checked yet.
type beginning struct {
	file *officefile.Office
	text []byte
}

// checked returns the office file, checked.
func (b beginning) checked(name string) (*officefile.Office, error) {
	if b.file != nil {
		return b.file, nil
	}
	file, problems := commands.Check(name, b.text)
	return file, problems.Err()
}

// check finds what is wrong with a configuration before anything is opened or
// made.
func (c Config) check() (beginning, error) {
	switch {
	case c.Database != "":
		if err := checkAddress(c.Database); err != nil {
			return beginning{}, err
		}
	case c.Data == "":
		return beginning{}, errNoData
	case c.Office == "" && !hasDatabase(c.Data):
		return beginning{}, errNoOffice
	}
	if c.Clock != "" { // whatever the zone, which the office says
		if _, err := parseClock(c.Clock, time.UTC); err != nil {
			return beginning{}, err
		}
	}
	if c.Office == "" {
		return beginning{}, nil
	}
	text, err := os.ReadFile(c.Office)
	if err != nil {
		return beginning{}, fmt.Errorf("office file: %w", err)
	}
	begin := beginning{text: text}
	if c.Database == "" && !hasDatabase(c.Data) { // else it may not be needed, and costs a third of a start
		begin.file, err = begin.checked(c.Office)
	}
	return begin, err
}

// checkAddress refuses what the driver would only call an invalid keyword.
func checkAddress(database string) error {
	if strings.HasPrefix(database, "postgres://") || strings.HasPrefix(database, "postgresql://") {
		return nil
	}
	return errDatabase
}

func hasDatabase(dir string) bool {
	_, err := os.Stat(filepath.Join(dir, databaseFile))
	return !errors.Is(err, os.ErrNotExist)
}

// open opens the database, with its first office where it is empty, and sets
// the clock.
func (s *server) open(ctx context.Context, begin beginning) (office.Clock, error) {
	backend, err := Backend(ctx, s.config)
	if err != nil {
		return nil, err
	}
	if s.config.Wrap != nil {
		backend = s.config.Wrap(backend)
	}
	clock, err := s.fill(ctx, backend, begin)
	if err != nil && s.store == nil {
		return nil, errors.Join(err, backend.Close())
	}
	if err != nil {
		return nil, errors.Join(err, s.store.Close())
	}
	return clock, nil
}

// Backend opens the database that a configuration names.
func Backend(ctx context.Context, c Config) (store.Backend, error) {
	var db described
	var err error
	opts := sqlstore.Options{AcceptAsync: c.AcceptAsync}
	if c.Database != "" {
		if err := checkAddress(c.Database); err != nil {
			return nil, err
		}
		db, err = sqlstore.OpenPostgres(ctx, c.Database, opts)
	} else {
		if c.Data == "" {
			return nil, errNoData
		}
		if err := os.MkdirAll(c.Data, 0o700); err != nil {
			return nil, fmt.Errorf("data directory: %w", err)
		}
		db, err = sqlstore.OpenSQLite(ctx, filepath.Join(c.Data, databaseFile), opts)
	}
	if err != nil {
		return nil, err
	}
	if c.Log != nil {
		c.Log.InfoContext(ctx, "database open", "database", db.Describe())
	}
	return db, nil
}

// Office runs "central office" with its arguments; the flags that name the
// database may stand anywhere among them.
func Office(ctx context.Context, args []string, stdout, stderr io.Writer) error {
	c, words, err := parseOffice(args, stderr)
	if err != nil {
		return err
	}
	return misusedCommand(commands.Office(ctx, words, stdout, stderr, c.open), stderr)
}

// User runs "central user" with its arguments; flags may stand anywhere among
// them.
func User(ctx context.Context, args []string, stdin io.Reader, stdout, stderr io.Writer) error {
	c, call, err := parseUser(args, stderr)
	if err != nil {
		return err
	}
	call.Stdin, call.Stdout, call.Stderr = stdin, stdout, stderr
	return misusedCommand(commands.User(ctx, call, c.open), stderr)
}

// Report runs "central report" with its arguments.
func Report(ctx context.Context, args []string, stdout, stderr io.Writer) error {
	c, call, err := parseReport(args, stderr)
	if err != nil {
		return err
	}
	call.Stdout = stdout
	return misusedCommand(commands.Report(ctx, call, c.open), stderr)
}

// Privacy runs "central privacy" with its arguments.
func Privacy(ctx context.Context, args []string, stdin io.Reader, stdout, stderr io.Writer) error {
	c, call, err := parsePrivacy(args, stderr)
	if err != nil {
		return err
	}
	call.Stdin, call.Stdout, call.Keys = stdin, stdout, c.loadKeys
	return misusedCommand(commands.Privacy(ctx, call, c.open), stderr)
}

// loadKeys reads the server's master key. A command makes none: with a new one it
// would find nobody.
func (c Config) loadKeys() (*secret.Keys, error) {
	switch {
	case c.Secret != "" || c.Data != "":
	case c.Database == "":
		return nil, errNoData
	default:
		return nil, errNoSecret
	}
	if _, err := os.Stat(c.secretFile()); err != nil {
		return nil, fmt.Errorf("master key: %w", err)
	}
	return secret.Load(c.secretFile())
}

// open opens the database of a configuration for a command.
func (c Config) open(ctx context.Context, mayMake bool) (*store.Store, error) {
	if !mayMake && c.Database == "" && c.Data != "" && !hasDatabase(c.Data) {
		return nil, fmt.Errorf("no database in %s", c.Data)
	}
	backend, err := Backend(ctx, c)
	if err != nil {
		return nil, err
	}
	s, err := store.New(ctx, backend, store.Options{})
	if err != nil {
		return nil, errors.Join(err, backend.Close())
	}
	return s, nil
}

// misusedCommand prints what was wrong with the command line of a command.
func misusedCommand(err error, stderr io.Writer) error {
	if errors.Is(err, commands.ErrUsage) {
		_, _ = fmt.Fprintln(stderr, err)
		return ErrUsage
	}
	return err
}

func (s *server) fill(ctx context.Context, backend store.Backend, begin beginning) (office.Clock, error) {
	rows, err := backend.Offices(ctx)
	if err != nil {
		return nil, err
	}
	var first *officefile.Office
	switch {
	case len(rows) > 0:
		if first, err = stored(ctx, backend, rows[0].ID); err != nil {
			return nil, err
		}
		if begin.text != nil {
			s.log.WarnContext(ctx, "office file not taken: the database has offices already; use central office import", "file", s.config.Office)
		}
	case begin.text == nil:
		return nil, errNoOffice
	default:
		if first, err = begin.checked(s.config.Office); err != nil {
			return nil, err
		}
	}
	clock := office.SystemClock()
	if s.config.Clock != "" {
		at, err := parseClock(s.config.Clock, first.ZoneOrUTC())
		if err != nil {
			return nil, err
		}
		clock = office.ClockFrom(at)
		s.log.WarnContext(ctx, "the clock is set for a demonstration", "clock", at.String())
	}
	s.store, err = store.New(ctx, backend, s.watchCommits(store.Options{Log: s.log, Now: clock.Now, Failed: s.metrics.CommitFailed}))
	if err != nil || len(rows) > 0 {
		return clock, err
	}
	done, err := commands.ImportChecked(ctx, s.store, first, begin.text)
	if err == nil {
		s.log.InfoContext(ctx, "office imported", "office", done.Office, "revision", done.Revision)
	}
	return clock, err
}

// stored returns an office of the database, which was checked when it was imported.
func stored(ctx context.Context, backend store.Backend, id string) (*officefile.Office, error) {
	text, err := backend.File(ctx, id)
	if err != nil {
		return nil, err
	}
	file, problems := officefile.Parse(id+".toml", []byte(text))
	return file, problems.Err()
}
