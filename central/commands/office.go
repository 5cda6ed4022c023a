package commands

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"text/tabwriter"

	"numerek/central/officefile"
	"numerek/central/store"
)

// Errors of the commands.
var (
	// ErrUsage says that a command was called wrongly; the error has its usage.
	ErrUsage = errors.New("usage")
	// ErrProblems says that an office file has problems, which have been written.
	ErrProblems = errors.New("the office file has problems")
	// ErrInUse says that an import would take away what people wait for.
	ErrInUse = errors.New("there are open tickets")
)

const officeUsage = `central office COMMAND

  check FILE...   tell every problem of office files, with their lines
  import FILE     check an office file and load it: a new office, or a new
                  revision of the one with its id
  export [ID]     print the file of an office as it was imported
  list            list the offices
  docs            describe every key of the office file
`

// Open opens the database, and makes one where there is none if it may.
type Open func(ctx context.Context, mayMake bool) (*store.Store, error)

// Office runs "central office" with its arguments. open is called by the commands
// that need the database, which also close it. Problems of files go to stderr as
// "file:line: key: message".
func Office(ctx context.Context, args []string, stdout, stderr io.Writer, open Open) error {
	if len(args) == 0 {
		return fmt.Errorf("%w: %s", ErrUsage, officeUsage)
	}
	withStore := func(mayMake bool, do func(s *store.Store) error) error {
		s, err := open(ctx, mayMake)
		if err != nil {
			return err
		}
		return errors.Join(do(s), s.Close())
	}
	switch rest := args[1:]; {
	case args[0] == "check" && len(rest) > 0:
		return checkFiles(rest, stdout, stderr)
	case args[0] == "import" && len(rest) == 1:
		data, err := os.ReadFile(rest[0])
		if err != nil {
			return err
		}
		file, err := tell(rest[0], data, stderr)
		if err != nil {
			return err
		}
		return withStore(true, func(s *store.Store) error { return importFile(ctx, s, file, data, stdout, stderr) })
	case args[0] == "export" && len(rest) <= 1:
		return withStore(false, func(s *store.Store) error { return export(ctx, s, rest, stdout) })
	case args[0] == "list" && len(rest) == 0:
		return withStore(false, func(s *store.Store) error { return list(ctx, s, stdout) })
	case args[0] == "docs" && len(rest) == 0:
		_, err := io.WriteString(stdout, officefile.Docs())
		return err
	}
	return fmt.Errorf("%w: %s", ErrUsage, officeUsage)
}

func checkFiles(files []string, stdout, stderr io.Writer) error {
	var wrong error
	for _, name := range files {
		data, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		file, err := tell(name, data, stderr)
		if err != nil {
			wrong = errors.Join(wrong, err)
			continue
		}
		if _, err := fmt.Fprintf(stdout, "%s: office %q: %s\n", name, file.ID, file.Summary()); err != nil {
			return err
		}
	}
	return wrong
}

// tell checks a file and writes its problems.
func tell(name string, data []byte, stderr io.Writer) (*officefile.Office, error) {
	file, problems := Check(name, data)
	if len(problems) == 0 {
		return file, nil
	}
	if _, err := fmt.Fprintln(stderr, problems); err != nil {
		return nil, err
	}
	return nil, fmt.Errorf("%w: %s: %d of them", ErrProblems, name, len(problems))
}

func importFile(ctx context.Context, s *store.Store, file *officefile.Office, data []byte, stdout, stderr io.Writer) error {
	done, err := ImportChecked(ctx, s, file, data)
	if err != nil {
		return err
	}
	what := "imported as"
	if !done.Changed {
		what = "nothing changed since"
	}
	if _, err := fmt.Fprintf(stdout, "office %q: %s revision %d: %s\n", done.Office, what, done.Revision, file.Summary()); err != nil {
		return err
	}
	return tellNamesakes(ctx, s, file, stderr)
}

// tellNamesakes writes which kiosks of an office must name it, because another
// office has one with the same id.
func tellNamesakes(ctx context.Context, s *store.Store, file *officefile.Office, w io.Writer) error {
	offices, err := s.Offices(ctx)
	if err != nil {
		return err
	}
	for _, o := range offices {
		if o.ID == file.ID {
			continue
		}
		text, err := s.File(ctx, o.ID)
		if err != nil {
			return err
		}
		other, _ := officefile.Parse(o.ID, []byte(text)) // its problems, by today's rules, are no matter here
		for _, l := range file.Locations {
			for _, k := range l.Kiosks {
				if _, _, both := other.Kiosk(k.ID); both {
					fmt.Fprintf(w, "note: offices %q and %q both have a kiosk %q: start it with --office, or it is refused\n", file.ID, o.ID, k.ID)
				}
			}
		}
	}
	return nil
}

func export(ctx context.Context, s *store.Store, ids []string, stdout io.Writer) error {
	offices, err := s.Offices(ctx)
	if err != nil {
		return err
	}
	var names []string
	for _, o := range offices {
		if len(ids) == 1 && o.ID == ids[0] || len(ids) == 0 && len(offices) == 1 {
			text, err := s.File(ctx, o.ID)
			if err != nil {
				return err
			}
			_, err = io.WriteString(stdout, text)
			return err
		}
		names = append(names, o.ID)
	}
	switch {
	case len(offices) == 0:
		return fmt.Errorf("office: %w: there is none yet; import one first", store.ErrNotFound)
	case len(ids) == 0:
		return fmt.Errorf("%w: there are several offices, name one of them: %q", ErrUsage, names)
	}
	return fmt.Errorf("office %q: %w; there are: %q", ids[0], store.ErrNotFound, names)
}

func list(ctx context.Context, s *store.Store, stdout io.Writer) error {
	offices, err := s.Offices(ctx)
	if err != nil {
		return err
	}
	w := tabwriter.NewWriter(stdout, 0, 0, 2, ' ', 0)
	for _, o := range offices {
		text, err := s.File(ctx, o.ID)
		if err != nil {
			return err
		}
		file, _ := officefile.Parse(o.ID, []byte(text))
		if _, err := fmt.Fprintf(w, "%s\trevision %d\t%s\t%s\n", o.ID, o.Revision, file.Text(file.Name, file.Default()), file.Summary()); err != nil {
			return err
		}
	}
	return w.Flush()
}
