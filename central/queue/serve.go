package queue

import (
	"errors"
	"fmt"
	"time"
)

// Reasons why a desk may not do something with a ticket.
var (
	ErrNotHere  = errors.New("ticket is not with this desk")
	ErrNotSeen  = errors.New("ticket is not a no-show, or not any more")
	ErrRevived  = errors.New("ticket has come back once already")
	ErrTooLate  = errors.New("time to come back is over")
	ErrTooSoon  = errors.New("ticket must be called again, or longer, before it is a no-show")
	ErrNotAside = errors.New("ticket is not parked")
	ErrNowhere  = errors.New("transfer needs another service or another desk")
)

// Patience is how long a desk calls before it may give up.
type Patience struct {
	Repeats  int           // calls after the first
	Interval time.Duration // after the last of them
	Longest  time.Duration // after a call, however many there were
	ComeBack time.Duration // within which a no-show may wait again
}

// Call asks a waiting ticket to a desk. Errors: [ErrNotWaiting].
func (t Ticket) Call(desk int, now time.Time) (Ticket, error) {
	if t.State != Waiting {
		return t, fmt.Errorf("call %s: %w (%s)", t.ID, ErrNotWaiting, t.State)
	}
	t.State, t.Desk, t.Wants, t.Calls, t.CalledAt = Called, desk, 0, 1, now
	t.ServedAt, t.EndedAt = time.Time{}, time.Time{}
	if t.FirstCalled.IsZero() {
		t.FirstCalled = now
	}
	t.Revision++
	return t, nil
}

// at says whether the ticket is with a desk in one of the states.
func (t Ticket) at(desk int, what string, states ...State) error {
	for _, s := range states {
		if t.State == s && t.Desk == desk {
			return nil
		}
	}
	return fmt.Errorf("%s %s: %w (%s, desk %d)", what, t.ID, ErrNotHere, t.State, t.Desk)
}

// CallAgain repeats the call of the desk. Errors: [ErrNotHere].
func (t Ticket) CallAgain(desk int, now time.Time) (Ticket, error) {
	if err := t.at(desk, "call again", Called); err != nil {
		return t, err
	}
	t.Calls++
	t.CalledAt = now
	t.Revision++
	return t, nil
}

// Start says that the person has come to the desk. Errors: [ErrNotHere].
func (t Ticket) Start(desk int, now time.Time) (Ticket, error) {
	if err := t.at(desk, "start", Called); err != nil {
		return t, err
	}
	t.State, t.ServedAt = Serving, now
	t.Revision++
	return t, nil
}

// Finish ends the visit. A person whom the desk only called was served since
// the call. Errors: [ErrNotHere].
func (t Ticket) Finish(desk int, now time.Time) (Ticket, error) {
	if err := t.at(desk, "finish", Called, Serving); err != nil {
		return t, err
	}
	if t.State == Called {
		t.ServedAt = t.CalledAt
	}
	t.State, t.EndedAt = Done, now
	t.Revision++
	return t, nil
}

// MayMiss is from when a called ticket may become a no-show: an interval after
// the last of the set calls, or the longest wait after any call.
func (t Ticket) MayMiss(p Patience) time.Time {
	if t.Calls > p.Repeats {
		return t.CalledAt.Add(min(p.Interval, p.Longest))
	}
	return t.CalledAt.Add(p.Longest)
}

// Miss says that nobody came. Errors: [ErrNotHere], [ErrTooSoon].
func (t Ticket) Miss(desk int, p Patience, now time.Time) (Ticket, error) {
	if err := t.at(desk, "miss", Called); err != nil {
		return t, err
	}
	if now.Before(t.MayMiss(p)) {
		return t, fmt.Errorf("miss %s: %w", t.ID, ErrTooSoon)
	}
	t.State, t.EndedAt = NoShow, now
	t.Revision++
	return t, nil
}

// Revive lets a no-show wait again in its old place, once and within the set
// time. Errors: [ErrNotSeen], [ErrRevived], [ErrTooLate].
func (t Ticket) Revive(p Patience, now time.Time) (Ticket, error) {
	switch {
	case t.State != NoShow:
		return t, fmt.Errorf("revive %s: %w (%s)", t.ID, ErrNotSeen, t.State)
	case t.Revived:
		return t, fmt.Errorf("revive %s: %w", t.ID, ErrRevived)
	case now.After(t.EndedAt.Add(p.ComeBack)):
		return t, fmt.Errorf("revive %s: %w", t.ID, ErrTooLate)
	}
	t.State, t.Revived, t.Calls, t.EndedAt = Waiting, true, 0, time.Time{}
	t.Revision++
	return t, nil
}

// Park puts the visit aside; the person comes back to the same desk. Errors: [ErrNotHere].
func (t Ticket) Park(desk int) (Ticket, error) {
	if err := t.at(desk, "park", Called, Serving); err != nil {
		return t, err
	}
	t.State, t.Wants, t.Calls = Parked, desk, 0
	t.Revision++
	return t, nil
}

// Resume lets a parked ticket wait for the desk that parked it. Errors: [ErrNotAside].
func (t Ticket) Resume() (Ticket, error) {
	if t.State != Parked {
		return t, fmt.Errorf("resume %s: %w (%s)", t.ID, ErrNotAside, t.State)
	}
	t.State = Waiting
	t.Revision++
	return t, nil
}

// Transfer sends the person on to another service, another desk, or both; the
// ticket keeps its number and its place in time. service is the present one
// where only the desk changes, and to is 0 for any desk. Errors: [ErrNotHere],
// [ErrNowhere].
func (t Ticket) Transfer(desk int, service string, to int) (Ticket, error) {
	if err := t.at(desk, "transfer", Called, Serving); err != nil {
		return t, err
	}
	if service == t.Service && (to == 0 || to == desk) {
		return t, fmt.Errorf("transfer %s: %w", t.ID, ErrNowhere)
	}
	t.State, t.Service, t.Wants, t.Calls = Waiting, service, to, 0
	t.Revision++
	return t, nil
}

// Withdraw takes back a ticket whose owner does not want to wait any more.
// Errors: [ErrNotWaiting].
func (t Ticket) Withdraw(now time.Time) (Ticket, error) {
	if t.State != Waiting && t.State != Parked {
		return t, fmt.Errorf("withdraw %s: %w (%s)", t.ID, ErrNotWaiting, t.State)
	}
	t.State, t.EndedAt = Withdrawn, now
	t.Revision++
	return t, nil
}

// Raise gives the ticket priority. Errors: [ErrNotWaiting].
func (t Ticket) Raise() (Ticket, error) {
	if t.State != Waiting || t.Priority {
		return t, fmt.Errorf("raise %s: %w (%s)", t.ID, ErrNotWaiting, t.State)
	}
	t.Priority = true
	t.Revision++
	return t, nil
}

// Restore puts the ticket back to what it was before, as the undoing of a
// desk's last action. A report of its paper that came meanwhile counts as if it
// came then: who was called by mistake and certainly has no paper is void.
func (t Ticket) Restore(before Ticket) Ticket {
	if after, err := before.Report(t.Paper); err == nil { // none where nothing was reported yet
		before = after
	}
	before.Revision, before.Copies = t.Revision+1, t.Copies
	return before
}
