package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"numerek/scripts/benchmark/fanout"
	"numerek/scripts/benchmark/measure"
	"numerek/scripts/e2e"
)

const (
	devicesLimit  = 8 * time.Minute
	devicesAtOnce = 10_000 // of as many places, some in each of the watched offices
	missedCalls   = 300    // while the monitors are away, one in each of as many offices

	heartbeatRounds = 2
	heartbeatRound  = 30 * time.Second // in which each device reports once

	enrolledLimit  = 60  // KiB, a monitor with TLS
	heartbeatLimit = 25  // percent of one core, all of them
	backLimit      = 15  // seconds, until all have come back
	tapBackLimit   = 250 // milliseconds, meanwhile
)

// fleet is enrolled monitors before the real server, each side in a process of its own.
type fleet struct {
	hall

	folder, address string
	crowd           *fanout.Server
}

// devices measures ten thousand enrolled monitors: what each costs, what they cost when
// nothing happens, and how they come back when the server was killed.
func (b *bench) devices(ctx context.Context) error {
	ctx, cancel := context.WithTimeoutCause(ctx, devicesLimit, errors.New("the devices take too long"))
	defer cancel()
	f := &fleet{hall: hall{bench: b}, folder: filepath.Join(b.folder, "devices")}
	if err := os.Mkdir(f.folder, 0o700); err != nil {
		return err
	}
	var err error
	if f.address, err = e2e.FreePort(); err != nil {
		return err
	}
	if err := f.start(ctx); err != nil {
		return err
	}
	defer func() { f.calls.Close() }()
	if err := f.enrol(ctx); err != nil {
		return err
	}
	before, err := f.memory(ctx)
	if err != nil {
		return err
	}
	began := time.Now()
	if f.crowd, err = fanout.Start(ctx, "crowd", fanoutMode, "crowd", f.folder, f.address); err != nil {
		return err
	}
	defer f.crowd.Close()
	if _, err := f.crowd.Ask(ctx, "gathered"); err != nil {
		return err
	}
	b.report(measure.Plain("enrolled_monitors_gathered_10000", "s", []float64{time.Since(began).Seconds()}), "TLS 1.3 with certificates of both sides, 500 offices")
	after, err := f.memory(ctx)
	if err != nil {
		return err
	}
	b.report(measure.AtMost("server_memory_per_enrolled_monitor", "KiB", []float64{(after - before) * 1024 / devicesAtOnce}, enrolledLimit),
		"resident after a collection; one connection a monitor, TLS")
	if err := f.beat(ctx); err != nil {
		return err
	}
	return f.comeBack(ctx)
}

// start starts the next server on what the last one has left.
func (f *fleet) start(ctx context.Context) (err error) {
	office := filepath.Join(f.folder, "office.toml")
	if _, err := os.Stat(office); errors.Is(err, os.ErrNotExist) {
		text, err := os.ReadFile(f.bench.office)
		if err != nil {
			return err
		}
		more, err := fanout.WithScreens(string(text), devicesAtOnce/watchedOffices)
		if err != nil {
			return err
		}
		if err := os.WriteFile(office, []byte(more), 0o600); err != nil {
			return err
		}
	}
	f.calls, err = fanout.Start(ctx, "devices", fanoutMode, "devices", f.folder, office, f.address)
	return err
}

// enrol lets all of them enrol, and gives out the tickets that are called later.
func (f *fleet) enrol(ctx context.Context) error {
	for office := range watchedOffices {
		if _, err := f.calls.Ask(ctx, "enrol %d %d", office, devicesAtOnce/watchedOffices); err != nil {
			return err
		}
	}
	for _, command := range []string{"cards", "give 3"} {
		if _, err := f.calls.Ask(ctx, "%s", command); err != nil {
			return err
		}
	}
	return nil
}

