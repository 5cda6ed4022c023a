package window_test

import (
	"context"
	"fmt"
	"image"
	"math"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"testing"
	"time"

	"numerek/appliance/kiosk"
	"numerek/appliance/kiosk/look"
	"numerek/appliance/scene"
	"numerek/appliance/typeface"
	"numerek/scripts/e2e"
	"numerek/scripts/e2e/citizen"
)

const (
	device     = "kiosk-ratusz"
	department = "department:km"
	service    = "rejestracja"
	ticket     = "service:" + service
)

var programs e2e.Programs

func TestMain(m *testing.M) {
	os.Exit(run(m))
}

func run(m *testing.M) int {
	folder, err := os.MkdirTemp("", "numerek-window-")
	if err == nil {
		defer os.RemoveAll(folder)
		programs, err = e2e.Build(context.Background(), folder)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return m.Run()
}

// hall is a kiosk in its window, with its printer and its server, and somebody
// before it who knows what it should show.
type hall struct {
	*citizen.Citizen

	size    scene.Size
	fonts   *typeface.Fonts
	screen  *e2e.Screen
	printer *e2e.Printer
	server  e2e.Server
	central *e2e.Central
	kiosk   *e2e.Process
	begun   time.Time
	unwatch func()
}

// soon is the end of patience of one step.
func soon(t *testing.T) context.Context {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 15*time.Second)
	t.Cleanup(cancel)
	return ctx
}

// must fails with the last words of the kiosk.
func (h *hall) must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatalf("%v\nkiosk:\n%s", err, h.kiosk.Tail())
	}
}

// open starts all of it on a screen of its own. A window of "" takes the whole screen.
func open(t *testing.T, width, height int, inches float64, window string, args ...string) *hall {
	t.Helper()
	h := &hall{size: scene.Size{W: width, H: height, PPI: math.Hypot(float64(width), float64(height)) / inches}}
	fail := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	var err error
	h.fonts, err = typeface.New()
	fail(err)
	h.screen, err = e2e.StartScreen(soon(t), width, height, t.TempDir())
	fail(err)
	t.Cleanup(h.screen.Kill)
	h.printer, err = e2e.StartPrinter(soon(t), programs, t.TempDir(), nil)
	fail(err)
	t.Cleanup(h.printer.Kill)
	office, err := e2e.Office()
	fail(err)
	h.server = e2e.Server{Path: programs.Central, Data: t.TempDir(), Office: office, Clock: e2e.Monday()}
	h.begun = time.Now()
	h.central, err = h.server.Start(soon(t), "central")
	fail(err)
	t.Cleanup(func() { h.central.Kill() })
	h.server.HTTP, h.server.Devices = h.central.HTTP, h.central.Devices
	h.kiosk, err = e2e.Appliance{
		Path: programs.Appliance, Server: h.server.Devices, Device: device, Window: window, Printer: h.printer.Line,
		Data: t.TempDir(), Env: h.screen.Env(), Args: append([]string{"--size-inches", strconv.FormatFloat(inches, 'f', -1, 64)}, args...),
	}.Start("kiosk")
	fail(err)
	t.Cleanup(h.kiosk.Kill)
	pictures := t.ArtifactDir()
	h.Citizen, err = citizen.New(h.screen, h.size, func(name string, picture *image.RGBA) error {
		if strings.HasSuffix(name, "-seen") || strings.HasSuffix(name, "-expected") { // only what went wrong is worth a file
			return e2e.Save(pictures, name+".png", picture)
		}
		return nil
	})
	fail(err)
	h.unwatch = func() {}
	h.watch(t)
	t.Cleanup(func() { h.unwatch() })
	return h
}

// watch follows the catalogue beside the kiosk.
func (h *hall) watch(t *testing.T) {
	t.Helper()
	h.unwatch()
	eye, err := e2e.Dial(h.server.Devices, "", device)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	h.unwatch = func() {
		cancel()
		_ = eye.Close()
	}
	go h.Follow(ctx, eye)
	h.must(t, h.Waits(soon(t)))
}

// hand moves the pointer and presses keys as a person does, through the X server.
func (h *hall) hand(t *testing.T, args ...string) {
	t.Helper()
	cmd := exec.CommandContext(soon(t), "xdotool", args...)
	cmd.Env = append(os.Environ(), h.screen.Env()...)
	if said, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("xdotool %q: %v: %s", args, err, said)
	}
}

