package slip

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"numerek/appliance/kiosk/words"
)

// Text is a slip for a printer that sets it in letters of its own: what it says, line by line. It is what [Render] draws,
// for lines that are too slow for pictures.
type Text struct{ Lines []Line }

// Line is one line of a Text. Text fits the columns that were asked for, at its size.
type Line struct {
	Text    string
	Size    int    // how many times as wide and as high as ordinary letters, from 1
	Bold    bool   //
	Reverse bool   // white on black, all across
	Code    string // a QR with this content instead of text
}

// Sizes of lines.
const (
	plain      = 1
	double     = 2
	numberSize = 6 // of ordinary letters of 3 mm: 18 mm
)

// Lines sets the slip in lines of at most so many columns, at least 16.
func Lines(t Slip, columns int) Text {
	p := &page{columns: max(columns, 16)}
	w := vocabulary(t.Lang)
	if t.Copy > 1 {
		p.bar(w.paper(t.Copy) + " / " + w.copied)
		p.gap()
	}
	p.set(clean(t.Office), plain, false)
	p.gap()
	p.number(clean(t.Number))
	p.gap()
	p.heading(clean(t.Service))
	if local := clean(t.ServiceLocal); local != clean(t.Service) {
		p.set(local, plain, false)
	}
	if !t.Booked.IsZero() {
		p.set(fmt.Sprintf(words.In(t.Lang).Code.Visit, words.Hour(t.Booked.Hour(), t.Booked.Minute())), plain, true)
	}
	p.set(before(t), plain, false)
	if t.Priority {
		p.set(w.priority, plain, true)
	}
	p.gap()
	p.set(w.moment(t.IssuedAt), plain, false)
	p.place(clean(t.Building), clean(t.Place))
	if t.StatusURL != "" {
		p.gap()
		p.lines = append(p.lines, Line{Code: t.StatusURL, Size: plain})
		p.set(w.follow, plain, false)
	}
	return Text{Lines: p.lines}
}

// page is a Text being set.
type page struct {
	columns int
	lines   []Line
}

// gap leaves a line empty.
func (p *page) gap() { p.lines = append(p.lines, Line{Size: plain}) }

// set breaks a text into lines; nothing where it is empty.
func (p *page) set(text string, size int, bold bool) {
	for _, line := range wrapped(text, p.columns/size) {
		p.lines = append(p.lines, Line{Text: line, Size: size, Bold: bold})
	}
}

// heading sets the service: in large letters where it takes at most two lines of them and no word is torn.
func (p *page) heading(text string) {
	room := p.columns / double
	lines := wrapped(text, room)
	for word := range strings.FieldsSeq(spaced(text)) {
		if utf8.RuneCountInString(word) > room {
			lines = nil
		}
	}
	if len(lines) == 0 || len(lines) > 2 {
		p.set(text, plain, true)
		return
	}
	p.set(text, double, true)
}

// number sets the number as large as the paper is wide.
func (p *page) number(text string) {
	text = spaced(text)
	if n := utf8.RuneCountInString(text); n > 0 {
		p.set(text, min(max(p.columns/n, plain), numberSize), true)
	}
}

// bar sets a text in white on black, in the middle; on two lines where it does not fit one.
func (p *page) bar(text string) {
	room := p.columns / double
	for _, line := range wrapped(spaced(text), room) {
		left := (room - utf8.RuneCountInString(line)) / 2
		line = strings.Repeat(" ", left) + line
		line += strings.Repeat(" ", room-utf8.RuneCountInString(line))
		p.lines = append(p.lines, Line{Text: line, Size: double, Bold: true, Reverse: true})
	}
}

// place names the building and the place in it, on one line where it fits.
func (p *page) place(building, place string) {
	both := building + ", " + place
	switch {
	case place == "" || place == building:
		p.set(building, plain, false)
	case building != "" && utf8.RuneCountInString(both) <= p.columns:
		p.set(both, plain, false)
	default:
		p.set(building, plain, false)
		p.set(place, plain, false)
	}
}

// spaced writes ordinary spaces: a printer's own letters have no others.
func spaced(s string) string {
	return strings.Map(func(r rune) rune {
		switch r {
		case '\u2009', '\u00a0', '\u202f':
			return ' '
		default:
			return r
		}
	}, s)
}

// wrapped breaks a text into lines of at most columns letters: between words, in what is held together only where it must, and
// in a word that is longer. The lines have ordinary spaces.
func wrapped(text string, columns int) (lines []string) {
	line := ""
	for _, word := range units(text, columns) {
		if line != "" && utf8.RuneCountInString(line)+1+utf8.RuneCountInString(word) <= columns {
			line += " " + word
			continue
		}
		if line != "" {
			lines = append(lines, line)
		}
		for line = word; utf8.RuneCountInString(line) > columns; {
			runes := []rune(line)
			lines = append(lines, string(runes[:columns]))
			line = string(runes[columns:])
		}
	}
	if line != "" {
		lines = append(lines, line)
	}
	return lines
}

// units are the parts of a text between which a line may end.
func units(text string, columns int) (all []string) {
	for _, unit := range strings.FieldsFunc(text, func(r rune) bool { return r == ' ' }) {
		if unit = spaced(unit); utf8.RuneCountInString(unit) > columns {
			all = append(all, strings.Fields(unit)...)
			continue
		}
		all = append(all, unit)
	}
	return all
}
