package simulator_test

import (
	"bufio"
	"context"
	"errors"
	"io"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"numerek/appliance/printer/escpos"
	"numerek/appliance/printer/serialport"
	"numerek/appliance/printer/simulator"
)

// program is Main, running.
type program struct {
	t     *testing.T
	link  string
	lines *bufio.Scanner
}

// start runs Main until the test ends, and waits until the printer is there.
func start(t *testing.T, args ...string) program {
	t.Helper()
	link := filepath.Join(t.TempDir(), "printer")
	out, in := io.Pipe()
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() {
		done <- simulator.Main(ctx, append([]string{"--link", link, "--baud", "0", "--rows", "0"}, args...), in)
		in.Close()
	}()
	p := program{t: t, link: link, lines: bufio.NewScanner(out)}
	t.Cleanup(func() {
		cancel()
		go io.Copy(io.Discard, out)
		if err := <-done; err != nil {
			t.Errorf("got %v from Main, want none", err)
		}
		if _, err := os.Lstat(link); !errors.Is(err, os.ErrNotExist) {
			t.Errorf("got %v for the link at the end, want it gone", err)
		}
	})
	p.expect("printer " + link)
	return p
}

func (p program) expect(line string) {
	p.t.Helper()
	if !p.lines.Scan() || p.lines.Text() != line {
		p.t.Fatalf("got %q, want %q", p.lines.Text(), line)
	}
}

func (p program) open() *serialport.Port {
	p.t.Helper()
	port, err := serialport.Open(serialport.Options{Path: p.link})
	if err != nil {
		p.t.Fatal(err)
	}
	p.t.Cleanup(func() { port.Close() })
	return port
}

func ask(t *testing.T, port *serialport.Port, command []byte, want byte) {
	t.Helper()
	if _, err := port.Write(command); err != nil {
		t.Fatal(err)
	}
	var b [1]byte
	if _, err := port.Read(b[:]); err != nil || b[0] != want {
		t.Fatalf("got %#x, %v, want %#x", b[0], err, want)
	}
}

func TestMainPrintsSavesAndObeys(t *testing.T) {
	save, socket := t.TempDir(), filepath.Join(t.TempDir(), "control")
	p := start(t, "--save", save, "--control", socket)
	port := p.open()
	ask(t, port, escpos.AskStatus(1), 0x12)
	if _, err := port.Write(append(must(escpos.Raster(picture())), escpos.Cut(0)...)); err != nil {
		t.Fatal(err)
	}
	p.expect("paper 1 " + filepath.Join(save, "ticket-001.png"))

	conn, err := net.Dial("unix", socket)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	answers := bufio.NewScanner(conn)
	command := func(line, want string) {
		t.Helper()
		if _, err := io.WriteString(conn, line+"\n"); err != nil {
			t.Fatal(err)
		}
		if !answers.Scan() || !strings.HasPrefix(answers.Text(), want) {
			t.Fatalf("%s: got %q, want %q", line, answers.Text(), want)
		}
	}
	command("papers", "ok 1")
	command("cover open", "ok")
	ask(t, port, escpos.AskStatus(1), 0x1a)
	command("cover close", "ok")
	command("status", "ok personality epson, power true, plugged true, papers 1")
	command("dance", "error unknown command")

	command("unplug", "ok")
	if _, err := port.Read(make([]byte, 1)); !errors.Is(err, serialport.ErrUnplugged) {
		t.Fatalf("got %v, want unplugged", err)
	}
	command("plug", "ok")
	p.expect("printer " + p.link)
	if err := port.Close(); err != nil {
		t.Fatal(err)
	}
	ask(t, p.open(), escpos.AskStatus(1), 0x12)
}

// TestATerminalCanBeOpenedAgain has a host that goes and comes back, as a program that is restarted.
func TestATerminalCanBeOpenedAgain(t *testing.T) {
	p := start(t, "--personality", "simple")
	for range 3 {
		port := p.open()
		ask(t, port, escpos.AskStatus(1), 0x12)
		if err := port.Close(); err != nil {
			t.Fatal(err)
		}
	}
}

func TestMainRefusesNonsense(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, []byte("mine"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, args := range [][]string{
		{},
		{"--link", file},
		{"--link", file + "2", "--personality", "odd"},
		{"--fly"},
		{"--link", file + "2", "--save", file},
		{"--link", file + "2", "--control", file},
	} {
		ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
		if err := simulator.Main(ctx, args, io.Discard); err == nil {
			t.Errorf("%q: got no error", args)
		}
		cancel()
	}
	if content, err := os.ReadFile(file); err != nil || string(content) != "mine" {
		t.Errorf("got %q, %v: somebody else's file was touched", content, err)
	}
}
