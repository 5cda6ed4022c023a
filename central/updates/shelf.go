package updates

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"numerek/central/store"
	"numerek/central/updates/bundle"
	"numerek/central/updates/rollout"
)

// suffix ends the names of bundles.
const suffix = ".raucb"

// fileOf is the name under which the bundle of a version is kept: that of the file
// that was added may be anything.
func fileOf(version string) string { return "numerek-appliance-" + version + suffix }

// Add takes a bundle into the folder, and its version into the database. One that is
// there already is only put into the folder of this server. A version keeps its bundle
// when it is removed: devices that have installed it know it by its version, and would
// take another one for the same. Errors: [ErrNoFolder],
// [ErrVersion], [ErrOtherBundle], those of package bundle, of files and of the store.
func (u *Updates) Add(ctx context.Context, path string) (Release, error) {
	if u.folder == "" {
		return Release{}, ErrNoFolder
	}
	about, err := readBundle(path)
	if err != nil {
		return Release{}, fmt.Errorf("%s: %w", path, err)
	}
	if !rollout.ValidVersion(about.Version) {
		return Release{}, fmt.Errorf("%s: %q: %w", path, about.Version, ErrVersion)
	}
	if err := u.other(ctx, about); err != nil {
		return Release{}, err
	}
	if err := u.shelve(path, about); err != nil {
		return Release{}, err
	}
	row := store.Release{
		Version: about.Version, File: fileOf(about.Version), SHA256: about.SHA256, Size: about.Size, Compatible: about.Compatible, AddedAt: u.now(),
	}
	err = u.store.Update(ctx, store.Keys{Releases: []string{row.Version}}, func(tx *store.Tx) error {
		old, err := tx.Release(row.Version)
		switch {
		case err == nil && old.SHA256 != row.SHA256:
			return otherError(old)
		case err == nil && old.RemovedAt.IsZero():
			row = old
			return nil
		case err != nil && !errors.Is(err, store.ErrNotFound):
			return err
		}
		tx.PutRelease(row)
		return nil
	})
	if err != nil {
		return Release{}, err
	}
	return u.standing(row)
}

// other refuses a bundle before the folder has it in the place of another.
func (u *Updates) other(ctx context.Context, about bundle.About) error {
	rows, err := u.store.Releases(ctx)
	if err != nil {
		return err
	}
	for _, r := range rows {
		if r.Version == about.Version && r.SHA256 != about.SHA256 {
			return otherError(r)
		}
	}
	return nil
}

func otherError(r store.Release) error {
	removed := ""
	if !r.RemovedAt.IsZero() {
		removed = ", removed on " + r.RemovedAt.Local().Format(time.DateOnly)
	}
	return fmt.Errorf("%s: %w, sha256 %s%s; devices may have that one: build the other with a version of its own",
		r.Version, ErrOtherBundle, r.SHA256, removed)
}

func readBundle(path string) (bundle.About, error) {
	f, err := os.Open(path)
	if err != nil {
		return bundle.About{}, err
	}
	defer func() { _ = f.Close() }()
	info, err := f.Stat()
	if err != nil {
		return bundle.About{}, err
	}
	return bundle.Read(f, info.Size())
}

// shelve copies a bundle into the folder; a server that serves from it sees the old
// file or the whole new one.
func (u *Updates) shelve(path string, about bundle.About) (err error) {
	if err := os.MkdirAll(u.folder, 0o700); err != nil {
		return err
	}
	from, err := os.Open(path)
	if err != nil {
		return err
	}
	defer func() { _ = from.Close() }()
	to, err := os.CreateTemp(u.folder, ".new-*")
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, os.Remove(to.Name()))
		}
	}()
	h := sha256.New()
	_, err = io.Copy(io.MultiWriter(to, h), from)
	if err := errors.Join(err, to.Sync(), to.Close()); err != nil {
		return err
	}
	if hex.EncodeToString(h.Sum(nil)) != about.SHA256 {
		return fmt.Errorf("%s changed while it was copied", path)
	}
	return os.Rename(to.Name(), filepath.Join(u.folder, fileOf(about.Version)))
}

// has says whether the folder has the bundle of a version. Its contents are the
// device's to check: they are signed.
func (u *Updates) has(r store.Release) error {
	if u.folder == "" {
		return ErrNoFolder
	}
	info, err := os.Stat(filepath.Join(u.folder, r.File))
	if errors.Is(err, fs.ErrNotExist) || err == nil && info.Size() != r.Size {
		return fmt.Errorf("%s in %s: %w", r.File, u.folder, ErrMissing)
	}
	return err
}

// Open opens a bundle by the name that an offer has. Errors: [ErrNoFolder],
// [ErrUnknownVersion], [ErrMissing], and of the store.
func (u *Updates) Open(ctx context.Context, name string) (*os.File, Release, error) {
	rows, err := u.store.Releases(ctx)
	if err != nil {
		return nil, Release{}, err
	}
	for _, row := range rows {
		if row.File != name || !row.RemovedAt.IsZero() {
			continue
		}
		if err := u.has(row); err != nil {
			u.miss(ctx, row.Version, err)
			return nil, Release{}, err
		}
		r, err := u.standing(row)
		if err != nil {
			return nil, Release{}, err
		}
		f, err := os.Open(filepath.Join(u.folder, row.File))
		return f, r, err
	}
	return nil, Release{}, fmt.Errorf("%w: %s", ErrUnknownVersion, strings.TrimSuffix(name, suffix))
}
