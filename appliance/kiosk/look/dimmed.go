package look

import (
	"image"
	"image/color"

	"numerek/appliance/kiosk/words"
	"numerek/appliance/scene"
	"numerek/appliance/typeface"
)

// dim is lettering that can still be read on the dark, and lights nothing up.
func dim() color.RGBA { return color.RGBA{R: 0xa6, G: 0xb0, B: 0xba, A: 0xff} }

// dimmed is a dark glass with nothing but the hour and the office, for a hall in
// which nobody is: there is nothing to touch, and whoever comes near wakes it.
func (b *board) dimmed() {
	b.th.Ground, b.th.Quiet = b.th.Ink, dim()
	column := image.Rect(b.frame.margin, 0, b.size.W-b.frame.margin, b.size.H)
	y := float64(b.size.H) * 0.38
	if b.m.Known {
		hour := b.style(typeface.Bold, 13, b.th.Quiet)
		y = b.paragraph(scene.Heading, hour, b.m.OfficeTime().Format("15:04"), column, y, centre)
	}
	office := b.m.Catalog.OfficeName.In(b.m.Language, b.m.Catalog.Languages...)
	if office == "" {
		office = b.t.Starting
	}
	b.paragraph(scene.Heading, b.style(typeface.SemiBold, 3.4, b.th.Quiet), words.Plain(office), column, y+2*b.u, centre)
}
