package office

import (
	"errors"
	"fmt"
	"time"

	"numerek/central/calling"
	"numerek/central/officefile"
	"numerek/central/queue"
	"numerek/central/store"
)

// deskFile is what the office file says of a desk.
type deskFile = officefile.Desk

// deeds says how each deed is done. A deed checks before it writes.
var deeds = map[Deed]func(*acting) error{
	DeedCallNext: (*acting).callNext, DeedCall: (*acting).callChosen, DeedCallAgain: (*acting).callAgain,
	DeedStart: (*acting).start, DeedFinish: (*acting).finish, DeedMiss: (*acting).miss, DeedPark: (*acting).park, DeedTransfer: (*acting).transfer,
	DeedResume: (*acting).resume, DeedRevive: (*acting).revive, DeedWithdraw: (*acting).withdraw, DeedRaise: (*acting).raise,
	DeedGiveOut: (*acting).giveOut, DeedPause: (*acting).pause, DeedContinue: (*acting).goOn,
	DeedStopService: (*acting).stopService, DeedStartService: (*acting).startService, DeedUndo: (*acting).takeBack,
}

// here returns the ticket at the desk, which must be the one that the clerk saw.
func (x *acting) here() (queue.Ticket, error) {
	if x.desk.Ticket == "" {
		return queue.Ticket{}, no(NobodyHere)
	}
	k, err := x.tx.Ticket(x.seat.Office, x.desk.Ticket)
	if err == nil && x.action.Ticket != "" && x.action.Ticket != k.ID {
		err = x.overtaken(k)
	}
	return k, err
}

// chosen returns the ticket that the action names, which must be at this location.
func (x *acting) chosen() (queue.Ticket, error) {
	k, err := x.tx.Ticket(x.seat.Office, x.action.Ticket)
	switch {
	case errors.Is(err, store.ErrNotFound), err == nil && (k.Location != x.seat.Location || k.Day != x.row.Day):
		return k, no(NobodyHere)
	}
	return k, err
}

// overtaken refuses because the ticket is not where the clerk saw it.
func (x *acting) overtaken(k queue.Ticket) error {
	out := Outcome{Refused: Overtaken, Ticket: k.ID, Number: k.Number.String(), State: k.State}
	if k.State == queue.Called || k.State == queue.Serving || k.State == queue.Parked {
		out.Desk = k.Desk
	}
	return &refuse{out}
}

// refusal turns what package queue says into what a clerk is told.
func (x *acting) refusal(k queue.Ticket, err error) error {
	switch {
	case err == nil:
		return nil
	case errors.Is(err, queue.ErrTooSoon):
		return &refuse{Outcome{Refused: TooSoon, Ticket: k.ID, Number: k.Number.String(), From: k.MayMiss(x.patience())}}
	case errors.Is(err, queue.ErrRevived), errors.Is(err, queue.ErrTooLate):
		return &refuse{Outcome{Refused: CannotReturn, Ticket: k.ID, Number: k.Number.String()}}
	case errors.Is(err, queue.ErrNowhere):
		return no(Nowhere)
	}
	return x.overtaken(k)
}

// record keeps what became of a ticket, with its row in the timeline.
func (x *acting) record(before, after queue.Ticket, kind string, particulars any) error {
	if err := x.keep(before, after); err != nil {
		return err
	}
	if x.undo != nil {
		x.undo.note(before, after)
	}
	e := x.event(kind, after, "", "")
	e.Desk, e.Clerk = x.seat.Desk, x.seat.Clerk
	if particulars != nil {
		e.Detail = detail(particulars)
	}
	_, err := x.tx.Append(e)
	x.out.Ticket, x.out.Number, x.out.Service = after.ID, after.Number.String(), after.Service
	return err
}

func (x *acting) callNext() error {
	if x.desk.Ticket != "" {
		if err := x.finish(); err != nil {
			return err
		}
		x.out = Outcome{Finished: x.out.Number}
	}
	open, err := x.openDesks(x.seat)
	if err != nil {
		return err
	}
	waiting, err := x.tx.Waiting(store.QueueKey{Office: x.seat.Office, Location: x.seat.Location, Day: x.row.Day})
	if err != nil {
		return err
	}
	here := func(desk int) bool { return desk == x.seat.Desk || open(desk) }
	next, ok := calling.Next(waiting, callingDesk(&x.at, x.desk), here, x.callingPolicy(), x.now)
	switch {
	case ok:
		return x.call(next.Ticket, next.Reason)
	case x.out.Finished == "":
		return no(NobodyWaiting)
	}
	x.out.Refused = NobodyWaiting // only this half of the deed
	return nil
}

