package look

import (
	"fmt"
	"image"
	"image/color"
	"math"
	"strconv"

	"numerek/appliance/kiosk"
	"numerek/appliance/kiosk/words"
	"numerek/appliance/scene"
	"numerek/appliance/typeface"
)

// card is a department or a service to choose.
type card struct {
	target, title, detail, say string
	examples                   []string // of what is inside, as far as there is room
	letter                     string   // of the tile; "" for a plain edge of colour
	mark                       color.RGBA
	waiting                    int
	wait                       string // how long, where that can be said
	closed                     bool   // grey, without a figure; detail says why
	place, of                  int
}

// cardLook is how the cards of a screen are set.
type cardLook struct {
	title, detail, figure, word style
	forecast                    style // of the size of the detail
	pad                         int
	tile                        int // width of the letter tile, or of the edge of colour
	wait                        int // width of the column with the figure
	stacked                     bool
	least, most                 int // height
}

// cardLook for departments (grand) or services.
func (b *board) cardLook(grand bool) cardLook {
	units, most := 3.5, b.px(20)
	if grand {
		units, most = 4.4, b.px(27)
	}
	look := cardLook{
		title:  b.style(typeface.SemiBold, units, b.th.Ink),
		detail: b.style(typeface.Regular, 2.8, b.th.Quiet),
		figure: b.style(typeface.Bold, 5, b.th.Ink),
		word:   b.style(typeface.Regular, 2.8, b.th.Quiet),

		forecast: b.style(typeface.SemiBold, 2.8, b.th.Ink),
		pad:      b.px(2),
		tile:     b.px(1),
		most:     most,
		stacked:  b.frame.compact && b.u < 6,
	}
	if !grand && !b.frame.compact {
		look.tile = b.px(7)
	}
	for _, n := range []int{1, 2, 5} {
		look.wait = max(look.wait, int(b.width(look.word, b.t.Waiting(n)))+1)
	}
	look.wait = max(look.wait, int(b.width(look.figure, "000"))+1)
	// Three lines: a label of two with a detail of one, or the other way round.
	look.least = int(math.Ceil(look.title.height(2)+look.detail.height(1))) + 2
	return look
}

// column of a card is where its title and detail stand.
func (look cardLook) column(box image.Rectangle, closed bool) image.Rectangle {
	box.Min.X += look.tile + 2*look.pad
	if look.tile < 2*look.pad {
		box.Min.X -= look.pad / 2
	}
	box.Max.X -= look.pad
	if !look.stacked && !closed {
		box.Max.X -= look.wait + look.pad
	}
	return box
}

// card adds one card.
func (b *board) card(c card, box image.Rectangle, look cardLook) {
	it := scene.Item{
		Kind: scene.Button, Target: c.target, Box: box, Radius: b.u, Fill: b.th.Card, Outline: b.th.CardEdge,
		Stroke: b.th.Stroke * b.u, Say: words.Plain(c.say), Place: c.place, Of: c.of,
	}
	mark, letterInk := c.mark, b.th.Ground
	if c.closed {
		it.Fill, look.title.ink, mark = b.th.Closed, b.th.Quiet, b.th.Quiet
	}
	if b.m.Contrast {
		mark, letterInk = b.th.CardEdge, b.th.Ground
		if c.closed {
			it.Outline, mark = b.th.Quiet, b.th.Quiet
		}
	}
	if b.m.Pressed == c.target {
		it.Fill, mark, letterInk = b.th.Press, b.th.PressInk, b.th.Press
		look.title.ink, look.detail.ink = b.th.PressInk, b.th.PressInk
		look.figure.ink, look.word.ink, look.forecast.ink = b.th.PressInk, b.th.PressInk, b.th.PressInk
	}
	it.Runs = b.cardRuns(c, box, look)
	b.add(it)
	tile := image.Rect(box.Min.X+look.pad, box.Min.Y+look.pad, box.Min.X+look.pad+look.tile, box.Max.Y-look.pad)
	if c.letter == "" {
		tile = image.Rect(box.Min.X+look.pad/2, box.Min.Y+look.pad/2, box.Min.X+look.pad/2+look.tile, box.Max.Y-look.pad/2)
		b.add(scene.Item{Box: tile, Radius: float64(look.tile) / 2, Fill: mark})
		return
	}
	tile.Min.Y = (box.Min.Y + box.Max.Y - look.tile) / 2
	tile.Max.Y = tile.Min.Y + look.tile
	s := b.style(typeface.Bold, 4.2, letterInk)
	s.lesser = true
	runs, _ := b.set(s, []string{c.letter}, tile, float64(tile.Min.Y)+(float64(tile.Dy())-s.height(1))/2, centre)
	b.add(scene.Item{Box: tile, Radius: b.u, Fill: mark, Runs: runs})
}

