package office

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"numerek/central/calling"
	"numerek/central/officefile"
	"numerek/central/queue"
	"numerek/central/store"
)

// Errors of a desk; what a clerk may simply try again is a [Refused] instead.
var (
	ErrUnknownDesk = errors.New("unknown desk")
	ErrTakenOver   = errors.New("desk is another workstation's")
	ErrOldAction   = errors.New("operation does not follow the desk's last one")
	ErrStillHere   = errors.New("somebody is at the desk: finish, park or transfer first")
)

// DeskTakenError says who has the desk that somebody else wants.
type DeskTakenError struct {
	Clerk string // user name
	Since time.Time
}

func (e *DeskTakenError) Error() string { return "desk is taken by " + e.Clerk }

// Seat is a clerk at a desk. Workstation names the browser: only the one that
// took the desk last may act there.
type Seat struct {
	Office, Location string
	Desk             int
	Workstation      string // random, made when the browser logged in
	Clerk            string // user name
}

// Operation is an action of a desk: its number, and the incarnation of the server in
// which its page was made. What was asked before history went back is not done after.
type Operation struct {
	Incarnation string
	Number      int64
}

// Next is the operation after it.
func (o Operation) Next() Operation { return Operation{o.Incarnation, o.Number + 1} }

func (s Seat) key() store.DeskKey {
	return store.DeskKey{Office: s.Office, Location: s.Location, Number: s.Desk}
}

// TakeDesk seats a clerk at a desk and returns the desk's last operation, which the
// next one must follow. A clerk who comes back to the own desk, from whatever
// browser, gets it; a colleague's desk only with over. The person who is served
// there stays there. Another desk that the workstation had is given up.
//
// Errors: [ErrUnknownOffice], [ErrUnknownDesk], [*DeskTakenError], [ErrStillHere]
// where somebody is at the desk that the workstation had.
func (o *Office) TakeDesk(ctx context.Context, s Seat, over bool) (last Operation, err error) {
	k, err := o.known(ctx, s.Office)
	if err != nil {
		return Operation{}, err
	}
	needs := store.Keys{Desks: []store.DeskKey{s.key()}}
	for _, d := range k.plan.file.Desks {
		needs.Desks = append(needs.Desks, store.DeskKey{Office: s.Office, Location: d.Location, Number: d.Number})
	}
	err = o.update(ctx, s.Office, needs, func(tx *store.Tx, t *today) error {
		if _, ok := t.file.Desk(s.Location, s.Desk); !ok {
			return fmt.Errorf("%w: %d at %q", ErrUnknownDesk, s.Desk, s.Location)
		}
		if _, _, err := t.day(); err != nil {
			return err
		}
		desk, err := tx.Desk(s.key())
		if err != nil {
			return err
		}
		last = Operation{t.installation.Incarnation, desk.Operation}
		switch {
		case desk.Workstation == s.Workstation && desk.Clerk == s.Clerk:
			return nil
		case desk.Workstation != "" && desk.Clerk != s.Clerk && !over:
			return &DeskTakenError{Clerk: desk.Clerk, Since: desk.TakenAt}
		}
		if err := t.leaveOthers(s); err != nil {
			return err
		}
		before := desk.Clerk
		desk.Workstation, desk.Clerk, desk.TakenAt = s.Workstation, s.Clerk, t.now
		desk.Paused, desk.PausedAt, desk.Undo, desk.BodyHash, desk.Answer = "", time.Time{}, "", "", ""
		tx.PutDesk(desk)
		_, err = tx.Append(t.deskEvent(DeskTaken, s, detail(takenDetail{From: before})))
		return err
	})
	return last, err
}

// LeaveDesk gives the desk up. Errors: [ErrStillHere], [ErrTakenOver].
func (o *Office) LeaveDesk(ctx context.Context, s Seat) error {
	return o.update(ctx, s.Office, store.Keys{Desks: []store.DeskKey{s.key()}}, func(tx *store.Tx, t *today) error {
		if _, _, err := t.day(); err != nil {
			return err
		}
		desk, err := tx.Desk(s.key())
		switch {
		case err != nil:
			return err
		case desk.Workstation != s.Workstation:
			return ErrTakenOver
		}
		return t.leave(s, desk)
	})
}

