package kiosk_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"numerek/appliance/kiosk"
	"numerek/appliance/kiosk/kiosktest"
)

func TestPossible(t *testing.T) {
	for code, want := range map[kiosk.Code]bool{
		"5724": true, "482915": false, "4829151": true, // 572 and its 4 are Damm's own example
		"": false, "0": false, "0000000": false, "48291x1": false, "4829152": false, "8429151": false,
	} {
		if got := code.Possible(); got != want {
			t.Errorf("%q: got %t, want %t", string(code), got, want)
		}
	}
}

// One wrong digit, or two neighbours that changed places, are never a code.
func TestPossible_finds_every_slip(t *testing.T) {
	codes := 0
	for n := 1_000_000; n < 10_000_000; n += 997 {
		code := fmt.Sprint(n)
		if !kiosk.Code(code).Possible() {
			continue
		}
		codes++
		for i := range code {
			for d := byte('0'); d <= '9'; d++ {
				if wrong := code[:i] + string(d) + code[i+1:]; wrong != code && kiosk.Code(wrong).Possible() {
					t.Fatalf("%s and %s are both codes", code, wrong)
				}
			}
			if i > 0 && code[i-1] != code[i] {
				if swapped := code[:i-1] + code[i:i+1] + code[i-1:i] + code[i+1:]; kiosk.Code(swapped).Possible() {
					t.Fatalf("%s and %s are both codes", code, swapped)
				}
			}
		}
	}
	if codes < 500 {
		t.Fatalf("only %d codes were tried", codes)
	}
}

func TestACodeIsNeverPrinted(t *testing.T) {
	issue := kiosk.Issue{Code: kiosktest.Code}
	for _, verb := range []string{"%v", "%s", "%+v", "%#v", "%q"} {
		if got := fmt.Sprintf(verb, issue); strings.Contains(got, kiosktest.Code[:4]) {
			t.Errorf("%s prints %s", verb, got)
		}
	}
}

// codeVisit is a person at the keypad.
func codeVisit(t *testing.T) *kiosktest.Visit {
	t.Helper()
	v := kiosktest.NewVisit(t, kiosktest.Koszalin("ratusz")).Do(kiosk.Tick{}).Tap("code")
	if v.Model.View() != kiosk.ScreenCode {
		t.Fatalf("got %s, want the keypad", v.Model.View())
	}
	return v
}

func order(session uint64) []kiosk.Effect {
	return []kiosk.Effect{kiosk.Issue{Session: session, Code: kiosktest.Code, Language: "pl"}}
}

// same compares effects, codes as they are.
func same(t *testing.T, got, want []kiosk.Effect) {
	t.Helper()
	if !slices.Equal(got, want) {
		t.Fatalf("effects: got %+v, want %+v", got, want)
	}
}

