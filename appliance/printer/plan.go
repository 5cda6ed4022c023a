package printer

import (
	"errors"
	"fmt"
	"slices"

	"numerek/appliance/bitmap"
	"numerek/appliance/printer/escpos"
	"numerek/appliance/slip"
)

// layout brings a slip into the form that the printer of a session takes. The error says that it cannot be printed there.
type layout func(*session) (plan, error)

// plan is a slip as bytes: either stored, which makes no paper, and released by a short command, or in pieces that are
// printed as they come.
type plan struct {
	stored  []byte
	release []byte
	pieces  []piece
	below   int // rows of blank paper before the cut
	rows    int // of the whole slip
}

// piece is a part of a slip that is printed at once.
type piece struct {
	data []byte
	rows int
}

// size is how many bytes a plan sends, about.
func (p plan) size() int {
	n := len(p.stored) + len(p.release)
	for _, piece := range p.pieces {
		n += len(piece.data)
	}
	return n
}

var (
	errBlank = errors.New("the slip is blank")
	errWide  = errors.New("the slip is wider than the head")
	errText  = errors.New("the printer prints no pictures")
)

// picture lays a slip out as it was drawn.
func picture(b bitmap.Bitmap) layout {
	return func(s *session) (plan, error) {
		if err := s.profile.checkPicture(b); err != nil {
			return plan{}, err
		}
		if s.canStore && !s.profile.ThreeWire && b.H <= s.profile.MaxRows {
			return s.storedPicture(b)
		}
		return s.bandedPicture(b)
	}
}

func (p Profile) checkPicture(b bitmap.Bitmap) error {
	if p.TextOnly {
		return errText
	}
	if err := b.Check(); err != nil {
		return err
	}
	if p.Dots > 0 && b.W > p.Dots {
		return fmt.Errorf("%w: %d dots on %d", errWide, b.W, p.Dots)
	}
	for y := range b.H {
		if !b.RowBlank(y) {
			return nil
		}
	}
	return errBlank
}

// storedPicture stores the whole picture in the printer and prints it by a command.
func (s *session) storedPicture(b bitmap.Bitmap) (plan, error) {
	inked, top, below := escpos.Trim(b)
	safe, _ := escpos.Defuse(inked)
	stored, err := escpos.StoreRaster(safe)
	if err != nil {
		return plan{}, err
	}
	return plan{
		stored: append(s.preamble(), stored...), release: append(escpos.Feed(top), escpos.PrintStored()...), below: below, rows: b.H,
	}, nil
}

// bandedPicture prints the picture in bands.
func (s *session) bandedPicture(b bitmap.Bitmap) (plan, error) {
	bands, left, below := escpos.Bands(b, s.profile.BandBytes, s.profile.BandRows, s.profile.LeftMargin)
	p := plan{below: below, rows: b.H}
	head := s.preamble()
	if left > 0 {
		head = append(head, escpos.LeftMargin(left)...)
	}
	for _, band := range bands {
		safe, _ := escpos.Defuse(band.Picture)
		raster, err := escpos.Raster(safe)
		if err != nil {
			return plan{}, err
		}
		data := append(append(head, escpos.Feed(band.Skip)...), raster...)
		p.pieces, head = append(p.pieces, piece{data, band.Skip + safe.H}), nil
	}
	return p, nil
}

// text lays a slip out in the printer's own letters: collected on a page, or line by line.
func text(t slip.Text) layout {
	return func(s *session) (plan, error) {
		onPage := s.profile.PageMode && s.fencedBy != FenceTime
		lines, err := s.profile.Letters.Pieces(t, onPage)
		if err != nil {
			return plan{}, err
		}
		if len(lines) == 0 {
			return plan{}, errBlank
		}
		p := plan{}
		for _, l := range lines {
			p.rows += l.Rows
			p.pieces = append(p.pieces, piece{l.Data, l.Rows})
		}
		if !onPage {
			p.pieces[0].data = slices.Concat(s.preamble(), escpos.PlainLetters(), p.pieces[0].data)
			return p, nil
		}
		p.stored = append(s.preamble(), escpos.PageMode(s.profile.Dots, p.rows)...)
		p.stored = append(p.stored, escpos.PlainLetters()...)
		for _, piece := range p.pieces {
			p.stored = append(p.stored, piece.data...)
		}
		p.release, p.pieces = escpos.PrintPage(), nil
		return p, nil
	}
}

// preamble begins a job.
func (s *session) preamble() []byte {
	b := escpos.Initialize()
	if s.profile.AutoStatus {
		b = append(b, escpos.AutoStatus(true)...)
	}
	if s.profile.Clear {
		b = append(b, escpos.IgnoreStrayPulses()...)
	}
	return b
}

// ending cuts the paper and holds it out.
func (s *session) ending(below int) []byte {
	b := escpos.Feed(below)
	if s.profile.NoCutter {
		return append(b, escpos.Feed(tearRows)...)
	}
	b = append(b, escpos.Cut(0)...)
	if s.canSee && s.profile.Presenter.Present != 0 {
		b = append(b, escpos.Present(s.profile.Presenter.Present, s.profile.Presenter.Steps)...)
	}
	return b
}

// tearRows brings the end of a ticket out of a printer without a cutter: 20 mm.
const tearRows = 160
