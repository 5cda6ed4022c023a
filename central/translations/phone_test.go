package translations_test

import (
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"numerek/central/translations"
)

// TestPatternsTakeTheSame compares the places for values in every language.
func TestPatternsTakeTheSame(t *testing.T) {
	t.Parallel()
	want := phonePatterns(translations.In("pl").Phone)
	if len(want["GoTo"]) != 1 || len(want["Parked.What"]) != 1 || len(want["Between"]) != 2 {
		t.Fatalf("got %v", want)
	}
	for _, code := range translations.Languages() {
		if diff := cmp.Diff(want, phonePatterns(translations.In(code).Phone)); diff != "" {
			t.Errorf("%s: %s", code, diff)
		}
		if words := translations.In(code).Phone; !strings.HasSuffix(words.GoTo, "{desk}") { // the number is set apart
			t.Errorf("%s: got %q", code, words.GoTo)
		}
	}
}

var braces = regexp.MustCompile(`\{[^}]*\}`)

func phonePatterns(p translations.Phone) map[string][]string {
	out := map[string][]string{}
	v := reflect.ValueOf(p)
	for i := range v.NumField() {
		name, f := v.Type().Field(i).Name, v.Field(i)
		switch f.Kind() {
		case reflect.String:
			out[name] = valuesOf(f.String())
		case reflect.Struct:
			out[name+".Title"], out[name+".What"] = valuesOf(f.Field(0).String()), valuesOf(f.Field(1).String())
		default:
		}
	}
	return out
}

func valuesOf(s string) []string {
	found := braces.FindAllString(s, -1)
	slices.Sort(found)
	return found
}

func TestCalledOften(t *testing.T) {
	t.Parallel()
	for code, want := range map[string][]string{
		"pl": {"Wezwano 2 razy, ostatnio o 10:42.", "Wezwano 5 razy, ostatnio o 10:42.", "Wezwano 22 razy, ostatnio o 10:42."},
		"en": {"Called 2 times, last at 10:42.", "Called 5 times, last at 10:42.", "Called 22 times, last at 10:42."},
		"uk": {"Викликали 2 рази, востаннє о 10:42.", "Викликали 5 разів, востаннє о 10:42.", "Викликали 22 рази, востаннє о 10:42."},
		"de": {"2-mal aufgerufen, zuletzt um 10:42 Uhr.", "5-mal aufgerufen, zuletzt um 10:42 Uhr.", "22-mal aufgerufen, zuletzt um 10:42 Uhr."},
	} {
		texts := translations.In(code)
		got := []string{texts.CalledOften(2, "10:42"), texts.CalledOften(5, "10:42"), texts.CalledOften(22, "10:42")}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s: %s", code, diff)
		}
	}
}

func TestMinutes(t *testing.T) {
	t.Parallel()
	for _, code := range translations.Languages() {
		texts := translations.In(code)
		for _, c := range []struct {
			from, to int
			has      string
		}{{15, 25, "15–25"}, {0, 10, "10"}, {5, 5, "5"}} {
			got := texts.Minutes(c.from, c.to)
			if !strings.Contains(got, c.has) || strings.ContainsAny(got, "{}") || c.from == 0 && strings.Contains(got, "–") {
				t.Errorf("%s %d–%d: got %q", code, c.from, c.to, got)
			}
		}
	}
}