// beat measures what the devices cost when nothing happens: the signs of life of the
// streams, and the reports of health.
func (f *fleet) beat(ctx context.Context) error {
	var share, rate []float64
	var reports, refused int64
	for range 1 + heartbeatRounds { // the first is for getting quiet
		bytes, before, err := f.heard(ctx)
		if err != nil {
			return err
		}
		used, err := cpu(f.calls.Pid())
		if err != nil {
			return err
		}
		began := time.Now()
		if err := pause(ctx, heartbeatRound); err != nil {
			return err
		}
		took := time.Since(began)
		after, err := cpu(f.calls.Pid())
		if err != nil {
			return err
		}
		all, now, err := f.heard(ctx)
		if err != nil {
			return err
		}
		share = append(share, 100*(after-used).Seconds()/took.Seconds())
		rate = append(rate, float64(all-bytes)/took.Seconds()/1024)
		reports, refused = now[0]-before[0], now[1]
	}
	share, rate = share[1:], rate[1:]
	f.bench.report(measure.AtMost("heartbeat_cost_of_devices_10000", "% of a core", share, heartbeatLimit),
		fmt.Sprintf("a sign of life on each stream every 5 s, a report of health from each device every 30 s (%d in the last round, %d refused so far)", reports, refused))
	f.bench.report(measure.Plain("heartbeat_traffic_of_devices_10000", "KiB/s", rate), "to the devices, before TLS")
	return nil
}

// heard is how much the crowd has heard, and how many of its reports were answered and refused.
func (f *fleet) heard(ctx context.Context) (bytes int64, reports [2]int64, err error) {
	said, err := f.crowd.Ask(ctx, "heard")
	if err != nil {
		return 0, reports, err
	}
	var messages int64
	if _, err = fmt.Sscan(said, &bytes, &messages, &reports[0], &reports[1]); err != nil {
		err = fmt.Errorf("the crowd said %q: %w", said, err)
	}
	return bytes, reports, err
}

// comeBack kills the server and measures how the crowd comes back to the next.
func (f *fleet) comeBack(ctx context.Context) error {
	killed := time.Now()
	f.calls.Close()
	if err := f.start(ctx); err != nil {
		return err
	}
	server, ready := f.calls, time.Now()
	crowdBefore, err1 := cpu(f.crowd.Pid())
	serverBefore, err2 := cpu(server.Pid())
	if err := errors.Join(err1, err2); err != nil {
		return err
	}
	visitor, err := fanout.Start(ctx, "visitor", fanoutMode, "tap", f.folder, f.address)
	if err != nil {
		return err
	}
	defer visitor.Close()
	for n := range missedCalls {
		if err := server.Do("call %d", n); err != nil {
			return err
		}
	}
	said, err := f.crowd.Ask(ctx, "back %d", missedCalls)
	if err != nil {
		return err
	}
	back := time.Now()
	var lost, twice, taps int
	if _, err := fmt.Sscan(said, &lost, &twice); err != nil {
		return fmt.Errorf("the crowd said %q: %w", said, err)
	}
	crowdAfter, err1 := cpu(f.crowd.Pid())
	serverAfter, err2 := cpu(server.Pid())
	if err := errors.Join(err1, err2); err != nil {
		return err
	}
	if said, err = visitor.Ask(ctx, "stop"); err != nil {
		return err
	}
	var p50, p99 float64
	if _, err := fmt.Sscan(said, &taps, &p50, &p99); err != nil {
		return fmt.Errorf("the visitor said %q: %w", said, err)
	}
	took := back.Sub(ready).Seconds()
	f.bench.report(measure.AtMost("devices_back_after_kill_10000", "s", []float64{took}, backLimit),
		fmt.Sprintf("from the next server listening until the last has what it missed; %.1f s from the kill", back.Sub(killed).Seconds()))
	f.bench.report(measure.AtMost("calls_lost_over_kill", "calls", []float64{float64(lost)}, 0), "missed while the server was away")
	f.bench.report(measure.AtMost("calls_twice_over_kill", "calls", []float64{float64(twice)}, 0), "")
	f.bench.report(measure.AtMost("tap_p99_while_devices_come_back", "ms", []float64{p99}, tapBackLimit),
		fmt.Sprintf("%d taps at one kiosk, one after the other, p50 %.0f ms, that kiosk's own return left out; of one core the server used %.0f %%, "+
			"and the monitors, which run beside it at nice 10, %.0f %%", taps, p50,
			100*(serverAfter-serverBefore).Seconds()/took, 100*(crowdAfter-crowdBefore).Seconds()/took))
	return errors.Join(server.Failed(), visitor.Failed(), f.crowd.Failed())
}
