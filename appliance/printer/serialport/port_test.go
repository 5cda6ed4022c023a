package serialport_test

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"numerek/appliance/printer/serialport"
)

// line is a pseudo-terminal: the test plays the device on the master, and opens the other side by its path.
type line struct {
	master *os.File
	path   string
}

func newLine(t *testing.T) line {
	t.Helper()
	fd, err := unix.Open("/dev/ptmx", unix.O_RDWR|unix.O_NOCTTY|unix.O_NONBLOCK|unix.O_CLOEXEC, 0)
	if err != nil {
		t.Fatal(err)
	}
	master := os.NewFile(uintptr(fd), "/dev/ptmx")
	t.Cleanup(func() { master.Close() })
	n, err := unix.IoctlGetInt(fd, unix.TIOCGPTN)
	if err != nil {
		t.Fatal(err)
	}
	if err := unix.IoctlSetPointerInt(fd, unix.TIOCSPTLCK, 0); err != nil {
		t.Fatal(err)
	}
	return line{master: master, path: fmt.Sprintf("/dev/pts/%d", n)}
}

// termios is what the other side has been set to, as the master sees it.
func (l line) termios(t *testing.T) *unix.Termios {
	t.Helper()
	raw, err := l.master.SyscallConn()
	if err != nil {
		t.Fatal(err)
	}
	var out *unix.Termios
	if err := raw.Control(func(fd uintptr) { out, err = unix.IoctlGetTermios(int(fd), unix.TCGETS) }); err != nil {
		t.Fatal(err)
	}
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func open(t *testing.T, options serialport.Options) *serialport.Port {
	t.Helper()
	p, err := serialport.Open(options)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { p.Close() })
	return p
}

// soon fails the test when done has not been closed after two seconds, and gives how long it took.
func soon(t *testing.T, what string, done <-chan error) (time.Duration, error) {
	t.Helper()
	begun := time.Now()
	select {
	case err := <-done:
		return time.Since(begun), err
	case <-time.After(2 * time.Second):
		t.Fatalf("%s: got nothing in two seconds", what)
		return 0, nil
	}
}

func TestBytesPassUnchangedBothWays(t *testing.T) {
	l := newLine(t)
	p := open(t, serialport.Options{Path: l.path})
	all := make([]byte, 256)
	for i := range all {
		all[i] = byte(i)
	}
	if n, err := p.Write(all); n != len(all) || err != nil {
		t.Fatalf("got %d, %v, want all written", n, err)
	}
	got := make([]byte, 0, 256)
	for buf := make([]byte, 256); len(got) < 256; {
		n, err := l.master.Read(buf)
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, buf[:n]...)
	}
	if !bytes.Equal(got, all) {
		t.Fatalf("got %x, want every byte as it was", got)
	}
	if _, err := l.master.Write(all); err != nil {
		t.Fatal(err)
	}
	got = got[:0]
	for buf := make([]byte, 100); len(got) < 256; {
		n, err := p.Read(buf)
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, buf[:n]...)
	}
	if !bytes.Equal(got, all) {
		t.Fatalf("got %x, want every byte as it was", got)
	}
}

func TestTheLineIsSetAsItShouldBe(t *testing.T) {
	for _, flow := range []bool{false, true} {
		l := newLine(t)
		open(t, serialport.Options{Path: l.path, Baud: 38400, FlowControl: flow})
		got := l.termios(t)
		if got.Cflag&unix.CBAUD != unix.B38400 || got.Cflag&unix.CSIZE != unix.CS8 || got.Cflag&unix.CSTOPB != 0 {
			t.Errorf("got control flags %#o, want 38400 baud, eight bits, one stop bit", got.Cflag)
		}
		if (got.Cflag&unix.CRTSCTS != 0) != flow {
			t.Errorf("got control flags %#o, want flow control %v", got.Cflag, flow)
		}
		if got.Iflag&unix.IGNBRK == 0 || got.Iflag&(unix.IXON|unix.IXOFF|unix.ICRNL|unix.ISTRIP) != 0 {
			t.Errorf("got input flags %#o, want breaks ignored and bytes unchanged", got.Iflag)
		}
		if got.Lflag != 0 || got.Oflag != 0 {
			t.Errorf("got local flags %#o and output flags %#o, want none", got.Lflag, got.Oflag)
		}
	}
}

func TestASecondOpenerIsRefused(t *testing.T) {
	l := newLine(t)
	p := open(t, serialport.Options{Path: l.path})
	if second, err := serialport.Open(serialport.Options{Path: l.path}); !errors.Is(err, serialport.ErrBusy) {
		t.Fatalf("got %v, %v, want ErrBusy", second, err)
	}
	if err := p.Close(); err != nil {
		t.Fatal(err)
	}
	open(t, serialport.Options{Path: l.path}) // Free again.
}

func TestASecondOpenerLeavesTheLineAlone(t *testing.T) {
	l := newLine(t)
	p := open(t, serialport.Options{Path: l.path})
	if _, err := l.master.WriteString("answer"); err != nil {
		t.Fatal(err)
	}
	if _, err := serialport.Open(serialport.Options{Path: l.path}); !errors.Is(err, serialport.ErrBusy) {
		t.Fatalf("got %v, want %v", err, serialport.ErrBusy)
	}
	buf := make([]byte, 16)
	done := make(chan error, 1)
	go func() {
		n, err := p.Read(buf)
		buf = buf[:n]
		done <- err
	}()
	if _, err := soon(t, "read", done); err != nil || string(buf) != "answer" {
		t.Errorf("got %q, %v, want what the printer had said before the other came", buf, err)
	}
}

