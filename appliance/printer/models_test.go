package printer_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"numerek/appliance/printer"
	"numerek/appliance/printer/profile"
	"numerek/appliance/printer/simulator"
)

// as is a named profile and the simulator of such a printer.
func as(name string, personality simulator.Personality, change ...func(*printer.Profile)) kind {
	return func(baud int) (printer.Profile, simulator.Options) {
		p, err := profile.Named(name)
		if err != nil {
			panic(err)
		}
		p.Baud, p.Dots = baud, 576
		for _, do := range change {
			do(&p)
		}
		return p, simulator.Options{
			Personality: personality, Baud: baud, RowsPerSecond: 1000, CutTime: 300 * time.Millisecond, Stall: time.Second,
		}
	}
}

// models are the printers lower down the ladder, with the evidence that a ticket that went well has.
func models() map[string]struct {
	kind     kind
	evidence string
} {
	return map[string]struct {
		kind     kind
		evidence string
	}{
		"old":      {as("epson-t88iii", simulator.Old), "answered after the cut, status clean"},
		"custom":   {as("custom-vkp80", simulator.Custom), "answered after the cut, status clean, cutter counted one more, paper in the output"},
		"tptcm":    {as("custom-tptcm", simulator.Custom, func(p *printer.Profile) { p.Presenter.Retract = 2 }), "answered after the cut, status clean, cutter counted one more, paper in the output"},
		"reliance": {as("pyramid-reliance", simulator.Reliance), "answered after the cut, status clean, paper in the output"},
		"phoenix":  {as("pyramid-phoenix", simulator.Phoenix), "answered after the cut, status clean"},
		"bare":     {as("netum-80", simulator.Bare), "probable: status clean before and after, and time enough to print"},
		"csn":      {as("csn-a2", simulator.CSN), "probable: answered after the cut; it reports nothing but its paper"},
		"mute": {
			as("text-unheard", simulator.Mute, func(p *printer.Profile) { p.TextOnly, p.NoCutter = false, false }),
			"all was sent; the printer has no way to say what became of it",
		},
	}
}

func TestEachModelPrintsAndSaysHowItKnows(t *testing.T) {
	for name, m := range models() {
		for _, baud := range []int{38400, 115200} {
			t.Run(fmt.Sprintf("%s/%d", name, baud), func(t *testing.T) {
				p, options := m.kind(baud)
				onBench(t, p, options, func(b *bench) {
					for n := 1; n <= 3; n++ {
						r := b.print(drawn(n))
						if !b.done(r) || r.Evidence != m.evidence {
							t.Fatalf("got %+v, want evidence %q", r, m.evidence)
						}
						if papers := b.fallen(); len(papers) != n || !is(papers[n-1], drawn(n)) {
							t.Fatalf("got %d papers, want %d and the last to be the slip", len(papers), n)
						}
						b.sim.Take()
					}
				})
			})
		}
	}
}

// TestEveryFaultOnEachModel is TestEveryFaultAtEveryMoment for printers that say less.
func TestEveryFaultOnEachModel(t *testing.T) {
	seen := map[string]map[printer.Outcome]int{}
	first, second := drawn(341), drawn(682)
	for name, m := range models() {
		seen[name] = map[printer.Outcome]int{}
		for i, f := range faults() {
			at := sweep(i)
			for _, when := range []moment{at[i%2*5], at[6], at[7+i%4]} {
				t.Run(fmt.Sprintf("%s/%s/%s", name, f.name, when.name), func(t *testing.T) {
					p, options := m.kind(115200)
					onBench(t, p, options, func(b *bench) {
						seen[name][strike(b, f, when, first, second)]++
					})
				})
			}
		}
	}
	t.Logf("outcomes: %v", seen)
}

func TestAPaperInTheOutputIsFollowed(t *testing.T) {
	taken := func(b *bench, r printer.Result, want printer.Taken, within time.Duration) {
		b.t.Helper()
		select {
		case got := <-r.Taken:
			if got != want {
				b.t.Fatalf("got %v, want %v", got, want)
			}
		case <-time.After(within):
			b.t.Fatalf("got nothing within %v, want %v", within, want)
		}
	}
	p, options := as("custom-vkp80", simulator.Custom)(115200)
	onBench(t, p, options, func(b *bench) {
		r := b.print(drawn(1))
		b.pass(3 * time.Second)
		b.sim.Take()
		taken(b, r, printer.WasTaken, 2*time.Second)

		r = b.print(drawn(2)) // Nobody comes.
		taken(b, r, printer.WasRetracted, 25*time.Second)
		if b.sim.Retracted() != 1 {
			t.Fatalf("got %d papers in the bin, want one", b.sim.Retracted())
		}

		r = b.print(drawn(3)) // The next one comes before its time is over.
		if after := b.print(drawn(4)); after.Outcome != printer.Printed {
			t.Fatalf("got %+v, want the next ticket printed", after)
		}
		taken(b, r, printer.WasRetracted, time.Second)
	})
	p, options = as("pyramid-reliance", simulator.Reliance)(115200)
	onBench(t, p, options, func(b *bench) {
		taken(b, b.print(drawn(1)), printer.WasEjected, 25*time.Second)
	})
}

// TestAPaperInTheOutputIsAProof loses the answer to the fence after the cut, and not the paper: what hangs in the output is
// the proof that is left. Where somebody has taken it before the driver looks, there is none.
func TestAPaperInTheOutputIsAProof(t *testing.T) {
	for name, taken := range map[string]bool{"hanging": false, "taken": true} {
		t.Run(name, func(t *testing.T) {
			p, options := as("custom-vkp80", simulator.Custom)(115200)
			onBench(t, p, options, func(b *bench) {
				b.sim.On(simulator.CutOff, func() {
					b.sim.Silence(true)
					time.AfterFunc(200*time.Millisecond, func() {
						b.sim.Silence(false)
						if taken && !b.sim.Take() {
							b.t.Error("got nothing to take, want the paper in the output")
						}
					})
				})
				r := b.print(drawn(1))
				const proof = "the paper is in the output, but at the cut: no answer"
				if !taken && (r.Outcome != printer.Printed || !strings.HasPrefix(r.Evidence, proof)) {
					b.t.Fatalf("got %+v, want it printed because %s", r, proof)
				}
				if taken && r.Outcome != printer.Unknown {
					b.t.Fatalf("got %+v, want unknown", r)
				}
				if b.whole(drawn(1)) != 1 {
					b.t.Fatalf("got %d papers, want one", b.whole(drawn(1)))
				}
			})
		})
	}
}
