package escpos

import (
	"errors"
	"fmt"
	"slices"

	"numerek/appliance/bitmap"
)

// storeHeader counts the bytes between the length of GS ( L and the picture itself.
const storeHeader = 10

// ErrTooLarge says that a picture does not fit the command.
var ErrTooLarge = errors.New("picture is too large for one command")

// Raster (GS v 0) prints a picture at once. Its header would hold 65 535 rows, but printers take far fewer.
func Raster(b bitmap.Bitmap) ([]byte, error) {
	if err := b.Check(); err != nil {
		return nil, err
	}
	if b.W == 0 || b.H == 0 || b.Stride() > 0xffff || b.H > 0xffff {
		return nil, fmt.Errorf("%w: %d × %d dots", ErrTooLarge, b.W, b.H)
	}
	x, y := b.Stride(), b.H
	return append([]byte{gs, 'v', '0', 0, byte(x & 0xff), byte(x >> 8 & 0xff), byte(y & 0xff), byte(y >> 8 & 0xff)}, b.Bits...), nil
}

// StoreRaster (GS ( L, function 112, or GS 8 L when that is too short) keeps a picture in the printer without printing
// anything; see [PrintStored].
func StoreRaster(b bitmap.Bitmap) ([]byte, error) {
	if err := b.Check(); err != nil {
		return nil, err
	}
	if b.W == 0 || b.H == 0 || b.W > 0xffff || b.H > 0xffff {
		return nil, fmt.Errorf("%w: %d × %d dots", ErrTooLarge, b.W, b.H)
	}
	head := storeHead(b)
	// A length or a height may itself spell a real-time command; a blank row more changes it and costs no paper to speak of.
	for range maxBlankRows {
		if Hazards(head) == 0 {
			break
		}
		b = bitmap.Bitmap{W: b.W, H: b.H + 1, Bits: append(slices.Clip(b.Bits), make([]byte, b.Stride())...)}
		head = storeHead(b)
	}
	return append(head, b.Bits...), nil
}

func storeHead(b bitmap.Bitmap) []byte {
	p := len(b.Bits) + storeHeader
	head := []byte{gs, '(', 'L', byte(p & 0xff), byte(p >> 8 & 0xff)}
	if p > 0xffff {
		head = []byte{gs, '8', 'L', byte(p & 0xff), byte(p >> 8 & 0xff), byte(p >> 16 & 0xff), byte(p >> 24 & 0xff)}
	}
	return append(head, 48, 112, 48, 1, 1, 49,
		byte(b.W&0xff), byte(b.W>>8&0xff), byte(b.H&0xff), byte(b.H>>8&0xff))
}

const maxBlankRows = 8

// Defuse gives the picture without the bytes that a printer would take for a real-time command: where an isolated dot
// happens to spell DLE and the next byte EOT, ENQ or DC4, the dot is made two dots wide, an eighth of a millimetre
// that nobody sees. It gives the picture itself when there is nothing to do, and how many dots it added.
func Defuse(b bitmap.Bitmap) (bitmap.Bitmap, int) {
	added := 0
	for i := 0; i+1 < len(b.Bits); i++ {
		if b.Bits[i] != dle || !beginsRealTime(b.Bits[i+1]) {
			continue
		}
		if added == 0 {
			b.Bits = append([]byte(nil), b.Bits...)
		}
		// The dot beside it may lie in the padding of a row that ends in this byte; then the one before it does not.
		if x := i%b.Stride()*8 + 4; x < b.W {
			b.Bits[i] |= 0x08
		} else {
			b.Bits[i] |= 0x20
		}
		added++
	}
	return b, added
}

func beginsRealTime(b byte) bool { return b == eot || b == enq || b == dc4 }

// Hazards counts the places in a stream of commands where a printer would see the beginning of a real-time command.
func Hazards(stream []byte) int {
	n := 0
	for i := 0; i+1 < len(stream); i++ {
		if stream[i] == dle && beginsRealTime(stream[i+1]) {
			n++
		}
	}
	return n
}

// Trim leaves out the blank rows above and below and the blank right side, and says how many rows those were. Of a blank
// picture nothing remains.
func Trim(b bitmap.Bitmap) (inked bitmap.Bitmap, above, below int) {
	_, last := inkedBytes(b, 0, b.H)
	if last < 0 {
		return bitmap.Bitmap{}, b.H, 0
	}
	above = blankRows(b, 0)
	for b.RowBlank(b.H - 1 - below) {
		below++
	}
	return crop(b, 0, last, above, b.H-below), above, below
}

// Band is one piece of a picture: Skip blank rows, then Picture, which may be narrower than the whole.
type Band struct {
	Skip    int
	Picture bitmap.Bitmap
}

// minSkip is from how many blank rows on it pays to feed instead of sending them: a new header costs 8 bytes, ESC J
// three, and the printer stops between two pictures.
const minSkip = 8

// Bands cuts a picture into pieces of at most maxBytes of picture and maxRows rows each, leaves out blank rows and the
// blank right side of each piece, and gives the blank rows that remain below the last piece. left is the number of
// dots, a multiple of 8, that is blank at the left of all rows and was left out everywhere; 0 unless trimLeft.
func Bands(b bitmap.Bitmap, maxBytes, maxRows int, trimLeft bool) (bands []Band, left, below int) {
	first, last := inkedBytes(b, 0, b.H)
	if first > last {
		return nil, 0, b.H
	}
	if !trimLeft {
		first = 0
	}
	skip := 0
	for y := 0; y < b.H; {
		if n := blankRows(b, y); n >= minSkip || y+n == b.H || (n > 0 && y == 0) {
			skip += n
			y += n
			continue
		}
		end := pieceEnd(b, y, maxBytes, maxRows, last-first+1)
		_, right := inkedBytes(b, y, end)
		bands = append(bands, Band{Skip: skip, Picture: crop(b, first, max(right, first), y, end)})
		skip, y = 0, end
	}
	return bands, first * 8, skip
}

// pieceEnd is the row after the piece that begins at y: it ends before blank rows worth skipping, and when it is full.
func pieceEnd(b bitmap.Bitmap, y, maxBytes, maxRows, width int) int {
	limit := min(b.H, y+max(1, min(maxRows, maxBytes/max(width, 1))))
	for end := y + 1; end < limit; end++ {
		if n := blankRows(b, end); n >= minSkip || end+n == b.H {
			return end
		}
	}
	return limit
}

func blankRows(b bitmap.Bitmap, y int) int {
	n := 0
	for y+n < b.H && b.RowBlank(y+n) {
		n++
	}
	return n
}

// inkedBytes gives the first and the last byte column with a black dot in rows from up to to; first > last if none has.
func inkedBytes(b bitmap.Bitmap, from, to int) (first, last int) {
	first, last = b.Stride(), -1
	for y := from; y < to; y++ {
		row := b.Row(y)
		for x, v := range row {
			if v != 0 {
				first, last = min(first, x), max(last, x)
			}
		}
	}
	return first, last
}

// crop copies the byte columns first to last of rows from up to to.
func crop(b bitmap.Bitmap, first, last, from, to int) bitmap.Bitmap {
	out := bitmap.Bitmap{W: min(b.W, (last+1)*8) - first*8, H: to - from}
	for y := from; y < to; y++ {
		out.Bits = append(out.Bits, b.Row(y)[first:last+1]...)
	}
	return out
}
