package record

import (
	"cmp"
	"maps"
	"slices"
	"strings"
	"time"
)

// Contact is one way to reach somebody who is on duty.
type Contact struct {
	Key   string   // by which records remember who was told; no number and no address
	From  Severity // what matters less is not told
	Quiet bool     // nothing is told now
}

// Pace is how patient alerts are.
type Pace struct {
	Hold   time.Duration // a condition holds this long before anybody is told
	Gather time.Duration // what comes this soon after the first goes into the same message
}

// Item is one line of a message.
type Item struct {
	Device string
	Alert
}

// Closed says that the item is good news.
func (i Item) Closed() bool { return !i.ClosedAt.IsZero() }

// Tell says what a contact has to be told now about some devices, the worst
// first; nothing while there may be more to come.
func Tell(c Contact, all map[string]Record, p Pace, now time.Time) []Item {
	if c.Quiet {
		return nil
	}
	var items []Item
	due := false
	for device, r := range all {
		for _, a := range r.Alerts {
			from, wanted := r.wanted(a, c, p.Hold, now)
			if !wanted {
				continue
			}
			items = append(items, Item{Device: device, Alert: a})
			due = due || now.Sub(from) >= p.Gather
		}
	}
	if !due {
		return nil
	}
	slices.SortFunc(items, byWeight)
	return items
}

// wanted says whether a contact has to be told of an alert, and since when.
func (r Record) wanted(a Alert, c Contact, hold time.Duration, now time.Time) (from time.Time, yes bool) {
	told, before := a.Told[c.Key]
	if !a.ClosedAt.IsZero() {
		return a.ClosedAt, before
	}
	from = a.Since.Add(hold)
	last, again := r.Told[a.Code]
	switch {
	case !a.GoneAt.IsZero() || now.Before(from) || !a.Severity.AtLeast(c.From):
		return from, false
	case before:
		return from, a.Severity != told && a.Severity.AtLeast(told)
	case again && last.Before(a.Since) && now.Sub(last) < RetellAfter:
		return from, false
	}
	return from, true
}

// byWeight puts open faults first, then warnings, then what is over.
func byWeight(a, b Item) int {
	weight := func(i Item) int {
		if i.Closed() {
			return len(severities)
		}
		return len(severities) - 1 - slices.Index(severities, i.Severity)
	}
	return cmp.Or(weight(a)-weight(b), a.Since.Compare(b.Since), strings.Compare(a.Device, b.Device), strings.Compare(a.Code, b.Code))
}

// Mark returns the record after a contact was told of some items of its device.
func (r Record) Mark(c Contact, items []Item, now time.Time) Record {
	now = now.UTC().Truncate(time.Second)
	r.Told = maps.Clone(r.Told)
	if r.Told == nil {
		r.Told = map[string]time.Time{}
	}
	alerts := make([]Alert, 0, len(r.Alerts))
	for _, a := range r.Alerts {
		if !slices.ContainsFunc(items, func(i Item) bool { return i.Code == a.Code && i.Since.Equal(a.Since) }) {
			alerts = append(alerts, a)
			continue
		}
		a.Told = maps.Clone(a.Told)
		if a.ClosedAt.IsZero() {
			if a.Told == nil {
				a.Told = map[string]Severity{}
			}
			a.Told[c.Key], r.Told[a.Code] = a.Severity, now
		} else {
			delete(a.Told, c.Key)
		}
		if a.ClosedAt.IsZero() || len(a.Told) > 0 {
			alerts = append(alerts, a)
		}
	}
	r.Alerts = alerts
	return r
}

// Forget returns the record without what contacts were told that there are not
// any more, so that nothing waits for them.
func (r Record) Forget(keep func(key string) bool) Record {
	alerts := make([]Alert, 0, len(r.Alerts))
	for _, a := range r.Alerts {
		a.Told = maps.Clone(a.Told)
		maps.DeleteFunc(a.Told, func(key string, _ Severity) bool { return !keep(key) })
		if a.ClosedAt.IsZero() || len(a.Told) > 0 {
			alerts = append(alerts, a)
		}
	}
	r.Alerts = alerts
	return r
}
