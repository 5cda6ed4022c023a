package update_test

import (
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"numerek/appliance/update"
)

var begin = time.Date(2026, time.November, 23, 17, 0, 0, 0, time.UTC)

var offer = update.Offer{Version: "1.1", Path: "/updates/numerek-appliance-1.1.raucb", Size: 1000, SHA256: "9f86d081"}

// device plays a story: events go in, what they bring about is gathered.
type device struct {
	t     *testing.T
	now   time.Time
	model update.Model
	did   []update.Effect
	kept  update.Kept // on its card
	other string      // version that the other slot has
}

func start(t *testing.T, s update.Started) *device {
	t.Helper()
	d := &device{t: t, now: begin, model: update.New(update.Pace{}), kept: s.Kept, other: s.Other}
	d.send(s)
	return d
}

var old = update.Started{Version: "1.0", Slot: "A", Compatible: "numerek-arm64", HasPrinter: true}

// working is an old version at its work.
func working(t *testing.T) *device {
	t.Helper()
	d := start(t, old)
	d.send(update.PrinterIs{State: update.Ready})
	d.send(update.Drawn{})
	d.send(update.MarkedGood{})
	d.wait(update.FirstAsk)
	return d
}

// send gives the machine an event, and keeps what it wants kept.
func (d *device) send(e update.Event) {
	d.t.Helper()
	var do []update.Effect
	d.model, do = update.Update(d.model, e, d.now)
	d.check(e)
	d.did = append(d.did, do...)
	for _, f := range do {
		if k, ok := f.(update.Keep); ok {
			d.kept = k.Kept
			d.send(update.Remembered{})
		}
	}
}

func (d *device) check(e update.Event) {
	d.t.Helper()
	if due := update.Due(d.model); !due.IsZero() && !due.After(d.now) {
		d.t.Fatalf("after %#v the machine does not sleep: due %v, now %v, %+v", e, due, d.now, d.model)
	}
}

// wait lets time pass, with a tick whenever one is due.
func (d *device) wait(long time.Duration) {
	d.t.Helper()
	end := d.now.Add(long)
	for range 10_000 {
		due := update.Due(d.model)
		if due.IsZero() || due.After(end) {
			d.now = end
			return
		}
		d.now = due
		d.send(update.Tick{})
	}
	d.t.Fatal("the machine ticks without end")
}

// want says what must have been done since the last time, Keeps aside.
func (d *device) want(want ...update.Effect) {
	d.t.Helper()
	got := slices.DeleteFunc(d.did, func(f update.Effect) bool { _, keep := f.(update.Keep); return keep })
	if diff := cmp.Diff(want, got); diff != "" {
		d.t.Fatalf("-want +got:\n%s", diff)
	}
	d.did = nil
}

func report(phase string) update.Report {
	return update.Report{Report: update.Said{Version: "1.1", Phase: phase}}
}

// activated brings an old version to the point at which the machine restarts.
func activated(t *testing.T) *device {
	t.Helper()
	d := working(t)
	d.want(update.MarkGood{}, update.Ask{})
	d.send(update.Offered{Offer: offer})
	d.want(update.Install{Offer: offer}, report("installing"))
	d.send(update.Acknowledged{})
	d.send(update.Progressed{Percent: 4})
	d.want()
	d.send(update.Progressed{Percent: 57})
	d.want(update.Report{Report: update.Said{Version: "1.1", Phase: "installing", Percent: 57}})
	d.send(update.Acknowledged{})
	d.send(update.Installed{})
	d.want(report("installed"))
	d.send(update.Acknowledged{})
	d.wait(time.Hour) // somebody is there all the time
	d.did = nil
	if d.model.Phase != update.Standby {
		t.Fatalf("got %v", d.model.Phase)
	}
	d.send(update.Offered{Offer: offer})
	d.send(update.Alone{Alone: true})
	d.wait(update.AloneFor - time.Second)
	d.send(update.Alone{Alone: true}) // still
	d.want()
	d.wait(2 * time.Second)
	d.want(update.Ask{}) // whether it is still wanted
	d.send(update.Offered{Offer: offer})
	d.want(update.Activate{})
	if d.kept.Stage != "activating" || d.kept.Printer != update.Ready || d.kept.From != "A" || d.kept.To != "B" || d.kept.Target != "1.1" {
		t.Fatalf("got %+v", d.kept)
	}
	d.send(update.Activated{})
	d.want(report("activated"), update.Restart{})
	if due := update.Due(d.model); !due.IsZero() {
		t.Errorf("waits for the end: due %v", due)
	}
	return d
}

// reborn is the device after a restart into a slot.
func (d *device) reborn(version, slot string, uptime time.Duration) *device {
	d.t.Helper()
	return start(d.t, update.Started{
		Version: version, Slot: slot, Other: d.other, Compatible: "numerek-arm64", HasPrinter: true, Uptime: uptime, Kept: d.kept,
	})
}

