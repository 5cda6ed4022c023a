package visits

import (
	"context"
	"errors"
	"strconv"
	"time"

	"numerek/central/booking"
	"numerek/central/notify"
	"numerek/central/notify/phone"
	"numerek/central/notify/wording"
	"numerek/central/office"
	"numerek/central/officefile"
	"numerek/central/store"
)

// Visit is a booking as its citizen sees it.
type Visit struct {
	Booking    booking.Booking
	File       *officefile.Office
	Now        time.Time
	Phone      string // masked; empty once it is forgotten
	Name       string
	Code       string // while it can be used; empty before the phone is proved
	Opens      time.Time
	Closes     time.Time // until when the code works
	Link       string    // address of the page
	Changeable bool      // it may be moved and cancelled
	Offer      *Slot     // an earlier slot that is kept for it; nil: none is
	OfferUntil time.Time
	TicketURL  string // page of its ticket, once it has one
}

// mostSearched is in how many offices a link is looked up whose address names none.
const mostSearched = 16

// Find returns the booking of a personal link; an empty office means that the
// address names none. Errors: [ErrUnknownBooking].
func (v *Visits) Find(ctx context.Context, officeID, token string) (Visit, error) {
	b, err := v.find(ctx, officeID, token)
	if err != nil {
		return Visit{}, err
	}
	return v.visit(ctx, b)
}

func (v *Visits) find(ctx context.Context, officeID, token string) (booking.Booking, error) {
	token, err := booking.ReadLink(token)
	if err != nil {
		return booking.Booking{}, ErrUnknownBooking
	}
	ids := []string{officeID}
	if officeID == "" {
		if ids, err = v.office.IDs(ctx); err != nil {
			return booking.Booking{}, err
		}
	}
	for _, id := range ids[:min(len(ids), mostSearched)] {
		b, err := v.store.BookingByToken(ctx, id, v.tokenHash(id, token))
		if !errors.Is(err, store.ErrNotFound) {
			return b, err
		}
	}
	return booking.Booking{}, ErrUnknownBooking
}

func (v *Visits) visit(ctx context.Context, b booking.Booking) (Visit, error) {
	f, err := v.office.File(ctx, b.Office)
	if err != nil {
		return Visit{}, err
	}
	who, err := v.person(b)
	if err != nil {
		return Visit{}, err
	}
	now, w := v.office.Now(), window(f)
	x := Visit{
		Booking: b, File: f, Now: now, Name: who.Name, Opens: w.Opens(b.Start), Closes: w.Closes(b.Start),
		Changeable: changeable(f, b, now) == nil,
	}
	if who.Phone != "" {
		x.Phone = phone.Mask(who.Phone, f.Policy.Privacy.MaskPhone)
	}
	if b.State == booking.Confirmed {
		if x.Code, err = v.unseal(aboutCode(b), b.Code); err != nil {
			return x, err
		}
	}
	token, err := v.unseal(aboutToken(b), b.Token)
	if err != nil {
		return x, err
	}
	if x.Link, err = v.office.PageURL(ctx, b.Office, "w/"+token); err != nil {
		return x, err
	}
	if b.Ticket != "" {
		if t, err := v.store.Ticket(ctx, b.Office, b.Ticket); err == nil {
			x.TicketURL, err = v.office.StatusURL(ctx, t)
			if err != nil {
				return x, err
			}
		}
	}
	return x, v.offered(ctx, &x)
}

// offered adds the earlier slot that is kept for the booking.
func (v *Visits) offered(ctx context.Context, x *Visit) error {
	if x.Booking.State != booking.Confirmed || x.Booking.WantsEarlier.IsZero() {
		return nil
	}
	days, err := v.store.BookingsBetween(ctx, x.Booking.Office, civilDay(x.File, x.Now), x.Booking.Day)
	for _, b := range days {
		if b.OfferTo == x.Booking.ID && b.State == booking.Held && !over(b, x.Now) {
			x.Offer, x.OfferUntil = &Slot{Start: b.Start, Places: 1}, b.HeldUntil
		}
	}
	return err
}

