package live

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"time"
)

const (
	// settle is the least time between two views of an office: under load many
	// events make one change.
	settle = 25 * time.Millisecond
	// longestDue is when a board looks again even if nothing is due, because a
	// clock that was set moves every hour of opening.
	longestDue = time.Minute
)

// View is the state of an office after one event of its sequence.
type View interface {
	// Position is the incarnation and the number of the last event in it.
	Position() (incarnation string, seq int64)
	// DueAt is when the view changes although nothing happens.
	DueAt() time.Time
}

// Boards hold the present view of every office that somebody watches, one for
// all of its watchers.
type Boards[V View] struct {
	hub  *Hub
	look func(ctx context.Context, office string) (V, error)
	now  func() time.Time
	log  *slog.Logger

	mu    sync.Mutex
	all   map[string]*Board[V]
	began map[string]int64 // by office: the event at which this program first looked
}

// NewBoards returns boards whose views look makes; now is the office's clock.
func NewBoards[V View](hub *Hub, look func(context.Context, string) (V, error), now func() time.Time, log *slog.Logger) *Boards[V] {
	return &Boards[V]{hub: hub, look: look, now: now, log: log, all: make(map[string]*Board[V]), began: make(map[string]int64)}
}

// Board is the present view of one office. It is worked out anew after events
// and when something is due, never by polling.
type Board[V View] struct {
	watchers int
	stop     context.CancelFunc
	done     chan struct{}

	mu      sync.Mutex
	view    V
	changed chan struct{} // closed when view is replaced
	ready   bool
}

// Watch returns the board of an office; the caller must call leave.
func (b *Boards[V]) Watch(office string) (it *Board[V], leave func()) {
	b.mu.Lock()
	defer b.mu.Unlock()
	it = b.all[office]
	if it == nil {
		ctx, cancel := context.WithCancel(context.Background()) //nolint:gosec // the last watcher calls it
		it = &Board[V]{stop: cancel, done: make(chan struct{}), changed: make(chan struct{})}
		b.all[office] = it
		go func() {
			defer close(it.done)
			b.run(ctx, office, it)
		}()
	}
	it.watchers++
	return it, func() { b.leave(office, it) }
}

func (b *Boards[V]) leave(office string, it *Board[V]) {
	b.mu.Lock()
	it.watchers--
	last := it.watchers == 0
	if last {
		delete(b.all, office)
	}
	b.mu.Unlock()
	if last {
		it.stop()
		<-it.done
	}
}

// Peek returns the present view of an office if somebody watches it.
func (b *Boards[V]) Peek(office string) (view V, ok bool) {
	b.mu.Lock()
	it := b.all[office]
	b.mu.Unlock()
	if it != nil {
		view, ok, _ = it.Latest()
	}
	return view, ok
}

// Seen says whether a watcher who knows the events of an office up to seq can
// have heard them from this program. One that was started again may have another
// clock, and another release other texts, with nothing in the database to tell.
func (b *Boards[V]) Seen(office string, seq int64) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	began, ok := b.began[office]
	return ok && seq > began
}

func (b *Boards[V]) first(ctx context.Context, office string) (V, error) {
	v, err := b.look(ctx, office)
	if err != nil {
		return v, err
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	if _, ok := b.began[office]; !ok {
		_, b.began[office] = v.Position()
	}
	return v, nil
}

// Latest returns the view, whether there is one yet, and what is closed when
// there is a newer one.
func (it *Board[V]) Latest() (view V, ready bool, changed <-chan struct{}) {
	it.mu.Lock()
	defer it.mu.Unlock()
	return it.view, it.ready, it.changed
}

func (it *Board[V]) publish(v V) {
	it.mu.Lock()
	defer it.mu.Unlock()
	it.view, it.ready = v, true
	close(it.changed)
	it.changed = make(chan struct{})
}

func (b *Boards[V]) run(ctx context.Context, office string, it *Board[V]) {
	for ctx.Err() == nil {
		err := b.follow(ctx, office, it)
		if errors.Is(err, ErrStopped) { // and with it the program
			return
		}
		if err != nil && ctx.Err() == nil && !errors.Is(err, ErrSlow) {
			b.log.WarnContext(ctx, "view begins anew", "office", office, "err", err)
			select {
			case <-ctx.Done():
			case <-time.After(retry):
			}
		}
	}
}

// follow publishes views until the stream of events breaks.
func (b *Boards[V]) follow(ctx context.Context, office string, it *Board[V]) error {
	v, err := b.first(ctx, office)
	if err != nil {
		return err
	}
	incarnation, seq := v.Position()
	events, err := b.hub.Subscribe(ctx, office, Position{Incarnation: incarnation, Seq: seq})
	if err != nil {
		return err
	}
	defer events.Close()
	for {
		it.publish(v)
		due := time.NewTimer(min(max(v.DueAt().Sub(b.now()), settle), longestDue))
		_, seq = v.Position()
		open, err := b.await(ctx, events, seq, due.C)
		due.Stop()
		if err != nil || !open {
			return err
		}
		if v, err = b.look(ctx, office); err != nil {
			return err
		}
	}
}

// await returns when there is an event after seq or something is due. open is
// false where nobody watches any more.
func (b *Boards[V]) await(ctx context.Context, events *Subscription, seq int64, due <-chan time.Time) (open bool, err error) {
	for {
		select {
		case <-ctx.Done():
			return false, nil
		case <-due:
			return true, nil
		case batch, ok := <-events.Events():
			if !ok {
				return false, events.Err()
			}
			if batch.Seq > seq {
				return true, gather(ctx, events)
			}
		}
	}
}

// gather reads on for a moment: the next view has whatever comes meanwhile, and
// a hundred commits must not fill the subscription.
func gather(ctx context.Context, events *Subscription) error {
	enough := time.NewTimer(settle)
	defer enough.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-enough.C:
			return nil
		case _, ok := <-events.Events():
			if !ok {
				return events.Err()
			}
		}
	}
}
