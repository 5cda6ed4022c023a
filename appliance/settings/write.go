package settings

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/user"
	"path/filepath"
	"strconv"
)

// shared is the folder of the appliance's user. Root's files in it stay root's: with
// the sticky bit the user puts files of its own beside them, and cannot take them away.
const (
	shared     = "/run/numerek"
	sharedMode = 0o775 | fs.ModeSticky
)

// Owner is the user that the appliance runs as. The zero value is whoever writes.
type Owner struct {
	known    bool
	uid, gid int
}

// OwnerOf looks a user up, the zero Owner where there is none of this name, as on a desk.
func OwnerOf(name string) (Owner, error) {
	u, err := user.Lookup(name)
	if _, unknown := errors.AsType[user.UnknownUserError](err); unknown {
		return Owner{}, nil
	}
	if err != nil {
		return Owner{}, err
	}
	uid, err1 := strconv.Atoi(u.Uid)
	gid, err2 := strconv.Atoi(u.Gid)
	return Owner{known: true, uid: uid, gid: gid}, errors.Join(err1, err2)
}

// Write puts files under root, each as a whole, and takes those of [Paths] away that
// are not among them. It does what it can, and returns the errors of the rest.
func Write(root string, files map[string]File, owner Owner) error {
	errs := []error{share(filepath.Join(root, shared), owner)}
	for _, path := range Paths() {
		file, wanted := files[path]
		path = filepath.Join(root, path)
		if !wanted {
			if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
				errs = append(errs, err)
			}
			continue
		}
		errs = append(errs, put(path, file, owner))
	}
	return errors.Join(errs...)
}

// share makes the folder that root and the appliance's user both write to.
func share(path string, owner Owner) error {
	if err := os.MkdirAll(path, 0o755); err != nil { //nolint:gosec // Others look into it.
		return err
	}
	if owner.known {
		if err := os.Chown(path, os.Getuid(), owner.gid); err != nil {
			return err
		}
	}
	return os.Chmod(path, sharedMode)
}

// put replaces a file. Nobody sees half of it, nor a secret before it is locked.
func put(path string, file File, owner Owner) error {
	folder := filepath.Dir(path)
	if err := os.MkdirAll(folder, 0o755); err != nil { //nolint:gosec // The system's services look into it.
		return err
	}
	f, err := os.CreateTemp(folder, ".settings-") // mode 0600
	if err != nil {
		return err
	}
	_, err = f.WriteString(file.Content)
	if err == nil && file.Owned && owner.known {
		err = f.Chown(owner.uid, owner.gid)
	}
	if err == nil {
		err = f.Chmod(file.Mode)
	}
	if err = errors.Join(err, f.Close()); err == nil {
		err = os.Rename(f.Name(), path)
	}
	if err != nil {
		return fmt.Errorf("write %s: %w", path, errors.Join(err, os.Remove(f.Name())))
	}
	return nil
}
