package voice

import (
	"errors"
	"maps"
	"testing"
	"testing/fstest"
)

// machine has files, by what they say.
func machine(files map[string]string) fstest.MapFS {
	root := fstest.MapFS{}
	for name, text := range files {
		root[name] = &fstest.MapFile{Data: []byte(text + "\n")}
	}
	return root
}

// A Raspberry Pi 4 with a panel on its second port, and a USB card that was found
// before that of the first.
var pi4 = map[string]string{
	"proc/asound/cards":                      " 0 [Headphones     ]: bcm2835_headpho - bcm2835 Headphones",
	"proc/asound/card0/id":                   "Headphones",
	"proc/asound/card1/id":                   "Device",
	"proc/asound/card1/usbid":                "0d8c:0014",
	"proc/asound/card2/id":                   "vc4hdmi0",
	"proc/asound/card3/id":                   "vc4hdmi1",
	"sys/class/drm/card1-HDMI-A-1/status":    "disconnected",
	"sys/class/drm/card1-HDMI-A-2/status":    "connected",
	"sys/class/drm/card1-Writeback-1/status": "connected",
}

// with is a machine with some files that are others; "" takes one away.
func with(files map[string]string, changes ...string) map[string]string {
	all := map[string]string{}
	maps.Copy(all, files)
	for i := 0; i < len(changes); i += 2 {
		if all[changes[i]] = changes[i+1]; changes[i+1] == "" {
			delete(all, changes[i])
		}
	}
	return all
}

func TestDevice(t *testing.T) {
	const port1, port2 = "sys/class/drm/card1-HDMI-A-1/status", "sys/class/drm/card1-HDMI-A-2/status"
	pi3 := map[string]string{
		"proc/asound/card0/id": "vc4hdmi", "proc/asound/card1/id": "Headphones",
		"sys/class/drm/card0-HDMI-A-1/status": "connected", "sys/class/drm/card0-Composite-1/status": "unknown",
	}
	emulator := map[string]string{"proc/asound/card0/id": "SoundCard", "sys/class/drm/card0-Virtual-1/status": "connected"}
	for name, c := range map[string]struct {
		files  map[string]string
		socket Socket
		want   string
		err    error
	}{
		"panel_on_the_second_port": {pi4, HDMI, "default:CARD=vc4hdmi1", nil},
		"panel_on_the_first_port":  {with(pi4, port1, "connected", port2, "disconnected"), HDMI, "default:CARD=vc4hdmi0", nil},
		"panels_on_both":           {with(pi4, port1, "connected"), HDMI, "default:CARD=vc4hdmi0", nil},
		"panel_is_off":             {with(pi4, port2, "disconnected"), HDMI, "default:CARD=vc4hdmi0", nil},
		"one_port":                 {pi3, HDMI, "default:CARD=vc4hdmi", nil},
		"jack":                     {pi4, Jack, "default:CARD=Headphones", nil},
		"no_jack":                  {with(pi4, "proc/asound/card0/id", ""), Jack, "", errNoJack},
		"usb":                      {pi4, USB, "default:CARD=Device", nil},
		"usb_was_pulled_out":       {with(pi4, "proc/asound/card1/id", ""), USB, "", errNoUSB},
		"an_emulator":              {emulator, HDMI, "", nil},
		"a_desk":                   {map[string]string{"proc/asound/card0/id": "PCH"}, HDMI, "", nil},
		"no_sound_card":            {nil, HDMI, "", nil},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := device(machine(c.files), c.socket)
			if got != c.want || !errors.Is(err, c.err) {
				t.Errorf("got %q, %v, want %q, %v", got, err, c.want, c.err)
			}
		})
	}
}
