package board

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"time"

	"periph.io/x/conn/v3/gpio"
	"periph.io/x/conn/v3/gpio/gpioreg"
	"periph.io/x/host/v3"
)

// Lines are the names of the GPIO lines, such as "GPIO17"; empty where there is none.
type Lines struct {
	Lamp     string // status lamp
	Bezel    string // light at the mouth of the printer
	Buzzer   string
	Power    string // relay that cuts the printer's power while it is high
	Key      string // key switch of the technician
	Door     string // contact of the cabinet door, high while it is shut
	Presence string // sensor, high while somebody is near
}

// Told is what a board says. Each is called by one goroutine at a time, at first with the state at the start.
type Told struct {
	Key  func(on bool)
	Door func(open bool)
	Near func(near bool)
}

// Find returns a line by its name, nil where there is none.
type Find func(name string) gpio.PinIO

// OnThisMachine finds the lines of this machine. The error is that of its drivers.
func OnThisMachine() (Find, error) {
	if _, err := host.Init(); err != nil {
		return nil, fmt.Errorf("GPIO: %w", err)
	}
	return gpioreg.ByName, nil
}

// Lamp is what the status lamp says: it is dark where the program does not run.
type Lamp uint8

// The states of the lamp.
const (
	Well   Lamp = iota // steady: the kiosk does all its work
	Needed             // blinking: somebody must come
)

// How long things last.
const (
	blink    = 500 * time.Millisecond // on, and as long off
	beep     = 150 * time.Millisecond
	powerOff = 5 * time.Second // long enough for the printer to lose what it holds (printing 2.9)
)

// Board is the lines that there are. Run must run for anything to happen.
type Board struct {
	log                        *slog.Logger
	lamp, bezel, buzzer, power gpio.PinOut // nil where there is none
	key, door, presence        gpio.PinIn

	cycling sync.Mutex // held while the power is off

	mu      sync.Mutex
	status  Lamp
	leads   bool
	beeps   int // owed
	changed chan struct{}
}

// New takes the lines that are named. Those that cannot be had are left out, and
// the error says which and why: the board works without them.
func New(l Lines, find Find, log *slog.Logger) (*Board, error) {
	b := &Board{log: log, changed: make(chan struct{}, 1)}
	var wrong []error
	for _, out := range []struct {
		name string
		pin  *gpio.PinOut
	}{{l.Lamp, &b.lamp}, {l.Bezel, &b.bezel}, {l.Buzzer, &b.buzzer}, {l.Power, &b.power}} {
		pin, err := take(out.name, find)
		if pin != nil {
			err = pin.Out(gpio.Low)
		}
		if err != nil {
			wrong = append(wrong, fmt.Errorf("output %s: %w", out.name, err))
		} else if pin != nil {
			*out.pin = pin
		}
	}
	for _, in := range []struct {
		name string
		pin  *gpio.PinIn
	}{{l.Key, &b.key}, {l.Door, &b.door}, {l.Presence, &b.presence}} {
		pin, err := take(in.name, find)
		if pin != nil {
			err = pin.In(gpio.PullDown, gpio.BothEdges)
		}
		if err != nil {
			wrong = append(wrong, fmt.Errorf("input %s: %w", in.name, err))
		} else if pin != nil {
			*in.pin = pin
		}
	}
	return b, errors.Join(wrong...)
}

// errNoLine says that the machine has no such line.
var errNoLine = errors.New("this machine has no such line")

// take returns a line, nil where none is named.
func take(name string, find Find) (gpio.PinIO, error) {
	if name == "" {
		return nil, nil //nolint:nilnil // a line that is not named is not there
	}
	if pin := find(name); pin != nil {
		return pin, nil
	}
	return nil, fmt.Errorf("%w; it has: %s", errNoLine, strings.Join(names(), ", "))
}

// names are the lines of this machine.
func names() (all []string) {
	for _, pin := range gpioreg.All() {
		all = append(all, pin.Name())
	}
	slices.Sort(all)
	if len(all) == 0 {
		return []string{"none"}
	}
	return all
}

// SensesPresence says that the board can tell whether somebody is near.
func (b *Board) SensesPresence() bool { return b.presence != nil }

// CutsPower says that the board can take the printer's power away.
func (b *Board) CutsPower() bool { return b.power != nil }

// Show says something with the status lamp.
func (b *Board) Show(l Lamp) { b.set(func() bool { old := b.status; b.status = l; return old != l }) }

// Lead lights the mouth of the printer, or darkens it.
func (b *Board) Lead(on bool) { b.set(func() bool { old := b.leads; b.leads = on; return old != on }) }

// Beep sounds the buzzer for a moment.
func (b *Board) Beep() { b.set(func() bool { b.beeps++; return true }) }

// set changes what the lamps are to show, and has them show it soon.
func (b *Board) set(change func() bool) {
	b.mu.Lock()
	news := change()
	b.mu.Unlock()
	if !news {
		return
	}
	select {
	case b.changed <- struct{}{}:
	default:
	}
}

// Cycle takes the printer's power away for five seconds: the one way to make any
// printer forget what it holds. It gives the power back also when ctx ends
// meanwhile. The errors are that there is no relay, and those of its line.
func (b *Board) Cycle(ctx context.Context) error {
	if b.power == nil {
		return errors.New("no relay for the printer's power")
	}
	b.cycling.Lock()
	defer b.cycling.Unlock()
	b.log.WarnContext(ctx, "printer's power is taken away", "for", powerOff)
	err := b.power.Out(gpio.High)
	off := time.NewTimer(powerOff)
	defer off.Stop()
	select {
	case <-off.C:
	case <-ctx.Done():
		err = errors.Join(err, context.Cause(ctx))
	}
	return errors.Join(err, b.power.Out(gpio.Low))
}