// changeable refuses where a citizen comes too late. Errors: [*Refused].
func changeable(f *officefile.Office, b booking.Booking, now time.Time) error {
	last := b.Start.Add(-time.Duration(f.Policy.Booking.CancelUntilMinutes) * time.Minute)
	switch {
	case b.State == booking.Arrived:
		return no(Used)
	case b.State != booking.Held && b.State != booking.Confirmed:
		return no(Over)
	case now.After(last):
		return no(TooLate)
	}
	return nil
}

// byToken runs a job on the booking of a link and returns what its citizen sees then.
func (v *Visits) byToken(
	ctx context.Context, officeID, token string, more func(booking.Booking) store.Keys,
	do func(u office.Unit, b booking.Booking) (booking.Booking, error),
) (Visit, error) {
	b, err := v.find(ctx, officeID, token)
	if err != nil {
		return Visit{}, err
	}
	keys := store.Keys{}
	if more != nil {
		keys = more(b)
	}
	if b, err = v.change(ctx, store.BookingKey{Office: b.Office, ID: b.ID}, keys, do); err != nil {
		return Visit{}, err
	}
	return v.visit(ctx, b)
}

// Confirm takes the code that the message brought: it proves the phone. Typing it
// again is no error. Errors: [ErrUnknownBooking], [*Refused].
func (v *Visits) Confirm(ctx context.Context, officeID, token, typed string) (Visit, error) {
	var refused error
	x, err := v.byToken(ctx, officeID, token, nil, func(u office.Unit, b booking.Booking) (booking.Booking, error) {
		refused = nil
		switch {
		case b.State == booking.Confirmed || b.State == booking.Arrived:
			return b, nil
		case b.State != booking.Held || over(b, u.Now):
			refused = no(HoldOver)
			return b, nil
		}
		code, slip := booking.ReadCode(typed, u.File.Policy.Checkin.CodeDigits)
		switch {
		case slip != nil:
			refused = &Refused{Why: CodeWrong, Left: booking.MaxTries - b.Tries}
			return b, nil //nolint:nilerr // It is told, and costs nothing.
		case v.codeHash(b.Office, code) == b.CodeHash:
			return v.confirm(u, b)
		}
		after, err := b.Mistype(u.Now)
		switch {
		case errors.Is(err, booking.ErrTries):
			refused = no(TriesOver)
			return after, keep(u, b, after, BookingLapsed, "")
		case err != nil:
			return b, err
		}
		refused = &Refused{Why: CodeWrong, Left: booking.MaxTries - after.Tries}
		u.Tx.PutBooking(after)
		return after, nil
	})
	if err != nil {
		return x, err
	}
	return x, refused
}

func (v *Visits) confirm(u office.Unit, b booking.Booking) (booking.Booking, error) {
	after, err := b.Confirm(u.Now)
	if err != nil {
		return b, err
	}
	if err := keep(u, b, after, BookingConfirmed, ""); err != nil {
		return b, err
	}
	return after, v.send(u.Tx, u.File, after, note{kind: wording.Confirm, which: "1"}, u.Now)
}

