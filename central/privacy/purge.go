package privacy

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"numerek/central/booking"
	"numerek/central/calendar"
	"numerek/central/notify"
	"numerek/central/office"
	"numerek/central/queue"
	"numerek/central/store"
)

// batch is how many rows are changed in one transaction, so that tickets are
// issued between two of them. The tickets of a day go together.
const batch = 100

// No day is before firstDay or after lastDay.
const (
	firstDay = queue.Day("0001-01-01")
	lastDay  = queue.Day("9999-12-31")
)

// everything is a limit that no office reaches.
const everything = 1 << 30

// errDone says that the purge of the day is complete.
var errDone = errors.New("purged already")

// Purge deletes what an office keeps no longer, unless that was done since its
// business day turned. It may be interrupted anywhere, and called by several
// servers at once. Where the clock has jumped, nothing is deleted. Errors:
// [office.ErrUnknownOffice], and of the store.
func (p *Privacy) Purge(ctx context.Context, office string) error {
	if done, err := p.done(ctx, office); err != nil || done {
		return err
	}
	r := run{Privacy: p, office: office}
	if err := r.begin(ctx); err != nil {
		if errors.Is(err, errDone) {
			return nil
		}
		return err
	}
	for _, step := range []func(context.Context) error{r.forgetPeople, r.dropMessages, r.countTickets, r.dropBookings, r.end} {
		if err := step(ctx); err != nil {
			return fmt.Errorf("purge %s on %s: %w", office, r.day, err)
		}
	}
	return nil
}

// done looks whether there is anything to do, without a transaction.
func (p *Privacy) done(ctx context.Context, office string) (bool, error) {
	f, err := p.office.File(ctx, office)
	if err != nil {
		return false, err
	}
	last, err := p.store.Purges(ctx, office, 1)
	if err != nil || len(last) == 0 {
		return false, err
	}
	today := calendar.BusinessDay(p.office.Now(), f.ZoneOrUTC())
	return last[0].Day >= today && !last[0].EndedAt.IsZero(), nil
}

// run is the purge of one office and day.
type run struct {
	*Privacy
	limits

	office string
}

func (r *run) key() store.PurgeKey { return store.PurgeKey{Office: r.office, Day: r.day} }

// begin finds out which day it is, and notes that its purge has begun.
func (r *run) begin(ctx context.Context) error {
	trusted := true
	err := r.Privacy.office.Update(ctx, r.office, store.Keys{}, func(u office.Unit) error {
		var err error
		var day queue.Day
		if day, trusted, err = u.Day(); err != nil || !trusted {
			return err
		}
		r.limits = limitsOn(u.File, day, u.Now)
		row, err := u.Tx.Purge(r.key())
		switch {
		case err != nil:
			return err
		case !row.EndedAt.IsZero():
			return errDone
		case row.BegunAt.IsZero():
			row.BegunAt, row.Counts = u.Now, detail(Counts{})
			u.Tx.PutPurge(row)
		}
		return nil
	})
	if err == nil && !trusted {
		r.log.WarnContext(ctx, "nothing is deleted: the clock has jumped", "office", r.office)
		return errDone
	}
	return err
}

// update runs a job that deletes something, and counts it in the same transaction.
func (r *run) update(ctx context.Context, needs store.Keys, do func(office.Unit, *Counts) error) error {
	needs.Purges = append(needs.Purges, r.key())
	return r.Privacy.office.Update(ctx, r.office, needs, func(u office.Unit) error {
		row, err := u.Tx.Purge(r.key())
		if err != nil {
			return err
		}
		var before Counts
		if err := json.Unmarshal([]byte(row.Counts), &before); err != nil {
			return fmt.Errorf("counts of the purge: %w", err)
		}
		after := before
		if err := do(u, &after); err != nil || after == before {
			return err
		}
		row.Counts = detail(after)
		u.Tx.PutPurge(row)
		return nil
	})
}