// call asks a ticket to this desk.
func (x *acting) call(before queue.Ticket, why calling.Reason) error {
	after, err := before.Call(x.seat.Desk, x.now)
	if err != nil {
		return x.refusal(before, err)
	}
	if err := x.rest("", time.Time{}); err != nil {
		return err
	}
	x.desk.Ticket = after.ID
	x.desk.LastCalls = keepCalls(callingDesk(&x.at, x.desk).Called(calling.KindOf(before), x.callingPolicy()).Last)
	x.out.Why = why
	return x.record(before, after, TicketCalled,
		CallDetail{Number: after.Number.String(), Language: after.Language, Times: after.Calls, Why: why})
}

func (x *acting) callChosen() error {
	k, err := x.chosen()
	if err != nil {
		return err
	}
	if x.desk.Ticket != "" {
		return no(SomebodyHere)
	}
	switch k.State {
	case queue.Parked:
		if k, err = x.step(k, queue.Ticket.Resume, TicketResumed, nil); err != nil {
			return err
		}
	case queue.NoShow:
		if k, err = x.step(k, x.comeBack, TicketRevived, nil); err != nil {
			return err
		}
	default:
	}
	return x.call(k, "")
}

// step does one thing with a ticket and records it.
func (x *acting) step(before queue.Ticket, do func(queue.Ticket) (queue.Ticket, error), kind string, particulars any) (queue.Ticket, error) {
	after, err := do(before)
	if err != nil {
		return before, x.refusal(before, err)
	}
	return after, x.record(before, after, kind, particulars)
}

func (x *acting) callAgain() error {
	before, err := x.here()
	if err != nil {
		return err
	}
	after, err := before.CallAgain(x.seat.Desk, x.now)
	if err != nil {
		return x.refusal(before, err)
	}
	return x.record(before, after, TicketCalledAgain,
		CallDetail{Number: after.Number.String(), Language: after.Language, Times: after.Calls})
}

func (x *acting) start() error {
	k, err := x.here()
	if err == nil {
		_, err = x.step(k, func(k queue.Ticket) (queue.Ticket, error) { return k.Start(x.seat.Desk, x.now) }, TicketStarted, nil)
	}
	return err
}

// away does something after which the ticket is not at the desk any more.
func (x *acting) away(do func(queue.Ticket) (queue.Ticket, error), kind string, particulars any) error {
	k, err := x.here()
	if err != nil {
		return err
	}
	if _, err = x.step(k, do, kind, particulars); err != nil {
		return err
	}
	x.desk.Ticket = ""
	return nil
}

func (x *acting) finish() error {
	return x.away(func(k queue.Ticket) (queue.Ticket, error) { return k.Finish(x.seat.Desk, x.now) }, TicketFinished, nil)
}

func (x *acting) miss() error {
	return x.away(func(k queue.Ticket) (queue.Ticket, error) { return k.Miss(x.seat.Desk, x.patience(), x.now) }, TicketMissed, nil)
}

func (x *acting) park() error {
	return x.away(func(k queue.Ticket) (queue.Ticket, error) { return k.Park(x.seat.Desk) }, TicketParked, x.reason())
}

// reason is the clerk's, if there is one.
func (x *acting) reason() any {
	if r := clip(x.action.Reason); r != "" {
		return reasonDetail{Reason: r}
	}
	return nil
}

func (x *acting) transfer() error {
	k, err := x.here()
	if err != nil {
		return err
	}
	service := x.action.Service
	if service == "" {
		service = k.Service
	}
	if x.locationOf(service) != x.seat.Location {
		return no(NoSuchService)
	}
	if _, ok := x.file.Desk(x.seat.Location, x.action.Desk); x.action.Desk != 0 && !ok {
		return no(NoSuchDesk)
	}
	err = x.away(func(k queue.Ticket) (queue.Ticket, error) { return k.Transfer(x.seat.Desk, service, x.action.Desk) },
		TicketTransferred, transferDetail{From: k.Service, To: service, Desk: x.action.Desk})
	x.out.Desk = x.action.Desk
	return err
}

