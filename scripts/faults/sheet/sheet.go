// Package sheet reads the papers that a printer in software has cut: whether a paper is a whole ticket, and of which number.
package sheet

import (
	"strings"

	"github.com/makiuchi-d/gozxing"
	"github.com/makiuchi-d/gozxing/qrcode/decoder"

	"numerek/appliance/bitmap"
)

// wholeRows is less than the ink of any ticket of the office is long, and more
// than that of one on which anything above the code is missing.
const wholeRows = 600

// MostRows is more than the ink of any ticket is long, and less than that of one
// that begins on a torn piece of another.
const MostRows = 750

// Sheet is a piece of paper that somebody can take.
type Sheet struct {
	Rows  int    // from the first ink to the last; 0 where there is none
	Token string // that the code on it says; empty where none can be read
}

// Whole says that it is a ticket and not a piece of one.
func (s Sheet) Whole() bool { return s.Token != "" && s.Rows >= wholeRows }

// Read reads what is on a paper.
func Read(b bitmap.Bitmap) (s Sheet) {
	first, last := 0, b.H-1
	for first < b.H && b.RowBlank(first) {
		first++
	}
	for last > first && b.RowBlank(last) {
		last--
	}
	if first == b.H {
		return s
	}
	s.Rows = last - first + 1
	address := code(b, last)
	s.Token = address[strings.LastIndex(address, "/")+1:]
	return s
}

// code reads the QR whose lowest row of dots is the bottom one. Readers for
// photographs search for it and miss it now and then; on a ticket it is where it is.
func code(b bitmap.Bitmap, bottom int) string {
	left := 0
	for left < b.W && !b.At(left, bottom) {
		left++
	}
	right := left
	for right < b.W && b.At(right, bottom) {
		right++
	}
	module := (right - left) / 7 // the lowest row of a finder
	if module == 0 {
		return ""
	}
	for modules := 21; modules <= 57; modules += 4 {
		top := bottom + 1 - modules*module
		if top < 0 {
			break
		}
		dark := func(x, y int) bool { return b.At(left+x*module+module/2, top+y*module+module/2) }
		if !finder(dark) {
			continue
		}
		bits, err := gozxing.NewSquareBitMatrix(modules)
		if err != nil {
			return ""
		}
		for y := range modules {
			for x := range modules {
				if dark(x, y) {
					bits.Set(x, y)
				}
			}
		}
		if result, err := decoder.NewDecoder().Decode(bits, nil); err == nil {
			return result.GetText()
		}
	}
	return ""
}

// finder says that the square of a finder stands in the upper left corner.
func finder(dark func(x, y int) bool) bool {
	for y := range 7 {
		for x := range 7 {
			ring := max(x-3, 3-x, y-3, 3-y)
			if dark(x, y) != (ring != 2) {
				return false
			}
		}
	}
	return true
}
