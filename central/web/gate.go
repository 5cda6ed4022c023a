package web

import (
	"context"
	"net"
	"net/http"
	"sync"
	"sync/atomic"
)

// gatePlaces is how many requests are read at once. Thousands that arrive in one
// instant would otherwise all stand in line for the processors, and every step of
// a kiosk's call behind them.
const gatePlaces = 32

// gate lets so many requests be read at once; the others wait, each having cost no
// more than the waking of its connection. A request is through when its handler
// begins. One that is still on its way keeps nobody out: its place is for what has come.
type gate struct{ places chan struct{} }

func newGate() *gate { return &gate{places: make(chan struct{}, gatePlaces)} }

// listen puts the gate around the connections of a listener.
func (g *gate) listen(l net.Listener) net.Listener { return gatedListener{Listener: l, gate: g} }

type gatedListener struct {
	net.Listener

	gate *gate
}

func (l gatedListener) Accept() (net.Conn, error) {
	c, err := l.Listener.Accept()
	if err != nil {
		return nil, err
	}
	g := &gated{Conn: c, gate: l.gate}
	g.idle.Store(true)
	return g, nil
}

// gated is a connection that asks for a place before a request on it is read.
type gated struct {
	net.Conn

	gate *gate
	idle atomic.Bool // what is read next belongs to a request that has no handler yet
	mu   sync.Mutex
	held bool
}

func (c *gated) Read(p []byte) (int, error) {
	if c.through() { // the request goes on
		c.idle.Store(true)
	}
	n, err := c.Conn.Read(p)
	if n > 0 && c.idle.CompareAndSwap(true, false) {
		c.gate.places <- struct{}{}
		c.mu.Lock()
		c.held = true
		c.mu.Unlock()
	}
	return n, err
}

// through gives the place back, if the connection has one.
func (c *gated) through() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if !c.held {
		return false
	}
	c.held = false
	<-c.gate.places
	return true
}

// state follows a connection for its [http.Server].
func (g *gate) state(c net.Conn, s http.ConnState) {
	conn, ok := c.(*gated)
	if !ok {
		return
	}
	switch s {
	case http.StateIdle:
		conn.through()
		conn.idle.Store(true)
	case http.StateClosed, http.StateHijacked:
		conn.through()
	case http.StateNew, http.StateActive:
	}
}

// gateKey is the key of a request's connection.
const gateKey contextKey = "gate"

func (g *gate) context(ctx context.Context, c net.Conn) context.Context {
	return context.WithValue(ctx, gateKey, c)
}

// wrap lets a request through when its handler begins.
func (g *gate) wrap(h http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if c, ok := r.Context().Value(gateKey).(*gated); ok {
			c.through()
		}
		h.ServeHTTP(w, r)
	})
}
