package kiosk

import (
	"slices"

	"numerek/appliance/kiosk/technician"
)

// The events of the service mode.
type (
	// ServiceKey says that the key switch of the cabinet was turned.
	ServiceKey struct{ On bool }
	// ServiceLock brings the PIN of the service mode, hashed.
	ServiceLock struct{ Lock technician.Lock }
	// ServiceChanged brings what the service mode shows.
	ServiceChanged struct{ Info technician.Info }
	// ServiceDone answers a Service effect.
	ServiceDone struct{ Result technician.Result }
)

func (ServiceKey) event()     {}
func (ServiceLock) event()    {}
func (ServiceChanged) event() {}
func (ServiceDone) event()    {}

// Serve asks for a deed of the technician; answered by ServiceDone.
type Serve struct{ Order technician.Order }

func (Serve) effect() {}

// technician handles the events of the service mode.
func (m Model) technician(e Event) Model {
	switch e := e.(type) {
	case ServiceKey:
		m.Technician = m.Technician.Turned(e.On)
	case ServiceLock:
		m.Technician.Lock = e.Lock
	case ServiceChanged:
		m.Technician = m.Technician.Told(e.Info)
	case ServiceDone:
		m.Technician = m.Technician.Done(e.Result, m.Now)
	}
	return m
}

// yields gives the glass to the technician who has turned the key, between two
// visits: a number on its way, or still on the glass, belongs to a citizen.
func (m Model) yields() Model {
	if !m.Technician.Wanted() || !m.choosing() {
		return m
	}
	language := m.Language
	m = m.home()
	m.Technician = m.Technician.Enter(language, m.Now)
	return m
}

// returns leaves no trace of the technician for the next citizen.
func (m Model) returns(before technician.Mode) Model {
	if before.Open() && !m.Technician.Open() {
		return m.home()
	}
	return m
}

// corner follows the hidden gesture, which is beside everything that can be touched.
func (m Model) corner(e Pointer) Model {
	if e.Phase != Down || e.Target != "" || !m.choosing() {
		return m
	}
	language := m.Language
	next := m.Technician.Corner(e.X, e.Y, language, m.Now)
	if next.Open() && !m.Technician.Open() {
		m = m.home()
	}
	m.Technician = next
	return m
}

// serviceChoice is a choice while the glass is the technician's.
func (m Model) serviceChoice(target string) (Model, []Effect) {
	var order technician.Order
	m.Technician, order = m.Technician.Choose(target, m.Now)
	if order.Deed == technician.Nothing {
		return m, nil
	}
	return m, []Effect{Serve{Order: order}}
}

// serviceKey is a key while the glass is the technician's: it types the PIN, or
// walks over what can be chosen. Nothing is spoken.
func (m Model) serviceKey(e Key) (Model, []Effect) {
	m.Technician = m.Technician.Seen(m.Now)
	if next, ok := m.Technician.Key(string(e.Key), m.Now); ok {
		m.Technician, m.Focus = next, ""
		return m, nil
	}
	at := slices.Index(e.Targets, m.Focus)
	switch {
	case e.Key == Back || e.Key == Erase:
		m.Technician = m.Technician.Back()
	case e.Key == Choose && m.Focus == "" && m.Technician.Page == technician.PIN:
		return m.serviceChoice(technician.TargetTry)
	case e.Key == Choose && at >= 0:
		return m.serviceChoice(m.Focus)
	case e.Key == Next || e.Key == Previous:
		m.Focus = walk(e, at)
	}
	return m, nil
}

// walk is the next thing that the keys stand on, in the order of reading.
func walk(e Key, at int) string {
	n := len(e.Targets)
	switch {
	case n == 0:
		return ""
	case e.Key == Previous && at >= 0:
		return e.Targets[(at+n-1)%n]
	case e.Key == Previous:
		return e.Targets[n-1]
	}
	return e.Targets[(at+1)%n]
}

// breaks counts how often something is lost, for the technician.
func breaks(n int, before, now bool) int {
	if before && !now {
		return n + 1
	}
	return n
}

// reachable says that the printer answers.
func (m Model) reachable() bool { return !slices.Contains(m.Printer, PrinterGone) }
