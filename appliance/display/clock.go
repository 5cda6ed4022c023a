package display

import (
	"time"

	"numerek/appliance/device"
)

// at is the model at another hour of the device's clock. One that was set since the
// last event changes nothing about the hour at the office, nor about the age of a call.
func (m Model) at(now time.Time) Model {
	if m.told {
		m.Ahead -= device.Jump(m.Now, now)
	}
	m.Now = now
	return m
}

// own is an hour of the server as the device's clock would have told it, whatever that
// is set to meanwhile.
func (m Model) own(server time.Time) time.Time { return m.Now.Add(server.Sub(m.ServerTime())) }

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
