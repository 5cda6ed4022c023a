package sqlstore

import (
	"time"

	"numerek/central/queue"
	"numerek/central/store"
	"numerek/central/store/sqlstore/bulk"
	"numerek/central/store/sqlstore/sqlgen"
)

var installation = bulk.Table[struct{}, store.Installation]{
	Name:    "installation",
	Columns: []string{"one", "incarnation", "previous", "since", "history"},
	Keyed:   1,
	Values: func(v store.Installation) []any {
		return []any{int64(1), v.Incarnation, v.Previous, millis(v.Since), v.History}
	},
	Scan: func(s bulk.Scanner) (store.Installation, error) {
		var r sqlgen.Installation
		err := s.Scan(&r.One, &r.Incarnation, &r.Previous, &r.Since, &r.History)
		return installationOf(r), err
	},
}.Ready()

var offices = bulk.Table[string, store.Office]{
	Name:    "offices",
	Columns: []string{"id", "revision", "day", "seq"},
	Keyed:   1,
	Key:     func(id string) []any { return []any{id} },
	Values: func(v store.Office) []any {
		return []any{v.ID, v.Revision, string(v.Day), v.Seq}
	},
	Scan: func(s bulk.Scanner) (store.Office, error) {
		var r sqlgen.Office
		err := s.Scan(&r.ID, &r.Revision, &r.Day, &r.Seq)
		return officeOf(r), err
	},
}.Ready()

var files = bulk.Table[string, store.File]{
	Name:    "files",
	Columns: []string{"office", "file"},
	Keyed:   1,
	Key:     func(office string) []any { return []any{office} },
	Values:  func(v store.File) []any { return []any{v.Office, v.Text} },
	Scan: func(s bulk.Scanner) (v store.File, err error) {
		err = s.Scan(&v.Office, &v.Text)
		return v, err
	},
}.Ready()

var answers = bulk.Table[store.RequestKey, store.Answer]{
	Name:    "answers",
	Columns: []string{"office", "request", "body_hash", "kind", "detail", "at"},
	Keyed:   2,
	Key:     func(k store.RequestKey) []any { return []any{k.Office, k.Request} },
	Values: func(v store.Answer) []any {
		return []any{v.Office, v.Request, v.BodyHash, v.Kind, v.Detail, millis(v.At)}
	},
	Scan: func(s bulk.Scanner) (store.Answer, error) {
		var r sqlgen.Answer
		err := s.Scan(&r.Office, &r.Request, &r.BodyHash, &r.Kind, &r.Detail, &r.At)
		return store.Answer{
			Office: r.Office, Request: r.Request, BodyHash: r.BodyHash,
			Kind: r.Kind, Detail: r.Detail, At: instant(r.At),
		}, err
	},
}.Ready()

var tickets = bulk.Table[store.RequestKey, queue.Ticket]{
	Name: "tickets",
	Columns: []string{
		"office", "id", "location", "day", "prefix", "number", "service", "language", "priority",
		"state", "paper", "void", "issued_at", "device", "ahead", "token", "body_hash",
		"wait_from", "wait_to", "booked", "desk", "wants", "calls", "first_called", "called_at", "served_at", "ended_at",
		"revived", "revision", "booking", "copies",
	},
	Keyed: 2,
	Key:   func(k store.RequestKey) []any { return []any{k.Office, k.Request} },
	Values: func(v queue.Ticket) []any {
		return []any{
			v.Office, v.ID, v.Location, string(v.Day), v.Number.Prefix, int64(v.Number.N), v.Service, v.Language, v.Priority,
			string(v.State), string(v.Paper), string(v.Void), millis(v.IssuedAt), v.Device, int64(v.Ahead), v.Token, v.BodyHash,
			int64(v.Wait.From), int64(v.Wait.To), millis(v.Booked), int64(v.Desk), int64(v.Wants), int64(v.Calls),
			millis(v.FirstCalled), millis(v.CalledAt), millis(v.ServedAt), millis(v.EndedAt), v.Revived, v.Revision,
			v.BookingID, int64(v.Copies),
		}
	},
	Scan: func(s bulk.Scanner) (queue.Ticket, error) {
		var r sqlgen.Ticket
		err := s.Scan(&r.Office, &r.ID, &r.Location, &r.Day, &r.Prefix, &r.Number, &r.Service, &r.Language, &r.Priority,
			&r.State, &r.Paper, &r.Void, &r.IssuedAt, &r.Device, &r.Ahead, &r.Token, &r.BodyHash,
			&r.WaitFrom, &r.WaitTo, &r.Booked, &r.Desk, &r.Wants, &r.Calls, &r.FirstCalled, &r.CalledAt, &r.ServedAt, &r.EndedAt,
			&r.Revived, &r.Revision, &r.Booking, &r.Copies)
		return ticketOf(r), err
	},
}.Ready()

