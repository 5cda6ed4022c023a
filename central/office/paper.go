package office

import (
	"context"
	"errors"
	"fmt"
	"time"

	"numerek/central/calendar"
	"numerek/central/queue"
	"numerek/central/store"
)

// Held is a ticket as a device remembers it.
type Held struct {
	Request  string
	Service  string
	Prefix   string
	Sequence int
	Day      queue.Day
	IssuedAt time.Time
	Language string
	Priority bool
	Paper    queue.Paper // pending while the outcome is not known
	Attempt  int         // papers begun
	Evidence string      // what the printer answered; no personal data
	Token    string      // of the status page; may be empty
	Booked   time.Time   // hour of its booking; zero for a walk-in
	Copies   int         // further papers that a person has asked for, so far
}

// Report takes a device's word on what became of a paper. It is idempotent, and
// a ticket that the server lost comes back with its number.
//
// Errors: [ErrRequestID], [ErrUnknownTicket] where the server has no such ticket
// and the report no number, or where the ticket is of another building, [ErrNumberTaken], [ErrNumberRange],
// [ErrUnknownService], those of package queue, of the fence, and of the store.
func (o *Office) Report(ctx context.Context, c Caller, h Held, incarnation string, epoch int64) (current string, err error) {
	if !h.Paper.Outcome() {
		return "", fmt.Errorf("%w: %q", queue.ErrPaper, h.Paper)
	}
	return o.present(ctx, c, h, func(t *today) error { return t.fence(c, incarnation, epoch) })
}

// present takes in one ticket of a device after the fence let it pass.
func (o *Office) present(ctx context.Context, c Caller, h Held, fence func(*today) error) (current string, err error) {
	if h.Request, err = requestID(h.Request); err != nil {
		return "", err
	}
	token, err := queue.ParseToken(h.Token)
	if err != nil {
		if token, err = o.token(); err != nil {
			return "", err
		}
	}
	needs := store.Keys{Tickets: []store.RequestKey{{Office: c.Office, Request: h.Request}}}
	if !c.Guest {
		needs.Devices = []store.DeviceKey{{Office: c.Office, ID: c.Device}}
	}
	err = o.update(ctx, c.Office, needs, func(tx *store.Tx, t *today) error {
		if err := fence(t); err != nil {
			return err
		}
		if _, _, err := t.day(); err != nil {
			return err
		}
		current = t.installation.Incarnation
		before, err := tx.Ticket(c.Office, h.Request)
		if errors.Is(err, store.ErrNotFound) {
			return t.resurrect(c, h, token)
		}
		if err == nil {
			err = c.owns(before)
		}
		if err != nil || !h.Paper.Outcome() {
			return err
		}
		return t.report(before, c, h)
	})
	if errors.Is(err, store.ErrExists) {
		err = fmt.Errorf("%w: %s %d of %s", ErrNumberTaken, h.Prefix, h.Sequence, h.Day)
		o.log.ErrorContext(ctx, "two tickets claim one number", "office", c.Office, "device", c.Device,
			"ticket", h.Request, "prefix", h.Prefix, "number", h.Sequence, "day", string(h.Day))
	}
	return current, o.fenced(ctx, c, err)
}

// owns refuses a device that speaks about a ticket of another building, wherever it
// knows its id from. Those of its own may be another kiosk's: a code that is typed
// again shows the number that it has.
func (c Caller) owns(k queue.Ticket) error {
	if c.Guest || k.Location == c.Location {
		return nil
	}
	return fmt.Errorf("%w: %s is not of %s", ErrUnknownTicket, k.ID, c.Location)
}

func (t *today) report(before queue.Ticket, c Caller, h Held) error {
	after, err := before.Report(h.Paper)
	if err != nil {
		return err
	}
	if after != before {
		if err := t.reported(before, after, c, h); err != nil {
			return err
		}
	}
	return t.copied(after, c, h)
}

