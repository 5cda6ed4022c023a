package look_test

import (
	"fmt"
	"image"
	"image/color"
	"math"
	"strings"
	"testing"

	"numerek/appliance/kiosk/kiosktest"
	"numerek/appliance/kiosk/look"
	"numerek/appliance/kiosk/words"
	"numerek/appliance/scene"
	"numerek/appliance/typeface"
)

// everywhere runs a check on every screen, panel and language.
func everywhere(t *testing.T, check func(t *testing.T, f *typeface.Fonts, s scene.Scene)) {
	t.Helper()
	f := kiosktest.Fonts(t)
	for _, size := range look.Panels() {
		for _, lang := range words.Languages() {
			for _, shot := range kiosktest.Shots() {
				t.Run(kiosktest.PanelName(size)+"/"+lang+"/"+shot.Name, func(t *testing.T) {
					check(t, f, look.Scene(shot.Model(t, lang), size, f))
				})
			}
		}
	}
}

// inkOf is the box that the letters of a run cover.
func inkOf(f *typeface.Fonts, r scene.Run) image.Rectangle {
	l, t, rt, b := f.Face(r.Weight, r.Px).Ink(r.Text)
	return image.Rect(int(math.Floor(r.X+l)), int(math.Floor(r.Baseline+t)), int(math.Ceil(r.X+rt)), int(math.Ceil(r.Baseline+b)))
}

// lettering of a scene, with the place of its item.
type lettering struct {
	run  scene.Run
	ink  image.Rectangle
	item int
}

func letteringOf(f *typeface.Fonts, s scene.Scene) []lettering {
	var out []lettering
	for i, it := range s.Items {
		for _, r := range it.Runs {
			out = append(out, lettering{run: r, ink: inkOf(f, r), item: i})
		}
	}
	return out
}

func TestNoTextIsCutOrCovered(t *testing.T) {
	everywhere(t, func(t *testing.T, f *typeface.Fonts, s scene.Scene) {
		all := letteringOf(f, s)
		if len(all) == 0 {
			t.Fatal("nothing to read")
		}
		for i, a := range all {
			if box := s.Items[a.item].Box; !a.ink.In(box.Inset(-1)) || !a.ink.In(s.Size.Bounds()) {
				t.Errorf("%q at %v leaves its box %v", a.run.Text, a.ink, box)
			}
			if missing := f.Missing(a.run.Text); len(missing) > 0 {
				t.Errorf("%q has letters without a picture: %q", a.run.Text, string(missing))
			}
			for _, b := range all[i+1:] {
				if a.ink.Overlaps(b.ink) {
					t.Errorf("%q at %v and %q at %v overlap", a.run.Text, a.ink, b.run.Text, b.ink)
				}
			}
			for _, it := range s.Items[a.item+1:] {
				if covers := it.Fill.A > 0 && it.Box.Overlaps(a.ink); covers {
					t.Errorf("%q at %v is covered by %q %v", a.run.Text, a.ink, it.Target, it.Box)
				}
			}
		}
	})
}

func TestLetteringIsLargeAndStrongEnough(t *testing.T) {
	everywhere(t, func(t *testing.T, f *typeface.Fonts, s scene.Scene) {
		least := scene.CapitalSmall
		if s.Size.Large() {
			least = scene.CapitalLarge
		}
		for _, l := range letteringOf(f, s) {
			capital := s.Size.Millimetres(f.Face(l.run.Weight, l.run.Px).CapHeight())
			if capital < least && !l.run.Lesser {
				t.Errorf("%q has capitals of %.2f mm, want %.1f", l.run.Text, capital, least)
			}
			ground := groundOf(s, l)
			if got := scene.Contrast(l.run.Ink, ground); got < scene.LeastContrast {
				t.Errorf("%q has a contrast of %.1f (%v on %v), want %v", l.run.Text, got, l.run.Ink, ground, scene.LeastContrast)
			}
		}
	})
}

