package login

import (
	"net/http"
	"net/netip"
	"sync"
	"time"

	"numerek/central/web"
)

// Limits of wrong passwords from one address. A whole office may share one.
const (
	maxGuesses  = 30
	guessPeriod = 10 * time.Minute
	// maxAddresses is how many addresses are remembered.
	maxAddresses = 10_000
)

// guesses counts the log-ins of an address that did not succeed, or have not yet.
type guesses struct {
	mu   sync.Mutex
	from map[netip.Prefix]guessed
}

type guessed struct {
	count int
	until time.Time // when the counting begins anew
}

func newGuesses() *guesses { return &guesses{from: make(map[netip.Prefix]guessed)} }

// begin counts a log-in beforehand, so that many at once are limited too. Where
// there were too many, wait is how long there will be no other.
func (g *guesses) begin(p netip.Prefix, now time.Time) (wait time.Duration) {
	g.mu.Lock()
	defer g.mu.Unlock()
	at := g.from[p]
	if !now.Before(at.until) {
		if len(g.from) >= maxAddresses {
			g.forget(now)
		}
		at = guessed{until: now.Add(guessPeriod)}
	}
	if at.count >= maxGuesses {
		return at.until.Sub(now)
	}
	at.count++
	g.from[p] = at
	return 0
}

// right takes a log-in back that was no guess.
func (g *guesses) right(p netip.Prefix) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if at := g.from[p]; at.count > 0 {
		at.count--
		g.from[p] = at
	}
}

// forget makes room.
func (g *guesses) forget(now time.Time) {
	for p, at := range g.from {
		if !now.Before(at.until) {
			delete(g.from, p)
		}
	}
	if len(g.from) >= maxAddresses {
		clear(g.from)
	}
}

// address is where a request comes from: a host, or the network of one that has
// IPv6. Only a proxy on this machine is believed about whom it asks for.
func address(r *http.Request) netip.Prefix {
	ip := web.Address(r)
	bits := 32
	if ip.Is6() {
		bits = 64
	}
	p, _ := ip.Prefix(bits) // of no address: all of those together
	return p
}