func TestTyping(t *testing.T) {
	wrong := kiosktest.Code[:6] + "7"
	key := func(k kiosk.Press) func(*kiosktest.Visit) {
		return func(v *kiosktest.Visit) { v.Do(kiosk.Key{Key: k, Targets: []string{"digit:1", "digit:2"}}) }
	}
	typing := func(digits string) func(*kiosktest.Visit) {
		return func(v *kiosktest.Visit) { v.Type(digits) }
	}
	tap := func(targets ...string) func(*kiosktest.Visit) {
		return func(v *kiosktest.Visit) { v.Tap(targets...) }
	}
	for name, c := range map[string]struct {
		do    []func(*kiosktest.Visit)
		code  string
		slip  kiosk.Slip
		view  kiosk.Screen
		asked bool
	}{
		"by_finger":             {[]func(*kiosktest.Visit){tap("digit:4", "digit:8")}, "48", "", kiosk.ScreenCode, false},
		"whole_by_finger":       {[]func(*kiosktest.Visit){tap("digit:4", "digit:8", "digit:2", "digit:9", "digit:1", "digit:5", "digit:1")}, kiosktest.Code, "", kiosk.ScreenIssuing, true},
		"whole_by_keyboard":     {[]func(*kiosktest.Visit){typing(kiosktest.Code)}, kiosktest.Code, "", kiosk.ScreenIssuing, true},
		"erased":                {[]func(*kiosktest.Visit){typing("482"), tap("erase")}, "48", "", kiosk.ScreenCode, false},
		"erased_by_key":         {[]func(*kiosktest.Visit){typing("482"), key(kiosk.Erase)}, "48", "", kiosk.ScreenCode, false},
		"nothing_to_erase":      {[]func(*kiosktest.Visit){tap("erase")}, "", "", kiosk.ScreenCode, false},
		"erase_leads_back":      {[]func(*kiosktest.Visit){key(kiosk.Erase)}, "", "", kiosk.ScreenHome, false},
		"escape_leads_back":     {[]func(*kiosktest.Visit){typing("482"), key(kiosk.Back)}, "", "", kiosk.ScreenHome, false},
		"cleared":               {[]func(*kiosktest.Visit){typing("482"), tap("clear")}, "", "", kiosk.ScreenCode, false},
		"a_slip_asks_nothing":   {[]func(*kiosktest.Visit){typing(wrong)}, wrong, kiosk.SlipDigit, kiosk.ScreenCode, false},
		"a_slip_is_mended":      {[]func(*kiosktest.Visit){typing(wrong), tap("erase", "digit:1")}, kiosktest.Code, "", kiosk.ScreenIssuing, true},
		"after_a_slip_anew":     {[]func(*kiosktest.Visit){typing(wrong), typing("48")}, "48", "", kiosk.ScreenCode, false},
		"enter_too_early":       {[]func(*kiosktest.Visit){typing("482"), key(kiosk.Choose)}, "482", kiosk.SlipShort, kiosk.ScreenCode, false},
		"a_second_reading":      {[]func(*kiosktest.Visit){typing("482"), key(kiosk.Choose), typing(kiosktest.Code)}, kiosktest.Code, "", kiosk.ScreenIssuing, true},
		"enter_after_the_whole": {[]func(*kiosktest.Visit){typing(kiosktest.Code), key(kiosk.Choose)}, kiosktest.Code, "", kiosk.ScreenIssuing, false},
		"enter_on_nothing":      {[]func(*kiosktest.Visit){key(kiosk.Choose)}, "", "", kiosk.ScreenCode, false},
		"walked_over":           {[]func(*kiosktest.Visit){key(kiosk.Next), key(kiosk.Next), key(kiosk.Choose)}, "2", "", kiosk.ScreenCode, false},
		"no_such_digit":         {[]func(*kiosktest.Visit){tap("digit:x", "digit:", "digit:12")}, "", "", kiosk.ScreenCode, false},
	} {
		t.Run(name, func(t *testing.T) {
			v := codeVisit(t)
			for _, do := range c.do {
				do(v)
			}
			if got := string(v.Model.Code); got != c.code || v.Model.Slip != c.slip || v.Model.View() != c.view {
				t.Errorf("got %q, slip %q on %s; want %q, %q on %s", got, v.Model.Slip, v.Model.View(), c.code, c.slip, c.view)
			}
			var want []kiosk.Effect
			if c.asked {
				want = order(1)
			}
			same(t, v.Effects, want)
		})
	}
}

// A reader of QR codes types wherever it is shown one.
func TestAReaderOpensTheKeypad(t *testing.T) {
	for name, begin := range map[string]func(v *kiosktest.Visit){
		"home":        func(*kiosktest.Visit) {},
		"services":    func(v *kiosktest.Visit) { v.Tap("department:km") },
		"half_a_code": func(v *kiosktest.Visit) { v.Tap("code").Type("48").Do(kiosk.Key{Key: kiosk.Choose}) },
		"idle":        func(v *kiosktest.Visit) { v.Tap("code").Type("48").Wait(kiosk.IdleAfter + time.Second) },
		"refused": func(v *kiosktest.Visit) {
			v.Tap("code").Type(kiosktest.Code)
			v.Do(kiosk.CodeRefused{Session: v.Model.Session, Refusal: kiosk.CodeRefusal{Reason: kiosk.CodeUnknown}})
		},
		"after_the_last_paper": func(v *kiosktest.Visit) {
			v.Tap("department:km", "service:rejestracja")
			v.Do(kiosk.Issued{Session: v.Model.Session, Ticket: kiosktest.R015(v.T)})
			v.Do(kiosk.Printed{Session: v.Model.Session, Outcome: kiosk.PaperPrinted})
		},
	} {
		t.Run(name, func(t *testing.T) {
			v := kiosktest.NewVisit(t, kiosktest.Koszalin("ratusz")).Do(kiosk.Tick{})
			begin(v)
			before := v.Model.Session
			v.Type(kiosktest.Code)
			same(t, v.Effects, order(before+1))
		})
	}
}

