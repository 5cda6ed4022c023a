package scene

import (
	"image/color"
	"math"
	"strconv"
	"strings"
)

// What the kiosk promises to people with stiff fingers and weak eyes. The
// letters follow EN 301 549 5.1.4: a capital spans 0.7 degrees, which is 6.1 mm
// at 50 cm from the 21.5 inch panels, and 3.7 mm at 30 cm from the small ones,
// which stand on a counter.
const (
	LargePanel    = 15.0 // inches across from which the first of each pair holds
	TargetLarge   = 20.0 // millimetres
	TargetSmall   = 14.0
	GapMM         = 3.0
	CapitalLarge  = 6.1
	CapitalSmall  = 3.7
	LeastContrast = 7.0
	capitalPerEm  = 0.727 // of Inter
)

// Large says that people stand before the panel, rather than lean over it.
func (s Size) Large() bool {
	return math.Hypot(float64(s.W), float64(s.H))/s.PPI >= LargePanel
}

// LeastText is the smallest size in pixels of lettering that anybody needs.
func (s Size) LeastText() float64 {
	mm := CapitalSmall
	if s.Large() {
		mm = CapitalLarge
	}
	return math.Ceil(mm * s.PPI / 25.4 / capitalPerEm)
}

// LeastTarget is the smallest height and width of a touch target in pixels.
func (s Size) LeastTarget() int {
	if s.Large() {
		return s.Pixels(TargetLarge)
	}
	return s.Pixels(TargetSmall)
}

// Gap is the smallest distance of two touch targets in pixels.
func (s Size) Gap() int { return s.Pixels(GapMM) }

// Theme is the colours of a scene.
type Theme struct {
	Ground   color.RGBA // behind everything
	Ink      color.RGBA // on Ground and on Card
	Quiet    color.RGBA // lesser lettering on Ground and on Card
	Card     color.RGBA // a thing to choose
	CardEdge color.RGBA // its outline; transparent where the fill is enough
	Closed   color.RGBA // the fill of a thing that is closed now
	Band     color.RGBA // the office's colour, or what stands for it
	BandInk  color.RGBA // on Band
	Press    color.RGBA // the fill under a finger, and of what is chosen
	PressInk color.RGBA // on Press
	Focus    color.RGBA // the ring outside
	FocusGap color.RGBA // the ring inside
	Notice   color.RGBA // the fill of something that people must know
	NoticeIn color.RGBA // on Notice
	Stroke   float64    // of outlines, in units
}

// NewTheme is the colours of an office, by its own colour ("#00508C"), which is
// darkened until white lettering on it can be read.
func NewTheme(office string) Theme {
	band := Readable(ParseColour(office), white())
	return Theme{
		Ground: rgb(0xFFFFFF), Ink: rgb(0x101820), Quiet: rgb(0x46525E),
		Card: rgb(0xEEF2F6), Closed: rgb(0xF5F6F7),
		Band: band, BandInk: white(), Press: band, PressInk: white(),
		Focus: band, FocusGap: white(),
		Notice: rgb(0xFFF1C2), NoticeIn: rgb(0x101820),
	}
}

// HighContrast is the colours for weak eyes: outlines instead of fills.
func HighContrast() Theme {
	black, yellow := rgb(0x000000), rgb(0xFFFF00)
	return Theme{
		Ground: black, Ink: white(), Quiet: white(),
		Card: black, CardEdge: yellow, Closed: black,
		Band: black, BandInk: yellow, Press: yellow, PressInk: black,
		Focus: white(), FocusGap: black,
		Notice: black, NoticeIn: yellow, Stroke: 0.35,
	}
}

// Wall is the colours of a wall monitor: light on dark.
type Wall struct {
	Ground color.RGBA // behind everything
	Ink    color.RGBA // on Ground and on Card
	Quiet  color.RGBA // lesser lettering on Ground and on Card
	Dim    color.RGBA // what may be out of date, on Ground
	Card   color.RGBA // something set apart
	New    color.RGBA // the ground of the newest call
	NewInk color.RGBA // on New
	Notice color.RGBA // the ground of something that people must know
	OnNote color.RGBA // on Notice
}

// NewWall is the colours of the monitors of an office, by its own colour; the
// newest call stands on a light tint of it.
func NewWall(office string) Wall {
	ground := rgb(0x0B1620)
	return Wall{
		Ground: ground, Ink: white(), Quiet: rgb(0xB4C1CE), Dim: rgb(0x7C8A98), Card: rgb(0x14232F),
		New: tint(ParseColour(office)), NewInk: ground, Notice: rgb(0xFFD166), OnNote: ground,
	}
}

// tint is a colour on the way to white.
func tint(c color.RGBA) color.RGBA {
	part := func(v uint8) uint8 { return uint8(float64(v)*0.17 + 255*0.83) }
	return color.RGBA{R: part(c.R), G: part(c.G), B: part(c.B), A: 0xff}
}

// Marks are the colours of departments, in the manner of Okabe and Ito but dark
// enough for white letters. A department has the colour of its place in the
// catalogue, on every screen.
func Marks() []color.RGBA {
	return []color.RGBA{
		rgb(0x00528A), rgb(0x8A3A00), rgb(0x00573F), rgb(0x7A2E63),
		rgb(0x5C4A00), rgb(0x37475A), rgb(0x8C1D2C), rgb(0x00555F),
	}
}

// ParseColour reads "#00508C"; anything else is a calm dark blue.
func ParseColour(s string) color.RGBA {
	v, err := strconv.ParseUint(strings.TrimPrefix(s, "#"), 16, 32)
	if err != nil || len(strings.TrimPrefix(s, "#")) != 6 {
		return rgb(0x00508C)
	}
	return rgb(uint32(v))
}

// Readable darkens a colour until it stands out from ground by LeastContrast.
func Readable(c, ground color.RGBA) color.RGBA {
	for Contrast(c, ground) < LeastContrast && (c.R > 0 || c.G > 0 || c.B > 0) {
		c.R, c.G, c.B = uint8(float64(c.R)*0.96), uint8(float64(c.G)*0.96), uint8(float64(c.B)*0.96)
	}
	return c
}

// Contrast of two opaque colours, 1 to 21, as WCAG 2 defines it.
func Contrast(a, b color.RGBA) float64 {
	la, lb := luminance(a), luminance(b)
	return (max(la, lb) + 0.05) / (min(la, lb) + 0.05)
}

func luminance(c color.RGBA) float64 {
	part := func(v uint8) float64 {
		f := float64(v) / 255
		if f <= 0.04045 {
			return f / 12.92
		}
		return math.Pow((f+0.055)/1.055, 2.4)
	}
	return 0.2126*part(c.R) + 0.7152*part(c.G) + 0.0722*part(c.B)
}

func rgb(v uint32) color.RGBA {
	return color.RGBA{R: uint8(v >> 16), G: uint8(v >> 8), B: uint8(v), A: 0xff} //nolint:gosec // a byte is cut out on purpose
}

func white() color.RGBA { return rgb(0xFFFFFF) }