// leave gives up a desk of the seat's workstation. Errors: [ErrStillHere].
func (t *today) leave(s Seat, desk store.Desk) error {
	if desk.Ticket != "" {
		return ErrStillHere
	}
	t.tx.PutDesk(vacated(desk))
	_, err := t.tx.Append(t.deskEvent(DeskLeft, s, ""))
	return err
}

// leaveOthers gives up every desk of the workstation but the seat's. Errors: [ErrStillHere].
func (t *today) leaveOthers(s Seat) error {
	for _, d := range t.file.Desks {
		other := s
		other.Location, other.Desk = d.Location, d.Number
		if other == s {
			continue
		}
		desk, err := t.tx.Desk(other.key())
		if err == nil && desk.Workstation == s.Workstation {
			err = t.leave(other, desk)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// vacated is the desk without its clerk. Numbers of operations go on.
func vacated(d store.Desk) store.Desk {
	return store.Desk{DeskKey: d.DeskKey, Operation: d.Operation, LastCalls: d.LastCalls}
}

// deskEvent of a desk that concerns no ticket.
func (t *today) deskEvent(kind string, s Seat, detail string) store.Event {
	return store.Event{
		Office: s.Office, At: t.now, Kind: kind, Location: s.Location, Desk: s.Desk, Clerk: s.Clerk, Detail: detail,
	}
}

// floorNeeds names the rows that choosing a ticket at a location asks for.
func floorNeeds(s Seat, k known) store.Keys {
	needs := store.Keys{Queues: []store.QueueKey{{Office: s.Office, Location: s.Location, Day: k.day}}}
	for _, d := range k.plan.file.Desks {
		if d.Location == s.Location {
			needs.Desks = append(needs.Desks, store.DeskKey{Office: s.Office, Location: s.Location, Number: d.Number})
		}
	}
	return needs
}

// callingDesk is a desk as the rule of calling sees it.
func callingDesk(file *officefile.Desk, row store.Desk) calling.Desk {
	d := calling.Desk{Number: file.Number, Services: file.Services}
	for k := range strings.FieldsSeq(row.LastCalls) {
		d.Last = append(d.Last, calling.Kind(k))
	}
	return d
}

// keepCalls writes the last calls of a desk as they are stored.
func keepCalls(last []calling.Kind) string {
	words := make([]string, len(last))
	for i, k := range last {
		words[i] = string(k)
	}
	return strings.Join(words, " ")
}

// callingPolicy is the office's policy as the rule of calling reads it.
func (p *plan) callingPolicy() calling.Policy {
	c := p.file.Policy.Calling
	return calling.Policy{MaxWalkinWait: time.Duration(c.MaxWalkinWait) * time.Minute, BookingsInARow: c.BookingsInARow}
}

// patience is how long a desk calls, from the office's policy.
func (p *plan) patience() queue.Patience {
	c := p.file.Policy.Calling
	return queue.Patience{
		Repeats: c.CallRepeat, Interval: time.Duration(c.CallIntervalS) * time.Second,
		Longest: time.Duration(c.NoShowAfterS) * time.Second, ComeBack: time.Duration(c.NoShowRecallMin) * time.Minute,
	}
}

// openDesks says which desks of the location have a clerk who works.
func (t *today) openDesks(s Seat) (func(int) bool, error) {
	open := map[int]bool{}
	for _, d := range t.file.Desks {
		if d.Location != s.Location {
			continue
		}
		row, err := t.tx.Desk(store.DeskKey{Office: s.Office, Location: s.Location, Number: d.Number})
		if err != nil {
			return nil, err
		}
		open[d.Number] = row.Workstation != "" && row.Paused == ""
	}
	return func(desk int) bool { return open[desk] }, nil
}
