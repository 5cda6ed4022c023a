package commands_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"numerek/central/commands"
	"numerek/central/office"
	"numerek/central/store"
	"numerek/central/updates"
	"numerek/central/updates/bundle"
	"numerek/central/updates/bundle/bundletest"
	"numerek/central/updates/rollout"
)

// updateStep is a call of "central update".
type updateStep struct {
	call  commands.UpdateCall
	words string
	said  string // a pattern of what was written, or of the error
	wrong error
}

// play does one step after another.
func (s *shop) play(steps []updateStep) {
	s.t.Helper()
	for _, step := range steps {
		var out bytes.Buffer
		step.call.Words, step.call.Stdout = strings.Fields(step.words), &out
		err := commands.Update(s.t.Context(), step.call, s.openFor)
		said := out.String()
		if err != nil {
			said = err.Error()
		}
		if !errors.Is(err, step.wrong) || !regexp.MustCompile(step.said).MatchString(said) {
			s.t.Errorf("%s: got %v, %q; want %v, %q", step.words, err, out.String(), step.wrong, step.said)
		}
	}
}

// added is a shop in which version 1.1 was added.
func added(t *testing.T) (s *shop, shelf commands.UpdateCall) {
	t.Helper()
	s = newShop(t)
	s.must("import", demoFile)
	path := filepath.Join(t.TempDir(), "a.raucb")
	if err := os.WriteFile(path, bundletest.Make("1.1", "numerek-arm64", 10), 0o600); err != nil {
		t.Fatal(err)
	}
	shelf = commands.UpdateCall{Folder: filepath.Join(t.TempDir(), "bundles")}
	s.play([]updateStep{{shelf, "add " + path, "is there", nil}})
	return s, shelf
}

// kept lets the database have a plan of version 1.1.
func (s *shop) kept(plan ...rollout.Rollout) {
	s.t.Helper()
	st, err := s.open(s.t.Context())
	if err != nil {
		s.t.Fatal(err)
	}
	defer st.Close()
	text, err := json.Marshal(plan)
	if err != nil {
		s.t.Fatal(err)
	}
	err = st.Update(s.t.Context(), store.Keys{Releases: []string{"1.1"}}, func(tx *store.Tx) error {
		row, err := tx.Release("1.1")
		row.Plan = string(text)
		tx.PutRelease(row)
		return err
	})
	if err != nil {
		s.t.Fatal(err)
	}
}

// The only office need not be named, and nothing is left of what was said before.
func Test_rollouts_of_the_only_office(t *testing.T) {
	s, shelf := added(t)
	usc, kiosk := shelf, shelf
	usc.Locations, kiosk.Devices = "usc", "kiosk-ratusz"
	only := func(state string) string { return `STATE\n1.1 [^\n]* ` + state + `\n$` }
	s.play([]updateStep{
		{shelf, "roll-out 1.1", "", nil},
		{usc, "roll-out 1.1", "", nil},
		{shelf, "list", only("all devices at usc of koszalin +running"), nil},
		{kiosk, "roll-out 1.1", "", nil},
		{shelf, "list", only("kiosk-ratusz of koszalin +running"), nil},
		{shelf, "halt 1.1", "is halted", nil},
		{shelf, "list", only("kiosk-ratusz of koszalin +halted: by an administrator"), nil},
		{shelf, "go-on 1.1", "goes on", nil},
		{shelf, "list", only("kiosk-ratusz of koszalin +running"), nil},
	})
	every := rollout.Rollout{Share: 100} // from before the office was meant
	s.kept(every)
	s.play([]updateStep{
		{shelf, "halt 1.1", "is halted", nil},
		{shelf, "list", only("all devices of koszalin +halted: by an administrator"), nil},
		{shelf, "remove 1.1", "is removed", nil},
	})
	s, shelf = added(t)
	s.kept(every, rollout.Rollout{Office: "koszalin", Locations: []string{"usc"}, Share: 100, Halted: "x"})
	s.play([]updateStep{
		{shelf, "list", only("all devices at usc of koszalin +halted: x"), nil},
		{shelf, "remove 1.1", "is removed", nil},
	})
}

