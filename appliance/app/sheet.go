package app

import (
	"context"
	"errors"
	"slices"
	"time"

	"numerek/appliance/bitmap"
	"numerek/appliance/kiosk"
	"numerek/appliance/printer"
	"numerek/appliance/printer/letters"
	"numerek/appliance/slip"
)

// sheet is the paper of a ticket as the printer takes it: a picture, or text on
// lines that are too slow for pictures.
type sheet struct {
	picture bitmap.Bitmap
	text    slip.Text
	isText  bool
}

// draw sets the paper of a ticket; copies says which paper of the ticket it is,
// see slip.Slip. A printer whose letters do not suffice for the language of the
// ticket gets it in another one of the catalogue, or in English: a paper in a
// foreign language is better than none.
func (p *press) draw(t kiosk.Ticket, c kiosk.Catalog, zone *time.Location, copies int) (sheet, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	s := slipOf(t, c, zone)
	s.Copy = copies
	if !p.profile.PrintsText() {
		picture, err := slip.Render(p.paper, s, p.fonts)
		return sheet{picture: picture}, err
	}
	var errs []error
	for _, lang := range slices.Concat([]string{t.Language}, c.Languages, []string{"en"}) {
		t.Language = lang
		s := slipOf(t, c, zone)
		s.Copy = copies
		text := slip.Lines(s, p.profile.Letters.Columns)
		_, err := p.profile.Letters.Pieces(text, false)
		if !errors.Is(err, letters.ErrLetters) {
			return sheet{text: text, isText: true}, err
		}
		errs = append(errs, err)
	}
	return sheet{}, errors.Join(errs...)
}

// print has the printer print a sheet once, see printer.Printer.
func (p *press) print(ctx context.Context, s sheet, beforeCommit func() error) printer.Result {
	if s.isText {
		return p.used(s, p.printer.PrintText(ctx, s.text, beforeCommit))
	}
	return p.used(s, p.printer.Print(ctx, s.picture, beforeCommit))
}
