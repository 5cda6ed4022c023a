package layout_test

import (
	"bytes"
	"errors"
	"testing"

	"numerek/appliance/bitmap"
	"numerek/appliance/printer/escpos"
	"numerek/appliance/printer/layout"
	"numerek/appliance/slip"
)

func inked(w, h int) bitmap.Bitmap {
	b := bitmap.New(w, h)
	b.Set(w/2, h/2, true)
	return b
}

func TestPicture_says_what_cannot_be_printed(t *testing.T) {
	p := layout.Printer{Dots: 576, Stores: true, MaxRows: 1662, BandBytes: 2048, BandRows: 255}
	textOnly := p
	textOnly.TextOnly = true
	for name, c := range map[string]struct {
		printer layout.Printer
		slip    bitmap.Bitmap
		want    error
	}{
		"blank":       {p, bitmap.New(576, 100), layout.ErrBlank},
		"wide":        {p, inked(640, 100), layout.ErrWide},
		"no_pictures": {textOnly, inked(576, 100), layout.ErrText},
		"well":        {p, inked(576, 100), nil},
	} {
		if _, err := layout.Picture(c.slip)(c.printer); !errors.Is(err, c.want) {
			t.Errorf("%s: got %v, want %v", name, err, c.want)
		}
	}
	if _, err := layout.Text(slip.Text{})(p); err == nil {
		t.Error("an empty text was laid out")
	}
}

// TestPicture_stores_what_fits is what keeps paper from coming out before the commitment: a stored plan prints nothing
// before its release, and a plan in pieces has none.
func TestPicture_stores_what_fits(t *testing.T) {
	p := layout.Printer{Dots: 576, Stores: true, MaxRows: 300, BandBytes: 2048, BandRows: 255}
	for rows, stores := range map[int]bool{300: true, 301: false} {
		plan, err := layout.Picture(inked(576, rows))(p)
		if err != nil {
			t.Fatal(err)
		}
		if got := len(plan.Stored) > 0 && len(plan.Pieces) == 0 && bytes.HasSuffix(plan.Release, escpos.PrintStored()); got != stores {
			t.Errorf("%d rows: got stored %v, want %v: %+v", rows, got, stores, plan)
		}
		if plan.Rows != rows || plan.Size() == 0 {
			t.Errorf("%d rows: got %d, %d bytes", rows, plan.Rows, plan.Size())
		}
	}
}

func TestEnding_cuts_where_there_is_a_knife_and_holds_out_where_there_is_a_presenter(t *testing.T) {
	for name, c := range map[string]struct {
		printer  layout.Printer
		cut, out bool
	}{
		"knife":     {layout.Printer{}, true, false},
		"presenter": {layout.Printer{Present: 3, Steps: 10}, true, true},
		"no_knife":  {layout.Printer{NoCutter: true}, false, false},
	} {
		b := c.printer.Ending(20)
		if cut, out := bytes.Contains(b, escpos.Cut(0)), bytes.HasSuffix(b, escpos.Present(3, 10)); cut != c.cut || out != c.out {
			t.Errorf("%s: got a cut %v and a paper held out %v, want %v and %v", name, cut, out, c.cut, c.out)
		}
	}
}
