package kiosk

import (
	"strings"
	"time"
)

// Code is a code from an SMS, or the digits of one so far. It is never written
// down: not to the journal, not to the diary, where it reads as dots.
type Code string

// String is for whoever prints a model by mistake.
func (c Code) String() string { return strings.Repeat("•", len(c)) }

// GoString is String.
func (c Code) GoString() string { return c.String() }

// Slip is why the digits on the keypad are no code.
type Slip string

// The slips of a finger. None of them is asked of the server.
const (
	SlipNone  Slip = ""
	SlipDigit Slip = "digit" // the check digit says that one is wrong
	SlipShort Slip = "short" // there are too few
)

// damm is the quasigroup of order ten of H. M. Damm, "Total anti-symmetrische
// Quasigruppen" (Marburg 2004): it finds every wrong digit and every swap of
// neighbours.
var damm = [10]string{
	"0317598642", "7092154863", "4206871359", "1750983426", "6123045978",
	"3674209581", "5869720134", "8945362017", "9438617205", "2581436790",
}

// Possible says whether digits can be a code: the first is not 0, and the last
// checks the others.
func (c Code) Possible() bool {
	if c == "" || c[0] == '0' {
		return false
	}
	check := byte('0')
	for _, d := range []byte(c) {
		if d < '0' || d > '9' {
			return false
		}
		check = damm[check-'0'][d-'0']
	}
	return check == '0'
}

// digit is the digit of a key, if it is one.
func (p Press) digit() (byte, bool) {
	if len(p) == 1 && p[0] >= '0' && p[0] <= '9' {
		return p[0], true
	}
	return 0, false
}

// TakesCodes says that a code can become a ticket here and now, even where
// nobody without one gets a ticket any more.
func (m Model) TakesCodes() bool {
	if m.Catalog.CodeDigits < 1 {
		return false
	}
	for _, s := range m.Catalog.Services {
		if s.State.Open {
			return true
		}
		switch s.State.Refusal.Reason {
		case NotYetOpen, Closing, DailyCap, QueueFull, Stopped, BookingsOnly:
			return true
		default:
			// Nobody serves anybody now.
		}
	}
	return false
}

// PausedFor is how long this kiosk takes no codes, 0 when it takes them.
func (m Model) PausedFor() time.Duration { return max(0, m.Paused.Sub(m.Now)) }

// longestPause is the most that a kiosk believes of a pause: the server says it
// again to whoever types a code.
const longestPause = 10 * time.Minute

// pause remembers a pause by the device's own clock.
func (m Model) pause(until time.Time) Model {
	if left := until.Sub(m.OfficeTime()); !until.IsZero() && left > 0 {
		m.Paused = m.Now.Add(min(left, longestPause))
	}
	return m
}

// keypad asks for a code.
func (m Model) keypad() Model {
	m.Screen, m.Code, m.Slip, m.OnGlass = ScreenCode, "", SlipNone, false
	m.Until, m.CodeRefusal, m.Refusal, m.Page = time.Time{}, CodeRefusal{}, Refusal{}, 0
	return m
}

// takesDigits says that a digit typed now begins or continues a code: a reader of
// QR codes types wherever it is shown one.
func (m Model) takesDigits() bool {
	if m.Screen == ScreenIdle {
		m.Screen = m.Before
	}
	switch m.View() {
	case ScreenHome, ScreenServices, ScreenCode, ScreenRefused, ScreenFailed, ScreenCodeRefused, ScreenCodeReady, ScreenTake, ScreenClosed:
		return m.TakesCodes() && m.PausedFor() == 0
	default:
		// It stands in the way, or somebody still reads a number.
	}
	return false
}

// typed adds a digit, and asks for the ticket when the code is whole.
func (m Model) typed(digit byte) (Model, []Effect) {
	if !m.takesDigits() {
		return m, nil
	}
	if m.Screen == ScreenTake {
		m = m.home() // the last person has the paper
	}
	if m.Screen != ScreenCode {
		m = m.keypad()
	}
	if m.Slip != SlipNone || len(m.Code) >= m.Catalog.CodeDigits {
		m.Code = ""
	}
	m.Slip, m.Code = SlipNone, m.Code+Code(digit)
	switch {
	case len(m.Code) < m.Catalog.CodeDigits:
		return m, nil
	case !m.Code.Possible():
		m.Slip = SlipDigit
		return m, nil
	}
	return m.checkIn()
}

// erase takes the last digit back, or all of them.
func (m Model) erase(all bool) Model {
	m.Slip = SlipNone
	if all || m.Code == "" {
		m.Code = ""
	} else {
		m.Code = m.Code[:len(m.Code)-1]
	}
	return m
}

// typing is what the keys do on the keypad besides walking over it; ok says that
// the key meant something.
func (m Model) typing(k Press) (next Model, effects []Effect, ok bool) {
	if d, is := k.digit(); is {
		if m.takesDigits() {
			m.Focus = ""
		}
		m, effects = m.typed(d)
		return m, effects, true
	}
	switch onPad := m.View() == ScreenCode; {
	case k == Erase && onPad && m.Code != "":
		m.Focus = ""
		return m.erase(false), nil, true
	case k == Choose && onPad && m.Focus == "": // the end of what a reader types
		if m.Slip == SlipNone && m.Code != "" {
			m.Slip = SlipShort
		}
		return m, nil, true
	}
	return m, nil, false
}

// checkIn asks for the ticket of a whole code.
func (m Model) checkIn() (Model, []Effect) {
	m.Service, m.Priority = "", false
	if !m.Ready() && !m.OnGlass {
		m.Screen = ScreenOffer
		return m, nil
	}
	return m.issue()
}
