package config

import (
	"errors"
	"flag"
	"fmt"
	"io"
)

// ErrUsage says that the command line is wrong.
var ErrUsage = errors.New("-h lists the flags")

// FromArgs reads the command line of a device: either --config FILE alone, or
// the flags. Errors: flag.ErrHelp after printing the usage to w, [ErrUsage] with
// all that is wrong with the flags, and those of [Load].
func FromArgs(args []string, w io.Writer) (Config, error) {
	c := defaults()
	c.Data = "."
	var path, role, window string
	fs := flag.NewFlagSet("appliance", flag.ContinueOnError)
	fs.SetOutput(io.Discard) // a mistake is told once, by its error
	fs.StringVar(&path, "config", "", "`file` numerek.toml; stands alone")
	fs.StringVar(&role, "role", "", "what this device does: kiosk or display")
	fs.StringVar(&c.Device, "device", "", "`id` of this device in the office file")
	fs.StringVar(&c.Office, "office", "", "`id` of the office, where the server holds several")
	fs.StringVar(&c.Server, "server", "", "`host:port` of the central server, such as 127.0.0.1:7070")
	fs.StringVar(&c.Fingerprint, "fingerprint", "", "`sha256:…` of the server, as central device add prints it; without one only a server on this machine is asked")
	fs.StringVar((*string)(&c.Token), "token", "", "one-time `token` to enrol with, as central device add prints it; others see it in the list of processes: better in a file")
	fs.StringVar(&c.Data, "data", c.Data, "`directory` of the identity, and of a kiosk's journal")
	fs.StringVar(&window, "window", "", "`WIDTHxHEIGHT` of the window in pixels; the whole screen if empty")
	fs.Float64Var(&c.Screen.Inches, "size-inches", 0, "diagonal of the panel (default 21.5, of a display 43)")
	fs.StringVar(&c.Sound.Clips, "clips", "", "`folder` whose clips replace those of the program, for a display that announces")
	fs.StringVar(&c.Sound.Record, "record", "", "`file` to write what would be heard to, instead of playing it")
	fs.StringVar(&c.Printer.Path, "printer", "", "`path` of the printer's line; none if empty")
	fs.IntVar(&c.Printer.Baud, "baud", c.Printer.Baud, "rate of the printer's line")
	fs.BoolVar(&c.Printer.FlowControl, "flow-control", c.Printer.FlowControl, "the printer's cable carries RTS and CTS")
	fs.StringVar(&c.Printer.Profile, "profile", "", "`name` of the printer's profile; asks the printer if empty")
	fs.StringVar((*string)(&c.Service.PIN), "service-pin", "", "`digits` that open the service mode of a kiosk; only on a desk, where others may read them")
	fs.StringVar((*string)(&c.Log), "log", string(c.Log), "format of the log on standard error: text or json")
	switch err := fs.Parse(args); {
	case errors.Is(err, flag.ErrHelp):
		fs.SetOutput(w)
		fs.Usage()
		return Config{}, err
	case err != nil:
		return Config{}, fmt.Errorf("%w\n%w", err, ErrUsage)
	case fs.NArg() > 0:
		return Config{}, fmt.Errorf("unexpected argument %q\n%w", fs.Arg(0), ErrUsage)
	}
	if path != "" {
		if fs.NFlag() > 1 {
			return Config{}, fmt.Errorf("--config stands alone: the file says everything\n%w", ErrUsage)
		}
		return Load(path)
	}
	c.Role = Role(role)
	measured := false
	fs.Visit(func(f *flag.Flag) { measured = measured || f.Name == "size-inches" })
	if !measured {
		c.Screen.Inches = c.usualInches()
	}
	var ps problems
	c.Window = ps.size("window", window)
	var wrong []error
	for _, p := range append(ps, c.check()...) {
		wrong = append(wrong, fmt.Errorf("--%s: %s", flagNames[p.key], p.english))
	}
	if len(wrong) > 0 {
		return Config{}, errors.Join(append(wrong, ErrUsage)...)
	}
	return c, nil
}

// flagNames are the flags of the keys that check speaks of.
var flagNames = map[string]string{
	"role": "role", "device": "device", "office": "office", "server": "server", "data": "data",
	"fingerprint": "fingerprint", "token": "token",
	"window": "window", "log": "log", "screen.inches": "size-inches",
	"printer.path": "printer", "printer.baud": "baud", "printer.profile": "profile", "sound.clips": "clips", "sound.record": "record",
	"service.pin": "service-pin",
}
