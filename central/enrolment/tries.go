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

// tries are the wrong tokens of the last minutes, the oldest first.
type tries struct {
	mu  sync.Mutex
	all []try
	of  map[string]int // how many of them by address
}

type try struct {
	address string
	at      time.Time
}

// allowed says whether an address may try once more.
func (t *tries) allowed(address string, now time.Time) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.forget(now)
	return t.of[address] < triesOfAddress && len(t.all) < triesAltogether
}

// wrong counts a wrong token, and says whether it was one too many.
func (t *tries) wrong(address string, now time.Time) (blocked bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.all = append(t.all, try{address, now})
	t.of[address]++
	return t.of[address] == triesOfAddress || len(t.all) == triesAltogether
}

// forget drops what is past. A clock that was set back drops what seems to come.
func (t *tries) forget(now time.Time) {
	for len(t.all) > 0 {
		first := t.all[0]
		if age := now.Sub(first.at); age >= 0 && age < triesWithin {
			return
		}
		t.all = t.all[1:]
		if t.of[first.address]--; t.of[first.address] == 0 {
			delete(t.of, first.address)
		}
	}
}
