package printer

import (
	"context"
	"errors"
	"time"

	"numerek/appliance/printer/escpos"
)

// How a paper in the output is watched.
const (
	outputPoll = 500 * time.Millisecond // how often it is looked at
	outputWait = 20 * time.Second       // how long it may hang unless the profile says otherwise
	outputTime = 2 * time.Second        // how long the presenter takes to hold a paper out, or to get rid of it
)

var errOutput = errors.New("the output is not empty")

// hanging is a paper in the output of the presenter.
type hanging struct {
	until time.Time
	fate  Taken      // what becomes of it when it is gone
	taken chan Taken // told once
}

// atOutput asks whether a paper hangs in the output.
func (s *session) atOutput(ctx context.Context) (bool, error) {
	q := question{escpos.AskFullStatus(), escpos.AFullStatus, func(h heard) int { return h.fulls }}
	if s.profile.Presenter.Sensor == PresenterStatus {
		q = question{escpos.AskPresenter(), escpos.AByte, func(h heard) int { return h.plains }}
	}
	answered, err := s.pose(q)
	if err != nil {
		return false, err
	}
	if err := s.wait(ctx, answerTime+s.profile.lineTime(16), answered); err != nil {
		s.decoder.Expect(escpos.Nothing)
		return false, err
	}
	if s.profile.Presenter.Sensor == PresenterStatus {
		return escpos.AtOutput(s.heard.plain), nil
	}
	return escpos.FullAtOutput(s.heard.full), nil
}

// seen says that a paper can be seen in the output.
func (s *session) seen(ctx context.Context) bool {
	if !s.canSee {
		return false
	}
	at, err := s.atOutput(ctx)
	return err == nil && at
}

// output looks after the paper of a job that is printed: it is watched until somebody takes it.
func (s *session) output(ctx context.Context, r Result) Result {
	if !s.canSee {
		return r
	}
	ctx = context.WithoutCancel(ctx)
	at := false
	for end := time.Now().Add(outputTime); !at && time.Now().Before(end); {
		var err error
		if at, err = s.atOutput(ctx); err != nil || s.gone != nil {
			return r
		}
		if !at { // It is on its way, or somebody was very quick.
			_ = s.wait(ctx, outputPoll/2, func() bool { return false })
		}
	}
	wait := time.Duration(s.profile.Presenter.Seconds) * time.Second
	if wait <= 0 {
		wait = outputWait
	}
	h := &hanging{until: time.Now().Add(wait), fate: WasTaken, taken: make(chan Taken, 1)}
	s.printer.hung, r.Taken = h, h.taken
	if at {
		r.Evidence += ", paper in the output"
		return r
	}
	s.gotAway(ctx)
	return r
}

// tend looks whether the paper in the output has been taken, and gets rid of it when its time is over.
func (s *session) tend(ctx context.Context) {
	h := s.printer.hung
	if h == nil || !s.canSee {
		return
	}
	at, err := s.atOutput(ctx)
	switch {
	case err != nil:
	case !at:
		s.gotAway(ctx)
	case time.Now().After(h.until):
		s.dispose(ctx)
	}
}

// gotAway tells what became of the paper in the output.
func (s *session) gotAway(ctx context.Context) {
	s.retracted = false
	if h := s.printer.hung; h != nil {
		s.log.InfoContext(ctx, "paper in the output", "fate", h.fate.String())
		h.taken <- h.fate
		s.printer.hung = nil
	}
}

// dispose retracts or ejects the paper in the output, again and in turns at each call until it is gone.
func (s *session) dispose(ctx context.Context) {
	n, fate := s.profile.Presenter.Retract, WasRetracted
	if n == 0 || s.retracted && s.profile.Presenter.Eject != 0 {
		n, fate = s.profile.Presenter.Eject, WasEjected
	}
	if n == 0 {
		return
	}
	s.retracted = fate == WasRetracted
	if err := s.send(escpos.Present(n, 0)); err != nil {
		s.log.DebugContext(ctx, "paper not moved out of the output", "err", err)
		return
	}
	if h := s.printer.hung; h != nil {
		h.fate = fate
		h.until = time.Now().Add(outputTime)
	}
}

// emptyOutput makes room in the output before a new job: whoever the last paper was for has left it there.
func (s *session) emptyOutput(ctx context.Context) error {
	if !s.canSee {
		return nil
	}
	for end := time.Now().Add(2 * outputTime); ; {
		at, err := s.atOutput(ctx)
		switch {
		case err != nil:
			return err
		case !at:
			s.gotAway(ctx)
			return nil
		case time.Now().After(end):
			return errOutput
		}
		s.dispose(ctx)
		if err := s.wait(ctx, outputPoll, func() bool { return false }); !errors.Is(err, errSilent) {
			return err
		}
	}
}
