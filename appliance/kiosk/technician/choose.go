package technician

import (
	"slices"
	"strconv"
	"strings"
	"time"
)

// The targets of the service mode's scenes. Those that end in a colon are
// followed by what they name.
const (
	TargetFinish   = "service-finish"
	TargetLanguage = "service-language:"
	TargetPage     = "service-page:"   // a Page
	TargetList     = "service-list:"   // page of the list of tickets, from 0
	TargetTicket   = "service-ticket:" // its request
	TargetDo       = "service-do:"     // a Deed
	TargetYes      = "service-yes"
	TargetNo       = "service-no"
	TargetNext     = "service-next" // colour of the glass test
	TargetDigit    = "service-digit:"
	TargetErase    = "service-erase"
	TargetTry      = "service-try"
)

// Choose does what a target stands for, if it stands for anything now.
func (m Mode) Choose(target string, now time.Time) (Mode, Order) {
	kind, id, named := strings.Cut(target, ":")
	if named {
		kind += ":"
	}
	switch {
	case kind == TargetFinish && m.Open():
		return m.leave(), Order{}
	case kind == TargetLanguage && m.Open() && (id == "pl" || id == "en"):
		m.Language = id
	case m.Page == PIN:
		return m.unlock(kind, id, now), Order{}
	case m.Entered():
		return m.entered(kind, id, now)
	}
	return m, Order{}
}

// unlock is a key of the PIN's keypad.
func (m Mode) unlock(kind, id string, now time.Time) Mode {
	switch {
	case kind == TargetDigit && len(id) == 1 && id[0] >= '0' && id[0] <= '9':
		return m.typed(id[0], now)
	case kind == TargetErase && m.Digits != "":
		m.Digits = m.Digits[:len(m.Digits)-1]
	case kind == TargetTry:
		return m.try(now)
	}
	return m
}

// entered is the choice of the technician.
func (m Mode) entered(kind, id string, now time.Time) (Mode, Order) {
	switch kind {
	case TargetPage:
		return m.turn(Page(id)), Order{}
	case TargetList:
		if n, err := strconv.Atoi(id); err == nil && n >= 0 && m.Page == Tickets {
			m.List = n
		}
	case TargetTicket:
		if _, ok := m.Info.Ticket(id); ok && m.Page == Tickets {
			m.Page, m.Request = Ticket, id
		}
	case TargetNext:
		if m.Page != Glass {
			break
		}
		if m.Colour++; m.Colour >= len(Colours()) {
			m.Page, m.Colour = Tests, 0
		}
	case TargetDo:
		return m.do(Deed(id), now)
	case TargetYes:
		if m.Page == Confirm {
			asked := m.Asked
			m = m.back()
			return m.begin(asked, now)
		}
	case TargetNo:
		return m.back(), Order{}
	}
	return m, Order{}
}

// turn goes to a page that is there without being asked for more.
func (m Mode) turn(to Page) Mode {
	if !slices.Contains(append(m.Info.Tabs(), Touch, Glass), to) {
		return m
	}
	m.Page, m.Request, m.Asked, m.List, m.Colour, m.Marks, m.Last = to, "", Nothing, 0, 0, nil, Result{}
	return m
}

// Back goes one step back, where there is one.
func (m Mode) Back() Mode {
	if m.Page == PIN {
		return m.leave()
	}
	return m.back()
}

func (m Mode) back() Mode {
	switch m.Page {
	case Ticket:
		m.Page, m.Request = Tickets, ""
	case Touch, Glass:
		m.Page, m.Marks, m.Colour = Tests, nil, 0
	case Confirm:
		page := Printer
		switch m.Asked {
		case Copy:
			page = Ticket
		case Restart:
			page = Overview
		default:
			// It was asked on the printer's page.
		}
		m.Page, m.Asked = page, Nothing
	default:
		// Nothing lies behind it.
	}
	return m
}

// do begins a deed, or asks whether it is meant.
func (m Mode) do(d Deed, now time.Time) (Mode, Order) {
	switch {
	case m.Busy != Nothing:
	case d == TestPrint && (m.Page == Tests || m.Page == Printer), d == Sound && m.Page == Tests:
		return m.begin(d, now)
	case d == Reboot && m.Page == Confirm && m.Asked == Restart && m.Info.Reboots:
		return m.back().begin(d, now)
	case d == Restart && m.Page == Overview, (d == RollChanged || d == Clear) && m.Page == Printer:
		m.Page, m.Asked = Confirm, d
	case d == Copy && m.Page == Ticket:
		if t, ok := m.Info.Ticket(m.Request); ok && t.Printable {
			m.Page, m.Asked = Confirm, d
		}
	}
	return m, Order{}
}

// begin has a deed carried out.
func (m Mode) begin(d Deed, now time.Time) (Mode, Order) {
	if d == Nothing || m.Busy != Nothing {
		return m, Order{}
	}
	m.Busy, m.busyAt, m.Last = d, now, Result{}
	o := Order{Deed: d, Language: m.Language}
	if d == Copy {
		o.Request = m.Request
	}
	return m, o
}

// Key is a key of a keyboard or of the keypad: a digit or the end of the PIN, or
// not one that means anything here by itself; then ok is false.
func (m Mode) Key(key string, now time.Time) (next Mode, ok bool) {
	switch {
	case m.Page != PIN:
	case len(key) == 1 && key[0] >= '0' && key[0] <= '9':
		return m.typed(key[0], now), true
	case key == "erase":
		return m.unlock(TargetErase, "", now), true
	}
	return m, false
}
