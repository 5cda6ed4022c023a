package look

import (
	"errors"
	"fmt"

	"numerek/appliance/kiosk/words"
	"numerek/appliance/scene"
	"numerek/appliance/typeface"
)

// ErrDoesNotFit says that a text is too long for its button.
var ErrDoesNotFit = errors.New("too long for its button")

// Panels are the sizes that every screen is laid out for.
func Panels() []scene.Size {
	return []scene.Size{scene.Portrait, scene.Landscape, scene.Tablet, scene.Small}
}

// Fit measures texts of an office against the kiosk's own buttons and letters.
// It reads the fonts once, and is for one goroutine.
type Fit struct{ fonts *typeface.Fonts }

// NewFit reads the fonts. They are compiled in: an error is a fault of the program.
func NewFit() (*Fit, error) {
	f, err := typeface.New()
	if err != nil {
		return nil, err
	}
	return &Fit{fonts: f}, nil
}

// Label says whether a service's label and detail fit its button on every
// panel. Two lines are planned for a label; lettering is never cut and never
// smaller than people can read. The error wraps ErrDoesNotFit and says what does
// not fit where.
func (f *Fit) Label(lang, label, detail string) error { return f.card(lang, label, detail, false) }

// Name is Label for the name and the place of a department.
func (f *Fit) Name(lang, name, place string) error { return f.card(lang, name, place, true) }

// Missing returns the letters of a text that neither the kiosk nor the slip can write.
func (f *Fit) Missing(text string) []rune { return f.fonts.Missing(text) }

func (f *Fit) card(lang, title, detail string, grand bool) error {
	for _, size := range Panels() {
		b := &board{t: words.In(lang), f: f.fonts, size: size, u: size.Unit(), least: size.LeastText(), frame: newFrame(size, false)}
		look := b.cardLook(grand)
		// The least button is one of so many that they need pages.
		cell := b.grid(100, look).cell(0)
		if err := b.titleFits(look, title, detail, look.column(cell, false).Dx(), cell.Dy()); err != nil {
			return fmt.Errorf("%w, on a panel of %d×%d", err, size.W, size.H)
		}
	}
	return nil
}

// titleFits checks one card whose lettering may be width by height pixels large.
func (b *board) titleFits(look cardLook, title, detail string, width, height int) error {
	check := func(s style, text string) (int, error) {
		lines, fits := b.wrap(s, text, float64(width), 2)
		if len(lines) > 2 {
			return 0, fmt.Errorf("%q takes %d lines: %w, which has 2", text, len(lines), ErrDoesNotFit)
		}
		if !fits {
			return 0, fmt.Errorf("%q has a word that is %w", text, ErrDoesNotFit)
		}
		return len(lines), nil
	}
	titles, err := check(look.title, title)
	if err != nil {
		return err
	}
	details := 1 // on a small panel the last line says how many wait
	if !look.stacked {
		details = 0
		if detail != "" {
			if details, err = check(look.detail, detail); err != nil {
				return err
			}
		}
	}
	if look.title.height(titles)+look.detail.height(details) > float64(height) {
		return fmt.Errorf("%q with %q takes %d and %d lines: %w, which has 3 in all", title, detail, titles, details, ErrDoesNotFit)
	}
	return nil
}
