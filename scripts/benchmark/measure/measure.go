// Package measure turns what rounds of a benchmark have measured into figures
// that can be compared: medians, percentiles, and ratios within one run, which
// hold on a noisy machine where absolute figures do not.
//
// It computes only; it neither looks at a clock nor starts anything.
package measure

import (
	"fmt"
	"math"
	"slices"
	"time"
)

// Result is one line of a benchmark's report.
type Result struct {
	Name   string  `json:"name"`
	Figure float64 `json:"figure"` // median of the rounds
	Unit   string  `json:"unit"`

	Limit      float64 `json:"limit,omitempty"`       // in the same unit; 0 where the measure is a peer
	Peer       string  `json:"peer,omitempty"`        // what ran beside it in the same rounds
	PeerFigure float64 `json:"peer_figure,omitempty"` // median of the rounds, in the same unit
	Ratio      float64 `json:"ratio,omitempty"`       // to the limit, or the median of the rounds' ratios to the peer

	Goal   string `json:"goal,omitempty"` // of the ratio: ">= 0.30"; none where there is nothing to reach
	OK     *bool  `json:"ok,omitempty"`   // the goal is reached
	Rounds int    `json:"rounds"`
	Note   string `json:"note,omitempty"`
}

// Plain is a figure that stands for itself.
func Plain(name, unit string, rounds []float64) Result {
	return Result{Name: name, Figure: tidy(Median(rounds)), Unit: unit, Rounds: len(rounds)}
}

// AtMost is a figure that must not be above a limit.
func AtMost(name, unit string, rounds []float64, limit float64) Result {
	r := Plain(name, unit, rounds)
	r.Limit, r.Ratio, r.Goal = limit, tidy(Median(rounds)/limit), "<= 1"
	ok := len(rounds) > 0 && Median(rounds) <= limit
	r.OK = &ok
	return r
}

// Beside is a figure beside a peer's of the same rounds: the ratio is taken in
// every round, and its median must be goal or better. A goal of 0 is none.
func Beside(name, unit string, rounds []float64, peer string, peers []float64, goal float64) Result {
	r := Plain(name, unit, rounds)
	ratio := Median(Ratios(rounds, peers))
	r.Peer, r.PeerFigure, r.Ratio = peer, tidy(Median(peers)), tidy(ratio)
	if goal > 0 {
		ok := ratio >= goal
		r.Goal, r.OK = fmt.Sprintf(">= %g", goal), &ok
	}
	return r
}

// NoMoreThan is [Beside] where less is better: the median of the ratios must be
// goal or less.
func NoMoreThan(name, unit string, rounds []float64, peer string, peers []float64, goal float64) Result {
	r := Beside(name, unit, rounds, peer, peers, 0)
	if goal > 0 {
		ok := Median(Ratios(rounds, peers)) <= goal
		r.Goal, r.OK = fmt.Sprintf("<= %g", goal), &ok
	}
	return r
}

// Failed is the line of what could not be measured.
func Failed(name string, err error) Result {
	ok := false
	return Result{Name: name, OK: &ok, Note: err.Error()}
}

// Ratios are a[i]/b[i] of the rounds that both have.
func Ratios(a, b []float64) []float64 {
	ratios := make([]float64, min(len(a), len(b)))
	for i := range ratios {
		ratios[i] = a[i] / b[i]
	}
	return ratios
}

// Median is the middle value, the mean of the middle two where their number is
// even, NaN of nothing. It leaves values as they are.
func Median(values []float64) float64 {
	if len(values) == 0 {
		return math.NaN()
	}
	sorted := slices.Sorted(slices.Values(values))
	half := len(sorted) / 2
	if len(sorted)%2 == 1 {
		return sorted[half]
	}
	return (sorted[half-1] + sorted[half]) / 2
}

// Percentile is the smallest value that p percent of all do not exceed (the
// nearest rank), 0 of nothing. It leaves values as they are.
func Percentile(values []time.Duration, p float64) time.Duration {
	if len(values) == 0 {
		return 0
	}
	sorted := slices.Sorted(slices.Values(values))
	rank := int(math.Ceil(p / 100 * float64(len(sorted))))
	return sorted[min(max(rank, 1), len(sorted))-1]
}

// Milliseconds of a duration, with their fraction.
func Milliseconds(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }

// tidy keeps four significant digits, and is 0 for what is not a number, which
// JSON cannot say.
func tidy(v float64) float64 {
	if v == 0 || math.IsNaN(v) || math.IsInf(v, 0) {
		return 0
	}
	scale := math.Pow(10, 3-math.Floor(math.Log10(math.Abs(v))))
	return math.Round(v*scale) / scale
}
