package display_test

import (
	"fmt"
	"image"
	"image/color"
	"math"
	"strconv"
	"strings"
	"testing"
	"time"

	"numerek/appliance/display"
	"numerek/appliance/scene"
	"numerek/appliance/typeface"
)

// everywhere runs a check on every screen and panel.
func everywhere(t *testing.T, check func(t *testing.T, f *typeface.Fonts, m display.Model, s scene.Scene)) {
	t.Helper()
	f := fonts(t)
	for _, size := range panels() {
		for _, shot := range shots() {
			t.Run(panelName(size)+"/"+shot.name, func(t *testing.T) {
				m := shot.m(t)
				check(t, f, m, display.Scene(m, size, f))
			})
		}
	}
}

// panels are those that the monitor is laid out for, and some that it has to
// make do with.
func panels() []scene.Size {
	return append(display.Panels(),
		scene.Size{W: 1920, H: 1080, PPI: 33.9}, // 65 inch
		scene.Size{W: 1366, H: 768, PPI: 49},    // 32 inch
		scene.Size{W: 1280, H: 1024, PPI: 86},   // 19 inch, square
		scene.Size{W: 2160, H: 3840, PPI: 80},   // 55 inch, upright
	)
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
	everywhere(t, func(t *testing.T, f *typeface.Fonts, _ display.Model, s scene.Scene) {
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
				if it.Fill.A > 0 && it.Box.Overlaps(a.ink) {
					t.Errorf("%q at %v is covered by something at %v", a.run.Text, a.ink, it.Box)
				}
			}
		}
	})
}

// What may be out of date is dimmed on purpose, and can still be read.
func TestContrast(t *testing.T) {
	everywhere(t, func(t *testing.T, f *typeface.Fonts, m display.Model, s scene.Scene) {
		least := scene.LeastContrast
		for _, l := range letteringOf(f, s) {
			if m.Stale() && l.run.Ink == scene.NewWall("").Dim {
				least = 4.3
			}
			ground := s.Ground
			for _, it := range s.Items[:l.item+1] {
				if it.Fill.A > 0 && len(it.Shape) == 0 && l.ink.Overlaps(it.Box) {
					ground = it.Fill
				}
			}
			if got := scene.Contrast(l.run.Ink, ground); got < least {
				t.Errorf("%q has a contrast of %.1f (%v on %v), want %v", l.run.Text, got, l.run.Ink, ground, least)
			}
		}
	})
}

// capitals are the heights in millimetres of the figures of the rows, from the
// newest on.
func capitals(f *typeface.Fonts, m display.Model, s scene.Scene) []float64 {
	var out []float64
	for _, row := range m.Rows {
		_, digits, _ := strings.Cut(row.Call.Number, " ")
		best := 0.0
		for _, it := range s.Items {
			if len(it.Runs) == 2 && it.Runs[0].Text == digits && it.Runs[1].Text == strconv.Itoa(row.Call.Desk) {
				best = math.Max(best, s.Size.Millimetres(f.Face(it.Runs[0].Weight, it.Runs[0].Px).CapHeight()))
			}
		}
		if best > 0 {
			out = append(out, best)
		}
	}
	return out
}

// TestCapitals holds the letters against what EN 301 549 asks for: 12.2 mm for
// every metre of distance. On a 43 inch panel that lies the newest call can be
// read from 8 m and the earlier ones from 5 m; on one that stands upright all of
// them from 5 m. Numbers over 999 with desks over 99, and rows with words in
// them, can be read from 4 m.
func TestCapitals(t *testing.T) {
	const metre = 12.2
	f := fonts(t)
	day := func(rooms bool, numbers ...int) display.Model {
		w := newWall(t, corridor())
		for i, n := range numbers {
			desk := 2 + 11*i
			if n > 999 {
				desk = 999
			}
			c := callOf("W", "km", n, desk, w.now)
			if rooms {
				c.Room = display.Words{"pl": "pokój 12"}
			}
			w.called(c)
		}
		return w.wait(10 * time.Second).m
	}
	for _, c := range []struct {
		size             scene.Size
		rows             int
		newest, earlier  float64 // metres
		longest, wording float64
	}{
		{display.Lying, 4, 8, 5, 5, 5},
		{display.Fine, 4, 8, 5, 5, 5},
		{display.Upright, 6, 5, 5, 4, 4},
		{scene.Size{W: 1920, H: 1080, PPI: 40}, 5, 8, 5, 5, 5},   // 55 inch
		{scene.Size{W: 1920, H: 1080, PPI: 33.9}, 6, 8, 5, 5, 5}, // 65 inch
	} {
		check := func(what string, m display.Model, newest, earlier float64) {
			got := capitals(f, m, display.Scene(m, c.size, f))
			if len(got) != c.rows {
				t.Errorf("%v, %s: got %d rows, want %d", c.size, what, len(got), c.rows)
			}
			for i, mm := range got {
				want := earlier * metre
				if i == 0 {
					want = newest * metre
				}
				// A pixel may be missing to the whole metre.
				if mm < want-25.4/c.size.PPI {
					t.Errorf("%v, %s, row %d: capitals of %.1f mm, want %.1f", c.size, what, i+1, mm, want)
				}
			}
			if len(got) > 1 {
				t.Logf("%dx%d, %.0f inches, %s: newest %.0f mm (%.1f m), earlier %.0f mm (%.1f m), %d rows", c.size.W, c.size.H,
					math.Hypot(float64(c.size.W), float64(c.size.H))/c.size.PPI, what, got[0], got[0]/metre, got[1], got[1]/metre, len(got))
			}
		}
		check("usual", day(false, 11, 12, 13, 14, 15, 16, 17, 18), c.newest, c.earlier)
		check("long", day(false, 1011, 1012, 1013, 1014, 1015, 1016, 1017), c.longest, c.longest)
		check("rooms", day(true, 11, 12, 13, 14, 15, 16, 17, 18), c.wording, c.wording)
	}
}

