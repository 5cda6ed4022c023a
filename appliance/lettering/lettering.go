// Package lettering sets text: how it looks, where its lines break, and where
// they stand. It knows no device and no words of its own.
package lettering

import (
	"image"
	"image/color"
	"math"
	"strings"
	"unicode/utf8"

	"numerek/appliance/scene"
	"numerek/appliance/typeface"
)

// Style is how lettering looks.
type Style struct {
	Weight typeface.Weight
	Px     float64 // size of the em square
	Ink    color.RGBA
	// Lesser lettering repeats or decorates what is said elsewhere.
	Lesser bool
}

// leading is the distance of two baselines, as a part of the size.
const leading = 1.2

// Line is the distance of two baselines in pixels.
func (s Style) Line() float64 { return math.Ceil(s.Px * leading) }

// Height of a number of lines in pixels.
func (s Style) Height(lines int) float64 { return float64(lines) * s.Line() }

// Align is where lines stand in their column.
type Align int

// The places of a line.
const (
	Left Align = iota
	Centre
	Right
)

// Setter measures and sets with one set of fonts, and is for one goroutine.
type Setter struct{ Fonts *typeface.Fonts }

// Face of a style.
func (t Setter) Face(s Style) *typeface.Face { return t.Fonts.Face(s.Weight, s.Px) }

// Width of one line.
func (t Setter) Width(s Style, text string) float64 { return t.Face(s).Advance(text) }

// Wrap breaks a text and says whether it keeps to a number of lines and a width.
func (t Setter) Wrap(s Style, text string, width float64, most int) ([]string, bool) {
	lines := t.Face(s).Wrap(text, width)
	fits := len(lines) <= most
	for _, line := range lines {
		fits = fits && t.Width(s, line) <= width
	}
	return lines, fits
}

// Shrink makes lettering smaller, down to a size, until a text keeps to a number
// of lines and a width.
func (t Setter) Shrink(s Style, text string, width float64, most int, least float64) Style {
	for s.Px > least {
		if _, fits := t.Wrap(s, text, width, most); fits {
			break
		}
		s.Px = math.Max(least, s.Px-math.Max(1, math.Floor(s.Px/24)))
	}
	return s
}

// Balance breaks a text into as few lines as a width allows: between its facts if
// it can, else of equal length, so that no word is left alone.
func (t Setter) Balance(s Style, text string, width float64) []string {
	if apart := t.Face(s).Apart(text, width); apart != nil {
		return apart
	}
	lines, _ := t.Wrap(s, text, width, math.MaxInt)
	for w := width * 0.96; w > width/2; w *= 0.96 {
		narrower, fits := t.Wrap(s, text, w, len(lines))
		if !fits {
			break
		}
		lines = narrower
	}
	return lines
}

// Cut is a text on so many lines at most. What is too much is left out from a
// word on, and an ellipsis says so; a word that is too wide by itself is cut.
func (t Setter) Cut(s Style, text string, width float64, most int) []string {
	lines, fits := t.Wrap(s, text, width, most)
	if fits {
		return lines
	}
	lines = lines[:min(len(lines), most)]
	for i := range lines {
		last := i == len(lines)-1
		if t.Width(s, lines[i]) > width || last {
			lines[i] = t.shorten(s, lines[i], width)
		}
	}
	return lines
}

// shorten takes words, or letters of the only word, from the end of a line until
// it has room for an ellipsis.
func (t Setter) shorten(s Style, line string, width float64) string {
	for {
		line = strings.TrimRight(line, " ,;:–-")
		if line == "" || t.Width(s, line+"…") <= width {
			return line + "…"
		}
		if space := strings.LastIndexByte(line, ' '); space > 0 {
			line = line[:space]
			continue
		}
		_, size := utf8.DecodeLastRuneInString(line)
		line = line[:len(line)-size]
	}
}

// Set lays lines out from the top of a column and returns them with the y below.
// A capital stands in the middle of its line.
func (t Setter) Set(s Style, lines []string, column image.Rectangle, y float64, a Align) ([]scene.Run, float64) {
	face := t.Face(s)
	var runs []scene.Run
	for _, line := range lines {
		w := face.Advance(line)
		x := float64(column.Min.X)
		switch a {
		case Left:
		case Centre:
			x += (float64(column.Dx()) - w) / 2
		case Right:
			x += float64(column.Dx()) - w
		}
		baseline := y + (s.Line()+face.CapHeight())/2
		runs = append(runs, scene.Run{
			Text: line, Weight: s.Weight, Px: s.Px, Ink: s.Ink, X: math.Round(x), Baseline: math.Round(baseline),
			Width: w, Lesser: s.Lesser,
		})
		y += s.Line()
	}
	return runs, y
}
