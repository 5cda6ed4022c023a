// Package loop drives a pure state machine: it feeds events in one at a time,
// publishes each new model and hands the effects to whoever carries them out.
//
// It wakes only for an event or for the hour that the machine named itself, so
// a machine at rest costs nothing.
package loop

import (
	"context"
	"sync/atomic"
	"time"
)

// Machine is a state machine and its two edges. All functions are called from
// the goroutine of Run, one at a time.
type Machine[M, E, F any] struct {
	// Update is the rule: a model and an event to the next model and effects.
	Update func(M, E, time.Time) (M, []F)
	// Due is when the model wants its next Tick; the zero time means never.
	Due func(M) time.Time
	// Tick is the event that says that the hour of Due has come.
	Tick E
	// Do starts an effect and returns at once; what comes of it arrives later
	// through Send.
	Do func(F)
	// Changed is told of every new model, before its effects start; may be nil.
	Changed func(M)
}

// Loop runs one state machine.
type Loop[M, E, F any] struct {
	machine Machine[M, E, F]
	events  chan E
	proofs  chan chan struct{} // of whoever wants to know that the loop gets on
	model   atomic.Pointer[M]
}

// New returns a loop whose machine stands at start.
func New[M, E, F any](machine Machine[M, E, F], start M) *Loop[M, E, F] {
	l := &Loop[M, E, F]{machine: machine, events: make(chan E, 64), proofs: make(chan chan struct{})}
	l.model.Store(&start)
	return l
}

// Model returns the present state. It is safe to call from any goroutine.
func (l *Loop[M, E, F]) Model() M { return *l.model.Load() }

// Send queues an event; events of one sender arrive in order. It gives up when
// ctx is done. Do and Changed must not call it: they run in the loop itself.
func (l *Loop[M, E, F]) Send(ctx context.Context, e E) {
	select {
	case l.events <- e:
	case <-ctx.Done():
	}
}

// Alive returns as soon as the loop is between two events, which proves that the
// last one came to its end; or with the error of ctx when that is done.
func (l *Loop[M, E, F]) Alive(ctx context.Context) error {
	done := make(chan struct{})
	select {
	case l.proofs <- done:
		<-done
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// Run processes events until ctx is done.
func (l *Loop[M, E, F]) Run(ctx context.Context) {
	// A stopped timer with Go's unbuffered timer channels never fires late.
	timer := time.NewTimer(time.Hour)
	defer timer.Stop()
	for {
		timer.Stop()
		if due := l.machine.Due(l.Model()); !due.IsZero() {
			timer.Reset(max(0, time.Until(due)))
		}
		select {
		case <-ctx.Done():
			return
		case e := <-l.events:
			l.step(e)
		case done := <-l.proofs:
			close(done)
		case <-timer.C:
			l.step(l.machine.Tick)
		}
	}
}

// step feeds one event to the machine.
func (l *Loop[M, E, F]) step(e E) {
	model, effects := l.machine.Update(l.Model(), e, time.Now())
	l.model.Store(&model)
	if l.machine.Changed != nil {
		l.machine.Changed(model)
	}
	for _, effect := range effects {
		l.machine.Do(effect)
	}
}
