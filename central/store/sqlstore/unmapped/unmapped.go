// Package unmapped is the operating system's storage layer for SQLite, without memory
// mapping. The driver (v0.36.0) offers mapping when it opens a file and takes it
// back when it finds page checksums in it; a checkpoint after the commit of another
// process then closes a mapping that is not there, and panics.
package unmapped

import (
	"errors"
	"syscall"

	"github.com/ncruces/go-sqlite3"
	"github.com/ncruces/go-sqlite3/vfs"
)

// VFS is the name under which it is registered.
const VFS = "numerek"

// Register makes it known to the driver.
func Register() {
	if os, ok := vfs.Find("os").(vfs.VFSFilename); ok {
		vfs.Register(VFS, layer{os})
	}
}

type layer struct{ vfs.VFSFilename }

// OpenFilename implements [vfs.VFSFilename].
func (d layer) OpenFilename(name *vfs.Filename, flags vfs.OpenFlag) (vfs.File, vfs.OpenFlag, error) {
	f, out, err := d.VFSFilename.OpenFilename(name, flags)
	if w, ok := f.(whole); ok && err == nil {
		return local{w}, out, nil
	}
	return f, out, err
}

// local is a file whose writes tell a full disk from a broken one. The driver
// means to, but looks for the bare error number where the operating system's
// error also names the file.
type local struct{ whole }

// WriteAt implements [vfs.File].
func (f local) WriteAt(p []byte, off int64) (int, error) {
	n, err := f.whole.WriteAt(p, off)
	return n, Full(err)
}

// Full is how SQLite is told that there is no space.
func Full(err error) error {
	if errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT) {
		return sqlite3.FULL
	}
	return err
}

// whole is all that a file of the operating system can do, but mapping.
type whole interface {
	vfs.FileLockState
	vfs.FileHasMoved
	vfs.FileSizeHint
	vfs.FilePersistWAL
	vfs.FilePowersafeOverwrite
	vfs.FileSharedMemory
}
