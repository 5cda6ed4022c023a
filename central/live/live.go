package live

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"numerek/central/store"
)

// Errors of a subscription.
var (
	// ErrGap means that the position cannot be resumed: take a snapshot.
	ErrGap = errors.New("position cannot be resumed")
	// ErrSlow means that the subscriber did not read: resume from the last event.
	ErrSlow = errors.New("subscriber is too slow")
	// ErrStopped means that the hub does not run any more.
	ErrStopped = errors.New("hub has stopped")
)

// retry is how long the hub waits after a read that failed.
const retry = time.Second

// Source is where events come from; [store.Store] is one.
type Source interface {
	Installation(ctx context.Context) (store.Installation, error)
	Events(ctx context.Context, office string, after int64, limit int) ([]store.Event, error)
	Offices(ctx context.Context) ([]store.Office, error)
	Watch(ctx context.Context, ring func(committed []store.Event)) error
}

var _ Source = (*store.Store)(nil)

// Options of a hub. The zero value is what a server wants.
type Options struct {
	Log    *slog.Logger // nothing is logged where it is nil
	Window int          // how many events a resuming subscriber may have missed; 1024
	Buffer int          // batches that a subscriber may leave unread; 32
	Batch  int          // events read at once; 256
}

// Position is a place in the event sequence of an office.
type Position struct {
	Incarnation string
	Seq         int64
}

// Batch is a run of consecutive events: those after After up to Seq.
type Batch struct {
	After, Seq int64
	Events     []store.Event // shared between subscribers: not to be changed
}

// Hub reads the events of offices and hands them to subscribers.
type Hub struct {
	source Source
	opts   Options

	ring chan struct{} // room for one: a ring while one is pending adds nothing

	bell  sync.Mutex
	look  bool          // anything may have happened: the database is asked
	fresh []store.Event // committed here since the last delivery

	mu          sync.Mutex
	incarnation string
	feeds       map[string]*feed
	stopped     bool
}

// feed is what the hub knows of one office while somebody watches it.
type feed struct {
	head int64 // last event read
	subs map[*Subscription]struct{}
}

// New returns a hub, which does nothing before [Hub.Run].
func New(source Source, opts Options) *Hub {
	if opts.Log == nil {
		opts.Log = slog.New(slog.DiscardHandler)
	}
	if opts.Window <= 0 {
		opts.Window = 1024
	}
	if opts.Buffer <= 0 {
		opts.Buffer = 32
	}
	if opts.Batch <= 0 {
		opts.Batch = 256
	}
	return &Hub{source: source, opts: opts, ring: make(chan struct{}, 1), feeds: make(map[string]*feed)}
}

// Run serves subscribers until ctx is done.
func (h *Hub) Run(ctx context.Context) error {
	ctx, cancel := context.WithCancel(ctx)
	watching := make(chan error, 1)
	go func() { watching <- h.source.Watch(ctx, h.committed) }()
	defer func() {
		cancel()
		h.stop()
	}()
	for {
		select {
		case <-ctx.Done():
			return <-watching // which ends for the same reason
		case err := <-watching:
			return fmt.Errorf("watch store: %w", err)
		case <-h.ring:
		}
		if err := h.deliver(ctx); err != nil && ctx.Err() == nil {
			// The store rings again when the database is back, but not where
			// only this read failed.
			h.opts.Log.ErrorContext(ctx, "events not read", "err", err)
			time.AfterFunc(retry, h.wake)
		}
	}
}

// mostFresh is how many events wait to be handed on. Where more do, they are read.
const mostFresh = 4096

// committed takes in what the source committed; nil stands for anything.
func (h *Hub) committed(events []store.Event) {
	h.bell.Lock()
	switch {
	case events == nil:
		h.look = true
	case len(h.fresh)+len(events) > mostFresh:
		h.look, h.fresh = true, nil
	default:
		h.fresh = append(h.fresh, events...)
	}
	h.bell.Unlock()
	select {
	case h.ring <- struct{}{}:
	default:
	}
}

// wake makes the hub look at the database.
func (h *Hub) wake() { h.committed(nil) }

// answer takes what rang.
func (h *Hub) answer() (look bool, fresh []store.Event) {
	h.bell.Lock()
	defer h.bell.Unlock()
	look, fresh = h.look, h.fresh
	h.look, h.fresh = false, nil
	return look, fresh
}

