package kiosk_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"numerek/appliance/kiosk"
	"numerek/appliance/kiosk/kiosktest"
	"numerek/appliance/kiosk/look"
	"numerek/appliance/kiosk/technician"
	"numerek/appliance/scene"
)

// sees fails unless the service mode is on a page.
func sees(t *testing.T, v *kiosktest.Visit, want technician.Page) {
	t.Helper()
	if got := v.Model.Technician.Page; got != want {
		t.Fatalf("page: got %q, want %q", got, want)
	}
}

func TestTheKeyOpensTheServiceModeBetweenVisits(t *testing.T) {
	v := kiosktest.NewVisit(t, kiosktest.Koszalin("ratusz")).Tap("language:en", "department:km")
	v.Do(kiosk.ServiceKey{On: true})
	sees(t, v, technician.Overview)
	if got := v.Model.View(); got != kiosk.ScreenTechnician {
		t.Errorf("got %s, want %s", got, kiosk.ScreenTechnician)
	}
	v.Do(kiosk.ServiceKey{On: false})
	if !v.Model.Clean() || v.Model.View() != kiosk.ScreenHome {
		t.Errorf("the technician left %s behind, with %q", v.Model.View(), v.Model.Language)
	}
}

func TestTheServiceModeWaitsForTheCitizen(t *testing.T) {
	ticket := kiosktest.R015(t)
	v := kiosktest.NewVisit(t, kiosktest.Koszalin("ratusz")).Tap("department:km", "service:rejestracja")
	v.Do(kiosk.ServiceKey{On: true})
	sees(t, v, technician.Closed)
	v.Do(kiosk.Issued{Session: 1, Ticket: ticket})
	if len(v.Effects) != 1 {
		t.Fatalf("got %v, want the paper", v.Effects)
	}
	sees(t, v, technician.Closed)
	v.Do(kiosk.Printed{Session: 1, Outcome: kiosk.PaperPrinted})
	if v.Model.View() != kiosk.ScreenTake || len(v.Effects) != 1 {
		t.Fatalf("got %s with %v, want the paper to be taken and reported", v.Model.View(), v.Effects)
	}
	v.Tap("done")
	sees(t, v, technician.Overview)
}

// A key that was turned back before the citizen went opens nothing.
func TestAKeyTurnedBackOpensNothing(t *testing.T) {
	v := kiosktest.NewVisit(t, kiosktest.Koszalin("ratusz")).Tap("department:km", "service:rejestracja")
	v.Do(kiosk.ServiceKey{On: true}, kiosk.ServiceKey{On: false}, kiosk.IssueFailed{Session: 1})
	sees(t, v, technician.Closed)
	v.Tap("restart").Do(kiosk.ServiceKey{On: false})
	sees(t, v, technician.Closed)
}

func TestFinishHoldsUntilTheKeyIsTurnedAgain(t *testing.T) {
	v := kiosktest.NewService(t, "pl").Tap(technician.TargetFinish)
	v.Do(kiosk.ServiceKey{On: true}, kiosk.ServiceKey{On: true}).Wait(time.Minute)
	sees(t, v, technician.Closed)
	v.Do(kiosk.ServiceKey{On: false}, kiosk.ServiceKey{On: true})
	sees(t, v, technician.Overview)
}

func TestTheServiceModeEndsByItself(t *testing.T) {
	v := kiosktest.NewService(t, "en").Wait(technician.LeaveAfter - 5*time.Second)
	sees(t, v, technician.Overview)
	v.Wait(10 * time.Second)
	sees(t, v, technician.Closed)
	if !v.Model.Clean() {
		t.Error("something of the technician is left")
	}
}

