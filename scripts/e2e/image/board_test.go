package image_test

import (
	"strings"
	"testing"

	"numerek/appliance/kiosk"
	"numerek/scripts/e2e"
)

// wired is what a technician says of the lamps of a cabinet and of its sensor, which is
// on the one line that the emulator can raise.
const wired = `
[board]
lamp     = "GPIO17"
bezel    = "GPIO27"
presence = "GPIO5"
`

// The lines of the cabinet are lines of the kernel's: the lamp says that all is well,
// the mouth of the printer is lit while a paper comes out, and a glass that has gone
// dark is lit for somebody who comes near.
func TestBoard(t *testing.T) {
	needAll(t)
	s := newSite(t)
	keys, key := administrator(t)
	cabinet := panel
	cabinet.Lines = []string{"GPIO17", "GPIO27", "GPIO22", "GPIO5"}
	k := insert(t, s.settings(device, technician+wired+keys), cabinet)
	k.says(startPatience, "first frame")
	c := k.citizen(s)
	c.Tell(kiosk.Presence{})
	k.must(c.See(soon(t), "0-home", kiosk.ScreenHome))
	shell := k.shell(key)
	shell("mountpoint -q /sys/kernel/debug || mount -t debugfs debugfs /sys/kernel/debug")
	lit := func(line string) bool {
		t.Helper()
		for text := range strings.Lines(shell("cat /sys/kernel/debug/gpio")) {
			if strings.Contains(text, line) {
				return strings.Contains(text, "out hi")
			}
		}
		t.Fatalf("the kernel has no line %s", line)
		return false
	}
	k.must(e2e.Until(soon(t), "the lamp says that all is well", func() (bool, error) { return lit("GPIO17"), nil }))
	if lit("GPIO27") {
		t.Error("the mouth of the printer is lit, and no paper comes")
	}
	k.must(k.unplug(soon(t)))
	k.must(e2e.Until(soon(t), "the lamp says that something is amiss", func() (bool, error) { return !lit("GPIO17"), nil }))
	k.plug(soon(t))
	k.must(c.See(soon(t), "1-home", kiosk.ScreenHome))
	k.ticket(s, c)
	if !lit("GPIO27") {
		t.Error("the mouth of the printer is dark beside a paper to take")
	}
	k.must(c.See(soon(t), "4-home", kiosk.ScreenHome))
	k.must(c.See(soon(t), "5-dark", kiosk.ScreenDimmed))
	k.must(k.Raise(soon(t)))
	c.Tell(kiosk.Presence{Near: true}, kiosk.Presence{})
	k.must(c.See(soon(t), "6-home", kiosk.ScreenHome))
}
