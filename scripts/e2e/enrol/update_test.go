package enrol_test

import (
	"context"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"numerek/appliance/app"
	"numerek/appliance/config"
	"numerek/appliance/update"
	"numerek/appliance/update/rauc"
	"numerek/appliance/update/rauc/bustest"
	"numerek/appliance/update/rauc/raucfake"
	"numerek/central/updates/bundle/bundletest"
	"numerek/scripts/e2e"
)

const arm = "numerek-arm64"

// swift is the machine of updates with little patience, but for the trial: this machine
// may have run for long.
var swift = update.Pace{First: 100 * time.Millisecond, Ask: 500 * time.Millisecond, Alone: 100 * time.Millisecond, Trial: 50 * 365 * 24 * time.Hour}

// update runs "central update".
func (s *site) update(args ...string) string {
	s.t.Helper()
	out, err := exec.CommandContext(s.t.Context(), s.server.Path, append([]string{"update", "--data", s.server.Data}, args...)...).CombinedOutput()
	if err != nil {
		s.t.Fatalf("central update %v: %v\n%s", args, err, out)
	}
	return string(out)
}

// lists waits until the list of versions and devices says something.
func (s *site) lists(text string) {
	s.t.Helper()
	ctx, cancel := context.WithTimeout(s.t.Context(), patience)
	defer cancel()
	last := ""
	if err := e2e.Until(ctx, text, func() (bool, error) {
		last = s.update("list")
		return strings.Contains(last, text), nil
	}); err != nil {
		s.t.Fatalf("the list does not say %q:\n%s", text, last)
	}
}

// bundle adds a version.
func (s *site) bundle(version string, sound bool) {
	s.t.Helper()
	path := filepath.Join(s.t.TempDir(), version+".raucb")
	if err := os.WriteFile(path, bundletest.MakeOf(raucfake.Manifest(version, arm, sound), 300_000), 0o600); err != nil {
		s.t.Fatal(err)
	}
	s.update("add", path)
}

// bootSlot starts a kiosk from a slot. It runs until it asks for the restart, or is
// stopped.
func bootSlot(t *testing.T, c card, slots app.Slots, version string) (wantsRestart <-chan struct{}, stop func()) {
	t.Helper()
	settings, err := config.Load(c.path)
	if err != nil {
		t.Fatal(err)
	}
	log := &said{}
	asked := make(chan struct{})
	ask := sync.OnceFunc(func() { close(asked) })
	k, err := app.New(app.Options{
		Config: settings, Version: version, Log: slog.New(slog.NewTextHandler(log, nil)),
		Updating: &app.Updating{
			Slots: slots, Version: version, Pace: swift, Look: 20 * time.Millisecond,
			Restart: func() error {
				ask()
				return nil
			},
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan struct{})
	go func() {
		defer close(done)
		if err := k.Run(ctx); err != nil {
			t.Error(err)
		}
	}()
	stop = sync.OnceFunc(func() {
		cancel()
		<-done
		if t.Failed() {
			t.Log(log)
		}
	})
	t.Cleanup(stop)
	return asked, stop
}

// A kiosk is updated through the shipped server: it fetches the bundle with its own
// certificate, restarts when nobody is there, and is good. A version that does not start
// brings the old one back and halts.
func TestUpdate(t *testing.T) {
	s := newSite(t)
	c := s.card("add", ratusz)
	address := bustest.Start(t)
	machine, err := raucfake.Start(t.Context(), address, arm, "1.0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := machine.Stop(); err != nil {
			t.Error(err)
		}
	})
	slots, err := rauc.Open(t.Context(), address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { slots.Close() })
	restarts := func(version string) (slot, next string) {
		t.Helper()
		asked, stop := bootSlot(t, c, slots, version)
		select {
		case <-asked:
		case <-time.After(patience):
			t.Errorf("%s: no restart within %v:\n%s", version, patience, s.update("list"))
		}
		stop()
		return machine.Restart()
	}
	s.bundle("1.1", true)
	s.update("roll-out", "1.1", "--device", ratusz)
	if slot, version := restarts("1.0"); slot != "B" || version != "1.1" {
		t.Fatalf("after the update: slot %s runs %s", slot, version)
	}
	_, stop := bootSlot(t, c, slots, "1.1")
	s.lists("good")
	stop()

	s.bundle("1.2", true)
	s.update("roll-out", "1.2")
	if slot, version := restarts("1.1"); slot != "A" || version != "1.2" {
		t.Fatalf("after the second update: slot %s runs %s", slot, version)
	}
	machine.Bad("A") // it never started, and the boot counter has run out
	if slot, version := machine.Restart(); slot != "B" || version != "1.1" {
		t.Fatalf("after the fall: slot %s runs %s", slot, version)
	}
	_, stop = bootSlot(t, c, slots, "1.1")
	s.lists("halted: kiosk-ratusz went back: it did not start")
	s.lists("rolled back: it did not start")
	stop()
}
