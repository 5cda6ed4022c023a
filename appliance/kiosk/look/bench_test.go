package look_test

import (
	"image"
	"testing"

	"numerek/appliance/kiosk"
	"numerek/appliance/kiosk/kiosktest"
	"numerek/appliance/kiosk/look"
	"numerek/appliance/paint"
	"numerek/appliance/scene"
)

// BenchmarkFrame is a whole changed frame of the largest panel: laid out and painted.
func BenchmarkFrame(b *testing.B) {
	f := kiosktest.Fonts(b)
	m := kiosktest.NewVisit(b, kiosktest.Koszalin("ratusz")).Tap("department:km").Model
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
		pressed := kiosktest.NewVisit(b, kiosktest.Koszalin("ratusz")).Tap("department:km").Do(
			kiosk.Pointer{Phase: kiosk.Down, Target: "service:zbycie"},
		).Model
		dirty := scene.Diff(s, look.Scene(pressed, scene.Portrait, f))
		for b.Loop() {
			paint.Paint(frame, dirty, s, f)
		}
	})
}
