package panel

import (
	"image"
	"math"
	"strings"

	"numerek/appliance/kiosk/words"
	"numerek/appliance/lettering"
	"numerek/appliance/scene"
	"numerek/appliance/typeface"
)

// row is one line of a table: what, and how it is.
type row struct {
	label, value string
	head         bool   // a heading over the rows that follow; it has no value
	alarm        bool   // it must be mended
	strong       bool   // it differs from the usual
	lang         string // of the value, where that is not the technician's
	most         int    // lines of the value, where it may be cut; 0 for as many as it needs
}

// table sets rows below each other in a box, as far apart as there is room for,
// up to a comfortable distance. The values stand one below the other; with last
// they stand at the right edge.
func (s *sheet) table(rows []row, box image.Rectangle, last bool) {
	label, value := s.style(typeface.Regular, s.scale, s.th.Quiet), s.style(typeface.SemiBold, s.scale, s.th.Ink)
	if last {
		label.Ink = s.th.Ink
	}
	left := s.left(rows)
	if last {
		values := 0.0
		for _, r := range rows {
			if !r.head {
				values = math.Max(values, s.set.Width(value, r.value))
			}
		}
		left = box.Dx() - int(values) - s.px(1.2)
	}
	set, lines := make([][]string, len(rows)), 0
	for i, r := range rows {
		width := float64(box.Dx() - left - s.px(0.5))
		if set[i] = s.fold(value, r.value, width); r.most > 0 && len(set[i]) > r.most {
			cut := s.set.Cut(value, strings.Join(set[i][r.most-1:], " "), width, 1)
			set[i] = append(set[i][:r.most-1], cut...)
		}
		lines += max(1, len(set[i]))
	}
	air := math.Min((float64(box.Dy())-float64(lines)*value.Line())/float64(len(rows)), value.Line()*0.9)
	y := float64(box.Min.Y)
	for i, r := range rows {
		below := y + value.Height(max(1, len(set[i]))) + air
		s.row(r, set[i], image.Rect(box.Min.X, int(y), box.Max.X, int(below)), left, label, value)
		y = below
	}
}

// left is where the values of a table begin, beside its labels.
func (s *sheet) left(rows []row) int {
	label, widest := s.style(typeface.Regular, s.scale, s.th.Ink), 0.0
	for _, r := range rows {
		if !r.head {
			widest = math.Max(widest, s.set.Width(label, r.label))
		}
	}
	return int(widest) + s.px(2)
}

// fold breaks a text into lines between its words, or within one that is wider
// than a line: an address or a path.
func (s *sheet) fold(st lettering.Style, said string, width float64) (lines []string) {
	wrapped, _ := s.set.Wrap(st, said, width, math.MaxInt)
	for _, line := range wrapped {
		for s.set.Width(st, line) > width {
			cut := 1
			for i := range line {
				if i > 0 && s.set.Width(st, line[:i]) > width {
					break
				}
				cut = max(cut, i)
			}
			lines, line = append(lines, line[:cut]), line[cut:]
		}
		lines = append(lines, line)
	}
	return lines
}

// row sets one row, its value on the given lines.
func (s *sheet) row(r row, set []string, line image.Rectangle, left int, label, value lettering.Style) {
	if r.head {
		st := s.style(typeface.Bold, s.scale, s.th.Ink)
		s.paragraph(scene.Heading, st, r.label, line, float64(line.Max.Y)-st.Line(), 1)
		edge := image.Rect(line.Min.X, line.Max.Y-max(1, s.px(0.1)), line.Max.X, line.Max.Y)
		s.add(scene.Item{Box: edge, Fill: s.th.Quiet})
		return
	}
	it := scene.Item{Kind: scene.Text, Box: line.Inset(-1), Say: words.Plain(r.label + ": " + r.value)}
	values := line
	values.Min.X += left
	if r.alarm {
		wide := 0.0
		for _, l := range set {
			wide = math.Max(wide, s.set.Width(value, l))
		}
		plate := values
		plate.Min.X -= s.px(0.8)
		plate.Max.X = min(plate.Max.X, plate.Min.X+int(wide)+s.px(1.6))
		s.add(scene.Item{Box: plate, Fill: s.th.Notice, Radius: s.u * 0.4})
	}
	if !r.alarm && !r.strong {
		value.Weight = typeface.Regular
	}
	top := float64(line.Min.Y) + (float64(line.Dy())-value.Height(len(set)))/2
	it.Runs, _ = s.set.Set(label, []string{r.label}, line, top, lettering.Left)
	runs, _ := s.set.Set(value, set, values, top, lettering.Left)
	if r.lang != "" { // it is said in another voice
		it.Say, it.Box.Max.X = words.Plain(r.label), values.Min.X-1
		s.add(it)
		it = scene.Item{Kind: scene.Text, Box: values.Inset(-1), Say: words.Plain(r.value), Lang: r.lang, Voice: words.In(r.lang).Voice}
	}
	it.Runs = append(it.Runs, runs...)
	s.add(it)
}

