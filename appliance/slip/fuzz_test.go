package slip_test

import (
	"errors"
	"testing"
	"time"

	"numerek/appliance/slip"
)

// FuzzRender gives any text to any paper: it must not panic, the picture must
// fit its paper, and the margins must stay white.
func FuzzRender(f *testing.F) {
	for lang, s := range tickets(f) {
		f.Add(lang, s.Office, s.Service, s.ServiceLocal, s.Number, s.Place, s.StatusURL, s.Ahead, 576, 203.0, true)
	}
	f.Add("", "", "", "", "", "", "", -1, 256, 300.0, false)
	f.Add("pl", "a\u0328\u0301\u0301\u0301\u0301", "漢字 😀", "ا ل ع ر ب ية", "\u0301\u0302 W", "\x1b@\x00", "ą", 1<<40, 384, 203.0, true)
	f.Add("uk", "ЩЩЩЩЩЩЩЩЩЩЩЩЩЩЩЩЩЩЩЩЩЩЩЩЩ", "---------------------------------------", "/", "WWWWWWWWWWWW 99999", "jjj", "x", 7, 257, 150.0, true)

	fonts := fonts(f)
	f.Fuzz(func(t *testing.T, lang, office, service, local, number, place, url string, ahead, dots int, dpi float64, yes bool) {
		ticket := slip.Slip{
			Lang: lang, Office: office, Number: number, Service: service, ServiceLocal: local, Ahead: ahead,
			IssuedAt: time.Unix(int64(ahead), 0).UTC(), Building: office, Place: place, StatusURL: url,
			Priority: yes,
		}
		if yes {
			ticket.Copy = ahead
		}
		b, err := slip.Render(slip.Paper{Dots: dots, DPI: dpi}, ticket, fonts)
		if err != nil {
			if !errors.Is(err, slip.ErrPaper) && !errors.Is(err, slip.ErrURL) && !errors.Is(err, slip.ErrLong) {
				t.Fatalf("got %v, want one of the package's errors", err)
			}
			return
		}
		if b.W != dots || b.Check() != nil {
			t.Fatalf("got %d dots across, want %d; %v", b.W, dots, b.Check())
		}
		const margin = 16
		for y := range b.H {
			if (y < margin || y >= b.H-margin) && !b.RowBlank(y) {
				t.Fatalf("ink in the margin in row %d of %d", y, b.H)
			}
			for x := range margin {
				if b.At(x, y) || b.At(b.W-1-x, y) {
					t.Fatalf("ink in the margin at %d or %d, %d of %d × %d", x, b.W-1-x, y, b.W, b.H)
				}
			}
		}
	})
}
