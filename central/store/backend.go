package store

import (
	"context"
	"errors"
	"time"

	"numerek/central/booking"
	"numerek/central/queue"
)

// Errors that every backend reports, whatever its driver calls them.
var (
	// ErrNotFound means that there is no such row.
	ErrNotFound = errors.New("not found")
	// ErrExists means that a row would break a uniqueness: a number twice in
	// its series, a token or a code twice in an office.
	ErrExists = errors.New("already exists")
	// ErrInvalid means that a row cannot be stored: its text is not UTF-8 or
	// contains a zero byte, or a rule of the schema forbids it.
	ErrInvalid = errors.New("row is invalid")
	// ErrUnavailable means that the database did not do its work: unreachable,
	// full, broken. Whether the job was committed is unknown; asking again
	// with the same request id settles it.
	ErrUnavailable = errors.New("database is unavailable")
	// ErrBroken means that the database is damaged or its disk fails, so that
	// nothing may be built on what it says. It comes with [ErrUnavailable]. The
	// store does nothing more; the program must end, because the next one begins
	// with what is really on the disk.
	ErrBroken = errors.New("database is broken")
	// ErrClosed means that the store was closed before the job was done.
	ErrClosed = errors.New("store is closed")
)

// Keys names rows to load together. A key may be named more than once.
type Keys struct {
	Installation bool
	Offices      []string
	Files        []string // by office
	Devices      []DeviceKey
	Answers      []RequestKey
	Tickets      []RequestKey
	Series       []queue.Series
	Tallies      []TallyKey
	Desks        []DeskKey
	Halls        []HallKey
	Users        []UserKey
	Sessions     []string   // by token
	Queues       []QueueKey // whose waiting tickets are loaded
	Bookings     []BookingKey
	Agendas      []AgendaKey // whose live bookings are loaded
	Phones       []PhoneKey  // whose bookings are loaded
	Origins      []OriginKey // likewise
	Messages     []MessageKey
	Keypads      []KeypadKey
	Figures      []FigureKey
	Purges       []PurgeKey
	Authority    bool
	Enrolments   []EnrolmentKey
	Healths      []EnrolmentKey
	Releases     []string // by version
	Updates      []EnrolmentKey
}

// DeskKey names a desk.
type DeskKey struct {
	Office, Location string
	Number           int
}

// HallKey names what was set at a location.
type HallKey struct{ Office, Location string }

// UserKey names a user.
type UserKey struct{ Office, Name string }

// QueueKey names everybody who waits at a location.
type QueueKey struct {
	Office, Location string
	Day              queue.Day
}

// DeviceKey names a device.
type DeviceKey struct{ Office, ID string }

// RequestKey names a ticket or a stored answer.
type RequestKey struct{ Office, Request string }

// TallyKey names a tally.
type TallyKey struct {
	Office, Service string
	Day             queue.Day
}

// Rows is what was loaded, or what is to be saved: each row replaces the one
// with its key, except events, which are only ever added. The tickets of a queue
// come with the others, and so do the bookings of an agenda, a phone or an origin.
// No key is both saved and deleted.
type Rows struct {
	Installation *Installation
	Offices      []Office
	Files        []File
	Devices      []Device
	Answers      []Answer
	Tickets      []queue.Ticket
	Series       []SeriesRow
	Tallies      []Tally
	Desks        []Desk
	Halls        []Hall
	Users        []User
	Sessions     []Session
	EndedSession []string // to be deleted, by token
	GoneTickets  []RequestKey
	Bookings     []booking.Booking
	GoneBookings []BookingKey
	Messages     []Message
	GoneMessages []MessageKey
	Keypads      []Keypad
	Figures      []Figure
	Purges       []Purge
	Authority    *Authority
	Enrolments   []Enrolment
	Healths      []DeviceHealth
	Releases     []Release
	Updates      []DeviceUpdate
	Events       []Event
}

