package rollout_test

import (
	"errors"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"numerek/central/updates/rollout"
)

func TestProgress(t *testing.T) {
	var p rollout.Progress
	at := noon
	say := func(r rollout.Report, wantFresh bool) {
		t.Helper()
		at = at.Add(time.Minute)
		after, fresh, err := p.Take(r, at)
		if err != nil || fresh != wantFresh {
			t.Fatalf("%+v: got fresh %v, %v", r, fresh, err)
		}
		p = after
	}
	say(rollout.Report{Version: "1.1", Phase: rollout.Installing}, true)
	began := at
	say(rollout.Report{Version: "1.1", Phase: rollout.Installing, Percent: 40}, true)
	say(rollout.Report{Version: "1.1", Phase: rollout.Installing, Percent: 40}, false)
	want := rollout.Progress{Version: "1.1", Phase: rollout.Installing, Percent: 40, At: began}
	if diff := cmp.Diff(want, p); diff != "" {
		t.Error(diff)
	}
	say(rollout.Report{Version: "1.1", Phase: rollout.Installed}, true)
	say(rollout.Report{Version: "1.1", Phase: rollout.Activated}, true)
	say(rollout.Report{Version: "1.1", Phase: rollout.RolledBack, Reason: "no frame"}, true)
	failed := at
	say(rollout.Report{Version: "1.1", Phase: rollout.RolledBack, Reason: "no frame"}, false)
	say(rollout.Report{Version: "1.2", Phase: rollout.Good}, true)
	want = rollout.Progress{Version: "1.2", Phase: rollout.Good, At: at, Failed: []rollout.Failure{{Version: "1.1", At: failed, Reason: "no frame"}}}
	if diff := cmp.Diff(want, p); diff != "" {
		t.Error(diff)
	}
	say(rollout.Report{Version: "1.1", Phase: rollout.Good}, true)
	if len(p.Failed) != 0 {
		t.Errorf("forgiven by success: got %v", p.Failed)
	}
}

