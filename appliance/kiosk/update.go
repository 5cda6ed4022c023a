package kiosk

import (
	"cmp"
	"slices"
	"time"

	"numerek/appliance/kiosk/words"
)

// Update is the whole behaviour of the kiosk: what it becomes after an event at
// an hour of the device's clock, and what must be done outside.
func Update(m Model, e Event, now time.Time) (Model, []Effect) {
	m.Clock = m.At(now)
	if m.Zone == nil {
		m.Zone = time.UTC
	}
	before, mode := m.place(), m.Technician
	m, effects := m.expire()
	m = m.returns(mode).moved(before)
	before, mode = m.place(), m.Technician
	m, more := m.handle(e)
	return m.yields().returns(mode).moved(before), append(effects, more...)
}

// moved forgets the finger and the focus when another view has come: what they
// were on is gone.
func (m Model) moved(before [4]any) Model {
	if m.place() != before {
		m.Since, m.Pressed, m.Focus = m.Now, "", ""
	}
	return m
}

// place tells one view from another, as far as fingers are concerned.
func (m Model) place() [4]any {
	return [4]any{m.View(), m.Department, m.Page, m.Technician.Place()}
}

func (m Model) handle(e Event) (Model, []Effect) {
	switch e := e.(type) {
	case CatalogChanged:
		return m.catalog(e), nil
	case StatesChanged:
		return m.states(e), nil
	case LinkUp:
		m.Online, m.Barred = m.Known, LinkLost{}
		m.Clock = m.Hear(e.ServerTime)
		return m, nil
	case LinkLost:
		m.Technician.LinkBreaks = breaks(m.Technician.LinkBreaks, m.Online, false)
		m.Online, m.Away, m.Barred = false, true, e
		return m, nil
	case JournalLost, JournalBack:
		_, m.Broken = e.(JournalLost)
		return m, nil
	case PrinterChanged:
		before := m.reachable()
		m.Printer = slices.Clone(e.Conditions)
		m.Technician.PrinterBreaks = breaks(m.Technician.PrinterBreaks, before, m.reachable())
		return m.mended(), nil
	case Pointer:
		return m.pointer(e)
	case Key:
		return m.key(e)
	case Headphones:
		return m.plugged(e.In), nil
	case Presence:
		return m.present(e), nil
	case ServiceKey, ServiceLock, ServiceChanged, ServiceDone:
		return m.technician(e), nil
	case Issued:
		return m.issued(e)
	case Refused:
		if e.Session == m.Session && m.Screen == ScreenIssuing {
			m = m.refused(e.Refusal)
		}
		return m, nil
	case CodeRefused:
		return m.codeRefused(e), nil
	case IssueFailed:
		if e.Session == m.Session && m.Screen == ScreenIssuing {
			m = m.failed()
		}
		return m, nil
	case NotReady:
		return m.notReady(e), nil
	case Printed:
		return m.printed(e)
	}
	return m, nil // a Tick: the hour has been looked at already
}

// catalog takes a new catalogue; a visit goes on where it still makes sense.
func (m Model) catalog(e CatalogChanged) Model {
	first := !m.Known
	m.Catalog, m.Known, m.Online, m.Barred = e.Catalog, true, true, LinkLost{}
	m.Catalog.Languages = slices.DeleteFunc(slices.Clone(e.Catalog.Languages), func(l string) bool { return !words.Speaks(l) })
	if len(m.Catalog.Languages) == 0 {
		m.Catalog.Languages = words.Languages()
	}
	if first || !slices.Contains(m.Catalog.Languages, m.Language) {
		m.Language = m.fallback()
	}
	if e.Zone != nil {
		m.Zone = e.Zone
	}
	if _, ok := m.Catalog.Department(m.Department); !ok && m.Department != "" && m.choosing() {
		was := m
		m = m.home()
		m.Language, m.Low, m.Contrast, m.Priority = was.Language, was.Low, was.Contrast, was.Priority
		m.Speaking, m.Volume, m.Presses = was.Speaking, was.Volume, was.Presses
	}
	if digits := m.Catalog.CodeDigits; m.Screen == ScreenCode && len(m.Code) >= digits {
		m = m.erase(true)
		if digits == 0 {
			m.Screen = ScreenHome
		}
	}
	m.Clock = m.Hear(e.ServerTime)
	return m
}

