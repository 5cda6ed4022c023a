package layout

import (
	"errors"
	"fmt"
	"slices"

	"numerek/appliance/bitmap"
	"numerek/appliance/printer/escpos"
	"numerek/appliance/printer/letters"
	"numerek/appliance/slip"
)

// Printer is what a printer takes, as far as it has shown that it does.
type Printer struct {
	Dots     int // width of the head; 0 where nobody knows
	TextOnly bool

	Stores     bool // pictures: they are stored first and printed by a short command
	MaxRows    int  // tallest picture that can be stored
	BandBytes  int  // largest picture that is sent at once where nothing can be stored
	BandRows   int
	LeftMargin bool // a blank left side need not be sent

	Pages   bool // text is collected on a page first
	Letters letters.Set

	AutoStatus bool // a job asks for reports of changes
	Clears     bool // a job forbids the real-time commands that a picture may contain

	NoCutter bool
	Present  byte // number of GS e that holds a paper out after the cut; 0 where there is none
	Steps    byte
}

// Slip brings a slip into the form that a printer takes. The error says that it cannot be printed there.
type Slip func(Printer) (Plan, error)

// Plan is a slip as bytes: either stored, which makes no paper, and released by a short command, or in pieces that are
// printed as they come.
type Plan struct {
	Stored  []byte
	Release []byte
	Pieces  []Piece
	Below   int // rows of blank paper before the cut
	Rows    int // of the whole slip
}

// Piece is a part of a slip that is printed at once.
type Piece struct {
	Data []byte
	Rows int
}

// Size is how many bytes a plan sends, about.
func (p Plan) Size() int {
	n := len(p.Stored) + len(p.Release)
	for _, piece := range p.Pieces {
		n += len(piece.Data)
	}
	return n
}

// Why a slip cannot be printed.
var (
	ErrBlank = errors.New("the slip is blank")
	ErrWide  = errors.New("the slip is wider than the head")
	ErrText  = errors.New("the printer prints no pictures")
)

// Picture lays a slip out as it was drawn.
func Picture(b bitmap.Bitmap) Slip {
	return func(p Printer) (Plan, error) {
		if err := p.check(b); err != nil {
			return Plan{}, err
		}
		if p.Stores && b.H <= p.MaxRows {
			return p.stored(b)
		}
		return p.banded(b)
	}
}

func (p Printer) check(b bitmap.Bitmap) error {
	if p.TextOnly {
		return ErrText
	}
	if err := b.Check(); err != nil {
		return err
	}
	if p.Dots > 0 && b.W > p.Dots {
		return fmt.Errorf("%w: %d dots on %d", ErrWide, b.W, p.Dots)
	}
	for y := range b.H {
		if !b.RowBlank(y) {
			return nil
		}
	}
	return ErrBlank
}

// stored stores the whole picture in the printer and prints it by a command.
func (p Printer) stored(b bitmap.Bitmap) (Plan, error) {
	inked, top, below := escpos.Trim(b)
	safe, _ := escpos.Defuse(inked)
	stored, err := escpos.StoreRaster(safe)
	if err != nil {
		return Plan{}, err
	}
	return Plan{
		Stored: append(p.preamble(), stored...), Release: append(escpos.Feed(top), escpos.PrintStored()...), Below: below, Rows: b.H,
	}, nil
}

// banded prints the picture in bands.
func (p Printer) banded(b bitmap.Bitmap) (Plan, error) {
	bands, left, below := escpos.Bands(b, p.BandBytes, p.BandRows, p.LeftMargin)
	plan := Plan{Below: below, Rows: b.H}
	head := p.preamble()
	if left > 0 {
		head = append(head, escpos.LeftMargin(left)...)
	}
	for _, band := range bands {
		safe, _ := escpos.Defuse(band.Picture)
		raster, err := escpos.Raster(safe)
		if err != nil {
			return Plan{}, err
		}
		data := append(append(head, escpos.Feed(band.Skip)...), raster...)
		plan.Pieces, head = append(plan.Pieces, Piece{data, band.Skip + safe.H}), nil
	}
	return plan, nil
}

// Text lays a slip out in the printer's own letters: collected on a page, or line by line.
func Text(t slip.Text) Slip {
	return func(p Printer) (Plan, error) {
		lines, err := p.Letters.Pieces(t, p.Pages)
		if err != nil {
			return Plan{}, err
		}
		if len(lines) == 0 {
			return Plan{}, ErrBlank
		}
		plan := Plan{}
		for _, l := range lines {
			plan.Rows += l.Rows
			plan.Pieces = append(plan.Pieces, Piece{l.Data, l.Rows})
		}
		if !p.Pages {
			plan.Pieces[0].Data = slices.Concat(p.preamble(), escpos.PlainLetters(), plan.Pieces[0].Data)
			return plan, nil
		}
		plan.Stored = append(p.preamble(), escpos.PageMode(p.Dots, plan.Rows)...)
		plan.Stored = append(plan.Stored, escpos.PlainLetters()...)
		for _, piece := range plan.Pieces {
			plan.Stored = append(plan.Stored, piece.Data...)
		}
		plan.Release, plan.Pieces = escpos.PrintPage(), nil
		return plan, nil
	}
}

// preamble begins a job.
func (p Printer) preamble() []byte {
	b := escpos.Initialize()
	if p.AutoStatus {
		b = append(b, escpos.AutoStatus(true)...)
	}
	if p.Clears {
		b = append(b, escpos.IgnoreStrayPulses()...)
	}
	return b
}

// Ending cuts the paper and holds it out.
func (p Printer) Ending(below int) []byte {
	b := escpos.Feed(below)
	if p.NoCutter {
		return append(b, escpos.Feed(tearRows)...)
	}
	b = append(b, escpos.Cut(0)...)
	if p.Present != 0 {
		b = append(b, escpos.Present(p.Present, p.Steps)...)
	}
	return b
}

// tearRows brings the end of a ticket out of a printer without a cutter: 20 mm.
const tearRows = 160
