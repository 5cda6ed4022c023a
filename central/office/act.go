package office

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/google/uuid"

	"numerek/central/calling"
	"numerek/central/queue"
	"numerek/central/store"
)

// Deed is what a clerk does. The words are kept in the database.
type Deed string

// The deeds of a desk. Those about "the ticket" concern the one at the desk.
const (
	DeedCallNext     Deed = "call_next"   // whoever the rule chooses; finishes the ticket that is there
	DeedCall         Deed = "call_chosen" // a ticket that waits, is parked or was missed
	DeedCallAgain    Deed = "call_again"
	DeedStart        Deed = "start"
	DeedFinish       Deed = "finish"
	DeedMiss         Deed = "miss" // nobody came
	DeedPark         Deed = "park"
	DeedTransfer     Deed = "transfer" // to Action.Service, Action.Desk or both
	DeedResume       Deed = "resume"   // a parked ticket waits again
	DeedRevive       Deed = "revive"   // a no-show waits again
	DeedWithdraw     Deed = "withdraw" // a ticket that waits or is parked
	DeedRaise        Deed = "raise"    // priority to a ticket that waits
	DeedGiveOut      Deed = "give_out" // a ticket by hand
	DeedPause        Deed = "pause"
	DeedContinue     Deed = "continue"      // the pause is over
	DeedStopService  Deed = "stop_service"  // no tickets of Action.Service for today
	DeedStartService Deed = "start_service" // tickets again
	DeedUndo         Deed = "undo"          // the desk's last deed
)

// Action is one deed with its particulars; what a deed does not need is empty.
type Action struct {
	Deed     Deed   `json:"deed"`
	Ticket   string `json:"ticket,omitempty"` // id; of the one at the desk it is what the clerk saw there
	Service  string `json:"service,omitempty"`
	Desk     int    `json:"desk,omitempty"`
	Reason   string `json:"reason,omitempty"`
	Language string `json:"language,omitempty"` // of a ticket by hand
	Priority bool   `json:"priority,omitempty"` // of a ticket by hand
}

// Refused is why a deed was not done; nothing was changed then. The words are
// kept in the database.
type Refused string

// The refusals of a deed.
const (
	NobodyWaiting Refused = "nobody_waiting"
	NobodyHere    Refused = "nobody_here" // the deed is about the ticket at the desk, and there is none
	SomebodyHere  Refused = "somebody_here"
	Overtaken     Refused = "overtaken"     // somebody else did something with the ticket
	TooSoon       Refused = "too_soon"      // call again, or wait until Outcome.From
	CannotReturn  Refused = "cannot_return" // the no-show came back once already, or too late
	NothingToUndo Refused = "nothing_to_undo"
	UndoTooLate   Refused = "undo_too_late"
	NoSuchService Refused = "no_such_service" // at this location
	NoSuchDesk    Refused = "no_such_desk"
	Nowhere       Refused = "nowhere" // transfer to where the ticket is
	ReasonMissing Refused = "reason_missing"
	ClockUnsure   Refused = "clock"
)

// Outcome is the answer to an action. Asking again under the same number gives
// the same one.
type Outcome struct {
	Deed     Deed           `json:"deed"`
	Refused  Refused        `json:"refused,omitempty"`
	Ticket   string         `json:"ticket,omitempty"` // id of the ticket that the deed concerned
	Number   string         `json:"number,omitempty"`
	Finished string         `json:"finished,omitempty"` // number of the one that calling the next finished
	Why      calling.Reason `json:"why,omitempty"`      // this ticket was called
	State    queue.State    `json:"state,omitempty"`    // of an overtaken ticket
	Desk     int            `json:"desk,omitempty"`     // that overtook, or that the ticket goes to
	Service  string         `json:"service,omitempty"`  // id that the deed concerned
	From     time.Time      `json:"from,omitzero"`      // when the deed may be tried again
	Undone   Deed           `json:"undone,omitempty"`
	At       time.Time      `json:"at"`
}

// refuse makes a deed come to nothing.
type refuse struct{ outcome Outcome }

func (r *refuse) Error() string { return "refused: " + string(r.outcome.Refused) }

func no(why Refused) error { return &refuse{Outcome{Refused: why}} }

// acting is one action while it is done.
type acting struct {
	*today
	seat   Seat
	action Action
	at     deskFile
	desk   store.Desk // the row, as it will be kept
	undo   *undo      // gathers what takes the action back
	fresh  ticketSeed // for a ticket by hand
	out    Outcome
}

