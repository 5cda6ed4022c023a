package look

import (
	"image"
	"math"

	"numerek/appliance/scene"
)

// frame is where the fixed parts of every screen stand on a panel.
//
// Upright and lying 21.5 inch panels have a band with the office and the clock,
// the question below it, what there is to choose, and two rows (one, where the
// panel lies) with the languages, Back, Start over and the aids. The small
// panels stand on a counter: their question is in the band, and languages and
// Back share one row, of which the first screen shows the one and all others the
// other. Back is on the left of every panel; Start over is far from it, in the
// middle or on the right, and the aids end at the right edge where the panel is
// tall: what a screen leaves out leaves no hole beside what it shows.
type frame struct {
	tall, compact bool
	band          image.Rectangle
	question      image.Rectangle
	poster        image.Rectangle // the ground of a notice's title; empty on small panels
	content       image.Rectangle // cards, or text and buttons
	priority      image.Rectangle
	languages     image.Rectangle
	back, restart image.Rectangle
	low, contrast image.Rectangle
	gap           int
	columns       int // of cards
	margin        int
}

// lowest is how tall a panel may be, in millimetres, before parts of it are out
// of reach from a wheelchair when its lower edge hangs at 900 mm: the reach of
// EN 301 549 8.3 ends at 1220 mm.
const lowest = 320

// reachesDown says that the panel is so tall that its upper part can be out of reach.
func reachesDown(size scene.Size) bool { return size.Millimetres(float64(size.H)) > lowest }

// newFrame lays the fixed parts out.
func newFrame(size scene.Size, low bool) frame {
	u := size.Unit()
	px := func(units float64) int { return int(math.Round(units * u)) }
	switch {
	case size.H > size.W:
		return uprightFrame(size, px, low)
	case size.Large():
		return lyingFrame(size, px)
	}
	return compactFrame(size, px)
}

func uprightFrame(size scene.Size, px func(float64) int, low bool) frame {
	f := frame{tall: true, margin: px(5), gap: px(4.0 / 3), columns: 1}
	l, r, h := f.margin, size.W-f.margin, px(8)
	y := size.H - px(3) - h
	f.back = image.Rect(l, y, l+px(18), y+h)
	// The aids are as wide as their longest words with air at both sides; Start
	// over is in the middle, because it stands alone below a ticket.
	f.contrast = image.Rect(r-px(16.25), y, r, y+h)
	f.low = image.Rect(f.contrast.Min.X-f.gap-px(12.5), y, f.contrast.Min.X-f.gap, y+h)
	f.restart = image.Rect(size.W-f.low.Min.X+f.gap, y, f.low.Min.X-f.gap, y+h)
	y -= h + f.gap
	f.languages = image.Rect(l, y, r, y+h)
	y -= h + f.gap
	f.priority = image.Rect(l, y, r, y+h)
	bottom := y - px(2.5)
	f.band = image.Rect(0, 0, size.W, px(12))
	f.poster = image.Rect(0, 0, size.W, px(62))
	f.question = image.Rect(l, px(16), r, px(32))
	f.content = image.Rect(l, px(34.5), r, bottom)
	if low { // everything to touch in the lower three fifths
		top := size.H * 2 / 5
		f.content.Min.Y = top
		f.question = image.Rect(l, top-px(18.5), r, top-px(2.5))
		f.band.Max.Y = top - px(22)
	}
	return f
}

func lyingFrame(size scene.Size, px func(float64) int) frame {
	f := frame{margin: px(5), gap: px(4.0 / 3), columns: 2}
	l, r, h := f.margin, size.W-f.margin, px(8)
	y := size.H - px(3) - h
	f.back = image.Rect(l, y, l+px(22), y+h)
	f.restart = image.Rect(r-px(22), y, r, y+h)
	f.contrast = image.Rect(f.restart.Min.X-px(4)-px(18), y, f.restart.Min.X-px(4), y+h)
	f.languages = image.Rect(f.back.Max.X+px(4), y, f.contrast.Min.X-px(4), y+h)
	f.band = image.Rect(0, 0, size.W, px(8.5))
	f.poster = image.Rect(0, 0, size.W, px(33))
	f.question = image.Rect(l, px(10.5), r, px(20))
	f.priority = image.Rect(r-px(48), px(11.25), r, px(19.25))
	f.content = image.Rect(l, px(22), r, y-px(2.5))
	return f
}

func compactFrame(size scene.Size, px func(float64) int) frame {
	f := frame{compact: true, margin: px(2), gap: size.Gap(), columns: 2}
	h := size.LeastTarget()
	l, r := f.margin, size.W-f.margin
	y := size.H - px(2) - h
	third := (r - l) / 5
	f.back = image.Rect(l, y, l+third-f.gap, y+h)
	f.restart = image.Rect((size.W-third*3/2)/2, y, (size.W+third*3/2)/2, y+h)
	f.contrast = image.Rect(r-third, y, r, y+h)
	f.languages = image.Rect(l, y, f.contrast.Min.X-f.gap, y+h)
	band := max(h+2*f.gap, int(math.Round(size.LeastText()*1.2*3+float64(px(2)))))
	f.band = image.Rect(0, 0, size.W, band)
	f.priority = image.Rect(size.W/2+px(4), (band-h)/2, size.W-px(21), (band-h)/2+h)
	f.question = image.Rect(l, 0, f.priority.Min.X-f.gap, band)
	f.content = image.Rect(l, band+px(2), r, y-f.gap)
	return f
}
