package look_test

import (
	"testing"
	"time"

	"numerek/appliance/kiosk"
	"numerek/appliance/kiosk/kiosktest"
	"numerek/appliance/kiosk/look"
	"numerek/appliance/scene"
)

func TestADarkGlassShowsTheHourAndNothingToTouch(t *testing.T) {
	f := kiosktest.Fonts(t)
	v := kiosktest.NewVisit(t, kiosktest.Koszalin("ratusz")).Do(kiosk.Presence{}).Wait(kiosk.DimAfter + time.Second)
	for _, size := range look.Panels() {
		s := look.Scene(v.Model, size, f)
		if s.Name != "dimmed" || len(scene.Focusable(s)) != 0 || len(letteringOf(f, s)) < 2 {
			t.Errorf("%s: got %s with %d lines and %v to touch", kiosktest.PanelName(size), s.Name, len(letteringOf(f, s)), scene.Focusable(s))
		}
		for _, l := range letteringOf(f, s) {
			if !l.ink.In(size.Bounds()) || scene.Contrast(l.run.Ink, s.Ground) < scene.LeastContrast {
				t.Errorf("%s: %q at %v in %v on %v", kiosktest.PanelName(size), l.run.Text, l.ink, l.run.Ink, s.Ground)
			}
		}
	}
}
