package paint_test

import (
	"bytes"
	"flag"
	"image"
	"image/color"
	"image/png"
	"os"
	"testing"

	"numerek/appliance/bitmap"
	"numerek/appliance/paint"
	"numerek/appliance/scene"
	"numerek/appliance/typeface"
)

func TestMain(m *testing.M) {
	flag.Bool("update", false, "rewrite the golden picture")
	os.Exit(m.Run())
}

func fonts(t testing.TB) *typeface.Fonts {
	t.Helper()
	f, err := typeface.New()
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// sample has one of everything that can be painted.
func sample() scene.Scene {
	ink, blue, white := color.RGBA{0x10, 0x18, 0x20, 0xff}, color.RGBA{0, 0x50, 0x8c, 0xff}, color.RGBA{0xff, 0xff, 0xff, 0xff}
	code := bitmap.New(3, 3)
	code.Set(0, 0, true)
	code.Set(1, 1, true)
	code.Set(2, 0, true)
	arrow := image.Rect(240, 20, 280, 60)
	return scene.Scene{
		Size: scene.Size{W: 320, H: 160, PPI: 100}, Ground: white,
		Items: []scene.Item{
			{Box: image.Rect(10, 10, 150, 70), Fill: blue, Radius: 12, Runs: []scene.Run{
				{Text: "R\u2009015", Weight: typeface.Bold, Px: 40, Ink: white, X: 24, Baseline: 54, Width: 110},
			}},
			{Box: image.Rect(10, 85, 150, 145), Fill: white, Outline: ink, Stroke: 3, Radius: 30, Runs: []scene.Run{
				{Text: "Łódź їґ ß", Weight: typeface.Regular, Px: 24, Ink: ink, X: 30, Baseline: 123, Width: 110},
			}},
			{Box: image.Rect(160, 10, 220, 70), Outline: blue, Stroke: 4, Radius: 8},
			{Box: arrow, Fill: blue, Shape: [][]scene.Point{scene.ChevronDown(arrow)}},
			{Box: image.Rect(165, 85, 226, 146), Bits: code, Ink: ink},
			{Box: image.Rect(240, 85, 300, 145), Fill: blue, Shape: [][]scene.Point{scene.Tick(image.Rect(240, 85, 300, 145))}},
		},
	}
}

func TestGolden(t *testing.T) {
	const path = "testdata/sample.png"
	s := sample()
	got := image.NewRGBA(s.Size.Bounds())
	paint.Paint(got, got.Bounds(), s, fonts(t))
	if flag.Lookup("update").Value.String() == "true" {
		var out bytes.Buffer
		if err := png.Encode(&out, got); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, out.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	file, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	want, err := png.Decode(file)
	if err != nil {
		t.Fatal(err)
	}
	for y := range s.Size.H {
		for x := range s.Size.W {
			if color.RGBAModel.Convert(want.At(x, y)) != got.At(x, y) {
				t.Fatalf("%d,%d is %v, was %v (look at it, then -update)", x, y, got.At(x, y), want.At(x, y))
			}
		}
	}
}

// TestClip paints in tiles and wants the same picture as in one piece, and
// nothing outside of the tile.
func TestClip(t *testing.T) {
	s, f := sample(), fonts(t)
	whole := image.NewRGBA(s.Size.Bounds())
	paint.Paint(whole, whole.Bounds(), s, f)
	tiled := image.NewRGBA(s.Size.Bounds())
	for y := 0; y < s.Size.H; y += 23 {
		for x := 0; x < s.Size.W; x += 37 {
			paint.Paint(tiled, image.Rect(x, y, x+37, y+23), s, f)
		}
	}
	if !bytes.Equal(whole.Pix, tiled.Pix) {
		t.Error("painted in tiles it looks different")
	}
	part := image.NewRGBA(s.Size.Bounds())
	paint.Paint(part, image.Rect(100, 40, 200, 100), s, f)
	for y := range s.Size.H {
		for x := range s.Size.W {
			inside := image.Pt(x, y).In(image.Rect(100, 40, 200, 100))
			if got := part.RGBAAt(x, y); !inside && got != (color.RGBA{}) {
				t.Fatalf("%d,%d outside of the clip is %v", x, y, got)
			}
		}
	}
	paint.Paint(part, image.Rect(-50, -50, 0, 0), s, f) // beside the panel: nothing, and no panic
}
