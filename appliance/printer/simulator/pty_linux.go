package simulator

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"sync"
	"time"

	"golang.org/x/sys/unix"
)

// ServePTY offers the printer as a pseudo-terminal that link, a symbolic link, points to, until ctx ends; ready is
// called with the terminal's own path each time there is a new one. Unplugging hangs the terminal up and takes the link
// away; plugging it in again makes a new terminal behind the same link, as a USB adapter does.
func (s *Printer) ServePTY(ctx context.Context, link string, ready func(path string)) error {
	defer context.AfterFunc(ctx, s.wake)()
	for s.waitPlugged(ctx) {
		if err := s.servePlugged(ctx, link, ready); err != nil {
			return err
		}
	}
	return nil
}

// waitPlugged waits for the plug; false when ctx ends or the printer is closed.
func (s *Printer) waitPlugged(ctx context.Context) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	for !s.plugged && !s.closed && ctx.Err() == nil {
		s.cond.Wait()
	}
	return !s.closed && ctx.Err() == nil
}

// servePlugged serves one terminal until the plug is pulled.
func (s *Printer) servePlugged(ctx context.Context, link string, ready func(string)) (err error) {
	master, path, err := openPTY()
	if err != nil {
		return err
	}
	conn, err := s.Connect()
	if err != nil {
		return errors.Join(err, master.Close())
	}
	if err := pointTo(link, path); err != nil {
		return errors.Join(err, conn.Close(), master.Close())
	}
	if ready != nil {
		ready(path)
	}
	var pumps sync.WaitGroup
	pumps.Go(func() { listen(ctx, master, conn) })
	stop := context.AfterFunc(ctx, func() { _ = conn.Close() })
	defer stop()
	speak(master, conn) // Until the plug is pulled or ctx ends.
	err = errors.Join(os.Remove(link), master.Close(), conn.Close())
	pumps.Wait()
	return err
}

// listen brings to the printer what the host writes.
func listen(ctx context.Context, master *os.File, conn *Conn) {
	buf := make([]byte, 256)
	for {
		n, err := master.Read(buf)
		if n > 0 {
			// A stall is over when the host gives up or the printer goes on; the terminal holds the rest back meanwhile.
			for p := buf[:n]; len(p) > 0; {
				written, err := conn.Write(p)
				p = p[written:]
				if err != nil && !errors.Is(err, ErrStalled) {
					return
				}
			}
		}
		if errors.Is(err, unix.EIO) {
			// No host has the terminal open. Nothing tells when one will, so look again soon.
			select {
			case <-ctx.Done():
				return
			case <-time.After(10 * time.Millisecond):
			}
			continue
		}
		if err != nil {
			return
		}
	}
}

// speak brings to the host what the printer says.
func speak(master io.Writer, conn *Conn) {
	buf := make([]byte, 256)
	for {
		n, err := conn.Read(buf)
		if err != nil {
			return
		}
		if _, err := master.Write(buf[:n]); err != nil {
			return
		}
	}
}

// openPTY opens a new terminal that changes no byte, and gives its master side and the path of the other.
func openPTY() (*os.File, string, error) {
	fd, err := unix.Open("/dev/ptmx", unix.O_RDWR|unix.O_NOCTTY|unix.O_NONBLOCK|unix.O_CLOEXEC, 0)
	if err != nil {
		return nil, "", fmt.Errorf("open pseudo-terminal: %w", err)
	}
	master := os.NewFile(uintptr(fd), "/dev/ptmx")
	n, err := unix.IoctlGetInt(fd, unix.TIOCGPTN)
	if err == nil {
		err = unix.IoctlSetPointerInt(fd, unix.TIOCSPTLCK, 0)
	}
	if err == nil {
		err = makeRaw(fd)
	}
	if err != nil {
		return nil, "", fmt.Errorf("open pseudo-terminal: %w", errors.Join(err, master.Close()))
	}
	return master, fmt.Sprintf("/dev/pts/%d", n), nil
}

func makeRaw(fd int) error {
	t, err := unix.IoctlGetTermios(fd, unix.TCGETS)
	if err != nil {
		return err
	}
	t.Iflag, t.Oflag, t.Lflag = 0, 0, 0
	t.Cflag = unix.CS8 | unix.CREAD | unix.B115200
	return unix.IoctlSetTermios(fd, unix.TCSETS, t)
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
