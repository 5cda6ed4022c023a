package simulation

import (
	"maps"
	"strings"
	"time"
)

// Of is the scenario that belongs to a seed: what may happen differs from one to
// the next.
func Of(seed uint64) Scenario {
	s := Scenario{Seed: seed, Night: seed%2 == 1, Lossy: seed%3 == 2}
	if seed%10 == 4 { // short enough for a strict history
		s.Calm, s.Lossy, s.Busy = true, false, 50*time.Second
	}
	return s
}

// shrinkLimit is how long one history may be thought about while a story is made
// shorter.
const shrinkLimit = time.Second

// Shrink leaves out of a scenario that breaks an invariant whatever it can be
// broken without: time, faults and visitors. It plays at most that many runs.
func Shrink(s Scenario, runs int) Scenario {
	first := Run(s)
	first.History(shrinkLimit)
	if len(first.Broken()) == 0 {
		return s
	}
	kind, _, _ := strings.Cut(first.Broken()[0], " ")
	breaks := func(s Scenario) (*World, bool) {
		runs--
		w := Run(s)
		w.History(shrinkLimit)
		for _, line := range w.Broken() {
			if strings.HasPrefix(line, kind+" ") {
				return w, true
			}
		}
		return w, false
	}
	last := first
	for busy := first.busy() / 2; busy > 5*time.Second && runs > 0; busy = busy * 3 / 4 {
		shorter := s
		shorter.Busy = busy
		if w, ok := breaks(shorter); ok {
			s, last = shorter, w
		}
	}
	for chunk := (len(last.fired) + 1) / 2; chunk >= 1 && runs > 0; {
		left := false
		for from := 0; from < len(last.fired) && runs > 0; {
			without := s
			without.Without = maps.Clone(s.Without)
			if without.Without == nil {
				without.Without = map[Fault]bool{}
			}
			for _, f := range last.fired[from:min(from+chunk, len(last.fired))] {
				without.Without[f] = true
			}
			if w, ok := breaks(without); ok {
				s, last, left = without, w, true
			} else {
				from += chunk
			}
		}
		if chunk == 1 && !left {
			break
		}
		if chunk > 1 || !left {
			chunk = max(1, chunk/2)
		}
	}
	return s
}
