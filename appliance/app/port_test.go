package app_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"numerek/appliance/app"
	"numerek/appliance/config"
	"numerek/appliance/printer/profile"
)

func TestPrinterOf_a_name_or_the_path_of_a_probed_profile(t *testing.T) {
	probed := filepath.Join(t.TempDir(), "profile.toml")
	if err := os.WriteFile(probed, []byte("[[printer]]\nname = \"probed\"\ndots = 512\nletters = {columns = 42}\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		printer config.Printer
		want    string
		text    bool
	}{
		"usual":       {config.Printer{Path: "/dev/x", Baud: 115200}, "epson-80", false},
		"named":       {config.Printer{Path: "/dev/x", Baud: 38400, Profile: "csn-a2"}, "csn-a2", false},
		"slow":        {config.Printer{Path: "/dev/x", Baud: 19200, Profile: "epson-58"}, "epson-58", true},
		"probed":      {config.Printer{Path: "/dev/x", Baud: 115200, Profile: probed}, "probed", false},
		"text_only":   {config.Printer{Path: "/dev/x", Baud: 115200, Profile: "text"}, "text", true},
		"no_printer":  {config.Printer{}, "", false},
		"flow_or_not": {config.Printer{Path: "/dev/x", Baud: 115200, FlowControl: true}, "epson-80", false},
	} {
		open, p, err := app.PrinterOf(c.printer)
		if err != nil || p.Name != c.want || p.PrintsText() != c.text || (open != nil) != (c.printer.Path != "") {
			t.Errorf("%s: got %+v, %v, want %q, text %v", name, p, err, c.want, c.text)
		}
		if open != nil && (p.Baud != c.printer.Baud || p.ThreeWire == c.printer.FlowControl) {
			t.Errorf("%s: got %d baud, three wires %v", name, p.Baud, p.ThreeWire)
		}
	}
}

func TestPrinterOf_refuses_and_says_what_to_do(t *testing.T) {
	_, _, err := app.PrinterOf(config.Printer{Path: "/dev/x", Baud: 115200, Profile: "teleprinter"})
	if !errors.Is(err, profile.ErrUnknown) || !strings.Contains(err.Error(), "epson-80") {
		t.Errorf("got %v, want the names that there are", err)
	}
	_, _, err = app.PrinterOf(config.Printer{Path: "/dev/x", Baud: 9600, Profile: "fenced-80"})
	if err == nil || !strings.Contains(err.Error(), "38400") {
		t.Errorf("got %v for pictures on a slow line, want the speed that they need", err)
	}
	_, _, err = app.PrinterOf(config.Printer{Path: "/dev/x", Baud: 115200, Profile: filepath.Join(t.TempDir(), "none.toml")})
	if !errors.Is(err, os.ErrNotExist) {
		t.Errorf("got %v for a profile that is not there", err)
	}
}
