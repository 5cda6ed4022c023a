package printer_test

import (
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"numerek/appliance/bitmap"
	"numerek/appliance/printer"
	"numerek/appliance/printer/simulator"
)

// scratch is a slip that is quick to print, and tall enough for every moment of a job.
func scratch(number int) bitmap.Bitmap {
	b := bitmap.New(576, 160)
	for y := 10; y < 150; y++ {
		for x := range 96 {
			b.Set(x, y, (x/3*7+y/2*5+number)%4 < 2)
		}
	}
	return b
}

// story is what a script of bytes begins with: which printer, and what else happens to it.
type story struct {
	kind   string
	ids    bool          // the printer says ids: it can be held to its word
	lead   time.Duration // how long the line is hostile before anybody prints
	strike []accident
	script []byte
}

// accident is a fault of the printer at a moment of a job, and how long it lasts.
type accident struct {
	fault fault
	at    simulator.Moment
	lasts time.Duration
}

// strangers are the printers that hostility is tried on: those that say ids first, then others that have less to say.
var strangers = []string{"epson", "three_wire", "old", "custom", "reliance", "phoenix", "bare", "csn", "mute"}

const sayIDs = 2 // of them

// accidents are those that a script can name, after none at all.
func accidents() []fault {
	var all []fault
	for _, f := range faults() {
		if f.name != "garbage" && f.name != "power_blip" { // Garbage is in the script; and see commitTime.
			all = append(all, f)
		}
	}
	return all
}

// mend is the person who comes after some time, and does one thing after the other.
func (a accident) mend(b *bench, hand chan struct{}) {
	b.pass(a.lasts)
	hand <- struct{}{}
	for _, step := range a.fault.mend {
		b.commands([]string{step})
		b.pass(5 * time.Second)
	}
	<-hand
}

var strikesAt = []simulator.Moment{
	simulator.Asked, simulator.Storing, simulator.Fenced, simulator.Committing, simulator.Printing, simulator.CutOff, simulator.Clearing,
}

// bytes of a story before its script: the printer, the fault, moment and length of two accidents, and the lead.
const beginning = 8

// read reads a story. Each of them makes sense.
func readStory(data []byte) (s story) {
	data = append(slices.Clone(data), make([]byte, max(0, beginning-len(data)))...)
	n := int(data[0]) % len(strangers)
	if data[0] >= 128 { // Half of all is about those that can be held to their word.
		n = int(data[0]) % sayIDs
	}
	s.kind, s.ids, s.script = strangers[n], n < sayIDs, data[beginning:]
	s.lead = time.Duration(data[7]%32) * time.Second
	all := accidents()
	for _, b := range [][]byte{data[1:4], data[4:7]} {
		if n := int(b[0]) % (len(all) + 1); n > 0 {
			s.strike = append(s.strike, accident{
				all[n-1], strikesAt[int(b[1])%len(strikesAt)], 4*time.Second + time.Duration(b[2])*200*time.Millisecond,
			})
		}
	}
	return s
}

// FuzzHostile lets the driver print over a line that lies, with a printer that fails. Whatever both do: Print comes back
// in time; a slip that is said to be printed by a printer with process ids is on one paper that is whole and cut; one that is
// not printed is on none, ever; there is never a second paper; and on an honest line with a printer that is mended the next
// slip is printed, alone on its paper.
//
// The line is honest until the printer has said an id once, see hostility for the rest of the rules. Printers without ids
// prove less, because repeating any of their answers forges it: that they are said to have printed may be what the line
// said. The rest holds for them, too, and the next slip but one is printed at the latest.
func FuzzHostile(f *testing.F) {
	for _, s := range seeds() {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		if len(data) > 600 {
			t.Skip("longer than any job")
		}
		readStory(data).run(t)
	})
}

