package devices

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"sync"
	"sync/atomic"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/protobuf/types/known/timestamppb"

	"numerek/central/live"
	"numerek/central/office"
	"numerek/central/store"
	numerekv1 "numerek/proto/numerek/v1"
)

const (
	// remembered is how many messages of a location are kept for watchers that
	// were away for a moment.
	remembered = 256
	// unread is how many messages a watcher may leave unread before it is cut.
	unread = 64
	// stalled is how long a watcher may take to accept one message.
	stalled = 7 * time.Second
	// rest is how long counts and the like are gathered before they are told, so
	// that they do not get in the way of the call that they follow.
	rest = 150 * time.Millisecond
	// redo is how long a feed waits after the database did not answer.
	redo = time.Second
)

// frame is one message for all monitors of a location, encoded once.
type frame struct {
	incarnation string
	after, seq  int64
	message     *numerekv1.WatchCallsResponse
	anew        bool // everybody takes a snapshot instead

	once     sync.Once
	prepared grpc.PreparedMsg
	err      error
}

// encoded returns the frame as the streams of the server send it: all of them
// speak the same codec and none compresses.
func (f *frame) encoded(stream grpc.ServerStream) (*grpc.PreparedMsg, error) {
	f.once.Do(func() { f.err = f.prepared.Encode(stream, f.message) })
	return &f.prepared, f.err
}

// place names the location of an office.
type place struct{ office, location string }

// feeds hold one feed for every location that somebody watches.
type feeds struct {
	office *office.Office
	hub    *live.Hub
	boards *live.Boards[office.HallView]
	log    *slog.Logger

	mu  sync.Mutex
	all map[place]*feed
}

// feed follows the calls of one location for all of its watchers.
type feed struct {
	feeds *feeds
	place place
	users int // guarded by feeds.mu
	stop  context.CancelFunc
	done  chan struct{}

	mu       sync.Mutex
	state    hallState
	seq      int64 // of the last message
	ready    bool
	past     []*frame // that moved the sequence on, each from where the one before ended
	watchers map[*hallWatcher]struct{}
}

// hallWatcher is one stream of a feed.
type hallWatcher struct {
	line    net.Conn      // what the stream goes over
	out     chan *frame   // made by join
	slow    chan struct{} // closed when it has left too much unread
	cut     bool          // slow is closed
	sending atomic.Int64  // since when a message is on its way, in Unix nanoseconds; 0: none is
}

func (fs *feeds) watch(p place) (it *feed, leave func()) {
	fs.mu.Lock()
	defer fs.mu.Unlock()
	it = fs.all[p]
	if it == nil {
		ctx, cancel := context.WithCancel(context.Background())
		it = &feed{feeds: fs, place: p, stop: cancel, done: make(chan struct{}), watchers: make(map[*hallWatcher]struct{})}
		fs.all[p] = it
		go func() {
			defer close(it.done)
			it.run(ctx)
		}()
	}
	it.users++
	return it, func() { fs.leave(it) }
}

func (fs *feeds) leave(it *feed) {
	fs.mu.Lock()
	it.users--
	last := it.users == 0
	if last {
		delete(fs.all, it.place)
	}
	fs.mu.Unlock()
	if last {
		it.stop()
		<-it.done
	}
}

func (it *feed) run(ctx context.Context) {
	board, leave := it.feeds.boards.Watch(it.place.office)
	defer leave()
	for ctx.Err() == nil {
		err := it.follow(ctx, board)
		if errors.Is(err, live.ErrStopped) { // and with it the program
			return
		}
		if err != nil && ctx.Err() == nil {
			it.feeds.log.WarnContext(ctx, "calls begin anew", "office", it.place.office, "location", it.place.location, "err", err)
			select {
			case <-ctx.Done():
			case <-time.After(redo):
			}
		}
	}
}

// follow tells the watchers everything and then every change, until that is not
// enough: a nil error means that everything must be told anew, at once.
func (it *feed) follow(ctx context.Context, board *live.Board[office.HallView]) error {
	_, _, changed := board.Latest()
	view, err := it.feeds.office.HallView(ctx, it.place.office) // the board's may be from before a break
	if err != nil {
		return err
	}
	calls, err := it.feeds.office.Calls(ctx, view, it.place.location, mostCalls)
	if err != nil {
		return err
	}
	events, err := it.feeds.hub.Subscribe(ctx, it.place.office, live.Position{Incarnation: view.Incarnation, Seq: view.Seq})
	if err != nil {
		return err
	}
	defer events.Close()
	it.begin(hallState{view: view, calls: calls, waiting: waitingAt(view, it.place.location)})
	watchdog := time.NewTicker(time.Second)
	defer watchdog.Stop()
	var rested <-chan time.Time // nil: nothing but calls has changed
	for {
		select {
		case <-ctx.Done():
			return nil
		case now := <-watchdog.C:
			it.cutStalled(now)
		case batch, ok := <-events.Events():
			if !ok {
				return ended(events.Err())
			}
			if it.anewAfter(batch.Events) {
				return nil
			}
			it.tell(batch.Seq, func(h *hallState) []*numerekv1.CallEvent { return h.events(it.place.location, batch.Events) })
		case <-changed:
			var v office.HallView
			switch v, _, changed = board.Latest(); {
			case anew(view, v):
				return nil
			case v.Seq >= view.Seq: // else the board began before this feed
				if view = v; rested == nil {
					rested = time.After(rest)
				}
			}
		case <-rested:
			rested = nil
			it.tell(0, func(h *hallState) []*numerekv1.CallEvent { return h.changes(it.place.location, view) })
		}
	}
}

