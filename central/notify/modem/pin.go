package modem

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
)

// pins remembers the PIN that is being tried, or was not accepted, also over a
// restart where it has a folder: a third wrong one locks the SIM.
type pins struct {
	file string // empty: only in this process

	mu    sync.Mutex
	tried string // in the form of mark; empty where none is in doubt
}

// pinFile names the memory within its folder.
const pinFile = "modem-pin-tried"

func newPINs(folder string) *pins {
	if folder == "" {
		return &pins{}
	}
	return &pins{file: filepath.Join(folder, pinFile)}
}

// mark is what is kept of a PIN: enough to know it again.
func mark(pin string) string {
	sum := sha256.Sum256([]byte("numerek modem " + pin))
	return hex.EncodeToString(sum[:])
}

// begin notes that a PIN is about to be tried, or says that it was already.
func (p *pins) begin(pin string) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.file != "" {
		old, err := os.ReadFile(p.file)
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
		if len(old) > 0 {
			p.tried = strings.TrimSpace(string(old))
		}
	}
	if p.tried == mark(pin) {
		if p.file != "" {
			return fmt.Errorf("%w until it is another, or until %s is deleted", errWrongPIN, p.file)
		}
		return errWrongPIN
	}
	if p.file != "" {
		if err := writeSynced(p.file, mark(pin)+"\n"); err != nil {
			return err
		}
	}
	p.tried = mark(pin)
	return nil
}

// accepted forgets it: the SIM has taken it.
func (p *pins) accepted() error {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.tried = ""
	if p.file == "" {
		return nil
	}
	if err := os.Remove(p.file); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}

// writeSynced writes a file that outlives a power cut.
func writeSynced(name, content string) (err error) {
	f, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	if _, err := f.WriteString(content); err != nil {
		return err
	}
	if err := f.Sync(); err != nil {
		return err
	}
	dir, err := os.Open(filepath.Dir(name))
	if err != nil {
		return err
	}
	return errors.Join(dir.Sync(), dir.Close())
}