// seeds try every trick on each answer, a few of them on some, with every accident.
func seeds() (all [][]byte) {
	for kind := range strangers {
		for trick := range byte(toSwap + 1) {
			all = append(all, append([]byte{byte(kind), 0, 0, 0, 0, 0, 0, trick}, slices.Repeat([]byte{trick, 50}, 60)...))
		}
	}
	for n := range len(accidents()) * len(strikesAt) {
		seed := []byte{byte(128 + n%2), byte(n/len(strikesAt) + 1), byte(n % len(strikesAt)), byte(n), byte(n * 5), byte(n * 3), byte(n * 11), byte(n)}
		for i := range 40 {
			seed = append(seed, byte(n*7+i*i*3), byte(n*13+i*29))
		}
		all = append(all, seed)
	}
	return all
}

// The longest that things may take in the worst case: a print, people who mend everything, and the recovery from it.
const (
	printsWithin = 2 * time.Minute
	mended       = 2 * time.Minute
	heals        = 3 * time.Minute
)

func (s story) run(t *testing.T) {
	kind := kinds()[s.kind]
	if kind == nil {
		kind = models()[s.kind].kind
	}
	profile, options := kind(115200)
	profile.Counter = "" // What a cutter has counted is probable at best, and can be forged.
	h := &hostility{script: s.script, said: map[string]bool{}}
	first, second := scratch(1), scratch(2)
	onBenchOver(t, profile, options, nil, h.between, func(b *bench) {
		b.pass(20 * time.Second)
		if !b.condition().Ready {
			b.t.Fatalf("got %+v at first, want ready", b.condition())
		}
		var peace atomic.Bool
		hand := make(chan struct{}, 1) // There is one person who mends.
		for _, a := range s.strike {
			b.sim.On(a.at, func() {
				if !peace.Load() {
					b.commands(a.fault.strike)
					go a.mend(b, hand)
				}
			})
		}
		h.begin()
		b.pass(s.lead)
		begun := time.Now()
		r := s.print(b, first)
		if took := time.Since(begun); took > printsWithin {
			b.t.Errorf("took %v to come back with %+v", took, r)
		}
		s.judge(b, r, first)
		b.pass(20 * time.Second)
		h.end()
		peace.Store(true)
		b.pass(mended)
		b.pass(heals)
		s.judge(b, r, first)
		b.sim.Take()
		b.release()
		r = s.print(b, second)
		if !s.ids && !b.done(r) { // One that has been taken for another is found out by now.
			b.pass(mended)
			b.release()
			r = s.print(b, second)
		}
		if !b.done(r) {
			b.t.Fatalf("got %+v for the next slip in condition %+v, want it printed", r, b.condition())
		}
		papers := b.fallen()
		if last := papers[len(papers)-1]; !is(last, second) {
			b.t.Fatalf("got something else on the paper of the next slip (%d rows), want it alone", last.H)
		}
	})
}

// print prints a slip, and fails where there is no outcome.
func (s story) print(b *bench, slip bitmap.Bitmap) printer.Result {
	b.t.Helper()
	got := make(chan printer.Result, 1)
	go func() { got <- b.print(slip) }()
	select {
	case r := <-got:
		return r
	case <-time.After(time.Hour):
		b.t.Fatal("no outcome within an hour")
		return printer.Result{}
	}
}

// judge holds an outcome against the papers.
func (s story) judge(b *bench, r printer.Result, slip bitmap.Bitmap) {
	b.t.Helper()
	cut := 0
	for _, p := range b.fallen() {
		if shows(p, slip) {
			cut++
		}
	}
	late := false
	select {
	case <-r.Late:
		late = true
	default:
	}
	switch {
	case b.whole(slip) > 1:
		b.t.Fatalf("got %d papers, want one at most: %+v", b.whole(slip), r)
	case s.ids && (r.Outcome == printer.Printed || late) && cut != 1:
		b.t.Fatalf("got %d whole papers that are cut, want one: late %v, %+v", cut, late, r)
	case r.Outcome == printer.NotPrinted && b.whole(slip) > 0:
		b.t.Fatalf("got a paper, want none: %+v", r)
	}
}
