package journal

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
)

// Newer says that records of a newer program are kept aside, which this one cannot
// read: the kiosk works without them, and that program goes on with them when it is
// back. Whether the printer holds a paper of theirs is not known.
func (j *Journal) Newer() bool {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.newer
}

// putAside keeps the file of a newer program, behind what was put aside before. What
// a power cut tore off its end is left out: it was never acknowledged.
func (j *Journal) putAside(file []byte) error {
	file = file[:bytes.LastIndexByte(file, '\n')+1]
	kept, err := j.folder.Aside()
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("read newer journal: %w", err)
	}
	if bytes.HasSuffix(kept, file) {
		return nil // the power was cut before the journal was begun anew
	}
	if err := j.folder.PutAside(append(kept, file...)); err != nil {
		return fmt.Errorf("put newer journal aside: %w", err)
	}
	return nil
}

// takeBack goes on with what was put aside, if this program can read it: first what
// happened before the roll-back, then what has happened since. It says whether the
// journal was written anew for that.
func (j *Journal) takeBack() (bool, error) {
	kept, err := j.folder.Aside()
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("read newer journal: %w", err)
	}
	before, _, err := decode(kept)
	if err != nil { // it waits for a program that can
		j.newer = true
		return false, nil //nolint:nilerr // As said.
	}
	j.state = Replay(append(before, records(j.state)...))
	if err := j.rewrite(); err != nil {
		return false, err
	}
	// After a cut here it is taken back twice: what is settled by then is told to the
	// server once more, which gives the same answer.
	if err := j.folder.PutAside(nil); err != nil {
		return true, errors.Join(fmt.Errorf("remove newer journal: %w", err), j.file.Close())
	}
	return true, nil
}
