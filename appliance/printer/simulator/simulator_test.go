package simulator_test

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"numerek/appliance/bitmap"
	"numerek/appliance/printer/escpos"
	"numerek/appliance/printer/simulator"
)

// host is what a test has of a printer: the line, the answers so far, the papers so far.
type host struct {
	t     *testing.T
	sim   *simulator.Printer
	conn  *simulator.Conn
	heard chan escpos.Answer

	mu     sync.Mutex
	papers []simulator.Paper
}

// fallen is every paper that has been cut.
func (h *host) fallen() []simulator.Paper {
	h.mu.Lock()
	defer h.mu.Unlock()
	return slices.Clone(h.papers)
}

// withHost runs story in virtual time with a host that is connected.
func withHost(t *testing.T, options simulator.Options, story func(*host)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		h := &host{t: t, heard: make(chan escpos.Answer, 100)}
		options.OnPaper = func(p simulator.Paper) {
			h.mu.Lock()
			defer h.mu.Unlock()
			h.papers = append(h.papers, p)
		}
		h.sim = simulator.New(options)
		defer h.sim.Close()
		var err error
		if h.conn, err = h.sim.Connect(); err != nil {
			t.Fatal(err)
		}
		go h.listen()
		story(h)
	})
}

func (h *host) listen() {
	var d escpos.Decoder
	buf := make([]byte, 16)
	for {
		n, err := h.conn.Read(buf)
		if err != nil {
			return
		}
		for _, b := range buf[:n] {
			d.Expect(escpos.APlain)
			if a, ok := d.Feed(b); ok {
				h.heard <- a
			}
		}
	}
}

func (h *host) send(commands ...[]byte) {
	h.t.Helper()
	if _, err := h.conn.Write(bytes.Join(commands, nil)); err != nil {
		h.t.Fatal(err)
	}
}

// answers gives everything that has been said until the printer came to rest.
func (h *host) answers() (out []escpos.Answer) {
	synctest.Wait()
	for {
		select {
		case a := <-h.heard:
			out = append(out, a)
		default:
			return out
		}
	}
}

func (h *host) want(what string, want ...escpos.Answer) {
	h.t.Helper()
	if got := h.answers(); fmt.Sprint(got) != fmt.Sprint(want) {
		h.t.Fatalf("%s: got %+v, want %+v", what, got, want)
	}
}

func picture() bitmap.Bitmap {
	b := bitmap.New(64, 200)
	for y := range b.H {
		for x := range b.W {
			b.Set(x, y, (x*3+y*5)%7 < 3)
		}
	}
	return b
}

func must(b []byte, err error) []byte {
	if err != nil {
		panic(err)
	}
	return b
}

func id(s string) []byte { return must(escpos.AskProcessID(s)) }

func printed(s string) escpos.Answer { return escpos.Answer{Kind: escpos.ProcessID, Text: s} }

func TestAJobWaitsForPaperAndIsPrintedAfterTheRefill(t *testing.T) {
	for what, c := range map[string]struct{ strike, mend string }{
		"paper": {"paper left 50", "paper in"}, "cover": {"cover open", "cover close"}, "head": {"head hot", "head cool"},
	} {
		withHost(t, simulator.Options{Dots: 64, RowsPerSecond: 1000}, func(h *host) {
			if _, err := h.sim.Command(c.strike); err != nil {
				t.Fatal(err)
			}
			h.send(must(escpos.Raster(picture())), escpos.Cut(0), id("0001"))
			time.Sleep(time.Hour)
			h.want(what)
			if len(h.fallen()) != 0 {
				t.Fatalf("%s: got a paper, want none yet", what)
			}
			if _, err := h.sim.Command(c.mend); err != nil {
				t.Fatal(err)
			}
			time.Sleep(time.Second)
			h.want(what, printed("0001"))
			if len(h.fallen()) != 1 || !h.fallen()[0].Picture.Rows(0, 200).Equal(picture()) {
				t.Fatalf("%s: got %d papers, want the one that waited", what, len(h.fallen()))
			}
		})
	}
}

func TestClearThrowsTheJobAwayForEver(t *testing.T) {
	withHost(t, simulator.Options{Dots: 64, RowsPerSecond: 1000}, func(h *host) {
		h.sim.PaperLeft(50)
		h.send(must(escpos.StoreRaster(picture())), escpos.PrintStored(), escpos.Cut(0), id("0001"))
		time.Sleep(time.Second)
		h.send(escpos.Clear())
		h.want("clear", escpos.Answer{Kind: escpos.Cleared})
		h.sim.PaperIn()
		time.Sleep(time.Hour)
		h.want("after the refill")
		if len(h.fallen()) != 0 || h.sim.Uncut().H != 50 {
			t.Fatalf("got %d papers and %d rows, want the torn 50 rows only", len(h.fallen()), h.sim.Uncut().H)
		}
	})
}

