package slip

import (
	"fmt"
	"image"
	"image/color"
	"math"

	"github.com/boombuler/barcode"
	"github.com/boombuler/barcode/qr"
	"golang.org/x/image/draw"

	"numerek/appliance/typeface"
)

const (
	quiet       = 4 // white modules around a QR, ISO/IEC 18004
	leastModule = 4 // dots of a module
)

// moduleFor is how many dots a module of the QR takes on a paper: half a
// millimetre, and a little more where there is room for it.
func moduleFor(p Paper) int {
	mm := 0.62
	if p.narrow() {
		mm = 0.5
	}
	return max(leastModule, int(math.Round(mm*p.DPI/25.4)))
}

// code sets the QR at the left margin, which is its quiet zone, and what it is
// for beside it; below it where no size of type makes it fit.
func (s *sheet) code(content, caption string, weight typeface.Weight, mm float64) error {
	symbol, err := qr.Encode(content, qr.M, qr.Auto)
	if err != nil {
		return fmt.Errorf("%w: %w", ErrURL, err)
	}
	n, module := symbol.Bounds().Dx(), s.module
	for module > leastModule && float64(n*module) > s.room/2 {
		module--
	}
	side, zone := float64(n*module), float64(quiet*module)
	if side > s.room {
		return fmt.Errorf("%w: %d modules of %d dots across %d", ErrURL, n, module, s.width)
	}
	top := math.Ceil(s.y)
	s.marks = append(s.marks, func(page *image.Gray) { squares(page, symbol, int(s.margin), int(top), module) })

	beside := s.margin + side + zone + s.perMM
	room := float64(s.width) - s.margin - beside
	face, lines, isTorn := s.fitted(caption, weight, mm, room)
	height := float64(len(lines)) * face.LineHeight()
	if isTorn || height > side {
		s.y = top + side + zone
		s.text(caption, weight, mm)
		return nil
	}
	s.y = top + (side-height)/2
	s.lines(face, lines, beside)
	s.y = top + side
	return nil
}

// squares draws the dark modules of a QR.
func squares(page *image.Gray, symbol barcode.Barcode, left, top, module int) {
	n := symbol.Bounds().Dx()
	for y := range n {
		for x := range n {
			if symbol.At(x, y) == color.Black {
				at := image.Rect(0, 0, module, module).Add(image.Pt(left+x*module, top+y*module))
				draw.Draw(page, at, image.Black, image.Point{}, draw.Src)
			}
		}
	}
}
