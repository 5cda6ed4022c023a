package board_test

import (
	"context"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"periph.io/x/conn/v3/gpio"
	"periph.io/x/conn/v3/gpio/gpiotest"

	"numerek/appliance/board"
)

// cabinet is a board on lines in memory.
type cabinet struct {
	*board.Board

	t    *testing.T
	pins map[string]*gpiotest.Pin

	mu   sync.Mutex
	said []string
}

var whole = board.Lines{Lamp: "A", Bezel: "B", Buzzer: "C", Power: "D", Key: "E", Door: "F", Presence: "G"}

// open must be called in a bubble.
func open(t *testing.T, lines board.Lines) *cabinet {
	t.Helper()
	c := &cabinet{t: t, pins: make(map[string]*gpiotest.Pin)}
	for _, name := range []string{"A", "B", "C", "D", "E", "F", "G"} {
		c.pins[name] = &gpiotest.Pin{N: name, EdgesChan: make(chan gpio.Level, 100)}
	}
	find := func(name string) gpio.PinIO {
		if pin, ok := c.pins[name]; ok {
			return pin
		}
		return nil
	}
	b, err := board.New(lines, find, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	c.Board = b
	ctx, stop := context.WithCancel(t.Context())
	var running sync.WaitGroup
	running.Go(func() {
		b.Run(ctx, board.Told{
			Key:  func(on bool) { c.say("key", on) },
			Door: func(open bool) { c.say("door open", open) },
			Near: func(near bool) { c.say("near", near) },
		})
	})
	t.Cleanup(func() { stop(); running.Wait() })
	return c
}

func (c *cabinet) say(what string, is bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if !is {
		what = "not " + what
	}
	c.said = append(c.said, what)
}

// heard returns what was said since the last time, in the order of the alphabet.
func (c *cabinet) heard() string {
	synctest.Wait()
	c.mu.Lock()
	defer c.mu.Unlock()
	slices.Sort(c.said)
	out := strings.Join(c.said, ", ")
	c.said = nil
	return out
}

// high says whether a line is.
func (c *cabinet) high(name string) bool {
	synctest.Wait()
	return bool(c.pins[name].Read())
}

// after lets virtual time pass.
func after(d time.Duration) { <-time.After(d) }

func TestInputs(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		c := open(t, whole)
		after(time.Second)
		if got := c.heard(); got != "door open, not key, not near" {
			t.Errorf("at the start: got %q", got)
		}
		c.pins["F"].EdgesChan <- gpio.High
		after(time.Second)
		if got := c.heard(); got != "not door open" {
			t.Errorf("a door that was shut: got %q", got)
		}
		for _, level := range []gpio.Level{gpio.High, gpio.Low, gpio.High, gpio.Low, gpio.High} { // it bounces
			c.pins["E"].EdgesChan <- level
			after(5 * time.Millisecond)
		}
		after(time.Second)
		if got := c.heard(); got != "key" {
			t.Errorf("a key that was turned: got %q", got)
		}
		c.pins["E"].EdgesChan <- gpio.Low // a disturbance
		after(10 * time.Millisecond)
		c.pins["E"].EdgesChan <- gpio.High
		after(time.Second)
		if got := c.heard(); got != "" {
			t.Errorf("a disturbance: got %q", got)
		}
		c.pins["G"].Lock()
		c.pins["G"].L = gpio.High // and the edge was lost
		c.pins["G"].Unlock()
		after(time.Second)
		if got := c.heard(); got != "near" {
			t.Errorf("a lost edge: got %q", got)
		}
	})
}

func TestLamps(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		c := open(t, whole)
		for range 4 {
			after(400 * time.Millisecond)
			if !c.high("A") {
				t.Fatal("the lamp of a well kiosk is dark")
			}
		}
		c.Show(board.Needed)
		levels := map[bool]int{}
		for range 40 {
			after(100 * time.Millisecond)
			levels[c.high("A")]++
		}
		if levels[true] < 15 || levels[false] < 15 {
			t.Errorf("of 4 s the lamp blinked: %v", levels)
		}
		c.Lead(true)
		if !c.high("B") {
			t.Error("the mouth of the printer is dark")
		}
		c.Lead(false)
		if c.high("B") {
			t.Error("the mouth of the printer is still lit")
		}
		c.Beep()
		c.Beep()
		if !c.high("C") {
			t.Error("the buzzer is silent")
		}
		after(time.Second)
		if c.high("C") {
			t.Error("the buzzer never ends")
		}
	})
}

func TestPower(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		c := open(t, whole)
		if c.high("D") || !c.CutsPower() {
			t.Fatal("the printer has no power at the start")
		}
		done := make(chan error, 1)
		go func() { done <- c.Cycle(t.Context()) }()
		after(4900 * time.Millisecond)
		if !c.high("D") {
			t.Error("power came back too early")
		}
		if err := <-done; err != nil || c.high("D") {
			t.Errorf("got %v, relay high: %t", err, c.high("D"))
		}
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		if err := c.Cycle(ctx); err == nil || c.high("D") {
			t.Errorf("stopped meanwhile: got %v, relay high: %t", err, c.high("D"))
		}
	})
}

func TestEverythingIsDarkAtTheEnd(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		pin := &gpiotest.Pin{N: "A"}
		b, err := board.New(board.Lines{Lamp: "A"}, func(string) gpio.PinIO { return pin }, slog.New(slog.DiscardHandler))
		if err != nil {
			t.Fatal(err)
		}
		ctx, stop := context.WithTimeout(t.Context(), time.Minute)
		defer stop()
		b.Run(ctx, board.Told{})
		if pin.Read() {
			t.Error("the lamp is lit although the program has ended")
		}
	})
}

func TestLinesThatAreNotThere(t *testing.T) {
	t.Parallel()
	log := slog.New(slog.DiscardHandler)
	b, err := board.New(board.Lines{}, func(string) gpio.PinIO { return nil }, log)
	if err != nil || b.SensesPresence() || b.CutsPower() {
		t.Errorf("none named: got %v, %t, %t", err, b.SensesPresence(), b.CutsPower())
	}
	if err := b.Cycle(t.Context()); err == nil {
		t.Error("a relay that is not there has cut the power")
	}
	find, err := board.OnThisMachine()
	if err != nil {
		t.Fatal(err)
	}
	b, err = board.New(board.Lines{Lamp: "GPIO99999", Door: "DOOR"}, find, log)
	if err == nil || !strings.Contains(err.Error(), "output GPIO99999: this machine has no such line; it has: ") || !strings.Contains(err.Error(), "input DOOR") {
		t.Errorf("got %v", err)
	}
	b.Show(board.Needed)
	ctx, stop := context.WithCancel(t.Context())
	stop()
	b.Run(ctx, board.Told{})
}
