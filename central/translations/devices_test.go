package translations_test

import (
	"reflect"
	"testing"
	"time"

	"numerek/central/health/record"
	"numerek/central/notify/gsm"
	"numerek/central/translations"
	"numerek/central/updates/rollout"
)

func TestNoTextOfDevicesIsMissing(t *testing.T) {
	t.Parallel()
	for _, code := range translations.StaffLanguages() {
		d := *translations.DevicesIn(code)
		if d.Code != code {
			t.Errorf("got the texts of %q for %q", d.Code, code)
		}
		for _, spaced := range []*string{&d.Notice.Text, &d.Notice.TextOver} {
			if *spaced = (*spaced)[:len(*spaced)-1]; *spaced == "" { // they end with a blank on purpose
				t.Errorf("%s: a beginning of an SMS is missing", code)
			}
		}
		empty(t, code, reflect.ValueOf(d))
		for _, phase := range append(rollout.Phases(), rollout.Halted) {
			if d.Update[string(phase)] == "" {
				t.Errorf("%s: %q lacks a text", code, phase)
			}
		}
		for _, condition := range record.Codes() {
			if d.Conditions[condition] == "" || d.Do[condition] == "" || d.Short[condition] == "" {
				t.Errorf("%s: %q lacks a text", code, condition)
			}
			if s := d.Short[condition]; gsm.Encoding(s) != gsm.GSM7 || gsm.Length(s) > 24 {
				t.Errorf("%s: %q does not go well into an SMS", code, s)
			}
		}
	}
}

func TestHowLongItLasted(t *testing.T) {
	t.Parallel()
	d := translations.DevicesIn("pl")
	for lasted, want := range map[time.Duration]string{
		31 * time.Second: "31 s", 119 * time.Second: "119 s", 2 * time.Minute: "2 min", 119 * time.Minute: "119 min", 125 * time.Minute: "2 h 05 min",
	} {
		if got := d.Lasted(lasted); got != want {
			t.Errorf("%s: got %q, want %q", lasted, got, want)
		}
	}
}
