package escpos_test

import (
	"bytes"
	"encoding/hex"
	"errors"
	"strings"
	"testing"

	"numerek/appliance/bitmap"
	"numerek/appliance/printer/escpos"
)

func raster(t *testing.T, b bitmap.Bitmap) []byte {
	t.Helper()
	out, err := escpos.Raster(b)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func store(t *testing.T, b bitmap.Bitmap) []byte {
	t.Helper()
	out, err := escpos.StoreRaster(b)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func processID(t *testing.T, id string) []byte {
	t.Helper()
	out, err := escpos.AskProcessID(id)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func code(t *testing.T, content string) []byte {
	t.Helper()
	out, err := escpos.Code(content, 5)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// TestCommandsByTheByte holds the encoder to the manual.
func TestCommandsByTheByte(t *testing.T) {
	dot := bitmap.Bitmap{W: 12, H: 2, Bits: []byte{0x80, 0x10, 0x00, 0xf0}}
	for name, c := range map[string]struct {
		got  []byte
		want string
	}{
		"initialize":     {escpos.Initialize(), "1b40"},
		"auto status":    {escpos.AutoStatus(true), "1d610e"},
		"no auto status": {escpos.AutoStatus(false), "1d6100"},
		"stray pulses":   {escpos.IgnoreStrayPulses(), "1d284405001401000200"},
		"feed":           {escpos.Feed(300), "1b4aff 1b4a2d"},
		"feed nothing":   {escpos.Feed(0), ""},
		"left margin":    {escpos.LeftMargin(264), "1d4c0801"},
		"cut":            {escpos.Cut(0), "1d564200"},
		"print stored":   {escpos.PrintStored(), "1d284c02003032"},
		"process id":     {processID(t, "0042"), "1d284806003030 30303432"},
		"paper":          {escpos.AskPaper(), "1d7201"},
		"info":           {escpos.AskInfo(67), "1d4943"},
		"counter":        {escpos.AskCounter(escpos.CounterCuts), "1d673200b200"},
		"status":         {escpos.AskStatus(4), "100404"},
		"recover":        {escpos.Recover(), "100502"},
		"clear":          {escpos.Clear(), "10140801031401060208"},
		"old paper":      {escpos.AskOldPaper(), "1b76"},
		"custom's cuts":  {escpos.AskCustomCuts(), "1de2"},
		"full status":    {escpos.AskFullStatus(), "100414"},
		"presenter":      {escpos.AskPresenter(), "1d6506"},
		"present":        {escpos.Present(3, 80), "1d650350"},
		"eject":          {escpos.Present(5, 0), "1d6505"},
		"table":          {escpos.Table(18), "1b7412"},
		"plain letters":  {escpos.PlainLetters(), "1c2e 1b5200"},
		"letter size":    {escpos.LetterSize(2, 4), "1d2113"},
		"huge letters":   {escpos.LetterSize(99, 0), "1d2170"},
		"bold":           {escpos.Bold(true), "1b4501"},
		"reverse":        {escpos.Reverse(false), "1d4200"},
		"page":           {escpos.PageMode(576, 900), "1b4c 1b57 00000000 4002 8403"},
		"page, hazard":   {escpos.PageMode(576, 0x0410), "1b4c 1b57 00000000 4002 1104"},
		"print page":     {escpos.PrintPage(), "0c"},
		"forget page":    {escpos.ForgetPage(), "181b53"},
		"code":           {code(t, "AB"), "1d286b0400314132 00 1d286b03003143 05 1d286b03003145 31 1d286b05003150 30 4142 1d286b03003151 30"},
		"code size":      {escpos.AskCodeSize("A"), "1d286b04003150 30 41 1d286b03003152 30"},
		"raster":         {raster(t, dot), "1d763000 0200 0200 80100 0f0"},
		"store":          {store(t, dot), "1d284c 0e00 3070 30 0101 31 0c00 0200 801000f0"},
	} {
		if want := strings.ReplaceAll(c.want, " ", ""); hex.EncodeToString(c.got) != want {
			t.Errorf("%s: got %x, want %s", name, c.got, want)
		}
	}
}

func TestWhatCannotBeSaidIsRefused(t *testing.T) {
	for _, id := range []string{"", "123", "12345", "12\n4", "12\x7f4", "żółć"} {
		if _, err := escpos.AskProcessID(id); !errors.Is(err, escpos.ErrProcessID) {
			t.Errorf("id %q: got %v, want ErrProcessID", id, err)
		}
	}
	for _, b := range []bitmap.Bitmap{{}, bitmap.New(8, 0), bitmap.New(8, 70000)} {
		if _, err := escpos.Raster(b); !errors.Is(err, escpos.ErrTooLarge) {
			t.Errorf("raster %d × %d: got %v, want ErrTooLarge", b.W, b.H, err)
		}
		if _, err := escpos.StoreRaster(b); !errors.Is(err, escpos.ErrTooLarge) {
			t.Errorf("store %d × %d: got %v, want ErrTooLarge", b.W, b.H, err)
		}
	}
	broken := bitmap.Bitmap{W: 8, H: 2, Bits: []byte{1}}
	if _, err := escpos.Raster(broken); !errors.Is(err, bitmap.ErrShape) {
		t.Errorf("got %v, want ErrShape", err)
	}
}

func TestALongPictureIsStoredWithTheLongCommand(t *testing.T) {
	b := bitmap.New(576, 1000)
	b.Set(0, 999, true)
	stream := store(t, b)
	if !bytes.HasPrefix(stream, []byte{0x1d, '8', 'L', 0x4a, 0x19, 0x01, 0x00}) { // 72 010 bytes.
		t.Fatalf("got %x, want GS 8 L and 72 010 as four bytes", stream[:8])
	}
	cmds := parse(stream)
	if len(cmds) != 1 || cmds[0].Op != escpos.OpGraphics || cmds[0].N != 112 {
		t.Fatalf("got %d commands, want one picture stored", len(cmds))
	}
	w, h, bits, ok := escpos.StoredPicture(cmds[0].Data)
	if !ok || !(bitmap.Bitmap{W: w, H: h, Bits: bits}).Equal(b) {
		t.Fatalf("got %d × %d, want the picture back", w, h)
	}
}

// TestAStoredHeaderIsNoRealTimeCommand has a height that spells DLE EOT: 1040 is 10 04.
func TestAStoredHeaderIsNoRealTimeCommand(t *testing.T) {
	b := bitmap.New(8, 1040)
	b.Set(0, 0, true)
	stream := store(t, b)
	if n := escpos.Hazards(stream); n != 0 {
		t.Fatalf("got %d real-time commands in the stream, want none", n)
	}
	_, h, _, ok := escpos.StoredPicture(parse(stream)[0].Data)
	if !ok || h != 1041 {
		t.Fatalf("got a height of %d, want one blank row more than 1040", h)
	}
}
