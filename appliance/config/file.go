package config

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"strings"

	"github.com/pelletier/go-toml/v2"
	"github.com/pelletier/go-toml/v2/unstable"
)

// file is numerek.toml. A key that is not here is an error.
type file struct {
	Role        string `toml:"role"`
	Device      string `toml:"device"`
	Office      string `toml:"office"`
	Server      string `toml:"server"`
	Fingerprint string `toml:"fingerprint"`
	Token       string `toml:"token"`
	Data        string `toml:"data"`
	Window      string `toml:"window"`
	Log         string `toml:"log"`
	Screen      struct {
		Inches *float64 `toml:"inches"`
	} `toml:"screen"`
	Sound struct {
		Clips  string `toml:"clips"`
		Record string `toml:"record"`
	} `toml:"sound"`
	Printer struct {
		Path        string `toml:"path"`
		Baud        int    `toml:"baud"`
		FlowControl bool   `toml:"flow_control"`
		Profile     string `toml:"profile"`
	} `toml:"printer"`
	Board struct {
		Lamp     string `toml:"lamp"`
		Bezel    string `toml:"bezel"`
		Buzzer   string `toml:"buzzer"`
		Power    string `toml:"printer_power"`
		Key      string `toml:"key"`
		Door     string `toml:"door"`
		Presence string `toml:"presence"`
	} `toml:"board"`
	Service struct {
		PIN string `toml:"pin"`
	} `toml:"service"`
}

// Load reads and checks the file at path.
func Load(path string) (Config, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return Config{}, fmt.Errorf("configuration: %w", err)
	}
	return Parse(path, text)
}

// Parse checks a configuration file. name stands in front of every message as
// "name:line: key: what is wrong; allowed: …"; the error joins all of them.
func Parse(name string, text []byte) (Config, error) {
	// A file edited on Windows may begin with a byte order mark.
	text = bytes.TrimPrefix(text, []byte("\ufeff"))
	c := defaults()
	var f file
	f.Data, f.Log = c.Data, string(c.Log)
	f.Printer.Baud, f.Printer.FlowControl = c.Printer.Baud, c.Printer.FlowControl

	decoder := toml.NewDecoder(bytes.NewReader(text)).DisallowUnknownFields()
	if err := decoder.Decode(&f); err != nil {
		return Config{}, explain(name, err)
	}
	c.Role, c.Device, c.Office, c.Server = Role(f.Role), f.Device, f.Office, f.Server
	c.Fingerprint, c.Token = f.Fingerprint, Secret(f.Token)
	c.Data, c.Log = f.Data, LogFormat(f.Log)
	c.Screen = Screen{Inches: c.usualInches()}
	if f.Screen.Inches != nil {
		c.Screen.Inches = *f.Screen.Inches
	}
	c.Printer, c.Sound, c.Board = Printer(f.Printer), Sound(f.Sound), Board(f.Board)
	c.Service = Service{PIN: Secret(f.Service.PIN)}

	lines := keyLines(text)
	var wrong []error
	if f.Window != "" {
		var err error
		if c.Window, err = ParseSize(f.Window); err != nil {
			wrong = append(wrong, fmt.Errorf("%s:%d: window: %w", name, lines["window"], err))
		}
	}
	for _, p := range c.check() {
		line, said := lines[p.key]
		if !said {
			line = max(1, bytes.Count(bytes.TrimRight(text, "\n"), []byte("\n"))+1)
		}
		wrong = append(wrong, fmt.Errorf("%s:%d: %s: %s", name, line, p.key, p.text))
	}
	if err := errors.Join(wrong...); err != nil {
		return Config{}, err
	}
	return c, nil
}

// explain turns an error of the TOML reader into messages with lines.
func explain(name string, err error) error {
	if strict, ok := errors.AsType[*toml.StrictMissingError](err); ok {
		var all []error
		for _, e := range strict.Errors {
			line, _ := e.Position()
			all = append(all, fmt.Errorf("%s:%d: %s: unknown key; allowed: %s",
				name, line, strings.Join(e.Key(), "."), allowedKeys))
		}
		return errors.Join(all...)
	}
	if syntax, ok := errors.AsType[*toml.DecodeError](err); ok {
		line, column := syntax.Position()
		return fmt.Errorf("%s:%d:%d: %w", name, line, column, err)
	}
	return fmt.Errorf("%s: %w", name, err)
}

// allowedKeys of the file, as a person reads them.
const allowedKeys = "role, device, office, server, fingerprint, token, data, window, log, screen.inches, printer.path, printer.baud, printer.flow_control, " +
	"printer.profile, sound.clips, sound.record, board.lamp, board.bezel, board.buzzer, board.printer_power, board.key, board.door, board.presence, service.pin"

// keyLines returns the line of every key, "printer.baud". The text has been
// decoded before, so it is good TOML.
func keyLines(text []byte) map[string]int {
	lines := map[string]int{}
	var p unstable.Parser
	p.Reset(text)
	table := ""
	for p.NextExpression() {
		e := p.Expression()
		key, line := "", 0
		for it := e.Key(); it.Next(); {
			n := it.Node()
			if line == 0 {
				line = p.Shape(n.Raw).Start.Line
			}
			key += "." + string(n.Data)
		}
		switch e.Kind {
		case unstable.Table, unstable.ArrayTable:
			table = key
		case unstable.KeyValue:
			lines[strings.TrimPrefix(table+key, ".")] = line
		default:
		}
	}
	return lines
}
