package announce

import (
	"cmp"
	"slices"
	"time"
)

// MaxAge is how late a call may begin to be spoken. A minute is five to eight
// announcements, more than happen at once in any hall; whoever was called
// earlier has read the screen, and the clerk calls again or marks a no-show
// after 90 seconds. A voice that comes later sends people to desks that
// already serve somebody else.
const MaxAge = time.Minute

// Queue is the order in which calls are spoken, one at a time. The zero Queue
// is silent until Set gives it a voice. Its methods that return cut say whether
// what is being spoken at present should be broken off.
type Queue struct {
	repeatAfter time.Duration
	audible     bool
	waiting     []entry
	speaking    *entry
	// known are the calls that came, until they are too old to be spoken
	// anyway: one that comes twice is spoken once.
	known map[string]time.Time
}

// entry is one thing to say.
type entry struct {
	call Call
	// repeat is for the second time, and not before due.
	repeat bool
	due    time.Time
	// over while it is being spoken: no repeat follows.
	over bool
}

// lapses is when it is too late to begin.
func (q *Queue) lapses(e entry) time.Time {
	if e.repeat {
		return e.call.At.Add(q.repeatAfter + MaxAge)
	}
	return e.call.At.Add(MaxAge)
}

// Set gives the queue the voice of now. A silent one empties the queue: calls
// are skipped, not saved up.
func (q *Queue) Set(v Voice) (cut bool) {
	q.repeatAfter, q.audible = v.RepeatAfter, v.Volume > 0
	if q.repeatAfter <= 0 {
		q.waiting = slices.DeleteFunc(q.waiting, func(e entry) bool { return e.repeat })
	}
	if q.audible {
		return false
	}
	q.waiting = nil
	return q.interrupt()
}

// Add takes a call. It replaces what is left to say of the ticket's earlier
// one; a call that is known, or older than the ticket's newest, changes
// nothing. An earlier call of the ticket that is being spoken is broken off if
// it names another place.
func (q *Queue) Add(c Call, now time.Time) (cut bool) {
	for id, at := range q.known {
		if now.After(at.Add(MaxAge)) {
			delete(q.known, id)
		}
	}
	if _, known := q.known[c.ID]; known || q.newer(c) || now.After(c.At.Add(MaxAge)) {
		return false
	}
	if q.known == nil {
		q.known = map[string]time.Time{}
	}
	q.known[c.ID] = c.At
	q.forget(c.TicketID)
	if s := q.speaking; s != nil && s.call.TicketID == c.TicketID {
		s.over = true
		cut = s.call.Desk != c.Desk || s.call.PlaceWord != c.PlaceWord
	}
	if q.audible {
		q.waiting = append(q.waiting, entry{call: c})
	}
	return cut
}

// newer says whether the queue holds a later call of the ticket.
func (q *Queue) newer(c Call) bool {
	later := func(e entry) bool { return e.call.TicketID == c.TicketID && e.call.At.After(c.At) }
	return q.speaking != nil && later(*q.speaking) || slices.ContainsFunc(q.waiting, later)
}

// Drop takes a ticket out: its call was taken back or is over.
func (q *Queue) Drop(ticketID string) (cut bool) {
	q.forget(ticketID)
	return q.speaking != nil && q.speaking.call.TicketID == ticketID && q.interrupt()
}

func (q *Queue) forget(ticketID string) {
	q.waiting = slices.DeleteFunc(q.waiting, func(e entry) bool { return e.call.TicketID == ticketID })
}

// interrupt says that nothing follows what is being spoken, if anything is.
func (q *Queue) interrupt() bool {
	if q.speaking == nil {
		return false
	}
	q.speaking.over = true
	return true
}

// Next is what to speak now, if anything: the call that was made first, and a
// repeat only when no call waits. The caller says with Done that it was spoken;
// until then there is no next.
func (q *Queue) Next(now time.Time) (Call, bool) {
	if q.speaking != nil {
		return Call{}, false
	}
	q.waiting = slices.DeleteFunc(q.waiting, func(e entry) bool { return now.After(q.lapses(e)) })
	first := -1
	for i, e := range q.waiting {
		if (!e.repeat || !now.Before(e.due)) && (first < 0 || before(e, q.waiting[first])) {
			first = i
		}
	}
	if first < 0 {
		return Call{}, false
	}
	e := q.waiting[first]
	q.waiting = slices.Delete(q.waiting, first, first+1)
	q.speaking = &e
	return e.call, true
}

// before is the order: calls by their hour, then repeats by theirs.
func before(a, b entry) bool {
	if a.repeat != b.repeat {
		return b.repeat
	}
	return cmp.Or(a.due.Compare(b.due), a.call.At.Compare(b.call.At)) < 0
}

// Done says that what Next gave was spoken to its end or broken off, or, if it
// was not heard, that it must be spoken again as if it had not been begun.
func (q *Queue) Done(now time.Time, heard bool) {
	if q.speaking == nil {
		return
	}
	e := *q.speaking
	q.speaking = nil
	switch {
	case e.over:
	case !heard:
		q.waiting = append(q.waiting, e)
	case !e.repeat && q.repeatAfter > 0:
		q.waiting = append(q.waiting, entry{call: e.call, repeat: true, due: now.Add(q.repeatAfter)})
	}
}

// Due is when Next is worth asking again if nothing comes before; the zero
// time means never.
func (q *Queue) Due() time.Time {
	var due time.Time
	if q.speaking != nil {
		return due
	}
	for _, e := range q.waiting {
		at := e.call.At
		if e.repeat {
			at = e.due
		}
		if due.IsZero() || at.Before(due) {
			due = at
		}
	}
	return due
}
