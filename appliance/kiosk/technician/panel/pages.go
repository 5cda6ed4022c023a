package panel

import (
	"cmp"
	"fmt"
	"image"
	"path"
	"strconv"
	"unicode"
	"unicode/utf8"

	"numerek/appliance/kiosk/technician"
	"numerek/appliance/scene"
	"numerek/appliance/typeface"
)

// printer says how the printer is and what it has done, and what can be done.
func (s *sheet) printer() {
	s.head(s.t.pages[technician.Printer])
	i, body := s.mode.Info, s.body
	busy := look{off: s.mode.Busy != technician.Nothing}
	body.Max.Y = s.buttons(body,
		action{technician.TargetDo + string(technician.TestPrint), s.t.testPrint, busy},
		action{technician.TargetDo + string(technician.RollChanged), s.t.rollChanged, busy},
		action{technician.TargetDo + string(technician.Clear), s.t.clear, busy},
	)
	bottom := s.result(body)
	if small := s.u < 6; !small || bottom == body.Max.Y { // the smallest panel has room for one of them
		said := s.t.ready
		if len(s.m.Printer) > 0 {
			said = s.trouble()
		}
		body.Min.Y = s.plate(upper(said), toned(len(s.m.Printer) > 0), body, 0)
	}
	body.Max.Y = bottom
	cuts := s.t.noAnswer
	if i.Printer.Cuts >= 0 && i.Known {
		cuts = strconv.Itoa(i.Printer.Cuts)
	}
	changed := s.t.never
	if !i.Roll.Changed.IsZero() {
		changed = i.Roll.Changed.In(s.m.Zone).Format("2.01.2006 15:04")
	}
	line := s.t.none
	if i.Printer.Path != "" {
		line = join(path.Base(i.Printer.Path), strconv.Itoa(i.Printer.Baud)+"\u00a0Bd")
	}
	metres := fmt.Sprintf("%.1f\u00a0m", float64(i.Roll.Millimetres)/1000)
	if s.mode.Language == "pl" {
		metres = fmt.Sprintf("%d,%d\u00a0m", i.Roll.Millimetres/1000, i.Roll.Millimetres%1000/100)
	}
	rows := []row{
		{label: s.t.papers, value: strconv.Itoa(i.Roll.Papers), strong: true},
		{label: s.t.metres, value: metres, strong: true},
		{label: s.t.roll, value: changed},
		{label: s.t.cuts, value: cuts},
		{label: s.t.gone, value: strconv.Itoa(s.mode.PrinterBreaks)},
		{label: s.t.model, value: cmp.Or(i.Printer.Model, i.Printer.Profile, s.t.notKnown)},
		{label: s.t.line, value: line},
	}
	s.columns(rows, 4, body, false)
	s.tabBar()
}

// upper begins a sentence with a large letter.
func upper(said string) string {
	first, size := utf8.DecodeRuneInString(said)
	return string(unicode.ToUpper(first)) + said[size:]
}

// status is every bit of the printer in words.
func (s *sheet) status() {
	s.head(s.t.pages[technician.Status])
	i := s.mode.Info
	var rows []row
	ask, second := 0, 0
	for _, b := range technician.Rows(i.Printer.Status) {
		if b.Ask != ask {
			ask = b.Ask
			if ask == 3 {
				second = len(rows)
			}
			head := fmt.Sprintf(s.t.askSilent, ask)
			if i.Printer.Answered {
				head = fmt.Sprintf(s.t.ask, ask, i.Printer.Status[ask-1])
			}
			rows = append(rows, row{label: head, head: true})
		}
		r := row{label: b.Place + "  " + s.t.bits[b.Bit], value: s.t.no}
		switch {
		case !i.Printer.Answered:
			r.value = s.t.notKnown
		case b.On:
			r.value, r.alarm, r.strong = s.t.yes, b.Trouble, true
		}
		rows = append(rows, r)
	}
	s.columns(rows, second, s.body, true)
	s.tabBar()
}

// tests are the ways to what can be tried.
func (s *sheet) tests() {
	s.head(s.t.pages[technician.Tests])
	body := s.body
	body.Max.Y = s.result(body)
	all := []struct{ target, label, what string }{
		{technician.TargetDo + string(technician.TestPrint), s.t.testPrint, s.t.printWhat},
		{technician.TargetPage + string(technician.Touch), s.t.touchTest, s.t.touchWhat},
		{technician.TargetDo + string(technician.Sound), s.t.soundTest, s.t.soundWhat},
		{technician.TargetPage + string(technician.Glass), s.t.glassTest, s.t.glassW},
	}
	columns := 2
	if s.tall {
		columns = 1
	}
	rows := len(all) / columns
	h := min((body.Dy()-(rows-1)*s.gap)/rows, s.px(22))
	for i, a := range all {
		line := image.Rect(body.Min.X, body.Min.Y+i/columns*(h+s.gap), body.Max.X, body.Min.Y+i/columns*(h+s.gap)+h)
		box := split(line, columns, s.gap)[i%columns]
		busy := s.mode.Busy != technician.Nothing && a.target[:len(technician.TargetDo)] == technician.TargetDo
		s.button(a.target, a.label, a.what, box, look{size: 1.5, off: busy, place: i + 1, of: len(all)})
	}
	s.tabBar()
}

// confirm asks whether a deed is meant.
func (s *sheet) confirm() {
	asked := s.mode.Asked
	question := s.t.askDeed[asked]
	if asked == technician.Copy {
		t, _ := s.mode.Info.Ticket(s.mode.Request)
		question = fmt.Sprintf(question, number(t.Number))
	}
	s.head(s.t.deeds[asked])
	body := s.body
	body.Max.Y = s.tabs.Max.Y // no tabs: the question wants an answer
	why, actions := s.t.why[asked], []action{
		{technician.TargetYes, s.t.meant[asked], look{primary: true}},
		{technician.TargetNo, s.t.cancel, look{}},
	}
	if t, all, ok := s.restarts(); ok {
		question, why, actions = t.question, t.why, all
	}
	bottom := s.buttons(body, actions...)
	y := float64(body.Min.Y + s.px(2))
	if s.tall {
		y = float64(body.Min.Y + (bottom-body.Min.Y)/4)
	}
	y = s.paragraph(scene.Text, s.style(typeface.Bold, 2, s.th.Ink), question, body, y, 3)
	s.paragraph(scene.Text, s.style(typeface.Regular, 1.25, s.th.Ink), why, body, y+float64(s.px(2)), 5)
}
