package update_test

import (
	"slices"
	"testing"
	"time"

	"numerek/appliance/kepttest"
	"numerek/appliance/update"
)

// keptThen is what stands in the golden files: a version that was installed and is
// about to be on trial.
var keptThen = update.Kept{
	Stage: "activated", Target: "1.1", From: "A", To: "B", Printer: update.Troubled, Reason: "server not reached", Trouble: "1.0.1: it did not start",
}

func TestKept_of_earlier_programs(t *testing.T) {
	for _, path := range []string{"testdata/update-0.json", "testdata/update-1.json"} {
		got, err := update.KeptFrom(kepttest.Read(t, path))
		if err != nil || got != keptThen {
			t.Errorf("%s: got %+v, %v, want %+v", path, got, err, keptThen)
		}
		text, err := got.Text()
		if err != nil {
			t.Fatal(err)
		}
		kepttest.Holds(t, path, text)
		kepttest.Same(t, "testdata/update-1.json", text)
	}
}

// The version that an update was taken back to reads what the newer one wrote, whatever
// its mark, and the server hears of it.
func TestKept_of_a_newer_program(t *testing.T) {
	newer := kepttest.Newer(t, kepttest.Read(t, "testdata/update-1.json"), 9)
	got, err := update.KeptFrom(newer)
	if err != nil || got != keptThen {
		t.Fatalf("got %+v, %v, want %+v", got, err, keptThen)
	}
	for _, kept := range []update.Kept{
		got,
		{Stage: "of a newer program", Target: "1.1", From: "A", To: "B", Printer: "of a newer program", Reason: got.Reason},
	} {
		back := start(t, update.Started{Version: "1.0", Slot: "A", HasPrinter: true, Kept: kept})
		back.want(update.Report{Report: update.Said{Version: "1.1", Phase: "activated"}})
		back.send(update.Acknowledged{})
		back.want(update.Report{Report: update.Said{Version: "1.1", Phase: "rolled_back", Reason: "server not reached"}})

		// It may have brought this version in the place of its own.
		trial := start(t, update.Started{Version: "1.1", Slot: "B", HasPrinter: true, Uptime: time.Minute, Kept: kept})
		if trial.model.Phase != update.Trial {
			t.Errorf("%s: got %q, want a trial", kept.Stage, trial.model.Phase)
		}
		trial.send(update.Drawn{})
		trial.send(update.Reached{})
		trial.send(update.PrinterIs{State: update.Troubled})
		if !slices.Contains(trial.did, update.Effect(update.MarkGood{})) {
			t.Errorf("%s: did %v, want it marked good", kept.Stage, trial.did)
		}
	}
}

// What cannot be read, or names no slots, is as good as none.
func TestKept_that_is_none(t *testing.T) {
	for _, text := range []string{"", "{", "\x00\x00", `[]`, `{"format": "two"}`, `{"stage": {"word": "activated"}}`} {
		if got, err := update.KeptFrom([]byte(text)); err == nil || got != (update.Kept{}) {
			t.Errorf("%q: got %+v, %v, want an error", text, got, err)
		}
	}
	for _, kept := range []update.Kept{{}, {Stage: "activated"}, {Stage: "activated", Target: "1.1", From: "main", To: "spare"}, {Stage: "trying", From: "A", To: "A"}} {
		d := start(t, update.Started{Version: "1.0", Slot: "A", Kept: kept})
		if d.model.Phase != update.Idle || d.model.Trouble != "" {
			t.Errorf("%+v: got %q, trouble %q, want %q and none", kept, d.model.Phase, d.model.Trouble, update.Idle)
		}
	}
}

func FuzzKeptFrom(f *testing.F) {
	for _, seed := range []string{`{"format":1,"stage":"activated","target":"1.1","from":"A","to":"B","printer":"ready"}`, `{}`, ``, `{"from":null}`} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		kept, err := update.KeptFrom(text)
		if err != nil {
			return
		}
		again, err := kept.Text()
		if err != nil {
			t.Fatal(err)
		}
		if back, err := update.KeptFrom(again); err != nil || back != kept {
			t.Errorf("got %+v, %v, want %+v", back, err, kept)
		}
		for _, slot := range []string{"A", "B"} {
			m, _ := update.Update(update.New(update.Pace{}), update.Started{Version: "1.0", Slot: slot, Kept: kept}, begin)
			if m.Phase != update.Idle && m.Phase != update.Trial {
				t.Errorf("%+v in %s: got %q", kept, slot, m.Phase)
			}
		}
	})
}
