package voice

import (
	"errors"
	"fmt"
	"io/fs"
	"path"
	"strconv"
	"strings"
)

// Socket is where the sound of a machine goes out. Its words stand in numerek.toml.
type Socket string

// The sockets.
const (
	// HDMI is the panel: the port that one is connected to. A machine without sound
	// on HDMI plays through ALSA's default device.
	HDMI Socket = "hdmi"
	Jack Socket = "jack" // the Raspberry Pi's socket for headphones
	USB  Socket = "usb"  // the first sound card on USB
)

var (
	errNoJack = errors.New("this device has no socket for headphones")
	errNoUSB  = errors.New("there is no sound card on USB")
)

// The ids that the drivers of the Raspberry Pi give their cards: vc4hdmi0 and
// vc4hdmi1, where there is only one port vc4hdmi, and Headphones.
const (
	idHDMI = "vc4hdmi"
	idJack = "Headphones"
)

// device is what ALSA calls a socket, empty where its default serves. Cards come and
// go, and so do panels: it is asked before each sound. root is that of the machine.
func device(root fs.FS, s Socket) (string, error) {
	files, err := fs.Glob(root, "proc/asound/card[0-9]*/id")
	if err != nil {
		return "", fmt.Errorf("sound cards: %w", err)
	}
	var hdmi string
	for _, file := range files {
		text, err := fs.ReadFile(root, file)
		if err != nil {
			continue // it was taken away just now
		}
		id := strings.TrimSpace(string(text))
		name := "default:CARD=" + id // with what ALSA knows about the card: the HDMI of a Pi takes no plain samples
		switch port, isHDMI := strings.CutPrefix(id, idHDMI); {
		case s == HDMI && isHDMI:
			if connected(root, port) {
				return name, nil
			}
			if hdmi == "" {
				hdmi = name
			}
		case s == Jack && id == idJack:
			return name, nil
		case s == USB:
			if _, err := fs.Stat(root, path.Join(path.Dir(file), "usbid")); err == nil {
				return name, nil
			}
		default:
			// Another card.
		}
	}
	switch s {
	case Jack:
		return "", errNoJack
	case USB:
		return "", errNoUSB
	case HDMI:
		return hdmi, nil
	default:
		return "", nil
	}
}

// connected says whether there is a panel on a port: "0" is HDMI-A-1 for the
// kernel's screens, and so is the one that has no number.
func connected(root fs.FS, port string) bool {
	n := 0
	if port != "" {
		var err error
		if n, err = strconv.Atoi(port); err != nil {
			return false
		}
	}
	files, err := fs.Glob(root, fmt.Sprintf("sys/class/drm/card[0-9]*-HDMI-A-%d/status", n+1))
	if err != nil {
		return false
	}
	for _, file := range files {
		if text, err := fs.ReadFile(root, file); err == nil && strings.TrimSpace(string(text)) == "connected" {
			return true
		}
	}
	return false
}
