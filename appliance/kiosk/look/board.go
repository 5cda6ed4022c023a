package look

import (
	"image"
	"image/color"
	"math"

	"numerek/appliance/kiosk"
	"numerek/appliance/kiosk/words"
	"numerek/appliance/lettering"
	"numerek/appliance/scene"
	"numerek/appliance/typeface"
)

// board is where a scene is put together: what to show, in which words and
// colours, and the items so far.
type board struct {
	m     kiosk.Model
	t     words.Text
	th    scene.Theme
	f     *typeface.Fonts
	size  scene.Size
	u     float64
	least float64 // the smallest lettering that anybody needs
	frame frame
	alarm bool            // the caption is something that people must know
	pager image.Rectangle // where the pages are turned beside the way to the keypad; empty elsewhere
	items []scene.Item
}

// px is a number of units in whole pixels.
func (b *board) px(units float64) int { return int(math.Round(units * b.u)) }

func (b *board) add(items ...scene.Item) { b.items = append(b.items, items...) }

// style is how lettering looks.
type style struct {
	weight typeface.Weight
	px     float64
	ink    color.RGBA
	lesser bool
}

// type returns a style of a size in units, but never smaller than people can read.
func (b *board) style(w typeface.Weight, units float64, ink color.RGBA) style {
	return style{weight: w, px: math.Max(math.Round(units*b.u), b.least), ink: ink}
}

// plain is the style as package lettering knows it.
func (s style) plain() lettering.Style {
	return lettering.Style{Weight: s.weight, Px: s.px, Ink: s.ink, Lesser: s.lesser}
}

func (s style) line() float64 { return s.plain().Line() }

// height of a number of lines in pixels.
func (s style) height(lines int) float64 { return s.plain().Height(lines) }

func (b *board) setter() lettering.Setter { return lettering.Setter{Fonts: b.f} }

func (b *board) face(s style) *typeface.Face { return b.setter().Face(s.plain()) }

func (b *board) width(s style, text string) float64 { return b.setter().Width(s.plain(), text) }

// wrap breaks a text and says whether it keeps to a number of lines and a width.
func (b *board) wrap(s style, text string, width float64, most int) ([]string, bool) {
	return b.setter().Wrap(s.plain(), text, width, most)
}

// shrink makes lettering smaller, down to the least size, until a text keeps to
// a number of lines and a width.
func (b *board) shrink(s style, text string, width float64, most int) style {
	s.px = b.setter().Shrink(s.plain(), text, width, most, b.least).Px
	return s
}

// Where lines stand in their column.
const (
	left   = lettering.Left
	centre = lettering.Centre
	right  = lettering.Right
)

// set lays lines out from the top of a column and returns them with the y below.
func (b *board) set(s style, lines []string, column image.Rectangle, y float64, a lettering.Align) ([]scene.Run, float64) {
	return b.setter().Set(s.plain(), lines, column, y, a)
}

// paragraph adds a text from the top of a column and returns the y below it.
func (b *board) paragraph(kind scene.Kind, s style, text string, column image.Rectangle, y float64, a lettering.Align) float64 {
	if text == "" {
		return y
	}
	lines, _ := b.wrap(s, text, float64(column.Dx()), math.MaxInt)
	if a == centre {
		lines = b.balance(s, text, float64(column.Dx()))
	}
	runs, bottom := b.set(s, lines, column, y, a)
	b.add(scene.Item{
		Kind: kind, Say: words.Plain(text), Runs: runs,
		Box: image.Rect(column.Min.X, int(y), column.Max.X, int(math.Ceil(bottom))),
	})
	return bottom
}

// ear adds something that is only heard.
func (b *board) ear(kind scene.Kind, target, say string) {
	if say != "" {
		b.add(scene.Item{Kind: kind, Target: target, Say: words.Plain(say)})
	}
}

// aside marks the last item as one that stands on every screen.
func (b *board) aside() { b.items[len(b.items)-1].Aside = true }

// balance breaks a text into as few lines as a width allows, but of equal
// length, so that no word is left alone.
func (b *board) balance(s style, text string, width float64) []string {
	return b.setter().Balance(s.plain(), text, width)
}

// button adds a thing to choose with its label in the middle.
func (b *board) button(target, label, say string, box image.Rectangle, look buttonLook) {
	s := look.style
	s.ink = b.th.Ink
	it := scene.Item{
		Kind: scene.Button, Target: target, Box: box, Radius: b.u, Fill: b.th.Card,
		Outline: b.th.CardEdge, Stroke: b.th.Stroke * b.u, Say: words.Plain(say), On: look.on, Place: look.place, Of: look.of,
	}
	switch pressed := b.m.Pressed == target; {
	case look.primary && pressed:
		it.Fill, s.ink = b.th.Ink, b.th.Ground
	case look.onBand && (look.primary != pressed):
		it.Fill, s.ink = b.th.BandInk, b.th.Band
	case look.onBand:
		it.Fill, s.ink = b.th.Band, b.th.BandInk
		it.Outline, it.Stroke = b.th.BandInk, math.Max(2, b.u*0.25)
	case look.primary || look.on || pressed:
		it.Fill, s.ink = b.th.Press, b.th.PressInk
	}
	pad := b.px(1)
	column := box.Inset(pad)
	column.Min.X, column.Max.X = column.Min.X-pad/2, column.Max.X+pad/2
	if look.arrow {
		column.Min.X += int(s.px * 0.7)
	}
	lines, _ := b.wrap(s, label, float64(column.Dx()), 2)
	room := float64(box.Dy()) - s.height(len(lines))
	var second []string
	small := b.style(typeface.Regular, 2.8, s.ink)
	if look.detail != "" {
		second, _ = b.wrap(small, look.detail, float64(column.Dx()), 2)
		room -= small.height(len(second))
	}
	runs, y := b.set(s, lines, column, float64(box.Min.Y)+room/2, centre)
	more, _ := b.set(small, second, column, y, centre)
	it.Runs = append(runs, more...)
	b.add(it)
	if look.arrow && len(runs) > 0 {
		h := int(s.px * 0.62)
		at := image.Rect(0, 0, h*5/8, h).Add(image.Pt(int(runs[0].X-0.35*s.px)-h*5/8, (box.Min.Y+box.Max.Y-h)/2))
		b.add(scene.Item{Box: at, Fill: s.ink, Shape: [][]scene.Point{scene.ChevronLeft(at)}})
	}
}

// buttonLook is what varies between buttons.
type buttonLook struct {
	style     style
	primary   bool // the one that most people want
	arrow     bool // pointing back
	onBand    bool // stands on the office's colour
	on        bool
	place, of int
	detail    string
}

// ring shows where the keys stand: outside the office's colour, inside white.
func (b *board) ring() {
	if b.m.Focus == "" {
		return
	}
	for _, it := range b.items {
		if it.Target != b.m.Focus || it.Box.Empty() {
			continue
		}
		w := math.Max(4, math.Round(b.u*0.4))
		outer, inner := it.Box.Inset(-int(w)-2), it.Box.Inset(-2)
		b.add(
			scene.Item{Box: outer, Radius: it.Radius + w + 2, Outline: b.th.Focus, Stroke: w},
			scene.Item{Box: inner, Radius: it.Radius + 2, Outline: b.th.FocusGap, Stroke: 2},
		)
		return
	}
}