// No touch during the service mode makes a ticket, and what the citizen's screens
// offer is not there.
func TestNoTicketDuringService(t *testing.T) {
	v := kiosktest.NewService(t, "pl")
	for _, target := range fuzzTargets() {
		v.Tap(target)
		for _, fx := range v.Effects {
			if _, ok := fx.(kiosk.Issue); ok {
				t.Fatalf("%s asked for a number", target)
			}
		}
	}
	for _, d := range "4831920" { // and a reader of QR codes
		v.Do(kiosk.Key{Key: kiosk.Press(d)})
	}
	if v.Model.Code != "" || v.Model.View() != kiosk.ScreenTechnician {
		t.Errorf("got the code %v on %s", v.Model.Code, v.Model.View())
	}
}

func TestDeedsOfTheTechnician(t *testing.T) {
	do := func(d technician.Deed) string { return technician.TargetDo + string(d) }
	page := func(p technician.Page) string { return technician.TargetPage + string(p) }
	third := kiosktest.Info(t).Tickets[2].Request
	for name, c := range map[string]struct {
		taps []string
		want technician.Order // zero for nothing
	}{
		"a_test_print":               {[]string{page(technician.Tests), do(technician.TestPrint)}, technician.Order{Deed: technician.TestPrint, Language: "pl"}},
		"a_sound":                    {[]string{page(technician.Tests), do(technician.Sound)}, technician.Order{Deed: technician.Sound, Language: "pl"}},
		"a_roll_is_asked_about":      {[]string{page(technician.Printer), do(technician.RollChanged)}, technician.Order{}},
		"a_roll":                     {[]string{page(technician.Printer), do(technician.RollChanged), technician.TargetYes}, technician.Order{Deed: technician.RollChanged, Language: "pl"}},
		"a_clear_that_was_not_meant": {[]string{page(technician.Printer), do(technician.Clear), technician.TargetNo}, technician.Order{}},
		"a_start_anew":               {[]string{do(technician.Restart), technician.TargetYes}, technician.Order{Deed: technician.Restart, Language: "pl"}},
		"a_copy": {
			[]string{page(technician.Tickets), technician.TargetTicket + third, do(technician.Copy), technician.TargetYes},
			technician.Order{Deed: technician.Copy, Request: third, Language: "pl"},
		},
		"a_copy_of_what_was_never_given": {
			[]string{page(technician.Tickets), technician.TargetTicket + kiosktest.Info(t).Tickets[6].Request, do(technician.Copy), technician.TargetYes},
			technician.Order{},
		},
		"a_clear_from_another_page": {[]string{page(technician.Tests), do(technician.Clear), technician.TargetYes}, technician.Order{}},
	} {
		t.Run(name, func(t *testing.T) {
			v := kiosktest.NewService(t, "pl").Tap(c.taps...)
			var got technician.Order
			for _, fx := range v.Effects {
				got = fx.(kiosk.Serve).Order
			}
			if got != c.want {
				t.Fatalf("got %+v, want %+v", got, c.want)
			}
			if got.Deed == technician.Nothing {
				return
			}
			v.Tap(c.taps...)
			if len(v.Effects) != 0 {
				t.Errorf("a second deed during the first: %v", v.Effects)
			}
			v.Tap(technician.TargetFinish)
			if !v.Model.Technician.Open() {
				t.Error("the mode was left during a deed")
			}
			v.Do(kiosk.ServiceDone{Result: technician.Result{Deed: got.Deed, Outcome: technician.OK}})
			sees(t, v, technician.Closed)
		})
	}
}

