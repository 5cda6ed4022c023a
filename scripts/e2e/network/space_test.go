package network_test

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"runtime"
	"sync"
	"syscall"
	"testing"

	"golang.org/x/sys/unix"
)

// inside is set in the process that has a network of its own, to the path of the
// server's program.
const inside = "NUMEREK_NETWORK_INSIDE"

// enter runs this program again in a network of its own, which nobody else sees
// and which is gone with it, and returns its status. It needs root, or a kernel that
// lets anybody have a network.
func enter(central string) (status int, err error) {
	runtime.LockOSThread() // whose end is that of the other process
	defer runtime.UnlockOSThread()
	self, err := os.Executable()
	if err != nil {
		return 0, err
	}
	for _, as := range []syscall.SysProcAttr{{Cloneflags: unix.CLONE_NEWNET}, {
		Cloneflags:  unix.CLONE_NEWNET | unix.CLONE_NEWUSER,
		UidMappings: []syscall.SysProcIDMap{{HostID: os.Getuid(), Size: 1}},
		GidMappings: []syscall.SysProcIDMap{{HostID: os.Getgid(), Size: 1}},
	}} {
		as.Pdeathsig = syscall.SIGKILL
		again := exec.CommandContext(context.Background(), self, os.Args[1:]...)
		again.Env = append(os.Environ(), inside+"="+central)
		again.Stdin, again.Stdout, again.Stderr = os.Stdin, os.Stdout, os.Stderr
		again.SysProcAttr = &as
		if err = again.Start(); err != nil {
			continue
		}
		if err = again.Wait(); again.ProcessState == nil {
			return 0, err
		}
		if code := again.ProcessState.ExitCode(); code >= 0 {
			return code, nil
		}
		return 1, nil // a signal
	}
	return 0, err
}

// space is a network beside that of this process, for one place. It has no name,
// and is gone when this process is.
type space struct {
	file *os.File

	mu    sync.Mutex
	ports []string // of this side of its connections
}

func newSpace(t *testing.T) *space {
	t.Helper()
	s := new(space)
	err := elsewhere(func() (err error) {
		if err = unix.Unshare(unix.CLONE_NEWNET); err == nil {
			s.file, err = os.Open(networkOfThread)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.file.Close() })
	return s
}

// networkOfThread is the network that a thread is in.
const networkOfThread = "/proc/thread-self/ns/net"

// elsewhere does something that may take its thread into another network, and
// brings it back. The thread must live on: programs that it has started die with it.
func elsewhere(do func() error) (err error) {
	runtime.LockOSThread()
	home, err := os.Open(networkOfThread)
	if err != nil {
		runtime.UnlockOSThread()
		return err
	}
	defer home.Close()
	err = do()
	if back := unix.Setns(int(home.Fd()), unix.CLONE_NEWNET); back != nil {
		return errors.Join(err, back) // nobody else may have a thread that is lost
	}
	runtime.UnlockOSThread()
	return err
}

// path is one under which other programs find it.
func (s *space) path() string { return fmt.Sprintf("/proc/%d/fd/%d", os.Getpid(), s.file.Fd()) }

// dial opens a connection from here: a socket is at home where its thread was when
// it was made.
func (s *space) dial(ctx context.Context, address string) (conn net.Conn, err error) {
	err = elsewhere(func() error {
		if err := unix.Setns(int(s.file.Fd()), unix.CLONE_NEWNET); err != nil {
			return err
		}
		conn, err = new(net.Dialer).DialContext(ctx, "tcp4", address)
		return err
	})
	if err != nil {
		return nil, err
	}
	_, port, err := net.SplitHostPort(conn.LocalAddr().String())
	s.mu.Lock()
	defer s.mu.Unlock()
	s.ports = append(s.ports, port)
	return conn, err
}
