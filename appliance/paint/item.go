package paint

import (
	"image"
	"image/color"
	"image/draw"
	"math"

	"golang.org/x/image/vector"

	"numerek/appliance/scene"
	"numerek/appliance/typeface"
)

// item draws one item into the canvas, whose bounds are what may be touched.
func item(canvas *image.RGBA, it *scene.Item, f *typeface.Fonts) {
	switch {
	case len(it.Shape) > 0:
		contours(canvas, it.Box, it.Shape, it.Fill)
	case it.Stroke > 0 && it.Outline.A > 0:
		outlined(canvas, it)
	case it.Fill.A > 0:
		rounded(canvas, it.Box, it.Radius, it.Fill)
	}
	if it.Bits.W > 0 && it.Bits.H > 0 {
		dots(canvas, it)
	}
	for _, r := range it.Runs {
		write(canvas, r, f)
	}
}

// outlined draws the outline and the fill inside of it. Without a fill only the
// ring is drawn, so that a focus ring leaves what it surrounds alone.
func outlined(canvas *image.RGBA, it *scene.Item) {
	if it.Fill.A > 0 {
		rounded(canvas, it.Box, it.Radius, it.Outline)
		inner := it.Box.Inset(int(math.Round(it.Stroke)))
		rounded(canvas, inner, max(0, it.Radius-it.Stroke), it.Fill)
		return
	}
	area := it.Box.Intersect(canvas.Bounds())
	w := it.Stroke
	for y := area.Min.Y; y < area.Max.Y; y++ {
		for x := area.Min.X; x < area.Max.X; x++ {
			if float64(x) > float64(it.Box.Min.X)+it.Radius+w && float64(x) < float64(it.Box.Max.X)-it.Radius-w &&
				float64(y) > float64(it.Box.Min.Y)+w+1 && float64(y) < float64(it.Box.Max.Y)-w-1 {
				x = it.Box.Max.X - int(it.Radius+w) - 1 // nothing to draw in the middle of a row
				continue
			}
			outer := cover(it.Box, it.Radius, 0, x, y)
			if outer > 0 {
				blend(canvas, x, y, it.Outline, outer-cover(it.Box, it.Radius, w, x, y))
			}
		}
	}
}

// rounded fills a box with round corners.
func rounded(canvas *image.RGBA, box image.Rectangle, radius float64, c color.RGBA) {
	radius = min(radius, float64(box.Dx())/2, float64(box.Dy())/2)
	r := int(math.Ceil(radius))
	fill(canvas, image.Rect(box.Min.X, box.Min.Y+r, box.Max.X, box.Max.Y-r), c)
	fill(canvas, image.Rect(box.Min.X+r, box.Min.Y, box.Max.X-r, box.Min.Y+r), c)
	fill(canvas, image.Rect(box.Min.X+r, box.Max.Y-r, box.Max.X-r, box.Max.Y), c)
	if r == 0 {
		return
	}
	for _, corner := range []image.Rectangle{
		image.Rect(box.Min.X, box.Min.Y, box.Min.X+r, box.Min.Y+r),
		image.Rect(box.Max.X-r, box.Min.Y, box.Max.X, box.Min.Y+r),
		image.Rect(box.Min.X, box.Max.Y-r, box.Min.X+r, box.Max.Y),
		image.Rect(box.Max.X-r, box.Max.Y-r, box.Max.X, box.Max.Y),
	} {
		corner = corner.Intersect(canvas.Bounds())
		for y := corner.Min.Y; y < corner.Max.Y; y++ {
			for x := corner.Min.X; x < corner.Max.X; x++ {
				blend(canvas, x, y, c, cover(box, radius, 0, x, y))
			}
		}
	}
}

