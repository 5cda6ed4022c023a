package printer

import (
	"context"
	"time"
)

// Run owns the port until ctx ends, and then returns nil: it opens it, empties the printer, asks for its condition while
// it is idle, does what Check, Print and ClearLeftover ask for, and opens the port again when it was lost.
func (p *Printer) Run(ctx context.Context) error {
	for ctx.Err() == nil {
		port, err := p.open(ctx)
		if err != nil {
			p.publish(ctx, Condition{Gone: true, Detail: err.Error()})
			p.serveWithout(ctx, p.options.Retry)
			continue
		}
		p.attend(ctx, port)
	}
	return nil
}

// serveWithout answers requests for some time although there is no port.
func (p *Printer) serveWithout(ctx context.Context, wait time.Duration) {
	timer := time.NewTimer(wait)
	defer timer.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-timer.C:
			return
		case r := <-p.requests:
			r(ctx, nil)
		}
	}
}

// attend uses a port until it is gone or ctx ends.
func (p *Printer) attend(ctx context.Context, port Port) {
	s := newSession(p, port)
	defer func() {
		if err := s.close(); err != nil {
			p.options.Log.DebugContext(ctx, "port not closed", "err", err)
		}
	}()
	if err := s.begin(ctx); err != nil {
		s.gone = err
	}
	for s.gone == nil && ctx.Err() == nil {
		c := s.refresh(ctx)
		if ctx.Err() != nil {
			return
		}
		p.publish(ctx, c)
		s.cycle(ctx)
		s.tend(ctx)
		s.idle(ctx)
	}
	if ctx.Err() == nil {
		p.publish(ctx, s.condition())
	}
}

// idle waits for something to do: a request, a status that the printer sends by itself, or the time to ask again.
func (s *session) idle(ctx context.Context) {
	poll := s.printer.options.Poll
	if s.printer.hung != nil {
		poll = min(poll, outputPoll)
	}
	timer := time.NewTimer(poll)
	defer timer.Stop()
	for s.gone == nil {
		select {
		case <-ctx.Done():
			return
		case <-timer.C:
			return
		case r := <-s.printer.requests:
			r(ctx, s)
			return
		case chunk, open := <-s.chunks:
			if s.take(chunk, open) {
				return
			}
		}
	}
}
