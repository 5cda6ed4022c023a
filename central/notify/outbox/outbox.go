package outbox

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"slices"
	"sync"
	"time"

	"numerek/central/notify"
	"numerek/central/notify/wording"
	"numerek/central/officefile"
	"numerek/central/store"
)

// Store is what the outbox needs of the store; [store.Store] is one.
type Store interface {
	DueMessages(ctx context.Context, now time.Time, limit int) ([]store.Message, error)
	MessageByGateway(ctx context.Context, sender, gateway string) (store.Message, error)
	SentSince(ctx context.Context, office string, since time.Time) (map[string]int, error)
	Update(ctx context.Context, needs store.Keys, do func(*store.Tx) error) error
	Watch(ctx context.Context, ring func(committed []store.Event)) error
}

// Files tells the office file of an office.
type Files interface {
	File(ctx context.Context, office string) (*officefile.Office, error)
}

// Sealer opens what was sealed for [About].
type Sealer interface {
	Open(about, sealed string) (plain string, err error)
}

var _ Store = (*store.Store)(nil)

// Options of an outbox. The zero value is what a server wants.
type Options struct {
	Log     *slog.Logger     // nothing is logged where it is nil
	Meter   Meter            // nothing is counted where it is nil
	Clock   func() time.Time // the server's; time.Now
	Random  func() float64   // from 0 until 1, for the jitter of retries
	Workers int              // texts of a channel that are handed over at once; 8
	Poll    time.Duration    // how often the store is asked where nothing rings; 2 s
	Timeout time.Duration    // of one try; 30 s
	Lease   time.Duration    // after which a try counts as dead; 2 min, and more than Timeout in any case
	Tries   int              // after which a message is given up; 100
}

// grace is how long texts that are being handed over have at the end.
const grace = 5 * time.Second

// batch is how many messages are looked at together.
const batch = 512

// Outbox sends what is due.
type Outbox struct {
	store   Store
	keys    Sealer
	files   Files
	senders map[string]notify.Sender
	opts    Options

	ring chan struct{} // room for one

	near sync.Mutex // held while a message is claimed near a ceiling

	mu     sync.Mutex
	paused map[string]time.Time       // channels whose gateway wants a pause
	early  map[string]notify.Delivery // reports that came before what they are about was recorded
	alarms map[string]time.Time       // offices, by the day of the last alarm
}

// New returns an outbox, which sends nothing before [Outbox.Run]. senders are by
// channel, "sms" and "mail".
func New(s Store, keys Sealer, files Files, senders map[string]notify.Sender, opts Options) *Outbox {
	if opts.Log == nil {
		opts.Log = slog.New(slog.DiscardHandler)
	}
	if opts.Meter == nil {
		opts.Meter = noMeter{}
	}
	if opts.Clock == nil {
		opts.Clock = time.Now
	}
	if opts.Random == nil {
		opts.Random = rand.Float64
	}
	if opts.Workers <= 0 {
		opts.Workers = 8
	}
	if opts.Poll <= 0 {
		opts.Poll = 2 * time.Second
	}
	if opts.Timeout <= 0 {
		opts.Timeout = 30 * time.Second
	}
	if opts.Lease <= 0 {
		opts.Lease = 2 * time.Minute
	}
	opts.Lease = max(opts.Lease, 2*opts.Timeout)
	if opts.Tries <= 0 {
		opts.Tries = 100
	}
	return &Outbox{
		store: s, keys: keys, files: files, senders: senders, opts: opts, ring: make(chan struct{}, 1),
		paused: map[string]time.Time{}, early: map[string]notify.Delivery{}, alarms: map[string]time.Time{},
	}
}

// Wake makes the outbox look for messages at once. Commits that append an event
// wake it by themselves.
func (o *Outbox) Wake() {
	select {
	case o.ring <- struct{}{}:
	default:
	}
}

func (o *Outbox) now() time.Time { return o.opts.Clock().UTC().Truncate(time.Millisecond) }

