package main

import (
	"context"
	"errors"
	"fmt"
	"image"
	"io"
	"os"
	"os/exec"
	"time"

	"numerek/appliance/kiosk"
	"numerek/appliance/kiosk/look"
	"numerek/appliance/printer/simulator"
	"numerek/appliance/scene"
	"numerek/appliance/typeface"
	"numerek/scripts/e2e"
)

const (
	// steady is how long a picture must be on the glass before a kiosk believes
	// a touch, and a little more.
	steady = 350 * time.Millisecond
	// quietFor is how long a kiosk has used next to nothing when it is quiet.
	quietFor  = 150 * time.Millisecond
	quietUses = 2 * time.Millisecond
	quietMost = 10 * time.Second
)

// finger is a pointer that is moved by one process that stays, so that the time
// to start one is not taken for the kiosk's.
type finger struct {
	cmd *exec.Cmd
	in  io.WriteCloser
}

func newFinger(screen *e2e.Screen) (*finger, error) {
	cmd := exec.Command("xdotool", "-") //nolint:noctx // it ends with its input
	cmd.Env = append(os.Environ(), screen.Env()...)
	cmd.Stderr = os.Stderr
	in, err := cmd.StdinPipe()
	if err != nil {
		return nil, err
	}
	return &finger{cmd, in}, cmd.Start()
}

func (f *finger) do(format string, args ...any) error {
	_, err := fmt.Fprintf(f.in, format+"\n", args...)
	return err
}

func (f *finger) close() {
	_ = f.in.Close()
	_ = f.cmd.Wait()
}

// press puts the finger on a target, waits until the pressed look is on the
// glass, and gives the processor time that the kiosk has used so far. A kiosk
// that is touched is never quiet: it watches the finger.
func (c *counter) press(ctx context.Context, target string) (time.Duration, error) {
	at, err := c.place(target)
	if err != nil {
		return 0, err
	}
	if err := pause(ctx, steady); err != nil {
		return 0, err
	}
	if err := c.finger.do("mousemove %d %d", at.X, at.Y); err != nil {
		return 0, err
	}
	if err := c.finger.do("mousedown 1"); err != nil {
		return 0, err
	}
	c.citizen.Tell(kiosk.Pointer{Phase: kiosk.Down, Target: target})
	if err := pause(ctx, steady); err != nil {
		return 0, err
	}
	return cpu(c.kiosk.Pid())
}

// release lifts the finger and gives the moment just before.
func (c *counter) release(target string) (time.Time, error) {
	at := time.Now()
	err := c.finger.do("mouseup 1")
	c.citizen.Tell(kiosk.Pointer{Phase: kiosk.Up, Target: target})
	return at, err
}

func (c *counter) tap(ctx context.Context, target string) error {
	if _, err := c.press(ctx, target); err != nil {
		return err
	}
	_, err := c.release(target)
	return err
}

// quiet waits until the kiosk has nothing to do and gives the processor time
// that it has used so far.
func (c *counter) quiet(ctx context.Context) (time.Duration, error) {
	limit := time.Now().Add(quietMost)
	for {
		before, err := cpu(c.kiosk.Pid())
		if err != nil {
			return 0, err
		}
		if err := pause(ctx, quietFor); err != nil {
			return 0, err
		}
		after, err := cpu(c.kiosk.Pid())
		if err != nil || after-before <= quietUses {
			return after, err
		}
		if time.Now().After(limit) {
			return 0, errors.New("the kiosk does not come to rest")
		}
	}
}

// place is the middle of a target of the present screen.
func (c *counter) place(target string) (image.Point, error) {
	fonts, err := typeface.New()
	if err != nil {
		return image.Point{}, err
	}
	s := look.Scene(c.citizen.Twin(), c.size, fonts)
	for _, item := range s.Items {
		middle := item.Box.Min.Add(item.Box.Max).Div(2)
		if item.Target == target && scene.Hit(s, middle.X, middle.Y) == target {
			return middle, nil
		}
	}
	return image.Point{}, fmt.Errorf("screen %q has no %q", s.Name, target)
}

// watchJob gives the moment at which the printer received the first byte of a
// job: the first of a stretch of work that is longer than an answer to a
// question.
func watchJob(ctx context.Context, printer *simulator.Printer) <-chan time.Time {
	const look, answer = 100 * time.Microsecond, 10 * time.Millisecond
	found := make(chan time.Time, 1)
	go func() {
		tick := time.NewTicker(look)
		defer tick.Stop()
		for began := (time.Time{}); ctx.Err() == nil; <-tick.C {
			switch {
			case printer.Idle():
				began = time.Time{}
			case began.IsZero():
				began = time.Now()
			case time.Since(began) > answer:
				found <- began
				return
			}
		}
	}()
	return found
}

func pause(ctx context.Context, d time.Duration) error {
	select {
	case <-time.After(d):
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}
