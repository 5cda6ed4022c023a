package sqlstore

import (
	"context"
	"strconv"
	"strings"
	"time"

	"numerek/central/queue"
	"numerek/central/store"
	"numerek/central/store/sqlstore/bulk"
	"numerek/central/store/sqlstore/sqlgen"
)

var keypads = bulk.Table[store.KeypadKey, store.Keypad]{
	Name:    "keypads",
	Columns: []string{"office", "device", "bad", "paused_until", "alarmed_at"},
	Keyed:   2,
	Key:     func(k store.KeypadKey) []any { return []any{k.Office, k.Device} },
	Values: func(v store.Keypad) []any {
		return []any{v.Office, v.Device, v.Bad, millis(v.PausedUntil), millis(v.AlarmedAt)}
	},
	Scan: func(s bulk.Scanner) (store.Keypad, error) {
		var r sqlgen.Keypad
		err := s.Scan(&r.Office, &r.Device, &r.Bad, &r.PausedUntil, &r.AlarmedAt)
		return keypadOf(r), err
	},
}.Ready()

var figures = bulk.Table[store.FigureKey, store.Figure]{
	Name: "figures",
	Columns: []string{
		"office", "day", "service", "desk", "minute", "tickets", "booked", "served", "missed", "withdrawn", "waited", "serving",
	},
	Keyed: 5,
	Whole: []string{"desk", "minute"},
	Key: func(k store.FigureKey) []any {
		return []any{k.Office, string(k.Day), k.Service, strconv.Itoa(k.Desk), strconv.Itoa(k.Minute)}
	},
	Values: func(v store.Figure) []any {
		return []any{
			v.Office, string(v.Day), v.Service, int64(v.Desk), int64(v.Minute), int64(v.Tickets), int64(v.Booked), int64(v.Served),
			int64(v.Missed), int64(v.Withdrawn), v.Waited.Milliseconds(), v.Serving.Milliseconds(),
		}
	},
	Scan: func(s bulk.Scanner) (store.Figure, error) {
		var r sqlgen.Figure
		err := s.Scan(&r.Office, &r.Day, &r.Service, &r.Desk, &r.Minute, &r.Tickets, &r.Booked, &r.Served, &r.Missed, &r.Withdrawn,
			&r.Waited, &r.Serving)
		return figureOf(r), err
	},
}.Ready()

var purges = bulk.Table[store.PurgeKey, store.Purge]{
	Name:    "purges",
	Columns: []string{"office", "day", "begun_at", "ended_at", "counts"},
	Keyed:   2,
	Key:     func(k store.PurgeKey) []any { return []any{k.Office, string(k.Day)} },
	Values: func(v store.Purge) []any {
		return []any{v.Office, string(v.Day), millis(v.BegunAt), millis(v.EndedAt), v.Counts}
	},
	Scan: func(s bulk.Scanner) (store.Purge, error) {
		var r sqlgen.Purge
		err := s.Scan(&r.Office, &r.Day, &r.BegunAt, &r.EndedAt, &r.Counts)
		return purgeOf(r), err
	},
}.Ready()

func purgeOf(r sqlgen.Purge) store.Purge {
	return store.Purge{
		PurgeKey: store.PurgeKey{Office: r.Office, Day: queue.Day(r.Day)},
		BegunAt:  instant(r.BegunAt), EndedAt: instant(r.EndedAt), Counts: r.Counts,
	}
}

func keypadOf(r sqlgen.Keypad) store.Keypad {
	return store.Keypad{
		KeypadKey: store.KeypadKey{Office: r.Office, Device: r.Device}, Bad: r.Bad,
		PausedUntil: instant(r.PausedUntil), AlarmedAt: instant(r.AlarmedAt),
	}
}

func figureOf(r sqlgen.Figure) store.Figure {
	return store.Figure{
		FigureKey: store.FigureKey{Office: r.Office, Day: queue.Day(r.Day), Service: r.Service, Desk: int(r.Desk), Minute: int(r.Minute)},
		Tickets:   int(r.Tickets), Booked: int(r.Booked), Served: int(r.Served), Missed: int(r.Missed), Withdrawn: int(r.Withdrawn),
		Waited: time.Duration(r.Waited) * time.Millisecond, Serving: time.Duration(r.Serving) * time.Millisecond,
	}
}

// Keypads implements [store.Bookings].
func (r reader) Keypads(ctx context.Context, office string) ([]store.Keypad, error) {
	rows, err := r.q.Keypads(ctx, office)
	return sorted(rows, keypadOf, func(a, b store.Keypad) int { return strings.Compare(a.Device, b.Device) }), named(err, "keypads", office)
}

// Figures implements [store.Bookings].
func (r reader) Figures(ctx context.Context, office string, from, to queue.Day) ([]store.Figure, error) {
	rows, err := r.q.Figures(ctx, sqlgen.FiguresParams{Office: office, Day: string(from), Day_2: string(to)})
	return sorted(rows, figureOf, store.ByBucket), named(err, "figures", office)
}

// Purges implements [store.Bookings].
func (r reader) Purges(ctx context.Context, office string, limit int) ([]store.Purge, error) {
	rows, err := r.q.Purges(ctx, sqlgen.PurgesParams{Office: office, Limit: atMost(limit)})
	return sorted(rows, purgeOf, store.ByPurge), named(err, "purges", office)
}
