package panel

import (
	"cmp"
	"fmt"
	"image"
	"strconv"
	"strings"

	"numerek/appliance/kiosk/technician"
	"numerek/appliance/kiosk/words"
	"numerek/appliance/lettering"
	"numerek/appliance/scene"
	"numerek/appliance/typeface"
)

// number writes a number with the thin space that it has everywhere.
func number(n string) string { return strings.ReplaceAll(n, " ", "\u2009") }

// tickets lists the last ones, the newest first.
func (s *sheet) tickets() {
	s.head(s.t.pages[technician.Tickets])
	all, body := s.mode.Info.Tickets, s.body
	if len(all) == 0 {
		s.paragraph(scene.Text, s.style(typeface.Regular, 1.25, s.th.Ink), s.t.noTickets, body, float64(body.Min.Y+s.px(2)), 3)
		s.tabBar()
		return
	}
	columns := 2
	if s.tall {
		columns = 1
	}
	fit := func() int { return max(1, (body.Dy()+s.gap)/(s.target+s.gap)) * columns }
	if len(all) > fit() { // the ways to the others stand beside them
		pager := body
		pager.Min.X = pager.Max.X - s.px(18)
		body.Max.X = pager.Min.X - s.gap
		s.pager(pager, len(all), fit())
	}
	per := fit()
	first := min(s.mode.List, (len(all)-1)/per) * per
	shown := all[first:min(len(all), first+per)]
	rows := per / columns
	h := min((body.Dy()-(rows-1)*s.gap)/rows, s.px(10.5))
	h = max(h, s.target)
	for i, t := range shown {
		y := body.Min.Y + i/columns*(h+s.gap)
		box := split(image.Rect(body.Min.X, y, body.Max.X, y+h), columns, s.gap)[i%columns]
		s.card(t, box, first+i+1, len(all))
	}
	s.tabBar()
}

// pager adds the ways to the newer and the older tickets.
func (s *sheet) pager(box image.Rectangle, n, per int) {
	h := (box.Dy() - s.gap) / 2
	page, last := min(s.mode.List, (n-1)/per), (n-1)/per
	up, down := box, box
	up.Max.Y, down.Min.Y = box.Min.Y+h, box.Min.Y+h+s.gap
	s.button(technician.TargetList+strconv.Itoa(page-1), s.t.newer, "", up, look{off: page == 0})
	s.button(technician.TargetList+strconv.Itoa(page+1), s.t.older, "", down, look{off: page == last})
}

// card is one ticket of the list: number, hour, and what became of its paper.
func (s *sheet) card(t technician.Paper, box image.Rectangle, place, of int) {
	target := technician.TargetTicket + t.Request
	became := cmp.Or(s.t.became[t.Became], s.t.became[technician.Unknown])
	hour := t.At.In(s.m.Zone).Format("15:04")
	if t.Copies > 0 {
		hour += fmt.Sprintf(" · %s: %d", strings.ToLower(s.t.copies), t.Copies)
	}
	it := scene.Item{
		Kind: scene.Button, Target: target, Box: box, Radius: s.u, Fill: s.th.Card, Place: place, Of: of,
		Say: words.Plain(t.Number + ", " + hour + ", " + became),
	}
	ink, quiet := s.th.Ink, s.th.Quiet
	if s.m.Pressed == target {
		it.Fill, ink, quiet = s.th.Press, s.th.PressInk, s.th.PressInk
	}
	column := box
	column.Min.X, column.Max.X = box.Min.X+s.px(1.2), box.Max.X-s.px(1)
	large, small := s.style(typeface.Bold, 1.5*s.scale, ink), s.style(typeface.Regular, s.scale, quiet)
	it.Runs = s.centred(large, number(t.Number), column, 1)
	column.Min.X += int(s.set.Width(large, "WW\u2009000")) + s.px(1)
	state := s.style(typeface.SemiBold, s.scale, ink)
	if s.tall { // hour and state on one line
		it.Runs = append(it.Runs, s.centred(small, hour, column, 1)...)
		column.Min.X += int(s.set.Width(small, "00:00 · "+s.t.copies+": 0")) + s.px(2)
		it.Runs = append(it.Runs, s.centred(state, became, column, 2)...)
	} else {
		room := float64(box.Dy()) - small.Line() - state.Line()
		runs, y := s.set.Set(small, []string{hour}, column, float64(box.Min.Y)+room/2, lettering.Left)
		it.Runs = append(it.Runs, runs...)
		runs, _ = s.set.Set(state, s.set.Cut(state, became, float64(column.Dx()), 1), column, y, lettering.Left)
		it.Runs = append(it.Runs, runs...)
	}
	s.add(it)
}

// ticket is one of them, with the way to a copy.
func (s *sheet) ticket() {
	t, _ := s.mode.Info.Ticket(s.mode.Request)
	s.head(s.t.pages[technician.Tickets])
	body := s.body
	again := action{technician.TargetDo + string(technician.Copy), s.t.copy, look{primary: true, off: s.mode.Busy != technician.Nothing}}
	if !t.Printable {
		again.label, again.look = s.t.noCopy, look{off: true}
	}
	body.Max.Y = s.buttons(body, action{technician.TargetNo, s.t.back, look{}}, again)
	bottom := body.Max.Y
	body.Max.Y = s.result(body)
	crowded := s.u < 6 && body.Max.Y < bottom // the smallest panel has no room for all of it
	facts := []row{
		{label: s.t.issued, value: t.At.In(s.m.Zone).Format("2.01.2006 15:04:05")},
		{label: s.t.what, value: cmp.Or(s.t.became[t.Became], s.t.became[technician.Unknown]), strong: true},
		{label: s.t.copies, value: strconv.Itoa(t.Copies)},
	}
	if s.tall {
		y := s.paragraph(scene.Heading, s.style(typeface.Bold, 6, s.th.Ink), number(t.Number), body, float64(body.Min.Y), 1)
		body.Min.Y = int(y) + s.px(1)
		s.table(append(facts, s.testimony(s.t.proof, t.Evidence, body, facts)...), body, false)
		s.tabBar()
		return
	}
	// Beside the number is room for the facts, and below them for what may be long.
	st := s.style(typeface.Bold, 3.2, s.th.Ink)
	name, beside := body, body
	name.Max.X = body.Min.X + int(s.set.Width(st, number(t.Number))) + s.px(2)
	y := s.paragraph(scene.Heading, st, number(t.Number), name, float64(body.Min.Y), 1)
	beside.Min.X = name.Max.X + s.px(2)
	beside.Max.Y = max(int(y), body.Min.Y+len(facts)*int(s.style(typeface.SemiBold, s.scale, s.th.Ink).Line()))
	s.table(facts, beside, false)
	body.Min.Y = beside.Max.Y + s.px(1)
	if !crowded {
		s.table(s.testimony(s.t.proof, t.Evidence, body, nil), body, false)
	}
	s.tabBar()
}