// cover is how much of the pixel at x, y lies inside a box with round corners
// that is inset by w: the signed distance to its edge, cut to 0…1.
func cover(box image.Rectangle, radius, w float64, x, y int) float64 {
	cx, cy := float64(box.Min.X+box.Max.X)/2, float64(box.Min.Y+box.Max.Y)/2
	r := max(0, radius-w)
	dx := math.Abs(float64(x)+0.5-cx) - (float64(box.Dx())/2 - w - r)
	dy := math.Abs(float64(y)+0.5-cy) - (float64(box.Dy())/2 - w - r)
	outside := math.Hypot(max(dx, 0), max(dy, 0)) + min(max(dx, dy), 0) - r
	return min(1, max(0, 0.5-outside))
}

// contours fills closed contours by the non-zero rule, with smooth edges.
func contours(canvas *image.RGBA, box image.Rectangle, shape [][]scene.Point, c color.RGBA) {
	area := box.Intersect(canvas.Bounds())
	if area.Empty() {
		return
	}
	var r vector.Rasterizer
	r.Reset(box.Dx(), box.Dy())
	ox, oy := float64(box.Min.X), float64(box.Min.Y)
	for _, contour := range shape {
		for i, p := range contour {
			if i == 0 {
				r.MoveTo(float32(p.X-ox), float32(p.Y-oy))
			} else {
				r.LineTo(float32(p.X-ox), float32(p.Y-oy))
			}
		}
		r.ClosePath()
	}
	mask := image.NewAlpha(image.Rect(0, 0, box.Dx(), box.Dy()))
	r.Draw(mask, mask.Bounds(), image.Opaque, image.Point{})
	draw.DrawMask(canvas, area, image.NewUniform(c), image.Point{}, mask, area.Min.Sub(box.Min), draw.Over)
}

// dots draws a picture of two colours, as large as whole pixels allow, centred.
func dots(canvas *image.RGBA, it *scene.Item) {
	scale := min(it.Box.Dx()/it.Bits.W, it.Box.Dy()/it.Bits.H)
	if scale < 1 {
		return
	}
	left := it.Box.Min.X + (it.Box.Dx()-scale*it.Bits.W)/2
	top := it.Box.Min.Y + (it.Box.Dy()-scale*it.Bits.H)/2
	for y := range it.Bits.H {
		for x := range it.Bits.W {
			if it.Bits.At(x, y) {
				fill(canvas, image.Rect(left+x*scale, top+y*scale, left+(x+1)*scale, top+(y+1)*scale), it.Ink)
			}
		}
	}
}

// write draws one line of lettering, unless it lies outside of the canvas.
func write(canvas *image.RGBA, r scene.Run, f *typeface.Fonts) {
	line := image.Rect(int(r.X-r.Px), int(r.Baseline-1.5*r.Px), int(r.X+r.Width+r.Px), int(r.Baseline+r.Px))
	if line.Overlaps(canvas.Bounds()) {
		f.Face(r.Weight, r.Px).Draw(canvas, r.X, r.Baseline, r.Ink, r.Text)
	}
}

// fill covers a rectangle. Colours of a scene are opaque or absent.
func fill(canvas *image.RGBA, box image.Rectangle, c color.RGBA) {
	box = box.Intersect(canvas.Bounds())
	if box.Empty() {
		return
	}
	first := canvas.Pix[canvas.PixOffset(box.Min.X, box.Min.Y):][:4*box.Dx()]
	for i := 0; i < len(first); i += 4 {
		first[i], first[i+1], first[i+2], first[i+3] = c.R, c.G, c.B, c.A
	}
	for y := box.Min.Y + 1; y < box.Max.Y; y++ {
		copy(canvas.Pix[canvas.PixOffset(box.Min.X, y):], first)
	}
}

// blend mixes a colour into one pixel; the ground is always opaque.
func blend(canvas *image.RGBA, x, y int, c color.RGBA, part float64) {
	if part <= 0 {
		return
	}
	p := canvas.Pix[canvas.PixOffset(x, y):][:4]
	p[0] = mix(p[0], c.R, part)
	p[1] = mix(p[1], c.G, part)
	p[2] = mix(p[2], c.B, part)
	p[3] = 0xff
}

func mix(a, b uint8, part float64) uint8 {
	return uint8(float64(a) + (float64(b)-float64(a))*part + 0.5)
}
