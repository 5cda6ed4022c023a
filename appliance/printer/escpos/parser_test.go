package escpos_test

import (
	"bytes"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"numerek/appliance/bitmap"
	"numerek/appliance/printer/escpos"
)

func parse(stream []byte) []escpos.Command {
	var p escpos.Parser
	var out []escpos.Command
	for _, b := range stream {
		if c, ok := p.Feed(b); ok {
			out = append(out, c)
		}
	}
	return out
}

func TestParserReadsWhatTheEncoderWrites(t *testing.T) {
	picture := bitmap.Bitmap{W: 16, H: 2, Bits: []byte{0x10, 0x04, 0x01, 0x1d}}
	stream := bytes.Join([][]byte{
		escpos.Padding(3), escpos.Initialize(), escpos.AutoStatus(true), escpos.IgnoreStrayPulses(), escpos.LeftMargin(16),
		escpos.Feed(7), raster(t, picture), store(t, picture), escpos.PrintStored(), escpos.Cut(2), processID(t, "0042"),
		escpos.AskPaper(), escpos.AskInfo(67), escpos.AskCounter(178), escpos.AskStatus(2), escpos.Recover(), escpos.Clear(),
		[]byte("A\n"), escpos.PageMode(576, 900), escpos.Table(18), escpos.LetterSize(2, 2), escpos.PrintPage(),
		escpos.Present(3, 80), escpos.Present(5, 0), escpos.AskPresenter(), escpos.AskCustomCuts(), escpos.AskOldPaper(),
		escpos.ForgetPage(), code(t, "AB"),
	}, nil)
	other := escpos.Command{Op: escpos.OpOther}
	want := []escpos.Command{
		other, other, other,
		{Op: escpos.OpInitialize},
		{Op: escpos.OpAutoStatus, N: 0x0e},
		{Op: escpos.OpPulseProtection, Data: []byte{20, 1, 0, 2, 0}},
		{Op: escpos.OpLeftMargin, Value: 16},
		{Op: escpos.OpFeed, N: 7},
		{Op: escpos.OpRasterRow, Value: 1, Data: []byte{0x10, 0x04}},
		{Op: escpos.OpRasterRow, Value: 0, Data: []byte{0x01, 0x1d}},
		{Op: escpos.OpGraphics, N: 112, Data: []byte{48, 1, 1, 49, 16, 0, 2, 0, 0x10, 0x04, 0x01, 0x1d}},
		{Op: escpos.OpGraphics, N: 50, Data: []byte{}},
		{Op: escpos.OpCut, N: 66, Value: 2},
		{Op: escpos.OpProcess, N: 48, Data: []byte("0042")},
		{Op: escpos.OpAskPaper, N: 1},
		{Op: escpos.OpAskInfo, N: 67},
		{Op: escpos.OpAskCounter, Value: 178},
		{Op: escpos.OpAskStatus, N: 2},
		{Op: escpos.OpRecover, N: 2},
		{Op: escpos.OpClear, N: 8},
		{Op: escpos.OpText, Data: []byte("A")},
		{Op: escpos.OpLineFeed},
		{Op: escpos.OpPageMode},
		{Op: escpos.OpPageArea, Data: []byte{0, 0, 0, 0, 0x40, 2, 0x84, 3}},
		{Op: escpos.OpTable, N: 18},
		{Op: escpos.OpLetterSize, N: 0x11},
		{Op: escpos.OpPrintPage},
		{Op: escpos.OpPresenter, N: 3, Value: 80},
		{Op: escpos.OpPresenter, N: 5},
		{Op: escpos.OpPresenter, N: 6},
		{Op: escpos.OpAskCustom, N: 0xe2},
		{Op: escpos.OpAskOldPaper},
		{Op: escpos.OpForgetPage},
		{Op: escpos.OpLeavePage},
		{Op: escpos.OpSymbol, N: 'A', Data: []byte{'2', 0}},
		{Op: escpos.OpSymbol, N: 'C', Data: []byte{5}},
		{Op: escpos.OpSymbol, N: 'E', Data: []byte{'1'}},
		{Op: escpos.OpSymbol, N: 'P', Data: []byte("0AB")},
		{Op: escpos.OpSymbol, N: 'Q', Data: []byte{'0'}},
	}
	if diff := cmp.Diff(want, parse(stream)); diff != "" {
		t.Fatalf("want -, got +\n%s", diff)
	}
}

