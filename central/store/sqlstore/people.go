package sqlstore

import (
	"context"
	"strconv"
	"strings"
	"time"

	"numerek/central/store"
	"numerek/central/store/sqlstore/bulk"
	"numerek/central/store/sqlstore/sqlgen"
)

var desks = bulk.Table[store.DeskKey, store.Desk]{
	Name: "desks",
	Columns: []string{
		"office", "location", "number", "workstation", "clerk", "taken_at", "paused", "paused_at", "ticket", "last_calls",
		"operation", "body_hash", "answer", "undo",
	},
	Keyed: 3,
	Whole: []string{"number"},
	Key:   func(k store.DeskKey) []any { return []any{k.Office, k.Location, strconv.Itoa(k.Number)} },
	Values: func(v store.Desk) []any {
		return []any{
			v.Office, v.Location, int64(v.Number), v.Workstation, v.Clerk, millis(v.TakenAt), v.Paused, millis(v.PausedAt),
			v.Ticket, v.LastCalls, v.Operation, v.BodyHash, v.Answer, v.Undo,
		}
	},
	Scan: func(s bulk.Scanner) (store.Desk, error) {
		var r sqlgen.Desk
		err := s.Scan(&r.Office, &r.Location, &r.Number, &r.Workstation, &r.Clerk, &r.TakenAt, &r.Paused, &r.PausedAt,
			&r.Ticket, &r.LastCalls, &r.Operation, &r.BodyHash, &r.Answer, &r.Undo)
		return deskOf(r), err
	},
}.Ready()

var halls = bulk.Table[store.HallKey, store.Hall]{
	Name:    "halls",
	Columns: []string{"office", "location", "message", "message_by", "silent_until", "silent_by"},
	Keyed:   2,
	Key:     func(k store.HallKey) []any { return []any{k.Office, k.Location} },
	Values: func(v store.Hall) []any {
		return []any{v.Office, v.Location, v.Message, v.MessageBy, millis(v.SilentUntil), v.SilentBy}
	},
	Scan: func(s bulk.Scanner) (store.Hall, error) {
		var r sqlgen.Hall
		err := s.Scan(&r.Office, &r.Location, &r.Message, &r.MessageBy, &r.SilentUntil, &r.SilentBy)
		return hallOf(r), err
	},
}.Ready()

var users = bulk.Table[store.UserKey, store.User]{
	Name:    "users",
	Columns: []string{"office", "name", "full_name", "role", "password", "disabled", "failures", "locked_until", "changed_at"},
	Keyed:   2,
	Key:     func(k store.UserKey) []any { return []any{k.Office, k.Name} },
	Values: func(v store.User) []any {
		return []any{
			v.Office, v.Name, v.FullName, v.Role, v.Password, v.Disabled, int64(v.Failures), millis(v.LockedUntil), millis(v.ChangedAt),
		}
	},
	Scan: func(s bulk.Scanner) (store.User, error) {
		var r sqlgen.User
		err := s.Scan(&r.Office, &r.Name, &r.FullName, &r.Role, &r.Password, &r.Disabled, &r.Failures, &r.LockedUntil, &r.ChangedAt)
		return userOf(r), err
	},
}.Ready()

var sessions = bulk.Table[string, store.Session]{
	Name:    "sessions",
	Columns: []string{"token", "data", "expires"},
	Keyed:   1,
	Key:     func(token string) []any { return []any{token} },
	Values:  func(v store.Session) []any { return []any{v.Token, v.Data, millis(v.Expires)} },
	Scan: func(s bulk.Scanner) (store.Session, error) {
		var r sqlgen.Session
		err := s.Scan(&r.Token, &r.Data, &r.Expires)
		return sessionOf(r), err
	},
}.Ready()

func deskOf(r sqlgen.Desk) store.Desk {
	return store.Desk{
		DeskKey:     store.DeskKey{Office: r.Office, Location: r.Location, Number: int(r.Number)},
		Workstation: r.Workstation, Clerk: r.Clerk, TakenAt: instant(r.TakenAt), Paused: r.Paused, PausedAt: instant(r.PausedAt),
		Ticket: r.Ticket, LastCalls: r.LastCalls, Operation: r.Operation, BodyHash: r.BodyHash, Answer: r.Answer, Undo: r.Undo,
	}
}

func hallOf(r sqlgen.Hall) store.Hall {
	return store.Hall{
		HallKey: store.HallKey{Office: r.Office, Location: r.Location},
		Message: r.Message, MessageBy: r.MessageBy, SilentUntil: instant(r.SilentUntil), SilentBy: r.SilentBy,
	}
}

func userOf(r sqlgen.User) store.User {
	return store.User{
		UserKey: store.UserKey{Office: r.Office, Name: r.Name}, FullName: r.FullName, Role: r.Role, Password: r.Password,
		Disabled: r.Disabled, Failures: int(r.Failures), LockedUntil: instant(r.LockedUntil), ChangedAt: instant(r.ChangedAt),
	}
}

func sessionOf(r sqlgen.Session) store.Session {
	return store.Session{Token: r.Token, Data: r.Data, Expires: instant(r.Expires)}
}

// Desks implements [store.People].
func (r reader) Desks(ctx context.Context, office string) ([]store.Desk, error) {
	rows, err := r.q.DesksOfOffice(ctx, office)
	return sorted(rows, deskOf, store.ByPlace), named(err, "desks", office)
}

// Halls implements [store.People].
func (r reader) Halls(ctx context.Context, office string) ([]store.Hall, error) {
	rows, err := r.q.Halls(ctx, office)
	return sorted(rows, hallOf, func(a, b store.Hall) int { return strings.Compare(a.Location, b.Location) }), named(err, "halls", office)
}

// Users implements [store.People].
func (r reader) Users(ctx context.Context, office string) ([]store.User, error) {
	rows, err := r.q.Users(ctx, office)
	return sorted(rows, userOf, func(a, b store.User) int { return strings.Compare(a.Name, b.Name) }), named(err, "users", office)
}

// User implements [store.People].
func (r reader) User(ctx context.Context, office, name string) (store.User, error) {
	row, err := r.q.User(ctx, sqlgen.UserParams{Office: office, Name: name})
	return userOf(row), named(err, "user", name)
}

// Session implements [store.People].
func (r reader) Session(ctx context.Context, token string) (store.Session, error) {
	row, err := r.q.Session(ctx, token)
	return sessionOf(row), named(err, "session", "")
}

// ExpiredSessions implements [store.People].
func (r reader) ExpiredSessions(ctx context.Context, before time.Time) ([]string, error) {
	tokens, err := r.q.ExpiredSessions(ctx, millis(before))
	return tokens, named(err, "expired sessions", "")
}
