package slip

import (
	"fmt"
	"image"
	"image/color"
	"math"
	"strings"

	"golang.org/x/image/draw"

	"numerek/appliance/bitmap"
	"numerek/appliance/typeface"
)

// Trial is a paper that shows what a printer does to slips: a ruler in
// millimetres to check its dots and its paper against, every letter of the four
// languages, a QR, and steps of grey.
type Trial struct {
	Title string   // such as "WYDRUK PRÓBNY"
	Facts []string // device, version, hour: a line each
	Code  string   // in the QR
}

// alphabets are the letters that a slip must be able to show, by language.
var alphabets = []string{
	"AĄBCĆDEĘFGHIJKLŁMNŃOÓPQRSŚTUVWXYZŹŻ aąbcćdeęfghijklłmnńoópqrsśtuvwxyzźż",
	"ÄÖÜ äöüß",
	"АБВГҐДЕЄЖЗИІЇЙКЛМНОПРСТУФХЦЧШЩЬЮЯ абвгґдеєжзиіїйклмнопрстуфхцчшщьюя",
	"0123456789 .,:;–-’„”()/&%€",
}

// RenderTrial draws the paper. Fonts are used by one goroutine at a time. Errors:
// [ErrPaper], [ErrURL], [ErrLong].
func RenderTrial(p Paper, t Trial, fonts *typeface.Fonts) (bitmap.Bitmap, error) {
	if err := p.check(); err != nil {
		return bitmap.Bitmap{}, err
	}
	s := newSheet(p, fonts)
	s.text(clean(t.Title), typeface.Bold, s.scale.heading)
	s.skip(1)
	for _, fact := range t.Facts {
		s.text(clean(fact), typeface.SemiBold, s.scale.small)
	}
	s.text(fmt.Sprintf("%d px · %.0f dpi · %.1f\u00a0mm", p.Dots, p.DPI, float64(p.Dots)/s.perMM), typeface.SemiBold, s.scale.small)
	s.skip(2)
	s.ruler()
	s.skip(2)
	for _, letters := range alphabets {
		s.text(grouped(letters), typeface.SemiBold, s.scale.small)
		s.skip(1)
	}
	s.skip(1)
	s.greys()
	s.skip(2)
	if err := s.code(t.Code, t.Code, typeface.SemiBold, s.scale.small); err != nil {
		return bitmap.Bitmap{}, err
	}
	return s.paint()
}

// TrialLines is the same for a printer that sets letters of its own, in so many
// columns at least 16: a ruler of columns in place of one in millimetres.
func TrialLines(t Trial, columns int) Text {
	p := &page{columns: max(columns, 16)}
	p.bar(t.Title)
	p.gap()
	for _, fact := range t.Facts {
		p.set(fact, plain, false)
	}
	p.lines = append(p.lines, Line{Text: strings.Repeat("1234567890", p.columns/10+1)[:p.columns], Size: plain})
	for _, letters := range alphabets {
		p.set(grouped(letters), plain, false)
	}
	p.lines = append(p.lines, Line{Code: t.Code})
	return Text{Lines: p.lines}
}

// grouped lets letters be broken into lines in groups.
func grouped(letters string) string {
	var out strings.Builder
	n := 0
	for _, r := range letters {
		if n > 0 && n%6 == 0 && r != ' ' {
			out.WriteByte(' ')
		}
		if n++; r == ' ' {
			n = 0
		}
		out.WriteRune(r)
	}
	return out.String()
}

// ruler draws a scale across the whole paper, from its first dot to its last,
// and one down its left side: laid beside a real ruler they show whether dots and
// resolution are what the profile says, and which dots the head does not reach.
func (s *sheet) ruler() {
	top := math.Ceil(s.y)
	label := s.face(typeface.SemiBold, s.scale.small)
	long, middle, short := math.Round(5*s.perMM), math.Round(3.5*s.perMM), math.Round(2*s.perMM)
	length := float64(s.width) / s.perMM
	fill := func(page *image.Gray, x0, y0, x1, y1 float64) {
		draw.Draw(page, image.Rect(int(x0), int(y0), int(x1), int(y1)), image.Black, image.Point{}, draw.Src)
	}
	s.edges = append(s.edges, func(page *image.Gray) {
		fill(page, 0, top, float64(s.width), top+2)
		for mm := 0; float64(mm) <= length; mm++ {
			x, tall := math.Round(float64(mm)*s.perMM), short
			switch {
			case mm%10 == 0:
				tall = long
			case mm%5 == 0:
				tall = middle
			}
			x = math.Min(x, float64(s.width)-2)
			fill(page, x, top, x+2, top+tall)
			if mm%10 == 0 {
				number := fmt.Sprint(mm)
				left := math.Max(0, math.Min(x-label.Advance(number)/2, float64(s.width)-label.Advance(number)))
				label.Draw(page, left, top+long+label.CapHeight()*1.5, color.Black, number)
			}
		}
	})
	s.y = top + long + label.LineHeight()
	down := math.Ceil(s.y + 2.5*s.perMM)
	const height = 20
	s.edges = append(s.edges, func(page *image.Gray) {
		x := s.margin
		fill(page, x, down, x+2, down+height*s.perMM)
		for mm := range height + 1 {
			y, wide := math.Round(down+float64(mm)*s.perMM), short
			if mm%10 == 0 {
				wide = long
			}
			fill(page, x, y, x+wide, y+2)
			if mm%10 == 0 {
				label.Draw(page, x+long+s.perMM, y+label.CapHeight()/2, color.Black, fmt.Sprint(mm))
			}
		}
	})
	s.y = down + height*s.perMM + s.perMM
}

// greys draws five squares of dots, from a quarter to all of them, and stripes of
// single dots: what runs together shows a head that is too hot.
func (s *sheet) greys() {
	const steps = 5
	top, side := math.Ceil(s.y), math.Floor(s.room/(steps+1))
	height := math.Round(9 * s.perMM)
	s.marks = append(s.marks, func(page *image.Gray) {
		for i := range steps {
			left := int(s.margin + float64(i)*side*(steps+1)/steps)
			for y := int(top); y < int(top+height); y++ {
				for x := left; x < left+int(side); x++ {
					if pattern(i, x, y) {
						page.SetGray(x, y, color.Gray{})
					}
				}
			}
		}
	})
	s.y = top + height
}

// pattern says whether a dot is black on a step of grey: a quarter, a half, three
// quarters, all, and stripes.
func pattern(step, x, y int) bool {
	switch step {
	case 0:
		return x%2 == 0 && y%2 == 0
	case 1:
		return (x+y)%2 == 0
	case 2:
		return x%2 == 0 || y%2 == 0
	case 3:
		return true
	}
	return x%4 == 0
}
