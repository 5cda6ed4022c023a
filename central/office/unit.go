package office

import (
	"context"
	"time"

	"numerek/central/calendar"
	"numerek/central/officefile"
	"numerek/central/queue"
	"numerek/central/store"
)

// Companion keeps what belongs to tickets and is no business of this package,
// such as the booking that became one. It is told in the same transaction what
// became of a ticket with a BookingID; before is zero where the ticket is new.
type Companion interface {
	TicketChanged(tx *store.Tx, file *officefile.Office, before, after queue.Ticket, now time.Time) error
}

type noCompanion struct{}

func (noCompanion) TicketChanged(*store.Tx, *officefile.Office, queue.Ticket, queue.Ticket, time.Time) error {
	return nil
}

// Unit is one transaction on an office, for use cases that stand beside this
// package. It is good until the function that got it returns.
type Unit struct {
	Tx          *store.Tx
	File        *officefile.Office
	Calendar    calendar.Calendar
	Incarnation string
	Seq         int64 // of the office's last event before this transaction
	Revision    int64 // of the office file
	Now         time.Time

	t *today
}

// Update runs a job in one transaction on an office, turning its business day
// first where the job asks for the day and it is over. The job may run twice.
// Errors: [ErrUnknownOffice], the job's, and of the store.
func (o *Office) Update(ctx context.Context, office string, needs store.Keys, do func(Unit) error) error {
	if _, err := o.known(ctx, office); err != nil {
		return err
	}
	return o.update(ctx, office, needs, func(tx *store.Tx, t *today) error {
		return do(Unit{
			Tx: tx, File: t.file, Calendar: t.calendar, Incarnation: t.installation.Incarnation,
			Seq: t.row.Seq, Revision: t.row.Revision, Now: t.now, t: t,
		})
	})
}

// Day is the business day that tickets are given for. It is not trusted after
// the clock has jumped; no numbers are given then.
func (u Unit) Day() (day queue.Day, trusted bool, err error) { return u.t.day() }

// Fence refuses a device whose start or incarnation is over. The error of
// [Office.Fenced] says more.
func (u Unit) Fence(c Caller, incarnation string, epoch int64) error {
	return u.t.fence(c, incarnation, epoch)
}

// Fenced counts and logs what a fence refused, and returns the error as it is.
func (o *Office) Fenced(ctx context.Context, c Caller, err error) error {
	return o.fenced(ctx, c, err)
}

// Seed is what a new ticket needs and no transaction can make: randomness, and
// what is known of the waiting time.
type Seed struct {
	ticketSeed
	look *outlook
}

// Seed returns a fresh one.
func (o *Office) Seed(ctx context.Context, office string) (Seed, error) {
	s, err := o.seed()
	if err != nil {
		return Seed{}, err
	}
	row, err := o.store.Office(ctx, office)
	return Seed{ticketSeed: s, look: o.outlook(ctx, office, row.Seq)}, err
}

// ID is the request id of a ticket that no device asks for.
func (s Seed) ID() string { return s.id }

// Admission asks for the ticket of a booking.
type Admission struct {
	Caller   Caller // the device; only the office where a clerk gives it
	Request  string // id of the ticket
	BodyHash string // tells a repeated request from a misuse of its id
	Service  officefile.Service
	Language string
	Booking  string
	Booked   time.Time // its hour
	Clerk    string    // user name of who gives it by hand; empty: a device asks
	Desk     int
}

// Admit gives the next number to a booking. Hours, caps and stops are no matter:
// the hour was agreed. The day must have been asked for.
func (u Unit) Admit(a Admission, seed Seed) (queue.Ticket, error) {
	tally, err := u.Tx.Tally(a.Caller.Office, a.Service.ID, u.t.row.Day)
	if err != nil {
		return queue.Ticket{}, err
	}
	u.t.outlook = seed.look.on(u.t.row.Day)
	r := Request{ID: a.Request, Service: a.Service.ID, Language: a.Language}
	k, err := u.t.newTicket(a.Caller, r, a.Service, tally, seed.token)
	if err != nil {
		return queue.Ticket{}, err
	}
	k.BookingID, k.Booked, k.BodyHash = a.Booking, a.Booked, a.BodyHash
	k.Ahead, k.Wait = u.t.outlook.promise(k, tally)
	if a.Clerk != "" {
		k.Paper = queue.PaperShown
	}
	if err := u.t.keep(queue.Ticket{}, k); err != nil {
		return queue.Ticket{}, err
	}
	e := u.t.event(TicketIssued, k, a.Caller.Device, detail(issuedDetail{Number: k.Number.String(), Ahead: k.Ahead, Priority: k.Priority}))
	e.Clerk, e.Desk = a.Clerk, a.Desk
	_, err = u.Tx.Append(e)
	return k, err
}

// Show notes that somebody is shown the number of a ticket whose paper nobody has
// reported yet, so that no device can give it up any more.
func (u Unit) Show(k queue.Ticket, device string) (queue.Ticket, error) {
	if k.Paper != queue.PaperPending {
		return k, nil
	}
	after, err := k.Report(queue.PaperShown)
	if err != nil {
		return k, err
	}
	return after, u.t.change(k, after, TicketPaper, device, detail(paperDetail{Paper: after.Paper, Reason: "code_typed_again"}))
}

// RequestID checks that s has the form of a UUID and returns it in lower case.
// Errors: [ErrRequestID].
func RequestID(s string) (string, error) { return requestID(s) }

// Place is where a service is, for the calendar.
func (u Unit) Place(s officefile.Service) calendar.Place { return u.t.place(s) }
