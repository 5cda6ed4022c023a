package visits

import (
	"context"
	"errors"
	"time"

	"numerek/central/booking"
	"numerek/central/calendar"
	"numerek/central/notify/outbox"
	"numerek/central/notify/wording"
	"numerek/central/office"
	"numerek/central/officefile"
	"numerek/central/queue"
	"numerek/central/store"
)

// How often is looked: because of time alone, and at most, because in a rush
// something changes all the time.
const (
	tendEvery = 5 * time.Second
	tendRest  = time.Second
)

// Run does what is due when time passes, until ctx is done: holds lapse, visits
// that nobody came for are missed, citizens are reminded, told that their turn is
// near, and offered earlier slots. Several servers may run it at once.
func (v *Visits) Run(ctx context.Context) error {
	for {
		if err := v.Tend(ctx); err != nil && ctx.Err() == nil {
			v.log.ErrorContext(ctx, "bookings not tended", "err", err)
		}
		select {
		case <-ctx.Done():
			return context.Cause(ctx)
		case <-time.After(tendRest):
		}
		select {
		case <-ctx.Done():
			return context.Cause(ctx)
		case <-v.wake:
		case <-time.After(tendEvery - tendRest):
		}
	}
}

// Tend does once what is due at all offices.
func (v *Visits) Tend(ctx context.Context) error {
	ids, err := v.office.IDs(ctx)
	errs := []error{err}
	for _, id := range ids {
		errs = append(errs, v.tend(ctx, id))
	}
	return errors.Join(errs...)
}

func (v *Visits) tend(ctx context.Context, officeID string) error {
	f, err := v.office.File(ctx, officeID)
	if err != nil {
		return err
	}
	errs := []error{v.lapse(ctx, officeID)}
	now := v.office.Now()
	from, to := daysAhead(f, now)
	all, err := v.store.BookingsBetween(ctx, officeID, from, to)
	if err != nil {
		return errors.Join(append(errs, err)...)
	}
	if len(all) == 0 {
		return errors.Join(errs...)
	}
	for _, b := range all {
		switch {
		case b.State != booking.Confirmed:
		case window(f).At(b.Start, now) == booking.Late:
			errs = append(errs, v.missLate(ctx, b))
		case remindNow(f, b, now):
			errs = append(errs, v.remind(ctx, b))
		}
	}
	errs = append(errs, v.almost(ctx, f, officeID, all), v.offerEarlier(ctx, officeID, all))
	return errors.Join(errs...)
}

// tendBatch is how many bookings are looked at in one go.
const tendBatch = 200

