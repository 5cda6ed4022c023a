package office

import (
	"encoding/json"
	"slices"
	"time"

	"numerek/central/queue"
)

// UndoFor is how long the last deed of a desk can be taken back.
const UndoFor = 10 * time.Second

// undo is what takes a deed back, as it is kept with the desk.
type undo struct {
	Deed      Deed      `json:"deed"`
	At        time.Time `json:"at"`
	Ticket    string    `json:"ticket,omitempty"`     // that was at the desk before
	LastCalls string    `json:"last_calls,omitempty"` // of the desk, before
	Paused    string    `json:"paused,omitempty"`     // likewise, and since when
	PausedAt  time.Time `json:"paused_at,omitzero"`
	Tickets   []undone  `json:"tickets"` // that the deed changed, in order
}

// undone is a ticket before a deed, and the revision that the deed gave it.
type undone struct {
	Before   queue.Ticket `json:"before"`
	Revision int64        `json:"revision"`
	Called   bool         `json:"called"` // the deed was a call
}

// worth says whether there is something to take back. A number that was given
// out by hand is somebody's: it can be withdrawn, not undone.
func (u *undo) worth() bool {
	return len(u.Tickets) > 0 && u.Deed != DeedGiveOut && u.Deed != DeedCallAgain
}

// note adds what a deed does to a ticket. A ticket that it changes twice goes
// back to where it was first.
func (u *undo) note(before, after queue.Ticket) {
	called := after.State == queue.Called
	for i := range u.Tickets {
		if u.Tickets[i].Before.ID == after.ID {
			u.Tickets[i].Revision, u.Tickets[i].Called = after.Revision, called
			return
		}
	}
	u.Tickets = append(u.Tickets, undone{Before: before, Revision: after.Revision, Called: called})
}

// lastDeed reads what the desk may take back; nil if nothing.
func lastDeed(stored string) (*undo, error) {
	if stored == "" {
		return nil, nil //nolint:nilnil // Nothing is what there is.
	}
	u := new(undo)
	return u, json.Unmarshal([]byte(stored), u)
}

// takeBack undoes the desk's last deed, unless it is too old or anybody has done
// something with one of its tickets since.
func (x *acting) takeBack() error {
	last, err := lastDeed(x.desk.Undo)
	switch {
	case err != nil:
		return err
	case last == nil:
		return no(NothingToUndo)
	case x.now.Sub(last.At) > UndoFor:
		return no(UndoTooLate)
	}
	now := make([]queue.Ticket, len(last.Tickets))
	for i, u := range last.Tickets {
		if now[i], err = x.tx.Ticket(x.seat.Office, u.Before.ID); err != nil {
			return err
		}
		if now[i].Revision != u.Revision {
			return x.overtaken(now[i])
		}
	}
	// The desk must still be as the deed left it: a ticket that came meanwhile stays.
	if x.desk.Ticket != "" && x.desk.Ticket != last.Ticket && !last.concerns(x.desk.Ticket) {
		return no(SomebodyHere)
	}
	for i, k := range slices.Backward(now) {
		kind := TicketUndone
		if last.Tickets[i].Called {
			kind = CallTakenBack
		}
		after := k.Restore(last.Tickets[i].Before)
		if err := x.record(k, after, kind, undoneDetail{Deed: last.Deed, State: after.State}); err != nil {
			return err
		}
	}
	if err := x.rest(last.Paused, last.PausedAt); err != nil {
		return err
	}
	x.desk.Ticket, x.desk.LastCalls, x.desk.Undo = last.Ticket, last.LastCalls, ""
	// The deed is named by the ticket that it changed last: who was called, not who was finished for it.
	named := now[len(now)-1]
	x.out.Ticket, x.out.Number, x.out.Service, x.out.Undone = named.ID, named.Number.String(), named.Service, last.Deed
	return nil
}

// concerns says whether the deed changed a ticket.
func (u *undo) concerns(id string) bool {
	for _, t := range u.Tickets {
		if t.Before.ID == id {
			return true
		}
	}
	return false
}
