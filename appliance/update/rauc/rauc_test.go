package rauc_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"numerek/appliance/update/rauc"
	"numerek/appliance/update/rauc/bustest"
	"numerek/appliance/update/rauc/raucfake"
)

const compatible = "numerek-arm64"

// machine is one on which a RAUC runs, in slot A.
type machine struct {
	address string
	// bundle returns the path of a bundle; one that is not sound has another's signature.
	bundle func(version string, sound bool) string
	// tears says whether an installation breaks off in the slot's second image.
	tears func(on bool)
}

// suite is what every RAUC must do.
func suite(t *testing.T, on machine) {
	t.Helper()
	s, err := rauc.Open(t.Context(), on.address)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	state := func() rauc.State {
		t.Helper()
		got, err := s.State(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		return got
	}
	if got, want := state(), (rauc.State{Compatible: compatible, Booted: "A", Primary: "A"}); got != want {
		t.Fatalf("at first: got %+v, want %+v", got, want)
	}
	var percents []int
	install := func(path string) error {
		percents = nil
		return s.Install(t.Context(), rauc.Source{Location: path}, func(p int) { percents = append(percents, p) })
	}
	if err := install(on.bundle("6.6.6", false)); err == nil || !strings.Contains(err.Error(), "signature") {
		t.Errorf("a forged bundle: got %v", err)
	}
	if err := install(filepath.Join(t.TempDir(), "lost.raucb")); err == nil {
		t.Error("no bundle: got no error")
	}
	if got := state(); got.Other != "" || got.Primary != "A" {
		t.Errorf("after nothing: got %+v", got)
	}
	whole := on.bundle("1.1.0", true)
	on.tears(true)
	if err := install(whole); err == nil {
		t.Error("a slot that takes half of the bundle: got no error")
	}
	if got := state(); got.Other != "" {
		t.Errorf("half of a bundle: got %+v", got)
	}
	on.tears(false)
	if err := install(whole); err != nil {
		t.Fatal(err)
	}
	if n := len(percents); n < 2 || percents[n-1] != 100 {
		t.Errorf("progress: got %v", percents)
	}
	if got, want := state(), (rauc.State{Compatible: compatible, Booted: "A", Primary: "A", Other: "1.1.0"}); got != want {
		t.Errorf("installed, not activated: got %+v", got)
	}
	on.tears(true)
	if err := install(on.bundle("1.2.0", true)); err == nil {
		t.Error("half of the next bundle: got no error")
	}
	if got := state(); got.Other != "" {
		t.Errorf("one image of 1.2.0 and one of 1.1.0: got %+v", got)
	}
	on.tears(false)
	if err := install(whole); err != nil {
		t.Fatal(err)
	}
	if got := state(); got.Other != "1.1.0" {
		t.Errorf("installed over the half: got %+v", got)
	}
	if err := s.MarkGood(t.Context()); err != nil {
		t.Error(err)
	}
	if err := s.Activate(t.Context()); err != nil {
		t.Error(err)
	}
	if got := state(); got.Primary != "B" || got.Booted != "A" {
		t.Errorf("activated: got %+v", got)
	}
}

func TestFake(t *testing.T) {
	t.Parallel()
	address := bustest.Start(t)
	m, err := raucfake.Start(t.Context(), address, compatible, "1.0.0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := m.Stop(); err != nil {
			t.Error(err)
		}
	}()
	dir := t.TempDir()
	suite(t, machine{address: address, bundle: func(version string, sound bool) string {
		path := filepath.Join(dir, version)
		if err := os.WriteFile(path, raucfake.Bundle(version, compatible, sound), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}, tears: m.Tears})
	if slot, version := m.Restart(); slot != "B" || version != "1.1.0" {
		t.Errorf("after the restart: got %s, %s", slot, version)
	}
	m.Bad("B")
	if slot, version := m.Restart(); slot != "A" || version != "1.0.0" {
		t.Errorf("the boot counter: got %s, %s", slot, version)
	}
}

func TestNoRauc(t *testing.T) {
	t.Parallel()
	if s, err := rauc.Open(t.Context(), bustest.Start(t)); !errors.Is(err, rauc.ErrNone) {
		t.Errorf("an empty bus: got %v, %v", s, err)
	}
	if s, err := rauc.Open(t.Context(), "unix:path="+filepath.Join(t.TempDir(), "bus")); !errors.Is(err, rauc.ErrNone) {
		t.Errorf("no bus: got %v, %v", s, err)
	}
}
