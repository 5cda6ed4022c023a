package image_test

import (
	"image"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"numerek/appliance/config"
	"numerek/appliance/kiosk"
	"numerek/appliance/mistake"
	"numerek/appliance/mistake/notice"
	"numerek/appliance/paint"
	"numerek/appliance/typeface"
	"numerek/scripts/e2e"
	"numerek/scripts/e2e/image/emulator"
)

// A kernel that hangs does not restart by itself here: the watchdog of the board, which
// nobody feeds any more, resets the machine, and the kiosk is back.
func TestWatchdog(t *testing.T) {
	needAll(t)
	s := newSite(t)
	// With panic=0 the kernel stands for ever. The watchdog is as the card sets it.
	k := insertWith(t, s.settings(device, technician), panel, "panic=0", "sysrq_always_enabled", "systemd.service_watchdogs=0")
	c := k.home(s, "0-home")
	hung := time.Now()
	k.must(k.Chord(soon(t), "alt", "sysrq", "c"))
	k.says(stepPatience, "Kernel panic")
	events, err := k.Event(soon(t), 0, "WATCHDOG")
	k.must(err)
	figure(t, "image_watchdog", "s", time.Since(hung).Seconds())
	_, err = k.Event(soon(t), events, "RESET")
	k.must(err)
	k.says(startPatience, "numerek: slot A")
	k.says(startPatience, "first frame")
	k.must(c.See(soon(t), "1-back", kiosk.ScreenHome))
}

// Without a panel, as when the television is off at night, the device waits for longer
// than systemd gives any start, and its slot loses no try; when there is a panel, the
// kiosk is on it.
func TestNoPanel(t *testing.T) {
	needAll(t)
	s := newSite(t)
	keys, key := administrator(t)
	k := insertWith(t, s.settings(device, technician+keys), panel, unwatched, "video=Virtual-1:d")
	k.says(startPatience, "no panel is connected: waiting for one")
	shell := k.shell(key)
	for _, up := range []string{"240", "420"} { // seconds
		shell("until [ $(cut -d. -f1 /proc/uptime) -ge " + up + " ]; do sleep 1; done")
	}
	for command, want := range map[string]string{
		"systemctl show --value --property ActiveState numerek.service": "activating",
		"systemctl show --value --property NRestarts numerek.service":   "0",
		"/usr/lib/numerek/bootstate tries A":                            "3",
	} {
		if got := shell(command); got != want {
			t.Errorf("after seven minutes without a panel, %s: %s, want %s", command, got, want)
		}
	}
	shell("echo detect >/sys/class/drm/card0-Virtual-1/status")
	k.says(stepPatience, "a panel is connected")
	k.ticket(s, k.home(s, "0-home"))
	k.settled(s)
}

// A printer that is pulled out is missed on the screen; plugged in again, it prints.
func TestPrinterUnplugged(t *testing.T) {
	needAll(t)
	s := newSite(t)
	k := insert(t, s.settings(device, technician), panel)
	c := k.home(s, "0-home")
	k.ticket(s, c)
	k.must(c.See(soon(t), "4-home", kiosk.ScreenHome))
	k.must(k.unplug(soon(t)))
	c.Tell(kiosk.PrinterChanged{Conditions: []kiosk.Condition{kiosk.PrinterGone}})
	k.must(c.See(soon(t), "5-unplugged", kiosk.ScreenHome))
	k.plug(soon(t))
	c.Tell(kiosk.PrinterChanged{})
	k.must(c.See(soon(t), "6-plugged-in", kiosk.ScreenHome))
	k.ticket(s, c)
	k.settled(s)
}

// A data partition that nothing can be read of is made anew. The kiosk has lost its key
// with it and says so; with a new token of the server's it gives tickets again, and no
// number twice.
func TestDataLost(t *testing.T) {
	needAll(t)
	s := newSite(t)
	k := insert(t, s.settings(device, technician), panel)
	c := k.home(s, "0-home")
	k.ticket(s, c)
	k.Cut()
	k.must(emulator.Spoil(k.options.Card, 2))
	k.on()
	k.says(startPatience, "numerek-data: making a new file system")
	k.says(startPatience, "first frame")
	k.told(startPatience, "no certificate given", "TOKEN_USED")
	stranger := k.stranger()
	stranger.Tell(kiosk.LinkLost{Bar: "TOKEN_USED", Device: device})
	k.must(stranger.See(soon(t), "4-not-let-in", kiosk.ScreenBroken))
	k.Cut()
	k.must(emulator.Put(t.Context(), k.options.Card, map[string]string{"numerek.toml": s.invite("replace", device, technician)}))
	k.on()
	k.ticket(s, k.home(s, "5-home"))
	k.settled(s)
}

// A Raspberry Pi starts without a clock, and here nobody tells the time but Numerek's
// own server: the device never believes in a time before its image, enrols, and gives
// tickets.
func TestNoClock(t *testing.T) {
	needAll(t)
	s := newSite(t)
	stopped := panel
	stopped.Args = []string{"-rtc", "base=2001-02-03T04:05:06"}
	k := insert(t, s.settings(device, technician), stopped)
	c := k.home(s, "0-home")
	k.ticket(s, c)
	made, told := "", 0
	for _, line := range k.Lines() {
		if of := version.FindStringSubmatch(line); of != nil {
			made = strings.ReplaceAll(of[1], ".", "-")
		}
		if hour := stamp.FindStringSubmatch(line); hour != nil {
			told++
			if made == "" || hour[1] < made {
				t.Errorf("the program of an image of %q believes in another time: %s", made, line)
			}
		}
	}
	if told == 0 {
		t.Error("the program tells no hours")
	}
}

// What a program says of its version, which begins with the day of its image, and of the
// hour at which it says something.
var (
	version = regexp.MustCompile(` version=(\d{4}\.\d{2}\.\d{2})-`)
	stamp   = regexp.MustCompile(` time=(\d{4}-\d{2}-\d{2})T`)
)

// What is wrong in numerek.toml stands on the screen, and nothing else does.
func TestMistake(t *testing.T) {
	needAll(t)
	text := []byte("role = \"kiosk\"\ndevice = \"kiosk-ratusz\"\nserver = \"kolejka.example.pl\"\n[printer]\npaht = \"/dev/ttyUSB0\"\n")
	path := filepath.Join(t.TempDir(), "numerek.toml")
	if err := os.WriteFile(path, text, 0o600); err != nil {
		t.Fatal(err)
	}
	k := insert(t, path, panel)
	k.says(startPatience, "settings hold mistakes")
	k.says(startPatience, "first frame")
	_, wrong := config.Read(text)
	fonts, err := typeface.New()
	k.must(err)
	want := notice.Scene(&mistake.FileError{File: "numerek.toml", All: wrong}, k.size(config.DefaultInches), fonts)
	picture := image.NewRGBA(want.Size.Bounds())
	paint.Paint(picture, picture.Rect, want, fonts)
	k.must(e2e.Until(soon(t), "the mistakes are on the screen", func() (bool, error) {
		seen, err := k.Picture()
		return err == nil && seen.Rect == picture.Rect && e2e.Difference(seen, picture) == 0, err
	}))
	k.picture("0-mistake")
}
