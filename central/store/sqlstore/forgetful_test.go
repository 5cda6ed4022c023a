package sqlstore_test

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/ncruces/go-sqlite3"
	"github.com/ncruces/go-sqlite3/vfs"

	"numerek/central/store/sqlstore/unmapped"
)

// forgetful is a disk that loses power: from the chosen operation on everything
// fails, and what was written since the last sync of its file is afterwards
// there, or not, or in part, by sectors of 512 bytes. It can also be full.
//
// It keeps a record of what was done to it, so that one run gives a disk for
// every point at which the power may go.
//
// It is a storage layer of the driver, under everything that is shipped. Only
// the write-ahead log's index is a real file in dir, mapped as in production;
// like memory it is lost with the power.
type forgetful struct {
	name string // as a VFS
	dir  string

	mu         sync.Mutex
	happened   *sync.Cond // after every operation
	files      map[string]*disk
	life       int // grows with every power cut; older handles are dead
	ops        int // writes, truncations, deletions and syncs so far
	cutAt      int // operation at which the power goes; 0 for never
	ignoreSync bool
	failSync   bool // of the next one, which then drops what it was to keep
	capacity   int  // bytes of all files together; 0 for no limit
	random     *rand.Rand
	record     []operation
}

// operation is what a program does to a disk. All but creating a file are
// points at which the power may go.
type operation struct {
	file string
	kind operationKind
	off  int64
	data []byte
}

type operationKind int

const (
	creating operationKind = iota
	writing
	truncating
	syncing
	deleting
)

// disk is a file: what is on the platter and what a program sees.
type disk struct {
	durable, seen []byte
	pending       []operation
	synced        bool // once; before, the file itself may vanish
	locks         map[*handle]vfs.LockLevel
}

var (
	errPower    = errors.New("power lost")
	errNotMoved = errors.New("the log is not moved into the file")
	names       atomic.Int64
)

func newForgetful(t testing.TB, seed uint64, dir string) *forgetful {
	d := &forgetful{
		name:   fmt.Sprintf("forgetful-%d", names.Add(1)),
		dir:    dir,
		files:  make(map[string]*disk),
		random: rand.New(rand.NewPCG(seed, 7421)),
	}
	d.happened = sync.NewCond(&d.mu)
	vfs.Register(d.name, d)
	t.Cleanup(func() { vfs.Unregister(d.name) })
	return d
}

// do counts an operation and carries it out while there is power.
func (d *forgetful) do(o operation) error {
	d.record = append(d.record, o)
	d.happened.Broadcast()
	if o.kind != creating {
		d.ops++
	}
	if d.powered() {
		d.apply(o)
		return nil
	}
	if f := d.files[o.file]; f != nil && (o.kind == writing || o.kind == truncating) {
		f.pending = append(f.pending, o) // it may have reached the platter
	}
	return errPower
}

func (d *forgetful) apply(o operation) {
	f := d.files[o.file]
	switch o.kind {
	case creating:
		d.files[o.file] = new(disk)
	case writing, truncating:
		f.pending = append(f.pending, o)
		f.seen = o.on(f.seen)
	case syncing:
		if d.ignoreSync {
			return
		}
		for _, o := range f.pending {
			f.durable = o.on(f.durable)
		}
		f.pending, f.synced = nil, true
	case deleting:
		delete(d.files, o.file)
	}
}

// on returns the bytes of a file after a writing or truncating operation.
func (o operation) on(b []byte) []byte {
	if o.kind == truncating {
		return b[:min(int64(len(b)), o.off)]
	}
	return put(b, o.off, o.data)
}

// cut returns a disk on which the same was done until the power went in the
// given operation, and which has power again.
func (d *forgetful) cut(t testing.TB, at int, ignoreSync bool) *forgetful {
	c := newForgetful(t, uint64(at), d.dir)
	c.cutAt, c.ignoreSync = at, ignoreSync
	for _, o := range d.record {
		if c.do(o) != nil {
			break
		}
	}
	c.record = nil
	c.restart()
	return c
}

// kill ends the program that uses the disk, which keeps its power.
func (d *forgetful) kill() {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.life++
	for _, f := range d.files {
		f.locks = nil
	}
}

