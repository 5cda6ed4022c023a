// Package bitmap holds black-and-white pictures as a ticket printer wants them: one bit a dot.
//
// It knows nothing of printers and nothing of layout, so that the slip that is drawn, the raster that is sent and the
// paper that comes out of the simulator are the same type and can be compared.
package bitmap

import (
	"bytes"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"io"
)

// Bitmap is a picture of W × H dots. Rows are Stride bytes long, top first; in a byte the highest bit is the leftmost
// dot; 1 is black. The bits after the last dot of a row are 0. The zero value is an empty picture.
type Bitmap struct {
	W, H int
	Bits []byte
}

// New gives a white bitmap of w × h dots. Negative sizes count as 0.
func New(w, h int) Bitmap {
	w, h = max(w, 0), max(h, 0)
	return Bitmap{W: w, H: h, Bits: make([]byte, (w+7)/8*h)}
}

// ErrShape says that Bits is not as long as W and H demand.
var ErrShape = errors.New("bitmap and its size disagree")

// Check returns ErrShape unless Bits has exactly Stride × H bytes.
func (b Bitmap) Check() error {
	if b.W < 0 || b.H < 0 || len(b.Bits) != b.Stride()*b.H {
		return fmt.Errorf("%w: %d × %d dots in %d bytes", ErrShape, b.W, b.H, len(b.Bits))
	}
	return nil
}

// Stride is the length of one row in bytes.
func (b Bitmap) Stride() int { return (b.W + 7) / 8 }

// At says whether the dot at x, y is black; outside the picture everything is white.
func (b Bitmap) At(x, y int) bool {
	if x < 0 || y < 0 || x >= b.W || y >= b.H {
		return false
	}
	return b.Bits[y*b.Stride()+x/8]&(0x80>>(x%8)) != 0
}

// Set makes the dot at x, y black or white; outside the picture it does nothing.
func (b Bitmap) Set(x, y int, black bool) {
	if x < 0 || y < 0 || x >= b.W || y >= b.H {
		return
	}
	mask := byte(0x80) >> (x % 8)
	if black {
		b.Bits[y*b.Stride()+x/8] |= mask
	} else {
		b.Bits[y*b.Stride()+x/8] &^= mask
	}
}

// Row is the bytes of row y, sharing memory with the picture.
func (b Bitmap) Row(y int) []byte { return b.Bits[y*b.Stride() : (y+1)*b.Stride()] }

// RowBlank says that row y has no black dot.
func (b Bitmap) RowBlank(y int) bool {
	for _, v := range b.Row(y) {
		if v != 0 {
			return false
		}
	}
	return true
}

// Rows is the part of the picture from row from up to, not including, row to, sharing memory with it.
func (b Bitmap) Rows(from, to int) Bitmap {
	return Bitmap{W: b.W, H: to - from, Bits: b.Bits[from*b.Stride() : to*b.Stride()]}
}

// Equal says that both pictures have the same size and the same dots.
func (b Bitmap) Equal(o Bitmap) bool {
	return b.W == o.W && b.H == o.H && bytes.Equal(b.Bits, o.Bits)
}

// palette has white at 0 and black at 1, so that a bit of a Bitmap is an index into it.
func palette() color.Palette { return color.Palette{color.Gray{Y: 0xff}, color.Gray{Y: 0}} }

// Image gives the picture as an image of two colours, white and black.
func (b Bitmap) Image() *image.Paletted {
	img := image.NewPaletted(image.Rect(0, 0, b.W, b.H), palette())
	for y := range b.H {
		row := b.Row(y)
		for x := range b.W {
			img.Pix[y*img.Stride+x] = row[x/8] >> (7 - x%8) & 1
		}
	}
	return img
}

// FromImage takes every dot darker than half grey, and not transparent, as black.
func FromImage(img image.Image) Bitmap {
	r := img.Bounds()
	b := New(r.Dx(), r.Dy())
	for y := range b.H {
		for x := range b.W {
			at := img.At(r.Min.X+x, r.Min.Y+y)
			_, _, _, alpha := at.RGBA()
			grey, _ := color.Gray16Model.Convert(at).(color.Gray16)
			if alpha >= 0x8000 && grey.Y < 0x8000 {
				b.Set(x, y, true)
			}
		}
	}
	return b
}

// EncodePNG writes the picture as a PNG of two colours. It fails for an empty picture, which PNG cannot hold.
func (b Bitmap) EncodePNG(w io.Writer) error {
	if err := b.Check(); err != nil {
		return err
	}
	return png.Encode(w, b.Image())
}

// DecodePNG reads a PNG; see FromImage for what becomes black.
func DecodePNG(r io.Reader) (Bitmap, error) {
	img, err := png.Decode(r)
	if err != nil {
		return Bitmap{}, fmt.Errorf("read bitmap: %w", err)
	}
	return FromImage(img), nil
}
