package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"numerek/scripts/benchmark/fanout"
	"numerek/scripts/benchmark/measure"
	"numerek/scripts/e2e"
)

const (
	openConsoles   = 50
	consoleActions = 24 // a round
	peopleWaiting  = 20
	consoleLimit   = 200 // milliseconds
	consoleMoment  = 150 * time.Millisecond
	firstConsole   = 100 // number of its desk
)

// consoles measures the way of an action at one clerk's console to the open
// pages of the others, through the shipped server and its pages.
func (b *bench) consoles(ctx context.Context) (err error) {
	data := filepath.Join(b.folder, "consoles")
	if err := os.Mkdir(data, 0o700); err != nil {
		return err
	}
	file, err := b.crowdedOffice(data)
	if err != nil {
		return err
	}
	server := e2e.Server{Path: b.central, Data: data, Office: file, Clock: e2e.Monday()}
	central, err := server.Start(ctx, "consoles")
	if err != nil {
		return err
	}
	defer central.Kill()
	watching, leave := context.WithCancel(ctx)
	f := &floor{seen: make([]sighting, openConsoles)}
	defer func() { leave(); f.open.Wait() }()
	if err := f.fill(watching, server, central); err != nil {
		return err
	}
	var p50, p99, micros []float64
	for range b.rounds {
		late, used, err := f.round(ctx, central.Pid())
		if err != nil {
			return fmt.Errorf("%w\n%s", err, central.Tail())
		}
		p50 = append(p50, measure.Milliseconds(measure.Percentile(late, 50)))
		p99 = append(p99, measure.Milliseconds(measure.Percentile(late, 99)))
		micros = append(micros, 1000*measure.Milliseconds(used)/float64(len(late)))
		b.say("console action to page changed, %d consoles: p50 %.1f ms, p99 %.1f ms", openConsoles, last(p50), last(p99))
	}
	b.report(measure.AtMost(fmt.Sprintf("console_action_to_page_changed_p99_%d_consoles", openConsoles), "ms", p99, consoleLimit),
		fmt.Sprintf("from the form sent to the new board read by each of the others; p50 %.1f ms; a board gathers 25 ms of events", measure.Median(p50)))
	b.report(measure.Plain("server_cpu_per_console_page_changed", "us", micros), "with the action, its commit and its own answer")
	return nil
}

// crowdedOffice is the demonstration office with a desk for every console.
func (b *bench) crowdedOffice(folder string) (string, error) {
	text, err := os.ReadFile(b.office)
	if err != nil {
		return "", err
	}
	var desks strings.Builder
	for n := range openConsoles {
		fmt.Fprintf(&desks, "[[desks]]\nnumber = %d\nlocation = \"ratusz\"\ndepartment = \"km\"\nservices = [%q]\n", firstConsole+n, hotService)
	}
	path := filepath.Join(folder, "crowded.toml")
	return path, os.WriteFile(path, []byte(strings.Replace(string(text), "[[desks]]", desks.String()+"[[desks]]", 1)), 0o600)
}

// floor is clerks with their consoles open.
type floor struct {
	clerks []*e2e.Clerk
	open   sync.WaitGroup

	mu   sync.Mutex
	seen []sighting // the latest of each console
	ends error      // of a page that should have gone on
}

// sighting is a board that came to an open page.
type sighting struct {
	seq int64
	at  time.Time
}

// fill seats clerks, who are one person in many browsers, and opens their pages.
func (f *floor) fill(ctx context.Context, server e2e.Server, central *e2e.Central) error {
	anna := e2e.User{Name: "anna", FullName: "Anna", Role: "clerk", Password: "a-password-of-a-benchmark"}
	if err := server.AddUser(ctx, anna); err != nil {
		return err
	}
	f.clerks = make([]*e2e.Clerk, openConsoles)
	var g errgroup.Group
	g.SetLimit(2) // proving a password takes a core
	for n := range f.clerks {
		g.Go(func() (err error) {
			if f.clerks[n], err = e2e.LogIn(ctx, central, anna); err != nil {
				return err
			}
			return f.clerks[n].Take(ctx, "ratusz", firstConsole+n)
		})
	}
	if err := g.Wait(); err != nil {
		return err
	}
	for n, k := range f.clerks {
		f.open.Go(func() {
			err := k.Watch(ctx, func(seq int64) { f.see(n, seq) })
			if ctx.Err() == nil {
				f.mu.Lock()
				defer f.mu.Unlock()
				f.ends = errors.Join(f.ends, fmt.Errorf("console %d: %w", n, err))
			}
		})
	}
	for range peopleWaiting {
		if err := f.clerks[0].Do(ctx, "give_out", "service", hotService, "language", "pl"); err != nil {
			return err
		}
	}
	return f.all(ctx, 1, -1)
}

func (f *floor) see(n int, seq int64) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.seen[n] = sighting{seq, time.Now()}
}

// all waits until every console but one shows everything up to an event.
func (f *floor) all(ctx context.Context, seq int64, but int) error {
	ctx, cancel := context.WithTimeoutCause(ctx, 10*time.Second, errors.New("a page does not change"))
	defer cancel()
	return fanout.Until(ctx, time.Millisecond, func() (bool, error) {
		f.mu.Lock()
		defer f.mu.Unlock()
		for n, s := range f.seen {
			if n != but && s.seq < seq {
				return false, f.ends
			}
		}
		return true, f.ends
	})
}

// round lets clerks in turn give out a ticket and call the next, so that as many
// wait as before, and gives how late the others saw it.
func (f *floor) round(ctx context.Context, pid int) (late []time.Duration, used time.Duration, err error) {
	before, err := cpu(pid)
	if err != nil {
		return nil, 0, err
	}
	for n := range consoleActions {
		if err := pause(ctx, consoleMoment); err != nil {
			return nil, 0, err
		}
		who := n % openConsoles
		deed := []string{"give_out", "call_next"}[n%2]
		began, seq, err := f.clerks[who].DoTimed(ctx, deed, "service", hotService, "language", "pl")
		if err != nil {
			return nil, 0, err
		}
		if err := f.all(ctx, seq, who); err != nil {
			return nil, 0, err
		}
		f.mu.Lock()
		for n, s := range f.seen {
			if n != who {
				late = append(late, s.at.Sub(began))
			}
		}
		f.mu.Unlock()
	}
	after, err := cpu(pid)
	return late, after - before, err
}
