package main

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"time"

	"numerek/central/store"
	"numerek/central/store/sqlstore"
	"numerek/scripts/benchmark/measure"
)

const (
	durablePer = time.Second
	memoryMiB  = 64
)

// goals of the server beside SQLite in process, by clients.
var durableGoals = []struct {
	clients int
	goal    float64
}{{1, 0.40}, {16, 0.30}, {128, 0.45}}

// tickets measures tickets per second that are safe on the disk: through the
// whole server, through the use cases alone, and records of a bare log.
func (b *bench) tickets(ctx context.Context) (err error) {
	central, err := b.startServer(ctx, "durable", "")
	if err != nil {
		return err
	}
	defer central.close()
	backend, err := sqlstore.OpenSQLite(ctx, filepath.Join(b.folder, "in-process.db"), sqlstore.Options{})
	if err != nil {
		return err
	}
	bare, err := openInProcess(ctx, backend, store.Options{})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, bare.close()) }()
	raw, err := openRawLog(filepath.Join(b.folder, "raw.log"))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, raw.close()) }()
	services, err := bare.services(ctx)
	if err != nil {
		return err
	}
	d := &durable{bench: b, central: central, bare: bare, raw: raw, services: services}
	for _, g := range durableGoals {
		if err := d.measure(ctx, g.clients, g.goal); err != nil {
			return err
		}
	}
	if err := errors.Join(d.given.gapless(), central.given.gapless()); err != nil {
		return err
	}
	rss, err := resident(central.Pid())
	if err != nil {
		return err
	}
	b.report(measure.AtMost("server_memory_after_load", "MiB", []float64{rss}, memoryMiB), "resident, right after the load of 128 clients")
	return nil
}

// durable is the contenders, and what they have done with one number of clients.
type durable struct {
	bench    *bench
	central  *server
	bare     *inProcess
	raw      *rawLog
	services []string
	given    ledger // numbers of the database in process

	overGRPC, inSQLite, inRawLog []float64 // tickets per second
	micros                       []float64 // of the server's processor, per ticket
	p50, p99                     []float64 // milliseconds over gRPC
}

func (d *durable) measure(ctx context.Context, clients int, goal float64) error {
	d.overGRPC, d.inSQLite, d.inRawLog, d.micros, d.p50, d.p99 = nil, nil, nil, nil, nil, nil
	for range d.bench.rounds {
		if err := d.round(ctx, clients); err != nil {
			return err
		}
		d.bench.say("durable, %d clients: gRPC %.0f, in process %.0f, raw log %.0f tickets/s", clients,
			last(d.overGRPC), last(d.inSQLite), last(d.inRawLog))
	}
	name := fmt.Sprintf("durable_tickets_grpc_%d_clients", clients)
	d.bench.report(measure.Beside(name, "1/s", d.overGRPC, "SQLite in process, same schema and rules", d.inSQLite, goal),
		fmt.Sprintf("p50 %.2f ms, p99 %.2f ms; %d kiosk connections", measure.Median(d.p50), measure.Median(d.p99), len(d.central.kiosks)))
	d.bench.report(measure.Beside(name+"_beside_raw_log", "1/s", d.overGRPC, "raw log", d.inRawLog, 0),
		"records of 128 bytes, grouped fdatasync")
	d.bench.report(measure.Plain(fmt.Sprintf("server_cpu_per_ticket_%d_clients", clients), "us", d.micros),
		"the server's process; the clients are another")
	return nil
}

// round lets each contender run once.
func (d *durable) round(ctx context.Context, clients int) error {
	l, err := closedLoop(ctx, clients, durablePer/2, d.services, d.raw.issue)
	if err != nil {
		return err
	}
	d.inRawLog = append(d.inRawLog, l.rate())
	if l, err = closedLoop(ctx, clients, durablePer, d.services, d.bare.issue); err != nil {
		return err
	}
	d.inSQLite = append(d.inSQLite, l.rate())
	if err := d.given.take(l.numbers); err != nil {
		return err
	}
	before, err := cpu(d.central.Pid())
	if err != nil {
		return err
	}
	if l, err = closedLoop(ctx, clients, durablePer, d.services, d.central.issue); err != nil {
		return err
	}
	after, err := cpu(d.central.Pid())
	if err != nil {
		return err
	}
	d.overGRPC = append(d.overGRPC, l.rate())
	d.micros = append(d.micros, 1000*measure.Milliseconds(after-before)/float64(len(l.numbers)))
	d.p50, d.p99 = append(d.p50, l.milliseconds(50)), append(d.p99, l.milliseconds(99))
	return d.central.given.take(l.numbers)
}

func last(v []float64) float64 { return v[len(v)-1] }
