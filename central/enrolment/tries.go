package enrolment

import (
	"sync"
	"time"
)

// Wrong tokens are counted, so that nobody can try many and nobody can keep the
// database busy with them. Only wrong ones are, so the memory that it takes is bounded
// by the second limit.
const (
	triesWithin     = 10 * time.Minute
	triesOfAddress  = 10
	triesAltogether = 300
)

// tries are the wrong tokens of the last minutes, by the address that they came from.
type tries struct {
	mu  sync.Mutex
	of  map[string][]time.Time
	all int
}

// allowed says whether an address may try once more.
func (t *tries) allowed(address string, now time.Time) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.forget(now)
	return len(t.of[address]) < triesOfAddress && t.all < triesAltogether
}

// wrong counts a wrong token.
func (t *tries) wrong(address string, now time.Time) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.of[address] = append(t.of[address], now)
	t.all++
}

// forget drops what is past. A clock that was set back drops everything.
func (t *tries) forget(now time.Time) {
	t.all = 0
	for address, at := range t.of {
		var kept []time.Time
		for _, a := range at {
			if age := now.Sub(a); age >= 0 && age < triesWithin {
				kept = append(kept, a)
			}
		}
		if len(kept) == 0 {
			delete(t.of, address)
			continue
		}
		t.of[address] = kept
		t.all += len(kept)
	}
}