var series = bulk.Table[queue.Series, store.SeriesRow]{
	Name:    "series",
	Columns: []string{"office", "location", "prefix", "day", "last", "incarnation"},
	Keyed:   4,
	Key:     func(k queue.Series) []any { return []any{k.Office, k.Location, k.Prefix, string(k.Day)} },
	Values: func(v store.SeriesRow) []any {
		return []any{v.Office, v.Location, v.Prefix, string(v.Day), int64(v.Last), v.Incarnation}
	},
	Scan: func(s bulk.Scanner) (store.SeriesRow, error) {
		var r sqlgen.Series
		err := s.Scan(&r.Office, &r.Location, &r.Prefix, &r.Day, &r.Last, &r.Incarnation)
		return store.SeriesRow{
			Series: queue.Series{Office: r.Office, Location: r.Location, Prefix: r.Prefix, Day: queue.Day(r.Day)},
			Last:   int(r.Last), Incarnation: r.Incarnation,
		}, err
	},
}.Ready()

var tallies = bulk.Table[store.TallyKey, store.Tally]{
	Name:    "tallies",
	Columns: []string{"office", "service", "day", "issued", "waiting", "stopped"},
	Keyed:   3,
	Key:     func(k store.TallyKey) []any { return []any{k.Office, k.Service, string(k.Day)} },
	Values: func(v store.Tally) []any {
		return []any{v.Office, v.Service, string(v.Day), int64(v.Issued), int64(v.Waiting), v.Stopped}
	},
	Scan: func(s bulk.Scanner) (store.Tally, error) {
		var r sqlgen.Tally
		err := s.Scan(&r.Office, &r.Service, &r.Day, &r.Issued, &r.Waiting, &r.Stopped)
		return tallyOf(r), err
	},
}.Ready()

// events are never loaded by key.
var events = bulk.Table[struct{}, store.Event]{
	Name:    "events",
	Columns: []string{"office", "seq", "at", "kind", "location", "service", "ticket", "device", "detail", "desk", "clerk"},
	Values: func(v store.Event) []any {
		return []any{v.Office, v.Seq, millis(v.At), v.Kind, v.Location, v.Service, v.Ticket, v.Device, v.Detail, int64(v.Desk), v.Clerk}
	},
}.Ready()

func installationOf(r sqlgen.Installation) store.Installation {
	return store.Installation{
		Incarnation: r.Incarnation, Previous: r.Previous, Since: instant(r.Since), History: r.History,
	}
}

func officeOf(r sqlgen.Office) store.Office {
	return store.Office{ID: r.ID, Revision: r.Revision, Day: queue.Day(r.Day), Seq: r.Seq}
}

func ticketOf(r sqlgen.Ticket) queue.Ticket {
	return queue.Ticket{
		Office: r.Office, ID: r.ID, Location: r.Location, Day: queue.Day(r.Day),
		Number:  queue.Number{Prefix: r.Prefix, N: int(r.Number)},
		Service: r.Service, Language: r.Language, Priority: r.Priority,
		State: queue.State(r.State), Paper: queue.Paper(r.Paper), Void: queue.VoidReason(r.Void),
		IssuedAt: instant(r.IssuedAt), Device: r.Device, Ahead: int(r.Ahead), Token: r.Token, BodyHash: r.BodyHash,
		Wait: queue.Wait{From: int(r.WaitFrom), To: int(r.WaitTo)}, Booked: instant(r.Booked),
		Desk: int(r.Desk), Wants: int(r.Wants), Calls: int(r.Calls),
		FirstCalled: instant(r.FirstCalled), CalledAt: instant(r.CalledAt), ServedAt: instant(r.ServedAt), EndedAt: instant(r.EndedAt),
		Revived: r.Revived, Revision: r.Revision, BookingID: r.Booking, Copies: int(r.Copies),
	}
}

func tallyOf(r sqlgen.Tally) store.Tally {
	return store.Tally{
		Office: r.Office, Service: r.Service, Day: queue.Day(r.Day), Issued: int(r.Issued), Waiting: int(r.Waiting), Stopped: r.Stopped,
	}
}

func eventOf(r sqlgen.Event) store.Event {
	return store.Event{
		Office: r.Office, Seq: r.Seq, At: instant(r.At), Kind: r.Kind, Location: r.Location,
		Service: r.Service, Ticket: r.Ticket, Device: r.Device, Detail: r.Detail, Desk: int(r.Desk), Clerk: r.Clerk,
	}
}

// millis and instant are how times are kept.
func millis(t time.Time) int64 { return bulk.Millis(t) }

func instant(ms int64) time.Time { return bulk.Instant(ms) }
