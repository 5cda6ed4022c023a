// Package notice is the screen of a device whose settings hold mistakes: each with
// its line, what is wrong and how to mend it, in Polish and below it in English, as
// large as there is room. It is pure.
package notice

import (
	"fmt"
	"image"
	"image/color"
	"math"
	"strings"
	"unicode"
	"unicode/utf8"

	"numerek/appliance/lettering"
	"numerek/appliance/mistake"
	"numerek/appliance/scene"
	"numerek/appliance/typeface"
)

// How large the lettering is, in parts of what is needed on the panel.
const (
	largest  = 1.9
	smallest = 0.6 // of a mistake that takes many words on a small panel
	step     = 0.05
	mostTold = 4 // mistakes at once; who has mended those sees the others
)

// language is how the screen speaks one of its two languages.
type language struct {
	code, title, what    string
	noFile, line, lineOf string // lineOf: %d, %s
	missing, more        string // %s; %d
	part                 float64
	text                 func(mistake.Mistake) mistake.Text
}

// languages from the top.
func languages() []language {
	return []language{
		{
			code: "pl", title: "Błąd w pliku numerek.toml", noFile: "Brak ustawień", line: "Wiersz %d", lineOf: "Wiersz %d: %s",
			what:    "Wyłącz urządzenie, popraw plik na karcie i włącz je ponownie.",
			missing: "Brakuje: %s", more: "Dalszych błędów: %d", part: 1,
			text: func(m mistake.Mistake) mistake.Text { return m.Polish },
		},
		{
			code: "en", title: "A mistake in the file numerek.toml", noFile: "No settings", line: "Line %d", lineOf: "Line %d: %s",
			what:    "Switch the device off, mend the file on the card, and switch it on again.",
			missing: "Missing: %s", more: "Further mistakes: %d", part: 0.72,
			text: func(m mistake.Mistake) mistake.Text { return m.English },
		},
	}
}

// page is a screen that is being put together.
type page struct {
	set    lettering.Setter
	size   scene.Size
	theme  scene.Theme
	column image.Rectangle
	scale  float64
	y      float64
	items  []scene.Item
}

// Scene is what is on the glass while a file holds mistakes. As many of them are
// told as there is room for at a size that everybody can read, at least one.
func Scene(l *mistake.FileError, size scene.Size, fonts *typeface.Fonts) scene.Scene {
	told := max(1, min(len(l.All), mostTold))
	for told > 1 && !lay(l, told, 1, size, fonts).fits() {
		told--
	}
	scale := largest
	p := lay(l, told, scale, size, fonts)
	for !p.fits() && scale > smallest {
		scale -= step
		p = lay(l, told, scale, size, fonts)
	}
	return scene.Scene{Size: size, Lang: "pl", Name: "mistake", Ground: p.theme.Ground, Items: p.items}
}

// lay puts everything on a page, whether it fits or not.
func lay(l *mistake.FileError, told int, scale float64, size scene.Size, fonts *typeface.Fonts) *page {
	u := size.Unit()
	margin := int(math.Round(4 * u))
	p := &page{
		set: lettering.Setter{Fonts: fonts}, size: size, theme: scene.NewTheme(""), scale: scale,
		column: image.Rect(margin, 0, size.W-margin, size.H-margin/2),
	}
	p.items = append(p.items, scene.Item{Fill: p.theme.Band}) // its box is known when the title is set
	p.y = 2.5 * u
	for i, lang := range languages() {
		if i == 1 {
			p.y += 1.5 * u
			p.items = append(p.items, scene.Item{Box: image.Rect(margin, int(p.y), size.W-margin, int(p.y+max(2, u/4))), Fill: p.theme.Quiet})
			p.y += 1.5 * u
		}
		title, ink := lang.title, p.theme.Ink
		if len(l.All) > 0 && l.All[0].Line == 0 {
			title = lang.noFile
		}
		if i == 0 {
			ink = p.theme.BandInk
		}
		p.write(scene.Heading, lang, typeface.Bold, 1.5, ink, title)
		if i == 0 {
			p.y += 2 * u
			p.items[0].Box = image.Rect(0, 0, size.W, int(p.y))
			p.y += 2 * u
		}
		for _, m := range l.All[:min(told, len(l.All))] {
			p.tell(m, lang)
		}
		if more := len(l.All) - told; more > 0 {
			p.write(scene.Text, lang, typeface.SemiBold, 1, p.theme.Ink, fmt.Sprintf(lang.more, more))
			p.y += u
		}
		p.write(scene.Text, lang, typeface.Regular, 1, p.theme.Quiet, lang.what)
	}
	return p
}

// fits says that nothing is below the column.
func (p *page) fits() bool { return p.y <= float64(p.column.Max.Y) }

// tell writes a mistake.
func (p *page) tell(m mistake.Mistake, lang language) {
	u := p.size.Unit()
	switch {
	case m.Missing:
		p.write(scene.Text, lang, typeface.Bold, 1.25, p.theme.Ink, fmt.Sprintf(lang.missing, m.Key))
	case m.Line > 0 && m.Key != "":
		p.write(scene.Text, lang, typeface.Bold, 1.25, p.theme.Ink, fmt.Sprintf(lang.lineOf, m.Line, m.Key))
	case m.Line > 0:
		p.write(scene.Text, lang, typeface.Bold, 1.25, p.theme.Ink, fmt.Sprintf(lang.line, m.Line))
	}
	text := lang.text(m)
	p.write(scene.Text, lang, typeface.SemiBold, 1, p.theme.Ink, sentence(text.Wrong))
	p.write(scene.Text, lang, typeface.Regular, 1, p.theme.Ink, sentence(text.Mend))
	p.y += 1.2 * u * p.scale
}

// write sets a text below the last one.
func (p *page) write(kind scene.Kind, lang language, weight typeface.Weight, part float64, ink color.RGBA, text string) {
	if text == "" {
		return
	}
	s := lettering.Style{Weight: weight, Ink: ink, Px: math.Round(p.size.LeastText() * part * lang.part * p.scale)}
	width := float64(p.column.Dx())
	if kind == scene.Heading {
		s = p.set.Shrink(s, text, width, 1, p.size.LeastText())
	}
	lines := p.set.Balance(s, whole(text), width)
	runs, below := p.set.Set(s, lines, p.column, p.y, lettering.Left)
	box := image.Rect(p.column.Min.X, int(p.y), p.column.Max.X, int(math.Ceil(below)))
	p.items = append(p.items, scene.Item{Kind: kind, Box: box, Runs: runs, Say: text, Lang: lang.code})
	p.y = below
}

// whole keeps names on one line: a hyphen at the end of one may be taken for part of
// the name, or for none of it.
func whole(text string) string { return strings.ReplaceAll(text, "-", "\u2011") }

// sentence begins with a capital and ends with a stop.
func sentence(s string) string {
	if s == "" {
		return ""
	}
	r, n := utf8.DecodeRuneInString(s)
	s = string(unicode.ToUpper(r)) + s[n:]
	if strings.HasSuffix(s, "?") || strings.HasSuffix(s, ".") {
		return s
	}
	return s + "."
}
