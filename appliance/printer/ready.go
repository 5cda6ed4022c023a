package printer

import (
	"context"
	"errors"

	"numerek/appliance/printer/escpos"
)

// probeID is asked for to see whether a printer answers ids at all; jobs have digits.
const probeID = "INIT"

// errUnproven keeps the proof from getting worse because an answer was lost: whoever repeats what the printer has said could
// then pass for a proof. A printer of another kind in its place needs somebody who changes the profile, or [Printer.Confirm].
var errUnproven = errors.New("it has confirmed jobs before and does not now")

// padding ends the largest picture that a printer may still be waiting for, and textPadding the largest code.
const (
	padding     = 8192
	textPadding = 1024
)

// padding is how many zeros bring the printer to the beginning of a command. One that cannot say so is spared what it
// cannot be waiting for.
func (p Profile) padding() int {
	switch {
	case p.Fence != FenceTime:
		return padding
	case p.TextOnly:
		return textPadding
	default:
		return p.BandBytes + textPadding
	}
}

// askedOften is how often a printer that stands still is asked, with twelve bytes each time, before it is emptied: long
// before the 4 kB of a common buffer are full.
const askedOften = 60

// inTurn says that the printer's status is asked for by a question that waits for all before it.
func (p Profile) inTurn() bool { return p.Status == PaperOnly || p.Fence == FenceStatus }

// refresh asks the printer for its condition and, when it could print, makes sure that it can be relied on.
func (s *session) refresh(ctx context.Context) Condition {
	s.drain()
	err := s.askStatus(ctx)
	if errors.Is(err, errSilent) {
		s.decoder.Reset()
		if s.profile.inTurn() && !s.synced { // It may be waiting for the rest of a picture.
			if err := s.sendAll(ctx, append(escpos.Padding(s.profile.padding()), escpos.Initialize()...)); err == nil {
				s.printer.torn = true
			}
		}
		err = s.askStatus(ctx)
	}
	if err != nil {
		s.synced = false
		return Condition{Gone: true, Detail: err.Error()}
	}
	s.relieve(ctx)
	s.recoverCutter(ctx)
	if !s.status.Stuck() && (!s.synced || s.printer.held && s.fencedBy != FenceTime) {
		if err := s.synchronise(ctx); err != nil {
			c := s.condition()
			c.Ready, c.Offline = false, true
			c.Gone = s.gone != nil
			c.Detail = c.detail("not in step: " + err.Error())
			return c
		}
	}
	return s.condition()
}

// relieve empties a printer that has stood still for long: it may keep the questions for its status in its buffer, and one
// whose buffer is full takes nothing any more, not even the command that would set it going.
func (s *session) relieve(ctx context.Context) {
	if s.asked++; !s.status.Stuck() {
		s.asked = 0
	}
	if s.asked >= askedOften && s.profile.Clear {
		s.asked = 0
		s.clear(ctx)
	}
}

// condition puts the status into the words of the caller.
func (s *session) condition() Condition {
	if s.gone != nil {
		return Condition{Gone: true, Detail: s.gone.Error()}
	}
	st := s.status
	locked := s.printer.held && !st.Stuck()
	c := Condition{
		Ready:    !st.Stuck() && !locked,
		Locked:   locked,
		Offline:  st.Stuck(),
		PaperOut: (st.PaperOut || st.Stopped) && !st.CoverOpen, PaperLow: st.PaperLow && !st.PaperOut && !st.CoverOpen,
		CoverOpen: st.CoverOpen, CutterError: st.CutterError,
	}
	var more []string
	for _, r := range []struct {
		on   bool
		word string
	}{
		{st.Unrecoverable, "error that needs service"},
		{st.Mechanical, "jam"},
		{st.Hot, "head too hot"},
		{locked, "a ticket may still be in it: an attendant must look"},
	} {
		if r.on {
			more = append(more, r.word)
		}
	}
	c.Detail = c.detail(more...)
	return c
}

// recoverCutter tells a printer with a cutter error to recover, once for each error and once more each time the cover
// has been open, because then somebody may have freed the knife.
func (s *session) recoverCutter(ctx context.Context) {
	switch {
	case !s.status.CutterError || s.status.CoverOpen:
		s.recovered = false
	case !s.recovered:
		s.recovered, s.synced, s.printer.torn = true, false, true
		if err := s.send(escpos.Recover()); err != nil {
			s.log.DebugContext(ctx, "recovery not sent", "err", err)
		}
	}
}

