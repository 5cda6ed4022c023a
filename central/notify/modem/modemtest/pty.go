package modemtest

import (
	"context"
	"errors"
	"fmt"
	"os"
	"time"

	"golang.org/x/sys/unix"
)

// Serve offers the modem as a pseudo-terminal that link, a symbolic link, points
// to, until ctx ends or the modem is closed. Unplugging hangs the terminal up and
// takes the link away; plugging it in makes a new terminal behind the same link.
func (m *Modem) Serve(ctx context.Context, link string) error {
	defer context.AfterFunc(ctx, m.Close)()
	for m.waitPlugged() {
		if err := m.serve(ctx, link); err != nil {
			return err
		}
	}
	return nil
}

// waitPlugged waits for the plug; false when the modem is closed.
func (m *Modem) waitPlugged() bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	for !m.plugged && !m.closed {
		m.changed.Wait()
	}
	return !m.closed
}

// serve serves one terminal until the plug is pulled.
func (m *Modem) serve(ctx context.Context, link string) error {
	master, path, err := openTerminal()
	if err != nil {
		return err
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	m.mu.Lock()
	m.pull = func() { cancel(); _ = master.Close() }
	m.out = func(b []byte) {
		_ = master.SetWriteDeadline(time.Now().Add(time.Second)) // A host that does not read loses it.
		_, _ = master.Write(b)
	}
	m.mu.Unlock()
	err = pointTo(link, path)
	if err == nil {
		m.listen(ctx, master)
		err = os.Remove(link)
	}
	m.mu.Lock()
	m.hangUp()
	m.mu.Unlock()
	return err
}

// listen takes what the host writes, until the terminal is closed.
func (m *Modem) listen(ctx context.Context, master *os.File) {
	buf := make([]byte, 256)
	for ctx.Err() == nil {
		n, err := master.Read(buf)
		m.mu.Lock()
		if ctx.Err() == nil {
			m.hear(buf[:n])
		}
		m.mu.Unlock()
		if errors.Is(err, unix.EIO) {
			// No host has the terminal open. Nothing tells when one will, so look again soon.
			select {
			case <-ctx.Done():
			case <-time.After(10 * time.Millisecond):
			}
			continue
		}
		if err != nil {
			return
		}
	}
}

// openTerminal opens a new terminal that changes no octet, and gives its master side and the path of the other.
func openTerminal() (*os.File, string, error) {
	fd, err := unix.Open("/dev/ptmx", unix.O_RDWR|unix.O_NOCTTY|unix.O_NONBLOCK|unix.O_CLOEXEC, 0)
	if err != nil {
		return nil, "", fmt.Errorf("open pseudo-terminal: %w", err)
	}
	master := os.NewFile(uintptr(fd), "/dev/ptmx")
	n, err := unix.IoctlGetInt(fd, unix.TIOCGPTN)
	if err == nil {
		err = unix.IoctlSetPointerInt(fd, unix.TIOCSPTLCK, 0)
	}
	var t *unix.Termios
	if err == nil {
		t, err = unix.IoctlGetTermios(fd, unix.TCGETS)
	}
	if err == nil {
		t.Iflag, t.Oflag, t.Lflag, t.Cflag = 0, 0, 0, unix.CS8|unix.CREAD|unix.B115200
		err = unix.IoctlSetTermios(fd, unix.TCSETS, t)
	}
	if err != nil {
		return nil, "", fmt.Errorf("open pseudo-terminal: %w", errors.Join(err, master.Close()))
	}
	return master, fmt.Sprintf("/dev/pts/%d", n), nil
}

// pointTo makes link point to path. It replaces a link, and nothing but a link.
func pointTo(link, path string) error {
	if old, err := os.Lstat(link); err == nil && old.Mode()&os.ModeSymlink == 0 {
		return fmt.Errorf("link %s: %w", link, os.ErrExist)
	}
	temporary := link + ".new"
	if err := os.Remove(temporary); err != nil && !errors.Is(err, os.ErrNotExist) {
		return fmt.Errorf("link %s: %w", link, err)
	}
	if err := os.Symlink(path, temporary); err != nil {
		return fmt.Errorf("link %s: %w", link, err)
	}
	return os.Rename(temporary, link)
}
