package journal

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"golang.org/x/sys/unix"
)

// directory is a Folder of the file system: the path of the journal in it.
type directory string

var _ Folder = directory("")

// Lock takes a lock that the kernel lets go of when the program ends, however it ends.
func (d directory) Lock() (io.Closer, error) {
	f, err := os.OpenFile(string(d)+".lock", os.O_RDWR|os.O_CREATE|unix.O_CLOEXEC, 0o600)
	if err != nil {
		return nil, fmt.Errorf("journal lock: %w", err)
	}
	err = unix.Flock(int(f.Fd()), unix.LOCK_EX|unix.LOCK_NB)
	switch {
	case errors.Is(err, unix.EWOULDBLOCK):
		return nil, errors.Join(ErrInUse, f.Close())
	case err != nil:
		return nil, errors.Join(fmt.Errorf("journal lock: %w", err), f.Close())
	}
	return f, nil
}

func (d directory) Read() ([]byte, error) { return os.ReadFile(string(d)) }

func (d directory) Append() (File, error) {
	return openSynced(string(d), os.O_WRONLY|os.O_APPEND)
}

func (d directory) Create() (File, error) {
	return openSynced(string(d)+".new", os.O_WRONLY|os.O_CREATE|os.O_TRUNC|os.O_APPEND)
}

// Replace renames the new file and makes its name durable.
func (d directory) Replace() error {
	if err := os.Rename(string(d)+".new", string(d)); err != nil {
		return err
	}
	return d.syncNames()
}

// syncNames makes the names of files durable.
func (d directory) syncNames() error {
	dir, err := os.Open(filepath.Dir(string(d)))
	if err != nil {
		return err
	}
	return errors.Join(dir.Sync(), dir.Close())
}

// aside is the path of what was put aside.
func (d directory) aside() string { return string(d) + ".newer" }

func (d directory) Aside() ([]byte, error) { return os.ReadFile(d.aside()) }

func (d directory) PutAside(file []byte) error {
	if len(file) == 0 {
		if err := os.Remove(d.aside()); err != nil {
			return err
		}
		return d.syncNames()
	}
	f, err := d.Create()
	if err != nil {
		return err
	}
	_, err = f.Write(file)
	if err == nil {
		err = f.Sync()
	}
	if err = errors.Join(err, f.Close()); err != nil {
		return err
	}
	if err := os.Rename(string(d)+".new", d.aside()); err != nil {
		return err
	}
	return d.syncNames()
}

// synced is a file of which Sync takes the content to the card, and nothing else
// that would cost another write.
type synced struct{ *os.File }

func (f synced) Sync() error { return unix.Fdatasync(int(f.Fd())) }

func openSynced(path string, how int) (File, error) {
	f, err := os.OpenFile(path, how, 0o600)
	if err != nil {
		return nil, err
	}
	return synced{f}, nil
}
