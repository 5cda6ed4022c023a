package kiosk_test

import (
	"strings"
	"testing"
	"time"

	"numerek/appliance/kiosk"
	"numerek/appliance/kiosk/kiosktest"
)

func TestABarredKioskSaysThatItIsOutOfOrder(t *testing.T) {
	for bar, want := range map[kiosk.Bar]string{
		kiosk.BarUnknownDevice: "Serwis: kiosk-ratus – serwer nie zna tego urządzenia",
		kiosk.BarCloned:        "Serwis: kiosk-ratus – inne urządzenie działa pod tą nazwą",
		kiosk.BarOldBoot:       "Serwis: kiosk-ratus – karta ma starszy stan niż serwer",
		kiosk.BarWhichOffice:   "Serwis: kiosk-ratus – brak nazwy urzędu, a serwer ma ich kilka",
		kiosk.BarUnknownOffice: "Serwis: kiosk-ratus – serwer nie zna urzędu koszalim",
	} {
		v := kiosktest.NewStart(t)
		v.Do(kiosk.LinkLost{Bar: bar, Device: "kiosk-ratus", Office: "koszalim"})
		for _, text := range []string{"Biletomat nie działa", "Bilet może wydać pracownik urzędu.", want} {
			if !strings.Contains(v.Said(), text) {
				t.Errorf("%s: no %q in\n%s", bar, text, v.Said())
			}
		}
		v.Tap("language:en").Wait(kiosk.IdleAfter + kiosk.IdleWarning + time.Second)
		if !strings.Contains(v.Said(), want) {
			t.Errorf("%s, for the next person:\n%s", bar, v.Said())
		}
		v.Do(kiosk.LinkLost{})
		if !strings.Contains(v.Said(), "Biletomat nie ma połączenia") || strings.Contains(v.Said(), "Serwis") {
			t.Errorf("%s, and the server has gone:\n%s", bar, v.Said())
		}
		v.Do(kiosk.LinkLost{Bar: bar}, kiosk.CatalogChanged{Catalog: kiosktest.Koszalin("ratusz"), Zone: kiosktest.Warsaw(t)})
		if got := v.Model.View(); got != kiosk.ScreenHome {
			t.Errorf("%s, mended: got %s, want %s", bar, got, kiosk.ScreenHome)
		}
	}
}

// A number that the person has is not taken from the glass.
func TestABarLetsAVisitEnd(t *testing.T) {
	v := kiosktest.NewVisit(t, kiosktest.Koszalin("ratusz")).Tap("department:km", "service:rejestracja")
	v.Do(kiosk.Issued{Session: v.Model.Session, Ticket: kiosktest.R015(t)}, kiosk.LinkLost{Bar: kiosk.BarCloned})
	if got := v.Model.View(); got != kiosk.ScreenPrinting {
		t.Errorf("got %s, want %s", got, kiosk.ScreenPrinting)
	}
}
