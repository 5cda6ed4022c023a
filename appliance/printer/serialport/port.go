package serialport

import (
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"sync"
	"sync/atomic"
	"time"

	"github.com/tarm/serial"
	"golang.org/x/sys/unix"
)

// Errors beside os.ErrClosed, which every use after Close gives.
var (
	ErrBusy      = errors.New("serial port is in use")
	ErrUnplugged = errors.New("serial port is unplugged")
	ErrStalled   = errors.New("serial line takes nothing")
	ErrFlow      = errors.New("serial port has no hardware flow control")
)

// Options describe a line of eight bits without parity and one stop bit.
type Options struct {
	Path        string        // /dev/serial/by-id/… or a link of one's own; never /dev/ttyUSB0, which changes
	Baud        int           // 115200 unless given
	FlowControl bool          // RTS/CTS; the cable must have it
	Stall       time.Duration // how long Write waits for the line to take anything; 1 s unless given
}

// writeChunk is how much is written at once: little enough that what is lost with a stall is little.
const writeChunk = 64

// readTick is the library's own timeout, its smallest. It never elapses, because Read asks only when there is something.
const readTick = 100 * time.Millisecond

// Port is an open serial port, locked for this process. One goroutine may read and another write.
type Port struct {
	options Options
	port    *serial.Port
	control int // descriptor of the same terminal
	wake    int // eventfd that ends every poll
	locked  bool

	closing atomic.Bool
	reading sync.Mutex // held by Read
	writing sync.Mutex // held by Write and DiscardOutput
	once    sync.Once
	err     error // of Close
}

// Open opens and locks the port, and throws away what was waiting in it. It fails with ErrBusy when another process or
// another Open has it, with ErrFlow when its driver refuses flow control, and with the error of the system otherwise.
func Open(options Options) (_ *Port, err error) {
	if options.Baud == 0 {
		options.Baud = 115200
	}
	if options.Stall <= 0 {
		options.Stall = time.Second
	}
	p := &Port{options: options, control: -1, wake: -1}
	defer func() {
		if err != nil {
			err = fmt.Errorf("open %s: %w", options.Path, errors.Join(err, p.release()))
		}
	}()
	p.control, err = unix.Open(options.Path, unix.O_RDWR|unix.O_NOCTTY|unix.O_NONBLOCK|unix.O_CLOEXEC, 0)
	if err != nil {
		return nil, busy(err)
	}
	if err := unix.Flock(p.control, unix.LOCK_EX|unix.LOCK_NB); err != nil {
		return nil, busy(err)
	}
	p.locked = true
	if p.wake, err = unix.Eventfd(0, unix.EFD_CLOEXEC|unix.EFD_NONBLOCK); err != nil {
		return nil, err
	}
	p.port, err = serial.OpenPort(&serial.Config{Name: options.Path, Baud: options.Baud, ReadTimeout: readTick})
	if err != nil {
		return nil, busy(err)
	}
	if err := p.configure(); err != nil {
		return nil, err
	}
	return p, nil
}

// busy gives the errors of a port that others use one name.
func busy(err error) error {
	if errors.Is(err, unix.EBUSY) || errors.Is(err, unix.EWOULDBLOCK) {
		return errors.Join(ErrBusy, err)
	}
	return err
}

// configure sets what the library cannot set.
func (p *Port) configure() error {
	// Against programs that do not lock; the system lets root pass all the same.
	if err := unix.IoctlSetInt(p.control, unix.TIOCEXCL, 0); err != nil {
		return err
	}
	t, err := unix.IoctlGetTermios(p.control, unix.TCGETS)
	if err != nil {
		return err
	}
	// A printer that loses its power breaks the line, and a break that is not ignored reads as 00: "paper present".
	t.Iflag |= unix.IGNBRK
	if p.options.FlowControl {
		t.Cflag |= unix.CRTSCTS
	}
	if err := unix.IoctlSetTermios(p.control, unix.TCSETS, t); err != nil {
		return err
	}
	if p.options.FlowControl { // Some USB drivers drop the flag and say nothing.
		if t, err = unix.IoctlGetTermios(p.control, unix.TCGETS); err != nil {
			return err
		}
		if t.Cflag&unix.CRTSCTS == 0 {
			return ErrFlow
		}
	}
	return p.flush(unix.TCIOFLUSH)
}

