package display

import (
	"image"
	"math"
	"strconv"
	"strings"

	"numerek/appliance/lettering"
	"numerek/appliance/scene"
	"numerek/appliance/typeface"
)

// poster is a screen without calls: what it is, and what to do, in two languages.
type poster struct{ title, how, title2, how2 string }

// away is the poster of a monitor whose server does not answer.
func (b *board) away() poster {
	return poster{title: b.t.away, how: b.t.awayHow, title2: b.t2.away, how2: b.t2.awayHow}
}

// poster adds one where the calls stand otherwise, under the outline of a row.
func (b *board) poster(p poster) {
	area := b.frame.rows[0].Union(b.frame.rows[len(b.frame.rows)-1])
	area.Min.X, area.Max.X = b.frame.left, b.frame.right
	width := float64(area.Dx())
	title := b.Shrink(b.style(typeface.Bold, 9, b.th.Ink), p.title, width, 1, 7*b.u)
	if _, fits := b.Wrap(title, p.title, width, 1); !fits {
		title = b.Shrink(b.style(typeface.Bold, 8.6, b.th.Ink), p.title, width, 2, 5*b.u)
	}
	how := b.style(typeface.Regular, 4.4, b.th.Ink)
	title2 := b.style(typeface.SemiBold, 4.4, b.th.Quiet)
	how2 := b.style(typeface.Regular, 3.4, b.th.Quiet)
	space := 2.5 * b.u
	h := float64(b.outline(image.Rectangle{}))
	height := h + 2*space
	parts := []struct {
		s     lettering.Style
		text  string
		kind  scene.Kind
		above float64
	}{
		{title, p.title, scene.Heading, 0},
		{how, p.how, scene.Text, space * 0.4},
		{title2, p.title2, scene.Text, space * 1.6},
		{how2, p.how2, scene.Text, 0},
	}
	for _, part := range parts {
		if part.text != "" {
			height += part.above + part.s.Height(len(b.lines(part.s, part.text, width, 2)))
		}
	}
	y := float64(area.Min.Y) + math.Max(0, (float64(area.Dy())-height)/2)
	area.Min.Y = int(y)
	b.outline(area)
	y += h + 2*space
	for _, part := range parts {
		if part.text != "" {
			runs, bottom := b.Set(part.s, b.lines(part.s, part.text, width, 2), area, y+part.above, lettering.Left)
			box := image.Rect(area.Min.X, int(y+part.above), area.Max.X, int(math.Ceil(bottom)))
			b.add(scene.Item{Kind: part.kind, Say: part.text, Runs: runs, Box: box})
			y = bottom
		}
	}
}

// outline adds the shape of a call without its number, at the top of an area, and
// returns its height. An empty area only asks for it.
func (b *board) outline(area image.Rectangle) int {
	h := b.pixels(13)
	if area.Empty() {
		return h
	}
	at := func(from, to float64) image.Rectangle {
		return image.Rect(area.Min.X+b.pixels(from), area.Min.Y, area.Min.X+b.pixels(to), area.Min.Y+h)
	}
	number, desk := at(0, 34), at(48, 61)
	tile := at(0, 13)
	first := ""
	if len(b.m.Hall.Departments) > 0 {
		first = b.m.Hall.Departments[0].ID
	}
	b.add(scene.Item{Box: number, Radius: b.u * 1.2, Fill: b.th.Card})
	b.add(scene.Item{Box: tile, Radius: b.u * 1.2, Fill: b.mark(first)})
	b.add(scene.Item{Box: desk, Radius: b.u * 1.2, Fill: b.th.Card})
	arrow := at(37.5, 44.5)
	arrow.Min.Y, arrow.Max.Y = arrow.Min.Y+b.pixels(4.25), arrow.Max.Y-b.pixels(4.25)
	b.add(scene.Item{Box: arrow, Fill: b.th.Dim, Shape: [][]scene.Point{scene.ArrowRight(arrow)}})
	return h
}

