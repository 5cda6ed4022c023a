package forecast

import (
	"time"

	"numerek/central/queue"
)

// Outcome is a forecast and what became of it.
type Outcome struct {
	Service string
	Wait    queue.Wait    // as it was promised; the zero value, no promise, is left out
	Waited  time.Duration // until the first call
}

// Score is how good forecasts were.
type Score struct {
	N        int
	Bias     float64 // minutes by which the middle of the range was too long, on average
	Coverage float64 // share of the calls that came within the range, to the minute
	Width    float64 // of the range in minutes, on average
}

// Compare scores the outcomes, in all and by service.
func Compare(outcomes []Outcome) (all Score, services map[string]Score) {
	services = map[string]Score{}
	for _, o := range outcomes {
		if o.Wait == (queue.Wait{}) {
			continue
		}
		all = all.with(o)
		services[o.Service] = services[o.Service].with(o)
	}
	return all, services
}

// with returns the score after one more outcome.
func (s Score) with(o Outcome) Score {
	waited := o.Waited.Round(time.Minute).Minutes()
	from, to := float64(o.Wait.From), float64(o.Wait.To)
	s.N++
	mean := func(old, value float64) float64 { return old + (value-old)/float64(s.N) }
	s.Bias = mean(s.Bias, (from+to)/2-o.Waited.Minutes())
	s.Width = mean(s.Width, to-from)
	hit := 0.0
	if from <= waited && waited <= to {
		hit = 1
	}
	s.Coverage = mean(s.Coverage, hit)
	return s
}
