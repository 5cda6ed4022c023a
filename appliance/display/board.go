package display

import (
	"image"
	"image/color"
	"math"
	"strconv"
	"strings"

	"numerek/appliance/lettering"
	"numerek/appliance/scene"
	"numerek/appliance/typeface"
)

// board is where a scene is put together.
type board struct {
	lettering.Setter

	m      Model
	t      text // in the language of the office
	t2     text // in the second one
	second bool // there is a second one
	langs  []string
	th     scene.Wall
	size   scene.Size
	u      float64
	frame  frame
	items  []scene.Item
}

// Scene is the whole look of the monitor on a panel.
func Scene(m Model, size scene.Size, f *typeface.Fonts) scene.Scene {
	b := newBoard(m, size, f)
	view := m.View()
	b.office()
	b.clock()
	switch view {
	case ScreenCalls:
		b.calls()
	case ScreenRest:
		if m.Stale() {
			b.poster(b.away())
			break
		}
		b.poster(poster{title: b.t.rest, how: b.t.restHow, title2: b.t2.rest, how2: b.t2.restHow})
	case ScreenStarting:
		if m.Away {
			b.poster(b.away())
			break
		}
		b.poster(poster{title: b.t.starting, how: b.t.startingHow, title2: b.t2.starting, how2: b.t2.startingHow})
	case ScreenBarred:
		b.poster(poster{title: b.t.broken, how: b.t.brokenHow, title2: b.t2.broken, how2: b.t2.brokenHow})
	}
	b.side(view)
	b.band(view)
	return scene.Scene{Size: size, Lang: b.langs[0], Name: string(view), Ground: b.th.Ground, Items: b.items}
}

func newBoard(m Model, size scene.Size, f *typeface.Fonts) *board {
	b := &board{Setter: lettering.Setter{Fonts: f}, m: m, th: scene.NewWall(m.Hall.Colour), size: size, u: size.Unit()}
	for _, l := range m.Hall.Languages {
		if Speaks(l) {
			b.langs = append(b.langs, l)
		}
	}
	if len(b.langs) == 0 {
		b.langs = []string{"pl", "en"}
	}
	b.t = in(b.langs[0])
	if b.second = len(b.langs) > 1; b.second {
		b.t2 = in(b.langs[1])
	}
	const em = 200
	b.frame = newFrame(size, b.measure(usualCall(), em).width()/em+between(b.worded()))
	return b
}

// pixels is a number of units in whole pixels.
func (b *board) pixels(units float64) int { return int(math.Round(units * b.u)) }

func (b *board) add(items ...scene.Item) { b.items = append(b.items, items...) }

// style of a size in units.
func (b *board) style(w typeface.Weight, units float64, ink color.RGBA) lettering.Style {
	return lettering.Style{Weight: w, Px: math.Round(units * b.u), Ink: ink}
}

// paragraph adds a text from the top of a column, on so many lines at most, and
// returns the y below it.
func (b *board) paragraph(s lettering.Style, text string, column image.Rectangle, y float64, most int) float64 {
	if text == "" {
		return y
	}
	lines := b.lines(s, text, float64(column.Dx()), most)
	runs, bottom := b.Set(s, lines, column, y, lettering.Left)
	b.add(scene.Item{
		Kind: scene.Text, Say: text, Runs: runs,
		Box: image.Rect(column.Min.X, int(y), column.Max.X, int(math.Ceil(bottom))),
	})
	return bottom
}

// lines are of equal length; what is more than allowed is cut.
func (b *board) lines(s lettering.Style, text string, width float64, most int) []string {
	if _, fits := b.Wrap(s, text, width, most); fits {
		return b.Balance(s, text, width)
	}
	return b.Cut(s, text, width, most)
}

// say is a text of the office in its own language, or in another if it lacks it.
func (b *board) say(w Words) string { return w.In(b.langs[0], b.langs...) }

// also is a text of the office in the second language, if it says another thing.
func (b *board) also(w Words) string {
	if !b.second || w[b.langs[1]] == b.say(w) {
		return ""
	}
	return w[b.langs[1]]
}

// ink is that of lettering, dimmed while the list is stale.
func (b *board) ink(c color.RGBA) color.RGBA {
	if b.m.Stale() {
		return b.th.Dim
	}
	return c
}

// office adds whose monitor this is, small.
func (b *board) office() {
	if !b.m.Known {
		return
	}
	box := b.frame.office
	name := b.style(typeface.SemiBold, 2.8, b.th.Ink)
	where := b.style(typeface.Regular, 2.6, b.th.Quiet)
	place := b.say(b.m.Hall.Place)
	if place == "" {
		place = b.say(b.m.Hall.LocationName)
	}
	width := float64(box.Dx())
	lines := len(b.lines(name, b.say(b.m.Hall.OfficeName), width, 2))
	h := name.Height(lines)
	if place != "" {
		h += where.Height(len(b.lines(where, place, width, 2)))
	}
	y := float64(box.Min.Y)
	if b.frame.tall {
		y += (float64(box.Dy()) - h) / 2
	}
	y = b.paragraph(name, b.say(b.m.Hall.OfficeName), box, y, 2)
	b.paragraph(where, place, box, y, 2)
}

// clock adds the hour of the office. Before the first word nobody knows its
// zone, and there is no hour to show.
func (b *board) clock() {
	if !b.m.Known {
		return
	}
	box := b.frame.clock
	units := 11.0
	if b.frame.tall {
		units = 9.6
	}
	s := b.Shrink(b.style(typeface.Bold, units, b.th.Ink), "00:00", float64(box.Dx()), 1, b.u)
	now := b.m.OfficeTime().Format("15:04") // always as wide
	note := b.Shrink(b.style(typeface.Regular, 2.2, b.th.Quiet), b.t.demoClock, float64(box.Dx())-0.2*b.u, 1, b.u)
	y := float64(box.Min.Y)
	where := lettering.Left
	if b.frame.tall {
		where = lettering.Right
	}
	if !b.m.Hall.DemoClock {
		y += note.Height(1) / 2
	}
	runs, y := b.Set(s, []string{now}, box, y, where)
	if b.m.Hall.DemoClock {
		demo, _ := b.Set(note, []string{b.t.demoClock}, box, y-note.Height(1)*0.3, where)
		runs = append(runs, demo...)
		now += ", " + b.t.demoClock
	}
	b.add(scene.Item{Kind: scene.Text, Box: box, Runs: runs, Say: now})
}

// hour writes "10:24" and "9:05", as it stands in a sentence.
func hour(h, m, _ int) string {
	minute := strconv.Itoa(m)
	if m < 10 {
		minute = "0" + minute
	}
	return strconv.Itoa(h) + ":" + minute
}

// thin writes a number with the thin space that it has everywhere.
func thin(number string) string { return strings.ReplaceAll(number, " ", "\u2009") }
