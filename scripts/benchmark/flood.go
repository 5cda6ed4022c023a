package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"time"

	"numerek/scripts/benchmark/measure"
	"numerek/scripts/e2e"
	"numerek/scripts/e2e/rush"
)

const (
	floodMode   = "flood" // in the place of flags: this program is many browsers
	floodRounds = 2
	floodTimes  = 10 // the capacity
	floodCalm   = 2 * time.Second
	floodFor    = 8 * time.Second
	floodMark   = "flood: "

	kioskRate  = 4  // tickets a second of each kiosk: far more than a town hall's
	kioskBurst = 30 // people at the opening, all at once
	kioskLimit = 1000
)

// runFlood makes this program many browsers: ADDRESS REQUESTS-PER-SECOND SECONDS BROWSERS.
func runFlood(args []string) error {
	if len(args) != 4 {
		return fmt.Errorf("flood takes an address and three numbers, not %q", args)
	}
	var numbers [3]int
	for i := range numbers {
		var err error
		if numbers[i], err = strconv.Atoi(args[1+i]); err != nil {
			return err
		}
	}
	f := rush.Flood{
		Address: args[0], Paths: rush.Looking(hotService, rush.Tuesday, "10:20"),
		PerSecond: numbers[0], For: time.Duration(numbers[1]) * time.Second, Browsers: numbers[2],
	}
	tally, err := f.Run(context.Background())
	if err != nil {
		return err
	}
	text, err := json.Marshal(tally)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintln(os.Stdout, floodMark+string(text))
	return err
}

// flood measures what kiosks notice of ten times as many requests for pages as
// the server can answer. The requests come from another process, so that what the
// kiosks measure is the server.
func (b *bench) flood(ctx context.Context) error {
	central, err := b.startServer(ctx, "flood", "")
	if err != nil {
		return err
	}
	defer central.close()
	kiosks, err := twoKiosks(ctx, central)
	if err != nil {
		return err
	}
	var p99, calm99, most, capacity, offered, served, away []float64
	for range floodRounds {
		quiet, err := b.rain(ctx, central, 0, floodCalm, 64)
		if err != nil {
			return err
		}
		before, err := kiosks.issue(ctx, floodCalm)
		if err != nil {
			return err
		}
		under := make(chan error, 1)
		var tally rush.Tally
		go func() {
			var err error
			tally, err = b.rain(ctx, central, int(floodTimes*quiet.ServedPerSecond()), floodFor, rush.MoreThanWait)
			under <- err
		}()
		during, err := kiosks.issue(ctx, floodFor)
		if err := errors.Join(err, <-under); err != nil {
			return fmt.Errorf("%w\n%s", err, central.Tail())
		}
		if tally.Other > 0 || tally.Cut > 0 || tally.Away == 0 {
			return fmt.Errorf("want pages and 503 with Retry-After and nothing else, got %+v", tally)
		}
		p99, most, calm99 = append(p99, during.milliseconds(99)), append(most, during.milliseconds(100)), append(calm99, before.milliseconds(99))
		capacity, offered = append(capacity, quiet.ServedPerSecond()), append(offered, tally.SentPerSecond())
		served, away = append(served, tally.ServedPerSecond()), append(away, float64(tally.Away)/tally.Took.Seconds())
		b.say("flood: %.0f pages/s are possible, %.0f/s were asked for, %.0f/s served, %.0f/s sent away; %d tickets, p99 %.1f ms (calm %.1f ms)",
			last(capacity), last(offered), last(served), last(away), len(during.numbers), last(p99), last(calm99))
	}
	b.report(measure.AtMost("tap_to_number_p99_in_a_flood", "ms", p99, kioskLimit),
		fmt.Sprintf("two kiosks, %d tickets/s each and bursts of %d; none failed; slowest %.0f ms, p99 without the flood %.1f ms; asked for %.1f times the %.0f pages/s that are possible; "+
			"%.0f/s served, %.0f/s sent away with Retry-After", kioskRate, kioskBurst, measure.Median(most), measure.Median(calm99),
			measure.Median(measure.Ratios(offered, capacity)), measure.Median(capacity), measure.Median(served), measure.Median(away)))
	b.report(measure.Beside("pages_served_in_a_flood", "1/s", served, "asked for as fast as they come", capacity, 0), "what the flood itself costs: connections, and answers to those who are sent away")
	return central.given.gapless()
}

// rain runs a flood in a process of its own.
func (b *bench) rain(ctx context.Context, central *server, perSecond int, per time.Duration, browsers int) (t rush.Tally, err error) {
	program, err := os.Executable()
	if err != nil {
		return t, err
	}
	process, err := e2e.Start(e2e.Command{
		Name: "flood", Path: program, Args: []string{floodMode, central.HTTP, strconv.Itoa(perSecond), strconv.Itoa(int(per.Seconds())), strconv.Itoa(browsers)},
		Log: filepath.Join(b.folder, "flood.log"),
	})
	if err != nil {
		return t, err
	}
	defer process.Kill()
	line, _, err := process.Said(ctx, 0, e2e.Contains(floodMark))
	if err != nil {
		return t, err
	}
	return t, json.Unmarshal([]byte(strings.TrimPrefix(line, floodMark)), &t)
}

// kioskPair is the kiosks of the two buildings.
type kioskPair struct {
	server   *server
	kiosks   []*e2e.Device
	services []string
}

func twoKiosks(ctx context.Context, central *server) (*kioskPair, error) {
	usc, err := e2e.Dial(central.Devices, "", "kiosk-usc")
	if err != nil {
		return nil, err
	}
	central.kiosks = append(central.kiosks, usc) // closed with the others
	if err := usc.Hello(ctx); err != nil {
		return nil, err
	}
	return &kioskPair{central, []*e2e.Device{central.kiosks[0], usc}, []string{hotService, "odpisy"}}, nil
}

// issue lets people come to both kiosks at a rate, and in the middle a crowd at once.
func (k *kioskPair) issue(ctx context.Context, per time.Duration) (load, error) {
	one := func(ctx context.Context, n int, _ string) (number, error) {
		ticket, err := k.kiosks[n%2].Issue(ctx, e2e.NewRequest(), k.services[n%2])
		if err != nil {
			return number{}, err
		}
		return number{ticket.GetPrefix(), int(ticket.GetSequence())}, nil
	}
	var crowd load
	var faults error
	var mu sync.Mutex
	var hands sync.WaitGroup
	hands.Go(func() {
		select {
		case <-time.After(per / 2):
		case <-ctx.Done():
			return
		}
		began := time.Now()
		for n := range kioskBurst {
			hands.Go(func() {
				var l load
				err := l.one(ctx, n, "", began, one)
				mu.Lock()
				defer mu.Unlock()
				faults = errors.Join(faults, err)
				crowd.latencies, crowd.numbers = append(crowd.latencies, l.latencies...), append(crowd.numbers, l.numbers...)
			})
		}
	})
	all, err := openLoop(ctx, 2*kioskRate, per, []string{""}, one)
	hands.Wait()
	all.latencies, all.numbers = append(all.latencies, crowd.latencies...), append(all.numbers, crowd.numbers...)
	return all, errors.Join(err, faults, k.server.given.take(all.numbers))
}
