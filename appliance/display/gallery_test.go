package display_test

import (
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"os"
	"path/filepath"
	"testing"

	"numerek/appliance/display"
	"numerek/appliance/paint"
)

// TestGallery paints every screen into the folder that NUMEREK_GALLERY names,
// and all of a panel on one sheet, for people to look at.
func TestGallery(t *testing.T) {
	folder := os.Getenv("NUMEREK_GALLERY")
	if folder == "" {
		t.Skip("NUMEREK_GALLERY names no folder")
	}
	f := fonts(t)
	for _, size := range display.Panels() {
		const columns, margin = 4, 12
		all, part := shots(), max(size.W, size.H)/640
		cell := image.Pt(size.W/part+margin, size.H/part+margin)
		sheet := image.NewRGBA(image.Rect(0, 0, columns*cell.X+margin, (len(all)+columns-1)/columns*cell.Y+margin))
		draw.Draw(sheet, sheet.Bounds(), image.NewUniform(color.Gray{Y: 0x70}), image.Point{}, draw.Src)
		for i, s := range all {
			frame := image.NewRGBA(size.Bounds())
			paint.Paint(frame, frame.Bounds(), display.Scene(s.m(t), size, f), f)
			save(t, filepath.Join(folder, "display-"+s.name+"-"+panelName(size)+".png"), frame)
			shrink(sheet, image.Pt(margin+i%columns*cell.X, margin+i/columns*cell.Y), frame, part)
		}
		save(t, filepath.Join(folder, "display-sheet-"+panelName(size)+".png"), sheet)
	}
}

// shrink copies a picture at a part of its size.
func shrink(dst *image.RGBA, at image.Point, src *image.RGBA, part int) {
	for y := range src.Bounds().Dy() / part {
		for x := range src.Bounds().Dx() / part {
			var sum [3]int
			for i := range part * part {
				c := src.RGBAAt(part*x+i%part, part*y+i/part)
				sum[0], sum[1], sum[2] = sum[0]+int(c.R), sum[1]+int(c.G), sum[2]+int(c.B)
			}
			n := part * part
			dst.SetRGBA(at.X+x, at.Y+y, color.RGBA{uint8(sum[0] / n), uint8(sum[1] / n), uint8(sum[2] / n), 0xff})
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
