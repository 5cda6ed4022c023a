package e2e

import (
	"fmt"
	"maps"
	"slices"
	"sync"

	numerekv1 "numerek/proto/numerek/v1"
)

// Ledger is what a server has promised: which key got which number. It is what
// people hold in their hands, whatever happens to the server.
type Ledger struct {
	mu       sync.Mutex
	promised map[string]promise // by request id
	holder   map[string]string  // request id by day, prefix and number
	faults   []string
}

// promise is a number that was given for a key.
type promise struct {
	day, prefix string
	sequence    int
}

func (p promise) String() string { return fmt.Sprintf("%s %03d of %s", p.prefix, p.sequence, p.day) }

// NewLedger is an empty one.
func NewLedger() *Ledger {
	return &Ledger{promised: map[string]promise{}, holder: map[string]string{}}
}

// Promised notes an answer, and the fault where it breaks an earlier one.
func (l *Ledger) Promised(request string, t *numerekv1.Ticket) {
	p := promise{day: t.GetBusinessDay(), prefix: t.GetPrefix(), sequence: int(t.GetSequence())}
	l.mu.Lock()
	defer l.mu.Unlock()
	if before, ok := l.promised[request]; ok && before != p {
		l.faults = append(l.faults, fmt.Sprintf("request %s got %s and then %s", request, before, p))
	}
	if other, ok := l.holder[p.String()]; ok && other != request {
		l.faults = append(l.faults, fmt.Sprintf("%s was given for %s and for %s", p, other, request))
	}
	l.promised[request], l.holder[p.String()] = p, request
}

// Len is how many keys got a number.
func (l *Ledger) Len() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return len(l.promised)
}

// Faults are the promises broken so far.
func (l *Ledger) Faults() []string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return slices.Clone(l.faults)
}

// Record is a ticket as the database has it.
type Record struct {
	Request, Location, Day, Prefix string
	Sequence                       int
	Callable                       bool   // waiting, or further
	Reason                         string // why it came to nothing
}

// Audit holds the records of one office and day against the promises: every
// promised ticket is there and callable, no number is there twice, and none is
// missing between the first of its series and the last.
func (l *Ledger) Audit(records []Record) []string {
	faults := l.Faults()
	l.mu.Lock()
	defer l.mu.Unlock()
	found := map[string]Record{}
	series := map[string][]int{}
	for _, r := range records {
		if other, ok := found[r.Request]; ok {
			faults = append(faults, fmt.Sprintf("request %s has %v and %v", r.Request, other, r))
		}
		found[r.Request] = r
		key := r.Location + " " + r.Day + " " + r.Prefix
		series[key] = append(series[key], r.Sequence)
		if !r.Callable && r.Reason == "" {
			faults = append(faults, fmt.Sprintf("%v came to nothing without a reason", r))
		}
	}
	for request, p := range l.promised {
		r, ok := found[request]
		switch {
		case !ok:
			faults = append(faults, fmt.Sprintf("%s, promised for %s, is lost", p, request))
		case (promise{day: r.Day, prefix: r.Prefix, sequence: r.Sequence}) != p:
			faults = append(faults, fmt.Sprintf("%s, promised for %s, is %v in the records", p, request, r))
		case !r.Callable:
			faults = append(faults, fmt.Sprintf("%s, promised for %s, cannot be called: %s", p, request, r.Reason))
		}
	}
	for _, key := range slices.Sorted(maps.Keys(series)) {
		numbers := series[key]
		slices.Sort(numbers)
		for i, n := range numbers[1:] {
			if n != numbers[i]+1 {
				faults = append(faults, fmt.Sprintf("series %s: %d follows %d", key, n, numbers[i]))
			}
		}
	}
	return faults
}
