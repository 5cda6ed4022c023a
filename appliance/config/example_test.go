package config_test

import (
	"os"
	"regexp"
	"strings"
	"testing"

	"numerek/appliance/config"
)

// The example is good, and says everything that there is to say.
func TestTheExample(t *testing.T) {
	text, err := os.ReadFile("numerek.toml")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := config.Parse("numerek.toml", text); err != nil {
		t.Error(err)
	}
	for _, key := range config.Keys() {
		name := key[strings.LastIndex(key, ".")+1:]
		if !regexp.MustCompile(`(?m)^(# )?` + name + ` *=`).Match(text) {
			t.Errorf("the example does not say %s", key)
		}
	}
}

// What stands in the example behind a # is as good as the rest.
func TestTheExample_with_all_that_is_commented_out(t *testing.T) {
	text, err := os.ReadFile("numerek.toml")
	if err != nil {
		t.Fatal(err)
	}
	all := regexp.MustCompile(`(?m)^# ([a-z_]+ *= )`).ReplaceAllString(string(text), "$1")
	all = strings.Replace(all, `"kiosk"`, `"display"`, 1)
	all = regexp.MustCompile(`(?s)\[printer\].*?\n\n|\[board\].*?\n\n|\[service\].*?\n\n`).ReplaceAllString(all, "")
	c, err := config.Parse("numerek.toml", []byte(all))
	if err != nil {
		t.Fatal(err)
	}
	if !c.Network.Static || c.WiFi.SSID == "" || c.Screen.Rotate != 90 || len(c.Time.Servers) == 0 || len(c.SSH.Keys) == 0 || c.Sound.Clips == "" || c.Sound.Output != "jack" {
		t.Errorf("got %+v, want all of it", c)
	}
}
