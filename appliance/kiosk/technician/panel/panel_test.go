package panel_test

import (
	"flag"
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"os"
	"path/filepath"
	"testing"

	"numerek/appliance/kiosk/kiosktest"
	"numerek/appliance/kiosk/look"
	"numerek/appliance/paint"
)

// update rewrites the golden files: go test ./appliance/kiosk/technician/panel -run Golden -update.
func update() bool { return flag.Lookup("update").Value.String() == "true" }

func TestMain(m *testing.M) {
	flag.Bool("update", false, "rewrite the golden files")
	os.Exit(m.Run())
}

// languages of the service mode.
var languages = []string{"pl", "en"}

// TestGallery paints every screen into the folder that NUMEREK_GALLERY names, one
// sheet for each panel and language, for people to look at.
func TestGallery(t *testing.T) {
	folder := os.Getenv("NUMEREK_GALLERY")
	if folder == "" {
		t.Skip("NUMEREK_GALLERY names no folder")
	}
	f := kiosktest.Fonts(t)
	for _, size := range look.Panels() {
		for _, lang := range languages {
			all := kiosktest.ServiceShots()
			const columns, margin = 6, 24
			sheet := image.NewRGBA(image.Rect(0, 0, columns*(size.W/2+margin)+margin, (len(all)+columns-1)/columns*(size.H/2+margin)+margin))
			draw.Draw(sheet, sheet.Bounds(), image.NewUniform(color.Gray{Y: 0x70}), image.Point{}, draw.Src)
			for i, s := range all {
				frame := image.NewRGBA(size.Bounds())
				paint.Paint(frame, frame.Bounds(), look.Scene(s.Model(t, lang), size, f), f)
				save(t, filepath.Join(folder, s.Name+"-"+kiosktest.PanelName(size)+"-"+lang+".png"), frame)
				halve(sheet, image.Pt(margin+i%columns*(size.W/2+margin), margin+i/columns*(size.H/2+margin)), frame)
			}
			save(t, filepath.Join(folder, "sheet-"+kiosktest.PanelName(size)+"-"+lang+".png"), sheet)
		}
	}
}

// halve copies a picture at half its size.
func halve(dst *image.RGBA, at image.Point, src *image.RGBA) {
	for y := range src.Bounds().Dy() / 2 {
		for x := range src.Bounds().Dx() / 2 {
			var sum [3]int
			for _, p := range []image.Point{{0, 0}, {1, 0}, {0, 1}, {1, 1}} {
				c := src.RGBAAt(2*x+p.X, 2*y+p.Y)
				sum[0], sum[1], sum[2] = sum[0]+int(c.R), sum[1]+int(c.G), sum[2]+int(c.B)
			}
			dst.SetRGBA(at.X+x, at.Y+y, color.RGBA{uint8(sum[0] / 4), uint8(sum[1] / 4), uint8(sum[2] / 4), 0xff})
		}
	}
}

func save(t *testing.T, path string, img image.Image) {
	t.Helper()
	file, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	if err := (&png.Encoder{CompressionLevel: png.BestSpeed}).Encode(file, img); err != nil {
		t.Fatal(err)
	}
}
