package ui

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"github.com/hajimehoshi/ebiten/v2"

	"numerek/appliance/scene"
	"numerek/appliance/typeface"
)

// engine shows frames as ebiten does: when it is asked, and with no tick in one
// that comes right after the last.
type engine struct {
	asked chan struct{}
	ticks int
}

// tickless is the time after a frame in which ebiten's clock gives none.
const tickless = time.Second / 120

func newEngine() *engine { return &engine{asked: make(chan struct{}, 1)} }

func (e *engine) ask() {
	select {
	case e.asked <- struct{}{}:
	default:
	}
}

// run is the life of the window w.
func (e *engine) run(w *Window) error {
	last := time.Now().Add(-time.Hour)
	for range e.asked {
		rested := time.Since(last)
		last = time.Now()
		if rested >= tickless {
			e.ticks++
			if err := (*game)(w).Update(); err != nil {
				return err
			}
		}
		w.drawn.Store(w.next.Load())
	}
	return nil
}

// silent is a glass that nobody touches.
type silent struct{}

func (silent) Resized(int, int) {}
func (silent) Touched(Touch)    {}
func (silent) Pressed(Key)      {}

func TestWindow_closes_although_a_frame_has_no_tick(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		e, w := newEngine(), New(Options{}, nil)
		w.ask = e.ask
		ctx, stop := context.WithCancel(t.Context())
		closed := make(chan error, 1)
		go func() { closed <- w.keep(ctx, silent{}, func() error { return e.run(w) }) }()
		synctest.Wait()
		w.Show(scene.Scene{Size: scene.Portrait})
		synctest.Wait()
		time.Sleep(time.Minute)
		if e.ticks != 1 {
			t.Fatalf("got %d ticks of one scene, want 1", e.ticks)
		}
		e.ask() // the pointer has moved
		time.Sleep(time.Millisecond)
		begun := time.Now()
		stop()
		err := w.explain(<-closed)
		if took := time.Since(begun); err != nil || took > 100*time.Millisecond {
			t.Errorf("got %v after %v, want none within 100 ms", err, took)
		}
	})
}

func TestWindow_that_hangs_keeps_nobody(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := New(Options{}, nil)
		w.ask = func() {}
		ctx, stop := context.WithCancel(t.Context())
		answer := make(chan struct{}) // of the X server
		defer close(answer)
		closed := make(chan error, 1)
		go func() {
			closed <- w.keep(ctx, silent{}, func() error {
				<-answer
				return nil
			})
		}()
		time.Sleep(time.Hour)
		begun := time.Now()
		stop()
		err := <-closed
		if took := time.Since(begun); err != nil || took > 2*time.Second {
			t.Errorf("got %v after %v, want none within 2 s", err, took)
		}
	})
}

func TestWindow_ticks_with_every_frame(t *testing.T) {
	New(Options{Width: 1080, Height: 1920}, nil).prepare()
	if got := ebiten.TPS(); got != ebiten.SyncWithFPS {
		t.Errorf("ticks a second: got %d, want one a frame (%d)", got, ebiten.SyncWithFPS)
	}
}

func TestWindow_alive_only_while_it_ticks(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		e, w := newEngine(), New(Options{}, nil)
		hung := make(chan struct{}) // the X server, when it does not answer
		w.ask = e.ask
		ctx, stop := context.WithCancel(t.Context())
		closed := make(chan error, 1)
		go func() { closed <- w.keep(ctx, silent{}, func() error { return e.run(w) }) }()
		synctest.Wait()
		for range 3 {
			if err := w.Alive(ctx); err != nil {
				t.Fatalf("got %v of a window that ticks", err)
			}
			time.Sleep(time.Hour)
		}
		ticks := e.ticks
		w.ask = func() { <-hung }
		late, cancel := context.WithTimeout(ctx, time.Hour)
		defer cancel()
		if err := w.Alive(late); err == nil || e.ticks != ticks {
			t.Errorf("got %v of a window that hangs", err)
		}
		close(hung)
		w.ask = e.ask
		stop()
		if err := w.explain(<-closed); err != nil {
			t.Error(err)
		}
	})
}

func TestWindow_has_drawn_once_a_picture_is_on_it(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		fonts, err := typeface.New()
		if err != nil {
			t.Fatal(err)
		}
		frames := 0
		w := New(Options{FirstFrame: func() { frames++ }}, fonts)
		w.ask = func() {}
		w.ctx, w.glass, w.again = t.Context(), silent{}, time.NewTimer(time.Hour)
		drawn := make(chan error, 1)
		go func() { drawn <- w.Drawn(t.Context()) }()
		g := (*game)(w)
		panel := scene.Size{W: 80, H: 48, PPI: 100}
		screen := ebiten.NewImage(panel.W, panel.H)
		frame := func() {
			t.Helper()
			g.ticks.Add(1) // as Update, without the hands of a real window
			g.Draw(screen)
			synctest.Wait()
		}
		frame() // nothing is to be shown
		w.Show(scene.Scene{Size: panel})
		frame() // laid out for another glass: it is black
		select {
		case err := <-drawn:
			t.Fatalf("got %v of a black screen", err)
		default:
		}
		w.width, w.height = panel.W, panel.H
		frame()
		if err := <-drawn; err != nil || frames != 1 {
			t.Fatalf("got %v, %d first frames, want one", err, frames)
		}
		w.pixels = nil // another size, and back
		frame()
		if err := w.Drawn(t.Context()); err != nil || frames != 1 {
			t.Errorf("got %v, %d first frames, want one", err, frames)
		}
	})
}
