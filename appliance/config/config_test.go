package config_test

import (
	"errors"
	"flag"
	"fmt"
	"log/slog"
	"net/netip"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"numerek/appliance/config"
)

const whole = `role   = "kiosk"
device = "kiosk-ratusz"
office = "koszalin"
server = "kolejka.example:7070"
fingerprint = "sha256:c3a1f00d5e1f2b7c9d8e6a4b0c1d2e3f4a5b6c7d8e9f0a1b2c3d4e5f60718293"
token  = "k7wq-3fzm-9xrt-pb2d"
data   = "/data/numerek"
window = "1080x1920"
log    = "json"

[screen]
inches = 10.1

[printer]
path    = "/dev/ttyUSB0"
baud    = 19200
flow_control = false
profile = "epson-t88"
`

// addresses are compared as values.
var addresses = cmpopts.EquateComparable(netip.Addr{}, netip.Prefix{})

func TestParse(t *testing.T) {
	got, err := config.Parse("numerek.toml", []byte("\ufeff"+strings.ReplaceAll(whole, "\n", "\r\n")))
	if err != nil {
		t.Fatal(err)
	}
	want := config.Config{
		Role: config.Kiosk, Device: "kiosk-ratusz", Office: "koszalin", Server: "kolejka.example:7070",
		Fingerprint: "sha256:c3a1f00d5e1f2b7c9d8e6a4b0c1d2e3f4a5b6c7d8e9f0a1b2c3d4e5f60718293", Token: "k7wq-3fzm-9xrt-pb2d",
		Data: "/data/numerek", Window: config.Size{Width: 1080, Height: 1920}, Screen: config.Screen{Inches: 10.1},
		Printer: config.Printer{Path: "/dev/ttyUSB0", Baud: 19200, Profile: "epson-t88"},
		Sound:   config.Sound{Output: "hdmi"}, Log: config.LogJSON,
	}
	if diff := cmp.Diff(want, got, addresses); diff != "" {
		t.Errorf("configuration (-want +got):\n%s", diff)
	}
}

func TestParse_short(t *testing.T) {
	got, err := config.Parse("numerek.toml", []byte("role='kiosk'\ndevice='k'\nserver='[::1]:7070'"))
	if err != nil {
		t.Fatal(err)
	}
	want := config.Config{
		Role: config.Kiosk, Device: "k", Server: "[::1]:7070", Data: "/var/lib/numerek",
		Screen: config.Screen{Inches: 21.5}, Printer: config.Printer{Baud: 115200, FlowControl: true},
		Sound: config.Sound{Output: "hdmi"}, Log: config.LogText,
	}
	if diff := cmp.Diff(want, got, addresses); diff != "" {
		t.Errorf("configuration (-want +got):\n%s", diff)
	}
}

func TestDisplay(t *testing.T) {
	fromFile, err := config.Parse("numerek.toml", []byte(
		"role='display'\ndevice='ekran-r1'\nserver='127.0.0.1:7070'\n[sound]\nclips='/data/clips'\nrecord='heard.wav'\n"))
	if err != nil {
		t.Fatal(err)
	}
	want := config.Config{
		Role: config.Display, Device: "ekran-r1", Server: "127.0.0.1:7070", Data: "/var/lib/numerek", Screen: config.Screen{Inches: 43},
		Printer: config.Printer{Baud: 115200, FlowControl: true}, Sound: config.Sound{Output: "hdmi", Clips: "/data/clips", Record: "heard.wav"},
		Log: config.LogText,
	}
	if diff := cmp.Diff(want, fromFile, addresses); diff != "" {
		t.Errorf("configuration (-want +got):\n%s", diff)
	}
	fromFlags, err := config.FromArgs(strings.Fields(
		"--role display --device ekran-r1 --server 127.0.0.1:7070 --data /var/lib/numerek --clips /data/clips --record heard.wav"), t.Output())
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(fromFile, fromFlags, addresses); diff != "" {
		t.Errorf("flags and file differ (-file +flags):\n%s", diff)
	}
}

