package look

import (
	"cmp"
	"fmt"
	"image"
	"image/color"
	"math"
	"slices"

	"github.com/boombuler/barcode/qr"

	"numerek/appliance/bitmap"
	"numerek/appliance/kiosk"
	"numerek/appliance/kiosk/words"
	"numerek/appliance/scene"
	"numerek/appliance/typeface"
)

// number adds the screens on which a number is on its way or there: the whole
// panel in the office's colour, and on it the ticket as a sheet of paper.
func (b *board) number(view kiosk.Screen) {
	b.add(scene.Item{Box: b.size.Bounds(), Fill: b.th.Band})
	fr := b.frame
	l, r := b.px(6), b.size.W-b.px(6)
	headTop, headBottom := b.px(5), b.px(17)
	if fr.tall {
		headTop, headBottom = b.px(9), b.px(28)
	}
	b.numberHeading(view, image.Rect(l, headTop, r, headBottom))

	floor := fr.back.Min.Y - max(b.px(2.5), fr.gap)
	height := b.px(12)
	if fr.compact {
		height = max(height, b.size.LeastTarget())
	}
	if fr.tall {
		height = 2*height + fr.gap
	}
	below := image.Rect(l, floor-height, r, floor)
	sheet := image.Rect(l, headBottom+b.px(1), r, below.Min.Y-b.px(3))
	if fr.tall {
		below.Min.X, below.Max.X = fr.margin, b.size.W-fr.margin
		sheet.Min.X, sheet.Max.X = fr.margin, b.size.W-fr.margin
		if view != kiosk.ScreenShown && view != kiosk.ScreenAsk && view != kiosk.ScreenAgain { // without a QR it is shorter
			sheet.Max.Y = sheet.Min.Y + b.px(64)
			below.Min.Y = sheet.Max.Y + b.px(5)
		}
	}
	b.sheet(view, sheet)

	more := b.t.More
	if n := b.m.Countdown(); n > 0 {
		more = fmt.Sprintf(b.t.MoreSeconds, n)
	}
	switch view {
	case kiosk.ScreenTake:
		b.chevrons(below)
	case kiosk.ScreenShown, kiosk.ScreenAgain:
		b.actions([]action{{target: kiosk.TargetDone, label: b.t.Done}, {target: kiosk.TargetMore, label: more}}, below, true)
	case kiosk.ScreenAsk:
		b.actions([]action{{target: kiosk.TargetYes, label: b.t.AskYes}, {target: kiosk.TargetNo, label: b.t.AskNo}}, below, true)
	default:
		// Nothing to do but wait.
	}
	if view != kiosk.ScreenIssuing && view != kiosk.ScreenPrinting {
		look := buttonLook{style: b.style(typeface.SemiBold, 2.8, b.th.Ink), onBand: true}
		b.button(kiosk.TargetRestart, b.t.Restart, b.t.Restart, fr.restart, look)
	}
}

// numberHeading says what happens.
func (b *board) numberHeading(view kiosk.Screen, box image.Rectangle) {
	text := map[kiosk.Screen]string{
		kiosk.ScreenIssuing: b.t.Issuing, kiosk.ScreenPrinting: b.t.Printing, kiosk.ScreenTake: b.t.Take,
		kiosk.ScreenShown: b.t.KeepNumber, kiosk.ScreenAsk: b.t.AskPrinted, kiosk.ScreenAgain: b.t.Code.Used,
	}[view]
	width := float64(box.Dx())
	lines := 2
	if !b.frame.tall {
		lines = 1
	}
	s := b.shrink(b.style(typeface.Bold, 7, b.th.BandInk), text, width, lines)
	wrapped, _ := b.wrap(s, text, width, lines)
	y := float64(box.Max.Y) - s.height(len(wrapped)) - b.u
	if !b.frame.tall {
		y = float64(box.Min.Y) + (float64(box.Dy())-s.height(len(wrapped)))/2
	}
	b.paragraph(scene.Heading, s, text, box, y, centre)
}

