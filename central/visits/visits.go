package visits

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"sync"
	"time"

	"numerek/central/booking"
	"numerek/central/office"
	"numerek/central/officefile"
	"numerek/central/store"
)

// ErrUnknownBooking means that there is no such booking, or no such link.
var ErrUnknownBooking = errors.New("unknown booking")

// ErrNotBookable means that a service is never booked.
var ErrNotBookable = errors.New("service cannot be booked")

// Reason is why something was not done. The pages translate it.
type Reason string

// The reasons.
const (
	SlotTaken   Reason = "slot_taken" // Refused.Next has the next free ones
	NotBookable Reason = "not_bookable"
	Outside     Reason = "outside" // no such slot: past, too soon, too far, closed

	PhoneWrong     Reason = "phone_wrong"
	PhoneNotMobile Reason = "phone_not_mobile"
	PhonePrefix    Reason = "phone_prefix" // not on the office's list
	PhoneMissing   Reason = "phone_missing"
	NameMissing    Reason = "name_missing"
	EmailMissing   Reason = "email_missing"
	EmailWrong     Reason = "email_wrong"
	ProofMissing   Reason = "proof_missing" // of work

	LimitPhone      Reason = "limit_phone" // one of the next four; which one is nobody's business who has not proved the phone
	LimitActive     Reason = "limit_active"
	LimitServiceDay Reason = "limit_service_day"
	LimitDays14     Reason = "limit_days14"
	LimitNoShows    Reason = "limit_no_shows" // book at the desk or by phone
	LimitAddress    Reason = "limit_address"  // many bookings from one network, until Refused.Until
	LimitSMS        Reason = "limit_sms"      // codes were sent to the phone too often
	Budget          Reason = "budget"         // the office sends no more messages today

	CodeWrong    Reason = "code_wrong" // Refused.Left tries are left
	TriesOver    Reason = "tries_over"
	HoldOver     Reason = "hold_over"
	NotConfirmed Reason = "not_confirmed"
	Over         Reason = "over" // the booking has come to its end
	Used         Reason = "used" // it has a ticket already
	TooLate      Reason = "too_late"
	OfferOver    Reason = "offer_over"
)

// Refused says why nothing was done, and what to do instead.
type Refused struct { //nolint:errname // It is an answer, and is named as one.
	Why   Reason
	Next  []Slot    // the next free ones of the service
	Until time.Time // from when it may be tried again
	Left  int       // tries
}

// Error names the reason.
func (r *Refused) Error() string { return "refused: " + string(r.Why) }

func no(why Reason) error { return &Refused{Why: why} }

// Options of the use cases. The zero value is what a server wants.
type Options struct {
	Log    *slog.Logger // nothing is logged where it is nil
	Random io.Reader    // source of codes and links; crypto/rand
}

// Visits is the use cases of the bookings of all offices.
type Visits struct {
	*Book
	office  *office.Office
	store   *store.Store
	log     *slog.Logger
	random  io.Reader
	agendas agendas
	wake    chan struct{} // something may be due

	mu     sync.Mutex
	sums   map[string]sums // by office
	told   map[string]bool // tickets whose turn is near
	toldOn time.Time
}

// New returns the use cases. The book is the one that the office's companion is.
func New(o *office.Office, s *store.Store, book *Book, opts Options) *Visits {
	if opts.Log == nil {
		opts.Log = slog.New(slog.DiscardHandler)
	}
	if opts.Random == nil {
		opts.Random = rand.Reader
	}
	return &Visits{
		Book: book, office: o, store: s, log: opts.Log, random: opts.Random,
		agendas: agendas{offices: make(map[string]*shelf)}, wake: make(chan struct{}, 1), sums: make(map[string]sums),
	}
}

// service finds a bookable service. Errors: [ErrNotBookable], [office.ErrUnknownService].
func service(f *officefile.Office, id string) (officefile.Service, error) {
	s, ok := f.Service(id)
	switch {
	case !ok:
		return s, fmt.Errorf("%w: %q", office.ErrUnknownService, id)
	case !s.Bookable:
		return s, fmt.Errorf("%w: %q", ErrNotBookable, id)
	}
	return s, nil
}

// load returns the booking in a transaction. Errors: [ErrUnknownBooking].
func load(u office.Unit, k store.BookingKey) (booking.Booking, error) {
	b, err := u.Tx.Booking(k)
	if errors.Is(err, store.ErrNotFound) {
		return b, fmt.Errorf("%w: %s", ErrUnknownBooking, k.ID)
	}
	return b, err
}

// nudge lets the loop look at once whether something is due.
func (v *Visits) nudge() {
	select {
	case v.wake <- struct{}{}:
	default:
	}
}

// change runs a job on one booking and returns it as it is then.
func (v *Visits) change(
	ctx context.Context, k store.BookingKey, more store.Keys, do func(u office.Unit, b booking.Booking) (booking.Booking, error),
) (after booking.Booking, err error) {
	more.Bookings = append(more.Bookings, k)
	err = v.office.Update(ctx, k.Office, more, func(u office.Unit) error {
		before, err := load(u, k)
		if err != nil {
			return err
		}
		after, err = do(u, before)
		return err
	})
	v.nudge()
	return after, err
}

// ErrWrongKey means that the bookings of the database were sealed with another key.
var ErrWrongKey = errors.New("bookings of this database were sealed with another key: give the server the one that it had")

// CheckKey opens something that is sealed, if there is anything, so that a server
// with a wrong key does not begin. Errors: [ErrWrongKey], and of the store.
func (v *Visits) CheckKey(ctx context.Context) error {
	ids, err := v.office.IDs(ctx)
	if err != nil {
		return err
	}
	for _, id := range ids[:min(len(ids), mostSearched)] {
		f, err := v.office.File(ctx, id)
		if err != nil {
			return err
		}
		from, to := daysAhead(f, v.office.Now())
		all, err := v.store.BookingsBetween(ctx, id, from, to)
		if err != nil {
			return err
		}
		for _, b := range all {
			if b.Token == "" {
				continue
			}
			if _, err := v.unseal(aboutToken(b), b.Token); err != nil {
				return fmt.Errorf("%w: %w", ErrWrongKey, err)
			}
			break
		}
	}
	return nil
}
