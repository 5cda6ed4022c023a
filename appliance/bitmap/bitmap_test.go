package bitmap_test

import (
	"bytes"
	"errors"
	"testing"

	"pgregory.net/rapid"

	"numerek/appliance/bitmap"
)

func TestSetAndAt(t *testing.T) {
	b := bitmap.New(10, 2)
	b.Set(0, 0, true)
	b.Set(9, 1, true)
	b.Set(10, 0, true) // Outside: ignored, and must not darken the padding.
	b.Set(-1, 1, true)
	if got, want := b.Bits, []byte{0x80, 0, 0, 0x40}; !bytes.Equal(got, want) {
		t.Fatalf("got %x, want %x", got, want)
	}
	if !b.At(9, 1) || b.At(8, 1) || b.At(10, 1) || b.At(0, 2) {
		t.Fatal("At disagrees with Set")
	}
	b.Set(9, 1, false)
	if !b.RowBlank(1) || b.RowBlank(0) {
		t.Fatalf("got blank %v and %v, want row 1 blank only", b.RowBlank(0), b.RowBlank(1))
	}
}

func TestShape(t *testing.T) {
	if err := (bitmap.Bitmap{W: 9, H: 2, Bits: make([]byte, 3)}).Check(); !errors.Is(err, bitmap.ErrShape) {
		t.Fatalf("got %v, want ErrShape", err)
	}
	if err := bitmap.New(9, 2).Check(); err != nil {
		t.Fatalf("got %v, want none", err)
	}
	if got := bitmap.New(9, 4).Rows(1, 3); got.H != 2 || got.Check() != nil {
		t.Fatalf("got %+v, want two whole rows", got)
	}
}

func TestPNGGivesBackTheSamePicture(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		b := bitmap.New(rapid.IntRange(1, 40).Draw(t, "w"), rapid.IntRange(1, 40).Draw(t, "h"))
		for range rapid.IntRange(0, 200).Draw(t, "dots") {
			b.Set(rapid.IntRange(0, b.W-1).Draw(t, "x"), rapid.IntRange(0, b.H-1).Draw(t, "y"), true)
		}
		var file bytes.Buffer
		if err := b.EncodePNG(&file); err != nil {
			t.Fatal(err)
		}
		back, err := bitmap.DecodePNG(&file)
		if err != nil {
			t.Fatal(err)
		}
		if !back.Equal(b) {
			t.Fatalf("got %+v, want %+v", back, b)
		}
	})
}
