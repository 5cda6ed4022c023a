package device_test

import (
	"strings"
	"testing"

	"numerek/appliance/device"
)

func TestLine_says_what_to_do(t *testing.T) {
	seen := map[string]device.Bar{}
	for _, bar := range device.Bars() {
		b := device.Barred{Bar: bar, Device: "kiosk-ratusz", Office: "koszalin"}
		pl, en := b.Line("pl"), b.Line("de")
		if !strings.HasPrefix(pl, "Serwis: kiosk-ratusz – ") || !strings.HasPrefix(en, "Service: kiosk-ratusz – ") {
			t.Errorf("%s: got %q and %q, want a line for the technician", bar, pl, en)
		}
		for _, line := range []string{pl, en} {
			if other, twice := seen[line]; twice {
				t.Errorf("%s and %s read the same: %q", bar, other, line)
			}
			seen[line] = bar
			if strings.Contains(line, "ID") || strings.Contains(line, "OFFICE") {
				t.Errorf("%s: got %q, want the names filled in", bar, line)
			}
		}
	}
	if got := (device.Barred{Device: "kiosk-ratusz"}).Line("pl"); got != "" {
		t.Errorf("nothing bars it: got %q, want nothing", got)
	}
	want := "Serwis: kiosk-usc – token wygasł; utwórz nowy: central device add kiosk-usc"
	if got := (device.Barred{Bar: device.BarTokenExpired, Device: "kiosk-usc"}).Line("pl"); got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}
