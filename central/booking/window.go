package booking

import "time"

// Window is when a code works: from Early before the hour of its booking until
// Late after it, both ends included.
type Window struct{ Early, Late time.Duration }

// Verdict is what a window says about an instant.
type Verdict string

// The verdicts.
const (
	Early Verdict = "early" // the code does not work yet
	Open  Verdict = "open"
	Late  Verdict = "late" // the code does not work any more
)

// Opens returns from when the code of a booking works.
func (w Window) Opens(start time.Time) time.Time { return start.Add(-w.Early) }

// Closes returns until when the code of a booking works; then it still does.
func (w Window) Closes(start time.Time) time.Time { return start.Add(w.Late) }

// At says whether the code of a booking that starts at start works now.
func (w Window) At(start, now time.Time) Verdict {
	switch {
	case now.Before(w.Opens(start)):
		return Early
	case now.After(w.Closes(start)):
		return Late
	}
	return Open
}
