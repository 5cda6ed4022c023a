package app

import (
	"sync"

	"numerek/appliance/kiosk"
	"numerek/appliance/kiosk/look"
	"numerek/appliance/scene"
	"numerek/appliance/typeface"
	"numerek/appliance/ui"
)

// glass is what people see now, and what a touch on it means.
type glass struct {
	mu    sync.Mutex
	fonts *typeface.Fonts
	size  scene.Size
	scene scene.Scene
	later func() kiosk.Model // what is to be laid out when somebody asks; nil where scene is it
}

// show lays the present model out and gives it to the screen. It asks for the
// model itself, so that of two callers the later shows the newer. Without a
// screen nothing is laid out before somebody asks.
func (g *glass) show(model func() kiosk.Model, screen Screen) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if screen == nil {
		g.later = model
		return
	}
	g.scene = look.Scene(model(), g.size, g.fonts)
	screen.Show(g.scene)
}

// now is the scene on the glass.
func (g *glass) now() scene.Scene {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.later != nil {
		g.scene, g.later = look.Scene(g.later(), g.size, g.fonts), nil
	}
	return g.scene
}

// touchscreen is the kiosk as its window knows it.
type touchscreen Kiosk

var _ ui.Glass = (*touchscreen)(nil)

// Resized lays the present model out anew.
func (t *touchscreen) Resized(width, height int) {
	k := (*Kiosk)(t)
	k.glass.mu.Lock()
	k.glass.size = panel(k.o.Config, width, height)
	k.glass.mu.Unlock()
	k.glass.show(k.loop.Model, k.o.Screen)
}

// Touched says to the machine which target a finger is on.
func (t *touchscreen) Touched(touch ui.Touch) {
	k := (*Kiosk)(t)
	shown := k.glass.now()
	p := kiosk.Pointer{Phase: kiosk.Phase(touch.Phase), Finger: touch.Finger, Target: scene.Hit(shown, touch.X, touch.Y)}
	if shown.Size.W > 0 && shown.Size.H > 0 {
		p.X, p.Y = float64(touch.X)/float64(shown.Size.W), float64(touch.Y)/float64(shown.Size.H)
	}
	k.send(p)
}

// Pressed passes a key on, with what it can walk over.
func (t *touchscreen) Pressed(key ui.Key) {
	k := (*Kiosk)(t)
	k.Key(kiosk.Press(key))
}

// Touch is a short touch of a target by the first finger, for tests without a window.
func (k *Kiosk) Touch(target string) {
	k.send(kiosk.Pointer{Phase: kiosk.Down, Target: target})
	k.send(kiosk.Pointer{Phase: kiosk.Up, Target: target})
}

// Key is a press of a key.
func (k *Kiosk) Key(key kiosk.Press) {
	k.send(kiosk.Key{Key: key, Targets: scene.Focusable(k.glass.now())})
}
