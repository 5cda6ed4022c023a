// Command benchmark measures Numerek on this machine, the shipped programs as
// well as their middle, and writes one JSON object a line to standard output.
// scripts/bench builds what it needs and starts it.
//
// What is compared runs in turns in the same rounds; the ratio is taken in each
// round, and the median of the rounds counts.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"time"

	"numerek/scripts/benchmark/measure"
	"numerek/scripts/e2e"
)

// runLimit is the end of patience with a whole run.
const runLimit = 15 * time.Minute

func main() {
	// What is started dies with the thread that started it; the first one lasts.
	runtime.LockOSThread()
	if len(os.Args) > 1 && os.Args[1] == fanoutMode {
		if err := serveFanout(os.Args[2:]); err != nil {
			fmt.Fprintln(os.Stderr, "bench:", err)
			os.Exit(1)
		}
		return
	}
	if len(os.Args) > 1 && os.Args[1] == floodMode {
		if err := runFlood(os.Args[2:]); err != nil {
			fmt.Fprintln(os.Stderr, "bench:", err)
			os.Exit(1)
		}
		return
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := run(ctx, os.Args[1:], os.Stdout, os.Stderr)
	stop()
	if err != nil && !errors.Is(err, flag.ErrHelp) {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

// bench is one run.
type bench struct {
	folder    string // for data, on a real disk
	central   string // program
	appliance string // program
	office    string // file
	postgres  string // address of a server of our own
	rounds    int

	results *json.Encoder
	log     io.Writer
	began   time.Time
}

func run(ctx context.Context, args []string, out, log io.Writer) error {
	b := &bench{results: json.NewEncoder(out), log: log, began: time.Now()}
	b.results.SetEscapeHTML(false)
	flags := flag.NewFlagSet("benchmark", flag.ContinueOnError)
	flags.StringVar(&b.folder, "folder", "", "`folder` for data, on a real disk")
	flags.StringVar(&b.postgres, "postgres", "", "`address` of a PostgreSQL that may be filled with anything")
	flags.IntVar(&b.rounds, "rounds", 5, "`number` of rounds")
	only := flags.String("only", "", "`names` of the parts to run, with commas between them; all if empty")
	if err := flags.Parse(args); err != nil {
		return err
	}
	if err := b.prepare(); err != nil {
		return err
	}
	ctx, cancel := context.WithTimeoutCause(ctx, runLimit, errors.New("the run takes too long"))
	defer cancel()
	before, err := machineLoad()
	if err != nil {
		return err
	}
	var faults []error
	for _, part := range []struct {
		name string
		run  func(context.Context) error
	}{
		{"durable", b.tickets},
		{"postgres", b.grouped},
		{"latency", b.latency},
		{"start", b.start},
		{"watchers", b.watchers},
		{"devices", b.devices},
		{"consoles", b.consoles},
		{"bookings", b.bookings},
		{"rush", b.morning},
		{"flood", b.flood},
		{"kiosk", b.kiosk},
		{"paper", b.paper},
		{"image", b.image},
	} {
		if *only != "" && !strings.Contains(","+*only+",", ","+part.name+",") {
			continue
		}
		if err := part.run(ctx); err != nil {
			b.report(measure.Failed(part.name, err), "")
			faults = append(faults, fmt.Errorf("%s: %w", part.name, err))
		}
	}
	b.report(measure.Plain("machine_load_before", "tasks", []float64{before}),
		fmt.Sprintf("%d cores; where other work keeps more of them busy than none, only ratios to a peer mean something", runtime.NumCPU()))
	return errors.Join(faults...)
}

// prepare finds the programs and makes sure that the folder is on a disk.
func (b *bench) prepare() error {
	root, err := e2e.Root()
	if err != nil {
		return err
	}
	b.central, b.appliance = filepath.Join(root, ".cache", "bin", "central"), filepath.Join(root, ".cache", "bin", "appliance")
	var disk syscall.Statfs_t
	if err := syscall.Statfs(b.folder, &disk); err != nil {
		return fmt.Errorf("folder %q: %w", b.folder, err)
	}
	const tmpfs, ramfs = 0x01021994, 0x858458f6
	if disk.Type == tmpfs || disk.Type == ramfs {
		return fmt.Errorf("folder %q is in memory: a commit would cost nothing there", b.folder)
	}
	b.office, err = e2e.PatientOffice(b.folder)
	return err
}

// report writes a result, with a note where there is something to say.
func (b *bench) report(r measure.Result, note string) {
	if note != "" {
		r.Note = note
	}
	if err := b.results.Encode(r); err != nil {
		b.say("%s is lost: %v", r.Name, err)
	}
}

// say tells the one who waits how it goes.
func (b *bench) say(format string, args ...any) {
	fmt.Fprintf(b.log, "%4.0f s  %s\n", time.Since(b.began).Seconds(), fmt.Sprintf(format, args...))
}
