package simulator

import (
	"image"
	"image/color"
	"image/draw"
	"slices"
	"strings"
	"sync"

	xdraw "golang.org/x/image/draw"

	"numerek/appliance/bitmap"
	"numerek/appliance/printer/letters"
	"numerek/appliance/typeface"
)

// Text is printed in letters of 12 × 24 dots, each in its cell, out of the table that the host has chosen; what the table
// does not have comes out as a box. Real printers have other shapes and the same cells.
const (
	cellWidth  = 12
	cellHeight = 24
	lineHeight = 30
)

// style is how letters are set; ESC @ sets it back.
type style struct {
	table         letters.Name // empty: ASCII only
	wide, high    int
	bold, reverse bool
	align         byte
}

// glyph is a letter that waits for its line.
type glyph struct {
	style

	letter rune
}

// unknown is printed for a byte that is no letter.
const unknown = '□'

// setByte puts a byte on the line. The caller holds mu.
func (s *Printer) setByte(b byte) {
	r := rune(b)
	if b >= 0x80 {
		if r = unknown; s.style.table != "" {
			r = s.style.table.Decode(b)
		}
	}
	s.line = append(s.line, glyph{s.style, r})
}

// printLine prints the text that has collected, and says whether there was any.
func (s *Printer) printLine(life int) bool {
	s.mu.Lock()
	line := s.line
	s.line = nil
	page := s.page
	if len(line) > 0 && s.life == life {
		said := &s.said
		if page != nil {
			said = &page.said
		}
		*said = append(*said, spell(line))
	}
	s.mu.Unlock()
	if len(line) == 0 {
		return false
	}
	b := drawLine(line, s.options.Dots)
	if page != nil {
		page.put(b)
		return true
	}
	for y := range b.H {
		if !s.printRow(b.Row(y), life) {
			return true
		}
	}
	return true
}

// spell is a line in letters.
func spell(line []glyph) string {
	var b strings.Builder
	for _, g := range line {
		b.WriteRune(g.letter)
	}
	return strings.TrimRight(b.String(), " ")
}

// drawLine draws a line, as high as its highest letter; what does not fit the head is lost.
func drawLine(line []glyph, dots int) bitmap.Bitmap {
	high, width := 1, 0
	for _, g := range line {
		high = max(high, g.high)
		width += cellWidth * g.wide
	}
	b := bitmap.New(dots, cellHeight*high+lineHeight-cellHeight)
	x := 0
	if line[0].align == 1 {
		x = max(dots-width, 0) / 2
	}
	for _, g := range line {
		cell := drawGlyph(g)
		for dy := range cell.H {
			for dx := range cell.W {
				b.Set(x+dx, cellHeight*(high-g.high)+dy, cell.At(dx, dy) != g.reverse)
			}
		}
		x += cell.W
	}
	return b
}

// faces are the letters; fonts are used by one goroutine at a time.
var faces struct {
	sync.Mutex

	fonts *typeface.Fonts
	cells map[glyph]bitmap.Bitmap
}

// drawGlyph draws one letter black on white into its cell, narrowed where it is wider.
func drawGlyph(g glyph) bitmap.Bitmap {
	faces.Lock()
	defer faces.Unlock()
	if faces.fonts == nil {
		fonts, err := typeface.New()
		if err != nil {
			panic(err) // The fonts are compiled in.
		}
		faces.fonts, faces.cells = fonts, map[glyph]bitmap.Bitmap{}
	}
	g.reverse, g.align, g.table = false, 0, ""
	if b, ok := faces.cells[g]; ok {
		return b
	}
	weight := typeface.SemiBold
	if g.bold {
		weight = typeface.Bold
	}
	w, h := cellWidth*g.wide, cellHeight*g.high
	face := faces.fonts.Face(weight, 20*float64(g.high))
	text := string(g.letter)
	natural := image.NewGray(image.Rect(0, 0, max(int(face.Advance(text))+1, 1), h))
	draw.Draw(natural, natural.Bounds(), image.White, image.Point{}, draw.Src)
	face.Draw(natural, 0, 18.5*float64(g.high), color.Black, text)
	cell := image.NewGray(image.Rect(0, 0, w, h))
	draw.Draw(cell, cell.Bounds(), image.White, image.Point{}, draw.Src)
	room := min(natural.Bounds().Dx(), w)
	left := (w - room) / 2
	xdraw.CatmullRom.Scale(cell, image.Rect(left, 0, left+room, h), natural, natural.Bounds(), draw.Src, nil)
	b := bitmap.FromImage(cell)
	faces.cells[g] = b
	return b
}

// Said is every line of text of the papers that were cut and of the one in progress, in order.
func (s *Printer) Said() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.said)
}
