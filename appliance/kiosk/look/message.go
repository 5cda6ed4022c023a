package look

import (
	"fmt"
	"image"
	"strconv"
	"time"

	"numerek/appliance/kiosk"
	"numerek/appliance/kiosk/words"
	"numerek/appliance/scene"
	"numerek/appliance/typeface"
)

// notice is a screen that says something and offers a next step.
type notice struct {
	caption, title string
	figure         string   // a number that is counted down
	lead           string   // what matters most, large
	lines          []string // the rest
	fine           string   // for the technician, small, below the rest
	hours          bool     // with the opening hours
	actions        []action // from the one that most people want
}

// action is one button of a notice.
type action struct{ target, label, detail string }

// message adds a notice for a view.
func (b *board) message(view kiosk.Screen) {
	var n notice
	switch view {
	case kiosk.ScreenOffline:
		n = b.offlineNotice()
	case kiosk.ScreenClosed:
		n = b.closedNotice()
	case kiosk.ScreenBroken:
		n = b.brokenNotice()
	case kiosk.ScreenRefused:
		n = b.refusedNotice()
	case kiosk.ScreenOffer:
		n = b.offerNotice()
	case kiosk.ScreenCodeRefused:
		n = b.codeNotice()
	case kiosk.ScreenCodeReady:
		n = notice{
			title: b.t.Code.Ready, lead: b.yourVisit(), lines: []string{b.helpLine()},
			actions: []action{{target: kiosk.TargetCheckIn, label: b.t.Code.Get}},
		}
	case kiosk.ScreenCodePaused:
		n = b.pausedNotice()
	case kiosk.ScreenFailed:
		n = notice{title: b.t.Failed, lead: b.t.FailedWhy, lines: []string{b.helpLine()}}
		if b.m.Code != "" {
			n.lines = append([]string{b.t.Code.Kept}, n.lines...)
		}
		if b.m.Online {
			n.actions = []action{{target: kiosk.TargetRetry, label: b.t.Retry}}
		}
	case kiosk.ScreenIdle:
		n = notice{
			title: b.t.StillThere, figure: strconv.Itoa(b.m.Countdown()), lead: b.t.StillSeconds(b.m.Countdown()), lines: []string{b.t.StillWhy},
			actions: []action{{target: kiosk.TargetMore, label: b.t.More}, {target: kiosk.TargetDone, label: b.t.Done}},
		}
		if b.m.Speaking {
			n.lines = []string{b.t.AnyKey}
		}
	default:
		// Not a message.
	}
	if b.frame.compact {
		b.body(n, b.top(n.caption, n.title))
	} else {
		b.body(n, b.poster(n))
	}
	b.bottom()
}

// poster adds the title of a notice as one reads it across a hall: large, on a
// ground in the office's colour. It returns the y below it. What can be touched
// lies below it, so that it stands where it is when everything else comes nearer.
func (b *board) poster(n notice) float64 {
	ground := b.frame.poster
	b.add(scene.Item{Box: ground, Fill: b.th.Band})
	b.frame.band.Max.Y = b.px(12)
	if !b.frame.tall {
		b.frame.band.Max.Y = b.px(8.5)
	}
	b.head("", "")
	column := image.Rect(b.frame.margin, b.frame.band.Max.Y, ground.Max.X-b.frame.margin, ground.Max.Y)
	units, lines := 8.0, 3
	if !b.frame.tall {
		units, lines = 6.6, 2
	}
	s := b.shrink(b.style(typeface.Bold, units, b.th.BandInk), n.title, float64(column.Dx()), lines)
	wrapped, _ := b.wrap(s, n.title, float64(column.Dx()), lines)
	y := float64(ground.Max.Y) - 3.5*b.u - s.height(len(wrapped))
	if n.caption != "" {
		small := b.style(typeface.SemiBold, 3, b.th.BandInk)
		captions, _ := b.wrap(small, n.caption, float64(column.Dx()), 2)
		b.paragraph(scene.Text, small, n.caption, column, y-small.height(len(captions)), left)
	}
	b.paragraph(scene.Heading, s, n.title, column, y, left)
	b.items[len(b.items)-1].Box.Min.X -= b.px(0.5) // the hook of a large j begins before its line
	if b.m.Contrast {
		edge := image.Rect(ground.Min.X, ground.Max.Y-b.px(b.th.Stroke), ground.Max.X, ground.Max.Y)
		b.add(scene.Item{Box: edge, Fill: b.th.CardEdge})
	}
	return float64(ground.Max.Y)
}

