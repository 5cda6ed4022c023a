package translations_test

import (
	"reflect"
	"strings"
	"testing"

	"numerek/central/access"
	"numerek/central/translations"
)

func TestNoTextIsMissing(t *testing.T) {
	t.Parallel()
	for _, code := range translations.Languages() {
		texts := translations.In(code)
		if texts.Code != code {
			t.Errorf("got the texts of %q for %q", texts.Code, code)
		}
		empty(t, code, reflect.ValueOf(*texts))
	}
}

func TestNoTextOfStaffIsMissing(t *testing.T) {
	t.Parallel()
	for _, code := range translations.StaffLanguages() {
		texts := translations.StaffIn(code)
		if texts.Code != code {
			t.Errorf("got the texts of %q for %q", texts.Code, code)
		}
		empty(t, code, reflect.ValueOf(*texts))
		for _, role := range access.Roles() {
			if texts.Roles[string(role)] == "" {
				t.Errorf("%s: role %q has no text", code, role)
			}
		}
		for _, lang := range translations.Languages() {
			if texts.LanguageOf[lang] == "" {
				t.Errorf("%s: language %q has no text", code, lang)
			}
		}
	}
	if got := translations.StaffIn("de", "en").Code + translations.StaffIn("de").Code; got != "enpl" {
		t.Errorf("got %q", got)
	}
	for n, want := range map[int]string{1: "1 minutę", 3: "3 minuty", 5: "5 minut", 15: "15 minut"} {
		if got := strings.ReplaceAll(translations.StaffIn("pl").Minutes(n), "\u00a0", " "); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

func empty(t *testing.T, at string, v reflect.Value) {
	t.Helper()
	switch v.Kind() {
	case reflect.String:
		if s := v.String(); strings.TrimSpace(s) != s || s == "" {
			t.Errorf("%s is %q", at, s)
		}
	case reflect.Struct:
		for i := range v.NumField() {
			empty(t, at+"."+v.Type().Field(i).Name, v.Field(i))
		}
	case reflect.Array:
		for i := range v.Len() {
			empty(t, at, v.Index(i))
		}
	case reflect.Map:
		for _, k := range v.MapKeys() {
			empty(t, at+"."+k.String(), v.MapIndex(k))
		}
	case reflect.Func:
		if v.IsNil() {
			t.Errorf("%s is missing", at)
		}
	default:
		t.Errorf("%s is a %s, which this test does not know", at, v.Kind())
	}
}

func TestPlurals(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		language string
		n        int
		want     string
	}{
		{"pl", 0, "0 osób"},
		{"pl", 1, "1 osoba"},
		{"pl", 3, "3 osoby"},
		{"pl", 5, "5 osób"},
		{"pl", 12, "12 osób"},
		{"pl", 21, "21 osób"},
		{"pl", 22, "22 osoby"},
		{"pl", 112, "112 osób"},
		{"uk", 1, "1 особа"},
		{"uk", 2, "2 особи"},
		{"uk", 11, "11 осіб"},
		{"uk", 21, "21 особа"},
		{"en", 1, "1 person"},
		{"en", 21, "21 people"},
		{"de", 1, "1 Person"},
		{"de", 2, "2 Personen"},
	} {
		got := strings.ReplaceAll(translations.In(tc.language).People(tc.n), "\u00a0", " ")
		if got != tc.want {
			t.Errorf("%s %d: got %q, want %q", tc.language, tc.n, got, tc.want)
		}
	}
}

func TestInTakesTheFirstKnownLanguage(t *testing.T) {
	t.Parallel()
	for want, asked := range map[string][]string{"de": {"fr", "de", "pl"}, "pl": {"fr"}, "en": {"en"}} {
		if got := translations.In(asked...).Code; got != want {
			t.Errorf("%v: got %q, want %q", asked, got, want)
		}
	}
}
