package kiosk_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"numerek/appliance/kiosk"
	"numerek/appliance/kiosk/kiosktest"
)

// refusedFor is a person whose code was refused at 10:24.
func refusedFor(t *testing.T, r kiosk.CodeRefusal) *kiosktest.Visit {
	t.Helper()
	v := codeVisit(t).Type(kiosktest.Code)
	return v.Do(kiosk.CodeRefused{Session: v.Model.Session, Refusal: r})
}

func TestEveryRefusalHasANextStep(t *testing.T) {
	now := kiosktest.Morning(t)
	at := func(minutes int) time.Time { return now.Add(time.Duration(minutes) * time.Minute) }
	for name, c := range map[string]struct {
		refusal kiosk.CodeRefusal
		view    kiosk.Screen
		says    []string
		next    string // what is tapped
		then    kiosk.Screen
		asks    []kiosk.Effect
	}{
		"check_digit": {
			kiosk.CodeRefusal{Reason: kiosk.CodeCheckDigit},
			kiosk.ScreenCode,
			[]string{"Sprawdź cyfry"},
			"digit:4", kiosk.ScreenCode, nil,
		},
		"unknown": {
			kiosk.CodeRefusal{Reason: kiosk.CodeUnknown},
			kiosk.ScreenCodeRefused,
			[]string{"Nie znamy tego kodu", "pracownik", "94 348 86 17"},
			"code", kiosk.ScreenCode, nil,
		},
		"newer_than_this_kiosk": {
			kiosk.CodeRefusal{Reason: "tomorrow"}, kiosk.ScreenCodeRefused, []string{"Nie znamy tego kodu"}, "code", kiosk.ScreenCode, nil,
		},
		"late": {
			kiosk.CodeRefusal{Reason: kiosk.CodeLate, Start: at(-24), Until: at(-14), ServiceID: "rejestracja"},
			kiosk.ScreenCodeRefused,
			[]string{"za późno", "dziś o 10:00", "do 10:10", "zwykły bilet", "Rejestracja pojazdu: 4 czekają"},
			"ordinary", kiosk.ScreenIssuing,
			[]kiosk.Effect{kiosk.Issue{Session: 2, ServiceID: "rejestracja", Language: "pl"}},
		},
		"late_and_closed": {
			kiosk.CodeRefusal{Reason: kiosk.CodeLate, Start: at(-24), ServiceID: "none"},
			kiosk.ScreenCodeRefused,
			[]string{"Zwykłych biletów do tej sprawy teraz nie wydajemy", "Zapytaj"},
			"other", kiosk.ScreenHome, nil,
		},
		"elsewhere": {
			kiosk.CodeRefusal{Reason: kiosk.CodeElsewhere, Start: at(36), Location: kiosk.Words{"pl": "Urząd Stanu Cywilnego"}, Address: "ul. Przykładowa 12"},
			kiosk.ScreenCodeRefused,
			[]string{"w innym budynku", "Urząd Stanu Cywilnego", "ul. Przykładowa 12", "dziś o 11:00"},
			"back", kiosk.ScreenCode, nil,
		},
		"cancelled": {
			kiosk.CodeRefusal{Reason: kiosk.CodeCancelled, Start: at(36)},
			kiosk.ScreenCodeRefused,
			[]string{"odwołana", "pracownikowi"},
			"other", kiosk.ScreenHome, nil,
		},
		"missed": {
			kiosk.CodeRefusal{Reason: kiosk.CodeMissed, Start: at(-24)},
			kiosk.ScreenCodeRefused,
			[]string{"minął", "kolejka.koszalin.example"},
			"other", kiosk.ScreenHome, nil,
		},
		"abandoned": {
			kiosk.CodeRefusal{Reason: kiosk.CodeAbandoned},
			kiosk.ScreenCodeRefused,
			[]string{"Nie udało się", "Twój kod nadal działa"},
			"check-in", kiosk.ScreenIssuing, order(2),
		},
		"clock": {
			kiosk.CodeRefusal{Reason: kiosk.CodeClock},
			kiosk.ScreenCodeRefused,
			[]string{"nie wydajemy biletów", "94 348 86 17"},
			"restart", kiosk.ScreenHome, nil,
		},
		"paused": {
			kiosk.CodeRefusal{Reason: kiosk.CodePaused, PausedUntil: at(1)},
			kiosk.ScreenCodePaused,
			[]string{"Za dużo błędnych kodów", "sekund", "pracownik"},
			"back", kiosk.ScreenHome, nil,
		},
	} {
		t.Run(name, func(t *testing.T) {
			v := refusedFor(t, c.refusal)
			if v.Model.View() != c.view {
				t.Fatalf("got %s, want %s", v.Model.View(), c.view)
			}
			for _, text := range c.says {
				if !strings.Contains(v.Said(), text) {
					t.Errorf("no %q in\n%s", text, v.Said())
				}
			}
			if v.Tap(c.next); v.Model.View() != c.then || !slices.Equal(v.Effects, c.asks) {
				t.Errorf("%s led to %s and %v, want %s and %v", c.next, v.Model.View(), v.Effects, c.then, c.asks)
			}
		})
	}
}

