package printer

import (
	"context"
	"errors"
	"fmt"
	"time"

	"numerek/appliance/printer/escpos"
	"numerek/appliance/printer/layout"
)

// maxJob bounds the numbers of jobs: the id has four digits.
const maxJob = 9999

// A printer that loses its power forgets what it has stored, and needs longer than bootTime to take bytes again. So a
// stored picture is printed by the command that follows if the printer has that within bootTime of saying that the picture is
// there. Of it the caller may take commitTime to commit. What follows may wait anywhere on the line, in the computer or in
// an adapter, until a printer without power takes bytes again; so the printer is asked whether it has come.
const (
	bootTime   = 2 * time.Second
	commitTime = time.Second
)

// chunkBytes is how much is sent between two looks at what the printer says.
const chunkBytes = 512

// cutTime is how long a cut may take.
const cutTime = time.Second

var errLate = errors.New("committing took too long")

// job is one slip on its way to paper.
type job struct {
	layout.Plan

	id     string
	commit func() error
	end    time.Time // by when everything must be done
	cuts   int       // what the cutter had counted before; negative where it does not count
	boots  time.Time // when a printer that has lost its power takes bytes again, at the soonest
	lost   bool      // by then it had not said that it has the release: it may have forgotten what it had stored
}

// takes is what the printer has shown that it takes.
func (s *session) takes() layout.Printer {
	p := s.profile
	out := layout.Printer{
		Dots: p.Dots, TextOnly: p.TextOnly, Stores: s.canStore && !p.ThreeWire, MaxRows: p.MaxRows, BandBytes: p.BandBytes, BandRows: p.BandRows,
		LeftMargin: p.LeftMargin, Pages: p.PageMode && s.fencedBy != FenceTime, Letters: p.Letters, AutoStatus: p.AutoStatus, Clears: p.Clear,
		NoCutter: p.NoCutter,
	}
	if s.canSee {
		out.Present, out.Steps = p.Presenter.Present, p.Presenter.Steps
	}
	return out
}

// print is Print with a port.
func (s *session) print(ctx context.Context, slip layout.Slip, commit func() error) Result {
	r := s.printJob(ctx, slip, commit)
	s.log.InfoContext(ctx, "slip", "outcome", r.Outcome.String(), "evidence", r.Evidence)
	return r
}

func (s *session) printJob(ctx context.Context, slip layout.Slip, commit func() error) Result {
	if c := s.refresh(ctx); !c.Ready {
		s.printer.publish(ctx, c)
		return Result{Outcome: NotPrinted, Evidence: "not ready: " + c.Detail}
	}
	plan, err := slip(s.takes())
	if err != nil {
		return Result{Outcome: NotPrinted, Evidence: err.Error()}
	}
	if err := s.emptyOutput(ctx); err != nil {
		return Result{Outcome: NotPrinted, Evidence: err.Error()}
	}
	s.printer.jobs = s.printer.jobs%maxJob + 1
	clear(s.heard.ids)
	id := fmt.Sprintf("%04d", s.printer.jobs)
	delete(s.printer.doubts, id) // of ten thousand jobs ago
	j := job{
		Plan: plan, id: id, commit: commit, cuts: s.cuts(ctx),
		end: time.Now().Add(s.profile.Patience + 2*s.profile.lineTime(plan.Size()) + s.profile.printTime(plan.Rows)),
	}
	if len(j.Stored) > 0 {
		return s.printStored(ctx, j)
	}
	return s.printPieces(ctx, j)
}

// sendAll writes much, in pieces, and gives up when the printer says meanwhile that it has stopped.
func (s *session) sendAll(ctx context.Context, b []byte) error {
	for len(b) > 0 {
		n := min(len(b), chunkBytes)
		if err := s.send(b[:n]); err != nil {
			return err
		}
		b = b[n:]
		if err := s.look(ctx); err != nil {
			return err
		}
	}
	return nil
}

