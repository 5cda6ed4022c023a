package spoken_test

import (
	"strings"
	"testing"

	"numerek/appliance/kiosk"
	"numerek/appliance/kiosk/kiosktest"
	"numerek/appliance/kiosk/look"
	"numerek/appliance/kiosk/words"
)

// TestCodeByEar types a code with the five keys, and with those of a number pad,
// by what is said alone, in every language and on every panel.
func TestCodeByEar(t *testing.T) {
	f := kiosktest.Fonts(t)
	for _, size := range look.Panels() {
		for _, lang := range words.Languages() {
			t.Run(kiosktest.PanelName(size)+"/"+lang, func(t *testing.T) {
				v := kiosktest.NewVisit(t, kiosktest.Koszalin("ratusz")).Tap("language:" + lang)
				l, w := listen(v, f, size), words.In(lang)
				l.press(kiosk.Repeat)
				l.find(w.Code.Have + ", " + w.Code.HaveDetail)
				l.hears(w.Code.Ask, "7")
				l.find("4")
				if got := l.act.Phrases[0].Text; got != "4" {
					t.Errorf("after the first digit: got %q, want %q", l.said(), "4")
				}
				l.press("8", "2", "2")
				if got, want := l.said(), "2"; got != want {
					t.Errorf("the same digit again: got %q, want %q", got, want)
				}
				l.press(kiosk.Erase)
				l.hears("4 8 2")
				l.press("9", "1", "5", "7")
				l.hears(w.Code.SlipDigit, "4 8 2 9 1 5 7")
				l.press(kiosk.Erase, "1")
				if len(l.Effects) != 1 {
					t.Fatalf("got %v", l.Effects)
				}
				l.happens(kiosk.CodeRefused{Session: 1, Refusal: kiosk.CodeRefusal{Reason: kiosk.CodeUnknown}})
				l.hears(w.Code.Unknown, w.Code.UnknownWhy)
				if strings.Contains(l.said(), "4 8 2") {
					t.Errorf("the code is said on: %q", l.said())
				}
			})
		}
	}
}