// side adds how many wait, or in their place the calls that newer ones have
// pushed out of the list before people could read them.
func (b *board) side(view Screen) {
	if view != ScreenCalls && view != ScreenRest || b.m.Stale() {
		return
	}
	if late := b.pushedOut(); len(late) > 0 {
		b.late(late)
		return
	}
	b.waiting()
}

// pushedOut are the calls that have not stood long enough yet and have no row.
func (b *board) pushedOut() []Row {
	var out []Row
	for i, r := range b.m.Rows {
		if i >= len(b.frame.rows) && b.m.Now.Sub(r.Since) < StandsFor {
			out = append(out, r)
		}
	}
	return out
}

// cells are the places of n small things in the side, as far as there is room
// for them below a heading; the heading is added with them.
func (b *board) cells(n int, title, title2 string, height, space int) []image.Rectangle {
	box := b.frame.side
	s := b.style(typeface.SemiBold, 2.6, b.th.Quiet)
	small := b.style(typeface.Regular, 2.2, b.th.Quiet)
	if b.frame.tall && title2 != "" {
		title, title2 = title+" · "+title2, ""
	}
	bottom := b.paragraph(s, title, box, float64(box.Min.Y), 1)
	bottom = b.paragraph(small, title2, box, bottom, 1)
	y := int(math.Ceil(bottom)) + b.pixels(0.7)
	columns, gap := 1, b.pixels(3)
	if b.frame.tall && n > 1 {
		columns = 2
	}
	w := (box.Dx() - (columns-1)*gap) / columns
	var out []image.Rectangle
	for i := range n {
		x, top := box.Min.X+i%columns*(w+gap), y+i/columns*(height+space)
		if cell := image.Rect(x, top, x+w, top+height); cell.Max.Y <= box.Max.Y {
			out = append(out, cell)
		}
	}
	return out
}

// waiting adds how many wait for each department.
func (b *board) waiting() {
	all := b.m.Hall.Departments
	if len(all) == 0 {
		return
	}
	figure := b.style(typeface.Bold, 5, b.th.Ink)
	name := b.style(typeface.Regular, 2.5, b.th.Quiet)
	widest := 0.0
	for _, d := range all {
		widest = math.Max(widest, b.Width(figure, strconv.Itoa(b.m.Hall.Waiting[d.ID])))
	}
	bar := b.pixels(0.8)
	height := int(math.Max(figure.Height(1), name.Height(2)))
	for i, cell := range b.cells(len(all), b.t.waiting, b.t2.waiting, height, b.pixels(1)) {
		d := all[i]
		n, label := strconv.Itoa(b.m.Hall.Waiting[d.ID]), b.say(d.Name)
		edge := cell
		edge.Max.X = edge.Min.X + bar
		b.add(scene.Item{Box: edge, Radius: float64(bar) / 2, Fill: b.mark(d.ID)})
		cell.Min.X = edge.Max.X + b.pixels(1)
		column := cell
		column.Max.X = column.Min.X + int(math.Ceil(widest))
		it := scene.Item{Kind: scene.Text, Box: cell, Say: label + ": " + n}
		it.Runs, _ = b.Set(figure, []string{n}, column, float64(cell.Min.Y)+(float64(cell.Dy())-figure.Height(1))/2, lettering.Right)
		column.Min.X, column.Max.X = column.Max.X+b.pixels(1.2), cell.Max.X-b.pixels(0.2)
		name := b.Shrink(name, label, float64(column.Dx()), 2, 2*b.u)
		lines := b.Cut(name, label, float64(column.Dx()), 2)
		more, _ := b.Set(name, lines, column, float64(cell.Min.Y)+(float64(cell.Dy())-name.Height(len(lines)))/2, lettering.Left)
		it.Runs = append(it.Runs, more...)
		b.add(it)
	}
}