func TestRealTimeCommandsAreObeyedInsideAPicture(t *testing.T) {
	withHost(t, simulator.Options{Dots: 64}, func(h *host) {
		b := bitmap.New(64, 10)
		copy(b.Bits[30:], []byte{0x10, 0x04, 0x01})
		h.send(must(escpos.Raster(b)), escpos.Cut(0))
		h.want("status", escpos.Answer{Kind: escpos.RealTimeStatus, Byte: 0x12})
		if !h.fallen()[0].Picture.Rows(0, 10).Equal(b) {
			t.Fatal("the picture has lost its dots")
		}
		h.send(must(escpos.Raster(b))[:20], escpos.Clear(), escpos.AskPaper())
		h.want("clear", escpos.Answer{Kind: escpos.Cleared}, escpos.Answer{Kind: escpos.Plain})
	})
}

func TestStatusAnswers(t *testing.T) {
	status := func(b byte) escpos.Answer { return escpos.Answer{Kind: escpos.RealTimeStatus, Byte: b} }
	for command, want := range map[string][4]byte{
		"paper in": {0x12, 0x12, 0x12, 0x12}, "paper low": {0x12, 0x12, 0x12, 0x1e}, "paper out": {0x1a, 0x32, 0x12, 0x7e},
		"cover open": {0x1a, 0x16, 0x12, 0x12}, "head hot": {0x1a, 0x52, 0x52, 0x12},
	} {
		withHost(t, simulator.Options{}, func(h *host) {
			if _, err := h.sim.Command(command); err != nil {
				t.Fatal(err)
			}
			for n := byte(1); n <= 4; n++ {
				h.send(escpos.AskStatus(n))
			}
			h.want(command, status(want[0]), status(want[1]), status(want[2]), status(want[3]))
		})
	}
}

func TestAutomaticStatus(t *testing.T) {
	auto := func(b ...byte) escpos.Answer {
		return escpos.Answer{Kind: escpos.AutomaticStatus, Auto: [4]byte(b)}
	}
	withHost(t, simulator.Options{}, func(h *host) {
		h.sim.Cover(true)
		h.want("before it is asked for")
		h.sim.Cover(false)
		h.send(escpos.AutoStatus(true))
		h.want("when it is asked for", auto(0x10, 0, 0, 0))
		h.sim.Cover(true)
		h.want("cover", auto(0x38, 0, 0, 0))
		h.sim.Cover(false)
		h.sim.PaperOut()
		h.want("paper", auto(0x10, 0, 0, 0), auto(0x18, 0, 0x0f, 0))
		h.sim.PaperIn()
		h.send(escpos.Initialize())
		h.answers()
		h.sim.Cover(true)
		h.want("after ESC @")
	})
}

func TestTheKnife(t *testing.T) {
	withHost(t, simulator.Options{Dots: 64}, func(h *host) {
		h.sim.Cutter(true)
		h.send(must(escpos.Raster(picture())), escpos.Cut(0), id("0001"))
		h.want("no id")
		h.send(escpos.AskStatus(3))
		h.want("jam", escpos.Answer{Kind: escpos.RealTimeStatus, Byte: 0x1a})
		h.send(escpos.Recover(), escpos.AskStatus(3))
		h.want("still jammed", escpos.Answer{Kind: escpos.RealTimeStatus, Byte: 0x1a})
		h.sim.Cutter(false)
		h.send(escpos.Recover(), escpos.AskStatus(3))
		h.want("freed", escpos.Answer{Kind: escpos.RealTimeStatus, Byte: 0x12})
		h.send(escpos.AskCounter(escpos.CounterCuts))
		h.want("counter", escpos.Answer{Kind: escpos.Info, Text: "0"})
		h.send(escpos.Cut(0), escpos.AskCounter(escpos.CounterCuts))
		h.want("counter", escpos.Answer{Kind: escpos.Info, Text: "1"})
	})
}

func TestASimplePrinterKnowsLittle(t *testing.T) {
	withHost(t, simulator.Options{Personality: simulator.Simple, Dots: 64}, func(h *host) {
		h.send(escpos.AutoStatus(true), id("0001"), must(escpos.StoreRaster(picture())), escpos.PrintStored(),
			escpos.AskInfo(67), escpos.AskCounter(178), escpos.Clear())
		h.want("nothing of that")
		h.send(must(escpos.Raster(picture())), escpos.Cut(0), escpos.AskPaper())
		h.want("paper", escpos.Answer{Kind: escpos.Plain})
		if len(h.fallen()) != 1 || !h.fallen()[0].Picture.Rows(0, 200).Equal(picture()) {
			t.Fatalf("got %d papers, want the one printed at once", len(h.fallen()))
		}
	})
}

func TestTheLineTakesItsTime(t *testing.T) {
	withHost(t, simulator.Options{Baud: 9600}, func(h *host) {
		begun := time.Now()
		h.send(make([]byte, 9600))
		if took := time.Since(begun); took < 9900*time.Millisecond || took > 10100*time.Millisecond {
			t.Fatalf("got %v for 9600 bytes at 9600 baud, want 10 s", took)
		}
		h.sim.Speed(0)
		begun = time.Now()
		h.send(make([]byte, 9600))
		if took := time.Since(begun); took != 0 {
			t.Fatalf("got %v on a line that takes no time", took)
		}
	})
}

