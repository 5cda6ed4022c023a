package look

import (
	"fmt"
	"image"
	"strings"

	"numerek/appliance/kiosk"
	"numerek/appliance/kiosk/technician/panel"
	"numerek/appliance/kiosk/words"
	"numerek/appliance/scene"
	"numerek/appliance/typeface"
)

// Scene is the whole look of the kiosk on a panel.
func Scene(m kiosk.Model, size scene.Size, f *typeface.Fonts) scene.Scene {
	if m.View() == kiosk.ScreenTechnician {
		return panel.Scene(m, size, f)
	}
	b := &board{m: m, t: words.In(m.Language), f: f, size: size, u: size.Unit(), least: size.LeastText()}
	b.th = scene.NewTheme(m.Catalog.Colour)
	if m.Contrast {
		b.th = scene.HighContrast()
	}
	b.frame = newFrame(size, m.Low && reachesDown(size))
	view := m.View()
	switch view {
	case kiosk.ScreenHome:
		b.home()
	case kiosk.ScreenServices:
		b.services()
	case kiosk.ScreenCode:
		b.keypad()
	case kiosk.ScreenDimmed:
		b.dimmed()
	case kiosk.ScreenIssuing, kiosk.ScreenPrinting, kiosk.ScreenTake, kiosk.ScreenShown, kiosk.ScreenAsk, kiosk.ScreenAgain:
		b.number(view)
	default:
		b.message(view)
	}
	b.ring()
	if m.Speaking { // the last, so that one step back from a new screen leads to it
		b.ear(scene.Button, kiosk.TargetVolume, fmt.Sprintf(b.t.Volume, m.Volume, kiosk.Volumes))
	}
	return scene.Scene{
		Size: size, Lang: m.Language, Name: string(view), Ground: b.th.Ground, Voice: b.t.Voice, Items: b.items,
	}
}

// top adds the band with the office and the clock, and the question; it returns
// the y below them.
func (b *board) top(caption, question string) float64 {
	b.head(caption, question)
	if b.frame.compact {
		return float64(b.frame.band.Max.Y)
	}
	return b.question(caption, question)
}

// head adds the band with the office and the clock, and on small panels the question.
func (b *board) head(caption, question string) {
	fr, m := b.frame, b.m
	b.add(scene.Item{Box: fr.band, Fill: b.th.Band})
	clock := b.clock()
	office := m.Catalog.OfficeName.In(m.Language, m.Catalog.Languages...)
	place := m.Catalog.LocationName.In(m.Language, m.Catalog.Languages...)
	if fr.compact {
		b.compactTop(office, caption, question)
		return
	}
	column := image.Rect(fr.margin, fr.band.Min.Y, clock.Min.X-b.px(2), fr.band.Max.Y)
	name := b.shrink(b.style(typeface.SemiBold, 3.4, b.th.BandInk), office, float64(column.Dx()), 1)
	where := b.style(typeface.Regular, 2.8, b.th.BandInk)
	if fr.tall {
		h := name.height(1) + where.height(1)
		y := float64(fr.band.Max.Y) - (float64(b.px(12))+h)/2
		y = b.always(name, office, column, y)
		b.always(where, place, column, y)
	} else {
		y := float64(fr.band.Min.Y) + (float64(fr.band.Dy())-name.height(1))/2
		b.always(name, office, column, y)
		column.Min.X += int(b.width(name, office)) + b.px(3)
		if b.width(where, place) <= float64(column.Dx()) {
			y += name.height(1) - where.height(1) - (name.px-where.px)*0.1
			b.always(where, place, column, y)
		}
	}
}

// always adds a text that stands on every screen.
func (b *board) always(s style, text string, column image.Rectangle, y float64) float64 {
	below := b.paragraph(scene.Text, s, text, column, y, left)
	if text != "" {
		b.aside()
	}
	return below
}

