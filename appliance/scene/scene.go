package scene

import (
	"image"
	"image/color"
	"slices"

	"numerek/appliance/bitmap"
	"numerek/appliance/typeface"
)

// Size is a panel: its pixels, and how many of them make an inch.
type Size struct {
	W, H int
	PPI  float64
}

// The panels that Numerek is laid out for.
var (
	Portrait  = Size{W: 1080, H: 1920, PPI: 102.5} // 21.5 inch, upright
	Landscape = Size{W: 1920, H: 1080, PPI: 102.5} // 21.5 inch
	Tablet    = Size{W: 1280, H: 800, PPI: 149.5}  // 10.1 inch
	Small     = Size{W: 800, H: 480, PPI: 133.3}   // 7 inch
)

// Unit is the grid of the panel in pixels: a ninetieth of its short side.
func (s Size) Unit() float64 { return float64(min(s.W, s.H)) / 90 }

// Pixels is a length on the glass in pixels, rounded up.
func (s Size) Pixels(mm float64) int { return int(mm*s.PPI/25.4 + 0.999) }

// Millimetres is a length in pixels on the glass.
func (s Size) Millimetres(px float64) float64 { return px * 25.4 / s.PPI }

// Bounds is the whole panel.
func (s Size) Bounds() image.Rectangle { return image.Rect(0, 0, s.W, s.H) }

// Scene is everything that is on the glass. Items lie in reading order, which
// is also the order of painting: a later item covers an earlier one.
type Scene struct {
	Size   Size
	Lang   string // ISO 639-1, of the texts and of the voice
	Name   string // of the screen, for tests and the diary
	Ground color.RGBA
	Voice  Voice
	Items  []Item
}

// Kind is what an item is to a person. The zero value is a mark: it says
// nothing and cannot be chosen.
type Kind string

// The kinds of items.
const (
	Mark    Kind = ""        // a shape, a picture, a band
	Heading Kind = "heading" // the question of the screen
	Text    Kind = "text"    // something to read
	Button  Kind = "button"  // something to choose
	Switch  Kind = "switch"  // something that is on or off
)

// Item is one thing on the glass. Everything of it lies inside Box.
type Item struct {
	Kind Kind
	// Target names what a touch means; empty means that it cannot be chosen.
	Target string
	// Box is the whole touch target, in pixels.
	Box image.Rectangle
	// Fill covers the box, or only Shape where there is one; nothing if transparent.
	Fill   color.RGBA
	Radius float64
	// Outline is drawn inside the edge of the box, Stroke pixels wide.
	Outline color.RGBA
	Stroke  float64
	// Shape is one or more closed contours, filled by the non-zero rule.
	Shape [][]Point
	Runs  []Run
	// Bits is a picture of two colours in Ink on the fill, scaled by whole pixels
	// to fit the box.
	Bits bitmap.Bitmap
	Ink  color.RGBA
	// Say is what a screen reader says of it, without its kind; silent if empty. An
	// item with an empty box is for the ear and the keys alone.
	Say string
	// Lang and Voice are those of Say where they are not the scene's; zero otherwise.
	Lang  string
	Voice Voice
	// Aside says that it stands on every screen: whoever goes from one to the next
	// need not hear it again.
	Aside bool
	// On says that a switch is on, or that a choice is the present one.
	On bool
	// Place and Of say "1 of 4" in a group; 0 means that it stands alone.
	Place, Of int
}

// Point is a place in pixels.
type Point struct{ X, Y float64 }

// Run is one line of lettering.
type Run struct {
	Text        string
	Weight      typeface.Weight
	Px          float64 // size of the em square
	Ink         color.RGBA
	X, Baseline float64
	Width       float64 // measured, for whoever checks it
	// Lesser lettering repeats or decorates what is said elsewhere, and may be
	// smaller than what a person needs to read.
	Lesser bool
}

// Hit is the target at a place, "" where there is none.
func Hit(s Scene, x, y int) string {
	at := image.Pt(x, y)
	for _, it := range slices.Backward(s.Items) {
		if it.Target != "" && at.In(it.Box) {
			return it.Target
		}
	}
	return ""
}

// Focusable are the targets in reading order, for walking with keys.
func Focusable(s Scene) []string {
	var targets []string
	for _, it := range s.Items {
		if it.Target != "" {
			targets = append(targets, it.Target)
		}
	}
	return targets
}
