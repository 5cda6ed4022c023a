package office

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"numerek/central/officefile"
	"numerek/central/queue"
	"numerek/central/store"
)

// Request asks for a ticket.
type Request struct {
	ID          string // a UUID made by the device at the tap
	Service     string
	Language    string // the default one of the office where it offers no such
	Priority    bool
	Incarnation string
	BootEpoch   int64
}

// Answer is a ticket, or why there is none.
type Answer struct {
	Incarnation string
	Ticket      queue.Ticket
	Refusal     *Refusal // nil if there is a ticket
	StatusURL   string   // address of the ticket's page
}

// Issue gives out the next number of a service. The same request id always
// gets the same answer, with the number of people ahead that it had at first.
//
// Errors: [ErrRequestID], [ErrOtherBody], those of the fence, and of the store.
func (o *Office) Issue(ctx context.Context, c Caller, r Request) (Answer, error) {
	started := o.clock.clock.Uptime()
	id, err := requestID(r.ID)
	if err != nil {
		return Answer{}, err
	}
	r.ID = id
	token, err := o.token()
	if err != nil {
		return Answer{}, err
	}
	k, err := o.known(ctx, c.Office)
	if err != nil {
		return Answer{}, err
	}
	look := o.outlook(ctx, c.Office, 0)
	var a Answer
	var fresh bool
	err = o.update(ctx, c.Office, issueNeeds(c, r, k), func(_ *store.Tx, t *today) (err error) {
		t.outlook = look.on(t.row.Day)
		a, fresh, err = t.issue(c, r, token)
		return err
	})
	switch {
	case err != nil:
		return Answer{}, o.fenced(ctx, c, err)
	case !fresh:
	case a.Refusal != nil:
		o.meter.TicketRefused(a.Refusal.Reason)
	default:
		o.meter.TicketIssued(o.clock.clock.Uptime() - started)
	}
	if a.Refusal == nil {
		a.StatusURL, err = o.StatusURL(ctx, a.Ticket)
	}
	return a, err
}

// issueNeeds names the rows that the transaction will most likely ask for.
func issueNeeds(c Caller, r Request, k known) store.Keys {
	key := store.RequestKey{Office: c.Office, Request: r.ID}
	needs := store.Keys{Tickets: []store.RequestKey{key}, Answers: []store.RequestKey{key}}
	if !c.Guest {
		needs.Devices = []store.DeviceKey{{Office: c.Office, ID: c.Device}}
	}
	if s, ok := k.plan.file.Service(r.Service); ok {
		needs.Tallies = []store.TallyKey{{Office: c.Office, Service: s.ID, Day: k.day}}
		needs.Series = []queue.Series{{Office: c.Office, Location: k.plan.file.LocationOf(s.ID), Prefix: s.Prefix, Day: k.day}}
	}
	return needs
}

func (t *today) issue(c Caller, r Request, token string) (a Answer, fresh bool, err error) {
	if err := t.fence(c, r.Incarnation, r.BootEpoch); err != nil {
		return Answer{}, false, err
	}
	hash := bodyHash(r.Service, r.Language, r.Priority)
	if a, ok, err := t.settled(c.Office, r.ID, hash); ok || err != nil {
		return a, false, err
	}
	day, trusted, err := t.day()
	if err != nil {
		return Answer{}, false, err
	}
	service, ok := t.file.Service(r.Service)
	location := t.file.LocationOf(r.Service)
	tally, err := t.tx.Tally(c.Office, r.Service, day)
	if err != nil {
		return Answer{}, false, err
	}
	var refusal *Refusal
	switch {
	case !ok, !c.Guest && location != c.Location:
		refusal = &Refusal{Reason: UnknownService}
	case !trusted:
		refusal = &Refusal{Reason: ClockWrong}
	default:
		refusal, _ = t.decide(service, tally, t.outlook, t.now)
	}
	if refusal != nil {
		row, err := refusal.answer(c.Office, r.ID, hash, t.now)
		t.tx.PutAnswer(row)
		return Answer{Incarnation: t.installation.Incarnation, Refusal: refusal}, true, err
	}
	ticket, err := t.newTicket(c, r, service, tally, token)
	if err != nil {
		return Answer{}, false, err
	}
	err = t.change(queue.Ticket{}, ticket, TicketIssued, c.Device,
		detail(issuedDetail{Number: ticket.Number.String(), Ahead: ticket.Ahead, Priority: ticket.Priority}))
	return t.answer(ticket), true, err
}

// newTicket takes the next number of a service. The caller keeps the ticket.
func (t *today) newTicket(c Caller, r Request, s officefile.Service, tally store.Tally, token string) (queue.Ticket, error) {
	location := t.file.LocationOf(s.ID)
	n, err := t.next(queue.Series{Office: c.Office, Location: location, Prefix: s.Prefix, Day: t.row.Day}, s)
	k := queue.Ticket{
		Office: c.Office, ID: r.ID, Location: location, Day: t.row.Day,
		Number: queue.Number{Prefix: s.Prefix, N: n}, Service: s.ID,
		Language: offered(t.file, r.Language), Priority: t.priority(s, r.Priority),
		State: queue.Waiting, Paper: queue.PaperPending, IssuedAt: t.now, Device: c.Device,
		Token: token, BodyHash: bodyHash(r.Service, r.Language, r.Priority),
	}
	k.Ahead, k.Wait = t.outlook.promise(k, tally)
	return k, err
}

