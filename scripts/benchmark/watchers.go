package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"golang.org/x/sys/unix"

	"numerek/scripts/benchmark/fanout"
	"numerek/scripts/benchmark/measure"
)

const (
	fanoutMode = "serve-fanout" // in the place of flags: this program is one of the servers of a hall

	watchersLimit  = 3 * time.Minute
	watchersRounds = 3
	watchedOffices = 500
	spreadCalls    = 300 // a round, a hundred a second
	filesNeeded    = 10_200

	displayLimit = 20  // milliseconds, ten thousand monitors in 500 offices
	displayGoal  = 1.5 // times bare TCP
	monitorLimit = 60  // KiB
	stalledLimit = 64  // KiB
	droppedLimit = 10  // seconds
)

// crowds are the monitors that watch at once, and in how many offices; where it
// is one, so many calls come one after the other.
var crowds = []struct{ monitors, offices, calls int }{
	{1_000, 1, 12}, {1_000, watchedOffices, 0}, {10_000, 1, 6}, {10_000, watchedOffices, 0},
}

// hall is the server of the calls, and bare TCP beside it.
type hall struct {
	bench *bench
	calls *fanout.Server
	raw   *fanout.Server
	size  int // of a call on the line
}

// serveFanout makes this program one of the servers of a hall.
func serveFanout(args []string) error {
	switch {
	case len(args) == 3 && args[0] == "calls":
		return fanout.ServeCalls(fanout.Site{Folder: args[1], File: args[2], Offices: watchedOffices})
	case len(args) == 4 && args[0] == "devices":
		return fanout.ServeCalls(fanout.Site{Folder: args[1], File: args[2], Offices: watchedOffices, Address: args[3], Secure: true})
	case len(args) == 3 && args[0] == "crowd":
		return fanout.ServeCrowd(args[1], args[2])
	case len(args) == 3 && args[0] == "tap":
		return fanout.ServeTaps(args[1], args[2])
	case len(args) == 2 && args[0] == "raw":
		log, err := openRawLog(filepath.Join(args[1], "fanout.log"))
		if err != nil {
			return err
		}
		err = fanout.ServeRaw(func() error {
			_, err := log.issue(context.Background(), 0, "")
			return err
		})
		return errors.Join(err, log.close())
	}
	return fmt.Errorf("no such server: %q", args)
}

// watchers measures the way of a call from a clerk's action to the monitors.
func (b *bench) watchers(ctx context.Context) error {
	var files unix.Rlimit
	if err := unix.Getrlimit(unix.RLIMIT_NOFILE, &files); err != nil || files.Cur < filesNeeded {
		return errors.Join(fmt.Errorf("a process may have %d files open; ten thousand monitors need %d", files.Cur, filesNeeded), err)
	}
	ctx, cancel := context.WithTimeoutCause(ctx, watchersLimit, errors.New("the monitors take too long"))
	defer cancel()
	folder := filepath.Join(b.folder, "watchers")
	if err := os.Mkdir(folder, 0o700); err != nil {
		return err
	}
	h := &hall{bench: b}
	var err error
	if h.calls, err = fanout.Start(ctx, "calls", fanoutMode, "calls", folder, b.office); err != nil {
		return err
	}
	defer h.calls.Close()
	if h.raw, err = fanout.Start(ctx, "raw", fanoutMode, "raw", folder); err != nil {
		return err
	}
	defer h.raw.Close()
	const each = 2*watchersRounds*spreadCalls/watchedOffices + 4
	if _, err := h.calls.Ask(ctx, "give %d", each); err != nil {
		return err
	}
	if _, err := h.calls.Ask(ctx, "give-to %d 0", 200); err != nil {
		return err
	}
	b.say("monitors: %d offices, %d tickets in each", watchedOffices, each)
	for _, c := range crowds {
		if err := h.crowd(ctx, c.monitors, c.offices, c.calls); err != nil {
			return err
		}
	}
	return h.stalled(ctx)
}

// monitors gathers monitors of the real server.
func (h *hall) monitors(monitors, offices int, deaf bool) (*fanout.Audience, error) {
	screens := []string{"ekran-r1", "ekran-r2", "ekran-r3"}
	return fanout.Gather(h.calls, monitors, offices, func(n, office int, l fanout.Listener) (*fanout.Watcher, error) {
		return fanout.WatchCalls(h.calls.Address, fanout.OfficeName(office), screens[n%len(screens)], deaf, l)
	})
}

