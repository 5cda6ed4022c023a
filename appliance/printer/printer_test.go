package printer_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"numerek/appliance/bitmap"
	"numerek/appliance/printer"
	"numerek/appliance/printer/simulator"
)

func TestPrintGivesOnePaperThatIsTheSlip(t *testing.T) {
	for name, kind := range kinds() {
		for _, baud := range []int{0, 38400, 115200} {
			t.Run(fmt.Sprintf("%s/%d", name, baud), func(t *testing.T) {
				profile, options := kind(baud)
				onBench(t, profile, options, func(b *bench) {
					for n := 1; n <= 3; n++ {
						committed := 0
						r := b.printer.Print(b.t.Context(), drawn(n), func() error { committed++; return nil })
						if r.Outcome != printer.Printed || committed != 1 {
							t.Fatalf("got %+v with %d commits, want printed with one", r, committed)
						}
						papers := b.fallen()
						if len(papers) != n || !is(papers[n-1], drawn(n)) {
							t.Fatalf("got %d papers, want %d and the last to be the slip", len(papers), n)
						}
					}
				})
			})
		}
	}
}

func TestAnEpsonWithoutItsClaimsPrintsInBands(t *testing.T) {
	_, options := simple(115200)
	profile, _ := epson(115200)
	onBench(t, profile, options, func(b *bench) {
		r := b.printer.Print(b.t.Context(), drawn(5), commit)
		if r.Outcome != printer.Printed || len(b.fallen()) != 1 || !is(b.fallen()[0], drawn(5)) {
			t.Fatalf("got %+v and %d papers, want the slip printed once", r, len(b.fallen()))
		}
	})
}

func TestBandsOnAnEpsonCountTheCuts(t *testing.T) {
	profile, options := epson(115200)
	profile.ProcessID, profile.StoreAndPrint, profile.LeftMargin = false, false, true
	onBench(t, profile, options, func(b *bench) {
		r := b.printer.Print(b.t.Context(), drawn(5), commit)
		if r.Outcome != printer.Printed || !is(b.fallen()[0], drawn(5)) {
			t.Fatalf("got %+v, want the slip printed", r)
		}
		if want := "answered after the cut, status clean, cutter counted one more"; r.Evidence != want {
			t.Fatalf("got evidence %q, want %q", r.Evidence, want)
		}
	})
}

func TestATallSlipIsPrintedInBandsAndConfirmedByItsID(t *testing.T) {
	profile, options := epson(115200)
	profile.MaxRows = 300
	onBench(t, profile, options, func(b *bench) {
		r := b.printer.Print(b.t.Context(), drawn(5), commit)
		if r.Outcome != printer.Printed || len(b.fallen()) != 1 || !is(b.fallen()[0], drawn(5)) {
			t.Fatalf("got %+v, want the slip printed", r)
		}
	})
}

func TestNothingIsPrintedWithoutACommitment(t *testing.T) {
	disk := errors.New("disk is full")
	for name, kind := range kinds() {
		t.Run(name, func(t *testing.T) {
			profile, options := kind(115200)
			onBench(t, profile, options, func(b *bench) {
				for _, refuse := range []func() error{
					func() error { return disk },
					func() error { time.Sleep(2 * time.Second); return nil }, // Too late to be sure of the store.
				} {
					if r := b.printer.Print(b.t.Context(), drawn(1), refuse); r.Outcome != printer.NotPrinted {
						t.Fatalf("got %+v, want not printed", r)
					}
				}
				time.Sleep(time.Minute)
				if b.inked() {
					t.Fatal("something came out although nothing was committed")
				}
				if r := b.printer.Print(b.t.Context(), drawn(2), commit); r.Outcome != printer.Printed || !is(b.fallen()[0], drawn(2)) {
					t.Fatalf("got %+v, want the next slip printed on clean paper", r)
				}
			})
		})
	}
}

func TestSlipsThatCannotBePrintedAreRefused(t *testing.T) {
	profile, options := epson(0)
	onBench(t, profile, options, func(b *bench) {
		for name, bad := range map[string]bitmap.Bitmap{
			"blank":  bitmap.New(576, 100),
			"empty":  {},
			"wide":   wide(),
			"broken": {W: 576, H: 10, Bits: []byte{1}},
		} {
			r := b.printer.Print(b.t.Context(), bad, func() error { t.Errorf("%s: committed", name); return nil })
			if r.Outcome != printer.NotPrinted {
				t.Errorf("%s: got %+v, want not printed", name, r)
			}
		}
	})
}

func wide() bitmap.Bitmap {
	b := bitmap.New(640, 10)
	b.Set(639, 5, true)
	return b
}