// Backend is a database technology. Times are kept to the millisecond and come
// back in UTC; texts are UTF-8 without zero bytes.
type Backend interface {
	// Begin starts the write transaction; no other one of the installation,
	// in this process or another, runs until Commit or Rollback. One of the
	// two must follow; both do nothing after the first.
	Begin(ctx context.Context) (Batch, error)
	Reader
	// Watch calls ring when it has begun to watch, then after commits of this
	// or any other process, once for several of them or sometimes without
	// reason, until ctx is done; then it returns the context's error. It
	// survives a database that goes away and comes back, and rings then.
	Watch(ctx context.Context, ring func()) error
	Close() error
}

// Batch is the write transaction of a backend. Loads come before the one Save.
// After an error it can only be rolled back.
type Batch interface {
	// History names the line of history that the database is on, as far as it
	// can tell: PostgreSQL's system identifier and timeline; SQLite and memory
	// know of none and say "". Another value than before means that commits
	// may have been lost.
	History() string
	// Load returns the rows there are, in any order; a missing one is no
	// error, and a key that was named twice may come twice.
	Load(ctx context.Context, keys Keys) (Rows, error)
	// Save deletes and writes rows, each key at most once. It fails with
	// [ErrExists] or [ErrInvalid] where a row is at fault.
	Save(ctx context.Context, rows Rows) error
	// Commit returns after the changes are durable. After an error it is
	// unknown whether they are.
	Commit(ctx context.Context) error
	Rollback() error
}

// Reader answers questions from committed rows, beside the writer.
type Reader interface {
	// Offices lists the offices by id.
	Offices(ctx context.Context) ([]Office, error)
	Office(ctx context.Context, id string) (Office, error)
	// File returns the text of an office file.
	File(ctx context.Context, office string) (string, error)
	Installation(ctx context.Context) (Installation, error)
	// TicketByToken finds a ticket by the secret of its status page.
	TicketByToken(ctx context.Context, office, token string) (queue.Ticket, error)
	Ticket(ctx context.Context, office, id string) (queue.Ticket, error)
	// WaitingTickets lists the tickets of an office that wait, in order of issue, at most limit.
	WaitingTickets(ctx context.Context, office string, day queue.Day, limit int) ([]queue.Ticket, error)
	// TicketsOfDay lists every ticket of an office and day, by location, prefix and number.
	TicketsOfDay(ctx context.Context, office string, day queue.Day) ([]queue.Ticket, error)
	// Tallies lists the tallies of an office and day, by service.
	Tallies(ctx context.Context, office string, day queue.Day) ([]Tally, error)
	// Events returns at most limit events of an office after a sequence number, in order.
	Events(ctx context.Context, office string, after int64, limit int) ([]Event, error)
	// OpenTickets lists the tickets of a location and day that wait, are parked,
	// called, served or missed, in order of issue.
	OpenTickets(ctx context.Context, office, location string, day queue.Day) ([]queue.Ticket, error)
	// CalledTickets lists the tickets of a location and day that were ever
	// called, the latest call first, at most limit.
	CalledTickets(ctx context.Context, office, location string, day queue.Day, limit int) ([]queue.Ticket, error)
	// ServedTickets lists the tickets of an office that were ever called, on the
	// days from one to another, both included, in order of issue.
	ServedTickets(ctx context.Context, office string, from, to queue.Day) ([]queue.Ticket, error)
	People
	Visits
	Fleet
	Updates
	// Timeline returns the events of a ticket, in order.
	Timeline(ctx context.Context, office, ticket string) ([]Event, error)
}

// People is the part of a [Reader] about desks and those who log in.
type People interface {
	// Desks lists the desks of an office that were ever taken, by location and number.
	Desks(ctx context.Context, office string) ([]Desk, error)
	// Halls lists what was set at the locations of an office, by location.
	Halls(ctx context.Context, office string) ([]Hall, error)
	// Users lists the users of an office by name.
	Users(ctx context.Context, office string) ([]User, error)
	User(ctx context.Context, office, name string) (User, error)
	// Session finds a session by its token, also one that has expired.
	Session(ctx context.Context, token string) (Session, error)
	// ExpiredSessions lists the tokens of sessions that expired before an instant.
	ExpiredSessions(ctx context.Context, before time.Time) ([]string, error)
}
