package main

import (
	"bytes"
	"errors"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"numerek/appliance/config"
	"numerek/appliance/mistake"
)

// The settings of a kiosk and of a display that are good.
const (
	kioskFile = "role = \"kiosk\"\ndevice = \"kiosk-ratusz\"\nserver = \"127.0.0.1:1\"\ndata = \"FOLDER/data\"\n"
	wallFile  = "role = \"display\"\ndevice = \"ekran-r1\"\nserver = \"127.0.0.1:1\"\ndata = \"FOLDER/data\"\n"
)

// with is a file with a key of another value, on a line of its own.
func with(file, key, value string) string {
	table, name, nested := strings.Cut(key, ".")
	if nested {
		return file + "[" + table + "]\n" + name + " = " + value + "\n"
	}
	kept := slices.DeleteFunc(strings.SplitAfter(file, "\n"), func(line string) bool { return strings.HasPrefix(line, key+" =") })
	return strings.Join(kept, "") + key + " = " + value + "\n"
}

// wrongValues are settings of which one value is wrong, also such as only the device
// itself can find out, and the key to blame.
var wrongValues = []struct{ key, file string }{
	{"role", with(kioskFile, "role", `"door"`)},
	{"device", with(kioskFile, "device", `"Biletomat 1"`)},
	{"office", with(kioskFile, "office", `"Urząd"`)},
	{"server", with(kioskFile, "server", `"127.0.0.1"`)},
	{"server", with(kioskFile, "server", `"127.0.0.1%:1"`)},
	{"server", with(kioskFile, "server", `"kolejka?x:1"`)},
	{"fingerprint", with(kioskFile, "fingerprint", `"sha256:12"`)},
	{"token", with(kioskFile, "token", `"a b c d e f"`)},
	{"data", with(kioskFile, "data", `""`)},
	{"data", with(kioskFile, "data", `"FOLDER/file/data"`)},
	{"data", with(kioskFile, "data", `"FOLDER/file"`)},
	{"window", with(kioskFile, "window", `"big"`)},
	{"log", with(kioskFile, "log", `"xml"`)},
	{"screen.inches", with(kioskFile, "screen.inches", "3")},
	{"screen.rotate", with(kioskFile, "screen.rotate", "45")},
	{"screen.mode", with(kioskFile, "screen.mode", `"hd"`)},
	{"sound.output", with(kioskFile, "sound.output", `"HDMI1"`)},
	{"sound.clips", with(kioskFile, "sound.clips", `"FOLDER"`)},
	{"sound.clips", with(wallFile, "sound.clips", `"FOLDER/none"`)},
	{"sound.clips", with(wallFile, "sound.clips", `"FOLDER/file"`)},
	{"sound.record", with(kioskFile, "sound.record", `"FOLDER/none/heard.wav"`)},
	{"sound.record", with(wallFile, "sound.record", `"FOLDER/none/heard.wav"`)},
	{"printer.path", with(kioskFile, "printer.path", `"ttyUSB0"`)},
	{"printer.path", with(wallFile, "printer.path", `"/dev/ttyUSB0"`)},
	{"printer.baud", with(kioskFile, "printer.baud", "300")},
	{"printer.baud", with(kioskFile, "printer", `{path = "/dev/ttyUSB0", baud = 9600, profile = "fenced-80"}`)},
	{"printer.baud", with(kioskFile, "printer", `{path = "/dev/ttyUSB0", baud = 9600, profile = "FOLDER/pictures.toml"}`)},
	{"printer.flow_control", with(kioskFile, "printer.flow_control", `"yes"`)},
	{"printer.profile", with(kioskFile, "printer.profile", `"teleprinter"`)},
	{"printer.profile", with(kioskFile, "printer", `{path = "/dev/ttyUSB0", profile = "FOLDER/none.toml"}`)},
	{"printer.profile", with(kioskFile, "printer", `{path = "/dev/ttyUSB0", profile = "FOLDER/file"}`)},
	{"printer.profile", with(kioskFile, "printer", `{path = "/dev/ttyUSB0", profile = "FOLDER"}`)},
	{"board.lamp", with(kioskFile, "board.lamp", `"GPIO 17"`)},
	{"board.bezel", with(kioskFile, "board.bezel", `"GPIO 17"`)},
	{"board.buzzer", with(kioskFile, "board.buzzer", `"GPIO 17"`)},
	{"board.printer_power", with(kioskFile, "board.printer_power", `"GPIO 17"`)},
	{"board.key", with(kioskFile, "board.key", `"GPIO 17"`)},
	{"board.door", with(kioskFile, "board.door", `"GPIO 17"`)},
	{"board.presence", with(wallFile, "board.presence", `"GPIO17"`)},
	{"service.pin", with(kioskFile, "service.pin", `"12ab"`)},
	{"service.pin", with(wallFile, "service.pin", `"1234"`)},
	{"network.method", with(kioskFile, "network.method", `"auto"`)},
	{"network.address", with(kioskFile, "network.address", `"10.20.0.17"`)},
	{"network.gateway", with(kioskFile, "network.gateway", `"10.20.0"`)},
	{"network.dns", with(kioskFile, "network.dns", `["dns"]`)},
	{"network.interface", with(kioskFile, "network.interface", `"eth 0"`)},
	{"network.proxy", with(kioskFile, "network.proxy", `"proxy"`)},
	{"wifi.ssid", with(kioskFile, "wifi.ssid", `"`+strings.Repeat("x", 33)+`"`)},
	{"wifi.password", with(kioskFile, "wifi", `{ssid = "x", password = "short"}`)},
	{"wifi.country", with(kioskFile, "wifi", `{ssid = "x", country = "Polska"}`)},
	{"time.servers", with(kioskFile, "time.servers", `["the clock"]`)},
	{"ssh.keys", with(kioskFile, "ssh.keys", `["serwis"]`)},
}

