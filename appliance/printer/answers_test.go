package printer_test

import (
	"errors"
	"testing"

	"numerek/appliance/printer"
)

func TestAnswersAreTheBytesOfThePrinter(t *testing.T) {
	profile, options := epson(115200)
	onBench(t, profile, options, func(b *bench) {
		b.print(drawn(1))
		a, err := b.printer.Answers(b.t.Context())
		if err != nil || a.Status != [4]byte{0x12, 0x12, 0x12, 0x12} || a.Cuts != 1 {
			t.Errorf("at rest: got %x with %d cuts, %v", a.Status, a.Cuts, err)
		}
		b.sim.PaperOut()
		a, err = b.printer.Answers(b.t.Context())
		if err != nil || a.Status != [4]byte{0x1a, 0x32, 0x12, 0x7e} || a.Cuts != -1 {
			t.Errorf("without paper: got %x with %d cuts, %v", a.Status, a.Cuts, err)
		}
	})
	profile.Status = printer.NoStatus
	onBench(t, profile, options, func(b *bench) {
		if a, err := b.printer.Answers(b.t.Context()); !errors.Is(err, printer.ErrNoAnswers) {
			t.Errorf("got %x, %v, want %v", a.Status, err, printer.ErrNoAnswers)
		}
	})
}
