package display

import (
	"image"
	"image/color"
	"math"
	"slices"
	"strconv"
	"strings"

	"numerek/appliance/lettering"
	"numerek/appliance/scene"
	"numerek/appliance/typeface"
)

// figures are the measures of a call in letters of a size: a tile with the
// letter, the digits, and the desk.
type figures struct {
	letter, digits, desk               string
	letterWidth, digitWidth, deskWidth float64
	tile, gap                          float64
	em                                 float64
}

// width without what lies between the number and the desk.
func (f figures) width() float64 { return f.number() + f.deskWidth }

// number is the width of the tile and the digits.
func (f figures) number() float64 { return f.tile + f.gap + f.digitWidth }

// measure takes a call apart and measures it.
func (b *board) measure(c Call, em float64) figures {
	s := lettering.Style{Weight: typeface.Bold, Px: em}
	f := figures{digits: thin(c.Number), desk: strconv.Itoa(c.Desk), em: em}
	if digits, ok := strings.CutPrefix(c.Number, c.Prefix+" "); ok && c.Prefix != "" {
		f.letter, f.digits = c.Prefix, digits
		f.letterWidth = b.Width(s, f.letter)
		f.tile = math.Max(f.letterWidth+0.14*em, 0.92*em) // equal for most letters
		f.gap = 0.12 * em
	}
	f.digitWidth, f.deskWidth = b.Width(s, f.digits), b.Width(s, f.desk)
	return f
}

// between is what lies between a number and the desk at least, in parts of the
// size: room for an arrow, or for words as well.
func between(worded bool) float64 {
	if worded {
		return 1.5
	}
	return 0.78
}

// fitted measures a call in letters of a size, or of a smaller one if it is
// wider than usual.
func (b *board) fitted(c Call, em, width float64, worded bool) figures {
	f := b.measure(c, em)
	for em > b.u && f.width()+0.78*between(worded)*em > width {
		em--
		f = b.measure(c, em)
	}
	return f
}

// calls adds the list.
func (b *board) calls() {
	common, _ := b.commonPlace()
	b.heads(common)
	for i, r := range b.m.Rows[:min(len(b.m.Rows), len(b.frame.rows))] {
		b.row(r, i)
	}
}

// commonPlace is what the desks of all calls are called, if they are called alike.
func (b *board) commonPlace() (word string, alike bool) {
	rows := b.m.Rows[:min(len(b.m.Rows), MostRows)]
	for _, r := range rows {
		if r.Call.PlaceWord != rows[0].Call.PlaceWord {
			return deskWord, false
		}
		word = r.Call.PlaceWord
	}
	return word, true
}

// worded says that words stand between the numbers and the desks.
func (b *board) worded() bool {
	if _, alike := b.commonPlace(); !alike {
		return true
	}
	return slices.ContainsFunc(b.m.Rows[:min(len(b.m.Rows), MostRows)], func(r Row) bool { return b.say(r.Call.Room) != "" })
}

// heads adds the words above the columns, in two languages.
func (b *board) heads(word string) {
	box := b.frame.heads
	box.Min.X, box.Max.X = b.frame.left, b.frame.right
	s := b.style(typeface.SemiBold, 3.2, b.ink(b.th.Ink))
	small := b.style(typeface.Regular, 2.2, b.ink(b.th.Quiet))
	number, desk := box, box
	desk.Min.X = int(b.deskColumn())
	number.Max.X = desk.Min.X - b.pixels(1)
	b.head(s, small, b.t.number, b.t2.number, number)
	b.head(s, small, b.place(word), b.t2.places[word], desk)
}

func (b *board) head(s, small lettering.Style, word, also string, box image.Rectangle) {
	width := float64(box.Dx())
	s = b.Shrink(s, word, width, 1, 2.2*b.u)
	runs, y := b.Set(s, b.Cut(s, word, width, 1), box, float64(box.Min.Y), lettering.Left)
	say := word
	if also != "" {
		more, _ := b.Set(small, b.Cut(small, also, width, 1), box, y-small.Px*0.25, lettering.Left)
		runs = append(runs, more...)
		say += ", " + also
	}
	b.add(scene.Item{Kind: scene.Text, Box: box, Runs: runs, Say: say})
}

// place is what a desk is called; a word that only the office knows is written as
// it says it.
func (b *board) place(word string) string {
	if word == "" {
		word = deskWord
	}
	if s := b.t.places[word]; s != "" {
		return s
	}
	first := []rune(word)
	return strings.ToUpper(string(first[:1])) + string(first[1:])
}

// row adds one call.
func (b *board) row(r Row, i int) {
	box, c := b.frame.rows[i], r.Call
	left, right := float64(b.frame.left), float64(b.frame.right)
	f := b.fitted(c, b.frame.px[i], right-left, b.worded())
	ink, quiet := b.ink(b.th.Ink), b.ink(b.th.Quiet)
	it := scene.Item{Kind: scene.Text, Box: box, Radius: b.u * 1.2, Say: b.spoken(c)}
	if b.m.Lit(r) || i == 0 && !b.m.Flashing(r) && !b.m.Stale() {
		it.Fill, ink, quiet = b.th.New, b.th.NewInk, b.th.NewInk
	}
	face := b.Face(lettering.Style{Weight: typeface.Bold, Px: f.em})
	middle := float64(box.Min.Y+box.Max.Y) / 2
	run := func(text string, x, width float64, ink color.RGBA) scene.Run {
		return scene.Run{
			Text: text, Weight: typeface.Bold, Px: f.em, Ink: ink,
			X: math.Round(x), Baseline: math.Round(middle + face.CapHeight()/2), Width: width,
		}
	}
	it.Runs = append(it.Runs,
		run(f.digits, left+f.tile+f.gap, f.digitWidth, ink), run(f.desk, b.deskOf(f), f.deskWidth, ink))
	b.add(it)
	if f.letter != "" {
		h := face.CapHeight() * 1.24
		b.add(scene.Item{
			Box:    image.Rect(int(left), int(math.Round(middle-h/2)), int(left+f.tile), int(math.Round(middle+h/2))),
			Radius: b.u * 1.2, Fill: b.mark(c.Department),
			Runs: []scene.Run{run(f.letter, left+(f.tile-f.letterWidth)/2, f.letterWidth, b.ink(b.th.Ink))},
		})
	}
	b.way(c, b.lane(f, box), f.em, ink, quiet)
}