// lapse frees the slots of holds that are over.
func (v *Visits) lapse(ctx context.Context, officeID string) error {
	for {
		late, err := v.store.HoldsOver(ctx, officeID, v.office.Now(), tendBatch)
		if err != nil || len(late) == 0 {
			return err
		}
		var needs store.Keys
		for _, b := range late {
			needs.Bookings = append(needs.Bookings, store.BookingKey{Office: officeID, ID: b.ID})
		}
		err = v.office.Update(ctx, officeID, needs, func(u office.Unit) error {
			for _, k := range needs.Bookings {
				before, err := load(u, k)
				if err != nil {
					return err
				}
				after, err := before.Lapse(u.Now)
				if err != nil {
					continue // it was confirmed meanwhile
				}
				if err := keep(u, before, after, BookingLapsed, ""); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil || len(late) < tendBatch {
			return err
		}
	}
}

// missLate ends a booking whose code works no more.
func (v *Visits) missLate(ctx context.Context, b booking.Booking) error {
	key := store.BookingKey{Office: b.Office, ID: b.ID}
	return v.office.Update(ctx, b.Office, store.Keys{Bookings: []store.BookingKey{key}}, func(u office.Unit) error {
		b, err := load(u, key)
		if err != nil || b.State != booking.Confirmed || window(u.File).At(b.Start, u.Now) != booking.Late {
			return err
		}
		_, err = v.miss(u, b, "")
		return err
	})
}

// remindNow says whether a booking is to be reminded of: on the day before from
// the set hour on, and, where the office wants it, once more on the day. Who
// booked after that hour knows.
func remindNow(f *officefile.Office, b booking.Booking, now time.Time) bool {
	_, due := reminder(f, b, now)
	return due
}

func reminder(f *officefile.Office, b booking.Booking, now time.Time) (which string, due bool) {
	policy := f.Policy.Notify
	before := calendar.FirstInstant(calendar.AddDays(b.Day, -1), policy.RemindAt, f.Zone)
	if soon := b.Start.Add(-time.Duration(policy.RemindMin) * time.Minute); policy.RemindMin > 0 && !now.Before(soon) {
		return remindDay, b.ConfirmedAt.Before(soon) && b.RemindedAt.Before(soon)
	}
	today := civilDay(f, now) == calendar.AddDays(b.Day, -1)
	return remindEve, today && !now.Before(before) && b.ConfirmedAt.Before(before) && b.RemindedAt.IsZero()
}

// The reminders of a booking.
const (
	remindEve = "eve" // on the day before
	remindDay = "day" // on the day
)

// remindNote is a reminder. Its own text says "tomorrow": it goes out on the day
// before or not at all, and one for later has the text of the confirmation, which
// says the day.
func remindNote(f *officefile.Office, b booking.Booking, which string, now time.Time) note {
	n := note{kind: wording.Remind, which: which + b.Start.Format(time.RFC3339), expires: b.Start}
	midnight := calendar.FirstInstant(b.Day, 0, f.Zone)
	if which == remindEve && dueAt(f, wording.Remind, now).Before(midnight) {
		n.expires = midnight
	} else {
		n.words = wording.Confirm
	}
	return n
}

func (v *Visits) remind(ctx context.Context, b booking.Booking) error {
	key := store.BookingKey{Office: b.Office, ID: b.ID}
	return v.office.Update(ctx, b.Office, store.Keys{Bookings: []store.BookingKey{key}}, func(u office.Unit) error {
		b, err := load(u, key)
		if err != nil || b.State != booking.Confirmed {
			return err
		}
		which, due := reminder(u.File, b, u.Now)
		if !due {
			return nil
		}
		b.RemindedAt = u.Now
		u.Tx.PutBooking(b)
		return v.send(u.Tx, u.File, b, remindNote(u.File, b, which, u.Now), u.Now)
	})
}

// almost tells those whose turn is near, if there were more people before them
// when they came.
func (v *Visits) almost(ctx context.Context, f *officefile.Office, officeID string, all []booking.Booking) error {
	near := f.Policy.Notify.AlmostAhead
	ofTicket := make(map[string]booking.Booking)
	for _, b := range all {
		if b.State == booking.Arrived && b.PhoneHash != "" {
			ofTicket[b.Ticket] = b
		}
	}
	if near == 0 || len(ofTicket) == 0 {
		return nil
	}
	floor, err := v.office.Floor(ctx, officeID)
	if err != nil {
		return err
	}
	var errs []error
	for _, hall := range floor.Locations {
		for _, t := range hall.Waiting {
			b, ok := ofTicket[t.ID]
			if !ok || t.Ahead <= near || !t.FirstCalled.IsZero() || floor.Ahead(t) > near || v.toldBefore(t.ID) {
				continue
			}
			n := note{kind: wording.Almost, which: t.ID, ticket: t.ID, expires: floor.Now.Add(15 * time.Minute)}
			n.facts.Ticket, n.facts.Before, n.facts.Minutes = t.Number.String(), floor.Ahead(t), floor.Wait(t.ID).To
			if err := v.tell(ctx, b, n); err != nil {
				v.forgetTold(t.ID)
				errs = append(errs, err)
			}
		}
	}
	return errors.Join(errs...)
}

// tell sends a note that no change of the booking causes.
func (v *Visits) tell(ctx context.Context, b booking.Booking, n note) error {
	key := store.BookingKey{Office: b.Office, ID: b.ID}
	return v.office.Update(ctx, b.Office, store.Keys{Bookings: []store.BookingKey{key}}, func(u office.Unit) error {
		b, err := load(u, key)
		if err != nil {
			return err
		}
		return v.send(u.Tx, u.File, b, n, u.Now)
	})
}

// toldBefore notes that a ticket was told; the message's id keeps it to one.
func (v *Visits) toldBefore(ticket string) bool {
	v.mu.Lock()
	defer v.mu.Unlock()
	if today := v.office.Now().Truncate(24 * time.Hour); !today.Equal(v.toldOn) {
		v.told, v.toldOn = make(map[string]bool), today
	}
	before := v.told[ticket]
	v.told[ticket] = true
	return before
}

// forgetTold lets a ticket be told again, whose message was not written.
func (v *Visits) forgetTold(ticket string) {
	v.mu.Lock()
	defer v.mu.Unlock()
	delete(v.told, ticket)
}

// dueAt is when a message of a kind may go out.
func dueAt(f *officefile.Office, kind string, now time.Time) time.Time {
	return outbox.Due(f, kind, now)
}

// lookBack is how many days are looked at that a server may have slept through.
const lookBack = 7

// daysAhead are those in which something may be due.
func daysAhead(f *officefile.Office, now time.Time) (from, to queue.Day) {
	return calendar.AddDays(civilDay(f, now), -lookBack), calendar.AddDays(civilDay(f, now), f.Policy.Booking.HorizonDays)
}
