package e2e_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"numerek/scripts/e2e"
)

// The shipped server is killed at each of its first writes and syncs, to files,
// sockets and its log. A killed server is started again on what it left, with
// the next point; every so many points the chain ends with an audit and the next
// begins with an empty folder, as it does after each death before the first answer.
const (
	killPoints  = 2000
	chainLength = 50
)

func TestKilledAtEveryWrite(t *testing.T) {
	points := killPoints
	if s := os.Getenv("KILL_POINTS"); s != "" { // fewer while working on it
		var err error
		if points, err = strconv.Atoi(s); err != nil {
			t.Fatal(err)
		}
	}
	began := time.Now()
	var killed, tickets atomic.Int64
	chains := make(chan int) // first point of each
	var workers sync.WaitGroup
	for range 2 {
		workers.Go(func() {
			for first := range chains {
				c := &chain{t: t, data: t.TempDir(), ledger: e2e.NewLedger()}
				for n := first; n < min(first+chainLength, points+1) && !t.Failed(); n++ {
					if c.kill(n) {
						killed.Add(1)
					}
					if !c.greeted { // it died before it was ready: the next one begins as freshly
						c.audit()
						tickets.Add(int64(c.ledger.Len()))
						c = &chain{t: t, data: t.TempDir(), ledger: e2e.NewLedger()}
					}
				}
				c.audit()
				tickets.Add(int64(c.ledger.Len()))
			}
		})
	}
	for first := 1; first <= points && !t.Failed(); first += chainLength {
		chains <- first
	}
	close(chains)
	workers.Wait()
	t.Logf("count: %d kill points, %d tickets promised, in %.0f s", killed.Load(), tickets.Load(), time.Since(began).Seconds())
	if killed.Load() != int64(points) && !t.Failed() {
		t.Errorf("killed at %d points, want %d", killed.Load(), points)
	}
}

// TestKilledWhileRecovering kills the server at each call of a start on data
// that a killed server left, up to its first answer.
func TestKilledWhileRecovering(t *testing.T) {
	c := &chain{t: t, data: t.TempDir(), ledger: e2e.NewLedger()}
	c.kill(1000)
	promised := c.ledger.Len()
	if promised == 0 {
		t.Fatal("nothing was promised before the first kill")
	}
	points := 0
	for n := 1; !t.Failed(); n++ {
		c.kill(n)
		if c.greeted {
			break
		}
		points++
	}
	c.audit()
	t.Logf("count: %d kill points while recovering %d tickets", points, promised)
}

// chain is a server that is killed and started again on the same data.
type chain struct {
	t       *testing.T
	data    string
	ledger  *e2e.Ledger
	greeted bool // the last server came as far as answering

	mu       sync.Mutex
	doubtful []string // keys whose answer never came
	recent   []string // keys answered last
}

const service = "rejestracja"

// kill runs the server until it is killed at its n-th call, and issues tickets
// as long as it answers. Keys whose answer was lost are asked for again first.
func (c *chain) kill(n int) bool {
	ctx, cancel := context.WithTimeout(c.t.Context(), time.Minute)
	defer cancel()
	server, err := e2e.Server{
		Path: programs.Central, Data: c.data, Office: office(c.t), Clock: e2e.Monday(),
		Under: []string{killat, strconv.Itoa(n)},
	}.Launch("central")
	if err != nil {
		c.t.Error(err)
		return false
	}
	defer server.Kill()
	device, err := e2e.Dial(server.Devices, "", "kiosk-ratusz")
	if err != nil {
		c.t.Error(err)
		return false
	}
	defer device.Close()
	if c.greeted = c.greet(ctx, server, device); c.greeted {
		c.use(ctx, server, device)
	}
	select {
	case <-server.Done():
	case <-ctx.Done():
	}
	if !slices.ContainsFunc(server.Lines(), e2e.Contains(fmt.Sprintf("killat: %d calls", n))) || server.Err() != nil {
		c.t.Errorf("not killed at call %d: %v\n%s", n, server.Err(), server.Tail())
		return false
	}
	for _, fault := range c.ledger.Faults() {
		c.t.Errorf("after call %d: %s", n, fault)
	}
	return true
}

// greet waits until the server knows the device, or is dead.
func (c *chain) greet(ctx context.Context, server *e2e.Central, device *e2e.Device) bool {
	greeted := false
	_ = e2e.Until(ctx, "the server answers", func() (bool, error) {
		select {
		case <-server.Done():
			return true, nil
		default:
		}
		greeted = device.Hello(ctx) == nil
		return greeted, nil
	})
	return greeted
}

// use issues tickets from four kiosks' worth of hands until the server is dead.
func (c *chain) use(ctx context.Context, server *e2e.Central, device *e2e.Device) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	go func() {
		select {
		case <-server.Done():
			cancel()
		case <-ctx.Done():
		}
	}()
	again := append(c.doubtful, c.recent[max(0, len(c.recent)-3):]...)
	c.doubtful, c.recent = nil, nil
	for i, request := range again {
		if !c.ask(ctx, device, request) {
			c.doubtful = append(c.doubtful, again[i+1:]...)
			return
		}
	}
	var hands sync.WaitGroup
	for range 4 {
		hands.Go(func() {
			for c.ask(ctx, device, e2e.NewRequest()) {
			}
		})
	}
	hands.Wait()
}

// ask asks for a ticket; false when no answer came.
func (c *chain) ask(ctx context.Context, device *e2e.Device, request string) bool {
	ticket, err := device.Issue(ctx, request, service)
	c.mu.Lock()
	defer c.mu.Unlock()
	if err != nil {
		c.doubtful = append(c.doubtful, request)
		if errors.Is(err, e2e.ErrRefused) {
			c.t.Errorf("request %s: %v", request, err)
		}
		return false
	}
	c.recent = append(c.recent, request)
	c.ledger.Promised(request, ticket)
	return true
}

// audit starts the server once more, undisturbed, has it answer what is
// doubtful, stops it, and holds its records against what was promised.
func (c *chain) audit() {
	if c.t.Failed() {
		return
	}
	ctx, cancel := context.WithTimeout(c.t.Context(), time.Minute)
	defer cancel()
	server, err := e2e.Server{Path: programs.Central, Data: c.data, Office: office(c.t), Clock: e2e.Monday()}.Start(ctx, "central")
	if err != nil {
		c.t.Error(err)
		return
	}
	defer server.Kill()
	device, err := e2e.Dial(server.Devices, "", "kiosk-ratusz")
	if err != nil {
		c.t.Error(err)
		return
	}
	defer device.Close()
	if !c.greet(ctx, server, device) {
		c.t.Errorf("no answer after the last kill:\n%s", server.Tail())
		return
	}
	for _, request := range append(c.doubtful, e2e.NewRequest()) {
		if ticket, err := device.Issue(ctx, request, service); err != nil {
			c.t.Errorf("asking for %s again: %v", request, err)
		} else {
			c.ledger.Promised(request, ticket)
		}
	}
	if err := server.Stop(); err != nil {
		c.t.Errorf("stop: %v", err)
	}
	auditSQLite(c.t, c.data, "koszalin", c.ledger)
}
