package paper_test

import (
	"bytes"
	"image"
	"image/color"
	"image/png"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode"

	"golang.org/x/image/draw"

	"numerek/appliance/bitmap"
)

// tool runs a reader and gives what it read. A machine without it fails.
func tool(t *testing.T, name string, args ...string) string {
	t.Helper()
	path, err := exec.LookPath(name)
	if err != nil {
		t.Fatalf("%s is missing; scripts/test installs it", name)
	}
	var said, complained bytes.Buffer
	c := exec.CommandContext(t.Context(), path, args...)
	c.Env = append(os.Environ(), "OMP_THREAD_LIMIT=1")
	c.Stdout, c.Stderr = &said, &complained
	if err := c.Run(); err != nil {
		t.Fatalf("%s %s: %v\n%s", name, strings.Join(args, " "), err, &complained)
	}
	return said.String()
}

// tesseracts maps a language to the one that tesseract knows.
var tesseracts = map[string]string{"pl": "pol", "en": "eng", "uk": "ukr", "de": "deu"}

// spells reads a whole page until every word of the texts was seen, in several
// ways, because no single one reads type of such different sizes. It gives the
// words that nobody saw.
func spells(t *testing.T, file, language string, texts []string) (unseen []string) {
	t.Helper()
	for _, text := range texts {
		unseen = append(unseen, words(text)...)
	}
	twice := enlarged(t, file)
	for _, page := range []string{file, twice} {
		for _, mode := range []string{"6", "4", "11"} {
			if len(unseen) == 0 {
				return nil
			}
			seen := words(tool(t, "tesseract", page, "-", "-l", tesseracts[language], "--psm", mode, "--dpi", "200"))
			unseen = slices.DeleteFunc(unseen, func(word string) bool { return slices.Contains(seen, word) })
		}
	}
	return unseen
}

// words takes a text apart and leaves the punctuation around words out. All
// dashes are one: they differ by a dot or two.
func words(text string) []string {
	var found []string
	for word := range strings.FieldsSeq(text) {
		word = strings.TrimFunc(word, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsNumber(r) })
		if word != "" {
			found = append(found, strings.NewReplacer("'", "’", "–", "-", "—", "-").Replace(word))
		}
	}
	return found
}

// number reads the first band of ink of at least 14.5 mm, the letters and the
// figures each for itself: as one word a zero and an O cannot be told apart.
func number(t *testing.T, b bitmap.Bitmap, dpi float64) (string, float64) {
	t.Helper()
	from, to := tall(b, int(14.5/25.4*dpi))
	if from == to {
		t.Fatal("no number of 15 mm on the paper")
	}
	band := b.Rows(from, to)
	left, right := gap(band)
	letters := glyphs(t, band, 0, left, "ABCDEFGHIJKLMNOPQRSTUVWXYZ")
	figures := glyphs(t, band, right, band.W, "0123456789")
	return letters + " " + figures, float64(to-from) / dpi * 25.4
}

// tall finds the first band of rows with ink that is at least rows high and no
// bar, as a copy has one with white letters.
func tall(b bitmap.Bitmap, rows int) (from, to int) {
	for y := 0; y < b.H; y = to + 1 {
		for from = y; from < b.H && b.RowBlank(from); {
			from++
		}
		for to = from; to < b.H && !b.RowBlank(to); {
			to++
		}
		if to-from >= rows && !bar(b.Rows(from, to)) {
			return from, to
		}
	}
	return 0, 0
}

// bar says that more of a band is black than white.
func bar(b bitmap.Bitmap) bool {
	ink := 0
	for y := range b.H {
		for x := range b.W {
			if b.At(x, y) {
				ink++
			}
		}
	}
	return 2*ink > b.W*b.H
}

// gap finds the widest white between two columns with ink.
func gap(b bitmap.Bitmap) (from, to int) {
	last := -1
	for x := range b.W {
		ink := false
		for y := range b.H {
			ink = ink || b.At(x, y)
		}
		if !ink {
			continue
		}
		if last >= 0 && x-last > to-from {
			from, to = last+1, x
		}
		last = x
	}
	return from, to
}

// glyphs reads one line of large type between two columns, at a quarter of its
// size, which is what tesseract was taught on.
func glyphs(t *testing.T, b bitmap.Bitmap, from, to int, allowed string) string {
	t.Helper()
	const white, part = 24, 4
	page := image.NewGray(image.Rect(0, 0, (to-from)/part+2*white, b.H/part+2*white))
	draw.Draw(page, page.Bounds(), image.NewUniform(color.White), image.Point{}, draw.Src)
	at := image.Rect(white, white, page.Bounds().Dx()-white, page.Bounds().Dy()-white)
	draw.CatmullRom.Scale(page, at, b.Image(), image.Rect(from, 0, to, b.H), draw.Src, nil)
	file := save(t, "glyphs-"+strconv.Itoa(from)+".png", page)
	for _, mode := range []string{"7", "8", "10", "13"} {
		read := tool(t, "tesseract", file, "-", "-l", "eng", "--psm", mode, "--dpi", "200",
			"-c", "tessedit_char_whitelist="+allowed)
		if read = strings.Join(strings.Fields(read), ""); read != "" {
			return read
		}
	}
	return ""
}

// enlarged writes the picture at twice its size.
func enlarged(t *testing.T, file string) string {
	t.Helper()
	small := load(t, file).Image()
	r := small.Bounds()
	page := image.NewGray(image.Rect(0, 0, 2*r.Dx(), 2*r.Dy()))
	draw.CatmullRom.Scale(page, page.Bounds(), small, r, draw.Src, nil)
	return save(t, "twice.png", page)
}

func load(t *testing.T, file string) bitmap.Bitmap {
	t.Helper()
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	b, err := bitmap.DecodePNG(f)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func save(t *testing.T, name string, picture image.Image) string {
	t.Helper()
	var data bytes.Buffer
	if err := png.Encode(&data, picture); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.ArtifactDir(), name)
	if err := os.WriteFile(file, data.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}