// Read waits until there is something to read. It fails with ErrUnplugged at once when the port disappears.
func (p *Port) Read(b []byte) (int, error) {
	p.reading.Lock()
	defer p.reading.Unlock()
	if len(b) == 0 {
		return 0, nil
	}
	for {
		if _, err := p.poll(unix.POLLIN, -1); err != nil {
			return 0, err
		}
		n, err := p.port.Read(b)
		if n > 0 {
			return n, nil
		}
		// The library says io.EOF when the bytes were flushed between the poll and the read.
		if errors.Is(err, unix.EIO) || errors.Is(err, unix.ENXIO) || errors.Is(err, unix.ENODEV) {
			return 0, ErrUnplugged
		}
	}
}

// Write hands b to the system, which sends it. It fails with ErrStalled when nothing was taken for Options.Stall, and then
// throws away what had not been sent yet, so that it does not come out at some later time.
func (p *Port) Write(b []byte) (written int, err error) {
	p.writing.Lock()
	defer p.writing.Unlock()
	for written < len(b) {
		ready, err := p.poll(unix.POLLOUT, p.options.Stall)
		if err != nil {
			return written, err
		}
		if !ready {
			return written, errors.Join(ErrStalled, p.flush(unix.TCOFLUSH))
		}
		n, err := unix.Write(p.control, b[written:min(len(b), written+writeChunk)])
		written += max(n, 0)
		switch {
		case err == nil, errors.Is(err, unix.EAGAIN), errors.Is(err, unix.EINTR):
		case errors.Is(err, unix.EIO), errors.Is(err, unix.ENXIO), errors.Is(err, unix.ENODEV):
			return written, ErrUnplugged
		default:
			return written, err
		}
	}
	return written, nil
}

// poll waits for events on the line, for at most limit, or for ever if that is negative. It says whether they are there.
func (p *Port) poll(events int16, limit time.Duration) (bool, error) {
	end := time.Now().Add(limit)
	for {
		if p.closing.Load() {
			return false, os.ErrClosed
		}
		wait := -1
		if limit >= 0 {
			wait = int(max(time.Until(end), 0) / time.Millisecond)
		}
		fds := []unix.PollFd{{Fd: int32(p.control), Events: events}, {Fd: int32(p.wake), Events: unix.POLLIN}} //nolint:gosec // Descriptors are small.
		n, err := unix.Poll(fds, wait)
		switch {
		case errors.Is(err, unix.EINTR):
			continue
		case err != nil:
			return false, err
		case fds[0].Revents&(unix.POLLHUP|unix.POLLERR|unix.POLLNVAL) != 0:
			return false, ErrUnplugged
		case fds[0].Revents&events != 0:
			return true, nil
		case n == 0:
			return false, nil
		}
	}
}

// DiscardOutput throws away what was written and has not been sent yet.
func (p *Port) DiscardOutput() error {
	p.writing.Lock()
	defer p.writing.Unlock()
	if p.closing.Load() {
		return os.ErrClosed
	}
	return p.flush(unix.TCOFLUSH)
}

func (p *Port) flush(queue int) error { return unix.IoctlSetInt(p.control, unix.TCFLSH, queue) }

// Close closes the port at once, whatever is being read or written, and throws away what has not been sent: the system
// would wait half a minute for it. Closing again gives the same answer.
func (p *Port) Close() error {
	p.once.Do(func() {
		p.closing.Store(true)
		if _, err := unix.Write(p.wake, binary.NativeEndian.AppendUint64(nil, 1)); err != nil {
			p.err = err // Cannot be: the counter is 0. Read and Write might go on waiting, so do not wait for them.
			return
		}
		p.reading.Lock()
		defer p.reading.Unlock()
		p.writing.Lock()
		defer p.writing.Unlock()
		p.err = p.release()
	})
	return p.err
}

// release gives back what is open.
func (p *Port) release() error {
	var errs []error
	if p.locked { // What waits in the line of another process is its own.
		// An unplugged port has nothing to flush.
		if err := p.flush(unix.TCIOFLUSH); err != nil && !errors.Is(err, unix.EIO) && !errors.Is(err, unix.ENOTTY) {
			errs = append(errs, err)
		}
	}
	if p.port != nil {
		errs = append(errs, p.port.Close())
	}
	for _, fd := range []int{p.control, p.wake} {
		if fd >= 0 {
			errs = append(errs, unix.Close(fd))
		}
	}
	return errors.Join(errs...)
}