// late adds calls in small.
func (b *board) late(rows []Row) {
	s := b.style(typeface.Bold, 5, b.th.Ink)
	for i, cell := range b.cells(len(rows), b.t.earlier, b.t2.earlier, int(s.Height(1)), 0) {
		c := rows[i].Call
		text := thin(c.Number)
		cell.Max.X -= b.pixels(1)
		f := b.Shrink(s, text+" → "+strconv.Itoa(c.Desk), float64(cell.Dx()), 1, 3*b.u)
		y := float64(cell.Min.Y) + (float64(cell.Dy())-f.Height(1))/2
		runs, _ := b.Set(f, []string{text}, cell, y, lettering.Left)
		desk, _ := b.Set(f, []string{strconv.Itoa(c.Desk)}, cell, y, lettering.Right)
		b.add(scene.Item{Kind: scene.Text, Box: cell, Runs: append(runs, desk...), Say: b.spoken(c)})
		from, to := runs[0].X+runs[0].Width, desk[0].X
		w, h := 0.62*f.Px, 0.4*f.Px
		x := (from + to - w) / 2
		if w > to-from-0.2*f.Px {
			continue
		}
		top := (float64(cell.Min.Y+cell.Max.Y) - h) / 2
		at := image.Rect(int(x), int(top), int(x+w), int(top+h))
		b.add(scene.Item{Box: at, Fill: b.th.Quiet, Shape: [][]scene.Point{scene.ArrowRight(at)}})
	}
}

// band adds what stands below everything: that the list is stale, what a
// technician needs, or the office's message.
func (b *board) band(view Screen) {
	box := b.frame.band
	s := b.style(typeface.SemiBold, 3.9, b.th.OnNote)
	it := scene.Item{Kind: scene.Text, Box: box, Fill: b.th.Notice}
	var first, also string
	switch {
	case view == ScreenBarred:
		first = b.m.Barred.Line(b.langs[0])
		s = b.style(typeface.Regular, 3, b.th.Quiet)
		it.Fill.A = 0
	case b.m.Stale():
		since := hour(b.m.OfficeTime().Add(b.m.Heard.Sub(b.m.Now)).Clock())
		first = strings.ReplaceAll(b.t.stale, "%s", since)
		also = strings.ReplaceAll(b.t2.stale, "%s", since)
		if b.frame.tall { // nothing else stands there now
			box.Min.Y = b.frame.side.Min.Y
			it.Box = box
		}
	case view != ScreenStarting:
		first, also = b.say(b.m.Hall.Message), b.also(b.m.Hall.Message)
		it.Fill, s.Ink, s.Weight = b.th.Card, b.th.Ink, typeface.Regular
	}
	if first == "" {
		return
	}
	inner := box
	inner.Min.X, inner.Max.X = b.frame.left, box.Max.X-b.frame.left
	width, height := float64(inner.Dx()), float64(inner.Dy())
	if b.m.Stale() { // both languages, whatever it takes
		for ; s.Px > 2*b.u && s.Height(len(b.Face(s).Wrap(first, width))+len(b.Face(s).Wrap(also, width))) > height; s.Px-- {
		}
	}
	room := int(height / s.Line())
	lines := b.Cut(s, first, width, room)
	second := s
	second.Weight = typeface.Regular
	var more []string
	if also != "" {
		if cut, fits := b.Wrap(second, also, width, room-len(lines)); fits {
			more = cut
		}
	}
	if b.m.Stale() && len(lines)+len(more) > 2 { // no word alone on a line
		lines, more = b.Balance(s, first, width), b.Balance(second, also, width)
	}
	y := float64(inner.Min.Y) + (float64(inner.Dy())-s.Height(len(lines)+len(more)))/2
	runs, y := b.Set(s, lines, inner, y, lettering.Left)
	it.Say = first
	if len(more) > 0 {
		also2, _ := b.Set(second, more, inner, y, lettering.Left)
		runs = append(runs, also2...)
		it.Say += " " + also
	}
	it.Runs = runs
	b.add(it)
}