// deskColumn is where the desks stand: as far right as a usual one has room in
// the largest row.
func (b *board) deskColumn() float64 {
	return float64(b.frame.right) - b.measure(usualCall(), b.frame.px[0]).deskWidth
}

// deskOf is where the desk of one call stands: further left if it is long.
func (b *board) deskOf(f figures) float64 {
	return math.Min(b.deskColumn(), float64(b.frame.right)-f.deskWidth)
}

// lane is where the way from the number to the desk is shown: around one line
// for all rows, as far as their numbers leave room there.
func (b *board) lane(f figures, row image.Rectangle) image.Rectangle {
	usual := b.measure(usualCall(), b.frame.px[0])
	from, to := float64(b.frame.left)+f.number()+0.1*f.em, b.deskOf(f)-0.1*f.em
	middle := (float64(b.frame.left) + usual.number() + b.deskColumn()) / 2
	half := math.Min(middle-from, to-middle)
	if half < (to-from)*0.4 {
		middle, half = (from+to)/2, (to-from)/2
	}
	return image.Rect(int(middle-half), row.Min.Y, int(middle+half), row.Max.Y)
}

// usualCall is as wide as calls usually are.
func usualCall() Call { return Call{Number: "R 000", Prefix: "R", Desk: 88} }

// mark is the colour of a department, the same on every screen.
func (b *board) mark(department string) color.RGBA {
	if b.m.Stale() {
		return b.th.Card
	}
	marks := scene.Marks()
	for i, d := range b.m.Hall.Departments {
		if d.ID != department {
			continue
		}
		if d.Mark > 0 {
			i = d.Mark - 1
		}
		return marks[i%len(marks)]
	}
	return marks[0]
}

// spoken is a call as somebody would read it aloud.
func (b *board) spoken(c Call) string {
	say := c.Number + ", " + strings.ToLower(b.place(c.PlaceWord)) + " " + strconv.Itoa(c.Desk)
	if room := b.say(c.Room); room != "" {
		say += ", " + room
	}
	return say
}

// way adds what leads from the number to the desk: an arrow, which points where
// to go if the office said so, with the word for the desk above and the room below.
func (b *board) way(c Call, lane image.Rectangle, em float64, ink, quiet color.RGBA) {
	width, height := float64(lane.Dx()), float64(lane.Dy())-b.u
	shape, w, h := arrowOf(c.Arrow)
	w, h = math.Min(w*em, width), h*em
	if c.Arrow != "" {
		quiet = ink
	}
	word := ""
	if _, alike := b.commonPlace(); !alike {
		word = b.place(c.PlaceWord)
	}
	above := b.Shrink(b.style(typeface.SemiBold, 3.2, ink), word, width, 1, 2.2*b.u)
	var words, rooms []string
	if word != "" {
		words = b.Cut(above, word, width, 1)
	}
	below := b.style(typeface.SemiBold, 3.2, ink)
	if room := b.say(c.Room); room != "" {
		below, rooms = b.squeeze(below, room, width, height-above.Height(len(words))-0.7*h)
	}
	lettered := above.Height(len(words)) + below.Height(len(rooms))
	if most := math.Max(height-lettered, h/2); h > most { // the arrow gives way
		w, h = w*most/h, most
	}
	y := float64(lane.Min.Y) + (float64(lane.Dy())-lettered-h)/2
	var it scene.Item
	it.Runs, y = b.Set(above, words, lane, y, lettering.Centre)
	x := float64(lane.Min.X) + (width-w)/2
	at := image.Rect(int(x), int(y), int(x+w), int(y+h))
	more, _ := b.Set(below, rooms, lane, y+h, lettering.Centre)
	it.Runs, it.Box = append(it.Runs, more...), lane
	if len(it.Runs) > 0 {
		b.add(it)
	}
	b.add(scene.Item{Box: at, Fill: quiet, Shape: [][]scene.Point{shape(at)}})
}

// squeeze makes a text smaller until it keeps to a width and a height, and cuts
// it where it does not even then.
func (b *board) squeeze(s lettering.Style, text string, width, height float64) (lettering.Style, []string) {
	for least := math.Round(2.2 * b.u); ; s.Px-- {
		most := max(1, int(height/s.Line()))
		if lines, fits := b.Wrap(s, text, width, most); fits || s.Px <= least {
			if !fits {
				lines = b.Cut(s, text, width, most)
			}
			return s, lines
		}
	}
}

// arrowOf is the shape of an arrow, and its size in parts of that of the letters.
func arrowOf(a Arrow) (shape func(image.Rectangle) []scene.Point, w, h float64) {
	switch a {
	case ArrowLeft:
		return scene.ArrowLeft, 0.6, 0.38
	case ArrowUp:
		return scene.ArrowUp, 0.4, 0.6
	case ArrowDown:
		return scene.ArrowDown, 0.4, 0.6
	case ArrowRight, "":
	}
	return scene.ArrowRight, 0.6, 0.38
}
