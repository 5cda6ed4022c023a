package kiosk

import "time"

// Due is when the model wants its next Tick, by the device's clock.
func Due(m Model) time.Time {
	due := m.Now.Add(clockRefresh - time.Duration(m.OfficeTime().UnixNano())%clockRefresh) // the clock on the glass
	sooner := func(t time.Time) {
		if t.Before(due) {
			due = t
		}
	}
	if !m.Until.IsZero() {
		left := m.Until.Sub(m.Now)
		switch {
		case m.Countdown() > 0:
			sooner(m.Now.Add(left - (left - 1).Truncate(time.Second)))
		case m.counts() && left > IdleWarning:
			sooner(m.Until.Add(-IdleWarning))
		default:
			sooner(m.Until)
		}
	}
	if at := m.idleAt(); !at.IsZero() {
		sooner(at)
	}
	for _, at := range []time.Time{m.dimAt(), m.Technician.Due(m.Now)} {
		if at.After(m.Now) {
			sooner(at)
		}
	}
	if left := m.ticks(); left > 0 {
		sooner(m.Now.Add(left))
	}
	if m.held {
		sooner(m.heldAt.Add(fingerLimit))
	}
	return due
}

// counts says that the screen counts its last seconds down for people to see.
func (m Model) counts() bool {
	return m.Screen == ScreenIdle || m.Screen == ScreenShown || m.Screen == ScreenAsk || m.Screen == ScreenAgain
}

// Countdown is the seconds that are left and on the glass, 0 if none are.
func (m Model) Countdown() int {
	left := m.Until.Sub(m.Now)
	if !m.counts() || left <= 0 || left > IdleWarning {
		return 0
	}
	return int((left + time.Second - 1) / time.Second)
}

// idleAt is when to ask whether anybody is there; zero while there is no reason to.
func (m Model) idleAt() time.Time {
	if m.Technician.Open() {
		return time.Time{} // it has a clock of its own
	}
	switch m.Screen {
	case ScreenHome, ScreenServices, ScreenOffer, ScreenRefused, ScreenFailed, ScreenCode, ScreenCodeRefused, ScreenCodeReady:
		if !m.Clean() {
			return m.lastSign().Add(IdleAfter)
		}
	default:
		// Whoever waits for a number is not idle.
	}
	return time.Time{}
}

// expire does what the hour demands before anything else happens.
func (m Model) expire() (Model, []Effect) {
	if m.held && m.Now.Sub(m.heldAt) >= fingerLimit {
		m.held, m.Pressed = false, ""
	}
	m.Technician = m.Technician.Expire(m.Now)
	if at := m.idleAt(); !at.IsZero() && !m.Now.Before(at) {
		m.Before, m.Screen, m.Until = m.Screen, ScreenIdle, m.Now.Add(IdleWarning)
		return m, nil
	}
	if m.Until.IsZero() || m.Now.Before(m.Until) {
		return m, nil
	}
	switch m.Screen {
	case ScreenIssuing: // the link owed an answer long ago
		m.lost = m.Session
		return m.failed(), nil
	case ScreenPrinting: // so did the printer
		return m.ask(), nil
	case ScreenAsk:
		m, report := m.report(ReportUnknown, "nobody answered")
		return m.home(), report
	default:
		// The person has had time enough.
	}
	return m.home(), nil
}
