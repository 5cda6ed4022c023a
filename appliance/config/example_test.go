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
	_, err = config.Parse("f", []byte("surely-no-key = 1\n"))
	_, allowed, ok := strings.Cut(err.Error(), "allowed: ")
	if !ok {
		t.Fatalf("got %v, want the keys that are allowed", err)
	}
	for key := range strings.SplitSeq(allowed, ", ") {
		name := key[strings.LastIndex(key, ".")+1:]
		if !regexp.MustCompile(`(?m)^(# )?` + name + ` *=`).Match(text) {
			t.Errorf("the example does not say %s", key)
		}
	}
}