func TestParse_says_where_and_what_is_allowed(t *testing.T) {
	tests := map[string]struct {
		text string
		want []string // every one stands in the error
	}{
		"unknown_key": {
			strings.Replace(whole, "baud ", "baut ", 1),
			[]string{"numerek.toml:16: printer.baut: unknown key, perhaps baud; allowed [printer]: path, baud, flow_control, profile"},
		},
		"broken": {"role = \"kiosk\"\ndevice = oops\n", []string{"numerek.toml:2:"}},
		"wrong_type": {
			strings.Replace(whole, "19200", `"fast"`, 1),
			[]string{"numerek.toml:16:"},
		},
		"a_server_elsewhere": {
			"role='kiosk'\ndevice='k'\nserver='10.0.0.7:7070'\n",
			[]string{"numerek.toml:3: fingerprint: only a server on this machine may go without"},
		},
		"a_token_in_the_clear": {
			"role='kiosk'\ndevice='k'\nserver='127.1.2.3:7070'\ntoken='k7wq-3fzm-9xrt-pb2d'\n",
			[]string{"numerek.toml:4: token: needs fingerprint"},
		},
		"half_copied": {
			"role='kiosk'\ndevice='k'\nserver='[::1]:7070'\nfingerprint='sha256:C3A1'\ntoken='k7wq 3fzm'\n",
			[]string{`numerek.toml:4: fingerprint: "sha256:C3A1" is no fingerprint`, "numerek.toml:5: token: not as central device add prints it"},
		},
		"unknown_profile": {
			strings.Replace(whole, "epson-t88", "epson-tm88", 1),
			[]string{`numerek.toml:18: printer.profile: "epson-tm88" is not the profile of a printer; take this line away, or write one of: epson-80,`},
		},
		"pictures_on_a_slow_line": {
			strings.Replace(whole, "epson-t88", "fenced-80", 1),
			[]string{"numerek.toml:16: printer.baud: at 19200 baud a slip would take half a minute, because profile fenced-80 prints pictures only"},
		},
		"no_such_socket": {
			"role='kiosk'\ndevice='k'\nserver='[::1]:7070'\n[sound]\noutput='HDMI1'\n",
			[]string{`numerek.toml:5: sound.output: "HDMI1" is not where sound goes out; allowed: "hdmi" (the panel), "jack" (the socket for headphones), "usb" (a sound card)`},
		},
		"in_a_table_of_one_line": {
			"role='kiosk'\ndevice='k'\nserver='[::1]:7070'\nprinter = {path = '/dev/x', baud = 12}\nwindow='1080x1920'\n",
			[]string{"numerek.toml:4: printer.baud: 12 is not a rate"},
		},
		"a_server_that_the_line_does_not_take": {
			"role='kiosk'\ndevice='k'\nserver='[fe80::1%eth0]:7070'\n",
			[]string{`numerek.toml:3: server: "[fe80::1%eth0]:7070" is not an address`},
		},
		"everything_at_once": {
			"role = \"door\"\nserver = \"here\"\nwindow = \"big\"\n[printer]\n\nbaud = 12\npath = \"ttyS0\"\n[screen]\ninches = 300\n",
			[]string{
				`numerek.toml:1: role: "door" is not a role; allowed: "kiosk", "display"`,
				`numerek.toml:2: server: "here" is not an address; allowed: HOST:PORT`,
				`numerek.toml:3: window: "big" is not a size; allowed: WIDTHxHEIGHT`,
				`numerek.toml:6: printer.baud: 12 is not a rate; allowed: 9600,`,
				`numerek.toml:7: printer.path: "ttyS0" is not a device file`,
				`numerek.toml:9: screen.inches: 300 is not a diagonal; allowed: 5 to 110`,
				`numerek.toml:9: device: missing; allowed: an id of the office file`,
			},
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			_, err := config.Parse("numerek.toml", []byte(tt.text))
			if err == nil {
				t.Fatal("got no error")
			}
			for _, want := range tt.want {
				if !strings.Contains(err.Error(), want) {
					t.Errorf("got:\n%v\nwant in it:\n%s", err, want)
				}
			}
			if got := strings.Count(err.Error(), "\n") + 1; got != len(tt.want) {
				t.Errorf("messages: got %d, want %d:\n%v", got, len(tt.want), err)
			}
		})
	}
}

func TestFromArgs(t *testing.T) {
	path := filepath.Join(t.TempDir(), "numerek.toml")
	if err := os.WriteFile(path, []byte(whole), 0o600); err != nil {
		t.Fatal(err)
	}
	fromFile, err := config.FromArgs([]string{"--config", path}, t.Output())
	if err != nil {
		t.Fatal(err)
	}
	if fromFile.File != path {
		t.Errorf("got file %q, want %q", fromFile.File, path)
	}
	fromFile.File = ""
	fromFlags, err := config.FromArgs(strings.Fields(
		"--role kiosk --device kiosk-ratusz --office koszalin --server kolejka.example:7070 "+
			"--fingerprint sha256:c3a1f00d5e1f2b7c9d8e6a4b0c1d2e3f4a5b6c7d8e9f0a1b2c3d4e5f60718293 --token k7wq-3fzm-9xrt-pb2d --data /data/numerek "+
			"--window 1080x1920 --size-inches 10.1 --printer /dev/ttyUSB0 --baud 19200 --flow-control=false --profile epson-t88 --log json"), t.Output())
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(fromFile, fromFlags, addresses); diff != "" {
		t.Errorf("flags and file differ (-file +flags):\n%s", diff)
	}
}