// breakSync has the next sync fail.
func (d *forgetful) breakSync() {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.failSync = true
}

// done returns how many operations there were.
func (d *forgetful) done() int {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.ops
}

// limit sets how many bytes fit on the disk, and total says how many are there.
func (d *forgetful) limit(bytes int) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.capacity = bytes
}

func (d *forgetful) total() int {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.used()
}

// recorded is how many operations are in the record.
func (d *forgetful) recorded() int {
	d.mu.Lock()
	defer d.mu.Unlock()
	return len(d.record)
}

// movedSince says whether anything of the write-ahead log has come into the database
// file, durably, after that many operations.
func (d *forgetful) movedSince(from int) bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.moved(from)
}

func (d *forgetful) moved(from int) bool {
	return slices.ContainsFunc(d.record[min(from, len(d.record)):], func(o operation) bool {
		return o.kind == syncing && o.file == "numerek.db"
	})
}

// patience is how long a log that is worth moving may lie: it is moved within
// milliseconds, on a machine that has time.
const patience = time.Minute

// awaitMoved waits until movedSince.
func (d *forgetful) awaitMoved(from int) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	end := time.Now().Add(patience)
	defer time.AfterFunc(patience, d.happened.Broadcast).Stop()
	for d.powered() {
		if d.moved(from) {
			return nil
		}
		if !time.Now().Before(end) {
			return errNotMoved
		}
		d.happened.Wait()
	}
	return errPower
}

func (d *forgetful) powered() bool { return d.cutAt == 0 || d.ops < d.cutAt }

// restart brings the power back and decides what survived.
func (d *forgetful) restart() {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.life++
	d.cutAt = 0
	for name, f := range d.files {
		if !f.synced && d.random.IntN(2) == 0 {
			delete(d.files, name)
			continue
		}
		for _, w := range f.pending {
			f.durable = d.survive(f.durable, w)
		}
		f.pending, f.locks = nil, nil
		f.seen = append([]byte(nil), f.durable...)
	}
}

func (d *forgetful) survive(b []byte, o operation) []byte {
	fate := d.random.IntN(3)
	switch {
	case fate == 0: // lost
		return b
	case fate == 1 && o.kind == writing: // torn
		const sector = 512
		for off := 0; off < len(o.data); off += sector {
			if d.random.IntN(2) == 0 {
				b = put(b, o.off+int64(off), o.data[off:min(off+sector, len(o.data))])
			}
		}
		return b
	default: // kept
		return o.on(b)
	}
}

func put(b []byte, off int64, p []byte) []byte {
	if more := int(off) + len(p) - len(b); more > 0 {
		if int(off)+len(p) > cap(b) {
			b = slices.Grow(b, len(b)+len(p)) // twice as much: files grow by small writes
		}
		b = append(b, make([]byte, more)...)
	}
	copy(b[off:], p)
	return b
}

// Open implements [vfs.VFS].
func (d *forgetful) Open(name string, flags vfs.OpenFlag) (vfs.File, vfs.OpenFlag, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if !d.powered() {
		return nil, flags, errPower
	}
	if d.files[name] == nil {
		if flags&vfs.OPEN_CREATE == 0 {
			return nil, flags, sqlite3.CANTOPEN
		}
		if err := d.do(operation{file: name, kind: creating}); err != nil {
			return nil, flags, err
		}
	}
	shm := vfs.NewSharedMemory(filepath.Join(d.dir, fmt.Sprintf("%s-%d-shm", d.name, d.life)), flags)
	return &handle{d: d, name: name, f: d.files[name], life: d.life, shm: shm}, flags, nil
}

// Delete implements [vfs.VFS].
func (d *forgetful) Delete(name string, _ bool) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.do(operation{file: name, kind: deleting})
}

// Access implements [vfs.VFS].
func (d *forgetful) Access(name string, _ vfs.AccessFlag) (bool, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.files[name] != nil, nil
}

// FullPathname implements [vfs.VFS].
func (d *forgetful) FullPathname(name string) (string, error) { return name, nil }

type handle struct {
	d    *forgetful
	name string
	f    *disk
	life int
	shm  vfs.SharedMemory
}

