package visits

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strconv"
	"time"

	"numerek/central/booking"
	"numerek/central/notify/wording"
	"numerek/central/office"
	"numerek/central/officefile"
	"numerek/central/store"
)

// WantEarlier asks for an earlier slot, or does not ask any more.
// Errors: [ErrUnknownBooking], [*Refused].
func (v *Visits) WantEarlier(ctx context.Context, officeID, token string, want bool) (Visit, error) {
	return v.byToken(ctx, officeID, token, nil, func(u office.Unit, b booking.Booking) (booking.Booking, error) {
		switch {
		case want == !b.WantsEarlier.IsZero():
			return b, nil
		case want && b.State != booking.Confirmed:
			return b, no(NotConfirmed)
		}
		after := b
		if after.WantsEarlier = (time.Time{}); want {
			after.WantsEarlier = u.Now
		}
		return after, keep(u, b, after, BookingAsked, "")
	})
}

// TakeOffer moves the booking to the earlier slot that is kept for it. Taking it
// again is no error.
// Errors: [ErrUnknownBooking], [*Refused].
func (v *Visits) TakeOffer(ctx context.Context, officeID, token string) (Visit, error) {
	x, err := v.Find(ctx, officeID, token)
	if err != nil {
		return x, err
	}
	offer, err := v.offerTo(ctx, x)
	if err != nil || taken(offer, x.Booking) {
		return x, err
	}
	key := store.BookingKey{Office: offer.Office, ID: offer.ID}
	more := func(b booking.Booking) store.Keys {
		keys := v.moveNeeds(ctx, b, offer.Start)
		keys.Bookings = []store.BookingKey{key}
		return keys
	}
	return v.byToken(ctx, officeID, token, more, func(u office.Unit, b booking.Booking) (booking.Booking, error) {
		kept, err := load(u, key)
		switch {
		case err != nil || taken(kept, b):
			return b, err
		case kept.State != booking.Held || over(kept, u.Now) || kept.OfferTo != b.ID || b.State != booking.Confirmed:
			return b, no(OfferOver)
		}
		// The place that was kept changes hands: first it is free, then it is taken.
		kept.State, kept.EndedAt = booking.Cancelled, u.Now
		if err := keep(u, kept, kept, BookingLapsed, ""); err != nil {
			return b, err
		}
		return v.move(u, b, kept.Start, "", false)
	})
}

// taken says whether the booking has the slot of an offer already.
func taken(offer, b booking.Booking) bool {
	return offer.OfferTo == b.ID && offer.State == booking.Cancelled && b.State == booking.Confirmed && offer.Start.Equal(b.Start)
}

// offerTo finds the offer of which a page speaks, or else the one that was taken.
func (v *Visits) offerTo(ctx context.Context, x Visit) (booking.Booking, error) {
	day := x.Booking.Day
	if x.Offer != nil {
		day = civilDay(x.File, x.Offer.Start)
	}
	all, err := v.store.BookingsBetween(ctx, x.Booking.Office, day, day)
	for _, b := range all {
		switch {
		case x.Offer == nil && taken(b, x.Booking),
			x.Offer != nil && b.OfferTo == x.Booking.ID && b.State == booking.Held && !over(b, x.Now):
			return b, err
		}
	}
	return booking.Booking{}, cmp.Or(err, no(OfferOver))
}

// offerEarlier offers slots that are free to those who asked for earlier ones, in
// the order in which they asked, each for a set time.
func (v *Visits) offerEarlier(ctx context.Context, officeID string, all []booking.Booking) error {
	offered := make(map[string]bool) // bookings that have an offer, or had this one
	var asking []booking.Booking
	now := v.office.Now()
	for _, b := range all {
		if b.OfferTo != "" && b.State == booking.Held {
			offered[b.OfferTo] = true
		}
		if b.State == booking.Confirmed && !b.WantsEarlier.IsZero() && b.Start.After(now) {
			asking = append(asking, b)
		}
	}
	had := passed(all) // who let an offer pass goes behind those who had none
	slices.SortFunc(asking, func(a, b booking.Booking) int {
		return cmp.Or(len(had[a.ID])-len(had[b.ID]), a.WantsEarlier.Compare(b.WantsEarlier), cmp.Compare(a.ID, b.ID))
	})
	errs := []error{v.endOffers(ctx, officeID, all)}
	for _, b := range asking {
		if offered[b.ID] || len(had[b.ID]) >= mostOffers {
			continue
		}
		slot, ok, err := v.earlier(ctx, b, had[b.ID])
		if err == nil && ok {
			err = v.offer(ctx, officeID, b, slot.Start)
		}
		errs = append(errs, err)
	}
	return errors.Join(errs...)
}

// mostOffers is how many earlier slots one booking is offered.
const mostOffers = 3

