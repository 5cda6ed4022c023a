package image_test

import (
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"numerek/appliance/kiosk"
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
	c := k.citizen(s)
	k.must(c.See(soon(t), "0-home", kiosk.ScreenHome))
	k.says(installPatience, "phase=installing", next)
	began := time.Now()
	k.printed(s, k.ticket(c))
	k.told(installPatience, "phase=installed", next)
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
	c = k.home(s, "5-home")
	k.printed(s, k.ticket(c))
	k.told(installPatience, "phase=installed", garbage)
	k.told(alonePatience, "phase=activated", garbage)
	for range 2 {
		k.says(startPatience, "numerek: slot A")
	}
	k.says(startPatience, "numerek: slot B")
	k.says(startPatience, "first frame")
	k.told(startPatience, "phase=rolled_back", garbage)
	s.lists("rolled back")
	k.picture("6-rolled-back")
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
	for range 2 {
		k.says(startPatience, "numerek: slot B")
		k.says(startPatience, "numerek-trial:", "slot B is not good")
	}
	k.says(startPatience, "numerek: slot A")
	k.says(startPatience, "first frame")
	k.told(startPatience, "phase=rolled_back", exits)
	s.lists("rolled back")
	c := k.citizen(s)
	k.must(c.See(soon(t), "0-home", kiosk.ScreenHome))
}

// The power is cut while an update is written, as soon as it is activated, and when it
// starts for the first time: the old version runs on and fetches it once more, and then
// the new one is good.
func TestUpdateAndPowerCuts(t *testing.T) {
	needAll(t)
	s := newSite(t)
	next := s.rollOut("next")
	k := insert(t, s.settings(device, technician), panel)
	for range 2 {
		k.says(startPatience, "first frame")
		k.says(installPatience, "phase=installing", next, "percent=6")
		k.restart()
		k.says(startPatience, "numerek: slot A")
	}
	k.home(s, "0-home")
	k.told(installPatience, "phase=installed", next)
	k.told(alonePatience, "phase=activated", next)
	k.restart()
	k.says(startPatience, "numerek: slot B")
	k.says(startPatience, "Starting kernel")
	k.restart()
	k.says(startPatience, "numerek: slot B")
	k.says(startPatience, "first frame")
	k.told(startPatience, "phase=good", next)
	s.lists("good")
	k.must(k.citizen(s).See(soon(t), "1-updated", kiosk.ScreenHome))
}
