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
	said   []int          // calls of an office
	heard  []atomic.Int32 // calls that a watcher heard
	total  atomic.Int64   // calls that all of them heard
	size   atomic.Int64

	began map[int][]time.Time // calls since the last count, by office

	mu       sync.Mutex
	arrivals []arrival // since the last count
}

// arrival is a call heard by a watcher.
type arrival struct {
	office, nth int
	at          time.Time
}

// Lateness is how late each watcher heard each call.
type Lateness struct {
	Whole  []time.Duration // from the command
	Fanout []time.Duration // from when the call was durable; of bare TCP the same
}

// Gather connects watchers; join connects the n-th one of an office.
func Gather(s *Server, watchers, offices int, join func(n, office int, l Listener) (*Watcher, error)) (*Audience, error) {
	a := &Audience{
		server: s, all: make([]*Watcher, watchers), said: make([]int, offices), heard: make([]atomic.Int32, watchers),
		began: make(map[int][]time.Time),
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
		it := arrival{office: n % len(a.said), nth: int(a.heard[n].Add(1)) - 1, at: at}
		a.size.Store(int64(size))
		a.mu.Lock()
		a.arrivals = append(a.arrivals, it)
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
	a.began[office] = append(a.began[office], time.Now())
	return a.server.Do("%s", command(office))
}

// PlaySpread lets the offices call in turn, at a rate that does not depend on
// how the server keeps up.
func (a *Audience) PlaySpread(ctx context.Context, calls int, every time.Duration, command func(office int) string) (Lateness, error) {
	began := time.Now()
	for n := range calls {
		if err := sleep(ctx, time.Until(began.Add(time.Duration(n)*every))); err != nil {
			return Lateness{}, err
		}
		if err := a.call(n%len(a.said), command); err != nil {
			return Lateness{}, err
		}
	}
	if err := a.quiet(ctx); err != nil {
		return Lateness{}, err
	}
	return a.count(), nil
}

// PlayAlone makes one call after the other, each a moment after the last one was
// heard by everybody.
func (a *Audience) PlayAlone(ctx context.Context, calls int, moment time.Duration, command func(office int) string) (Lateness, error) {
	for n := range calls {
		if err := sleep(ctx, moment); err != nil {
			return Lateness{}, err
		}
		if err := a.call(n%len(a.said), command); err != nil {
			return Lateness{}, err
		}
		if err := a.quiet(ctx); err != nil {
			return Lateness{}, err
		}
	}
	return a.count(), nil
}

// quiet waits until every call that was made was heard, or never will be.
func (a *Audience) quiet(ctx context.Context) error {
	want := int64(0)
	for n := range a.all {
		want += int64(a.said[n%len(a.said)])
	}
	limit := time.Now().Add(hearWithin)
	return Until(ctx, time.Millisecond, func() (bool, error) {
		return a.total.Load() >= want || time.Now().After(limit), a.server.Failed()
	})
}

// count works out how late the calls were that were made since the last count.
func (a *Audience) count() (l Lateness) {
	a.mu.Lock()
	defer a.mu.Unlock()
	kept := a.server.takeKept()
	for _, it := range a.arrivals {
		began := a.began[it.office]
		n := it.nth - (a.said[it.office] - len(began))
		if n < 0 || n >= len(began) {
			continue // one that was lost has made the others late
		}
		whole := it.at.Sub(began[n])
		l.Whole = append(l.Whole, whole)
		switch k := kept[it.office]; {
		case len(kept) == 0:
			l.Fanout = append(l.Fanout, whole)
		case n < len(k):
			l.Fanout = append(l.Fanout, it.at.Sub(k[n]))
		}
	}
	a.arrivals = nil
	clear(a.began)
	return l
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
