package look_test

import (
	"flag"
	"fmt"
	"image/color"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"numerek/appliance/kiosk/kiosktest"
	"numerek/appliance/kiosk/look"
	"numerek/appliance/kiosk/words"
	"numerek/appliance/scene"
	"numerek/appliance/scene/scenetest"
)

// update rewrites the golden files: go test ./appliance/kiosk/look -run Golden -update.
func update() bool { return flag.Lookup("update").Value.String() == "true" }

func TestMain(m *testing.M) {
	flag.Bool("update", false, "rewrite the golden files")
	os.Exit(m.Run())
}

// TestGoldenScenes compares every screen on every panel in every language with
// what it was when somebody last looked at it.
func TestGoldenScenes(t *testing.T) {
	f := kiosktest.Fonts(t)
	for _, size := range look.Panels() {
		for _, lang := range words.Languages() {
			var text strings.Builder
			for _, shot := range kiosktest.Shots() {
				fmt.Fprintf(&text, "## %s\n%s", shot.Name, describe(look.Scene(shot.Model(t, lang), size, f)))
			}
			scenetest.Golden(t, filepath.Join("testdata", kiosktest.PanelName(size)+"-"+lang+".txt"), text.String(), update())
		}
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
		if it.Target != "" {
			fmt.Fprintf(&out, " [%s]", it.Target)
		}
		if it.On {
			out.WriteString(" on")
		}
		if it.Stroke > 0 {
			fmt.Fprintf(&out, " |%s", colour(it.Outline))
		}
		if len(it.Shape) > 0 {
			fmt.Fprintf(&out, " shape%d", len(it.Shape[0]))
		}
		if it.Bits.W > 0 {
			fmt.Fprintf(&out, " bits%d", it.Bits.W)
		}
		for _, r := range it.Runs {
			fmt.Fprintf(&out, " %q@%.0f,%.0f/%.0f", r.Text, r.X, r.Baseline, r.Px)
		}
		out.WriteString("\n")
	}
	for _, u := range scene.Spoken(s) {
		if u.Target != "" {
			continue // a button says what it shows; its position is tested elsewhere
		}
		fmt.Fprintf(&out, "> %s\n", u.Text)
	}
	return out.String()
}
