// Package clocktest tells the time as a machine does whose clock was set, as by a time
// server: the hour is another one, and no more time has passed.
package clocktest

import (
	"time"
	"unsafe"
)

// reading is a time as package time keeps it; where it comes from the clock, ext is the
// monotonic one in nanoseconds.
type reading struct {
	wall uint64
	ext  int64
	loc  *time.Location
}

// Set returns a reading of the clock as it would be had the clock been set by so much
// before. It panics on a time that does not come from the clock.
func Set(t time.Time, by time.Duration) time.Time {
	set := t.Add(by)
	(*reading)(unsafe.Pointer(&set)).ext -= int64(by) //nolint:gosec // There is no other way to a clock that jumps.
	if set.Sub(t) != 0 || set.Round(0).Sub(t.Round(0)) != by {
		panic("clocktest: a time without the monotonic clock, or too far away")
	}
	return set
}
