package slip_test

import (
	"strings"
	"testing"
	"time"

	"numerek/appliance/slip"
)

func TestBefore_counts_people_as_the_language_does(t *testing.T) {
	for _, c := range []struct {
		n              int
		pl, en, uk, de string
	}{
		{-1, "Nikt przed Tobą nie czeka", "Nobody is waiting before you", "Перед Вами ніхто не чекає", "Vor Ihnen wartet niemand"},
		{0, "Nikt przed Tobą nie czeka", "Nobody is waiting before you", "Перед Вами ніхто не чекає", "Vor Ihnen wartet niemand"},
		{1, "Przed Tobą: 1 osoba", "Before you: 1 person", "Перед Вами: 1 особа", "Vor Ihnen: 1 Person"},
		{2, "Przed Tobą: 2 osoby", "Before you: 2 people", "Перед Вами: 2 особи", "Vor Ihnen: 2 Personen"},
		{4, "Przed Tobą: 4 osoby", "Before you: 4 people", "Перед Вами: 4 особи", "Vor Ihnen: 4 Personen"},
		{5, "Przed Tobą: 5 osób", "Before you: 5 people", "Перед Вами: 5 осіб", "Vor Ihnen: 5 Personen"},
		{11, "Przed Tobą: 11 osób", "Before you: 11 people", "Перед Вами: 11 осіб", "Vor Ihnen: 11 Personen"},
		{12, "Przed Tobą: 12 osób", "Before you: 12 people", "Перед Вами: 12 осіб", "Vor Ihnen: 12 Personen"},
		{14, "Przed Tobą: 14 osób", "Before you: 14 people", "Перед Вами: 14 осіб", "Vor Ihnen: 14 Personen"},
		{21, "Przed Tobą: 21 osób", "Before you: 21 people", "Перед Вами: 21 особа", "Vor Ihnen: 21 Personen"},
		{22, "Przed Tobą: 22 osoby", "Before you: 22 people", "Перед Вами: 22 особи", "Vor Ihnen: 22 Personen"},
		{25, "Przed Tobą: 25 osób", "Before you: 25 people", "Перед Вами: 25 осіб", "Vor Ihnen: 25 Personen"},
		{111, "Przed Tobą: 111 osób", "Before you: 111 people", "Перед Вами: 111 осіб", "Vor Ihnen: 111 Personen"},
		{112, "Przed Tobą: 112 osób", "Before you: 112 people", "Перед Вами: 112 осіб", "Vor Ihnen: 112 Personen"},
		{124, "Przed Tobą: 124 osoby", "Before you: 124 people", "Перед Вами: 124 особи", "Vor Ihnen: 124 Personen"},
	} {
		for lang, want := range map[string]string{"pl": c.pl, "en": c.en, "uk": c.uk, "de": c.de, "fr": c.en} {
			if got := plain(slip.Before(lang, c.n)); got != want {
				t.Errorf("%d people in %s: got %q, want %q", c.n, lang, got, want)
			}
		}
	}
}

func TestMoment_is_written_as_in_the_language(t *testing.T) {
	morning := time.Date(2026, time.November, 23, 8, 5, 59, 0, warsaw(t))
	night := time.Date(2027, time.March, 28, 3, 0, 0, 0, warsaw(t)) // the hour that was 2:00
	for lang, want := range map[string][2]string{
		"pl": {"poniedziałek, 23 listopada 2026, 8:05", "niedziela, 28 marca 2027, 3:00"},
		"en": {"Monday, 23 November 2026, 8:05", "Sunday, 28 March 2027, 3:00"},
		"uk": {"понеділок, 23 листопада 2026, 8:05", "неділя, 28 березня 2027, 3:00"},
		"de": {"Montag, 23. November 2026, 8:05", "Sonntag, 28. März 2027, 3:00"},
	} {
		for i, at := range []time.Time{morning, night} {
			if got := plain(slip.Moment(lang, at)); got != want[i] {
				t.Errorf("%s: got %q, want %q", lang, got, want[i])
			}
		}
	}
}

func TestMoment_breaks_only_after_the_weekday(t *testing.T) {
	f := fonts(t)
	for _, p := range papers() {
		for _, lang := range slip.Languages {
			for day := range 12 * 7 { // each weekday in each month
				at := time.Date(2026, time.Month(1+day/7), 20+day%7, 12, 48, 0, 0, time.UTC)
				said := slip.Moment(lang, at)
				lines := slip.SmallLines(p, f, said)
				if got := strings.Join(lines, " "); got != said || len(lines) > 2 {
					t.Errorf("%q on %d dots: got lines %q", said, p.Dots, lines)
				}
			}
		}
	}
}

func TestMoment_keeps_the_zone_it_was_given(t *testing.T) {
	at := time.Date(2026, time.November, 23, 23, 30, 0, 0, time.UTC)
	if got, want := plain(slip.Moment("pl", at.In(warsaw(t)))), "wtorek, 24 listopada 2026, 0:30"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestWords_have_a_picture_for_every_letter(t *testing.T) {
	for _, lang := range slip.Languages {
		for _, said := range slip.Words(lang) {
			if strings.TrimSpace(said) == "" {
				t.Errorf("%s: a word is missing", lang)
			}
			if missing := fonts(t).Missing(said); len(missing) > 0 {
				t.Errorf("%s: no picture for %q in %q", lang, string(missing), said)
			}
		}
	}
}

// plain writes ordinary spaces where a line must not end.
func plain(s string) string { return strings.ReplaceAll(s, "\u00a0", " ") }
