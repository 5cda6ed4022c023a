package display_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"numerek/appliance/device/clocktest"
	"numerek/appliance/display"
)

// shownWithClockSet is what a monitor shows and asks of its voice whose clock is set by
// so much after the server's first word.
func shownWithClockSet(t *testing.T, by time.Duration) (shown []string) {
	t.Helper()
	letters, server, now := fonts(t), morning(t), time.Now()
	m := display.New(time.UTC)
	do := func(after time.Duration, e display.Event) {
		server, now = server.Add(after), now.Add(after)
		var fx []display.Effect
		m, fx = display.Update(m, e, now)
		for _, f := range fx {
			if speak, ok := f.(display.Speak); ok {
				shown = append(shown, fmt.Sprintf("a call of %v ago", now.Sub(speak.Call.At)))
			}
		}
		shown = append(shown, told(fx), fmt.Sprintf("next after %v", display.Due(m).Sub(now)), describe(display.Scene(m, display.Lying, letters)))
	}
	hall := func() display.HallChanged {
		e := display.HallChanged{Hall: corridor(), Zone: warsaw(t), ServerTime: server}
		for n := range 8 {
			e.Calls = append(e.Calls, call(10+n, 1+n, morning(t).Add(-time.Duration(n)*20*time.Second)))
		}
		return e
	}
	called := func(n int) display.CallsChanged { // by a server that does not say its hour
		return display.CallsChanged{Changes: []display.Change{display.Called{Call: call(n, 3, server)}}}
	}
	do(0, hall())
	do(5*time.Second, display.Heard{ServerTime: server.Add(5 * time.Second)})
	now = clocktest.Set(now, by)
	do(2*time.Second, display.Tick{})
	do(time.Second, called(30))
	do(16*time.Second, display.Tick{}) // nothing was heard for too long
	now = clocktest.Set(now, -by/2)
	do(time.Second, called(31))
	do(time.Second, display.Heard{ServerTime: server.Add(time.Second)})
	do(time.Second, hall())
	do(40*time.Second, display.Heard{ServerTime: server.Add(40 * time.Second)})
	return shown
}

// A clock that is set, forward or back, by seconds or by half a century, changes
// nothing on the wall: calls stay, new ones are spoken, and the hour goes on as it was.
func TestClock_that_is_set(t *testing.T) {
	want := shownWithClockSet(t, 0)
	for _, by := range []time.Duration{56*365*24*time.Hour + 7*time.Hour, -14*365*24*time.Hour - 5*time.Hour, time.Hour, -time.Hour, -3 * time.Second} {
		if diff := cmp.Diff(want, shownWithClockSet(t, by)); diff != "" {
			t.Errorf("set by %v (-want +got):\n%s", by, diff)
		}
	}
}