// TestWhatIsShown looks at a kiosk that runs 1.0 and has said something of 1.1.
func TestWhatIsShown(t *testing.T) {
	halted := with(everybody(0), func(r *rollout.Rollout) { r.Halted = "x" })
	elsewhere := with(everybody(0), func(r *rollout.Rollout) { r.Locations = []string{"usc"} })
	running := []rollout.Release{release("1.1", everybody(0))}
	failed := []rollout.Failure{{Version: "1.1", At: noon}}
	said := func(phase rollout.Phase) rollout.Progress {
		return rollout.Progress{Version: "1.1", Phase: phase, Percent: 40, At: noon, Failed: failed[:0]}
	}
	again := said(rollout.Installing)
	again.Failed = failed
	for name, c := range map[string]struct {
		said  rollout.Progress
		all   []rollout.Release
		runs  string
		shown rollout.Phase
	}{
		"nothing_said":         {rollout.Progress{}, running, "1.0", ""},
		"installing":           {said(rollout.Installing), running, "1.0", rollout.Installing},
		"installed":            {said(rollout.Installed), running, "1.0", rollout.Installed},
		"activated":            {said(rollout.Activated), running, "1.0", rollout.Activated},
		"runs_nobody_knows":    {said(rollout.Installed), running, "", rollout.Installed},
		"download_broken_off":  {said(rollout.Installing), []rollout.Release{release("1.1", halted)}, "1.0", rollout.Halted},
		"halted_standing_by":   {said(rollout.Installed), []rollout.Release{release("1.1", halted)}, "1.0", rollout.Halted},
		"halted_restarting":    {said(rollout.Activated), []rollout.Release{release("1.1", halted)}, "1.0", rollout.Halted},
		"not_for_it_any_more":  {said(rollout.Installed), []rollout.Release{release("1.1", elsewhere)}, "1.0", rollout.Halted},
		"another_one_is":       {said(rollout.Installed), []rollout.Release{release("1.1", everybody(0)), release("1.2", everybody(1))}, "1.0", rollout.Halted},
		"removed":              {said(rollout.Installed), nil, "1.0", rollout.Halted},
		"newer_runs":           {said(rollout.Installed), running, "1.2", rollout.Halted},
		"newer_runs_and_meant": {said(rollout.Installed), []rollout.Release{release("1.1", with(everybody(0), func(r *rollout.Rollout) { r.Back = true }))}, "1.2", rollout.Installed},
		"had_failed_before":    {again, running, "1.0", rollout.Halted},
		"had_and_forgiven":     {again, []rollout.Release{release("1.1", with(everybody(0), func(r *rollout.Rollout) { r.Forgive = noon.Add(1) }))}, "1.0", rollout.Installing},
		"on_trial":             {said(rollout.Activated), running, "1.1", ""},
		"card_written_anew":    {said(rollout.RolledBack), []rollout.Release{release("1.1", halted)}, "1.1", ""},
		"failed_and_written":   {said(rollout.Failed), []rollout.Release{release("1.1", halted)}, "1.1", ""},
		"went_back":            {said(rollout.RolledBack), []rollout.Release{release("1.1", halted)}, "1.0", rollout.RolledBack},
		"failed":               {said(rollout.Failed), running, "1.0", rollout.Failed},
		"good":                 {said(rollout.Good), running, "1.1", rollout.Good},
		"good_nobody_knows":    {said(rollout.Good), running, "", rollout.Good},
		"good_and_written":     {said(rollout.Good), running, "1.0", ""},
		"good_and_halted":      {said(rollout.Good), []rollout.Release{release("1.1", halted)}, "1.1", rollout.Good},
	} {
		t.Run(name, func(t *testing.T) {
			d := kiosk(c.runs)
			d.Compatible = "" // nobody knows
			want := c.said
			if c.shown == "" {
				want = rollout.Progress{}
			}
			if c.shown == rollout.Halted {
				want = rollout.Progress{Version: "1.1", Phase: rollout.Halted}
			}
			if diff := cmp.Diff(want, c.said.Shown(c.all, d)); diff != "" {
				t.Error(diff)
			}
		})
	}
	if _, _, err := (rollout.Progress{}).Take(rollout.Report{Version: "1.1", Phase: rollout.Halted}, noon); !errors.Is(err, rollout.ErrPhase) {
		t.Errorf("reported as halted: got %v", err)
	}
}

func TestReportsThatAreNone(t *testing.T) {
	for _, r := range []rollout.Report{
		{},
		{Version: "1.1"},
		{Version: "1.1", Phase: "offered?"},
		{Phase: rollout.Good},
		{Version: "../1", Phase: rollout.Good},
		{Version: "1.1", Phase: rollout.Installing, Percent: 101},
		{Version: "1.1", Phase: rollout.Installing, Percent: -1},
	} {
		if p, fresh, err := (rollout.Progress{Version: "1"}).Take(r, noon); !errors.Is(err, rollout.ErrPhase) || fresh || p.Version != "1" {
			t.Errorf("%+v: got %+v, %v, %v", r, p, fresh, err)
		}
	}
}

func TestLongReasons(t *testing.T) {
	p, _, err := rollout.Progress{}.Take(rollout.Report{Version: "1", Phase: rollout.Failed, Reason: strings.Repeat("ż", 1000)}, noon)
	if err != nil || len(p.Reason) > 200 || len(p.Reason) < 190 || !utf8.ValidString(p.Reason) {
		t.Errorf("got %d bytes, %v", len(p.Reason), err)
	}
	for i := range 100 {
		p, _, err = p.Take(rollout.Report{Version: "1." + strings.Repeat("1", i%60), Phase: rollout.Failed}, noon)
		if err != nil || len(p.Failed) > 20 {
			t.Fatalf("got %d failures, %v", len(p.Failed), err)
		}
	}
}
