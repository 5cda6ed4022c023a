package app

import (
	"context"
	"fmt"
	"strings"

	"numerek/appliance/config"
	"numerek/appliance/printer"
	"numerek/appliance/printer/serialport"
)

// profiles are the printers that a configuration can name. What a profile
// claims is tried after every connect, so the first one serves for most.
var profiles = []struct {
	name string
	make func(dots, baud int) printer.Profile
	dots int
}{
	{"epson-80", printer.Epson, 576},
	{"epson-58", printer.Epson, 384},
	{"fenced-80", printer.Fenced, 576},
	{"fenced-58", printer.Fenced, 384},
}

// PrinterOf returns how to open the line to the configured printer, and what
// the printer can do. Without a printer open is nil. The error says which
// profiles there are.
func PrinterOf(c config.Printer) (open func(context.Context) (printer.Port, error), profile printer.Profile, err error) {
	if c.Path == "" {
		return nil, printer.Profile{}, nil
	}
	names := make([]string, len(profiles))
	for i, p := range profiles {
		names[i] = p.name
		if p.name != c.Profile && c.Profile != "" {
			continue
		}
		profile = p.make(p.dots, c.Baud)
		profile.ThreeWire = !c.FlowControl
		return opener(c), profile, nil
	}
	return nil, printer.Profile{}, fmt.Errorf("printer profile %q is not known; allowed: %s", c.Profile, strings.Join(names, ", "))
}

// opener opens the serial line of a printer.
func opener(c config.Printer) func(context.Context) (printer.Port, error) {
	return func(context.Context) (printer.Port, error) {
		return serialport.Open(serialport.Options{Path: c.Path, Baud: c.Baud, FlowControl: c.FlowControl})
	}
}
