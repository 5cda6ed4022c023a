package technician

import (
	"image/color"
	"time"
)

// Mark is a place where a touch arrived, in parts of the glass.
type Mark struct {
	X, Y   float64
	Finger int
	Down   bool // it began here
	Up     bool // it was lifted here
}

// mostMarks is how many places the touch test remembers.
const mostMarks = 240

// Touched takes one step of a finger for the touch test: down where it begins,
// up where it is lifted.
func (m Mode) Touched(mark Mark, now time.Time) Mode {
	m = m.Seen(now)
	if m.Page != Touch {
		return m
	}
	marks := append(make([]Mark, 0, len(m.Marks)+1), m.Marks...)
	marks = append(marks, mark)
	m.Marks = marks[max(0, len(marks)-mostMarks):]
	return m
}

// Colour is one of the glass test's.
type Colour struct {
	Name string
	RGB  color.RGBA
}

// Colours are those of the glass test, in their order: a pixel that is dead or
// always lit stands out on one of them.
func Colours() []Colour {
	return []Colour{
		{"white", color.RGBA{0xff, 0xff, 0xff, 0xff}},
		{"black", color.RGBA{0, 0, 0, 0xff}},
		{"red", color.RGBA{0xff, 0, 0, 0xff}},
		{"green", color.RGBA{0, 0xff, 0, 0xff}},
		{"blue", color.RGBA{0, 0, 0xff, 0xff}},
		{"grey", color.RGBA{0x80, 0x80, 0x80, 0xff}},
	}
}