// sees waits until the glass is what it should be, on this screen.
func (h *hall) sees(t *testing.T, name string, want kiosk.Screen) {
	t.Helper()
	h.must(t, h.See(soon(t), name, want))
}

// scene is what should be on the glass.
func (h *hall) scene() scene.Scene { return look.Scene(h.Twin(), h.size, h.fonts) }

// at is the middle of a target.
func (h *hall) at(t *testing.T, target string) (x, y string) {
	t.Helper()
	for _, item := range h.scene().Items {
		if item.Target == target {
			middle := item.Box.Min.Add(item.Box.Max).Div(2)
			return strconv.Itoa(middle.X), strconv.Itoa(middle.Y)
		}
	}
	t.Fatalf("there is no %s, only %q", target, scene.Focusable(h.scene()))
	return "", ""
}

// key presses a key, and says to the twin which of the five it is.
func (h *hall) key(t *testing.T, name string, press kiosk.Press) {
	t.Helper()
	targets := scene.Focusable(h.scene())
	h.hand(t, "key", "--delay", "0", name)
	h.Tell(kiosk.Key{Key: press, Targets: targets})
}

// walk goes by the key for the next thing to a target, and sees every step.
func (h *hall) walk(t *testing.T, target string, on kiosk.Screen) {
	t.Helper()
	for range 20 {
		h.key(t, "Tab", kiosk.Next)
		h.sees(t, "on-"+h.Twin().Focus, on)
		if h.Twin().Focus == target {
			return
		}
	}
	t.Fatalf("twenty steps do not lead to %s, but to %s", target, h.Twin().Focus)
}

// do gives the printer a command.
func (h *hall) do(t *testing.T, command string) {
	t.Helper()
	if _, err := h.printer.Do(soon(t), command); err != nil {
		t.Fatal(err)
	}
}

func TestWindow(t *testing.T) {
	h := open(t, 1080, 1920, 21.5, "1080x1920")
	steps := []struct {
		name string
		run  func(*testing.T)
	}{
		{"fills_its_size", func(t *testing.T) { h.sees(t, "home", kiosk.ScreenHome) }},
		{"short_clicks", h.shortClicks},
		{"a_drag_off_a_button", h.dragOff},
		{"five_keys", h.fiveKeys},
		{"printer_faults", h.printerFaults},
		{"server_killed_and_back", h.serverKilled},
	}
	for _, step := range steps {
		if !t.Run(step.name, step.run) {
			return // the rest would begin somewhere else
		}
	}
}

// shortClicks are as short as a mouse can make them: press and release come
// together. Each must be seen.
func (h *hall) shortClicks(t *testing.T) {
	x, y := h.at(t, "contrast")
	h.hand(t, "mousemove", x, y)
	var slowest time.Duration
	for i := range 20 {
		begun := time.Now()
		h.hand(t, "click", "1")
		h.Tell(kiosk.Pointer{Phase: kiosk.Down, Target: "contrast"}, kiosk.Pointer{Phase: kiosk.Up, Target: "contrast"})
		h.sees(t, fmt.Sprint("click-", i), kiosk.ScreenHome)
		slowest = max(slowest, time.Since(begun))
	}
	t.Logf("slowest of 20 clicks, until the whole picture was compared: %v", slowest)
}

// dragOff presses a button, slides off it and lets go.
func (h *hall) dragOff(t *testing.T) {
	x, y := h.at(t, department)
	h.hand(t, "mousemove", x, y)
	h.hand(t, "mousedown", "1")
	h.Tell(kiosk.Pointer{Phase: kiosk.Down, Target: department})
	h.sees(t, "pressed", kiosk.ScreenHome)
	h.hand(t, "mousemove", strconv.Itoa(h.size.W/2), "4")
	h.Tell(kiosk.Pointer{Phase: kiosk.Move})
	h.sees(t, "slid-off", kiosk.ScreenHome)
	h.hand(t, "mouseup", "1")
	h.Tell(kiosk.Pointer{Phase: kiosk.Up})
	h.sees(t, "let-go", kiosk.ScreenHome)
}