// Whatever the office writes, and however much, the numbers stand where they
// stood.
func TestMessageMovesNothing(t *testing.T) {
	f := fonts(t)
	for _, size := range panels() {
		numbers := func(message display.Words) string {
			w := newWall(t, corridor()).called(call(14, 2, morning(t)), call(15, 3, morning(t)))
			w.changed(display.MessageChanged{Message: message})
			out := ""
			for _, it := range display.Scene(w.m, size, f).Items {
				if it.Box.Max.Y < size.H*4/5 {
					out += fmt.Sprintln(it.Box, it.Runs)
				}
			}
			return out
		}
		want := numbers(nil)
		for _, text := range []string{"Kasa do 15:00", longMessage["pl"], strings.Repeat("Donaudampfschifffahrt", 40), strings.Repeat("a ", 500)} {
			if got := numbers(display.Words{"pl": text}); got != want {
				t.Errorf("%v: %.20q moves the numbers:\n%s\nwant\n%s", size, text, got, want)
			}
		}
	}
}

// A message that is too long for its two lines ends at a word.
func TestLongMessageIsCutAtAWord(t *testing.T) {
	f := fonts(t)
	for _, size := range panels() {
		m := newWall(t, corridor()).changed(display.MessageChanged{Message: longMessage}).m
		s := display.Scene(m, size, f)
		runs := s.Items[len(s.Items)-1].Runs
		if len(runs) != 2 {
			t.Fatalf("%v: %d lines, want 2", size, len(runs))
		}
		shown := runs[0].Text + " " + runs[1].Text
		words, cut := strings.CutSuffix(shown, "…")
		if !cut || !strings.HasPrefix(longMessage["pl"], words) || !strings.ContainsAny(longMessage["pl"][len(words):][:1], " ,.") {
			t.Errorf("%v: got %q", size, shown)
		}
	}
}

// A call that newer ones push out of the list within a minute stands beside it
// until the minute is over.
func TestPushedOutTooSoon(t *testing.T) {
	f := fonts(t)
	for _, size := range display.Panels() {
		w := newWall(t, corridor())
		for i := range 9 {
			w.called(call(101+i, 1+i, w.now)).wait(time.Second)
		}
		has := func(m display.Model, number string) bool {
			for _, it := range display.Scene(m, size, f).Items {
				if strings.HasPrefix(it.Say, number+",") {
					return true
				}
			}
			return false
		}
		for i := range 9 {
			if number := fmt.Sprintf("R %03d", 101+i); !has(w.m, number) {
				t.Errorf("%v: %s is not to be seen", size, number)
			}
		}
		w.wait(49 * time.Second)
		if !has(w.m, "R 101") {
			t.Errorf("%v: R 101 is gone after 58 s", size)
		}
		w.wait(3 * time.Second)
		if has(w.m, "R 101") || !has(w.m, "R 109") {
			t.Errorf("%v: after a minute R 101 still stands, or R 109 does not", size)
		}
	}
}

// A department has the same colour as at the kiosk, whichever monitor shows it.
func TestColoursOfDepartments(t *testing.T) {
	f := fonts(t)
	w := newWall(t, offices())
	w.called(callOf("K", "pod", 7, 3, w.now))
	fills := map[color.RGBA]bool{}
	for _, it := range display.Scene(w.m, display.Lying, f).Items {
		fills[it.Fill] = true
	}
	if !fills[scene.Marks()[3]] || fills[scene.Marks()[0]] {
		t.Error("the fourth department of the building has not the fourth colour")
	}
}

// The list says that it is stale in words, in both languages, with the hour of
// the last word.
func TestStaleIsSaid(t *testing.T) {
	f := fonts(t)
	for _, size := range panels() {
		w := newWall(t, corridor()).called(call(15, 3, morning(t)))
		s := display.Scene(w.quiet(30*time.Second).m, size, f)
		said := ""
		for _, it := range s.Items {
			for _, r := range it.Runs {
				said += r.Text + " "
			}
		}
		for _, want := range []string{"Brak łączności od 10:24.", "No connection since 10:24."} {
			if !strings.Contains(said, want) {
				t.Errorf("%v: got %q, want %q in it", size, said, want)
			}
		}
	}
}