// locationOf returns where a service is given; empty if there is none.
func (x *acting) locationOf(service string) string {
	if _, ok := x.file.Service(service); !ok {
		return ""
	}
	return x.file.LocationOf(service)
}

func (x *acting) comeBack(k queue.Ticket) (queue.Ticket, error) { return k.Revive(x.patience(), x.now) }

// aside does something with a ticket that is not at the desk.
func (x *acting) aside(do func(queue.Ticket) (queue.Ticket, error), kind string, particulars any) error {
	k, err := x.chosen()
	if err == nil {
		_, err = x.step(k, do, kind, particulars)
	}
	return err
}

func (x *acting) resume() error { return x.aside(queue.Ticket.Resume, TicketResumed, nil) }

func (x *acting) revive() error { return x.aside(x.comeBack, TicketRevived, nil) }

func (x *acting) withdraw() error {
	return x.aside(func(k queue.Ticket) (queue.Ticket, error) { return k.Withdraw(x.now) }, TicketWithdrawn, x.reason())
}

func (x *acting) raise() error {
	if x.reason() == nil {
		return no(ReasonMissing)
	}
	return x.aside(queue.Ticket.Raise, TicketRaised, x.reason())
}

// giveOut gives a number to a person without a ticket; the clerk says it. It is
// the staff's decision, so that neither hours nor caps nor a stop stand in its way.
func (x *acting) giveOut() error {
	service, ok := x.file.Service(x.action.Service)
	if !ok || x.file.LocationOf(service.ID) != x.seat.Location {
		return no(NoSuchService)
	}
	if _, trusted, err := x.day(); err != nil || !trusted {
		return errors.Join(err, no(ClockUnsure))
	}
	tally, err := x.tx.Tally(x.seat.Office, service.ID, x.row.Day)
	if err != nil {
		return err
	}
	request := Request{ID: x.fresh.id, Service: service.ID, Language: x.action.Language, Priority: x.action.Priority}
	k, err := x.newTicket(Caller{Office: x.seat.Office}, request, service, tally, x.fresh.token)
	if err != nil {
		return err
	}
	k.Paper = queue.PaperShown
	return x.record(queue.Ticket{}, k, TicketIssued,
		issuedDetail{Number: k.Number.String(), Ahead: k.Ahead, Priority: k.Priority})
}

func (x *acting) pause() error {
	reason := clip(x.action.Reason)
	switch {
	case reason == "":
		return no(ReasonMissing)
	case x.desk.Ticket != "":
		return no(SomebodyHere)
	}
	return x.rest(reason, x.now)
}

func (x *acting) goOn() error { return x.rest("", time.Time{}) }

// rest lets the desk pause for a reason, or work where there is none.
func (x *acting) rest(reason string, since time.Time) error {
	if reason == x.desk.Paused {
		return nil
	}
	x.desk.Paused, x.desk.PausedAt = reason, since
	e := x.deskEvent(DeskContinued, x.seat, "")
	if reason != "" {
		e = x.deskEvent(DeskPaused, x.seat, detail(reasonDetail{Reason: reason}))
	}
	_, err := x.tx.Append(e)
	return err
}

func (x *acting) stopService() error {
	reason := clip(x.action.Reason)
	if reason == "" {
		return no(ReasonMissing)
	}
	return x.setStopped(reason, ServiceStopped)
}

func (x *acting) startService() error { return x.setStopped("", ServiceStarted) }

func (x *acting) setStopped(reason, kind string) error {
	if x.locationOf(x.action.Service) != x.seat.Location {
		return no(NoSuchService)
	}
	tally, err := x.tx.Tally(x.seat.Office, x.action.Service, x.row.Day)
	if err != nil {
		return err
	}
	tally.Stopped = reason
	x.tx.PutTally(tally)
	e := x.deskEvent(kind, x.seat, detail(reasonDetail{Reason: reason}))
	e.Service, x.out.Service = x.action.Service, x.action.Service
	if _, err = x.tx.Append(e); err != nil {
		return fmt.Errorf("%s: %w", kind, err)
	}
	return nil
}