// body lays a notice out: the text from below the question, its buttons at the bottom.
func (b *board) body(n notice, top float64) {
	area := b.frame.content
	if b.frame.tall { // nothing stands in the row of the priority switch
		area.Max.Y = b.frame.priority.Max.Y - b.px(2.5)
	}
	if len(n.actions) > 0 {
		area.Max.Y = b.actions(n.actions, area, false) - b.px(3)
	}
	column, beside := area, image.Rectangle{}
	column.Max.X = min(area.Max.X, area.Min.X+b.px(120))
	y := top + 4*b.u
	lead := b.style(typeface.SemiBold, 4.8, b.th.Ink)
	rest := b.style(typeface.Regular, 3.6, b.th.Ink)
	switch {
	case b.frame.tall:
		lead, rest = b.style(typeface.SemiBold, 5.4, b.th.Ink), b.style(typeface.Regular, 4, b.th.Ink)
	case !b.frame.compact && n.hours: // there is more room beside the text than below it
		beside = image.Rect(area.Max.X-b.px(66), int(y)-b.px(2), area.Max.X, area.Max.Y)
		column.Max.X = beside.Min.X - b.px(5)
	}
	if b.frame.compact {
		y = float64(column.Min.Y)
		lead, rest = b.style(typeface.SemiBold, 4, b.th.Ink), b.style(typeface.Regular, 3.4, b.th.Ink)
		if b.u >= 6 { // a panel of 10 inches has room to spare
			y += b.u
			lead, rest = b.style(typeface.SemiBold, 5.4, b.th.Ink), b.style(typeface.Regular, 4.2, b.th.Ink)
		}
	}
	if n.figure != "" {
		units := 16.0
		if !b.frame.tall && !b.frame.compact {
			units = 10
		}
		s, flush := b.style(typeface.Bold, units, b.th.Ink), column
		ink, _, _, _ := b.face(s).Ink(n.figure)
		flush.Min.X -= int(ink) // a large 1 begins well inside its place
		y = b.paragraph(scene.Mark, s, n.figure, flush, y, left)
		b.items[len(b.items)-1].Say = "" // the line below says it with its unit
	}
	y = b.paragraph(scene.Text, lead, n.lead, column, y, left)
	for _, line := range n.lines {
		if line != "" {
			y = b.paragraph(scene.Text, rest, line, column, y+1.4*b.u, left)
		}
	}
	if n.fine != "" {
		y = b.paragraph(scene.Text, b.style(typeface.Regular, 2.8, b.th.Quiet), n.fine, column, y+2.8*b.u, left)
	}
	switch {
	case n.hours && !beside.Empty():
		b.hours(rest, beside)
	case n.hours:
		b.hours(rest, image.Rect(area.Min.X, int(y), area.Max.X, area.Max.Y))
	}
}

// actions adds the buttons of a notice and returns the y above them.
func (b *board) actions(actions []action, area image.Rectangle, onBand bool) int {
	s := b.style(typeface.SemiBold, 3.8, b.th.Ink)
	gap := b.frame.gap
	h := b.px(12)
	if b.frame.compact {
		h = max(b.size.LeastTarget(), b.px(12))
		s = b.style(typeface.SemiBold, 3.2, b.th.Ink)
	}
	for _, a := range actions {
		if a.detail != "" {
			h = max(h, int(s.height(1)+b.style(typeface.Regular, 2.8, s.ink).height(1))+b.px(2))
		}
	}
	n := len(actions)
	top := area.Max.Y - h
	if b.frame.tall {
		top = area.Max.Y - n*h - (n-1)*gap
	}
	for i, a := range actions {
		box := image.Rect(area.Min.X, top+i*(h+gap), area.Max.X, top+i*(h+gap)+h)
		if !b.frame.tall {
			w := (area.Dx() - (n-1)*gap) / n
			box = image.Rect(area.Min.X+i*(w+gap), top, area.Min.X+i*(w+gap)+w, top+h)
		}
		b.button(a.target, a.label, join(a.label, a.detail), box, buttonLook{
			style: s, primary: i == 0, onBand: onBand, detail: a.detail, place: i + 1, of: n,
		})
	}
	return top
}

