package memstore

import (
	"slices"
	"time"

	"numerek/central/booking"
	"numerek/central/queue"
	"numerek/central/store"
)

// normal keeps times as every backend does: milliseconds, UTC.
func normal(r store.Rows) store.Rows {
	if r.Installation != nil {
		in := *r.Installation
		in.Since = millis(in.Since)
		r.Installation = &in
	}
	r.Devices = each(r.Devices, func(v *store.Device) []*time.Time { return []*time.Time{&v.SeenAt} })
	r.Answers = each(r.Answers, func(v *store.Answer) []*time.Time { return []*time.Time{&v.At} })
	r.Tickets = each(r.Tickets, func(v *queue.Ticket) []*time.Time {
		return []*time.Time{&v.IssuedAt, &v.Booked, &v.FirstCalled, &v.CalledAt, &v.ServedAt, &v.EndedAt}
	})
	r.Desks = each(r.Desks, func(v *store.Desk) []*time.Time { return []*time.Time{&v.TakenAt, &v.PausedAt} })
	r.Halls = each(r.Halls, func(v *store.Hall) []*time.Time { return []*time.Time{&v.SilentUntil} })
	r.Users = each(r.Users, func(v *store.User) []*time.Time { return []*time.Time{&v.LockedUntil, &v.ChangedAt} })
	r.Sessions = each(r.Sessions, func(v *store.Session) []*time.Time { return []*time.Time{&v.Expires} })
	r.Bookings = each(r.Bookings, func(v *booking.Booking) []*time.Time {
		return []*time.Time{
			&v.Start, &v.HeldUntil, &v.CreatedAt, &v.ConfirmedAt, &v.RemindedAt, &v.EndedAt, &v.WantsEarlier,
		}
	})
	r.Messages = each(r.Messages, func(v *store.Message) []*time.Time {
		return []*time.Time{&v.Due, &v.Expires, &v.Lease, &v.CreatedAt, &v.SentAt, &v.EndedAt}
	})
	r.Keypads = each(r.Keypads, func(v *store.Keypad) []*time.Time { return []*time.Time{&v.PausedUntil, &v.AlarmedAt} })
	r.Figures = slices.Clone(r.Figures)
	for i := range r.Figures {
		f := &r.Figures[i]
		f.Waited, f.Serving = f.Waited.Truncate(time.Millisecond), f.Serving.Truncate(time.Millisecond)
	}
	r.Purges = each(r.Purges, func(v *store.Purge) []*time.Time { return []*time.Time{&v.BegunAt, &v.EndedAt} })
	if r.Authority != nil {
		a := *r.Authority
		a.MadeAt = millis(a.MadeAt)
		r.Authority = &a
	}
	r.Enrolments = each(r.Enrolments, func(v *store.Enrolment) []*time.Time {
		return []*time.Time{&v.IssuedAt, &v.ExpiresAt, &v.AddedAt, &v.EnrolledAt, &v.RevokedAt, &v.TokenUntil, &v.TokenUsedAt}
	})
	r.Healths = each(r.Healths, func(v *store.DeviceHealth) []*time.Time { return []*time.Time{&v.SeenAt} })
	r.Releases = each(r.Releases, func(v *store.Release) []*time.Time { return []*time.Time{&v.AddedAt, &v.RemovedAt} })
	r.Updates = each(r.Updates, func(v *store.DeviceUpdate) []*time.Time { return []*time.Time{&v.At} })
	r.Events = each(r.Events, func(v *store.Event) []*time.Time { return []*time.Time{&v.At} })
	return r
}

// each returns a copy of rows whose times are cut.
func each[V any](rows []V, times func(*V) []*time.Time) []V {
	rows = slices.Clone(rows)
	for i := range rows {
		for _, t := range times(&rows[i]) {
			*t = millis(*t)
		}
	}
	return rows
}

func millis(t time.Time) time.Time {
	if t.IsZero() {
		return time.Time{}
	}
	return time.UnixMilli(t.UnixMilli()).UTC()
}
