package device

import "time"

// Clock tells the server's hour on a device whose own clock may be wrong, and may be
// set at any moment. Before the server's first word it tells the device's.
type Clock struct {
	Now   time.Time     // of the last event, by the device's clock
	Ahead time.Duration // of the server's clock; 0 before its first word
	told  bool          // the server has said its hour
}

// At is the clock at another hour of the device. One that was set since the last event
// changes nothing about the server's hour.
func (c Clock) At(now time.Time) Clock {
	if c.told {
		c.Ahead -= Jump(c.Now, now)
	}
	c.Now = now
	return c
}

// Hear takes the server's hour, unless it was not said.
func (c Clock) Hear(server time.Time) Clock {
	if !server.IsZero() {
		c.Ahead, c.told = server.Sub(c.Now), true
	}
	return c
}

// ServerTime is the present hour by the server's clock.
func (c Clock) ServerTime() time.Time { return c.Now.Add(c.Ahead) }

// Own is an hour of the server as the device's clock would have told it, whatever that
// is set to meanwhile.
func (c Clock) Own(server time.Time) time.Time { return c.Now.Add(server.Sub(c.ServerTime())) }

// Jump is by how much the device's clock was set between two readings of it, forward
// or back, as when it hears from a time server. What has really passed in between is
// told by the monotonic clock; between times without a reading of that it is 0.
func Jump(before, now time.Time) time.Duration {
	return now.Round(0).Sub(before.Round(0)) - now.Sub(before)
}
