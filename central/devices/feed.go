package devices

import (
	"context"
	"errors"
	"log/slog"
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
	stalled = 8 * time.Second
	// redo is how long a feed waits after the database did not answer.
	redo = time.Second
)

// errSlow cuts a watcher that does not read; it resumes where it was.
var errSlow = errors.New("watcher is too slow: resume")

// frame is one message for all monitors of a location, encoded once.
type frame struct {
	after, seq int64
	message    *numerekv1.WatchCallsResponse
	anew       bool // everybody takes a snapshot instead

	once     sync.Once
	prepared grpc.PreparedMsg
	err      error
}

// encoded returns the frame as the streams of the server send it.
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
	boards *live.Boards[office.View]
	log    *slog.Logger
	cut    func(addr string) // closes the connection of a watcher that is stuck

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
	past     []*frame
	watchers map[*hallWatcher]struct{}
}

// hallWatcher is one stream of a feed.
type hallWatcher struct {
	out     chan *frame // closed when it was too slow
	addr    string
	sending atomic.Int64 // since when a message is on its way, in Unix nanoseconds; 0: none is
	cut     bool
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
	board, leave := it.feeds.boards.Watch(it.place.office) //nolint:contextcheck // the board is every watcher's
	defer leave()
	for ctx.Err() == nil {
		err := it.follow(ctx, board)
		if errors.Is(err, live.ErrStopped) { // and with it the program
			return
		}
		if err != nil && ctx.Err() == nil && !errors.Is(err, live.ErrSlow) && !errors.Is(err, live.ErrGap) {
			it.feeds.log.WarnContext(ctx, "calls begin anew", "office", it.place.office, "location", it.place.location, "err", err)
			select {
			case <-ctx.Done():
			case <-time.After(redo):
			}
		}
	}
}

// follow tells the watchers everything and then every change, until that is not
// enough: a nil error means that everything must be told anew.
func (it *feed) follow(ctx context.Context, board *live.Board[office.View]) error {
	view, changed, err := it.current(ctx, board)
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
	watchdog := time.NewTicker(stalled / 4)
	defer watchdog.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-watchdog.C:
			it.cutStalled(time.Now())
		case batch, ok := <-events.Events():
			if !ok {
				return events.Err()
			}
			if turnsAll(batch.Events) {
				return nil
			}
			it.tell(batch.Seq, func(h *hallState) []*numerekv1.CallEvent { return h.events(it.place.location, batch.Events) })
		case <-changed:
			var v office.View
			if v, _, changed = board.Latest(); anew(view, v) {
				return nil
			}
			it.tell(0, func(h *hallState) []*numerekv1.CallEvent { return h.changes(it.place.location, v) })
		}
	}
}

// turnsAll says whether an event makes everything be told anew.
func turnsAll(events []store.Event) bool {
	for _, e := range events {
		if e.Kind == office.OfficeImported || e.Kind == office.DayTurned {
			return true
		}
	}
	return false
}

// current waits for a view that has everything that the feed has told.
func (it *feed) current(ctx context.Context, board *live.Board[office.View]) (office.View, <-chan struct{}, error) {
	for {
		v, ready, changed := board.Latest()
		if ready {
			fresh, err := it.feeds.office.View(ctx, it.place.office) // the board's may be from before the break
			if err == nil && (fresh.Seq < v.Seq || fresh.Incarnation != v.Incarnation) {
				fresh = v
			}
			return fresh, changed, err
		}
		select {
		case <-ctx.Done():
			return v, nil, context.Cause(ctx)
		case <-changed:
		}
	}
}

// begin makes every watcher take a snapshot.
func (it *feed) begin(h hallState) {
	it.mu.Lock()
	defer it.mu.Unlock()
	it.state, it.seq, it.ready, it.past = h, h.view.Seq, true, nil
	it.send(&frame{seq: it.seq, anew: true})
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
	f := &frame{after: it.seq, seq: max(it.seq, seq)}
	f.message = &numerekv1.WatchCallsResponse{
		Incarnation: it.state.view.Incarnation, Seq: f.seq, AfterSeq: f.after, ServerTime: timestamppb.New(it.feeds.office.Now()),
		Content: &numerekv1.WatchCallsResponse_Change{Change: &numerekv1.CallsChange{Events: events}},
	}
	it.seq = f.seq
	if it.past = append(it.past, f); len(it.past) > remembered {
		it.past = it.past[1:]
	}
	it.send(f)
}

// send hands a frame to every watcher, and never waits for one. it.mu is held.
func (it *feed) send(f *frame) {
	for w := range it.watchers {
		select {
		case w.out <- f:
		default:
			it.drop(w)
		}
	}
}

func (it *feed) drop(w *hallWatcher) {
	if !w.cut {
		w.cut = true
		close(w.out)
		delete(it.watchers, w)
	}
}

// cutStalled closes the connections that do not take what is sent.
func (it *feed) cutStalled(now time.Time) {
	it.mu.Lock()
	defer it.mu.Unlock()
	for w := range it.watchers {
		if since := w.sending.Load(); since != 0 && now.Sub(time.Unix(0, since)) > stalled {
			it.feeds.log.Warn("watcher does not read", "addr", w.addr)
			it.feeds.cut(w.addr)
		}
	}
}

// join adds a watcher that has seen everything up to seq of an incarnation; the
// messages that it missed wait for it already, or the order to begin anew.
func (it *feed) join(addr, incarnation string, seq int64) *hallWatcher {
	it.mu.Lock()
	defer it.mu.Unlock()
	missed, ok := it.missed(incarnation, seq)
	w := &hallWatcher{out: make(chan *frame, unread+len(missed)+1), addr: addr}
	switch {
	case !it.ready: // the snapshot comes when there is one
	case ok:
		for _, f := range missed {
			w.out <- f
		}
	default:
		w.out <- &frame{seq: it.seq, anew: true}
	}
	it.watchers[w] = struct{}{}
	return w
}

// missed returns the messages after seq, if all of them are remembered.
func (it *feed) missed(incarnation string, seq int64) ([]*frame, bool) {
	if !it.ready || incarnation != it.state.view.Incarnation {
		return nil, false
	}
	for i, f := range it.past {
		if f.after == seq {
			return it.past[i:], true
		}
	}
	return nil, seq == it.seq && seq > 0
}

func (it *feed) leave(w *hallWatcher) {
	it.mu.Lock()
	defer it.mu.Unlock()
	it.drop(w)
}

// snapshot is everything that a monitor shows, as of now.
func (it *feed) snapshot(c office.Caller) (*numerekv1.WatchCallsResponse, int64) {
	it.mu.Lock()
	defer it.mu.Unlock()
	return &numerekv1.WatchCallsResponse{
		Incarnation: it.state.view.Incarnation, Seq: it.seq, ServerTime: timestamppb.New(it.feeds.office.Now()),
		Content: &numerekv1.WatchCallsResponse_Snapshot{Snapshot: it.state.snapshot(c)},
	}, it.seq
}

func (it *feed) incarnation() string {
	it.mu.Lock()
	defer it.mu.Unlock()
	return it.state.view.Incarnation
}