// priority says whether a ticket gets priority: where its service has it, or the
// citizen asks and the office gives it to anybody.
func (t *today) priority(s officefile.Service, asked bool) bool {
	return s.Priority != "" || asked && len(t.file.Policy.Calling.PriorityGroups) > 0
}

// settled returns the answer that a request already has: its ticket, a refusal or
// a tombstone. A ticket that is void will never be given out again.
func (t *today) settled(office, request, hash string) (Answer, bool, error) {
	ticket, err := t.tx.Ticket(office, request)
	if err == nil {
		if ticket.BodyHash != hash {
			return Answer{}, true, fmt.Errorf("%w: %s", ErrOtherBody, request)
		}
		a := t.answer(ticket)
		if ticket.State == queue.Void {
			a = Answer{Incarnation: a.Incarnation, Refusal: &Refusal{Reason: Abandoned}}
		}
		return a, true, nil
	}
	if !errors.Is(err, store.ErrNotFound) {
		return Answer{}, false, err
	}
	stored, err := t.tx.Answer(office, request)
	if errors.Is(err, store.ErrNotFound) {
		return Answer{}, false, nil
	}
	if err != nil {
		return Answer{}, false, err
	}
	if stored.Kind != kindAbandoned && (stored.Kind != kindRefused || stored.BodyHash != hash) {
		return Answer{}, true, fmt.Errorf("%w: %s", ErrOtherBody, request)
	}
	refusal, err := refused(stored)
	return Answer{Incarnation: t.installation.Incarnation, Refusal: refusal}, true, err
}

func (t *today) answer(k queue.Ticket) Answer {
	return Answer{Incarnation: t.installation.Incarnation, Ticket: k}
}

// Margin is by how much a counter jumps after history may have gone back: more
// than an office can have given out in the time that may be lost.
const Margin = 100

// maxRaise is how far beyond the last number a device may raise a counter with
// a ticket that the server lost; beyond it the device is wrong.
const maxRaise = 10_000

// next moves the counter of a series by one and returns the number. After
// history may have gone back it jumps first.
func (t *today) next(s queue.Series, service officefile.Service) (int, error) {
	row, exists, err := t.tx.Series(s)
	if err != nil {
		return 0, err
	}
	if exists { // another office file may begin the day with a higher number
		over := queue.Span{From: row.Last + 1, To: queue.Next(row.Last, service.NumberStart) - 1}
		if err := t.skip(s, service.ID, over, queue.VoidRenumbered); err != nil {
			return 0, err
		}
	}
	if known := t.marks.Reached(s); known > row.Last || t.behind(row, exists) {
		var over queue.Span
		row.Last, over = queue.Jump(row.Last, service.NumberStart, Margin, known+Margin)
		if err := t.skip(s, service.ID, over, queue.VoidLostInRestore); err != nil {
			return 0, err
		}
	}
	row.Last, row.Incarnation = queue.Next(row.Last, service.NumberStart), t.installation.Incarnation
	t.tx.PutSeries(row)
	return row.Last, nil
}

// clockDoubt is by how much the clock may have been slow when an incarnation began.
// Within it, numbers of a day that seems to have begun since may have been given and
// lost all the same: that day begins with a jump, which harms nobody.
const clockDoubt = 6 * time.Hour

// behind says whether the counter may stand below a number that was given: it
// was last moved in an incarnation before this one, or its row itself is lost.
func (t *today) behind(row store.SeriesRow, exists bool) bool {
	switch {
	case t.installation.Previous == "":
		return false
	case exists:
		return row.Incarnation != t.installation.Incarnation
	}
	return t.businessDay(t.installation.Since.Add(clockDoubt)) >= row.Day
}

// skip accounts for numbers that no ticket has.
func (t *today) skip(s queue.Series, service string, over queue.Span, why queue.VoidReason) error {
	if over.From > over.To {
		return nil
	}
	_, err := t.tx.Append(store.Event{
		Office: s.Office, At: t.now, Kind: NumbersSkipped, Location: s.Location, Service: service,
		Detail: detail(Skipped{Day: s.Day, Prefix: s.Prefix, From: over.From, To: over.To, Reason: why}),
	})
	return err
}

// bodyHash tells a repeated request from one that misuses its id.
func bodyHash(service, language string, priority bool) string {
	sum := sha256.Sum256([]byte(service + "\x00" + language + "\x00" + strconv.FormatBool(priority)))
	return hex.EncodeToString(sum[:16])
}

// offered returns the language if the office has it, else its first one.
func offered(file *officefile.Office, language string) string {
	for _, l := range file.Languages {
		if l == language {
			return l
		}
	}
	return file.Default()
}

// requestID checks that s has the form of a UUID, of any version, and returns
// it in lower case. Nothing else in it is relied on.
func requestID(s string) (string, error) {
	s = strings.ToLower(s)
	ok := len(s) == 36
	for i := 0; ok && i < len(s); i++ {
		switch i {
		case 8, 13, 18, 23:
			ok = s[i] == '-'
		default:
			ok = '0' <= s[i] && s[i] <= '9' || 'a' <= s[i] && s[i] <= 'f'
		}
	}
	if !ok {
		return "", fmt.Errorf("%w: %d letters", ErrRequestID, len(s))
	}
	return s, nil
}

func (o *Office) token() (string, error) {
	var random [16]byte
	if _, err := io.ReadFull(o.random, random[:]); err != nil {
		return "", fmt.Errorf("ticket token: %w", err)
	}
	return queue.Token(random), nil
}
