package look

import (
	"image/color"
	"slices"
	"strings"

	"numerek/appliance/kiosk"
	"numerek/appliance/scene"
)

// home asks for the department.
func (b *board) home() {
	trouble := ""
	if !b.m.Ready() {
		trouble, b.alarm = b.trouble(), true
	}
	b.top(trouble, b.t.WhichDepartment)
	departments := b.m.Catalog.Inhabited()
	cards := make([]card, 0, len(departments))
	for i, d := range departments {
		c := card{
			target: kiosk.TargetDepartment + d.ID, title: b.say(d.Name), detail: b.say(d.Place),
			mark: b.mark(d.ID), closed: true, place: i + 1, of: len(departments),
		}
		c.say = join(c.title, c.detail)
		for _, s := range b.m.Catalog.Of(d.ID) {
			c.waiting += s.State.Waiting
			c.closed = c.closed && !s.State.Open
			// "Prawo jazdy – wniosek" and "– odbiór" are one example.
			if name, _, _ := strings.Cut(b.say(s.Label), " – "); !slices.Contains(c.examples, name) {
				c.examples = append(c.examples, name)
			}
		}
		if c.closed {
			c.detail = b.t.Closed
			c.say = join(c.title, c.detail)
		} else {
			c.say = join(c.say, b.t.Queue(c.waiting))
		}
		cards = append(cards, c)
	}
	look := b.cardLook(true)
	band := b.codePlace(len(cards), look)
	b.cards(cards, look)
	b.codeBand(band)
	b.bottom()
}

// services asks for the service.
func (b *board) services() {
	department, _ := b.m.Catalog.Department(b.m.InDepartment())
	b.top(b.say(department.Name), b.t.WhichService)
	services := b.m.Catalog.Of(department.ID)
	cards := make([]card, 0, len(services))
	for i, s := range services {
		c := card{
			target: kiosk.TargetService + s.ID, title: b.say(s.Label), detail: b.say(s.Detail), letter: s.Prefix,
			mark: b.mark(department.ID), waiting: s.State.Waiting, wait: b.wait(s.State.Wait), closed: !s.State.Open, place: i + 1, of: len(services),
		}
		if b.frame.compact {
			c.letter = ""
		}
		if c.closed {
			c.detail = b.why(s.State)
			c.say = join(c.title, c.detail)
		} else {
			c.say = join(c.title, c.detail, b.t.Queue(c.waiting), b.spokenWait(s.State.Wait))
		}
		cards = append(cards, c)
	}
	look := b.cardLook(false)
	band := b.codePlace(len(cards), look)
	b.cards(cards, look)
	b.codeBand(band)
	b.bottom()
}

// why says on a card why a service gives no tickets, in a few words.
func (b *board) why(s kiosk.State) string {
	switch s.Refusal.Reason {
	case kiosk.DailyCap, kiosk.Closing, kiosk.QueueFull:
		return b.t.NoMoreToday
	case kiosk.Stopped:
		return b.t.Paused
	case kiosk.BookingsOnly:
		return b.t.Code.OnlyCard
	case kiosk.Holiday:
		if note := b.say(s.Note); note != "" {
			return note
		}
	default:
		// The hour says enough.
	}
	if !s.Refusal.OpensAt.IsZero() {
		return strings.ReplaceAll(b.t.TicketsFrom, "%s", b.when(s.Refusal.OpensAt))
	}
	return b.t.Closed
}

// say is a text of the office in the language of the visit.
func (b *board) say(w kiosk.Words) string { return w.In(b.m.Language, b.m.Catalog.Languages...) }

// wait writes a forecast, "" where nothing can be said.
func (b *board) wait(w kiosk.Wait) string {
	if !w.Known {
		return ""
	}
	return b.t.Wait(w.From, w.To)
}

// spokenWait says it.
func (b *board) spokenWait(w kiosk.Wait) string {
	if !w.Known {
		return ""
	}
	return b.t.SpokenWait(w.From, w.To)
}

// mark is the colour of a department: that of its place in the building.
func (b *board) mark(department string) color.RGBA {
	marks := scene.Marks()
	for i, d := range b.m.Catalog.Departments {
		if d.ID == department {
			if d.Mark > 0 {
				i = d.Mark - 1
			}
			return marks[i%len(marks)]
		}
	}
	return marks[0]
}

// join strings what is said of one thing together.
func join(parts ...string) string {
	var out []string
	for _, p := range parts {
		if p != "" {
			out = append(out, p)
		}
	}
	return strings.Join(out, ", ")
}
