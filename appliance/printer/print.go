package printer

import (
	"context"
	"errors"
	"fmt"
	"time"

	"numerek/appliance/bitmap"
	"numerek/appliance/printer/escpos"
)

// maxJob bounds the numbers of jobs: the id has four digits.
const maxJob = 9999

// commitTime is how long the caller may take to commit. A printer that loses its power needs longer than this to take
// bytes again, so a stored picture cannot be lost between the answer that it is there and the command that prints it.
const commitTime = time.Second

// chunkBytes is how much is sent between two looks at what the printer says.
const chunkBytes = 512

var (
	errBlank = errors.New("the slip is blank")
	errWide  = errors.New("the slip is wider than the head")
	errLate  = errors.New("committing took too long")
)

// job is one slip on its way to paper.
type job struct {
	id     string
	slip   bitmap.Bitmap
	commit func() error
	end    time.Time // by when everything must be done
}

// print is Print with a port.
func (s *session) print(ctx context.Context, slip bitmap.Bitmap, commit func() error) Result {
	r := s.printJob(ctx, slip, commit)
	s.log.InfoContext(ctx, "slip", "outcome", r.Outcome.String(), "evidence", r.Evidence)
	return r
}

func (s *session) printJob(ctx context.Context, slip bitmap.Bitmap, commit func() error) Result {
	if err := s.checkSlip(slip); err != nil {
		return Result{Outcome: NotPrinted, Evidence: err.Error()}
	}
	if c := s.refresh(ctx); !c.Ready {
		s.printer.publish(ctx, c)
		return Result{Outcome: NotPrinted, Evidence: "not ready: " + c.Detail}
	}
	s.printer.jobs = s.printer.jobs%maxJob + 1
	s.heard.id = ""
	id := fmt.Sprintf("%04d", s.printer.jobs)
	delete(s.printer.doubts, id) // of ten thousand jobs ago
	j := job{
		id: id, slip: slip, commit: commit,
		end: time.Now().Add(s.profile.Patience + 2*s.profile.lineTime(len(slip.Bits)) + s.profile.printTime(slip.H)),
	}
	if s.canStore && s.canID && !s.profile.ThreeWire && slip.H <= s.profile.MaxRows {
		return s.printStored(ctx, j)
	}
	return s.printBands(ctx, j)
}

func (s *session) checkSlip(slip bitmap.Bitmap) error {
	if err := slip.Check(); err != nil {
		return err
	}
	if s.profile.Dots > 0 && slip.W > s.profile.Dots {
		return fmt.Errorf("%w: %d dots on %d", errWide, slip.W, s.profile.Dots)
	}
	for y := range slip.H {
		if !slip.RowBlank(y) {
			return nil
		}
	}
	return errBlank
}

// sendAll writes much, in pieces, and gives up when the printer says meanwhile that it has stopped.
func (s *session) sendAll(ctx context.Context, b []byte) error {
	for len(b) > 0 {
		n := min(len(b), chunkBytes)
		if err := s.send(b[:n]); err != nil {
			return err
		}
		b = b[n:]
		s.drain()
		switch {
		case ctx.Err() != nil:
			return context.Cause(ctx)
		case s.gone != nil:
			return s.gone
		case s.status.Stuck():
			return errStuck
		}
	}
	return nil
}

// preamble begins a job.
func (s *session) preamble() []byte {
	b := escpos.Initialize()
	if s.profile.AutoStatus {
		b = append(b, escpos.AutoStatus(true)...)
	}
	if s.profile.Clear {
		b = append(b, escpos.IgnoreStrayPulses()...)
	}
	return b
}

// printStored stores the slip in the printer, commits, prints and cuts it, and waits for its id.
func (s *session) printStored(ctx context.Context, j job) Result {
	tail, err := s.store(ctx, j)
	if err == nil {
		err = s.committed(ctx, j)
	}
	if err != nil {
		return s.abandon(ctx, err)
	}
	err = s.send(tail)
	if err == nil {
		err = s.watch(ctx, time.Until(j.end)+s.profile.printTime(j.slip.H), func() bool { return s.heard.id == j.id })
	}
	if err != nil {
		return s.settle(ctx, j, err, true)
	}
	return Result{Outcome: Printed, Evidence: "job " + j.id + " confirmed by the printer"}
}

// store brings everything into the printer that makes no paper, waits until it is there, and gives what is left to send.
func (s *session) store(ctx context.Context, j job) (tail []byte, err error) {
	inked, top, below := escpos.Trim(j.slip)
	picture, dots := escpos.Defuse(inked)
	if dots > 0 {
		s.log.DebugContext(ctx, "dots added to the slip", "dots", dots)
	}
	stored, err := escpos.StoreRaster(picture)
	if err != nil {
		return nil, err
	}
	ask, err := escpos.AskProcessID(j.id)
	if err != nil {
		return nil, err
	}
	if err := s.sendAll(ctx, append(s.preamble(), stored...)); err != nil {
		return nil, err
	}
	if err := s.fence(ctx, time.Until(j.end)); err != nil {
		return nil, err
	}
	tail = append(escpos.Feed(top), escpos.PrintStored()...)
	tail = append(tail, escpos.Feed(below)...)
	tail = append(tail, escpos.Cut(0)...)
	return append(tail, ask...), nil
}

// committed lets the caller commit and makes sure that the printer is still there to print.
func (s *session) committed(ctx context.Context, j job) error {
	begun := time.Now()
	if err := j.commit(); err != nil {
		return fmt.Errorf("commit: %w", err)
	}
	if time.Since(begun) > commitTime {
		return errLate
	}
	s.drain()
	switch {
	case ctx.Err() != nil:
		return context.Cause(ctx)
	case s.gone != nil:
		return s.gone
	case s.status.Stuck():
		return errStuck
	}
	return nil
}

// abandon ends a job of which nothing can be on paper. The end of ctx does not end it: what the printer confirms is worth
// the second.
func (s *session) abandon(ctx context.Context, why error) Result {
	evidence := "stopped before printing: " + why.Error()
	if s.clear(context.WithoutCancel(ctx)) {
		evidence += "; printer cleared"
	}
	return Result{Outcome: NotPrinted, Evidence: evidence}
}

// settle ends a job that may be on paper. If the printer confirms that it is empty, the id has come before that or never
// will; otherwise whole says whether all of the ticket had been sent, so that it may still come out.
func (s *session) settle(ctx context.Context, j job, why error, whole bool) Result {
	cleared := s.clear(context.WithoutCancel(ctx)) // as in abandon
	reason := s.condition().Detail
	if reason == "" || !errors.Is(why, errStuck) {
		reason = why.Error()
	}
	switch {
	case s.heard.id == j.id:
		return Result{Outcome: Printed, Evidence: "job " + j.id + " confirmed by the printer, then " + reason}
	case cleared:
		s.printer.torn = true
		return Result{Outcome: NotCompleted, Evidence: reason + "; printer cleared before job " + j.id + " was done"}
	case !whole:
		s.printer.torn = true
		return Result{Outcome: NotCompleted, Evidence: reason + "; the rest of the ticket was never sent"}
	default:
		s.printer.torn = true
		r := Result{Outcome: Unknown, Evidence: reason + "; the printer did not say whether job " + j.id + " was done"}
		if s.canID {
			late := make(chan struct{})
			s.printer.doubts[j.id], r.Late = late, late
		}
		return r
	}
}
