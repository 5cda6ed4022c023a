package hall

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	"log/slog"
	"sync"
	"time"

	"numerek/appliance/announce"
	"numerek/appliance/display"
	"numerek/appliance/link/calls"
	"numerek/appliance/link/line"
	"numerek/appliance/paint"
	"numerek/appliance/scene"
	"numerek/appliance/typeface"
	"numerek/scripts/e2e"
)

// Glass is the panel of a monitor: [e2e.Screen], or that of a machine in software.
type Glass interface {
	Picture() (*image.RGBA, error)
}

// Watcher is one person before one monitor.
type Watcher struct {
	screen Glass
	size   scene.Size
	fonts  *typeface.Fonts
	saved  func(name string, picture *image.RGBA) error
	link   *calls.Link

	mu    sync.Mutex
	twin  display.Model
	voice announce.Voice
	calls []announce.Call // that are to be spoken
}

// New is a person before the given screen, which the monitor of that id fills.
// Every picture that was waited for goes to saved; where one does not come, what
// was seen and expected instead.
func New(screen Glass, size scene.Size, server, device string, saved func(name string, picture *image.RGBA) error) (*Watcher, error) {
	fonts, err := typeface.New()
	if err != nil {
		return nil, err
	}
	w := &Watcher{screen: screen, size: size, fonts: fonts, saved: saved, twin: display.New(time.Local)}
	w.link, err = calls.New(calls.Options{
		Options: line.Options{Server: server, Device: device, Version: "e2e", Log: slog.New(slog.DiscardHandler)},
		Notify:  func(_ context.Context, e display.Event) { w.tell(e) },
	})
	return w, err
}

// Follow feeds the twin until ctx is done.
func (w *Watcher) Follow(ctx context.Context) error { return w.link.Run(ctx) }

// tell lets the twin know what happened.
func (w *Watcher) tell(e display.Event) {
	w.mu.Lock()
	defer w.mu.Unlock()
	var fx []display.Effect
	w.twin, fx = display.Update(w.twin, e, time.Now())
	for _, f := range fx {
		switch f := f.(type) {
		case display.SetVoice:
			w.voice = f.Voice
		case display.Speak:
			w.calls = append(w.calls, f.Call)
		}
	}
}

// Twin is what the monitor should be now.
func (w *Watcher) Twin() display.Model {
	w.tell(display.Tick{})
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.twin
}

// See waits until the glass shows exactly what the twin shows, in a state that
// fits, and hands the picture on under the name.
func (w *Watcher) See(ctx context.Context, name string, fits func(display.Model) bool) error {
	var picture, want *image.RGBA
	err := e2e.Until(ctx, "the monitor shows "+name, func() (bool, error) {
		twin := w.Twin()
		if !fits(twin) {
			return false, fmt.Errorf("the twin shows %q with %d calls", twin.View(), len(twin.Rows))
		}
		var err error
		if picture, err = w.screen.Picture(); err != nil {
			return false, err
		}
		want = w.paint(twin)
		if picture.Rect != want.Rect {
			return false, fmt.Errorf("a picture of %v, want %v", picture.Rect, want.Rect)
		}
		differs := e2e.Difference(picture, want)
		if differs > 0 {
			return false, fmt.Errorf("%.3f %% of the pixels differ", 100*differs)
		}
		return true, nil
	})
	if err == nil {
		return w.saved(name, picture)
	}
	if picture != nil && want != nil {
		err = errors.Join(err, w.saved(name+"-seen", picture), w.saved(name+"-expected", want))
	}
	return err
}

func (w *Watcher) paint(m display.Model) *image.RGBA {
	picture := image.NewRGBA(w.size.Bounds())
	paint.Paint(picture, picture.Rect, display.Scene(m, w.size, w.fonts), w.fonts)
	return picture
}

// Numbers are the left half of the glass, where the numbers of calls stand and
// nothing else changes.
func (w *Watcher) Numbers() ([]byte, error) {
	picture, err := w.screen.Picture()
	if err != nil {
		return nil, err
	}
	var b []byte
	for y := w.size.H / 5; y < w.size.H*4/5; y++ {
		b = append(b, picture.Pix[y*picture.Stride:][:4*w.size.W/2]...)
	}
	return b, nil
}

// Changed waits until the numbers are not as they were, and says when.
func (w *Watcher) Changed(ctx context.Context, before []byte) (at time.Time, err error) {
	err = e2e.Until(ctx, "the monitor changes", func() (bool, error) {
		now, err := w.Numbers()
		at = time.Now()
		return err == nil && !bytes.Equal(now, before), err
	})
	return at, err
}