// begin takes a port into use: late answers are collected, and whatever a job of an earlier life left is cleared.
func (s *session) begin(ctx context.Context) error {
	if err := s.collect(ctx); err != nil {
		return err
	}
	for id := range s.heard.ids {
		s.log.InfoContext(ctx, "printer finished an earlier job", "job", id)
	}
	s.clear(ctx)
	return s.gone
}

// synchronise finds a printer that is ready at the beginning of a command and tries what its profile claims.
func (s *session) synchronise(ctx context.Context) error {
	if err := s.collect(ctx); err != nil {
		return err
	}
	if err := s.findFence(ctx, 0); errors.Is(err, errSilent) {
		// It may be waiting for the rest of a picture.
		n := s.profile.padding()
		if err := s.sendAll(ctx, append(escpos.Padding(n), escpos.Initialize()...)); err != nil {
			return err
		}
		if err := s.findFence(ctx, n); err != nil {
			return err
		}
		if s.fencedBy != FenceTime { // So it was waiting.
			s.printer.torn = true
		} else if err := s.pass(ctx, s.profile.lineTime(n)); err != nil {
			return err
		}
	} else if err != nil {
		return err
	}
	if err := s.collect(ctx); err != nil { // Fences that were given up may be answered now: before the next is set.
		return err
	}
	if s.fencedBy != FenceTime {
		s.printer.held = false // It has worked through all that it had.
	}
	if err := s.tryClaims(ctx); err != nil {
		return err
	}
	s.recount(ctx)
	if s.printer.torn {
		if err := s.cutOff(ctx); err != nil {
			return err
		}
	}
	s.synced = true
	return nil
}

// findFence sees which fence the printer answers, after bytes that were sent before.
func (s *session) findFence(ctx context.Context, after int) error {
	var candidates []Fence
	switch s.profile.Fence {
	case Ordered, "":
		candidates = []Fence{FenceInfo, FencePaper}
	case AnyFence:
		candidates = []Fence{FenceInfo, FencePaper, FenceOld}
	case FenceTime:
		candidates = nil
	default:
		candidates = []Fence{s.profile.Fence}
	}
	limit := s.profile.Patience/3 + s.profile.lineTime(after+kernelQueue)
	for _, f := range candidates {
		s.fencedBy = f
		if err := s.fenceBy(ctx, limit, f); !errors.Is(err, errSilent) {
			return err
		}
	}
	if after > 0 && (s.profile.Fence == FenceTime || s.profile.Fence == AnyFence) {
		s.fencedBy = FenceTime
		return nil
	}
	return errSilent
}

// tryClaims switches off what the printer does not do although its profile says so.
func (s *session) tryClaims(ctx context.Context) error {
	s.canStore, s.canID, s.canSee = s.profile.StoreAndPrint && s.fencedBy != FenceTime, false, false
	if s.profile.ProcessID {
		ask, err := escpos.AskProcessID(probeID)
		if err != nil {
			return err
		}
		delete(s.heard.ids, probeID)
		if err := s.send(ask); err != nil {
			return err
		}
		err = s.watch(ctx, s.profile.Patience/3+s.profile.lineTime(64), func() bool { return s.heard.ids[probeID] })
		if err != nil && !errors.Is(err, errSilent) {
			return err
		}
		s.canID = err == nil
		if s.printer.proven && !s.canID {
			return errUnproven
		}
		s.printer.proven = s.canID
	}
	if s.profile.ProcessID != s.canID {
		s.canStore = false // What else its profile says is not to be believed either.
		s.log.WarnContext(ctx, "printer does not confirm jobs; using bands", "profile", s.profile.Name)
	}
	if s.profile.Presenter.Sensor != "" {
		_, err := s.atOutput(ctx)
		if err != nil && !errors.Is(err, errSilent) {
			return err
		}
		if s.canSee = err == nil; !s.canSee {
			s.log.WarnContext(ctx, "printer does not see its output", "profile", s.profile.Name)
		}
	}
	if s.profile.AutoStatus {
		return s.send(escpos.AutoStatus(true))
	}
	return nil
}

// cutOff feeds a torn piece of a ticket out and cuts it off, so that the next ticket begins on clean paper.
func (s *session) cutOff(ctx context.Context) error {
	if err := s.send(append(escpos.Initialize(), s.takes().Ending(0)...)); err != nil {
		return err
	}
	if err := s.fence(ctx, s.profile.Patience, cutTime); err != nil {
		return err
	}
	s.printer.torn = false
	if s.canSee { // Nobody waits for it.
		s.printer.hung = &hanging{fate: WasTaken, taken: make(chan Taken, 1)}
	}
	if s.profile.AutoStatus {
		return s.send(escpos.AutoStatus(true))
	}
	return nil
}
