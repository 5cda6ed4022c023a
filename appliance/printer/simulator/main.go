package simulator

import (
	"bufio"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"net"
	"os"
	"strings"
	"sync"
	"time"
)

// Main runs a printer on a pseudo-terminal until ctx ends, as the command line args ask. It says on stdout, a line each, where the
// printer is ("printer PATH"), what it has cut ("paper NUMBER FILE"), that a file could not be written ("error …") and that
// a command has been obeyed that waited for its moment ("obeyed COMMAND").
// On the control socket each line is a command, see [Commands]; each is answered with "ok", "ok ANSWER" or "error REASON".
func Main(ctx context.Context, args []string, stdout io.Writer) error {
	flags := flag.NewFlagSet("printer-simulator", flag.ContinueOnError)
	flags.SetOutput(stdout)
	link := flags.String("link", "", "symbolic `link` that will point to the printer's terminal")
	save := flags.String("save", "", "`folder` for the papers, as PNG files")
	control := flags.String("control", "", "Unix `socket` that takes commands: "+Commands)
	personality := string(Epson)
	flags.StringVar(&personality, "model", personality, "`kind` of printer: "+kinds())
	flags.StringVar(&personality, "personality", personality, "the same as --model")
	baud := flags.Int("baud", 115200, "speed of the line in `bits` per second; 0 for one that takes no time")
	dots := flags.Int("dots", 576, "`width` of the head")
	rows := flags.Int("rows", 1200, "`rows` of dots printed in a second")
	if err := flags.Parse(args); err != nil {
		return fmt.Errorf("%w: %w", ErrCommand, err)
	}
	if *link == "" {
		return fmt.Errorf("%w: --link is missing", ErrCommand)
	}
	if _, ok := models[Personality(personality)]; !ok {
		return fmt.Errorf("%w: --model %q; %s", ErrCommand, personality, kinds())
	}
	out := &lines{w: stdout}
	s := New(Options{
		Personality: Personality(personality), Dots: *dots, Baud: *baud, RowsPerSecond: *rows,
		CutTime: 200 * time.Millisecond, OnPaper: out.paper, Obeyed: func(command string) { out.say("obeyed " + command) },
	})
	return s.run(ctx, out, *link, *save, *control)
}

// kinds are the personalities in words.
func kinds() string {
	var words []string
	for _, p := range Personalities() {
		words = append(words, string(p))
	}
	return strings.Join(words, ", ")
}

// run is Main with its arguments read. It closes the printer.
func (s *Printer) run(ctx context.Context, out *lines, link, save, control string) (err error) {
	var socket sync.WaitGroup
	ctx, cancel := context.WithCancel(ctx)
	defer func() {
		cancel()
		err = errors.Join(err, s.Close())
		socket.Wait()
	}()
	if save != "" {
		if err := s.SavePNG(save); err != nil {
			return err
		}
	}
	if control != "" {
		l, err := listenUnix(ctx, control)
		if err != nil {
			return err
		}
		socket.Go(func() { s.ServeControl(ctx, l) })
	}
	return s.ServePTY(ctx, link, func(string) { out.say("printer " + link) })
}

// lines writes whole lines from several goroutines.
type lines struct {
	mu sync.Mutex
	w  io.Writer
}

func (l *lines) say(line string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	_, _ = io.WriteString(l.w, line+"\n") // Nobody to tell when standard output is closed.
}

func (l *lines) paper(p Paper) {
	if p.Err != nil {
		l.say("error " + p.Err.Error())
		return
	}
	l.say(fmt.Sprintf("paper %d %s", p.Number, p.File))
}

// listenUnix listens on a socket, in the place of one that an earlier run has left.
func listenUnix(ctx context.Context, path string) (net.Listener, error) {
	if old, err := os.Lstat(path); err == nil && old.Mode()&fs.ModeSocket != 0 {
		if err := os.Remove(path); err != nil {
			return nil, fmt.Errorf("control socket: %w", err)
		}
	}
	var config net.ListenConfig
	l, err := config.Listen(ctx, "unix", path)
	if err != nil {
		return nil, fmt.Errorf("control socket: %w", err)
	}
	return l, nil
}

// ServeControl takes commands from whoever connects to l, until ctx ends. It closes l.
func (s *Printer) ServeControl(ctx context.Context, l net.Listener) {
	var clients sync.WaitGroup
	defer clients.Wait()
	defer context.AfterFunc(ctx, func() { _ = l.Close() })()
	for {
		conn, err := l.Accept()
		if err != nil {
			return
		}
		clients.Go(func() { s.control(ctx, conn) })
	}
}

func (s *Printer) control(ctx context.Context, conn net.Conn) {
	stop := context.AfterFunc(ctx, func() { _ = conn.Close() })
	defer func() {
		if stop() {
			_ = conn.Close()
		}
	}()
	in := bufio.NewScanner(conn)
	for in.Scan() {
		answer, err := s.Command(in.Text())
		switch {
		case err != nil:
			answer = "error " + err.Error()
		case answer == "":
			answer = "ok"
		default:
			answer = "ok " + answer
		}
		if _, err := io.WriteString(conn, answer+"\n"); err != nil {
			return
		}
	}
}
