package printer_test

import (
	"fmt"
	"testing"
	"time"

	"numerek/appliance/bitmap"
	"numerek/appliance/printer"
)

// A fault of the matrix, and what a person does about it afterwards.
type fault struct {
	name   string
	strike []string
	mend   []string
}

func faults() []fault {
	return []fault{
		{"paper_out", []string{"paper out"}, []string{"paper in"}},
		{"paper_ends_soon", []string{"paper left 40"}, []string{"paper in"}},
		{"cover_open", []string{"cover open"}, []string{"cover close"}},
		{"cutter_jam", []string{"cutter jam"}, []string{"cover open", "cutter free", "cover close"}},
		{"head_hot", []string{"head hot"}, []string{"head cool"}},
		{"silence", []string{"silence"}, []string{"silence off"}},
		{"garbage", []string{"garbage"}, []string{"garbage off"}},
		{"unplug", []string{"unplug"}, []string{"plug"}},
		{"power_cut", []string{"power off"}, []string{"power on"}},
		{"power_blip", []string{"power off", "", "power on"}, nil},
		{"unplug_without_paper", []string{"paper out", "unplug"}, []string{"plug", "paper in"}},
	}
}

// When a fault strikes: relative to the beginning of Print, or to the commitment.
type moment struct {
	name      string
	committed bool
	after     time.Duration
}

func moments() []moment {
	return []moment{
		{"before", false, -time.Second},
		{"at_the_start", false, 5 * time.Millisecond},
		{"storing", false, 600 * time.Millisecond},
		{"storing_slowly", false, 8 * time.Second},
		{"committing", true, 0},
		{"tail", true, 6 * time.Millisecond},
	}
}

// sweep gives moments all over the time that printing takes on a fast line, at other places for each fault.
func sweep(i int) []moment {
	out := moments()
	for after := time.Duration(40+i*85) * time.Millisecond; after < 5*time.Second; after += 935 * time.Millisecond {
		out = append(out, moment{after.String(), true, after})
	}
	return out
}

// TestEveryFaultAtEveryMoment is what the package is for: whatever happens, at most one paper; printed means exactly
// one, not printed means none for ever, not completed means none from now on; and the next ticket is clean.
func TestEveryFaultAtEveryMoment(t *testing.T) {
	seen := map[string]map[printer.Outcome]int{}
	first, second := drawn(341), drawn(682)
	for name, kind := range kinds() {
		seen[name] = map[printer.Outcome]int{}
		for i, f := range faults() {
			for _, m := range sweep(i) {
				for _, baud := range []int{19200, 115200} {
					if baud == 19200 && m.after > 0 && m.name != "storing_slowly" {
						continue
					}
					t.Run(fmt.Sprintf("%s/%s/%s/%d", name, f.name, m.name, baud), func(t *testing.T) {
						profile, options := kind(baud)
						onBench(t, profile, options, func(b *bench) {
							seen[name][strike(b, f, m, first, second)]++
						})
					})
				}
			}
		}
	}
	t.Logf("outcomes: %v", seen)
	for name, outcomes := range seen {
		if outcomes[printer.Printed] == 0 || outcomes[printer.NotPrinted] == 0 || outcomes[printer.NotCompleted] == 0 {
			t.Errorf("%s: got outcomes %v, want each of the certain ones somewhere", name, outcomes)
		}
	}
}

func strike(b *bench, f fault, m moment, first, second bitmap.Bitmap) printer.Outcome {
	b.t.Helper()
	hit := func() { go b.commands(f.strike) }
	switch {
	case m.after < 0:
		hit()
	case !m.committed:
		defer time.AfterFunc(m.after, hit).Stop()
	}
	r := b.printWith(first, func() error {
		if m.committed && m.after == 0 {
			hit()
		} else if m.committed {
			time.AfterFunc(m.after, hit)
		}
		return nil
	})
	atResult := b.whole(first)
	b.pass(20 * time.Second) // Whoever mends it comes later, also after faults that struck late.
	for _, step := range f.mend {
		b.commands([]string{step})
		b.pass(5 * time.Second)
	}
	b.pass(2 * time.Minute)

	whole, evidence := b.whole(first), fmt.Sprintf("%v (%s)", r.Outcome, r.Evidence)
	b.t.Log(evidence)
	switch {
	case whole > 1:
		b.t.Fatalf("got %d whole tickets, want at most one: %s", whole, evidence)
	case r.Outcome == printer.Printed && whole != 1:
		b.t.Fatalf("got %d whole tickets, want one: %s", whole, evidence)
	case r.Outcome == printer.NotPrinted && b.inked():
		b.t.Fatalf("got ink on paper, want none: %s", evidence)
	case r.Outcome == printer.NotCompleted && whole != atResult:
		b.t.Fatalf("got a ticket after the outcome, want none: %s", evidence)
	}
	b.release()
	if r := b.print(second); !b.done(r) {
		b.t.Fatalf("got %+v for the next ticket in condition %+v, want it printed", r, b.condition())
	}
	papers := b.fallen()
	if last := papers[len(papers)-1]; !is(last, second) {
		b.t.Fatalf("got something else on the paper of the next ticket (%d rows), want the slip alone: %s", last.H, evidence)
	}
	return r.Outcome
}

func (b *bench) commands(lines []string) {
	for _, line := range lines {
		if line == "" { // As long as a printer needs to start again, or longer.
			b.pass(1500 * time.Millisecond)
			continue
		}
		if _, err := b.sim.Command(line); err != nil {
			b.t.Error(err)
		}
	}
}
