package slip_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"numerek/appliance/kiosk/kiosktest"
	"numerek/appliance/slip"
)

var trial = slip.Trial{
	Title: "WYDRUK PRÓBNY", Facts: []string{"kiosk-ratusz · koszalin", "v0.9.1 · 4f0c2d9a71be", "23.11.2026 10:24"},
	Code: "kiosk-ratusz 2026-11-23T10:24",
}

// The ruler is as long as the head is wide: its first and its last dots are there,
// and every millimetre between them has its line.
func TestTheRulerMeasuresTheWholeHead(t *testing.T) {
	for _, p := range []slip.Paper{{Dots: 576, DPI: 203}, {Dots: 384, DPI: 203}, {Dots: 512, DPI: 180}} {
		picture, err := slip.RenderTrial(p, trial, kiosktest.Fonts(t))
		if err != nil {
			t.Fatal(err)
		}
		whole := -1
		for y := 0; y < picture.H && whole < 0; y++ {
			black := 0
			for x := range picture.W {
				if picture.At(x, y) {
					black++
				}
			}
			if black == p.Dots {
				whole = y
			}
		}
		if whole < 0 {
			t.Fatalf("%d dots: no line goes from edge to edge", p.Dots)
		}
		lines, below := 0, whole+int(p.DPI/25.4)
		for x := range picture.W {
			if picture.At(x, below) && (x == 0 || !picture.At(x-1, below)) {
				lines++
			}
		}
		if want := int(float64(p.Dots)/p.DPI*25.4) + 1; lines < want-1 || lines > want {
			t.Errorf("%d dots: got %d lines, want %d", p.Dots, lines, want)
		}
		if mm := float64(picture.H) / p.DPI * 25.4; mm < 60 || mm > 200 {
			t.Errorf("%d dots: the paper is %.0f mm long", p.Dots, mm)
		}
	}
}

func TestTheTrialHasEveryLetter(t *testing.T) {
	var all strings.Builder
	code := false
	for _, line := range slip.TrialLines(trial, 42).Lines {
		if n := utf8.RuneCountInString(line.Text) * max(1, line.Size); n > 42 {
			t.Errorf("%q takes %d columns", line.Text, n)
		}
		all.WriteString(line.Text)
		code = code || line.Code == trial.Code
	}
	for _, r := range "ąćęłńóśźżĄĆĘŁŃÓŚŹŻäöüßÄÖÜґєіїҐЄІЇщЮ0123456789" {
		if !strings.ContainsRune(all.String(), r) {
			t.Errorf("%q is missing", r)
		}
	}
	if !code {
		t.Error("there is no QR")
	}
}
