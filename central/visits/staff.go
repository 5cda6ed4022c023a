package visits

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"numerek/central/booking"
	"numerek/central/calendar"
	"numerek/central/notify/phone"
	"numerek/central/notify/wording"
	"numerek/central/office"
	"numerek/central/officefile"
	"numerek/central/queue"
	"numerek/central/store"
)

// Entry is a booking as the staff sees it.
type Entry struct {
	Booking     booking.Booking
	Name        string // first name and an initial; may be empty
	Phone       string // masked; empty where there is none
	Ticket      string // number, once it is checked in
	TicketState queue.State
}

// On lists the bookings of a location and day by hour, those that nobody has
// confirmed left out. An empty location means all.
func (v *Visits) On(ctx context.Context, officeID, location string, day queue.Day) ([]Entry, error) {
	f, err := v.office.File(ctx, officeID)
	if err != nil {
		return nil, err
	}
	all, err := v.store.BookingsBetween(ctx, officeID, day, day)
	if err != nil {
		return nil, err
	}
	all = slices.DeleteFunc(all, func(b booking.Booking) bool {
		return location != "" && b.Location != location || b.OfferTo != "" || b.ConfirmedAt.IsZero()
	})
	tickets := make(map[string]queue.Ticket)
	if slices.ContainsFunc(all, func(b booking.Booking) bool { return b.Ticket != "" }) {
		issued, err := v.store.TicketsOfDay(ctx, officeID, day)
		if err != nil {
			return nil, err
		}
		for _, t := range issued {
			tickets[t.ID] = t
		}
	}
	return v.entries(f, all, tickets)
}

func (v *Visits) entries(f *officefile.Office, all []booking.Booking, tickets map[string]queue.Ticket) ([]Entry, error) {
	list := make([]Entry, 0, len(all))
	for _, b := range all {
		e, err := v.entry(f, b)
		if err != nil {
			return nil, err
		}
		if t, ok := tickets[b.Ticket]; ok {
			e.Ticket, e.TicketState = t.Number.String(), t.State
		}
		list = append(list, e)
	}
	return list, nil
}

func (v *Visits) entry(f *officefile.Office, b booking.Booking) (Entry, error) {
	who, err := v.person(b)
	e := Entry{Booking: b, Name: shortName(who.Name)}
	if who.Phone != "" {
		e.Phone = phone.Mask(who.Phone, f.Policy.Privacy.MaskPhone)
	}
	return e, err
}

// shortName leaves the first word and the initial of the last one.
func shortName(name string) string {
	words := strings.Fields(name)
	if len(words) < 2 {
		return name
	}
	initial, _ := utf8.DecodeRuneInString(words[len(words)-1])
	return words[0] + " " + string(initial) + "."
}

// FindPhone lists the bookings of a phone that are not forgotten yet, by hour. Who
// asked is kept. Errors: [*Refused].
func (v *Visits) FindPhone(ctx context.Context, officeID, typed, clerk string) ([]Entry, error) {
	f, err := v.office.File(ctx, officeID)
	if err != nil {
		return nil, err
	}
	to, err := phone.Parse(typed, "PL", f.Policy.Notify.Prefixes)
	if err != nil {
		return nil, no(PhoneWrong)
	}
	hash := v.keys.Hash(officeID, hashPhone, to)
	err = v.office.Update(ctx, officeID, store.Keys{}, func(u office.Unit) error {
		return appendEvent(u, store.Event{Office: officeID, Kind: PhoneLookedUp, Clerk: clerk}, struct{}{})
	})
	if err != nil {
		return nil, err
	}
	all, err := v.store.BookingsOfPhone(ctx, officeID, hash)
	if err != nil {
		return nil, err
	}
	all = slices.DeleteFunc(all, func(b booking.Booking) bool { return b.OfferTo != "" || b.ConfirmedAt.IsZero() })
	slices.SortFunc(all, func(a, b booking.Booking) int { return cmp.Or(a.Start.Compare(b.Start), cmp.Compare(a.ID, b.ID)) })
	tickets := make(map[string]queue.Ticket)
	for _, b := range all {
		if b.Ticket == "" {
			continue
		}
		switch t, err := v.store.Ticket(ctx, officeID, b.Ticket); {
		case err == nil:
			tickets[t.ID] = t
		case !errors.Is(err, store.ErrNotFound):
			return nil, err
		}
	}
	return v.entries(f, all, tickets)
}

