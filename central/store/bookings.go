package store

import (
	"log/slog"
	"time"

	"numerek/central/queue"
)

// BookingKey names a booking.
type BookingKey struct{ Office, ID string }

// AgendaKey names the live bookings of a location and day: those that have their slot.
type AgendaKey struct {
	Office, Location string
	Day              queue.Day
}

// PhoneKey names the bookings of one phone that are not forgotten yet, whatever
// became of them. Hash is keyed.
type PhoneKey struct{ Office, Hash string }

// OriginKey likewise names those of one network address.
type OriginKey struct{ Office, Hash string }

// MessageKey names a message.
type MessageKey struct{ Office, ID string }

// Message is one text to one person, in the outbox until it has its end.
type Message struct {
	Office   string
	ID       string // a UUID; the key under which a gateway sends it once
	Channel  string // "sms" or "mail"
	Kind     string // its template, such as "confirm"
	Booking  string // id; empty where it is about none
	Ticket   string // id; empty where it is about none
	Language string
	To       string // sealed; empty once the message has its end
	Text     string // sealed, because it may hold a code; empty likewise
	Prefix   string // country code of a phone, "+48"; empty for mail
	Parts    int    // SMS that it is paid for as
	State    string // of package notify

	Due      time.Time // not sent before
	Expires  time.Time // not sent after; zero: never too late
	Attempts int
	Lease    time.Time // until when a worker has it; zero: nobody has
	Sender   string    // that took it, "smsapi"
	Gateway  string    // the gateway's id of it; empty before it was accepted
	Fault    string    // what the gateway said last, without numbers and texts

	CreatedAt time.Time
	SentAt    time.Time // accepted by the gateway
	EndedAt   time.Time // delivered, or given up
}

// LogValue keeps everything but the message's name out of every log.
func (m Message) LogValue() slog.Value { return slog.StringValue(m.Office + "/" + m.ID) }

// KeypadKey names the keypad of a kiosk.
type KeypadKey struct{ Office, Device string }

// Keypad remembers the wrong codes that were typed at a kiosk.
type Keypad struct {
	KeypadKey
	Bad         string    // instants of the latest ones, milliseconds by spaces, the oldest first
	PausedUntil time.Time // no code is taken before it
	AlarmedAt   time.Time // when the manager was told last
}

// FigureKey names a quarter of an hour of a service at a desk; desk 0 counts the
// tickets that no desk has called. Groups too small to be told apart are counted
// together: package privacy says how.
type FigureKey struct {
	Office  string
	Day     queue.Day
	Service string
	Desk    int
	Minute  int // of the day, at which the bucket begins
}

// Figure is what stays of tickets that were deleted.
type Figure struct {
	FigureKey
	Tickets   int // issued in the bucket
	Booked    int // of them, checked-in bookings
	Served    int
	Missed    int
	Withdrawn int
	Waited    time.Duration // of all that were called, in sum
	Serving   time.Duration // of all that were served, in sum
}

// PurgeKey names what an office deleted because of its age on a business day.
type PurgeKey struct {
	Office string
	Day    queue.Day
}

// Purge is what was deleted on that day. It grows with every transaction that
// deletes, so that the counts are exact whoever does it and however often it is
// interrupted.
type Purge struct {
	PurgeKey
	BegunAt time.Time
	EndedAt time.Time // zero: it has not come to its end
	Counts  string    // JSON of the use case; numbers only
}
