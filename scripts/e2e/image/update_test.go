package image_test

import (
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// installPatience is how long the device may take until it has asked and fetched.
const installPatience = 30 * time.Minute

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

// A bundle that somebody else has signed is offered, streamed and refused: the slot
// that runs is good, and stays the one that starts.
func TestForgedUpdate(t *testing.T) {
	needAll(t)
	s := newSite(t)
	forged := s.rollOut("forged")
	k := insert(t, s.settings(device, technician), panel)
	k.says(startPatience, "first frame")
	k.told(installPatience, "slots known", "slot=A", "next=A")
	k.told(installPatience, "marked slot rootfs.0 as good")
	k.told(installPatience, "update not installed", forged, "signature verification failed")
}
