package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"golang.org/x/sys/unix"

	"numerek/central/officefile"
)

// markerFile is in every folder that a demonstration made, and is its lock.
const markerFile = "numerek-demo.lock"

// serverLock is what a running server holds in its data folder. It is never
// removed: a lock that is a file of the same name anew locks nobody out.
const serverLock = "numerek.lock"

// madeHere is what the server and the printer make in the folder; the kiosks and
// the monitors have a folder each, named after them.
var madeHere = []string{
	"numerek.db", "numerek.db-wal", "numerek.db-shm", "numerek.db-journal", "central.log",
	"secret.key", "messages.txt", "printer", "printer.sock", "printer.log", "tickets",
}

// folder is the data of a demonstration, which one run at a time has.
type folder struct {
	path string
	lock *os.File
}

// takeFolder makes the folder, or takes one that an earlier run made. One that
// holds anything else is refused: what stands there is not the demonstration's
// to mix with or to delete. Close gives it back.
func takeFolder(path string) (*folder, error) {
	path, err := filepath.Abs(path)
	if err != nil {
		return nil, err
	}
	if err := os.MkdirAll(path, 0o700); err != nil {
		return nil, err
	}
	marker := filepath.Join(path, markerFile)
	if _, err := os.Lstat(marker); errors.Is(err, os.ErrNotExist) {
		entries, err := os.ReadDir(path)
		if err != nil {
			return nil, err
		}
		// Another run that begins just now may have put the marker here since.
		for _, e := range entries {
			if e.Name() != markerFile {
				return nil, fmt.Errorf("%s holds something (%s) and was not made by ./scripts/run: name a new or an empty folder with --data", path, e.Name())
			}
		}
	} else if err != nil {
		return nil, err
	}
	lock, err := os.OpenFile(marker, os.O_CREATE|os.O_RDWR|unix.O_NOFOLLOW, 0o600)
	if err != nil {
		return nil, err
	}
	err = lockNow(lock)
	if errors.Is(err, unix.EWOULDBLOCK) {
		err = fmt.Errorf("another ./scripts/run uses %s: stop it, or name another folder with --data", path)
	}
	if err != nil {
		return nil, errors.Join(err, lock.Close())
	}
	return &folder{path: path, lock: lock}, nil
}

// clear removes what demonstrations of the office made here, and nothing else.
// It refuses while a server that somebody started by hand has the database.
func (f *folder) clear(office *officefile.Office) error {
	server, err := os.OpenFile(filepath.Join(f.path, serverLock), os.O_CREATE|os.O_RDWR|unix.O_NOFOLLOW, 0o600)
	if err != nil {
		return err
	}
	defer server.Close() //nolint:errcheck // nothing was written
	if err := lockNow(server); err != nil {
		return fmt.Errorf("a server uses the database in %s: %w", f.path, err)
	}
	var errs []error
	for _, name := range slices.Concat(madeHere, kiosks(office), displays(office)) {
		errs = append(errs, os.RemoveAll(filepath.Join(f.path, name)))
	}
	return errors.Join(errs...)
}

// lockNow locks a file until it is closed, or fails with EWOULDBLOCK.
func lockNow(file *os.File) error {
	return unix.Flock(int(file.Fd()), unix.LOCK_EX|unix.LOCK_NB)
}

// Close lets another run have the folder.
func (f *folder) Close() error { return f.lock.Close() }

// kiosks are the ids of the office's kiosks, in the order of its file.
func kiosks(office *officefile.Office) (ids []string) {
	for _, l := range office.Locations {
		for _, k := range l.Kiosks {
			ids = append(ids, k.ID)
		}
	}
	return ids
}

// displays are the ids of the office's monitors, in the order of its file.
func displays(office *officefile.Office) (ids []string) {
	for _, l := range office.Locations {
		for _, d := range l.Displays {
			ids = append(ids, d.ID)
		}
	}
	return ids
}

// announcer is the monitor that speaks in the building of a kiosk.
func announcer(office *officefile.Office, kiosk string) string {
	place, _, _ := office.Kiosk(kiosk)
	for _, d := range place.Displays {
		if d.Announcer {
			return d.ID
		}
	}
	return ""
}