// The list says of an update what still holds, as the page about devices does.
func Test_the_list_tells_of_updates_what_is_so(t *testing.T) {
	s, shelf := added(t)
	say := func(phase rollout.Phase, percent int) {
		t.Helper()
		st, err := s.open(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		defer st.Close()
		err = updates.New(office.New(st, office.Options{}), st, updates.Options{}).Report(t.Context(),
			office.Caller{Office: "koszalin", Device: "kiosk-ratusz", Location: "ratusz"}, rollout.Report{Version: "1.1", Phase: phase, Percent: percent})
		if err != nil {
			t.Fatal(err)
		}
	}
	tells := func(words, pattern string) {
		t.Helper()
		s.play([]updateStep{{shelf, words + " 1.1", "", nil}, {shelf, "list", `PHASE\nkiosk-ratusz +koszalin +1.1 +` + pattern + `\n$`, nil}})
	}
	say(rollout.Installing, 40)
	tells("roll-out", `\d{4}-\S+ \S+ +installing 40 %`)
	tells("halt", `- +halted`)
	say(rollout.Installed, 0)
	tells("go-on", `\d{4}-\S+ \S+ +installed`)
	runs := func(version string, seen time.Time) {
		t.Helper()
		st, err := s.open(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		defer st.Close()
		if err := st.Update(t.Context(), store.Keys{}, func(tx *store.Tx) error {
			key := store.EnrolmentKey{Office: "koszalin", Device: "kiosk-ratusz"}
			tx.PutDeviceHealth(store.DeviceHealth{EnrolmentKey: key, SeenAt: seen, Version: version})
			return nil
		}); err != nil {
			t.Fatal(err)
		}
	}
	runs("1.1", time.Now().Add(-time.Minute)) // while it was on trial
	say(rollout.RolledBack, 0)
	tells("go-on", `\d{4}-\S+ \S+ +rolled back`)
	runs("1.1", time.Now().Add(time.Minute)) // from a card that was written anew
	s.play([]updateStep{{shelf, "list", `running\n$`, nil}})
}

// What was said last of an office, or of all, holds there.
func Test_rollouts_of_several_offices(t *testing.T) {
	s, shelf := added(t)
	s.must("import", s.file("k2.toml", `id          = "koszalin"`, `id = "kolobrzeg"`))
	usc, koszalin, everywhere := shelf, shelf, shelf
	usc.Office, usc.Locations, koszalin.Office, everywhere.Locations = "koszalin", "usc", "koszalin", "usc"
	s.play([]updateStep{
		{koszalin, "halt 1.1", "not rolled out", rollout.ErrNoRollout},
		{shelf, "roll-out 1.1", "", nil},
		{everywhere, "roll-out 1.1", "name one with --office", commands.ErrUsage},
		{usc, "roll-out 1.1", "", nil},
		{shelf, "list", `all devices of the other offices +running\n.* all devices at usc of koszalin +running\n$`, nil},
		{koszalin, "halt 1.1", "is halted", nil},
		{shelf, "list", `all devices of the other offices +running\n.* all devices at usc of koszalin +halted: by an administrator\n$`, nil},
		{shelf, "remove 1.1", "halt it first", updates.ErrRolledOut},
		{shelf, "halt 1.1", "is halted", nil},
		{shelf, "list", `all devices of the other offices +halted: .*\n.* all devices at usc of koszalin +halted: .*\n$`, nil},
		{koszalin, "go-on 1.1", "goes on", nil},
		{shelf, "list", `all devices of the other offices +halted: .*\n.* all devices at usc of koszalin +running\n$`, nil},
		{shelf, "roll-out 1.1", "", nil},
		{shelf, "list", `STATE\n.* all devices +running\n$`, nil},
		{koszalin, "halt 1.1", "is halted", nil},
		{shelf, "list", `all devices of the other offices +running\n.* all devices of koszalin +halted: .*\n$`, nil},
	})
}

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
	s.play([]updateStep{
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
		{shelf, "list", `all devices of koszalin +halted: by an administrator\n`, nil},
		{with(func(c *commands.UpdateCall) { c.Again = true }), "go-on 1.1.0", "goes on", nil},
		{shelf, "go-on 1.1.0", "", rollout.ErrRunning},
		{with(func(c *commands.UpdateCall) { c.Office = "koszalin" }), "halt 1.1.0", "", nil},
		{shelf, "remove 1.1.0", "^version 1.1.0 is removed\n$", nil},
		{shelf, "remove 1.1.0", "", updates.ErrUnknownVersion},
		{shelf, "list", `STATE\n$`, nil},
		{shelf, "add " + second, `another bundle already, .*, removed on \d{4}-\d\d-\d\d; .* a version of its own$`, updates.ErrOtherBundle},
		{shelf, "add " + first, "^version 1.1.0 for numerek-arm64 is there", nil},
		{shelf, "list", `\n1.1.0 +numerek-arm64 +2 +\S+ \S+ +nobody +-\n$`, nil},
	})
	left, err := os.ReadDir(shelf.Folder)
	if err != nil || len(left) != 1 || left[0].Name() != "numerek-appliance-1.1.0.raucb" {
		t.Errorf("the folder has %v, %v", left, err)
	}
}
