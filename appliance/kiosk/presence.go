package kiosk

import "time"

// DimAfter is how long nobody may be near before the glass goes dark.
const DimAfter = 2 * time.Minute

// Presence is what a sensor says: whether somebody is near. A kiosk that never
// hears it has no sensor, and never goes dark.
type Presence struct{ Near bool }

func (Presence) event() {}

// present takes the word of the sensor.
func (m Model) present(e Presence) Model {
	if !e.Near && (m.Alone.IsZero() || m.near) {
		m.Alone = m.Now
	}
	if e.Near {
		m.Alone = m.Now
	}
	m.near = e.Near
	return m
}

// Near says that a sensor sees somebody.
func (m Model) Near() bool { return m.near }

// dimAt is when the glass goes dark, zero where it does not: somebody is near,
// nobody can say, or there is something that must be read from afar.
func (m Model) dimAt() time.Time {
	if m.Alone.IsZero() || m.near || !m.Clean() || m.Technician.Open() || m.outOfOrder() {
		return time.Time{}
	}
	last := m.Alone
	if m.Touched.After(last) {
		last = m.Touched
	}
	return last.Add(DimAfter)
}

// Dimmed says that the glass is dark, because nobody is there.
func (m Model) Dimmed() bool {
	at := m.dimAt()
	return !at.IsZero() && !m.Now.Before(at)
}
