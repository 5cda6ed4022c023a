package faults_test

import (
	"strings"
	"testing"
	"time"

	"github.com/makiuchi-d/gozxing"
	"github.com/makiuchi-d/gozxing/qrcode/decoder"

	"numerek/appliance/bitmap"
	"numerek/appliance/slip"
	"numerek/appliance/typeface"
)

// wholeRows is less than the ink of any ticket of the office is long, and more
// than that of one on which anything above the code is missing.
const wholeRows = 600

// mostRows is more than the ink of any ticket is long, and less than that of one
// that begins on a torn piece of another.
const mostRows = 750

// sheet is a piece of paper with ink on it that somebody can take.
type sheet struct {
	at    time.Time
	rows  int    // from the first ink to the last
	token string // that the code on it says; empty where none can be read
}

// whole says that it is a ticket and not a piece of one.
func (s sheet) whole() bool { return s.token != "" && s.rows >= wholeRows }

// read reads what is on a paper.
func read(b bitmap.Bitmap) sheet {
	s := sheet{at: time.Now()}
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
	s.rows = last - first + 1
	address := code(b, last)
	s.token = address[strings.LastIndex(address, "/")+1:]
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

func TestRead_finds_the_token_of_every_ticket(t *testing.T) {
	fonts, err := typeface.New()
	if err != nil {
		t.Fatal(err)
	}
	token := strings.Repeat("z", 26)
	for range 26 {
		token = token[1:] + string('a'+(token[0]*7+token[13]*3)%26)
		b, err := slip.Render(slip.Paper{Dots: 576, DPI: 203}, slip.Slip{
			Lang: "pl", Office: "Urząd Miejski w Koszalinie", Number: "H 001", Service: "Odpisy aktów",
			StatusURL: "https://kolejka.koszalin.example/t/" + token, IssuedAt: time.Now(), Building: "Urząd Stanu Cywilnego",
		}, fonts)
		if err != nil {
			t.Fatal(err)
		}
		if got := read(b); got.token != token || !got.whole() {
			t.Errorf("got %+v, want all of the ticket of %s", got, token)
		}
		if got := read(b.Rows(200, b.H)); got.whole() {
			t.Errorf("got %+v of a paper that lacks the number, want a piece", got)
		}
		if got := read(b.Rows(0, b.H-100)); got.whole() || got.token != "" {
			t.Errorf("got %+v of a paper that lacks the code, want a piece", got)
		}
	}
}