func TestAVersionThatIsGood(t *testing.T) {
	d := activated(t).reborn("1.1", "B", 30*time.Second)
	if d.model.Phase != update.Trial || d.kept.Stage != "trying" {
		t.Fatalf("got %v, %+v", d.model.Phase, d.kept)
	}
	d.want(update.Ask{})
	d.send(update.Drawn{})
	d.send(update.Offered{})
	d.want()
	d.send(update.PrinterIs{State: update.Gone})
	d.want()
	d.send(update.PrinterIs{State: update.Ready})
	d.want(update.MarkGood{})
	d.send(update.MarkedGood{})
	d.want(report("good"))
	if d.kept != (update.Kept{}) || !d.model.Good() {
		t.Errorf("kept %+v", d.kept)
	}
	d.wait(time.Hour)
	if d.model.Phase != update.Idle {
		t.Errorf("got %v", d.model.Phase)
	}
}

func TestTrials(t *testing.T) {
	for name, c := range map[string]struct {
		before update.Printer
		events []update.Event
		want   string // reason; empty: good
	}{
		"good":                   {update.Ready, []update.Event{update.Drawn{}, update.Reached{}, update.PrinterIs{State: update.Ready}}, ""},
		"nothing":                {update.Ready, nil, "no first frame"},
		"no_server":              {update.Ready, []update.Event{update.Drawn{}, update.PrinterIs{State: update.Ready}, update.NoAnswer{}}, "server not reached"},
		"server_known_away":      {update.Ready, []update.Event{update.Drawn{}, update.PrinterIs{State: update.Ready}, update.NoAnswer{KnownAway: true}}, ""},
		"printer_gone":           {update.Ready, []update.Event{update.Drawn{}, update.Reached{}, update.PrinterIs{State: update.Gone}}, "printer is gone, was ready"},
		"printer_was_gone":       {update.Gone, []update.Event{update.Drawn{}, update.Reached{}, update.PrinterIs{State: update.Gone}}, ""},
		"printer_without_paper":  {update.Ready, []update.Event{update.Drawn{}, update.Reached{}, update.PrinterIs{State: update.Troubled}}, "printer is troubled, was ready"},
		"it_was_before":          {update.Troubled, []update.Event{update.Drawn{}, update.Reached{}, update.PrinterIs{State: update.Troubled}}, ""},
		"printer_silent":         {update.Troubled, []update.Event{update.Drawn{}, update.Reached{}}, "printer not heard of"},
		"printer_back_at_last":   {update.Gone, []update.Event{update.Drawn{}, update.Reached{}, update.PrinterIs{State: update.Ready}}, ""},
		"printer_silent_as_ever": {"", []update.Event{update.Drawn{}, update.Reached{}}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			d := start(t, update.Started{
				Version: "1.1", Slot: "B", HasPrinter: true, Uptime: time.Minute,
				Kept: update.Kept{Stage: "activated", Target: "1.1", From: "A", To: "B", Printer: c.before},
			})
			for _, e := range c.events {
				d.send(e)
			}
			good := slices.Contains(d.did, update.Effect(update.MarkGood{}))
			if good != (c.want == "") {
				t.Fatalf("marked good: %v; did %v", good, d.did)
			}
			if good {
				d.send(update.MarkedGood{})
				return
			}
			d.wait(update.TrialLimit - time.Minute - time.Second)
			if slices.Contains(d.did, update.Effect(update.Restart{})) {
				t.Fatal("restarted too early")
			}
			d.wait(2 * time.Second)
			if !slices.Contains(d.did, update.Effect(update.Restart{})) || d.kept.Reason != c.want {
				t.Fatalf("kept %+v, did %v", d.kept, d.did)
			}
			// The boot counter gives it another chance, and then brings the old slot back.
			d = d.reborn("1.1", "B", 30*time.Second)
			if d.model.Phase != update.Trial {
				t.Fatalf("got %v", d.model.Phase)
			}
			d = d.reborn("1.0", "A", 30*time.Second)
			d.fell(c.want)
			d.send(update.Offered{Offer: offer}) // the server does not know yet
			d.want()
			d = d.reborn("1.0", "A", 30*time.Second) // nor after another cut
			d.fell(c.want)
			d.send(update.Acknowledged{})
			if d.kept != (update.Kept{Target: "1.1", Trouble: "1.1: " + c.want}) || d.model.Trouble != d.kept.Trouble || !d.model.CameBack() {
				t.Errorf("kept %+v, trouble %q", d.kept, d.model.Trouble)
			}
		})
	}
}

