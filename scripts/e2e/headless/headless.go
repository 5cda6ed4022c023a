// Package headless runs the devices of a hall inside a test: all of a kiosk and
// of a monitor as they ship but for their windows, a kiosk with a printer in
// software. Tests reach them through any line.
package headless

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"sync"
	"testing"
	"time"

	"google.golang.org/grpc"

	"numerek/appliance/announce"
	"numerek/appliance/app"
	"numerek/appliance/config"
	"numerek/appliance/kiosk"
	"numerek/appliance/printer"
	"numerek/appliance/printer/simulator"
	"numerek/appliance/tracing"
	"numerek/scripts/e2e"
)

// Kiosk is a kiosk that runs until the end of the test.
type Kiosk struct {
	*app.Kiosk

	printer *simulator.Printer
	log     *log

	mu     sync.Mutex
	papers int
}

// log keeps what a device says, for a failure.
type log struct {
	mu  sync.Mutex
	all bytes.Buffer
}

func (l *log) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.all.Write(p)
}

// Said is what the kiosk has logged.
func (k *Kiosk) Said() string {
	k.log.mu.Lock()
	defer k.log.mu.Unlock()
	return k.log.all.String()
}

// Papers is how many papers have come out.
func (k *Kiosk) Papers() int {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.papers
}

// StartKiosk starts a kiosk; dial are options of its connection, and traces may be nil.
func StartKiosk(t testing.TB, c config.Config, traces *tracing.Device, dial ...grpc.DialOption) *Kiosk {
	t.Helper()
	k := &Kiosk{log: new(log)}
	k.printer = simulator.New(simulator.Options{
		Personality: simulator.Epson, Baud: 115200, RowsPerSecond: 4000, CutTime: 50 * time.Millisecond,
		OnPaper: func(p simulator.Paper) {
			if slices.ContainsFunc(p.Picture.Bits, func(b byte) bool { return b != 0 }) {
				k.mu.Lock()
				defer k.mu.Unlock()
				k.papers++
			}
		},
	})
	t.Cleanup(func() { _ = k.printer.Close() })
	var err error
	k.Kiosk, err = app.New(app.Options{
		Config: c, Version: "e2e", Log: slog.New(tracing.Handler(slog.NewTextHandler(k.log, nil))), Traces: traces,
		OpenPort: func(context.Context) (printer.Port, error) { return k.printer.Connect() },
		Profile:  printer.Epson(576, 115200), Dial: append(traces.Dial(), dial...),
	})
	if err != nil {
		t.Fatal(err)
	}
	keep(t, k.Run)
	return k
}

// keep runs a device until the end of the test.
func keep(t testing.TB, run func(context.Context) error) {
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- run(ctx) }()
	t.Cleanup(func() {
		cancel()
		if err := <-done; err != nil && !errors.Is(err, context.Canceled) {
			t.Errorf("device: %v", err)
		}
	})
}

// Ready says whether the kiosk offers tickets.
func (k *Kiosk) Ready() bool {
	v := k.Model().View()
	return v == kiosk.ScreenHome || v == kiosk.ScreenServices
}

// ErrNoTicket means that the kiosk has said so to the person before it.
var ErrNoTicket = errors.New("the kiosk gave no ticket")

// Take taps a service, and its department where there are several, and waits for
// the paper, or for the kiosk to say why there is none. Whoever taps goes away
// then. It returns the ticket that the kiosk has had from the server.
func (k *Kiosk) Take(ctx context.Context, department, service string) (ticket kiosk.Ticket, err error) {
	err = e2e.Until(ctx, "the kiosk gives a ticket", func() (bool, error) {
		m := k.Model()
		switch m.View() {
		case kiosk.ScreenHome:
			k.Touch(kiosk.TargetDepartment + department)
		case kiosk.ScreenServices:
			k.Touch(kiosk.TargetService + service)
		case kiosk.ScreenTake, kiosk.ScreenShown, kiosk.ScreenAsk:
			ticket = m.Ticket
			return true, nil
		case kiosk.ScreenFailed, kiosk.ScreenRefused, kiosk.ScreenOffline:
			return true, fmt.Errorf("%w: %s", ErrNoTicket, m.View())
		default:
		}
		return false, nil
	})
	return ticket, err
}

// Await waits until the kiosk is ready for the next person; whoever stands before
// a number or before bad news goes away.
func (k *Kiosk) Await(ctx context.Context) error {
	return e2e.Until(ctx, "the kiosk is ready", func() (bool, error) {
		switch k.Model().View() {
		case kiosk.ScreenTake, kiosk.ScreenShown, kiosk.ScreenFailed, kiosk.ScreenRefused:
			k.Touch(kiosk.TargetDone)
			k.Touch(kiosk.TargetRestart)
		default:
		}
		return k.Ready(), nil
	})
}

// Display is a monitor that runs until the end of the test.
type Display struct {
	*app.Display

	mu     sync.Mutex
	spoken []announce.Call
}

// StartDisplay starts a monitor.
func StartDisplay(t testing.TB, c config.Config, dial ...grpc.DialOption) *Display {
	t.Helper()
	d := new(Display)
	var err error
	d.Display, err = app.NewDisplay(app.DisplayOptions{
		Config: c, Version: "e2e", Log: slog.New(slog.DiscardHandler), Announcer: (*voice)(d), Dial: dial,
	})
	if err != nil {
		t.Fatal(err)
	}
	keep(t, d.Run)
	return d
}

// Spoken are the calls that the monitor had spoken.
func (d *Display) Spoken() []announce.Call {
	d.mu.Lock()
	defer d.mu.Unlock()
	return slices.Clone(d.spoken)
}

// voice is the monitor's, which notes what it is to say.
type voice Display

func (v *voice) Set(announce.Voice) {}
func (v *voice) Drop(string)        {}
func (v *voice) Call(c announce.Call) {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.spoken = append(v.spoken, c)
}

func (v *voice) Run(ctx context.Context) error {
	<-ctx.Done()
	return context.Cause(ctx)
}
