package sqlstore

import (
	"context"
	"time"

	"numerek/central/booking"
	"numerek/central/queue"
	"numerek/central/store"
	"numerek/central/store/sqlstore/bulk"
	"numerek/central/store/sqlstore/sqlgen"
)

// Conditions of the groups of bookings that a transaction loads.
const (
	inAgenda = "office = $1 AND day = $2 AND location = $3 AND day <> '' AND state IN ('held', 'confirmed', 'arrived')"
	ofPhone  = "office = $1 AND phone_hash = $2 AND phone_hash <> ''"
	ofOrigin = "office = $1 AND origin = $2 AND origin <> ''"
)

var bookings = bulk.Table[store.BookingKey, booking.Booking]{
	Name: "bookings",
	Columns: []string{
		"office", "id", "location", "service", "day", "start", "minutes", "desk", "state", "language", "clerk", "held_until",
		"tries", "ticket", "code_hash", "token_hash", "phone_hash", "origin", "code", "token", "person", "created_at", "confirmed_at",
		"reminded_at", "ended_at", "ended_by", "wants_earlier", "offer_to",
	},
	Keyed: 2,
	Key:   func(k store.BookingKey) []any { return []any{k.Office, k.ID} },
	Values: func(v booking.Booking) []any {
		return []any{
			v.Office, v.ID, v.Location, v.Service, string(v.Day), millis(v.Start), int64(v.Minutes), int64(v.Desk), string(v.State),
			v.Language, v.Clerk, millis(v.HeldUntil), int64(v.Tries), v.Ticket, v.CodeHash, v.TokenHash, v.PhoneHash, v.Origin, v.Code,
			v.Token, v.Person, millis(v.CreatedAt), millis(v.ConfirmedAt), millis(v.RemindedAt), millis(v.EndedAt), v.EndedBy,
			millis(v.WantsEarlier), v.OfferTo,
		}
	},
	Scan: func(s bulk.Scanner) (booking.Booking, error) {
		var r sqlgen.Booking
		err := s.Scan(&r.Office, &r.ID, &r.Location, &r.Service, &r.Day, &r.Start, &r.Minutes, &r.Desk, &r.State, &r.Language, &r.Clerk,
			&r.HeldUntil, &r.Tries, &r.Ticket, &r.CodeHash, &r.TokenHash, &r.PhoneHash, &r.Origin, &r.Code, &r.Token, &r.Person,
			&r.CreatedAt, &r.ConfirmedAt, &r.RemindedAt, &r.EndedAt, &r.EndedBy, &r.WantsEarlier, &r.OfferTo)
		return bookingOf(r), err
	},
}.Ready()

func bookingOf(r sqlgen.Booking) booking.Booking {
	return booking.Booking{
		Office: r.Office, ID: r.ID, Location: r.Location, Service: r.Service, Day: queue.Day(r.Day), Start: instant(r.Start),
		Minutes: int(r.Minutes), Desk: int(r.Desk), State: booking.State(r.State), Language: r.Language, Clerk: r.Clerk,
		HeldUntil: instant(r.HeldUntil), Tries: int(r.Tries), Ticket: r.Ticket,
		CodeHash: r.CodeHash, TokenHash: r.TokenHash, PhoneHash: r.PhoneHash, Origin: r.Origin,
		Code: r.Code, Token: r.Token, Person: r.Person,
		CreatedAt: instant(r.CreatedAt), ConfirmedAt: instant(r.ConfirmedAt), RemindedAt: instant(r.RemindedAt),
		EndedAt: instant(r.EndedAt), EndedBy: r.EndedBy, WantsEarlier: instant(r.WantsEarlier), OfferTo: r.OfferTo,
	}
}

// Booking implements [store.Bookings].
func (r reader) Booking(ctx context.Context, office, id string) (booking.Booking, error) {
	row, err := r.q.Booking(ctx, sqlgen.BookingParams{Office: office, ID: id})
	return bookingOf(row), named(err, "booking", id)
}

// BookingByCode implements [store.Bookings].
func (r reader) BookingByCode(ctx context.Context, office, codeHash string) (booking.Booking, error) {
	row, err := r.q.BookingByCode(ctx, sqlgen.BookingByCodeParams{Office: office, CodeHash: codeHash})
	return bookingOf(row), named(err, "booking by code", "")
}

// BookingByToken implements [store.Bookings].
func (r reader) BookingByToken(ctx context.Context, office, tokenHash string) (booking.Booking, error) {
	row, err := r.q.BookingByToken(ctx, sqlgen.BookingByTokenParams{Office: office, TokenHash: tokenHash})
	return bookingOf(row), named(err, "booking by token", "")
}

// BookingsBetween implements [store.Bookings].
func (r reader) BookingsBetween(ctx context.Context, office string, from, to queue.Day) ([]booking.Booking, error) {
	rows, err := r.q.BookingsBetween(ctx, sqlgen.BookingsBetweenParams{Office: office, Day: string(from), Day_2: string(to)})
	return sorted(rows, bookingOf, store.ByStart), named(err, "bookings between days", office)
}

// BookingsOfPhone implements [store.Bookings].
func (r reader) BookingsOfPhone(ctx context.Context, office, phoneHash string) ([]booking.Booking, error) {
	rows, err := r.q.BookingsOfPhone(ctx, sqlgen.BookingsOfPhoneParams{Office: office, PhoneHash: phoneHash})
	return sorted(rows, bookingOf, store.ByBooking), named(err, "bookings of phone", office)
}

// HoldsOver implements [store.Bookings].
func (r reader) HoldsOver(ctx context.Context, office string, at time.Time, limit int) ([]booking.Booking, error) {
	rows, err := r.q.HoldsOver(ctx, sqlgen.HoldsOverParams{Office: office, HeldUntil: millis(at), Limit: atMost(limit)})
	return sorted(rows, bookingOf, store.ByHold), named(err, "holds over", office)
}

// PersonalBefore implements [store.Bookings].
func (r reader) PersonalBefore(ctx context.Context, office string, day queue.Day, limit int) ([]booking.Booking, error) {
	rows, err := r.q.PersonalBefore(ctx, sqlgen.PersonalBeforeParams{Office: office, Day: string(day), Limit: atMost(limit)})
	return sorted(rows, bookingOf, store.ByVisit), named(err, "personal before", string(day))
}