// look takes what has been said, and gives the reason where one is not to go on.
func (s *session) look(ctx context.Context) error {
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

// printStored stores the slip in the printer, commits, prints and cuts it, and waits for the proof.
func (s *session) printStored(ctx context.Context, j job) Result {
	err := s.sendAll(ctx, j.Stored)
	if err == nil {
		err = s.fence(ctx, time.Until(j.end), s.profile.lineTime(len(j.Stored)))
	}
	j.boots = time.Now().Add(bootTime)
	if err == nil {
		err = s.committed(ctx, j)
	}
	if err != nil {
		return s.abandon(ctx, err)
	}
	limit := time.Until(j.end) + s.profile.printTime(j.Rows)
	return s.conclude(ctx, j, j.Release, limit)
}

// printPieces commits and prints the slip in pieces, each of which is waited for. So no more than one piece is ever in
// the printer unprinted, and the ticket is whole only when the last has been sent.
func (s *session) printPieces(ctx context.Context, j job) Result {
	if err := s.committed(ctx, j); err != nil {
		return s.abandon(ctx, err)
	}
	for i, p := range j.Pieces {
		err := s.sendAll(ctx, p.Data)
		if err == nil {
			work := s.profile.lineTime(len(p.Data)) + s.profile.printTime(p.Rows)
			err = s.fence(ctx, s.profile.Patience+s.profile.lineTime(kernelQueue)+work, work)
		}
		if err != nil {
			return s.settle(ctx, j, fmt.Errorf("in piece %d of %d: %w", i+1, len(j.Pieces), err), i == len(j.Pieces)-1)
		}
	}
	limit := s.profile.Patience + s.profile.lineTime(64) + s.profile.printTime(j.Below)
	return s.conclude(ctx, j, nil, limit)
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
	return s.look(ctx)
}

// conclude sends the last bytes of a job, which cut it, and waits for the best proof that the printer gives, for at most
// limit: the ladder of completion. What it sees of the presenter is looked at afterwards, whatever the proof was.
func (s *session) conclude(ctx context.Context, j job, release []byte, limit time.Duration) Result {
	out := append(release, s.takes().Ending(j.Below)...)
	if s.canID {
		ask, err := escpos.AskProcessID(j.id)
		if err != nil {
			return s.settle(ctx, j, err, true)
		}
		out = append(out, ask...)
	}
	receipt, before := len(release) > 0 && s.mayAsk(), s.heard.statuses
	if receipt { // which it says at once when it has all of this, whatever else it does
		out = append(out, escpos.AskStatus(1)...)
	}
	err := s.send(out)
	if err == nil && receipt {
		err = s.watch(ctx, time.Until(j.boots), func() bool { return s.heard.statuses > before })
		j.lost = errors.Is(err, errSilent)
	}
	if err == nil && s.canID {
		err = s.watch(ctx, limit, func() bool { return s.heard.ids[j.id] })
	} else if err == nil {
		err = s.fence(ctx, limit, cutTime+s.profile.printTime(j.Below))
	}
	if err != nil {
		return s.settle(ctx, j, fmt.Errorf("at the cut: %w", err), true)
	}
	if s.canID {
		return s.output(ctx, Result{Outcome: Printed, Evidence: "job " + j.id + " confirmed by the printer"})
	}
	return s.weigh(ctx, j)
}

// weigh looks at the evidence that a printer without ids gives after the cut.
func (s *session) weigh(ctx context.Context, j job) Result {
	if s.profile.Status == NoStatus {
		return Result{Outcome: Unknown, Evidence: "all was sent; the printer has no way to say what became of it"}
	}
	if err := s.askStatus(ctx); err != nil {
		return s.settle(ctx, j, fmt.Errorf("after the cut: %w", err), true)
	}
	if s.status.Stuck() && !s.status.PaperOut { // The paper may well end with this ticket.
		return s.settle(ctx, j, fmt.Errorf("after the cut: %w", errStuck), true)
	}
	evidence := "answered after the cut, status clean"
	switch {
	case s.fencedBy == FenceTime && s.status.PaperOut: // Which may have stopped it before the end.
		return s.settle(ctx, j, fmt.Errorf("after the cut: %w", errStuck), true)
	case s.fencedBy == FenceTime:
		evidence = "probable: status clean before and after, and time enough to print"
	case s.profile.Status == PaperOnly:
		evidence = "probable: answered after the cut; it reports nothing but its paper"
	}
	if after := s.cuts(ctx); j.cuts >= 0 && after >= 0 {
		if after != j.cuts+1 {
			s.synced = false
			return Result{
				Outcome: Unknown, Evidence: fmt.Sprintf("answered after the cut, but the cutter counted %d, then %d", j.cuts, after),
			}
		}
		evidence += ", cutter counted one more"
	}
	return s.output(ctx, Result{Outcome: Printed, Evidence: evidence})
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
	ctx = context.WithoutCancel(ctx) // as in abandon
	cleared := s.clear(ctx)
	reason := s.condition().Detail
	if reason == "" || !errors.Is(why, errStuck) {
		reason = why.Error()
	}
	switch {
	case s.heard.ids[j.id] && !j.lost:
		return s.output(ctx, Result{Outcome: Printed, Evidence: "job " + j.id + " confirmed by the printer, then " + reason})
	case whole && s.seen(ctx): // It was empty before, and only a paper that is cut gets there.
		s.printer.torn = true
		return s.output(ctx, Result{Outcome: Printed, Evidence: "the paper is in the output, but " + reason})
	case cleared && s.canID && !s.heard.ids[j.id]:
		s.printer.torn = true
		return Result{Outcome: NotCompleted, Evidence: reason + "; printer cleared before job " + j.id + " was done"}
	case !whole:
		s.printer.torn = true
		return Result{Outcome: NotCompleted, Evidence: reason + "; the rest of the ticket was never sent"}
	}
	s.printer.torn = true
	s.printer.held = !cleared && (s.profile.Status != NoStatus || !errors.Is(why, errSilent))
	r := Result{Outcome: Unknown, Evidence: reason + "; the printer did not say whether job " + j.id + " was done"}
	if d := (&doubt{late: make(chan struct{}), cuts: j.cuts}); !j.lost && (s.canID || d.cuts >= 0) {
		s.printer.doubts[j.id], r.Late = d, d.late
	}
	return r
}