// hours adds the week with its opening hours as a small table.
func (b *board) hours(s style, area image.Rectangle) {
	lines := b.t.Week(b.m.Catalog.WeeklyHours)
	head := s
	head.weight = typeface.SemiBold
	pad := b.px(2.5)
	if b.frame.compact {
		pad = b.px(1.2)
	}
	area.Min.Y += pad
	if height := int(s.height(len(lines)+1)) + 2*pad; len(lines) == 0 || height > area.Dy() {
		return
	} else {
		area.Max.Y = area.Min.Y + height
	}
	b.add(scene.Item{Box: area, Fill: b.th.Card, Radius: b.u, Outline: b.th.CardEdge, Stroke: b.th.Stroke * b.u})
	area = area.Inset(pad)
	y := b.paragraph(scene.Heading, head, b.t.Hours, area, float64(area.Min.Y), left)
	days := 0.0
	for _, l := range lines {
		days = max(days, b.width(s, l.Days))
	}
	for _, l := range lines {
		row := image.Rect(area.Min.X, int(y), area.Max.X, int(y+s.line()))
		runs, below := b.set(s, []string{l.Days}, row, y, left)
		row.Min.X += int(days) + b.px(3)
		times, _ := b.set(s, []string{l.Times}, row, y, left)
		row.Min.X = area.Min.X
		b.add(scene.Item{Kind: scene.Text, Box: row, Runs: append(runs, times...), Say: words.Plain(join(l.Days, b.t.SpokenHours(l.Times)))})
		y = below
	}
}

func (b *board) when(t time.Time) string { return b.t.When(t.In(b.m.Zone), b.m.OfficeTime()) }

// opens says when tickets are given again, "" where nobody knows.
func (b *board) opens(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return fmt.Sprintf(b.t.AgainFrom, b.when(t))
}

func (b *board) helpLine() string {
	if b.m.Catalog.HelpPhone == "" {
		return ""
	}
	return fmt.Sprintf(b.t.Help, b.m.Catalog.HelpPhone)
}

func (b *board) offlineNotice() notice {
	if !b.m.Known && !b.m.Away {
		return notice{title: b.t.Starting, lead: b.t.StartingWhy}
	}
	return notice{title: b.t.Offline, lead: b.t.OfflineWhy, lines: []string{b.helpLine()}, hours: true}
}

// brokenNotice says where else tickets are given while this kiosk cannot.
func (b *board) brokenNotice() notice {
	n := notice{title: b.t.Broken, lead: b.t.BrokenStaff}
	for _, place := range b.m.Catalog.OtherKiosks {
		n.lines = append(n.lines, fmt.Sprintf(b.t.BrokenOther, b.say(place)))
	}
	if len(n.lines) > 0 { // the nearer help first
		n.lead, n.lines = n.lines[0], append(n.lines[1:], b.t.BrokenStaff)
	}
	n.lines = append(n.lines, b.helpLine())
	if !b.m.Broken { // a card that fails must be mended first
		n.fine = b.m.Barred.Line(b.m.Language)
	}
	return n
}

