package store

import (
	"context"
	"errors"
	"sync"
)

// inline is the writer without a goroutine of its own: who calls Update does its
// work, and waits for the others who do.
type inline struct {
	life   context.Context //nolint:containedctx // Of the writer, which outlives the call that starts it.
	turn   sync.Mutex
	writer writer
	ended  bool
}

func newInline(life context.Context, s *Store) *inline {
	return &inline{life: life, writer: writer{store: s}}
}

// do commits one job and returns its answer.
func (i *inline) do(j *job) error {
	i.turn.Lock()
	defer i.turn.Unlock()
	s := i.writer.store
	if i.ended {
		return s.ended()
	}
	i.writer.commit(i.life, []*job{j})
	if errors.Is(s.lastFault(), ErrBroken) {
		i.close()
	}
	return <-j.answer
}

// end refuses what comes from now on.
func (i *inline) end() {
	i.turn.Lock()
	defer i.turn.Unlock()
	i.close()
}

// close says once that the writer has stopped; the caller holds the turn.
func (i *inline) close() {
	if !i.ended {
		i.ended = true
		close(i.writer.store.done)
	}
}
