package rollout_test

import (
	"errors"
	"fmt"
	"os/exec"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"numerek/central/updates/rollout"
)

const arm = "numerek-arm64"

var noon = time.Date(2026, time.November, 23, 12, 0, 0, 0, time.UTC)

func everybody(begun int) rollout.Rollout {
	return rollout.Rollout{Share: 100, BegunAt: noon.Add(time.Duration(begun) * time.Minute)}
}

func release(version string, plan ...rollout.Rollout) rollout.Release {
	return rollout.Release{Version: version, Compatible: arm, Plan: plan}
}

func kiosk(version string) rollout.Device {
	return rollout.Device{Office: "koszalin", ID: "kiosk-ratusz", Location: "ratusz", Version: version, Compatible: arm}
}

// at is a rollout at an office, to some of its devices.
func at(office string, devices ...string) rollout.Rollout {
	return rollout.Rollout{Office: office, Devices: devices, Share: 100, BegunAt: noon}
}

func with(r rollout.Rollout, change func(*rollout.Rollout)) rollout.Rollout {
	change(&r)
	return r
}

func TestWhichVersionIsNext(t *testing.T) {
	failed := kiosk("1.0")
	failed.Failed = []rollout.Failure{{Version: "1.1", At: noon}}
	other := kiosk("1.0")
	other.Compatible = "numerek-amd64"
	for name, c := range map[string]struct {
		all    []rollout.Release
		device rollout.Device
		want   string
	}{
		"nothing_there":         {nil, kiosk("1.0"), ""},
		"not_rolled_out":        {[]rollout.Release{release("1.1")}, kiosk("1.0"), ""},
		"newer":                 {[]rollout.Release{release("1.1", everybody(0))}, kiosk("1.0"), "1.1"},
		"has_it":                {[]rollout.Release{release("1.1", everybody(0))}, kiosk("1.1"), ""},
		"older":                 {[]rollout.Release{release("1.1", everybody(0))}, kiosk("1.10"), ""},
		"older_if_meant":        {[]rollout.Release{release("1.1", with(everybody(0), func(r *rollout.Rollout) { r.Back = true }))}, kiosk("1.10"), "1.1"},
		"the_last_one_decides":  {[]rollout.Release{release("1.1", everybody(1)), release("1.2", everybody(0))}, kiosk("1.0"), "1.1"},
		"and_no_other":          {[]rollout.Release{release("1.1", everybody(0)), release("1.2", with(everybody(1), func(r *rollout.Rollout) { r.Halted = "x" }))}, kiosk("1.0"), ""},
		"of_two_at_once_newer":  {[]rollout.Release{release("1.10", everybody(0)), release("1.9", everybody(0))}, kiosk("1.0"), "1.10"},
		"other_office":          {[]rollout.Release{release("1.1", with(everybody(0), func(r *rollout.Rollout) { r.Office = "elsewhere" }))}, kiosk("1.0"), ""},
		"own_office":            {[]rollout.Release{release("1.1", with(everybody(0), func(r *rollout.Rollout) { r.Office = "koszalin" }))}, kiosk("1.0"), "1.1"},
		"other_device":          {[]rollout.Release{release("1.1", with(everybody(0), func(r *rollout.Rollout) { r.Devices = []string{"kiosk-usc"} }))}, kiosk("1.0"), ""},
		"own_device":            {[]rollout.Release{release("1.1", with(everybody(0), func(r *rollout.Rollout) { r.Devices = []string{"a", "kiosk-ratusz"} }))}, kiosk("1.0"), "1.1"},
		"other_location":        {[]rollout.Release{release("1.1", with(everybody(0), func(r *rollout.Rollout) { r.Locations = []string{"usc"} }))}, kiosk("1.0"), ""},
		"own_location":          {[]rollout.Release{release("1.1", with(everybody(0), func(r *rollout.Rollout) { r.Locations = []string{"ratusz"} }))}, kiosk("1.0"), "1.1"},
		"failed_it":             {[]rollout.Release{release("1.1", everybody(0))}, failed, ""},
		"failed_and_forgiven":   {[]rollout.Release{release("1.1", with(everybody(0), func(r *rollout.Rollout) { r.Forgive = noon.Add(1) }))}, failed, "1.1"},
		"failed_another":        {[]rollout.Release{release("1.2", everybody(0))}, failed, "1.2"},
		"narrowed_at_office":    {[]rollout.Release{release("1.1", everybody(0), at("koszalin", "kiosk-usc"))}, kiosk("1.0"), ""},
		"narrowed_elsewhere":    {[]rollout.Release{release("1.1", everybody(0), at("elsewhere", "kiosk-usc"))}, kiosk("1.0"), "1.1"},
		"narrowed_to_it":        {[]rollout.Release{release("1.1", everybody(0), at("koszalin", "kiosk-ratusz"))}, kiosk("1.0"), "1.1"},
		"said_last_of_all":      {[]rollout.Release{release("1.1", at("koszalin", "kiosk-usc"), everybody(0))}, kiosk("1.0"), "1.1"},
		"takes_no_such_bundles": {[]rollout.Release{release("1.1", everybody(0))}, other, ""},
	} {
		t.Run(name, func(t *testing.T) {
			got, at, ok := rollout.Next(c.all, c.device, noon)
			if got != c.want || ok != (c.want != "") || ok && !at.Equal(noon) {
				t.Errorf("got %q at %v, want %q", got, at, c.want)
			}
		})
	}
}