// states takes the new state of some services.
func (m Model) states(e StatesChanged) Model {
	services := slices.Clone(m.Catalog.Services)
	for _, state := range e.States {
		for i := range services {
			if services[i].ID == state.ServiceID {
				services[i].State = state
			}
		}
	}
	m.Catalog.Services = services
	m.Clock = m.Hear(e.ServerTime)
	return m
}

// choosing says that the person has not asked for a number yet.
func (m Model) choosing() bool {
	switch m.Screen {
	case ScreenHome, ScreenServices, ScreenOffer, ScreenRefused, ScreenFailed, ScreenIdle,
		ScreenCode, ScreenCodeRefused, ScreenCodeReady:
		return true
	default:
		// There is a number, or soon will be.
	}
	return false
}

// home is the kiosk as the next person finds it.
func (m Model) home() Model {
	return Model{
		Clock: m.Clock, Zone: m.Zone, Catalog: m.Catalog, Known: m.Known, Online: m.Online, Away: m.Away,
		Broken: m.Broken, Barred: m.Barred, Printer: m.Printer, Paused: m.Paused, Technician: m.Technician, Alone: m.Alone, near: m.near,
		Screen: ScreenHome, Language: m.fallback(), Touched: m.Now, Since: m.Since,
		Session: m.Session, lost: m.lost, finger: m.finger, held: m.held, heldAt: m.heldAt,
	}
}

// issue asks for a number of the chosen service, or for the booking of the code.
func (m Model) issue() (Model, []Effect) {
	m.Session++
	m.Screen, m.Until, m.Settled, m.Ticket = ScreenIssuing, m.Now.Add(issueLimit), false, Ticket{}
	m.CodeRefusal = CodeRefusal{}
	return m, []Effect{Issue{Session: m.Session, ServiceID: m.Service, Code: m.Code, Language: m.Language, Priority: m.Priority}}
}

func (m Model) issued(e Issued) (Model, []Effect) {
	if e.Session == m.lost && m.lost != 0 {
		m.lost = 0
		return m, []Effect{Report{e.Session, e.Ticket.ID, ReportNotDelivered, "the answer came after the kiosk had given up"}}
	}
	if e.Session != m.Session || m.Screen != ScreenIssuing {
		return m, nil // a repetition
	}
	m.Ticket, m.Service, m.Code = e.Ticket, cmp.Or(m.Service, e.Ticket.ServiceID), ""
	if m.OnGlass || !m.Ready() {
		return m.show()
	}
	m.Screen, m.Until = ScreenPrinting, m.Now.Add(printLimit)
	return m, []Effect{Print{Session: m.Session, Ticket: m.Ticket}}
}

func (m Model) printed(e Printed) (Model, []Effect) {
	if e.Session != m.Session || m.Settled || m.Screen != ScreenPrinting && m.Screen != ScreenAsk {
		return m, nil
	}
	switch e.Outcome {
	case PaperPrinted:
		m, report := m.report(ReportPrinted, "")
		return m.take(), report
	case PaperNotDelivered:
		return m.show()
	default:
		// Nobody knows: the person is asked.
	}
	if m.Screen == ScreenPrinting {
		m = m.ask()
	}
	return m, nil
}

// report settles the ticket of the visit, once.
func (m Model) report(paper Paper, evidence string) (Model, []Effect) {
	if m.Settled {
		return m, nil
	}
	m.Settled = true
	return m, []Effect{Report{Session: m.Session, TicketID: m.Ticket.ID, Paper: paper, Evidence: evidence}}
}

// show puts the number on the glass instead of on paper.
func (m Model) show() (Model, []Effect) {
	m.Screen, m.Until, m.Touched = ScreenShown, m.Now.Add(ReadFor), m.Now
	return m.report(ReportShown, "on the screen")
}

func (m Model) take() Model {
	m.Screen, m.Until, m.Touched = ScreenTake, m.Now.Add(TakeFor), m.Now
	return m.stays()
}

func (m Model) ask() Model {
	m.Screen, m.Until, m.Touched = ScreenAsk, m.Now.Add(ReadFor), m.Now
	return m
}

// failed says that the server did not answer. Where the kiosk itself is what
// failed, that stands on the glass, and behind it the services to choose from again.
func (m Model) failed() Model {
	m.Screen, m.Until, m.Touched = ScreenFailed, time.Time{}, m.Now
	if m.outOfOrder() {
		m = m.back()
	}
	return m
}

func (m Model) refused(r Refusal) Model {
	m.Screen, m.Until, m.Touched, m.Refusal = ScreenRefused, time.Time{}, m.Now, r
	return m
}