// rawMonitors gathers as many that listen to bare TCP.
func (h *hall) rawMonitors(ctx context.Context, monitors, offices int) (*fanout.Audience, error) {
	if _, err := h.raw.Ask(ctx, "size %d", h.size); err != nil {
		return nil, err
	}
	a, err := fanout.Gather(h.raw, monitors, offices, func(_, office int, l fanout.Listener) (*fanout.Watcher, error) {
		return fanout.WatchRaw(h.raw.Address, office, h.size, l)
	})
	if err == nil {
		_, err = h.raw.Ask(ctx, "joined %d", monitors)
	}
	return a, err
}

// figures are what the rounds of one crowd have measured.
type figures struct {
	p50, p99, fan50, fan99, micros, lost, gathered, memory []float64
}

// play lets calls be heard and takes down how.
func (f *figures) play(ctx context.Context, a *fanout.Audience, pid, calls, monitors int, command func(int) string) error {
	before, err := cpu(pid)
	if err != nil {
		return err
	}
	var late fanout.Lateness
	deliveries := calls * monitors
	if calls > 0 {
		moment := 100*time.Millisecond + time.Duration(monitors)*20*time.Microsecond // until the counts are out, too
		late, err = a.PlayAlone(ctx, calls, moment, command)
	} else {
		deliveries = spreadCalls * monitors / watchedOffices
		late, err = a.PlaySpread(ctx, spreadCalls, 10*time.Millisecond, command)
	}
	if err != nil {
		return err
	}
	after, err := cpu(pid)
	for _, p := range []struct {
		rounds  *[]float64
		late    []time.Duration
		percent float64
	}{{&f.p50, late.Whole, 50}, {&f.p99, late.Whole, 99}, {&f.fan50, late.Fanout, 50}, {&f.fan99, late.Fanout, 99}} {
		*p.rounds = append(*p.rounds, measure.Milliseconds(measure.Percentile(p.late, p.percent)))
	}
	f.micros = append(f.micros, 1000*measure.Milliseconds(after-before)/float64(deliveries))
	return err
}

// crowd measures one crowd, in rounds with bare TCP.
func (h *hall) crowd(ctx context.Context, monitors, offices, calls int) error {
	var real, kept, bare figures
	for range watchersRounds {
		if err := h.realRound(ctx, &real, monitors, offices, calls); err != nil {
			return fmt.Errorf("%d monitors in %d offices: %w", monitors, offices, err)
		}
		if err := h.rawRound(ctx, &kept, &bare, monitors, offices, calls); err != nil {
			return fmt.Errorf("%d raw monitors in %d offices: %w", monitors, offices, err)
		}
		h.bench.say("%d monitors in %d offices: p50 and p99 %.2f and %.2f ms, %.2f and %.2f from the commit; raw %.2f and %.2f, behind a synced log %.2f and %.2f",
			monitors, offices, last(real.p50), last(real.p99), last(real.fan50), last(real.fan99),
			last(bare.p50), last(bare.p99), last(kept.p50), last(kept.p99))
	}
	h.report(fmt.Sprintf("%d_monitors_in_%d_offices", monitors, offices), offices > 1 && monitors >= 10_000, real, kept, bare)
	return nil
}

func (h *hall) realRound(ctx context.Context, f *figures, monitors, offices, calls int) error {
	pid := h.calls.Pid()
	open, err := h.calls.Open()
	if err != nil {
		return err
	}
	before, err := h.memory(ctx)
	if err != nil {
		return err
	}
	began := time.Now()
	a, err := h.monitors(monitors, offices, false)
	if err := errors.Join(err, a.Seated(ctx)); err != nil {
		return err
	}
	f.gathered = append(f.gathered, time.Since(began).Seconds())
	after, err := h.memory(ctx)
	if err != nil {
		return err
	}
	f.memory = append(f.memory, (after-before)*1024/float64(monitors))
	if err := f.play(ctx, a, pid, calls, monitors, func(office int) string { return fmt.Sprintf("call %d", office) }); err != nil {
		return err
	}
	f.lost = append(f.lost, float64(a.Lost()))
	h.size = a.Size()
	return a.Leave(ctx, open)
}