// leftAlone is the device some time after its start, which was good and which nobody has
// looked at since. What it did is forgotten.
func (d *device) leftAlone() {
	d.t.Helper()
	d.send(update.Drawn{})
	d.send(update.MarkedGood{})
	d.send(update.Alone{Alone: true})
	d.wait(update.AloneFor)
	d.did = nil
}

// fell wants a version told as activated, for that may have been lost, and as gone back.
func (d *device) fell(reason string) {
	d.t.Helper()
	d.want(report("activated"))
	d.send(update.Acknowledged{})
	d.want(update.Report{Report: update.Said{Version: "1.1", Phase: "rolled_back", Reason: reason}})
}

func TestAVersionThatDoesNotStart(t *testing.T) {
	d := activated(t).reborn("1.0", "A", 30*time.Second)
	d.fell("it did not start")
	d.send(update.Drawn{})
	d.want(update.MarkGood{})
}

// TestAVersionThatIsTriedAgain is written anew: the slot may be to blame.
func TestAVersionThatIsTriedAgain(t *testing.T) {
	again := func(d *device) {
		d.t.Helper()
		d.leftAlone()
		d.send(update.Offered{Offer: offer})
		d.want(update.Install{Offer: offer}, report("installing"))
	}
	fallen := func(t *testing.T) *device {
		t.Helper()
		d := activated(t)
		d.other = "1.1" // as RAUC sees it
		d = d.reborn("1.0", "A", 30*time.Second)
		d.fell("it did not start")
		d.send(update.Acknowledged{})
		return d
	}
	t.Run("at_once", func(t *testing.T) { again(fallen(t)) })
	t.Run("after_a_restart", func(t *testing.T) { again(fallen(t).reborn("1.0", "A", 30*time.Second)) })
	t.Run("not_without_end", func(t *testing.T) {
		d := fallen(t)
		again(d)
		d.send(update.Acknowledged{})
		d.send(update.Installed{})
		d = d.reborn("1.0", "A", 30*time.Second) // before it was activated
		d.leftAlone()
		d.send(update.Offered{Offer: offer})
		d.want(update.Activate{})
	})
}

// TestASlotThatWasWrittenOver is not what it was, whatever became of what was to replace
// it.
func TestASlotThatWasWrittenOver(t *testing.T) {
	next := update.Offer{Version: "1.2", Path: "/updates/numerek-appliance-1.2.raucb"}
	for name, ends := range map[string]func(*device){
		"halted": func(d *device) {
			d.send(update.NotInstalled{Reason: "server gone"})
			d.send(update.Offered{})
		},
		"failed": func(d *device) {
			for range 3 {
				d.send(update.NotInstalled{Reason: "no space left on device"})
				d.wait(time.Hour)
				d.send(update.Offered{Offer: next})
			}
		},
		"replaced": func(d *device) { d.send(update.NotInstalled{Reason: "server gone"}) },
	} {
		t.Run(name, func(t *testing.T) {
			d := working(t)
			d.send(update.Offered{Offer: offer})
			d.send(update.Installed{})
			d.send(update.Offered{Offer: next})
			if d.model.Phase != update.Installing {
				t.Fatalf("got %v", d.model.Phase)
			}
			ends(d)
			d.did = nil
			d.send(update.Alone{Alone: true})
			d.send(update.Offered{Offer: offer})
			d.wait(time.Hour)
			d.send(update.Offered{Offer: offer})
			if d.model.Phase != update.Installing || !slices.Contains(d.did, update.Effect(update.Install{Offer: offer})) {
				t.Errorf("got %v, did %v, want 1.1 written anew", d.model.Phase, d.did)
			}
		})
	}
}

// TestProgramThatDoesNotStayUp restarts whole machines whose program fails again and
// again: the time of the trial is the machine's.
func TestProgramThatDoesNotStayUp(t *testing.T) {
	d := activated(t).reborn("1.1", "B", update.TrialLimit+time.Minute)
	if !slices.Contains(d.did, update.Effect(update.Restart{})) {
		t.Errorf("did %v", d.did)
	}
}

// TestCutBeforeTheActivation begins anew: the version is there already.
func TestCutBeforeTheActivation(t *testing.T) {
	kept := update.Kept{Stage: "activating", Target: "1.1", From: "A", To: "B"}
	d := start(t, update.Started{Version: "1.0", Slot: "A", Other: "1.1", Kept: kept})
	if d.kept != (update.Kept{}) || d.model.Phase != update.Idle {
		t.Fatalf("kept %+v, %v", d.kept, d.model.Phase)
	}
	d.leftAlone()
	d.send(update.Offered{Offer: offer})
	d.want(update.Activate{})
}

