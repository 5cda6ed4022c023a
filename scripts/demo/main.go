// Command demo runs the whole of Numerek on one machine, for somebody who wants
// to see it: the central server with the demonstration office, a ticket printer
// in software, a kiosk, a wall monitor with its voice. scripts/run builds and
// starts it.
//
// With -tour it takes tickets and calls them by itself, in windows on screens of
// its own and in a real browser, and leaves pictures, the sound and a report; see
// the packages citizen, hall and browser.
package main

import (
	"context"
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

	"numerek/appliance/config"
	"numerek/central/officefile"
	"numerek/scripts/e2e"
)

func main() {
	// What is started dies with the thread that started it; the first one lasts.
	runtime.LockOSThread()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
	err := run(ctx, os.Args[1:], os.Stdout)
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "run:", err)
		os.Exit(1)
	}
}

// options are the command line.
type options struct {
	tour, data             string
	fresh                  bool
	device, window         string
	display, displayWindow string
}

// check says what is wrong with the command line, before anything starts.
func (o options) check(rest []string, office *officefile.Office) error {
	if len(rest) > 0 {
		return fmt.Errorf("%q is not an option: each begins with --, and --help lists them", rest[0])
	}
	if _, _, ok := office.Kiosk(o.device); !ok {
		return fmt.Errorf("--device: the office has no kiosk %q, only %s", o.device, strings.Join(kiosks(office), " and "))
	}
	if _, _, ok := office.Display(o.display); !ok {
		return fmt.Errorf("--display: the office has no monitor %q, only %s", o.display, strings.Join(displays(office), ", "))
	}
	// The programs' own rules: what they refuse later is refused now.
	_, err := config.FromArgs([]string{
		"--role", string(config.Kiosk), "--device", o.device, "--server", devicesAddress, "--window", o.window,
	}, io.Discard)
	if err != nil {
		return err
	}
	_, err = config.FromArgs([]string{
		"--role", string(config.Display), "--device", o.display, "--server", devicesAddress, "--window", o.displayWindow,
	}, io.Discard)
	if err != nil {
		return fmt.Errorf("the monitor: %w", err)
	}
	return nil
}

func run(ctx context.Context, args []string, out io.Writer) error {
	var o options
	flags := flag.NewFlagSet("scripts/run", flag.ContinueOnError)
	flags.StringVar(&o.tour, "tour", "", "take tickets and call them without a person or a screen, and write pictures and sound to this `folder`")
	flags.StringVar(&o.data, "data", "", "`folder` of database and journal; .cache/run if empty")
	flags.BoolVar(&o.fresh, "fresh", false, "begin with an empty database: remove what earlier runs made in the folder")
	flags.StringVar(&o.window, "window", "540x960", "`WIDTHxHEIGHT` of the kiosk's window in pixels")
	flags.StringVar(&o.device, "device", "kiosk-ratusz", "`id` of a kiosk of the office file, such as kiosk-usc")
	flags.StringVar(&o.display, "display", "", "`id` of a monitor of the office file, such as ekran-u1; the one that speaks in the kiosk's building if empty")
	flags.StringVar(&o.displayWindow, "display-window", "1280x720", "`WIDTHxHEIGHT` of the monitor's window in pixels")
	if err := flags.Parse(args); errors.Is(err, flag.ErrHelp) {
		return nil
	} else if err != nil {
		return err
	}
	office, err := readOffice()
	if err != nil {
		return err
	}
	if o.display == "" {
		o.display = announcer(office, o.device)
	}
	if err := o.check(flags.Args(), office); err != nil {
		return err
	}
	root, err := e2e.Root()
	if err != nil {
		return err
	}
	programs := e2e.Programs{Central: filepath.Join(root, ".cache", "bin", "central"), Appliance: filepath.Join(root, ".cache", "bin", "appliance")}
	if o.tour != "" {
		return tour(ctx, o, office, programs, out)
	}
	return show(ctx, o, office, programs, out)
}
