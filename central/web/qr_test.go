package web_test

import (
	"image"
	"image/color"
	"image/draw"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/makiuchi-d/gozxing"
	"github.com/makiuchi-d/gozxing/qrcode"

	"numerek/central/web"
)

var (
	box = regexp.MustCompile(`viewBox="(-?\d+) (-?\d+) (\d+) (\d+)"`)
	run = regexp.MustCompile(`M(\d+) (\d+)h(\d+)v1h-(\d+)z`)
)

// A reader that others wrote reads what the page draws.
func Test_a_reader_reads_the_code_of_a_page(t *testing.T) {
	t.Parallel()
	for _, content := range []string{"4829151", "https://koszalin.pl/kolejka/t/" + strings.Repeat("7KQ4MNPXT2", 4), "żółć"} {
		svg, err := web.QR(content)
		if err != nil {
			t.Fatal(err)
		}
		n := make([]int, 4)
		for i, s := range box.FindStringSubmatch(string(svg))[1:] {
			if n[i], err = strconv.Atoi(s); err != nil {
				t.Fatal(err)
			}
		}
		const module = 4
		picture := image.NewGray(image.Rect(n[0]*module, n[1]*module, (n[0]+n[2])*module, (n[1]+n[3])*module))
		draw.Draw(picture, picture.Bounds(), image.NewUniform(color.White), image.Point{}, draw.Src)
		for _, m := range run.FindAllStringSubmatch(string(svg), -1) {
			var x, y, w int
			for i, at := range []*int{&x, &y, &w} {
				if *at, err = strconv.Atoi(m[i+1]); err != nil {
					t.Fatal(err)
				}
			}
			draw.Draw(picture, image.Rect(x*module, y*module, (x+w)*module, (y+1)*module), image.NewUniform(color.Black), image.Point{}, draw.Src)
		}
		bitmap, err := gozxing.NewBinaryBitmapFromImage(picture)
		if err != nil {
			t.Fatal(err)
		}
		got, err := qrcode.NewQRCodeReader().Decode(bitmap, nil)
		if err != nil {
			t.Fatalf("%q: %v", content, err)
		}
		if got.GetText() != content {
			t.Errorf("got %q, want %q", got.GetText(), content)
		}
	}
	if _, err := web.QR(strings.Repeat("x", 4000)); err == nil {
		t.Error("a text that no code holds was drawn")
	}
}
