package printer_test

import (
	"errors"
	"testing"
	"time"

	"numerek/appliance/printer"
	"numerek/appliance/printer/simulator"
)

// dumb is an Epson that stores pictures and neither says ids nor clears: it holds what it has got.
func dumb(baud int) (printer.Profile, simulator.Options) {
	profile, options := epson(baud)
	profile.ProcessID, profile.Clear, profile.Counter = false, false, ""
	return profile, options
}

// TestAStoredSlipNeedsNoIDs is the ladder one rung down: stored and committed, and proved by a question after the cut.
func TestAStoredSlipNeedsNoIDs(t *testing.T) {
	profile, options := dumb(115200)
	onBench(t, profile, options, func(b *bench) {
		r := b.print(drawn(3))
		if r.Outcome != printer.Printed || r.Evidence != "answered after the cut, status clean" || !is(b.fallen()[0], drawn(3)) {
			t.Fatalf("got %+v, want the slip printed", r)
		}
	})
}

func TestARefilledPrinterThatHeldATicketBringsItOut(t *testing.T) {
	profile, options := dumb(115200)
	onBench(t, profile, options, func(b *bench) {
		b.sim.PaperLeft(30)
		if r := b.print(drawn(1)); r.Outcome != printer.Unknown || r.Late != nil {
			t.Fatalf("got %+v, want unknown without a chance to hear more", r)
		}
		b.sim.PaperIn()
		b.pass(time.Minute)
		if c := b.condition(); !c.Ready || c.Locked || b.whole(drawn(1)) != 1 {
			t.Fatalf("got %+v and %d papers, want the old ticket out and the printer ready", c, b.whole(drawn(1)))
		}
		if r := b.print(drawn(2)); r.Outcome != printer.Printed || !is(b.fallen()[len(b.fallen())-1], drawn(2)) {
			t.Fatalf("got %+v, want the next slip printed", r)
		}
	})
}

func TestTheRelayKeepsAHeldTicketFromComingOut(t *testing.T) {
	profile, options := dumb(115200)
	power := &relay{}
	onBenchWith(t, profile, options, power, func(b *bench) {
		b.sim.PaperLeft(30)
		if r := b.print(drawn(1)); r.Outcome != printer.Unknown {
			t.Fatalf("got %+v, want unknown", r)
		}
		b.pass(10 * time.Second)
		b.sim.PaperIn()
		b.pass(time.Minute)
		if c := b.condition(); !c.Ready || power.cycles != 1 || b.whole(drawn(1)) != 0 {
			t.Fatalf("got %+v, %d cycles and %d papers, want one cycle and the ticket never", c, power.cycles, b.whole(drawn(1)))
		}
		if r := b.print(drawn(2)); r.Outcome != printer.Printed || !is(b.fallen()[len(b.fallen())-1], drawn(2)) {
			t.Fatalf("got %+v, want the next slip printed on clean paper", r)
		}
		if power.cycles != 1 {
			t.Fatalf("got %d cycles, want no more than were needed", power.cycles)
		}
	})
}

// TestALockedPrinterWaitsForAnAttendant has a printer that cannot show that it is empty.
func TestALockedPrinterWaitsForAnAttendant(t *testing.T) {
	for name, power := range map[string]*relay{"no_relay": nil, "a_relay_that_fails": {fails: errors.New("stuck")}} {
		t.Run(name, func(t *testing.T) {
			profile, options := as("netum-80", simulator.Bare)(115200)
			onBenchWith(t, profile, options, power, func(b *bench) {
				b.sim.PaperLeft(440) // It ends between the last row and the knife.
				if r := b.print(drawn(1)); r.Outcome != printer.Unknown {
					t.Fatalf("got %+v, want unknown", r)
				}
				b.sim.PaperIn()
				b.pass(time.Minute)
				if c := b.condition(); c.Ready || !c.Locked || c.Detail == "" {
					t.Fatalf("got %+v, want it locked", c)
				}
				if r := b.print(drawn(2)); r.Outcome != printer.NotPrinted {
					t.Fatalf("got %+v from a locked printer, want not printed", r)
				}
				if c, err := b.printer.Confirm(b.t.Context()); err != nil || !c.Ready || c.Locked {
					t.Fatalf("got %+v, %v after an attendant has looked, want it ready", c, err)
				}
				if r := b.print(drawn(2)); r.Outcome != printer.Printed || !is(b.fallen()[len(b.fallen())-1], drawn(2)) {
					t.Fatalf("got %+v, want the next slip printed on clean paper", r)
				}
			})
		})
	}
}

func TestALeftoverIsClearedAsThePrinterCan(t *testing.T) {
	all := kinds()
	for name, m := range models() {
		all[name] = m.kind
	}
	for name, kind := range all {
		t.Run(name, func(t *testing.T) {
			profile, options := kind(115200)
			onBench(t, profile, options, func(b *bench) {
				cleared := b.printer.ClearLeftover(b.t.Context())
				if want := profile.Status != printer.NoStatus && name != "bare"; cleared != want {
					t.Fatalf("got cleared %v, want %v", cleared, want)
				}
				b.pass(10 * time.Second)
				if name == "bare" != b.condition().Locked {
					t.Fatalf("got %+v, want locked only where nothing is answered", b.condition())
				}
				b.release()
				if r := b.print(drawn(1)); !b.done(r) {
					t.Fatalf("got %+v, want the next slip printed", r)
				}
			})
		})
	}
}

// TestTheCutterTellsLate unplugs a printer that does not say ids while it cuts. What its cutter has counted is evidence when it
// is there again, unless its power was off meanwhile.
func TestTheCutterTellsLate(t *testing.T) {
	for name, blip := range map[string]bool{"unplugged": false, "without_power": true} {
		t.Run(name, func(t *testing.T) {
			late, unknown := 0, 0
			for cut := 5 * time.Millisecond; cut < 300*time.Millisecond; cut += 15 * time.Millisecond {
				profile, options := epson(115200)
				profile.ProcessID, profile.Clear = false, false
				onBench(t, profile, options, func(b *bench) {
					b.sim.On(simulator.Committing, func() {
						time.AfterFunc(400*time.Millisecond+cut, func() {
							b.sim.Unplug()
							if blip {
								b.sim.Power(false)
							}
						})
					})
					r := b.print(drawn(1))
					b.pass(5 * time.Second)
					b.sim.Power(true)
					b.sim.Plug()
					b.pass(time.Minute)
					if r.Outcome != printer.Unknown {
						return
					}
					unknown++
					select {
					case <-r.Late:
						late++
						if b.whole(drawn(1)) != 1 {
							t.Fatalf("confirmed late, but there are %d papers", b.whole(drawn(1)))
						}
					default:
					}
				})
			}
			if unknown == 0 || !blip && late == 0 {
				t.Fatalf("got %d unknown and %d confirmed late, want some", unknown, late)
			}
		})
	}
}
