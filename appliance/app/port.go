package app

import (
	"cmp"
	"context"
	"path/filepath"

	"numerek/appliance/config"
	"numerek/appliance/printer"
	"numerek/appliance/printer/profile"
	"numerek/appliance/printer/serialport"
)

// usualProfile serves for most printers: what it claims is tried after every connect.
const usualProfile = "epson-80"

// PrinterOf returns how to open the line to the configured printer, and what
// the printer can do: by the name of a profile, or by the path of one that was
// probed. Without a printer open is nil. The error is a [*mistake.ValueError].
func PrinterOf(c config.Printer) (open func(context.Context) (printer.Port, error), p printer.Profile, err error) {
	if c.Path == "" {
		return nil, printer.Profile{}, nil
	}
	name := cmp.Or(c.Profile, usualProfile)
	if filepath.IsAbs(name) {
		p, err = profile.Read(name)
	} else {
		p, err = profile.Named(name)
	}
	if err != nil {
		return nil, printer.Profile{}, unusable("printer.profile", name, err,
			"zbadaj drukarkę poleceniem appliance probe albo wpisz nazwę profilu, na przykład "+usualProfile,
			"probe the printer with appliance probe, or write the name of a profile, such as "+usualProfile)
	}
	p.Baud, p.ThreeWire = c.Baud, !c.FlowControl
	if p.TooSlow() {
		return nil, printer.Profile{}, c.TooSlow()
	}
	return opener(c), p, nil
}

// opener opens the serial line of a printer.
func opener(c config.Printer) func(context.Context) (printer.Port, error) {
	return func(context.Context) (printer.Port, error) {
		return serialport.Open(serialport.Options{Path: c.Path, Baud: c.Baud, FlowControl: c.FlowControl})
	}
}
