package simulation_test

import (
	"flag"
	"os"
	"regexp"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"numerek/scripts/simulation"
)

var long = flag.Bool("long", false, "play 2 000 seeds, and catch every mutant")

// playAll plays seeds on every core; each world has one goroutine.
func playAll(t *testing.T, from, to uint64) {
	var next, numbers, papers, faults, undecided atomic.Int64
	next.Store(int64(from))
	var cores sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		cores.Go(func() {
			for {
				seed := uint64(next.Add(1) - 1)
				if seed >= to {
					return
				}
				w := simulation.Run(simulation.Of(seed))
				n, p, f := w.Counts()
				numbers.Add(int64(n))
				papers.Add(int64(p))
				faults.Add(int64(f))
				if _, unknown := w.History(5 * time.Second); unknown {
					undecided.Add(1)
				}
				for _, line := range w.Broken() {
					t.Errorf("seed %d: %s", seed, line)
				}
			}
		})
	}
	cores.Wait()
	t.Logf("%d seeds: %d numbers, %d papers, %d faults and visitors, %d histories undecided",
		to-from, numbers.Load(), papers.Load(), faults.Load(), undecided.Load())
	if to-from > 10 && numbers.Load() < int64(to-from)*5 || to-from > 10 && papers.Load() < int64(to-from)*4 {
		t.Error("too little happens in these worlds to prove anything")
	}
}

func TestSeeds(t *testing.T) {
	seeds := uint64(100)
	switch {
	case *long:
		seeds = 2000
	case raceEnabled:
		seeds = 20
	}
	playAll(t, 1, 1+seeds)
}

func TestSameSeedIsTheSameRun(t *testing.T) {
	for seed := uint64(1); seed <= 12; seed++ {
		first, second := simulation.Run(simulation.Of(seed)), simulation.Run(simulation.Of(seed))
		if first.Trace() != second.Trace() {
			t.Errorf("seed %d: trace %x, then %x", seed, first.Trace(), second.Trace())
		}
	}
}

func TestWithoutFaultsNothingGoesWrong(t *testing.T) {
	s := simulation.Of(7)
	s.Without = map[simulation.Fault]bool{}
	for range 40 { // what is left out lets others happen
		w := simulation.Run(s)
		faults := 0
		for _, f := range w.Fired() {
			if f.Kind != "visitor" {
				s.Without[f] = true
				faults++
			}
		}
		if faults == 0 {
			if numbers, papers, _ := w.Counts(); numbers == 0 || numbers != papers {
				t.Errorf("got %d numbers and %d papers, want as many", numbers, papers)
			}
			return
		}
	}
	t.Error("faults do not come to an end")
}

// TestTrackRecord plays the seeds of TRACK-RECORD.md again.
func TestTrackRecord(t *testing.T) {
	page, err := os.ReadFile("TRACK-RECORD.md")
	if err != nil {
		t.Fatal(err)
	}
	rows := regexp.MustCompile(`(?m)^\| F\d+ \| ([\d, ]+) \|`).FindAllStringSubmatch(string(page), -1)
	if len(rows) == 0 {
		t.Fatal("the page has no seeds")
	}
	for _, row := range rows {
		for text := range strings.SplitSeq(row[1], ",") {
			seed, err := strconv.ParseUint(strings.TrimSpace(text), 10, 64)
			if err != nil {
				t.Fatal(err)
			}
			playAll(t, seed, seed+1)
		}
	}
}
