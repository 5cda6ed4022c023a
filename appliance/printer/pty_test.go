package printer_test

import (
	"context"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"numerek/appliance/bitmap"
	"numerek/appliance/printer"
	"numerek/appliance/printer/serialport"
	"numerek/appliance/printer/simulator"
)

// TestOnATerminal is the whole stack in real time: driver, serial port, pseudo-terminal, simulator.
func TestOnATerminal(t *testing.T) {
	for _, personality := range []simulator.Personality{simulator.Epson, simulator.Simple} {
		t.Run(string(personality), func(t *testing.T) {
			t.Parallel()
			papers := make(chan bitmap.Bitmap, 10)
			sim := simulator.New(simulator.Options{
				Personality: personality, Baud: 460800, RowsPerSecond: 4000,
				OnPaper: func(p simulator.Paper) { papers <- p.Picture },
			})
			link := filepath.Join(t.TempDir(), "printer")
			profile := printer.Epson(576, 460800)
			if personality == simulator.Simple {
				profile = printer.Fenced(576, 460800)
			}
			p := printer.New(func(context.Context) (printer.Port, error) {
				return serialport.Open(serialport.Options{Path: link, Baud: 460800})
			}, printer.Options{Profile: profile, Retry: 50 * time.Millisecond, Poll: 200 * time.Millisecond})
			conditions := make(chan printer.Condition, 100)
			p.Watch(func(c printer.Condition) { conditions <- c })

			ctx, cancel := context.WithCancel(t.Context())
			var running sync.WaitGroup
			running.Go(func() {
				if err := sim.ServePTY(ctx, link, nil); err != nil {
					t.Error(err)
				}
			})
			running.Go(func() {
				if err := p.Run(ctx); err != nil {
					t.Error(err)
				}
			})
			defer sim.Close()
			defer running.Wait()
			defer cancel()

			ready := func(c printer.Condition) bool { return c.Ready }
			until(t, conditions, ready)
			printOne(t, p, papers, 1)

			begun := time.Now()
			sim.Unplug()
			until(t, conditions, func(c printer.Condition) bool { return c.Gone })
			if took := time.Since(begun); took > time.Second {
				t.Errorf("noticed after %v that the printer was unplugged, want 100 ms and what a busy machine adds", took)
			}
			if r := p.Print(ctx, drawn(2), commit); r.Outcome != printer.NotPrinted {
				t.Fatalf("got %+v while unplugged, want not printed", r)
			}
			sim.Plug()
			until(t, conditions, ready)
			printOne(t, p, papers, 3)

			sim.Cover(true)
			until(t, conditions, func(c printer.Condition) bool { return c.CoverOpen })
			sim.Cover(false)
			until(t, conditions, ready)
			printOne(t, p, papers, 4)
		})
	}
}

// until waits for a condition.
func until(t *testing.T, conditions <-chan printer.Condition, want func(printer.Condition) bool) {
	t.Helper()
	limit := time.After(20 * time.Second)
	for {
		select {
		case c := <-conditions:
			if want(c) {
				return
			}
		case <-limit:
			t.Fatal("the condition did not come")
		}
	}
}

func printOne(t *testing.T, p *printer.Printer, papers <-chan bitmap.Bitmap, number int) {
	t.Helper()
	if r := p.Print(t.Context(), drawn(number), commit); r.Outcome != printer.Printed {
		t.Fatalf("got %+v, want printed", r)
	}
	if paper := <-papers; !is(paper, drawn(number)) {
		t.Fatal("got another paper than the slip")
	}
}