func TestConditionsFollowThePrinter(t *testing.T) {
	for name, kind := range kinds() {
		t.Run(name, func(t *testing.T) {
			profile, options := kind(115200)
			onBench(t, profile, options, func(b *bench) {
				ready := printer.Condition{Ready: true}
				unpowered := "write to printer: printer takes nothing"
				if options.ThreeWire {
					unpowered = "no answer"
				}
				steps := []struct {
					command string
					want    printer.Condition
				}{
					{"paper low", printer.Condition{Ready: true, PaperLow: true, Detail: "paper low"}},
					{"paper out", printer.Condition{Offline: true, PaperOut: true, Detail: "paper out"}},
					{"cover open", printer.Condition{Offline: true, CoverOpen: true, Detail: "cover open"}},
					{"paper in", printer.Condition{Offline: true, CoverOpen: true, Detail: "cover open"}},
					{"cover close", ready},
					{"head hot", printer.Condition{Offline: true, Detail: "head too hot"}},
					{"head cool", ready},
					{"unplug", printer.Condition{Gone: true, Detail: "unplugged"}},
					{"plug", ready},
					{"power off", printer.Condition{Gone: true, Detail: unpowered}},
					{"power on", ready},
					{"silence", printer.Condition{Gone: true, Detail: "no answer"}},
					{"silence off", ready},
				}
				if got := b.condition(); got != ready {
					t.Fatalf("got %+v at first, want %+v", got, ready)
				}
				for _, s := range steps {
					if _, err := b.sim.Command(s.command); err != nil {
						t.Fatal(err)
					}
					time.Sleep(10 * time.Second)
					if got := b.condition(); got != s.want {
						t.Fatalf("after %q: got %+v, want %+v", s.command, got, s.want)
					}
					if got, err := b.printer.Check(b.t.Context()); err != nil || got.Ready != s.want.Ready {
						t.Fatalf("after %q: got %+v, %v from Check, want ready %v", s.command, got, err, s.want.Ready)
					}
				}
				if b.inked() {
					t.Fatal("something was printed")
				}
			})
		})
	}
}

func TestAChangeIsReportedAtOnce(t *testing.T) {
	profile, options := epson(115200)
	onBench(t, profile, options, func(b *bench) {
		time.Sleep(1100 * time.Millisecond) // Not at a poll.
		b.sim.Cover(true)
		time.Sleep(50 * time.Millisecond)
		if !b.condition().CoverOpen {
			t.Fatalf("got %+v 50 ms later, want the cover open", b.condition())
		}
		b.sim.Cover(false)
		time.Sleep(10 * time.Second)
		b.sim.Unplug()
		time.Sleep(50 * time.Millisecond)
		if !b.condition().Gone {
			t.Fatalf("got %+v 50 ms later, want the printer gone", b.condition())
		}
	})
}

func TestPrintEndsWithItsContext(t *testing.T) {
	for name, after := range map[string]time.Duration{"storing": time.Second, "printing": 100 * time.Millisecond} {
		t.Run(name, func(t *testing.T) {
			profile, options := epson(9600)
			onBench(t, profile, options, func(b *bench) {
				ctx, cancel := context.WithCancel(b.t.Context())
				defer cancel()
				begun := time.Now()
				if name == "storing" {
					time.AfterFunc(after, cancel)
				}
				r := b.printer.Print(ctx, drawn(1), func() error {
					if name == "printing" {
						time.AfterFunc(after, cancel)
					}
					return nil
				})
				want := map[string]printer.Outcome{"storing": printer.NotPrinted, "printing": printer.NotCompleted}[name]
				if r.Outcome != want {
					t.Fatalf("got %+v, want %v", r, want)
				}
				if took := time.Since(begun); name == "storing" && took > after+5*time.Second {
					t.Fatalf("came back %v after the start, want soon after %v", took, after)
				}
				time.Sleep(time.Minute)
				if b.whole(drawn(1)) != 0 {
					t.Fatal("the ticket came out afterwards")
				}
			})
		})
	}
}

func TestRunEndsAtOnceWhereThePrinterIsSilent(t *testing.T) {
	for _, after := range []time.Duration{100 * time.Millisecond, 500 * time.Millisecond, 6 * time.Second, 12 * time.Second, time.Hour} {
		t.Run(after.String(), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				profile, options := epson(9600)
				sim := simulator.New(options)
				defer sim.Close()
				if _, err := sim.Command("silence"); err != nil {
					t.Fatal(err)
				}
				p := printer.New(func(context.Context) (printer.Port, error) { return sim.Connect() }, printer.Options{Profile: profile})
				ctx, cancel := context.WithTimeout(t.Context(), after)
				defer cancel()
				begun := time.Now()
				_ = p.Run(ctx)
				if took := time.Since(begun) - after; took > 100*time.Millisecond {
					t.Errorf("got its end %v after that of its context, want it at once", took)
				}
			})
		})
	}
}

func TestPrintWithoutRunEndsWithItsContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := printer.New(func(context.Context) (printer.Port, error) { return nil, errors.ErrUnsupported }, printer.Options{})
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		if r := p.Print(ctx, drawn(1), commit); r.Outcome != printer.NotPrinted {
			t.Fatalf("got %+v, want not printed", r)
		}
	})
}

// TestTheIDThatComesAfterAReconnect lets the line break while the paper comes. Where the printer ends the job just when
// the line is there again, what it says then is worth as much as what it would have said in time.
func TestTheIDThatComesAfterAReconnect(t *testing.T) {
	late := 0
	for rows := 300; rows <= 900; rows += 30 {
		profile, options := epson(115200)
		options.RowsPerSecond = rows
		onBench(t, profile, options, func(b *bench) {
			r := b.printer.Print(b.t.Context(), drawn(1), func() error {
				time.AfterFunc(20*time.Millisecond, b.sim.Unplug)
				time.AfterFunc(120*time.Millisecond, b.sim.Plug)
				return nil
			})
			if r.Outcome != printer.Unknown || r.Late == nil {
				t.Fatalf("got %+v, want unknown", r)
			}
			b.pass(time.Minute)
			select {
			case <-r.Late:
				late++
				if b.whole(drawn(1)) != 1 {
					t.Fatalf("%d rows a second: confirmed late, but there are %d papers", rows, b.whole(drawn(1)))
				}
			default:
			}
			if r := b.printer.Print(b.t.Context(), drawn(2), commit); r.Outcome != printer.Printed || r.Late != nil {
				t.Fatalf("got %+v for the next slip, want printed", r)
			}
		})
	}
	if late == 0 {
		t.Fatal("no speed of printing ended the job just after the line came back")
	}
}
