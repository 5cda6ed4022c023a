package enrol_test

import (
	"strings"
	"testing"
	"time"

	"numerek/appliance/device"
	"numerek/appliance/link/enrol"
)

const day = 24 * time.Hour

// A quarter of a year: the certificate is renewed at half of its life, each time
// by the same key, and without a word of anybody.
func TestRenew_for_ninety_days(t *testing.T) {
	bubble(t, func(w *world) {
		i := w.open()
		w.run(i)
		key := w.Places["koszalin/kiosk/kiosk-ratusz"].Key
		start := time.Now()
		for time.Since(start) < 90*day {
			pass(6 * time.Hour)
			if left := time.Until(i.State().NotAfter); left < 15*day-time.Hour {
				t.Fatalf("after %v: %v left of the certificate", time.Since(start), left)
			}
		}
		if got, want := w.asked(), "Enrol"+strings.Repeat(", Renew", 6); got != want {
			t.Errorf("asked: got %s, want %s", got, want)
		}
		if w.Places["koszalin/kiosk/kiosk-ratusz"].Key != key {
			t.Error("the key has changed")
		}
		if floor := i.Floor(); time.Since(floor) > 16*day {
			t.Errorf("floor: got %v, want the hour of the last certificate", floor)
		}
	})
}

// The server is away when it is time: the device asks politely until it is back.
func TestRenew_server_away(t *testing.T) {
	bubble(t, func(w *world) {
		i := w.open()
		w.run(i)
		pass(14 * day)
		w.server.Stop()
		pass(2 * day)
		if s := i.State(); s.Overdue || s.Bar != "" {
			t.Errorf("a day late: got %+v", s)
		}
		pass(8 * day)
		if s := i.State(); !s.Overdue || !i.Ready() {
			t.Errorf("nine days late: got %+v, want it overdue", s)
		}
		if lines := strings.Count(w.log.String(), "for=renew"); lines != 1 {
			t.Errorf("got %d lines of log, want 1", lines)
		}
		w.server.Start()
		pass(7 * time.Minute)
		if left := time.Until(i.State().NotAfter); left < 29*day {
			t.Errorf("the server is back: %v left", left)
		}
	})
}

// A device that stood in a cupboard does not know how late it is: the server
// tells it, and gives it a new certificate if that is not too late.
func TestRenew_late(t *testing.T) {
	for name, tt := range map[string]struct {
		off  time.Duration
		want device.Bar
	}{
		"two_months": {60 * day, ""},
		"a_year":     {365 * day, device.BarCertificateExpired},
	} {
		t.Run(name, func(t *testing.T) {
			bubble(t, func(w *world) {
				w.run(w.open())()
				pass(tt.off)
				w.own = -26 * 365 * day // a Pi without a battery
				i := w.open()
				w.run(i)
				w.asked()
				if bar := i.Refused(device.BarCertificateExpired); bar != "" {
					t.Errorf("before it has tried: got %q, want nothing for people", bar)
				}
				pass(15 * time.Second)
				if bar := i.Refused(""); bar != tt.want || !i.Ready() {
					t.Errorf("got %q, want %q", bar, tt.want)
				}
				if got, want := w.asked(), strings.TrimSpace("Renew "+string(tt.want)); got != want {
					t.Errorf("asked: got %q, want %q", got, want)
				}
				if left := time.Until(i.State().NotAfter); (left > 29*day) != (tt.want == "") {
					t.Errorf("%v left", left)
				}
			})
		})
	}
}

// A device that was revoked while it was off stays out, and asks seldom.
func TestRenew_revoked(t *testing.T) {
	bubble(t, func(w *world) {
		i := w.open()
		w.run(i)
		w.Revoke("koszalin", "kiosk", "kiosk-ratusz")
		w.asked()
		pass(15*day + time.Hour)
		if bar := i.Refused(""); bar != device.BarRevoked {
			t.Errorf("got %q, want %q", bar, device.BarRevoked)
		}
		if n := strings.Count(w.asked(), "Renew"); n < 8 || n > 20 {
			t.Errorf("asked %d times in an hour, want about 12", n)
		}
	})
}

// The device's own clock changes nothing but what it says of itself.
func TestClock(t *testing.T) {
	tests := map[string]time.Time{
		"1970": time.Unix(0, 0), "2040": time.Date(2040, 1, 1, 0, 0, 0, 0, time.UTC), "before_the_flood": time.Date(-3000, 1, 1, 0, 0, 0, 0, time.UTC),
		"right": {},
	}
	for name, now := range tests {
		t.Run(name, func(t *testing.T) {
			bubble(t, func(w *world) {
				wrong := !now.IsZero()
				own := func(o *enrol.Options) {
					o.Now = func() time.Time {
						if wrong {
							return now.Add(time.Since(start2000))
						}
						return time.Now()
					}
				}
				i := w.open(own)
				w.run(i)
				if !i.Ready() || len(w.ahead) != 1 {
					t.Fatalf("ready %v, the clock was told %v\n%s", i.Ready(), w.ahead, w.log.String())
				}
				if off := w.ahead[0] > enrol.Tolerance || w.ahead[0] < -enrol.Tolerance; off != wrong {
					t.Errorf("ahead: got %v, off %v, want %v", w.ahead[0], off, wrong)
				}
				pass(40 * day)
				if left := time.Until(i.State().NotAfter); left < 15*day {
					t.Errorf("forty days: %v left of the certificate", left)
				}
				// The clock was set: the next word of the server tells.
				wrong = false
				i.Time(time.Now())
				i.Time(time.Now().Add(9 * time.Second)) // not worth a word
				if last := w.ahead[len(w.ahead)-1]; last != 0 || len(w.ahead) > 2 {
					t.Errorf("set right: the clock was told %v", w.ahead)
				}
			})
		})
	}
}

// start2000 is when every bubble begins.
var start2000 = time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC)

// A server whose clock jumps takes nobody with it: neither a demonstration's
// hours in the stream, nor an hour of 2040 in an answer.
func TestClock_of_the_server(t *testing.T) {
	bubble(t, func(w *world) {
		i := w.open()
		w.run(i)
		for range 3 * 24 { // three days of a demonstration
			i.Time(time.Now().Add(40 * day))
			pass(time.Hour)
		}
		if floor := i.Floor(); floor.After(time.Now()) {
			t.Errorf("the stream moved the floor to %v", floor)
		}
		if got := w.asked(); got != "Enrol, Renew" {
			t.Errorf("asked: got %s, want one renewal too early", got)
		}
		w.change(func() { w.Ahead = 14 * 365 * day })
		pass(16 * day)
		if got := w.asked(); !strings.HasPrefix(got, "Renew") {
			t.Errorf("asked: got %s, want a renewal at the hour of 2014", got)
		}
		w.change(func() {
			w.Ahead, w.Leaf = 0, w.Authority.Leaf(nil) // it was put right and started again
		})
		i.Refused(device.BarCertificateExpired)
		pass(9 * day)
		if bar := i.Refused(""); bar != "" || time.Until(i.State().NotAfter) < 20*day {
			t.Errorf("got %q, floor %v\n%s", bar, i.Floor(), w.log.String())
		}
	})
}