func TestThePIN(t *testing.T) {
	ask := func(t *testing.T) *kiosktest.Visit {
		v := kiosktest.NewVisit(t, kiosktest.Koszalin("ratusz")).Do(kiosk.ServiceLock{Lock: kiosktest.Lock()}).Gesture()
		sees(t, v, technician.PIN)
		return v
	}
	t.Run("opens", func(t *testing.T) {
		v := ask(t).TypePIN("9999").TypePIN(kiosktest.PIN)
		sees(t, v, technician.Overview)
	})
	t.Run("by_keys", func(t *testing.T) {
		v := ask(t)
		for _, d := range kiosktest.PIN + "7" {
			v.Do(kiosk.Key{Key: kiosk.Press(d)})
		}
		sees(t, v.Do(kiosk.Key{Key: kiosk.Erase}, kiosk.Key{Key: kiosk.Choose}), technician.Overview)
	})
	t.Run("pauses", func(t *testing.T) {
		v := ask(t)
		for i := range 5 {
			v.TypePIN(fmt.Sprint(1000 + i))
		}
		v.TypePIN(kiosktest.PIN)
		sees(t, v, technician.PIN)
		if len(v.Model.Technician.Digits) != 0 {
			t.Error("digits were taken during the pause")
		}
		v.Wait(40 * time.Second) // it has gone back to the citizens
		sees(t, v, technician.Closed)
		v.Gesture().TypePIN(kiosktest.PIN)
		sees(t, v, technician.PIN)
		v.Tap(technician.TargetFinish).Wait(time.Minute)
		v.Gesture().TypePIN(kiosktest.PIN)
		sees(t, v, technician.Overview)
	})
	t.Run("is_forgotten_by_a_citizen_who_found_it", func(t *testing.T) {
		v := ask(t).Wait(31 * time.Second)
		sees(t, v, technician.Closed)
	})
	t.Run("is_not_written_down", func(t *testing.T) {
		v := ask(t).Tap(technician.TargetDigit+"2", technician.TargetDigit+"7")
		if said := fmt.Sprintf("%v %+v", v.Model.Technician.Digits, v.Model.Technician.Lock); strings.ContainsAny(said, "27") {
			t.Errorf("got %s", said)
		}
	})
}

func TestTheGestureIsHidden(t *testing.T) {
	start := func(lock technician.Lock) *kiosktest.Visit {
		return kiosktest.NewVisit(t, kiosktest.Koszalin("ratusz")).Do(kiosk.ServiceLock{Lock: lock})
	}
	sees(t, start(technician.Lock{}).Gesture(), technician.Closed) // no PIN: the key alone opens it
	v := start(kiosktest.Lock())
	for range 20 { // a child on one corner
		v.Do(kiosk.Pointer{Phase: kiosk.Down, X: 0.95, Y: 0.02}, kiosk.Pointer{Phase: kiosk.Up, X: 0.95, Y: 0.02})
	}
	sees(t, v, technician.Closed)
	v = start(kiosktest.Lock())
	for i := range 5 { // too slow
		v.Do(kiosk.Pointer{Phase: kiosk.Down, X: 0.95 - 0.9*float64(i%2), Y: 0.02}, kiosk.Pointer{Phase: kiosk.Up}).Wait(3 * time.Second)
	}
	sees(t, v, technician.Closed)
	v = start(kiosktest.Lock()).Tap("department:km", "service:rejestracja").Gesture()
	sees(t, v, technician.Closed) // while a number is asked for
	// Where its corners are, nothing can be chosen, on every screen of every panel.
	f := kiosktest.Fonts(t)
	for _, size := range look.Panels() {
		for _, shot := range kiosktest.Shots() {
			s := look.Scene(shot.Model(t, "pl"), size, f)
			for _, x := range []float64{0.01, 0.24, 0.76, 0.99} {
				if got := scene.Hit(s, int(x*float64(size.W)), size.H/100); got != "" {
					t.Errorf("%s on %s: %q is in a corner", shot.Name, kiosktest.PanelName(size), got)
				}
			}
		}
	}
}

