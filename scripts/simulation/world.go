package simulation

import (
	"container/heap"
	"fmt"
	"hash/fnv"
	"time"
)

// Fault is one thing that went wrong, so that it can be left out of a second run:
// the n-th occasion of its kind at one actor.
type Fault struct {
	Kind  string
	Actor int
	N     int
}

func (f Fault) String() string { return fmt.Sprintf("%s/%d/%d", f.Kind, f.Actor, f.N) }

// Scenario says what may happen in a world.
type Scenario struct {
	Seed uint64
	// Lossy lets the database come back without its last commits.
	Lossy bool
	// Calm keeps to what a history for porcupine can bear: no failover and no clock.
	Calm bool
	// Night begins minutes before the business day turns.
	Night bool
	// Busy is how long people come and things go wrong; 0 is 100 seconds.
	Busy time.Duration
	// Without are faults and visitors that are left out; see [World.Fired].
	Without map[Fault]bool
	// Tell is told the story as it happens; nobody is where it is nil.
	Tell func(at time.Duration, line string)
}

// event is something that will happen.
type event struct {
	at    time.Duration
	order int
	do    func()
}

// agenda is a heap of events, those of one instant in the order of planning.
type agenda []event

func (a agenda) Len() int { return len(a) }
func (a agenda) Less(i, j int) bool {
	return a[i].at < a[j].at || a[i].at == a[j].at && a[i].order < a[j].order
}
func (a agenda) Swap(i, j int) { a[i], a[j] = a[j], a[i] }
func (a *agenda) Push(x any)   { *a = append(*a, x.(event)) } //nolint:forcetypeassert // Only planned here.
func (a *agenda) Pop() any {
	old := *a
	last := old[len(old)-1]
	*a = old[:len(old)-1]
	return last
}

// draw names a stream of random numbers: each occasion has its own, so that
// leaving one out changes the others as little as can be.
type draw struct {
	kind  string
	actor int
}

// World is one run. It is driven by one goroutine and asks no clock: the same
// scenario is the same run.
type World struct {
	Scenario

	now    time.Duration
	base   time.Time
	plan   agenda
	order  int
	draws  map[draw]int
	fired  []Fault
	trace  uint64
	steps  int
	quiet  bool // nothing goes wrong any more
	broken []string

	site     *site
	kiosks   []*device
	consoles []*console
	cut      map[int]int // partitions by actor

	facts facts
}

// after plans something.
func (w *World) after(d time.Duration, do func()) {
	w.order++
	heap.Push(&w.plan, event{w.now + max(d, 0), w.order, do})
}

// clock is the time that everybody would agree on.
func (w *World) clock() time.Time { return w.base.Add(w.now) }

// roll is the next random number of a stream, and which it is.
func (w *World) roll(kind string, actor int) (bits uint64, n int) {
	key := draw{kind, actor}
	w.draws[key]++
	n = w.draws[key]
	return mix(w.Seed, kind, actor, n), n
}

// mix is a number that only the names decide (splitmix64 over FNV-1a).
func mix(seed uint64, kind string, actor, n int) uint64 {
	x := uint64(14695981039346656037)
	for i := range len(kind) {
		x = (x ^ uint64(kind[i])) * 1099511628211
	}
	x ^= seed*0x9E3779B97F4A7C15 + uint64(actor)*0xBF58476D1CE4E5B9 + uint64(n)*0x94D049BB133111EB //nolint:gosec // Small counts.
	x = (x ^ x>>30) * 0xBF58476D1CE4E5B9
	x = (x ^ x>>27) * 0x94D049BB133111EB
	return x ^ x>>31
}

// chance decides something that is no fault.
func (w *World) chance(kind string, actor int, p float64) bool {
	bits, _ := w.roll(kind, actor)
	return float64(bits>>11)/(1<<53) < p
}

// between is a time between two others.
func (w *World) between(kind string, actor int, from, to time.Duration) time.Duration {
	bits, _ := w.roll(kind, actor)
	return from + time.Duration(bits%uint64(to-from+1)) //nolint:gosec // Never negative.
}

// fault decides whether something goes wrong, and remembers it.
func (w *World) fault(kind string, actor int, p float64) bool {
	bits, n := w.roll(kind, actor)
	f := Fault{kind, actor, n}
	if w.quiet || float64(bits>>11)/(1<<53) >= p || w.Without[f] {
		return false
	}
	w.fired = append(w.fired, f)
	return true
}

// Fired are the faults that happened and the visitors who came, in order.
func (w *World) Fired() []Fault { return w.fired }

// Broken are the invariants that did not hold, in words.
func (w *World) Broken() []string { return w.broken }

// Trace tells one run from another.
func (w *World) Trace() uint64 { return w.trace }

// Counts are what happened, for a summary.
func (w *World) Counts() (numbers, papers, faults int) {
	return len(w.facts.issued), len(w.facts.papers), len(w.fired)
}

// violate notes that an invariant does not hold.
func (w *World) violate(format string, args ...any) {
	line := fmt.Sprintf(format, args...)
	w.broken = append(w.broken, line)
	w.tell("VIOLATION: %s", line)
}

// tell adds a line to the story and to the trace.
func (w *World) tell(format string, args ...any) {
	line := fmt.Sprintf(format, args...)
	h := fnv.New64a()
	fmt.Fprintf(h, "%d|%d|%s", w.trace, w.now, line)
	w.trace = h.Sum64()
	if w.Tell != nil {
		w.Tell(w.now, line)
	}
}
