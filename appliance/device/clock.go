package device

import "time"

// Jump is by how much the device's clock was set between two readings of it, forward
// or back, as when it hears from a time server. What has really passed in between is
// told by the monotonic clock; between times without a reading of that it is 0.
func Jump(before, now time.Time) time.Duration {
	return now.Round(0).Sub(before.Round(0)) - now.Sub(before)
}
