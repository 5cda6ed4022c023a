// Package paint turns a scene into pixels, in plain Go, so that what people see
// can be compared pixel by pixel on a machine without a screen.
package paint

import (
	"image"

	"numerek/appliance/scene"
	"numerek/appliance/typeface"
)

// Paint draws the part of a scene that lies in clip into dst, whose origin is
// the top left corner of the panel. Pixels outside of clip are not touched.
func Paint(dst *image.RGBA, clip image.Rectangle, s scene.Scene, f *typeface.Fonts) {
	clip = clip.Intersect(s.Size.Bounds()).Intersect(dst.Bounds())
	if clip.Empty() {
		return
	}
	canvas, ok := dst.SubImage(clip).(*image.RGBA)
	if !ok {
		return
	}
	fill(canvas, clip, s.Ground)
	for i := range s.Items {
		if s.Items[i].Box.Overlaps(clip) {
			item(canvas, &s.Items[i], f)
		}
	}
}
