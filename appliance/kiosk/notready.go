package kiosk

import (
	"slices"
	"time"
)

// NotReady answers Issue when the printer, asked once more before any number was
// taken, was not ready: the person is offered what else there is.
type NotReady struct {
	Session    uint64
	Conditions []Condition
}

func (NotReady) event() {}

// notReady goes back to before the wish. Nothing was asked of the server.
func (m Model) notReady(e NotReady) Model {
	m.Printer = slices.Clone(e.Conditions)
	if e.Session == m.Session && m.Screen == ScreenIssuing && !m.Ready() {
		m.Screen, m.Until, m.Touched = ScreenOffer, time.Time{}, m.Now
	}
	return m
}
