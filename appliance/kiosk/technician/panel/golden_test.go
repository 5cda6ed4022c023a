package panel_test

import (
	"fmt"
	"image"
	"image/color"
	"math"
	"path/filepath"
	"strings"
	"testing"

	"numerek/appliance/kiosk"
	"numerek/appliance/kiosk/kiosktest"
	"numerek/appliance/kiosk/look"
	"numerek/appliance/kiosk/technician"
	"numerek/appliance/kiosk/technician/panel"
	"numerek/appliance/scene"
	"numerek/appliance/scene/scenetest"
	"numerek/appliance/typeface"
)

// TestGoldenScenes compares every screen on every panel in both languages with
// what it was when somebody last looked at it.
func TestGoldenScenes(t *testing.T) {
	all := map[string]scene.Scene{}
	for _, l := range layAll(t, kiosktest.Fonts(t)) {
		all[l.name] = l.scene
	}
	for _, size := range look.Panels() {
		for _, lang := range languages {
			var text strings.Builder
			for _, shot := range kiosktest.ServiceShots() {
				fmt.Fprintf(&text, "## %s\n%s", shot.Name, describe(all[kiosktest.PanelName(size)+"/"+lang+"/"+shot.Name]))
			}
			scenetest.Golden(t, filepath.Join("testdata", kiosktest.PanelName(size)+"-"+lang+".txt"), text.String(), update())
		}
	}
}

// describe writes a scene as text, one line an item that says or can be chosen.
func describe(s scene.Scene) string {
	var out strings.Builder
	for _, it := range s.Items {
		if it.Kind == scene.Mark && len(it.Runs) == 0 {
			continue
		}
		fmt.Fprintf(&out, "%d,%d %dx%d %s", it.Box.Min.X, it.Box.Min.Y, it.Box.Dx(), it.Box.Dy(), it.Kind)
		if it.Target != "" {
			fmt.Fprintf(&out, " [%s]", it.Target)
		}
		if it.On {
			out.WriteString(" on")
		}
		for _, r := range it.Runs {
			fmt.Fprintf(&out, " %q@%.0f,%.0f/%.0f", r.Text, r.X, r.Baseline, r.Px)
		}
		out.WriteString("\n")
	}
	for _, u := range scene.Spoken(s) {
		fmt.Fprintf(&out, "> %s\n", u.Text)
	}
	return out.String()
}

// laid is a screen that was laid out.
type laid struct {
	name  string
	scene scene.Scene
}

// layAll lays every screen out on every panel in both languages, once.
func layAll(t *testing.T, f *typeface.Fonts) []laid {
	t.Helper()
	if len(screens) > 0 {
		return screens
	}
	for _, size := range look.Panels() {
		for _, lang := range languages {
			for _, shot := range kiosktest.ServiceShots() {
				screens = append(screens, laid{kiosktest.PanelName(size) + "/" + lang + "/" + shot.Name, look.Scene(shot.Model(t, lang), size, f)})
			}
		}
	}
	return screens
}

// screens are all of them.
var screens []laid

// everywhere runs a check on every screen, panel and language.
func everywhere(t *testing.T, check func(t *testing.T, f *typeface.Fonts, s scene.Scene)) {
	t.Helper()
	f := kiosktest.Fonts(t)
	for _, l := range layAll(t, f) {
		t.Run(l.name, func(t *testing.T) { check(t, f, l.scene) })
	}
}

// lettering of a scene, with the place of its item and the box of its ink.
type lettering struct {
	run  scene.Run
	ink  image.Rectangle
	item int
}

func letteringOf(f *typeface.Fonts, s scene.Scene) (all []lettering) {
	for i, it := range s.Items {
		for _, r := range it.Runs {
			l, t, rt, b := f.Face(r.Weight, r.Px).Ink(r.Text)
			ink := image.Rect(int(math.Floor(r.X+l)), int(math.Floor(r.Baseline+t)), int(math.Ceil(r.X+rt)), int(math.Ceil(r.Baseline+b)))
			all = append(all, lettering{r, ink, i})
		}
	}
	return all
}

func TestNoTextIsCutOrCovered(t *testing.T) {
	everywhere(t, func(t *testing.T, f *typeface.Fonts, s scene.Scene) {
		all := letteringOf(f, s)
		for i, a := range all {
			if box := s.Items[a.item].Box; !a.ink.In(box.Inset(-1)) || !a.ink.In(s.Size.Bounds()) {
				t.Errorf("%q at %v leaves its box %v", a.run.Text, a.ink, box)
			}
			if missing := f.Missing(a.run.Text); len(missing) > 0 {
				t.Errorf("%q has letters without a picture: %q", a.run.Text, string(missing))
			}
			if strings.HasSuffix(a.run.Text, "…") && !strings.HasSuffix(a.run.Text, ": trwa…") && !strings.HasSuffix(a.run.Text, "way…") {
				t.Errorf("%q is cut", a.run.Text)
			}
			for _, b := range all[i+1:] {
				if a.ink.Overlaps(b.ink) {
					t.Errorf("%q at %v and %q at %v overlap", a.run.Text, a.ink, b.run.Text, b.ink)
				}
			}
			for _, it := range s.Items[a.item+1:] {
				if it.Fill.A > 0 && it.Box.Overlaps(a.ink) {
					t.Errorf("%q at %v is covered by %q %v", a.run.Text, a.ink, it.Target, it.Box)
				}
			}
		}
	})
}