func TestTriesToInstall(t *testing.T) {
	d := working(t)
	d.send(update.Offered{Offer: offer})
	for i, pause := range []time.Duration{5 * time.Minute, 15 * time.Minute, 0} {
		if d.model.Phase != update.Installing {
			t.Fatalf("try %d: got %v", i, d.model.Phase)
		}
		d.send(update.Acknowledged{})
		d.send(update.NotInstalled{Reason: "signature verification failed"})
		if pause > 0 {
			d.wait(pause - time.Second)
			if d.model.Phase != update.Waiting {
				t.Fatalf("try %d: got %v", i, d.model.Phase)
			}
			d.wait(2 * time.Second)
			d.send(update.Offered{Offer: offer})
		}
	}
	last := d.did[len(d.did)-1]
	if want := (update.Report{Report: update.Said{Version: "1.1", Phase: "failed", Reason: "signature verification failed"}}); last != update.Effect(want) {
		t.Errorf("got %#v", last)
	}
	if d.model.Trouble == "" || d.model.CameBack() {
		t.Errorf("trouble %q, came back: %v; it was never tried", d.model.Trouble, d.model.CameBack())
	}
	d.did = nil
	d.send(update.Offered{Offer: offer})
	d.want() // the server does not know yet
	d.send(update.Acknowledged{})
	d.send(update.Offered{Offer: offer}) // an administrator wants it again
	d.want(update.Install{Offer: offer}, report("installing"))
}

func TestHaltBeforeTheActivation(t *testing.T) {
	d := working(t)
	d.send(update.Offered{Offer: offer})
	d.send(update.Installed{})
	d.send(update.Alone{Alone: true})
	d.wait(update.AloneFor - time.Second)
	d.did = nil
	d.wait(time.Minute)
	d.want(update.Ask{})
	d.send(update.Offered{})
	d.wait(time.Hour)
	if d.model.Phase != update.Idle || slices.Contains(d.did, update.Effect(update.Activate{})) {
		t.Fatalf("got %v, %v", d.model.Phase, d.did)
	}
	d.did = nil
	d.send(update.Offered{Offer: offer}) // it goes on, and is there already
	d.want(update.Activate{})
}

func TestWindow(t *testing.T) {
	d := working(t)
	d.did = nil
	d.send(update.Offered{Offer: offer, Wait: time.Hour})
	d.send(update.Alone{Alone: true})
	d.want()
	for range 5 {
		d.wait(update.AskEvery)
		d.send(update.Offered{Offer: offer, Wait: d.left(time.Hour)})
	}
	if got := d.model.From(); d.model.Phase != update.Waiting || !got.Equal(begin.Add(update.FirstAsk+time.Hour)) {
		t.Fatalf("got %v, from %v", d.model.Phase, got)
	}
	d.wait(d.left(time.Hour))
	if d.model.Phase != update.Installing {
		t.Fatalf("got %v", d.model.Phase)
	}
	d.send(update.Installed{})
	d.did = nil
	d.send(update.Offered{Offer: offer, Wait: 3 * time.Hour}) // the window has closed
	d.wait(time.Hour)
	if slices.Contains(d.did, update.Effect(update.Activate{})) {
		t.Error("activated outside of the window")
	}
}

// left is what is left of a time since the first ask.
func (d *device) left(of time.Duration) time.Duration {
	return begin.Add(update.FirstAsk + of).Sub(d.now)
}

func TestCardThatKeepsNothing(t *testing.T) {
	d := working(t)
	d.send(update.Offered{Offer: offer})
	d.send(update.Installed{})
	d.send(update.Alone{Alone: true})
	d.now = d.now.Add(update.AloneFor)
	var do []update.Effect
	d.model, _ = update.Update(d.model, update.Tick{}, d.now)
	d.model, do = update.Update(d.model, update.Offered{Offer: offer}, d.now)
	if len(do) == 0 || slices.Contains(do, update.Effect(update.Activate{})) {
		t.Fatalf("got %v", do)
	}
	d.model, do = update.Update(d.model, update.Remembered{Err: errors.New("disk full")}, d.now)
	if len(do) != 0 || d.model.Phase != update.Standby {
		t.Errorf("got %v, %v", do, d.model.Phase)
	}
}

// TestNoEventMattersBeforeTheStart: on a desktop there is no start.
func TestNothingWithoutAStart(t *testing.T) {
	m := update.New(update.Pace{})
	for _, e := range []update.Event{
		update.Drawn{}, update.Alone{Alone: true}, update.Offered{Offer: offer}, update.Tick{}, update.Reached{}, update.Installed{}, update.Remembered{},
	} {
		var do []update.Effect
		if m, do = update.Update(m, e, begin); len(do) > 0 || m.Phase != update.Asleep || !update.Due(m).IsZero() {
			t.Errorf("%#v: got %v", e, do)
		}
	}
}
