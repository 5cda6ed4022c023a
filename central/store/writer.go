package store

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"runtime/debug"
	"time"
)

// job is one call of Update.
type job struct {
	ctx    context.Context
	needs  Keys
	do     func(*Tx) error
	answer chan error // room for the one answer
	err    error      // of the last run
}

// writer is the only goroutine that changes the database. It remembers nothing
// between transactions but the line of history: another process may have
// written in between, and after a failed commit nobody knows what is true.
type writer struct {
	store   *Store
	history string // of the last commit
	checked bool   // history is known
}

func (w *writer) run(ctx context.Context) {
	defer close(w.store.done)
	for {
		select {
		case <-ctx.Done():
			return
		case j := <-w.store.jobs:
			w.commit(ctx, w.fill(j))
			if errors.Is(w.store.lastFault(), ErrBroken) {
				return
			}
		}
	}
}

// fill collects what waits. Those who were answered a moment ago are about to
// ask again: yielding lets them, and nearly doubles the batch and halves the
// time to an answer, where a batch of the one half would make the other wait.
func (w *writer) fill(first *job) []*job {
	batch := []*job{first}
	for yields := 0; len(batch) < w.store.opts.MaxBatch; {
		select {
		case j := <-w.store.jobs:
			batch = append(batch, j)
		default:
			if yields >= w.store.opts.Fill {
				return batch
			}
			yields++
			runtime.Gosched()
		}
	}
	return batch
}

// commit runs the jobs in one transaction and answers them. Where a row of one
// of them is at fault, each runs again in a transaction of its own, so that only
// the guilty one fails.
func (w *writer) commit(ctx context.Context, jobs []*job) {
	written, err := w.transact(ctx, jobs)
	if err != nil && len(jobs) > 1 && rowsAtFault(err) {
		for _, j := range jobs {
			w.commit(ctx, []*job{j})
		}
		return
	}
	if err != nil {
		w.store.opts.Log.ErrorContext(ctx, "commit failed", "jobs", len(jobs), "err", err)
	}
	if err != nil && !rowsAtFault(err) {
		w.store.setFault(err)
		if w.store.opts.Failed != nil {
			w.store.opts.Failed(len(jobs), err)
		}
	}
	for _, j := range jobs {
		if err != nil {
			j.err = err
		}
		j.answer <- j.err
	}
	if err == nil {
		w.store.ring(written)
	}
}

// transact is one transaction and returns what it wrote. The error it returns
// concerns all jobs: nothing of them was committed, or nobody knows.
func (w *writer) transact(ctx context.Context, jobs []*job) (written Rows, err error) {
	begun := time.Now()
	// A commit that has begun is not cut short by the end of the program.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), w.store.opts.Timeout)
	defer cancel()
	b, err := w.store.backend.Begin(ctx)
	if err != nil {
		return Rows{}, unavailable("begin", err)
	}
	if written, err = w.work(ctx, b, jobs); err != nil {
		return Rows{}, errors.Join(err, b.Rollback())
	}
	w.history, w.checked = b.History(), true
	if w.store.opts.Committed != nil {
		w.store.opts.Committed(len(jobs), time.Since(begun))
	}
	return written, nil
}

func (w *writer) work(ctx context.Context, b Batch, jobs []*job) (Rows, error) {
	base := begin()
	tx := &Tx{ctx: ctx, batch: b, base: base, job: over(base)}
	if err := tx.load(w.needs(b, jobs)); err != nil {
		return Rows{}, unavailable("load", err)
	}
	if err := w.checkHistory(tx, b.History()); err != nil {
		return Rows{}, unavailable("check history", err)
	}
	for _, j := range jobs {
		j.err = w.do(tx, j)
		if tx.broken != nil {
			return Rows{}, unavailable("load", tx.broken)
		}
	}
	rows := base.written()
	if !rows.empty() {
		if err := b.Save(ctx, rows); rowsAtFault(err) {
			return Rows{}, err
		} else if err != nil {
			return Rows{}, unavailable("save", err)
		}
	}
	if err := b.Commit(ctx); err != nil {
		return Rows{}, unavailable("commit", err)
	}
	if !rows.empty() {
		w.store.setFault(nil)
	}
	return rows, nil
}

