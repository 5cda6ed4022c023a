package enrol_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"numerek/appliance/device"
	"numerek/appliance/link/enrol"
)

// A kiosk and a monitor enrol, work, and go on after a restart of either side
// with what they were given.
func TestEnrol(t *testing.T) {
	s := newSite(t)
	kioskCard, wallCard := s.card("add", ratusz), s.card("add", monitor)
	hall, wall := boot(t, kioskCard), boot(t, wallCard)
	first := hall.ticket()
	wall.shows("Urząd Miejski")
	hall.stop()
	certificate := read(t, filepath.Join(kioskCard.data, "identity", "certificate.pem"))
	hall = boot(t, kioskCard)
	if second := hall.ticket(); second.Number == first.Number {
		t.Errorf("two tickets with the number %s", first.Number)
	}
	if read(t, filepath.Join(kioskCard.data, "identity", "certificate.pem")) != certificate {
		t.Error("it enrolled again after a restart")
	}
	if err := s.central.Stop(); err != nil {
		t.Fatal(err)
	}
	hall.shows("Biletomat nie ma połączenia")
	s.start()
	hall.shows("W jakiej sprawie")
	listed := s.command("list")
	for _, id := range []string{ratusz, monitor} {
		if line := lineOf(listed, id); !strings.Contains(line, "enrolled") {
			t.Errorf("%s is listed as %q, want it enrolled", id, line)
		}
	}
	for _, secret := range []string{"key.pem", "certificate.pem", "authority.pem", "floor"} {
		info, err := os.Stat(filepath.Join(kioskCard.data, "identity", secret))
		if err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%s: got %v, %v, want mode 0600", secret, info, err)
		}
	}
}

func lineOf(text, word string) string {
	for line := range strings.Lines(text) {
		if strings.Contains(line, word) {
			return line
		}
	}
	return ""
}

// Revoked devices are cut off, also in the middle of a stream, and say so. A new
// token lets them in again.
func TestRevoke(t *testing.T) {
	s := newSite(t)
	kioskCard, wallCard := s.card("add", ratusz), s.card("add", monitor)
	hall, wall := boot(t, kioskCard), boot(t, wallCard)
	hall.shows("W jakiej sprawie")
	wall.shows("Urząd Miejski")
	s.command("revoke", ratusz)
	s.command("revoke", monitor)
	if took := hall.barred(device.BarRevoked, ratusz); took > time.Minute {
		t.Errorf("the kiosk was cut off after %v, want it within a minute", took)
	}
	if took := wall.barred(device.BarRevoked, monitor); took > time.Minute {
		t.Errorf("the monitor was cut off after %v, want it within a minute", took)
	}
	hall.stop()
	again := s.card("add", ratusz)
	again.edit(t, "^data = .*$", "data = \""+kioskCard.data+"\"")
	boot(t, again).shows("W jakiej sprawie")
}

// A new device takes over the place of a broken one, which learns of it.
func TestReplace(t *testing.T) {
	s := newSite(t)
	broken := boot(t, s.card("add", ratusz))
	broken.shows("W jakiej sprawie")
	fresh := s.card("replace", ratusz)
	broken.ticket() // it works on until the other has enrolled
	heir := boot(t, fresh)
	broken.barred(device.BarReplaced, ratusz)
	heir.ticket()
}

// What is wrong with a card stands on the screen.
func TestCards(t *testing.T) {
	s := newSite(t)
	good := s.card("add", ratusz)
	boot(t, good).shows("W jakiej sprawie")
	fresh := s.card("add", usc)
	for name, tt := range map[string]struct {
		id   string
		edit func(t *testing.T) card
		want device.Bar
	}{
		"used": {ratusz, func(t *testing.T) card {
			c := good.copy(t)
			if err := os.RemoveAll(c.data); err != nil {
				t.Fatal(err)
			}
			return c
		}, device.BarTokenUsed},
		"forged": {ratusz, func(t *testing.T) card {
			c := fresh.copy(t)
			c.edit(t, `^(token *= *)"(....)`, `$1"A2A2`)
			c.edit(t, `^(device *= *)".*"`, `$1"`+ratusz+`"`)
			return c
		}, device.BarTokenUnknown},
		"for_another_device": {"kiosk-inny", func(t *testing.T) card {
			c := fresh.copy(t)
			c.edit(t, `^(device *= *)".*"`, `$1"kiosk-inny"`)
			return c
		}, device.BarOtherDevice},
		"for_another_role": {ratusz, func(t *testing.T) card {
			c := s.card("add", "ekran-u1")
			c.edit(t, `^(role *= *)".*"`, `$1"kiosk"`)
			c.edit(t, `^(device *= *)".*"`, `$1"`+ratusz+`"`)
			return c
		}, device.BarOtherDevice},
		"another_fingerprint": {ratusz, func(t *testing.T) card {
			c := fresh.copy(t)
			c.edit(t, `^(device *= *)".*"`, `$1"`+ratusz+`"`)
			c.edit(t, `sha256:....`, "sha256:0000")
			return c
		}, device.BarWrongServer},
		"no_token": {ratusz, func(t *testing.T) card {
			c := fresh.copy(t)
			c.edit(t, `^(device *= *)".*"`, `$1"`+ratusz+`"`)
			c.edit(t, `^token.*$`, "")
			return c
		}, device.BarNoToken},
	} {
		t.Run(name, func(t *testing.T) {
			boot(t, tt.edit(t)).barred(tt.want, tt.id)
		})
	}
	t.Run("in_the_clear", func(t *testing.T) {
		c := fresh.copy(t)
		c.edit(t, `^(token|fingerprint).*$`, "")
		boot(t, c).shows("Biletomat nie ma połączenia")
	})
}

// The server is another one than before, behind the same address: it is not
// told anything.
func TestImpostor(t *testing.T) {
	s := newSite(t)
	c := s.card("add", ratusz)
	hall := boot(t, c)
	hall.shows("W jakiej sprawie")
	s.central.Kill()
	<-s.central.Done()
	other := newSite(t)
	other.central.Kill()
	<-other.central.Done()
	other.server.Devices = s.server.Devices
	other.start()
	hall.barred(device.BarWrongServer, ratusz)
	if !strings.Contains(hall.log.String(), enrol.ErrWrongServer.Error()) {
		t.Errorf("the log does not say so:\n%s", hall.log)
	}
	other.central.Kill()
	<-other.central.Done()
	s.start()
	hall.shows("W jakiej sprawie")
}

// A copy of a card betrays itself: the older of the two is locked.
func TestClone(t *testing.T) {
	s := newSite(t)
	c := s.card("add", ratusz)
	hall := boot(t, c)
	hall.shows("W jakiej sprawie")
	hall.stop()
	twin := c.copy(t)
	hall = boot(t, c)
	hall.shows("W jakiej sprawie")
	copied := boot(t, twin)
	line := device.Barred{Bar: device.BarCloned, Device: ratusz}.Line("pl")
	deadline := time.After(patience)
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for !strings.Contains(hall.reads(), line) && !strings.Contains(copied.reads(), line) {
		select {
		case <-tick.C:
		case <-deadline:
			t.Fatalf("nobody noticed: %q and %q", hall.reads(), copied.reads())
		}
	}
}
