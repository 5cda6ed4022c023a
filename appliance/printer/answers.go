package printer

import (
	"context"
	"errors"
)

// Answers are what a printer says when a technician wants to know everything.
type Answers struct {
	Status [4]byte // to DLE EOT 1 to 4, as they came
	Cuts   int     // of its cutter's whole life; -1 where it does not say
}

// ErrNoAnswers says that there is no printer, or one that is not asked four
// questions because its profile says that it does not know them.
var ErrNoAnswers = errors.New("printer answers no questions about its status")

// Answers asks the printer now, bit by bit. Errors: [ErrNoAnswers], those of ctx,
// and silence.
func (p *Printer) Answers(ctx context.Context) (a Answers, err error) {
	a.Cuts = uncounted
	failed := p.do(ctx, func(ctx context.Context, s *session) {
		if s == nil || s.profile.Status == NoStatus || s.profile.Status == PaperOnly {
			err = ErrNoAnswers
			return
		}
		a, err = s.answers(ctx)
	})
	return a, errors.Join(failed, err)
}

// answers asks the four questions and the counter.
func (s *session) answers(ctx context.Context) (a Answers, err error) {
	a.Cuts = uncounted
	s.drain()
	if err := s.askStatus(ctx); err != nil {
		return a, err
	}
	a.Status = s.said
	if s.synced && !s.status.Stuck() { // the counter is asked in its turn: a printer that has stopped would not answer
		a.Cuts = s.cuts(ctx)
	}
	return a, nil
}
