package main

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"sync"
	"time"

	numerekv1 "numerek/proto/numerek/v1"
	"numerek/scripts/benchmark/fanout"
	"numerek/scripts/benchmark/measure"
	"numerek/scripts/e2e"
)

const (
	devicesLimit  = 4 * time.Minute
	devicesAtOnce = 10_000
	firstNumber   = 101 // of the service that the clerks call
	missedCalls   = 300 // while the monitors are away, one in each of as many offices

	enrolledLimit = 60  // KiB, a monitor with TLS
	backLimit     = 15  // seconds, until all have come back
	tapBackLimit  = 250 // milliseconds, meanwhile

	// As the shipped monitor tries again.
	firstRedial = 250 * time.Millisecond
	longRedial  = 3 * time.Second
)

// devices measures ten thousand enrolled monitors: what each costs, and how they
// come back when the server was killed.
func (b *bench) devices(ctx context.Context) error {
	ctx, cancel := context.WithTimeoutCause(ctx, devicesLimit, errors.New("the devices take too long"))
	defer cancel()
	folder := filepath.Join(b.folder, "devices")
	if err := os.Mkdir(folder, 0o700); err != nil {
		return err
	}
	address, err := e2e.FreePort()
	if err != nil {
		return err
	}
	h := &hall{bench: b}
	if h.calls, err = fanout.Start(ctx, "devices", fanoutMode, "devices", folder, b.office, address); err != nil {
		return err
	}
	defer func() { h.calls.Close() }()
	for _, command := range []string{"enrol", "give 3"} {
		if _, err := h.calls.Ask(ctx, "%s", command); err != nil {
			return err
		}
	}
	cards, err := fanout.Cards(folder)
	if err != nil {
		return err
	}
	before, err := h.memory(ctx)
	if err != nil {
		return err
	}
	began := time.Now()
	c, err := newCrowd(ctx, address, cards)
	if err != nil {
		return err
	}
	defer c.end()
	if err := c.until(ctx, func(m *monitor) bool { return m.halls > 0 }); err != nil {
		return err
	}
	b.report(measure.Plain("enrolled_monitors_gathered_10000", "s", []float64{time.Since(began).Seconds()}), "TLS 1.3 with certificates of both sides, 500 offices")
	after, err := h.memory(ctx)
	if err != nil {
		return err
	}
	b.report(measure.AtMost("server_memory_per_enrolled_monitor", "KiB", []float64{(after - before) * 1024 / devicesAtOnce}, enrolledLimit),
		"resident after a collection; one connection a monitor, TLS")
	return b.comeBack(ctx, h, c, folder, address)
}

// comeBack kills the server and measures how the crowd comes back to the next.
func (b *bench) comeBack(ctx context.Context, h *hall, c *crowd, folder, address string) error {
	killed := time.Now()
	h.calls.Close()
	server, err := fanout.Start(ctx, "devices", fanoutMode, "devices", folder, b.office, address)
	if err != nil {
		return err
	}
	h.calls = server
	ready := time.Now()
	visitor, err := fanout.Start(ctx, "visitor", fanoutMode, "tap", folder, address)
	if err != nil {
		return err
	}
	defer visitor.Close()
	for n := range missedCalls {
		if err := server.Do("call %d", n); err != nil {
			return err
		}
	}
	if err := c.until(ctx, func(m *monitor) bool { return m.halls > 1 && (m.office >= missedCalls || m.last > 0) }); err != nil {
		return err
	}
	back := time.Now()
	said, err := visitor.Ask(ctx, "stop")
	if err != nil {
		return err
	}
	var taps int
	var p99 float64
	if _, err := fmt.Sscan(said, &taps, &p99); err != nil {
		return fmt.Errorf("the visitor said %q: %w", said, err)
	}
	lost, twice := 0, 0
	for n := range c.monitors {
		m := &c.monitors[n]
		m.mu.Lock()
		if m.office < missedCalls && m.last != firstNumber {
			lost++
		}
		twice += m.twice
		m.mu.Unlock()
	}
	b.report(measure.AtMost("devices_back_after_kill_10000", "s", []float64{back.Sub(ready).Seconds()}, backLimit),
		fmt.Sprintf("from the next server listening until the last has what it missed; %.1f s from the kill", back.Sub(killed).Seconds()))
	b.report(measure.AtMost("calls_lost_over_kill", "calls", []float64{float64(lost)}, 0), "missed while the server was away")
	b.report(measure.AtMost("calls_twice_over_kill", "calls", []float64{float64(twice)}, 0), "")
	b.report(measure.AtMost("tap_p99_while_devices_come_back", "ms", []float64{p99}, tapBackLimit),
		fmt.Sprintf("%d taps at one kiosk, one after the other, that kiosk's own return left out; the monitors run on the same cores", taps))
	return errors.Join(server.Failed(), visitor.Failed())
}

// crowd is enrolled monitors that follow their calls and come back when they are cut.
type crowd struct {
	address  string
	monitors []monitor
	stop     context.CancelFunc
	running  sync.WaitGroup
}

// monitor is what one of them knows.
type monitor struct {
	office int

	mu    sync.Mutex
	at    fanout.Place
	halls int   // snapshots and resumed sessions
	last  int32 // sequence of the newest number called
	twice int
}

func newCrowd(ctx context.Context, address string, cards []fanout.Card) (*crowd, error) {
	c := &crowd{address: address, monitors: make([]monitor, devicesAtOnce)}
	ctx, c.stop = context.WithCancel(ctx)
	configs := make([]*tls.Config, len(cards))
	for n, card := range cards {
		var err error
		if configs[n], err = card.TLS(); err != nil {
			return nil, err
		}
	}
	entrance := make(chan struct{}, 64)
	for n := range c.monitors {
		card := n % (len(cards) - 1) // the last is the kiosk
		m := &c.monitors[n]
		m.office = card / len(fanout.Screens)
		c.running.Go(func() { c.live(ctx, m, configs[card], entrance) })
	}
	return c, nil
}

// end takes the monitors off.
func (c *crowd) end() {
	c.stop()
	c.running.Wait()
}

// live is a monitor's life. At first they come one after the other, 64 at once;
// after a cut each as it likes.
func (c *crowd) live(ctx context.Context, m *monitor, config *tls.Config, entrance chan struct{}) {
	entrance <- struct{}{}
	first := sync.OnceFunc(func() { <-entrance })
	defer first()
	for wait := firstRedial; ctx.Err() == nil; wait = min(2*wait, longRedial) {
		m.mu.Lock()
		at := m.at
		m.mu.Unlock()
		silent := true
		_ = fanout.Follow(ctx, c.address, config, at, func(r *numerekv1.WatchCallsResponse) { // how it ended is no matter
			m.hear(r, silent)
			silent = false
			first()
		})
		if !silent {
			wait = firstRedial
		}
		_ = pause(ctx, wait*4/5+rand.N(wait*2/5)) //nolint:gosec // spreads them
	}
}

// hear takes a message.
func (m *monitor) hear(r *numerekv1.WatchCallsResponse, first bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if first {
		m.halls++
	}
	m.at = fanout.Place{Incarnation: r.GetIncarnation(), Seq: r.GetSeq()}
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
		err := fanout.Until(ctx, 2*time.Millisecond, func() (bool, error) {
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
