package speech

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestSentences(t *testing.T) {
	for text, want := range map[string][]string{
		"":                             nil,
		"  ":                           nil,
		"Dalej":                        {"Dalej"},
		"Weź bilet. Twój numer: er 15": {"Weź bilet.", "Twój numer: er 15"},
		"Czy tu jesteś? Zostało 5 s.":  {"Czy tu jesteś?", "Zostało 5 s."},
		"Pomoc: tel. 94 348 86 17":     {"Pomoc: tel. 94 348 86 17"},
		"Ще тут? Натисніть! Або чекайте": {"Ще тут?", "Натисніть!", "Або чекайте"},
		"1.5 raza. x": {"1.5 raza. x"},
	} {
		if diff := cmp.Diff(want, sentences(text)); diff != "" {
			t.Errorf("%q:\n%s", text, diff)
		}
	}
}

func TestPieces_begin_with_a_short_one(t *testing.T) {
	got := pieces([]Phrase{
		{"Wydział Komunikacji, czeka 60 osób, przycisk, 1 z 4", "pl"}, {"Wydział Spraw Obywatelskich, czeka 5 osób, przycisk", "pl"},
	})
	want := []Phrase{
		{"Wydział Komunikacji,", "pl"},
		{"czeka 60 osób, przycisk, 1 z 4", "pl"},
		{"Wydział Spraw Obywatelskich, czeka 5 osób, przycisk", "pl"},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}
