package display

import (
	"reflect"
	"strings"
	"testing"

	"numerek/appliance/typeface"
)

// Every language says everything, in letters that there are.
func TestTextsAreComplete(t *testing.T) {
	fonts, err := typeface.New()
	if err != nil {
		t.Fatal(err)
	}
	for _, lang := range []string{"pl", "en", "uk", "de"} {
		if !Speaks(lang) {
			t.Errorf("%s is not spoken", lang)
		}
		all := reflect.ValueOf(in(lang))
		check := func(what, s string) {
			if s == "" || strings.TrimSpace(s) != s {
				t.Errorf("%s: %s is %q", lang, what, s)
			}
			if missing := fonts.Missing(s); len(missing) > 0 {
				t.Errorf("%s: %s has letters without a picture: %q", lang, what, string(missing))
			}
		}
		for i := range all.NumField() {
			name := all.Type().Field(i).Name
			if name != "places" {
				check(name, all.Field(i).String())
			}
		}
		for word := range polish().places {
			check(word, in(lang).places[word])
		}
		if strings.Count(in(lang).stale, "%s") != 1 {
			t.Errorf("%s: the stale list does not say since when", lang)
		}
	}
	if in("fr").number != english().number || Speaks("fr") {
		t.Error("a language without texts is not English")
	}
}
