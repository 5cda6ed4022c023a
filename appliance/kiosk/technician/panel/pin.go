package panel

import (
	"fmt"
	"image"
	"math"
	"time"

	"numerek/appliance/kiosk/technician"
	"numerek/appliance/scene"
	"numerek/appliance/typeface"
)

// pin asks for the PIN. It shows how many digits were typed, never which, and
// not how many there must be.
func (s *sheet) pin() {
	s.head(s.t.askPIN)
	area := image.Rect(s.body.Min.X, s.body.Min.Y, s.body.Max.X, s.tabs.Max.Y)
	field, keys := area, area
	if s.tall {
		width := s.px(64)
		field.Min.X, field.Max.X = (s.size.W-width)/2, (s.size.W+width)/2
		field.Min.Y = area.Min.Y + s.px(10)
		field.Max.Y = field.Min.Y + s.px(14)
		keys = image.Rect(field.Min.X, field.Max.Y+s.px(12), field.Max.X, field.Max.Y+s.px(12)+4*s.px(14)+3*s.gap)
	} else {
		keys.Min.X = area.Max.X - min(area.Dx()/2, s.px(70))
		field.Max.X = keys.Min.X - s.px(4)
		field.Max.Y = field.Min.Y + s.px(16)
	}
	s.dots(field)
	said, alarm := fmt.Sprintf(s.t.typed, len(s.mode.Digits)), false
	switch left := s.mode.PausedFor(s.m.Now); {
	case left > 0:
		said, alarm = fmt.Sprintf(s.t.pausedPIN, s.lasted(left+time.Second-1)), true
	case s.mode.Wrong:
		said, alarm = fmt.Sprintf(s.t.wrongPIN, s.mode.Left()), true
	}
	below := image.Rect(field.Min.X, field.Max.Y+s.px(1.5), field.Max.X, keys.Max.Y)
	st := s.style(typeface.SemiBold, 1.1, s.th.Quiet)
	if alarm {
		st.Ink = s.th.NoticeIn
		lines := s.set.Cut(st, said, float64(below.Dx()-s.px(2)), 3)
		ground := image.Rect(below.Min.X, below.Min.Y, below.Max.X, below.Min.Y+int(math.Ceil(st.Height(len(lines))))+s.px(1))
		s.add(scene.Item{Box: ground, Fill: s.th.Notice, Radius: s.u * 0.6})
		below = image.Rect(below.Min.X+s.px(1), below.Min.Y+s.px(0.5), below.Max.X-s.px(1), below.Max.Y)
	}
	s.paragraph(scene.Text, st, said, below, float64(below.Min.Y), 3)
	s.keys(keys)
}

// dots shows one dot for each digit.
func (s *sheet) dots(box image.Rectangle) {
	s.add(scene.Item{Box: box, Radius: s.u, Fill: s.th.Ground, Outline: s.th.Ink, Stroke: math.Max(2, s.u*0.3)})
	step := float64(box.Dx()-s.px(4)) / technician.MostPIN
	n := len(s.mode.Digits)
	r := int(math.Min(step*0.34, float64(box.Dy())*0.16))
	x := float64(box.Min.X+box.Max.X)/2 - step*float64(n-1)/2
	for range n {
		s.add(scene.Item{Box: around(image.Pt(int(x), (box.Min.Y+box.Max.Y)/2), r), Radius: float64(r), Fill: s.th.Ink})
		x += step
	}
}

// keys adds the twelve keys of a telephone, with OK in the last place.
func (s *sheet) keys(area image.Rectangle) {
	order := []string{"1", "2", "3", "4", "5", "6", "7", "8", "9", technician.TargetErase, "0", technician.TargetTry}
	h := (area.Dy() - 3*s.gap) / 4
	paused := s.mode.PausedFor(s.m.Now) > 0
	for i, key := range order {
		y := area.Min.Y + i/3*(h+s.gap)
		box := split(image.Rect(area.Min.X, y, area.Max.X, y+h), 3, s.gap)[i%3]
		l := look{size: 1.8, off: paused, place: i + 1, of: len(order)}
		switch key {
		case technician.TargetErase:
			l.size = 1.1
			s.button(key, s.t.erase, "", box, l)
		case technician.TargetTry:
			l.primary = true
			s.button(key, s.t.enter, "", box, l)
		default:
			s.button(technician.TargetDigit+key, key, "", box, l)
		}
	}
}
