package calendar

import (
	"errors"
	"fmt"
	"strings"
	"time"
)

// Errors of the parsers in this package; they are wrapped with what was read.
var (
	ErrClock = errors.New("not a time of day")
	ErrSpan  = errors.New("not a span of time")
	ErrDay   = errors.New("not a date")
)

// Clock is a time of day on a wall clock, in minutes after midnight: 0 to 1440.
type Clock int

// Midnight at the end of a day; as the end of a span it is written "24:00".
const Midnight Clock = 24 * 60

// ParseClock reads "08:00". Hours have two digits; "24:00" is the end of the day.
func ParseClock(s string) (Clock, error) {
	if len(s) != 5 || s[2] != ':' {
		return 0, fmt.Errorf("%w: %q is not of the form 08:00", ErrClock, s)
	}
	for _, i := range []int{0, 1, 3, 4} {
		if s[i] < '0' || s[i] > '9' {
			return 0, fmt.Errorf("%w: %q is not of the form 08:00", ErrClock, s)
		}
	}
	hours, minutes := int(s[0]-'0')*10+int(s[1]-'0'), int(s[3]-'0')*10+int(s[4]-'0')
	c := Clock(hours*60 + minutes)
	if minutes > 59 || c > Midnight {
		return 0, fmt.Errorf("%w: %q is not between 00:00 and 24:00", ErrClock, s)
	}
	return c, nil
}

// String returns the time of day as people read it, "08:00".
func (c Clock) String() string { return fmt.Sprintf("%02d:%02d", int(c)/60, int(c)%60) }

// UnmarshalText reads what [ParseClock] reads.
func (c *Clock) UnmarshalText(text []byte) (err error) {
	*c, err = ParseClock(string(text))
	return err
}

// Span is a part of a day, from an inclusive to an exclusive time. Hours of
// service have From before To; a quiet time may pass midnight and have not.
type Span struct{ From, To Clock }

// ParseSpan reads "08:00-16:00". It does not ask which end is earlier.
func ParseSpan(s string) (Span, error) {
	from, to, ok := strings.Cut(s, "-")
	if !ok {
		return Span{}, fmt.Errorf("%w: %q is not of the form 08:00-16:00", ErrSpan, s)
	}
	f, err := ParseClock(from)
	if err != nil {
		return Span{}, fmt.Errorf("%w: %w", ErrSpan, err)
	}
	t, err := ParseClock(to)
	if err != nil {
		return Span{}, fmt.Errorf("%w: %w", ErrSpan, err)
	}
	return Span{From: f, To: t}, nil
}

// String returns the span as it is written in an office file.
func (s Span) String() string { return s.From.String() + "-" + s.To.String() }

// UnmarshalText reads what [ParseSpan] reads.
func (s *Span) UnmarshalText(text []byte) (err error) {
	*s, err = ParseSpan(string(text))
	return err
}

// Contains says whether a time of day lies in the span, also in one that
// passes midnight.
func (s Span) Contains(c Clock) bool {
	if s.From <= s.To {
		return s.From <= c && c < s.To
	}
	return c >= s.From || c < s.To
}

// Week holds the hours of each weekday, indexed by [time.Weekday]; a day
// without spans is closed.
type Week [7][]Span

// On returns the spans of a weekday.
func (w Week) On(d time.Weekday) []Span { return w[d] }