// TestNobodyGetsInWithoutThePIN drums on everything for a long time.
func TestNobodyGetsInWithoutThePIN(t *testing.T) {
	const seed = 19
	random := rand.New(rand.NewPCG(seed, seed))
	targets := append(fuzzTargets(),
		technician.TargetDigit+"1", technician.TargetDigit+"5", technician.TargetErase, technician.TargetTry, technician.TargetFinish,
		technician.TargetPage+"overview", technician.TargetYes, technician.TargetDo+"restart", technician.TargetDo+"clear",
		technician.TargetLanguage+"en")
	v := kiosktest.NewVisit(t, kiosktest.Koszalin("ratusz")).Do(kiosk.ServiceLock{Lock: kiosktest.Lock()})
	asked := 0
	for range 6000 {
		switch random.IntN(12) {
		case 0:
			v.Gesture()
		case 1, 2:
			v.Tap(targets[random.IntN(len(targets))])
		case 3, 4:
			keys := []kiosk.Press{kiosk.Next, kiosk.Previous, kiosk.Choose, kiosk.Back, kiosk.Repeat, kiosk.Erase}
			v.Do(kiosk.Key{Key: keys[random.IntN(len(keys))], Targets: targets})
		case 5, 6, 7, 8:
			d := kiosk.Press(rune('0' + random.IntN(10)))
			v.Do(kiosk.Key{Key: d, Targets: targets})
		case 9:
			v.Do(kiosk.Pointer{Phase: kiosk.Down, Finger: random.IntN(3), X: random.Float64(), Y: random.Float64()})
		case 10:
			v.Do(kiosk.Pointer{Phase: kiosk.Up, Finger: random.IntN(3)})
		case 11:
			v.Do(kiosk.Tick{})
		}
		if v.Model.Technician.Page == technician.PIN {
			asked++
		}
		if v.Model.Technician.Entered() {
			t.Fatalf("somebody got in (seed %d)", seed)
		}
		for _, fx := range v.Effects {
			if _, ok := fx.(kiosk.Serve); ok {
				t.Fatalf("a deed of the technician: %+v (seed %d)", fx, seed)
			}
		}
		if i, ok := lastIssue(v.Effects); ok { // the server says no
			v.Do(kiosk.IssueFailed{Session: i.Session})
		}
	}
	if asked < 100 {
		t.Errorf("the question for the PIN was there %d times: the test is too tame", asked)
	}
	v.Tap(technician.TargetFinish).Wait(20 * time.Minute)
	sees(t, v.Gesture().TypePIN(kiosktest.PIN), technician.Overview)
}

func lastIssue(effects []kiosk.Effect) (kiosk.Issue, bool) {
	for _, fx := range effects {
		if i, ok := fx.(kiosk.Issue); ok {
			return i, true
		}
	}
	return kiosk.Issue{}, false
}

func TestDimming(t *testing.T) {
	v := kiosktest.NewVisit(t, kiosktest.Koszalin("ratusz")).Wait(time.Hour)
	if v.Model.Dimmed() {
		t.Fatal("dark without a sensor")
	}
	v.Do(kiosk.Presence{Near: true}).Wait(time.Hour)
	if v.Model.Dimmed() {
		t.Fatal("dark while somebody is near")
	}
	v.Do(kiosk.Presence{Near: false}, kiosk.Presence{Near: false}).Wait(kiosk.DimAfter - 5*time.Second)
	if v.Model.Dimmed() {
		t.Fatal("dark too soon")
	}
	v.Wait(10 * time.Second)
	if v.Model.View() != kiosk.ScreenDimmed {
		t.Fatalf("got %s, want a dark glass", v.Model.View())
	}
	v.Do(kiosk.Presence{Near: true})
	if v.Model.View() != kiosk.ScreenHome {
		t.Fatalf("got %s at once when somebody comes, want home", v.Model.View())
	}
	v.Do(kiosk.Presence{Near: false}).Wait(kiosk.DimAfter + time.Second).Tap("department:km")
	if v.Model.View() != kiosk.ScreenHome {
		t.Errorf("the touch that woke it led to %s, want home", v.Model.View())
	}
	v.Tap("department:km").Wait(30 * time.Second)
	if v.Model.View() != kiosk.ScreenServices {
		t.Errorf("got %s during a visit that the sensor does not see", v.Model.View())
	}
}
