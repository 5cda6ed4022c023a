package kiosk_test

import (
	"math/rand/v2"
	"testing"
	"time"

	"numerek/appliance/kiosk"
	"numerek/appliance/kiosk/kiosktest"
	"numerek/appliance/kiosk/look"
	"numerek/appliance/kiosk/technician"
	"numerek/appliance/scene"
	"numerek/appliance/typeface"
)

// world plays whatever the bytes say to a kiosk and answers what it asks, or not.
type world struct {
	*kiosktest.Visit
	asked   uint64         // sessions that were issued a request
	given   map[uint64]int // tickets by session
	reports map[uint64]int
}

// targets that exist on some screen, and some that never do.
func fuzzTargets() []string {
	return []string{
		"", "back", "restart", "other", "low", "contrast", "priority", "on-glass", "retry", "more", "done", "yes", "no",
		"language:uk", "language:de", "language:xx", "page:0", "page:1", "page:99", "page:-1", "page:x",
		"department:km", "department:so", "department:none", "service:rejestracja", "service:zbycie", "service:dowod_wniosek",
		"service:none", "service:", "nonsense", ":", "department:",
		technician.TargetPage + "tests", technician.TargetDo + "test_print", technician.TargetPage + "printer", technician.TargetDo + "clear",
		technician.TargetYes, technician.TargetFinish, technician.TargetPage + "glass", technician.TargetNext,
		"code", "digit:1", "digit:5", "digit:x", "digit:", "erase", "clear", "check-in", "ordinary",
	}
}

// codeRefusal is one that the server may give, or may not.
func codeRefusal(arg byte, now time.Time) kiosk.CodeRefusal {
	reasons := []kiosk.CodeReason{
		kiosk.CodeCheckDigit, kiosk.CodeUnknown, kiosk.CodeEarly, kiosk.CodeLate, kiosk.CodeUsed, kiosk.CodeElsewhere,
		kiosk.CodePaused, kiosk.CodeCancelled, kiosk.CodeMissed, kiosk.CodeAbandoned, kiosk.CodeClock, "nonsense", "",
	}
	r := kiosk.CodeRefusal{Reason: reasons[int(arg)%len(reasons)], ServiceID: "rejestracja"}
	if arg&0x40 != 0 {
		r.From, r.PausedUntil = now.Add(time.Duration(arg)*time.Second), now.Add(time.Duration(arg)*time.Minute)
	}
	return r
}

// play feeds one event and checks what must always hold.
func (w *world) play(e kiosk.Event, after time.Duration) {
	w.T.Helper()
	w.Now = w.Now.Add(after)
	before := w.Model
	m, effects := kiosk.Update(w.Model, e, w.Now)
	w.Model = m
	requests := 0
	for _, effect := range effects {
		switch effect := effect.(type) {
		case kiosk.Issue:
			requests++
			if effect.Session != w.asked+1 {
				w.T.Fatalf("session %d follows %d", effect.Session, w.asked)
			}
			w.asked = effect.Session
			if before.Screen == kiosk.ScreenPrinting {
				w.T.Fatal("a number was asked for while another was printed")
			}
			if before.Technician.Open() || w.Model.Technician.Open() {
				w.T.Fatal("a number was asked for while the technician was there")
			}
			if p, ok := e.(kiosk.Pointer); ok && p.Phase != kiosk.Up {
				w.T.Fatalf("a finger that is %s asked for a number", p.Phase)
			}
		case kiosk.Report:
			if w.reports[effect.Session]++; w.reports[effect.Session] > 1 {
				w.T.Fatalf("session %d was reported twice", effect.Session)
			}
			if w.given[effect.Session] == 0 {
				w.T.Fatalf("session %d was reported without a ticket", effect.Session)
			}
		case kiosk.Print:
			if w.given[effect.Session] == 0 {
				w.T.Fatalf("session %d is printed without a ticket", effect.Session)
			}
		}
	}
	if w.Model.Technician.Open() && !before.Technician.Open() && (before.Screen == kiosk.ScreenIssuing || before.Screen == kiosk.ScreenPrinting) {
		if _, ended := e.(kiosk.Issued); ended {
			w.T.Fatal("the technician came while a number was on its way")
		}
	}
	if requests > 1 {
		w.T.Fatalf("%d requests for one event", requests)
	}
	if due := kiosk.Due(w.Model); due.Before(w.Now) || due.Sub(w.Now) > time.Minute {
		w.T.Fatalf("the next tick is due in %v on %s", due.Sub(w.Now), w.Model.Screen)
	}
}