// Run sends what is due until ctx is done, and then lets what is being handed
// over come to its end, for five seconds at most.
func (o *Outbox) Run(ctx context.Context) error {
	ctx, cancel := context.WithCancel(ctx)
	watching := make(chan error, 1)
	go func() { watching <- o.store.Watch(ctx, func([]store.Event) { o.Wake() }) }()
	life, cut := context.WithCancel(context.WithoutCancel(ctx))
	d := &desk{outbox: o, life: life, freed: make(chan store.Message, 2*o.opts.Workers), busy: map[store.MessageKey]bool{}, hands: map[string]int{}}
	defer func() {
		cancel()
		timer := time.AfterFunc(grace, cut)
		d.working.Wait()
		timer.Stop()
		cut()
	}()
	poll := time.NewTicker(o.opts.Poll)
	defer poll.Stop()
	for {
		select {
		case <-ctx.Done():
			return <-watching
		case err := <-watching:
			return fmt.Errorf("watch store: %w", err)
		case m := <-d.freed:
			d.release(m)
			if len(d.waiting) == 0 && !d.more {
				continue
			}
		case <-o.ring:
			d.more = true
		case <-poll.C:
			d.more = true
		}
		if err := d.serve(ctx); err != nil && ctx.Err() == nil {
			o.opts.Log.ErrorContext(ctx, "due messages not read", "err", err) // the poll asks again
		}
	}
}

// desk hands messages to workers. It belongs to the goroutine of Run.
type desk struct {
	outbox  *Outbox
	life    context.Context //nolint:containedctx // of the workers, which outlive Run's own by the grace
	working sync.WaitGroup
	freed   chan store.Message
	busy    map[store.MessageKey]bool // with a worker
	hands   map[string]int            // workers by channel
	waiting []store.Message           // read, and not given to a worker yet
	more    bool                      // there may be others
}

func (d *desk) release(m store.Message) {
	delete(d.busy, store.MessageKey{Office: m.Office, ID: m.ID})
	d.hands[m.Channel]--
}

// serve gives workers what is due, as far as there are workers.
func (d *desk) serve(ctx context.Context) error {
	o := d.outbox
	if d.more {
		due, err := o.store.DueMessages(ctx, o.now(), batch)
		if err != nil {
			return err
		}
		d.waiting, d.more = due, len(due) == batch
		slices.SortStableFunc(d.waiting, byUrgency)
	}
	left := d.waiting[:0]
	for _, m := range d.waiting {
		key := store.MessageKey{Office: m.Office, ID: m.ID}
		switch {
		case d.busy[key]:
		case o.pausing(m.Channel) || d.hands[m.Channel] >= o.opts.Workers:
			left = append(left, m)
		default:
			d.busy[key] = true
			d.hands[m.Channel]++
			d.working.Go(func() {
				o.try(d.life, m) //nolint:contextcheck // it outlives Run's own
				select {
				case d.freed <- m:
				case <-ctx.Done():
				}
			})
		}
	}
	d.waiting = left
	return nil
}

// byUrgency puts first what somebody waits for.
func byUrgency(a, b store.Message) int { return urgency(a.Kind) - urgency(b.Kind) }

func urgency(kind string) int {
	switch kind {
	case wording.Confirm, wording.Called, wording.Almost:
		return 0
	}
	return 1
}

// pausing says whether the gateway of a channel wants to be left alone.
func (o *Outbox) pausing(channel string) bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.now().Before(o.paused[channel])
}

func (o *Outbox) pause(channel string, until time.Time) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if until.After(o.paused[channel]) {
		o.paused[channel] = until
	}
}

// longest and shortest time between two tries.
const (
	soonest = 5 * time.Second
	latest  = 10 * time.Minute
)

// backoff is how long to wait after so many tries: twice as long each time, and
// a fifth more or less, so that those that failed together do not come together.
func (o *Outbox) backoff(tries int) time.Duration {
	wait := latest
	if tries < 8 {
		wait = min(soonest<<max(tries-1, 0), latest)
	}
	return time.Duration(float64(wait) * (0.8 + 0.4*o.opts.Random()))
}

// update is a transaction about one message; a message that is gone is no error.
func (o *Outbox) update(ctx context.Context, key store.MessageKey, do func(*store.Tx, store.Message)) error {
	err := o.store.Update(ctx, store.Keys{Messages: []store.MessageKey{key}}, func(tx *store.Tx) error {
		m, err := tx.Message(key)
		if err != nil {
			return err
		}
		do(tx, m)
		return nil
	})
	if errors.Is(err, store.ErrNotFound) {
		return nil
	}
	return err
}