// SendAgain sends the code once more, unless it was typed already. Errors: [ErrUnknownBooking], [*Refused].
func (v *Visits) SendAgain(ctx context.Context, officeID, token string) (Visit, error) {
	b, err := v.find(ctx, officeID, token)
	if err != nil {
		return Visit{}, err
	}
	who, err := v.person(b)
	if err != nil {
		return Visit{}, err
	}
	f, err := v.office.File(ctx, b.Office)
	if err != nil {
		return Visit{}, err
	}
	if b.State == booking.Held {
		if err := v.budget(ctx, f, who.Phone); err != nil {
			return Visit{}, err
		}
	}
	more := func(b booking.Booking) store.Keys {
		keys := store.Keys{Phones: []store.PhoneKey{{Office: b.Office, Hash: b.PhoneHash}}}
		for which := range mostCodes {
			keys.Messages = append(keys.Messages, store.MessageKey{Office: b.Office, ID: v.messageID(b, notify.SMS, codeNote(b, which+1))})
		}
		return keys
	}
	return v.byToken(ctx, officeID, token, more, func(u office.Unit, b booking.Booking) (booking.Booking, error) {
		switch {
		case b.State == booking.Confirmed || b.State == booking.Arrived:
			return b, nil // it was typed meanwhile
		case b.State != booking.Held || over(b, u.Now):
			return b, no(HoldOver)
		}
		all, err := u.Tx.OfPhone(store.PhoneKey{Office: b.Office, Hash: b.PhoneHash})
		if err == nil {
			err = v.codesLately(u, all)
		}
		if err != nil {
			return b, err
		}
		for which := range mostCodes {
			n := codeNote(b, which+1)
			_, err := u.Tx.Message(store.MessageKey{Office: b.Office, ID: v.messageID(b, notify.SMS, n)})
			if errors.Is(err, store.ErrNotFound) {
				return b, v.send(u.Tx, u.File, b, n, u.Now)
			}
			if err != nil {
				return b, err
			}
		}
		return b, &Refused{Why: LimitSMS, Until: b.HeldUntil}
	})
}

// mostCodes is how often the code of one booking is sent.
const mostCodes = 3

// codeNote brings the code of a hold, for the first time or again.
func codeNote(b booking.Booking, which int) note {
	return note{kind: wording.Confirm, which: strconv.Itoa(which), expires: b.HeldUntil}
}

// unsendAbout takes back what waits to be sent about an hour that holds no more:
// the code of a hold, reminders, or that it was moved there.
func (v *Visits) unsendAbout(u office.Unit, b booking.Booking) error {
	var stale []note
	switch {
	case b.State == booking.Held:
		for which := range mostCodes {
			stale = append(stale, codeNote(b, which+1))
		}
	case !b.RemindedAt.IsZero():
		stale = []note{remindNote(u.File, b, remindEve, u.Now), remindNote(u.File, b, remindDay, u.Now)}
	}
	for _, n := range stale {
		if _, err := v.unsend(u.Tx, b, n, u.Now); err != nil {
			return err
		}
	}
	_, _, err := v.unsendAll(u.Tx, b, note{kind: wording.Moved}, u.Now)
	return err
}

// Cancel gives the slot back. Cancelling again is no error.
// Errors: [ErrUnknownBooking], [*Refused].
func (v *Visits) Cancel(ctx context.Context, officeID, token string) (Visit, error) {
	return v.byToken(ctx, officeID, token, nil, func(u office.Unit, b booking.Booking) (booking.Booking, error) {
		if b.State == booking.Cancelled {
			return b, nil
		}
		if err := changeable(u.File, b, u.Now); err != nil {
			return b, err
		}
		return v.cancel(u, b, "", wording.Cancelled)
	})
}

// cancel ends a booking; clerk is empty where the citizen does it. A hold that
// nobody proved is not told.
func (v *Visits) cancel(u office.Unit, b booking.Booking, clerk, tell string) (booking.Booking, error) {
	after, err := b.Cancel(clerk, u.Now)
	if err != nil {
		return b, no(Over)
	}
	if err := keep(u, b, after, BookingCancelled, clerk); err != nil {
		return after, err
	}
	if err := v.unsendAbout(u, b); err != nil || b.State == booking.Held {
		return after, err
	}
	return after, v.send(u.Tx, u.File, after, note{kind: tell}, u.Now)
}

