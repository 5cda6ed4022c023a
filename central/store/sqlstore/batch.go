package sqlstore

import (
	"context"
	"errors"

	"numerek/central/store"
)

// session is the write connection of an engine, inside a transaction.
type session interface {
	history() string
	// run executes statements in order and returns the first error, as one of
	// store's where it is the fault of a row.
	run(ctx context.Context, sts []statement) error
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
	var sts []statement
	if k.Installation {
		sts = append(sts, installation.load([]struct{}{{}}, &one)...)
	}
	sts = append(sts, offices.load(k.Offices, &r.Offices)...)
	sts = append(sts, files.load(k.Files, &r.Files)...)
	sts = append(sts, devices.load(k.Devices, &r.Devices)...)
	sts = append(sts, answers.load(k.Answers, &r.Answers)...)
	sts = append(sts, tickets.load(k.Tickets, &r.Tickets)...)
	sts = append(sts, series.load(k.Series, &r.Series)...)
	sts = append(sts, tallies.load(k.Tallies, &r.Tallies)...)
	sts = append(sts, desks.load(k.Desks, &r.Desks)...)
	sts = append(sts, halls.load(k.Halls, &r.Halls)...)
	sts = append(sts, users.load(k.Users, &r.Users)...)
	sts = append(sts, sessions.load(k.Sessions, &r.Sessions)...)
	for _, q := range k.Queues {
		sts = append(sts, tickets.where(waitingAt, []any{q.Office, string(q.Day), q.Location}, &r.Tickets)...)
	}
	sts = append(sts, loadVisits(k, &r)...)
	if err := b.run(ctx, sts); err != nil {
		return store.Rows{}, err
	}
	if len(one) > 0 {
		r.Installation = &one[0]
	}
	return r, nil
}

func loadVisits(k store.Keys, r *store.Rows) (sts []statement) {
	sts = append(sts, bookings.load(k.Bookings, &r.Bookings)...)
	for _, a := range k.Agendas {
		sts = append(sts, bookings.where(inAgenda, []any{a.Office, string(a.Day), a.Location}, &r.Bookings)...)
	}
	for _, p := range k.Phones {
		sts = append(sts, bookings.where(ofPhone, []any{p.Office, p.Hash}, &r.Bookings)...)
	}
	for _, o := range k.Origins {
		sts = append(sts, bookings.where(ofOrigin, []any{o.Office, o.Hash}, &r.Bookings)...)
	}
	sts = append(sts, messages.load(k.Messages, &r.Messages)...)
	sts = append(sts, keypads.load(k.Keypads, &r.Keypads)...)
	return append(sts, figures.load(k.Figures, &r.Figures)...)
}

// Save implements [store.Batch].
func (b *batch) Save(ctx context.Context, r store.Rows) error {
	var one []store.Installation
	if r.Installation != nil {
		one = append(one, *r.Installation)
	}
	var sts []statement
	var faults []error
	add := func(more []statement, err error) {
		sts = append(sts, more...)
		faults = append(faults, err)
	}
	// Rows that go make room for what is unique in others.
	sts = append(sts, sessions.remove(r.EndedSession)...)
	sts = append(sts, tickets.remove(r.GoneTickets)...)
	sts = append(sts, bookings.remove(r.GoneBookings)...)
	sts = append(sts, messages.remove(r.GoneMessages)...)
	add(installation.save(one))
	add(offices.save(r.Offices))
	add(files.save(r.Files))
	add(devices.save(r.Devices))
	add(answers.save(r.Answers))
	add(tickets.save(r.Tickets))
	add(series.save(r.Series))
	add(tallies.save(r.Tallies))
	add(desks.save(r.Desks))
	add(halls.save(r.Halls))
	add(users.save(r.Users))
	add(sessions.save(r.Sessions))
	add(bookings.save(r.Bookings))
	add(messages.save(r.Messages))
	add(keypads.save(r.Keypads))
	add(figures.save(r.Figures))
	add(events.save(r.Events))
	if err := errors.Join(faults...); err != nil {
		return err
	}
	b.changed = b.changed || len(sts) > 0
	return b.run(ctx, sts)
}

func (b *batch) run(ctx context.Context, sts []statement) error {
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