// enter locks the disk for an operation; dead handles find no power.
func (h *handle) enter() (leave func(), err error) {
	h.d.mu.Lock()
	if h.life != h.d.life || !h.d.powered() {
		h.d.mu.Unlock()
		return nil, errPower
	}
	return h.d.mu.Unlock, nil
}

func (h *handle) Close() error {
	h.d.mu.Lock()
	delete(h.f.locks, h)
	h.d.mu.Unlock()
	if h.shm != nil {
		return h.shm.Close()
	}
	return nil
}

func (h *handle) ReadAt(p []byte, off int64) (int, error) {
	leave, err := h.enter()
	if err != nil {
		return 0, err
	}
	defer leave()
	if off >= int64(len(h.f.seen)) {
		return 0, io.EOF
	}
	n := copy(p, h.f.seen[off:])
	if n < len(p) {
		return n, io.EOF
	}
	return n, nil
}

func (h *handle) WriteAt(p []byte, off int64) (int, error) {
	leave, err := h.enter()
	if err != nil {
		return 0, err
	}
	defer leave()
	if h.d.capacity > 0 && int(off)+len(p) > len(h.f.seen) && h.d.used()+int(off)+len(p)-len(h.f.seen) > h.d.capacity {
		return 0, unmapped.Full(&fs.PathError{Op: "write", Path: h.name, Err: syscall.ENOSPC})
	}
	o := operation{file: h.name, kind: writing, off: off, data: append([]byte(nil), p...)}
	if err := h.d.do(o); err != nil {
		return 0, err
	}
	return len(p), nil
}

func (d *forgetful) used() (sum int) {
	for _, f := range d.files {
		sum += len(f.seen)
	}
	return sum
}

func (h *handle) Truncate(size int64) error {
	leave, err := h.enter()
	if err != nil {
		return err
	}
	defer leave()
	return h.d.do(operation{file: h.name, kind: truncating, off: size})
}

func (h *handle) Sync(vfs.SyncFlag) error {
	leave, err := h.enter()
	if err != nil {
		return err
	}
	defer leave()
	if h.d.failSync {
		h.d.failSync, h.f.pending = false, nil
		return &fs.PathError{Op: "sync", Path: h.name, Err: syscall.EIO}
	}
	return h.d.do(operation{file: h.name, kind: syncing})
}

func (h *handle) Size() (int64, error) {
	leave, err := h.enter()
	if err != nil {
		return 0, err
	}
	defer leave()
	return int64(len(h.f.seen)), nil
}

// Lock implements [vfs.File]: many may share, one may reserve, one alone may
// exclude the others.
func (h *handle) Lock(level vfs.LockLevel) error {
	h.d.mu.Lock()
	defer h.d.mu.Unlock()
	for other, held := range h.f.locks {
		if other != h && (level == vfs.LOCK_EXCLUSIVE || held == vfs.LOCK_EXCLUSIVE ||
			level >= vfs.LOCK_RESERVED && held >= vfs.LOCK_RESERVED) {
			return sqlite3.BUSY
		}
	}
	if h.f.locks == nil {
		h.f.locks = make(map[*handle]vfs.LockLevel)
	}
	h.f.locks[h] = level
	return nil
}

// Unlock implements [vfs.File].
func (h *handle) Unlock(level vfs.LockLevel) error {
	h.d.mu.Lock()
	defer h.d.mu.Unlock()
	if level == vfs.LOCK_NONE {
		delete(h.f.locks, h)
	} else {
		h.f.locks[h] = level
	}
	return nil
}

// CheckReservedLock implements [vfs.File].
func (h *handle) CheckReservedLock() (bool, error) {
	h.d.mu.Lock()
	defer h.d.mu.Unlock()
	for _, held := range h.f.locks {
		if held >= vfs.LOCK_RESERVED {
			return true, nil
		}
	}
	return false, nil
}

func (h *handle) SectorSize() int                                 { return 512 }
func (h *handle) DeviceCharacteristics() vfs.DeviceCharacteristic { return 0 }
func (h *handle) SharedMemory() vfs.SharedMemory                  { return h.shm }
