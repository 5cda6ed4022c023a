package sqlstore

import (
	"context"
	"errors"

	"numerek/central/store"
	"numerek/central/store/sqlstore/bulk"
	"numerek/central/store/sqlstore/fleet"
)

// session is the write connection of an engine, inside a transaction.
type session interface {
	history() string
	// run executes statements in order and returns the first error, as one of
	// store's where it is the fault of a row.
	run(ctx context.Context, sts []bulk.Statement) error
	// commit and rollback end the transaction. After an error of any of them
	// the session is not used again.
	commit(ctx context.Context, changed bool) error
	rollback() error
}

// waitingAt finds everybody who waits at a location.
const waitingAt = "office = $1 AND day = $2 AND location = $3 AND state = 'waiting'"

// batch implements [store.Batch] on a session.
type batch struct {
	session session
	changed bool
	ended   bool
}

var errEnded = errors.New("transaction has ended")

// History implements [store.Batch].
func (b *batch) History() string { return b.session.history() }

// Load implements [store.Batch].
func (b *batch) Load(ctx context.Context, k store.Keys) (r store.Rows, err error) {
	var one []store.Installation
	var authority []store.Authority
	var sts []bulk.Statement
	if k.Installation {
		sts = append(sts, installation.Load([]struct{}{{}}, &one)...)
	}
	sts = append(sts, offices.Load(k.Offices, &r.Offices)...)
	sts = append(sts, files.Load(k.Files, &r.Files)...)
	if k.Authority {
		sts = append(sts, fleet.Authorities.Load([]struct{}{{}}, &authority)...)
	}
	sts = append(sts, fleet.Enrolments.Load(k.Enrolments, &r.Enrolments)...)
	sts = append(sts, fleet.Healths.Load(k.Healths, &r.Healths)...)
	sts = append(sts, fleet.Releases.Load(k.Releases, &r.Releases)...)
	sts = append(sts, fleet.Updates.Load(k.Updates, &r.Updates)...)
	sts = append(sts, fleet.Devices.Load(k.Devices, &r.Devices)...)
	sts = append(sts, answers.Load(k.Answers, &r.Answers)...)
	sts = append(sts, tickets.Load(k.Tickets, &r.Tickets)...)
	sts = append(sts, series.Load(k.Series, &r.Series)...)
	sts = append(sts, tallies.Load(k.Tallies, &r.Tallies)...)
	sts = append(sts, desks.Load(k.Desks, &r.Desks)...)
	sts = append(sts, halls.Load(k.Halls, &r.Halls)...)
	sts = append(sts, users.Load(k.Users, &r.Users)...)
	sts = append(sts, sessions.Load(k.Sessions, &r.Sessions)...)
	for _, q := range k.Queues {
		sts = append(sts, tickets.Where(waitingAt, []any{q.Office, string(q.Day), q.Location}, &r.Tickets)...)
	}
	sts = append(sts, loadVisits(k, &r)...)
	if err := b.run(ctx, sts); err != nil {
		return store.Rows{}, err
	}
	if len(one) > 0 {
		r.Installation = &one[0]
	}
	if len(authority) > 0 {
		r.Authority = &authority[0]
	}
	return r, nil
}

func loadVisits(k store.Keys, r *store.Rows) (sts []bulk.Statement) {
	sts = append(sts, bookings.Load(k.Bookings, &r.Bookings)...)
	for _, a := range k.Agendas {
		sts = append(sts, bookings.Where(inAgenda, []any{a.Office, string(a.Day), a.Location}, &r.Bookings)...)
	}
	for _, p := range k.Phones {
		sts = append(sts, bookings.Where(ofPhone, []any{p.Office, p.Hash}, &r.Bookings)...)
	}
	for _, o := range k.Origins {
		sts = append(sts, bookings.Where(ofOrigin, []any{o.Office, o.Hash}, &r.Bookings)...)
	}
	sts = append(sts, messages.Load(k.Messages, &r.Messages)...)
	sts = append(sts, keypads.Load(k.Keypads, &r.Keypads)...)
	sts = append(sts, figures.Load(k.Figures, &r.Figures)...)
	return append(sts, purges.Load(k.Purges, &r.Purges)...)
}

// Save implements [store.Batch].
func (b *batch) Save(ctx context.Context, r store.Rows) error {
	var one []store.Installation
	if r.Installation != nil {
		one = append(one, *r.Installation)
	}
	var authority []store.Authority
	if r.Authority != nil {
		authority = append(authority, *r.Authority)
	}
	var sts []bulk.Statement
	var faults []error
	add := func(more []bulk.Statement, err error) {
		sts = append(sts, more...)
		faults = append(faults, err)
	}
	// Rows that go make room for what is unique in others.
	sts = append(sts, sessions.Remove(r.EndedSession)...)
	sts = append(sts, tickets.Remove(r.GoneTickets)...)
	sts = append(sts, bookings.Remove(r.GoneBookings)...)
	sts = append(sts, messages.Remove(r.GoneMessages)...)
	add(installation.Save(one))
	add(offices.Save(r.Offices))
	add(files.Save(r.Files))
	add(fleet.Devices.Save(r.Devices))
	add(fleet.Authorities.Save(authority))
	add(fleet.Enrolments.Save(r.Enrolments))
	add(fleet.Healths.Save(r.Healths))
	add(fleet.Releases.Save(r.Releases))
	add(fleet.Updates.Save(r.Updates))
	add(answers.Save(r.Answers))
	add(tickets.Save(r.Tickets))
	add(series.Save(r.Series))
	add(tallies.Save(r.Tallies))
	add(desks.Save(r.Desks))
	add(halls.Save(r.Halls))
	add(users.Save(r.Users))
	add(sessions.Save(r.Sessions))
	add(bookings.Save(r.Bookings))
	add(messages.Save(r.Messages))
	add(keypads.Save(r.Keypads))
	add(figures.Save(r.Figures))
	add(purges.Save(r.Purges))
	add(events.Save(r.Events))
	if err := errors.Join(faults...); err != nil {
		return err
	}
	b.changed = b.changed || len(sts) > 0
	return b.run(ctx, sts)
}

func (b *batch) run(ctx context.Context, sts []bulk.Statement) error {
	switch {
	case b.ended:
		return errEnded
	case len(sts) == 0:
		return nil
	}
	return b.session.run(ctx, sts)
}

// Commit implements [store.Batch].
func (b *batch) Commit(ctx context.Context) error {
	if b.ended {
		return errEnded
	}
	b.ended = true
	return b.session.commit(ctx, b.changed)
}

// Rollback implements [store.Batch].
func (b *batch) Rollback() error {
	if b.ended {
		return nil
	}
	b.ended = true
	return b.session.rollback()
}