// TestShares draws lots for a thousand devices: a share is about what it says, is
// part of every larger one, and hits others with another version.
func TestShares(t *testing.T) {
	count := map[string]map[int][]string{"1.1": {}, "1.2": {}}
	for version, of := range count {
		for i := range 1000 {
			d := kiosk("1.0")
			d.ID = fmt.Sprint("kiosk-", i)
			was := false
			for _, share := range []int{1, 10, 50, 99, 100} {
				means := rollout.Rollout{Share: share}.Means(version, d)
				if was && !means {
					t.Fatalf("%s is in a smaller share than %d %% only", d.ID, share)
				}
				if was = means; means {
					of[share] = append(of[share], d.ID)
				}
			}
		}
		for share, least := range map[int]int{1: 3, 10: 70, 50: 450, 99: 980, 100: 1000} {
			if n := len(of[share]); n < least || n > share*10+(share*10-least) {
				t.Errorf("%s: %d of 1000 are in %d %%", version, n, share)
			}
		}
	}
	if slices.Equal(count["1.1"][10], count["1.2"][10]) {
		t.Error("the same devices come first with every version")
	}
}

func TestLifeOfARollout(t *testing.T) {
	plan, err := rollout.Begin(nil, with(everybody(0), func(r *rollout.Rollout) { r.Share = 101 }))
	if !errors.Is(err, rollout.ErrShare) || plan != nil {
		t.Errorf("a share of 101: got %v, %v", plan, err)
	}
	plan, err = rollout.Begin(nil, everybody(0))
	if err != nil {
		t.Fatal(err)
	}
	own := with(everybody(1), func(r *rollout.Rollout) { r.Office, r.Devices = "koszalin", []string{"kiosk-usc"} })
	if plan, err = rollout.Begin(plan, own); err != nil || len(plan) != 2 {
		t.Fatalf("got %v, %v", plan, err)
	}
	if _, err := rollout.GoOn(plan, "", time.Time{}); !errors.Is(err, rollout.ErrRunning) {
		t.Errorf("go on with one that runs: got %v", err)
	}
	after, halted := rollout.Fail(plan, "1.1", kiosk("1.0"), "kiosk-ratusz: no frame")
	if !halted || after[0].Halted == "" || after[1].Halted != "" || plan[0].Halted != "" {
		t.Errorf("only the one that means the device halts: got %+v", after)
	}
	if _, halted := rollout.Fail(after, "1.1", kiosk("1.0"), "again"); halted {
		t.Error("halted twice")
	}
	if _, err := rollout.Halt(after, "elsewhere", "x"); !errors.Is(err, rollout.ErrHalted) {
		t.Errorf("halt a halted one: got %v", err)
	}
	if after, err = rollout.GoOn(after, "", noon); err != nil || after[0].Halted != "" || !after[0].Forgive.Equal(noon) {
		t.Errorf("go on: got %+v, %v", after, err)
	}
	if after, err = rollout.Halt(after, "koszalin", "by hand"); err != nil || after[1].Halted != "by hand" {
		t.Errorf("halt: got %+v, %v", after, err)
	}
	if after, err = rollout.Begin(after, everybody(2)); err != nil || len(after) != 1 || !after[0].BegunAt.Equal(everybody(2).BegunAt) {
		t.Errorf("begin anew: got %+v, %v", after, err)
	}
}

