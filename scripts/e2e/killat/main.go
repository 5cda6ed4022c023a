// Command killat runs a program and kills it (SIGKILL) at the n-th write or sync
// that any of its threads is about to do, before the kernel does it.
//
//	killat N PROGRAM [ARGS]
//
// strace can inject a signal at the n-th call too, but counts for each thread and
// each call apart, and a Go program wanders from thread to thread. Here one
// counter runs over the whole process: "the 17th write or sync" means that. A
// seccomp filter stops the program at those calls only, so that it runs at nearly
// full speed. With N = 0 nothing is killed. The last line on standard error says
// how many calls there were; the status is 0 when the program was killed as
// asked, its own otherwise.
package main

import (
	"errors"
	"fmt"
	"os"
	"runtime"
	"strconv"
	"syscall"
	"unsafe"

	"golang.org/x/sys/unix"
)

// calls are the writes and syncs, to files and sockets alike.
var calls = []uint32{
	unix.SYS_WRITE, unix.SYS_PWRITE64, unix.SYS_WRITEV, unix.SYS_PWRITEV, unix.SYS_FTRUNCATE,
	unix.SYS_FSYNC, unix.SYS_FDATASYNC,
}

// inside is the first argument of the second self, that becomes the program.
const inside = "-inside"

func main() {
	if len(os.Args) < 3 {
		fmt.Fprintln(os.Stderr, "usage: killat N PROGRAM [ARGS]")
		os.Exit(2)
	}
	var status int
	var err error
	if os.Args[1] == inside {
		err = become(os.Args[2:])
	} else {
		status, err = trace(os.Args[1], os.Args[2:])
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "killat:", err)
		os.Exit(2)
	}
	os.Exit(status)
}

// become installs the filter in this thread, which the program inherits.
func become(command []string) error {
	runtime.LockOSThread()
	filter := []unix.SockFilter{{Code: unix.BPF_LD | unix.BPF_W | unix.BPF_ABS, K: 0}} // the number of the call
	for i, call := range calls {
		filter = append(filter, unix.SockFilter{Code: unix.BPF_JMP | unix.BPF_JEQ | unix.BPF_K, K: call, Jt: uint8(len(calls) - i)}) //nolint:gosec // a handful
	}
	filter = append(filter,
		unix.SockFilter{Code: unix.BPF_RET | unix.BPF_K, K: unix.SECCOMP_RET_ALLOW},
		unix.SockFilter{Code: unix.BPF_RET | unix.BPF_K, K: unix.SECCOMP_RET_TRACE})
	program := unix.SockFprog{Len: uint16(len(filter)), Filter: &filter[0]} //nolint:gosec // a handful
	if err := unix.Prctl(unix.PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0); err != nil {
		return fmt.Errorf("no new privileges: %w", err)
	}
	if err := unix.Prctl(unix.PR_SET_SECCOMP, unix.SECCOMP_MODE_FILTER, uintptr(unsafe.Pointer(&program)), 0, 0); err != nil { //nolint:gosec // the system call takes a pointer
		return fmt.Errorf("filter: %w", err)
	}
	return syscall.Exec(command[0], command, os.Environ())
}

// trace runs the program and counts its calls.
func trace(number string, command []string) (status int, err error) {
	n, err := strconv.Atoi(number)
	if err != nil {
		return 0, err
	}
	runtime.LockOSThread() // the tracer is a thread
	self, err := os.Executable()
	if err != nil {
		return 0, err
	}
	child, err := syscall.ForkExec(self, append([]string{self, inside}, command...), &syscall.ProcAttr{
		Env: os.Environ(), Files: []uintptr{0, 1, 2}, Sys: &syscall.SysProcAttr{Ptrace: true},
	})
	if err != nil {
		return 0, err
	}
	var ws unix.WaitStatus
	if _, err := unix.Wait4(child, &ws, unix.WALL, nil); err != nil {
		return 0, err
	}
	options := unix.PTRACE_O_EXITKILL | unix.PTRACE_O_TRACECLONE | unix.PTRACE_O_TRACEEXEC | unix.PTRACE_O_TRACESECCOMP
	if err := unix.PtraceSetOptions(child, options); err != nil {
		return 0, fmt.Errorf("trace: %w", err)
	}
	if err := unix.PtraceCont(child, 0); err != nil {
		return 0, err
	}
	count := 0
	known := map[int]bool{child: true} // threads that have begun
	for {
		thread, err := unix.Wait4(-1, &ws, unix.WALL, nil)
		if errors.Is(err, unix.EINTR) {
			continue
		}
		if err != nil {
			return 0, fmt.Errorf("wait: %w", err)
		}
		switch {
		case !ws.Stopped():
			if thread != child {
				continue
			}
			fmt.Fprintf(os.Stderr, "killat: %d calls\n", count)
			if ws.Signaled() && count < n {
				return 1, fmt.Errorf("the program died by itself: %s", ws.Signal())
			}
			return max(ws.ExitStatus(), 0), nil
		case ws.TrapCause() == unix.PTRACE_EVENT_SECCOMP:
			if count++; count == n {
				if err := unix.Kill(child, unix.SIGKILL); err != nil {
					return 0, err
				}
				continue
			}
		}
		// Signals of the program's own are passed on; stops of the tracing are not.
		signal := 0
		if s := ws.StopSignal(); s != unix.SIGTRAP && (s != unix.SIGSTOP || known[thread]) {
			signal = int(s)
		}
		known[thread] = true
		if err := unix.PtraceCont(thread, signal); err != nil && !errors.Is(err, unix.ESRCH) {
			return 0, err
		}
	}
}
