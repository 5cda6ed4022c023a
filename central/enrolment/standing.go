package enrolment

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"numerek/central/store"
)

const (
	// settle is how long after a change the database is asked: several make one.
	settle = 100 * time.Millisecond
	// lookAgain is when it is asked though nothing rang, and how old an answer may
	// be. Streams are looked at as often: their certificates run out meanwhile.
	lookAgain = 5 * time.Second
)

// standing is what a place says about the devices that claim it.
type standing struct {
	role   Role
	state  State
	key    string
	former []string
}

func standingOf(row store.Enrolment) standing {
	return standing{Role(row.Role), State(row.State), row.KeyHash, strings.Fields(row.Former)}
}

// allows says whether the place is the device's.
func (s standing) allows(id Identity) error {
	switch {
	case s.key == id.KeyHash && s.role == id.Role && s.state == Active:
		return nil
	case s.key == id.KeyHash && s.key != "":
		return fmt.Errorf("%w: %s", ErrRevoked, id)
	case slices.Contains(s.former, id.KeyHash):
		return fmt.Errorf("%w: %s", ErrReplaced, id)
	}
	return fmt.Errorf("%w: %s", ErrNotEnrolled, id)
}

// standings is what the database says of all places, as it was last read.
type standings struct {
	looking sync.Mutex // held while the database is read

	mu          sync.Mutex
	incarnation string
	change      int64     // of the newest row
	lookedAt    time.Time // when the last reading began
	old         bool      // something has changed since
	places      map[store.EnrolmentKey]standing
	followers   map[*follower]struct{}
}

// follower is a stream that ends when its device may not go on.
type follower struct {
	id      Identity
	expires time.Time
	cut     func(error)
}

// stale makes the next question look at the database.
func (s *standings) stale() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.old = true
}

// Standing returns nil if the device has its place. It answers from memory; who is
// refused is looked up once more, because another server may have enrolled it just
// now. Errors: [ErrNotEnrolled], [ErrRevoked], [ErrReplaced], and the store's before
// it was ever read.
func (e *Enrolment) Standing(ctx context.Context, id Identity) error {
	began := time.Now()
	s := &e.standings
	s.mu.Lock()
	err, at, old := s.places[id.key()].allows(id), s.lookedAt, s.old
	s.mu.Unlock()
	if err == nil && !old && began.Sub(at) < 2*lookAgain {
		return nil
	}
	if fault := e.look(ctx, began); fault != nil {
		if at.IsZero() || err != nil {
			return fmt.Errorf("standing of %s: %w", id, fault)
		}
		return nil // as it was; Run tells that the database does not answer
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.places[id.key()].allows(id)
}

// Follow calls cut, once, when the device may not go on: it was revoked or replaced,
// or its certificate has run out. The caller must call leave.
func (e *Enrolment) Follow(id Identity, expires time.Time, cut func(error)) (leave func()) {
	f := &follower{id: id, expires: expires, cut: cut}
	s := &e.standings
	s.mu.Lock()
	s.followers[f] = struct{}{}
	s.mu.Unlock()
	return func() {
		s.mu.Lock()
		delete(s.followers, f)
		s.mu.Unlock()
	}
}

// Run keeps what is known of places up to date, and cuts whoever lost his, until ctx
// is done.
func (e *Enrolment) Run(ctx context.Context) error {
	ring := make(chan struct{}, 1)
	watching := make(chan error, 1)
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	go func() {
		watching <- e.store.Watch(ctx, func(committed []store.Event) {
			if committed != nil && !slices.ContainsFunc(committed, isOfDevice) {
				return
			}
			select {
			case ring <- struct{}{}:
			default:
			}
		})
	}()
	again := time.NewTicker(lookAgain)
	defer again.Stop()
	for failing := false; ; {
		select {
		case <-ctx.Done():
			return <-watching
		case err := <-watching:
			return fmt.Errorf("watch store: %w", err)
		case <-again.C:
		case <-ring:
			select {
			case <-ctx.Done():
				return <-watching
			case <-time.After(settle):
			}
		}
		err := e.look(ctx, time.Now())
		if err != nil && !failing && ctx.Err() == nil {
			e.log.ErrorContext(ctx, "places of devices not read; those known are relied on", "err", err)
		}
		failing = err != nil
		e.cut(ctx)
	}
}

func isOfDevice(e store.Event) bool {
	switch e.Kind {
	case DeviceAdded, DeviceEnrolled, DeviceReplaced, DeviceRevoked:
		return true
	}
	return false
}

// look reads what has changed, unless somebody has since an instant.
func (e *Enrolment) look(ctx context.Context, since time.Time) error {
	s := &e.standings
	s.looking.Lock()
	defer s.looking.Unlock()
	s.mu.Lock()
	known, change, fresh := s.incarnation, s.change, s.lookedAt.After(since) && !s.old
	s.old = false // what changes from here on is seen below, or is said again
	s.mu.Unlock()
	if fresh {
		return nil
	}
	began := time.Now()
	in, err := e.store.Installation(ctx)
	if err != nil {
		s.stale()
		return err
	}
	if in.Incarnation != known { // changes may have been taken back
		change = 0
	}
	rows, err := e.store.EnrolmentsAfter(ctx, change)
	if err != nil {
		s.stale()
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if in.Incarnation != known {
		clear(s.places)
		s.incarnation, s.change = in.Incarnation, 0
	}
	for _, row := range rows {
		s.places[row.EnrolmentKey] = standingOf(row)
		s.change = max(s.change, row.Change)
	}
	s.lookedAt = began
	return nil
}

// cut ends the streams of devices that may not go on.
func (e *Enrolment) cut(ctx context.Context) {
	type end struct {
		*follower
		why error
	}
	var ends []end
	now := e.now()
	s := &e.standings
	s.mu.Lock()
	for f := range s.followers {
		why := s.places[f.id.key()].allows(f.id)
		if why == nil && now.After(f.expires) {
			why = fmt.Errorf("%w: %s", ErrCertificateExpired, f.id)
		}
		if why != nil {
			ends = append(ends, end{f, why})
			delete(s.followers, f)
		}
	}
	s.mu.Unlock()
	for _, x := range ends {
		e.log.InfoContext(ctx, "stream of a device cut", "device", x.id.String(), "err", x.why)
		x.cut(x.why)
	}
}
