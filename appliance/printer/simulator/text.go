package simulator

import (
	"image"
	"image/color"

	"golang.org/x/image/font"
	"golang.org/x/image/font/basicfont"
	"golang.org/x/image/math/fixed"

	"numerek/appliance/bitmap"
)

// Text is printed in one small font, twice enlarged. It is there for hosts that print text; code pages are not played,
// and what is not ASCII comes out as the font's sign for an unknown letter.
const (
	textScale  = 2
	lineHeight = 30
)

// printLine prints the text that has collected, and says whether there was any.
func (s *Printer) printLine(life int) bool {
	s.mu.Lock()
	text := s.line
	s.line = nil
	s.mu.Unlock()
	if len(text) == 0 {
		return false
	}
	b := drawLine(text, s.options.Dots)
	for y := range b.H {
		if !s.printRow(b.Row(y), life) {
			break
		}
	}
	return true
}

func drawLine(text []byte, dots int) bitmap.Bitmap {
	face := basicfont.Face7x13
	small := image.NewGray(image.Rect(0, 0, dots/textScale, lineHeight/textScale))
	d := font.Drawer{Dst: small, Src: image.NewUniform(color.White), Face: face, Dot: fixed.P(0, face.Ascent)}
	runes := make([]rune, len(text))
	for i, c := range text {
		runes[i] = rune(c)
	}
	d.DrawString(string(runes))
	b := bitmap.New(dots, lineHeight)
	for y := range b.H {
		for x := range b.W {
			b.Set(x, y, small.GrayAt(x/textScale, y/textScale).Y >= 128)
		}
	}
	return b
}
