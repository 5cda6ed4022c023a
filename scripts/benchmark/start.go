package main

import (
	"context"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"time"

	"numerek/scripts/benchmark/measure"
	"numerek/scripts/e2e"
)

const (
	startLimit = 50 // milliseconds
	starts     = 5
)

// start measures how long it takes from the start of the program on an empty
// folder until somebody has a ticket that is safe on the disk.
func (b *bench) start(ctx context.Context) error {
	var took []float64
	for i := range starts {
		d, err := b.startOnce(ctx, fmt.Sprintf("start-%d", i))
		if err != nil {
			return err
		}
		took = append(took, measure.Milliseconds(d))
		b.say("start to first durable ticket: %.1f ms", last(took))
	}
	b.report(measure.AtMost("start_to_first_durable_ticket", "ms", took, startLimit),
		"from exec on an empty folder: database made, office file checked and imported, ticket asked for and answered")
	return nil
}

func (b *bench) startOnce(ctx context.Context, name string) (time.Duration, error) {
	data := filepath.Join(b.folder, name)
	if err := os.Mkdir(data, 0o700); err != nil {
		return 0, err
	}
	began := time.Now()
	central, err := e2e.Server{Path: b.central, Data: data, Office: b.office, Clock: e2e.Monday()}.Launch(name)
	if err != nil {
		return 0, err
	}
	defer central.Kill()
	ctx, cancel := context.WithTimeout(ctx, 20*time.Second)
	defer cancel()
	if err := listening(ctx, central.Devices); err != nil {
		return 0, fmt.Errorf("%w\n%s", err, central.Tail())
	}
	person, err := e2e.Dial(central.Devices, "", "") // a guest: nothing to say before
	if err != nil {
		return 0, err
	}
	defer person.Close() //nolint:errcheck // the server ends now
	if _, err := person.Issue(ctx, e2e.NewRequest(), hotService); err != nil {
		return 0, err
	}
	return time.Since(began), nil
}

// listening waits until somebody takes connections at an address, without the
// seconds that gRPC waits between two attempts.
func listening(ctx context.Context, address string) error {
	var d net.Dialer
	tick := time.NewTicker(time.Millisecond / 2)
	defer tick.Stop()
	for {
		c, err := d.DialContext(ctx, "tcp", address)
		if err == nil {
			return c.Close()
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			return fmt.Errorf("nobody listens at %s: %w", address, err)
		}
	}
}
