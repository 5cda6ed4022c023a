package window_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"numerek/appliance/kiosk"
	"numerek/appliance/kiosk/technician"
	"numerek/scripts/e2e"
)

// pin opens the service mode of the kiosk that nobody escapes from.
const pin = "270519"

// escapes are keys that lead out of most programs, as X names them.
func escapes() []string {
	keys := []string{
		"alt+F4", "alt+Tab", "alt+space", "alt+F2", "alt+Escape", "ctrl+alt+Delete", "ctrl+alt+BackSpace", "ctrl+alt+t", "ctrl+alt+F2",
		"super", "super+d", "super+l", "super+r", "Escape", "Tab", "shift+Tab", "ctrl+c", "ctrl+d", "ctrl+q", "ctrl+w", "ctrl+z", "ctrl+n",
		"ctrl+shift+i", "ctrl+shift+Escape", "ctrl+o", "ctrl+p", "ctrl+s", "F11", "Menu", "Print", "Return", "space", "BackSpace", "Delete",
		"Left", "Right", "Up", "Down", "Home", "End", "Prior", "Next", "Insert", "Pause", "r", "q", "x",
	}
	for i := 1; i <= 12; i++ {
		keys = append(keys, fmt.Sprint("F", i), fmt.Sprint("ctrl+alt+F", i))
	}
	return keys
}

// TestNobodyEscapes drums on glass and keys for some seconds, and shows codes to
// the reader: the program goes on, fills the screen, starts nothing, and lets
// nobody into its service mode; who knows the PIN gets in after that all the same.
func TestNobodyEscapes(t *testing.T) {
	const seed, limit = 7, 20 * time.Second
	h := open(t, 800, 480, 7, "", "--service-pin", pin)
	h.sees(t, "home", kiosk.ScreenHome)
	random := rand.New(rand.NewPCG(seed, seed))
	keys, begun, acts := escapes(), time.Now(), 0
	for ; time.Since(begun) < limit; acts++ {
		var args []string
		for range 8 {
			switch random.IntN(4) {
			case 0:
				args = append(args, "mousemove", strconv.Itoa(random.IntN(h.size.W)), strconv.Itoa(random.IntN(h.size.H)), "click", "1")
			case 1: // other buttons, and a wheel
				args = append(args, "click", strconv.Itoa(2+random.IntN(4)))
			case 2: // a reader types what it reads, and the end of the line
				for range 1 + random.IntN(12) {
					args = append(args, "key", "--delay", "0", string(rune('0'+random.IntN(10))))
				}
				args = append(args, "key", "--delay", "0", "Return")
			case 3:
				args = append(args, "key", "--delay", "0", keys[random.IntN(len(keys))])
			}
		}
		h.hand(t, args...)
		h.stillThere(t, acts)
	}
	t.Logf("%d rounds of 8 touches and keys in %v (seed %d)", acts, time.Since(begun).Round(time.Second), seed)
	if line, _, err := h.kiosk.Said(now(t), 0, e2e.Contains("service mode")); err == nil {
		t.Fatalf("somebody got in without the PIN: %s", line)
	}
	h.enters(t)
}

// now is a context that waits for nothing.
func now(t *testing.T) context.Context {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	return ctx
}

// stillThere fails unless the kiosk runs, alone on the whole screen, and has
// started no program but those that speak.
func (h *hall) stillThere(t *testing.T, round int) {
	t.Helper()
	select {
	case <-h.kiosk.Done():
		t.Fatalf("round %d: the kiosk ended: %v\n%s", round, h.kiosk.Err(), h.kiosk.Tail())
	default:
	}
	for _, name := range children(t, h.kiosk.Pid()) {
		switch name {
		case "espeak-ng", "RHVoice-test", "aplay":
		default:
			t.Fatalf("round %d: the kiosk has started %q", round, name)
		}
	}
	cmd := exec.CommandContext(soon(t), "xdotool", "search", "--onlyvisible", "--class", "numerek", "getwindowgeometry", "--shell")
	cmd.Env = append(os.Environ(), h.screen.Env()...)
	said, err := cmd.Output()
	if err != nil {
		t.Fatalf("round %d: no window: %v", round, err)
	}
	for _, want := range []string{"X=0\n", "Y=0\n", fmt.Sprintf("WIDTH=%d\n", h.size.W), fmt.Sprintf("HEIGHT=%d\n", h.size.H)} {
		if !strings.Contains(string(said), want) {
			t.Fatalf("round %d: the window is not on the whole screen:\n%s", round, said)
		}
	}
}

// children are the names of the programs that a process has started.
func children(t *testing.T, parent int) (names []string) {
	t.Helper()
	stats, err := filepath.Glob("/proc/[0-9]*/stat")
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range stats {
		text, err := os.ReadFile(path)
		if err != nil {
			continue // it has ended
		}
		head, rest, ok := strings.Cut(string(text), ") ")
		fields := strings.Fields(rest)
		if !ok || len(fields) < 2 || fields[1] != strconv.Itoa(parent) || fields[0] == "Z" {
			continue
		}
		_, name, _ := strings.Cut(head, "(")
		names = append(names, name)
	}
	return names
}

// enters opens the service mode by the hidden gesture and the PIN, as soon as the
// kiosk is between two visits, leaves it, and sees the kiosk as everybody finds it.
func (h *hall) enters(t *testing.T) {
	t.Helper()
	patience, cancel := context.WithTimeoutCause(t.Context(), 3*time.Minute, errors.New("the PIN does not open the service mode"))
	defer cancel()
	right, left, y := strconv.Itoa(h.size.W*95/100), strconv.Itoa(h.size.W*5/100), "6"
	said := 0
	for {
		var args []string
		for _, x := range []string{right, left, right, left, right} {
			args = append(args, "mousemove", x, y, "sleep", "0.2", "mousedown", "1", "sleep", "0.1", "mouseup", "1")
		}
		args = append(args, "sleep", "0.4")
		for _, d := range pin {
			args = append(args, "key", "--delay", "20", string(d))
		}
		h.hand(t, append(args, "key", "Return")...)
		attempt, over := context.WithTimeout(patience, 5*time.Second)
		line, seen, err := h.kiosk.Said(attempt, said, e2e.Contains("service mode"))
		over()
		if err == nil {
			if !strings.Contains(line, "open=true") {
				t.Fatalf("got %q", line)
			}
			said = seen
			break
		}
		if patience.Err() != nil {
			t.Fatalf("%v\n%s", context.Cause(patience), h.kiosk.Tail())
		}
		h.hand(t, "key", "Escape", "key", "Escape") // somebody's ticket, or a code half typed
	}
	h.Tell(kiosk.ServiceKey{On: true}) // the twin looks for its ways, not for the facts
	x, at := h.at(t, technician.TargetFinish)
	h.hand(t, "mousemove", x, at, "sleep", "0.5", "mousedown", "1", "sleep", "0.1", "mouseup", "1")
	if line, _, err := h.kiosk.Said(soon(t), said, e2e.Contains("service mode")); err != nil || !strings.Contains(line, "open=false") {
		t.Fatalf("leaving: got %q, %v", line, err)
	}
	h.Tell(kiosk.ServiceKey{On: false})
	h.sees(t, "home-again", kiosk.ScreenHome)
}