// clock adds the hour of the office and returns its box. Before the first
// catalogue nobody knows the office's zone, and there is no hour to show.
func (b *board) clock() image.Rectangle {
	fr := b.frame
	if !b.m.Known {
		return image.Rectangle{Min: image.Pt(fr.band.Max.X-fr.margin, fr.band.Min.Y), Max: fr.band.Max}
	}
	hour := b.style(typeface.Bold, 4.6, b.th.BandInk)
	if fr.compact {
		hour = b.style(typeface.Bold, 4.2, b.th.BandInk)
	}
	now := b.m.OfficeTime()
	text := now.Format("15:04") // always as wide
	demo := b.t.DemoClock
	if fr.compact {
		demo = "DEMO"
	}
	w := int(b.width(hour, "00:00")) + 2
	note := b.style(typeface.Regular, 2.8, b.th.BandInk)
	note.px, note.lesser = note.px*0.8, true
	if b.m.Catalog.DemoClock {
		w = max(w, int(b.width(note, demo))+2)
	}
	h := hour.height(1)
	if b.m.Catalog.DemoClock {
		h += note.height(1)
	}
	head := fr.band
	if fr.tall {
		head.Min.Y = fr.band.Max.Y - b.px(12)
	}
	y := float64(head.Min.Y) + (float64(head.Dy())-h)/2
	box := image.Rect(fr.band.Max.X-fr.margin-w, int(y), fr.band.Max.X-fr.margin, int(y+h)+1)
	runs, y := b.set(hour, []string{text}, box, y, right)
	say := text
	if b.m.Catalog.DemoClock {
		more, _ := b.set(note, []string{demo}, box, y, right)
		runs = append(runs, more...)
		say += ", " + b.t.DemoClock
	}
	b.add(scene.Item{Kind: scene.Text, Box: box, Runs: runs, Say: say, Aside: true})
	return box
}

// question adds what the screen asks, below a caption that says where one is.
func (b *board) question(caption, question string) float64 {
	box := b.frame.question
	if !b.frame.tall && b.showsPriority() {
		box.Max.X = b.frame.priority.Min.X - b.px(3)
	}
	width := float64(box.Dx())
	units, lines := 5.6, 2
	if !b.frame.tall {
		units, lines = 4.8, 1
	}
	s := b.shrink(b.style(typeface.Bold, units, b.th.Ink), question, width, lines)
	y := float64(box.Min.Y)
	if b.alarm {
		if b.frame.tall {
			y -= 2.5 * b.u
		}
		y = b.notice(caption, box, y)
		if b.frame.tall {
			y += b.u
		}
	} else if caption != "" {
		y = b.paragraph(scene.Text, b.style(typeface.SemiBold, 2.9, b.th.Quiet), caption, box, y, left)
	} else if !b.frame.tall {
		y += (float64(box.Dy()) - s.height(1)) / 2
	}
	return b.paragraph(scene.Heading, s, question, box, y, left)
}

// notice adds a caption that people must not miss, on a ground of its own.
func (b *board) notice(caption string, box image.Rectangle, y float64) float64 {
	s := b.style(typeface.SemiBold, 2.9, b.th.NoticeIn)
	pad := b.px(1)
	box.Min.X += pad
	y = b.paragraph(scene.Text, s, caption, box, y, left)
	it := &b.items[len(b.items)-1]
	it.Box.Min.X -= pad
	it.Box.Max.X = min(box.Min.X+int(b.width(s, caption))+1+pad, box.Max.X)
	it.Fill, it.Radius = b.th.Notice, b.u*0.6
	it.Outline, it.Stroke = b.th.CardEdge, b.th.Stroke*b.u
	return y
}

// compactTop is the band of the small panels.
func (b *board) compactTop(office, caption, question string) {
	box := b.frame.question
	if !b.showsPriority() {
		box.Max.X = b.frame.band.Max.X - b.px(18)
	}
	where := caption == ""
	if where {
		caption = office
	}
	small := b.style(typeface.Regular, 2.8, b.th.BandInk)
	small.px, small.lesser = b.least*0.82, true
	width := float64(box.Dx())
	s := b.shrink(b.style(typeface.Bold, 4.2, b.th.BandInk), question, width, 2)
	lines, _ := b.wrap(s, question, width, 2)
	h := s.height(len(lines))
	_, captioned := b.wrap(small, caption, width, 1)
	captioned = captioned && h+small.height(1) <= float64(box.Dy())
	if captioned {
		h += small.height(1)
	}
	y := float64(box.Min.Y) + (float64(box.Dy())-h)/2
	if captioned {
		if y = b.paragraph(scene.Text, small, caption, box, y, left); where && office != "" {
			b.aside()
		}
	} else if !where {
		b.ear(scene.Text, "", caption)
	}
	b.paragraph(scene.Heading, s, question, box, y, left)
}

// showsPriority says that the switch for a ticket with priority is on the screen.
func (b *board) showsPriority() bool {
	view := b.m.View()
	return b.m.Catalog.PriorityOffered && (view == kiosk.ScreenHome || view == kiosk.ScreenServices)
}

// first says that nothing lies behind this screen.
func (b *board) first() bool {
	switch b.m.View() {
	case kiosk.ScreenHome, kiosk.ScreenOffline, kiosk.ScreenClosed, kiosk.ScreenBroken:
		return true
	case kiosk.ScreenServices:
		return b.m.OnlyDepartment() != ""
	default:
		// There is a step before it.
	}
	return false
}

