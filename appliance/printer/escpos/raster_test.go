package escpos_test

import (
	"testing"

	"pgregory.net/rapid"

	"numerek/appliance/bitmap"
	"numerek/appliance/printer/escpos"
)

// pictures draws bitmaps with blank margins and gaps and with bytes that look like commands.
func pictures() *rapid.Generator[bitmap.Bitmap] {
	return rapid.Custom(func(t *rapid.T) bitmap.Bitmap {
		b := bitmap.New(rapid.IntRange(1, 80).Draw(t, "w"), rapid.IntRange(1, 90).Draw(t, "h"))
		for range rapid.IntRange(0, 6).Draw(t, "blocks") {
			x, y := rapid.IntRange(0, b.W-1).Draw(t, "x"), rapid.IntRange(0, b.H-1).Draw(t, "y")
			bits := rapid.SliceOfN(rapid.SampledFrom([]byte{0x10, 0x04, 0x05, 0x14, 0xff, 0x00, 0x81}), 1, 30).Draw(t, "bits")
			for i, v := range bits {
				for k := range 8 {
					b.Set(x/8*8+(i%3)*8+k, y+i/3, v&(0x80>>k) != 0)
				}
			}
		}
		return b
	})
}

func TestDefuseLeavesNoCommandAndHidesNoDot(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		b := pictures().Draw(t, "picture")
		safe, added := escpos.Defuse(b)
		if n := escpos.Hazards(safe.Bits); n != 0 {
			t.Fatalf("got %d real-time commands left, want none", n)
		}
		different := 0
		for y := range b.H {
			for x := range b.W {
				if b.At(x, y) && !safe.At(x, y) {
					t.Fatalf("dot %d, %d has gone", x, y)
				}
				if b.At(x, y) != safe.At(x, y) {
					different++
				}
			}
		}
		if different != added || escpos.Hazards(b.Bits) == 0 && added != 0 {
			t.Fatalf("got %d dots changed and %d said, for %d hazards", different, added, escpos.Hazards(b.Bits))
		}
	})
}

// TestBandsMakeUpThePicture prints the bands on paper of its own and compares.
func TestBandsMakeUpThePicture(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		b := pictures().Draw(t, "picture")
		maxBytes := rapid.IntRange(1, 200).Draw(t, "bytes")
		maxRows := rapid.IntRange(1, 60).Draw(t, "rows")
		trim := rapid.Bool().Draw(t, "trim")
		bands, left, below := escpos.Bands(b, maxBytes, maxRows, trim)
		paper := bitmap.New(b.W, b.H)
		y := 0
		for _, band := range bands {
			y += band.Skip
			p := band.Picture
			if p.Check() != nil || p.W == 0 || p.H > maxRows || (len(p.Bits) > maxBytes && p.H > 1) {
				t.Fatalf("got a band of %d × %d dots, want at most %d rows and %d bytes", p.W, p.H, maxRows, maxBytes)
			}
			for v := range p.H {
				for u := range p.W {
					paper.Set(left+u, y+v, p.At(u, v))
				}
			}
			y += p.H
		}
		if y+below != b.H {
			t.Fatalf("got %d rows and %d below, want %d together", y, below, b.H)
		}
		if !paper.Equal(b) {
			t.Fatal("got another picture")
		}
		if left != 0 && !trim {
			t.Fatalf("got a margin of %d, want none", left)
		}
	})
}

func TestTrimMakesUpThePicture(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		b := pictures().Draw(t, "picture")
		inked, above, below := escpos.Trim(b)
		if above+inked.H+below != b.H {
			t.Fatalf("got %d + %d + %d rows, want %d", above, inked.H, below, b.H)
		}
		paper := bitmap.New(b.W, b.H)
		for y := range inked.H {
			for x := range inked.W {
				paper.Set(x, above+y, inked.At(x, y))
			}
		}
		if !paper.Equal(b) {
			t.Fatal("got another picture")
		}
		if inked.H > 0 && (inked.RowBlank(0) || inked.RowBlank(inked.H-1)) {
			t.Fatal("a blank row has been kept")
		}
	})
}

func TestBandsSaveBytes(t *testing.T) {
	b := bitmap.New(576, 800)
	for y := 100; y < 150; y++ { // A line of text in the middle.
		for x := 200; x < 400; x++ {
			b.Set(x, y, true)
		}
	}
	sent := func(trim bool) (n int) {
		bands, _, _ := escpos.Bands(b, 2048, 255, trim)
		for _, band := range bands {
			n += len(band.Picture.Bits)
		}
		return n
	}
	if got, want := sent(false), 50*50; got != want {
		t.Errorf("got %d bytes with the right side trimmed, want %d", got, want)
	}
	if got, want := sent(true), 50*25; got != want {
		t.Errorf("got %d bytes with both sides trimmed, want %d", got, want)
	}
	if bands, _, below := escpos.Bands(bitmap.New(16, 20), 100, 10, true); len(bands) != 0 || below != 20 {
		t.Errorf("got %d bands and %d rows below for a blank picture, want none and 20", len(bands), below)
	}
}
