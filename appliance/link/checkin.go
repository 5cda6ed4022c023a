package link

import (
	"context"
	"fmt"

	"numerek/appliance/errand"
	"numerek/appliance/kiosk"
	"numerek/appliance/link/line"
	numerekv1 "numerek/proto/numerek/v1"
)

// firstSettle is how long a code waits for the requests that this kiosk has given
// up: one of them may hold the code's ticket, which is then free again.
const firstSettle = tryLimit

// giveUp waits until the server knows of every request that was given up, for
// firstSettle at most.
func (l *Link) giveUp(ctx context.Context) {
	ctx, cancel := context.WithTimeout(ctx, firstSettle)
	defer cancel()
	if l.givingUp("") {
		l.Deliver()
	}
	for ctx.Err() == nil && l.givingUp("") {
		line.Nap(ctx, firstSettle/20)
	}
}

// givingUp says that the server may still void the ticket of a request, or of any
// request where none is named.
func (l *Link) givingUp(request string) bool { return errand.GivingUp(l.o.Memory.State(), request) }

// checkedFrom checks that the answer is to this request before anybody prints it.
func checkedFrom(m *numerekv1.CheckInResponse, r Request) (Answer, error) {
	if refusal := m.GetRefusal(); refusal != nil {
		return Answer{Refused: true, CodeRefusal: codeRefusalFrom(refusal)}, nil
	}
	return ticketAnswer(m.GetTicket(), r)
}

func codeRefusalFrom(r *numerekv1.CheckInRefusal) kiosk.CodeRefusal {
	out := kiosk.CodeRefusal{
		Reason: codeReasonFrom(r.GetReason()), Start: instant(r.GetStartsAt()), From: instant(r.GetWorksFrom()),
		Until: instant(r.GetWorksUntil()), PausedUntil: instant(r.GetPausedUntil()), ServiceID: r.GetServiceId(),
		Location: wordsFrom(r.GetLocationName()), Address: r.GetLocationAddress(),
	}
	if r.GetTicket() != nil {
		out.Ticket = ticketFrom(r.GetTicket())
	}
	return out
}

// codeReasonFrom takes what a newer server may add for unknown, as the contract says.
func codeReasonFrom(r numerekv1.CheckInReason) kiosk.CodeReason {
	switch r {
	case numerekv1.CheckInReason_CHECK_IN_REASON_CHECK_DIGIT:
		return kiosk.CodeCheckDigit
	case numerekv1.CheckInReason_CHECK_IN_REASON_EARLY:
		return kiosk.CodeEarly
	case numerekv1.CheckInReason_CHECK_IN_REASON_LATE:
		return kiosk.CodeLate
	case numerekv1.CheckInReason_CHECK_IN_REASON_USED:
		return kiosk.CodeUsed
	case numerekv1.CheckInReason_CHECK_IN_REASON_ELSEWHERE:
		return kiosk.CodeElsewhere
	case numerekv1.CheckInReason_CHECK_IN_REASON_PAUSED:
		return kiosk.CodePaused
	case numerekv1.CheckInReason_CHECK_IN_REASON_CANCELLED:
		return kiosk.CodeCancelled
	case numerekv1.CheckInReason_CHECK_IN_REASON_MISSED:
		return kiosk.CodeMissed
	case numerekv1.CheckInReason_CHECK_IN_REASON_ABANDONED:
		return kiosk.CodeAbandoned
	case numerekv1.CheckInReason_CHECK_IN_REASON_CLOCK:
		return kiosk.CodeClock
	default:
		return kiosk.CodeUnknown
	}
}

// ours says that a code has become a ticket which this kiosk has given up and the
// server does not know it yet: nobody may be shown a number that is about to be voided.
func (l *Link) ours(a Answer) error {
	if a.CodeRefusal.Reason == kiosk.CodeUsed && l.givingUp(a.CodeRefusal.Ticket.ID) {
		return fmt.Errorf("%w: the ticket of the code is being given up", ErrNoAnswer)
	}
	return nil
}
