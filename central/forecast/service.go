package forecast

import (
	"math"
	"slices"
	"time"
)

// Service is how long a visit for a service takes at the desk: half of them up
// to Median, nine of ten up to P90. Times are taken as log-normal.
type Service struct {
	ID          string
	Median, P90 time.Duration
	Measured    int // visits that were measured; 0: all of it is the office file's
}

// FromFile is what the office file says of a service, in minutes.
func FromFile(id string, minutes, p90 int) Service {
	return Service{ID: id, Median: time.Duration(minutes) * time.Minute, P90: time.Duration(max(minutes, p90)) * time.Minute}
}

// How many visits measured it takes to count as much as the office file. The
// slow cases are rarer, and are believed later.
const (
	trustMedian = 10
	trustP90    = 30
)

// A visit this many times longer than the median of all, or as much shorter, is
// none: somebody forgot to finish it, or pressed a key too many.
const (
	forgotten = 6
	slipped   = 8
)

// FromSamples leans from the office file's word to what was measured, the more
// visits there are. A sample is all the time that one ticket kept desks busy:
// who was parked and came back is one visit. Visits that somebody forgot to
// finish do not count.
func FromSamples(prior Service, samples []time.Duration) Service {
	var logs []float64
	for _, s := range samples {
		if s > 0 {
			logs = append(logs, math.Log(s.Minutes()))
		}
	}
	slices.Sort(logs)
	if len(logs) == 0 {
		return prior
	}
	middle := quantile(logs, 0.5)
	logs = slices.DeleteFunc(logs, func(l float64) bool { return l > middle+math.Log(forgotten) || l < middle-math.Log(slipped) })
	if len(logs) == 0 { // two visits, one slipped and one forgotten, and nothing between
		return prior
	}
	lean := func(from time.Duration, to, trust float64) time.Duration {
		n := float64(len(logs))
		return minutes(math.Exp((trust*math.Log(from.Minutes()) + n*to) / (trust + n)))
	}
	out := Service{ID: prior.ID, Measured: len(logs)}
	out.Median = lean(prior.Median, quantile(logs, 0.5), trustMedian)
	out.P90 = max(out.Median, lean(prior.P90, quantile(logs, 0.9), trustP90))
	return out
}

// quantile of sorted values, between two of them where it falls there.
func quantile(sorted []float64, q float64) float64 {
	at := q * float64(len(sorted)-1)
	i := int(at)
	if i+1 >= len(sorted) {
		return sorted[len(sorted)-1]
	}
	return sorted[i] + (at-float64(i))*(sorted[i+1]-sorted[i])
}

func minutes(m float64) time.Duration { return time.Duration(m * float64(time.Minute)) }

// normal is the quantile of the standard normal distribution.
func normal(q float64) float64 { return math.Sqrt2 * math.Erfinv(2*q-1) }

func (s Service) sigma() float64 {
	if s.Median <= 0 || s.P90 <= s.Median {
		return 0
	}
	return math.Log(float64(s.P90)/float64(s.Median)) / normal(0.9)
}

// Quantile is the time within which the share q of the visits ends, 0 < q < 1.
func (s Service) Quantile(q float64) time.Duration {
	return time.Duration(float64(s.Median) * math.Exp(s.sigma()*normal(q)))
}

// longest is the part of all visits that end some time. What takes longer than
// those was forgotten and may be finished any moment.
const longest = 0.995

// Remaining is the time within which the share q of those visits ends that have
// gone on so long already.
func (s Service) Remaining(gone time.Duration, q float64) time.Duration {
	sigma := s.sigma()
	if gone <= 0 {
		return s.Quantile(q)
	}
	if sigma == 0 {
		return max(0, s.Median-gone)
	}
	ended := 0.5 * math.Erfc(-math.Log(float64(gone)/float64(s.Median))/(sigma*math.Sqrt2))
	if ended > longest {
		return time.Duration(q * float64(s.Median))
	}
	return max(0, s.Quantile(ended+(1-ended)*q)-gone)
}
