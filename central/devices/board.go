package devices

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"time"

	"numerek/central/live"
	"numerek/central/office"
)

const (
	// settle is the least time between two views of an office: under load many
	// tickets make one change.
	settle = 25 * time.Millisecond
	// retry is how long a board waits after the database did not answer.
	retry = time.Second
	// longestDue is when a board looks again even if nothing is due, because a
	// clock that was set moves every hour of opening.
	longestDue = time.Minute
)

// boards hold the present view of every office that somebody watches, one for
// all of its watchers.
type boards struct {
	office *office.Office
	hub    *live.Hub
	log    *slog.Logger

	mu    sync.Mutex
	all   map[string]*board
	began map[string]int64 // by office: the event at which this program first looked
}

func newBoards(o *office.Office, hub *live.Hub, log *slog.Logger) *boards {
	return &boards{office: o, hub: hub, log: log, all: make(map[string]*board), began: make(map[string]int64)}
}

// board is the present view of one office. It is worked out anew after events
// and when something is due, never by polling.
type board struct {
	watchers int
	stop     context.CancelFunc
	done     chan struct{}

	mu      sync.Mutex
	view    office.View
	changed chan struct{} // closed when view is replaced
	ready   bool
}

// watch returns the board of an office; the caller must call leave.
func (b *boards) watch(id string) (it *board, leave func()) {
	b.mu.Lock()
	defer b.mu.Unlock()
	it = b.all[id]
	if it == nil {
		ctx, cancel := context.WithCancel(context.Background())
		it = &board{stop: cancel, done: make(chan struct{}), changed: make(chan struct{})}
		b.all[id] = it
		go func() {
			defer close(it.done)
			b.run(ctx, id, it)
		}()
	}
	it.watchers++
	return it, func() { b.leave(id, it) }
}

func (b *boards) leave(id string, it *board) {
	b.mu.Lock()
	it.watchers--
	last := it.watchers == 0
	if last {
		delete(b.all, id)
	}
	b.mu.Unlock()
	if last {
		it.stop()
		<-it.done
	}
}

// seen says whether a watcher who knows the events of an office up to seq can
// have heard them from this program. One that was started again may have another
// clock, and another release other texts, with nothing in the database to tell.
func (b *boards) seen(id string, seq int64) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	began, ok := b.began[id]
	return ok && seq > began
}

func (b *boards) look(ctx context.Context, id string) (office.View, error) {
	v, err := b.office.View(ctx, id)
	if err != nil {
		return v, err
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	if _, ok := b.began[id]; !ok {
		b.began[id] = v.Seq
	}
	return v, nil
}

// latest returns the view, whether there is one yet, and what is closed when
// there is a newer one.
func (it *board) latest() (office.View, bool, <-chan struct{}) {
	it.mu.Lock()
	defer it.mu.Unlock()
	return it.view, it.ready, it.changed
}

func (it *board) publish(v office.View) {
	it.mu.Lock()
	defer it.mu.Unlock()
	it.view, it.ready = v, true
	close(it.changed)
	it.changed = make(chan struct{})
}

func (b *boards) run(ctx context.Context, id string, it *board) {
	for ctx.Err() == nil {
		err := b.follow(ctx, id, it)
		if errors.Is(err, live.ErrStopped) { // and with it the program
			return
		}
		if err != nil && ctx.Err() == nil && !errors.Is(err, live.ErrSlow) {
			b.log.WarnContext(ctx, "catalogue begins anew", "office", id, "err", err)
			wait(ctx, retry)
		}
	}
}

// follow publishes views until the stream of events breaks.
func (b *boards) follow(ctx context.Context, id string, it *board) error {
	v, err := b.look(ctx, id)
	if err != nil {
		return err
	}
	events, err := b.hub.Subscribe(ctx, id, live.Position{Incarnation: v.Incarnation, Seq: v.Seq})
	if err != nil {
		return err
	}
	defer events.Close()
	for {
		it.publish(v)
		due := time.NewTimer(min(max(v.Due.Sub(b.office.Now()), settle), longestDue))
		open, err := b.await(ctx, events, v.Seq, due.C)
		due.Stop()
		if err != nil || !open {
			return err
		}
		if v, err = b.office.View(ctx, id); err != nil {
			return err
		}
	}
}

// await returns when there is an event after seq or something is due. open is
// false where nobody watches any more.
func (b *boards) await(ctx context.Context, events *live.Subscription, seq int64, due <-chan time.Time) (open bool, err error) {
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
func gather(ctx context.Context, events *live.Subscription) error {
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

func wait(ctx context.Context, d time.Duration) {
	select {
	case <-ctx.Done():
	case <-time.After(d):
	}
}
