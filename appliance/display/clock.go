package display

import "time"

// Due is when the model wants its next Tick, by the device's clock; zero means
// never.
func Due(m Model) time.Time {
	if !m.Known {
		return time.Time{}
	}
	due := m.Now.Add(clockRefresh - time.Duration(m.OfficeTime().UnixNano())%clockRefresh) // the clock on the glass
	sooner := func(t time.Time) {
		if t.After(m.Now) && t.Before(due) {
			due = t
		}
	}
	if !m.Stale() {
		sooner(m.Heard.Add(StaleAfter))
	}
	if m.flashing() {
		sooner(m.beat.Add(time.Duration(m.half()+1) * FlashHalf))
	}
	for i, r := range m.Rows {
		if i >= LeastRows {
			sooner(r.Since.Add(StandsFor))
		}
	}
	return due
}
