package web

import (
	"fmt"
	"html/template"
	"image/color"
	"strings"

	"github.com/boombuler/barcode/qr"
)

// quietZone is how many white modules are around a QR, by ISO/IEC 18004.
const quietZone = 4

// QR draws a text as a QR for a page: black on white whatever the page's colours,
// with its quiet zone, as large as its class "qr" says. It is a picture without
// words; what it is for must stand beside it.
func QR(content string) (template.HTML, error) {
	symbol, err := qr.Encode(content, qr.M, qr.Auto)
	if err != nil {
		return "", fmt.Errorf("qr: %w", err)
	}
	n := symbol.Bounds().Dx()
	var dark strings.Builder
	for y := range n {
		for x := 0; x < n; x++ {
			run := x
			for x < n && symbol.At(x, y) == color.Black {
				x++
			}
			if x > run {
				fmt.Fprintf(&dark, "M%d %dh%dv1h-%dz", run, y, x-run, x-run)
			}
		}
	}
	side := n + 2*quietZone
	return template.HTML(fmt.Sprintf( //nolint:gosec // numbers only
		`<svg class="qr" viewBox="%d %d %d %d" aria-hidden="true" shape-rendering="crispEdges"><path fill="#fff" d="M%d %dh%dv%dh-%dz"/><path fill="#000" d="%s"/></svg>`,
		-quietZone, -quietZone, side, side, -quietZone, -quietZone, side, side, side, dark.String())), nil
}
