package line

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"google.golang.org/protobuf/types/known/timestamppb"

	"numerek/appliance/device"
)

// Why a session ends.
var (
	errSilent = errors.New("no word from the server")
	errNobody = errors.New("not enrolled yet")
	// ErrIncarnation means that the server has restored an older state, or another
	// server has taken over.
	ErrIncarnation = errors.New("the server's history may have gone back")
)

// Message is one message of a numbered stream: it covers the events after
// AfterSeq up to Seq.
type Message interface {
	GetIncarnation() string
	GetSeq() int64
	GetAfterSeq() int64
	GetServerTime() *timestamppb.Timestamp
}

// Stream is one that the server has opened.
type Stream[M Message] interface{ Recv() (M, error) }

// Role is what a device asks and what it makes of the answers. All functions are
// called by one goroutine, one at a time.
type Role[M Message] struct {
	// Greet says hello before every session and returns the incarnation that was
	// confirmed: messages of another one end the session. A device that has nothing
	// to say leaves it nil and takes whatever incarnation a snapshot has.
	Greet func(ctx context.Context) (incarnation string, err error)
	// Open begins the stream after a message that was seen; empty and 0 ask for a snapshot.
	Open func(ctx context.Context, incarnation string, after int64) (Stream[M], error)
	// Snapshot says that a message replaces everything.
	Snapshot func(M) bool
	// Heard takes a message. first says that it is the first of its session.
	Heard func(ctx context.Context, m M, first bool) error
	// Doubt is told that a message came from another incarnation than was
	// confirmed; only needed with Greet.
	Doubt func(incarnation string)
	// Lost is told that the server is away or bars this device, once for as long as
	// that lasts unchanged.
	Lost func(ctx context.Context, bar device.Bar)
	// FirstWord is how long the stream may be silent at first; a server that has
	// nothing new beats after five seconds. 0 is as long as at any other time.
	FirstWord time.Duration
}

// Follower follows one stream of one server.
type Follower[M Message] struct {
	o       Options
	role    Role[M]
	redial  func() // try to connect at once, whatever grpc thinks
	mu      sync.Mutex
	dropped context.CancelCauseFunc // ends the present session
}

// NewFollower returns one that follows as soon as it runs. redial makes its
// connection try again at once.
func NewFollower[M Message](o Options, role Role[M], redial func()) *Follower[M] {
	return &Follower[M]{o: o, role: role, redial: redial}
}

// Drop ends the present session, once it has said hello; another one follows.
func (f *Follower[M]) Drop(why error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.dropped != nil {
		f.dropped(why)
	}
}

// place is how far the stream has been followed.
type place struct {
	incarnation string
	seq         int64
	heard       time.Time // the last word; zero while the device knows that the server is away
}

// patience is limit, or what is left of the time after which people must know
// that nobody has spoken.
func (p place) patience(limit time.Duration) time.Duration {
	if p.heard.IsZero() {
		return limit
	}
	return min(limit, time.Until(p.heard.Add(staleLimit)))
}

// Run holds one session after another until ctx is done. A session that was live
// is taken up again soon, and the device hears of it only if that fails.
func (f *Follower[M]) Run(ctx context.Context) {
	var at place
	away, bar := "", device.Bar("") // why the server is, as it was said last
	wait := FirstRedial
	for ctx.Err() == nil {
		news := f.news()
		live, err := f.session(ctx, &at)
		if ctx.Err() != nil {
			return
		}
		f.redial() // this loop waits instead
		if live {
			f.o.Log.InfoContext(ctx, "line to the server broken", "err", err)
			away, wait = "", FirstRedial
			Nap(ctx, wait)
			continue
		}
		now := f.bar(err)
		if away == "" || now != bar {
			f.role.Lost(ctx, now)
			at.heard = time.Time{}
		}
		if kind := KindOf(err); kind != away {
			f.o.Log.WarnContext(ctx, "server away", "server", f.o.Server, "device", f.o.Device, "office", f.o.Office, "err", err)
			away = kind
		}
		pause := wait
		if bar = now; bar != "" {
			pause = barredRedial
		}
		if nap(ctx, pause, news) {
			wait = FirstRedial
			continue
		}
		wait = min(2*wait, longRedial)
	}
}

// news is closed when another try is worth it; nil, which never is, without an
// identity.
func (f *Follower[M]) news() <-chan struct{} {
	if f.o.Identity == nil {
		return nil
	}
	return f.o.Identity.Changed()
}

// bar is what people must know of an error, empty where waiting may help.
func (f *Follower[M]) bar(err error) device.Bar {
	if f.o.Identity == nil {
		return BarOf(err)
	}
	return f.o.Identity.Refused(BarOf(err))
}

// session says hello and follows the stream until the line breaks. live says
// whether it was current at least once.
func (f *Follower[M]) session(ctx context.Context, at *place) (live bool, err error) {
	ctx, drop := context.WithCancelCause(ctx)
	defer drop(nil)
	if f.o.Identity != nil && !f.o.Identity.Ready() {
		return false, errNobody
	}
	incarnation := ""
	if f.role.Greet != nil {
		if incarnation, err = f.greet(ctx, at.patience(HelloLimit)); err != nil {
			return false, fmt.Errorf("hello: %w", err)
		}
	}
	f.mu.Lock()
	f.dropped = drop
	f.mu.Unlock()
	for {
		again, err := f.watch(ctx, at, incarnation, &live)
		if !again {
			return live, errors.Join(err, context.Cause(ctx))
		}
		f.o.Log.WarnContext(ctx, "stream has a hole", "after", at.seq, "err", err)
		*at = place{heard: at.heard}
	}
}

func (f *Follower[M]) greet(ctx context.Context, limit time.Duration) (string, error) {
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	return f.role.Greet(ctx)
}

// watch follows the stream from where the device stands. again says that the
// stream has a hole, and that a snapshot is needed.
func (f *Follower[M]) watch(ctx context.Context, at *place, incarnation string, live *bool) (again bool, err error) {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	if incarnation != "" && at.incarnation != incarnation {
		*at = place{heard: at.heard}
	}
	limit := beatLimit
	if f.role.FirstWord > 0 {
		limit = f.role.FirstWord
	}
	silence := time.AfterFunc(at.patience(limit), func() { cancel(errSilent) })
	defer silence.Stop()
	stream, err := f.role.Open(ctx, at.incarnation, at.seq)
	if err != nil {
		return false, err
	}
	for first := true; ; first = false {
		m, err := stream.Recv()
		if err != nil {
			return false, errors.Join(err, context.Cause(ctx))
		}
		silence.Reset(beatLimit)
		if f.o.Identity != nil && m.GetServerTime() != nil {
			f.o.Identity.Time(m.GetServerTime().AsTime())
		}
		if incarnation != "" && m.GetIncarnation() != incarnation {
			f.role.Doubt(incarnation)
			return false, ErrIncarnation
		}
		if !f.role.Snapshot(m) && !at.leadsTo(m) {
			return true, fmt.Errorf("message after %d of %q", m.GetAfterSeq(), m.GetIncarnation())
		}
		if err := f.role.Heard(ctx, m, first); err != nil {
			return false, err
		}
		*at = place{incarnation: m.GetIncarnation(), seq: m.GetSeq(), heard: time.Now()}
		*live = true
	}
}

// leadsTo says that nothing is missing before a message that is no snapshot.
func (p place) leadsTo(m Message) bool {
	return p.incarnation != "" && m.GetIncarnation() == p.incarnation && m.GetAfterSeq() == p.seq
}
