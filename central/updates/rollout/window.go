package rollout

import (
	"fmt"
	"time"
)

// Window is a part of every day by the clock on the office's wall, from a minute on
// until before another one; it may go over midnight. The zero one is always open.
type Window struct {
	From int `json:"from"` // minutes after midnight
	To   int `json:"to"`   // likewise
}

// day in minutes.
const day = 24 * 60

// ParseWindow reads two times like "18:00" and "06:00"; two empty ones are the window
// that is always open.
func ParseWindow(from, to string) (Window, error) {
	if from == "" && to == "" {
		return Window{}, nil
	}
	var w Window
	var err error
	if w.From, err = minute(from); err != nil {
		return Window{}, err
	}
	if w.To, err = minute(to); err != nil {
		return Window{}, err
	}
	if w.From == w.To {
		return Window{}, fmt.Errorf("a window from %s to %s has no length", from, to)
	}
	return w, nil
}

// minute reads a time of the day.
func minute(text string) (int, error) {
	at, err := time.Parse("15:04", text)
	if err != nil {
		return 0, fmt.Errorf("%q is not a time like 18:00", text)
	}
	return at.Hour()*60 + at.Minute(), nil
}

// String writes the window as "18:00–06:00"; empty where it is always open.
func (w Window) String() string {
	if w == (Window{}) {
		return ""
	}
	return fmt.Sprintf("%02d:%02d–%02d:%02d", w.From/60, w.From%60, w.To/60, w.To%60)
}

// Open says whether an instant, in the office's zone, is in the window.
func (w Window) Open(at time.Time) bool {
	m := at.Hour()*60 + at.Minute()
	switch {
	case w == Window{}:
		return true
	case w.From < w.To:
		return w.From <= m && m < w.To
	}
	return m >= w.From || m < w.To
}

// Next is the first instant from at on, to the minute, at which the window is open.
// at is in the office's zone. A window that the clock skips on one day, when summer
// time begins, opens on the next.
func (w Window) Next(at time.Time) time.Time {
	if w.Open(at) {
		return at
	}
	for i := range 3 {
		next := time.Date(at.Year(), at.Month(), at.Day()+i, 0, w.From, 0, 0, at.Location())
		if next.After(at) && w.Open(next) {
			return next
		}
	}
	return at.Add(day * time.Minute) // no zone skips a window three days running
}
