package device_test

import (
	"testing"
	"time"

	"numerek/appliance/device"
	"numerek/appliance/device/clocktest"
)

func TestJump(t *testing.T) {
	const year = 365 * 24 * time.Hour
	now := time.Now()
	for name, c := range map[string]struct {
		before, now time.Time
		want        time.Duration
	}{
		"none":            {now, now.Add(time.Hour), 0},
		"forward":         {now, clocktest.Set(now.Add(3*time.Second), year), year},
		"back":            {now, clocktest.Set(now.Add(3*time.Second), -14*year), -14 * year},
		"and_back_again":  {clocktest.Set(now, year), now.Add(time.Minute), -year},
		"at_the_start":    {time.Time{}, now, 0},
		"of_no_clock":     {now.Round(0), now.Add(year), 0},
		"both_of_no":      {now.Round(0), now.Round(0).Add(year), 0},
		"in_another_zone": {now, clocktest.Set(now, year).UTC(), 0}, // which has no monotonic clock any more
	} {
		t.Run(name, func(t *testing.T) {
			if got := device.Jump(c.before, c.now); got != c.want {
				t.Errorf("got %v, want %v", got, c.want)
			}
		})
	}
}

// A clock that is set, before the server's first word or after it, changes nothing about
// the server's hour, nor about what an hour of the server was by the device's own.
func TestClock(t *testing.T) {
	const year = 365 * 24 * time.Hour
	now := time.Now()
	morning := time.Date(2026, time.November, 23, 10, 24, 0, 0, time.UTC)
	c := device.Clock{}.At(now)
	if c = c.Hear(time.Time{}); !c.ServerTime().Equal(now) {
		t.Errorf("before the first word: got %v, want the device's own hour %v", c.ServerTime(), now)
	}
	set := clocktest.Set(now.Add(time.Second), -14*year)
	if c = c.At(set); c.Ahead != 0 || !c.ServerTime().Equal(set) {
		t.Errorf("set before the first word: got %v, want the device's own hour %v", c.ServerTime(), set)
	}
	c = c.Hear(morning)
	for _, by := range []time.Duration{14 * year, -year, -3 * time.Second, 0} {
		want := c.ServerTime().Round(0).Add(time.Minute)
		c = c.At(clocktest.Set(c.Now.Add(time.Minute), by))
		if got := c.ServerTime().Round(0); !got.Equal(want) {
			t.Errorf("set by %v: got %v, want %v", by, got, want)
		}
		if ago := c.Now.Sub(c.Own(morning)); ago != c.ServerTime().Sub(morning) {
			t.Errorf("set by %v: the server's first word was %v ago, want %v", by, ago, c.ServerTime().Sub(morning))
		}
	}
}
