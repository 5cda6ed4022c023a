package main

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"time"

	"github.com/jackc/pgx/v5"

	"numerek/central/store"
	"numerek/central/store/sqlstore"
	"numerek/scripts/benchmark/measure"
)

const (
	hotClients  = 64
	hotService  = "rejestracja" // one series for everybody
	groupedGoal = 20
	hotPer      = time.Second
)

// grouped measures what it brings on PostgreSQL that tickets are committed
// together, where everybody wants a number of the same series.
func (b *bench) grouped(ctx context.Context) (err error) {
	together, err := b.openPostgres(ctx, "together", store.Options{})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, together.close()) }()
	alone, err := b.openPostgres(ctx, "alone", store.Options{MaxBatch: 1, Fill: -1})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, alone.close()) }()
	address, err := b.newDatabase(ctx, "server")
	if err != nil {
		return err
	}
	central, err := b.startServer(ctx, "postgres-server", address)
	if err != nil {
		return err
	}
	defer central.close()

	contenders := []struct {
		name  string
		issue issuer
		given *ledger
		rates []float64
	}{
		{"one transaction per ticket", alone.issue, new(ledger), nil},
		{"grouped commits", together.issue, new(ledger), nil},
		{"the whole server, gRPC", central.issue, &central.given, nil},
	}
	for range b.rounds {
		for i := range contenders {
			c := &contenders[i]
			l, err := closedLoop(ctx, hotClients, hotPer, []string{hotService}, c.issue)
			if err != nil {
				return fmt.Errorf("%s: %w", c.name, err)
			}
			if err := c.given.take(l.numbers); err != nil {
				return fmt.Errorf("%s: %w", c.name, err)
			}
			c.rates = append(c.rates, l.rate())
			b.say("PostgreSQL, %d clients, one series: %s %.0f tickets/s", hotClients, c.name, l.rate())
		}
	}
	for _, c := range contenders {
		if err := c.given.gapless(); err != nil {
			return fmt.Errorf("%s: %w", c.name, err)
		}
	}
	one := contenders[0]
	b.report(measure.Beside("postgres_grouped_hot_series", "1/s", contenders[1].rates, one.name, one.rates, groupedGoal),
		"64 clients, the use cases in process for both")
	b.report(measure.Beside("postgres_grpc_hot_series", "1/s", contenders[2].rates, one.name, one.rates, 0),
		"64 clients through the shipped server; the peer has no gRPC in front")
	return nil
}

// openPostgres opens the use cases on a database of their own.
func (b *bench) openPostgres(ctx context.Context, database string, options store.Options) (*inProcess, error) {
	address, err := b.newDatabase(ctx, database)
	if err != nil {
		return nil, err
	}
	backend, err := sqlstore.OpenPostgres(ctx, address, sqlstore.Options{})
	if err != nil {
		return nil, err
	}
	return openInProcess(ctx, backend, options)
}

// newDatabase makes an empty database and returns its address.
func (b *bench) newDatabase(ctx context.Context, name string) (string, error) {
	address, err := url.Parse(b.postgres)
	if err != nil || b.postgres == "" {
		return "", errors.Join(fmt.Errorf("--postgres %q is no address", b.postgres), err)
	}
	conn, err := pgx.Connect(ctx, b.postgres)
	if err != nil {
		return "", err
	}
	_, err = conn.Exec(ctx, "CREATE DATABASE "+pgx.Identifier{"bench_" + name}.Sanitize())
	if err := errors.Join(err, conn.Close(ctx)); err != nil {
		return "", err
	}
	address.Path = "/bench_" + name
	return address.String(), nil
}
