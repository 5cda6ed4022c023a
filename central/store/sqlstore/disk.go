package sqlstore

import (
	"errors"
	"syscall"

	"github.com/ncruces/go-sqlite3"
	"github.com/ncruces/go-sqlite3/vfs"
)

// diskVFS is the operating system's storage layer without memory mapping. The
// driver (v0.36.0) offers mapping when it opens a file and takes it back when it
// finds page checksums in it; a checkpoint after the commit of another process
// then closes a mapping that is not there, and panics.
const diskVFS = "numerek"

func registerDisk() {
	if os, ok := vfs.Find("os").(vfs.VFSFilename); ok {
		vfs.Register(diskVFS, disk{os})
	}
}

type disk struct{ vfs.VFSFilename }

// OpenFilename implements [vfs.VFSFilename].
func (d disk) OpenFilename(name *vfs.Filename, flags vfs.OpenFlag) (vfs.File, vfs.OpenFlag, error) {
	f, out, err := d.VFSFilename.OpenFilename(name, flags)
	if whole, ok := f.(unmapped); ok && err == nil {
		return local{whole}, out, nil
	}
	return f, out, err
}

// local is a file whose writes tell a full disk from a broken one. The driver
// means to, but looks for the bare error number where the operating system's
// error also names the file.
type local struct{ unmapped }

// WriteAt implements [vfs.File].
func (f local) WriteAt(p []byte, off int64) (int, error) {
	n, err := f.unmapped.WriteAt(p, off)
	return n, full(err)
}

func full(err error) error {
	if errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT) {
		return sqlite3.FULL
	}
	return err
}

// unmapped is all that a file of the operating system can do, but mapping.
type unmapped interface {
	vfs.FileLockState
	vfs.FileHasMoved
	vfs.FileSizeHint
	vfs.FilePersistWAL
	vfs.FilePowersafeOverwrite
	vfs.FileSharedMemory
}
