package queue

import (
	"errors"
	"fmt"
	"time"
)

// Reasons why a rule refuses. The ticket comes back unchanged with them.
var (
	ErrNotWaiting = errors.New("ticket does not wait")
	ErrHasPaper   = errors.New("ticket may be in somebody's hands")
	ErrPaper      = errors.New("not an outcome of a paper")
	ErrFuture     = errors.New("business day has not come yet")
	ErrClosedDay  = errors.New("ticket is closed already")
)

// certainty orders the outcomes of a paper. Reports may be lost, repeated and
// overtaken; the highest one counts, so their order does not matter. Unknown
// stands above not delivered: whatever is ambiguous leaves the ticket callable.
func (p Paper) certainty() int {
	switch p {
	case PaperPrinted:
		return 5
	case PaperShown:
		return 4
	case PaperUnknown:
		return 3
	case PaperNotDelivered:
		return 2
	case PaperPending:
		return 1
	}
	return 0
}

// Outcome says whether p is something that a device can report.
func (p Paper) Outcome() bool { return p.certainty() > PaperPending.certainty() }

// Delivered says whether somebody has the number, or may have it.
func (p Paper) Delivered() bool { return p.certainty() >= PaperUnknown.certainty() }

// Report takes a device's word on what became of the paper.
//
// It is idempotent and does not depend on the order of reports. Not delivered
// voids a waiting ticket; called ones stay with the desk, and so do those whom
// a desk sent on or aside or let come back: it has seen the person. A ticket that
// was void for want of a paper waits again when a paper turns up, because a number
// in somebody's hands is never void. A report that says nothing new returns
// the ticket as it was. Errors: [ErrPaper].
func (t Ticket) Report(p Paper) (Ticket, error) {
	if !p.Outcome() {
		return t, fmt.Errorf("%w: %q", ErrPaper, p)
	}
	if p.certainty() <= t.Paper.certainty() {
		return t, nil
	}
	t.Paper = p
	switch {
	case p == PaperNotDelivered && t.State == Waiting && !t.seen():
		t.State, t.Void = Void, VoidNotDelivered
		t.Revision++
	case p.Delivered() && t.State == Void && (t.Void == VoidNotDelivered || t.Void == VoidAbandoned):
		t.State, t.Void = Waiting, ""
		t.Revision++
	}
	return t, nil
}

// MostCopies is how many copies of one ticket are counted; a device that says more
// is broken.
const MostCopies = 50

// Copied notes how many copies of the ticket's paper there are by now, as its device
// counts them; a word that came late changes nothing. The answer is what is new.
func (t Ticket) Copied(n int) (after Ticket, fresh int) {
	n = min(n, MostCopies)
	if n <= t.Copies {
		return t, 0
	}
	fresh = n - t.Copies
	t.Copies = n
	return t, fresh
}

// seen says whether a desk has had to do with who holds the ticket: an undone call
// leaves no trace, so that whoever waits after one was parked, sent on or revived.
func (t Ticket) seen() bool { return !t.FirstCalled.IsZero() }

// Abandon gives the ticket up because its device did, before anything was on
// paper: a waiting ticket becomes void. A ticket that is void, expired or
// withdrawn is returned as it is. Errors: [ErrHasPaper] where somebody may have
// the number, [ErrNotWaiting] where a desk has called it already.
func (t Ticket) Abandon() (Ticket, error) {
	switch {
	case t.State == Void, t.State == Expired, t.State == Withdrawn:
		return t, nil
	case t.Paper.Delivered():
		return t, fmt.Errorf("abandon %s: %w (%s)", t.ID, ErrHasPaper, t.Paper)
	case t.State != Waiting || t.seen():
		return t, fmt.Errorf("abandon %s: %w (%s)", t.ID, ErrNotWaiting, t.State)
	}
	t.State, t.Void, t.Paper = Void, VoidAbandoned, PaperNotDelivered
	t.Revision++
	return t, nil
}

// Resurrect brings back a ticket that the server lost with its history, from
// what the device remembers of it: t holds its number, day and service. The
// ticket waits, or is expired where its day is over, or void where nobody got
// the number. Errors: [ErrNumber], [ErrFuture] for a day after today, [ErrPaper].
func (t Ticket) Resurrect(p Paper, today Day) (Ticket, error) {
	switch {
	case !t.Number.Valid():
		return t, fmt.Errorf("%w: %q", ErrNumber, t.Number)
	case t.Day > today:
		return t, fmt.Errorf("%w: %s", ErrFuture, t.Day)
	case p.certainty() == 0:
		return t, fmt.Errorf("%w: %q", ErrPaper, p)
	}
	t.Paper, t.State, t.Void = p, Waiting, ""
	switch {
	case p == PaperNotDelivered:
		t.State, t.Void = Void, VoidNotDelivered
	case t.Day < today:
		t.State = Expired
	}
	return t, nil
}

// Close ends the ticket with its business day: who still waits or is parked
// expires, who was called or served is done and left open by the desk. Errors:
// [ErrClosedDay] for a ticket that has its end already.
func (t Ticket) Close(now time.Time) (closed Ticket, leftOpen bool, err error) {
	switch t.State {
	case Waiting, Parked:
		t.State, t.EndedAt = Expired, now
		t.Revision++
		return t, false, nil
	case Called, Serving:
		t.State, t.EndedAt = Done, now
		t.Revision++
		return t, true, nil
	default:
	}
	return t, false, fmt.Errorf("close %s: %w (%s)", t.ID, ErrClosedDay, t.State)
}

// On returns the ticket's state as it must be told on a business day: a ticket
// that still waits when its day is over has expired, even before it is closed.
func (t Ticket) On(today Day) State {
	if t.Day < today {
		if closed, _, err := t.Close(time.Time{}); err == nil {
			return closed.State
		}
	}
	return t.State
}
