package commands_test

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"numerek/central/commands"
	"numerek/central/office"
	"numerek/central/updates"
	"numerek/central/updates/bundle"
	"numerek/central/updates/bundle/bundletest"
	"numerek/central/updates/rollout"
)

func Test_updates_from_the_command_line(t *testing.T) {
	s := newShop(t)
	s.must("import", demoFile)
	dir := t.TempDir()
	file := func(name string, text []byte) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, text, 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	first := file("a.raucb", bundletest.Make("1.1.0", "numerek-arm64", 1_600_000))
	second := file("b.raucb", bundletest.Make("1.1.0", "numerek-arm64", 10))
	odd := file("c.raucb", bundletest.Make("../x", "numerek-arm64", 10))
	none := file("d.raucb", []byte("a text"))
	shelf := commands.UpdateCall{Folder: filepath.Join(dir, "bundles")}
	with := func(change func(*commands.UpdateCall)) commands.UpdateCall {
		c := shelf
		change(&c)
		return c
	}
	for _, step := range []struct {
		call  commands.UpdateCall
		words string
		said  string // a pattern of what was written, or of the error
		wrong error
	}{
		{shelf, "", "central update COMMAND", commands.ErrUsage},
		{shelf, "add", "central update COMMAND", commands.ErrUsage},
		{shelf, "erase 1.1.0", "central update COMMAND", commands.ErrUsage},
		{shelf, "list", `^VERSION +FOR +MB +ADDED +ROLLED OUT TO +STATE\n$`, nil},
		{commands.UpdateCall{}, "add " + first, "--bundles", updates.ErrNoFolder},
		{shelf, "add " + none, "no RAUC bundle", bundle.ErrNone},
		{shelf, "add " + odd, "no version", updates.ErrVersion},
		{shelf, "add " + filepath.Join(dir, "lost"), "", os.ErrNotExist},
		{shelf, "roll-out 1.1.0", "central update list", updates.ErrUnknownVersion},
		{shelf, "add " + first, `^version 1.1.0 for numerek-arm64 is there \(2 MB, sha256 [0-9a-f]{64}\); .*roll-out 1.1.0\n$`, nil},
		{shelf, "add " + first, "^version 1.1.0 ", nil},
		{shelf, "add " + second, "another bundle already, sha256 [0-9a-f]{64}; .* a version of its own$", updates.ErrOtherBundle},
		{shelf, "list", `\n1.1.0 +numerek-arm64 +2 +\S+ \S+ +nobody +-\n$`, nil},
		{commands.UpdateCall{Folder: dir}, "list", `bundle missing here\n$`, nil},
		{shelf, "halt 1.1.0", "", rollout.ErrNoRollout},
		{with(func(c *commands.UpdateCall) { c.Share = 101 }), "roll-out 1.1.0", "", rollout.ErrShare},
		{with(func(c *commands.UpdateCall) { c.Share = 10 }), "halt 1.1.0", "are for central update roll-out", commands.ErrUsage},
		{with(func(c *commands.UpdateCall) { c.Again = true }), "halt 1.1.0", "", commands.ErrUsage},
		{with(func(c *commands.UpdateCall) { c.From = "18:00" }), "roll-out 1.1.0", "--from and --to", commands.ErrUsage},
		{with(func(c *commands.UpdateCall) { c.Devices = "kiosk" }), "roll-out 1.1.0", "it has: kiosk-ratusz, ekran-r1", office.ErrUnknownDevice},
		{with(func(c *commands.UpdateCall) { c.Locations = "dworzec" }), "roll-out 1.1.0", "it has: ratusz", updates.ErrUnknownLocation},
		{with(func(c *commands.UpdateCall) { c.Office = "nowhere" }), "roll-out 1.1.0", "", office.ErrUnknownOffice},
		{with(func(c *commands.UpdateCall) {
			c.Devices, c.Locations, c.Share, c.From, c.To, c.Back = "kiosk-ratusz, ekran-r1", "ratusz", 50, "18:00", "06:00", true
		}), "roll-out 1.1.0", "^version 1.1.0 is rolled out to 50 % of kiosk-ratusz, ekran-r1 at ratusz 18:00–06:00 also backwards\n$", nil},
		{shelf, "list", `50 % of kiosk-ratusz, ekran-r1 at ratusz of koszalin 18:00–06:00 also backwards +running\n$`, nil},
		{shelf, "roll-out 1.1.0", "^version 1.1.0 is rolled out to all devices\n$", nil},
		{shelf, "remove 1.1.0", "halt it first", updates.ErrRolledOut},
		{shelf, "halt 1.1.0", "is halted", nil},
		{shelf, "halt 1.1.0", "already", rollout.ErrHalted},
		{shelf, "list", `all devices +halted: by an administrator\n`, nil},
		{with(func(c *commands.UpdateCall) { c.Again = true }), "go-on 1.1.0", "goes on", nil},
		{shelf, "go-on 1.1.0", "", rollout.ErrRunning},
		{shelf, "halt 1.1.0", "", nil},
		{with(func(c *commands.UpdateCall) { c.Office = "koszalin" }), "halt 1.1.0", "", nil},
		{shelf, "remove 1.1.0", "^version 1.1.0 is removed\n$", nil},
		{shelf, "remove 1.1.0", "", updates.ErrUnknownVersion},
		{shelf, "list", `STATE\n$`, nil},
		{shelf, "add " + second, `another bundle already, .*, removed on \d{4}-\d\d-\d\d; .* a version of its own$`, updates.ErrOtherBundle},
		{shelf, "add " + first, "^version 1.1.0 for numerek-arm64 is there", nil},
		{shelf, "list", `\n1.1.0 +numerek-arm64 +2 +\S+ \S+ +nobody +-\n$`, nil},
	} {
		var out bytes.Buffer
		step.call.Words, step.call.Stdout = strings.Fields(step.words), &out
		err := commands.Update(t.Context(), step.call, s.openFor)
		said := out.String()
		if err != nil {
			said = err.Error()
		}
		if !errors.Is(err, step.wrong) || !regexp.MustCompile(step.said).MatchString(said) {
			t.Errorf("%s: got %v, %q; want %v, %q", step.words, err, out.String(), step.wrong, step.said)
		}
	}
	left, err := os.ReadDir(shelf.Folder)
	if err != nil || len(left) != 1 || left[0].Name() != "numerek-appliance-1.1.0.raucb" {
		t.Errorf("the folder has %v, %v", left, err)
	}
}
