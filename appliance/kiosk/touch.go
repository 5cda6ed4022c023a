package kiosk

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"numerek/appliance/kiosk/technician"
)

// The targets of the scenes. Those that end in a colon are followed by an id.
const (
	TargetDepartment = "department:"
	TargetService    = "service:"
	TargetLanguage   = "language:"
	TargetPage       = "page:" // the number of the page, from 0
	TargetBack       = "back"
	TargetRestart    = "restart"
	TargetOther      = "other" // another service: as Back, but in the middle of the screen
	TargetLow        = "low"
	TargetContrast   = "contrast"
	TargetPriority   = "priority"
	TargetOnGlass    = "on-glass"
	TargetRetry      = "retry"
	TargetMore       = "more"
	TargetDone       = "done"
	TargetYes        = "yes"
	TargetNo         = "no"
	TargetVolume     = "volume" // only while the kiosk speaks
	TargetCode       = "code"   // to the keypad, or to it again
	TargetDigit      = "digit:"
	TargetErase      = "erase"
	TargetClear      = "clear"
	TargetCheckIn    = "check-in" // the ticket of the code, now that it works
	TargetOrdinary   = "ordinary" // a ticket without the booking
)

// pointer follows the one finger that counts: what it touches acts when it is
// lifted, sliding off cancels, and a second finger does nothing.
func (m Model) pointer(e Pointer) (Model, []Effect) {
	m = m.corner(e)
	m.Technician = m.Technician.Touched(technician.Mark{X: e.X, Y: e.Y, Finger: e.Finger, Down: e.Phase == Down, Up: e.Phase == Up}, m.Now)
	switch {
	case e.Phase == Down && (!m.held || m.finger == e.Finger):
		m.held, m.finger, m.heldAt, m.Touched = true, e.Finger, m.Now, m.Now
		m.Pressed = ""
		if m.Now.Sub(m.Since) >= bounce || m.Now.Before(m.Since) {
			m.Pressed = e.Target
		}
	case !m.held || m.finger != e.Finger:
		// Another finger.
	case e.Phase == Move:
		m.Touched = m.Now
		if e.Target != m.Pressed {
			m.Pressed = ""
		}
	case e.Phase == Up:
		chosen := m.Pressed
		m.held, m.Pressed, m.Touched = false, "", m.Now
		if chosen != "" && chosen == e.Target {
			m.Focus = ""
			return m.choose(chosen)
		}
	case e.Phase == Cancel:
		m.held, m.Pressed = false, ""
	}
	return m, nil
}

// key walks the targets in the order in which they are read, or types a code.
func (m Model) key(e Key) (Model, []Effect) {
	if m.Technician.Open() {
		return m.serviceKey(e)
	}
	m.Touched = m.Now
	m = m.hears(e.Key).stays()
	if next, effects, ok := m.typing(e.Key); ok {
		return next, effects
	}
	at := slices.Index(e.Targets, m.Focus)
	n := len(e.Targets)
	switch {
	case m.Speaking && m.Screen == ScreenIdle: // whoever cannot see the question has answered it
		return m.back(), nil
	case e.Key == Back || e.Key == Erase:
		return m.choose(TargetBack)
	case n == 0 || e.Key == Repeat:
		return m, nil // whoever speaks says it again
	case m.goesOn(e):
		next, effects := m.choose(m.Focus)
		next.Language, next.Speaking, next.Volume, next.Presses = m.Language, true, m.Volume, m.Presses
		return next, effects
	case e.Key == Choose && at >= 0:
		return m.choose(m.Focus)
	case e.Key == Previous && at >= 0:
		m.Focus = e.Targets[(at+n-1)%n]
	case e.Key == Previous:
		m.Focus = e.Targets[n-1]
	case e.Key == Next && at >= 0:
		m.Focus = e.Targets[(at+1)%n]
	default:
		m.Focus = e.Targets[0]
	}
	return m, nil
}

// choose does what a target stands for, if it stands for anything now.
func (m Model) choose(target string) (Model, []Effect) {
	view := m.View()
	if view == ScreenTechnician {
		return m.serviceChoice(target)
	}
	kind, id, _ := strings.Cut(target, ":")
	if id != "" {
		kind += ":"
	}
	switch kind {
	case TargetLanguage:
		if m.OffersLanguages() && slices.Contains(m.Catalog.Languages, id) {
			m.Language = id
		}
	case TargetLow:
		m.Low, m.Page = !m.Low, 0
	case TargetContrast:
		m.Contrast = !m.Contrast
	case TargetVolume:
		return m.louder(), nil
	case TargetPriority:
		if m.Catalog.PriorityOffered && (view == ScreenHome || view == ScreenServices) {
			m.Priority = !m.Priority
		}
	case TargetPage:
		if page, err := strconv.Atoi(id); err == nil && page >= 0 && (view == ScreenHome || view == ScreenServices) {
			m.Page = page
		}
	case TargetDepartment:
		if _, ok := m.Catalog.Department(id); ok && view == ScreenHome {
			m.Screen, m.Department, m.Page = ScreenServices, id, 0
		}
	case TargetService:
		if view == ScreenServices {
			return m.chooseService(id)
		}
	case TargetDigit:
		if view == ScreenCode && len(id) == 1 && id[0] >= '0' && id[0] <= '9' {
			return m.typed(id[0])
		}
	case TargetErase, TargetClear:
		if view == ScreenCode {
			return m.erase(kind == TargetClear), nil
		}
	case TargetBack:
		return m.back(), nil
	case TargetOther:
		if m.Screen == ScreenCodeRefused {
			m = m.keypad() // and from there to what there is without a code
		}
		return m.back(), nil
	case TargetRestart:
		return m.restart()
	default:
		return m.answer(kind)
	}
	return m, nil
}

