package sqlstore

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"

	"numerek/central/queue"
	"numerek/central/store"
	"numerek/central/store/sqlstore/fleet"
	"numerek/central/store/sqlstore/sqlgen"
)

// reader implements [store.Reader] on a pool of connections. Lists are ordered
// here where the order is one of texts: the engines do not agree on it.
type reader struct {
	fleet.Reader

	q *sqlgen.Queries
}

func readerOf(q *sqlgen.Queries) reader { return reader{fleet.Reader{Queries: q, Named: named}, q} }

var _ store.Reader = reader{}

// Offices implements [store.Reader].
func (r reader) Offices(ctx context.Context) ([]store.Office, error) {
	rows, err := r.q.Offices(ctx)
	return sorted(rows, officeOf, func(a, b store.Office) int { return strings.Compare(a.ID, b.ID) }), named(err, "offices", "")
}

// Office implements [store.Reader].
func (r reader) Office(ctx context.Context, id string) (store.Office, error) {
	row, err := r.q.Office(ctx, id)
	return officeOf(row), named(err, "office", id)
}

// File implements [store.Reader].
func (r reader) File(ctx context.Context, office string) (string, error) {
	text, err := r.q.File(ctx, office)
	return text, named(err, "office file", office)
}

// Installation implements [store.Reader].
func (r reader) Installation(ctx context.Context) (store.Installation, error) {
	row, err := r.q.Installation(ctx)
	return installationOf(row), named(err, "installation", "")
}

// TicketByToken implements [store.Reader].
func (r reader) TicketByToken(ctx context.Context, office, token string) (queue.Ticket, error) {
	row, err := r.q.TicketByToken(ctx, sqlgen.TicketByTokenParams{Office: office, Token: token})
	return ticketOf(row), named(err, "ticket by token", "")
}

// Ticket implements [store.Reader].
func (r reader) Ticket(ctx context.Context, office, id string) (queue.Ticket, error) {
	row, err := r.q.Ticket(ctx, sqlgen.TicketParams{Office: office, ID: id})
	return ticketOf(row), named(err, "ticket", id)
}

// WaitingTickets implements [store.Reader].
func (r reader) WaitingTickets(ctx context.Context, office string, day queue.Day, limit int) ([]queue.Ticket, error) {
	rows, err := r.q.WaitingTickets(ctx, sqlgen.WaitingTicketsParams{Office: office, Day: string(day)})
	ts := sorted(rows, ticketOf, store.ByIssue)
	return ts[:min(limit, len(ts))], named(err, "waiting tickets", office)
}

// TicketsOfDay implements [store.Reader].
func (r reader) TicketsOfDay(ctx context.Context, office string, day queue.Day) ([]queue.Ticket, error) {
	rows, err := r.q.TicketsOfDay(ctx, sqlgen.TicketsOfDayParams{Office: office, Day: string(day)})
	return sorted(rows, ticketOf, store.ByNumber), named(err, "tickets of day", string(day))
}

// OpenTickets implements [store.Reader].
func (r reader) OpenTickets(ctx context.Context, office, location string, day queue.Day) ([]queue.Ticket, error) {
	rows, err := r.q.OpenTickets(ctx, sqlgen.OpenTicketsParams{Day: string(day), Office: office, Location: location})
	return sorted(rows, ticketOf, store.ByIssue), named(err, "open tickets", location)
}

// CalledTickets implements [store.Reader].
func (r reader) CalledTickets(ctx context.Context, office, location string, day queue.Day, limit int) ([]queue.Ticket, error) {
	rows, err := r.q.CalledTickets(ctx, sqlgen.CalledTicketsParams{Office: office, Day: string(day), Location: location})
	ts := sorted(rows, ticketOf, store.ByCall)
	return ts[:min(limit, len(ts))], named(err, "called tickets", location)
}

// ServedTickets implements [store.Reader].
func (r reader) ServedTickets(ctx context.Context, office string, from, to queue.Day) ([]queue.Ticket, error) {
	rows, err := r.q.ServedTickets(ctx, sqlgen.ServedTicketsParams{Office: office, Day: string(from), Day_2: string(to)})
	return sorted(rows, ticketOf, store.ByIssue), named(err, "served tickets", office)
}

// Tallies implements [store.Reader].
func (r reader) Tallies(ctx context.Context, office string, day queue.Day) ([]store.Tally, error) {
	rows, err := r.q.Tallies(ctx, sqlgen.TalliesParams{Office: office, Day: string(day)})
	return sorted(rows, tallyOf, func(a, b store.Tally) int { return strings.Compare(a.Service, b.Service) }),
		named(err, "tallies", office)
}

// Events implements [store.Reader].
func (r reader) Events(ctx context.Context, office string, after int64, limit int) ([]store.Event, error) {
	rows, err := r.q.Events(ctx, sqlgen.EventsParams{Office: office, Seq: after, Limit: atMost(limit)})
	return sorted(rows, eventOf, nil), named(err, "events", office)
}

// Timeline implements [store.Reader].
func (r reader) Timeline(ctx context.Context, office, ticket string) ([]store.Event, error) {
	rows, err := r.q.Timeline(ctx, sqlgen.TimelineParams{Office: office, Ticket: ticket})
	return sorted(rows, eventOf, nil), named(err, "timeline", ticket)
}

func sorted[R, V any](rows []R, of func(R) V, order func(a, b V) int) []V {
	vs := make([]V, len(rows))
	for i, r := range rows {
		vs[i] = of(r)
	}
	if order != nil {
		slices.SortFunc(vs, order)
	}
	return vs
}

func named(err error, what, id string) error {
	if err == nil {
		return nil
	}
	// Asked for a text that it could not store, PostgreSQL does not say that there is none.
	if errors.Is(err, sql.ErrNoRows) || errors.Is(pgRowError(err), store.ErrInvalid) {
		err = store.ErrNotFound
	}
	return fmt.Errorf("%s %s: %w", what, id, err)
}
