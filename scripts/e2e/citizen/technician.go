package citizen

import (
	"context"
	"fmt"
	"image"
	"strings"
	"time"

	"numerek/appliance/kiosk"
	"numerek/appliance/kiosk/technician"
	"numerek/appliance/scene"
	"numerek/scripts/e2e"
)

// gestureTouch is how long a finger of the hidden gesture stays, and how long it is away.
const gestureTouch = 120 * time.Millisecond

// Gesture touches the two corners in turn that ask for the PIN of the service
// mode. The twin must know the PIN (kiosk.ServiceLock), or it asks nobody.
func (c *Citizen) Gesture(ctx context.Context) error {
	for i := range 5 {
		at := image.Pt(c.size.W*(95-90*(i%2))/100, c.size.H/50)
		if err := c.touch(ctx, at, gestureTouch); err != nil {
			return err
		}
	}
	return nil
}

// touch puts the finger on a place and lifts it, whatever is there.
func (c *Citizen) touch(ctx context.Context, at image.Point, held time.Duration) error {
	if err := c.screen.Move(ctx, at); err != nil {
		return err
	}
	step := func(phase kiosk.Phase, act func(context.Context) error) error {
		_, s := c.expected()
		if err := act(ctx); err != nil {
			return err
		}
		c.Tell(kiosk.Pointer{
			Phase: phase, Target: scene.Hit(s, at.X, at.Y), X: float64(at.X) / float64(c.size.W), Y: float64(at.Y) / float64(c.size.H),
		})
		return rest(ctx, held)
	}
	if err := step(kiosk.Down, c.screen.Press); err != nil {
		return err
	}
	return step(kiosk.Up, c.screen.Release)
}

// Drag draws a line on the glass, for the touch test.
func (c *Citizen) Drag(ctx context.Context, places ...image.Point) error {
	if err := c.screen.Move(ctx, places[0]); err != nil {
		return err
	}
	if err := c.screen.Press(ctx); err != nil {
		return err
	}
	for _, at := range places {
		if err := c.screen.Move(ctx, at); err != nil {
			return err
		}
		if err := rest(ctx, gestureTouch); err != nil {
			return err
		}
	}
	return c.screen.Release(ctx)
}

// rest lets a moment pass.
func rest(ctx context.Context, d time.Duration) error {
	select {
	case <-time.After(d):
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

// Glance waits until everything that can be touched is on the glass as the twin
// has it, and nothing else moves any more, and hands the picture on under the name.
// The facts of the service mode (temperature, addresses, counters) are the
// device's own; so are its tickets, which are left out.
func (c *Citizen) Glance(ctx context.Context, name string) error {
	var before *image.RGBA
	var picture *image.RGBA
	err := e2e.Until(ctx, "the glass shows the ways of "+name, func() (bool, error) {
		var err error
		if picture, err = c.screen.Picture(); err != nil {
			return false, err
		}
		_, s := c.expected()
		want := c.paint(s)
		for _, it := range s.Items {
			if it.Target == "" || strings.HasPrefix(it.Target, technician.TargetTicket) {
				continue
			}
			if differs := e2e.Difference(part(picture, it.Box), part(want, it.Box)); differs > 0 {
				before = nil
				return false, fmt.Errorf("%.3f %% of the pixels of %s differ", 100*differs, it.Target)
			}
		}
		steadily := before != nil && e2e.Difference(picture, before) == 0
		before = picture
		if !steadily {
			return false, rest(ctx, steady)
		}
		return true, nil
	})
	if err != nil {
		return err
	}
	return c.saved(name, picture)
}

// part is a copy of a part of a picture.
func part(of *image.RGBA, box image.Rectangle) *image.RGBA {
	box = box.Intersect(of.Rect)
	out := image.NewRGBA(image.Rectangle{Max: box.Size()})
	for y := range box.Dy() {
		copy(out.Pix[y*out.Stride:][:4*box.Dx()], of.Pix[of.PixOffset(box.Min.X, box.Min.Y+y):])
	}
	return out
}

// Poke touches a target at the place where the twin has it, without a look.
func (c *Citizen) Poke(ctx context.Context, target string) error {
	_, s := c.expected()
	at, err := place(s, target)
	if err != nil {
		return err
	}
	if err := c.settle(ctx); err != nil {
		return err
	}
	return c.touch(ctx, at, gestureTouch)
}
