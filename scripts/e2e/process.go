package e2e

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/netip"
	"os"
	"os/exec"
	"slices"
	"strings"
	"sync"
	"syscall"
	"time"

	"numerek/scripts/e2e/discreet"
)

// How long a program may take to stop when asked, and to say after that what it
// is doing.
const (
	patience = 10 * time.Second
	sayLimit = 3 * time.Second
)

// How much of what it said is told with a failure: the last lines, and more of a
// program that does not stop, whose goroutines follow them.
const (
	tailLines = 15
	dumpLines = 2000
)

// Command says what to start.
type Command struct {
	Name string   // for logs and errors
	Path string   // of the program
	Args []string // after its name
	Env  []string // beside the environment of this process, "K=V"
	Log  string   // file that gets every line it says; none if empty
	Echo io.Writer
	// Files are open in the program as descriptors 3, 4 and so on.
	Files []*os.File
}

// Process is a program that was started, with what it said so far.
type Process struct {
	Name string

	cmd  *exec.Cmd
	done chan struct{}
	err  error // of its end; read after done

	mu    sync.Mutex
	lines []string
	more  chan struct{} // closed and replaced at every line
}

// Start starts a program in a process group of its own. It dies with this one.
func Start(c Command) (*Process, error) {
	p := &Process{Name: c.Name, done: make(chan struct{}), more: make(chan struct{})}
	p.cmd = exec.Command(c.Path, c.Args...) //nolint:noctx // it is stopped by Stop and Kill, gracefully first
	p.cmd.Env = append(os.Environ(), c.Env...)
	p.cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGKILL}
	said, in, err := os.Pipe()
	if err != nil {
		return nil, err
	}
	p.cmd.Stdout, p.cmd.Stderr, p.cmd.ExtraFiles = in, in, c.Files
	var file *os.File // nil takes nothing
	log := []io.Writer{io.Discard}
	if c.Log != "" {
		if file, err = os.OpenFile(c.Log, os.O_CREATE|os.O_WRONLY|os.O_APPEND, 0o600); err != nil {
			return nil, errors.Join(err, said.Close(), in.Close())
		}
		log = append(log, file)
	}
	if c.Echo != nil {
		log = append(log, c.Echo)
	}
	heard, err := discreet.Log(c.Path) // nil takes nothing
	if err != nil {
		return nil, errors.Join(err, said.Close(), in.Close(), file.Close())
	}
	if heard != nil {
		log = append(log, heard)
	}
	if err := p.cmd.Start(); err != nil {
		return nil, errors.Join(fmt.Errorf("%s: %w", c.Name, err), said.Close(), in.Close())
	}
	if err := in.Close(); err != nil {
		return nil, err
	}
	read := make(chan struct{})
	go func() {
		defer close(read)
		p.listen(said, io.MultiWriter(log...))
		_, _ = file.Close(), heard.Close()
	}()
	go func() {
		<-read // until the last descendant that holds the pipe is gone
		p.err = p.cmd.Wait()
		close(p.done)
		p.mu.Lock()
		close(p.more)
		p.mu.Unlock()
	}()
	return p, nil
}

func (p *Process) listen(said io.ReadCloser, log io.Writer) {
	defer said.Close() //nolint:errcheck // a pipe that was read to its end
	scanner := bufio.NewScanner(said)
	scanner.Buffer(nil, 4<<20)
	for scanner.Scan() {
		fmt.Fprintln(log, scanner.Text())
		p.mu.Lock()
		p.lines = append(p.lines, scanner.Text())
		close(p.more)
		p.more = make(chan struct{})
		p.mu.Unlock()
	}
}

// Lines is what the program said so far.
func (p *Process) Lines() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return slices.Clip(p.lines)
}

// Tail is the last lines that it said, for the text of a failure.
func (p *Process) Tail() string {
	lines := p.Lines()
	return strings.Join(lines[max(0, len(lines)-tailLines):], "\n")
}

