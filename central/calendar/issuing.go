package calendar

import (
	"slices"
	"time"

	"numerek/central/queue"
)

// horizon is how many days ahead the next opening is looked for.
const horizon = 60

// IssuingRule says when tickets are given around the opening hours.
type IssuingRule struct {
	Before      time.Duration // before opening
	LastMinutes time.Duration // before closing, in which none is given
}

// Reason is why no tickets are given. The words are kept in answers.
type Reason string

// The reasons.
const (
	Closed     Reason = "closed"       // outside the hours
	NotYetOpen Reason = "not_yet_open" // later today
	Holiday    Reason = "holiday"      // a holiday, or a day that the office closed
	Closing    Reason = "closing"      // the last minutes before closing
)

// Decision says whether tickets are given.
type Decision struct {
	Open   bool
	Reason Reason // empty where Open
	// OpensAt is when tickets are given next, zero where that is not within 60
	// days; where Open, when they began to be given.
	OpensAt time.Time
	// ClosesAt is when they stop, now where Open or else after OpensAt.
	ClosesAt time.Time
	// Until is the first instant at which the decision may be another one.
	Until time.Time
	// Note is the office's own words by language: the holiday's name or the
	// exception's reason. May be empty.
	Note map[string]string
}

// window is the time in which tickets are given for one span of opening hours.
type window struct{ opens, closes, end time.Time }

// Issuing decides whether tickets are given at an instant: from Before the
// opening until LastMinutes before the closing of each span of the day's hours.
func (c Calendar) Issuing(at time.Time, p Place, rule IssuingRule) Decision {
	today := CivilDay(at, c.Zone)
	spans, note := c.Hours(today, p)
	d := Decision{Reason: Closed, Note: note.Text, Until: FirstInstant(AddDays(today, 1), 0, c.Zone)}
	windows := c.windows(today, p, rule)
	if len(spans) == 0 && note.Source != FromWeek {
		d.Reason = Holiday
	}
	for _, w := range windows {
		if !at.Before(w.closes) && at.Before(w.end) {
			d.Reason, d.Until = Closing, earlier(d.Until, w.end)
		}
	}
	w, ok := c.next(at, today, p, rule)
	switch {
	case !ok:
	case !at.Before(w.opens):
		return Decision{Open: true, OpensAt: w.opens, ClosesAt: w.closes, Until: w.closes, Note: note.Text}
	default:
		d.OpensAt, d.ClosesAt, d.Until = w.opens, w.closes, earlier(d.Until, w.opens)
		if d.Reason == Closed && CivilDay(w.opens, c.Zone) == today {
			d.Reason = NotYetOpen
		}
	}
	return d
}

// next returns the first window that ends after an instant, joined with those
// that follow it without a break.
func (c Calendar) next(at time.Time, today queue.Day, p Place, rule IssuingRule) (w window, ok bool) {
	for ahead := -1; ahead <= horizon; ahead++ {
		for _, n := range c.windows(AddDays(today, ahead), p, rule) {
			switch {
			case ok && !n.opens.After(w.closes):
				w.closes = later(w.closes, n.closes)
			case ok && at.Before(w.closes):
				return w, true
			default:
				w, ok = n, true
			}
		}
	}
	return w, ok && at.Before(w.closes)
}

// windows returns the times of issuing for the hours of a date. Hours that are
// over before a ticket could be called have none.
func (c Calendar) windows(day queue.Day, p Place, rule IssuingRule) []window {
	spans, _ := c.Hours(day, p)
	var out []window
	for _, s := range spans {
		from, to := FirstInstant(day, s.From, c.Zone), LastInstant(day, s.To, c.Zone)
		w := window{opens: from.Add(-rule.Before), closes: to.Add(-rule.LastMinutes), end: to}
		if w.closes.After(from) {
			out = append(out, w)
		}
	}
	slices.SortFunc(out, func(a, b window) int { return a.opens.Compare(b.opens) })
	return out
}

func earlier(a, b time.Time) time.Time {
	if b.Before(a) {
		return b
	}
	return a
}

func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}
