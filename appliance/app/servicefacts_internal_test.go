package app

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"numerek/appliance/kiosk/technician"
	"numerek/appliance/update"
)

// What the technician sees of an update, from the offer to the restart, and after it.
func TestImageOf(t *testing.T) {
	now := time.Date(2026, time.November, 23, 17, 0, 0, 0, time.UTC)
	running := update.Started{Version: "1.0", Slot: "A"}
	offered := update.Offered{Offer: update.Offer{Version: "1.1", Path: "/updates/1.1.raucb"}}
	late := offered
	late.Wait = time.Hour
	drawn := []update.Event{update.Drawn{}, update.MarkedGood{}}
	tried := func(slot, stage, reason string) update.Event {
		return update.Started{Version: "1.1", Slot: slot, Kept: update.Kept{Stage: stage, Target: "1.1", From: "A", To: "B", Reason: reason}}
	}
	failing := update.NotInstalled{Reason: "signature verification failed: self-signed certificate"}
	for name, c := range map[string]struct {
		events []update.Event
		want   technician.Image
	}{
		"silence": {nil, technician.Image{}},
		"started": {[]update.Event{running}, technician.Image{Version: "1.0", Slot: "A", Stage: technician.StageIdle}},
		"good":    {append([]update.Event{running}, drawn...), technician.Image{Version: "1.0", Slot: "A", Good: true, Stage: technician.StageIdle}},
		"waiting": {
			[]update.Event{running, late},
			technician.Image{Version: "1.0", Slot: "A", Stage: technician.StageWaiting, Next: "1.1", From: now.Add(time.Hour)},
		},
		"installing": {
			[]update.Event{running, offered, update.Progressed{Percent: 43}},
			technician.Image{Version: "1.0", Slot: "A", Stage: technician.StageInstalling, Next: "1.1", Percent: 43},
		},
		"standby": {
			[]update.Event{running, offered, update.Progressed{Percent: 100}, update.Installed{}, late},
			technician.Image{Version: "1.0", Slot: "A", Stage: technician.StageStandby, Next: "1.1", From: now.Add(time.Hour), Percent: 100},
		},
		"trial": {[]update.Event{tried("B", "activated", "")}, technician.Image{Version: "1.1", Slot: "B", Stage: technician.StageTrial}},
		"back": {
			[]update.Event{tried("A", "trying", "server not reached")},
			technician.Image{
				Version: "1.1", Slot: "A", Stage: technician.StageIdle,
				Failed: technician.Failure{Version: "1.1", Back: true, Reason: "server not reached"},
			},
		},
		"not_installed": {
			[]update.Event{running, offered, failing, update.Tick{}, failing, update.Tick{}, failing},
			technician.Image{
				Version: "1.0", Slot: "A", Stage: technician.StageIdle, Failed: technician.Failure{Version: "1.1", Reason: failing.Reason},
			},
		},
	} {
		t.Run(name, func(t *testing.T) {
			m, at := update.New(update.Pace{}), now
			for _, e := range c.events {
				if _, tick := e.(update.Tick); tick {
					at = at.Add(time.Hour)
				}
				m, _ = update.Update(m, e, at)
			}
			if diff := cmp.Diff(c.want, imageOf(m)); diff != "" {
				t.Errorf("-want +got\n%s", diff)
			}
		})
	}
}