func FuzzUpdate(f *testing.F) {
	f.Add([]byte{0x10, 0x15, 0x11, 0x15, 0x10, 0x18, 0x11, 0x18, 0x20, 0, 0x30, 0})
	f.Add([]byte{0x40, 1, 0x10, 0x15, 0x11, 0x15, 0x10, 0x18, 0x11, 0x18, 0x10, 0x07, 0x11, 0x07, 0x20, 1})
	f.Add([]byte{0x50, 0, 0x60, 0xff, 0x70, 2, 0x90, 1, 0x80, 3, 0x80, 4})
	letters, zone := kiosktest.Fonts(f), kiosktest.Warsaw(f)
	f.Fuzz(func(t *testing.T, data []byte) { explore(t, data, letters, zone) })
}

// TestRandomVisits explores further than the seeds of the fuzz target, the same
// way every time.
func TestRandomVisits(t *testing.T) {
	letters, zone := kiosktest.Fonts(t), kiosktest.Warsaw(t)
	random := rand.New(rand.NewPCG(2, 21))
	for range 400 {
		data := make([]byte, 2*random.IntN(120))
		for i := range data {
			data[i] = byte(random.UintN(256))
			if i%2 == 0 && random.UintN(2) == 0 {
				data[i] = 0x10 | data[i]&0xf // half of everything is a touch
			}
		}
		explore(t, data, letters, zone)
	}
}

