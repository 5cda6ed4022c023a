package typeface

import (
	_ "embed"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/image/font"
	"golang.org/x/image/font/opentype"
	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"
)

//go:embed fonts/inter-400.otf
var regular []byte

//go:embed fonts/inter-600.otf
var semiBold []byte

//go:embed fonts/inter-700.otf
var bold []byte

// Weight is how strong the letters are.
type Weight int

// The weights of the family.
const (
	Regular  Weight = 400
	SemiBold Weight = 600
	Bold     Weight = 700
)

// Fonts makes faces. It keeps those it made, and is for one goroutine.
type Fonts struct {
	fonts map[Weight]*opentype.Font
	faces map[faceKey]*Face
}

type faceKey struct {
	weight Weight
	px     float64
}

// New reads the fonts that are compiled in.
func New() (*Fonts, error) {
	f := &Fonts{fonts: map[Weight]*opentype.Font{}, faces: map[faceKey]*Face{}}
	for weight, data := range map[Weight][]byte{Regular: regular, SemiBold: semiBold, Bold: bold} {
		parsed, err := opentype.Parse(data)
		if err != nil {
			return nil, fmt.Errorf("font of weight %d: %w", weight, err)
		}
		f.fonts[weight] = parsed
	}
	return f, nil
}

// Face returns a weight at a size; px is the size of the em square in pixels.
// A weight that the family lacks panics: it is a mistake of the programmer.
func (f *Fonts) Face(weight Weight, px float64) *Face {
	key := faceKey{weight, px}
	if face := f.faces[key]; face != nil {
		return face
	}
	parsed := f.fonts[weight]
	if parsed == nil {
		panic(fmt.Sprintf("no font of weight %d", weight))
	}
	made, err := opentype.NewFace(parsed, &opentype.FaceOptions{Size: px, DPI: 72, Hinting: font.HintingNone})
	if err != nil {
		panic(fmt.Sprintf("face of %v px: %v", px, err))
	}
	face := &Face{face: made, px: px}
	f.faces[key] = face
	return face
}

// Missing returns the letters of a text that the family has no picture for.
func (f *Fonts) Missing(text string) []rune {
	var missing []rune
	var buf sfnt.Buffer
	for _, r := range text {
		if unicode.IsControl(r) {
			continue
		}
		if i, err := f.fonts[Regular].GlyphIndex(&buf, r); err != nil || i == 0 {
			missing = append(missing, r)
		}
	}
	return missing
}

// Face is one weight at one size. All its measures are in pixels.
type Face struct {
	face font.Face
	px   float64
}

// Px is the size of the em square.
func (f *Face) Px() float64 { return f.px }

// Advance is the width that a line of text takes, kerning included.
func (f *Face) Advance(s string) float64 {
	return toFloat(font.MeasureString(f.face, s))
}

// Ascent is the room above the baseline that accents need.
func (f *Face) Ascent() float64 { return toFloat(f.face.Metrics().Ascent) }

// Descent is the room below the baseline.
func (f *Face) Descent() float64 { return toFloat(f.face.Metrics().Descent) }

// CapHeight is the height of a capital letter.
func (f *Face) CapHeight() float64 { return toFloat(f.face.Metrics().CapHeight) }

// LineHeight is the distance from one baseline to the next.
func (f *Face) LineHeight() float64 { return f.px * 1.25 }

// Ink is the box that the drawn letters of a line cover, around an origin at
// its start on the baseline.
func (f *Face) Ink(s string) (left, top, right, bottom float64) {
	b, _ := font.BoundString(f.face, s)
	return toFloat(b.Min.X), toFloat(b.Min.Y), toFloat(b.Max.X), toFloat(b.Max.Y)
}

// Wrap breaks a text into lines no wider than width: at spaces, and after a
// hyphen, a dash or a slash. A word wider than that stays whole on its own
// line, for the caller to notice with Advance.
func (f *Face) Wrap(s string, width float64) []string { return f.pack(pieces(s), width, " ") }

// dot stands between two facts on one line.
const dot = " · "

// Apart breaks a text of several facts between them, so that none is torn; the dot
// at the end of a line is left out. It returns nil where that takes more lines than
// Wrap, or wider ones, and where there is nothing to break.
func (f *Face) Apart(s string, width float64) []string {
	facts, least := strings.SplitAfter(s, dot), len(f.Wrap(s, width))
	if len(facts) < 2 || least < 2 {
		return nil
	}
	lines := f.pack(facts, width, dot)
	tooWide := func(line string) bool { return f.Advance(line) > width }
	if len(lines) > least || slices.ContainsFunc(lines, tooWide) {
		return nil
	}
	return lines
}

// pack puts as many pieces on a line as it has room for. What stands at the end of
// a line and is of ends takes no room and is left out.
func (f *Face) pack(pieces []string, width float64, ends string) []string {
	var lines []string
	line := ""
	for _, piece := range pieces {
		if line != "" && f.Advance(line+strings.TrimRight(piece, ends)) > width {
			lines = append(lines, strings.TrimRight(line, ends))
			line = ""
		}
		line += piece
	}
	if line = strings.TrimRight(line, ends); line != "" || len(lines) == 0 {
		lines = append(lines, line)
	}
	return lines
}

// pieces cuts a text where a line may end; every piece keeps its end. Thin and
// no-break spaces hold a number together, so only the ordinary space counts.
func pieces(s string) []string {
	var out []string
	start := 0
	runes := []rune(s)
	for i, r := range runes {
		breakable := r == ' ' || (strings.ContainsRune("-–/", r) && i > start && i+1 < len(runes) && unicode.IsLetter(runes[i+1]))
		if breakable {
			out = append(out, string(runes[start:i+1]))
			start = i + 1
		}
	}
	return append(out, string(runes[start:]))
}

// Draw paints one line of text; x and baseline are the place of its origin.
func (f *Face) Draw(dst draw.Image, x, baseline float64, ink color.Color, s string) {
	d := font.Drawer{
		Dst:  dst,
		Src:  image.NewUniform(ink),
		Face: f.face,
		Dot:  fixed.Point26_6{X: toFixed(x), Y: toFixed(baseline)},
	}
	d.DrawString(s)
}

// Font is the face for libraries that draw by themselves.
func (f *Face) Font() font.Face { return f.face }

func toFloat(v fixed.Int26_6) float64 { return float64(v) / 64 }

func toFixed(v float64) fixed.Int26_6 { return fixed.Int26_6(v*64 + 0.5) }