// groundOf is the colour behind a run: of the last item under it that is filled.
func groundOf(s scene.Scene, l lettering) color.RGBA {
	ground := s.Ground
	for _, it := range s.Items[:l.item+1] {
		if it.Fill.A > 0 && len(it.Shape) == 0 && l.ink.Overlaps(it.Box) {
			ground = it.Fill
		}
	}
	return ground
}

func TestTargetsAreLargeAndApart(t *testing.T) {
	everywhere(t, func(t *testing.T, _ *typeface.Fonts, s scene.Scene) {
		var targets []scene.Item
		seen := map[string]bool{}
		for _, it := range s.Items {
			if it.Target == "" || it.Box.Empty() { // of no use to a finger
				continue
			}
			if seen[it.Target] {
				t.Errorf("two things are %q", it.Target)
			}
			seen[it.Target] = true
			targets = append(targets, it)
			if least := s.Size.LeastTarget(); it.Box.Dx() < least || it.Box.Dy() < least {
				t.Errorf("%s is %d×%d, want %d at least", it.Target, it.Box.Dx(), it.Box.Dy(), least)
			}
			if !it.Box.In(s.Size.Bounds()) {
				t.Errorf("%s at %v is off the panel", it.Target, it.Box)
			}
			centre := image.Pt((it.Box.Min.X+it.Box.Max.X)/2, (it.Box.Min.Y+it.Box.Max.Y)/2)
			if got := scene.Hit(s, centre.X, centre.Y); got != it.Target {
				t.Errorf("the middle of %s is %q", it.Target, got)
			}
		}
		for i, a := range targets {
			for _, b := range targets[i+1:] {
				if gap := max(apart(a.Box.Min.X, a.Box.Max.X, b.Box.Min.X, b.Box.Max.X),
					apart(a.Box.Min.Y, a.Box.Max.Y, b.Box.Min.Y, b.Box.Max.Y)); gap < s.Size.Gap() {
					t.Errorf("%s and %s are %d px apart, want %d", a.Target, b.Target, gap, s.Size.Gap())
				}
			}
		}
	})
}

// TestLabelsOfTheBarHaveAir: no label of the bar comes near the sides of its button.
func TestLabelsOfTheBarHaveAir(t *testing.T) {
	everywhere(t, func(t *testing.T, f *typeface.Fonts, s scene.Scene) {
		air := int(1.5 * s.Size.Unit())
		for i, it := range s.Items {
			switch target, _, _ := strings.Cut(it.Target, ":"); target {
			case "back", "restart", "low", "contrast", "language", "priority":
			default:
				continue
			}
			var ink image.Rectangle
			if it.Target == "back" || it.Target == "priority" {
				ink = s.Items[i+1].Box // the arrow, or the box to tick
			}
			for _, r := range it.Runs {
				ink = ink.Union(inkOf(f, r))
			}
			if l, r := ink.Min.X-it.Box.Min.X, it.Box.Max.X-ink.Max.X; min(l, r) < air {
				t.Errorf("%s has %d px before its label and %d after it, want %d", it.Target, l, r, air)
			}
		}
	})
}

// apart is the distance of two intervals, negative where they overlap.
func apart(a0, a1, b0, b1 int) int { return max(b0-a1, a0-b1) }

func TestFixedThingsNeverMove(t *testing.T) {
	f := kiosktest.Fonts(t)
	for _, size := range look.Panels() {
		places := map[string]image.Rectangle{}
		for _, lang := range words.Languages() {
			for _, shot := range kiosktest.Shots() {
				for _, it := range look.Scene(shot.Model(t, lang), size, f).Items {
					switch it.Target {
					case "back", "restart", "contrast", "low":
					default:
						continue
					}
					if was, ok := places[it.Target]; ok && was != it.Box {
						t.Errorf("%s: %s is at %v on %s in %s, elsewhere at %v", kiosktest.PanelName(size), it.Target, it.Box, shot.Name, lang, was)
					}
					places[it.Target] = it.Box
				}
			}
		}
		if len(places) < 3 {
			t.Errorf("%s has only %v", kiosktest.PanelName(size), places)
		}
	}
}

