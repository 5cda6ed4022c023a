package citizen

import (
	"context"
	"errors"
	"fmt"
	"image"
	"sync"
	"time"

	"numerek/appliance/kiosk"
	"numerek/appliance/kiosk/look"
	"numerek/appliance/link"
	"numerek/appliance/paint"
	"numerek/appliance/scene"
	"numerek/appliance/typeface"
	numerekv1 "numerek/proto/numerek/v1"
	"numerek/scripts/e2e"
)

// steady is how long a picture must have been on the glass before the kiosk
// takes a touch for one that was meant for it.
const steady = 300 * time.Millisecond

// Glass is the panel of a kiosk: e2e.Screen, or that of a machine in software.
type Glass interface {
	Picture() (*image.RGBA, error)
	Move(ctx context.Context, at image.Point) error
	Press(ctx context.Context) error
	Release(ctx context.Context) error
	Key(ctx context.Context, name string) error
}

var _ Glass = (*e2e.Screen)(nil)

// Citizen is one person at one kiosk.
type Citizen struct {
	screen Glass
	size   scene.Size
	fonts  *typeface.Fonts
	saved  func(name string, picture *image.RGBA) error

	mu     sync.Mutex
	twin   kiosk.Model
	change chan struct{} // closed and replaced when the twin changed
}

// New is a person before the given glass. Every picture that was waited for
// goes to saved; where one does not come, what was seen and expected instead.
func New(screen Glass, size scene.Size, saved func(name string, picture *image.RGBA) error) (*Citizen, error) {
	fonts, err := typeface.New()
	if err != nil {
		return nil, err
	}
	return &Citizen{screen: screen, size: size, fonts: fonts, saved: saved, twin: kiosk.New(time.UTC), change: make(chan struct{})}, nil
}

// Follow feeds the twin with the catalogue that the device sees, until ctx is done or the line breaks.
func (c *Citizen) Follow(ctx context.Context, device *e2e.Device) error {
	stream, err := device.WatchCatalog(device.Context(ctx), &numerekv1.WatchCatalogRequest{})
	if err != nil {
		return err
	}
	for {
		message, err := stream.Recv()
		if err != nil {
			return err
		}
		event, err := link.Event(message)
		if err != nil {
			return err
		}
		c.Tell(event)
	}
}

// Tell lets the twin know what happened.
func (c *Citizen) Tell(events ...kiosk.Event) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, e := range events {
		c.twin, _ = kiosk.Update(c.twin, e, time.Now())
	}
	close(c.change)
	c.change = make(chan struct{})
}

// Twin is what the kiosk should be now.
func (c *Citizen) Twin() kiosk.Model {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.twin
}

// Waits until the twin knows a catalogue.
func (c *Citizen) Waits(ctx context.Context) error {
	for {
		c.mu.Lock()
		known, change := c.twin.Known, c.change
		c.mu.Unlock()
		if known {
			return nil
		}
		select {
		case <-change:
		case <-ctx.Done():
			return fmt.Errorf("waiting for the catalogue: %w", context.Cause(ctx))
		}
	}
}

// expected is what should be on the glass now.
func (c *Citizen) expected() (kiosk.Screen, scene.Scene) {
	c.Tell(kiosk.Tick{})
	twin := c.Twin()
	return twin.View(), look.Scene(twin, c.size, c.fonts)
}

// look compares the glass with what the twin shows.
func (c *Citizen) look() (picture *image.RGBA, view kiosk.Screen, differs float64, err error) {
	view, s := c.expected()
	picture, err = c.screen.Picture()
	if err != nil {
		return nil, view, 1, err
	}
	want := c.paint(s)
	if picture.Rect != want.Rect {
		return nil, view, 1, fmt.Errorf("a picture of %v, want %v", picture.Rect, want.Rect)
	}
	return picture, view, e2e.Difference(picture, want), nil
}

func (c *Citizen) paint(s scene.Scene) *image.RGBA {
	picture := image.NewRGBA(s.Size.Bounds())
	paint.Paint(picture, picture.Rect, s, c.fonts)
	return picture
}

// See waits until the glass shows what the twin shows, which must be the given
// screen, and hands the picture on under the name.
func (c *Citizen) See(ctx context.Context, name string, want kiosk.Screen) error {
	picture, err := c.alike(ctx, name, func(view kiosk.Screen) bool { return view == want })
	if err != nil {
		return err
	}
	return c.saved(name, picture)
}

// alike waits until the glass is exactly what the twin is, on a screen that fits.
func (c *Citizen) alike(ctx context.Context, name string, fits func(kiosk.Screen) bool) (picture *image.RGBA, err error) {
	err = e2e.Until(ctx, "the glass shows "+name, func() (bool, error) {
		var view kiosk.Screen
		var differs float64
		var err error
		picture, view, differs, err = c.look()
		switch {
		case err != nil:
			return false, err
		case !fits(view):
			return false, fmt.Errorf("the twin shows %q", view)
		case differs > 0:
			return false, fmt.Errorf("%.3f %% of the pixels differ", 100*differs)
		}
		return true, nil
	})
	if err != nil && picture != nil {
		_, s := c.expected()
		err = errors.Join(err, c.saved(name+"-seen", picture), c.saved(name+"-expected", c.paint(s)))
	}
	return picture, err
}

func anything(kiosk.Screen) bool { return true }

// Tap presses a target of the screen on the glass with the pointer and lifts it,
// as a finger does, and gives the time from the press to the picture of the
// pressed target.
func (c *Citizen) Tap(ctx context.Context, target string) (time.Duration, error) {
	if _, err := c.alike(ctx, "before-"+target, anything); err != nil {
		return 0, err
	}
	_, s := c.expected()
	at, err := place(s, target)
	if err != nil {
		return 0, err
	}
	if err := c.settle(ctx); err != nil {
		return 0, err
	}
	if err := c.screen.Move(ctx, at); err != nil {
		return 0, err
	}
	pressed := time.Now()
	if err := c.screen.Press(ctx); err != nil {
		return 0, err
	}
	c.Tell(kiosk.Pointer{Phase: kiosk.Down, Target: target})
	_, err = c.alike(ctx, "pressed-"+target, anything)
	took := time.Since(pressed)
	if err != nil {
		return 0, err
	}
	if err := c.screen.Release(ctx); err != nil {
		return 0, err
	}
	c.Tell(kiosk.Pointer{Phase: kiosk.Up, Target: target})
	return took, nil
}

// Key presses a key of the keypad, named as X names it, on the glass as it should be.
func (c *Citizen) Key(ctx context.Context, name string, press kiosk.Press) error {
	if _, err := c.alike(ctx, "before-"+name, anything); err != nil {
		return err
	}
	_, s := c.expected()
	if err := c.screen.Key(ctx, name); err != nil {
		return err
	}
	c.Tell(kiosk.Key{Key: press, Targets: scene.Focusable(s)})
	return nil
}

// settle waits until the kiosk believes a touch.
func (c *Citizen) settle(ctx context.Context) error {
	select {
	case <-time.After(steady):
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

// place is the middle of a target, where nothing lies above it.
func place(s scene.Scene, target string) (image.Point, error) {
	for _, item := range s.Items {
		if item.Target != target {
			continue
		}
		middle := item.Box.Min.Add(item.Box.Max).Div(2)
		if hit := scene.Hit(s, middle.X, middle.Y); hit != target {
			return image.Point{}, fmt.Errorf("the middle of %q belongs to %q", target, hit)
		}
		return middle, nil
	}
	return image.Point{}, fmt.Errorf("screen %q has no %q, only %q", s.Name, target, scene.Focusable(s))
}
