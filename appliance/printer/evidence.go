package printer

import (
	"context"
	"strconv"

	"numerek/appliance/printer/escpos"
)

// uncounted stands for what a cutter has counted where nobody knows.
const uncounted = -1

// doubt is a job of which nobody knows whether it was done.
type doubt struct {
	late chan struct{} // closed when it turns out that it was
	cuts int           // what the cutter had counted before it
}

// done takes note that the printer has done a job.
func (p *Printer) done(id string) {
	if d := p.doubts[id]; d != nil {
		delete(p.doubts, id)
		close(d.late)
	}
}

// cuts reads the cutter's counter; uncounted if the printer has none.
func (s *session) cuts(ctx context.Context) int {
	q := question{escpos.AskCounter(escpos.CounterCuts), escpos.Nothing, func(h heard) int { return h.infos }}
	switch {
	case s.profile.Counter == CustomCounter:
		q = question{escpos.AskCustomCuts(), escpos.ACount, func(h heard) int { return h.counts }}
	case s.profile.Counter != EpsonCounter || s.fencedBy != FenceInfo:
		return uncounted
	}
	answered, err := s.pose(q)
	if err != nil {
		return uncounted
	}
	if err := s.wait(ctx, answerTime+s.profile.lineTime(32), answered); err != nil {
		s.decoder.Expect(escpos.Nothing)
		return uncounted
	}
	n, err := strconv.Atoi(s.heard.info)
	if err != nil || n < 0 {
		return uncounted
	}
	return n
}

// recount compares what the cutter has counted now with what it had counted before a job in doubt, before anything else is
// cut: one more means that the job was cut, probably. Anything else means nothing: counters may be off after an error.
func (s *session) recount(ctx context.Context) {
	for id, d := range s.printer.doubts {
		if d.cuts == uncounted {
			continue
		}
		before := d.cuts
		d.cuts = uncounted // There is one chance: what is cut from now on is something else.
		if now := s.cuts(ctx); now == before+1 {
			s.log.InfoContext(ctx, "job probably printed: the cutter has counted one more", "job", id)
			s.printer.done(id)
		}
	}
}
