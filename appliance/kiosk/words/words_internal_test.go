package words

import (
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"

	"numerek/appliance/typeface"
)

// said lists every text of a language, by its field.
func said(t *testing.T, lang string) map[string]string {
	t.Helper()
	out := map[string]string{}
	var walk func(name string, v reflect.Value)
	walk = func(name string, v reflect.Value) {
		switch v.Kind() {
		case reflect.String:
			out[name] = v.String()
		case reflect.Struct:
			for i := range v.NumField() {
				walk(name+"."+v.Type().Field(i).Name, v.Field(i))
			}
		case reflect.Array:
			for i := range v.Len() {
				walk(fmt.Sprintf("%s[%d]", name, i), v.Index(i))
			}
		case reflect.Map: // the names of letters, where there are any
			for _, key := range v.MapKeys() {
				walk(fmt.Sprintf("(%s %c)", name, rune(key.Int())), v.MapIndex(key))
			}
		case reflect.Func:
			if v.IsNil() {
				t.Errorf("%s: %s is missing", lang, name)
			}
		default:
			t.Fatalf("%s has a kind that the test does not know: %s", name, v.Kind())
		}
	}
	texts := In(lang)
	walk("", reflect.ValueOf(texts))
	for n := range 130 {
		out[fmt.Sprint("people ", n)] = texts.People(n)
		out[fmt.Sprint("queue ", n)] = texts.Queue(n)
		out[fmt.Sprint("waiting ", n)] = texts.Waiting(n)
		out[fmt.Sprint("seconds ", n)] = texts.StillSeconds(n)
		out[fmt.Sprint("at ", n)] = texts.At(n%24, n%60)
		out[fmt.Sprint("from ", n)] = texts.From(n%24, n%60)
		out[fmt.Sprint("minutes ", n)] = texts.Minutes(n)
	}
	return out
}

func TestNoTextIsMissing(t *testing.T) {
	f, err := typeface.New()
	if err != nil {
		t.Fatal(err)
	}
	model := said(t, "en")
	for _, lang := range Languages() {
		for name, text := range said(t, lang) {
			if strings.TrimSpace(text) == "" {
				t.Errorf("%s: %s is missing", lang, name)
			}
			if missing := f.Missing(text); len(missing) > 0 {
				t.Errorf("%s: %s has letters without a picture: %q", lang, name, string(missing))
			}
			for _, verb := range []string{"%s", "%d"} {
				if got, want := strings.Count(text, verb), strings.Count(model[name], verb); got != want {
					t.Errorf("%s: %s takes %s %d times, want %d", lang, name, verb, got, want)
				}
			}
		}
	}
}

func TestNoLanguageIsCopiedFromAnother(t *testing.T) {
	english := said(t, "en")
	same := map[string]int{}
	for _, lang := range []string{"pl", "uk", "de"} {
		for name, text := range said(t, lang) {
			if text == english[name] && strings.HasPrefix(name, ".") && len(text) > 9 {
				same[lang+name]++
			}
		}
	}
	delete(same, "de.Months[8]") // September
	delete(same, "de.Months[10]")
	delete(same, "de.TicketsFrom")
	if len(same) > 0 {
		t.Errorf("English in another language: %v", same)
	}
}

// The monitor of the hall is called what the page of the ticket calls it; the
// screen is the kiosk's own.
func TestTheMonitorHasOneName(t *testing.T) {
	for lang, names := range map[string][2]string{
		"pl": {"monitor", "ekran"}, "en": {"monitor", "screen"}, "uk": {"монітор", "екран"}, "de": {"monitor", "bildschirm"},
	} {
		texts := In(lang)
		if got := strings.ToLower(texts.Watch); !strings.Contains(got, names[0]) || strings.Contains(got, names[1]) {
			t.Errorf("%s: %q does not name the monitor, %q", lang, texts.Watch, names[0])
		}
		if got := strings.ToLower(texts.OnGlass); !strings.Contains(got, names[1]) {
			t.Errorf("%s: %q does not name the screen, %q", lang, texts.OnGlass, names[1])
		}
	}
}

func TestCounting(t *testing.T) {
	cases := map[string]map[int]string{
		"pl": {0: "0 osób", 1: "1 osoba", 2: "2 osoby", 4: "4 osoby", 5: "5 osób", 11: "11 osób", 12: "12 osób", 14: "14 osób", 21: "21 osób", 22: "22 osoby", 112: "112 osób", 122: "122 osoby"},
		"uk": {0: "0 осіб", 1: "1 особа", 2: "2 особи", 5: "5 осіб", 11: "11 осіб", 12: "12 осіб", 21: "21 особа", 22: "22 особи", 25: "25 осіб", 111: "111 осіб"},
		"de": {0: "0 Personen", 1: "1 Person", 2: "2 Personen"},
		"en": {0: "0 people", 1: "1 person", 2: "2 people"},
	}
	for lang, counts := range cases {
		for n, want := range counts {
			if got := Plain(In(lang).People(n)); got != want {
				t.Errorf("%s %d: got %q, want %q", lang, n, got, want)
			}
		}
	}
	for n, want := range map[int]string{1: "czeka 1 osoba", 3: "czekają 3 osoby", 5: "czeka 5 osób"} {
		if got := Plain(In("pl").Queue(n)); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

func TestWhen(t *testing.T) {
	zone, err := time.LoadLocation("Europe/Warsaw")
	if err != nil {
		t.Fatal(err)
	}
	at := func(day, hour, minute int) time.Time {
		return time.Date(2026, time.November, day, hour, minute, 0, 0, zone)
	}
	cases := []struct {
		lang        string
		now, moment time.Time
		want        string
	}{
		{"pl", at(23, 7, 0), at(23, 7, 45), "dziś o 7:45"},
		{"pl", at(23, 23, 50), at(24, 8, 0), "jutro o 8:00"},
		{"pl", at(20, 17, 0), at(24, 8, 0), "we wtorek o 8:00"},
		{"pl", at(20, 17, 0), at(27, 8, 0), "27 listopada o 8:00"},
		{"uk", at(20, 17, 0), at(27, 11, 0), "27 листопада об 11:00"},
		{"uk", at(20, 17, 0), at(22, 8, 0), "у неділю о 8:00"},
		{"de", at(20, 17, 0), at(27, 8, 0), "am 27. November um 8:00 Uhr"},
		{"en", at(20, 17, 0), at(23, 8, 0), "on Monday at 8:00"},
		// The night in which the clocks go back has 25 hours, and is one night.
		{"pl", time.Date(2026, time.October, 24, 23, 30, 0, 0, zone), time.Date(2026, time.October, 25, 23, 0, 0, 0, zone), "jutro o 23:00"},
	}
	for _, c := range cases {
		if got := Plain(In(c.lang).When(c.moment, c.now)); got != c.want {
			t.Errorf("%s: got %q, want %q", c.lang, got, c.want)
		}
	}
}

func TestWeek(t *testing.T) {
	got := In("pl").Week([]string{"08:00-16:00", "08:00-14:30", "08:00-14:30", "08:00-14:30", "08:00-14:30", "", ""})
	want := []Hours{
		{"poniedziałek", "08:00–16:00"}, {"wtorek – piątek", "08:00–14:30"}, {"sobota – niedziela", "nieczynne"},
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}
