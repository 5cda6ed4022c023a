package panel

import (
	"image"
	"image/color"
	"math"

	"numerek/appliance/kiosk"
	"numerek/appliance/kiosk/technician"
	"numerek/appliance/kiosk/words"
	"numerek/appliance/lettering"
	"numerek/appliance/scene"
	"numerek/appliance/typeface"
)

// Nearer is how much smaller the technician's letters may be than the citizens':
// somebody with a key in the hand stands at the glass.
const Nearer = 0.75

// sheet is where a scene is put together.
type sheet struct {
	m     kiosk.Model
	mode  technician.Mode
	t     text
	th    scene.Theme
	set   lettering.Setter
	size  scene.Size
	u     float64
	least float64 // the smallest lettering
	scale float64 // of tables, in parts of the least: larger where there is room
	tall  bool
	// The fixed parts.
	band, body, tabs image.Rectangle
	pad, gap, target int
	items            []scene.Item
}

// Scene is the whole look of the service mode on a panel.
func Scene(m kiosk.Model, size scene.Size, f *typeface.Fonts) scene.Scene {
	s := &sheet{
		m: m, mode: m.Technician, t: textIn(m.Technician.Language), th: scene.NewTheme(m.Catalog.Colour),
		set: lettering.Setter{Fonts: f}, size: size, u: size.Unit(), least: math.Ceil(size.LeastText() * Nearer),
		tall: size.H > size.W, gap: size.Gap(), target: size.LeastTarget(),
	}
	s.th.Band, s.th.BandInk = s.th.Ink, s.th.Ground
	s.pad, s.scale = s.px(1.5), 1
	switch {
	case s.tall:
		s.pad, s.scale = s.px(2.5), 1.3
	case size.Large():
		s.scale = 1.3
	case s.u > 6:
		s.scale = 1.15
	}
	s.lay()
	switch s.mode.Page {
	case technician.PIN:
		s.pin()
	case technician.Version:
		s.version()
	case technician.Printer:
		s.printer()
	case technician.Status:
		s.status()
	case technician.Tickets:
		s.tickets()
	case technician.Ticket:
		s.ticket()
	case technician.Tests:
		s.tests()
	case technician.Touch:
		s.touch()
	case technician.Glass:
		s.glass()
	case technician.Confirm:
		s.confirm()
	case technician.Overview, technician.Closed:
		s.overview()
	}
	s.ring()
	return scene.Scene{
		Size: size, Lang: s.mode.Language, Name: "technician-" + string(s.mode.Page), Ground: s.th.Ground,
		Voice: words.In(s.mode.Language).Voice, Items: s.items,
	}
}

// lay places the fixed parts: the band at the top, the tabs at the bottom.
func (s *sheet) lay() {
	air := max(s.px(0.8), s.gap/2)
	if s.tall {
		air = s.px(1.5)
	}
	s.band = image.Rect(0, 0, s.size.W, s.target+2*air)
	s.tabs = image.Rect(s.pad, s.size.H-air-s.target, s.size.W-s.pad, s.size.H-air)
	s.body = image.Rect(s.pad, s.band.Max.Y+air, s.size.W-s.pad, s.tabs.Min.Y-max(air, s.gap))
}

func (s *sheet) px(units float64) int { return int(math.Round(units * s.u)) }

func (s *sheet) add(items ...scene.Item) { s.items = append(s.items, items...) }

// style is lettering of a size in parts of the least.
func (s *sheet) style(w typeface.Weight, times float64, ink color.RGBA) lettering.Style {
	return lettering.Style{Weight: w, Px: math.Round(s.least * times), Ink: ink}
}

// paragraph adds a text from the top of a column and returns the y below it.
func (s *sheet) paragraph(kind scene.Kind, st lettering.Style, said string, column image.Rectangle, y float64, most int) float64 {
	if said == "" {
		return y
	}
	lines := s.set.Cut(st, said, float64(column.Dx()), most)
	runs, below := s.set.Set(st, lines, column, y, lettering.Left)
	s.add(scene.Item{
		Kind: kind, Say: words.Plain(said), Runs: runs,
		Box: image.Rect(column.Min.X-s.px(0.3), int(y), column.Max.X, int(math.Ceil(below))),
	})
	return below
}

// head adds the band: where one is, the language that one does not read, the end.
func (s *sheet) head(title string) {
	s.add(scene.Item{Box: s.band, Fill: s.th.Band})
	finish, other := s.t.finish, s.t.other
	if s.mode.Page == technician.PIN {
		finish = s.t.cancel
	}
	st := s.style(typeface.SemiBold, 1, s.th.BandInk)
	y := s.band.Min.Y + (s.band.Dy()-s.target)/2
	wide := func(label string) int { return max(s.target, int(s.set.Width(st, label))+2*s.px(2)) }
	end := image.Rect(s.size.W-s.pad-wide(finish), y, s.size.W-s.pad, y+s.target)
	language := image.Rect(end.Min.X-s.gap-wide(other), y, end.Min.X-s.gap, y+s.target)

	column := image.Rect(s.pad, s.band.Min.Y, language.Min.X-s.gap, s.band.Max.Y)
	small := s.style(typeface.Regular, 1, s.th.BandInk)
	large := s.set.Shrink(s.style(typeface.Bold, 1.6, s.th.BandInk), title, float64(column.Dx()), 1, s.least)
	caption := s.caption()
	top := float64(s.band.Dy()) - large.Height(1) - small.Height(1)
	below := s.paragraph(scene.Text, small, caption, column, top/2, 1)
	s.items[len(s.items)-1].Aside = true
	s.paragraph(scene.Heading, large, title, column, below, 1)

	s.button(technician.TargetLanguage+s.t.otherCode, other, "", language, look{onBand: true})
	it := &s.items[len(s.items)-1]
	it.Lang, it.Voice = s.t.otherCode, words.In(s.t.otherCode).Voice
	s.button(technician.TargetFinish, finish, "", end, look{onBand: true, primary: true})
}