// byID runs a job on a booking and returns it as the staff sees it then.
func (v *Visits) byID(
	ctx context.Context, officeID, id string, more store.Keys, do func(office.Unit, booking.Booking) (booking.Booking, error),
) (Entry, error) {
	b, err := v.change(ctx, store.BookingKey{Office: officeID, ID: id}, more, do)
	if err != nil {
		return Entry{}, err
	}
	f, err := v.office.File(ctx, officeID)
	if err != nil {
		return Entry{}, err
	}
	return v.entry(f, b)
}

// CancelFor cancels a booking for the office, and tells its citizen.
// Errors: [ErrUnknownBooking], [*Refused].
func (v *Visits) CancelFor(ctx context.Context, officeID, id, clerk string) (Entry, error) {
	return v.byID(ctx, officeID, id, store.Keys{}, func(u office.Unit, b booking.Booking) (booking.Booking, error) {
		if b.State == booking.Cancelled {
			return b, nil
		}
		return v.cancel(u, b, clerk, wording.OfficeCancel)
	})
}

// MoveFor moves a booking to another slot for the office, and tells its citizen.
// Errors: [ErrUnknownBooking], [*Refused].
func (v *Visits) MoveFor(ctx context.Context, officeID, id string, start time.Time, clerk string) (Entry, error) {
	start = start.UTC().Truncate(time.Millisecond)
	b, err := v.store.Booking(ctx, officeID, id)
	if errors.Is(err, store.ErrNotFound) {
		return Entry{}, ErrUnknownBooking
	}
	if err != nil {
		return Entry{}, err
	}
	e, err := v.byID(ctx, officeID, id, v.moveNeeds(ctx, b, start), func(u office.Unit, b booking.Booking) (booking.Booking, error) {
		if b.State == booking.Confirmed && b.Start.Equal(start) {
			return b, nil
		}
		return v.move(u, b, start, clerk, false)
	})
	return e, v.insteadOf(ctx, officeID, b.Service, err, wanted{start: start, staff: true})
}

// MissFor says that nobody came. Errors: [ErrUnknownBooking], [*Refused].
func (v *Visits) MissFor(ctx context.Context, officeID, id, clerk string) (Entry, error) {
	return v.byID(ctx, officeID, id, store.Keys{}, func(u office.Unit, b booking.Booking) (booking.Booking, error) {
		switch {
		case b.State == booking.Missed:
			return b, nil
		case b.State == booking.Confirmed && u.Now.Before(b.Start):
			return b, &Refused{Why: Outside, Until: b.Start}
		}
		return v.miss(u, b, clerk)
	})
}

// staleAfter is how long after its hour nobody wants to hear of a missed visit.
const staleAfter = 12 * time.Hour

// miss ends a booking that nobody came for, and tells its citizen.
func (v *Visits) miss(u office.Unit, b booking.Booking, clerk string) (booking.Booking, error) {
	after, err := b.Miss(clerk, u.Now)
	if err != nil {
		return b, no(Over)
	}
	if err := keep(u, b, after, BookingMissed, clerk); err != nil || u.Now.Sub(b.Start) > staleAfter {
		return after, err
	}
	return after, v.send(u.Tx, u.File, after, note{kind: wording.NoShow}, u.Now)
}

