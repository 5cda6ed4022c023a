package app

import (
	"os"
	"reflect"
	"runtime/debug"
	"strings"
	"testing"
	"time"
)

// A device that has never met a server knows by its program that it is not 1970.
func TestBuilt(t *testing.T) {
	commit := &debug.BuildInfo{Settings: []debug.BuildSetting{{Key: "vcs", Value: "git"}, {Key: "vcs.time", Value: "2026-11-20T08:00:00Z"}}}
	for name, c := range map[string]struct {
		released string
		info     *debug.BuildInfo
		want     string
	}{
		"image":         {"1795651200", commit, "2026-11-26T00:00:00Z"},
		"commit":        {"", commit, "2026-11-20T08:00:00Z"},
		"no_repository": {"", &debug.BuildInfo{}, "0001-01-01T00:00:00Z"},
		"nothing":       {"", nil, "0001-01-01T00:00:00Z"},
	} {
		t.Run(name, func(t *testing.T) {
			if got := builtAt(c.released, c.info).UTC().Format(time.RFC3339); got != c.want {
				t.Errorf("got %s, want %s", got, c.want)
			}
		})
	}
}

// The recipe of the image names the variable as it is called here: a name that the
// linker does not find is no error to it.
func TestBuilt_of_the_image(t *testing.T) {
	recipe, err := os.ReadFile("../../images/stages")
	if err != nil {
		t.Fatal(err)
	}
	if flag := "-X " + reflect.TypeFor[Options]().PkgPath() + ".released=$epoch"; !strings.Contains(string(recipe), flag) {
		t.Errorf("the image is built without %s", flag)
	}
}