// sheet adds the ticket: what it is for, the number as large as it gets, how
// many wait before it, and its QR where there is no paper.
func (b *board) sheet(view kiosk.Screen, box image.Rectangle) {
	paper, edge, ink, quiet := color.RGBA{0xff, 0xff, 0xff, 0xff}, color.RGBA{}, b.th.Ink, b.th.Quiet
	if b.m.Contrast {
		paper, edge = b.th.Ground, b.th.CardEdge
	}
	b.add(scene.Item{Box: box, Radius: 1.5 * b.u, Fill: paper, Outline: edge, Stroke: b.th.Stroke * b.u})
	pad := b.px(4)
	if b.frame.compact {
		pad = b.px(2.5)
	}
	text := box.Inset(pad)
	service, _ := b.m.Catalog.Service(b.m.Service)
	title := b.say(service.Label)
	if b.m.Code != "" {
		title = b.t.Code.Checking
	}
	if view == kiosk.ScreenIssuing {
		s := b.style(typeface.SemiBold, 4, quiet)
		b.flow(text, []line{{kind: scene.Text, s: s, text: title}})
		return
	}
	if code := b.code(); code.W > 0 && (view == kiosk.ScreenShown || view == kiosk.ScreenAsk || view == kiosk.ScreenAgain) {
		text = b.sheetCode(code, text, ink)
	}
	lines := []line{
		{kind: scene.Text, s: b.style(typeface.SemiBold, 3.8, quiet), text: title},
		{kind: scene.Heading, s: b.hero(text, ink), text: numberText(b.m.Ticket.Number), say: b.t.YourNumber + ": " + b.t.SpokenNumber(b.m.Ticket.Number)},
	}
	if !b.m.Ticket.Booked.IsZero() {
		lines = append(lines, line{
			kind: scene.Text, s: b.style(typeface.SemiBold, 4.4, ink), text: fmt.Sprintf(b.t.Code.Visit, b.hour(b.m.Ticket.Booked)),
		})
	}
	if view != kiosk.ScreenAgain { // the queue has moved since
		lines = append(lines, line{
			kind: scene.Text, s: b.style(typeface.SemiBold, 4.4, ink), text: b.t.Before(b.m.Ticket.Ahead, b.wait(b.m.Ticket.Wait)),
			say: b.t.Before(b.m.Ticket.Ahead, b.spokenWait(b.m.Ticket.Wait)),
		})
	}
	rest := b.style(typeface.Regular, 3, quiet)
	if b.m.Ticket.Priority {
		lines = append(lines, line{kind: scene.Text, s: rest, text: b.t.Priority})
	}
	if b.frame.compact && text.Dx() < box.Dx()-2*pad {
		lines = append(lines, line{kind: scene.Text, s: rest, text: b.t.Follow})
	}
	switch view {
	case kiosk.ScreenAsk:
		lines = append(lines, line{kind: scene.Text, s: rest, text: b.t.AskWhy})
	case kiosk.ScreenTake, kiosk.ScreenShown:
		lines = append(lines, line{kind: scene.Text, s: rest, text: b.t.Watch})
	case kiosk.ScreenAgain:
		lines = append(lines, line{kind: scene.Text, s: rest, text: b.issuedAt()}, line{kind: scene.Text, s: rest, text: b.t.Watch})
	default:
		// The number is enough.
	}
	if where := b.whereToWait(); where != "" {
		lines = append(lines, line{kind: scene.Text, s: rest, text: where, say: fmt.Sprintf(b.t.Where, where)})
	}
	b.flow(text, lines)
}

// hero is the style in which the number fills the width, and less than half of
// the height.
func (b *board) hero(box image.Rectangle, ink color.RGBA) style {
	s := style{weight: typeface.Bold, px: 100, ink: ink}
	number := numberText(b.m.Ticket.Number)
	if w := b.width(s, number); w > 0 {
		s.px = math.Floor(100 * float64(box.Dx()) * 0.86 / w)
	}
	s.px = min(s.px, math.Floor(float64(box.Dy())*0.56))
	return s
}

// line is one text of a flow.
type line struct {
	kind scene.Kind
	s    style
	text string
	say  string // in place of the text
}

// flow stands texts one below the other in the middle of a box. What does not
// fit is left away from the end, and still spoken: the lines are in order of importance.
func (b *board) flow(box image.Rectangle, lines []line) {
	height := func() (h float64) {
		for _, l := range lines {
			wrapped, _ := b.wrap(l.s, l.text, float64(box.Dx()), 0)
			h += l.s.height(len(wrapped))
		}
		return h
	}
	all, least := len(lines), 3
	if !b.m.Ticket.Booked.IsZero() { // the hour is one more thing to know
		least = 4
	}
	for len(lines) > least && height() > float64(box.Dy()) {
		lines = lines[:len(lines)-1]
	}
	for i := range lines { // the number gives way to the words
		for lines[i].kind == scene.Heading && height() > float64(box.Dy()) && lines[i].s.px > 2*b.least {
			lines[i].s.px -= 2
		}
	}
	rest, gap := float64(box.Dy())-height(), 0.0
	if !b.m.Ticket.Booked.IsZero() { // lines that wrap must not run into the next ones
		gap = max(0, min(b.u, rest/float64(len(lines))))
	}
	y := float64(box.Min.Y) + (rest-gap*float64(len(lines)-1))/2
	for _, l := range lines {
		y = gap + b.paragraph(l.kind, l.s, l.text, box, y, centre)
		if l.say != "" {
			b.items[len(b.items)-1].Say = words.Plain(l.say)
		}
	}
	for _, l := range lines[len(lines):all] {
		b.ear(l.kind, "", cmp.Or(l.say, l.text))
	}
}

