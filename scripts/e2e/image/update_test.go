package image_test

import (
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"numerek/scripts/e2e"
)

// How long the device takes until it has asked and fetched, and until it believes that
// nobody is there.
const (
	installPatience = 30 * time.Minute
	alonePatience   = 30 * time.Minute
)

// update runs "central update".
func (s *site) update(args ...string) string {
	s.t.Helper()
	out, err := exec.CommandContext(s.t.Context(), s.server.Path, append([]string{"update", "--data", s.server.Data}, args...)...).CombinedOutput()
	if err != nil {
		s.t.Fatalf("central update %v: %v\n%s", args, err, out)
	}
	return string(out)
}

// rollOut brings a bundle to all devices and says which version that is.
func (s *site) rollOut(name string) (version string) {
	s.t.Helper()
	said := s.update("add", filepath.Join(*bundles, name+".raucb"))
	words := strings.Fields(said)
	if len(words) < 2 {
		s.t.Fatalf("central update add says %q", said)
	}
	s.update("roll-out", words[1])
	return words[1]
}

// lists waits until the list of versions and devices says something.
func (s *site) lists(text string) {
	s.t.Helper()
	last := ""
	if err := e2e.Until(soon(s.t), text, func() (bool, error) {
		last = s.update("list")
		return strings.Contains(last, text), nil
	}); err != nil {
		s.t.Fatalf("the list does not say %q:\n%s", text, last)
	}
	s.t.Logf("central update list:\n%s", last)
}

// A kiosk is updated over the air: a bundle that somebody else has signed is refused;
// a sound one is streamed and installed while a citizen takes a ticket, started when
// nobody is there, and good; one that does not start brings the old version back by
// itself, and the server says so.
func TestUpdate(t *testing.T) {
	needAll(t)
	s := newSite(t)
	forged := s.rollOut("forged")
	k := insert(t, s.settings(device, technician), panel)
	k.says(startPatience, "first frame")
	k.told(installPatience, "update not installed", forged, "signature")
	s.update("halt", forged)

	next := s.rollOut("next")
	k.restart() // asks a minute after its start
	k.says(startPatience, "first frame")
	k.told(stepPatience, "slots known", "slot=A")
	c := k.seen(s, "0-home")
	k.says(installPatience, "phase=installing", next)
	began := time.Now()
	k.ticket(s, c)
	k.says(installPatience, "phase=installed", next) // after the ticket: both went on at once
	figure(t, "image_install", "s", time.Since(began).Seconds())
	s.lists("installed")
	k.told(alonePatience, "phase=activated", next)
	began = time.Now()
	k.says(startPatience, "numerek: slot B")
	k.says(startPatience, "first frame")
	figure(t, "image_update_restart", "s", time.Since(began).Seconds())
	k.told(stepPatience, "slots known", "slot=B", "version="+next)
	k.told(startPatience, "phase=good", next)
	s.lists("good")
	k.picture("4-updated")

	garbage := s.rollOut("garbage")
	k.restart()
	k.says(startPatience, "numerek: slot B")
	k.ticket(s, k.home(s, "5-home"))
	k.told(installPatience, "phase=installed", garbage)
	k.told(alonePatience, "phase=activated", garbage)
	began = time.Now()
	for range 2 {
		k.says(startPatience, "numerek: slot A")
	}
	k.says(startPatience, "numerek: slot B")
	k.says(startPatience, "first frame")
	figure(t, "image_roll_back", "s", time.Since(began).Seconds())
	k.told(startPatience, "phase=rolled_back", garbage)
	s.lists("rolled back")
	k.ticket(s, k.seen(s, "6-rolled-back"))
	k.settled(s)
}

// A version whose program ends at once does not keep the device: after two starts the
// old one runs again, without anybody's help.
func TestUpdateThatEnds(t *testing.T) {
	needAll(t)
	s := newSite(t)
	exits := s.rollOut("exits")
	k := insert(t, s.settings(device, technician), panel)
	k.says(startPatience, "first frame")
	k.told(installPatience, "phase=installed", exits)
	k.told(alonePatience, "phase=activated", exits)
	began := time.Now()
	for range 2 {
		k.says(startPatience, "numerek: slot B")
		k.says(startPatience, "numerek-trial:", "slot B is not good")
	}
	k.says(startPatience, "numerek: slot A")
	k.says(startPatience, "first frame")
	figure(t, "image_roll_back_of_program", "s", time.Since(began).Seconds())
	k.told(startPatience, "phase=rolled_back", exits)
	s.lists("rolled back")
	k.seen(s, "0-home")
}

// The power is cut at every step of an update: as it is written, early and late, when it
// is written, when it is activated, when it has started for the first time, and when it
// is good. What was begun is done once more, and in the end the new version runs.
func TestUpdateAndPowerCuts(t *testing.T) {
	needAll(t)
	s := newSite(t)
	next := s.rollOut("next")
	k := insert(t, s.settings(device, technician), panel)
	for _, step := range []struct{ slot, says string }{ // in which slot it is said
		{"A", "phase=installing"},
		{"A", "percent=6"},
		{"A", "percent=9"},
		{"A", "phase=installed"},
		{"A", "phase=activated"},
		{"B", "first frame"},
		{"B", "phase=good"},
	} {
		k.says(startPatience, "numerek: slot "+step.slot)
		k.says(installPatience, step.says)
		k.restart()
		t.Logf("cut at %q", step.says)
	}
	k.says(startPatience, "numerek: slot B")
	c := k.home(s, "0-updated")
	k.told(startPatience, "slots known", "slot=B", "version="+next)
	s.lists("good")
	k.ticket(s, c)
	k.settled(s)
}
