package printer_test

import (
	"fmt"
	"sync"
	"testing"
	"time"

	"numerek/appliance/printer"
	"numerek/appliance/printer/simulator"
)

// queueLine is a line that takes everything at once and holds it until the printer does, as an operating system and an
// adapter do.
type queueLine struct {
	*simulator.Conn

	mu      sync.Mutex
	waiting []byte
	more    chan struct{}
}

func newQueueLine(c *simulator.Conn) printer.Port {
	l := &queueLine{Conn: c, more: make(chan struct{}, 1)}
	go func() {
		for range l.more {
			l.mu.Lock()
			out := l.waiting
			l.waiting = nil
			l.mu.Unlock()
			if _, err := l.Conn.Write(out); err != nil {
				return
			}
		}
	}()
	return l
}

func (l *queueLine) Write(p []byte) (int, error) {
	l.mu.Lock()
	l.waiting = append(l.waiting, p...)
	l.mu.Unlock()
	select {
	case l.more <- struct{}{}:
	default:
	}
	return len(p), nil
}

func (l *queueLine) Close() error {
	close(l.more)
	return l.Conn.Close()
}

// TestAReleaseThatWaitedForThePowerProvesNothing cuts the power when the slip is stored. What prints and cuts it waits on
// the line until the power is back; then the printer has nothing to print, cuts a blank paper and says the id of the job.
// Cut while it is let go, the slip may just have come out.
func TestAReleaseThatWaitedForThePowerProvesNothing(t *testing.T) {
	for _, at := range []simulator.Moment{simulator.Fenced, simulator.Committing} {
		for off := 2500 * time.Millisecond; off < 8*time.Second; off += 700 * time.Millisecond {
			t.Run(fmt.Sprintf("%s/%v", at, off), func(t *testing.T) {
				profile, options := epson(115200)
				options.Stall = time.Hour
				onBenchOver(t, profile, options, nil, newQueueLine, func(b *bench) {
					b.sim.On(at, func() {
						b.sim.Power(false)
						time.AfterFunc(off, func() { b.sim.Power(true) })
					})
					r := b.print(drawn(1))
					b.pass(time.Minute)
					if r.Outcome == printer.Printed && !b.inked() {
						b.t.Fatalf("got %+v without ink on paper", r)
					}
					select {
					case <-r.Late:
						b.t.Fatalf("got it confirmed late, want never: %+v", r)
					default:
					}
					if r := b.print(drawn(2)); r.Outcome != printer.Printed || !is(b.fallen()[len(b.fallen())-1], drawn(2)) {
						b.t.Fatalf("got %+v for the next slip, want it printed", r)
					}
				})
			})
		}
	}
}
