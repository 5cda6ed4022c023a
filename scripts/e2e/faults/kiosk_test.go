package faults_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"os/signal"
	"slices"
	"strings"
	"syscall"
	"time"

	"numerek/appliance/app"
	"numerek/appliance/config"
	"numerek/scripts/e2e"
)

// kioskEnv makes a kiosk without a window of this program: it reads its command line, touches what it is told on
// descriptor 3, and says whenever something has changed how it stands.
const kioskEnv = "NUMEREK_FAULTS_KIOSK"

// state is how a kiosk stands, as it says it.
type state struct {
	view               string
	ready, clean, open int
}

const stateLine = "state %s ready %d clean %d open %d"

func beKiosk() int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := runKiosk(ctx); err != nil && !errors.Is(err, context.Canceled) {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return 0
}

func runKiosk(ctx context.Context) error {
	c, err := config.FromArgs(os.Args[1:], os.Stderr)
	if err != nil {
		return err
	}
	port, profile, err := app.PrinterOf(c.Printer)
	if err != nil {
		return err
	}
	k, err := app.New(app.Options{ //nolint:contextcheck // what is left of the last run is noted before there is a context
		Config: c, Version: "e2e", Log: slog.New(slog.NewTextHandler(os.Stderr, nil)), OpenPort: port, Profile: profile,
	})
	if err != nil {
		return err
	}
	go func() {
		for lines := bufio.NewScanner(os.NewFile(3, "touches")); lines.Scan(); {
			k.Touch(lines.Text())
		}
	}()
	go func() {
		for said := ""; ctx.Err() == nil; <-time.After(10 * time.Millisecond) {
			if now := describe(k); now != said {
				said = now
				fmt.Fprintln(os.Stdout, now)
			}
		}
	}()
	return k.Run(ctx)
}

func describe(k *app.Kiosk) string {
	m, one := k.Model(), map[bool]int{true: 1}
	return fmt.Sprintf(stateLine, m.View(), one[m.Ready() && m.Online], one[m.Clean()], len(k.Unfinished()))
}

// startKiosk starts the program of this test as a kiosk, in a folder with its journal.
func (h *hall) startKiosk() error {
	self, err := os.Executable()
	if err != nil {
		return err
	}
	touches, hand, err := os.Pipe()
	if err != nil {
		return err
	}
	h.runs++
	process, err := e2e.Start(e2e.Command{
		Name: "kiosk", Path: self, Env: []string{kioskEnv + "=1"}, Files: []*os.File{touches},
		Args: []string{
			"--role", "kiosk", "--device", kioskID, "--server", h.line.Listen, "--data", h.data, "--printer", h.printer.Line,
		},
	})
	if err = errors.Join(err, touches.Close()); err != nil {
		return errors.Join(err, hand.Close())
	}
	h.kiosk, h.hand = process, hand
	return nil
}

// killKiosk ends it in the middle of whatever it does.
func (h *hall) killKiosk() {
	h.kiosk.Kill()
	_ = h.hand.Close() // It is a pipe that nobody reads.
}

// state is the newest that the kiosk has said of itself.
func (h *hall) state() (s state) {
	lines := h.kiosk.Lines()
	for _, line := range slices.Backward(lines) {
		if !strings.HasPrefix(line, "state ") {
			continue
		}
		if _, err := fmt.Sscanf(line, stateLine, &s.view, &s.ready, &s.clean, &s.open); err == nil {
			return s
		}
	}
	return s
}

// touch touches the glass.
func (h *hall) touch(target string) error {
	_, err := fmt.Fprintln(h.hand, target)
	return err
}
