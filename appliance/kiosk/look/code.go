package look

import (
	"fmt"
	"image"
	"image/color"
	"strings"

	"numerek/appliance/kiosk"
	"numerek/appliance/kiosk/words"
	"numerek/appliance/scene"
	"numerek/appliance/typeface"
)

// showsCode says that the way to the keypad is on this screen: it is on the first.
func (b *board) showsCode() bool { return b.first() && b.m.TakesCodes() }

// codePlace takes room from the cards for the way to the keypad: a band below
// them, or on the smallest panels a column beside them, where the pages are turned
// too. Where everything is low it shares the row of the priority switch.
func (b *board) codePlace(cards int, look cardLook) image.Rectangle {
	if !b.showsCode() {
		return image.Rectangle{}
	}
	area, gap := &b.frame.content, b.frame.gap
	band := *area
	if row := &b.frame.priority; b.frame.tall && b.m.Low {
		band = *row
		if b.showsPriority() {
			band.Max.X = (row.Min.X + row.Max.X - gap) / 2
			row.Min.X = band.Max.X + gap
		}
		return band
	}
	if !look.stacked {
		h := b.px(12)
		if !b.frame.tall && !b.frame.compact {
			h = b.px(11)
		}
		band.Min.Y = band.Max.Y - h
		area.Max.Y = band.Min.Y - max(gap, b.px(2))
		return band
	}
	band.Min.X = band.Max.X - b.pagerWidth()
	area.Max.X = band.Min.X - gap
	rows := (cards + b.frame.columns - 1) / b.frame.columns
	if rows > max(1, (area.Dy()+gap)/(look.least+gap)) {
		b.pager = band
		band.Max.Y = band.Max.Y - 2*(b.size.LeastTarget()+gap)
		b.pager.Min.Y = band.Max.Y + gap
	}
	return band
}

// codeBand adds the way to the keypad: a plate in the office's colour that points
// the way like a sign in the street, unlike every other thing.
func (b *board) codeBand(box image.Rectangle) {
	if box.Empty() {
		return
	}
	t, ground, ink := b.t.Code, b.th.Band, b.th.BandInk
	if b.m.Pressed == kiosk.TargetCode {
		ground, ink = b.th.Ink, b.th.Ground
	}
	tip := box.Dy() / 2
	if b.frame.compact && b.u < 6 {
		tip = 0
	}
	body := box
	body.Max.X -= tip
	if b.m.Contrast && b.m.Pressed != kiosk.TargetCode { // an outline instead of a fill
		b.plate(body, tip, 0, b.th.CardEdge)
		b.plate(body, tip, max(2, b.px(b.th.Stroke)), b.th.Ground)
		ink = b.th.Ink
	} else {
		b.plate(body, tip, 0, ground)
	}
	it := scene.Item{Kind: scene.Button, Target: kiosk.TargetCode, Box: box, Say: words.Plain(join(t.Have, t.HaveDetail))}
	column := body.Inset(b.px(1))
	label, detail := b.style(typeface.Bold, 4.4, ink), b.style(typeface.Regular, 2.8, ink)
	if tip == 0 {
		label = b.style(typeface.SemiBold, 3, ink)
		lines, _ := b.wrap(label, t.HaveShort, float64(column.Dx()), 3)
		it.Runs, _ = b.set(label, lines, column, float64(box.Min.Y)+(float64(box.Dy())-label.height(len(lines)))/2, centre)
		b.add(it)
		return
	}
	pad := b.pad(body, ink)
	column.Min.X = pad.Max.X + b.px(3)
	name := t.Have
	if label = b.shrink(label, name, float64(column.Dx()), 1); b.width(label, name) > float64(column.Dx()) {
		name = t.HaveShort
	}
	if b.frame.tall && b.m.Low {
		label.px = min(label.px, b.style(typeface.Bold, 3.2, ink).px)
	}
	h := label.height(1)
	both := h+detail.height(1)+b.u <= float64(box.Dy()) && b.width(detail, t.HaveDetail) <= float64(column.Dx())
	if both {
		h += detail.height(1)
	}
	runs, y := b.set(label, []string{name}, column, float64(box.Min.Y)+(float64(box.Dy())-h)/2, left)
	if both {
		more, _ := b.set(detail, []string{t.HaveDetail}, column, y, left)
		runs = append(runs, more...)
	}
	it.Runs = runs
	b.add(it)
}