// card writes settings, and what they may name.
func card(t *testing.T, file string) (path, text string) {
	t.Helper()
	folder := t.TempDir()
	text = strings.ReplaceAll(file, "FOLDER", folder)
	for name, content := range map[string]string{
		"numerek.toml": text, "file": "no profile\n", "pictures.toml": "[[printer]]\nname = \"probed\"\ndots = 512\n",
	} {
		if err := os.WriteFile(filepath.Join(folder, name), []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return filepath.Join(folder, "numerek.toml"), text
}

// lineOf is where a value stands that was made by with.
func lineOf(text string) int { return strings.Count(text, "\n") }

// Every key of numerek.toml with a value that is wrong: whoever wrote it is told, with
// the line and how to mend it, whenever it turns out, and the program does nothing else.
func TestMistakes_of_every_key(t *testing.T) {
	t.Setenv("DISPLAY", "")
	t.Setenv("WAYLAND_DISPLAY", "")
	t.Setenv("NOTIFY_SOCKET", "")
	tried := map[string]bool{}
	for _, tt := range wrongValues {
		tried[tt.key] = true
		path, text := card(t, tt.file)
		err := run(t.Context(), []string{"--config", path}, t.Output(), t.Output())
		wrong, ok := errors.AsType[*mistake.FileError](err)
		if !ok || wrong.File != path || len(wrong.All) != 1 {
			t.Errorf("%s: got %v, want one mistake of the file:\n%s", tt.key, err, text)
			continue
		}
		m := wrong.All[0]
		if m.Key != tt.key || m.Line != lineOf(text) || m.Missing || m.Polish.Wrong == "" && m.Polish.Mend == "" || m.Polish.Mend == "" || m.English.String() == "missing" {
			t.Errorf("%s in line %d: got %+v of\n%s", tt.key, lineOf(text), m, text)
		}
	}
	for _, key := range config.Keys() {
		if !tried[key] {
			t.Errorf("%s is not tried", key)
		}
	}
}

// Flags are told by their names.
func TestMistakes_of_flags(t *testing.T) {
	t.Setenv("DISPLAY", "")
	t.Setenv("WAYLAND_DISPLAY", "")
	folder := t.TempDir()
	for want, args := range map[string]string{
		"--record: ":  "--role kiosk --record " + folder + "/none/heard.wav",
		"--clips: ":   "--role display --clips " + folder + "/none",
		"--profile: ": "--role kiosk --printer /dev/ttyUSB0 --profile " + folder + "/none.toml",
	} {
		args := strings.Fields("--device x --server 127.0.0.1:1 --data " + folder + "/data " + args)
		if err := run(t.Context(), args, t.Output(), t.Output()); err == nil || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("got %v, want %s", err, want)
		}
	}
}

// Under systemd a mistake that only the device finds out is shown as all others are:
// here there is no screen, and the program says that it was about to.
func TestMistakes_are_shown(t *testing.T) {
	for key, file := range map[string]string{
		"printer.profile": with(kioskFile, "printer", `{path = "/dev/ttyUSB0", profile = "FOLDER/none.toml"}`),
		"sound.clips":     with(wallFile, "sound.clips", `"FOLDER/none"`),
		"data":            with(kioskFile, "data", `"FOLDER/file"`),
		"role":            with(kioskFile, "role", `"door"`),
	} {
		path, _ := card(t, file)
		socket := filepath.Join(filepath.Dir(path), "notify")
		systemd, err := net.ListenUnixgram("unixgram", &net.UnixAddr{Name: socket, Net: "unixgram"})
		if err != nil {
			t.Fatal(err)
		}
		var log bytes.Buffer
		c := exec.CommandContext(t.Context(), os.Args[0], "--config", path)
		c.Stderr = &log
		c.Env = append(os.Environ(), asProgram+"=1", "DISPLAY=", "WAYLAND_DISPLAY=", "NOTIFY_SOCKET="+socket)
		if err := c.Run(); err == nil || !strings.Contains(log.String(), "no screen") {
			t.Errorf("%s: got %v, want it to need a screen", key, err)
		}
		if err := systemd.Close(); err != nil {
			t.Error(err)
		}
		if got := log.String(); strings.Count(got, "settings hold mistakes") != 1 || !strings.Contains(got, ": "+key+": ") {
			t.Errorf("%s: the log says\n%s", key, got)
		}
	}
}