// fiveKeys walks to a ticket without a finger.
func (h *hall) fiveKeys(t *testing.T) {
	h.key(t, "Left", kiosk.Previous)
	h.sees(t, "the-last", kiosk.ScreenHome)
	h.walk(t, department, kiosk.ScreenHome)
	h.key(t, "Return", kiosk.Choose)
	h.sees(t, "services", kiosk.ScreenServices)
	h.key(t, "Escape", kiosk.Back)
	h.sees(t, "back", kiosk.ScreenHome)
	h.walk(t, department, kiosk.ScreenHome)
	h.key(t, "space", kiosk.Choose)
	h.sees(t, "services-again", kiosk.ScreenServices)
	h.walk(t, ticket, kiosk.ScreenServices)
	h.key(t, "F1", kiosk.Repeat)
	h.sees(t, "repeat", kiosk.ScreenServices)

	before := h.Twin()
	said := len(h.kiosk.Lines())
	h.key(t, "Return", kiosk.Choose)
	line, _, err := h.kiosk.Said(soon(t), said, e2e.Contains("ticket issued"))
	h.must(t, err)
	issued, err := citizen.Issued(line)
	h.must(t, err)
	issued.ServiceID, issued.Language = service, before.Language
	h.Tell(kiosk.Issued{Session: h.Twin().Session, Ticket: issued})
	h.sees(t, "printing", kiosk.ScreenPrinting)
	if _, err := h.printer.Paper(soon(t)); err != nil {
		t.Fatal(err)
	}
	h.Tell(kiosk.Printed{Session: h.Twin().Session, Outcome: kiosk.PaperPrinted})
	h.sees(t, "take", kiosk.ScreenTake)
	h.walk(t, "restart", kiosk.ScreenTake)
	h.key(t, "Return", kiosk.Choose)
	h.sees(t, "home-again", kiosk.ScreenHome)
}

// printerFaults are told before anybody has chosen anything, and again to who did.
func (h *hall) printerFaults(t *testing.T) {
	for _, fault := range []struct {
		command, remedy string
		condition       kiosk.Condition
	}{
		{"paper out", "paper in", kiosk.PaperOut},
		{"cover open", "cover close", kiosk.CoverOpen},
		{"unplug", "plug", kiosk.PrinterGone},
		{"power off", "power on", kiosk.PrinterGone},
	} {
		h.do(t, fault.command)
		h.Tell(kiosk.PrinterChanged{Conditions: []kiosk.Condition{fault.condition}})
		h.sees(t, "home-"+fault.command, kiosk.ScreenHome)
		for _, target := range []string{department, ticket} {
			if _, err := h.Tap(soon(t), target); err != nil {
				h.must(t, err)
			}
		}
		h.sees(t, "offer-"+fault.command, kiosk.ScreenOffer)
		if _, err := h.Tap(soon(t), "restart"); err != nil {
			h.must(t, err)
		}
		h.sees(t, "over-"+fault.command, kiosk.ScreenHome)
		h.do(t, fault.remedy)
		h.Tell(kiosk.PrinterChanged{})
		h.sees(t, "home-"+fault.remedy, kiosk.ScreenHome)
	}
}

// serverKilled lets the server die without a word and come back on the same address.
func (h *hall) serverKilled(t *testing.T) {
	h.central.Kill()
	h.Tell(kiosk.LinkLost{})
	h.sees(t, "offline", kiosk.ScreenOffline)
	h.server.Clock = e2e.Monday().Add(time.Since(h.begun))
	var err error
	h.central, err = h.server.Start(soon(t), "central")
	if err != nil {
		t.Fatal(err)
	}
	ready := time.Now()
	h.watch(t)
	h.Tell(kiosk.LinkUp{})
	h.sees(t, "home-with-the-server", kiosk.ScreenHome)
	healed := time.Since(ready)
	t.Logf("healed %v after the server was ready", healed.Round(time.Millisecond))
	if healed > 10*time.Second {
		t.Errorf("healed after %v, want 10 s at most", healed)
	}
	if _, err := h.Tap(soon(t), department); err != nil {
		h.must(t, err)
	}
	h.sees(t, "services-with-the-server", kiosk.ScreenServices)
}

// TestWholeScreen opens the window without a size, as a kiosk does that stands
// in a hall.
func TestWholeScreen(t *testing.T) {
	h := open(t, 800, 480, 7, "")
	h.sees(t, "home", kiosk.ScreenHome)
	x, y := h.at(t, department)
	h.hand(t, "mousemove", x, y)
	h.must(t, e2e.Until(soon(t), "the kiosk believes a touch", func() (bool, error) {
		return time.Since(h.Twin().Since) > 300*time.Millisecond, nil
	}))
	h.hand(t, "click", "1")
	h.Tell(kiosk.Pointer{Phase: kiosk.Down, Target: department}, kiosk.Pointer{Phase: kiosk.Up, Target: department})
	h.sees(t, "services", kiosk.ScreenServices)
}
