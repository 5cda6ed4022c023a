package simulation

import (
	"fmt"
	"time"

	"numerek/appliance/kiosk"
)

// serviceID is the only service of the office.
const serviceID = "sprawa"

// online tells the machine that the server is there, as the stream of the
// catalogue does.
func (k *device) online(now time.Time) {
	if k.model.Known {
		k.event(kiosk.LinkUp{ServerTime: now})
		return
	}
	k.event(kiosk.CatalogChanged{
		ServerTime: now, Zone: time.UTC,
		Catalog: kiosk.Catalog{
			OfficeName: kiosk.Words{"pl": "Urząd na próbę"}, Languages: []string{"pl"},
			Departments: []kiosk.Department{{ID: "so", Name: kiosk.Words{"pl": "Sprawy Obywatelskie"}}},
			Services: []kiosk.Service{{
				ID: serviceID, DepartmentID: "so", Prefix: "S", Label: kiosk.Words{"pl": "Każda sprawa"},
				State: kiosk.State{ServiceID: serviceID, Open: true},
			}},
		},
	})
}

// requestID is a UUID that no other tap has.
func (w *World) requestID(actor int) string {
	a, n := w.roll("request", actor)
	return fmt.Sprintf("%08x-%04x-7%03x-8%03x-%012x", n, actor, a>>52, a>>40&0xfff, a&0xffffffffffff)
}

// touch is a finger that goes down on a target and up again.
func (k *device) touch(target string) {
	k.event(kiosk.Pointer{Phase: kiosk.Down, Finger: 1, Target: target})
	k.event(kiosk.Pointer{Phase: kiosk.Up, Finger: 1, Target: target})
}

// people come to a kiosk one after another; each looks at the screen now and then
// and does what it asks.
func (w *World) people(k *device) {
	w.after(w.between("look", k.id, 400*time.Millisecond, 1800*time.Millisecond), func() {
		defer w.people(k)
		if k.up {
			k.live(func() { w.person(k) })
		}
	})
}

func (w *World) person(k *device) {
	m := k.model
	switch view := m.View(); view {
	case kiosk.ScreenServices:
		// A visitor is told like a fault, so that a story can be told without one.
		if w.now < w.busy() && w.fault("visitor", k.id, 0.22) {
			k.touch(kiosk.TargetService + serviceID)
			if w.chance("impatient", k.id, 0.2) {
				k.later(300*time.Millisecond, func() { k.touch(kiosk.TargetService + serviceID) })
			}
		}
	case kiosk.ScreenHome:
		k.touch(kiosk.TargetDepartment + "so")
	case kiosk.ScreenOffer:
		if w.chance("on_glass", k.id, 0.5) {
			k.touch(kiosk.TargetOnGlass)
		} else {
			k.touch(kiosk.TargetRestart)
		}
	case kiosk.ScreenPrinting, kiosk.ScreenShown, kiosk.ScreenTake:
		if view != kiosk.ScreenTake && w.chance("reads", k.id, 0.7) {
			w.read(m.Ticket, k.id)
		}
		if view != kiosk.ScreenPrinting {
			k.touch(kiosk.TargetDone)
		}
	case kiosk.ScreenAsk:
		w.read(m.Ticket, k.id)
		switch {
		case w.chance("walks_away", k.id, 0.2):
		case w.facts.printed(m.Ticket.ID):
			k.touch(kiosk.TargetYes)
		default:
			k.touch(kiosk.TargetNo)
		}
	case kiosk.ScreenFailed:
		if w.chance("again", k.id, 0.5) && w.now < w.busy() {
			k.touch(kiosk.TargetRetry)
		} else {
			k.touch(kiosk.TargetRestart)
		}
	case kiosk.ScreenRefused, kiosk.ScreenIdle:
		k.touch(kiosk.TargetRestart)
	default:
		// Nothing can be done.
	}
}

// busy is until when people come.
func (w *World) busy() time.Duration {
	if w.Busy > 0 {
		return w.Busy
	}
	return 100 * time.Second
}
