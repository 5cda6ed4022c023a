package printer

import (
	"context"
	"errors"
	"time"

	"numerek/appliance/printer/escpos"
)

// question is something that is asked, and the answers to it so far.
type question struct {
	ask    []byte
	answer escpos.Expected // where its bits alone do not tell it
	count  func(heard) int
}

// questions are those that are answered in their turn.
func (f Fence) question() question {
	switch f {
	case FencePaper:
		return question{escpos.AskPaper(), escpos.APlain, func(h heard) int { return h.plains }}
	case FenceOld:
		return question{escpos.AskOldPaper(), escpos.APlain, func(h heard) int { return h.plains }}
	case FenceStatus:
		return question{escpos.AskStatus(1), escpos.AStatus, func(h heard) int { return h.statuses }}
	default:
		return question{escpos.AskInfo(67), escpos.Nothing, func(h heard) int { return h.infos }}
	}
}

// pose sends a question and gives what to wait for.
func (s *session) pose(q question) (answered func() bool, err error) {
	before := q.count(s.heard)
	if q.answer != escpos.Nothing {
		s.decoder.Expect(q.answer)
	}
	return func() bool { return q.count(s.heard) > before }, s.send(q.ask)
}

// fence waits until the printer has worked through everything that was sent before. Only a printer that has not
// stopped answers, so the answer also says that it goes on. Where nothing is answered, the time work passes, and the
// printer must be well after it.
func (s *session) fence(ctx context.Context, limit, work time.Duration) error {
	if s.fencedBy == FenceTime {
		return s.pass(ctx, work)
	}
	return s.fenceBy(ctx, limit, s.fencedBy)
}

func (s *session) fenceBy(ctx context.Context, limit time.Duration, by Fence) error {
	answered, err := s.pose(by.question())
	if err != nil {
		return err
	}
	return s.watch(ctx, limit, answered)
}

// pass lets the time of some work pass.
func (s *session) pass(ctx context.Context, work time.Duration) error {
	err := s.watch(ctx, work, func() bool { return false })
	if err != nil && !errors.Is(err, errSilent) {
		return err
	}
	if s.profile.Status == NoStatus {
		return nil
	}
	if err := s.askStatus(ctx); err != nil {
		return err
	}
	if s.status.Stuck() {
		return errStuck
	}
	return nil
}

// mayAsk says that the status can be asked for while something else is waited for. A loose printer's answers could not be
// told apart, and one that answers in its turn would not answer.
func (s *session) mayAsk() bool {
	return s.profile.realTime() && s.fencedBy != FenceStatus && (!s.profile.Loose || s.fencedBy == FenceTime)
}

// askStatus brings the status up to date.
func (s *session) askStatus(ctx context.Context) error {
	switch s.profile.Status {
	case NoStatus:
		return s.gone
	case PaperOnly:
		return s.askRoll(ctx)
	case RealTime:
	}
	for n := byte(1); n <= 4; n++ {
		before := s.heard.statuses
		if s.profile.Loose {
			s.decoder.Expect(escpos.AStatus)
		}
		if err := s.send(escpos.AskStatus(n)); err != nil {
			return err
		}
		if err := s.wait(ctx, answerTime+s.profile.lineTime(16), func() bool { return s.heard.statuses > before }); err != nil {
			return err
		}
		s.said[n-1] = s.heard.status
		s.status = s.status.WithRealTime(n, s.heard.status)
	}
	return nil
}

// askRoll asks a printer that knows of nothing but its roll.
func (s *session) askRoll(ctx context.Context) error {
	by := s.profile.Fence
	if by != FenceOld {
		by = FencePaper
	}
	answered, err := s.pose(by.question())
	if err != nil {
		return err
	}
	if err := s.wait(ctx, answerTime+s.profile.lineTime(16), answered); err != nil {
		return err
	}
	s.status = s.status.WithOldPaper(s.heard.plain)
	return nil
}
