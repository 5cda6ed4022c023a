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
