package line

import (
	"container/list"
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"runtime"
	"sync"
	"time"
)

const (
	// patience is how long a connection waits for its first turn before it is closed.
	// Devices give one up after five seconds: of what is begun later nothing would come.
	patience = 3 * time.Second
	// tellBusy is how often the log says that there are too many.
	tellBusy = time.Minute
)

// errBusy closes a connection that had no turn in time. Its device comes again.
var errBusy = errors.New("too many connect at once")

// turns let a few handshakes compute at once, and the rest wait in the order in which
// they came, so that there is room for what people wait for when ten thousand devices
// come back together. Who waits for the other end to say something has no turn. Who
// has begun goes before who has not: he has cost something already.
type turns struct {
	log *slog.Logger

	mu    sync.Mutex
	free  int
	begun list.List // of chan struct{}, closed when it is its turn
	fresh list.List // likewise
	told  time.Time // when the log said last that there are too many
}

// newTurns lets as many compute as there are processors: one of them is soon done, so
// that whoever has other work waits for a moment only.
func newTurns(log *slog.Logger) *turns {
	return &turns{log: log, free: runtime.GOMAXPROCS(0)}
}

// begin takes a first turn, or returns [errBusy] when patience is at an end.
func (t *turns) begin() error {
	mine, place := t.line(&t.fresh)
	if place == nil {
		return nil
	}
	late := time.NewTimer(patience)
	defer late.Stop()
	select {
	case <-mine:
		return nil
	case <-late.C:
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	select {
	case <-mine: // at the last moment
		return nil
	default:
	}
	t.fresh.Remove(place)
	if now := time.Now(); now.Sub(t.told) >= tellBusy {
		t.told = now
		t.log.Warn("devices must come again", "err", errBusy, "waiting", t.fresh.Len())
	}
	return errBusy
}

// resume takes another turn.
func (t *turns) resume() {
	if mine, place := t.line(&t.begun); place != nil {
		<-mine // nobody has a turn for long
	}
}

// line takes a turn if there is one, or a place among those who wait.
func (t *turns) line(waiting *list.List) (mine chan struct{}, place *list.Element) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.free > 0 {
		t.free--
		return nil, nil
	}
	mine = make(chan struct{})
	return mine, waiting.PushBack(mine)
}

// end gives a turn back, to who is the next.
func (t *turns) end() {
	t.mu.Lock()
	defer t.mu.Unlock()
	for _, waiting := range []*list.List{&t.begun, &t.fresh} {
		if next := waiting.Front(); next != nil {
			close(waiting.Remove(next).(chan struct{})) //nolint:forcetypeassert // nothing else is in it
			return
		}
	}
	t.free++
}

// pacedConn is a connection that takes turns until its handshake is over.
type pacedConn struct {
	net.Conn

	turns *turns
	begun bool
	has   bool // a turn
}

// inTurn waits for the first turn of who has said hello: to hear that costs little.
// Who must come again is closed without a word, as if the server were away.
func inTurn(hello *tls.ClientHelloInfo) (*tls.Config, error) {
	c, ok := hello.Conn.(*pacedConn)
	if !ok {
		return nil, fmt.Errorf("a %T takes no turns", hello.Conn)
	}
	if err := c.turns.begin(); err != nil {
		_ = c.Close()
		return nil, err
	}
	c.begun, c.has = true, true
	return nil, nil //nolint:nilnil // which means the same as for everybody
}

// Read implements [net.Conn].
func (c *pacedConn) Read(b []byte) (int, error) {
	c.end()
	n, err := c.Conn.Read(b)
	if c.begun && err == nil {
		c.turns.resume()
		c.has = true
	}
	return n, err
}

// leave takes no more turns: what is read from now on is no handshake.
func (c *pacedConn) leave() {
	c.end()
	c.begun = false
}

// end gives the turn back, if the connection has one.
func (c *pacedConn) end() {
	if c.has {
		c.has = false
		c.turns.end()
	}
}