// What the system says of a failure may be as long as it likes: it is cut at the end
// of the room that there is.
func TestLongReasonKeepsToItsPlace(t *testing.T) {
	f := kiosktest.Fonts(t)
	info := kiosktest.Info(t)
	info.Image = kiosktest.Image()
	info.Image.Failed = technician.Failure{Version: "1.5.0", Reason: strings.Repeat("Failed mounting bundle: Invalid argument; ", 60)}
	for _, size := range look.Panels() {
		for _, lang := range languages {
			v := kiosktest.NewService(t, lang).Do(kiosk.ServiceChanged{Info: info}).Tap(technician.TargetPage + string(technician.Version))
			s := look.Scene(v.Model, size, f)
			cut, tabs := false, size.H
			for _, it := range s.Items {
				if strings.HasPrefix(it.Target, technician.TargetPage) {
					tabs = it.Box.Min.Y
				}
			}
			for _, l := range letteringOf(f, s) {
				cut = cut || strings.HasSuffix(l.run.Text, "…")
				if s.Items[l.item].Target == "" && l.ink.Max.Y > tabs {
					t.Errorf("%s %s: %q at %v is below %d", kiosktest.PanelName(size), lang, l.run.Text, l.ink, tabs)
				}
			}
			if !cut {
				t.Errorf("%s %s: all of it is there", kiosktest.PanelName(size), lang)
			}
		}
	}
}

func TestLetteringIsLargeAndStrongEnough(t *testing.T) {
	everywhere(t, func(t *testing.T, f *typeface.Fonts, s scene.Scene) {
		least := scene.CapitalSmall
		if s.Size.Large() {
			least = scene.CapitalLarge
		}
		for _, l := range letteringOf(f, s) {
			if capital := s.Size.Millimetres(f.Face(l.run.Weight, l.run.Px).CapHeight()); capital < least*panel.Nearer {
				t.Errorf("%q has capitals of %.2f mm, want %.1f", l.run.Text, capital, least*panel.Nearer)
			}
			ground := color.RGBA{}
			for _, it := range s.Items[:l.item+1] {
				if it.Fill.A > 0 && len(it.Shape) == 0 && l.ink.Overlaps(it.Box) && it.Box.Dx() > 8 && it.Box.Dy() > 8 {
					ground = it.Fill
				}
			}
			if ground == (color.RGBA{}) {
				ground = s.Ground
			}
			if got := scene.Contrast(l.run.Ink, ground); got < scene.LeastContrast {
				t.Errorf("%q has a contrast of %.1f (%v on %v), want %v", l.run.Text, got, l.run.Ink, ground, scene.LeastContrast)
			}
		}
	})
}

func TestTargetsAreLargeAndApart(t *testing.T) {
	everywhere(t, func(t *testing.T, _ *typeface.Fonts, s scene.Scene) {
		var targets []scene.Item
		seen := map[string]bool{}
		for _, it := range s.Items {
			if it.Target == "" {
				continue
			}
			if seen[it.Target] {
				t.Errorf("two things are %q", it.Target)
			}
			seen[it.Target] = true
			if least := s.Size.LeastTarget(); it.Box.Dx() < least || it.Box.Dy() < least || !it.Box.In(s.Size.Bounds()) {
				t.Errorf("%s is %v, want %d at least, and on the panel", it.Target, it.Box, least)
			}
			for _, other := range targets {
				if it.Box.Inset(-s.Size.Gap() + 1).Overlaps(other.Box) {
					t.Errorf("%s %v and %s %v are less than %d px apart", it.Target, it.Box, other.Target, other.Box, s.Size.Gap())
				}
			}
			targets = append(targets, it)
		}
		if len(targets) == 0 {
			t.Error("there is no way out")
		}
	})
}

// TestEverythingIsSpoken: a screen reader could say all of it, although the kiosk
// itself is silent for the technician.
func TestEverythingIsSpoken(t *testing.T) {
	everywhere(t, func(t *testing.T, _ *typeface.Fonts, s scene.Scene) {
		headings := 0
		for _, it := range s.Items {
			if it.Kind == scene.Heading {
				headings++
			}
			if (len(it.Runs) > 0 || it.Target != "") && it.Say == "" {
				t.Errorf("%v %q says nothing", it.Box, it.Target)
			}
		}
		if headings == 0 {
			t.Error("the screen has no heading")
		}
	})
}