// Act does one action of a desk. Its operation is the one after that of the desk's
// last action: the last one again gets the stored answer, "nobody waits" included,
// so that a repeated request never calls two people. Any other is of a page that
// does not know what happened, be it that history went back.
//
// Errors: [ErrUnknownDesk], [ErrTakenOver], [ErrOldAction], [ErrOtherBody], and
// of the store. A deed that is refused is no error but an Outcome.
func (o *Office) Act(ctx context.Context, s Seat, op Operation, a Action) (Outcome, error) {
	k, err := o.known(ctx, s.Office)
	if err != nil {
		return Outcome{}, err
	}
	var look *outlook
	if a.Deed == DeedGiveOut {
		look = o.outlook(ctx, s.Office, 0)
	}
	seed, err := o.seed()
	if err != nil {
		return Outcome{}, err
	}
	hash := a.hash()
	var out Outcome
	err = o.update(ctx, s.Office, actNeeds(s, a, k), func(tx *store.Tx, t *today) error {
		desk, err := tx.Desk(s.key())
		if err != nil {
			return err
		}
		again, err := t.repeated(desk, s, op, hash)
		if err != nil {
			return err
		}
		if again {
			return json.Unmarshal([]byte(desk.Answer), &out)
		}
		file, ok := t.file.Desk(s.Location, s.Desk)
		if !ok {
			return fmt.Errorf("%w: %d at %q", ErrUnknownDesk, s.Desk, s.Location)
		}
		if _, _, err := t.day(); err != nil {
			return err
		}
		t.outlook = look.on(t.row.Day)
		x := &acting{today: t, seat: s, action: a, at: file, desk: desk, fresh: seed}
		if out, err = x.do(); err != nil {
			return err
		}
		answer, err := json.Marshal(out)
		if err != nil {
			return err
		}
		x.desk.Operation, x.desk.BodyHash, x.desk.Answer = op.Number, hash, string(answer)
		tx.PutDesk(x.desk)
		return nil
	})
	return out, err
}

// repeated says whether an operation is the desk's last one, asked for again.
// Errors: [ErrTakenOver], [ErrOldAction], [ErrOtherBody].
func (t *today) repeated(desk store.Desk, s Seat, op Operation, hash string) (bool, error) {
	switch {
	case desk.Workstation == "" || desk.Workstation != s.Workstation:
		return false, fmt.Errorf("%w: %d at %s", ErrTakenOver, s.Desk, s.Location)
	case op.Incarnation != t.installation.Incarnation:
		return false, fmt.Errorf("%w: of incarnation %q", ErrOldAction, op.Incarnation)
	case op.Number == desk.Operation && desk.BodyHash != hash:
		return false, fmt.Errorf("%w: operation %d", ErrOtherBody, op.Number)
	case op.Number != desk.Operation && op.Number != desk.Operation+1:
		return false, fmt.Errorf("%w: %d after %d", ErrOldAction, op.Number, desk.Operation)
	}
	return op.Number == desk.Operation, nil
}

func (a Action) hash() string {
	b, err := json.Marshal(a)
	if err != nil {
		return "" // only texts and numbers
	}
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:16])
}

func actNeeds(s Seat, a Action, k known) store.Keys {
	needs := store.Keys{Desks: []store.DeskKey{s.key()}}
	if a.Deed == DeedCallNext { // the only one that looks at everybody
		needs = floorNeeds(s, k)
	}
	if a.Ticket != "" {
		needs.Tickets = append(needs.Tickets, store.RequestKey{Office: s.Office, Request: a.Ticket})
	}
	return needs
}

// do carries the action out, or refuses it and leaves the desk as it was.
func (x *acting) do() (Outcome, error) {
	before := x.desk
	if x.action.Deed != DeedUndo {
		x.undo = &undo{
			Deed: x.action.Deed, At: x.now, Ticket: x.desk.Ticket, LastCalls: x.desk.LastCalls,
			Paused: x.desk.Paused, PausedAt: x.desk.PausedAt,
		}
	}
	do, ok := deeds[x.action.Deed]
	if !ok {
		return Outcome{}, fmt.Errorf("unknown deed %q", x.action.Deed)
	}
	var refused *refuse
	switch err := do(x); {
	case errors.As(err, &refused):
		x.desk, x.out = before, refused.outcome
		x.tx.Forget()
	case err != nil:
		return Outcome{}, err
	case x.undo != nil && x.undo.worth():
		b, err := json.Marshal(x.undo)
		if err != nil {
			return Outcome{}, err
		}
		x.desk.Undo = string(b)
	case x.undo != nil && x.action.Deed != DeedPause && x.action.Deed != DeedContinue:
		x.desk.Undo = ""
	}
	x.out.Deed, x.out.At = x.action.Deed, x.now
	return x.out, nil
}

// ticketSeed is what is random about a ticket, made before the transaction.
type ticketSeed struct{ id, token string }

func (o *Office) seed() (ticketSeed, error) {
	token, err := o.token()
	if err != nil {
		return ticketSeed{}, err
	}
	id, err := uuid.NewV7FromReader(o.random)
	return ticketSeed{id: id.String(), token: token}, err
}
