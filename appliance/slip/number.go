package slip

import (
	"image"
	"image/color"
	"math"
	"strings"

	"golang.org/x/image/draw"

	"numerek/appliance/typeface"
)

const (
	numberMM    = 15    // the least height of the number's capitals
	numberMaxMM = 20    // and the most: beyond it only paper is used up
	narrowest   = 0.6   // how far a number may be narrowed before it breaks into lines
	tracking    = -0.03 // em between the glyphs: type this large is set tighter than text
	numberGap   = 0.24  // em between letter and figures, in place of a thin space
)

// number sets the number as large as the paper is wide. It is never lower than
// numberMM: on narrow paper it is narrowed first, then broken into lines.
func (s *sheet) number(text string) {
	if text == "" {
		return
	}
	const em = 1000
	unit := s.fonts.Face(typeface.Bold, em)
	capital := unit.CapHeight() / em
	// One dot more, because the edge of a letter may round inwards.
	least := math.Ceil((math.Ceil(numberMM*s.perMM) + 1) / capital)
	most := max(least, math.Floor(numberMaxMM*s.perMM/capital))
	lines := numberLines(unit, text, s.room/least/narrowest*em)
	px := least
	if len(lines) == 1 {
		px = min(max(math.Floor(s.room/set(unit, lines[0]).width*em), least), most)
	}
	for i, line := range lines {
		if i > 0 {
			s.skip(2.5)
		}
		s.large(s.fonts.Face(typeface.Bold, px), line)
	}
}

// numberLines breaks a number that does not fit width: first between letter
// and figures, then anywhere.
func numberLines(face *typeface.Face, text string, width float64) []string {
	if set(face, text).width <= width {
		return []string{text}
	}
	var lines []string
	for part := range strings.FieldsSeq(text) {
		lines = append(lines, torn(face, part, width, "")...)
	}
	return lines
}

// setting is a line of the number with a place for each of its glyphs.
type setting struct {
	glyphs  []string
	x       []float64 // of the origin of each glyph; the ink begins at 0
	width   float64   // of the ink
	up      float64   // from the baseline to the highest dot
	descent float64   // from the baseline to the lowest
}

// set places the glyphs of a line.
func set(face *typeface.Face, line string) setting {
	var t setting
	x := 0.0
	for _, r := range line {
		if r == ' ' || r == '\u2009' || r == '\u00a0' || r == '\u202f' {
			x += numberGap * face.Px()
			continue
		}
		glyph := string(r)
		left, top, right, bottom := face.Ink(glyph)
		if len(t.glyphs) == 0 {
			x = -left
		}
		t.glyphs, t.x = append(t.glyphs, glyph), append(t.x, x)
		t.width = max(t.width, x+right)
		t.up, t.descent = max(t.up, -top), max(t.descent, bottom)
		x += face.Advance(glyph) + tracking*face.Px()
	}
	return t
}

func (t setting) draw(page *image.Gray, face *typeface.Face, x, baseline float64) {
	for i, glyph := range t.glyphs {
		face.Draw(page, x+t.x[i], baseline, color.Black, glyph)
	}
}

// large sets one line of the number, narrowed to the room where it is wider.
func (s *sheet) large(face *typeface.Face, line string) {
	t := set(face, line)
	baseline := math.Round(s.y + face.CapHeight())
	if accent := t.up - face.CapHeight(); accent > face.CapHeight()/10 {
		baseline += math.Ceil(accent) // above a capital, as in Ś
	}
	s.marks = append(s.marks, func(page *image.Gray) {
		if t.width <= s.room {
			t.draw(page, face, s.margin, baseline)
			return
		}
		up := int(math.Ceil(t.up))
		natural := blank(int(math.Ceil(t.width)), up+int(math.Ceil(t.descent)))
		t.draw(natural, face, 0, float64(up))
		at := natural.Bounds().Add(image.Pt(int(s.margin), int(baseline)-up))
		at.Max.X = at.Min.X + int(s.room)
		draw.CatmullRom.Scale(page, at, natural, natural.Bounds(), draw.Src, nil)
	})
	s.y = baseline
}
