package display

import (
	"image"
	"math"

	"numerek/appliance/scene"
)

// The panels that a monitor is laid out for: 43 inch, lying and upright, and
// lying with four times the pixels.
var (
	Lying   = scene.Size{W: 1920, H: 1080, PPI: 51.23}
	Upright = scene.Size{W: 1080, H: 1920, PPI: 51.23}
	Fine    = scene.Size{W: 3840, H: 2160, PPI: 102.46}
)

// Panels are the sizes that every screen is laid out for.
func Panels() []scene.Size { return []scene.Size{Lying, Upright, Fine} }

// What the rows are sized for, in millimetres of their capitals: the newest call
// can be read from 8 m where the panel allows it, the earlier ones from 5 m. A
// capital must span 0.7 degrees (EN 301 549 5.1.4), 12.2 mm for each metre.
const (
	newestAim  = 98.0
	earlierAim = 61.0
)

// A monitor shows so many calls in large letters.
const (
	LeastRows = 4
	MostRows  = 6
)

const (
	capitalPerEm = 0.727 // of Inter
	fill         = 0.74  // what a capital takes of the height of its row
	leastTop     = 1.25  // the newest row is higher than the others: by so much at least,
	mostTop      = 1.6   // and so much at most
)

// frame is where the parts of every screen stand on a panel; what a screen
// leaves out leaves its place empty.
type frame struct {
	tall   bool
	heads  image.Rectangle   // the words above the columns
	rows   []image.Rectangle // of calls, the newest first
	px     []float64         // size of the numbers in them
	office image.Rectangle
	clock  image.Rectangle
	side   image.Rectangle // how many wait, or calls that were pushed out too soon
	band   image.Rectangle // the office's message, or what people must know
	left   int             // of the letters in a row
	right  int
}

// newFrame lays the parts out. number is the width of a call as wide as they
// usually are, in parts of the size of its letters.
func newFrame(size scene.Size, number float64) frame {
	u := size.Unit()
	px := func(units float64) int { return int(math.Round(units * u)) }
	f := frame{tall: size.H > size.W}
	margin, near, far := px(2.5), px(1.2), px(2) // a tile stands nearer to the edge than a figure
	if f.tall {
		near = px(1.8)
	}
	f.band = image.Rect(0, size.H-px(11), size.W, size.H)
	area := image.Rect(margin, px(2), size.W-margin, f.band.Min.Y-px(1.5))
	if f.tall {
		f.clock = image.Rect(area.Max.X-px(32), area.Min.Y, area.Max.X, area.Min.Y+px(14))
		f.office = image.Rect(area.Min.X, area.Min.Y, f.clock.Min.X-px(3), f.clock.Max.Y)
		f.side = image.Rect(area.Min.X, area.Max.Y-px(21), area.Max.X, area.Max.Y-px(0.5))
		area.Min.Y, area.Max.Y = f.clock.Max.Y+px(1), f.side.Min.Y-px(2)
	} else {
		left := area.Max.X - px(29)
		f.clock = image.Rect(left, area.Min.Y, area.Max.X, area.Min.Y+px(14.5))
		f.office = image.Rect(left, f.clock.Max.Y, area.Max.X, f.clock.Max.Y+px(14))
		f.side = image.Rect(left, f.office.Max.Y+px(2), area.Max.X, area.Max.Y)
		area.Max.X = left - px(2.5)
	}
	f.heads = image.Rect(area.Min.X, area.Min.Y, area.Max.X, area.Min.Y+px(6))
	area.Min.Y = f.heads.Max.Y
	f.left, f.right = area.Min.X+near, area.Max.X-far
	f.split(size, area, px(1), number)
	return f
}

// split divides an area into as many rows as their numbers can be large enough.
func (f *frame) split(size scene.Size, area image.Rectangle, gap int, number float64) {
	widest := float64(f.right-f.left) / number // px of a number as wide as the row
	aim := func(mm float64) float64 { return mm * size.PPI / 25.4 }
	for n := MostRows; n >= LeastRows; n-- {
		room := float64(area.Dy() - (n-1)*gap)
		top := math.Min(aim(newestAim), widest*capitalPerEm) / fill
		rest := float64(n - 1)
		top = min(max(top, room*leastTop/(rest+leastTop)), room*mostTop/(rest+mostTop))
		h := (room - top) / rest
		first := math.Min(top*fill/capitalPerEm, widest)
		other := math.Min(h*fill/capitalPerEm, first*0.96)
		if h*fill < aim(earlierAim) && n > LeastRows {
			continue
		}
		y := float64(area.Min.Y)
		for i := range n {
			height, letters := h, other
			if i == 0 {
				height, letters = top, first
			}
			f.rows = append(f.rows, image.Rect(area.Min.X, int(math.Round(y)), area.Max.X, int(math.Round(y+height))))
			f.px = append(f.px, math.Floor(letters))
			y += height + float64(gap)
		}
		return
	}
}