// A plan in these tests is written as "OFFICE DEVICES !", with ! where it is halted.
func plan(words ...string) (all []rollout.Rollout) {
	for _, w := range words {
		word, halted := strings.CutSuffix(w, "!")
		office, devices, _ := strings.Cut(word, " ")
		r := at(strings.TrimPrefix(office, "*"), strings.Fields(devices)...)
		if halted {
			r.Halted = "x"
		}
		all = append(all, r)
	}
	return all
}

// TestWhatHoldsAtAnOffice goes through what an administrator says of several offices
// (* is all of them), and of the only one.
func TestWhatHoldsAtAnOffice(t *testing.T) {
	begin := func(r rollout.Rollout) func([]rollout.Rollout) ([]rollout.Rollout, error) {
		return func(p []rollout.Rollout) ([]rollout.Rollout, error) { return rollout.Begin(p, r) }
	}
	halt := func(office string) func([]rollout.Rollout) ([]rollout.Rollout, error) {
		return func(p []rollout.Rollout) ([]rollout.Rollout, error) { return rollout.Halt(p, office, "x") }
	}
	goOn := func(office string) func([]rollout.Rollout) ([]rollout.Rollout, error) {
		return func(p []rollout.Rollout) ([]rollout.Rollout, error) { return rollout.GoOn(p, office, time.Time{}) }
	}
	alone := func(p []rollout.Rollout) ([]rollout.Rollout, error) { return rollout.Alone(p, "a"), nil }
	for name, c := range map[string]struct {
		before []rollout.Rollout
		do     func([]rollout.Rollout) ([]rollout.Rollout, error)
		after  []rollout.Rollout
		err    error
	}{
		"one_office_narrows":     {plan("*", "b"), begin(at("a", "k")), plan("*", "b", "a k"), nil},
		"and_widens":             {plan("*", "a k", "b"), begin(at("a")), plan("*", "b", "a"), nil},
		"all_anew":               {plan("*!", "a k", "b!"), begin(at("")), plan("*"), nil},
		"halt_one":               {plan("a", "b"), halt("a"), plan("b", "a!"), nil},
		"halt_one_of_all":        {plan("*"), halt("a"), plan("*", "a!"), nil},
		"halt_what_was_said_of":  {plan("a k", "*"), halt("a"), plan("*", "a!"), nil},
		"halt_all":               {plan("*", "a k", "b!"), halt(""), plan("*!", "a k!", "b!"), nil},
		"halt_all_of_offices":    {plan("a", "b k"), halt(""), plan("a!", "b k!"), nil},
		"halt_none":              {plan("b"), halt("a"), plan("b"), rollout.ErrNoRollout},
		"halt_all_of_none":       {nil, halt(""), nil, rollout.ErrNoRollout},
		"halt_halted":            {plan("*", "a!"), halt("a"), plan("*", "a!"), rollout.ErrHalted},
		"halt_all_halted":        {plan("*!", "a!"), halt(""), plan("*!", "a!"), rollout.ErrHalted},
		"go_on_at_one":           {plan("*!", "a k!"), goOn("a"), plan("*!", "a k"), nil},
		"go_on_at_one_of_all":    {plan("*!"), goOn("a"), plan("*!", "a"), nil},
		"go_on_with_all":         {plan("*!", "a!", "b"), goOn(""), plan("*", "a", "b"), nil},
		"go_on_with_what_runs":   {plan("*!", "a"), goOn("a"), plan("*!", "a"), rollout.ErrRunning},
		"go_on_and_all_run":      {plan("*", "a"), goOn(""), plan("*", "a"), rollout.ErrRunning},
		"go_on_with_none":        {nil, goOn("a"), nil, rollout.ErrNoRollout},
		"the_only_one":           {plan("* k!"), alone, plan("a k!"), nil},
		"the_only_one_last_said": {plan("*", "a k"), alone, plan("a k"), nil},
		"the_only_one_then_all":  {plan("a k", "*"), alone, plan("a"), nil},
		"the_only_one_has_none":  {plan("b"), alone, nil, nil},
	} {
		t.Run(name, func(t *testing.T) {
			before := slices.Clone(c.before)
			after, err := c.do(c.before)
			if !errors.Is(err, c.err) {
				t.Errorf("got %v, want %v", err, c.err)
			}
			if diff := cmp.Diff(c.after, after, cmpopts.EquateEmpty()); diff != "" {
				t.Error(diff)
			}
			if diff := cmp.Diff(before, c.before); diff != "" {
				t.Errorf("the plan before was changed: %s", diff)
			}
		})
	}
}

