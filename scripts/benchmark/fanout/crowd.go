package fanout

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"math/rand/v2"
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/sys/unix"

	numerekv1 "numerek/proto/numerek/v1"
)

// As the shipped monitor does.
const (
	firstRedial = 250 * time.Millisecond
	longRedial  = 2 * time.Second
	reportEvery = 30 * time.Second
	reportAgain = 5 * time.Second // where it did not get through
)

// politeness is the nice value of a crowd: the processors that ten thousand monitors
// bring with them are not the server's.
const politeness = 10

// FirstNumber is the sequence of the first number that the clerks call.
const FirstNumber = 101

// crowd is enrolled monitors that follow their calls, say how they are, and come
// back when they are cut.
type crowd struct {
	address  string
	control  *control
	monitors []monitor
	started  time.Time

	bytes, messages, reports, refused atomic.Int64 // heard so far
}

// monitor is what one of them knows.
type monitor struct {
	office int

	mu    sync.Mutex
	at    Place
	halls int   // snapshots and resumed sessions
	last  int32 // sequence of the newest number called
	twice int
	line  *Line // nil while it has none
}

// ServeCrowd is the monitors that have enrolled in the folder. They come one after
// the other, 64 at once; after a cut each as it likes.
//
// Commands: "gathered" answers when all follow their calls; "back MISSED" when all have
// come back and know the call that was missed in each of the first offices, with how
// many did not and how many heard one twice; "heard" tells how many bytes and messages
// came so far, and how many reports were answered and refused.
func ServeCrowd(folder, address string) error {
	if err := unix.Setpriority(unix.PRIO_PROCESS, 0, politeness); err != nil {
		return fmt.Errorf("nice: %w", err)
	}
	control, err := openControl()
	if err != nil {
		return err
	}
	cards, err := Cards(folder)
	if err != nil {
		return err
	}
	configs, err := Configs(cards)
	if err != nil {
		return err
	}
	c := &crowd{address: address, control: control, monitors: make([]monitor, len(cards)-1), started: time.Now()} // the last is the kiosk
	ctx, stop := context.WithCancel(context.Background())
	defer stop()
	entrance := make(chan struct{}, 64)
	for n := range c.monitors {
		m := &c.monitors[n]
		m.office = cards[n].Number
		go c.live(ctx, m, configs[n], entrance)
		time.AfterFunc(rand.N(reportEvery), func() { c.report(ctx, m) }) //nolint:gosec // spreads them
	}
	control.say("coming")
	return control.obey(func(word string, args []int) (string, error) {
		switch word {
		case "gathered":
			return "ok", c.until(ctx, func(m *monitor) bool { return m.halls > 0 })
		case "back":
			return c.back(ctx, args[0])
		case "heard":
			return fmt.Sprint(c.bytes.Load(), c.messages.Load(), c.reports.Load(), c.refused.Load()), nil
		}
		return "", errors.New("unknown command")
	})
}

// back waits until all have come back, and counts the calls that they lost or
// heard twice.
func (c *crowd) back(ctx context.Context, missed int) (string, error) {
	err := c.until(ctx, func(m *monitor) bool { return m.halls > 1 && (m.office >= missed || m.last > 0) })
	lost, twice := 0, 0
	for n := range c.monitors {
		m := &c.monitors[n]
		m.mu.Lock()
		if m.office < missed && m.last != FirstNumber {
			lost++
		}
		twice += m.twice
		m.mu.Unlock()
	}
	return fmt.Sprint(lost, twice), err
}

// live is a monitor's life.
func (c *crowd) live(ctx context.Context, m *monitor, config *tls.Config, entrance chan struct{}) {
	entrance <- struct{}{}
	first := sync.OnceFunc(func() { <-entrance })
	defer first()
	for wait := firstRedial; ctx.Err() == nil; wait = min(2*wait, longRedial) {
		m.mu.Lock()
		at := m.at
		m.mu.Unlock()
		silent := true
		_ = c.follow(ctx, m, config, at, func(r *numerekv1.WatchCallsResponse) { // how it ended is no matter
			m.hear(r, silent)
			silent = false
			first()
		})
		if !silent {
			wait = firstRedial
		}
		_ = sleep(ctx, wait*4/5+rand.N(wait*2/5)) //nolint:gosec // spreads them
	}
}

// follow follows the calls from a place on until the connection or the stream ends.
func (c *crowd) follow(ctx context.Context, m *monitor, config *tls.Config, from Place, tell func(*numerekv1.WatchCallsResponse)) error {
	l, err := Dial(ctx, c.address, config)
	if err != nil {
		return err
	}
	defer l.Close()
	m.mu.Lock()
	m.line = l
	m.mu.Unlock()
	defer func() {
		m.mu.Lock()
		m.line = nil
		m.mu.Unlock()
	}()
	return l.Follow(from, Ears{
		Call: func(r *numerekv1.WatchCallsResponse, size int) {
			c.bytes.Add(int64(size))
			c.messages.Add(1)
			tell(r)
		},
		Answer: func(size int, ok bool) {
			c.bytes.Add(int64(size))
			if ok {
				c.reports.Add(1)
			} else {
				c.refused.Add(1)
			}
		},
	})
}

// report says how a monitor is, again and again.
func (c *crowd) report(ctx context.Context, m *monitor) {
	if ctx.Err() != nil {
		return
	}
	m.mu.Lock()
	l := m.line
	m.mu.Unlock()
	next := reportEvery
	if l == nil || l.Report(c.started) != nil {
		next = reportAgain
	}
	time.AfterFunc(next, func() { c.report(ctx, m) })
}

// hear takes a message.
func (m *monitor) hear(r *numerekv1.WatchCallsResponse, first bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if first {
		m.halls++
	}
	m.at = Place{Incarnation: r.GetIncarnation(), Seq: r.GetSeq()}
	for _, call := range r.GetSnapshot().GetCalls() {
		m.last = max(m.last, call.GetSequence())
	}
	for _, e := range r.GetChange().GetEvents() {
		if call := e.GetCalled(); call != nil {
			if call.GetSequence() <= m.last {
				m.twice++
			}
			m.last = max(m.last, call.GetSequence())
		}
	}
}

// until waits until something holds of every monitor.
func (c *crowd) until(ctx context.Context, holds func(*monitor) bool) error {
	for n := range c.monitors {
		m := &c.monitors[n]
		err := Until(ctx, 2*time.Millisecond, func() (bool, error) {
			m.mu.Lock()
			defer m.mu.Unlock()
			return holds(m), nil
		})
		if err != nil {
			return fmt.Errorf("monitor %d of office %d: %w", n, m.office, err)
		}
	}
	return nil
}
