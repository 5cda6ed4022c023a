package outbox

import (
	"errors"
	"fmt"
	"slices"
	"time"

	"numerek/central/calendar"
	"numerek/central/notify/wording"
	"numerek/central/officefile"
	"numerek/central/store"
)

// About is what a message's number and text are sealed for.
func About(m store.Message) string { return m.Office + "/" + m.ID }

// Due returns when a message of a kind may go out that is written now: at the
// end of the quiet hours where it can wait for it, else at once. What answers
// somebody who is awake, and what cannot wait, is not held back.
func Due(o *officefile.Office, kind string, now time.Time) time.Time {
	if !slices.Contains([]string{wording.Remind, wording.Offer, wording.NoShow}, kind) {
		return now
	}
	quiet, zone := o.Policy.Notify.Quiet, o.ZoneOrUTC()
	at := now.In(zone)
	if !quiet.Contains(calendar.Clock(at.Hour()*60 + at.Minute())) {
		return now
	}
	day := calendar.CivilDay(now, zone)
	end := calendar.FirstInstant(day, quiet.To, zone)
	if !end.After(now) {
		end = calendar.FirstInstant(calendar.AddDays(day, 1), quiet.To, zone)
	}
	return end
}

// Today returns since when messages count towards the ceilings: the beginning of
// the office's date.
func Today(o *officefile.Office, now time.Time) time.Time {
	zone := o.ZoneOrUTC()
	return calendar.FirstInstant(calendar.CivilDay(now, zone), 0, zone)
}

// ErrCeiling means that the office sends no more messages of that kind today.
var ErrCeiling = errors.New("daily ceiling is reached")

// Ceiling asks whether one more SMS of a kind to a prefix ("+48") may be written
// today. sent are those of the day in parts, as [store.Outbox] counts them. A
// cancellation by the office is always sent: the people are known, and would come
// in vain. Errors: [ErrCeiling].
func Ceiling(o *officefile.Office, kind, prefix string, sent map[string]int) error {
	if kind == wording.OfficeCancel {
		return nil
	}
	rule := o.Policy.Notify
	if total(sent) >= rule.DailyLimit {
		return fmt.Errorf("%w: %d messages", ErrCeiling, rule.DailyLimit)
	}
	if limit := prefixLimit(rule, prefix); sent[prefix] >= limit {
		return fmt.Errorf("%w: %d messages to %s", ErrCeiling, limit, prefix)
	}
	return nil
}

// prefixLimit is how many messages go to a prefix a day: the office's own country,
// which is the first on its list, has no limit of its own.
func prefixLimit(rule officefile.Notify, prefix string) int {
	if len(rule.Prefixes) == 0 || prefix == rule.Prefixes[0] {
		return rule.DailyLimit
	}
	return min(rule.DailyLimitAbroad, rule.DailyLimit)
}

// promised says whether a message that is written must be sent whatever was sent
// already: somebody waits for the code, or would come in vain.
func promised(kind string) bool { return kind == wording.Confirm || kind == wording.OfficeCancel }

// alarming is the part of a ceiling from which the operator is told.
const alarming = 0.8

// Share returns how much of the ceilings is used, 1 being all of one of them.
func Share(o *officefile.Office, sent map[string]int) float64 {
	share := part(total(sent), o.Policy.Notify.DailyLimit)
	for prefix, n := range sent {
		share = max(share, part(n, prefixLimit(o.Policy.Notify, prefix)))
	}
	return share
}

func part(n, limit int) float64 {
	if limit <= 0 {
		return 1
	}
	return float64(n) / float64(limit)
}

func total(sent map[string]int) int {
	n := 0
	for _, parts := range sent {
		n += parts
	}
	return n
}
