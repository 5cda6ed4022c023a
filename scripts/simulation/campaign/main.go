// Command campaign plays random worlds for a long time. It prints the seed that it
// began with, checks each run and its history, tells the first failure as short a
// story as it can, and ends with status 1 then.
package main

import (
	"flag"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"runtime"
	"sync"
	"sync/atomic"
	"time"

	"numerek/scripts/simulation"
)

func main() {
	minutes := flag.Float64("minutes", 10, "how long to play")
	seeds := flag.Uint64("seeds", 0, "play so many seeds instead")
	seed := flag.Uint64("seed", 0, "the first seed; 0 draws one")
	step := flag.Uint64("step", 1, "from one seed to the next")
	shrink := flag.Int("shrink", 400, "runs that may be spent on a shorter story; 0 tells the whole one")
	tell := flag.Bool("tell", false, "tell the story of the first seed and stop")
	flag.Parse()
	if *seed == 0 {
		*seed = uint64(rand.Uint32()) //nolint:gosec // Nothing secret.
	}
	c := campaign{out: os.Stdout, first: *seed, seeds: *seeds, step: *step, until: time.Now().Add(time.Duration(*minutes * float64(time.Minute)))}
	switch {
	case *tell:
		c.story(simulation.Of(*seed))
	case !c.play():
		c.failed(*shrink)
		os.Exit(1)
	}
}

// campaign plays seeds until one fails or the time is over.
type campaign struct {
	out                io.Writer
	first, seeds, step uint64
	until              time.Time

	next                    atomic.Uint64
	numbers, papers, faults atomic.Int64
	histories, undecided    atomic.Int64
	mu                      sync.Mutex
	bad                     *uint64 // the lowest seed that failed
}

// historyLimit is how long porcupine may think about one run.
const historyLimit = 5 * time.Second

// play uses every core for worlds that know nothing of each other.
func (c *campaign) play() bool {
	fmt.Fprintf(c.out, "campaign from seed %d\n", c.first)
	began := time.Now()
	var cores sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		cores.Go(c.work)
	}
	cores.Wait()
	fmt.Fprintf(c.out, "%d worlds in %s: %d numbers, %d papers, %d faults and visitors, %d histories (%d undecided)\n",
		c.next.Load(), time.Since(began).Round(time.Second), c.numbers.Load(), c.papers.Load(), c.faults.Load(),
		c.histories.Load(), c.undecided.Load())
	return c.bad == nil
}

func (c *campaign) work() {
	for {
		n := c.next.Add(1) - 1
		c.mu.Lock()
		over := c.bad != nil
		c.mu.Unlock()
		if over || c.seeds > 0 && n >= c.seeds || c.seeds == 0 && time.Now().After(c.until) {
			c.next.Add(^uint64(0))
			return
		}
		seed := c.first + n*c.step
		w := simulation.Run(simulation.Of(seed))
		numbers, papers, faults := w.Counts()
		c.numbers.Add(int64(numbers))
		c.papers.Add(int64(papers))
		c.faults.Add(int64(faults))
		c.histories.Add(1)
		if _, unknown := w.History(historyLimit); unknown {
			c.undecided.Add(1)
		}
		if len(w.Broken()) > 0 {
			c.mu.Lock()
			if c.bad == nil || seed < *c.bad {
				c.bad = &seed
			}
			c.mu.Unlock()
		}
	}
}

// failed tells the shortest story of the failure.
func (c *campaign) failed(runs int) {
	s := simulation.Of(*c.bad)
	fmt.Fprintf(c.out, "seed %d fails\n", s.Seed)
	if runs > 0 {
		s = simulation.Shrink(s, runs)
	}
	c.story(s)
}

func (c *campaign) story(s simulation.Scenario) {
	s.Tell = func(at time.Duration, line string) { fmt.Fprintf(c.out, "%10.3f  %s\n", at.Seconds(), line) }
	w := simulation.Run(s)
	w.History(historyLimit)
	fmt.Fprintf(c.out, "faults and visitors that it needs: %v\n", w.Fired())
	for _, line := range w.Broken() {
		fmt.Fprintln(c.out, line)
	}
}