// memory is what the server holds in MiB when it has tidied up.
func (h *hall) memory(ctx context.Context) (float64, error) {
	if _, err := h.calls.Ask(ctx, "tidy"); err != nil {
		return 0, err
	}
	return resident(h.calls.Pid())
}

func (h *hall) rawRound(ctx context.Context, kept, bare *figures, monitors, offices, calls int) error {
	open, err := h.raw.Open()
	if err != nil {
		return err
	}
	a, err := h.rawMonitors(ctx, monitors, offices)
	if err != nil {
		return err
	}
	pid := h.raw.Pid()
	err = kept.play(ctx, a, pid, calls, monitors, func(office int) string { return fmt.Sprintf("call %d 1", office) })
	if err := errors.Join(err, bare.play(ctx, a, pid, calls, monitors, func(office int) string { return fmt.Sprintf("call %d 0", office) })); err != nil {
		return err
	}
	return a.Leave(ctx, open)
}

func (h *hall) report(crowd string, goals bool, real, kept, bare figures) {
	b := h.bench
	goal := 0.0
	if goals {
		goal = displayGoal
		b.report(measure.AtMost("office_act_to_display_p99_ms_"+crowd, "ms", real.p99, displayLimit), "")
	}
	b.report(measure.NoMoreThan("office_act_to_display_p99_"+crowd, "ms", real.p99, "raw TCP behind a synced log", kept.p99, 0),
		fmt.Sprintf("from the clerk's action, in the server's process, to the message read; p50 %.2f ms, raw %.2f; one connection a monitor, no TLS",
			measure.Median(real.p50), measure.Median(kept.p50)))
	b.report(measure.NoMoreThan("commit_to_display_p99_"+crowd, "ms", real.fan99, "raw TCP", bare.p99, goal),
		fmt.Sprintf("the fan-out alone: from the call durable, of the peer from the command, to the message read; p50 %.2f ms, raw %.2f",
			measure.Median(real.fan50), measure.Median(bare.p50)))
	b.report(measure.NoMoreThan("server_cpu_per_call_and_monitor_"+crowd, "us", real.micros, "raw TCP, nothing kept", bare.micros, 0),
		"with the action, its commit, and the count of those who wait, which follows each call")
	b.report(measure.AtMost("calls_lost_"+crowd, "calls", real.lost, 0), "not heard within 10 s, or heard twice")
	b.report(measure.Plain("monitors_gathered_"+crowd, "s", real.gathered), "from the first connection until all have their hall")
	if monitors := real.memory; goals {
		b.report(measure.AtMost("server_memory_per_monitor_"+crowd, "KiB", monitors, monitorLimit), "resident after a collection; no TLS")
	}
}

// stalled measures monitors that read nothing while others do.
func (h *hall) stalled(ctx context.Context) error {
	const monitors, listening = 1000, 20
	others, err := h.monitors(listening, 1, false)
	if err := errors.Join(err, others.Seated(ctx)); err != nil {
		return err
	}
	open, err := h.calls.Open()
	if err != nil {
		return err
	}
	before, err := h.memory(ctx)
	if err != nil {
		return err
	}
	deaf, err := h.monitors(monitors, 1, true)
	if err != nil {
		return err
	}
	began := time.Now()
	played := make(chan error, 1)
	go func() {
		_, err := others.PlayAlone(ctx, 40, 100*time.Millisecond, func(office int) string { return fmt.Sprintf("call %d", office) })
		played <- err
	}()
	if err := pause(ctx, 5*time.Second); err != nil {
		return err
	}
	after, err := h.memory(ctx)
	if err != nil {
		return err
	}
	if err := h.calls.Emptied(ctx, open); err != nil {
		return err
	}
	dropped := time.Since(began).Seconds()
	if err := <-played; err != nil {
		return err
	}
	h.bench.report(measure.AtMost("stalled_monitors_dropped", "s", []float64{dropped}, droppedLimit),
		fmt.Sprintf("until the last of %d that read nothing is gone", monitors))
	h.bench.report(measure.AtMost("server_memory_per_stalled_monitor", "KiB", []float64{(after - before) * 1024 / monitors}, stalledLimit),
		"resident, five seconds after they stopped to read")
	h.bench.report(measure.AtMost("calls_lost_beside_stalled_monitors", "calls", []float64{float64(others.Lost())}, 0), "")
	return errors.Join(deaf.Leave(ctx, open), others.Leave(ctx, open-listening))
}
