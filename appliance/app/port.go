package app

import (
	"cmp"
	"context"
	"fmt"
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
// probed. Without a printer open is nil. The error says which profiles there are.
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
		return nil, printer.Profile{}, err
	}
	p.Baud, p.ThreeWire = c.Baud, !c.FlowControl
	if p.PrintsText() && p.Letters.Columns == 0 {
		return nil, printer.Profile{}, fmt.Errorf(
			"printer profile %q prints pictures only, and a picture takes half a minute at %d baud; raise the line to 38400 or more", name, c.Baud)
	}
	return opener(c), p, nil
}

// opener opens the serial line of a printer.
func opener(c config.Printer) func(context.Context) (printer.Port, error) {
	return func(context.Context) (printer.Port, error) {
		return serialport.Open(serialport.Options{Path: c.Path, Baud: c.Baud, FlowControl: c.FlowControl})
	}
}
