package outbox_test

import (
	"errors"
	"os"
	"testing"
	"time"

	"numerek/central/notify/outbox"
	"numerek/central/officefile"
)

func demo(t testing.TB) *officefile.Office {
	t.Helper()
	text, err := os.ReadFile("../../demo/koszalin.toml")
	if err != nil {
		t.Fatal(err)
	}
	o, problems := officefile.Parse("koszalin.toml", text)
	if err := problems.Err(); err != nil {
		t.Fatal(err)
	}
	return o
}

func TestDue(t *testing.T) {
	o := demo(t) // quiet from 20:00 to 07:30
	at := func(s string) time.Time {
		got, err := time.ParseInLocation("2006-01-02 15:04", s, o.Zone)
		if err != nil {
			t.Fatal(err)
		}
		return got
	}
	for name, c := range map[string]struct{ kind, now, want string }{
		"by_day":               {"remind", "2026-11-23 17:00", "2026-11-23 17:00"},
		"in_the_evening":       {"remind", "2026-11-23 20:00", "2026-11-24 07:30"},
		"last_minute":          {"remind", "2026-11-23 19:59", "2026-11-23 19:59"},
		"at_night":             {"remind", "2026-11-24 03:00", "2026-11-24 07:30"},
		"when_it_ends":         {"remind", "2026-11-24 07:30", "2026-11-24 07:30"},
		"offer_waits":          {"offer", "2026-11-23 22:00", "2026-11-24 07:30"},
		"missed_waits":         {"noshow", "2026-11-23 22:00", "2026-11-24 07:30"},
		"confirmation":         {"confirm", "2026-11-23 22:00", "2026-11-23 22:00"},
		"office_cancels":       {"office_cancel", "2026-11-23 22:00", "2026-11-23 22:00"},
		"own_cancellation":     {"cancelled", "2026-11-23 22:00", "2026-11-23 22:00"},
		"call":                 {"called", "2026-11-23 22:00", "2026-11-23 22:00"},
		"night_of_summer_time": {"remind", "2026-03-28 23:00", "2026-03-29 07:30"},
		"night_of_winter_time": {"remind", "2026-10-25 02:30", "2026-10-25 07:30"},
	} {
		t.Run(name, func(t *testing.T) {
			if got := outbox.Due(o, c.kind, at(c.now)); !got.Equal(at(c.want)) {
				t.Errorf("got %v, want %v", got, at(c.want))
			}
		})
	}
	o.Policy.Notify.Quiet.From, o.Policy.Notify.Quiet.To = 12*60, 13*60
	if got := outbox.Due(o, "remind", at("2026-11-23 12:30")); !got.Equal(at("2026-11-23 13:00")) {
		t.Errorf("within the day: got %v", got)
	}
	if got := outbox.Today(o, at("2026-10-25 23:30")); !got.Equal(at("2026-10-25 00:00")) {
		t.Errorf("Today: got %v", got)
	}
}

func TestCeiling(t *testing.T) {
	o := demo(t) // 100 to each prefix abroad
	o.Policy.Notify.DailyLimit = 800
	o.Policy.Notify.Prefixes = []string{"+48", "+380"}
	for name, c := range map[string]struct {
		kind, prefix string
		sent         map[string]int
		want         error
		share        float64
	}{
		"nothing_sent":         {"confirm", "+48", nil, nil, 0},
		"one_is_left":          {"confirm", "+48", map[string]int{"+48": 799}, nil, 799. / 800},
		"none_is_left":         {"confirm", "+48", map[string]int{"+48": 800}, outbox.ErrCeiling, 1},
		"in_sum":               {"remind", "+48", map[string]int{"+48": 790, "+380": 10}, outbox.ErrCeiling, 1},
		"abroad":               {"confirm", "+380", map[string]int{"+380": 100}, outbox.ErrCeiling, 1},
		"abroad_spares_home":   {"confirm", "+48", map[string]int{"+380": 100}, nil, 1},
		"abroad_for_itself":    {"confirm", "+49", map[string]int{"+380": 100}, nil, 1},
		"office_cancels_still": {"office_cancel", "+48", map[string]int{"+48": 5000}, nil, 6.25},
		"alarm_abroad":         {"remind", "+380", map[string]int{"+380": 80}, nil, 0.8},
	} {
		t.Run(name, func(t *testing.T) {
			if err := outbox.Ceiling(o, c.kind, c.prefix, c.sent); !errors.Is(err, c.want) {
				t.Errorf("got %v, want %v", err, c.want)
			}
			if got := outbox.Share(o, c.sent); got != c.share {
				t.Errorf("share: got %v, want %v", got, c.share)
			}
		})
	}
}