// copied keeps the copies that are new, each with its row in the timeline.
func (t *today) copied(k queue.Ticket, c Caller, h Held) error {
	k, fresh := k.Copied(h.Copies)
	if fresh == 0 {
		return nil
	}
	t.tx.PutTicket(k)
	for n := k.Copies - fresh + 1; n <= k.Copies; n++ {
		if _, err := t.tx.Append(t.event(TicketCopied, k, c.Device, detail(CopyDetail{Copy: n}))); err != nil {
			return err
		}
	}
	return nil
}

// reported keeps what became of a paper.
func (t *today) reported(before, after queue.Ticket, c Caller, h Held) error {
	kind := TicketPaper
	switch after.State {
	case before.State:
	case queue.Void:
		kind = TicketVoided
	default:
		kind = TicketResurrected
		if after.State = after.On(t.row.Day); after.State == queue.Expired {
			kind = TicketPaper // too late to wait again
		}
	}
	return t.change(before, after, kind, c.Device,
		detail(paperDetail{Paper: after.Paper, Void: after.Void, Attempt: h.Attempt, Evidence: clip(h.Evidence)}))
}

// resurrect takes back a ticket that the server lost, and raises the counter of
// its series to it; the numbers between are accounted for until they come too.
func (t *today) resurrect(c Caller, h Held, token string) error {
	if h.Sequence == 0 {
		return fmt.Errorf("%w: %s", ErrUnknownTicket, h.Request)
	}
	service, ok := t.file.Service(h.Service)
	location := c.Location
	if location == "" {
		location = t.file.LocationOf(h.Service)
	}
	if !ok || location == "" {
		return fmt.Errorf("%w: %q", ErrUnknownService, h.Service)
	}
	if _, err := calendar.ParseDay(string(h.Day)); err != nil {
		return err
	}
	back, err := queue.Ticket{
		Office: c.Office, ID: h.Request, Location: location, Day: h.Day,
		Number: queue.Number{Prefix: h.Prefix, N: h.Sequence}, Service: h.Service,
		Language: offered(t.file, h.Language), Priority: h.Priority || service.Priority != "",
		IssuedAt: h.IssuedAt.UTC().Truncate(time.Millisecond), Device: c.Device, Token: token,
		Booked: h.Booked.UTC().Truncate(time.Millisecond), BodyHash: bodyHash(h.Service, h.Language, h.Priority),
	}.Resurrect(h.Paper, t.row.Day)
	if err != nil {
		return err
	}
	row, _, err := t.tx.Series(back.Series())
	if err != nil {
		return err
	}
	if next := queue.Next(row.Last, service.NumberStart); back.Number.N >= next {
		if back.Number.N-next > maxRaise {
			return fmt.Errorf("%w: %s", ErrNumberRange, back.Number)
		}
		// The series' incarnation stays as it is: whether it must jump is still open.
		if row.Incarnation == "" && !t.behind(row, false) {
			row.Incarnation = t.installation.Incarnation
		}
		row.Last = back.Number.N
		t.tx.PutSeries(row)
		if err := t.skip(back.Series(), service.ID, queue.Span{From: next, To: back.Number.N - 1}, queue.VoidLostInRestore); err != nil {
			return err
		}
	}
	if err := t.change(queue.Ticket{}, back, TicketResurrected, c.Device,
		detail(paperDetail{Paper: back.Paper, Void: back.Void, Attempt: h.Attempt, Evidence: clip(h.Evidence)})); err != nil {
		return err
	}
	return t.copied(back, c, h)
}

// Abandon gives a request up: it voids a ticket that nobody can have, and
// otherwise leaves a tombstone so that there never will be one. It is
// idempotent. Errors: [ErrRequestID], [ErrUnknownTicket] where the ticket is of
// another building, [queue.ErrHasPaper], those of the fence,
// and of the store.
func (o *Office) Abandon(ctx context.Context, c Caller, request, reason, incarnation string, epoch int64) (current string, err error) {
	if request, err = requestID(request); err != nil {
		return "", err
	}
	key := []store.RequestKey{{Office: c.Office, Request: request}}
	needs := store.Keys{Tickets: key, Answers: key}
	if !c.Guest {
		needs.Devices = []store.DeviceKey{{Office: c.Office, ID: c.Device}}
	}
	err = o.update(ctx, c.Office, needs, func(_ *store.Tx, t *today) error {
		if err := t.fence(c, incarnation, epoch); err != nil {
			return err
		}
		current = t.installation.Incarnation
		return t.abandon(c, request, reason)
	})
	return current, o.fenced(ctx, c, err)
}

