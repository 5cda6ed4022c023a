package chart_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"numerek/appliance/health/chart"
)

var start = time.Date(2026, 11, 23, 8, 0, 0, 0, time.UTC)

func at(seconds int) time.Time { return start.Add(time.Duration(seconds) * time.Second) }

// says is a report: "paper_low@60" holds since the second 60.
func says(c *chart.Chart, second int) string {
	var all []string
	for _, x := range c.Report(at(second)) {
		all = append(all, fmt.Sprintf("%s@%d", x.Code, int(x.Since.Sub(start)/time.Second)))
	}
	return strings.Join(all, " ")
}

// step is what happens at a second, and what is said then.
type step struct {
	second int
	do     string // "+code", "-code", "printed"
	want   string
}

func TestChart(t *testing.T) {
	t.Parallel()
	for name, steps := range map[string][]step{
		"healthy":     {{0, "", ""}, {1, "-paper_out", ""}},
		"comes_goes":  {{0, "+paper_out", "paper_out@0"}, {500, "", "paper_out@0"}, {501, "-paper_out", ""}},
		"two_at_once": {{0, "+paper_out", "paper_out@0"}, {5, "+cover_open", "cover_open@5 paper_out@0"}, {6, "-paper_out", "cover_open@5"}},
		"said_twice":  {{0, "+paper_out", "paper_out@0"}, {9, "+paper_out", "paper_out@0"}},
		"low_for_a_minute": {
			{0, "+paper_low", ""}, {59, "", ""}, {60, "", "paper_low@0"}, {90, "-paper_low", ""},
		},
		"low_for_three_tickets": {
			{0, "+paper_low", ""}, {5, "printed", ""}, {10, "printed", ""}, {15, "printed", "paper_low@0"}, {20, "-paper_low", ""},
		},
		"low_and_not": {
			{0, "printed", ""}, {0, "+paper_low", ""}, {30, "-paper_low", ""}, {31, "printed", ""}, {32, "+paper_low", ""}, {91, "", ""}, {92, "", "paper_low@32"},
		},
		"unknown_for_a_while": {
			{0, "+outcome_unknown", "outcome_unknown@0"}, {1, "-outcome_unknown", "outcome_unknown@0"}, {600, "", "outcome_unknown@0"}, {601, "", ""},
		},
		"flapping_holds": {
			{0, "+cover_open", "cover_open@0"},
			{10, "-cover_open", ""},
			{20, "+cover_open", "cover_open@20"},
			{30, "-cover_open", ""},
			{40, "+cover_open", "cover_open@40"},
			{50, "-cover_open", "cover_open@40"},
			{60, "+cover_open", "cover_open@40"},
			{70, "-cover_open", "cover_open@40"},
			{369, "", "cover_open@40"},
			{370, "", ""},
			{700, "+cover_open", "cover_open@700"},
			{701, "-cover_open", ""},
		},
		"seldom_is_no_flapping": {
			{0, "+cutter", "cutter@0"}, {1, "-cutter", ""}, {400, "+cutter", "cutter@400"}, {401, "-cutter", ""}, {800, "+cutter", "cutter@800"}, {801, "-cutter", ""},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var c chart.Chart
			for _, s := range steps {
				switch code := strings.TrimLeft(s.do, "+-"); {
				case s.do == "printed":
					c.Printed()
				case strings.HasPrefix(s.do, "+"):
					c.Set(at(s.second), code, chart.Fault, "")
				case strings.HasPrefix(s.do, "-"):
					c.Clear(at(s.second), code)
				}
				if got := says(&c, s.second); got != s.want {
					t.Fatalf("at %d after %q: got %q, want %q", s.second, s.do, got, s.want)
				}
			}
		})
	}
}

func TestItGetsWorse(t *testing.T) {
	t.Parallel()
	var c chart.Chart
	c.Set(at(0), chart.Disk, chart.Warning, "9 % free")
	c.Set(at(60), chart.Disk, chart.Fault, "2 % free")
	want := chart.Condition{Code: chart.Disk, Severity: chart.Fault, Since: at(0), Detail: "2 % free"}
	if got := c.Report(at(60)); len(got) != 1 || got[0] != want {
		t.Errorf("got %+v, want %+v", got, want)
	}
}

// Between what happens the report changes at the instants that Due names, and at
// no others.
func TestDue(t *testing.T) {
	t.Parallel()
	codes := []string{chart.PaperLow, chart.CoverOpen, chart.OutcomeUnknown}
	for seed := range uint64(20) {
		rnd := rand.New(rand.NewPCG(seed, 2))
		var c chart.Chart
		before, due := "", time.Time{}
		for second := range 4000 {
			now := says(&c, second)
			changed := now != before
			if !due.IsZero() && !at(second).Before(due) {
				due = c.Due(at(second))
			} else if changed {
				t.Fatalf("seed %d: at %d %q became %q, which was due at %s", seed, second, before, now, due)
			}
			if rnd.IntN(40) == 0 {
				code := codes[rnd.IntN(len(codes))]
				switch rnd.IntN(3) {
				case 0:
					c.Set(at(second), code, chart.Fault, "")
				case 1:
					c.Clear(at(second), code)
				default:
					c.Printed()
				}
				due = c.Due(at(second))
			}
			before = says(&c, second)
		}
	}
}