// code is the QR of the ticket's page; empty where there is none.
func (b *board) code() bitmap.Bitmap {
	if b.m.Ticket.StatusURL == "" {
		return bitmap.Bitmap{}
	}
	symbol, err := qr.Encode(b.m.Ticket.StatusURL, qr.M, qr.Auto)
	if err != nil { // an address longer than a QR holds: the number alone must do
		return bitmap.Bitmap{}
	}
	bounds := symbol.Bounds()
	bits := bitmap.New(bounds.Dx(), bounds.Dy())
	for y := range bits.H {
		for x := range bits.W {
			grey, _, _, _ := symbol.At(bounds.Min.X+x, bounds.Min.Y+y).RGBA()
			bits.Set(x, y, grey < 0x8000)
		}
	}
	return bits
}

// quiet is the white around a QR, in modules.
const quietZone = 4

// sheetCode adds the QR to a sheet, with the line that says what it is for, and
// returns what is left of the sheet.
func (b *board) sheetCode(code bitmap.Bitmap, box image.Rectangle, ink color.RGBA) image.Rectangle {
	s := b.style(typeface.Regular, 2.8, ink)
	side := min(box.Dy(), box.Dx()*2/5)
	if b.frame.tall {
		side = box.Dy() * 9 / 20
	}
	room := float64(box.Dx()) * 0.4
	if b.frame.tall {
		room = float64(box.Dx())
	}
	lines, _ := b.wrap(s, b.t.Follow, room, 2)
	caption := int(s.height(len(lines)))
	if b.frame.compact { // the QR needs the height; what it is for stands in the text
		caption = 0
	}
	scale := max(1, (side-caption)/(code.W+2*quietZone))
	side = scale * (code.W + 2*quietZone)
	area, rest := box, box
	if b.frame.tall {
		area.Min.Y = box.Max.Y - side - caption
		rest.Max.Y = area.Min.Y
	} else {
		area.Min.X = box.Max.X - max(side, box.Dx()*2/5)
		rest.Max.X = area.Min.X - b.px(2)
	}
	top := area.Min.Y + (area.Dy()-side-caption)/2
	x := area.Min.X + (area.Dx()-side)/2
	symbol := image.Rect(x, top, x+side, top+side)
	b.add(
		scene.Item{Box: symbol, Fill: color.RGBA{0xff, 0xff, 0xff, 0xff}},
		scene.Item{Box: symbol.Inset(scale * quietZone), Bits: code, Ink: color.RGBA{A: 0xff}},
	)
	if caption > 0 {
		below := image.Rect(area.Min.X, symbol.Max.Y, area.Max.X, area.Max.Y)
		b.paragraph(scene.Text, s, b.t.Follow, below, float64(symbol.Max.Y), centre)
	}
	return rest
}

// chevrons lead the eye down to the slot, from faint to bright.
func (b *board) chevrons(box image.Rectangle) {
	n := 3
	if !b.frame.tall {
		n = 2
	}
	gap := b.px(1)
	h := min((box.Dy()-(n-1)*gap)/n, b.px(9))
	w := 2 * h
	top := box.Min.Y + (box.Dy()-n*h-(n-1)*gap)/2
	x := (box.Min.X + box.Max.X - w) / 2
	for i := range n {
		part := float64(i+1) / float64(n)
		at := image.Rect(x, top+i*(h+gap), x+w, top+i*(h+gap)+h)
		b.add(scene.Item{Box: at, Fill: blend(b.th.Band, b.th.BandInk, part), Shape: [][]scene.Point{scene.ChevronDown(at)}})
	}
}

// blend mixes two opaque colours.
func blend(a, c color.RGBA, part float64) color.RGBA {
	mix := func(x, y uint8) uint8 { return uint8(float64(x) + (float64(y)-float64(x))*part) }
	return color.RGBA{R: mix(a.R, c.R), G: mix(a.G, c.G), B: mix(a.B, c.B), A: 0xff}
}

// whereToWait is the building and the place in it of a ticket's department.
func (b *board) whereToWait() string {
	c := b.m.Catalog
	parts := []string{b.say(c.LocationName)}
	if service, ok := c.Service(b.m.Ticket.ServiceID); ok {
		department, _ := c.Department(service.DepartmentID)
		place := b.say(department.Place)
		if place == "" {
			place = b.say(department.Name)
		}
		if !slices.Contains(parts, place) {
			parts = append(parts, place)
		}
	}
	return join(parts...)
}
