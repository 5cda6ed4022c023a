package store

import (
	"context"
	"errors"

	"numerek/central/queue"
)

// Errors that every backend reports, whatever its driver calls them.
var (
	ErrNotFound = errors.New("not found")
	ErrExists   = errors.New("already exists")
	ErrClosed   = errors.New("store is closed")
)

// Keys names rows to load together.
type Keys struct {
	Installation bool
	Offices      []string
	Devices      []DeviceKey
	Answers      []RequestKey
	Tickets      []RequestKey
	Series       []queue.Series
	Tallies      []TallyKey
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
// with its key, except events, which are only ever added.
type Rows struct {
	Installation *Installation
	Offices      []Office
	Devices      []Device
	Answers      []Answer
	Tickets      []queue.Ticket
	Series       []SeriesRow
	Tallies      []Tally
	Events       []Event
}

// Backend is a database technology.
type Backend interface {
	// Begin starts the write transaction; no other one of the installation,
	// in this process or another, runs until Commit or Rollback.
	Begin(ctx context.Context) (Batch, error)
	Reader
	// Watch calls ring after each commit of this or any other process, and
	// sometimes without reason, until ctx is done.
	Watch(ctx context.Context, ring func()) error
	Close() error
}

// Batch is the write transaction of a backend.
type Batch interface {
	// Load returns the rows there are, in any order; a missing one is no error.
	Load(ctx context.Context, keys Keys) (Rows, error)
	Save(ctx context.Context, rows Rows) error
	// Commit returns after the changes are durable.
	Commit(ctx context.Context) error
	Rollback() error
}

// Reader answers questions from committed rows, beside the writer.
type Reader interface {
	Offices(ctx context.Context) ([]Office, error)
	Installation(ctx context.Context) (Installation, error)
	// TicketByToken finds a ticket by the secret of its status page.
	TicketByToken(ctx context.Context, office, token string) (queue.Ticket, error)
	Ticket(ctx context.Context, office, id string) (queue.Ticket, error)
	// WaitingBefore counts the waiting tickets of the ticket's service and day issued before it.
	WaitingBefore(ctx context.Context, t queue.Ticket) (int, error)
	// WaitingTickets lists the tickets of an office that wait, in order of issue, at most limit.
	WaitingTickets(ctx context.Context, office string, day queue.Day, limit int) ([]queue.Ticket, error)
	// TicketsOfDay lists every ticket of an office and day, by prefix and number.
	TicketsOfDay(ctx context.Context, office string, day queue.Day) ([]queue.Ticket, error)
	Tallies(ctx context.Context, office string, day queue.Day) ([]Tally, error)
	// Events returns at most limit events of an office after a sequence number, in order.
	Events(ctx context.Context, office string, after int64, limit int) ([]Event, error)
	// Timeline returns the events of a ticket, in order.
	Timeline(ctx context.Context, office, ticket string) ([]Event, error)
}
