package office

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"sync"
	"time"

	"numerek/central/officefile"
	"numerek/central/queue"
	"numerek/central/store"
)

// Options of the use cases. The zero value is what a server wants.
type Options struct {
	Log    *slog.Logger // nothing is logged where it is nil
	Clock  Clock        // [SystemClock]
	Demo   bool         // the clock is set for a demonstration, and pages say so
	Random io.Reader    // source of the secrets of ticket pages; crypto/rand
	Meter  Meter        // counts; nothing is counted where it is nil
	// Companion is told about tickets of bookings; nobody is where it is nil.
	Companion Companion
	// Marks remembers how far the numbers got; nothing does where it is nil.
	Marks Marks
}

// Marks remembers beside the database, and not in it, how far each series has got:
// a database whose history went back does not know what it has forgotten, nor that
// its counters have jumped before. Its methods must not block.
type Marks interface {
	// Saw takes in that a number was given.
	Saw(s queue.Series, number int)
	// Reached is the last number that is known to have been given, 0 if none is.
	Reached(s queue.Series) int
}

type noMarks struct{}

func (noMarks) Saw(queue.Series, int)    {}
func (noMarks) Reached(queue.Series) int { return 0 }

// Meter counts what an operator wants to see. Its methods must not block.
type Meter interface {
	TicketIssued(took time.Duration)
	TicketRefused(Reason)
	DeviceFenced(error)
	ClockJumped()
}

type noMeter struct{}

func (noMeter) TicketIssued(time.Duration) {}
func (noMeter) TicketRefused(Reason)       {}
func (noMeter) DeviceFenced(error)         {}
func (noMeter) ClockJumped()               {}

// Office is the use cases of all offices of an installation.
type Office struct {
	store  *store.Store
	log    *slog.Logger
	clock  *watchedClock
	demo   bool
	random io.Reader
	meter  Meter
	beside Companion
	marks  Marks

	mu    sync.Mutex
	plans map[string]known
	ids   []string
	idsAt time.Duration          // uptime when ids were read
	turns map[string]*sync.Mutex // one turn of the day at a time and office

	outlooks outlooks
}

// known is an office as it was last seen. Only its plan is relied on, and only
// with its revision; the day merely helps to name rows beforehand.
type known struct {
	revision int64
	plan     *plan
	day      queue.Day
}

// New returns the use cases over a store, which stays the caller's to close.
func New(s *store.Store, opts Options) *Office {
	if opts.Log == nil {
		opts.Log = slog.New(slog.DiscardHandler)
	}
	if opts.Clock == nil {
		opts.Clock = SystemClock()
	}
	if opts.Random == nil {
		opts.Random = rand.Reader
	}
	if opts.Meter == nil {
		opts.Meter = noMeter{}
	}
	if opts.Companion == nil {
		opts.Companion = noCompanion{}
	}
	if opts.Marks == nil {
		opts.Marks = noMarks{}
	}
	o := &Office{
		store: s, log: opts.Log, demo: opts.Demo, random: opts.Random, meter: opts.Meter, beside: opts.Companion, marks: opts.Marks,
		plans: make(map[string]known), turns: make(map[string]*sync.Mutex),
		outlooks: outlooks{all: make(map[string]*outlook), working: make(map[string]bool), samples: make(map[string]measured)},
	}
	o.clock = watch(opts.Clock, func(by time.Duration) {
		o.meter.ClockJumped()
		o.log.ErrorContext(context.Background(), "clock jumped", "by", by.Round(time.Second))
	})
	return o
}

// Now is the server's time.
func (o *Office) Now() time.Time {
	now, _ := o.clock.read()
	return now
}

// Demo says whether the clock is set for a demonstration.
func (o *Office) Demo() bool { return o.demo }

// Incarnation is the server's present one.
func (o *Office) Incarnation(ctx context.Context) (string, error) {
	in, err := o.store.Installation(ctx)
	return in.Incarnation, err
}

// idsFresh is how long the list of offices is relied on: an office that another
// process imports is seen this much later.
const idsFresh = time.Second

// IDs lists the offices of the installation.
func (o *Office) IDs(ctx context.Context) ([]string, error) {
	at := o.clock.clock.Uptime()
	o.mu.Lock()
	ids, fresh := o.ids, len(o.ids) > 0 && at-o.idsAt < idsFresh
	o.mu.Unlock()
	if fresh {
		return ids, nil
	}
	return o.lookAround(ctx)
}

// lookAround reads which offices there are, and forgets the files that another
// program has replaced.
func (o *Office) lookAround(ctx context.Context) ([]string, error) {
	at := o.clock.clock.Uptime()
	rows, err := o.store.Offices(ctx)
	if err != nil {
		return nil, err
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	ids := make([]string, len(rows))
	for i, row := range rows {
		ids[i] = row.ID
		if k, ok := o.plans[row.ID]; ok && k.revision < row.Revision {
			delete(o.plans, row.ID)
		}
	}
	o.ids, o.idsAt = ids, at
	return ids, nil
}

// File returns the office file as it was last seen. Errors: [ErrUnknownOffice].
func (o *Office) File(ctx context.Context, id string) (*officefile.Office, error) {
	k, err := o.known(ctx, id)
	if err != nil {
		return nil, err
	}
	return k.plan.file, nil
}

// known returns an office from memory, or from the database the first time.
func (o *Office) known(ctx context.Context, id string) (known, error) {
	o.mu.Lock()
	k, ok := o.plans[id]
	o.mu.Unlock()
	if ok {
		return k, nil
	}
	return o.look(ctx, id)
}

// look reads an office beside the writer.
func (o *Office) look(ctx context.Context, id string) (known, error) {
	rows, err := o.store.Offices(ctx)
	if err != nil {
		return known{}, err
	}
	for _, row := range rows {
		if row.ID == id {
			return o.remember(row, func() (string, error) { return o.store.File(ctx, id) })
		}
	}
	return known{}, fmt.Errorf("%w: %q", ErrUnknownOffice, id)
}

// remember returns the office of a row. Its file is read and parsed once for a
// revision, so that a transaction touches small rows only. A file that is newer
// than the row does no harm: the row of the next transaction is newer, too.
func (o *Office) remember(row store.Office, file func() (string, error)) (known, error) {
	o.mu.Lock()
	k, ok := o.plans[row.ID]
	o.mu.Unlock()
	if !ok || k.revision != row.Revision {
		text, err := file()
		if err != nil {
			return known{}, err
		}
		p, err := parse(row.ID, text)
		if err != nil {
			return known{}, fmt.Errorf("office file of %s, revision %d: %w", row.ID, row.Revision, err)
		}
		k = known{revision: row.Revision, plan: p}
	}
	k.day = row.Day
	o.mu.Lock()
	defer o.mu.Unlock()
	o.plans[row.ID] = k
	return k, nil
}

// errTurn tells update that the business day must turn first.
var errTurn = errors.New("business day is over")

// update runs a job on an office, turning its business day first where needed.
func (o *Office) update(ctx context.Context, office string, needs store.Keys, do func(*store.Tx, *today) error) error {
	needs.Installation = true
	needs.Offices = append(needs.Offices, office)
	for {
		err := o.store.Update(ctx, needs, func(tx *store.Tx) error {
			t, err := o.today(tx, office)
			if err != nil {
				return err
			}
			return do(tx, t)
		})
		if !errors.Is(err, errTurn) {
			return err
		}
		if err := o.Turn(ctx, office); err != nil {
			return err
		}
	}
}