// centred sets a text in the middle of the height of a line; what does not fit on
// so many lines, or in the height, is cut.
func (s *sheet) centred(st lettering.Style, said string, box image.Rectangle, most int) []scene.Run {
	most = max(1, min(most, int(float64(box.Dy())/st.Line())))
	lines := s.set.Cut(st, said, float64(box.Dx()), most)
	runs, _ := s.set.Set(st, lines, box, float64(box.Min.Y)+(float64(box.Dy())-st.Height(len(lines)))/2, lettering.Left)
	return runs
}

// tone is how a line that says how things are is meant.
type tone uint8

const (
	well  tone = iota // with a tick
	calm              // neither well nor ill
	alarm             // somebody must do something
)

// toned is an alarm, or well.
func toned(ill bool) tone {
	if ill {
		return alarm
	}
	return well
}

// plate adds one line that says how things are, and returns the y below it. It is so
// many pixels high at least.
func (s *sheet) plate(said string, is tone, box image.Rectangle, least int) int {
	st := s.set.Shrink(s.style(typeface.Bold, 1.45, s.th.Ink), said, float64(box.Dx()-s.px(9)), 1, s.least)
	h := int(st.Height(1)) + s.px(1.6)
	if s.tall {
		h += s.px(2)
	}
	h = max(h, least)
	at := image.Rect(box.Min.X, box.Min.Y, box.Max.X, box.Min.Y+h)
	it := scene.Item{Kind: scene.Text, Box: at, Fill: s.th.Card, Radius: s.u, Say: words.Plain(said)}
	side := int(st.Px * 0.9)
	icon := image.Rect(0, 0, side, side).Add(image.Pt(at.Min.X+s.px(1.5), at.Min.Y+(h-side)/2))
	column := at
	column.Min.X = icon.Max.X + s.px(1.2)
	switch is {
	case well:
	case calm:
		column.Min.X = icon.Min.X
	case alarm:
		it.Fill, st.Ink = s.th.Notice, s.th.NoticeIn
	}
	it.Runs = s.centred(st, said, column, 1)
	s.add(it)
	switch is {
	case well:
		s.add(scene.Item{Box: icon, Fill: s.th.Ink, Shape: [][]scene.Point{scene.Tick(icon)}})
	case calm:
	case alarm:
		bar := image.Rect(icon.Min.X+side*2/5, icon.Min.Y, icon.Min.X+side*3/5, icon.Min.Y+side*2/3)
		dot := image.Rect(bar.Min.X, icon.Max.Y-bar.Dx(), bar.Max.X, icon.Max.Y)
		s.add(scene.Item{Box: bar, Fill: s.th.NoticeIn}, scene.Item{Box: dot, Fill: s.th.NoticeIn})
	}
	return at.Max.Y + s.px(1)
}

// columns cuts a table in two where the panel lies.
func (s *sheet) columns(rows []row, at int, box image.Rectangle, last bool) {
	if s.tall {
		s.table(rows, box, last)
		return
	}
	half := split(box, 2, s.px(5))
	s.table(rows[:at], half[0], last)
	s.table(rows[at:], half[1], last)
}
