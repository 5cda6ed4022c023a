package translations_test

import (
	"maps"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"numerek/central/translations"
)

// verb is what a pattern takes.
var verb = regexp.MustCompile(`%(\[\d\])?[sd]`)

func TestNoTextOfTheConsoleIsMissing(t *testing.T) {
	t.Parallel()
	for _, code := range translations.ConsoleLanguages() {
		texts := translations.ConsoleIn(code)
		if texts.Code != code {
			t.Errorf("got the texts of %q for %q", texts.Code, code)
		}
		empty(t, code, reflect.ValueOf(*texts))
	}
	if got := translations.ConsoleIn("uk").Code; got != "pl" {
		t.Errorf("without texts: got %q, want pl", got)
	}
}

// A pattern takes the same in every language.
func TestPatternsOfTheConsoleAgree(t *testing.T) {
	t.Parallel()
	want := patterns(reflect.ValueOf(*translations.ConsoleIn("pl")), "")
	for _, code := range translations.ConsoleLanguages()[1:] {
		got := patterns(reflect.ValueOf(*translations.ConsoleIn(code)), "")
		if len(got) != len(want) {
			t.Errorf("%s: got %d texts, want %d", code, len(got), len(want))
		}
		for at, verbs := range want {
			if !slices.Equal(got[at], verbs) {
				t.Errorf("%s%s: got %q, want %q", code, at, got[at], verbs)
			}
		}
	}
}

// patterns lists what each text takes, in no order.
func patterns(v reflect.Value, at string) map[string][]string {
	out := map[string][]string{}
	add := func(name string, v reflect.Value) { maps.Copy(out, patterns(v, at+"."+name)) }
	switch v.Kind() {
	case reflect.String:
		verbs := verb.FindAllString(v.String(), -1)
		slices.Sort(verbs)
		if strings.Count(v.String(), "%") != len(verbs) {
			verbs = append(verbs, "?")
		}
		out[at] = verbs
	case reflect.Struct:
		for i := range v.NumField() {
			add(v.Type().Field(i).Name, v.Field(i))
		}
	case reflect.Map:
		for _, k := range v.MapKeys() {
			add(k.String(), v.MapIndex(k))
		}
	default:
	}
	return out
}
