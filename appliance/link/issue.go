package link

import (
	"context"
	"errors"
	"fmt"
	"time"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"numerek/appliance/journal"
	"numerek/appliance/kiosk"
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
type Request struct {
	ID        string // UUIDv7, in the journal already
	ServiceID string // empty with a code
	Code      kiosk.Code
	Language  string
	Priority  bool // of a service
}

// Answer is a ticket, or why there is none.
type Answer struct {
	Ticket      kiosk.Ticket   // zero if refused
	Held        journal.Ticket // what the journal keeps of it
	Refused     bool
	Refusal     kiosk.Refusal     // of a service
	CodeRefusal kiosk.CodeRefusal // of a code
}

// Issue asks for a ticket until the server answers, for IssueLimit at most; all
// tries carry the same key. Errors: ErrNoAnswer, ErrRejected.
func (l *Link) Issue(ctx context.Context, r Request) (Answer, error) {
	ctx, cancel := context.WithTimeout(ctx, IssueLimit)
	defer cancel()
	if r.Code != "" {
		l.giveUp(ctx)
	}
	for wait := line.FirstRedial; ; wait = min(2*wait, tryLimit) {
		answer, err := l.tryIssue(ctx, r)
		switch {
		case err == nil:
			return answer, l.ours(answer)
		case rejects(err):
			return Answer{}, fmt.Errorf("%w: %w", ErrRejected, err)
		}
		l.o.Log.InfoContext(ctx, "ticket asked for again", "request", r.ID, "err", err)
		line.Nap(ctx, wait)
		if ctx.Err() != nil {
			return Answer{}, fmt.Errorf("%w: %w", ErrNoAnswer, err)
		}
	}
}

// tryIssue asks once.
func (l *Link) tryIssue(ctx context.Context, r Request) (Answer, error) {
	incarnation, epoch, err := l.standing(ctx)
	if err != nil {
		return Answer{}, err
	}
	ctx, cancel := context.WithTimeout(ctx, tryLimit)
	defer cancel()
	if r.Code != "" {
		m, err := l.client.CheckIn(ctx, &numerekv1.CheckInRequest{
			RequestId: r.ID, Code: string(r.Code), Language: r.Language, Incarnation: incarnation, BootEpoch: epoch,
		})
		if err := l.fence(incarnation, m.GetIncarnation(), err); err != nil {
			return Answer{}, err
		}
		return checkedFrom(m, r)
	}
	m, err := l.client.IssueTicket(ctx, &numerekv1.IssueTicketRequest{
		RequestId: r.ID, ServiceId: r.ServiceID, Language: r.Language, Priority: r.Priority,
		Incarnation: incarnation, BootEpoch: epoch,
	})
	if err := l.fence(incarnation, m.GetIncarnation(), err); err != nil {
		return Answer{}, err
	}
	return answerFrom(m, r)
}

// fence lets an answer pass if it comes from the incarnation that was asked and
// that is still the current one. A refusal that may mean another incarnation, or
// that this device must stop, makes the link say hello again.
func (l *Link) fence(asked, answered string, err error) error {
	switch c := status.Code(err); {
	case c == codes.FailedPrecondition || c == codes.Aborted || c == codes.PermissionDenied:
		l.doubt(asked)
		return err
	case err != nil:
		return err
	case answered != asked:
		l.doubt(asked)
		return line.ErrIncarnation
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if asked != l.incarnation {
		return line.ErrIncarnation // an old answer, overtaken by a hello
	}
	return nil
}

// rejects says that asking again can never help.
func rejects(err error) bool {
	switch status.Code(err) {
	case codes.InvalidArgument, codes.AlreadyExists, codes.PermissionDenied, codes.Unimplemented, codes.OutOfRange:
		return true
	default:
		return false
	}
}

// deliver empties the outbox whenever something is in it, for ever.
func (l *Link) deliver(ctx context.Context) {
	wait := firstDeliver
	for ctx.Err() == nil {
		left := l.deliverOnce(ctx)
		var again <-chan time.Time
		if left {
			again = time.After(wait)
			wait = min(2*wait, longDeliver)
		}
		select {
		case <-l.bell:
			wait = firstDeliver
		case <-again:
		case <-ctx.Done():
		}
	}
}

// deliverOnce tries everything in the outbox once, oldest first, and says
// whether anything is left.
func (l *Link) deliverOnce(ctx context.Context) (left bool) {
	for _, e := range l.o.Memory.State().Open {
		if e.Stage != journal.Done && e.Stage != journal.Abandoned {
			continue
		}
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
	incarnation, epoch, err := l.standing(ctx)
	if err != nil {
		return err
	}
	var answered string
	if e.Stage == journal.Abandoned {
		m, callErr := l.client.AbandonTicket(ctx, &numerekv1.AbandonTicketRequest{
			RequestId: e.Request, Reason: reasonProto(e.Reason), Incarnation: incarnation, BootEpoch: epoch,
		})
		answered, err = m.GetIncarnation(), callErr
	} else {
		m, callErr := l.client.ReportTicket(ctx, &numerekv1.ReportTicketRequest{
			Ticket: heldProto(e), Incarnation: incarnation, BootEpoch: epoch,
		})
		answered, err = m.GetIncarnation(), callErr
	}
	if e.Stage == journal.Abandoned && status.Code(err) == codes.AlreadyExists {
		return l.settle(e) // somebody has the number by now: it stays callable
	}
	if err := l.fence(incarnation, answered, err); err != nil {
		return err
	}
	return l.settle(e)
}
