package image_test

import (
	"context"
	"fmt"
	"image"
	"math"
	"strings"
	"testing"
	"time"

	"numerek/appliance/kiosk"
	"numerek/appliance/scene"
	"numerek/scripts/e2e"
	"numerek/scripts/e2e/citizen"
	"numerek/scripts/e2e/image/emulator"
)

const (
	device     = "kiosk-ratusz"
	department = "department:km"
	service    = "rejestracja"
)

// The panel of the emulated kiosk: as small as software may draw it in an emulator.
var panel = emulator.Options{Width: 480, Height: 800}

const panelInches = 10.1

// From a blank card to the first ticket: the technician puts the server's file on
// the card, the device starts, enrols and draws its first screen; a citizen taps, a
// paper comes out whose code leads to the ticket's page, and the server knows that
// it was printed. Nothing failed in the system on the way.
func TestFirstTicket(t *testing.T) {
	needCard(t)
	s := newSite(t)
	k := insert(t, s.settings(device, technician), panel)
	k.splash()
	k.says(startPatience, "first frame")
	figure(t, "image_first_frame", "s", time.Since(k.began).Seconds())
	c := k.seen(s, "home")
	figure(t, "image_home", "s", time.Since(k.began).Seconds())
	k.ticket(s, c)
	k.settled(s)
	if k.listens() {
		t.Error("ssh answers, although numerek.toml has no key")
	}
	for _, line := range k.Lines() {
		if strings.Contains(line, "systemd[1]") && (strings.Contains(line, "Failed with result") || strings.Contains(line, "Dependency failed") || strings.Contains(line, "Failed to start") || strings.Contains(line, "ordering cycle")) {
			t.Errorf("something failed in the system: %s", line)
		}
	}
}

// technician is what a technician adds to the server's file.
var technician = fmt.Sprintf(`
log = "text"

[printer]
path = "/dev/numerek-printer"

[screen]
inches = %.1f
`, panelInches)

// soon is the end of patience of one step.
func soon(t *testing.T) context.Context {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), stepPatience)
	t.Cleanup(cancel)
	return ctx
}

func (k *machine) must(err error) {
	k.t.Helper()
	if err != nil {
		k.picture("failed")
		k.t.Fatalf("%v\nmachine:\n%s", err, k.Tail())
	}
}

// splash waits for the first picture on the panel, which is the name on white.
func (k *machine) splash() {
	k.t.Helper()
	ctx, cancel := context.WithTimeout(k.t.Context(), startPatience)
	defer cancel()
	var seen *image.RGBA
	err := e2e.Until(ctx, "the first picture", func() (bool, error) {
		var err error
		if seen, err = k.Picture(); err != nil {
			return false, err
		}
		white := 0
		for i := 0; i < len(seen.Pix); i += 4 {
			if seen.Pix[i] == 0xff && seen.Pix[i+1] == 0xff && seen.Pix[i+2] == 0xff {
				white++
			}
		}
		return white > len(seen.Pix)/8, nil
	})
	k.must(err)
	k.save("0-splash", seen)
	figure(k.t, "image_first_picture", "s", time.Since(k.began).Seconds())
}

// stranger stands before the panel and knows of no catalogue.
func (k *machine) stranger() *citizen.Citizen {
	k.t.Helper()
	c, err := citizen.New(k.Machine, k.size(panelInches), func(name string, picture *image.RGBA) error {
		k.save(name, picture)
		return nil
	})
	k.must(err)
	return c
}

// size of a panel of so many inches.
func (k *machine) size(inches float64) scene.Size {
	width, height := k.options.Width, k.options.Height
	return scene.Size{W: width, H: height, PPI: math.Hypot(float64(width), float64(height)) / inches}
}

// citizen stands before the panel, and sees the catalogue that the kiosk has.
func (k *machine) citizen(s *site) *citizen.Citizen {
	k.t.Helper()
	c := k.stranger()
	eye, err := e2e.Dial(s.server.Devices, "", device)
	k.must(err)
	ctx, cancel := context.WithCancel(context.Background())
	k.t.Cleanup(func() {
		cancel()
		_ = eye.Close()
	})
	go func() { _ = c.Follow(ctx, eye) }() // ends with the line
	k.must(c.Waits(soon(k.t)))
	return c
}

// home waits for the screen of departments, and gives who sees it.
func (k *machine) home(s *site, name string) *citizen.Citizen {
	k.t.Helper()
	k.says(startPatience, "first frame")
	return k.seen(s, name)
}

// seen looks for the screen of departments, and gives who sees it.
func (k *machine) seen(s *site, name string) *citizen.Citizen {
	k.t.Helper()
	c := k.citizen(s)
	k.must(c.See(soon(k.t), name, kiosk.ScreenHome))
	return c
}
