// Command appliance is a device of an office: a ticket kiosk, or a wall monitor
// with its voice.
//
//	appliance --config numerek.toml
//	appliance --role kiosk|display --device ID --server ADDR [--window 1080x1920] …
//	appliance printer-simulator --link PATH …
//	appliance probe --printer PATH [--out profile.toml] …
//	appliance settings --config numerek.toml --root DIR | --check
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
	_ "time/tzdata" // The zone of the office, wherever the device runs.

	"numerek/appliance/app"
	"numerek/appliance/config"
	"numerek/appliance/health/sense"
	"numerek/appliance/mistake"
	"numerek/appliance/printer/probe"
	"numerek/appliance/printer/simulator"
	"numerek/appliance/settings"
	"numerek/appliance/system"
	"numerek/appliance/tracing"
	"numerek/appliance/typeface"
	"numerek/appliance/ui"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := run(ctx, os.Args[1:], os.Stdout, os.Stderr)
	stop()
	switch {
	case errors.Is(err, flag.ErrHelp):
	case errors.Is(err, config.ErrUsage), errors.Is(err, simulator.ErrCommand), errors.Is(err, probe.ErrUsage), errors.Is(err, settings.ErrUsage):
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
		case "probe":
			return probe.Main(ctx, args[1:], os.Stdin, stdout)
		case "settings":
			return settings.Main(args[1:], stdout, stderr)
		case "version", "--version", "-version":
			_, err := fmt.Fprintln(stdout, version())
			return err
		}
	}
	c, err := config.FromArgs(args, stderr)
	wrong, mistaken := errors.AsType[*mistake.FileError](err)
	if err != nil && !mistaken {
		return err
	}
	log := slog.New(tracing.Handler(c.Log.Handler(stderr)))
	service := system.New(system.Folder, log)
	if mistaken && !service.Started() {
		return wrong // to whoever sits at the desk
	}
	defer context.AfterFunc(ctx, service.Stopping)()
	fonts, err := typeface.New()
	if err != nil {
		return err
	}
	window := ui.New(ui.Options{
		Width: c.Window.Width, Height: c.Window.Height, Title: "Numerek – " + c.Device,
		FirstFrame: func() {
			log.InfoContext(ctx, "first frame", "after", time.Since(started).Round(time.Millisecond))
			service.Ready()
		},
	}, fonts)
	show := func(wrong *mistake.FileError) error {
		log.ErrorContext(ctx, "settings hold mistakes", "err", wrong)
		updates, end := updating(ctx, service, log)
		defer end()
		if c.Data == "" {
			c.Data = config.DataOf(c.File)
		}
		return app.Mistaken(ctx, wrong, app.Options{Config: c, Screen: window, Supervisor: service, Updating: updates, Log: log})
	}
	switch {
	case mistaken:
		return show(wrong)
	case c.Role == config.Display:
		err = display(ctx, c, window, service, log)
	default:
		err = kiosk(ctx, c, window, service, log)
	}
	if late, found := errors.AsType[*mistake.ValueError](err); found { // before the window was opened
		err = c.Located(late)
		if wrong, mistaken = errors.AsType[*mistake.FileError](err); mistaken && service.Started() {
			return show(wrong)
		}
	}
	return err
}

// kiosk is the life of a ticket kiosk.
func kiosk(ctx context.Context, c config.Config, window *ui.Window, service *system.Service, log *slog.Logger) error {
	port, profile, err := app.PrinterOf(c.Printer)
	if err != nil {
		return err
	}
	voice, silence, err := app.VoiceOf(c.Sound, log)
	if err != nil {
		return err
	}
	traces, err := tracing.Open(ctx, c.Device, version())
	if err != nil {
		return err
	}
	defer func() {
		if err := traces.Close(); err != nil { //nolint:contextcheck // it ends after ctx
			log.WarnContext(ctx, "traces not sent", "err", err)
		}
	}()
	updates, end := updating(ctx, service, log)
	defer end()
	options := app.Options{
		Traces: traces, Dial: traces.Dial(),
		Config: c, Version: version(), Log: log, Screen: window, OpenPort: port, Profile: profile, Voice: voice,
		Headphones: app.HeadphonesOf(log), Board: app.BoardOf(c.Board, log), Thermometers: sense.Thermometers(log),
		Supervisor: service, Updating: updates,
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
	err = kiosk.Run(ctx)
	restart, reboot := errors.Is(err, app.ErrRestart), errors.Is(err, app.ErrReboot)
	if !restart && !reboot {
		return errors.Join(err, silence())
	}
	log.InfoContext(ctx, "kiosk begins anew", "device", reboot)
	if err := silence(); err != nil || ctx.Err() != nil {
		return err
	}
	if reboot {
		if err := service.Reboot(); err != nil {
			log.ErrorContext(ctx, "device does not start anew", "err", err)
		} else {
			expectEnd(ctx)
		}
	}
	if ctx.Err() != nil {
		return nil
	}
	return again()
}

// display is the life of a wall monitor.
func display(ctx context.Context, c config.Config, window *ui.Window, service *system.Service, log *slog.Logger) error {
	announcer, silence, err := app.AnnouncerOf(c.Sound, log) //nolint:contextcheck // clips are read before there is anything to wait for
	if err != nil {
		return err
	}
	updates, end := updating(ctx, service, log)
	defer end()
	monitor, err := app.NewDisplay(app.DisplayOptions{
		Config: c, Version: version(), Log: log, Screen: window, Announcer: announcer, Thermometers: sense.Thermometers(log),
		Supervisor: service, Updating: updates,
	})
	if err != nil {
		return errors.Join(err, silence())
	}
	log.InfoContext(ctx, "display started", "version", version(), "device", c.Device, "server", c.Server)
	return errors.Join(monitor.Run(ctx), silence())
}

// endsWithin is how long the system of the card may take until it ends the program.
const endsWithin = 20 * time.Second

// expectEnd waits for the end that the system was asked for.
func expectEnd(ctx context.Context) {
	late := time.NewTimer(endsWithin)
	defer late.Stop()
	select {
	case <-ctx.Done():
	case <-late.C:
	}
}

// again begins the program anew: a window opens once in the life of a program.
func again() error {
	path, err := os.Executable()
	if err != nil {
		return err
	}
	return syscall.Exec(path, os.Args, os.Environ()) //nolint:gosec // This very program, as it was started.
}

// release is the version of the image that the program is built for, set by the
// linker: -X main.release=VERSION. Empty elsewhere.
var release string

// version is the release, else the module's version, or the commit that it was
// built from. The server lists it with the device.
func version() string {
	if release != "" {
		return release
	}
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