// caption is the line above the title: what this is, which device, what hour.
func (s *sheet) caption() string {
	said := s.t.service
	if d := s.mode.Info.Device; d != "" {
		said += " · " + d
	}
	if s.m.Known {
		said += " · " + s.m.OfficeTime().Format("15:04")
	}
	return said
}

// tabBar adds the ways to the pages.
func (s *sheet) tabBar() {
	all := s.mode.Info.Tabs()
	here := s.mode.Page
	if here == technician.Ticket {
		here = technician.Tickets
	}
	for i, box := range split(s.tabs, len(all), s.gap) {
		s.button(technician.TargetPage+string(all[i]), s.t.pages[all[i]], "", box, look{on: all[i] == here, place: i + 1, of: len(all)})
	}
}

// split cuts a row into boxes of one width.
func split(row image.Rectangle, n, gap int) []image.Rectangle {
	boxes := make([]image.Rectangle, n)
	for i := range boxes {
		left := row.Min.X + i*(row.Dx()+gap)/n
		right := row.Min.X + (i+1)*(row.Dx()+gap)/n - gap
		boxes[i] = image.Rect(left, row.Min.Y, right, row.Max.Y)
	}
	return boxes
}

// look is what varies between buttons.
type look struct {
	primary, onBand, on bool
	off                 bool // cannot be chosen now
	place, of           int
	size                float64 // of the label in parts of the least; 1 if zero
}

// button adds a thing to choose, with a label and what stands below it.
func (s *sheet) button(target, label, detail string, box image.Rectangle, l look) {
	it := scene.Item{
		Kind: scene.Button, Target: target, Box: box, Radius: s.u, Fill: s.th.Card, Say: words.Plain(label), On: l.on, Place: l.place, Of: l.of,
	}
	if detail != "" {
		it.Say += ", " + words.Plain(detail)
	}
	ink := s.th.Ink
	pressed := s.m.Pressed == target
	switch {
	case l.off:
		it.Kind, it.Target, it.Fill, ink = scene.Text, "", s.th.Closed, s.th.Quiet
	case l.onBand && l.primary != pressed:
		it.Fill, ink = s.th.BandInk, s.th.Band
	case l.onBand:
		it.Fill, ink = s.th.Band, s.th.BandInk
		it.Outline, it.Stroke = s.th.BandInk, math.Max(2, s.u*0.25)
	case l.primary && pressed:
		it.Fill, ink = s.th.Ink, s.th.Ground
	case l.primary || l.on || pressed:
		it.Fill, ink = s.th.Press, s.th.PressInk
	}
	if l.size == 0 {
		l.size = 1
	}
	column := box.Inset(s.px(0.6))
	st := s.set.Shrink(s.style(typeface.SemiBold, l.size, ink), label, float64(column.Dx()), 2, s.least)
	small := s.style(typeface.Regular, 1, ink)
	lines := s.set.Balance(st, label, float64(column.Dx()))
	var more []string
	if detail != "" {
		more = s.set.Cut(small, detail, float64(column.Dx()), 2)
	}
	room := float64(box.Dy()) - st.Height(len(lines)) - small.Height(len(more))
	runs, y := s.set.Set(st, lines, column, float64(box.Min.Y)+room/2, lettering.Centre)
	below, _ := s.set.Set(small, more, column, y, lettering.Centre)
	it.Runs = append(runs, below...)
	s.add(it)
}

// buttons adds a row of them at the bottom of a box and returns the y above it.
func (s *sheet) buttons(box image.Rectangle, all ...action) int {
	row := image.Rect(box.Min.X, box.Max.Y-s.target, box.Max.X, box.Max.Y)
	if s.tall {
		row.Min.Y -= s.px(1)
	}
	for i, b := range split(row, len(all), s.gap) {
		l := all[i].look
		l.place, l.of = i+1, len(all)
		if len(all) == 1 {
			l.place, l.of = 0, 0
		}
		s.button(all[i].target, all[i].label, "", b, l)
	}
	return row.Min.Y - max(s.gap, s.px(1))
}

// action is one button of a row.
type action struct {
	target, label string
	look          look
}

// ring shows where the keys stand.
func (s *sheet) ring() {
	for _, it := range s.items {
		if s.m.Focus == "" || it.Target != s.m.Focus || it.Box.Empty() {
			continue
		}
		w := math.Max(4, math.Round(s.u*0.4))
		s.add(
			scene.Item{Box: it.Box.Inset(-int(w) - 2), Radius: it.Radius + w + 2, Outline: s.th.Focus, Stroke: w},
			scene.Item{Box: it.Box.Inset(-2), Radius: it.Radius + 2, Outline: s.th.FocusGap, Stroke: 2},
		)
		return
	}
}