func TestFromArgs_refuses(t *testing.T) {
	tests := map[string]struct{ args, want string }{
		"printer_on_the_wall": {"--role display --device d --server localhost:1 --printer /dev/x", "--printer: a display has no printer"},
		"kiosk_with_clips":    {"--role kiosk --device d --server localhost:1 --clips x", "--clips: a kiosk announces no calls"},
		"no_panel":            {"--role kiosk --device d --server localhost:1 --size-inches 0", "--size-inches: 0 is not a diagonal"},
		"nothing_said":        {"", `--device: missing; allowed: an id`},
		"file_and_flags":      {"--config x --role kiosk", "--config stands alone"},
		"no_such_file":        {"--config no-such-file", "no-such-file: there is no file numerek.toml"},
		"loose_words":         {"kiosk", `unexpected argument "kiosk"`},
		"window":              {"--role kiosk --device d --server localhost:1 --window 1x2", "--window: 1x2 does not fit"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			_, err := config.FromArgs(strings.Fields(tt.args), t.Output())
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("got %v, want %q in it", err, tt.want)
			}
			if got, want := errors.Is(err, config.ErrUsage), name != "no_such_file"; got != want {
				t.Errorf("a mistake of the command line: got %v, want %v", got, want)
			}
		})
	}
	if _, err := config.FromArgs([]string{"-h"}, t.Output()); !errors.Is(err, flag.ErrHelp) {
		t.Errorf("help: got %v, want %v", err, flag.ErrHelp)
	}
}

// A configuration that is printed or logged does not give the token away.
func TestSecret(t *testing.T) {
	c, err := config.Parse("numerek.toml", []byte(whole))
	if err != nil {
		t.Fatal(err)
	}
	var log strings.Builder
	slog.New(slog.NewTextHandler(&log, nil)).InfoContext(t.Context(), "started", "token", c.Token, "config", c)
	for _, said := range []string{fmt.Sprint(c), fmt.Sprintf("%+v %#v %q", c, c, c.Token), log.String()} {
		if strings.Contains(said, "k7wq") || !strings.Contains(said, "(secret)") {
			t.Errorf("got %s, want the token hidden", said)
		}
	}
	_, err = config.Parse("numerek.toml", []byte(strings.Replace(whole, "k7wq-", "k7wq ", 1)))
	if err == nil || strings.Contains(err.Error(), "k7wq") {
		t.Errorf("got %v, want an error that does not repeat the token", err)
	}
}

func FuzzParse(f *testing.F) {
	f.Add([]byte(whole))
	f.Add([]byte("[printer]\nbaud = { a = 1 }\n"))
	f.Fuzz(func(t *testing.T, text []byte) {
		c, err := config.Parse("f", text)
		if err == nil && (c.Role != config.Kiosk && c.Role != config.Display || c.Device == "" || c.Server == "") {
			t.Errorf("accepted %+v", c)
		}
	})
}

func TestBoard(t *testing.T) {
	const kiosk = "role='kiosk'\ndevice='k'\nserver='[::1]:7070'\n[board]\n"
	got, err := config.Parse("numerek.toml", []byte(kiosk+"lamp='GPIO17'\nbezel='GPIO18'\nbuzzer='GPIO19'\nprinter_power='GPIO20'\nkey='GPIO21'\ndoor='GPIO22'\npresence='GPIO23'\n"))
	want := config.Board{Lamp: "GPIO17", Bezel: "GPIO18", Buzzer: "GPIO19", Power: "GPIO20", Key: "GPIO21", Door: "GPIO22", Presence: "GPIO23"}
	if err != nil || got.Board != want {
		t.Errorf("got %+v, %v, want %+v", got.Board, err, want)
	}
	for text, want := range map[string]string{
		kiosk + "lamp='GPIO17'\ndoor='GPIO17'\n":                              "numerek.toml:6: board.door: GPIO17 is taken by board.lamp already",
		kiosk + "lamp='pin 17'\n":                                             "numerek.toml:5: board.lamp: not the name of a line",
		strings.Replace(kiosk, "kiosk", "display", 1) + "presence='GPIO17'\n": "numerek.toml:5: board.presence: a display has no cabinet",
	} {
		if _, err := config.Parse("numerek.toml", []byte(text)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want %s", err, want)
		}
	}
}

// The folder of the data is found although the file holds mistakes.
func TestDataOf(t *testing.T) {
	for text, want := range map[string]string{
		"role = \"door\"\n":                           "/var/lib/numerek",
		"role = \"door\"\ndata = \"/data/spare\"\n":   "/data/spare",
		"role = \"kiosk\"\ndata = \"\"\n":             "/var/lib/numerek",
		"role = \"kiosk\"\ndata = 12\n":               "/var/lib/numerek",
		"role = kiosk\"\"\ndata = \"/data/spare\"\n[": "/data/spare",
	} {
		path := filepath.Join(t.TempDir(), "numerek.toml")
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if got := config.DataOf(path); got != want {
			t.Errorf("%q: got %q, want %q", text, got, want)
		}
	}
	if got := config.DataOf(filepath.Join(t.TempDir(), "none")); got != "/var/lib/numerek" {
		t.Errorf("no file: got %q", got)
	}
}