// TestParserSkipsWhatItDoesNotKnow has commands with arguments of every shape; a parser that miscounts sees letters.
func TestParserSkipsWhatItDoesNotKnow(t *testing.T) {
	for name, command := range map[string]string{
		"code page": "\x1bt\x12", "bold": "\x1bE\x01", "columns 8": "\x1b*\x00\x03\x00AAA", "columns 24": "\x1b*\x21\x02\x00AAAAAA",
		"tabs": "\x1bD\x08\x10\x00", "area": "\x1bWAAAAAAAA", "drawer": "\x1bp\x00AA", "page mode": "\x1bL", "position": "\x1b$AA",
		"size": "\x1d!\x11", "QR": "\x1d(k\x04\x001A2\x00", "barcode with length": "\x1dkI\x03AAA", "barcode with end": "\x1dk\x04AAA\x00",
		"width": "\x1dWAA", "macro": "\x1d^AAA", "two bytes": "\x1dPAA", "kanji off": "\x1c.", "logo": "\x1cp\x01\x00",
		"FS (": "\x1c(E\x02\x00AA", "counter reset": "\x1dg0\x00\xb2\x00", "drawer at once": "\x10\x14\x01\x00\x01", "bell": "\x07",
		"buzzer": "\x1b(AA", "empty raster": "\x1dv0\x00\x00\x00\x00\x00",
	} {
		for _, c := range parse([]byte(command + "\x1b@")) {
			if c.Op == escpos.OpText {
				t.Errorf("%s: got the letter %q, want it skipped", name, c.Data)
			}
		}
		if got := parse([]byte(command + "\x1b@")); got[len(got)-1].Op != escpos.OpInitialize {
			t.Errorf("%s: got %+v, want ESC @ at the end", name, got)
		}
	}
}

func TestScannerFindsCommandsInsidePictures(t *testing.T) {
	picture := bitmap.Bitmap{W: 16, H: 4, Bits: []byte{0x10, 0x04, 0x04, 0xff, 0x10, 0x05, 0x02, 0x10}}
	stream := append(raster(t, picture), escpos.Clear()...)
	var s escpos.Scanner
	var got []escpos.RealTime
	for _, b := range stream {
		if c, ok := s.Feed(b); ok {
			got = append(got, c)
		}
	}
	want := []escpos.RealTime{{Op: escpos.OpAskStatus, N: 4}, {Op: escpos.OpRecover, N: 2}, {Op: escpos.OpClear, N: 8}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Fatalf("want -, got +\n%s", diff)
	}
}

func TestPaddingEndsAPicture(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		b := bitmap.New(576, 28)
		full, err := escpos.Raster(b)
		if err != nil {
			t.Fatal(err)
		}
		torn := full[:rapid.IntRange(0, len(full)).Draw(t, "length")]
		got := parse(append(append(bytes.Clone(torn), escpos.Padding(8192)...), escpos.Initialize()...))
		if got[len(got)-1].Op != escpos.OpInitialize {
			t.Fatalf("got %+v at the end, want ESC @", got[len(got)-1])
		}
	})
}

// FuzzParser: no input panics or keeps more than it was given, and a reset puts the parser in step again.
func FuzzParser(f *testing.F) {
	f.Add([]byte("\x1b@\x1dv0\x00\x02\x00\x02\x00AAAA\x1dV\x42\x00"))
	f.Add([]byte("\x1d8L\xff\xff\xff\xff0p"))
	f.Add([]byte("\x1dv0\x03\xff\xff\xff\xff"))
	f.Fuzz(func(t *testing.T, stream []byte) {
		var p escpos.Parser
		for _, b := range stream {
			if c, ok := p.Feed(b); ok && len(c.Data) > len(stream) {
				t.Fatalf("got %d bytes of data from %d", len(c.Data), len(stream))
			}
		}
		p.Reset()
		var last escpos.Command
		for _, b := range escpos.Initialize() {
			last, _ = p.Feed(b)
		}
		if last.Op != escpos.OpInitialize || p.Busy() {
			t.Fatalf("got %+v after a reset, want ESC @", last)
		}
	})
}