// closedNotice says that nothing is open here, and when something is.
func (b *board) closedNotice() notice {
	n := notice{title: b.t.OfficeClosed, hours: true}
	var opens time.Time
	full, stopped := len(b.m.Catalog.Services) > 0, false
	holiday := full
	for _, s := range b.m.Catalog.Services {
		r := s.State.Refusal
		if !r.OpensAt.IsZero() && (opens.IsZero() || r.OpensAt.Before(opens)) {
			opens = r.OpensAt
		}
		stopped = stopped || r.Reason == kiosk.Stopped
		full = full && (r.Reason == kiosk.DailyCap || r.Reason == kiosk.Closing || r.Reason == kiosk.QueueFull || r.Reason == kiosk.Stopped)
		holiday = holiday && r.Reason == kiosk.Holiday // one service alone may have a day off
		if r.Reason == kiosk.ClockDoubt {
			return notice{title: b.t.ClockDoubt, lead: b.t.ClockWhy, lines: []string{b.helpLine()}, hours: true}
		}
	}
	switch {
	case full && stopped: // for the rest of the day, or for a while
		n.title, n.hours = b.t.OfficeStopped, false // it is open
		n.lines = append(n.lines, b.t.StoppedWhy)
	case full:
		n.title = b.t.OfficeFull
	case holiday:
		n.title, n.caption = b.t.OfficeHoliday, b.say(b.m.Catalog.Services[0].State.Note)
	}
	n.lines = append(n.lines, b.helpLine())
	if b.m.TakesCodes() {
		n.actions = []action{{target: kiosk.TargetCode, label: b.t.Code.Have}}
	}
	if n.lead = b.opens(opens); n.lead == "" {
		n.lead, n.lines = n.lines[0], n.lines[1:]
	}
	return n
}

// refusedNotice says why there is no ticket for the chosen service, and what to
// do instead.
func (b *board) refusedNotice() notice {
	r := b.m.Refusal
	service, _ := b.m.Catalog.Service(b.m.Service)
	n := notice{
		caption: b.say(service.Label), lead: b.opens(r.OpensAt), lines: []string{r.Note, b.helpLine()},
		actions: []action{{target: kiosk.TargetOther, label: b.t.OtherService}},
	}
	why := ""
	switch r.Reason {
	case kiosk.NotYetOpen:
		n.title = b.t.ServiceEarly
	case kiosk.Holiday:
		n.title = b.t.ServiceHoliday
	case kiosk.Closing:
		n.title, why = b.t.ServiceClosing, b.t.ClosingWhy
	case kiosk.DailyCap:
		n.title, why = b.t.ServiceFull, b.t.FullWhy
	case kiosk.QueueFull:
		n.title, why = b.t.ServiceQueueFull, b.t.QueueFullWhy
		if !r.OpensAt.IsZero() {
			n.lead = fmt.Sprintf(b.t.ComeFrom, b.t.WhenFrom(r.OpensAt.In(b.m.Zone), b.m.OfficeTime()))
		}
	case kiosk.Stopped:
		n.title, why = b.t.ServiceStopped, b.t.StoppedWhy
	case kiosk.BookingsOnly:
		n = b.onlyBookedNotice(n)
	case kiosk.UnknownService:
		n.title, why = b.t.ServiceUnknown, b.t.UnknownWhy
	case kiosk.Abandoned:
		n.title, why = b.t.Failed, b.t.FailedWhy
	case kiosk.ClockDoubt:
		n.title, why = b.t.ClockDoubt, b.t.ClockWhy
	case kiosk.Closed:
		n.title = b.t.ServiceClosed
	default:
		n.title = b.t.ServiceClosed
	}
	if why != "" {
		n.lines = append([]string{why}, n.lines...)
	}
	if n.lead == "" && len(n.lines) > 0 {
		n.lead, n.lines = n.lines[0], n.lines[1:]
	}
	return n
}

// offerNotice says that there will be no paper, before a number is taken.
func (b *board) offerNotice() notice {
	n := notice{title: b.trouble(), lead: b.t.OfferAsk}
	if service, ok := b.m.Catalog.Service(b.m.Service); ok {
		n.caption = b.say(service.Label)
	}
	for _, place := range b.m.Catalog.OtherKiosks {
		n.lines = append(n.lines, fmt.Sprintf(b.t.OtherKiosk, b.say(place)))
	}
	if len(n.lines) == 0 {
		n.lines = []string{b.t.NoOtherKiosk}
	}
	n.actions = []action{{target: kiosk.TargetOnGlass, label: b.t.OnGlass, detail: b.t.OnGlassHow}}
	return n
}

// trouble says what keeps the printer from printing.
func (b *board) trouble() string {
	for _, c := range b.m.Printer {
		switch c {
		case kiosk.PaperOut:
			return b.t.PaperOut
		case kiosk.CoverOpen:
			return b.t.CoverOpen
		case kiosk.CutterStuck:
			return b.t.Cutter
		case kiosk.PrinterGone, kiosk.PaperLow:
		}
	}
	return b.t.Gone
}
