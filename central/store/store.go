package store

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"sync"
	"time"
)

// Options of a store. The zero value is what a server wants.
type Options struct {
	Log      *slog.Logger  // nothing is logged where it is nil
	MaxBatch int           // jobs in one commit; 512
	Fill     int           // how often the writer yields so that the batch fills; 4, negative for never
	Timeout  time.Duration // of one transaction, after which the database counts as unavailable; 10 s
	Now      func() time.Time
	Random   io.Reader // source of incarnations; crypto/rand
	// Inline commits every job by itself on the goroutine of its caller, one
	// after another: a program that must run the same twice starts none.
	Inline bool
	// Committed is told about every commit: how many jobs it carried and how
	// long it took. It must not block.
	Committed func(jobs int, took time.Duration)
	// Failed is told about every transaction that was not, or perhaps not,
	// committed and that no job is to blame for. It must not block.
	Failed func(jobs int, err error)
	// Written is told what each commit has written, once it is durable, in the
	// order of the commits. It must neither block nor change the rows.
	Written func(Rows)
}

// Store is a database with one writer. Reads beside the writer see what is
// committed.
type Store struct {
	Reader
	backend Backend
	opts    Options

	jobs chan *job
	done chan struct{} // closed when the writer has stopped
	stop context.CancelFunc

	inline *inline // nil where the writer has its own goroutine

	mu    sync.Mutex
	rings map[*func([]Event)]struct{} // of the watchers
	fault error                       // of the last commit with something to keep
}

// New starts the writer on a backend, which it then owns. An empty database
// gets its installation with a first incarnation; one whose line of history has
// changed since (failover, restore into another server) gets a new one.
func New(ctx context.Context, b Backend, opts Options) (*Store, error) {
	if opts.Log == nil {
		opts.Log = slog.New(slog.DiscardHandler)
	}
	if opts.MaxBatch <= 0 {
		opts.MaxBatch = 512
	}
	if opts.Fill == 0 {
		opts.Fill = 4
	}
	if opts.Timeout <= 0 {
		opts.Timeout = 10 * time.Second
	}
	if opts.Now == nil {
		opts.Now = time.Now
	}
	if opts.Random == nil {
		opts.Random = rand.Reader
	}
	s := &Store{
		Reader:  b,
		backend: b,
		opts:    opts,
		jobs:    make(chan *job, opts.MaxBatch),
		done:    make(chan struct{}),
		rings:   make(map[*func([]Event)]struct{}),
	}
	life, stop := context.WithCancel(context.WithoutCancel(ctx))
	s.stop = stop
	if opts.Inline {
		s.inline = newInline(life, s)
	} else {
		go (&writer{store: s}).run(life)
	}
	if err := s.Update(ctx, Keys{Installation: true}, func(*Tx) error { return nil }); err != nil {
		s.end()
		return nil, fmt.Errorf("open installation: %w", err)
	}
	return s, nil
}

// Update runs do in the write transaction and returns after its changes are
// durable. needs names the rows that do will ask for, so that they are loaded
// together with those of the other jobs of the same commit.
//
// If do returns an error or panics, nothing of it remains and the error is
// returned as it is. do may run more than once, each time on fresh rows, and
// only the last run counts: it must have no effects but on its Tx and on
// variables that each run sets anew. It runs where the writer does, so it must
// neither block nor call the store.
//
// [ErrExists] and [ErrInvalid] mean that the database refused the job's rows,
// [ErrUnavailable] that nothing may be assumed about them, and with it
// [ErrBroken] that the store has come to its end. When ctx ends first,
// its error is returned at once, and the job may still be committed.
func (s *Store) Update(ctx context.Context, needs Keys, do func(*Tx) error) error {
	if err := ctx.Err(); err != nil {
		return context.Cause(ctx)
	}
	j := &job{ctx: ctx, needs: needs, do: do, answer: make(chan error, 1)}
	if s.inline != nil {
		return s.inline.do(j)
	}
	select {
	case s.jobs <- j:
	case <-ctx.Done():
		return context.Cause(ctx)
	case <-s.done:
		return s.ended()
	}
	select {
	case err := <-j.answer:
		return err
	case <-ctx.Done():
		return context.Cause(ctx)
	case <-s.done:
	}
	select {
	case err := <-j.answer: // it was answered while the writer stopped
		return err
	default:
		return s.ended()
	}
}

// Wait returns when the store can do nothing more, with [ErrBroken] or
// [ErrClosed], or when ctx is done, with its error.
func (s *Store) Wait(ctx context.Context) error {
	select {
	case <-s.done:
		return s.ended()
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

// ended says why the writer has stopped.
func (s *Store) ended() error {
	if fault := s.lastFault(); errors.Is(fault, ErrBroken) {
		return fault
	}
	return ErrClosed
}

// Health returns nil if the database can be read and the last commit that had
// something to keep was durable. After one that failed, whoever it failed asks
// again, and so tells when the database works again.
func (s *Store) Health(ctx context.Context) error {
	if err := s.lastFault(); err != nil {
		return err
	}
	_, err := s.Installation(ctx)
	return err
}

func (s *Store) lastFault() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.fault
}

func (s *Store) setFault(err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.fault = err
}

// Watch calls ring after each commit of this store that appended events, with
// those events, in order; and with nil when anything may have happened: when it
// has begun to watch, after the incarnation has changed, after commits of other
// processes as soon as the database tells, and sometimes without reason. It does
// so until ctx is done; then it returns the context's error. ring is called by
// several goroutines and must neither block nor change the events: it is called
// between commits.
func (s *Store) Watch(ctx context.Context, ring func(committed []Event)) error {
	key := &ring
	s.mu.Lock()
	s.rings[key] = struct{}{}
	s.mu.Unlock()
	defer func() {
		s.mu.Lock()
		delete(s.rings, key)
		s.mu.Unlock()
	}()
	return s.backend.Watch(ctx, func() { ring(nil) })
}

// ring tells the watchers what a commit has written.
func (s *Store) ring(written Rows) {
	if s.opts.Written != nil && !written.empty() {
		s.opts.Written(written)
	}
	if written.Installation == nil && len(written.Events) == 0 {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	for ring := range s.rings {
		if written.Installation != nil {
			(*ring)(nil)
		} else {
			(*ring)(written.Events)
		}
	}
}

// Close lets the running commit finish, refuses the jobs that wait with
// [ErrClosed] and closes the backend.
func (s *Store) Close() error {
	s.end()
	return s.backend.Close()
}

// end stops the writer.
func (s *Store) end() {
	s.stop()
	if s.inline != nil {
		s.inline.end()
	}
	<-s.done
}

// newIncarnation returns what follows old when the database is on another line
// of history; old is nil in an empty database.
func (s *Store) newIncarnation(old *Installation, history string) (Installation, error) {
	var bits [16]byte
	if _, err := io.ReadFull(s.opts.Random, bits[:]); err != nil {
		return Installation{}, fmt.Errorf("new incarnation: %w", err)
	}
	in := Installation{
		Incarnation: hex.EncodeToString(bits[:]),
		Since:       s.opts.Now().UTC().Truncate(time.Millisecond),
		History:     history,
	}
	if old != nil {
		in.Previous = old.Incarnation
	}
	return in, nil
}

// rowsAtFault reports whether a failed commit is the doing of a single job.
func rowsAtFault(err error) bool { return errors.Is(err, ErrExists) || errors.Is(err, ErrInvalid) }
