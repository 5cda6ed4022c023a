package display_test

import (
	"flag"
	"fmt"
	"image/color"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"numerek/appliance/display"
	"numerek/appliance/scene"
	"numerek/appliance/scene/scenetest"
)

// update rewrites the golden files: go test ./appliance/display -run Golden -update.
func update() bool { return flag.Lookup("update").Value.String() == "true" }

func TestMain(m *testing.M) {
	flag.Bool("update", false, "rewrite the golden files")
	os.Exit(m.Run())
}

func panelName(s scene.Size) string { return fmt.Sprintf("%dx%d", s.W, s.H) }

// TestGoldenScenes compares every screen on every panel with what it was when
// somebody last looked at it.
func TestGoldenScenes(t *testing.T) {
	f := fonts(t)
	for _, size := range display.Panels() {
		var text strings.Builder
		for _, shot := range shots() {
			fmt.Fprintf(&text, "## %s\n%s", shot.name, describe(display.Scene(shot.m(t), size, f)))
		}
		scenetest.Golden(t, filepath.Join("testdata", panelName(size)+".txt"), text.String(), update())
	}
}

// describe writes a scene as text, one line an item.
func describe(s scene.Scene) string {
	var out strings.Builder
	colour := func(c color.RGBA) string {
		if c.A == 0 {
			return "-"
		}
		return fmt.Sprintf("%02x%02x%02x", c.R, c.G, c.B)
	}
	for _, it := range s.Items {
		b := it.Box
		fmt.Fprintf(&out, "%d,%d %dx%d %s", b.Min.X, b.Min.Y, b.Dx(), b.Dy(), colour(it.Fill))
		if it.Kind != scene.Mark {
			fmt.Fprintf(&out, " %s", it.Kind)
		}
		if len(it.Shape) > 0 {
			fmt.Fprintf(&out, " shape%d", len(it.Shape[0]))
		}
		for _, r := range it.Runs {
			fmt.Fprintf(&out, " %q@%.0f,%.0f/%.0f %s", r.Text, r.X, r.Baseline, r.Px, colour(r.Ink))
		}
		out.WriteString("\n")
	}
	for _, u := range scene.Spoken(s) {
		fmt.Fprintf(&out, "> %s\n", u.Text)
	}
	return out.String()
}