// answer is the choice on a screen that asks something of its own.
func (m Model) answer(target string) (Model, []Effect) {
	switch {
	case target == TargetOnGlass && m.View() == ScreenOffer:
		m.OnGlass = true
		return m.issue()
	case target == TargetRetry && m.View() == ScreenFailed && m.Online:
		return m.issue()
	case target == TargetCode && m.asksForCode():
		return m.keypad(), nil
	case target == TargetCheckIn && m.canCheckIn():
		return m.checkIn()
	case target == TargetOrdinary && m.Screen == ScreenCodeRefused && m.Online:
		if s, ok := m.Ordinary(); ok {
			m.Department = s.DepartmentID
			return m.chooseService(s.ID)
		}
	case target == TargetMore && m.Screen == ScreenIdle:
		return m.back(), nil
	case target == TargetMore && (m.Screen == ScreenShown || m.Screen == ScreenAsk || m.Screen == ScreenAgain):
		m.Until = m.Now.Add(ReadFor)
	case target == TargetDone && (m.Screen == ScreenTake || m.Screen == ScreenShown || m.Screen == ScreenIdle || m.Screen == ScreenAgain):
		return m.home(), nil
	case target == TargetYes && m.Screen == ScreenAsk:
		m, report := m.report(ReportShown, PersonHasIt)
		return m.take(), report
	case target == TargetNo && m.Screen == ScreenAsk:
		return m.show()
	}
	return m, nil
}

// asksForCode says that the way to the keypad is open.
func (m Model) asksForCode() bool {
	switch m.View() {
	case ScreenHome, ScreenServices, ScreenClosed, ScreenRefused, ScreenCodeRefused:
		return m.TakesCodes()
	default:
		// It is not on the glass.
	}
	return false
}

// canCheckIn says that a whole code waits to become a ticket.
func (m Model) canCheckIn() bool {
	waits := m.View() == ScreenCodeReady || m.View() == ScreenCodeRefused && m.CodeRefusal.Reason == CodeAbandoned
	return waits && m.Online && m.Code != ""
}

// chooseService asks for a ticket, or says why there is none.
func (m Model) chooseService(id string) (Model, []Effect) {
	s, ok := m.Catalog.Service(id)
	if !ok || s.DepartmentID != m.InDepartment() {
		return m, nil
	}
	m.Service, m.OnGlass, m.Code = id, false, ""
	switch {
	case !s.State.Open:
		r := s.State.Refusal
		if note := s.State.Note.In(m.Language, m.Catalog.Languages...); note != "" {
			r.Note = note
		}
		return m.refused(r), nil
	case !m.Ready():
		m.Screen = ScreenOffer
		return m, nil
	}
	return m.issue()
}

// back goes one step back, where there is one.
func (m Model) back() Model {
	switch m.Screen {
	case ScreenServices:
		m.Screen, m.Department, m.Page = ScreenHome, "", 0
	case ScreenCode:
		m.Screen, m.Code, m.Slip, m.Department = ScreenHome, "", SlipNone, ""
	case ScreenCodeRefused, ScreenCodeReady:
		return m.keypad()
	case ScreenOffer, ScreenRefused, ScreenFailed:
		if m.Code != "" {
			return m.keypad()
		}
		m.Screen, m.Refusal, m.OnGlass = ScreenServices, Refusal{}, false
		m.Department = m.InDepartment()
	case ScreenIdle:
		m.Screen, m.Until, m.Touched = m.Before, time.Time{}, m.Now
		m = m.mended()
	default:
		// Nothing lies behind it.
	}
	return m
}

// mended leaves the screen that says that nothing can be printed when it can:
// what was wished for is chosen again.
func (m Model) mended() Model {
	switch {
	case m.Screen != ScreenOffer || !m.Ready():
	case m.Code != "":
		m.Screen = ScreenCodeReady
	default:
		m.Screen = ScreenServices
	}
	return m
}

// restart ends the visit. While a number is on its way it has to wait: the
// answer belongs to this person.
func (m Model) restart() (Model, []Effect) {
	switch m.Screen {
	case ScreenIssuing, ScreenPrinting:
		return m, nil
	case ScreenAsk:
		m, report := m.report(ReportUnknown, "nobody answered")
		return m.home(), report
	default:
		// Nothing is left to settle.
	}
	return m.home(), nil
}

// OffersLanguages says that the language can still be changed: a ticket that was
// issued keeps its own.
func (m Model) OffersLanguages() bool {
	switch m.Screen {
	case ScreenIssuing, ScreenPrinting, ScreenTake, ScreenShown, ScreenAsk, ScreenAgain, ScreenIdle:
		return false
	default:
		// Still choosing, or reading why not.
	}
	return true
}