// deliver hands on what is new in every office that somebody watches: as it was
// committed here, and from the database where more may have happened.
func (h *Hub) deliver(ctx context.Context) error {
	look, fresh := h.answer()
	if h.nobody() {
		return nil
	}
	if look {
		if err := h.checkIncarnation(ctx); err != nil {
			return err
		}
	}
	if h.hand(fresh) && !look {
		return nil
	}
	h.mu.Lock()
	heads := make(map[string]int64, len(h.feeds))
	for office, f := range h.feeds {
		heads[office] = f.head
	}
	h.mu.Unlock()
	if err := h.leaveUnmoved(ctx, heads); err != nil {
		return err
	}
	for office, head := range heads {
		if err := h.read(ctx, office, head); err != nil {
			return err
		}
	}
	return nil
}

// checkIncarnation ends all subscriptions if another incarnation has begun.
func (h *Hub) checkIncarnation(ctx context.Context) error {
	in, err := h.source.Installation(ctx)
	if err != nil {
		return err
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.incarnation != "" && h.incarnation != in.Incarnation {
		h.opts.Log.WarnContext(ctx, "watchers start anew", "incarnation", in.Incarnation)
		for office, f := range h.feeds {
			f.cut(ErrGap)
			delete(h.feeds, office)
		}
	}
	h.incarnation = in.Incarnation
	return nil
}

// hand gives committed events to the subscribers of their offices, and says
// whether each of them followed the one before it.
func (h *Hub) hand(events []store.Event) (whole bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	whole = true
	for len(events) > 0 {
		n := 1
		for n < len(events) && events[n].Office == events[0].Office && events[n].Seq == events[n-1].Seq+1 {
			n++
		}
		if f := h.feeds[events[0].Office]; f != nil {
			whole = f.hand(events[:n]) && whole
		}
		events = events[n:]
	}
	return whole
}

// hand gives the events after the head to the subscribers; false means that
// there are others between.
func (f *feed) hand(events []store.Event) bool {
	for len(events) > 0 && events[0].Seq <= f.head {
		events = events[1:]
	}
	if len(events) == 0 {
		return true
	}
	if events[0].Seq != f.head+1 {
		return false
	}
	f.head += int64(len(events))
	for s := range f.subs {
		s.push(events)
	}
	return true
}

// few is up to how many watched offices each is simply asked for its events.
const few = 8

// leaveUnmoved takes out of heads the offices without a new event, where there
// are so many that asking each would make one office's call late.
func (h *Hub) leaveUnmoved(ctx context.Context, heads map[string]int64) error {
	if len(heads) <= few {
		return nil
	}
	rows, err := h.source.Offices(ctx)
	if err != nil {
		return err
	}
	for _, row := range rows {
		if head, watched := heads[row.ID]; watched && row.Seq <= head {
			delete(heads, row.ID)
		}
	}
	return nil
}

// nobody says that no office is watched. The incarnation is forgotten then: the
// next watcher brings it.
func (h *Hub) nobody() bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	if len(h.feeds) > 0 {
		return false
	}
	h.incarnation = ""
	return true
}

// read hands the events of one office after head to its subscribers.
func (h *Hub) read(ctx context.Context, office string, head int64) error {
	for {
		events, err := h.source.Events(ctx, office, head, h.opts.Batch)
		if err != nil || len(events) == 0 {
			return err
		}
		for i, e := range events {
			if e.Seq != head+1+int64(i) {
				h.lose(office)
				return fmt.Errorf("event %d of %s follows event %d", e.Seq, office, head+int64(i))
			}
		}
		h.mu.Lock()
		f := h.feeds[office]
		if f == nil || f.head != head { // everybody left meanwhile
			h.mu.Unlock()
			return nil
		}
		f.hand(events)
		head = f.head
		h.mu.Unlock()
	}
}

// lose ends the subscriptions of an office whose events have a hole: they go on
// behind it, from a snapshot.
func (h *Hub) lose(office string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if f := h.feeds[office]; f != nil {
		f.cut(ErrGap)
		delete(h.feeds, office)
	}
}

func (f *feed) cut(err error) {
	for s := range f.subs {
		s.end(err)
	}
}

func (h *Hub) stop() {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.stopped = true
	for _, f := range h.feeds {
		f.cut(ErrStopped)
	}
	clear(h.feeds)
}

// Watchers is how many subscriptions there are.
func (h *Hub) Watchers() int {
	h.mu.Lock()
	defer h.mu.Unlock()
	n := 0
	for _, f := range h.feeds {
		n += len(f.subs)
	}
	return n
}