// plate adds a ground with a tip that points to the right, so many pixels inside its edge.
func (b *board) plate(body image.Rectangle, tip, inset int, ground color.RGBA) {
	top, bottom := float64(body.Min.Y+inset), float64(body.Max.Y-inset)
	inner := body.Inset(inset)
	inner.Max.X = body.Max.X
	if tip == 0 {
		inner = body.Inset(inset)
	}
	b.add(scene.Item{Box: inner, Fill: ground})
	if tip == 0 {
		return
	}
	at := image.Rect(body.Max.X, body.Min.Y+inset, body.Max.X+tip-inset, body.Max.Y-inset)
	b.add(scene.Item{Box: at, Fill: ground, Shape: [][]scene.Point{{
		{X: float64(at.Min.X), Y: top}, {X: float64(at.Max.X), Y: (top + bottom) / 2}, {X: float64(at.Min.X), Y: bottom},
	}}})
}

// pad adds a small picture of a keypad at the left of a box and returns its place.
func (b *board) pad(box image.Rectangle, ink color.RGBA) image.Rectangle {
	side := box.Dy() / 2
	at := image.Rect(0, 0, side, side).Add(image.Pt(box.Min.X+b.px(3), box.Min.Y+(box.Dy()-side)/2))
	dot := side / 4
	step := (side - dot) / 2
	for i := range 9 {
		key := image.Rect(0, 0, dot, dot).Add(image.Pt(at.Min.X+i%3*step, at.Min.Y+i/3*step))
		b.add(scene.Item{Box: key, Radius: float64(dot) / 4, Fill: ink})
	}
	return at
}

// keypad asks for the code from an SMS.
func (b *board) keypad() {
	b.top("", b.t.Code.Ask)
	area, gap := b.frame.content, b.frame.gap
	if b.frame.tall { // nothing stands in the row of the priority switch
		area.Max.Y = b.frame.priority.Max.Y - b.px(1)
	}
	hint := b.style(typeface.Regular, 3.2, b.th.Quiet)
	field, keys := area, area
	columns := 3
	if b.frame.tall {
		field.Max.Y = field.Min.Y + b.px(15)
		keys.Min.Y = field.Max.Y + b.px(3) + int(hint.height(1)) + b.px(1)
		keys.Max.Y = min(keys.Max.Y, keys.Min.Y+4*b.px(18)+3*gap)
	} else {
		width := b.px(66)
		if b.frame.compact && b.u < 6 {
			columns, width = 4, 3*b.px(15)+b.wordKey()+3*gap
		}
		keys.Min.X = keys.Max.X - width
		field.Max.X = keys.Min.X - b.px(4)
		field.Max.Y = min(field.Min.Y+b.px(20), field.Max.Y-int(hint.height(2))-gap)
	}
	b.field(field)
	below := image.Rect(field.Min.X, field.Max.Y+b.px(1.5), field.Max.X, area.Max.Y)
	if b.m.Slip == kiosk.SlipDigit {
		b.notice(b.t.Code.SlipDigit, below, float64(below.Min.Y))
	} else if y := fmt.Sprintf(b.t.Code.Digits, b.m.Catalog.CodeDigits); b.m.Slip == kiosk.SlipShort {
		b.notice(y, below, float64(below.Min.Y))
	} else {
		b.paragraph(scene.Text, hint, y, below, float64(below.Min.Y), left)
	}
	b.keys(keys, columns)
	b.bottom()
}

