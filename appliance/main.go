// Command appliance is a device of an office: a ticket kiosk.
//
//	appliance --config numerek.toml
//	appliance --role kiosk --device ID --server ADDR [--window 1080x1920] …
//	appliance printer-simulator --link PATH …
//	appliance --version
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/signal"
	"runtime/debug"
	"syscall"
	"time"
	_ "time/tzdata" // The zone of the office, wherever the kiosk runs.

	"numerek/appliance/app"
	"numerek/appliance/config"
	"numerek/appliance/printer/simulator"
	"numerek/appliance/typeface"
	"numerek/appliance/ui"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := run(ctx, os.Args[1:], os.Stdout, os.Stderr)
	stop()
	switch {
	case errors.Is(err, flag.ErrHelp):
	case errors.Is(err, config.ErrUsage), errors.Is(err, simulator.ErrCommand):
		fmt.Fprintln(os.Stderr, err)
		os.Exit(2)
	case err != nil:
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// run does what the command line says, until it is done or ctx is.
func run(ctx context.Context, args []string, stdout, stderr io.Writer) error {
	started := time.Now()
	if len(args) > 0 {
		switch args[0] {
		case "printer-simulator":
			return simulator.Main(ctx, args[1:], stdout)
		case "version", "--version", "-version":
			_, err := fmt.Fprintln(stdout, version())
			return err
		}
	}
	c, err := config.FromArgs(args, stderr)
	if err != nil {
		return err
	}
	log := slog.New(c.Log.Handler(stderr))
	port, profile, err := app.PrinterOf(c.Printer)
	if err != nil {
		return err
	}
	fonts, err := typeface.New()
	if err != nil {
		return err
	}
	window := ui.New(ui.Options{
		Width: c.Window.Width, Height: c.Window.Height, Title: "Numerek",
		FirstFrame: func() { log.InfoContext(ctx, "first frame", "after", time.Since(started).Round(time.Millisecond)) },
	}, fonts)
	voice, silence, err := app.VoiceOf(c.Sound, log)
	if err != nil {
		return err
	}
	options := app.Options{
		Config: c, Version: version(), Log: log, Screen: window, OpenPort: port, Profile: profile, Voice: voice,
		Headphones: app.HeadphonesOf(log),
	}
	kiosk, err := app.New(options) //nolint:contextcheck // what is left of the last run is noted before there is a context
	if errors.Is(err, app.ErrCard) {
		log.ErrorContext(ctx, "kiosk out of order", "err", err)
		if err := errors.Join(app.Broken(ctx, options), silence()); err != nil || ctx.Err() != nil {
			return err
		}
		return again()
	}
	if err != nil {
		return err
	}
	log.InfoContext(ctx, "kiosk started", "version", version(), "device", c.Device, "server", c.Server, "printer", c.Printer.Path)
	return errors.Join(kiosk.Run(ctx), silence())
}

// again begins the program anew: a window opens once in the life of a program.
func again() error {
	path, err := os.Executable()
	if err != nil {
		return err
	}
	return syscall.Exec(path, os.Args, os.Environ()) //nolint:gosec // This very program, as it was started.
}

// version is the module's version, or the commit that it was built from. The
// server lists it with the device.
func version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "unknown"
	}
	version := info.Main.Version
	for _, s := range info.Settings {
		if s.Key == "vcs.revision" {
			return version + " " + s.Value
		}
	}
	return version
}
