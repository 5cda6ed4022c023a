package typeface_test

import (
	"image"
	"image/color"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"numerek/appliance/typeface"
)

func fonts(t testing.TB) *typeface.Fonts {
	t.Helper()
	f, err := typeface.New()
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func TestFigures_take_the_same_width(t *testing.T) {
	for _, w := range []typeface.Weight{typeface.Regular, typeface.SemiBold, typeface.Bold} {
		face := fonts(t).Face(w, 100)
		want := face.Advance("0")
		for _, d := range "123456789" {
			if got := face.Advance(string(d)); got != want {
				t.Errorf("weight %d: advance of %c: got %v, want %v", w, d, got, want)
			}
		}
	}
}

func TestAlphabets_are_complete(t *testing.T) {
	alphabets := "AĄBCĆDEĘFGHIJKLŁMNŃOÓPQRSŚTUVWXYZŹŻaąbcćdeęfghijklłmnńoópqrsśtuvwxyzźż" +
		"АБВГҐДЕЄЖЗИІЇЙКЛМНОПРСТУФХЦЧШЩЬЮЯабвгґдеєжзиіїйклмнопрстуфхцчшщьюя" +
		"ÄÖÜẞäöüß0123456789.,:;!?„”“‘’–—…/()€№→←↑↓✓×"
	if missing := fonts(t).Missing(alphabets); len(missing) > 0 && string(missing) != "ẞ" {
		t.Errorf("no picture for %q", string(missing))
	}
	if got := fonts(t).Missing("漢"); len(got) != 1 {
		t.Errorf("a letter that the family lacks: got %q, want it named", string(got))
	}
}

func TestWrap(t *testing.T) {
	face := fonts(t).Face(typeface.Regular, 20)
	for name, c := range map[string]struct {
		text string
		fit  string // the widest line that shall fit
		want []string
	}{
		"short":               {"Numer PESEL", "Numer PESEL", []string{"Numer PESEL"}},
		"at_spaces":           {"Wydział Spraw Obywatelskich", "Wydział Spraw", []string{"Wydział Spraw", "Obywatelskich"}},
		"after_a_dash":        {"Посвідчення водія–заява", "Посвідчення водія–", []string{"Посвідчення водія–", "заява"}},
		"a_number_stays":      {"bilet R\u2009015", "R\u2009015", []string{"bilet", "R\u2009015"}},
		"a_long_word_is_kept": {"Einwohnermeldeamt", "Ein", []string{"Einwohnermeldeamt"}},
		"nothing":             {"", "x", []string{""}},
	} {
		t.Run(name, func(t *testing.T) {
			if diff := cmp.Diff(c.want, face.Wrap(c.text, face.Advance(c.fit))); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestFactsAreNotTorn(t *testing.T) {
	face := fonts(t).Face(typeface.Regular, 20)
	const text = "Nikt przed Tobą nie czeka · do 2 min"
	for name, c := range map[string]struct {
		text, fit string
		want      []string
	}{
		"between_them":      {text, "Nikt przed Tobą nie czeka", []string{"Nikt przed Tobą nie czeka", "do 2 min"}},
		"on_one_line":       {text, text, nil},
		"too_narrow":        {text, "Nikt przed Tobą", nil},
		"one_fact":          {"Nikt przed Tobą nie czeka", "Nikt przed", nil},
		"two_on_a_line":     {"ein · zwei · drei", "ein · zwei", []string{"ein · zwei", "drei"}},
		"not_one_line_more": {"ein · zweihundert Leute · drei", "ein · zweihundert", nil},
	} {
		t.Run(name, func(t *testing.T) {
			if diff := cmp.Diff(c.want, face.Apart(c.text, face.Advance(c.fit))); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func FuzzWrap(f *testing.F) {
	f.Add("Wydział Spraw Obywatelskich", 100.0)
	f.Add("a - b/c", 0.0)
	face := fonts(f).Face(typeface.Regular, 20)
	f.Fuzz(func(t *testing.T, text string, width float64) {
		if !utf8.ValidString(text) {
			t.Skip("text reaches us as UTF-8")
		}
		lines := face.Wrap(text, width)
		if got, want := strings.ReplaceAll(strings.Join(lines, ""), " ", ""), strings.ReplaceAll(text, " ", ""); got != want {
			t.Errorf("letters: got %q, want %q", got, want)
		}
		for _, line := range lines {
			if face.Advance(line) > width && strings.Contains(strings.TrimSpace(line), " ") {
				t.Errorf("line %q is wider than %v and could be broken", line, width)
			}
		}
	})
}

func TestDraw_stays_within_its_ink(t *testing.T) {
	face := fonts(t).Face(typeface.Bold, 60)
	img := image.NewGray(image.Rect(0, 0, 400, 120))
	face.Draw(img, 20, 80, color.White, "Źg R 015")
	left, top, right, bottom := face.Ink("Źg R 015")
	box := image.Rect(int(20+left)-1, int(80+top)-1, int(20+right)+2, int(80+bottom)+2)
	inked := 0
	for y := range 120 {
		for x := range 400 {
			if img.GrayAt(x, y).Y == 0 {
				continue
			}
			inked++
			if !(image.Point{X: x, Y: y}).In(box) {
				t.Fatalf("ink at %d,%d, outside %v", x, y, box)
			}
		}
	}
	if inked < 1000 {
		t.Errorf("got %d inked pixels, want a word", inked)
	}
}
