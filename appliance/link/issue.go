package link

import (
	"context"
	"errors"
	"fmt"
	"time"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"numerek/appliance/errand"
	"numerek/appliance/journal"
	"numerek/appliance/link/line"
	numerekv1 "numerek/proto/numerek/v1"
)

// ErrNoAnswer means that no server answered in time. The caller must abandon
// the request: there may be a ticket.
var ErrNoAnswer = errors.New("no answer in time")

// ErrRejected means that the server takes the request for a mistake of the
// kiosk. The caller must abandon it all the same.
var ErrRejected = errors.New("the server rejects the request")

// Request asks for one ticket: of a service, or for the booking of a code.
type Request = errand.Request

// Answer is a ticket, or why there is none.
type Answer = errand.Answer

// Issue asks for a ticket until the server answers, for IssueLimit at most; all
// tries carry the same key. Errors: ErrNoAnswer, ErrRejected.
func (l *Link) Issue(ctx context.Context, r Request) (Answer, error) {
	ctx, cancel := context.WithTimeout(ctx, IssueLimit)
	defer cancel()
	if r.Code != "" {
		l.giveUp(ctx)
	}
	for asking := (errand.Asking{}); ; {
		answer, trouble, err := l.tryIssue(ctx, asking.Question(r))
		next, verdict, wait := asking.Tried(trouble)
		switch verdict {
		case errand.Accept:
			return answer, l.ours(answer)
		case errand.Reject:
			return Answer{}, fmt.Errorf("%w: %w", ErrRejected, err)
		case errand.Again:
			asking = next
		}
		l.o.Log.InfoContext(ctx, "ticket asked for again", "request", r.ID, "err", err)
		line.Nap(ctx, wait)
		if ctx.Err() != nil {
			return Answer{}, fmt.Errorf("%w: %w", ErrNoAnswer, err)
		}
	}
}

// tryIssue asks once. err says more about the trouble.
func (l *Link) tryIssue(ctx context.Context, r Request) (_ Answer, trouble errand.Trouble, err error) {
	at, err := l.standing(ctx)
	if err != nil {
		return Answer{}, errand.Silent, err
	}
	ctx, cancel := context.WithTimeout(ctx, tryLimit)
	defer cancel()
	if r.Code != "" {
		m, err := l.client.CheckIn(ctx, &numerekv1.CheckInRequest{
			RequestId: r.ID, Code: string(r.Code), Language: r.Language, Incarnation: at.Incarnation, BootEpoch: at.Epoch,
		})
		if trouble, err := l.fence(at.Incarnation, m.GetIncarnation(), err); trouble != errand.None {
			return Answer{}, trouble, err
		}
		return heard(checkedFrom(m, r))
	}
	m, err := l.client.IssueTicket(ctx, &numerekv1.IssueTicketRequest{
		RequestId: r.ID, ServiceId: r.ServiceID, Language: r.Language, Priority: r.Priority,
		Incarnation: at.Incarnation, BootEpoch: at.Epoch,
	})
	if trouble, err := l.fence(at.Incarnation, m.GetIncarnation(), err); trouble != errand.None {
		return Answer{}, trouble, err
	}
	return heard(answerFrom(m, r))
}

// heard takes an answer to another question for silence.
func heard(a Answer, err error) (Answer, errand.Trouble, error) {
	if err != nil {
		return Answer{}, errand.Silent, err
	}
	return a, errand.None, nil
}

// fence lets an answer pass if it comes from the incarnation that was asked and
// that is still the current one. A refusal that may mean another incarnation, or
// that this device must stop, makes the link say hello again. err is nil only
// where the answer passes.
func (l *Link) fence(asked, answered string, err error) (errand.Trouble, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	next, trouble := l.at.Fence(asked, answered, TroubleOf(status.Code(err)))
	l.stand(next)
	if err == nil && trouble != errand.None {
		err = line.ErrIncarnation
	}
	return trouble, err
}

// TroubleOf says what the code of a call means to the protocol.
func TroubleOf(code codes.Code) errand.Trouble {
	switch code {
	case codes.OK:
		return errand.None
	case codes.FailedPrecondition, codes.Aborted:
		return errand.History
	case codes.PermissionDenied:
		return errand.Barred
	case codes.InvalidArgument, codes.Unimplemented, codes.OutOfRange:
		return errand.Mistake
	case codes.AlreadyExists:
		return errand.Taken
	default:
		return errand.Silent
	}
}

// deliver empties the outbox whenever something is in it, for ever.
func (l *Link) deliver(ctx context.Context) {
	var patience errand.Patience
	for ctx.Err() == nil {
		left := l.deliverOnce(ctx)
		var again <-chan time.Time
		if left {
			var wait time.Duration
			patience, wait = patience.Next()
			again = time.After(wait)
		}
		select {
		case <-l.bell:
			patience = errand.Patience{}
		case <-again:
		case <-ctx.Done():
		}
	}
}

// deliverOnce tries everything in the outbox once, oldest first, and says
// whether anything is left.
func (l *Link) deliverOnce(ctx context.Context) (left bool) {
	for _, e := range errand.Outbox(l.o.Memory.State()) {
		// One that fails does not hold up the others.
		if err := l.deliverEntry(ctx, e); err != nil {
			left = true
			if ctx.Err() == nil {
				l.o.Log.WarnContext(ctx, "outcome not delivered yet", "request", e.Request, "stage", e.Stage, "err", err)
			}
		}
	}
	return left
}

// deliverEntry tells the server about one request and settles it.
func (l *Link) deliverEntry(ctx context.Context, e journal.Entry) error {
	ctx, cancel := context.WithTimeout(ctx, line.HelloLimit)
	defer cancel()
	at, err := l.standing(ctx)
	if err != nil {
		return err
	}
	var answered string
	if e.Stage == journal.Abandoned {
		m, callErr := l.client.AbandonTicket(ctx, &numerekv1.AbandonTicketRequest{
			RequestId: e.Request, Reason: reasonProto(e.Reason), Incarnation: at.Incarnation, BootEpoch: at.Epoch,
		})
		answered, err = m.GetIncarnation(), callErr
	} else {
		m, callErr := l.client.ReportTicket(ctx, &numerekv1.ReportTicketRequest{
			Ticket: heldProto(e), Incarnation: at.Incarnation, BootEpoch: at.Epoch,
			PaperAfterMs: l.paperAfter(e), Copies: int32(e.Copies), //nolint:gosec // A handful.
		})
		answered, err = m.GetIncarnation(), callErr
	}
	trouble, err := l.fence(at.Incarnation, answered, err)
	if !errand.Told(e, trouble) {
		return err
	}
	if err := l.settle(e); err != nil {
		return err
	}
	l.o.Log.InfoContext(ctx, "outcome delivered", "request", e.Request, "stage", e.Stage)
	return nil
}
