package measure_test

import (
	"encoding/json"
	"errors"
	"math"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"numerek/scripts/benchmark/measure"
)

func TestMedian(t *testing.T) {
	for name, c := range map[string]struct {
		values []float64
		want   float64
	}{
		"one":      {[]float64{7}, 7},
		"odd":      {[]float64{9, 1, 5}, 5},
		"even":     {[]float64{4, 1, 3, 2}, 2.5},
		"outliers": {[]float64{1, 1000, 2, 3, 0}, 2},
	} {
		t.Run(name, func(t *testing.T) {
			before := append([]float64(nil), c.values...)
			if got := measure.Median(c.values); got != c.want {
				t.Errorf("got %v, want %v", got, c.want)
			}
			if diff := cmp.Diff(before, c.values); diff != "" {
				t.Errorf("the values were changed (-before +after):\n%s", diff)
			}
		})
	}
	if got := measure.Median(nil); !math.IsNaN(got) {
		t.Errorf("of nothing: got %v, want NaN", got)
	}
}

func TestPercentile(t *testing.T) {
	hundred := make([]time.Duration, 100)
	for i := range hundred {
		hundred[i] = time.Duration(100 - i) // 100 … 1: it must sort
	}
	for name, c := range map[string]struct {
		values []time.Duration
		p      float64
		want   time.Duration
	}{
		"nothing":             {nil, 99, 0},
		"one":                 {[]time.Duration{5}, 99, 5},
		"median":              {hundred, 50, 50},
		"p99":                 {hundred, 99, 99},
		"all":                 {hundred, 100, 100},
		"least":               {hundred, 0, 1},
		"few_take_the_worst":  {[]time.Duration{1, 2, 3, 50}, 99, 50},
		"not_the_one_too_low": {[]time.Duration{1, 2, 3}, 34, 2},
	} {
		t.Run(name, func(t *testing.T) {
			if got := measure.Percentile(c.values, c.p); got != c.want {
				t.Errorf("got %d, want %d", got, c.want)
			}
		})
	}
}

func TestBesideTakesTheRatioInEveryRound(t *testing.T) {
	// The machine was ten times slower in the second round, for both.
	r := measure.Beside("tickets", "1/s", []float64{40, 3, 50}, "plain", []float64{100, 10, 100}, 0.3)
	yes := true
	want := measure.Result{
		Name: "tickets", Figure: 40, Unit: "1/s", Peer: "plain", PeerFigure: 100, Ratio: 0.4, Goal: ">= 0.3", OK: &yes, Rounds: 3,
	}
	if diff := cmp.Diff(want, r); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if r := measure.Beside("tickets", "1/s", []float64{29}, "plain", []float64{100}, 0.3); *r.OK {
		t.Error("0.29 reaches 0.3")
	}
	if r := measure.Beside("tickets", "1/s", []float64{29}, "plain", []float64{100}, 0); r.OK != nil || r.Goal != "" {
		t.Errorf("without a goal: got %v, %q", *r.OK, r.Goal)
	}
}

func TestNoMoreThan(t *testing.T) {
	for name, c := range map[string]struct {
		rounds []float64
		ok     bool
	}{
		"below":   {[]float64{12, 14}, true},
		"at":      {[]float64{15, 15}, true},
		"above":   {[]float64{16, 17}, false},
		"nothing": {nil, false},
	} {
		t.Run(name, func(t *testing.T) {
			r := measure.NoMoreThan("p99", "ms", c.rounds, "plain", []float64{10, 10}, 1.5)
			if *r.OK != c.ok || r.Goal != "<= 1.5" {
				t.Errorf("got %t of %q", *r.OK, r.Goal)
			}
		})
	}
	if r := measure.NoMoreThan("p99", "ms", []float64{9}, "plain", []float64{1}, 0); r.OK != nil || r.Ratio != 9 {
		t.Errorf("without a goal: got %v, ratio %v", r.OK, r.Ratio)
	}
}

func TestAtMost(t *testing.T) {
	for name, c := range map[string]struct {
		rounds []float64
		ok     bool
	}{
		"below":   {[]float64{4, 9, 1}, true},
		"at":      {[]float64{5}, true},
		"above":   {[]float64{6, 4, 6}, false},
		"nothing": {nil, false},
	} {
		t.Run(name, func(t *testing.T) {
			if r := measure.AtMost("p99", "ms", c.rounds, 5); *r.OK != c.ok {
				t.Errorf("got %t, want %t", *r.OK, c.ok)
			}
		})
	}
}

func TestEveryResultIsJSON(t *testing.T) {
	for name, r := range map[string]measure.Result{
		"no_rounds":   measure.Beside("a", "ms", nil, "b", nil, 1),
		"peer_of_0":   measure.Beside("a", "ms", []float64{1}, "b", []float64{0}, 1),
		"failed":      measure.Failed("a", errors.New("no disk")),
		"four_digits": measure.Plain("a", "ms", []float64{123456.789}),
	} {
		t.Run(name, func(t *testing.T) {
			data, err := json.Marshal(r)
			if err != nil {
				t.Fatal(err)
			}
			var again measure.Result
			if err := json.Unmarshal(data, &again); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(r, again); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
	if got := measure.Plain("a", "ms", []float64{123456.789}).Figure; got != 123500 {
		t.Errorf("got %v, want 123500", got)
	}
}