func TestACodeThatWorksLater(t *testing.T) {
	from := kiosktest.Morning(t).Add(3 * time.Minute)
	v := refusedFor(t, kiosk.CodeRefusal{Reason: kiosk.CodeEarly, Start: from.Add(10 * time.Minute), From: from, ServiceID: "rejestracja"})
	for _, text := range []string{"Twój kod działa od 10:27", "Bilet odbierzesz tutaj za 3 minuty", "dziś o 10:37"} {
		if !strings.Contains(v.Said(), text) {
			t.Errorf("no %q in\n%s", text, v.Said())
		}
	}
	if due := kiosk.Due(v.Model).Sub(v.Now); due > time.Second {
		t.Errorf("the clock on the glass stands still for %v", due)
	}
	if v.Tap("check-in"); len(v.Effects) > 0 {
		t.Errorf("asked too early: %v", v.Effects)
	}
	v.Wait(kiosk.IdleAfter + time.Second)
	if v.Model.View() != kiosk.ScreenIdle {
		t.Fatalf("after a minute: got %s", v.Model.View())
	}
	v.Tap("more").Wait(55 * time.Second).Tap("contrast")
	v.Wait(from.Sub(v.Model.OfficeTime()) - time.Second)
	if v.Model.View() != kiosk.ScreenCodeRefused {
		t.Fatalf("a second before: got %s", v.Model.View())
	}
	v.Wait(2 * time.Second)
	if v.Model.View() != kiosk.ScreenCodeReady || !strings.Contains(v.Said(), "Wydaj bilet") {
		t.Fatalf("got %s:\n%s", v.Model.View(), v.Said())
	}
	if v.Wait(55 * time.Second); v.Model.View() != kiosk.ScreenCodeReady {
		t.Fatalf("who has waited for the hour is asked at once whether they are there: %s", v.Model.View())
	}
	v.Tap("check-in")
	same(t, v.Effects, order(2))
}

func TestACodeThatWorksLaterWithoutTheLine(t *testing.T) {
	from := kiosktest.Morning(t).Add(30 * time.Second)
	v := refusedFor(t, kiosk.CodeRefusal{Reason: kiosk.CodeEarly, From: from}).Do(kiosk.LinkLost{}).Wait(30 * time.Second)
	if v.Model.View() != kiosk.ScreenOffline {
		t.Fatalf("got %s", v.Model.View())
	}
	v.Do(kiosk.LinkUp{}, kiosk.Tick{}).Tap("check-in")
	same(t, v.Effects, order(2))
}

func TestACodeForTomorrow(t *testing.T) {
	from := kiosktest.Morning(t).Add(25 * time.Hour)
	v := refusedFor(t, kiosk.CodeRefusal{Reason: kiosk.CodeEarly, Start: from.Add(10 * time.Minute), From: from})
	for _, text := range []string{"Twój kod działa jutro od 11:24", "jutro o 11:34"} {
		if !strings.Contains(v.Said(), text) {
			t.Errorf("no %q in\n%s", text, v.Said())
		}
	}
	if v.Wait(kiosk.IdleAfter + kiosk.IdleWarning + time.Second); v.Model.View() != kiosk.ScreenHome || v.Model.Code != "" {
		t.Errorf("nobody there: got %s with %d digits", v.Model.View(), len(v.Model.Code))
	}
}