// end closes the purge with its event.
func (r *run) end(ctx context.Context) error {
	var counts Counts
	did := false
	err := r.Privacy.office.Update(ctx, r.office, store.Keys{Purges: []store.PurgeKey{r.key()}}, func(u office.Unit) error {
		did = false
		row, err := u.Tx.Purge(r.key())
		if err != nil || !row.EndedAt.IsZero() {
			return err
		}
		if err := json.Unmarshal([]byte(row.Counts), &counts); err != nil {
			return err
		}
		row.EndedAt, did = u.Now, true
		u.Tx.PutPurge(row)
		_, err = u.Tx.Append(store.Event{Office: r.office, At: u.Now, Kind: Purged, Detail: detail(PurgedDetail{r.day, counts})})
		return err
	})
	if err == nil && did {
		r.log.InfoContext(ctx, "old data deleted", "office", r.office, "day", string(r.day), "people", counts.People, "codes", counts.Codes,
			"messages", counts.Messages, "tickets", counts.Tickets, "bookings", counts.Bookings)
	}
	return err
}

// trim returns a booking with what may still be kept of it.
func (l limits) trim(b booking.Booking) booking.Booking {
	switch {
	case b.Day <= l.people, b.State == booking.Lapsed && !b.EndedAt.After(l.lapsed):
		return forget(b)
	case b.Day < l.day:
		b.Code, b.Token = "", ""
	}
	return b
}

// forget deletes what leads to a person, and the ways in that a person had.
func forget(b booking.Booking) booking.Booking {
	b = b.Forget()
	b.CodeHash, b.TokenHash = "", ""
	return b
}

