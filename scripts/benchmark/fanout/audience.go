package fanout

import (
	"context"
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/sync/errgroup"
)

// hearWithin is how late a call may be heard; later it counts as lost.
const hearWithin = 10 * time.Second

// Audience is watchers that listen to one server, spread over its offices.
type Audience struct {
	server *Server
	all    []*Watcher
	halls  atomic.Int64   // watchers that have begun
	began  []atomic.Int64 // the last call of an office, in Unix nanoseconds
	said   []int          // calls of an office
	heard  []atomic.Int32 // calls that a watcher heard
	total  atomic.Int64   // calls that all of them heard
	size   atomic.Int64

	mu   sync.Mutex
	late []time.Duration
}

// Gather connects watchers; join connects the n-th one of an office.
func Gather(s *Server, watchers, offices int, join func(n, office int, l Listener) (*Watcher, error)) (*Audience, error) {
	a := &Audience{
		server: s, all: make([]*Watcher, watchers),
		began: make([]atomic.Int64, offices), said: make([]int, offices), heard: make([]atomic.Int32, watchers),
	}
	var g errgroup.Group
	g.SetLimit(32)
	for n := range watchers {
		g.Go(func() (err error) {
			a.all[n], err = join(n/offices, n%offices, func(what Heard, size int, at time.Time) { a.hear(n, what, size, at) })
			return err
		})
	}
	return a, g.Wait()
}

func (a *Audience) hear(n int, what Heard, size int, at time.Time) {
	switch what {
	case Hall:
		a.halls.Add(1)
	case Call:
		late := time.Duration(at.UnixNano() - a.began[n%len(a.began)].Load())
		a.heard[n].Add(1)
		a.size.Store(int64(size))
		a.mu.Lock()
		a.late = append(a.late, late)
		a.mu.Unlock()
		a.total.Add(1)
	case Other:
	}
}

// Seated waits until every watcher has the state of its hall.
func (a *Audience) Seated(ctx context.Context) error {
	return Until(ctx, time.Millisecond, func() (bool, error) { return a.halls.Load() >= int64(len(a.all)), a.server.Failed() })
}

// Size is how long a call is on the line, as the watchers have heard it.
func (a *Audience) Size() int { return int(a.size.Load()) }

// call lets an office call. What command says is up to the server.
func (a *Audience) call(office int, command func(office int) string) error {
	a.said[office]++
	a.began[office].Store(time.Now().UnixNano())
	return a.server.Do("%s", command(office))
}

// PlaySpread lets the offices call in turn, at a rate that does not depend on
// how the server keeps up, and gives how late each watcher heard each call.
func (a *Audience) PlaySpread(ctx context.Context, calls int, every time.Duration, command func(office int) string) ([]time.Duration, error) {
	began := time.Now()
	for n := range calls {
		if err := sleep(ctx, time.Until(began.Add(time.Duration(n)*every))); err != nil {
			return nil, err
		}
		if err := a.call(n%len(a.said), command); err != nil {
			return nil, err
		}
	}
	return a.quiet(ctx)
}

// PlayAlone makes one call after the other, each a moment after the last one was
// heard by everybody.
func (a *Audience) PlayAlone(ctx context.Context, calls int, moment time.Duration, command func(office int) string) ([]time.Duration, error) {
	var all []time.Duration
	for n := range calls {
		if err := sleep(ctx, moment); err != nil {
			return nil, err
		}
		if err := a.call(n%len(a.said), command); err != nil {
			return nil, err
		}
		late, err := a.quiet(ctx)
		if all = append(all, late...); err != nil {
			return nil, err
		}
	}
	return all, nil
}

// quiet waits until every call that was made was heard, or never will be.
func (a *Audience) quiet(ctx context.Context) ([]time.Duration, error) {
	want := int64(0)
	for n := range a.all {
		want += int64(a.said[n%len(a.said)])
	}
	limit := time.Now().Add(hearWithin)
	err := Until(ctx, time.Millisecond, func() (bool, error) {
		return a.total.Load() >= want || time.Now().After(limit), a.server.Failed()
	})
	a.mu.Lock()
	defer a.mu.Unlock()
	late := a.late
	a.late = nil
	return late, err
}

// Lost counts the calls that a watcher did not hear, or heard once too often.
func (a *Audience) Lost() (lost int) {
	for n := range a.all {
		missing := a.said[n%len(a.said)] - int(a.heard[n].Load())
		lost += max(missing, -missing)
	}
	return lost
}

// Leave closes all connections and waits until the server has as few open as it
// had before.
func (a *Audience) Leave(ctx context.Context, before int) error {
	for _, w := range a.all {
		if w != nil {
			w.Close()
		}
	}
	return a.server.Emptied(ctx, before)
}

// Emptied waits until the server has as few files open as it had before.
func (s *Server) Emptied(ctx context.Context, before int) error {
	const slack = 4 // of its database
	return Until(ctx, 5*time.Millisecond, func() (bool, error) {
		now, err := s.Open()
		return now <= before+slack, err
	})
}

// Until waits until something holds.
func Until(ctx context.Context, every time.Duration, holds func() (bool, error)) error {
	for {
		if ok, err := holds(); ok || err != nil {
			return err
		}
		if err := sleep(ctx, every); err != nil {
			return err
		}
	}
}

func sleep(ctx context.Context, d time.Duration) error {
	select {
	case <-time.After(d):
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}
