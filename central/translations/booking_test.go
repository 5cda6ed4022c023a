package translations_test

import (
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"numerek/central/translations"
)

// bookingPatterns lists the places for values in every text of a struct, by its name.
func bookingPatterns(v reflect.Value, at string, out map[string][]string) {
	switch v.Kind() {
	case reflect.String:
		out[at] = valuesOf(v.String())
	case reflect.Struct:
		for i := range v.NumField() {
			bookingPatterns(v.Field(i), at+"."+v.Type().Field(i).Name, out)
		}
	case reflect.Map:
		for _, k := range v.MapKeys() {
			bookingPatterns(v.MapIndex(k), at+"."+k.String(), out)
		}
	default:
	}
}

// TestPatternsOfBookingTakeTheSame compares the places for values, and the
// reasons that there are words for, in every language. The calls for help may
// be missing nowhere.
func TestPatternsOfBookingTakeTheSame(t *testing.T) {
	t.Parallel()
	want := map[string][]string{}
	bookingPatterns(reflect.ValueOf(translations.In("pl").Booking), "", want)
	if len(want[".Held.What"]) != 2 || len(want[".Refused.code_wrong"]) != 1 || len(want[".Notice"]) != 2 {
		t.Fatalf("got %v", want)
	}
	for _, code := range translations.Languages() {
		got := map[string][]string{}
		bookingPatterns(reflect.ValueOf(translations.In(code).Booking), "", got)
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s: %s", code, diff)
		}
	}
}

func TestDates(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 11, 4, 10, 20, 0, 0, time.UTC)
	for code, want := range map[string][]string{
		"pl": {"środa, 4 listopada 2026", "śr 4.11", "listopad 2026", "godz. 10:20", "1 wolny termin", "4 wolne terminy", "12 wolnych terminów"},
		"en": {"Wednesday, 4 November 2026", "Wed 4.11", "November 2026", "10:20", "1 free slot", "4 free slots", "12 free slots"},
		"uk": {"середа, 4 листопада 2026 р.", "ср 4.11", "листопад 2026", "о 10:20", "1 вільне місце", "4 вільні місця", "12 вільних місць"},
		"de": {"Mittwoch, 4. November 2026", "Mi 4.11.", "November 2026", "10:20 Uhr", "1 freier Termin", "4 freie Termine", "12 freie Termine"},
	} {
		texts := translations.In(code)
		got := []string{texts.Date(at), texts.Brief(at), texts.Month(at), texts.Hour("10:20"), texts.Free(1), texts.Free(4), texts.Free(12)}
		for i := range got {
			got[i] = strings.ReplaceAll(got[i], "\u00a0", " ")
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s: %s", code, diff)
		}
	}
	// A week begins on Monday whatever the library thinks.
	for i, day := range []int{2, 3, 4, 5, 6, 7, 8} {
		if got := translations.In("pl").Brief(time.Date(2026, 11, day, 0, 0, 0, 0, time.UTC)); !strings.HasPrefix(got, translations.In("pl").Booking.Short[i]) {
			t.Errorf("got %q", got)
		}
	}
}

func TestNoTextOfTheStatementIsMissing(t *testing.T) {
	t.Parallel()
	want := map[string][]string{}
	bookingPatterns(reflect.ValueOf(translations.StatementIn("pl")), "", want)
	for _, code := range translations.Languages() {
		words := translations.StatementIn(code)
		empty(t, code, reflect.ValueOf(words))
		if (words.Code == "pl") != (code == "pl") {
			t.Errorf("got the statement in %q for %q", words.Code, code)
		}
		got := map[string][]string{}
		if bookingPatterns(reflect.ValueOf(words), "", got); !cmp.Equal(want, got) {
			t.Errorf("%s: %s", code, cmp.Diff(want, got))
		}
	}
}