// forgetPeople forgets whose the old bookings were.
func (r *run) forgetPeople(ctx context.Context) error {
	all, err := r.store.PersonalBefore(ctx, r.office, lastDay, everything)
	if err != nil {
		return err
	}
	all = slices.DeleteFunc(all, func(b booking.Booking) bool { return r.trim(b) == b })
	for some := range slices.Chunk(keysOf(all), batch) {
		err := r.update(ctx, store.Keys{Bookings: some}, func(u office.Unit, c *Counts) error {
			for _, k := range some {
				before, err := u.Tx.Booking(k)
				if errors.Is(err, store.ErrNotFound) {
					continue
				}
				if err != nil {
					return err
				}
				after := r.trim(before)
				switch {
				case after == before:
					continue
				case after.Person != before.Person || after.PhoneHash != before.PhoneHash || after.Origin != before.Origin:
					c.People++
				default:
					c.Codes++
				}
				u.Tx.PutBooking(after)
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

func keysOf(all []booking.Booking) []store.BookingKey {
	keys := make([]store.BookingKey, len(all))
	for i, b := range all {
		keys[i] = store.BookingKey{Office: b.Office, ID: b.ID}
	}
	return keys
}

// dropMessages deletes the old ones.
func (r *run) dropMessages(ctx context.Context) error {
	for wait := 0; ; { // those that are kept come first again
		old, err := r.store.OldMessages(ctx, r.office, r.written, wait+batch)
		if err != nil || len(old) <= wait {
			return err
		}
		var needs store.Keys
		for _, m := range old[wait:] {
			needs.Messages = append(needs.Messages, store.MessageKey{Office: m.Office, ID: m.ID})
			needs.Bookings = append(needs.Bookings, store.BookingKey{Office: m.Office, ID: m.Booking})
		}
		kept := 0
		err = r.update(ctx, needs, func(u office.Unit, c *Counts) error {
			kept = 0
			for _, k := range needs.Messages {
				switch waits, err := r.waits(u.Tx, k); {
				case errors.Is(err, store.ErrNotFound):
				case err != nil:
					return err
				case waits:
					kept++
				default:
					u.Tx.DropMessage(k)
					c.Messages++
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
		wait += kept
	}
}

// waits says whether a message is still to be sent about a visit that is not too
// long ago. Errors: [store.ErrNotFound] where it has gone.
func (r *run) waits(tx *store.Tx, k store.MessageKey) (bool, error) {
	m, err := tx.Message(k)
	if err != nil || !unsent(m) {
		return false, err
	}
	b, err := tx.Booking(store.BookingKey{Office: m.Office, ID: m.Booking})
	if errors.Is(err, store.ErrNotFound) {
		return false, nil
	}
	return r.matters(m, b), err
}

// unsent says whether no gateway has the message and none has refused it.
func unsent(m store.Message) bool {
	return m.State == string(notify.Queued) || m.State == string(notify.Sending)
}

// matters says whether somebody still wants to read a message about a booking.
func (l limits) matters(m store.Message, b booking.Booking) bool {
	return b.Day > l.people && b.State != booking.Lapsed && (m.Expires.IsZero() || m.Expires.After(l.start))
}

// errMoved says that a day's tickets are not those that were read.
var errMoved = errors.New("tickets have changed")

// countTickets counts and deletes the old ones, a day at a time.
func (r *run) countTickets(ctx context.Context) error {
	before := calendar.AddDays(r.tickets, 1)
	for {
		oldest, err := r.store.TicketsBefore(ctx, r.office, before, 1)
		if err != nil || len(oldest) == 0 {
			return err
		}
		if err := r.ticketsOf(ctx, oldest[0].Day); err != nil && !errors.Is(err, errMoved) {
			return err
		}
	}
}

// ticketsOf turns the tickets of a day into figures. errMoved means that another
// server did it, and that there may be more by now.
func (r *run) ticketsOf(ctx context.Context, day queue.Day) error {
	seen, err := r.store.TicketsOfDay(ctx, r.office, day)
	if err != nil {
		return err
	}
	// After the tickets: figures that were written since went with them.
	written, err := r.store.Figures(ctx, r.office, day, day)
	if err != nil {
		return err
	}
	var needs store.Keys
	for _, t := range seen {
		needs.Tickets = append(needs.Tickets, store.RequestKey{Office: t.Office, Request: t.ID})
	}
	for _, f := range written {
		needs.Figures = append(needs.Figures, f.FigureKey)
	}
	return r.update(ctx, needs, func(u office.Unit, c *Counts) error {
		tickets := make([]queue.Ticket, len(seen))
		for i, t := range seen {
			var err error
			if tickets[i], err = u.Tx.Ticket(t.Office, t.ID); errors.Is(err, store.ErrNotFound) {
				return errMoved
			} else if err != nil {
				return err
			}
			u.Tx.DropTicket(store.RequestKey{Office: t.Office, Request: t.ID})
		}
		figures := Figures(tickets, r.buckets)
		if len(written) > 0 {
			now := slices.Clone(written)
			for i := range now {
				var err error
				if now[i], err = u.Tx.Figure(now[i].FigureKey); err != nil {
					return err
				}
			}
			figures = Join(now, tickets, r.buckets)
		} else {
			c.Figures += len(figures)
		}
		for _, f := range figures {
			u.Tx.PutFigure(f)
		}
		c.Tickets += len(tickets)
		return nil
	})
}

// dropBookings deletes the rows that are of no use any more.
func (r *run) dropBookings(ctx context.Context) error {
	all, err := r.store.BookingsBetween(ctx, r.office, firstDay, r.tickets)
	if err != nil {
		return err
	}
	for some := range slices.Chunk(keysOf(all), batch) {
		err := r.update(ctx, store.Keys{Bookings: some}, func(u office.Unit, c *Counts) error {
			for _, k := range some {
				b, err := u.Tx.Booking(k)
				if errors.Is(err, store.ErrNotFound) || err == nil && b.Day > r.tickets {
					continue
				}
				if err != nil {
					return err
				}
				u.Tx.DropBooking(k)
				c.Bookings++
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}
