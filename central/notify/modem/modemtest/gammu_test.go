package modemtest_test

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"numerek/central/notify/modem/modemtest"
)

// patience is how long anything may take on a machine that is busy.
const patience = 20 * time.Second

// serve offers a modem on a pseudo-terminal and gives its path.
func serve(t *testing.T, m *modemtest.Modem) (link string) {
	t.Helper()
	link = filepath.Join(t.TempDir(), "modem")
	ctx, cancel := context.WithCancel(context.WithoutCancel(t.Context()))
	var serving sync.WaitGroup
	serving.Go(func() {
		if err := m.Serve(ctx, link); err != nil {
			t.Error(err)
		}
	})
	t.Cleanup(func() { cancel(); serving.Wait(); m.Close() })
	for end := time.Now().Add(patience); ; <-time.After(5 * time.Millisecond) {
		if _, err := os.Lstat(link); err == nil {
			return link
		} else if time.Now().After(end) {
			t.Fatal(err)
		}
	}
}

// gammu runs Debian's gammu on a line, and gives what it said.
func gammu(t *testing.T, link string, args ...string) string {
	t.Helper()
	path, err := exec.LookPath("gammu")
	if err != nil {
		t.Fatal("gammu is missing: apt-get install gammu")
	}
	config := filepath.Join(t.TempDir(), "gammurc")
	if err := os.WriteFile(config, fmt.Appendf(nil, "[gammu]\ndevice = %s\nconnection = at115200\n", link), 0o600); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 2*patience)
	defer cancel()
	cmd := exec.CommandContext(ctx, path, append([]string{"-c", config}, args...)...)
	cmd.Env = append(os.Environ(), "LC_ALL=C.UTF-8")
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("gammu %v: %v\n%s", args, err, out)
	}
	return string(out)
}

// TestGammuTakesItForAModem holds the double against a client that nobody here wrote.
func TestGammuTakesItForAModem(t *testing.T) {
	t.Parallel() // Most of its time gammu waits.
	sent := make(chan modemtest.Message, 10)
	m := modemtest.New(modemtest.Options{OnSent: func(s modemtest.Message) { sent <- s }})
	link := serve(t, m)
	if said := gammu(t, link, "--identify"); !strings.Contains(said, "Modem in software") || !strings.Contains(said, "490154203237518") || !strings.Contains(said, "260010000000001") {
		t.Errorf("got\n%s", said)
	}
	for name, c := range map[string]struct {
		text string
		args []string
	}{
		"gsm7":    {"UM Koszalin: wt 24.11 g. 10:20. KOD 482 9151; größer, schöner: Ä Ö Ü ñ @ £", nil},
		"unicode": {"Кошалін: вт 24.11 10:20. КОД 482 9151", []string{"-unicode"}},
		"parts":   {strings.Repeat("KOD 482 9151. ", 20), []string{"-autolen", "300"}},
	} {
		t.Run(name, func(t *testing.T) {
			said := gammu(t, link, append([]string{"sendsms", "TEXT", "+48601234567", "-report", "-text", c.text}, c.args...)...)
			if !strings.Contains(said, "OK") {
				t.Errorf("got\n%s", said)
			}
			if got, want := <-sent, (modemtest.Message{To: "+48601234567", Text: c.text}); got != want {
				t.Errorf("got %+v, want %+v", got, want)
			}
		})
	}
	if m.Kept() == 0 {
		t.Error("got no report kept, want those that gammu asked for")
	}
}

// TestGammuUnlocksIt shows the lock of the SIM to the same client.
func TestGammuUnlocksIt(t *testing.T) {
	t.Parallel()
	m := modemtest.New(modemtest.Options{PIN: "4821"})
	link := serve(t, m)
	if said := gammu(t, link, "getsecuritystatus"); !strings.Contains(said, "Waiting for PIN") {
		t.Errorf("got\n%s", said)
	}
	gammu(t, link, "entersecuritycode", "PIN", "4821")
	if said := gammu(t, link, "getsecuritystatus"); !strings.Contains(said, "Nothing to enter") {
		t.Errorf("got\n%s", said)
	}
}
