package slip

import (
	"errors"
	"fmt"
	"time"

	"numerek/appliance/bitmap"
	"numerek/appliance/kiosk/words"
	"numerek/appliance/typeface"
)

// Paper is what the printer can put dots on.
type Paper struct {
	Dots int     // across the paper, 256 to 2048: 384 for 58 mm, 576 for 80 mm, also 512, 546, 640
	DPI  float64 // dots an inch, both ways, 150 to 300: 203, on some printers 180
}

// Slip is what the paper of one ticket says. Texts are in the language Lang;
// empty ones are left out.
type Slip struct {
	Lang         string // ISO 639-1; what the slip says by itself is in English where it does not speak Lang
	Office       string
	Number       string // as people read it, "R 015"
	Service      string
	ServiceLocal string    // the same in the language of the staff; left out where it equals Service
	Ahead        int       // people who waited before the holder when the ticket was issued
	Wait         Wait      // how long until the call, as it was said then
	IssuedAt     time.Time // in the office's time zone
	Building     string
	Place        string // where to wait
	StatusURL    string // in the QR; up to 500 bytes on 58 mm, more on wider paper
	Priority     bool
	Booked       time.Time // hour of the booking, in the office's time zone; zero for a ticket without one
	Copy         int       // which paper of the ticket this is: 0 or 1 the first; from 2 on it says so across its top
}

// Wait is an honest range of minutes, both ends included.
type Wait struct {
	Known    bool // something can be said
	From, To int
}

// The reasons why there is no picture.
var (
	ErrPaper = errors.New("paper is outside what a slip can be laid out for")
	ErrURL   = errors.New("address does not fit a QR on this paper")
	ErrLong  = errors.New("slip is longer than 30 cm")
)

// Render lays the slip out and draws it. The picture is as wide as the paper
// and as high as needed, 85 to 105 mm; a margin of at least 2 mm stays white on
// all sides. Fonts are used by one goroutine at a time.
func Render(p Paper, t Slip, fonts *typeface.Fonts) (bitmap.Bitmap, error) {
	if err := p.check(); err != nil {
		return bitmap.Bitmap{}, err
	}
	s := newSheet(p, fonts)
	if err := compose(s, t); err != nil {
		return bitmap.Bitmap{}, err
	}
	return s.paint()
}

// check says whether a slip can be laid out for the paper.
func (p Paper) check() error {
	if p.Dots < 256 || p.Dots > 2048 || !(p.DPI >= 150 && p.DPI <= 300) {
		return fmt.Errorf("%w: %d dots at %v dpi", ErrPaper, p.Dots, p.DPI)
	}
	return nil
}

// scale is the sizes of type on one paper, in millimetres of the em square. A
// slip uses no others beside the number's.
type scale struct{ small, body, heading, banner float64 }

// scaleFor keeps the lines of narrow paper as few as those of wide paper.
func scaleFor(p Paper) scale {
	if p.narrow() {
		return scale{small: 3.4, body: 3.9, heading: 5, banner: 8}
	}
	return scale{small: 3.4, body: 4.2, heading: 5.4, banner: 9}
}

// narrow is paper of the 58 mm kind.
func (p Paper) narrow() bool { return float64(p.Dots)/p.DPI*25.4 < 60 }

// compose puts the parts of a slip on the sheet, from the top.
func compose(s *sheet, t Slip) error {
	w := vocabulary(t.Lang)
	if t.Copy > 1 {
		s.bar(w.paper(t.Copy), w.copied)
		s.skip(3)
	}
	s.text(clean(t.Office), typeface.SemiBold, s.scale.small)
	s.skip(3.5)
	s.number(clean(t.Number))
	s.skip(4)
	s.heading(clean(t.Service))
	if local := clean(t.ServiceLocal); local != "" && local != clean(t.Service) {
		s.skip(0.5)
		s.text(local, typeface.SemiBold, s.scale.small)
	}
	s.skip(1.5)
	if !t.Booked.IsZero() {
		s.text(fmt.Sprintf(words.In(t.Lang).Code.Visit, words.Hour(t.Booked.Hour(), t.Booked.Minute())), typeface.Bold, s.scale.body)
	}
	s.text(before(t), typeface.SemiBold, s.scale.body)
	if t.Priority {
		s.text(w.priority, typeface.SemiBold, s.scale.body)
	}
	s.skip(3.5)
	s.text(w.moment(t.IssuedAt), typeface.SemiBold, s.scale.small)
	s.skip(0.5)
	s.place(clean(t.Building), clean(t.Place))
	if t.StatusURL == "" {
		return nil
	}
	s.skip(4)
	return s.code(t.StatusURL, w.follow, typeface.SemiBold, s.scale.body)
}

// before says how many wait before the holder, and for how long where that can
// be said.
func before(t Slip) string {
	w, wait := words.In(t.Lang), ""
	if t.Wait.Known {
		wait = w.Wait(t.Wait.From, t.Wait.To)
	}
	return w.Before(t.Ahead, wait)
}

// heading sets the service: large, or in the size of the body where it would
// take more than two lines or a word would be torn.
func (s *sheet) heading(text string) {
	size := s.scale.heading
	if lines, torn := broken(s.face(typeface.Bold, size), text, s.room); torn || len(lines) > 2 {
		size = s.scale.body
	}
	s.text(text, typeface.Bold, size)
}

// place names the building and the place in it, on one line where it fits.
func (s *sheet) place(building, place string) {
	if place == building {
		place = "" // a building with one waiting room
	}
	both := building + ", " + place
	if building != "" && place != "" && s.face(typeface.SemiBold, s.scale.body).Advance(both) <= s.room {
		building, place = both, ""
	}
	s.text(building, typeface.SemiBold, s.scale.body)
	s.text(place, typeface.SemiBold, s.scale.body)
}
