package kiosk_test

import (
	"errors"
	"strings"
	"testing"

	"numerek/appliance/kiosk"
)

func TestDemoLabelsFit(t *testing.T) {
	for _, lang := range kiosk.Languages() {
		for _, s := range services() {
			if err := kiosk.LabelFits(lang, s.Label[lang], s.Detail[lang]); err != nil {
				t.Errorf("%s: %v", lang, err)
			}
		}
		for _, d := range departments() {
			if err := kiosk.NameFits(lang, d.Name[lang], ""); err != nil {
				t.Errorf("%s: %v", lang, err)
			}
		}
	}
}

func TestLabelsThatDoNotFit(t *testing.T) {
	cases := map[string]struct{ label, detail, says string }{
		"too_many_lines": {"Wydawanie zaświadczeń o wpisie do rejestru i odpisów z rejestru", "", "lines"},
		"a_long_word":    {"Donaudampfschifffahrtsgesellschaftskapitän", "", "word"},
		"detail_too":     {"Odbiór dowodu rejestracyjnego pojazdu", strings.Repeat("nowy, używany, ", 5), "lines"},
		"no_such_letter": {"出生登记", "", "letters"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			err := kiosk.LabelFits("pl", c.label, c.detail)
			if err == nil || !strings.Contains(err.Error(), c.says) {
				t.Errorf("got %v, want something about %q", err, c.says)
			}
			if name != "no_such_letter" && !errors.Is(err, kiosk.ErrDoesNotFit) {
				t.Errorf("got %v, want ErrDoesNotFit in it", err)
			}
		})
	}
}