func (t *today) abandon(c Caller, request, reason string) error {
	before, err := t.tx.Ticket(c.Office, request)
	if errors.Is(err, store.ErrNotFound) {
		_, err = t.tx.Answer(c.Office, request)
		if errors.Is(err, store.ErrNotFound) {
			t.tx.PutAnswer(store.Answer{
				Office: c.Office, Request: request, Kind: kindAbandoned,
				Detail: detail(paperDetail{Reason: reason}), At: t.now,
			})
			return nil
		}
		return err // refused or abandoned before: there never will be a ticket
	}
	if err == nil {
		err = c.owns(before)
	}
	if err != nil {
		return err
	}
	after, err := before.Abandon()
	kind := TicketVoided
	if errors.Is(err, queue.ErrNotWaiting) {
		// A desk has called it already: it stays with the desk, which sees that
		// nobody has the number.
		kind = TicketPaper
		after, err = before.Report(queue.PaperNotDelivered)
	}
	if err != nil || after == before {
		return err
	}
	return t.change(before, after, kind, c.Device, detail(paperDetail{Paper: after.Paper, Void: after.Void, Reason: reason}))
}

// change saves what became of a ticket, with its event, and keeps the tally: how
// many wait, and how many numbers of the day came to something.
func (t *today) change(before, after queue.Ticket, kind, device, detail string) error {
	if err := t.keep(before, after); err != nil {
		return err
	}
	_, err := t.tx.Append(t.event(kind, after, device, detail))
	return err
}

// keep is change without the event.
func (t *today) keep(before, after queue.Ticket) error {
	t.tx.PutTicket(after)
	if after.BookingID != "" {
		if err := t.beside.TicketChanged(t.tx, t.file, before, after, t.now); err != nil {
			return err
		}
	}
	issued := count(after.State != queue.Void) - count(before.ID != "" && before.State != queue.Void)
	if before.Service != "" && before.Service != after.Service { // transferred, or back from it
		if err := t.tally(before, 0, -count(before.State == queue.Waiting)); err != nil {
			return err
		}
		return t.tally(after, issued, count(after.State == queue.Waiting))
	}
	return t.tally(after, issued, count(after.State == queue.Waiting)-count(before.State == queue.Waiting))
}

// tally moves the counts of a ticket's service.
func (t *today) tally(k queue.Ticket, issued, waiting int) error {
	if issued == 0 && waiting == 0 {
		return nil
	}
	tally, err := t.tx.Tally(k.Office, k.Service, k.Day)
	if err != nil {
		return err
	}
	tally.Issued += issued
	tally.Waiting += waiting
	t.tx.PutTally(tally)
	return nil
}

func count(yes bool) int {
	if yes {
		return 1
	}
	return 0
}

// Copy is a further paper of a ticket, marked as one.
type Copy struct {
	At     time.Time // when the server heard of it
	Device string
}

// Copies lists the copies of a ticket's paper in order. A ticket that there is not
// has none. The error is the store's.
func (o *Office) Copies(ctx context.Context, office, ticket string) (copies []Copy, err error) {
	timeline, err := o.store.Timeline(ctx, office, ticket)
	for _, e := range timeline {
		if e.Kind == TicketCopied {
			copies = append(copies, Copy{At: e.At, Device: e.Device})
		}
	}
	return copies, err
}

// clip keeps the evidence of a device short and printable.
func clip(s string) string {
	const most = 200
	out := make([]rune, 0, most)
	for _, r := range s {
		if len(out) == most {
			break
		}
		if r >= ' ' && r != 0xFFFD {
			out = append(out, r)
		}
	}
	return string(out)
}