func TestEveryScreenLeadsBack(t *testing.T) {
	everywhere(t, func(t *testing.T, _ *typeface.Fonts, s scene.Scene) {
		switch s.Name {
		case "home", "issuing", "printing", "offline", "closed", "broken":
			return // there is nothing behind it, or a number is on its way
		}
		has := map[string]bool{}
		for _, target := range scene.Focusable(s) {
			has[target] = true
		}
		if s.Name == "services" && !has["back"] && has["language:pl"] {
			return // the only department: this is the first screen
		}
		if !has["restart"] {
			t.Errorf("%s has no Start over", s.Name)
		}
	})
}

func TestLowReach(t *testing.T) {
	f := kiosktest.Fonts(t)
	for _, shot := range kiosktest.Shots() {
		for _, lang := range words.Languages() {
			m := shot.Model(t, lang)
			m.Low = true
			for _, it := range look.Scene(m, scene.Portrait, f).Items {
				if it.Target != "" && !it.Box.Empty() && it.Box.Min.Y < scene.Portrait.H*2/5 {
					t.Errorf("%s/%s: %s begins at %d", shot.Name, lang, it.Target, it.Box.Min.Y)
				}
			}
		}
	}
}

func TestEverythingIsSpoken(t *testing.T) {
	everywhere(t, func(t *testing.T, f *typeface.Fonts, s scene.Scene) {
		said := scene.Spoken(s)
		by := map[string]string{}
		for _, u := range said {
			by[u.Target] = u.Text
			if u.Text == "" {
				t.Error("something empty is said")
			}
		}
		for _, target := range scene.Focusable(s) {
			if by[target] == "" {
				t.Errorf("%s says nothing", target)
			}
		}
		headings := 0
		for _, it := range s.Items {
			if it.Kind == scene.Heading {
				headings++
			}
		}
		if headings == 0 {
			t.Error("the screen has no heading")
		}
	})
}

func TestSpokenPositions(t *testing.T) {
	v := kiosktest.NewVisit(t, kiosktest.Koszalin("ratusz"))
	want := map[string]string{
		"department:km": "Wydział Komunikacji, czeka 60 osób, przycisk, 1 z 4",
		"language:pl":   "Polski, przycisk, wybrany, 1 z 4",
		"priority":      "Bilet z pierwszeństwem. Nie pytamy o powód, przełącznik, wyłączony",
	}
	for _, u := range scene.Spoken(look.Scene(v.Model, scene.Portrait, kiosktest.Fonts(t))) {
		if w, ok := want[u.Target]; ok && w != u.Text {
			t.Errorf("%s: got %q, want %q", u.Target, u.Text, w)
		}
		delete(want, u.Target)
	}
	if len(want) > 0 {
		t.Errorf("never said: %v", fmt.Sprint(want))
	}
}

// TestOpeningHoursAreNeverLeftOut looks for them where nobody gets a ticket: the
// table is left out rather than cut, so every panel must have room for it.
func TestOpeningHoursAreNeverLeftOut(t *testing.T) {
	f := kiosktest.Fonts(t)
	for _, shot := range kiosktest.Shots() {
		switch shot.Name {
		case "offline", "closed", "holiday":
		default:
			continue
		}
		for _, size := range look.Panels() {
			for _, lang := range words.Languages() {
				lines := 0
				for _, it := range look.Scene(shot.Model(t, lang), size, f).Items {
					for _, r := range it.Runs {
						if r.Text == "08:00–16:00" || r.Text == "08:00–14:30" {
							lines++
						}
					}
				}
				if lines != 2 {
					t.Errorf("%s on %s in %s has %d lines of hours, want 2", shot.Name, kiosktest.PanelName(size), lang, lines)
				}
			}
		}
	}
}
