package printer_test

import (
	"testing"

	"numerek/appliance/printer"
)

func TestAboutSaysWhatThePrinterKnows(t *testing.T) {
	profile, options := epson(115200)
	onBench(t, profile, options, func(b *bench) {
		b.print(drawn(1))
		b.sim.PaperLow()
		a, err := b.printer.About(b.t.Context())
		if err != nil || a.Maker != "NUMEREK" || a.Model != "SIMULATOR" || a.Serial != "000001" || a.Firmware != "1.00" {
			t.Fatalf("got %+v, %v, want its name", a, err)
		}
		if a.Cuts != 1 || a.Lines < 400 || !a.Status.PaperLow || !a.Condition.Ready || a.Level != printer.LevelID {
			t.Fatalf("got %+v, want one cut, its lines, and paper low", a)
		}
		b.sim.Cover(true)
		if a, err := b.printer.About(b.t.Context()); err != nil || !a.Status.CoverOpen || a.Condition.Ready {
			t.Fatalf("got %+v, %v, want the cover open", a, err)
		}
	})
}

func TestEachModelHasItsLevel(t *testing.T) {
	want := map[string]printer.Level{
		"epson": printer.LevelID, "simple": printer.LevelFence, "three_wire": printer.LevelID, "old": printer.LevelFence,
		"custom": printer.LevelOutput, "tptcm": printer.LevelOutput, "reliance": printer.LevelOutput, "phoenix": printer.LevelFence,
		"bare": printer.LevelProbable, "csn": printer.LevelProbable, "mute": printer.LevelUnverified,
	}
	all := kinds()
	for name, m := range models() {
		all[name] = m.kind
	}
	for name, kind := range all {
		profile, options := kind(115200)
		onBench(t, profile, options, func(b *bench) {
			if a, err := b.printer.About(b.t.Context()); err != nil || a.Level != want[name] || a.Level.String() == "" {
				t.Errorf("%s: got %v, %v, want %v", name, a.Level, err, want[name])
			}
		})
	}
}
