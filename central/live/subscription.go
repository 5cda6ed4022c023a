package live

import (
	"context"
	"fmt"
	"sync"

	"numerek/central/store"
)

// Subscription delivers the events of one office.
type Subscription struct {
	hub    *Hub
	office string
	last   int64      // sequence number of the last event handed over
	out    chan Batch // closed at the end, after err is set

	mu    sync.Mutex
	err   error
	ended bool
}

// Subscribe delivers every event of an office after a position. [ErrGap] means
// that there is no way from there to here without a snapshot: the position is
// of another incarnation, more than the window behind, or ahead of the events
// that there are. The caller must Close the subscription.
func (h *Hub) Subscribe(ctx context.Context, office string, from Position) (*Subscription, error) {
	in, err := h.source.Installation(ctx)
	if err != nil {
		return nil, err
	}
	if from.Incarnation != in.Incarnation {
		return nil, fmt.Errorf("%w: incarnation %q is over", ErrGap, from.Incarnation)
	}
	// One more than the window tells a full one from an overflow.
	missed, err := h.source.Events(ctx, office, from.Seq-1, h.opts.Window+2)
	if err != nil {
		return nil, err
	}
	if from.Seq > 0 {
		if len(missed) == 0 || missed[0].Seq != from.Seq {
			return nil, fmt.Errorf("%w: there is no event %d", ErrGap, from.Seq)
		}
		missed = missed[1:]
	}
	if len(missed) > h.opts.Window {
		return nil, fmt.Errorf("%w: more than %d events after %d", ErrGap, h.opts.Window, from.Seq)
	}
	s := &Subscription{hub: h, office: office, last: from.Seq, out: make(chan Batch, h.opts.Buffer+1)}
	h.mu.Lock()
	defer h.mu.Unlock()
	switch {
	case h.stopped:
		return nil, ErrStopped
	case h.incarnation == "":
		h.incarnation = in.Incarnation
	case h.incarnation != in.Incarnation:
		return nil, fmt.Errorf("%w: incarnation %q is over", ErrGap, h.incarnation)
	}
	s.push(missed)
	f := h.feeds[office]
	if f == nil {
		f = &feed{head: s.last, subs: make(map[*Subscription]struct{})}
		h.feeds[office] = f
	}
	if f.head > s.last { // the hub has read on since: read again from here
		f.head = s.last
	}
	f.subs[s] = struct{}{}
	h.wake()
	return s, nil
}

// push hands over the events that are new to the subscriber. It never waits:
// who does not read is cut. The hub's lock is held.
func (s *Subscription) push(events []store.Event) {
	for len(events) > 0 && events[0].Seq <= s.last {
		events = events[1:]
	}
	if len(events) == 0 {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.ended {
		return
	}
	b := Batch{After: s.last, Seq: events[len(events)-1].Seq, Events: events}
	select {
	case s.out <- b:
		s.last = b.Seq
	default:
		s.close(ErrSlow)
	}
}

func (s *Subscription) end(err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.close(err)
}

func (s *Subscription) close(err error) {
	if !s.ended {
		s.ended, s.err = true, err
		close(s.out)
	}
}

// Events delivers batches until the subscription ends; then it is closed and
// [Subscription.Err] says why.
func (s *Subscription) Events() <-chan Batch { return s.out }

// Err is why the subscription ended: [ErrSlow], [ErrGap], [ErrStopped], or nil
// after Close.
func (s *Subscription) Err() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.err
}

// Close ends the subscription. It may be called twice.
func (s *Subscription) Close() {
	s.hub.mu.Lock()
	defer s.hub.mu.Unlock()
	if f := s.hub.feeds[s.office]; f != nil {
		delete(f.subs, s)
		if len(f.subs) == 0 {
			delete(s.hub.feeds, s.office)
		}
	}
	s.end(nil)
}