// explore plays events that the bytes stand for and then sees whether the kiosk
// comes home, by Start over and by waiting.
func explore(t *testing.T, data []byte, letters *typeface.Fonts, zone *time.Location) {
	t.Helper()
	targets, ticket := fuzzTargets(), kiosktest.R015(t)
	w := &world{Visit: kiosktest.NewVisitIn(t, kiosktest.Koszalin("ratusz"), zone), given: map[uint64]int{}, reports: map[uint64]int{}}
	for ; len(data) >= 2; data = data[2:] {
		kind, arg := data[0]>>4, data[1]
		pause := time.Duration(data[0]&0xf) * 137 * time.Millisecond
		session := w.Model.Session - uint64(arg>>6)%2
		target := targets[int(arg)%len(targets)]
		switch kind {
		case 0:
			w.play(kiosk.Pointer{Phase: kiosk.Down, Finger: int(arg >> 6), Target: target}, pause)
		case 1: // a whole touch
			w.play(kiosk.Pointer{Phase: kiosk.Down, Target: target}, pause+time.Second)
			w.play(kiosk.Pointer{Phase: kiosk.Up, Target: target}, 0)
		case 2:
			if session > 0 && session <= w.asked {
				w.given[session]++
				w.play(kiosk.Issued{Session: session, Ticket: ticket}, pause)
			}
		case 3:
			outcome := []kiosk.Outcome{kiosk.PaperPrinted, kiosk.PaperUnknown, kiosk.PaperNotDelivered, "nonsense"}[arg%4]
			w.play(kiosk.Printed{Session: session, Outcome: outcome}, pause)
		case 4:
			condition := []kiosk.Condition{kiosk.PaperOut, kiosk.PaperLow, kiosk.CoverOpen, kiosk.PrinterGone}[arg%4]
			w.play(kiosk.PrinterChanged{Conditions: []kiosk.Condition{condition}}, pause)
		case 5:
			w.play(kiosk.LinkLost{}, pause)
		case 6:
			w.play(kiosk.Tick{}, time.Duration(arg)*time.Second)
		case 7:
			w.play(kiosk.Refused{Session: session, Refusal: kiosk.Refusal{Reason: kiosk.DailyCap}}, pause)
			w.play(kiosk.CodeRefused{Session: session, Refusal: codeRefusal(arg, w.Now)}, 0)
		case 8:
			keys := []kiosk.Press{kiosk.Next, kiosk.Previous, kiosk.Choose, kiosk.Back, kiosk.Repeat, kiosk.Erase, "4", "8", "x"}
			w.play(kiosk.Key{Key: keys[int(arg)%len(keys)], Targets: targets[1:]}, pause)
			if arg > 250 { // a reader
				for _, d := range kiosktest.Code {
					w.play(kiosk.Key{Key: kiosk.Press(d)}, 0)
				}
			}
		case 9:
			w.play(kiosk.LinkUp{ServerTime: w.Now.Add(time.Duration(arg) * time.Hour)}, pause)
		case 10:
			w.play(kiosk.PrinterChanged{}, pause)
		case 11:
			w.play(kiosk.CatalogChanged{Catalog: kiosktest.Koszalin([]string{"ratusz", "usc"}[arg%2])}, pause)
		case 12:
			w.play(kiosk.StatesChanged{States: []kiosk.State{{ServiceID: "rejestracja", Open: arg%2 == 0, Waiting: int(arg)}}}, pause)
		case 13:
			w.play(kiosk.IssueFailed{Session: session}, pause)
		case 14:
			w.play(kiosk.Pointer{Phase: []kiosk.Phase{kiosk.Up, kiosk.Move, kiosk.Cancel}[arg%3], Finger: int(arg >> 6), Target: target}, pause)
		case 15:
			if arg%4 == 0 {
				w.play(kiosk.JournalLost{}, pause)
				break
			}
			w.play(kiosk.Headphones{In: arg%8 == 1}, 0)
			w.play(kiosk.Presence{Near: arg%16 > 7}, 0)
			w.play(kiosk.ServiceKey{On: arg%32 > 24}, 0)
			w.play(kiosk.JournalBack{}, 0)
			w.play(kiosk.CatalogChanged{}, pause) // an office with nothing in it
		}
	}
	look.Scene(w.Model, scene.Small, letters)
	w.play(kiosk.ServiceDone{Result: technician.Result{Deed: w.Model.Technician.Busy, Outcome: technician.OK}}, 0)
	w.play(kiosk.ServiceKey{On: false}, 0)
	w.play(kiosk.Presence{Near: true}, 0)

	again := w.Model
	if again.Screen != kiosk.ScreenIssuing && again.Screen != kiosk.ScreenPrinting {
		w.play(kiosk.Pointer{Phase: kiosk.Cancel, Finger: 0}, time.Second)
		for finger := range 4 {
			w.play(kiosk.Pointer{Phase: kiosk.Up, Finger: finger}, 0)
		}
		for range 2 { // the question of the idle clock may come in between, and swallow a touch
			w.play(kiosk.Pointer{Phase: kiosk.Down, Target: "restart"}, time.Second)
			w.play(kiosk.Pointer{Phase: kiosk.Up, Target: "restart"}, 0)
		}
		if w.Model.Screen != kiosk.ScreenHome {
			t.Fatalf("Start over led from %s to %s", again.Screen, w.Model.Screen)
		}
	}
	for range 40 { // ten minutes in which nobody comes and nobody answers
		w.play(kiosk.Tick{}, 15*time.Second)
	}
	if m := w.Model; m.Screen != kiosk.ScreenHome || m.Contrast || m.Low || m.Priority || m.Page != 0 || m.Pressed != "" || m.Speaking || m.Code != "" {
		t.Fatalf("waiting led to %s: %+v", m.Screen, m)
	}
}
