package escpos_test

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"numerek/appliance/printer/escpos"
)

func decode(d *escpos.Decoder, bytes ...byte) []escpos.Answer {
	var out []escpos.Answer
	for _, b := range bytes {
		if a, ok := d.Feed(b); ok {
			out = append(out, a)
		}
	}
	return out
}

func text(kind escpos.Kind, s string) escpos.Answer { return escpos.Answer{Kind: kind, Text: s} }

func TestDecoder(t *testing.T) {
	cleared := escpos.Answer{Kind: escpos.Cleared}
	for name, c := range map[string]struct {
		loose  bool
		expect escpos.Expected
		in     string
		want   []escpos.Answer
		noise  int
	}{
		"status":               {in: "\x12", want: []escpos.Answer{{Kind: escpos.RealTimeStatus, Byte: 0x12}}},
		"automatic":            {in: "\x10\x00\x0f\x00", want: []escpos.Answer{{Kind: escpos.AutomaticStatus, Auto: [4]byte{0x10, 0, 0x0f, 0}}}},
		"automatic with xoff":  {in: "\x10\x13\x00\x11\x00\x00", want: []escpos.Answer{{Kind: escpos.AutomaticStatus, Auto: [4]byte{0x10}}}},
		"process id":           {in: "7\"0042\x00", want: []escpos.Answer{text(escpos.ProcessID, "0042")}},
		"id with xon inside":   {in: "7\"00\x1142\x00", want: []escpos.Answer{text(escpos.ProcessID, "0042")}},
		"id, then cleared":     {in: "7\"0042\x007%\x00", want: []escpos.Answer{text(escpos.ProcessID, "0042"), cleared}},
		"offline cause":        {in: "7#\x04\x00", want: []escpos.Answer{{Kind: escpos.OfflineCause, Byte: 4}}},
		"power on":             {in: ";1\x00", want: []escpos.Answer{{Kind: escpos.PowerOn}}},
		"power off":            {in: ";0\x00", want: []escpos.Answer{{Kind: escpos.PowerOff}}},
		"info":                 {in: "_TM-T20III\x00", want: []escpos.Answer{text(escpos.Info, "TM-T20III")}},
		"paper expected":       {expect: escpos.APlain, in: "\x00", want: []escpos.Answer{{Kind: escpos.Plain}}},
		"paper not expected":   {in: "\x00\x0c", noise: 2},
		"only one is expected": {expect: escpos.APlain, in: "\x00\x00", want: []escpos.Answer{{Kind: escpos.Plain}}, noise: 1},
		"status while paper is expected": {expect: escpos.APlain, in: "\x12\x03", want: []escpos.Answer{
			{Kind: escpos.RealTimeStatus, Byte: 0x12}, {Kind: escpos.Plain, Byte: 3},
		}},
		"strict does not believe 6C": {expect: escpos.AStatus, in: "\x6c", noise: 1},
		"loose does":                 {loose: true, expect: escpos.AStatus, in: "\x6c", want: []escpos.Answer{{Kind: escpos.RealTimeStatus, Byte: 0x6c}}},
		"loose, plain":               {loose: true, expect: escpos.APlain, in: "\x72", want: []escpos.Answer{{Kind: escpos.Plain, Byte: 0x72}}},
		"loose, nothing expected":    {loose: true, in: "\x6c7%\x00", want: []escpos.Answer{cleared}, noise: 1},
		"automatic broken off":       {in: "\x10\x007%\x00", want: []escpos.Answer{cleared}, noise: 2},
		"info broken off by an id":   {in: "_TM-7\"0042\x00", want: []escpos.Answer{text(escpos.ProcessID, "0042")}},
		"id broken off by an id":     {in: "7\"007\"0042\x00", want: []escpos.Answer{text(escpos.ProcessID, "0042")}},
		"id that is too short":       {in: "7\"004\x00", noise: 5},
		"id with a broken letter":    {in: "7\"00\xff2\x00\x12", want: []escpos.Answer{{Kind: escpos.RealTimeStatus, Byte: 0x12}}, noise: 6},
		"count":                      {expect: escpos.ACount, in: "2376 cuts\x12", want: []escpos.Answer{text(escpos.Count, "2376"), {Kind: escpos.RealTimeStatus, Byte: 0x12}}},
		"count, ended by a line":     {expect: escpos.ACount, in: "17\r", want: []escpos.Answer{text(escpos.Count, "17")}},
		"no count":                   {expect: escpos.ACount, in: "x", noise: 1},
		"full status":                {expect: escpos.AFullStatus, in: "\x10\x0f\x20\x00\x00\x00\x12", want: []escpos.Answer{{Kind: escpos.FullStatus, Auto: [4]byte{0x20}}, {Kind: escpos.RealTimeStatus, Byte: 0x12}}},
		"automatic instead of full":  {expect: escpos.AFullStatus, in: "\x10\x00\x0c\x00", want: []escpos.Answer{{Kind: escpos.AutomaticStatus, Auto: [4]byte{0x10, 0, 0x0c, 0}}}},
		"any byte":                   {expect: escpos.AByte, in: "\xc8\xc8", want: []escpos.Answer{{Kind: escpos.Plain, Byte: 0xc8}}, noise: 1},
		"noise":                      {in: "\xff\x80\x6c", noise: 3},
	} {
		d := &escpos.Decoder{Loose: c.loose}
		d.Expect(c.expect)
		got := decode(d, []byte(c.in)...)
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%s: want -, got +\n%s", name, diff)
		}
		if d.Noise() != c.noise {
			t.Errorf("%s: got %d bytes of noise, want %d", name, d.Noise(), c.noise)
		}
	}
}

func TestEveryAnswerIsReadBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		letters := rapid.StringMatching(`[ -~]{4}`)
		a := rapid.OneOf(
			rapid.Map(letters, func(s string) escpos.Answer { return text(escpos.ProcessID, s) }),
			rapid.Map(rapid.StringMatching(`[A-Za-z0-9 .-]{0,20}`), func(s string) escpos.Answer { return text(escpos.Info, s) }),
			rapid.SampledFrom([]escpos.Answer{
				{Kind: escpos.Cleared}, {Kind: escpos.PowerOn}, {Kind: escpos.PowerOff}, {Kind: escpos.OfflineCause, Byte: 0x12},
			}),
			rapid.Map(statuses(), func(s escpos.Status) escpos.Answer {
				return escpos.Answer{Kind: escpos.AutomaticStatus, Auto: s.Automatic()}
			}),
			rapid.Map(statuses(), func(s escpos.Status) escpos.Answer {
				return escpos.Answer{Kind: escpos.RealTimeStatus, Byte: s.RealTime(2)}
			}),
		).Draw(t, "answer")
		if diff := cmp.Diff([]escpos.Answer{a}, decode(&escpos.Decoder{}, a.Bytes()...)); diff != "" {
			t.Fatalf("want -, got +\n%s", diff)
		}
	})
}

// statuses draws what a printer can be in.
func statuses() *rapid.Generator[escpos.Status] {
	return rapid.Custom(func(t *rapid.T) escpos.Status {
		flag := func(name string) bool { return rapid.Bool().Draw(t, name) }
		s := escpos.Status{
			CoverOpen: flag("cover"), PaperOut: flag("out"), CutterError: flag("cutter"),
			Unrecoverable: flag("unrecoverable"), Hot: flag("hot"), Mechanical: flag("mechanical"),
		}
		s.PaperLow = s.PaperOut || flag("low")
		s.Offline = s.Stuck()
		return s
	})
}

func TestStatusSurvivesItsBytes(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		want := statuses().Draw(t, "status")
		if got := (escpos.Status{}).WithAutomatic(want.Automatic()); got != want {
			t.Fatalf("automatic: got %+v, want %+v", got, want)
		}
		var got escpos.Status
		for n := byte(1); n <= 4; n++ {
			b := want.RealTime(n)
			if b&0x93 != 0x12 {
				t.Fatalf("got %08b for status %d, want the fixed bits 0xx1xx10", b, n)
			}
			got = got.WithRealTime(n, b)
		}
		if got != want {
			t.Fatalf("real time: got %+v, want %+v", got, want)
		}
	})
	if got, want := (escpos.Status{}).RealTime(1), byte(0x12); got != want {
		t.Fatalf("got %#x for a printer that is well, want %#x", got, want)
	}
}

// FuzzDecoder: no input panics, and after any input the decoder hears three ids in a row at the latest.
func FuzzDecoder(f *testing.F) {
	f.Add([]byte("7\"0042\x00_TM\x00\x10\x00\x00\x00\x12"), false)
	f.Add([]byte{0x10, 0x13, 0x5f, 0x37, 0x22}, true)
	f.Add(slices.Repeat([]byte("_"), 300), false)
	f.Fuzz(func(t *testing.T, garbage []byte, loose bool) {
		d := &escpos.Decoder{Loose: loose}
		for i, b := range garbage {
			d.Expect(escpos.Expected(b % 3))
			_, _ = d.Feed(b)
			if i%7 == 0 && b == 0x42 {
				d.Reset()
			}
		}
		d.Expect(escpos.Nothing)
		id := text(escpos.ProcessID, "9876")
		got := decode(d, slices.Repeat(id.Bytes(), 3)...)
		if n := len(got); n < 2 || got[n-1] != id || got[n-2] != id {
			t.Fatalf("got %+v after garbage, want the id at least twice", got)
		}
	})
}
