package technician

import (
	"crypto/pbkdf2"
	"crypto/sha256"
	"crypto/subtle"
	"strings"
	"time"
)

// Of a PIN.
const (
	LeastPIN = 4  // digits
	MostPIN  = 12 // digits

	triesAtOnce  = 5 // wrong ones before a pause
	firstPause   = time.Minute
	longestPause = 15 * time.Minute
	iterations   = 20_000 // some milliseconds; against a look into the memory, not against a thief of the card
)

// Lock is a PIN as it is remembered: salted and hashed. The zero value is none,
// which nothing opens.
type Lock struct {
	salt string
	hash string
}

// NewLock remembers a PIN. The salt is from a random source; an empty PIN makes
// a lock that nothing opens.
func NewLock(pin string, salt []byte) Lock {
	if pin == "" {
		return Lock{}
	}
	l := Lock{salt: string(salt)}
	l.hash = l.of(pin)
	return l
}

// of is the hash of a PIN under the lock's salt; empty if there can be none.
func (l Lock) of(pin string) string {
	key, err := pbkdf2.Key(sha256.New, pin, []byte(l.salt), iterations, sha256.Size)
	if err != nil {
		return ""
	}
	return string(key)
}

// Set says that there is a PIN.
func (l Lock) Set() bool { return l.hash != "" }

// opens says that a PIN is the right one.
func (l Lock) opens(pin string) bool {
	return l.Set() && len(pin) >= LeastPIN && subtle.ConstantTimeCompare([]byte(l.of(pin)), []byte(l.hash)) == 1
}

// String keeps the hash from the diary.
func (l Lock) String() string {
	if l.Set() {
		return "set"
	}
	return "none"
}

// GoString is String.
func (l Lock) GoString() string { return l.String() }

// Digits are those of a PIN so far. They are never written down.
type Digits string

// String is for whoever prints a model by mistake.
func (d Digits) String() string { return strings.Repeat("•", len(d)) }

// GoString is String.
func (d Digits) GoString() string { return d.String() }

// The hidden gesture: the corner with the clock and the one with the office's name in turn,
// the clock first, five touches in eight seconds. No text and no button is there on
// any panel; a child that drums on one corner does not get it right.
const (
	gestureTouches = 5
	gestureTime    = 8 * time.Second
	cornerWidth    = 0.25 // of the glass
	cornerHeight   = 0.11
)

// Corner takes a touch beside every target, at a place in parts of the glass, and
// asks for the PIN after the last of the gesture. Without a PIN it never does.
func (m Mode) Corner(x, y float64, language string, now time.Time) Mode {
	if m.Open() || !m.Lock.Set() {
		return m
	}
	right, left := x >= 1-cornerWidth && y < cornerHeight, x < cornerWidth && y < cornerHeight
	since := now.Sub(m.cornerAt)
	switch next := m.corners%2 == 0; { // whether the clock's corner is the next
	case m.corners > 0 && since >= 0 && since <= gestureTime && (next && right || !next && left):
		m.corners++
	case right:
		m.corners, m.cornerAt = 1, now
	default:
		m.corners = 0
	}
	if m.corners < gestureTouches {
		return m
	}
	m = m.closed()
	m.Page, m.touched, m.Language = PIN, now, "en"
	if language == "pl" {
		m.Language = "pl"
	}
	return m
}

// PausedFor is how long no PIN is taken, 0 when one is.
func (m Mode) PausedFor(now time.Time) time.Duration { return max(0, m.Paused.Sub(now)) }

// Left is how many wrong PINs there can still be before a pause.
func (m Mode) Left() int { return triesAtOnce - m.Tries%triesAtOnce }

// typed adds a digit of the PIN.
func (m Mode) typed(digit byte, now time.Time) Mode {
	if m.PausedFor(now) == 0 && len(m.Digits) < MostPIN {
		m.Digits, m.Wrong = m.Digits+Digits(digit), false
	}
	return m
}

// try tries the PIN that was typed.
func (m Mode) try(now time.Time) Mode {
	if m.PausedFor(now) > 0 || m.Digits == "" {
		return m
	}
	if m.Lock.opens(string(m.Digits)) {
		return m.Enter(m.Language, now)
	}
	m.Digits, m.Wrong = "", true
	m.Tries++
	if m.Tries%triesAtOnce == 0 {
		pause := longestPause
		if round := m.Tries/triesAtOnce - 1; round < 4 { // 1, 2, 4, 8 minutes
			pause = firstPause << round
		}
		m.Paused = now.Add(pause)
	}
	return m
}