func TestDigitsMeanNothingElsewhere(t *testing.T) {
	none := kiosktest.Koszalin("ratusz")
	none.CodeDigits = 0
	for name, v := range map[string]*kiosktest.Visit{
		"no_codes": kiosktest.NewVisit(t, none),
		"offline":  kiosktest.NewVisit(t, kiosktest.Koszalin("ratusz")).Do(kiosk.LinkLost{}),
		"broken":   kiosktest.NewVisit(t, kiosktest.Koszalin("ratusz")).Do(kiosk.JournalLost{}),
		"issuing":  kiosktest.NewVisit(t, kiosktest.Koszalin("ratusz")).Do(kiosk.Tick{}).Tap("department:km", "service:rejestracja"),
		"night":    kiosktest.NewVisit(t, kiosktest.ClosedFor(kiosktest.Koszalin("ratusz"), kiosk.Refusal{Reason: kiosk.Closed}, nil)),
	} {
		before := v.Model.View()
		if v.Type(kiosktest.Code); v.Model.View() != before || v.Model.Code != "" || len(v.Effects) > 0 {
			t.Errorf("%s: got %s with %d digits, %v", name, v.Model.View(), len(v.Model.Code), v.Effects)
		}
		if v.Do(kiosk.Tick{}).Tap("code"); v.Model.View() != before {
			t.Errorf("%s: a tap led to %s", name, v.Model.View())
		}
	}
}

func TestTheTypedCodeGoesWithThePerson(t *testing.T) {
	v := codeVisit(t).Type("4829").Wait(kiosk.IdleAfter + time.Second)
	if v.Model.View() != kiosk.ScreenIdle {
		t.Fatalf("got %s", v.Model.View())
	}
	if v.Tap("more"); v.Model.View() != kiosk.ScreenCode || v.Model.Code != "4829" {
		t.Errorf("still there: got %s with %d digits", v.Model.View(), len(v.Model.Code))
	}
	if v.Wait(kiosk.IdleAfter + kiosk.IdleWarning + time.Second); v.Model.View() != kiosk.ScreenHome || v.Model.Code != "" {
		t.Errorf("gone: got %s with %d digits", v.Model.View(), len(v.Model.Code))
	}
	if v.Tap("code").Type("48").Tap("restart"); v.Model.Code != "" {
		t.Error("Start over leaves digits behind")
	}
}

func TestTheLineGoesWhileSomebodyTypes(t *testing.T) {
	v := codeVisit(t).Type("482").Do(kiosk.LinkLost{})
	if v.Type("9"); v.Model.View() != kiosk.ScreenOffline {
		t.Fatalf("got %s", v.Model.View())
	}
	v.Do(kiosk.LinkUp{}).Type("9151")
	same(t, v.Effects, order(1))
}

func TestCodesWhereNobodyElseGetsATicket(t *testing.T) {
	full := kiosk.Refusal{Reason: kiosk.QueueFull}
	v := kiosktest.NewVisit(t, kiosktest.ClosedFor(kiosktest.Koszalin("ratusz"), full, nil)).Do(kiosk.Tick{})
	if v.Model.View() != kiosk.ScreenClosed || !strings.Contains(v.Said(), "Mam kod z SMS") {
		t.Fatalf("got %s:\n%s", v.Model.View(), v.Said())
	}
	v.Tap("code").Type(kiosktest.Code)
	same(t, v.Effects, order(1))

	only := kiosk.Refusal{Reason: kiosk.BookingsOnly}
	v = kiosktest.NewVisit(t, kiosktest.ClosedFor(kiosktest.Koszalin("ratusz"), only, nil)).Do(kiosk.Tick{})
	v.Tap("department:km", "service:rejestracja")
	for _, text := range []string{"tylko umówione wizyty", "kolejka.koszalin.example", "94 348 86 17", "Mam kod z SMS"} {
		if v.Model.View() != kiosk.ScreenRefused || !strings.Contains(v.Said(), text) {
			t.Errorf("%s without %q:\n%s", v.Model.View(), text, v.Said())
		}
	}
	v.Tap("code").Type(kiosktest.Code)
	same(t, v.Effects, order(1))
}

