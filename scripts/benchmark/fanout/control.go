package fanout

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"time"

	"numerek/scripts/e2e"
)

// controlFile is the descriptor of the control line in a server's process.
const controlFile = 3

// answerWithin is how long a server may take to answer a command.
const answerWithin = time.Minute

// Server is a server in a process of its own.
type Server struct {
	*e2e.Process

	Address string // of its watchers

	line    net.Conn
	answers chan string // of commands that have one
	mu      sync.Mutex
	failed  error               // of an action that came to nothing
	kept    map[int][]time.Time // when calls were durable, by office
}

// Start starts this program again as a server and waits until it listens.
func Start(ctx context.Context, name string, args ...string) (*Server, error) {
	program, err := os.Executable()
	if err != nil {
		return nil, err
	}
	ends, err := syscall.Socketpair(syscall.AF_UNIX, syscall.SOCK_STREAM|syscall.SOCK_CLOEXEC, 0)
	if err != nil {
		return nil, err
	}
	here, there := os.NewFile(uintptr(ends[0]), "control"), os.NewFile(uintptr(ends[1]), "control")
	line, err := net.FileConn(here)
	if err := errors.Join(err, here.Close()); err != nil {
		return nil, errors.Join(err, there.Close())
	}
	process, err := e2e.Start(e2e.Command{Name: name, Path: program, Args: args, Files: []*os.File{there}})
	if err := errors.Join(err, there.Close()); err != nil {
		return nil, errors.Join(err, line.Close())
	}
	s := &Server{Process: process, line: line, answers: make(chan string, 1), kept: make(map[int][]time.Time)}
	go s.listen()
	if s.Address, err = s.answer(ctx); err != nil {
		s.Close()
		return nil, err
	}
	return s, nil
}

// Close ends the server at once.
func (s *Server) Close() {
	_ = s.line.Close()
	s.Kill()
}

func (s *Server) listen() {
	defer close(s.answers)
	for lines := bufio.NewScanner(s.line); lines.Scan(); {
		var office int
		var at int64
		if what, failed := strings.CutPrefix(lines.Text(), "failed "); failed {
			s.mu.Lock()
			s.failed = errors.Join(s.failed, errors.New(what))
			s.mu.Unlock()
		} else if _, err := fmt.Sscanf(lines.Text(), keptLine, &office, &at); err == nil {
			s.mu.Lock()
			s.kept[office] = append(s.kept[office], time.Unix(0, at))
			s.mu.Unlock()
		} else {
			s.answers <- lines.Text()
		}
	}
}

// keptLine says that a call of an office is durable, and since when.
const keptLine = "kept %d %d"

// takeKept gives when the calls were durable, by office and in order, and
// forgets them.
func (s *Server) takeKept() map[int][]time.Time {
	s.mu.Lock()
	defer s.mu.Unlock()
	kept := s.kept
	s.kept = make(map[int][]time.Time)
	return kept
}

// Do gives a command and does not wait. What comes to nothing is said by Failed.
func (s *Server) Do(format string, args ...any) error {
	_, err := fmt.Fprintf(s.line, format+"\n", args...)
	return err
}

// Ask gives a command and waits for its answer.
func (s *Server) Ask(ctx context.Context, format string, args ...any) (string, error) {
	if err := s.Do(format, args...); err != nil {
		return "", err
	}
	return s.answer(ctx)
}

// Failed says which commands came to nothing so far.
func (s *Server) Failed() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.failed
}

func (s *Server) answer(ctx context.Context) (string, error) {
	ctx, cancel := context.WithTimeout(ctx, answerWithin)
	defer cancel()
	select {
	case said, ok := <-s.answers:
		if !ok {
			return "", fmt.Errorf("%s ended:\n%s", s.Name, s.Tail())
		}
		return said, s.Failed()
	case <-ctx.Done():
		return "", fmt.Errorf("%s does not answer: %w", s.Name, context.Cause(ctx))
	}
}

// Open is how many files and connections the server has open.
func (s *Server) Open() (int, error) {
	files, err := os.ReadDir(filepath.Join("/proc", strconv.Itoa(s.Pid()), "fd"))
	return len(files), err
}

// control is a server's end of the control line.
type control struct {
	line net.Conn
	mu   sync.Mutex
}

func openControl() (*control, error) {
	file := os.NewFile(controlFile, "control")
	line, err := net.FileConn(file)
	return &control{line: line}, errors.Join(err, file.Close())
}

func (c *control) say(format string, args ...any) {
	c.mu.Lock()
	defer c.mu.Unlock()
	_, _ = fmt.Fprintf(c.line, format+"\n", args...) // who does not listen has ended
}

// obey carries out commands until the line is closed. A command that returns ""
// has no answer.
func (c *control) obey(do func(word string, args []int) (answer string, err error)) error {
	lines := bufio.NewScanner(c.line)
	for lines.Scan() {
		words := strings.Fields(lines.Text())
		args := make([]int, 0, len(words))
		for _, w := range words[1:] {
			n, err := strconv.Atoi(w)
			if err != nil {
				return err
			}
			args = append(args, n)
		}
		if words[0] == "tidy" {
			runtime.GC()
			debug.FreeOSMemory()
			c.say("ok")
			continue
		}
		answer, err := do(words[0], args)
		if err != nil {
			c.say("failed %s: %v", lines.Text(), strings.ReplaceAll(err.Error(), "\n", " "))
		}
		if answer != "" {
			c.say("%s", answer)
		}
	}
	return lines.Err()
}
