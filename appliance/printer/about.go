package printer

import (
	"context"
	"strconv"

	"numerek/appliance/printer/escpos"
)

// About is what a printer says of itself, for a technician. Texts that it does not know are empty, and counters negative.
type About struct {
	Firmware, Maker, Model, Serial string
	Cuts, Lines, Hours             int // of its whole life

	Profile   string
	Level     Level         // how good its proof of a paper is
	Fence     Fence         // the question that it answers in its turn
	Status    escpos.Status // every bit that it has said last
	Condition Condition
	Torn      bool // a piece of a ticket may be in it; it is cut off before the next one
	Held      bool // a whole ticket may be in it
}

// About asks the printer what it knows of itself, which takes up to some seconds where it knows little. The error is that of
// ctx; a printer that is not there is a condition.
func (p *Printer) About(ctx context.Context) (a About, err error) {
	err = p.do(ctx, func(ctx context.Context, s *session) {
		a = About{
			Cuts: uncounted, Lines: uncounted, Hours: uncounted, Profile: p.options.Profile.Name, Torn: p.torn, Held: p.held,
			Condition: Condition{Gone: true, Detail: "no port"},
		}
		if s != nil {
			s.about(ctx, &a)
		}
	})
	return a, err
}

func (s *session) about(ctx context.Context, a *About) {
	a.Condition = s.refresh(ctx)
	a.Status, a.Fence, a.Level = s.status, s.fencedBy, s.level()
	if a.Condition.Gone || s.status.Stuck() { // It would not answer in its turn.
		return
	}
	a.Cuts = s.cuts(ctx)
	if s.fencedBy != FenceInfo {
		return
	}
	for n, text := range map[byte]*string{65: &a.Firmware, 66: &a.Maker, 67: &a.Model, 68: &a.Serial} {
		*text = s.info(ctx, escpos.AskInfo(n))
	}
	if s.profile.Counter != EpsonCounter {
		return
	}
	for counter, n := range map[uint16]*int{escpos.CounterLines: &a.Lines, escpos.CounterHours: &a.Hours} {
		if v, err := strconv.Atoi(s.info(ctx, escpos.AskCounter(counter))); err == nil {
			*n = v
		}
	}
}

// info asks for a text; empty where there is none.
func (s *session) info(ctx context.Context, ask []byte) string {
	answered, err := s.pose(question{ask, escpos.Nothing, func(h heard) int { return h.infos }})
	if err != nil || s.wait(ctx, answerTime+s.profile.lineTime(96), answered) != nil {
		return ""
	}
	return s.heard.info
}

// level is how good the printer's proof is now that its claims have been tried.
func (s *session) level() Level {
	switch {
	case s.profile.Status == NoStatus:
		return LevelUnverified
	case s.canSee:
		return LevelOutput
	case s.canID:
		return LevelID
	case s.fencedBy == FenceTime || s.profile.Status == PaperOnly:
		return LevelProbable
	default:
		return LevelFence
	}
}
