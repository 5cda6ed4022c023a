package slip

import (
	"image"
	"image/color"
	"math"

	"golang.org/x/image/draw"

	"numerek/appliance/bitmap"
	"numerek/appliance/typeface"
)

const (
	leastPx   = 24 // the smallest type that survives one bit a dot
	longestMM = 300
)

// sheet is a slip being laid out: a list of what will be drawn, and how far
// down the paper it has come. All its measures are dots.
type sheet struct {
	fonts  *typeface.Fonts
	scale  scale
	perMM  float64
	width  int
	module int     // of the QR
	margin float64 // white on all sides, and the quiet zone of the QR, so that all is flush
	room   float64 // between the margins
	y      float64 // where the next part begins
	marks  []func(page *image.Gray)
	edges  []func(page *image.Gray) // what may reach the edges of the paper
}

func newSheet(p Paper, fonts *typeface.Fonts) *sheet {
	s := &sheet{fonts: fonts, scale: scaleFor(p), perMM: p.DPI / 25.4, width: p.Dots}
	s.module = moduleFor(p)
	s.margin = float64(quiet * s.module)
	s.room = float64(p.Dots) - 2*s.margin
	s.y = s.margin
	return s
}

// skip leaves white between two parts: whole dots, so that a part looks the
// same wherever it stands.
func (s *sheet) skip(mm float64) { s.y += math.Round(mm * s.perMM) }

// face is a weight at a size in millimetres, at least leastPx.
func (s *sheet) face(weight typeface.Weight, mm float64) *typeface.Face {
	return s.fonts.Face(weight, max(math.Round(mm*s.perMM), leastPx))
}

// text sets a paragraph at the left margin; nothing where it is empty.
func (s *sheet) text(text string, weight typeface.Weight, mm float64) {
	if text == "" {
		return
	}
	face, lines, _ := s.fitted(text, weight, mm, s.room)
	s.lines(face, lines, s.margin)
}

// fitted breaks a text into lines of at most width. A word that is wider makes
// the type smaller, down to leastPx, before it is torn apart.
func (s *sheet) fitted(text string, weight typeface.Weight, mm, width float64) (*typeface.Face, []string, bool) {
	face := s.face(weight, mm)
	lines, isTorn := broken(face, text, width)
	for isTorn && face.Px() > leastPx {
		face = s.fonts.Face(weight, face.Px()-1)
		lines, isTorn = broken(face, text, width)
	}
	return face, lines, isTorn
}

// lines sets lines below each other, their ink flush at left.
func (s *sheet) lines(face *typeface.Face, lines []string, left float64) {
	for _, line := range lines {
		baseline := math.Round(s.y + (face.LineHeight()+face.CapHeight())/2)
		s.marks = append(s.marks, func(page *image.Gray) {
			ink, _, _, _ := face.Ink(line)
			face.Draw(page, left-ink, baseline, color.Black, line)
		})
		s.y += face.LineHeight()
	}
}

// bar sets a line and one large word below it in white on a black bar across
// the paper.
func (s *sheet) bar(line, word string) {
	top, bottom := s.face(typeface.Bold, s.scale.heading), s.face(typeface.Bold, s.scale.banner)
	gap := math.Round(bottom.CapHeight() * 0.45)
	first := s.y + gap + top.CapHeight()
	second := math.Round(first + gap + bottom.CapHeight())
	box := image.Rect(int(s.margin), int(s.y), s.width-int(s.margin), int(math.Round(second+gap)))
	s.marks = append(s.marks, func(page *image.Gray) {
		draw.Draw(page, box, image.Black, image.Point{}, draw.Src)
		s.centred(page, top, line, math.Round(first))
		s.centred(page, bottom, word, second)
	})
	s.y = float64(box.Max.Y)
}

// centred draws a line in white in the middle of the paper.
func (s *sheet) centred(page *image.Gray, face *typeface.Face, text string, baseline float64) {
	left, _, right, _ := face.Ink(text)
	face.Draw(page, s.margin+(s.room-(right-left))/2-left, baseline, color.White, text)
}

// paint draws everything and makes each dot black or white at half grey.
// Nothing can reach the margins, whatever the letters of a text pile up.
func (s *sheet) paint() (bitmap.Bitmap, error) {
	height := int(math.Ceil(s.y + s.margin))
	if float64(height) > longestMM*s.perMM {
		return bitmap.Bitmap{}, ErrLong
	}
	page := blank(s.width, height)
	inner, _ := page.SubImage(page.Bounds().Inset(int(s.margin))).(*image.Gray)
	for _, mark := range s.marks {
		mark(inner)
	}
	for _, mark := range s.edges {
		mark(page)
	}
	out := bitmap.New(s.width, height)
	for y := range height {
		for x, grey := range page.Pix[y*page.Stride : y*page.Stride+s.width] {
			if grey < 128 {
				out.Set(x, y, true)
			}
		}
	}
	return out, nil
}

// blank is white paper.
func blank(w, h int) *image.Gray {
	page := image.NewGray(image.Rect(0, 0, w, h))
	draw.Draw(page, page.Bounds(), image.White, image.Point{}, draw.Src)
	return page
}