func (w *writer) needs(b Batch, jobs []*job) Keys {
	all := Keys{Installation: !w.checked || w.history != b.History()}
	for _, j := range jobs {
		all.Installation = all.Installation || j.needs.Installation
		all.Offices = append(all.Offices, j.needs.Offices...)
		all.Files = append(all.Files, j.needs.Files...)
		all.Devices = append(all.Devices, j.needs.Devices...)
		all.Answers = append(all.Answers, j.needs.Answers...)
		all.Tickets = append(all.Tickets, j.needs.Tickets...)
		all.Series = append(all.Series, j.needs.Series...)
		all.Tallies = append(all.Tallies, j.needs.Tallies...)
		all.Desks = append(all.Desks, j.needs.Desks...)
		all.Halls = append(all.Halls, j.needs.Halls...)
		all.Users = append(all.Users, j.needs.Users...)
		all.Sessions = append(all.Sessions, j.needs.Sessions...)
		all.Queues = append(all.Queues, j.needs.Queues...)
		all.Bookings = append(all.Bookings, j.needs.Bookings...)
		all.Agendas = append(all.Agendas, j.needs.Agendas...)
		all.Phones = append(all.Phones, j.needs.Phones...)
		all.Origins = append(all.Origins, j.needs.Origins...)
		all.Messages = append(all.Messages, j.needs.Messages...)
		all.Keypads = append(all.Keypads, j.needs.Keypads...)
		all.Figures = append(all.Figures, j.needs.Figures...)
		all.Purges = append(all.Purges, j.needs.Purges...)
		all.Authority = all.Authority || j.needs.Authority
		all.Enrolments = append(all.Enrolments, j.needs.Enrolments...)
		all.Healths = append(all.Healths, j.needs.Healths...)
		all.Releases = append(all.Releases, j.needs.Releases...)
		all.Updates = append(all.Updates, j.needs.Updates...)
	}
	return all
}

// checkHistory gives the database a new incarnation where it is on another
// line of history than when the present one began, be it that this program
// started or that the connection was lost and another server answered.
func (w *writer) checkHistory(tx *Tx, history string) error {
	if w.checked && w.history == history {
		return nil
	}
	var old *Installation
	switch in, err := tx.Installation(); {
	case err == nil && in.History == history:
		return nil
	case err == nil:
		old = &in
	case !errors.Is(err, ErrNotFound):
		return err
	}
	in, err := w.store.newIncarnation(old, history)
	if err != nil {
		return err
	}
	w.store.opts.Log.WarnContext(tx.ctx, "new incarnation",
		"incarnation", in.Incarnation, "previous", in.Previous, "history", history)
	tx.PutInstallation(in)
	tx.job.merge(tx.base)
	return nil
}

// do runs one job on its own layer. A panic is the job's failure, not the
// writer's: the other jobs are other people's.
func (w *writer) do(tx *Tx, j *job) (err error) {
	defer func() {
		if p := recover(); p != nil {
			w.store.opts.Log.ErrorContext(tx.ctx, "job panicked", "panic", p, "stack", string(debug.Stack()))
			err = fmt.Errorf("job panicked: %v", p)
		}
		if err == nil {
			err = tx.refused
		}
		if err == nil {
			tx.job.merge(tx.base)
		} else {
			tx.job.drop()
		}
		tx.refused = nil
	}()
	if j.ctx.Err() != nil {
		return context.Cause(j.ctx)
	}
	return j.do(tx)
}

func unavailable(at string, err error) error {
	return fmt.Errorf("%w: %s: %w", ErrUnavailable, at, err)
}