func TestTheNumberAgain(t *testing.T) {
	v := refusedFor(t, kiosk.CodeRefusal{Reason: kiosk.CodeUsed, Ticket: kiosktest.Booked(t)})
	if v.Model.View() != kiosk.ScreenAgain || len(v.Effects) > 0 {
		t.Fatalf("got %s and %v", v.Model.View(), v.Effects)
	}
	for _, text := range []string{"Bilet do tego kodu już wydano", "er 15", "Rejestracja pojazdu", "Wizyta umówiona na 10:20", "Bilet wydano o 10:12"} {
		if !strings.Contains(v.Said(), text) {
			t.Errorf("no %q in\n%s", text, v.Said())
		}
	}
	v.Do(kiosk.Printed{Session: 1, Outcome: kiosk.PaperPrinted}, kiosk.Issued{Session: 1, Ticket: kiosktest.Booked(t)})
	if v.Model.View() != kiosk.ScreenAgain || len(v.Effects) > 0 {
		t.Errorf("a stray answer: got %s and %v", v.Model.View(), v.Effects)
	}
	if v.Wait(kiosk.ReadFor + time.Second); v.Model.View() != kiosk.ScreenHome || len(v.Effects) > 0 {
		t.Errorf("nobody there: got %s and %v", v.Model.View(), v.Effects)
	}
}

func TestThePauseIsTheKiosks(t *testing.T) {
	until := kiosktest.Morning(t).Add(time.Minute)
	v := refusedFor(t, kiosk.CodeRefusal{Reason: kiosk.CodeUnknown, PausedUntil: until})
	if v.Model.View() != kiosk.ScreenCodeRefused {
		t.Fatalf("the last wrong code: got %s", v.Model.View())
	}
	v.Tap("restart").Tap("code") // another person
	if v.Model.View() != kiosk.ScreenCodePaused {
		t.Fatalf("got %s", v.Model.View())
	}
	if v.Type(kiosktest.Code).Tap("digit:4"); v.Model.Code != "" || len(v.Effects) > 0 {
		t.Errorf("typed while paused: %d digits, %v", len(v.Model.Code), v.Effects)
	}
	if due := kiosk.Due(v.Model).Sub(v.Now); due > time.Second {
		t.Errorf("the countdown stands still for %v", due)
	}
	if v.Wait(until.Sub(v.Model.OfficeTime())); v.Model.View() != kiosk.ScreenCode {
		t.Fatalf("after the pause: got %s", v.Model.View())
	}
	v.Type(kiosktest.Code)
	same(t, v.Effects, order(2))

	// A server whose clock is wrong does not shut a kiosk for the day.
	v.Do(kiosk.CodeRefused{Session: 2, Refusal: kiosk.CodeRefusal{Reason: kiosk.CodePaused, PausedUntil: until.Add(9 * time.Hour)}})
	if got := v.Model.PausedFor(); got > 10*time.Minute || got < 9*time.Minute {
		t.Errorf("paused for %v", got)
	}
}

func TestAnswersToOthersAreNotHeard(t *testing.T) {
	v := codeVisit(t).Type(kiosktest.Code).Do(kiosk.CodeRefused{Session: 7, Refusal: kiosk.CodeRefusal{Reason: kiosk.CodeUnknown}})
	if v.Model.View() != kiosk.ScreenIssuing {
		t.Errorf("another session: got %s", v.Model.View())
	}
	v = kiosktest.NewVisit(t, kiosktest.Koszalin("ratusz")).Do(kiosk.Tick{}).Tap("department:km", "service:rejestracja")
	if v.Do(kiosk.CodeRefused{Session: 1, Refusal: kiosk.CodeRefusal{Reason: kiosk.CodeUnknown}}); v.Model.View() != kiosk.ScreenIssuing {
		t.Errorf("to a request for a service: got %s", v.Model.View())
	}
}
