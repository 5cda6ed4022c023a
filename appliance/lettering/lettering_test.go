package lettering_test

import (
	"image"
	"slices"
	"strings"
	"testing"

	"numerek/appliance/lettering"
	"numerek/appliance/typeface"
)

func setter(t *testing.T) (lettering.Setter, lettering.Style) {
	t.Helper()
	f, err := typeface.New()
	if err != nil {
		t.Fatal(err)
	}
	return lettering.Setter{Fonts: f}, lettering.Style{Weight: typeface.Regular, Px: 40}
}

func TestCut(t *testing.T) {
	set, s := setter(t)
	for name, c := range map[string]struct {
		text  string
		width float64
		most  int
		want  []string
	}{
		"fits":                 {"Kasa do 15:00", 400, 2, []string{"Kasa do 15:00"}},
		"two_lines":            {"Kasa do 15:00", 180, 2, []string{"Kasa do", "15:00"}},
		"at_a_word":            {"Kasa do 15:00", 220, 1, []string{"Kasa do…"}},
		"no_comma_before":      {"obok windy, za schodami", 280, 1, []string{"obok windy…"}},
		"a_word_that_is_wide":  {"Podatkoznawstwo", 200, 2, []string{"Podatko…"}},
		"nothing":              {"", 200, 2, []string{""}},
		"narrower_than_a_word": {"ab cd", 10, 1, []string{"…"}},
	} {
		t.Run(name, func(t *testing.T) {
			if got := set.Cut(s, c.text, c.width, c.most); !slices.Equal(got, c.want) {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

// However long a text is, what is left of it keeps to its lines and its width.
func TestCut_keeps_to_its_place(t *testing.T) {
	set, s := setter(t)
	text := strings.Repeat("Zażółć gęślą jaźń – w Urzędzie Stanu Cywilnego, na parterze; ", 3)
	for width := 60.0; width < 2000; width += 37 {
		for most := 1; most <= 3; most++ {
			lines := set.Cut(s, text, width, most)
			if len(lines) > most {
				t.Fatalf("width %v: %d lines, want %d at most", width, len(lines), most)
			}
			for _, line := range lines {
				if w := set.Width(s, line); w > width {
					t.Errorf("width %v: %q takes %v", width, line, w)
				}
			}
		}
	}
}

func TestShrink(t *testing.T) {
	set, s := setter(t)
	if got := set.Shrink(s, "Stanowisko", 1000, 1, 10); got != s {
		t.Errorf("enough room: got %v, want it unchanged", got)
	}
	got := set.Shrink(s, "Stanowisko", 120, 1, 10)
	if w := set.Width(got, "Stanowisko"); w > 120 || w < 100 {
		t.Errorf("shrunk to %v: takes %v, want nearly 120", got.Px, w)
	}
	if got := set.Shrink(s, "Stanowisko", 1, 1, 10); got.Px != 10 {
		t.Errorf("no room: got %v, want the least", got.Px)
	}
}

func TestBalance(t *testing.T) {
	set, s := setter(t)
	want := []string{"Urząd Miejski", "w Koszalinie"}
	if got := set.Balance(s, "Urząd Miejski w Koszalinie", 310); !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestSet(t *testing.T) {
	set, s := setter(t)
	column := image.Rect(100, 0, 500, 300)
	for align, want := range map[lettering.Align]func(x, w float64) bool{
		lettering.Left:   func(x, _ float64) bool { return x == 100 },
		lettering.Centre: func(x, w float64) bool { return x+w/2 > 299 && x+w/2 < 301 },
		lettering.Right:  func(x, w float64) bool { return x+w > 499 && x+w < 501 },
	} {
		runs, y := set.Set(s, []string{"Numer", "Stanowisko"}, column, 20, align)
		if len(runs) != 2 || y != 20+s.Height(2) {
			t.Fatalf("got %d runs to %v, want 2 to %v", len(runs), y, 20+s.Height(2))
		}
		for _, r := range runs {
			if !want(r.X, r.Width) {
				t.Errorf("alignment %d: %q at %v, %v wide", align, r.Text, r.X, r.Width)
			}
		}
	}
}
