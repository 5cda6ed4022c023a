package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"numerek/central/commands"
	"numerek/central/office"
	"numerek/central/officefile"
	"numerek/central/store"
	"numerek/central/store/sqlstore"
)

// databaseFile is the SQLite file in the data directory.
const databaseFile = "numerek.db"

// errNoData says which flag is missing.
var errNoData = errors.New("name the data directory with --data DIRECTORY, or a PostgreSQL with --database URL")

// errNoOffice says what to do with an empty database.
var errNoOffice = errors.New("the database is empty: name an office file with --office FILE")

// described is a backend that can say how it keeps its data.
type described interface {
	store.Backend
	Describe() string
}

// open opens the database, with its first office where it is empty, and sets
// the clock.
func (s *server) open(ctx context.Context) (office.Clock, error) {
	backend, err := Backend(ctx, s.config)
	if err != nil {
		return nil, err
	}
	if s.config.Wrap != nil {
		backend = s.config.Wrap(backend)
	}
	clock, err := s.fill(ctx, backend)
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
	err = commands.Office(ctx, words, stdout, stderr, func(ctx context.Context) (*store.Store, error) {
		backend, err := Backend(ctx, c)
		if err != nil {
			return nil, err
		}
		s, err := store.New(ctx, backend, store.Options{})
		if err != nil {
			return nil, errors.Join(err, backend.Close())
		}
		return s, nil
	})
	if errors.Is(err, commands.ErrUsage) {
		_, _ = fmt.Fprintln(stderr, err)
		return ErrUsage
	}
	return err
}

func (s *server) fill(ctx context.Context, backend store.Backend) (office.Clock, error) {
	rows, err := backend.Offices(ctx)
	if err != nil {
		return nil, err
	}
	first, text, err := s.first(ctx, backend, rows)
	if err != nil {
		return nil, err
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
	s.store, err = store.New(ctx, backend, store.Options{
		Log: s.log, Now: clock.Now, Committed: s.metrics.Committed, Failed: s.metrics.CommitFailed,
	})
	if err != nil || len(rows) > 0 {
		if s.config.Office != "" && err == nil {
			s.log.InfoContext(ctx, "office file not taken: the database has an office; use central office import", "file", s.config.Office)
		}
		return clock, err
	}
	done, err := commands.ImportChecked(ctx, s.store, first, []byte(text))
	if err == nil {
		s.log.InfoContext(ctx, "office imported", "office", done.Office, "revision", done.Revision)
	}
	return clock, err
}

// first returns the first office of the database, or the file to begin with.
func (s *server) first(ctx context.Context, backend store.Backend, rows []store.Office) (file *officefile.Office, text string, err error) {
	if len(rows) > 0 {
		if text, err = backend.File(ctx, rows[0].ID); err != nil {
			return nil, "", err
		}
		// It was checked when it was imported.
		file, problems := officefile.Parse(rows[0].ID+".toml", []byte(text))
		return file, text, problems.Err()
	}
	name := s.config.Office
	if name == "" {
		return nil, "", errNoOffice
	}
	data, err := os.ReadFile(name)
	if err != nil {
		return nil, "", fmt.Errorf("office file: %w", err)
	}
	file, problems := commands.Check(name, data)
	return file, string(data), problems.Err()
}