func TestAFullBufferHoldsTheHostBack(t *testing.T) {
	withHost(t, simulator.Options{Buffer: 1000, Stall: time.Second}, func(h *host) {
		h.sim.Cover(true)
		begun := time.Now()
		n, err := h.conn.Write(make([]byte, 5000))
		if n != 1000 || !errors.Is(err, simulator.ErrStalled) || time.Since(begun) != time.Second {
			t.Fatalf("got %d, %v after %v, want 1000 and ErrStalled after a second", n, err, time.Since(begun))
		}
		time.AfterFunc(500*time.Millisecond, func() { h.sim.Cover(false) })
		if n, err := h.conn.Write(make([]byte, 5000)); n != 5000 || err != nil {
			t.Fatalf("got %d, %v, want all once the cover is closed", n, err)
		}
	})
	withHost(t, simulator.Options{Buffer: 1000, ThreeWire: true}, func(h *host) {
		h.sim.Cover(true)
		h.send(make([]byte, 5000), escpos.AskStatus(1)) // What does not fit is lost, a question is not.
		h.want("status", escpos.Answer{Kind: escpos.RealTimeStatus, Byte: 0x1a})
	})
}

func TestPowerAndPlug(t *testing.T) {
	withHost(t, simulator.Options{Dots: 64, RowsPerSecond: 100, ThreeWire: true}, func(h *host) {
		h.send(must(escpos.Raster(picture())), escpos.Cut(0), id("0001"))
		time.Sleep(500 * time.Millisecond)
		h.sim.Power(false)
		h.send(escpos.AskStatus(1))
		h.sim.Power(true)
		time.Sleep(time.Hour)
		h.want("after a power cut")
		if got := h.sim.Uncut().H; len(h.fallen()) != 0 || got > 51 || got < 49 {
			t.Fatalf("got %d papers and %d rows, want half a second of printing", len(h.fallen()), got)
		}
		h.send(must(escpos.Raster(picture())), escpos.Cut(0))
		h.sim.Unplug()
		if _, err := h.conn.Write([]byte{0}); !errors.Is(err, simulator.ErrUnplugged) {
			t.Fatalf("got %v, want unplugged", err)
		}
		if _, err := h.sim.Connect(); !errors.Is(err, simulator.ErrUnplugged) {
			t.Fatalf("got %v, want unplugged", err)
		}
		time.Sleep(time.Minute)
		if len(h.fallen()) != 1 {
			t.Fatalf("got %d papers, want the one that had arrived", len(h.fallen()))
		}
		h.sim.Plug()
		if _, err := h.sim.Connect(); err != nil {
			t.Fatal(err)
		}
		if _, err := h.sim.Connect(); !errors.Is(err, simulator.ErrBusy) {
			t.Fatalf("got %v for a second host, want busy", err)
		}
	})
}

func TestTextIsDrawn(t *testing.T) {
	withHost(t, simulator.Options{Dots: 384}, func(h *host) {
		h.send([]byte("Numerek\n\n"), escpos.Cut(0))
		synctest.Wait()
		p := h.fallen()[0].Picture
		blank := true
		for y := range 30 {
			blank = blank && p.RowBlank(y)
		}
		if blank || !p.RowBlank(45) {
			t.Fatal("got no line of letters with a blank one below")
		}
	})
}

func TestPapersAreSaved(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "papers")
	withHost(t, simulator.Options{Dots: 64}, func(h *host) {
		if _, err := h.sim.Command("save " + dir); err != nil {
			t.Fatal(err)
		}
		for range 2 {
			h.send(must(escpos.Raster(picture())), escpos.Cut(0))
		}
		synctest.Wait()
		for i, p := range h.fallen() {
			if want := filepath.Join(dir, fmt.Sprintf("ticket-00%d.png", i+1)); p.File != want || p.Err != nil {
				t.Fatalf("got %q, %v, want %q", p.File, p.Err, want)
			}
			f, err := os.Open(p.File)
			if err != nil {
				t.Fatal(err)
			}
			got, err := bitmap.DecodePNG(f)
			if err != nil || !got.Equal(p.Picture) {
				t.Fatalf("got %d × %d, %v, want the paper", got.W, got.H, err)
			}
			f.Close()
		}
		if entries, err := os.ReadDir(dir); err != nil || len(entries) != 2 {
			t.Fatalf("got %d files, %v, want two", len(entries), err)
		}
	})
}

func TestUnknownCommandsAreRefused(t *testing.T) {
	s := simulator.New(simulator.Options{})
	defer s.Close()
	for _, line := range []string{"", "paper", "paper left", "paper left some", "speed -1", "fly", "save"} {
		if _, err := s.Command(line); !errors.Is(err, simulator.ErrCommand) {
			t.Errorf("%q: got %v, want ErrCommand", line, err)
		}
	}
}
