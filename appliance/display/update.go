package display

import (
	"maps"
	"slices"
	"time"

	"numerek/appliance/announce"
	"numerek/appliance/device"
)

// Update is the whole behaviour of the monitor: what it becomes after an event
// at an hour of the device's clock, and what must be done outside.
func Update(m Model, e Event, now time.Time) (Model, []Effect) {
	if m.Zone == nil {
		m.Zone = time.UTC
	}
	muted := m.mute()
	m.Clock = m.At(now)
	var fx []Effect
	if m.mute() && !muted { // the hour has made it so
		m, fx = m.hush()
		muted = true
	}
	m, more := m.handle(e)
	fx = append(fx, more...)
	if m.mute() && !muted {
		m, more = m.hush()
		fx = append(fx, more...)
	}
	return m.tidy(), fx
}

func (m Model) handle(e Event) (Model, []Effect) {
	switch e := e.(type) {
	case HallChanged:
		return m.hall(e)
	case CallsChanged:
		m = m.word(e.ServerTime)
		var fx []Effect
		for _, c := range e.Changes {
			var more []Effect
			m, more = m.change(c)
			fx = append(fx, more...)
		}
		return m, fx
	case Heard:
		return m.word(e.ServerTime), nil
	case LinkLost:
		m.Away, m.Barred = true, e.Barred
	case Tick:
	}
	return m, nil
}

// word takes note that the server has spoken. Before the first snapshot it says
// nothing that could be shown.
func (m Model) word(server time.Time) Model {
	m.Heard, m.Away, m.Barred = m.Now, false, device.Barred{}
	m.Clock = m.Hear(server)
	return m
}

// hall takes everything anew. A call that was not seen before and is young
// enough is announced; one that was seen is not announced again.
func (m Model) hall(e HallChanged) (Model, []Effect) {
	m = m.word(e.ServerTime)
	var fx []Effect
	if announced := m.Hall.Announcer; announced && !e.Hall.Announcer {
		m, fx = m.hush()
	}
	m.Hall, m.Known = e.Hall, true
	if e.Zone != nil {
		m.Zone = e.Zone
	}
	if m.Hall.Announcer {
		fx = append(fx, SetVoice{m.Hall.Voice})
	}
	for _, r := range m.recent { // taken back while nobody told us
		if !slices.ContainsFunc(e.Calls, func(c Call) bool { return c.ID == r.id }) {
			fx = append(fx, m.silence(r.ticket)...)
		}
	}
	old := m.Rows
	m.Rows = nil
	for _, c := range slices.Backward(e.Calls) {
		if i := slices.IndexFunc(old, func(r Row) bool { return r.Call.ID == c.ID }); i >= 0 && m.Hall.shows(c.Prefix) {
			m = m.without(c.TicketID)
			m.Rows = slices.Insert(m.Rows, 0, Row{Call: c, Since: old[i].Since, Until: old[i].Until})
			continue
		}
		var more []Effect
		m, more = m.called(c)
		fx = append(fx, more...)
	}
	return m, fx
}

func (m Model) change(c Change) (Model, []Effect) {
	switch c := c.(type) {
	case Called:
		return m.called(c.Call)
	case Over:
		m = m.without(c.TicketID)
		return m, m.silence(c.TicketID)
	case MessageChanged:
		m.Hall.Message = c.Message
	case VoiceChanged:
		m.Hall.Voice = c.Voice
		if m.Hall.Announcer {
			return m, []Effect{SetVoice(c)}
		}
	case WaitingChanged:
		m.Hall.Waiting = maps.Clone(m.Hall.Waiting)
		if m.Hall.Waiting == nil {
			m.Hall.Waiting = map[string]int{}
		}
		m.Hall.Waiting[c.Department] = c.Waiting
	}
	return m, nil
}

// called puts a call on top, in place of an earlier one of the same ticket, and
// announces it unless it is known or old.
func (m Model) called(c Call) (Model, []Effect) {
	known := slices.ContainsFunc(m.recent, func(r recent) bool { return r.id == c.ID })
	fresh := !known && m.young(c.At)
	m = m.without(c.TicketID)
	if m.Hall.shows(c.Prefix) {
		row := Row{Call: c, Since: m.Own(c.At)}
		if fresh {
			m, row.Until = m.flash()
			row.Since = m.Now
		}
		m.Rows = slices.Insert(slices.Clone(m.Rows), 0, row)
	}
	if !known {
		m.recent = append(slices.Clone(m.recent), recent{c.ID, c.TicketID, m.Now})
	}
	if !fresh || !m.Hall.Announcer {
		return m, nil
	}
	return m, []Effect{Speak{announce.Call{
		ID: c.ID, TicketID: c.TicketID, Prefix: c.Prefix, Sequence: c.Sequence, Desk: c.Desk,
		PlaceWord: c.PlaceWord, Language: c.Language, At: m.Own(c.At),
	}}}
}

// flash joins the rhythm, or begins it, and says when a row that starts to flash
// now has done.
func (m Model) flash() (Model, time.Time) {
	if !m.flashing() {
		m.beat = m.Now
	}
	until := m.Now.Add(FlashFor)
	if over := until.Sub(m.beat) % FlashHalf; over > 0 {
		until = until.Add(FlashHalf - over)
	}
	return m, until
}

// without is the list when the call of a ticket is over.
func (m Model) without(ticket string) Model {
	m.Rows = slices.DeleteFunc(slices.Clone(m.Rows), func(r Row) bool { return r.Call.TicketID == ticket })
	return m
}

// silence drops what is still to be said of a ticket.
func (m Model) silence(ticket string) []Effect {
	if !m.Hall.Announcer {
		return nil
	}
	return []Effect{Silence{ticket}}
}

// hush drops everything that is still to be said.
func (m Model) hush() (Model, []Effect) {
	var fx []Effect
	for _, r := range m.recent {
		fx = append(fx, m.silence(r.ticket)...)
	}
	return m, fx
}

// tidy drops what the hour has made old.
func (m Model) tidy() Model {
	if !m.Known {
		return m
	}
	today := m.day(m.ServerTime())
	m.Rows = slices.DeleteFunc(slices.Clone(m.Rows), func(r Row) bool { return m.day(r.Call.At).Before(today) })
	m.Rows = m.Rows[:min(len(m.Rows), mostKept)]
	keep := SpeakWithin + m.Hall.Voice.RepeatAfter // so long after it its repetition may come
	m.recent = slices.DeleteFunc(slices.Clone(m.recent), func(r recent) bool { return m.Now.Sub(r.since) > keep })
	return m
}

// day is the business day of an instant: the office's date, turning at four.
func (m Model) day(t time.Time) time.Time {
	t = t.In(m.Zone)
	if t.Hour() < dayTurns {
		t = t.AddDate(0, 0, -1)
	}
	return time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, time.UTC)
}
