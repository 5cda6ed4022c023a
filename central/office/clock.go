package office

import (
	"sync"
	"time"
)

// Clock tells the time. The wall clock may jump; the uptime only grows with the
// time that really passed, so that a jump is noticed.
type Clock interface {
	// Now is the wall clock.
	Now() time.Time
	// Uptime grows steadily from an arbitrary beginning.
	Uptime() time.Duration
}

// SystemClock is the machine's own clock.
func SystemClock() Clock { return &machineClock{start: time.Now()} }

// ClockFrom starts at an instant and runs on, for demonstrations and tests.
func ClockFrom(at time.Time) Clock { return &machineClock{start: time.Now(), from: at} }

type machineClock struct {
	start time.Time // with its monotonic reading
	from  time.Time // zero: the machine's own time
}

func (c *machineClock) Now() time.Time {
	if c.from.IsZero() {
		return time.Now().Round(0)
	}
	return c.from.Add(c.Uptime())
}

func (c *machineClock) Uptime() time.Duration { return time.Since(c.start) }

// jumpAlarm is from which deviation a jump of the wall clock is reported.
const jumpAlarm = time.Hour

// watchedClock compares the wall clock with the time that really passed.
type watchedClock struct {
	clock Clock
	jump  func(by time.Duration) // told about jumps; must not block

	start  time.Time     // wall clock when the program started, which is trusted
	begun  time.Duration // uptime then
	mu     sync.Mutex
	offset time.Duration // of the wall clock when it was last reported
}

func watch(c Clock, jump func(time.Duration)) *watchedClock {
	return &watchedClock{clock: c, jump: jump, start: c.Now().Round(0), begun: c.Uptime()}
}

// read returns the wall clock, and what it would show had it not jumped since
// the program started.
func (w *watchedClock) read() (now, steady time.Time) {
	now = w.clock.Now().Round(0)
	steady = w.start.Add(w.clock.Uptime() - w.begun)
	w.mu.Lock()
	defer w.mu.Unlock()
	offset := now.Sub(steady)
	if by := offset - w.offset; by > jumpAlarm || by < -jumpAlarm {
		w.offset = offset
		w.jump(by)
	}
	return now, steady
}
