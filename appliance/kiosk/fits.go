package kiosk

import (
	"errors"
	"fmt"

	"numerek/appliance/scene"
	"numerek/appliance/typeface"
)

// ErrDoesNotFit says that a text is too long for its button.
var ErrDoesNotFit = errors.New("too long for its button")

// Panels are the sizes that every screen is laid out for.
func Panels() []scene.Size {
	return []scene.Size{scene.Portrait, scene.Landscape, scene.Tablet, scene.Small}
}

// LabelFits says whether a service's label and detail fit its button on every
// panel. Two lines are planned for a label; lettering is never cut and never
// smaller than people can read. The error wraps ErrDoesNotFit and says what does
// not fit where.
func LabelFits(lang, label, detail string) error {
	f, err := typeface.New()
	if err != nil {
		return err
	}
	return cardFits(f, lang, label, detail, false)
}

// NameFits is LabelFits for the name and the place of a department.
func NameFits(lang, name, place string) error {
	f, err := typeface.New()
	if err != nil {
		return err
	}
	return cardFits(f, lang, name, place, true)
}

func cardFits(f *typeface.Fonts, lang, title, detail string, grand bool) error {
	if missing := f.Missing(title + detail); len(missing) > 0 {
		return fmt.Errorf("%q has letters that the fonts lack: %q", title+" "+detail, string(missing))
	}
	for _, size := range Panels() {
		b := &board{t: in(lang), f: f, size: size, u: size.Unit(), least: size.LeastText(), frame: newFrame(size, false)}
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
