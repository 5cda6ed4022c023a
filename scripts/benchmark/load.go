package main

import (
	"context"
	"fmt"
	"sync"
	"time"

	"numerek/scripts/benchmark/measure"
)

// number is a ticket's number as the one who asked for it saw it.
type number struct {
	prefix string
	n      int
}

// issuer asks for a ticket of a service and returns when it is durable. It is
// called by many clients at once; client tells them apart, from 0.
type issuer func(ctx context.Context, client int, service string) (number, error)

// load is what a load has done.
type load struct {
	took      time.Duration
	latencies []time.Duration // of every ticket
	numbers   []number
}

func (l load) rate() float64 { return float64(len(l.numbers)) / l.took.Seconds() }

func (l load) milliseconds(percentile float64) float64 {
	return measure.Milliseconds(measure.Percentile(l.latencies, percentile))
}

// closedLoop lets clients ask for tickets of the services in turn, each again
// as soon as it was answered, for the given time. The first failure is the end.
func closedLoop(ctx context.Context, clients int, per time.Duration, services []string, issue issuer) (load, error) {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	each := make([]load, clients)
	var done sync.WaitGroup
	began := time.Now()
	for c := range clients {
		done.Go(func() {
			for i := c; time.Since(began) < per && ctx.Err() == nil; i++ {
				if err := each[c].one(ctx, c, services[i%len(services)], time.Now(), issue); err != nil {
					cancel(err)
				}
			}
		})
	}
	done.Wait()
	all := load{took: time.Since(began)}
	for _, l := range each {
		all.latencies = append(all.latencies, l.latencies...)
		all.numbers = append(all.numbers, l.numbers...)
	}
	return all, context.Cause(ctx)
}

// openLoop asks for tickets at a fixed rate whether or not the ones before were
// answered, as people come. A latency counts from the moment that was planned,
// so that a server that stalls cannot hide it by slowing the load down.
func openLoop(ctx context.Context, perSecond int, per time.Duration, services []string, issue issuer) (load, error) {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	var mu sync.Mutex
	var all load
	var done sync.WaitGroup
	count := int(per.Seconds() * float64(perSecond))
	began := time.Now()
	for i := 0; i < count && ctx.Err() == nil; i++ {
		planned := began.Add(time.Duration(i) * time.Second / time.Duration(perSecond))
		time.Sleep(time.Until(planned))
		done.Go(func() {
			var one load
			if err := one.one(ctx, i, services[i%len(services)], planned, issue); err != nil {
				cancel(err)
				return
			}
			mu.Lock()
			defer mu.Unlock()
			all.latencies = append(all.latencies, one.latencies...)
			all.numbers = append(all.numbers, one.numbers...)
		})
	}
	done.Wait()
	all.took = time.Since(began)
	return all, context.Cause(ctx)
}

func (l *load) one(ctx context.Context, client int, service string, from time.Time, issue issuer) error {
	n, err := issue(ctx, client, service)
	if err != nil {
		return fmt.Errorf("client %d, %s: %w", client, service, err)
	}
	l.latencies = append(l.latencies, time.Since(from))
	l.numbers = append(l.numbers, n)
	return nil
}

// ledger is every number that one database has given: a figure counts for
// nothing if they are wrong.
type ledger struct{ given map[string]*span }

// span is what was given of one prefix.
type span struct {
	low, high int
	numbers   map[int]bool
}

// take adds the numbers of a load, and fails at one that was given before.
func (l *ledger) take(numbers []number) error {
	if l.given == nil {
		l.given = make(map[string]*span)
	}
	for _, n := range numbers {
		s := l.given[n.prefix]
		if s == nil {
			s = &span{low: n.n, high: n.n, numbers: make(map[int]bool)}
			l.given[n.prefix] = s
		}
		if s.numbers[n.n] {
			return fmt.Errorf("%s %d was given twice", n.prefix, n.n)
		}
		s.numbers[n.n] = true
		s.low, s.high = min(s.low, n.n), max(s.high, n.n)
	}
	return nil
}

// gapless fails where a number between two that were given was not.
func (l *ledger) gapless() error {
	for prefix, s := range l.given {
		if missing := s.high - s.low + 1 - len(s.numbers); missing != 0 {
			return fmt.Errorf("%d numbers between %s %d and %d were given to nobody", missing, prefix, s.low, s.high)
		}
	}
	return nil
}