// field shows the digits in two groups, and the places that are still empty.
func (b *board) field(box image.Rectangle) {
	n := b.m.Catalog.CodeDigits
	s := style{weight: typeface.Bold, px: 100, ink: b.th.Ink}
	cell := b.width(s, "0") * 1.14
	const apart = 0.55 // of a cell, between the groups
	room := cell * (float64(n) + apart)
	s.px = min(100*float64(box.Dx()-2*b.px(3))/room, float64(box.Dy())*0.72)
	cell = b.width(s, "0") * 1.14
	room = cell * (float64(n) + apart)
	code := string(b.m.Code)
	it := scene.Item{
		Kind: scene.Text, Box: box, Radius: b.u, Fill: b.th.Ground, Outline: b.th.Ink, Stroke: max(2, b.u*0.3),
		Say: b.typed(),
	}
	var empty []scene.Item
	x := float64(box.Min.X) + (float64(box.Dx())-room)/2
	baseline := float64(box.Min.Y) + (float64(box.Dy())+b.face(s).CapHeight())/2
	for i := range n {
		if i == n/2 {
			x += cell * apart
		}
		if i < len(code) {
			digit := code[i : i+1]
			w := b.width(s, digit)
			it.Runs = append(it.Runs, scene.Run{
				Text: digit, Weight: s.weight, Px: s.px, Ink: s.ink, X: x + (cell-w)/2, Baseline: baseline, Width: w,
			})
		} else {
			place := image.Rect(int(x+cell*0.16), int(baseline-b.u*0.2), int(x+cell*0.84), int(baseline+b.u*0.4)+1)
			empty = append(empty, scene.Item{Box: place, Fill: b.th.Quiet})
		}
		x += cell
	}
	b.add(it)
	b.add(empty...)
}

// typed says what is in the field.
func (b *board) typed() string {
	said := fmt.Sprintf(b.t.Code.Typed, len(b.m.Code), b.m.Catalog.CodeDigits)
	if b.m.Code != "" {
		said += ": " + strings.Join(strings.Split(string(b.m.Code), ""), " ")
	}
	return said
}

// wordKey is the width of a key with a word on it.
func (b *board) wordKey() int {
	s, widest := b.style(typeface.SemiBold, 2.8, b.th.Ink), 0.0
	for word := range strings.FieldsSeq(b.t.Code.Erase + " " + b.t.Code.Clear) {
		widest = max(widest, b.width(s, word))
	}
	return max(b.size.LeastTarget(), int(widest)+b.px(3))
}

// keys adds the twelve keys: a telephone's, or on the smallest panels three rows of four.
func (b *board) keys(area image.Rectangle, columns int) {
	order := []string{"1", "2", "3", "4", "5", "6", "7", "8", "9", kiosk.TargetErase, "0", kiosk.TargetClear}
	if columns == 4 {
		order = []string{"1", "2", "3", kiosk.TargetErase, "4", "5", "6", "0", "7", "8", "9", kiosk.TargetClear}
	}
	gap, rows := b.frame.gap, len(order)/columns
	w, h := (area.Dx()-(columns-1)*gap)/columns, (area.Dy()-(rows-1)*gap)/rows
	if columns == 4 { // the words stand in a column of their own
		w = (area.Dx() - b.wordKey() - 3*gap) / 3
	}
	digit, word := b.style(typeface.Bold, 6, b.th.Ink), b.style(typeface.SemiBold, 2.8, b.th.Ink)
	if b.frame.tall {
		word = b.style(typeface.SemiBold, 3.3, b.th.Ink)
	}
	for i, key := range order {
		box := image.Rect(0, 0, w, h).Add(image.Pt(area.Min.X+i%columns*(w+gap), area.Min.Y+i/columns*(h+gap)))
		if i%columns == 3 {
			box.Max.X = area.Max.X
		}
		look := buttonLook{style: digit, place: i + 1, of: len(order)}
		switch key {
		case kiosk.TargetErase:
			look.style = word
			b.button(key, b.t.Code.Erase, b.t.Code.EraseSay, box, look)
		case kiosk.TargetClear:
			look.style = word
			b.button(key, b.t.Code.Clear, b.t.Code.ClearSay, box, look)
		default:
			b.button(kiosk.TargetDigit+key, key, key, box, look)
		}
		if key == "5" { // where fingers find the middle
			ink := b.th.Ink
			if b.m.Pressed == kiosk.TargetDigit+key {
				ink = b.th.PressInk
			}
			y := (box.Min.Y+box.Max.Y)/2 + int(digit.px*0.44)
			x := (box.Min.X + box.Max.X) / 2
			b.add(scene.Item{Box: image.Rect(x-b.px(1.3), y, x+b.px(1.3), y+max(3, b.px(0.5))), Fill: ink})
		}
	}
}
