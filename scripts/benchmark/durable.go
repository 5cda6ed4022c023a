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

// contenders of the rounds of durable tickets.
const (
	overGRPC  = "gRPC"
	inSQLite  = "SQLite in process, same schema and rules"
	inRawLog  = "raw log"
	gRPCPer   = time.Second
	memoryMiB = 64
)

// goals of the server beside SQLite in process, by clients.
var durableGoals = []struct {
	clients int
	goal    float64
}{{1, 0.40}, {16, 0.30}, {128, 0.45}}

// durable measures tickets per second that are safe on the disk: through the
// whole server, through the use cases alone, and records of a bare log.
func (b *bench) durable(ctx context.Context) (err error) {
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
	var given ledger // of the database in process
	for _, g := range durableGoals {
		rates := make(map[string][]float64)
		var micros, p50, p99 []float64
		for range b.rounds {
			l, err := closedLoop(ctx, g.clients, gRPCPer/2, services, raw.issue)
			if err != nil {
				return err
			}
			rates[inRawLog] = append(rates[inRawLog], l.rate())
			if l, err = closedLoop(ctx, g.clients, gRPCPer, services, bare.issue); err != nil {
				return err
			}
			if err := given.take(l.numbers); err != nil {
				return err
			}
			rates[inSQLite] = append(rates[inSQLite], l.rate())
			before, err := cpu(central.Pid())
			if err != nil {
				return err
			}
			if l, err = closedLoop(ctx, g.clients, gRPCPer, services, central.issue); err != nil {
				return err
			}
			after, err := cpu(central.Pid())
			if err != nil {
				return err
			}
			if err := central.given.take(l.numbers); err != nil {
				return err
			}
			rates[overGRPC] = append(rates[overGRPC], l.rate())
			micros = append(micros, 1000*measure.Milliseconds(after-before)/float64(len(l.numbers)))
			p50, p99 = append(p50, l.milliseconds(50)), append(p99, l.milliseconds(99))
			b.say("durable, %d clients: gRPC %.0f, in process %.0f, raw log %.0f tickets/s", g.clients,
				last(rates[overGRPC]), last(rates[inSQLite]), last(rates[inRawLog]))
		}
		name := fmt.Sprintf("durable_tickets_grpc_%d_clients", g.clients)
		note := fmt.Sprintf("p50 %.2f ms, p99 %.2f ms; %d kiosk connections", measure.Median(p50), measure.Median(p99), len(central.kiosks))
		b.report(measure.Beside(name, "1/s", rates[overGRPC], inSQLite, rates[inSQLite], g.goal), note)
		b.report(measure.Beside(name+"_beside_raw_log", "1/s", rates[overGRPC], inRawLog, rates[inRawLog], 0), "records of 128 bytes, grouped fdatasync")
		b.report(measure.Plain(fmt.Sprintf("server_cpu_per_ticket_%d_clients", g.clients), "us", micros), "the server's process; the clients are another")
	}
	if err := errors.Join(given.gapless(), central.given.gapless()); err != nil {
		return err
	}
	rss, err := resident(central.Pid())
	if err != nil {
		return err
	}
	b.report(measure.AtMost("server_memory_after_load", "MiB", []float64{rss}, memoryMiB), "resident, right after the load of 128 clients")
	return nil
}

func last(v []float64) float64 { return v[len(v)-1] }
