package printer

import (
	"context"
	"errors"

	"numerek/appliance/printer/escpos"
)

// The ladder of clearing, from what a printer answers to what needs a person:
//
//  1. DLE DC4 8 empties a printer in any state, and it says so: clear.
//  2. DLE ENQ 2 empties one with a cutter error: recoverCutter.
//  3. Zeros end a picture that it may be waiting for, ESC @ what it has collected; an answer in its turn after that shows
//     that nothing of before is left: synchronise.
//  4. The relay of its power makes it forget everything: cycle.
//  5. It is locked until an attendant has looked: Condition.Locked, Printer.Confirm.
//
// Only a job of which all was sent and nobody knows makes rungs four and five necessary; the printer holds it until then.

// discarder is a port that can forget what was written and has not left the computer yet.
type discarder interface{ DiscardOutput() error }

// clear empties the printer and says whether the printer confirmed it, until ctx is done.
func (s *session) clear(ctx context.Context) bool {
	s.synced = false
	if !s.profile.Clear {
		return false
	}
	if d, ok := s.port.(discarder); ok {
		if err := d.DiscardOutput(); err != nil {
			s.log.DebugContext(ctx, "unsent bytes not discarded", "err", err)
		}
		s.broken = true
	}
	for range 2 { // A command that was broken off in the middle may have swallowed the first.
		before := s.heard.cleared
		if err := s.send(escpos.Clear()); err != nil {
			return false
		}
		err := s.wait(ctx, clearTime+s.profile.lineTime(kernelQueue), func() bool {
			return s.heard.cleared > before
		})
		if err == nil {
			s.printer.held = false
			return true
		}
		if !errors.Is(err, errSilent) {
			return false
		}
	}
	return false
}

// emptied takes note that the printer has lost its power, and with it everything that waited to be printed. What its cutter
// has counted is worth nothing then: the manuals say so.
func (p *Printer) emptied() {
	p.held, p.torn = false, true
	for _, d := range p.doubts {
		d.cuts = uncounted
	}
}

// cycle switches the power of a printer that holds a job off and on, if there is a relay. It does so once for each port that
// is opened: a printer that needs it again at once needs a person.
func (s *session) cycle(ctx context.Context) {
	power := s.printer.options.Power
	if !s.printer.held || s.cycled || power == nil || s.gone != nil || ctx.Err() != nil {
		return
	}
	s.cycled = true
	s.printer.publish(ctx, Condition{Offline: true, Detail: "being switched off and on"})
	s.log.WarnContext(ctx, "printer holds a ticket and is switched off and on")
	if err := power.Cycle(ctx); err != nil {
		s.log.ErrorContext(ctx, "printer not switched off and on", "err", err)
		return
	}
	s.printer.emptied()
	s.synced, s.broken = false, true
	s.drain()
	s.decoder.Reset()
}

// clearLeftover is ClearLeftover with a port.
func (s *session) clearLeftover(ctx context.Context) bool {
	if s.clear(ctx) {
		s.printer.torn = true
		s.refresh(ctx)
		return true
	}
	s.printer.torn = true
	s.printer.held = s.profile.Status != NoStatus
	if c := s.refresh(ctx); !c.Ready {
		return false
	}
	// What a printer held has come out by the time it answers questions in their turn and has cut.
	return s.synced && s.fencedBy != FenceTime
}
