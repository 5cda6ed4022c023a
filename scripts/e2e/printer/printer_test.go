package printer_test

import (
	"context"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"numerek/appliance/bitmap"
	"numerek/appliance/printer"
	"numerek/appliance/printer/simulator"
)

// recorded is a port whose writes are recorded.
type recorded struct {
	printer.Port
	to *recorder
}

func (r recorded) Write(b []byte) (int, error) {
	r.to.add(b)
	return r.Port.Write(b)
}

// ticket draws something with the shape of a ticket on a head of so many dots: headings, a big number, a code, margins.
func ticket(dots int) bitmap.Bitmap {
	b := bitmap.New(dots, 620)
	for y := range b.H {
		for x := range b.W {
			heading := y > 20 && y < 130 && y/9%3 != 0 && x > dots/8 && x < dots*7/8 && (x*5+y*3)%7 < 3
			number := y > 180 && y < 330 && (x-dots/2)*(x-dots/2)+(y-255)*(y-255) < 5000
			code := y > 400 && y < 560 && x > dots/2-80 && x < dots/2+80 && (x/5*7+y/5*11)%3 == 0
			b.Set(x, y, heading || number || code)
		}
	}
	return b
}

// printed prints a slip and gives the bytes of the whole job and the paper that the simulator has cut.
func printed(t *testing.T, profile printer.Profile, slip bitmap.Bitmap) (stream []byte, paper bitmap.Bitmap) {
	t.Helper()
	papers := make(chan simulator.Paper, 1)
	sim := simulator.New(simulator.Options{
		Personality: simulator.Simple, Dots: slip.W, OnPaper: func(p simulator.Paper) { papers <- p },
	})
	defer sim.Close()
	record := &recorder{}
	p := printer.New(func(context.Context) (printer.Port, error) {
		port, err := sim.Connect()
		return recorded{port, record}, err
	}, printer.Options{Profile: profile})
	ctx, cancel := context.WithCancel(t.Context())
	var running sync.WaitGroup
	running.Go(func() {
		if err := p.Run(ctx); err != nil {
			t.Error(err)
		}
	})
	defer running.Wait()
	defer cancel()
	if c, err := p.Check(ctx); err != nil || !c.Ready {
		t.Fatalf("got %+v, %v, want a printer that is ready", c, err)
	}
	before := len(record.since(0))
	if r := p.Print(ctx, slip, func() error { return nil }); r.Outcome != printer.Printed {
		t.Fatalf("got %+v, want printed", r)
	}
	return record.since(before), (<-papers).Picture
}

func TestNposReadsTheSlipBackDotByDot(t *testing.T) {
	for _, dots := range []int{384, 512, 576} {
		for _, margin := range []bool{false, true} {
			slip := ticket(dots)
			profile := printer.Fenced(dots, 0)
			profile.LeftMargin = margin
			stream, paper := printed(t, profile, slip)
			got := readWithNpos(t, stream)
			if got.Cuts != 1 {
				t.Errorf("%d dots: npos sees %d cuts, want one: %s", dots, got.Cuts, strings.Join(got.Commands, ", "))
			}
			if !slices.Contains(got.Commands, "GS v0") || slices.Contains(got.Commands, "STX") {
				t.Errorf("%d dots: npos sees %s, want pictures and no text", dots, strings.Join(got.Commands, ", "))
			}
			if !paper.Rows(0, slip.H).Equal(slip) {
				t.Errorf("%d dots: the simulator's paper is not the slip", dots)
			}
			if margin {
				continue // npos knows GS L but does not move pictures for it.
			}
			if picture := got.picture(t, dots); !picture.Equal(slip) {
				t.Errorf("%d dots: npos reads %d × %d dots, want the slip, %d × %d, dot by dot",
					dots, picture.W, picture.H, slip.W, slip.H)
			}
		}
	}
}

func TestReceiptioDrivesTheSimulator(t *testing.T) {
	for i, c := range []struct {
		name   string
		faults []string
		want   string
		papers int
	}{
		{"success", nil, "success", 1},
		{"paper_out", []string{"paper out"}, "paperempty", 0},
		{"paper_out_while_printing", []string{"paper left 40"}, "paperempty", 0},
		{"cover_open", []string{"cover open"}, "coveropen", 0},
		{"cutter_jam", []string{"cutter jam"}, "error", 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			sim := simulator.New(simulator.Options{Baud: 115200, RowsPerSecond: 2000, CutTime: 50 * time.Millisecond})
			link := filepath.Join(t.TempDir(), "printer")
			ready := make(chan string, 1)
			ctx, cancel := context.WithCancel(t.Context())
			var serving sync.WaitGroup
			serving.Go(func() {
				if err := sim.ServePTY(ctx, link, func(path string) { ready <- path }); err != nil {
					t.Error(err)
				}
			})
			defer serving.Wait()
			defer sim.Close()
			defer cancel()
			<-ready
			for _, f := range c.faults {
				if _, err := sim.Command(f); err != nil {
					t.Fatal(err)
				}
			}
			address := "127.83.17." + string(rune('1'+i)) // receiptio always calls port 9100.
			got := strings.TrimSpace(string(node(t, "receiptio.js", link, address)))
			if got != c.want || sim.Papers() != c.papers {
				t.Fatalf("receiptio says %q and %d papers fell, want %q and %d", got, sim.Papers(), c.want, c.papers)
			}
		})
	}
}
