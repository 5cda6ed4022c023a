package scene_test

import (
	"image"
	"image/color"
	"testing"

	"numerek/appliance/scene"
)

func TestWallColours(t *testing.T) {
	for _, office := range []string{"#00508C", "#FFCC00", "#FFFFFF", "#000000", "nonsense", "#FF0000"} {
		w := scene.NewWall(office)
		for _, pair := range [][2]color.RGBA{
			{w.Ink, w.Ground},
			{w.Ink, w.Card},
			{w.Quiet, w.Ground},
			{w.Quiet, w.Card},
			{w.NewInk, w.New},
			{w.OnNote, w.Notice},
		} {
			if got := scene.Contrast(pair[0], pair[1]); got < scene.LeastContrast {
				t.Errorf("%s: %v on %v has %.1f", office, pair[0], pair[1], got)
			}
		}
		for i, mark := range scene.Marks() {
			if got := scene.Contrast(w.Ink, mark); got < scene.LeastContrast {
				t.Errorf("a letter on mark %d has %.1f", i, got)
			}
		}
	}
}

// An arrow fills its box, and its head is at the end that it is named after.
func TestArrows(t *testing.T) {
	box := image.Rect(10, 20, 110, 80)
	tips := map[string]struct {
		shape []scene.Point
		want  scene.Point
	}{
		"right": {scene.ArrowRight(box), scene.Point{X: 110, Y: 50}},
		"left":  {scene.ArrowLeft(box), scene.Point{X: 10, Y: 50}},
		"up":    {scene.ArrowUp(box), scene.Point{X: 60, Y: 20}},
		"down":  {scene.ArrowDown(box), scene.Point{X: 60, Y: 80}},
	}
	for name, tip := range tips {
		found := false
		for _, p := range tip.shape {
			found = found || p == tip.want
			if p.X < 10 || p.X > 110 || p.Y < 20 || p.Y > 80 {
				t.Errorf("%s: %v is outside", name, p)
			}
		}
		if !found {
			t.Errorf("%s: no tip at %v in %v", name, tip.want, tip.shape)
		}
	}
}
