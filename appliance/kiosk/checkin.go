package kiosk

import "time"

// CodeReason is why a code became no ticket; it mirrors numerek.v1.CheckInReason.
type CodeReason string

// The reasons. What a newer server may add counts as an unknown code.
const (
	CodeCheckDigit CodeReason = "check_digit"
	CodeUnknown    CodeReason = "unknown"
	CodeEarly      CodeReason = "early"
	CodeLate       CodeReason = "late"
	CodeUsed       CodeReason = "used"
	CodeElsewhere  CodeReason = "elsewhere"
	CodePaused     CodeReason = "paused"
	CodeCancelled  CodeReason = "cancelled"
	CodeMissed     CodeReason = "missed"
	CodeAbandoned  CodeReason = "abandoned"
	CodeClock      CodeReason = "clock"
)

// CodeRefusal says why a code became no ticket, and what can be done instead.
type CodeRefusal struct {
	Reason      CodeReason
	Start       time.Time // hour of the visit
	From, Until time.Time // when the code works
	PausedUntil time.Time // zero where the kiosk takes codes
	ServiceID   string
	Location    Words // the building of the visit
	Address     string
	Ticket      Ticket // that the code has become; with CodeUsed
}

// CodeRefused answers Issue of a code with the reason why there is no ticket.
type CodeRefused struct {
	Session uint64
	Refusal CodeRefusal
}

func (CodeRefused) event() {}

// codeRefused says why there is no ticket for the code.
func (m Model) codeRefused(e CodeRefused) Model {
	if e.Session != m.Session || m.Screen != ScreenIssuing || m.Code == "" {
		return m
	}
	r := e.Refusal
	m = m.pause(r.PausedUntil)
	m.Until, m.Touched, m.CodeRefusal = time.Time{}, m.Now, r
	switch r.Reason {
	case CodeCheckDigit:
		m.Screen, m.Slip = ScreenCode, SlipDigit
	case CodePaused:
		m = m.keypad()
	case CodeUsed:
		m.Ticket, m.Service, m.Settled, m.Code = r.Ticket, r.Ticket.ServiceID, true, ""
		m.Screen, m.Until = ScreenAgain, m.Now.Add(ReadFor)
	case CodeEarly, CodeAbandoned:
		m.Screen = ScreenCodeRefused // the code may still become a ticket
	default:
		m.Screen, m.Code = ScreenCodeRefused, ""
	}
	return m
}

// Ordinary is the service of a booking that came too late, where a ticket can be
// had without one.
func (m Model) Ordinary() (Service, bool) {
	if m.CodeRefusal.Reason != CodeLate {
		return Service{}, false
	}
	s, ok := m.Catalog.Service(m.CodeRefusal.ServiceID)
	return s, ok && s.State.Open
}

// EarlyFor is how long a code does not work yet, 0 when it does.
func (m Model) EarlyFor() time.Duration {
	if m.CodeRefusal.Reason != CodeEarly {
		return 0
	}
	return max(0, m.CodeRefusal.From.Sub(m.OfficeTime()))
}

// Longest is the longest time that is counted down in seconds.
const Longest = time.Hour

// ticks is how long until the second that is on the glass changes, 0 where none is.
func (m Model) ticks() time.Duration {
	left := time.Duration(0)
	switch m.View() {
	case ScreenCodeRefused:
		left = m.EarlyFor()
	case ScreenCodePaused:
		left = m.PausedFor()
	default:
		// Nothing is counted.
	}
	if left > Longest {
		return left - Longest
	}
	return left - (left - 1).Truncate(time.Second)
}

// lastSign is the last sign of a person, or the hour that somebody stands waiting
// for who would else be asked in the last minute before it.
func (m Model) lastSign() time.Time {
	if m.Screen == ScreenCodeRefused && m.CodeRefusal.Reason == CodeEarly {
		if hour := m.Own(m.CodeRefusal.From); hour.After(m.Touched) && hour.Sub(m.Touched) <= IdleAfter {
			return hour
		}
	}
	return m.Touched
}
