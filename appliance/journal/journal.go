package journal

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"slices"
	"sync"
)

// ErrInUse means that another program has the journal open.
var ErrInUse = errors.New("journal is in use by another program")

// ErrClosed means that the journal was closed before.
var ErrClosed = errors.New("journal is closed")

// compactAbove is the size in bytes above which a journal is replaced by a short
// one: some hundred tickets. One whose unfinished requests alone are so long may
// grow to twice their length first, so that writing anew stays rare.
const compactAbove = 128 << 10

// Folder is where a journal lies: one file, and for a moment another one beside
// it. Errors of Lock: ErrInUse; of Read: [fs.ErrNotExist] where there is no journal yet.
type Folder interface {
	// Lock keeps every other program off the journal until it is closed.
	Lock() (io.Closer, error)
	// Read returns the journal as it is.
	Read() ([]byte, error)
	// Append opens the journal; what is written comes after what is there.
	Append() (File, error)
	// Create begins an empty file beside the journal, and forgets an older one.
	Create() (File, error)
	// Replace puts the file that was created in the journal's place. Once it
	// returns, no power cut brings the old one back.
	Replace() error
	// Aside returns what was put aside before, [fs.ErrNotExist] where nothing was.
	Aside() ([]byte, error)
	// PutAside keeps a file beside the journal in the place of an older one, for
	// good; nothing ends that.
	PutAside(file []byte) error
}

// File is an open file. What was written survives a power cut once Sync returns.
type File interface {
	io.WriteCloser
	Sync() error
}

// Journal is an open journal. Its methods may be called by several goroutines.
type Journal struct {
	mu     sync.Mutex
	folder Folder
	lock   io.Closer
	file   File
	size   int64
	least  int64 // size after the last rewrite
	state  State
	broken bool // the file may end in a record that Append refused
	newer  bool // what a newer program wrote is kept aside
}

// Open opens the journal at path or begins a new one, and returns what it
// amounts to. The directory must exist. Errors: ErrInUse, and those of the file
// system. A journal that a newer program wrote is put aside, see [Journal.Newer].
func Open(path string) (*Journal, State, error) { return OpenIn(directory(path)) }

// OpenIn opens the journal of a folder, as Open does.
func OpenIn(folder Folder) (*Journal, State, error) {
	lock, err := folder.Lock()
	if err != nil {
		return nil, State{}, err
	}
	j := &Journal{folder: folder, lock: lock}
	if err := j.load(); err != nil {
		return nil, State{}, errors.Join(err, lock.Close())
	}
	return j, j.State(), nil
}

// load reads the file and leaves it open for appending.
func (j *Journal) load() error {
	old, err := j.folder.Read()
	fresh := errors.Is(err, fs.ErrNotExist)
	if err != nil && !fresh {
		return fmt.Errorf("read journal: %w", err)
	}
	records, mend, err := decode(old)
	if err != nil {
		if err := j.putAside(old); err != nil {
			return err
		}
		records, mend = nil, true
	}
	j.state = Replay(records)
	if back, err := j.takeBack(); back || err != nil {
		return err
	}
	// What is torn, unreadable or settled goes by writing anew: the old file
	// stays whole until the new one is.
	if fresh || mend || len(old) > compactAbove {
		return j.rewrite()
	}
	f, err := j.folder.Append()
	if err != nil {
		return fmt.Errorf("open journal: %w", err)
	}
	j.file, j.size = f, int64(len(old))
	return nil
}

// State returns what the journal amounts to now.
func (j *Journal) State() State {
	j.mu.Lock()
	defer j.mu.Unlock()
	s := j.state
	s.Open, s.Doubtful = slices.Clone(s.Open), slices.Clone(s.Doubtful)
	return s
}

// Append adds a record. When it returns nil, the record is as durable as its
// Kind has to be: taps, begins, outcomes, abandonments and boots are on the
// card. After an error the record does not count, although the file may hold
// it until the next Append; for every kind that is the harmless side.
func (j *Journal) Append(r Record) error {
	j.mu.Lock()
	defer j.mu.Unlock()
	if j.lock == nil {
		return ErrClosed
	}
	if j.broken || j.size > max(compactAbove, 2*j.least) {
		if err := j.rewrite(); err != nil {
			return err
		}
	}
	if err := j.write(r); err != nil {
		// After a refused sync the kernel may drop what it had, and say yes the
		// next time; only a new file says the truth again.
		j.broken = true
		return fmt.Errorf("append to journal: %w", err)
	}
	j.state = j.state.after(r)
	return nil
}

// Check says whether the journal can be written: it tries to mend one that has
// refused a record, and costs nothing otherwise.
func (j *Journal) Check() error {
	j.mu.Lock()
	defer j.mu.Unlock()
	if j.lock == nil {
		return ErrClosed
	}
	if !j.broken {
		return nil
	}
	return j.rewrite()
}

// write appends the line of a record and syncs it if its kind asks for it.
func (j *Journal) write(r Record) error {
	line, err := encode(r)
	if err != nil {
		return err
	}
	n, err := j.file.Write(line)
	j.size += int64(n)
	if err != nil {
		return err
	}
	if r.Kind.durable() {
		return j.file.Sync()
	}
	return nil
}

// rewrite replaces the file by the shortest one that amounts to the same.
func (j *Journal) rewrite() (err error) {
	defer func() {
		if err != nil {
			j.broken = true
			err = fmt.Errorf("rewrite journal: %w", err)
		}
	}()
	next, err := j.folder.Create()
	if err != nil {
		return err
	}
	size, err := writeAll(next, records(j.state))
	if err == nil {
		err = next.Sync()
	}
	if err == nil {
		err = j.folder.Replace()
	}
	if err != nil {
		return errors.Join(err, next.Close())
	}
	if j.file != nil {
		_ = j.file.Close() // replaced; nothing in it counts any more
	}
	j.file, j.size, j.least, j.broken = next, size, size, false
	return nil
}

// writeAll writes the lines of the records and returns their length.
func writeAll(w io.Writer, rs []Record) (int64, error) {
	var size int64
	for _, r := range rs {
		line, err := encode(r)
		if err != nil {
			return size, err
		}
		n, err := w.Write(line)
		size += int64(n)
		if err != nil {
			return size, err
		}
	}
	return size, nil
}

// Close lets go of the file. What was appended stays.
func (j *Journal) Close() error {
	j.mu.Lock()
	defer j.mu.Unlock()
	if j.lock == nil {
		return nil
	}
	var err error
	if j.file != nil {
		err = j.file.Close()
	}
	err = errors.Join(err, j.lock.Close())
	j.lock, j.file = nil, nil
	return err
}
