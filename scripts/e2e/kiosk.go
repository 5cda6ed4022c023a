package e2e

import (
	"bufio"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"path/filepath"
	"strings"
)

// Printer is a ticket printer in software on a pseudo-terminal, in a process of its own.
type Printer struct {
	*Process

	Line    string // path of its serial line
	Tickets string // folder of what it printed, as PNG
	control string
	seen    int // lines of its words that were read
}

// StartPrinter starts one in a folder; a kiosk opens its Line.
func StartPrinter(ctx context.Context, programs Programs, folder string, echo io.Writer, args ...string) (*Printer, error) {
	p := &Printer{
		Line: filepath.Join(folder, "printer"), Tickets: filepath.Join(folder, "tickets"), control: filepath.Join(folder, "printer.sock"),
	}
	var err error
	p.Process, err = Start(Command{
		Name: "printer", Path: programs.Appliance, Log: filepath.Join(folder, "printer.log"), Echo: echo,
		Args: append([]string{"printer-simulator", "--link", p.Line, "--save", p.Tickets, "--control", p.control}, args...),
	})
	if err != nil {
		return nil, err
	}
	if _, p.seen, err = p.Said(ctx, 0, Contains("printer ")); err != nil {
		p.Kill()
		return nil, err
	}
	return p, nil
}

// Do gives the printer a command, such as "paper out", and returns its answer.
func (p *Printer) Do(ctx context.Context, command string) (string, error) {
	var d net.Dialer
	connection, err := d.DialContext(ctx, "unix", p.control)
	if err != nil {
		return "", err
	}
	defer connection.Close() //nolint:errcheck // the answer has come
	if _, err := fmt.Fprintln(connection, command); err != nil {
		return "", err
	}
	answer, err := bufio.NewReader(connection).ReadString('\n')
	if err != nil {
		return "", err
	}
	word, rest, _ := strings.Cut(strings.TrimSpace(answer), " ")
	if word != "ok" {
		return "", errors.New("printer: " + command + ": " + rest)
	}
	return rest, nil
}

// Paper waits for the next ticket that it cuts and gives the path of its picture.
func (p *Printer) Paper(ctx context.Context) (string, error) {
	line, seen, err := p.Said(ctx, p.seen, Contains("paper "))
	if err != nil {
		return "", err
	}
	p.seen = seen
	words := strings.SplitN(line, " ", 3)
	if len(words) != 3 {
		return "", fmt.Errorf("the printer said %q", line)
	}
	return words[2], nil
}

// Appliance says how to start a kiosk or a wall monitor.
type Appliance struct {
	Path    string
	Role    string // a kiosk if empty
	Server  string // host:port
	Device  string // id of the office file
	Window  string // "1080x1920"
	Printer string // path of the line; none if empty
	Data    string // folder of the identity, of the journal and of the log
	Record  string // file for what would be heard; none if empty
	Config  string // numerek.toml that says all of this instead, see Enrol
	// Settings are more lines for that file, in tables of their own.
	Settings string
	Env      []string
	Args     []string
	Echo     io.Writer
}

// Start starts the device and does not wait for its window.
func (a Appliance) Start(name string) (*Process, error) {
	args := []string{"--role", cmp.Or(a.Role, "kiosk"), "--device", a.Device, "--server", a.Server, "--data", a.Data}
	if a.Window != "" {
		args = append(args, "--window", a.Window)
	}
	if a.Printer != "" {
		args = append(args, "--printer", a.Printer)
	}
	if a.Record != "" {
		args = append(args, "--record", a.Record)
	}
	if a.Config != "" {
		args = []string{"--config", a.Config}
	}
	return Start(Command{
		Name: name, Path: a.Path, Args: append(args, a.Args...), Env: a.Env, Echo: a.Echo, Log: filepath.Join(a.Data, name+".log"),
	})
}
