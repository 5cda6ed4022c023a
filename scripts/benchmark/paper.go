package main

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"sync"
	"sync/atomic"
	"time"

	"numerek/appliance/bitmap"
	"numerek/appliance/journal"
	"numerek/appliance/printer"
	"numerek/appliance/printer/profile"
	"numerek/appliance/printer/simulator"
	"numerek/appliance/slip"
	"numerek/appliance/typeface"
	"numerek/scripts/benchmark/measure"
	"numerek/scripts/e2e"
)

// paperRounds is enough of what is the same each time but for the machine.
const paperRounds = 3

// The mechanism of the printer in software: 150 mm a second at 203 dpi, as a
// receipt printer has it, and its knife.
const (
	paperRows = 1200
	paperCut  = 200 * time.Millisecond
)

// goal of the ratio of a confirmed paper to what the line and the mechanism take
// by themselves.
const paperGoal = 1.2

// paper measures confirmed printing: from the last byte of the server's answer
// to "printed", drawing, journal and proof included, on two speeds of line.
func (b *bench) paper(ctx context.Context) error {
	var errs []error
	for _, baud := range []int{115200, 38400} {
		errs = append(errs, b.paperAt(ctx, baud))
	}
	return errors.Join(errs...)
}

// counted is a port that counts what is written to it.
type counted struct {
	printer.Port

	bytes *atomic.Int64
}

func (c counted) Write(p []byte) (int, error) {
	n, err := c.Port.Write(p)
	c.bytes.Add(int64(n))
	return n, err
}

func (b *bench) paperAt(ctx context.Context, baud int) (err error) {
	kind, err := profile.Named("epson-80")
	if err != nil {
		return err
	}
	kind.Baud = baud
	fonts, err := typeface.New()
	if err != nil {
		return err
	}
	book, _, err := journal.Open(filepath.Join(b.folder, fmt.Sprintf("paper-%d.journal", baud)))
	if err != nil {
		return err
	}
	sim := simulator.New(simulator.Options{Baud: baud, RowsPerSecond: paperRows, CutTime: paperCut, Stall: 10 * time.Second})
	var sent atomic.Int64
	p := printer.New(func(context.Context) (printer.Port, error) {
		port, err := sim.Connect()
		return counted{port, &sent}, err
	}, printer.Options{Profile: kind})
	var running sync.WaitGroup
	ctx, cancel := context.WithCancel(ctx)
	running.Go(func() { _ = p.Run(ctx) }) // It ends with ctx only.
	defer func() {
		cancel()
		running.Wait()
		err = errors.Join(err, sim.Close(), book.Close())
	}()
	if c, err := p.Check(ctx); err != nil || !c.Ready {
		return fmt.Errorf("printer in software: %+v, %w", c, err)
	}
	var took, floor, kept []float64
	bytes := 0
	for range min(b.rounds, paperRounds) {
		before := sent.Load()
		var journalling time.Duration
		began := time.Now()
		picture, err := slip.Render(slip.Paper{Dots: kind.Dots, DPI: float64(kind.DPI)}, paperSlip(), fonts)
		if err != nil {
			return err
		}
		r := p.Print(ctx, picture, func() error {
			began := time.Now()
			defer func() { journalling = time.Since(began) }()
			return book.Append(journal.Record{Kind: journal.Begin, Request: e2e.NewRequest(), Attempt: 1})
		})
		took = append(took, measure.Milliseconds(time.Since(began)))
		if r.Outcome != printer.Printed {
			return fmt.Errorf("at %d baud: %v: %s", baud, r.Outcome, r.Evidence)
		}
		bytes = int(sent.Load() - before)
		floor = append(floor, measure.Milliseconds(paperFloor(picture, bytes, baud)))
		kept = append(kept, measure.Milliseconds(journalling))
	}
	name := fmt.Sprintf("answer_to_printed_at_%d_baud", baud)
	b.report(measure.NoMoreThan(name, "ms", took, "the line and the mechanism alone", floor, paperGoal),
		fmt.Sprintf("a slip of %d bytes; in it the journal", bytes))
	b.report(measure.Plain(fmt.Sprintf("journalling_of_a_paper_at_%d_baud", baud), "ms", kept), "one synced record before the commit; part of the above")
	return nil
}

// paperFloor is what a printer takes that is told everything at once: ten bits a
// byte on the line, the rows of the paper up to the knife, and the cut.
func paperFloor(picture bitmap.Bitmap, bytes, baud int) time.Duration {
	const headToKnife = 96
	line := time.Duration(bytes) * 10 * time.Second / time.Duration(baud)
	return line + time.Duration(picture.H+headToKnife)*time.Second/paperRows + paperCut
}

// paperSlip is an ordinary ticket.
func paperSlip() slip.Slip {
	return slip.Slip{
		Lang: "pl", Office: "Urząd Miejski w Koszalinie", Number: "R 015", Service: "Rejestracja pojazdu", Ahead: 4,
		Wait: slip.Wait{Known: true, From: 15, To: 25}, IssuedAt: e2e.Monday(), Building: "Ratusz", Place: "Wydział Komunikacji",
		StatusURL: "https://kolejka.koszalin.example/t/k4w7m2x9qhzt5n3vbd8rcfpgys",
	}
}