// cardRuns lays out the lettering of a card.
func (b *board) cardRuns(c card, box image.Rectangle, look cardLook) []scene.Run {
	column := look.column(box, c.closed)
	width := float64(column.Dx())
	title, _ := b.wrap(look.title, c.title, width, 2)
	var detail []string
	if c.detail != "" {
		detail, _ = b.wrap(look.detail, c.detail, width, 2)
	}
	room := float64(box.Dy()) - look.title.height(len(title))
	if look.stacked {
		// The last line says how many wait, or why it is closed; there is no room
		// for a detail, which is still spoken.
		if !c.closed || c.detail == "" || len(detail) > 1 {
			detail = []string{b.t.Closed}
		}
		if !c.closed {
			detail = b.queue(c, look.detail, width, room)
		}
	}
	var wait []string // below the detail, or in its place
	if !look.stacked && !c.closed && c.wait != "" {
		wait = []string{c.wait}
		if look.detail.height(len(detail)+1) > room {
			detail = nil // it is still spoken
		}
	}
	if !look.stacked && !c.closed {
		spare := int((room - look.detail.height(len(detail)) - 2*float64(look.pad)) / look.detail.line())
		detail = append(detail, b.examples(look.detail, c.examples, width, min(spare, 2))...)
	}
	room -= look.detail.height(len(detail) + len(wait))
	runs, y := b.set(look.title, title, column, float64(box.Min.Y)+room/2, left)
	more, y := b.set(look.detail, detail, column, y, left)
	runs = append(runs, more...)
	more, _ = b.set(look.forecast, wait, column, y, left)
	runs = append(runs, more...)
	if look.stacked || c.closed {
		return runs
	}
	at := image.Rect(box.Max.X-look.pad-look.wait, box.Min.Y, box.Max.X-look.pad, box.Max.Y)
	room = float64(box.Dy()) - look.figure.height(1) - look.word.height(1)*0.9
	figures, y := b.set(look.figure, []string{strconv.Itoa(c.waiting)}, at, float64(box.Min.Y)+room/2, right)
	words, _ := b.set(look.word, []string{b.t.Waiting(c.waiting)}, at, y-look.word.height(1)*0.1, right)
	return append(append(runs, figures...), words...)
}

// queue says how many wait and for how long: on one line, or on two, or else for
// how long alone, which is what people decide by.
func (b *board) queue(c card, s style, width, height float64) []string {
	many := strconv.Itoa(c.waiting) + "\u00a0" + b.t.Waiting(c.waiting)
	switch both := many + " · " + c.wait; {
	case c.wait == "":
		return []string{many}
	case b.width(s, both) <= width:
		return []string{both}
	case s.height(2) <= height:
		return []string{many, c.wait}
	}
	return []string{c.wait}
}

// examples strings things together as far as they keep to a number of lines: the
// first ones, because the office knows what most people come for.
func (b *board) examples(s style, things []string, width float64, most int) []string {
	var lines []string
	for _, thing := range things {
		last := len(lines) - 1
		switch {
		case last >= 0 && b.width(s, lines[last]+" · "+thing) <= width:
			lines[last] += " · " + thing
		case len(lines) < most && b.width(s, thing) <= width:
			lines = append(lines, thing)
		default:
			return lines
		}
	}
	return lines
}

// grid is how many cards stand side by side, and on how many pages.
type grid struct {
	columns, rows, pages int
	cell                 func(i int) image.Rectangle // of the i-th card of a page
	pager                image.Rectangle             // empty when there is one page
}