// ended says whether the end of a subscription is a fault: one that was too slow
// or that lost its way only has to begin anew.
func ended(err error) error {
	if errors.Is(err, live.ErrSlow) || errors.Is(err, live.ErrGap) {
		return nil
	}
	return err
}

// anewAfter says whether an event makes everything be told anew.
func (it *feed) anewAfter(events []store.Event) bool {
	for _, e := range events {
		switch {
		case e.Kind == office.OfficeImported, e.Kind == office.DayTurned:
			return true
		case e.Location == it.place.location && office.BringsCallBack(e):
			return true
		}
	}
	return false
}

// begin makes every watcher take a snapshot.
func (it *feed) begin(h hallState) {
	it.mu.Lock()
	defer it.mu.Unlock()
	it.state, it.seq, it.ready, it.past = h, h.view.Seq, true, nil
	it.send(&frame{anew: true})
}

// tell works out what happened and sends it, if it is anything. seq is that of
// the last event in it, 0 where it is no matter of events.
func (it *feed) tell(seq int64, what func(*hallState) []*numerekv1.CallEvent) {
	it.mu.Lock()
	defer it.mu.Unlock()
	events := what(&it.state)
	if len(events) == 0 {
		return
	}
	f := it.frame(max(it.seq, seq), events)
	if it.seq = f.seq; f.after < f.seq {
		if it.past = append(it.past, f); len(it.past) > remembered {
			it.past = it.past[1:]
		}
	}
	it.send(f)
}

// frame is the next message, up to the event seq. it.mu is held.
func (it *feed) frame(seq int64, events []*numerekv1.CallEvent) *frame {
	f := &frame{incarnation: it.state.view.Incarnation, after: it.seq, seq: seq}
	f.message = &numerekv1.WatchCallsResponse{
		Incarnation: f.incarnation, Seq: f.seq, AfterSeq: f.after, ServerTime: timestamppb.New(it.feeds.office.Now()),
		Content: &numerekv1.WatchCallsResponse_Change{Change: &numerekv1.CallsChange{Events: events}},
	}
	return f
}

// send hands a frame to every watcher, and never waits for one. it.mu is held.
func (it *feed) send(f *frame) {
	for w := range it.watchers {
		if w.cut {
			continue
		}
		select {
		case w.out <- f:
		default:
			w.cut = true
			close(w.slow)
		}
	}
}

// cutStalled closes the connections that do not take what is sent.
func (it *feed) cutStalled(now time.Time) {
	it.mu.Lock()
	defer it.mu.Unlock()
	for w := range it.watchers {
		if since := w.sending.Load(); since != 0 && now.Sub(time.Unix(0, since)) >= stalled && w.line != nil {
			it.feeds.log.Warn("watcher does not read", "addr", w.line.RemoteAddr().String())
			_ = w.line.Close() // which ends its streams
		}
	}
}

// join adds a watcher that has seen everything up to seq of an incarnation. If
// it can go on from there, what it missed waits for it, and what may have changed
// besides, which also tells it at once that the line is well again; else the order
// to begin anew does, as soon as there is anything to begin with.
func (it *feed) join(w *hallWatcher, incarnation string, seq int64) (resumed bool) {
	it.mu.Lock()
	defer it.mu.Unlock()
	missed, resumed := it.missed(incarnation, seq)
	w.out = make(chan *frame, unread+len(missed)+1)
	switch {
	case resumed:
		for _, f := range missed {
			w.out <- f
		}
		w.out <- it.frame(it.seq, it.state.besides(it.place.location))
	case it.ready:
		w.out <- &frame{anew: true}
	}
	it.watchers[w] = struct{}{}
	return resumed
}

// missed returns the messages after seq, if all of them are remembered.
func (it *feed) missed(incarnation string, seq int64) ([]*frame, bool) {
	if !it.ready || incarnation != it.state.view.Incarnation || !it.feeds.boards.Seen(it.place.office, seq) {
		return nil, false
	}
	for i, f := range it.past {
		if f.after == seq {
			return it.past[i:], true
		}
	}
	return nil, seq == it.seq
}

func (it *feed) leave(w *hallWatcher) {
	it.mu.Lock()
	defer it.mu.Unlock()
	delete(it.watchers, w)
}

// snapshot is everything that a monitor shows, as of now.
func (it *feed) snapshot(c office.Caller) *numerekv1.WatchCallsResponse {
	it.mu.Lock()
	defer it.mu.Unlock()
	return &numerekv1.WatchCallsResponse{
		Incarnation: it.state.view.Incarnation, Seq: it.seq, ServerTime: timestamppb.New(it.feeds.office.Now()),
		Content: &numerekv1.WatchCallsResponse_Snapshot{Snapshot: it.state.snapshot(c)},
	}
}