func TestFewerDigitsAreAskedFor(t *testing.T) {
	v := codeVisit(t).Type("482915")
	c := kiosktest.Koszalin("ratusz")
	c.CodeDigits = 5
	if v.Do(kiosk.CatalogChanged{Catalog: c, Zone: kiosktest.Warsaw(t)}); v.Model.Code != "" || v.Model.View() != kiosk.ScreenCode {
		t.Errorf("got %d digits on %s", len(v.Model.Code), v.Model.View())
	}
	c.CodeDigits = 0
	if v.Do(kiosk.CatalogChanged{Catalog: c, Zone: kiosktest.Warsaw(t)}); v.Model.View() != kiosk.ScreenHome {
		t.Errorf("without codes: got %s", v.Model.View())
	}
}

func TestTheMachineOfATicketIsOne(t *testing.T) {
	ticket := kiosktest.Booked(t)
	v := codeVisit(t).Type(kiosktest.Code)
	v.Do(kiosk.Issued{Session: 1, Ticket: ticket})
	if diff := cmp.Diff([]kiosk.Effect{kiosk.Print{Session: 1, Ticket: ticket}}, v.Effects); diff != "" {
		t.Fatal(diff)
	}
	if v.Model.Code != "" {
		t.Error("the code is kept longer than needed")
	}
	for _, text := range []string{"Rejestracja pojazdu", "Wizyta umówiona na 10:20"} {
		if !strings.Contains(v.Said(), text) {
			t.Errorf("no %q in\n%s", text, v.Said())
		}
	}
	v.Do(kiosk.Printed{Session: 1, Outcome: kiosk.PaperPrinted})
	same(t, v.Effects, []kiosk.Effect{kiosk.Report{Session: 1, TicketID: ticket.ID, Paper: kiosk.ReportPrinted}})

	v = codeVisit(t).Type(kiosktest.Code).Wait(13 * time.Second)
	if v.Do(kiosk.Issued{Session: 1, Ticket: ticket}); v.Model.View() != kiosk.ScreenFailed {
		t.Fatalf("got %s", v.Model.View())
	}
	same(t, v.Effects, []kiosk.Effect{kiosk.Report{
		Session: 1, TicketID: ticket.ID, Paper: kiosk.ReportNotDelivered, Evidence: "the answer came after the kiosk had given up",
	}})
	v.Tap("retry")
	same(t, v.Effects, order(2))
}

func TestNoPaperForACode(t *testing.T) {
	out := kiosk.PrinterChanged{Conditions: []kiosk.Condition{kiosk.PaperOut}}
	v := codeVisit(t).Do(out).Type(kiosktest.Code)
	if v.Model.View() != kiosk.ScreenOffer || len(v.Effects) > 0 {
		t.Fatalf("got %s and %v", v.Model.View(), v.Effects)
	}
	v.Tap("on-glass")
	same(t, v.Effects, order(1))
	v.Do(kiosk.Issued{Session: 1, Ticket: kiosktest.Booked(t)})
	if v.Model.View() != kiosk.ScreenShown {
		t.Errorf("got %s", v.Model.View())
	}

	v = codeVisit(t).Do(out).Type(kiosktest.Code).Do(kiosk.PrinterChanged{})
	if v.Model.View() != kiosk.ScreenCodeReady {
		t.Fatalf("mended: got %s", v.Model.View())
	}
	v.Tap("check-in")
	same(t, v.Effects, order(1))
	v.Do(kiosk.NotReady{Session: 1, Conditions: out.Conditions})
	if v.Tap("back"); v.Model.View() != kiosk.ScreenCode || v.Model.Code != "" {
		t.Errorf("back: got %s with %d digits", v.Model.View(), len(v.Model.Code))
	}
}
