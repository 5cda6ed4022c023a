package kiosk_test

import (
	"strings"
	"testing"
	"time"

	"numerek/appliance/kiosk"
)

func TestABarredKioskSaysThatItIsOutOfOrder(t *testing.T) {
	for bar, want := range map[kiosk.Bar]string{
		kiosk.BarUnknownDevice: "Serwis: kiosk-ratus – serwer nie zna tego urządzenia",
		kiosk.BarCloned:        "Serwis: kiosk-ratus – inne urządzenie działa pod tą nazwą",
		kiosk.BarOldBoot:       "Serwis: kiosk-ratus – karta ma starszy stan niż serwer",
		kiosk.BarWhichOffice:   "Serwis: kiosk-ratus – brak nazwy urzędu, a serwer ma ich kilka",
		kiosk.BarUnknownOffice: "Serwis: kiosk-ratus – serwer nie zna urzędu koszalim",
	} {
		v := &visit{t: t, m: kiosk.New(warsaw(t)), now: morning(t)}
		v.do(kiosk.LinkLost{Bar: bar, Device: "kiosk-ratus", Office: "koszalim"})
		for _, text := range []string{"Biletomat nie działa", "Bilet może wydać pracownik urzędu.", want} {
			if !strings.Contains(v.said(), text) {
				t.Errorf("%s: no %q in\n%s", bar, text, v.said())
			}
		}
		v.tap("language:en").wait(kiosk.IdleAfter + kiosk.IdleWarning + time.Second)
		if !strings.Contains(v.said(), want) {
			t.Errorf("%s, for the next person:\n%s", bar, v.said())
		}
		v.do(kiosk.LinkLost{})
		if !strings.Contains(v.said(), "Biletomat nie ma połączenia") || strings.Contains(v.said(), "Serwis") {
			t.Errorf("%s, and the server has gone:\n%s", bar, v.said())
		}
		v.do(kiosk.LinkLost{Bar: bar}, kiosk.CatalogChanged{Catalog: koszalin("ratusz"), Zone: warsaw(t)})
		if got := v.m.View(); got != kiosk.ScreenHome {
			t.Errorf("%s, mended: got %s, want %s", bar, got, kiosk.ScreenHome)
		}
	}
}

// A number that the person has is not taken from the glass.
func TestABarLetsAVisitEnd(t *testing.T) {
	v := newVisit(t, koszalin("ratusz")).tap("department:km", "service:rejestracja")
	v.do(kiosk.Issued{Session: v.m.Session, Ticket: r015(t)}, kiosk.LinkLost{Bar: kiosk.BarCloned})
	if got := v.m.View(); got != kiosk.ScreenPrinting {
		t.Errorf("got %s, want %s", got, kiosk.ScreenPrinting)
	}
}
