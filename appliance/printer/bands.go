package printer

import (
	"context"
	"fmt"
	"strconv"

	"numerek/appliance/printer/escpos"
)

// printBands commits and prints the slip in pieces, each of which is waited for. So no more than one piece is ever in
// the printer unprinted, and the ticket is whole only when the last has been sent.
func (s *session) printBands(ctx context.Context, j job) Result {
	cuts, counted := s.cuts(ctx)
	if err := s.committed(ctx, j); err != nil {
		return s.abandon(ctx, err)
	}
	bands, left, below := escpos.Bands(j.slip, s.profile.BandBytes, s.profile.BandRows, s.profile.LeftMargin)
	for i, band := range bands {
		if err := s.printBand(ctx, band, left, i == 0); err != nil {
			return s.settle(ctx, j, fmt.Errorf("in piece %d of %d: %w", i+1, len(bands), err), i == len(bands)-1)
		}
	}
	if err := s.finish(ctx, j, below); err != nil {
		return s.settle(ctx, j, fmt.Errorf("at the cut: %w", err), true)
	}
	if s.canID {
		return Result{Outcome: Printed, Evidence: "job " + j.id + " confirmed by the printer"}
	}
	evidence := "answered after the cut, status clean"
	if after, ok := s.cuts(ctx); counted && ok {
		if after != cuts+1 {
			s.synced = false
			return Result{Outcome: Unknown, Evidence: fmt.Sprintf("answered after the cut, but the cutter counted %d, then %d", cuts, after)}
		}
		evidence += ", cutter counted one more"
	}
	return Result{Outcome: Printed, Evidence: evidence}
}

// printBand sends one piece and waits until the printer has worked through it.
func (s *session) printBand(ctx context.Context, band escpos.Band, left int, first bool) error {
	var out []byte
	if first {
		out = s.preamble()
		if left > 0 {
			out = append(out, escpos.LeftMargin(left)...)
		}
	}
	picture, _ := escpos.Defuse(band.Picture)
	raster, err := escpos.Raster(picture)
	if err != nil {
		return err
	}
	out = append(append(out, escpos.Feed(band.Skip)...), raster...)
	if err := s.sendAll(ctx, out); err != nil {
		return err
	}
	limit := s.profile.Patience + s.profile.lineTime(len(out)+kernelQueue) + s.profile.printTime(band.Skip+picture.H)
	return s.fence(ctx, limit)
}

// finish cuts and waits for the best proof that the printer offers.
func (s *session) finish(ctx context.Context, j job, below int) error {
	out := append(escpos.Feed(below), escpos.Cut(0)...)
	limit := s.profile.Patience + s.profile.lineTime(64) + s.profile.printTime(below)
	if s.canID {
		ask, err := escpos.AskProcessID(j.id)
		if err != nil {
			return err
		}
		if err := s.send(append(out, ask...)); err != nil {
			return err
		}
		return s.watch(ctx, limit, func() bool { return s.heard.id == j.id })
	}
	if err := s.send(out); err != nil {
		return err
	}
	if err := s.fence(ctx, limit); err != nil {
		return err
	}
	if err := s.askStatus(ctx); err != nil {
		return err
	}
	if s.status.Stuck() && !s.status.PaperOut { // The paper may well end with this ticket.
		return errStuck
	}
	return nil
}

// cuts reads the cutter's counter, if the printer has one.
func (s *session) cuts(ctx context.Context) (int, bool) {
	if !s.profile.CutCounter || !s.byInfo || s.canID {
		return 0, false
	}
	before := s.heard.infos
	if err := s.send(escpos.AskCounter(escpos.CounterCuts)); err != nil {
		return 0, false
	}
	if err := s.wait(ctx, answerTime, func() bool { return s.heard.infos > before }); err != nil {
		return 0, false
	}
	n, err := strconv.Atoi(s.heard.info)
	return n, err == nil
}