// bottom adds the rows that stand on every screen where a person chooses.
func (b *board) bottom() {
	fr, t, m := b.frame, b.t, b.m
	if b.showsPriority() {
		b.prioritySwitch()
	}
	small := buttonLook{style: b.style(typeface.SemiBold, 2.8, b.th.Ink)}
	first := b.first()
	if m.OffersLanguages() && (!fr.compact || first) {
		b.languages()
	}
	if !first {
		back := small
		back.arrow = true
		b.button(kiosk.TargetBack, t.Back, t.Back, fr.back, back)
	}
	if !first || !fr.compact && !m.Clean() {
		b.button(kiosk.TargetRestart, t.Restart, t.Restart, fr.restart, small)
	}
	if reachesDown(b.size) {
		b.aid(kiosk.TargetLow, t.Low, t.LowSay, fr.low, m.Low)
	}
	b.aid(kiosk.TargetContrast, t.Contrast, t.ContrastSay, fr.contrast, m.Contrast)
}

// aid adds a switch for a way of using the kiosk.
func (b *board) aid(target, label, say string, box image.Rectangle, on bool) {
	b.button(target, label, say, box, buttonLook{style: b.style(typeface.SemiBold, 2.8, b.th.Ink), on: on})
	b.items[len(b.items)-1].Kind = scene.Switch
}

// languages adds the languages as words, each in its own.
func (b *board) languages() {
	fr := b.frame
	langs := b.m.Catalog.Languages
	if len(langs) == 0 {
		langs = words.Languages()
	}
	s := b.style(typeface.SemiBold, 2.8, b.th.Ink)
	total := 0.0
	widths := make([]float64, len(langs))
	for i, l := range langs {
		widths[i] = max(b.width(s, words.In(l).Language), float64(b.size.LeastTarget())-2*b.u)
		total += widths[i]
	}
	// What is left over is shared, so that the row is as wide as its frame.
	spare := (float64(fr.languages.Dx()) - total - float64(fr.gap*(len(langs)-1))) / float64(len(langs))
	x := float64(fr.languages.Min.X)
	for i, l := range langs {
		box := image.Rect(int(x), fr.languages.Min.Y, int(x+widths[i]+spare), fr.languages.Max.Y)
		if i == len(langs)-1 {
			box.Max.X = fr.languages.Max.X
		}
		name := words.In(l).Language
		b.button(kiosk.TargetLanguage+l, name, name, box, buttonLook{
			style: s, on: l == b.m.Language, place: i + 1, of: len(langs),
		})
		it := &b.items[len(b.items)-1]
		it.Lang, it.Voice = l, words.In(l).Voice
		x += widths[i] + spare + float64(fr.gap)
	}
}

// prioritySwitch adds the switch for a ticket with priority: a pill, unlike
// every other thing, with a box that is ticked.
func (b *board) prioritySwitch() {
	box := b.frame.priority
	label := b.t.Priority
	if b.frame.compact || box.Dx() < b.px(60) { // it shares its row
		label = b.t.PriorityShort
	}
	s := b.style(typeface.SemiBold, 2.8, b.th.Ink)
	it := scene.Item{
		Kind: scene.Switch, Target: kiosk.TargetPriority, Box: box, Radius: float64(box.Dy()) / 2, Say: words.Plain(b.t.PrioritySay),
		Fill: b.th.Ground, Outline: b.th.Band, Stroke: max(2, b.u*0.25), On: b.m.Priority,
	}
	if b.m.Contrast {
		it.Outline = b.th.CardEdge
	}
	mark := b.th.Band
	if b.m.Contrast {
		mark = b.th.CardEdge
	}
	if b.m.Priority || b.m.Pressed == kiosk.TargetPriority {
		it.Fill, s.ink, mark = b.th.Press, b.th.PressInk, b.th.PressInk
	}
	side := b.px(3.6)
	if b.frame.compact {
		side = int(s.px)
	}
	w := b.width(s, label)
	x := float64(box.Min.X) + (float64(box.Dx())-w-float64(side)-2*b.u)/2
	tick := image.Rect(int(x), 0, int(x)+side, side).Add(image.Pt(0, box.Min.Y+(box.Dy()-side)/2))
	column := image.Rect(tick.Max.X+b.px(2), box.Min.Y, box.Max.X, box.Max.Y)
	it.Runs, _ = b.set(s, []string{label}, column, float64(box.Min.Y)+(float64(box.Dy())-s.height(1))/2, left)
	b.add(it)
	b.add(scene.Item{Box: tick, Radius: b.u * 0.5, Outline: mark, Stroke: max(2, b.u*0.3), Fill: it.Fill})
	if b.m.Priority {
		b.add(scene.Item{Box: tick, Fill: mark, Shape: [][]scene.Point{scene.Tick(tick)}})
	}
}

// numberText writes a number with the thin space that it has everywhere.
func numberText(number string) string { return strings.ReplaceAll(number, " ", "\u2009") }
