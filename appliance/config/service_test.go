package config_test

import (
	"strings"
	"testing"

	"numerek/appliance/config"
)

func TestServicePIN(t *testing.T) {
	const kiosk = "role='kiosk'\ndevice='k'\nserver='[::1]:7070'\n[service]\n"
	c, err := config.Parse("numerek.toml", []byte(kiosk+"pin='0417'\n"))
	if err != nil || c.Service.PIN != "0417" {
		t.Errorf("got %q, %v", string(c.Service.PIN), err)
	}
	if flags, err := config.FromArgs(strings.Fields("--role kiosk --device k --server [::1]:7070 --service-pin 0417"), t.Output()); err != nil || flags.Service != c.Service {
		t.Errorf("flags: got %v, %v", flags.Service, err)
	}
	for text, want := range map[string]string{
		kiosk + "pin='041'\n":           "numerek.toml:5: service.pin: it has 3 characters; allowed: 4 to 12 digits",
		kiosk + "pin='0417041704170'\n": "numerek.toml:5: service.pin: it has 13 characters",
		kiosk + "pin='secret'\n":        "numerek.toml:5: service.pin: it has 6 characters",
		strings.Replace(kiosk, "'kiosk'", "'display'", 1) + "pin='0417'\n": "numerek.toml:5: service.pin: a display has no service mode",
	} {
		_, err := config.Parse("numerek.toml", []byte(text))
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want %q in it", err, want)
		}
		if err != nil && strings.Contains(err.Error(), "secret") {
			t.Errorf("the PIN is in the message: %v", err)
		}
	}
}