// endOffers frees the slots that are kept for bookings that have ended or ask no
// more for an earlier one.
func (v *Visits) endOffers(ctx context.Context, officeID string, all []booking.Booking) error {
	asks := func(b booking.Booking) bool { return b.State == booking.Confirmed && !b.WantsEarlier.IsZero() }
	wanted := make(map[string]bool)
	for _, b := range all {
		wanted[b.ID] = asks(b)
	}
	var errs []error
	for _, b := range all {
		if b.OfferTo == "" || b.State != booking.Held || wanted[b.OfferTo] {
			continue
		}
		kept, asking := store.BookingKey{Office: officeID, ID: b.ID}, store.BookingKey{Office: officeID, ID: b.OfferTo}
		needs := store.Keys{Bookings: []store.BookingKey{kept, asking}}
		errs = append(errs, v.office.Update(ctx, officeID, needs, func(u office.Unit) error {
			b, err := load(u, kept)
			if err != nil || b.State != booking.Held {
				return err
			}
			if to, err := load(u, asking); err == nil && asks(to) {
				return nil
			}
			after := b
			after.State, after.EndedAt = booking.Cancelled, u.Now
			return keep(u, b, after, BookingLapsed, "")
		}))
	}
	return errors.Join(errs...)
}

// passed lists the hours that were offered to a booking and not taken: nobody is
// asked twice about the same hour.
func passed(all []booking.Booking) map[string][]time.Time {
	had := make(map[string][]time.Time)
	for _, b := range all {
		if b.OfferTo != "" {
			had[b.OfferTo] = append(had[b.OfferTo], b.Start)
		}
	}
	return had
}

// earlier finds the first slot that is free before that of a booking.
func (v *Visits) earlier(ctx context.Context, b booking.Booking, had []time.Time) (Slot, bool, error) {
	f, err := v.office.File(ctx, b.Office)
	if err != nil {
		return Slot{}, false, err
	}
	days, err := v.Days(ctx, b.Office, b.Service)
	if err != nil {
		return Slot{}, false, err
	}
	until := keptUntil(f, v.office.Now())
	for _, d := range days {
		if d.Free == 0 || d.Day > b.Day {
			continue
		}
		slots, err := v.Slots(ctx, b.Office, b.Service, d.Day)
		if err != nil {
			return Slot{}, false, err
		}
		for _, s := range slots {
			if s.Places > 0 && s.Start.Before(b.Start) && worthOffering(f, s.Start, until) && !slices.ContainsFunc(had, s.Start.Equal) {
				return s, true, nil
			}
		}
	}
	return Slot{}, false, nil
}

// offer keeps a slot for a booking and tells its citizen.
func (v *Visits) offer(ctx context.Context, officeID string, b booking.Booking, start time.Time) error {
	seed, err := v.office.Seed(ctx, officeID)
	if err != nil {
		return err
	}
	key := store.BookingKey{Office: officeID, ID: b.ID}
	needs := v.moveNeeds(ctx, b, start)
	needs.Bookings = append(needs.Bookings, key)
	err = v.office.Update(ctx, officeID, needs, func(u office.Unit) error {
		b, err := load(u, key)
		if err != nil || b.State != booking.Confirmed || b.WantsEarlier.IsZero() || !start.Before(b.Start) {
			return err
		}
		kept := booking.Booking{
			Office: officeID, ID: seed.ID(), Location: b.Location, Service: b.Service, Day: civilDay(u.File, start), Start: start,
			State: booking.Held, Language: b.Language, CreatedAt: u.Now, OfferTo: b.ID,
			HeldUntil: keptUntil(u.File, u.Now),
		}
		if !worthOffering(u.File, start, kept.HeldUntil) {
			return nil // too late to offer it
		}
		live, err := u.Tx.Agenda(agendaOf(kept))
		if err != nil || slices.ContainsFunc(live, func(o booking.Booking) bool { return o.OfferTo == b.ID && !over(o, u.Now) }) {
			return err // another server was faster
		}
		kept, err = place{file: u.File, calendar: u.Calendar, key: agendaOf(kept)}.take(u, kept, true)
		if err != nil {
			return err
		}
		if err := keep(u, booking.Booking{}, kept, BookingHeld, ""); err != nil {
			return err
		}
		n := note{kind: wording.Offer, which: strconv.FormatInt(start.UnixMilli(), 36), expires: kept.HeldUntil}
		n.facts.At, n.facts.From = start, kept.HeldUntil
		return v.send(u.Tx, u.File, b, n, u.Now)
	})
	if _, refused := errors.AsType[*Refused](err); refused {
		return nil // somebody was faster
	}
	return err
}

// keptUntil is until when a slot is kept that is offered now.
func keptUntil(f *officefile.Office, now time.Time) time.Time {
	return quietEnd(f, now).Add(time.Duration(f.Policy.Booking.OfferMinutes) * time.Minute)
}

// worthOffering says whether a slot that is kept until an instant and not taken
// can still be booked by others.
func worthOffering(f *officefile.Office, start, until time.Time) bool {
	return !horizon(f).Earliest(until).After(start)
}

// quietEnd is now, or when the quiet hours are over: an offer that is told in the
// morning is kept from then on.
func quietEnd(f *officefile.Office, now time.Time) time.Time {
	due := dueAt(f, wording.Offer, now)
	if due.Before(now) {
		return now
	}
	return due
}
