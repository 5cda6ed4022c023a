package scene_test

import (
	"image"
	"image/color"
	"testing"

	"github.com/google/go-cmp/cmp"

	"numerek/appliance/scene"
)

func plain(items ...scene.Item) scene.Scene {
	return scene.Scene{
		Size: scene.Small, Lang: "pl", Items: items,
		Voice: scene.Voice{Button: "przycisk", Switch: "przełącznik", On: "włączony", Off: "wyłączony", Chosen: "wybrany", Of: "z"},
	}
}

func button(target string, x int) scene.Item {
	return scene.Item{Kind: scene.Button, Target: target, Box: image.Rect(x, 10, x+80, 90), Say: target}
}

func TestHit(t *testing.T) {
	cover := scene.Item{Kind: scene.Button, Target: "over", Box: image.Rect(60, 60, 100, 100)}
	mark := scene.Item{Box: image.Rect(0, 0, 800, 480), Fill: color.RGBA{A: 0xff}}
	s := plain(button("a", 10), button("b", 100), cover, mark)
	for _, c := range []struct {
		x, y int
		want string
	}{{10, 10, "a"}, {89, 59, "a"}, {90, 10, ""}, {100, 89, "b"}, {100, 90, ""}, {70, 70, "over"}, {-5, 20, ""}} {
		if got := scene.Hit(s, c.x, c.y); got != c.want {
			t.Errorf("%d,%d: got %q, want %q", c.x, c.y, got, c.want)
		}
	}
}

func TestSpokenAndFocusable(t *testing.T) {
	s := plain(
		scene.Item{Kind: scene.Heading, Say: "W jakiej sprawie?", Aside: true},
		scene.Item{Box: image.Rect(0, 0, 5, 5)},
		scene.Item{Kind: scene.Button, Target: "km", Say: "Wydział Komunikacji", Place: 1, Of: 4},
		scene.Item{Kind: scene.Button, Target: "pl", Say: "Polski", On: true},
		scene.Item{Kind: scene.Button, Target: "en", Say: "English", Lang: "en", Voice: scene.Voice{Button: "button", Of: "of"}, Place: 2, Of: 4},
		scene.Item{Kind: scene.Switch, Target: "low", Say: "Niżej"},
		scene.Item{Kind: scene.Switch, Target: "contrast", Say: "Kontrast", On: true},
	)
	want := []scene.Utterance{
		{Text: "W jakiej sprawie?", Lang: "pl", Aside: true},
		{Target: "km", Text: "Wydział Komunikacji, przycisk, 1 z 4", Lang: "pl"},
		{Target: "pl", Text: "Polski, przycisk, wybrany", Lang: "pl"},
		{Target: "en", Text: "English, button, 2 of 4", Lang: "en"},
		{Target: "low", Text: "Niżej, przełącznik, wyłączony", Lang: "pl"},
		{Target: "contrast", Text: "Kontrast, przełącznik, włączony", Lang: "pl"},
	}
	if diff := cmp.Diff(want, scene.Spoken(s)); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]string{"km", "pl", "en", "low", "contrast"}, scene.Focusable(s)); diff != "" {
		t.Error(diff)
	}
}

func TestDiff(t *testing.T) {
	red := color.RGBA{R: 0xff, A: 0xff}
	pressed := button("b", 100)
	pressed.Fill = red
	ring := scene.Item{Box: image.Rect(5, 5, 95, 95), Outline: red, Stroke: 4}
	louder := button("a", 10)
	louder.Say = "something else is said"
	base := plain(button("a", 10), button("b", 100), button("c", 200))
	other := base
	other.Size = scene.Tablet
	cases := map[string]struct {
		now  scene.Scene
		want image.Rectangle
	}{
		"nothing":                  {base, image.Rectangle{}},
		"one_item":                 {plain(button("a", 10), pressed, button("c", 200)), image.Rect(100, 10, 180, 90)},
		"one_more":                 {plain(button("a", 10), button("b", 100), button("c", 200), ring), image.Rect(5, 5, 95, 95)},
		"one_more_in_between":      {plain(button("a", 10), ring, button("b", 100), button("c", 200)), image.Rect(5, 5, 95, 95)},
		"one_less":                 {plain(button("a", 10), button("c", 200)), image.Rect(100, 10, 180, 90)},
		"moved":                    {plain(button("a", 10), button("b", 110), button("c", 200)), image.Rect(100, 10, 190, 90)},
		"what_is_said_alone":       {plain(louder, button("b", 100), button("c", 200)), image.Rectangle{}},
		"another_panel_everything": {other, scene.Tablet.Bounds()},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			if got := scene.Diff(base, c.now); got != c.want {
				t.Errorf("got %v, want %v", got, c.want)
			}
		})
	}
}

func TestColours(t *testing.T) {
	if got := scene.Contrast(scene.ParseColour("#000000"), scene.ParseColour("#FFFFFF")); got != 21 {
		t.Errorf("black on white: got %v, want 21", got)
	}
	white := scene.ParseColour("#FFFFFF")
	for _, office := range []string{"#00508C", "#FFCC00", "#FFFFFF", "nonsense", "#FF0000"} {
		th := scene.NewTheme(office)
		for _, pair := range [][2]color.RGBA{
			{th.Ink, th.Ground},
			{th.Ink, th.Card},
			{th.Quiet, th.Card},
			{th.Quiet, th.Closed},
			{th.BandInk, th.Band},
			{th.PressInk, th.Press},
			{th.NoticeIn, th.Notice},
		} {
			if got := scene.Contrast(pair[0], pair[1]); got < scene.LeastContrast {
				t.Errorf("%s: %v on %v has %.1f", office, pair[0], pair[1], got)
			}
		}
	}
	for i, mark := range scene.Marks() {
		if got := scene.Contrast(mark, white); got < scene.LeastContrast {
			t.Errorf("mark %d has %.1f", i, got)
		}
	}
}

func TestPanels(t *testing.T) {
	for _, c := range []struct {
		size   scene.Size
		large  bool
		text   float64
		target int
	}{
		{scene.Portrait, true, 34, 81},
		{scene.Landscape, true, 34, 81},
		{scene.Tablet, false, 30, 83},
		{scene.Small, false, 27, 74},
	} {
		if c.size.Large() != c.large || c.size.LeastText() != c.text || c.size.LeastTarget() != c.target {
			t.Errorf("%v: got large %v, text %v, target %v; want %v", c.size, c.size.Large(), c.size.LeastText(), c.size.LeastTarget(), c)
		}
	}
}