func TestOpenFails(t *testing.T) {
	if _, err := serialport.Open(serialport.Options{Path: filepath.Join(t.TempDir(), "none")}); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("got %v, want not exist", err)
	}
	if _, err := serialport.Open(serialport.Options{Path: "/dev/null"}); !errors.Is(err, unix.ENOTTY) {
		t.Errorf("got %v, want not a terminal", err)
	}
	if _, err := serialport.Open(serialport.Options{Path: newLine(t).path, Baud: 12345}); err == nil {
		t.Error("got no error for a speed that does not exist")
	}
}

func TestCloseIsImmediateWhileReading(t *testing.T) {
	p := open(t, serialport.Options{Path: newLine(t).path})
	done := make(chan error, 1)
	started := make(chan struct{})
	go func() {
		close(started)
		_, err := p.Read(make([]byte, 1))
		done <- err
	}()
	<-started
	closed := make(chan error, 1)
	go func() { closed <- p.Close() }()
	if took, err := soon(t, "close", closed); err != nil || took > 100*time.Millisecond {
		t.Fatalf("got %v after %v, want none within 100 ms", err, took)
	}
	if _, err := soon(t, "read", done); !errors.Is(err, os.ErrClosed) {
		t.Fatalf("got %v, want closed", err)
	}
	if _, err := p.Write([]byte("x")); !errors.Is(err, os.ErrClosed) {
		t.Fatalf("got %v from a write after close, want closed", err)
	}
	if _, err := p.Read(make([]byte, 1)); !errors.Is(err, os.ErrClosed) {
		t.Fatalf("got %v from a read after close, want closed", err)
	}
	if err := p.Close(); err != nil {
		t.Fatalf("got %v from the second close, want none", err)
	}
}

func TestAStalledWriteIsBounded(t *testing.T) {
	const stall = 300 * time.Millisecond
	l := newLine(t)
	p := open(t, serialport.Options{Path: l.path, Stall: stall})
	begun := time.Now()
	n, err := p.Write(make([]byte, 1<<20)) // Nobody reads the master.
	took := time.Since(begun)
	if !errors.Is(err, serialport.ErrStalled) || n == 0 || n == 1<<20 {
		t.Fatalf("got %d, %v, want some written and ErrStalled", n, err)
	}
	if took < stall || took > stall+time.Second {
		t.Fatalf("came back after %v, want about %v", took, stall)
	}
}

func TestCloseIsImmediateWhileWriting(t *testing.T) {
	p := open(t, serialport.Options{Path: newLine(t).path, Stall: time.Minute})
	done := make(chan error, 1)
	for { // Fill the terminal until a write does not come back at once.
		go func() {
			_, err := p.Write(make([]byte, 4096))
			done <- err
		}()
		select {
		case err := <-done:
			if err != nil {
				t.Fatal(err)
			}
			continue
		case <-time.After(50 * time.Millisecond):
		}
		break
	}
	closed := make(chan error, 1)
	go func() { closed <- p.Close() }()
	if took, err := soon(t, "close", closed); err != nil || took > 100*time.Millisecond {
		t.Fatalf("got %v after %v, want none within 100 ms", err, took)
	}
	if _, err := soon(t, "write", done); !errors.Is(err, os.ErrClosed) {
		t.Fatalf("got %v, want closed", err)
	}
}

func TestUnpluggingIsNoticed(t *testing.T) {
	l := newLine(t)
	p := open(t, serialport.Options{Path: l.path})
	done := make(chan error, 1)
	go func() {
		_, err := p.Read(make([]byte, 1))
		done <- err
	}()
	if err := l.master.Close(); err != nil {
		t.Fatal(err)
	}
	if took, err := soon(t, "read", done); !errors.Is(err, serialport.ErrUnplugged) || took > 100*time.Millisecond {
		t.Fatalf("got %v after %v, want ErrUnplugged within 100 ms", err, took)
	}
	for range 3 { // And not the end of a file, over and over.
		if _, err := p.Read(make([]byte, 1)); !errors.Is(err, serialport.ErrUnplugged) {
			t.Fatalf("got %v, want ErrUnplugged", err)
		}
	}
	if _, err := p.Write([]byte("x")); !errors.Is(err, serialport.ErrUnplugged) {
		t.Fatalf("got %v, want ErrUnplugged", err)
	}
	if err := p.Close(); err != nil {
		t.Fatalf("got %v from close, want none", err)
	}
}

func TestNothingIsLeftBehind(t *testing.T) {
	round := func() {
		l := newLine(t)
		p := open(t, serialport.Options{Path: l.path})
		done := make(chan error, 1)
		go func() {
			_, err := p.Read(make([]byte, 1))
			done <- err
		}()
		_, _ = serialport.Open(serialport.Options{Path: l.path}) // Refused: must leave nothing either.
		if err := p.Close(); err != nil {
			t.Fatal(err)
		}
		soon(t, "read", done)
		l.master.Close()
	}
	round() // The first starts what the runtime keeps.
	files, goroutines := descriptors(t), runtime.NumGoroutine()
	for range 20 {
		round()
	}
	if got := descriptors(t); got != files {
		t.Errorf("got %d open files after, want %d", got, files)
	}
	for deadline := time.Now().Add(5 * time.Second); runtime.NumGoroutine() > goroutines; runtime.Gosched() {
		if time.Now().After(deadline) { // One that has just said its last word may take a moment.
			t.Fatalf("got %d goroutines after, want %d", runtime.NumGoroutine(), goroutines)
		}
	}
}

func descriptors(t *testing.T) int {
	t.Helper()
	entries, err := os.ReadDir("/proc/self/fd")
	if err != nil {
		t.Fatal(err)
	}
	return len(entries)
}
