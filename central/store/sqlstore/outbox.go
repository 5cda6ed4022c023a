package sqlstore

import (
	"context"
	"database/sql"
	"errors"
	"slices"
	"time"

	"numerek/central/queue"
	"numerek/central/store"
	"numerek/central/store/sqlstore/bulk"
	"numerek/central/store/sqlstore/sqlgen"
)

var messages = bulk.Table[store.MessageKey, store.Message]{
	Name: "messages",
	Columns: []string{
		"office", "id", "channel", "kind", "booking", "ticket", "language", "recipient", "body", "prefix", "parts", "state", "due",
		"expires", "attempts", "lease", "sender", "gateway", "fault", "created_at", "sent_at", "ended_at",
	},
	Keyed: 2,
	Key:   func(k store.MessageKey) []any { return []any{k.Office, k.ID} },
	Values: func(v store.Message) []any {
		return []any{
			v.Office, v.ID, v.Channel, v.Kind, v.Booking, v.Ticket, v.Language, v.To, v.Text, v.Prefix, int64(v.Parts), v.State,
			millis(v.Due), millis(v.Expires), int64(v.Attempts), millis(v.Lease), v.Sender, v.Gateway, v.Fault,
			millis(v.CreatedAt), millis(v.SentAt), millis(v.EndedAt),
		}
	},
	Scan: func(s bulk.Scanner) (store.Message, error) {
		var r sqlgen.Message
		err := s.Scan(&r.Office, &r.ID, &r.Channel, &r.Kind, &r.Booking, &r.Ticket, &r.Language, &r.Recipient, &r.Body, &r.Prefix,
			&r.Parts, &r.State, &r.Due, &r.Expires, &r.Attempts, &r.Lease, &r.Sender, &r.Gateway, &r.Fault, &r.CreatedAt, &r.SentAt, &r.EndedAt)
		return messageOf(r), err
	},
}.Ready()

func messageOf(r sqlgen.Message) store.Message {
	return store.Message{
		Office: r.Office, ID: r.ID, Channel: r.Channel, Kind: r.Kind, Booking: r.Booking, Ticket: r.Ticket, Language: r.Language,
		To: r.Recipient, Text: r.Body, Prefix: r.Prefix, Parts: int(r.Parts), State: r.State,
		Due: instant(r.Due), Expires: instant(r.Expires), Attempts: int(r.Attempts), Lease: instant(r.Lease),
		Sender: r.Sender, Gateway: r.Gateway, Fault: r.Fault,
		CreatedAt: instant(r.CreatedAt), SentAt: instant(r.SentAt), EndedAt: instant(r.EndedAt),
	}
}

// DueMessages implements [store.Outbox].
func (r reader) DueMessages(ctx context.Context, now time.Time, limit int) ([]store.Message, error) {
	queued, err := r.q.QueuedMessages(ctx, sqlgen.QueuedMessagesParams{Due: millis(now), Limit: atMost(limit)})
	if err != nil {
		return nil, named(err, "queued messages", "")
	}
	leased, err := r.q.LeasedMessages(ctx, sqlgen.LeasedMessagesParams{Lease: millis(now), Limit: atMost(limit)})
	// A worker may have taken and lost one between the two questions.
	leased = slices.DeleteFunc(leased, func(m sqlgen.Message) bool {
		return slices.ContainsFunc(queued, func(q sqlgen.Message) bool { return q.Office == m.Office && q.ID == m.ID })
	})
	due := sorted(append(queued, leased...), messageOf, store.ByDue)
	return due[:min(limit, len(due))], named(err, "leased messages", "")
}

// MessagesBetween implements [store.Outbox].
func (r reader) MessagesBetween(ctx context.Context, office string, from, to time.Time, limit int) ([]store.Message, error) {
	rows, err := r.q.MessagesBetween(ctx, sqlgen.MessagesBetweenParams{
		Office: office, CreatedAt: millis(from), CreatedAt_2: millis(to), Limit: atMost(limit),
	})
	return sorted(rows, messageOf, func(a, b store.Message) int { return store.ByMessage(b, a) }), named(err, "messages between", office)
}

// MessagesOf implements [store.Outbox].
func (r reader) MessagesOf(ctx context.Context, office, booking string) ([]store.Message, error) {
	rows, err := r.q.MessagesOf(ctx, sqlgen.MessagesOfParams{Office: office, Booking: booking})
	return sorted(rows, messageOf, store.ByMessage), named(err, "messages of booking", booking)
}

// MessageByGateway implements [store.Outbox].
func (r reader) MessageByGateway(ctx context.Context, sender, gateway string) (store.Message, error) {
	row, err := r.q.MessageByGateway(ctx, sqlgen.MessageByGatewayParams{Sender: sender, Gateway: gateway})
	return messageOf(row), named(err, "message by gateway", sender)
}

// OpenMessages implements [store.Outbox].
func (r reader) OpenMessages(ctx context.Context, office string) (int, error) {
	n, err := r.q.OpenMessages(ctx, office)
	return int(n), named(err, "open messages", office)
}

// OldMessages implements [store.Outbox].
func (r reader) OldMessages(ctx context.Context, office string, before time.Time, limit int) ([]store.Message, error) {
	rows, err := r.q.OldMessages(ctx, sqlgen.OldMessagesParams{Office: office, CreatedAt: millis(before), Limit: atMost(limit)})
	return sorted(rows, messageOf, store.ByMessage), named(err, "old messages", office)
}

// SentSince implements [store.Outbox].
func (r reader) SentSince(ctx context.Context, office string, since time.Time) (map[string]int, error) {
	rows, err := r.q.SentSince(ctx, sqlgen.SentSinceParams{Office: office, CreatedAt: millis(since)})
	sent := make(map[string]int, len(rows))
	for _, row := range rows {
		sent[row.Prefix] = int(row.Parts)
	}
	return sent, named(err, "messages sent since", office)
}

// TicketsBefore implements [store.Outbox]. The days are found one by one in an
// index that begins with them: one of its own would cost every ticket that is
// issued.
func (r reader) TicketsBefore(ctx context.Context, office string, day queue.Day, limit int) (found []queue.Ticket, err error) {
	for next := ""; len(found) < limit; {
		next, err = r.q.NextDay(ctx, next)
		if errors.Is(err, sql.ErrNoRows) || err == nil && next >= string(day) {
			break
		}
		var rows []sqlgen.Ticket
		if err == nil {
			rows, err = r.q.SomeOfDay(ctx, sqlgen.SomeOfDayParams{Office: office, Day: next, Limit: atMost(limit - len(found))})
		}
		if err != nil {
			return nil, named(err, "tickets before", string(day))
		}
		found = append(found, sorted(rows, ticketOf, store.ByNumber)...)
	}
	return found, nil
}

// atMost is a limit as the driver takes it.
func atMost(limit int) int32 { return int32(min(max(limit, 0), 1<<30)) }