// perPage is how many cards a page holds.
func (g grid) perPage() int { return g.columns * g.rows }

// grid lays n cards out in the content of the frame.
func (b *board) grid(n int, look cardLook) grid {
	area, gap := b.frame.content, b.frame.gap
	if b.frame.columns > 1 && !b.frame.compact {
		gap = b.px(1.5)
	}
	g := grid{columns: b.frame.columns, pages: 1}
	rows := func() int { return max(1, (area.Dy()+gap)/(look.least+gap)) }
	if g.rows = (n + g.columns - 1) / g.columns; g.rows > rows() {
		if g.pager = area; !look.stacked {
			g.pager.Min.Y = area.Max.Y - max(b.px(8), b.size.LeastTarget())
			area.Max.Y = g.pager.Min.Y - gap
		} else if !b.pager.Empty() {
			g.pager = b.pager
		} else { // a row of its own would leave one row of cards
			g.pager.Min.X = area.Max.X - b.pagerWidth()
			area.Max.X = g.pager.Min.X - gap
		}
		g.rows = rows()
		g.pages = (n + g.perPage() - 1) / g.perPage()
	}
	g.rows = max(g.rows, 1)
	h := min((area.Dy()-(g.rows-1)*gap)/g.rows, look.most)
	w := (area.Dx() - (g.columns-1)*gap) / g.columns
	top := area.Min.Y
	g.cell = func(i int) image.Rectangle {
		x := area.Min.X + (i%g.columns)*(w+gap)
		y := top + (i/g.columns)*(h+gap)
		return image.Rect(x, y, x+w, y+h)
	}
	return g
}

// pagerWidth is the width of the column with the buttons for the pages.
func (b *board) pagerWidth() int {
	s := b.style(typeface.SemiBold, 2.8, b.th.Ink)
	w := max(b.width(s, b.t.NextPage), b.width(s, b.t.PreviousPage))
	return max(b.size.LeastTarget(), int(w)+b.px(3))
}

// cards adds the page of cards that the model stands on.
func (b *board) cards(cards []card, look cardLook) {
	g := b.grid(len(cards), look)
	page := min(b.m.Page, g.pages-1)
	for i := range g.perPage() {
		if at := page*g.perPage() + i; at < len(cards) {
			b.card(cards[at], g.cell(i), look)
		}
	}
	if g.pages < 2 {
		return
	}
	before, after := g.pager, g.pager
	s := buttonLook{style: b.style(typeface.SemiBold, 2.8, b.th.Ink)}
	where := strconv.Itoa(page+1) + "\u2009/\u2009" + strconv.Itoa(g.pages)
	if !look.stacked {
		third := (g.pager.Dx() - 2*b.frame.gap) / 3
		before.Max.X = before.Min.X + third
		after.Min.X = after.Max.X - third
	} else {
		h := max(b.size.LeastTarget(), (g.pager.Dy()-b.px(8))/2)
		before.Max.Y = before.Min.Y + h
		after.Min.Y = after.Max.Y - h
	}
	if page > 0 {
		b.button(kiosk.TargetPage+strconv.Itoa(page-1), b.t.PreviousPage, b.t.PreviousPage, before, s)
	}
	between := image.Rect(before.Max.X, g.pager.Min.Y, after.Min.X, g.pager.Max.Y)
	if look.stacked {
		between = image.Rect(g.pager.Min.X, before.Max.Y, g.pager.Max.X, after.Min.Y)
	}
	count := b.style(typeface.SemiBold, 2.8, b.th.Quiet)
	if float64(between.Dy()) >= count.height(1) {
		runs, _ := b.set(count, []string{where}, between, float64(between.Min.Y)+(float64(between.Dy())-count.height(1))/2, centre)
		b.add(scene.Item{Kind: scene.Text, Box: between, Runs: runs, Say: fmt.Sprintf(b.t.Page, page+1, g.pages)})
	}
	if page < g.pages-1 {
		b.button(kiosk.TargetPage+strconv.Itoa(page+1), b.t.NextPage, b.t.NextPage, after, s)
	}
}
