package update_test

import (
	"errors"
	"math/rand/v2"
	"testing"
	"time"

	"numerek/appliance/update"
)

// world is a machine with two slots, whatever happens to it.
type world struct {
	*device
	dice     *rand.Rand
	whole    string // version that is whole in the other slot, as RAUC says; empty: none
	writing  string // version that is written there
	tried    string // version that did not start, as it was written
	activate bool   // the other slot is being activated
	restarts bool
	wanted   update.Offer
}

// took takes what the machine has done since the last time, and says what is wrong with it.
func (w *world) took() {
	w.t.Helper()
	for _, f := range w.did {
		switch f := f.(type) {
		case update.Install:
			w.whole, w.writing, w.tried = "", f.Offer.Version, ""
		case update.Activate:
			w.activate = true
			if target := w.kept.Target; w.writing != "" || target != w.whole || target == w.tried {
				w.t.Fatalf("activates %s, the slot has %q, %q is written, %q did not start: %+v", target, w.whole, w.writing, w.tried, w.model)
			}
		case update.Restart:
			w.restarts = true
		}
	}
	w.did = nil
}

// boot is a start of the old version, after a restart, a power cut or a fall.
func (w *world) boot() {
	w.writing, w.activate, w.restarts = "", false, false
	w.other = w.whole
	next := w.reborn("1.0", "A", 30*time.Second)
	next.now = w.now
	w.device = next
	w.took()
	w.send(update.Drawn{})
	w.send(update.Alone{Alone: true})
}

// step lets one of the things happen that may.
func (w *world) step() {
	w.t.Helper()
	offers := []update.Offer{{}, {Version: "1.1", Path: "/updates/1.1"}, {Version: "1.2", Path: "/updates/1.2"}}
	broken := errors.New("out of luck")
	switch n := w.dice.IntN(12); {
	case w.restarts:
		w.tried = w.kept.Target // it does not start, and the old one comes back
		w.boot()
	case n == 0:
		w.boot()
	case n == 1:
		w.wanted = offers[w.dice.IntN(len(offers))]
	case n <= 3 && w.writing != "":
		w.whole, w.writing = w.writing, ""
		w.send(update.Installed{})
	case n == 4 && w.writing != "":
		w.writing = ""
		w.send(update.NotInstalled{Reason: "out of luck"})
	case n == 5 && w.activate:
		w.activate = false
		w.send(update.Activated{Err: broken})
	case n <= 8 && w.activate:
		w.activate = false
		w.send(update.Activated{})
	case n <= 6:
		w.send(update.Offered{Offer: w.wanted})
	case n == 7:
		w.send(update.MarkedGood{})
	case n <= 9:
		w.send(update.Acknowledged{})
	default:
		w.wait(time.Duration(w.dice.IntN(600)) * time.Second)
	}
	w.took()
}

// TestOnlyWhatIsWhole plays rollouts that are halted, changed and begun again, power
// cuts, and versions that do not start: what is activated was written to its end, by the
// last one who wrote, and has not failed as it stands there.
func TestOnlyWhatIsWhole(t *testing.T) {
	activated := 0
	for seed := range uint64(60) {
		w := &world{device: start(t, old), dice: rand.New(rand.NewPCG(seed, 1))}
		w.boot()
		for range 400 {
			before := w.restarts
			w.step()
			if w.restarts && !before {
				activated++
			}
		}
	}
	if activated < 60 {
		t.Errorf("%d versions were activated in all: the stories show little", activated)
	}
}