// Devices that were asked again are asked again by a rollout in the place of that one.
func TestForgivenStayForgiven(t *testing.T) {
	forgiven := func(r rollout.Rollout) rollout.Rollout {
		return with(r, func(r *rollout.Rollout) { r.Forgive = noon.Add(time.Hour) })
	}
	for name, c := range map[string]struct {
		before []rollout.Rollout
		begin  rollout.Rollout
		want   bool
	}{
		"another_share":       {[]rollout.Rollout{forgiven(at("a"))}, with(at("a"), func(r *rollout.Rollout) { r.Share = 50 }), true},
		"of_all":              {[]rollout.Rollout{forgiven(at(""))}, at(""), true},
		"of_all_at_an_office": {[]rollout.Rollout{forgiven(at(""))}, at("a", "k"), true},
		"not_of_another":      {[]rollout.Rollout{forgiven(at("b"))}, at("a"), false},
		"of_one_for_all":      {[]rollout.Rollout{forgiven(at("a"))}, at(""), false},
		"nobody_was":          {[]rollout.Rollout{at("a")}, at("a"), false},
		"not_since":           {[]rollout.Rollout{forgiven(at("")), at("a")}, at("a"), false},
	} {
		t.Run(name, func(t *testing.T) {
			after, err := rollout.Begin(c.before, c.begin)
			if err != nil || after[len(after)-1].Forgive.IsZero() == c.want {
				t.Errorf("got %+v, %v", after, err)
			}
		})
	}
}

// TestVersionsAsDebian compares with dpkg, which every machine here has.
func TestVersionsAsDebian(t *testing.T) {
	dpkg, err := exec.LookPath("dpkg")
	if err != nil {
		t.Skip("there is no dpkg")
	}
	all := []string{
		"1", "1.0", "1.0.0", "1.2.0~rc1", "1.2.0", "1.2.0-1", "1.2.0-10", "1.2.0-2", "1.2.0+3", "1.2.0a", "1.10.0", "01.2", "2026.11.26", "1.2.0-rc1",
		"0.0.0-20261126093000-abcdef012345", "1.2~", "1.2~~", "1.2.", "1+a.b-c~d",
	}
	words := map[int]string{-1: "lt", 0: "eq", 1: "gt"}
	for i, a := range all {
		for _, b := range []string{all[(i+1)%len(all)], all[(i*7+3)%len(all)], all[len(all)-1-i]} {
			if err := exec.CommandContext(t.Context(), dpkg, "--compare-versions", a, words[rollout.Compare(a, b)], b).Run(); err != nil {
				t.Errorf("%s is not %s %s", a, words[rollout.Compare(a, b)], b)
			}
		}
	}
}

func FuzzVersionsAreOrdered(f *testing.F) {
	f.Add("1.0", "1.0~rc1", "1.0-1")
	f.Fuzz(func(t *testing.T, a, b, c string) {
		if rollout.Compare(a, b) != -rollout.Compare(b, a) {
			t.Errorf("%q, %q: not the other way round", a, b)
		}
		if rollout.Compare(a, a) != 0 {
			t.Errorf("%q is not itself", a)
		}
		if rollout.Compare(a, b) <= 0 && rollout.Compare(b, c) <= 0 && rollout.Compare(a, c) > 0 {
			t.Errorf("%q, %q, %q: no order", a, b, c)
		}
	})
}

func TestValidVersion(t *testing.T) {
	for text, want := range map[string]bool{
		"1": true, "1.2.0~rc1+b-2": true, "": false, "v1.2": false, "1/2": false, "..": false, "1-": false, "1 2": false, "1.ż": false,
		"1" + string(make([]byte, 64)): false,
	} {
		if got := rollout.ValidVersion(text); got != want {
			t.Errorf("%q: got %v", text, got)
		}
	}
}
