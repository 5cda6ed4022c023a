package display_test

import (
	"image"
	"testing"
	"time"

	"numerek/appliance/display"
	"numerek/appliance/paint"
	"numerek/appliance/scene"
)

// BenchmarkFrame is one turn of a flashing call: laid out, and what differs painted.
func BenchmarkFrame(b *testing.B) {
	f := fonts(b)
	w := newWall(b, corridor())
	for i := range 4 {
		w.called(call(11+i, 1+i, w.now)).wait(10 * time.Second)
	}
	w.called(call(15, 3, w.now))
	for _, size := range display.Panels() {
		lit := display.Scene(w.m, size, f)
		b.Run(panelName(size)+"/layout", func(b *testing.B) {
			for b.Loop() {
				display.Scene(w.m, size, f)
			}
		})
		dark := display.Scene(newTurn(b, w), size, f)
		frame := image.NewRGBA(size.Bounds())
		b.Run(panelName(size)+"/paint", func(b *testing.B) {
			for b.Loop() {
				paint.Paint(frame, scene.Diff(lit, dark), dark, f)
			}
		})
	}
}

// newTurn is the wall half a flash later.
func newTurn(b *testing.B, w *wall) display.Model {
	b.Helper()
	m, _ := display.Update(w.m, display.Tick{}, w.now.Add(display.FlashHalf-slow))
	return m
}
