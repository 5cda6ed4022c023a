package store

import (
	"context"
	"time"

	"numerek/central/booking"
	"numerek/central/queue"
)

// States of a [Message] that the database tells apart, in the words of package
// notify.
const (
	MessageQueued  = "queued"  // it waits until it is due
	MessageSending = "sending" // a worker has it, until its lease ends
	MessageFailed  = "failed"  // no gateway took it
	MessageDropped = "dropped" // none was asked
)

// Visits is the part of a [Reader] about bookings and what is written to people.
type Visits interface {
	Bookings
	Outbox
}

// Bookings is the part of a [Reader] about bookings, kiosks' keypads and what stays
// of what was deleted.
type Bookings interface {
	Booking(ctx context.Context, office, id string) (booking.Booking, error)
	// BookingByCode finds a booking by the keyed hash of its code. The empty one
	// finds none.
	BookingByCode(ctx context.Context, office, codeHash string) (booking.Booking, error)
	// BookingByToken likewise finds one by that of its personal link.
	BookingByToken(ctx context.Context, office, tokenHash string) (booking.Booking, error)
	// BookingsBetween lists the bookings of an office, whatever became of them, on the
	// days from one to another, both included, by start.
	BookingsBetween(ctx context.Context, office string, from, to queue.Day) ([]booking.Booking, error)
	// BookingsOfPhone lists the bookings of a phone, whatever became of them, by when
	// they were made. The empty hash has none.
	BookingsOfPhone(ctx context.Context, office, phoneHash string) ([]booking.Booking, error)
	// HoldsOver lists the held bookings of an office whose hold is over at an
	// instant, the oldest hold first, at most limit.
	HoldsOver(ctx context.Context, office string, at time.Time, limit int) ([]booking.Booking, error)
	// PersonalBefore lists the bookings of an office before a day that still hold
	// something personal ([booking.Booking.Forget]), the oldest day first, at most limit.
	PersonalBefore(ctx context.Context, office string, day queue.Day, limit int) ([]booking.Booking, error)
	// Keypads lists the keypads of an office by device.
	Keypads(ctx context.Context, office string) ([]Keypad, error)
	// Figures lists what was counted in an office on the days from one to another,
	// both included, by day, service, desk and minute.
	Figures(ctx context.Context, office string, from, to queue.Day) ([]Figure, error)
	// Purges lists what an office has deleted, the latest day first, at most limit.
	Purges(ctx context.Context, office string, limit int) ([]Purge, error)
}

// Outbox is the part of a [Reader] about messages, and about what is old.
type Outbox interface {
	// DueMessages lists the messages of all offices that a worker may take: those
	// queued and due, and those being sent whose lease has ended; the longest due
	// first, at most limit.
	DueMessages(ctx context.Context, now time.Time, limit int) ([]Message, error)
	// MessagesBetween lists the messages of an office that were written from one instant
	// until before another, the newest first, at most limit.
	MessagesBetween(ctx context.Context, office string, from, to time.Time, limit int) ([]Message, error)
	// MessagesOf lists the messages about a booking, the oldest first. The empty id has none.
	MessagesOf(ctx context.Context, office, booking string) ([]Message, error)
	// MessageByGateway finds a message by the id that a sender's gateway gave it, the
	// newest if ids have come round. The empty one finds none.
	MessageByGateway(ctx context.Context, sender, gateway string) (Message, error)
	// OpenMessages counts the messages of an office that have not come to their end:
	// queued or being sent.
	OpenMessages(ctx context.Context, office string) (int, error)
	// OldMessages lists the messages of an office that were written before an instant,
	// the oldest first, at most limit.
	OldMessages(ctx context.Context, office string, before time.Time, limit int) ([]Message, error)
	// SentSince counts the SMS of an office that were written since an instant and cost
	// money or may, in parts by prefix: all but the dropped and the failed.
	SentSince(ctx context.Context, office string, since time.Time) (map[string]int, error)
	// TicketsBefore lists tickets of an office before a day, by day, location, prefix and
	// number; where there are more than limit, those of the oldest days.
	TicketsBefore(ctx context.Context, office string, day queue.Day, limit int) ([]queue.Ticket, error)
}