// GiveTicket gives the ticket of a booking whose code is lost to a person whom the
// clerk has recognised; the hour of the booking is no matter, its day is. Asking
// again gives the same ticket. Errors: [ErrUnknownBooking], [*Refused].
func (v *Visits) GiveTicket(ctx context.Context, officeID, id, clerk string, desk int) (t queue.Ticket, statusURL string, err error) {
	seed, err := v.office.Seed(ctx, officeID)
	if err != nil {
		return t, "", err
	}
	_, err = v.change(ctx, store.BookingKey{Office: officeID, ID: id}, store.Keys{}, func(u office.Unit, b booking.Booking) (booking.Booking, error) {
		day, trusted, err := u.Day()
		switch {
		case err != nil:
			return b, err
		case b.State == booking.Arrived:
			t, err = u.Tx.Ticket(officeID, b.Ticket)
			return b, err
		case b.State != booking.Confirmed || !trusted:
			return b, no(Over)
		case b.Day != day:
			return b, &Refused{Why: Outside, Until: b.Start}
		}
		t, err = v.admit(u, b, office.Admission{
			Caller: office.Caller{Office: officeID}, Request: seed.ID(), BodyHash: v.keys.Hash(officeID, "body", b.ID), Clerk: clerk, Desk: desk,
		}, seed)
		return b, err
	})
	if err != nil {
		return queue.Ticket{}, "", err
	}
	statusURL, err = v.office.StatusURL(ctx, t)
	return t, statusURL, err
}

// Affected is a booking that no longer fits, and nobody has settled yet.
type Affected struct {
	Entry
	// Why is "hours" where its service is not open then, else "desks": too few
	// desks serve it, or too little of their time is for bookings.
	Why string
}

// Affected lists the bookings to come that no longer fit the hours, the desks and
// the share of an office, by hour.
func (v *Visits) Affected(ctx context.Context, officeID string) ([]Affected, error) {
	f, err := v.office.File(ctx, officeID)
	if err != nil {
		return nil, err
	}
	now := v.office.Now()
	// Longer than the horizon: it may have been longer when they were made.
	all, err := v.store.BookingsBetween(ctx, officeID, civilDay(f, now), calendar.AddDays(civilDay(f, now), 400))
	if err != nil {
		return nil, err
	}
	byPlace := make(map[store.AgendaKey][]booking.Booking)
	for _, b := range all {
		if b.State.Live() {
			byPlace[agendaOf(b)] = append(byPlace[agendaOf(b)], b)
		}
	}
	var list []Affected
	cal := f.Calendar()
	for key, live := range byPlace {
		p := place{file: f, calendar: cal, key: key}
		plan, misfits := p.plan(live, now)
		for _, m := range misfits {
			b := live[slices.IndexFunc(live, func(b booking.Booking) bool { return b.ID == m.ID })]
			if b.State != booking.Confirmed || b.Start.Before(now) {
				continue
			}
			e, err := v.entry(f, b)
			if err != nil {
				return nil, err
			}
			why := "hours"
			if slices.ContainsFunc(plan.Slots(b.Service), func(s booking.Slot) bool { return s.At == m.At }) {
				why = "desks"
			}
			list = append(list, Affected{Entry: e, Why: why})
		}
	}
	slices.SortFunc(list, func(a, b Affected) int {
		return cmp.Or(a.Booking.Start.Compare(b.Booking.Start), cmp.Compare(a.Booking.ID, b.Booking.ID))
	})
	return list, nil
}

// Alarm is a kiosk at which many wrong codes were typed.
type Alarm struct {
	Device string
	Bad    int // in the last 15 minutes
	At     time.Time
}

// Alarms lists the kiosks that have alarmed in the last hour.
func (v *Visits) Alarms(ctx context.Context, officeID string) ([]Alarm, error) {
	pads, err := v.store.Keypads(ctx, officeID)
	now := v.office.Now()
	var list []Alarm
	for _, p := range pads {
		if !p.AlarmedAt.IsZero() && now.Sub(p.AlarmedAt) < time.Hour {
			list = append(list, Alarm{Device: p.Device, Bad: lately(instants(p.Bad), now.Add(-alarmWithin)), At: p.AlarmedAt})
		}
	}
	return list, err
}