// Move takes the booking to another slot of its service.
// Errors: [ErrUnknownBooking], [*Refused].
func (v *Visits) Move(ctx context.Context, officeID, token string, start time.Time) (Visit, error) {
	start = start.UTC().Truncate(time.Millisecond)
	var service string
	more := func(b booking.Booking) store.Keys { service = b.Service; return v.moveNeeds(ctx, b, start) }
	x, err := v.byToken(ctx, officeID, token, more, func(u office.Unit, b booking.Booking) (booking.Booking, error) {
		if b.Start.Equal(start) {
			return b, nil
		}
		if err := changeable(u.File, b, u.Now); err != nil {
			return b, err
		}
		return v.move(u, b, start, "", true)
	})
	return x, v.insteadOf(ctx, officeID, service, err, wanted{start: start})
}

// insteadOf is instead where the office is not open yet.
func (v *Visits) insteadOf(ctx context.Context, officeID, service string, err error, want wanted) error {
	if _, ok := errors.AsType[*Refused](err); !ok || officeID == "" {
		return err
	}
	op, failed := v.open(ctx, officeID, service)
	if failed != nil {
		return err
	}
	return v.instead(ctx, op, err, want)
}

// moveNeeds names the rows of a move.
func (v *Visits) moveNeeds(ctx context.Context, b booking.Booking, start time.Time) store.Keys {
	keys := store.Keys{Agendas: []store.AgendaKey{agendaOf(b)}}
	if f, err := v.office.File(ctx, b.Office); err == nil {
		keys.Agendas = append(keys.Agendas, store.AgendaKey{Office: b.Office, Location: b.Location, Day: civilDay(f, start)})
	}
	if b.PhoneHash != "" {
		keys.Phones = []store.PhoneKey{{Office: b.Office, Hash: b.PhoneHash}}
	}
	return keys
}

// move gives the booking another slot, which must be free without the one that it
// has. clerk is empty where the citizen does it.
func (v *Visits) move(u office.Unit, b booking.Booking, start time.Time, clerk string, citizen bool) (booking.Booking, error) {
	if b.State != booking.Confirmed {
		return b, no(NotConfirmed)
	}
	to := b
	to.Start, to.Day = start, civilDay(u.File, start)
	if citizen {
		if err := v.moveLimits(u, b, to); err != nil {
			return b, err
		}
	}
	there := place{file: u.File, calendar: u.Calendar, key: agendaOf(to)}
	got, err := there.take(u, to, citizen)
	if err != nil {
		return b, err
	}
	after, err := b.Move(got.Day, got.Start, got.Desk)
	if err != nil {
		return b, err
	}
	after.Minutes = got.Minutes
	if remindNow(u.File, after, u.Now) {
		after.RemindedAt = u.Now // by the message about the move
	}
	if err := keep(u, b, after, BookingMoved, clerk); err != nil {
		return b, err
	}
	if err := v.unsendAbout(u, b); err != nil {
		return after, err
	}
	return after, v.sendAnother(u.Tx, u.File, after, note{kind: wording.Moved}, u.Now)
}

// moveLimits keeps a citizen from moving all visits to one day.
func (v *Visits) moveLimits(u office.Unit, b, to booking.Booking) error {
	if b.PhoneHash == "" {
		return nil
	}
	all, err := u.Tx.OfPhone(store.PhoneKey{Office: b.Office, Hash: b.PhoneHash})
	if err != nil {
		return err
	}
	if word := phoneLimits(u.File).Check(all, b.Service, to.Day, u.Now, u.File.Policy.Privacy.PhoneRetentionDays, b.ID); word != "" {
		return no(Reason("limit_" + string(word)))
	}
	return nil
}

func phoneLimits(f *officefile.Office) booking.Limits {
	p := f.Policy.Booking
	return booking.Limits{
		Active: p.MaxActivePerPhone, PerServiceDay: p.MaxPerPhoneServiceDay,
		Per14Days: p.MaxPerPhone14Days, NoShows: p.NoShowBlockAfter,
	}
}
