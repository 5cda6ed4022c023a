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
