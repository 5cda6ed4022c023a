package panel

import (
	"fmt"
	"image"
	"image/color"
	"math"

	"numerek/appliance/kiosk/technician"
	"numerek/appliance/kiosk/words"
	"numerek/appliance/lettering"
	"numerek/appliance/scene"
	"numerek/appliance/typeface"
)

// touch shows where touches arrive: a grid, a ring where one began, a trail, and
// a cross with its place where it was lifted.
func (s *sheet) touch() {
	bounds := s.size.Bounds()
	grid := color.RGBA{R: 0xbc, G: 0xc8, B: 0xd2, A: 0xff}
	const cells = 8
	thin := max(1, s.px(0.12))
	for i := 1; i < cells; i++ {
		x, y := bounds.Dx()*i/cells, bounds.Dy()*i/cells
		s.add(
			scene.Item{Box: image.Rect(x, 0, x+thin, bounds.Max.Y), Fill: grid},
			scene.Item{Box: image.Rect(0, y, bounds.Max.X, y+thin), Fill: grid},
		)
	}
	last := s.marks(bounds)
	middle := image.Pt(bounds.Dx()/2, bounds.Dy()/2)
	st := s.style(typeface.SemiBold, 1.15, s.th.Ink)
	width := float64(bounds.Dx()) * 0.8
	lines := s.set.Balance(st, s.t.touchHint, width)
	column := image.Rect(middle.X-int(width/2), 0, middle.X+int(width/2), bounds.Max.Y)
	top := float64(middle.Y) - float64(s.target)/2 - float64(s.px(2)) - st.Height(len(lines))
	runs, _ := s.set.Set(st, lines, column, top, lettering.Centre)
	s.add(scene.Item{
		Kind: scene.Heading, Say: words.Plain(s.t.touchHint), Runs: runs, Fill: s.th.Ground,
		Box: image.Rect(column.Min.X, int(top), column.Max.X, int(top+st.Height(len(lines)))+1),
	})
	end := image.Rect(middle.X-s.px(16), middle.Y-s.target/2, middle.X+s.px(16), middle.Y-s.target/2+s.target)
	s.button(technician.TargetNo, s.t.end, "", end, look{primary: true})
	if last == nil {
		return
	}
	st = s.style(typeface.Bold, 1.3, s.th.Ink)
	said := fmt.Sprintf(s.t.lifted, last.X, last.Y)
	w, below := int(s.set.Width(st, said))+s.px(2), end.Max.Y+s.px(2)
	box := image.Rect(middle.X-w/2, below, middle.X+w/2, below+int(st.Line()))
	runs, _ = s.set.Set(st, []string{said}, box, float64(below), lettering.Centre)
	s.add(scene.Item{Kind: scene.Text, Box: box, Fill: s.th.Ground, Runs: runs, Say: said})
}

// marks adds the touches, and returns where the last one was lifted.
func (s *sheet) marks(bounds image.Rectangle) (lifted *image.Point) {
	at := func(m technician.Mark) image.Point {
		return image.Pt(int(math.Round(m.X*float64(bounds.Dx()))), int(math.Round(m.Y*float64(bounds.Dy()))))
	}
	for _, m := range s.mode.Marks {
		p := at(m)
		switch {
		case m.Down:
			s.add(scene.Item{
				Box: around(p, s.px(2.2)).Intersect(bounds), Radius: 2.2 * s.u, Outline: s.th.Press, Stroke: math.Max(2, s.u*0.3),
			})
		case m.Up:
			lifted = &p
			s.add(scene.Item{Box: around(p, s.px(0.8)).Intersect(bounds), Radius: 0.8 * s.u, Fill: s.th.Ink})
		default:
			s.add(scene.Item{Box: around(p, max(2, s.px(0.35))).Intersect(bounds), Radius: 0.35 * s.u, Fill: s.th.Press})
		}
	}
	if lifted == nil {
		return nil
	}
	p, thin := *lifted, max(1, s.px(0.15))
	s.add(
		scene.Item{Box: image.Rect(p.X-thin, 0, p.X+thin, bounds.Max.Y).Intersect(bounds), Fill: s.th.Quiet},
		scene.Item{Box: image.Rect(0, p.Y-thin, bounds.Max.X, p.Y+thin).Intersect(bounds), Fill: s.th.Quiet},
	)
	return lifted
}

func around(p image.Point, r int) image.Rectangle {
	return image.Rect(p.X-r, p.Y-r, p.X+r, p.Y+r)
}

// glass is one colour, edge to edge; a touch anywhere shows the next.
func (s *sheet) glass() {
	c := technician.Colours()[s.mode.Colour]
	s.add(scene.Item{Kind: scene.Heading, Say: s.t.colours[c.Name]})
	it := scene.Item{Kind: scene.Button, Target: technician.TargetNext, Box: s.size.Bounds(), Fill: c.RGB, Say: words.Plain(s.t.glassHint)}
	if s.mode.Colour == 0 {
		st := s.style(typeface.SemiBold, 1.25, color.RGBA{A: 0xff})
		column := s.size.Bounds().Inset(s.px(6))
		lines := s.set.Balance(st, s.t.glassHint, float64(column.Dx()))
		it.Runs, _ = s.set.Set(st, lines, column, (float64(s.size.H)-st.Height(len(lines)))/2, lettering.Centre)
	}
	s.add(it)
}
