package forecast_test

import (
	"math"
	"math/rand/v2"
	"testing"
	"time"

	"pgregory.net/rapid"

	"numerek/central/forecast"
	"numerek/central/queue"
)

func near(a, b time.Duration, share float64) bool {
	return math.Abs(float64(a-b)) <= share*float64(b)
}

func TestServiceFromTheFile(t *testing.T) {
	t.Parallel()
	s := forecast.FromFile("r", 20, 35)
	for q, want := range map[float64]time.Duration{0.5: 20 * time.Minute, 0.9: 35 * time.Minute, 0.1: 20 * 20 * time.Minute / 35} {
		if got := s.Quantile(q); !near(got, want, 0.001) {
			t.Errorf("%.1f: got %s, want %s", q, got, want)
		}
	}
	if s := forecast.FromFile("r", 20, 10); s.P90 != 20*time.Minute || s.Quantile(0.9) != 20*time.Minute {
		t.Errorf("got %+v", s)
	}
	if got := (forecast.Service{}).Quantile(0.9); got != 0 {
		t.Errorf("got %s of an unknown service", got)
	}
}

func TestServiceFromSamples(t *testing.T) {
	t.Parallel()
	prior := forecast.FromFile("r", 20, 35)
	truth := forecast.FromFile("r", 10, 25)
	rng := rand.New(rand.NewPCG(1, 1))
	draw := func(n int) (out []time.Duration) {
		for range n {
			out = append(out, truth.Quantile(0.001+0.998*rng.Float64()))
		}
		return out
	}
	if got := forecast.FromSamples(prior, nil); got != prior {
		t.Errorf("got %+v of nothing", got)
	}
	if got := forecast.FromSamples(prior, []time.Duration{0, -time.Minute}); got != prior {
		t.Errorf("got %+v of no time at all", got)
	}
	if got := forecast.FromSamples(prior, []time.Duration{time.Second, 8 * time.Hour}); got != prior {
		t.Errorf("got %+v of a slip and a forgotten visit", got)
	}
	few := forecast.FromSamples(prior, draw(3))
	if few.Measured != 3 || few.Median < 15*time.Minute || few.Median >= 20*time.Minute {
		t.Errorf("got %+v of three", few)
	}
	many := draw(2000)
	got := forecast.FromSamples(prior, many)
	if !near(got.Median, truth.Median, 0.07) || !near(got.P90, truth.P90, 0.1) {
		t.Errorf("got %+v, want %+v", got, truth)
	}
	for range 40 { // visits that nobody finished, and keys pressed too often
		many = append(many, 5*time.Hour, 2*time.Second)
	}
	if dirty := forecast.FromSamples(prior, many); !near(dirty.Median, got.Median, 0.02) || !near(dirty.P90, got.P90, 0.02) {
		t.Errorf("got %+v with mistakes, %+v without", dirty, got)
	}
}

func TestRemaining(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		typical := rapid.IntRange(1, 60).Draw(t, "minutes")
		s := forecast.FromFile("r", typical, typical*rapid.IntRange(1, 4).Draw(t, "p90"))
		q := rapid.Float64Range(0.01, 0.99).Draw(t, "q")
		gone := time.Duration(rapid.IntRange(-5, 600).Draw(t, "gone")) * time.Minute
		got := s.Remaining(gone, q)
		if got < 0 || got > 100*s.Median {
			t.Fatalf("got %s", got)
		}
		if gone <= 0 && got != s.Quantile(q) {
			t.Fatalf("got %s of a visit that begins, want %s", got, s.Quantile(q))
		}
	})
}

func TestCompare(t *testing.T) {
	t.Parallel()
	min := func(m float64) time.Duration { return time.Duration(m * float64(time.Minute)) }
	all, of := forecast.Compare([]forecast.Outcome{
		{Service: "r", Wait: queue.Wait{From: 10, To: 20}, Waited: min(20.4)}, // to the minute
		{Service: "r", Wait: queue.Wait{From: 10, To: 20}, Waited: min(20.6)},
		{Service: "n", Wait: queue.Wait{From: 0, To: 2}, Waited: 0},
		{Service: "n", Waited: min(99)}, // nothing was promised
	})
	if all.N != 3 || math.Abs(all.Coverage-2.0/3) > 1e-9 || math.Abs(all.Bias-(-5.4-5.6+1)/3) > 1e-9 || math.Abs(all.Width-22.0/3) > 1e-9 {
		t.Errorf("got %+v", all)
	}
	if r := of["r"]; r.N != 2 || r.Coverage != 0.5 || of["n"].N != 1 || of["n"].Coverage != 1 {
		t.Errorf("got %+v", of)
	}
}
