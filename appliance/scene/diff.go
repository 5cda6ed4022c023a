package scene

import (
	"image"
	"reflect"
)

// Diff is the rectangle that must be painted again to turn a into b; it is
// empty when nothing changed.
func Diff(a, b Scene) image.Rectangle {
	if a.Size != b.Size || a.Ground != b.Ground {
		return b.Size.Bounds()
	}
	old, now := a.Items, b.Items
	if len(old) != len(now) { // what stands before and after the change is the same
		for len(old) > 0 && len(now) > 0 && same(old[0], now[0]) {
			old, now = old[1:], now[1:]
		}
		for len(old) > 0 && len(now) > 0 && same(old[len(old)-1], now[len(now)-1]) {
			old, now = old[:len(old)-1], now[:len(now)-1]
		}
	}
	var dirty image.Rectangle
	for i := range max(len(old), len(now)) {
		if i < len(old) && i < len(now) && same(old[i], now[i]) {
			continue
		}
		if i < len(old) {
			dirty = dirty.Union(old[i].Box)
		}
		if i < len(now) {
			dirty = dirty.Union(now[i].Box)
		}
	}
	return dirty.Intersect(b.Size.Bounds())
}

// same says that two items look the same.
func same(a, b Item) bool {
	return a.Box == b.Box && a.Fill == b.Fill && a.Radius == b.Radius && a.Outline == b.Outline &&
		a.Stroke == b.Stroke && a.Ink == b.Ink && a.Bits.Equal(b.Bits) &&
		reflect.DeepEqual(a.Runs, b.Runs) && reflect.DeepEqual(a.Shape, b.Shape)
}
