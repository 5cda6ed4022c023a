package faults_test

import (
	"context"
	"errors"
	"net"
	"sync"

	"google.golang.org/grpc/test/bufconn"
)

var errUnreachable = errors.New("network is unreachable")

// network is what lies between a kiosk and the server.
type network struct {
	mu     sync.Mutex
	door   *bufconn.Listener // of the server that runs, nil for none
	mended chan struct{}     // closed while the network works
	mute   bool              // while it does not: nothing comes through and nobody is told
	lines  map[*line]bool
}

func newNetwork() *network {
	n := &network{mended: make(chan struct{}), lines: make(map[*line]bool)}
	close(n.mended)
	return n
}

// serve puts another server at the end, nil for none, and breaks every line.
func (n *network) serve(door *bufconn.Listener) {
	n.mu.Lock()
	old := n.door
	n.door = door
	n.mu.Unlock()
	n.breakLines()
	if old != nil {
		_ = old.Close() // In memory: nothing can be left.
	}
}

// cut takes the network away: silently, as a dead router does, or with a word to
// both ends, as a pulled plug does.
func (n *network) cut(mute bool) {
	n.mu.Lock()
	select {
	case <-n.mended:
		n.mended = make(chan struct{})
	default: // It is cut already.
	}
	n.mute = mute
	n.mu.Unlock()
	if !mute {
		n.breakLines()
	}
}

// mend brings it back. Bytes that were on their way arrive.
func (n *network) mend() {
	n.mu.Lock()
	defer n.mu.Unlock()
	select {
	case <-n.mended:
	default:
		close(n.mended)
	}
}

func (n *network) breakLines() {
	n.mu.Lock()
	lines := n.lines
	n.lines = make(map[*line]bool)
	n.mu.Unlock()
	for l := range lines {
		_ = l.Close() // Whoever holds it finds out.
	}
}

// dial makes a line to the server for a device that is alive while life is open.
func (n *network) dial(ctx context.Context, life <-chan struct{}) (net.Conn, error) {
	n.mu.Lock()
	mended, mute, door := n.mended, n.mute, n.door
	n.mu.Unlock()
	select {
	case <-mended:
	default:
		if !mute {
			return nil, errUnreachable
		}
		select {
		case <-mended:
		case <-ctx.Done():
			return nil, context.Cause(ctx)
		}
	}
	select {
	case <-life:
		return nil, errDead
	default:
	}
	if door == nil {
		return nil, errUnreachable
	}
	conn, err := door.DialContext(ctx)
	if err != nil {
		return nil, err
	}
	l := &line{Conn: conn, net: n, life: life, closed: make(chan struct{})}
	n.mu.Lock()
	n.lines[l] = true
	n.mu.Unlock()
	return l, nil
}

// line is one connection.
type line struct {
	net.Conn

	net    *network
	life   <-chan struct{}
	once   sync.Once
	closed chan struct{}
}

// pass waits until bytes come through.
func (l *line) pass() error {
	l.net.mu.Lock()
	mended := l.net.mended
	l.net.mu.Unlock()
	select {
	case <-l.life: // The kernel of a dead process has closed it.
		return net.ErrClosed
	default:
	}
	select {
	case <-mended:
		return nil
	case <-l.closed:
	case <-l.life:
	}
	return net.ErrClosed
}

func (l *line) Read(p []byte) (int, error) {
	n, err := l.Conn.Read(p)
	if err != nil {
		return n, err
	}
	if err := l.pass(); err != nil {
		return 0, err
	}
	return n, nil
}

func (l *line) Write(p []byte) (int, error) {
	if err := l.pass(); err != nil {
		return 0, err
	}
	return l.Conn.Write(p)
}

func (l *line) Close() error {
	l.once.Do(func() { close(l.closed) })
	l.net.mu.Lock()
	delete(l.net.lines, l)
	l.net.mu.Unlock()
	return l.Conn.Close()
}
