package kiosk_test

import (
	"image"
	"testing"

	"numerek/appliance/kiosk"
	"numerek/appliance/kiosk/look"
	"numerek/appliance/paint"
	"numerek/appliance/scene"
)

// BenchmarkFrame is a whole changed frame of the largest panel: laid out and painted.
func BenchmarkFrame(b *testing.B) {
	f := fonts(b)
	m := newVisit(b, koszalin("ratusz")).tap("department:km").m
	frame := image.NewRGBA(scene.Portrait.Bounds())
	b.Run("layout", func(b *testing.B) {
		for b.Loop() {
			look.Scene(m, scene.Portrait, f)
		}
	})
	s := look.Scene(m, scene.Portrait, f)
	b.Run("paint", func(b *testing.B) {
		for b.Loop() {
			paint.Paint(frame, frame.Bounds(), s, f)
		}
	})
	b.Run("paint_touched_card", func(b *testing.B) {
		pressed := newVisit(b, koszalin("ratusz")).tap("department:km").do(
			kiosk.Pointer{Phase: kiosk.Down, Target: "service:zbycie"},
		).m
		dirty := scene.Diff(s, look.Scene(pressed, scene.Portrait, f))
		for b.Loop() {
			paint.Paint(frame, dirty, s, f)
		}
	})
}
