package memstore

import (
	"cmp"
	"context"
	"fmt"
	"strings"
	"time"

	"numerek/central/booking"
	"numerek/central/queue"
	"numerek/central/store"
)

// Booking implements [store.Bookings].
func (db *DB) Booking(_ context.Context, office, id string) (booking.Booking, error) {
	db.mu.RLock()
	defer db.mu.RUnlock()
	v, ok := db.data.bookings[store.BookingKey{Office: office, ID: id}]
	if !ok {
		return booking.Booking{}, fmt.Errorf("booking %s: %w", id, store.ErrNotFound)
	}
	return v, nil
}

// BookingByCode implements [store.Bookings].
func (db *DB) BookingByCode(ctx context.Context, office, codeHash string) (booking.Booking, error) {
	return db.bookingBy(ctx, func(d *data) map[tokenKey]string { return d.codes }, tokenKey{office, codeHash})
}

// BookingByToken implements [store.Bookings].
func (db *DB) BookingByToken(ctx context.Context, office, tokenHash string) (booking.Booking, error) {
	return db.bookingBy(ctx, func(d *data) map[tokenKey]string { return d.links }, tokenKey{office, tokenHash})
}

func (db *DB) bookingBy(ctx context.Context, index func(*data) map[tokenKey]string, k tokenKey) (booking.Booking, error) {
	db.mu.RLock()
	id, ok := index(&db.data)[k]
	db.mu.RUnlock()
	if !ok {
		return booking.Booking{}, fmt.Errorf("booking by hash: %w", store.ErrNotFound)
	}
	return db.Booking(ctx, k.office, id)
}

// BookingsBetween implements [store.Bookings].
func (db *DB) BookingsBetween(_ context.Context, office string, from, to queue.Day) ([]booking.Booking, error) {
	return list(db, db.data.bookings, func(b booking.Booking) bool {
		return b.Office == office && b.Day >= from && b.Day <= to && b.Day != ""
	}, store.ByStart), nil
}

// BookingsOfPhone implements [store.Bookings].
func (db *DB) BookingsOfPhone(_ context.Context, office, phoneHash string) ([]booking.Booking, error) {
	return list(db, db.data.bookings, func(b booking.Booking) bool {
		return b.Office == office && b.PhoneHash == phoneHash && phoneHash != ""
	}, store.ByBooking), nil
}

// HoldsOver implements [store.Bookings].
func (db *DB) HoldsOver(_ context.Context, office string, at time.Time, limit int) ([]booking.Booking, error) {
	return first(limit, list(db, db.data.bookings, func(b booking.Booking) bool {
		return b.Office == office && b.State == booking.Held && !b.HeldUntil.After(at)
	}, store.ByHold)), nil
}

// PersonalBefore implements [store.Bookings].
func (db *DB) PersonalBefore(_ context.Context, office string, day queue.Day, limit int) ([]booking.Booking, error) {
	return first(limit, list(db, db.data.bookings, func(b booking.Booking) bool {
		return b.Office == office && b.Day < day && b != b.Forget()
	}, store.ByVisit)), nil
}

// Keypads implements [store.Bookings].
func (db *DB) Keypads(_ context.Context, office string) ([]store.Keypad, error) {
	return list(db, db.data.keypads, func(k store.Keypad) bool { return k.Office == office },
		func(a, b store.Keypad) int { return strings.Compare(a.Device, b.Device) }), nil
}

// Figures implements [store.Bookings].
func (db *DB) Figures(_ context.Context, office string, from, to queue.Day) ([]store.Figure, error) {
	return list(db, db.data.figures, func(f store.Figure) bool {
		return f.Office == office && f.Day >= from && f.Day <= to
	}, store.ByBucket), nil
}

// Purges implements [store.Bookings].
func (db *DB) Purges(_ context.Context, office string, limit int) ([]store.Purge, error) {
	return first(limit, list(db, db.data.purges, func(p store.Purge) bool { return p.Office == office }, store.ByPurge)), nil
}

// DueMessages implements [store.Outbox].
func (db *DB) DueMessages(_ context.Context, now time.Time, limit int) ([]store.Message, error) {
	return first(limit, list(db, db.data.messages, func(m store.Message) bool {
		return m.State == store.MessageQueued && !m.Due.After(now) || m.State == store.MessageSending && !m.Lease.After(now)
	}, store.ByDue)), nil
}

// MessagesBetween implements [store.Outbox].
func (db *DB) MessagesBetween(_ context.Context, office string, from, to time.Time, limit int) ([]store.Message, error) {
	return first(limit, list(db, db.data.messages, func(m store.Message) bool {
		return m.Office == office && !m.CreatedAt.IsZero() && !m.CreatedAt.Before(millis(from)) && m.CreatedAt.Before(millis(to))
	}, newest)), nil
}

func newest(a, b store.Message) int { return store.ByMessage(b, a) }

// MessagesOf implements [store.Outbox].
func (db *DB) MessagesOf(_ context.Context, office, booking string) ([]store.Message, error) {
	return list(db, db.data.messages, func(m store.Message) bool {
		return m.Office == office && m.Booking == booking && booking != ""
	}, store.ByMessage), nil
}

// MessageByGateway implements [store.Outbox].
func (db *DB) MessageByGateway(_ context.Context, sender, gateway string) (store.Message, error) {
	found := list(db, db.data.messages, func(m store.Message) bool {
		return m.Sender == sender && m.Gateway == gateway && gateway != ""
	}, newest)
	if len(found) == 0 {
		return store.Message{}, fmt.Errorf("message by gateway %s: %w", sender, store.ErrNotFound)
	}
	return found[0], nil
}

// OpenMessages implements [store.Outbox].
func (db *DB) OpenMessages(_ context.Context, office string) (int, error) {
	return len(list(db, db.data.messages, func(m store.Message) bool {
		return m.Office == office && (m.State == store.MessageQueued || m.State == store.MessageSending)
	}, store.ByMessage)), nil
}

// OldMessages implements [store.Outbox].
func (db *DB) OldMessages(_ context.Context, office string, before time.Time, limit int) ([]store.Message, error) {
	return first(limit, list(db, db.data.messages, func(m store.Message) bool {
		return m.Office == office && !m.CreatedAt.IsZero() && m.CreatedAt.Before(millis(before))
	}, store.ByMessage)), nil
}

// SentSince implements [store.Outbox].
func (db *DB) SentSince(_ context.Context, office string, since time.Time) (map[string]int, error) {
	db.mu.RLock()
	defer db.mu.RUnlock()
	sent := make(map[string]int)
	for _, m := range db.data.messages {
		if m.Office == office && m.Channel == "sms" && !m.CreatedAt.IsZero() && !m.CreatedAt.Before(millis(since)) &&
			m.State != store.MessageDropped && m.State != store.MessageFailed {
			sent[m.Prefix] += m.Parts
		}
	}
	return sent, nil
}

// TicketsBefore implements [store.Outbox].
func (db *DB) TicketsBefore(_ context.Context, office string, day queue.Day, limit int) ([]queue.Ticket, error) {
	return first(limit, list(db, db.data.tickets, func(t queue.Ticket) bool {
		return t.Office == office && t.Day < day && t.Day != ""
	}, func(a, b queue.Ticket) int {
		return cmp.Or(strings.Compare(string(a.Day), string(b.Day)), store.ByNumber(a, b))
	})), nil
}

func first[V any](limit int, vs []V) []V { return vs[:min(max(limit, 0), len(vs))] }
