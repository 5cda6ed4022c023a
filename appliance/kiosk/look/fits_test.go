package look_test

import (
	"errors"
	"strings"
	"testing"

	"numerek/appliance/kiosk/kiosktest"
	"numerek/appliance/kiosk/look"
	"numerek/appliance/kiosk/words"
)

func newFit(t *testing.T) *look.Fit {
	t.Helper()
	fit, err := look.NewFit()
	if err != nil {
		t.Fatal(err)
	}
	return fit
}

func TestDemoLabelsFit(t *testing.T) {
	fit := newFit(t)
	for _, lang := range words.Languages() {
		for _, s := range kiosktest.Services() {
			if err := fit.Label(lang, s.Label[lang], s.Detail[lang]); err != nil {
				t.Errorf("%s: %v", lang, err)
			}
		}
		for _, d := range kiosktest.Departments() {
			if err := fit.Name(lang, d.Name[lang], ""); err != nil {
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
	}
	fit := newFit(t)
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			err := fit.Label("pl", c.label, c.detail)
			if err == nil || !strings.Contains(err.Error(), c.says) {
				t.Errorf("got %v, want something about %q", err, c.says)
			}
			if !errors.Is(err, look.ErrDoesNotFit) {
				t.Errorf("got %v, want ErrDoesNotFit in it", err)
			}
		})
	}
}

func TestLettersWithoutAPicture(t *testing.T) {
	fit := newFit(t)
	if got := fit.Missing("Zażółć gęślą jaźń, щасливий ґанок, Größe, ½ €"); len(got) > 0 {
		t.Errorf("got %q, want all there", string(got))
	}
	if got := string(fit.Missing("Urząd 出生")); got != "出生" {
		t.Errorf("got %q, want the two that nobody can write", got)
	}
}