// Said waits for a line after the first skip ones that fits, and gives it and
// the number of lines up to it.
func (p *Process) Said(ctx context.Context, skip int, fits func(line string) bool) (string, int, error) {
	for {
		p.mu.Lock()
		lines, more := p.lines, p.more
		p.mu.Unlock()
		for ; skip < len(lines); skip++ {
			if fits(lines[skip]) {
				return lines[skip], skip + 1, nil
			}
		}
		select {
		case <-p.done:
			if len(p.Lines()) == len(lines) {
				return "", skip, fmt.Errorf("%s ended: %w\n%s", p.Name, errors.Join(errEnded, p.err), p.Tail())
			}
		case <-more:
		case <-ctx.Done():
			return "", skip, fmt.Errorf("%s: %w, having said\n%s", p.Name, context.Cause(ctx), p.Tail())
		}
	}
}

var errEnded = errors.New("it does not run any more")

// Contains fits a line that has all the words.
func Contains(words ...string) func(string) bool {
	return func(line string) bool {
		for _, w := range words {
			if !strings.Contains(line, w) {
				return false
			}
		}
		return true
	}
}

// Done is closed when the program has ended.
func (p *Process) Done() <-chan struct{} { return p.done }

// Pid is the number of the process.
func (p *Process) Pid() int { return p.cmd.Process.Pid }

// Err is how it ended, after Done: nil for status 0.
func (p *Process) Err() error { return p.err }

// Stop asks the program to end (SIGTERM) and waits for it; one that does not
// obey is killed, which is an error that tells what its goroutines were doing.
func (p *Process) Stop() error {
	select {
	case <-p.done:
		return p.err
	default:
	}
	if err := syscall.Kill(p.Pid(), syscall.SIGTERM); err != nil && !errors.Is(err, syscall.ESRCH) {
		return err
	}
	select {
	case <-p.done:
		return p.err
	case <-time.After(patience):
		return fmt.Errorf("%s did not stop in %s and was killed, having said\n%s", p.Name, patience, p.interrogate())
	}
}

// interrogate kills the program and gives the last lines that it said before
// that, and what it says to SIGQUIT: a program in Go tells its goroutines.
func (p *Process) interrogate() string {
	from := max(0, len(p.Lines())-tailLines)
	if err := syscall.Kill(p.Pid(), syscall.SIGQUIT); err == nil {
		select {
		case <-p.done:
		case <-time.After(sayLimit):
		}
	}
	p.Kill()
	lines := p.Lines()[from:]
	return strings.Join(lines[:min(len(lines), dumpLines)], "\n")
}

// Kill ends the program and all that it started at once, and waits.
func (p *Process) Kill() {
	_ = syscall.Kill(-p.Pid(), syscall.SIGKILL) // gone already is as well
	<-p.done
}

// FreePort is a loopback address nobody listens on just now. The port lies below
// those that the kernel deals to clients: whoever dials a server that is not
// there yet could be dealt the server's own. The host is any of 127.0.0.0/8, so
// that nobody is given the same address before its server listens.
func FreePort() (string, error) {
	var err error
	for range 20 {
		host := netip.AddrFrom4([4]byte{127, byte(1 + rand.IntN(254)), byte(rand.IntN(256)), byte(1 + rand.IntN(254))}) //nolint:gosec // any will do
		address := netip.AddrPortFrom(host, uint16(15_000+rand.IntN(17_000))).String()                                  //nolint:gosec // any will do
		var l net.Listener
		if l, err = net.Listen("tcp", address); err == nil { //nolint:noctx // returns at once
			return address, l.Close()
		}
	}
	return "", err
}

// Until asks again and again, a moment apart, until the answer is settled; an
// error beside a settled answer is the reason to give up.
func Until(ctx context.Context, what string, settled func() (bool, error)) error {
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	for {
		ok, err := settled()
		if ok {
			return err
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("waiting until %s: %w", what, errors.Join(context.Cause(ctx), err))
		case <-tick.C:
		}
	}
}
